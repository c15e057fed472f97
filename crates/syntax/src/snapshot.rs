//! Questions about a document's syntax at one revision. Every answer costs what was asked for, not the
//! size of the document, except the outline, which looks at everything.
//!
//! All methods take the text of the revision the snapshot was made of. With another text the answers are
//! off, but nothing panics and no range leaves the text.

mod brackets;
mod folds;
mod highlights;
mod indent;
mod nodes;
mod outline;

use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::CancelToken;
use justbuilt_text::Text;

use crate::language::LanguageId;
use crate::state::{Analysis, Span, State};

pub use folds::FoldRange;
pub use indent::IndentHint;
pub use outline::{Symbol, SymbolKind};

/// The syntax of one revision of a document. A clone is one counter; goes to any thread.
#[derive(Clone)]
pub struct SyntaxSnapshot {
    state: Arc<State>,
}

impl SyntaxSnapshot {
    pub(crate) fn new(state: Arc<State>) -> Self {
        SyntaxSnapshot { state }
    }

    /// The document's language.
    #[must_use]
    pub fn language(&self) -> LanguageId {
        self.state.language
    }

    /// Whether two snapshots are of the same analysis: what was computed from one holds for the other.
    #[must_use]
    pub fn ptr_eq(&self, other: &SyntaxSnapshot) -> bool {
        Arc::ptr_eq(&self.state, &other.state)
    }

    /// What the bytes of `range` are: sorted, without overlaps, within `range`, on character boundaries.
    /// What is plain is left out. Injected languages are included. Cached; about 0.1 ms for a screenful.
    #[must_use]
    pub fn highlights(&self, text: &Text, range: Range<usize>) -> Vec<Span> {
        highlights::highlights(&self.state, text, range)
    }

    /// What can be folded away, of what starts on one of `lines`; by start line, one a line.
    #[must_use]
    pub fn folds(&self, text: &Text, lines: Range<usize>) -> Vec<FoldRange> {
        folds::folds(&self.state, text, lines)
    }

    /// The symbols of the whole document in order, with their nesting depth. Looks at everything: for a
    /// large document call it off the UI thread.
    #[must_use]
    pub fn outline(&self, text: &Text) -> Vec<Symbol> {
        self.outline_until(text, &CancelToken::new())
    }

    /// [`SyntaxSnapshot::outline`] that can be cancelled; then it has what was found so far.
    #[must_use]
    pub fn outline_until(&self, text: &Text, cancel: &CancelToken) -> Vec<Symbol> {
        outline::outline(&self.state, text, 0..text.len(), cancel)
    }

    /// The symbols around a byte, outermost first: the breadcrumbs of a caret.
    #[must_use]
    pub fn symbols_at(&self, text: &Text, byte: usize) -> Vec<Symbol> {
        outline::symbols_at(&self.state, text, byte)
    }

    /// How `line` should be indented, going by the lines above it and by what it starts with. `None` when
    /// the language has no opinion: then keep the indentation of the line above.
    #[must_use]
    pub fn indent_for(&self, text: &Text, line: usize) -> Option<IndentHint> {
        indent::indent_for(&self.state, text, line)
    }

    /// The bracket at `byte` or, failing that, just before it, with its partner: bytes of the opening and
    /// the closing one. Brackets inside strings and comments only match within them.
    #[must_use]
    pub fn bracket_match(&self, text: &Text, byte: usize) -> Option<(usize, usize)> {
        brackets::bracket_match(&self.state, text, byte)
    }

    /// The innermost pair of brackets around `byte`: bytes of the opening and the closing one.
    #[must_use]
    pub fn enclosing_brackets(&self, text: &Text, byte: usize) -> Option<(usize, usize)> {
        brackets::enclosing(&self.state, text, byte)
    }

    /// The ranges of the nodes around `range`, each strictly larger than the one before: the steps of
    /// "expand selection".
    #[must_use]
    pub fn node_ranges(&self, text: &Text, range: Range<usize>) -> Vec<Range<usize>> {
        nodes::node_ranges(&self.state, text, range)
    }

    /// Whether `byte` is inside a string or a comment, where brackets and quotes are not paired.
    #[must_use]
    pub fn is_in_string_or_comment(&self, text: &Text, byte: usize) -> bool {
        nodes::is_in_string_or_comment(&self.state, text, byte)
    }

    /// Whether the text does not fit the grammar somewhere.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.state.root().is_some_and(|root| root.tree.root_node().has_error())
    }

    /// How often the text does not fit the grammar: pieces that could not be read and tokens that are missing, at most
    /// `most`. Looks only where something is wrong; 0 for a language without a grammar and before the first parse.
    #[must_use]
    pub fn error_count(&self, most: usize) -> usize {
        self.state.root().map_or(0, |root| nodes::errors(&root.tree, most))
    }

    /// Whether there is an analysis yet: before the first parse of a language with a grammar there is none.
    #[must_use]
    pub fn is_parsed(&self) -> bool {
        !matches!(self.state.analysis, Analysis::Tree(None))
    }
}
