//! What a persona does to documents and files together: one node of the timeline, whose edits are the persona's. The
//! files are written by who asks (see `ai::changes`); here it is made sure that nothing else happens meanwhile, and
//! that the history has it.

use std::sync::Arc;

use justbuilt_base::Timestamp;
use justbuilt_text::{EditKind, Text, Transaction};
use justbuilt_timeline::history::{Deed, Edit};
use justbuilt_timeline::{Author, HistoryResult, NewNode, NodeKind, OpKind, Timeline};

use super::carrying::Work as Writing;
use super::recorder::{Entry, Recorder, Work};
use crate::command::{CommandError, CommandResult};
use crate::ids::DocumentId;
use crate::workspace::Workspace;

/// Changes that belong together, already made.
#[derive(Clone, Debug)]
pub(crate) struct Acted {
    /// What the node is.
    pub kind: NodeKind,
    /// Its line.
    pub title: String,
    /// More about it.
    pub content: String,
    /// Whose it is; `None`: the user's.
    pub author: Option<Author>,
    /// What kind of edits.
    pub edits: OpKind,
    /// By which command.
    pub command: &'static str,
    /// Open documents: the text before, and the change. Their files are as they were.
    pub documents: Vec<(DocumentId, Text, Transaction)>,
    /// Files.
    pub deeds: Vec<Deed>,
}

impl Recorder {
    /// Brings into the history what was done together.
    pub(crate) fn acted(
        &self,
        timeline: &Timeline,
        work: &Work,
        acted: Acted,
        now: Timestamp,
    ) -> HistoryResult<()> {
        let Acted { kind, title, content, author, edits, command, documents, deeds } = acted;
        let author = author.map_or_else(|| self.person(), |author| timeline.author(author));
        let edit = Edit { kind: edits, command: timeline.command(command), author };
        let documents = documents.into_iter().filter_map(|(document, before, change)| {
            Some(Deed::Edit { file: work.file(document)?, before, change })
        });
        let files = deeds.into_iter().map(|deed| match deed {
            Deed::Write { path, before, change, format, disk, .. } => {
                let ignored = self.is_ignored(&path);
                Deed::Write { path, before, change, format, disk, ignored }
            }
            Deed::Create { path, bytes, .. } => {
                let ignored = self.is_ignored(&path);
                Deed::Create { path, bytes, ignored }
            }
            other => other,
        });
        let deeds: Vec<Deed> = documents.chain(files).collect();
        let node = NewNode::new(kind, title, author).with_content(content);
        timeline.act(node, deeds, edit, now).map(drop)
    }
}

impl Workspace {
    /// Whether something can be done to documents and files together just now.
    ///
    /// # Errors
    /// Why not, for the user.
    pub(crate) fn timeline_may_act(&self) -> CommandResult {
        if self.timeline.shown_moment().is_some() {
            return Err(CommandError::Past);
        }
        match &self.timeline.work {
            Some(work) => Err(CommandError::Failed(format!("{}: wait until that is done", work.title))),
            None => Ok(()),
        }
    }

    /// From now on recorded documents are not edited, and none is saved or looked at again, until
    /// [`Workspace::timeline_let_go`].
    pub(crate) fn timeline_hold(&mut self, title: &str) {
        self.timeline.work = Some(Writing { title: title.to_owned() });
        self.timeline.view.busy = Some(title.to_owned());
        self.timeline_seek_forget();
        self.timeline_replay_stop();
        self.timeline.touch();
        self.touch();
    }

    /// Ends [`Workspace::timeline_hold`].
    pub(crate) fn timeline_let_go(&mut self) {
        self.timeline_work_over();
        self.timeline_due_now();
        self.timeline.touch();
        self.touch();
    }

    /// The recorder of the project, when there is one.
    pub(crate) fn timeline_recorder(&self) -> Option<Arc<Recorder>> {
        self.timeline.recorder.clone()
    }

    /// Hands over what was done together.
    pub(crate) fn timeline_acted(&mut self, acted: Acted) {
        let now = self.platform.clock.now();
        self.timeline_push(Entry::Acted { acted: Box::new(acted), now });
    }

    /// Changes a document as one step to undo, without recording it: that is done for all of them together.
    pub(crate) fn timeline_change_quietly(
        &mut self,
        id: DocumentId,
        change: &Transaction,
        kind: EditKind,
    ) -> CommandResult {
        if let Some(document) = self.documents.get_mut(id) {
            document.buffer.break_undo_group();
        }
        self.timeline.silent = true;
        let done = self.change_document(id, change, kind);
        self.timeline.silent = false;
        if let Some(document) = self.documents.get_mut(id) {
            document.buffer.break_undo_group();
        }
        done
    }
}
