//! The review: keeping, dropping and writing hunks and files, agreeing, showing.

use std::sync::Arc;

use super::set::{ChangeSet, SetFile};
use crate::ai::{AiPage, ChangeAction, Permission};
use crate::command::{CommandError, CommandResult, OpenAt, Place};
use crate::ids::ChangeSetId;
use crate::workspace::Workspace;

/// There is no such set.
const GONE: CommandError = CommandError::NotNow("there is no such change set");

impl Workspace {
    /// A set that waits for review, and a file of it.
    fn changes_file(&mut self, set: ChangeSetId, file: usize) -> Result<&mut SetFile, CommandError> {
        let set: &mut ChangeSet = self.ai.changes.set_mut(set).ok_or(GONE)?;
        if !set.waits() {
            return Err(CommandError::NotNow("the changes are not being reviewed"));
        }
        set.files.get_mut(file).ok_or(CommandError::NotNow("there is no such file in the set"))
    }

    /// The user decided something.
    fn changes_decided(&mut self, set: ChangeSetId, file: usize) {
        if let Ok(file) = self.changes_file(set, file) {
            file.touch();
        }
        self.ai.changes.kept.change();
        self.ai.changes.touch(set);
        self.changes_judge_soon(set);
        self.touch();
    }

    pub(super) fn changes_keep_hunk(
        &mut self,
        set: ChangeSetId,
        file: usize,
        hunk: usize,
        keep: bool,
    ) -> CommandResult {
        let found = self.changes_file(set, file)?;
        let found = found.hunks.get_mut(hunk).ok_or(CommandError::NotNow("there is no such hunk"))?;
        found.keep = keep;
        self.changes_decided(set, file);
        Ok(())
    }

    pub(super) fn changes_keep_file(&mut self, set: ChangeSetId, file: usize, keep: bool) -> CommandResult {
        let found = self.changes_file(set, file)?;
        found.keep = keep;
        if keep && !found.hunks.is_empty() && found.hunks.iter().all(|hunk| !hunk.keep) {
            found.hunks.iter_mut().for_each(|hunk| hunk.keep = true);
        }
        self.changes_decided(set, file);
        Ok(())
    }

    pub(super) fn changes_write_hunk(
        &mut self,
        set: ChangeSetId,
        file: usize,
        hunk: usize,
        text: String,
    ) -> CommandResult {
        let found = self.changes_file(set, file)?;
        if found.action == ChangeAction::Delete {
            return Err(CommandError::NotNow("the file is deleted: there is nothing to write"));
        }
        let crlf = found.hunks.iter().any(|hunk| hunk.was.contains("\r\n") || hunk.text.contains("\r\n"));
        let found = found.hunks.get_mut(hunk).ok_or(CommandError::NotNow("there is no such hunk"))?;
        let mut text = text.replace("\r\n", "\n");
        // Whole lines stay whole lines.
        let lines = found.text.ends_with('\n') || (found.text.is_empty() && found.was.ends_with('\n'));
        if lines && !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        found.written = (text != *found.text).then(|| Arc::from(text));
        found.keep = true;
        self.changes_decided(set, file);
        Ok(())
    }

    pub(super) fn changes_agree(&mut self, set: ChangeSetId, file: usize, yes: bool) -> CommandResult {
        let found = self.changes_file(set, file)?;
        if !matches!(found.permission(), Permission::Asks(..)) {
            return Err(CommandError::NotNow("nothing is asked of this file"));
        }
        found.agreed = yes;
        self.changes_decided(set, file);
        Ok(())
    }

    /// Drops a set. What was made of it stays made.
    pub(super) fn changes_drop(&mut self, id: ChangeSetId) -> CommandResult {
        let set = self.ai.changes.set(id).ok_or(GONE)?;
        if set.state == crate::ai::ChangeState::Applying {
            return Err(CommandError::NotNow("the changes are being made"));
        }
        self.ai.changes.remove(id);
        self.ai.changes.kept.change();
        let tab = self
            .tabs
            .iter()
            .find(|tab| matches!(tab.item, crate::tabs::Item::Ai(AiPage::Changes(shown)) if shown == id));
        if let Some(tab) = tab.map(|tab| tab.id) {
            self.close_tab_now(tab);
        }
        self.touch();
        Ok(())
    }

    pub(super) fn changes_show(&mut self, set: ChangeSetId) -> CommandResult {
        self.ai.changes.set(set).ok_or(GONE)?;
        self.open_ai_page(AiPage::Changes(set));
        Ok(())
    }

    pub(super) fn changes_open_file(
        &mut self,
        set: ChangeSetId,
        file: usize,
        hunk: Option<usize>,
    ) -> CommandResult {
        let set = self.ai.changes.set(set).ok_or(GONE)?;
        let file = set.files.get(file).ok_or(CommandError::NotNow("there is no such file in the set"))?;
        let there = !matches!(file.source, super::set::Source::Nothing);
        if !there || file.no.is_some() {
            return Err(CommandError::NotNow("there is no such file yet"));
        }
        let line = hunk.and_then(|hunk| file.hunks.get(hunk)).map(|hunk| file.base.line_of(hunk.old.start));
        let place = line.map(|line| Place::Line { line: line + 1, column: 1 });
        let path = file.full.clone();
        self.open_at(OpenAt { path, place, ..OpenAt::default() });
        Ok(())
    }

    /// The newest set that waits for review, or else the newest.
    pub(crate) fn changes_newest(&self) -> Option<ChangeSetId> {
        let sets = &self.ai.changes.sets;
        let waits = sets.iter().find(|set| set.state == crate::ai::ChangeState::Ready);
        waits.or_else(|| sets.first()).map(|set| set.id)
    }

    /// The set that was made last.
    pub(crate) fn changes_made_last(&self) -> Option<ChangeSetId> {
        let made = self.ai.changes.sets.iter().filter(|set| set.state == crate::ai::ChangeState::Applied);
        made.max_by_key(|set| set.made_at).map(|set| set.id)
    }
}
