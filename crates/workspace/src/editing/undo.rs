//! The undo tree's commands: step by step, and to any state the text was in.

use justbuilt_base::Timestamp;
use justbuilt_text::{EditKind, NodeId};

use crate::command::{CommandError, CommandResult};
use crate::document::change::Travel;
use crate::effect::Align;
use crate::ids::ViewId;
use crate::workspace::Workspace;

/// A state a text was in, for the undo picker.
#[derive(Clone, Debug)]
pub struct UndoState {
    id: NodeId,
    /// Place of the state it was made from; `None` for the text as it was opened.
    pub parent: Option<usize>,
    /// What was done; `None` for the text as it was opened.
    pub kind: Option<EditKind>,
    /// When it was done.
    pub at: Option<Timestamp>,
    /// Bytes put in and taken out.
    pub size: (usize, usize),
    /// Whether the text is in this state now.
    pub current: bool,
}

impl Workspace {
    pub(crate) fn undo(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        self.travel(view, Travel::Undo)
    }

    pub(crate) fn redo(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        self.travel(view, Travel::Redo)
    }

    /// The states the text of a view was in, oldest first. `undo.go` goes to one of them by its place in this list.
    pub fn undo_states(&self, view: ViewId) -> Vec<UndoState> {
        let document = self.view_document(view).ok().and_then(|id| self.documents.get(id));
        let Some(history) = document.map(|document| document.buffer.history()) else { return Vec::new() };
        let current = history.current();
        let states = history.nodes().map(|(id, node)| {
            let root = id == NodeId::ROOT;
            let size = node
                .transaction()
                .edits()
                .fold((0, 0), |(put, taken), edit| (put + edit.inserted.len(), taken + edit.old.len()));
            UndoState {
                id,
                parent: (!root).then(|| node.parent().index()),
                kind: (!root).then(|| node.kind()),
                at: (!root).then(|| node.changed()),
                size,
                current: id == current,
            }
        });
        states.collect()
    }

    /// Goes to the state with this place in [`Workspace::undo_states`].
    pub(crate) fn go_to_state(&mut self, place: usize) -> CommandResult {
        let view = self.active_view_or_err()?;
        let state = self.undo_states(view).get(place).map(|state| state.id);
        let state = state.ok_or_else(|| CommandError::Failed(format!("there is no state {place}")))?;
        self.travel_to(view, state)
    }

    /// Goes to the state before or after the present one in time, whichever branch it is on.
    pub(crate) fn travel_in_time(&mut self, by: isize) -> CommandResult {
        let view = self.active_view_or_err()?;
        let states = self.undo_states(view);
        let now = states.iter().position(|state| state.current).unwrap_or(0);
        let target = now.checked_add_signed(by).and_then(|place| states.get(place));
        let target = target.ok_or(CommandError::NotNow("there is no such state"))?.id;
        self.travel_to(view, target)
    }

    fn travel_to(&mut self, view: ViewId, state: NodeId) -> CommandResult {
        let id = self.view_document(view)?;
        self.check_writable(id)?;
        let document = self.documents.get_mut(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let old = document.text().clone();
        let step = document.buffer.goto_revision(state);
        let (transaction, selections) = step.ok_or(CommandError::NotNow("the text is in that state"))?;
        self.timeline_edited(id, &transaction, &old, justbuilt_timeline::OpKind::Undo);
        self.text_changed(id, &transaction, &old, Some((view, &selections)));
        self.reveal_primary(view, Align::CenterIfHidden);
        Ok(())
    }
}
