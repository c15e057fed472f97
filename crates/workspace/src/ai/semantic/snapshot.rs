//! The search by meaning as the face sees it.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_ai::prices::Cost;

use crate::ai::Trouble;

/// The search by meaning.
#[derive(Clone, Debug, Default)]
pub struct SemanticSnapshot {
    /// What is, or was, looked for.
    pub query: String,
    /// How far it is.
    pub state: SemanticState,
    /// What was found, the nearest first.
    pub hits: Arc<[SemanticHit]>,
    /// Files of the project that are not searched, as there is more than is kept.
    pub left_out: usize,
}

/// How far a search by meaning is.
#[derive(Clone, Debug, Default)]
pub enum SemanticState {
    /// Nothing was looked for.
    #[default]
    Idle,
    /// The project's files are looked through for what has no vector yet.
    Looking,
    /// So much would be sent: the user is asked.
    Asks(SemanticPlan),
    /// Pieces are sent: so many of so many are done.
    Reading {
        /// Pieces that have their vector.
        done: usize,
        /// All that had none.
        of: usize,
    },
    /// The question is sent.
    Asking,
    /// It is over.
    Done,
    /// It failed.
    Failed(Trouble),
}

impl SemanticState {
    /// Whether something is under way that ends by itself.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Looking | Self::Reading { .. } | Self::Asking)
    }
}

/// What is sent before a project can be searched by meaning.
#[derive(Clone, Debug, PartialEq)]
pub struct SemanticPlan {
    /// To whom, as the settings call it.
    pub provider: String,
    /// To which model.
    pub model: String,
    /// Files with pieces that have no vector.
    pub files: usize,
    /// Those pieces.
    pub pieces: usize,
    /// Their tokens, about.
    pub tokens: u64,
    /// What that costs, about.
    pub cost: Cost,
}

/// A place that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct SemanticHit {
    /// The file.
    pub path: PathBuf,
    /// The same from the project's folder on, with `/`.
    pub name: String,
    /// Its lines, from 0.
    pub lines: Range<usize>,
    /// Its first line that says something, without its indent.
    pub text: String,
    /// The cosine between its vector and the question's.
    pub score: f32,
}
