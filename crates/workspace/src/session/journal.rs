//! Unsaved text, written to the state folder within a second of a change and brought back after a crash. One file
//! a document: a line of JSON that says what it is, then the text as the editor holds it; of large texts only the
//! part that differs from their file. Never more than one write at a time.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::SpawnerExt as _;
use justbuilt_store::{Fs, FsError, WriteOptions};
use justbuilt_text::{Revision, Text, Transaction};

use crate::document::Document;
use crate::event::Event;
use crate::ids::DocumentId;
use crate::session::saved::{SavedPath, SavedText, Stamp, VERSION, Within};
use crate::snapshot::DiskState;
use crate::workspace::Workspace;

/// How long after a change its text is written.
const DELAY: Duration = Duration::from_millis(400);
/// Texts longer than this, in bytes, are kept as what differs from their file.
const WHOLE: usize = 4 << 20;
/// Bytes of text a second that may be looked at to keep it.
const RATE: u64 = 200 << 20;
/// When writing failed it is tried again after this time.
const RETRY: Duration = Duration::from_secs(5);

/// What is known of a document's kept text.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    /// When it is to be written, on the monotonic clock.
    due: Option<Duration>,
    /// When it may be written again.
    not_before: Duration,
    /// What is on disk, or on its way there.
    written: Option<Revision>,
    writing: bool,
    /// Remove the file once the write under way has ended.
    remove: bool,
    /// Kept texts of earlier runs that the document's was made from.
    pub(super) replaces: Vec<PathBuf>,
}

/// A document's text that was found at start.
#[derive(Debug)]
pub(crate) struct Kept {
    pub head: SavedText,
    pub text: String,
    pub file: PathBuf,
    /// Files that this one takes the place of, and that are still there.
    pub older: Vec<PathBuf>,
}

/// Of texts with the slot and generation they were found in, those that no other takes the place of. A program that is
/// killed before it removes what it has written anew leaves both.
pub(crate) fn newest(mut found: Vec<(usize, usize, Kept)>) -> Vec<Kept> {
    found.sort_by_key(|(slot, generation, _)| (*slot, Reverse(*generation)));
    let mut owners: HashMap<PathBuf, usize> = HashMap::new();
    let mut by_path: HashMap<(usize, PathBuf), usize> = HashMap::new();
    let mut newest: Vec<Kept> = Vec::new();
    for (slot, _, kept) in found {
        let path = kept.head.path.clone().map(|path| (slot, PathBuf::from(path)));
        let owner = owners.get(&kept.file).or_else(|| by_path.get(path.as_ref()?)).copied();
        let at = owner.unwrap_or(newest.len());
        owners.extend(kept.head.replaces.iter().map(|older| (PathBuf::from(older.clone()), at)));
        match newest.get_mut(at) {
            Some(owner) => owner.older.push(kept.file),
            None => {
                by_path.extend(path.map(|path| (path, at)));
                newest.push(kept);
            }
        }
    }
    newest
}

impl Workspace {
    /// Unsaved text outlives the program.
    pub(crate) fn keeps_unsaved_text(&self) -> bool {
        self.options.state_dir.is_some() && !self.options.read_only_state
    }

    /// A document's text changed: it is to be kept.
    pub(crate) fn session_text_changed(&mut self, id: DocumentId) {
        let now = self.platform.clock.elapsed();
        if !self.keeps_unsaved_text() {
            return;
        }
        let Some(document) = self.documents.get_mut(id) else { return };
        let journal = &mut document.journal;
        journal.due = journal.due.or(Some((now + DELAY).max(journal.not_before)));
    }

    /// Keeps a document's text with the next tick.
    pub(crate) fn journal_now(&mut self, id: DocumentId) {
        if let Some(document) = self.documents.get_mut(id)
            && self.options.state_dir.is_some()
            && !self.options.read_only_state
        {
            document.journal.due = Some(Duration::ZERO);
        }
    }

    /// A document equals its file again: nothing is to be kept.
    pub(crate) fn session_saved(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        if document.is_dirty() {
            return;
        }
        document.journal.due = None;
        self.journal_remove(id);
    }

    /// A document was closed.
    pub(crate) fn session_document_closed(&mut self, id: DocumentId) {
        self.remove_kept(id);
    }

    fn journal_remove(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        if document.journal.writing {
            document.journal.remove = true;
        } else if document.journal.written.take().is_some() {
            self.remove_kept(id);
        }
    }

    fn remove_kept(&mut self, id: DocumentId) {
        let Some(path) = self.journal_path(id) else { return };
        let fs = Arc::clone(&self.platform.fs);
        let remove = move || match fs.remove(&path) {
            Ok(()) | Err(FsError::Missing { .. }) => {}
            Err(error) => log::warn!("{error}"),
        };
        self.platform.spawner.blocking("forget kept text", move |_| remove()).detach();
    }

    fn journal_path(&self, id: DocumentId) -> Option<PathBuf> {
        if !self.keeps_unsaved_text() {
            return None;
        }
        Some(self.session.unsaved_dir()?.join(format!("{id}.txt")))
    }

    /// Writes the texts that are due.
    pub(crate) fn journal_tick(&mut self) {
        let now = self.platform.clock.elapsed();
        if self.session.unsaved_dir().is_none() {
            return;
        }
        for id in self.documents.ids() {
            let Some(document) = self.documents.get_mut(id) else { continue };
            let journal = &mut document.journal;
            if journal.writing || journal.due.is_none_or(|due| due > now) {
                continue;
            }
            journal.due = None;
            if document.is_worth_keeping() {
                self.journal_write(id, now);
            } else {
                self.journal_remove(id);
            }
        }
    }

    fn journal_write(&mut self, id: DocumentId, now: Duration) {
        let Some(path) = self.journal_path(id) else { return };
        let Some(document) = self.documents.get_mut(id) else { return };
        let draft = Draft::of(document);
        document.journal.written = Some(document.buffer.revision());
        document.journal.writing = true;
        let cost = Duration::from_millis((document.text().len() as u64).saturating_mul(1000) / RATE);
        document.journal.not_before = now + cost;
        let (fs, sender) = (Arc::clone(&self.platform.fs), self.sender.clone());
        let write = move || {
            let result = draft.write(&*fs, &path);
            // The workspace may be closed; the text is kept all the same.
            sender.send(Event::Kept(id, result.err())).ok();
        };
        self.platform.spawner.blocking("keep unsaved text", move |_| write()).detach();
    }

    /// A text was kept, or not.
    pub(crate) fn kept(&mut self, id: DocumentId, error: Option<FsError>) {
        let failed = error.is_some();
        if let Some(error) = error {
            log::warn!("unsaved text is not kept: {error}");
            if !std::mem::replace(&mut self.session.told_not_kept, true) {
                let notice = crate::notice::NewNotice::warning("Unsaved text cannot be kept")
                    .detail(format!("It would be lost if the editor ended now: {error}. Save your files."));
                self.notify(notice);
            }
        }
        if !failed {
            self.session_forget_adopted(id);
        }
        let now = self.platform.clock.elapsed();
        let Some(document) = self.documents.get_mut(id) else { return self.remove_kept(id) };
        document.journal.writing = false;
        if failed {
            document.journal.written = None;
            document.journal.due = Some(now + RETRY);
        }
        if std::mem::take(&mut document.journal.remove) {
            self.journal_remove(id);
        }
    }

    /// When [`Workspace::journal_tick`] has something to do.
    pub(crate) fn journal_due(&self) -> Option<Duration> {
        self.session.unsaved_dir()?;
        let waiting = self.documents.iter().filter(|document| !document.journal.writing);
        waiting.filter_map(|document| document.journal.due).min()
    }

    /// Writes everything that is not kept yet, waiting for the disk.
    pub(crate) fn journal_flush(&mut self) {
        for id in self.documents.ids() {
            let Some(path) = self.journal_path(id) else { continue };
            let Some(document) = self.documents.get_mut(id) else { continue };
            let written = document.journal.written == Some(document.buffer.revision());
            if !document.is_worth_keeping() || (written && !document.journal.writing) {
                continue;
            }
            document.journal.due = None;
            document.journal.written = Some(document.buffer.revision());
            if let Err(error) = Draft::of(document).write(&*self.platform.fs, &path) {
                log::error!("unsaved text is not kept: {error}");
            }
        }
    }
}

/// A text that is about to be kept.
struct Draft {
    head: SavedText,
    text: Text,
    /// The text of the file, when only the difference to it is kept.
    base: Option<Text>,
}

impl Draft {
    fn of(document: &Document) -> Self {
        let stamp = document.stamp.map(|stamp| Stamp { len: stamp.size, modified: stamp.modified_ns });
        let text = document.text().clone();
        let large = text.len() > WHOLE && stamp.is_some();
        let head = SavedText {
            version: VERSION,
            document: document.id.0,
            path: document.path.as_deref().map(SavedPath::from),
            name: document.name.clone(),
            language: document.language_chosen.then(|| document.language.as_str().to_owned()),
            encoding: document.buffer.encoding().name(),
            line_ending: document.buffer.line_ending().name().to_owned(),
            base: stamp,
            gone: document.disk == DiskState::Deleted,
            conflict: document.disk == DiskState::Conflict,
            len: text.len(),
            within: None,
            replaces: document.journal.replaces.iter().map(|file| SavedPath::from(file.as_path())).collect(),
        };
        Self { head, text, base: document.file_text.clone().filter(|_| large) }
    }

    fn write(mut self, fs: &dyn Fs, path: &Path) -> Result<(), FsError> {
        if let Some(folder) = path.parent() {
            fs.create_dir_all(folder)?;
        }
        let mut range = 0..self.text.len();
        if let Some(base) = &self.base {
            let difference = Transaction::between(base, &self.text);
            let (old, new) = match difference.edits().next() {
                Some(edit) => (edit.old.clone(), edit.new.clone()),
                None => (0..0, 0..0),
            };
            self.head.within =
                Some(Within { before: old.start, after: base.len() - old.end, len: base.len() });
            self.head.len = new.len();
            range = new;
        }
        // Plain data; it cannot fail.
        let line = serde_json::to_string(&self.head).unwrap_or_default();
        fs.write_atomic(
            path,
            &mut |out| {
                out.write_all(line.as_bytes())?;
                out.write_all(b"\n")?;
                self.text.chunks(range.clone()).try_for_each(|chunk| out.write_all(chunk.as_bytes()))
            },
            // A power cut costs the last second; a killed program costs nothing.
            &WriteOptions { sync: false, ..WriteOptions::default() },
        )?;
        Ok(())
    }
}

/// Reads every kept text of a folder. What cannot be read is left where it is.
pub(crate) fn read_all(fs: &dyn Fs, folder: &Path) -> Vec<Kept> {
    let Ok(entries) = fs.read_dir(folder) else { return Vec::new() };
    let files =
        entries.into_iter().filter(|entry| entry.path.extension().is_some_and(|ending| ending == "txt"));
    files
        .filter_map(|entry| match fs.read(&entry.path) {
            Ok(bytes) => parse(&bytes, &entry.path),
            Err(error) => {
                log::warn!("{error}");
                None
            }
        })
        .collect()
}

fn parse(bytes: &[u8], file: &Path) -> Option<Kept> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let head: SavedText = serde_json::from_slice(bytes.get(..end)?).ok()?;
    let text = std::str::from_utf8(bytes.get(end + 1..)?).ok()?;
    if head.version > VERSION || text.len() != head.len {
        log::warn!("the kept text {} is not complete", file.display());
        return None;
    }
    Some(Kept { head, text: text.to_owned(), file: file.to_owned(), older: Vec::new() })
}
