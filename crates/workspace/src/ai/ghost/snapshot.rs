//! What is offered at the caret, as the face sees it.

use std::ops::Range;

use crate::ids::ViewId;
use crate::snapshot::Snapshot;

/// Text that is offered, and not in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GhostSnapshot {
    /// In which view.
    pub view: ViewId,
    /// The revision of the document's text that it is for.
    pub revision: u64,
    /// Where it would be put: a byte offset.
    pub at: usize,
    /// What would be put there; a line break is `\n`. Empty when only `next` is offered.
    pub text: String,
    /// What it would replace: bytes that end at `at`, none for text that is only put in.
    pub replaces: Range<usize>,
    /// An edit elsewhere that is offered next: line from 0, and what it is in a few words.
    pub next: Option<(usize, String)>,
}

impl GhostSnapshot {
    /// What is offered in the active view, for its text as it is and its only caret.
    pub fn shown(snapshot: &Snapshot) -> Option<&GhostSnapshot> {
        let ghost = snapshot.ai.ghost.as_deref()?;
        let view = snapshot.active_view().filter(|view| view.id == ghost.view)?;
        let primary = view.selections.primary();
        let fits = view.document.revision == ghost.revision
            && view.selections.len() == 1
            && primary.is_caret()
            && primary.head == ghost.at;
        fits.then_some(ghost)
    }
}
