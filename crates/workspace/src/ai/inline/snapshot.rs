//! The edit in place as the face sees it.

use std::ops::Range;
use std::sync::Arc;

use crate::ai::{ChangeHunk, Routed, Trouble};
use crate::ids::ViewId;

/// The edit in place that is under way. What is proposed is not in the text before it is kept: the view shows it as
/// blocks of new lines below the old ones, which are marked.
#[derive(Clone, Debug)]
pub struct InlineSnapshot {
    /// In which view.
    pub view: ViewId,
    /// The bytes that are to be changed; they move with edits.
    pub range: Range<usize>,
    /// What stood in the field when it was opened.
    pub draft: String,
    /// Grows when something other than the user's typing changed the field.
    pub draft_revision: u64,
    /// How far it is.
    pub state: InlineState,
    /// Who will be asked, and why; or why nobody can be.
    pub target: Result<Routed, String>,
    /// What is proposed so far.
    pub hunks: Arc<[ChangeHunk]>,
    /// Former words, the latest first.
    pub history: Arc<[String]>,
}

/// How far an edit in place is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InlineState {
    /// The user writes what is wanted.
    Asking,
    /// It is coming in.
    Streaming,
    /// It waits for review.
    Ready,
    /// The model changes nothing, and says this.
    Nothing(String),
    /// Something went wrong. What came is kept for review.
    Failed(Box<Trouble>),
}
