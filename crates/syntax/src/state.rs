//! What is known about a document's text at one revision, shared by `Syntax` and its snapshots.

use std::ops::Range;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::blocks::Blocks;
use crate::highlight::Highlight;
use crate::language::{IndentRule, LanguageId, Languages};
use crate::layer::Layer;
use crate::scopes::ScopeLines;

/// Bytes of text above which a document is plain. A tree of Rust takes 36 bytes a byte of text, so this is already
/// 0.7 GB; 1,000,000 lines would take 1.2 GB.
pub const MAX_PARSED_BYTES: usize = 20 << 20;

/// A piece of text and what it is.
pub type Span = (Range<usize>, Highlight);

/// The analysis of one revision.
pub(crate) struct State {
    pub languages: Arc<Languages>,
    pub language: LanguageId,
    pub indent_rule: IndentRule,
    pub analysis: Analysis,
    /// Highlights computed so far.
    pub blocks: Mutex<Blocks>,
}

/// By engine.
#[derive(Clone)]
pub(crate) enum Analysis {
    /// `None` before the first parse.
    Tree(Option<Arc<Layer>>),
    Scopes(Arc<ScopeLines>),
    Plain,
}

impl State {
    /// The same for another revision.
    pub fn with(&self, analysis: Analysis, blocks: Blocks) -> State {
        State {
            languages: Arc::clone(&self.languages),
            language: self.language,
            indent_rule: self.indent_rule,
            analysis,
            blocks: Mutex::new(blocks),
        }
    }

    pub fn root(&self) -> Option<&Arc<Layer>> {
        match &self.analysis {
            Analysis::Tree(root) => root.as_ref(),
            Analysis::Scopes(_) | Analysis::Plain => None,
        }
    }
}
