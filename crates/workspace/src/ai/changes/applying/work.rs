//! What making a change set comes to, checked against what is there: changes of open documents, and deeds on the disk.

use justbuilt_store::ContentHash;
use justbuilt_text::{Text, Transaction};

use crate::ai::changes::set::{SetFile, Source};
use crate::ai::changes::writing::DiskDeed;
use crate::ai::{ChangeAction, ChangeState, Permission};
use crate::command::{CommandError, CommandResult};
use crate::ids::{ChangeSetId, DocumentId};
use crate::workspace::Workspace;

/// What is to be done.
#[derive(Default)]
pub(super) struct Work {
    pub documents: Vec<(DocumentId, Text, Transaction)>,
    pub disk: Vec<DiskDeed>,
    /// Hunks that are left out, since the user has changed the place.
    pub left: usize,
}

impl Workspace {
    /// What making a set comes to.
    ///
    /// # Errors
    /// What stands against it.
    pub(super) fn changes_work(&self, id: ChangeSetId) -> Result<Work, CommandError> {
        let set = self.ai.changes.set(id).ok_or(CommandError::NotNow("there is no such change set"))?;
        let back = set.state == ChangeState::Applied;
        let mut work = Work::default();
        for file in &set.files {
            let conflicts =
                file.hunks.iter().filter(|hunk| hunk.keep && hunk.conflict && !hunk.is_done(&file.base));
            if file.keep && file.no.is_none() {
                work.left += conflicts.count();
            }
            if !file.does_something() {
                continue;
            }
            if let (Permission::Asks(why, false), false) = (file.permission(), back) {
                let why = format!("{}: {why}. Agree to it or drop the file first", file.path);
                return Err(CommandError::Failed(why));
            }
            self.changes_work_of(file, &mut work)?;
        }
        Ok(work)
    }

    fn changes_work_of(&self, file: &SetFile, work: &mut Work) -> CommandResult {
        let failed = |why: &str| Err(CommandError::Failed(format!("{}: {why}", file.path)));
        let change = file.change();
        let open = self.documents.of_path(&file.full);
        if open.is_some_and(|document| document.saving.is_some()) {
            return failed("it is being saved; try again in a moment");
        }
        if open.is_some_and(|document| document.load.is_reading()) {
            return failed("it is still being read; try again in a moment");
        }
        match (&file.action, open) {
            (ChangeAction::Create, Some(_)) => return failed("it is open and was never saved"),
            (ChangeAction::Create, None) => {
                let bytes = file.format.encode(&file.after());
                work.disk.push(DiskDeed::Create { path: file.path.clone(), bytes });
                return Ok(());
            }
            (ChangeAction::Delete, Some(document)) if document.is_dirty() => {
                return failed("it has unsaved changes; save or revert them first");
            }
            (ChangeAction::Delete, open) => {
                let stamp = open.and_then(|document| document.stamp).and_then(|stamp| stamp.hash);
                let hash = match file.source {
                    Source::Disk(hash) => hash,
                    _ => stamp.unwrap_or_else(|| ContentHash::of(&file.format.encode(&file.base))),
                };
                work.disk.push(DiskDeed::Delete { path: file.path.clone(), hash });
                return Ok(());
            }
            (ChangeAction::Change | ChangeAction::Move(_), Some(document)) => {
                self.check_writable(document.id)?;
                if *document.text() != file.base {
                    return failed("its text is another now; look at the changes again");
                }
                if !change.is_empty() {
                    work.documents.push((document.id, file.base.clone(), change));
                }
            }
            (ChangeAction::Change | ChangeAction::Move(_), None) => {
                let Source::Disk(hash) = file.source else { return failed("it is not there any more") };
                if !change.is_empty() {
                    work.disk.push(DiskDeed::Write {
                        path: file.path.clone(),
                        hash,
                        before: file.base.clone(),
                        change,
                        format: file.format,
                    });
                }
            }
        }
        if let ChangeAction::Move(to) = &file.action {
            work.disk.push(DiskDeed::Rename { from: file.path.clone(), to: to.clone() });
        }
        Ok(())
    }
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Work").field("documents", &self.documents.len()).field("disk", &self.disk).finish()
    }
}
