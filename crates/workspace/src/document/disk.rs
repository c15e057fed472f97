//! What happens when a file changes under an open document: a clean one is reloaded, as an edit that can be undone;
//! a dirty one is in conflict until the user chooses; one whose file is gone keeps its text.

use std::path::Path;
use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_store::{FileStamp, FsError, fs::unchanged_on_disk};
use justbuilt_text::{EditKind, Text, Transaction};

use crate::command::{Command, CommandError, CommandResult};
use crate::diff::Diff;
use crate::document::loading::{LoadedText, decode};
use crate::event::Event;
use crate::ids::DocumentId;
use crate::notice::NewNotice;
use crate::snapshot::DiskState;
use crate::tabs::Item;
use crate::workspace::Workspace;

/// Texts up to this length are compared by lines on reload, so that carets stay where they are.
const COMPARED_BY_LINES: usize = 2 << 20;

/// What looking at an open file again brought.
pub(crate) enum Compared {
    /// It is what it was.
    Same,
    /// It is gone.
    Gone,
    /// It cannot be looked at.
    Failed(FsError),
    /// It has other content.
    Changed(Box<Changed>),
}

/// The new content of an open file.
pub(crate) struct Changed {
    loaded: LoadedText,
    /// From the text the document had when it was looked at.
    transaction: Option<Transaction>,
    before: Text,
    why: Why,
}

/// Why a file is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// It may have changed.
    Check,
    /// The user wants its content, whatever the text is.
    Revert,
    /// The user wants to see the difference.
    Show,
}

impl Workspace {
    /// These paths changed on disk; `None`: anything may have. Documents that show them are looked at again.
    pub(crate) fn disk_changed(&mut self, paths: Option<&[std::path::PathBuf]>) {
        let affected = |path: &Path| {
            paths.is_none_or(|paths| paths.iter().any(|changed| path == changed || path.starts_with(changed)))
        };
        let ids: Vec<DocumentId> = self
            .documents
            .iter()
            .filter(|document| document.path.as_deref().is_some_and(affected))
            .map(|document| document.id)
            .collect();
        for id in ids {
            self.look_again(id, Why::Check);
        }
    }

    /// Hears of changes to a document's file.
    pub(crate) fn watch_document(&mut self, id: DocumentId) {
        if let Some(path) = self.documents.get(id).and_then(|document| document.path.clone()) {
            self.project_watch_file(&path);
        }
    }

    /// No longer hears of changes to a file, unless another document shows it.
    pub(crate) fn unwatch(&mut self, path: Option<&Path>) {
        if let Some(path) = path
            && self.documents.of_path(path).is_none()
        {
            self.project_unwatch_file(path);
        }
    }

    /// Looks at a document's file again, in the background.
    pub(crate) fn look_again(&mut self, id: DocumentId, why: Why) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let Some(path) = document.path.clone() else { return };
        if document.load.is_reading() || document.hex {
            return;
        }
        if why == Why::Check
            && (self.timeline.is_writing()
                || document.saving.is_some()
                || document.checking.as_ref().is_some_and(|task| !task.is_finished()))
        {
            document.check_again = true;
            return;
        }
        let (stamp, before) = (document.stamp, document.text().clone());
        let encoding = document.buffer.encoding();
        let fs = Arc::clone(&self.platform.fs);
        let sender = self.sender.clone();
        let task = self.platform.spawner.blocking("compare with disk", move |cancel| {
            let look = || -> Result<Compared, FsError> {
                if let Some(stamp) = stamp.filter(|_| why == Why::Check)
                    && unchanged_on_disk(&*fs, &path, &stamp)?
                {
                    return Ok(Compared::Same);
                }
                let mut file = fs.open(&path)?;
                let now: FileStamp = file.metadata().stamp();
                let loaded = decode(&file.read_all()?, Some(encoding), now);
                let transaction = changes(&before, loaded.buffer.text());
                Ok(Compared::Changed(Box::new(Changed { loaded, transaction, before, why })))
            };
            let compared = match look() {
                Ok(compared) => compared,
                Err(FsError::Missing { .. }) => Compared::Gone,
                Err(error) => Compared::Failed(error),
            };
            if !cancel.is_cancelled() {
                // The workspace may have been closed.
                sender.send(Event::Compared(id, compared)).ok();
            }
        });
        if let Some(document) = self.documents.get_mut(id) {
            document.checking = Some(task);
        }
    }

    /// Takes in what looking again brought.
    pub(crate) fn compared(&mut self, id: DocumentId, compared: Compared) {
        let Some(document) = self.documents.get_mut(id) else { return };
        document.checking = None;
        if self.timeline.is_writing() {
            // What was seen is not what will be there.
            document.check_again = true;
            return;
        }
        let again = std::mem::take(&mut document.check_again);
        match compared {
            Compared::Same => {
                if document.disk == DiskState::Deleted {
                    document.disk = DiskState::InStep;
                    self.touch_document(id);
                }
            }
            Compared::Gone => self.file_is_gone(id),
            Compared::Failed(error) => log::warn!("{error}"),
            Compared::Changed(changed) => self.file_has_changed(id, *changed),
        }
        if again {
            self.look_again(id, Why::Check);
        }
    }

    fn file_is_gone(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        if matches!(document.disk, DiskState::New | DiskState::Deleted) {
            return;
        }
        document.disk = DiskState::Deleted;
        self.timeline_document_checked(id);
        self.session_text_changed(id);
        self.touch_document(id);
    }

    fn file_has_changed(&mut self, id: DocumentId, changed: Changed) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let Changed { loaded, transaction, before, why } = changed;
        if why == Why::Show {
            return self.show_difference(id, loaded.buffer.text().clone());
        }
        // Comparing large texts takes a while, and was done where they were read.
        let same = match document.text().ptr_eq(&before) {
            true => transaction.is_none(),
            false => document.text() == loaded.buffer.text(),
        };
        if same && why == Why::Check {
            // Someone wrote just what is in the editor.
            document.stamp = Some(loaded.stamp);
            document.file_text = Some(document.buffer.text().clone());
            document.disk = DiskState::InStep;
            document.buffer.mark_saved();
            self.session_saved(id);
            self.timeline_document_checked(id);
            self.retire_buffer(loaded.buffer);
            return self.touch_document(id);
        }
        if why == Why::Check && document.buffer.is_dirty() {
            document.stamp = Some(loaded.stamp);
            document.file_text = Some(loaded.buffer.text().clone());
            return self.enter_conflict(id);
        }
        if !document.text().ptr_eq(&before) && document.text() != &before {
            // Typed meanwhile: what was compared is no longer what is there.
            return self.look_again(id, why);
        }
        self.take_content(id, loaded, transaction);
    }

    /// Makes the content of the file the text, as one step that undo takes back.
    fn take_content(&mut self, id: DocumentId, loaded: LoadedText, transaction: Option<Transaction>) {
        if let Some(transaction) = transaction
            && let Err(error) = self.change_document(id, &transaction, EditKind::Other("reload"))
        {
            log::error!("a file could not be reloaded: {error}");
            return;
        }
        let Some(document) = self.documents.get_mut(id) else { return };
        document.buffer.set_line_ending_of_file(loaded.buffer.line_ending());
        document.mixed_line_endings = loaded.mixed_line_endings;
        document.buffer.mark_saved();
        document.buffer.break_undo_group();
        document.stamp = Some(loaded.stamp);
        document.disk = DiskState::InStep;
        document.file_text = Some(document.buffer.text().clone());
        document.notes = loaded.notes;
        document.save_failed = false;
        self.session_saved(id);
        self.timeline_document_checked(id);
        self.retire_buffer(loaded.buffer);
        self.touch_document(id);
        self.close_diffs_of(id);
    }

    /// The file has changed and so has the text.
    pub(crate) fn enter_conflict(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let known = document.disk == DiskState::Conflict;
        document.disk = DiskState::Conflict;
        let name = document.name.clone();
        self.timeline_document_checked(id);
        self.touch_document(id);
        if known {
            return;
        }
        self.notify(
            NewNotice::warning(format!("“{name}” has changed on disk"))
                .conflict(id)
                .detail("Your text has unsaved changes. Nothing is overwritten until you choose.")
                .action("Compare", self.on_document(id, "file.show_conflict"))
                .action("Keep mine", self.on_document(id, "file.keep_mine"))
                .action("Take theirs", self.on_document(id, "file.take_theirs")),
        );
    }

    /// Takes back the questions about conflicts that are settled.
    pub(crate) fn conflicts_tick(&mut self) {
        let documents = &self.documents;
        let open = |id| documents.get(id).is_some_and(|document| document.disk == DiskState::Conflict);
        let before = self.notices.len();
        self.notices.retain(|notice| notice.conflict.is_none_or(open));
        if self.notices.len() != before {
            self.touch();
        }
    }

    fn on_document(&self, id: DocumentId, command: &'static str) -> Command {
        Command::run_with(command, [i64::try_from(id.0).unwrap_or_default()])
    }

    fn show_difference(&mut self, id: DocumentId, theirs: Text) {
        let Some(document) = self.documents.get(id) else { return };
        let mine = document.text().clone();
        let diff = Diff::new(document.path.clone(), ("On disk", &theirs), ("Unsaved text", &mine));
        self.open_item(Item::Diff { document: id, diff: Arc::new(diff) });
    }

    /// Shows how a document differs from its file.
    pub(crate) fn show_conflict_of(&mut self, id: DocumentId) -> CommandResult {
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        if document.path.is_none() {
            return Err(CommandError::NotNow("the document has no file"));
        }
        self.look_again(id, Why::Show);
        Ok(())
    }
}

/// What turns `old` into `new`; `None` when they are the same.
fn changes(old: &Text, new: &Text) -> Option<Transaction> {
    if old == new {
        return None;
    }
    if old.len() <= COMPARED_BY_LINES && new.len() <= COMPARED_BY_LINES {
        let (old_text, new_text) = (old.to_string(), new.to_string());
        let old_lines: Vec<&str> = old_text.split_inclusive('\n').collect();
        let new_lines: Vec<&str> = new_text.split_inclusive('\n').collect();
        let diff = similar::TextDiff::from_slices(&old_lines, &new_lines);
        let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
        let mut at = 0;
        for op in diff.ops() {
            let removed: usize = lines_len(&old_lines, op.old_range());
            if op.tag() != similar::DiffTag::Equal {
                let inserted = new_lines.get(op.new_range()).map(<[&str]>::concat).unwrap_or_default();
                edits.push((at..at + removed, inserted));
            }
            at += removed;
        }
        return Some(Transaction::from_edits(old.len(), edits));
    }
    Some(Transaction::between(old, new))
}

fn lines_len(lines: &[&str], range: std::ops::Range<usize>) -> usize {
    lines.get(range).map_or(0, |lines| lines.iter().map(|line| line.len()).sum())
}

#[cfg(test)]
mod tests;
