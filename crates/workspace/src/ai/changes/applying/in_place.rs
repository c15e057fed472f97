//! What was kept of an edit in place, as a change set that was made: it can be taken back like any other.

use justbuilt_ai::edits::Level;
use justbuilt_text::{Text, Transaction};
use justbuilt_timeline::history::TextFormat;

use super::AI_EDIT;
use crate::ai::changes::hunks::Hunk;
use crate::ai::changes::set::{ChangeSet, SetFile, Source};
use crate::ai::{ChangeAction, ChangeOrigin, ChangeState};
use crate::command::{CommandError, CommandResult};
use crate::ids::{ChangeSetId, DocumentId};
use crate::workspace::Workspace;

impl Workspace {
    /// What was proposed in place was kept: makes it, as a set that can be taken back.
    pub(crate) fn changes_made_in_place(
        &mut self,
        origin: ChangeOrigin,
        id: DocumentId,
        before: &Text,
        change: Transaction,
        hunks: Vec<Hunk>,
    ) -> CommandResult {
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let full = document.path.clone();
        let format =
            TextFormat { encoding: document.buffer.encoding(), line_ending: document.buffer.line_ending() };
        let language = document.language;
        let name = document.name.clone();
        let relative = self.project.root().zip(full.as_deref());
        let relative = relative.and_then(|(root, full)| crate::timeline::recorder::relative(root, full));
        let file = SetFile {
            path: relative.map_or(name, |path| path.as_str().to_owned()),
            full: full.clone().unwrap_or_default(),
            action: ChangeAction::Change,
            base: before.clone(),
            hunks,
            source: Source::Document(id),
            format,
            keep: true,
            asks: None,
            no: None,
            agreed: false,
            level: Level::Exact,
            worse: None,
            findings: Vec::new(),
            rebased: false,
            language,
            judged: None,
            shared: None,
        };
        let set = ChangeSetId::next(&self.ids);
        let held = ChangeSet {
            key: self.changes_key(set),
            files: vec![file],
            state: ChangeState::Applying,
            ..ChangeSet::new(set, origin)
        };
        self.ai.changes.sets.insert(0, held);
        let title = self.changes_node_title(set);
        let mut acted = self.changes_acted(set, &title);
        acted.command = "ai.inline_keep";
        acted.documents = vec![(id, before.clone(), change.clone())];
        if let Err(error) = self.timeline_change_quietly(id, &change, AI_EDIT) {
            self.ai.changes.remove(set);
            return Err(error);
        }
        for view in self.views_of(id) {
            self.pin_tab_of(view);
        }
        self.timeline_acted(acted);
        self.timeline_due_now();
        if full.is_some() {
            self.changes_made(set);
        } else {
            // A scratch document is no file that could be found again.
            self.ai.changes.remove(set);
        }
        Ok(())
    }
}
