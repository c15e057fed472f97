//! What the rest of the workspace tells the timeline: documents opened, edited, saved and closed, files made, renamed
//! and deleted, changes on the disk. Each is handed to the recorder with the time it happened; nothing waits here.

use std::path::{Path, PathBuf};

use justbuilt_text::{EditKind, Text, Transaction};
use justbuilt_timeline::OpKind;
use justbuilt_timeline::history::TextFormat;

use super::DELAY;
use super::recorder::{Entry, ReplacedText};
use crate::document::Document;
use crate::ids::DocumentId;
use crate::snapshot::DiskState;
use crate::workspace::Workspace;

/// The name of edits that bring something back from the timeline.
pub(super) const RESTORE: &str = "restore from the timeline";

/// What an edit is, in the history.
pub(crate) fn op_kind(kind: EditKind) -> OpKind {
    match kind {
        EditKind::Insert => OpKind::Typing,
        EditKind::DeleteBackward => OpKind::DeleteBackward,
        EditKind::DeleteForward => OpKind::DeleteForward,
        EditKind::Paste => OpKind::Paste,
        EditKind::Format => OpKind::Format,
        EditKind::Replace => OpKind::Replace,
        EditKind::Other("reload") => OpKind::Outside,
        EditKind::Other(RESTORE) => OpKind::Restore,
        EditKind::Other(_) => OpKind::Other,
    }
}

pub(super) fn format_of(document: &Document) -> TextFormat {
    TextFormat { encoding: document.buffer.encoding(), line_ending: document.buffer.line_ending() }
}

impl Workspace {
    pub(super) fn timeline_push(&mut self, entry: Entry) {
        let now = self.platform.clock.elapsed();
        let Some(recorder) = &self.timeline.recorder else { return };
        recorder.push(entry);
        if recorder.timeline().is_some() {
            self.timeline.due = self.timeline.due.or(Some(now + DELAY));
        }
    }

    /// The text of a document is there, or there anew: its edits are recorded from now on.
    pub(crate) fn timeline_document_ready(&mut self, id: DocumentId) {
        let now = self.platform.clock.now();
        let Some(document) = self.documents.get_mut(id) else { return };
        let path = document.path.as_deref().and_then(|path| self.timeline.relative(path));
        let there = !document.load.is_reading() && !document.hex && document.past.is_none();
        let Some(path) = path.filter(|_| there && document.disk != DiskState::New) else { return };
        document.recorded = true;
        let entry = Entry::Open {
            document: id,
            path,
            text: document.text().clone(),
            format: format_of(document),
            disk: document.stamp.and_then(|stamp| stamp.hash),
            now,
        };
        self.timeline_push(entry);
    }

    /// A document was edited; `before` is its text before that.
    pub(crate) fn timeline_edited(
        &mut self,
        id: DocumentId,
        change: &Transaction,
        before: &Text,
        kind: OpKind,
    ) {
        let recorded = self.documents.get(id).is_some_and(|document| document.recorded);
        if !recorded || self.timeline.silent || change.is_empty() {
            return;
        }
        let command = self.timeline.command.clone();
        let now = self.platform.clock.now();
        let (before, change) = (before.clone(), change.clone());
        self.timeline_push(Entry::Edit { document: id, before, change, kind, command, now });
        if self.timeline.past.is_some() {
            self.timeline_marks_due();
        }
    }

    /// A document was closed, or is another file from now on.
    pub(crate) fn timeline_closed(&mut self, id: DocumentId, recorded: bool) {
        if recorded {
            self.timeline_push(Entry::Close(id));
        }
    }

    /// A document got another name: it is another file.
    pub(crate) fn timeline_renamed_document(&mut self, id: DocumentId) {
        let recorded =
            self.documents.get_mut(id).is_some_and(|document| std::mem::take(&mut document.recorded));
        self.timeline_closed(id, recorded);
    }

    /// A document was written; `text` is what was written.
    pub(crate) fn timeline_saved(&mut self, id: DocumentId, text: &Text) {
        let now = self.platform.clock.now();
        let Some(document) = self.documents.get_mut(id) else { return };
        let path = document.path.as_deref().and_then(|path| self.timeline.relative(path));
        let Some(path) = path else { return };
        let new = !std::mem::replace(&mut document.recorded, true);
        let (format, current) = (format_of(document), document.text().clone());
        self.timeline_push(Entry::Saved { document: id, path, text: text.clone(), format, now });
        if new && current != *text {
            // Typed while the first save was under way.
            self.timeline_document_ready(id);
        }
    }

    /// The explorer made a file.
    pub(crate) fn timeline_file_created(&mut self, path: &Path) {
        let now = self.platform.clock.now();
        if let Some(path) = self.timeline.relative(path) {
            self.timeline_push(Entry::Created { path, now });
        }
    }

    /// The explorer renamed or moved a file or folder.
    pub(crate) fn timeline_file_renamed(&mut self, from: &Path, to: &Path) {
        let now = self.platform.clock.now();
        match (self.timeline.relative(from), self.timeline.relative(to)) {
            (Some(from), Some(to)) => self.timeline_push(Entry::Renamed { from, to, now }),
            (Some(path), None) => self.timeline_push(Entry::Deleted { path, now }),
            (None, _) => self.timeline_disk_changed(&[to.to_owned()]),
        }
    }

    /// The explorer deleted a file or folder.
    pub(crate) fn timeline_file_deleted(&mut self, path: &Path) {
        let now = self.platform.clock.now();
        if let Some(path) = self.timeline.relative(path) {
            self.timeline_push(Entry::Deleted { path, now });
        }
    }

    /// These changed on the disk. Files that are open are looked at by their documents, which tell what came of it.
    pub(crate) fn timeline_disk_changed(&mut self, paths: &[PathBuf]) {
        let open = |path: &Path| self.documents.of_path(path).is_some_and(|document| document.recorded);
        let paths: Vec<(PathBuf, bool)> = paths
            .iter()
            .filter(|path| self.timeline.relative(path).is_some() && !open(path))
            .map(|path| (path.clone(), false))
            .collect();
        self.timeline_outside(paths);
    }

    /// The file of a document changed on the disk, and its text followed or did not. A document that had no file until
    /// now, and so was not recorded, is recorded from here on.
    pub(crate) fn timeline_document_checked(&mut self, id: DocumentId) {
        if self.documents.get(id).is_some_and(|document| !document.recorded) {
            self.timeline_document_ready(id);
        }
        let Some(document) = self.documents.get(id).filter(|document| document.recorded) else { return };
        let Some(path) = document.path.clone() else { return };
        let unsaved = document.buffer.is_dirty();
        self.timeline_outside(vec![(path, unsaved)]);
    }

    fn timeline_outside(&mut self, paths: Vec<(PathBuf, bool)>) {
        if !paths.is_empty() && self.timeline.recorder.is_some() {
            let now = self.platform.clock.now();
            self.timeline_push(Entry::Outside { paths, now });
        }
    }

    /// Project search replaced text in files that are not open.
    pub(crate) fn timeline_replaced(&mut self, title: String, files: Vec<ReplacedText>) {
        if !files.is_empty() {
            let now = self.platform.clock.now();
            self.timeline_push(Entry::Replaced { title, files, now });
        }
    }

    /// Changes a document without recording it: its text comes out of the history.
    pub(super) fn timeline_put_text(&mut self, id: DocumentId, text: &Text) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let old = document.text().clone();
        if old == *text {
            return;
        }
        document.buffer.break_undo_group();
        let change = super::seeking::change_between(&old, text);
        self.timeline.silent = true;
        if let Err(error) = self.change_document(id, &change, EditKind::Other(RESTORE)) {
            log::error!("a text of the timeline was not taken: {error}");
        }
        self.timeline.silent = false;
        if let Some(document) = self.documents.get_mut(id) {
            document.buffer.break_undo_group();
        }
    }
}
