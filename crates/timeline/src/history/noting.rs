//! Nodes: recording what happened, naming moments, writing something down about them.

use justbuilt_base::Timestamp;

use crate::{AuthorIx, NodeId};

use super::error::{HistoryError, HistoryResult};
use super::event::{Event, NodeEdit};
use super::node::{NewNode, NodeKind, TouchKind};
use super::recording::touched;
use super::state::{NodeDraft, State};
use super::timeline::Timeline;

impl Timeline {
    /// Records that something happened, on the active branch.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`].
    pub fn node(&self, node: NewNode, now: Timestamp) -> HistoryResult<NodeId> {
        self.writable()?;
        let mut state = self.state();
        let mut draft = NodeDraft::new(node.kind, node.title, node.author);
        draft.content = node.content;
        let head = state.here();
        let known =
            node.files.iter().filter_map(|path| head.get(path.as_str()).or_else(|| head.gone(path.as_str())));
        draft.files = known.map(|entry| touched(entry, TouchKind::Changed)).collect();
        let branch = state.core.active;
        Ok(state.add_node(branch, draft, now))
    }

    /// Gives the present moment a name. The node that says so.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`].
    pub fn label_now(&self, label: &str, author: AuthorIx, now: Timestamp) -> HistoryResult<NodeId> {
        let id = self.node(NewNode::new(NodeKind::Label, label, author), now)?;
        self.label(id, Some(label), author, now)?;
        Ok(id)
    }

    /// Gives a node a name of the user's choice; `None` takes it away.
    ///
    /// # Errors
    /// [`HistoryError::NoNode`], [`HistoryError::ReadOnly`].
    pub fn label(
        &self,
        id: NodeId,
        label: Option<&str>,
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<()> {
        let label = label.map(str::trim).filter(|label| !label.is_empty()).map(str::to_owned);
        self.edit_node(id, NodeEdit::Label(label), author, now)
    }

    /// Writes something down about a node.
    ///
    /// # Errors
    /// [`HistoryError::NoNode`], [`HistoryError::ReadOnly`].
    pub fn note(&self, id: NodeId, text: &str, author: AuthorIx, now: Timestamp) -> HistoryResult<()> {
        self.edit_node(id, NodeEdit::Note(text.to_owned()), author, now)
    }

    pub(crate) fn edit_node(
        &self,
        id: NodeId,
        edit: NodeEdit,
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<()> {
        self.writable()?;
        let mut state = self.state();
        State::edit_node(&mut state, id, edit, author, now)
    }
}

impl State {
    pub fn edit_node(
        &mut self,
        id: NodeId,
        edit: NodeEdit,
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<()> {
        if self.core.node(id).is_none() {
            return Err(HistoryError::NoNode(id));
        }
        self.push(Event::NodeEdit { id, time: now, author, edit });
        Ok(())
    }
}
