//! What is offered at the caret, as the face sees it.

use crate::ids::ViewId;

/// Text that is offered, and not in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GhostSnapshot {
    /// In which view.
    pub view: ViewId,
    /// The revision of the document's text that it is for.
    pub revision: u64,
    /// Where it would be put: a byte offset.
    pub at: usize,
    /// What would be put there; a line break is `\n`.
    pub text: String,
    /// An edit elsewhere that is offered next: line from 0, and what it is in a few words.
    pub next: Option<(usize, String)>,
}
