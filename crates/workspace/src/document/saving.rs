//! Writing documents: the text as it is when saving starts is encoded piece by piece in the background while
//! editing goes on. When writing fails, the text stays in the editor and the user is told what to do. Asking for
//! a name, and what else the save commands do, is in `file::saving`.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::SpawnerExt as _;
use justbuilt_store::{FileStamp, FsError, WriteOptions};
use justbuilt_text::{Encoding, Revision, Text};

use crate::command::Command;
use crate::event::Event;
use crate::ids::{DocumentId, TabId};
use crate::notice::NewNotice;
use crate::settings::AutoSave;
use crate::snapshot::DiskState;
use crate::workspace::Workspace;

/// A document that is being written.
pub(crate) struct Saving {
    /// What is being written.
    revision: Revision,
    text: Text,
    /// Save once more when done, since the user asked again meanwhile.
    again: Option<SaveOptions>,
    /// Tabs to close when it has worked.
    pub close: Vec<TabId>,
}

/// How to save.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SaveOptions {
    /// Over whatever is on disk by now.
    pub overwrite: bool,
    /// Without trimming blanks and adding a last line break.
    pub plain: bool,
    /// By itself: failures are told once, not with each attempt.
    pub auto: bool,
    /// Also when the file is marked as read-only.
    pub read_only: bool,
    /// Makes the folders above it that are missing.
    pub folders: bool,
}

/// The outcome.
pub(crate) struct Saved {
    pub result: Result<FileStamp, SaveError>,
    pub options: SaveOptions,
}

/// Why a document was not written.
pub(crate) enum SaveError {
    /// The disk, or who may write there.
    Fs(FsError),
    /// The encoding lacks a character; the line, counted from 1.
    Encoding { encoding: Encoding, line: usize, character: char },
}

impl Workspace {
    /// Starts writing a document to its file; `close` are tabs to close when that has worked.
    pub(crate) fn save_document(&mut self, id: DocumentId, options: SaveOptions, close: Vec<TabId>) {
        if !options.plain {
            self.tidy_before_save(id, options.auto);
        }
        let Some(document) = self.documents.get_mut(id) else { return };
        let Some(path) = document.path.clone() else { return };
        if document.load.is_reading() || document.hex || document.past.is_some() || self.timeline.is_writing()
        {
            return;
        }
        if let Some(saving) = &mut document.saving {
            saving.again = Some(options);
            saving.close.extend(close);
            return;
        }
        let expect = match (options.overwrite, document.disk) {
            (true, _) | (false, DiskState::New | DiskState::Deleted) => None,
            (false, DiskState::InStep | DiskState::Conflict) => document.stamp,
        };
        let create_new = !options.overwrite && document.disk == DiskState::New;
        // So that undo can come back to just what was saved.
        document.buffer.break_undo_group();
        let text = document.text().clone();
        document.saving =
            Some(Saving { revision: document.buffer.revision(), text: text.clone(), again: None, close });
        let encoder = document.buffer.encoder();
        let sender = self.sender.clone();
        let fs = Arc::clone(&self.platform.fs);
        let encoding = document.buffer.encoding();
        let write = move || {
            let how = WriteOptions {
                expect,
                create_new,
                overwrite_read_only: options.read_only,
                ..WriteOptions::default()
            };
            if let Some(folder) = path.parent().filter(|_| create_new || options.folders) {
                // When this fails, so does writing, and says why.
                fs.create_dir_all(folder).ok();
            }
            let lacking = encoding.first_unencodable(&text).map(|byte| SaveError::Encoding {
                encoding,
                line: text.line_of(byte) + 1,
                character: text.char_at(byte).unwrap_or_default(),
            });
            let write = |how: &WriteOptions| {
                fs.write_atomic(
                    &path,
                    &mut |out| {
                        for chunk in encoder.chunks() {
                            out.write_all(&chunk)?;
                        }
                        out.flush()
                    },
                    how,
                )
            };
            let gone = || fs.metadata(&path).is_err_and(|error| error.is_missing());
            let written = match lacking {
                Some(lacking) => Err(lacking),
                None => write(&how).map_err(SaveError::Fs),
            };
            let result = match written {
                // Deleted, and nobody has said so yet: there is nothing to overwrite.
                Err(SaveError::Fs(FsError::Changed { .. })) if gone() => {
                    let anew = WriteOptions { expect: None, create_new: true, ..how };
                    write(&anew).map_err(SaveError::Fs)
                }
                written => written,
            };
            // The workspace may be closed by now; the file is written all the same.
            sender.send(Event::Saved(id, Saved { result, options })).ok();
        };
        // Never cancelled: a document that is closed while it is written must still be written.
        self.platform.spawner.blocking("save file", move |_| write()).detach();
        self.touch_document(id);
    }

    /// Takes in the outcome of a save.
    pub(crate) fn saved(&mut self, id: DocumentId, saved: Saved) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let Some(saving) = document.saving.take() else { return };
        let name = document.name.clone();
        match saved.result {
            Ok(stamp) => {
                document.buffer.mark_saved_at(saving.revision);
                document.stamp = Some(stamp);
                document.file_text = Some(saving.text.clone());
                document.disk = DiskState::InStep;
                document.save_failed = false;
                self.session_saved(id);
                self.timeline_saved(id, &saving.text);
                self.watch_document(id);
                if let Some(path) = self.documents.get(id).and_then(|document| document.path.clone()) {
                    self.project_file_written(&path);
                }
                self.touch_document(id);
                self.timeline_all_saved();
                for tab in saving.close {
                    self.close_tab_now(tab);
                }
            }
            Err(SaveError::Fs(FsError::Changed { .. } | FsError::Exists { .. })) => {
                document.save_failed = true;
                self.enter_conflict(id);
            }
            Err(error) => {
                let known = std::mem::replace(&mut document.save_failed, true);
                self.touch_document(id);
                if !(known && saved.options.auto) {
                    self.tell_save_failed(id, &name, &error, saved.options);
                }
            }
        }
        if let Some(options) = saving.again {
            self.save_document(id, options, Vec::new());
        }
    }

    fn tell_save_failed(&mut self, id: DocumentId, name: &str, error: &SaveError, tried: SaveOptions) {
        let again = |command| Command::run_with(command, [i64::try_from(id.0).unwrap_or_default()]);
        let mut notice = NewNotice::error(format!("“{name}” was not saved"));
        notice = match error {
            SaveError::Fs(error) => notice.detail(format!("{}. {}", sentence(error), error.help())),
            SaveError::Encoding { encoding, line, character } => notice
                .detail(format!(
                    "Line {line} has “{character}”, which {} lacks. Nothing was written.",
                    encoding.label()
                ))
                .action("Save as UTF-8", Command::run_with("file.save_with_encoding", ["utf-8"])),
        };
        match error {
            // When that was tried, it is the whole disk that is read-only.
            SaveError::Fs(FsError::ReadOnly { .. }) if !tried.read_only => {
                notice = notice.action("Overwrite anyway", again("file.save_over_read_only"));
            }
            SaveError::Fs(FsError::Missing { .. }) if !tried.folders => {
                notice = notice.action("Create the folder", again("file.save_with_folder"));
            }
            _ => {}
        }
        let way_out = !notice.actions.is_empty();
        if let Some(tab) = self.tab_of_document(id) {
            self.focus_tab_quietly(tab);
            notice = notice.action("Save as…", Command::run("file.save_as"));
            // A button for just this is better than one that fails again.
            if !way_out {
                notice = notice.action("Try again", Command::run("file.save"));
            }
        }
        self.notify(notice);
    }

    /// Saves what the settings want saved by now.
    pub(crate) fn auto_save_tick(&mut self) {
        let now = self.platform.clock.elapsed();
        for id in self.documents.ids() {
            if self.auto_save_at(id).is_some_and(|at| at <= now) {
                self.auto_save(id);
            }
        }
    }

    /// Saves a document by itself, when nothing speaks against it.
    pub(crate) fn auto_save(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get(id) else { return };
        let safe = matches!(document.disk, DiskState::InStep) && !document.save_failed;
        if document.is_dirty() && document.path.is_some() && safe && document.saving.is_none() {
            self.save_document(id, SaveOptions { auto: true, ..SaveOptions::default() }, Vec::new());
        }
    }

    /// When the next document is due to be saved by itself.
    pub(crate) fn auto_save_due(&self) -> Option<Duration> {
        self.documents.iter().filter_map(|document| self.auto_save_at(document.id)).min()
    }

    fn auto_save_at(&self, id: DocumentId) -> Option<Duration> {
        let settings = self.settings.current();
        let document = self.documents.get(id)?;
        let wanted = settings.editor.auto_save == AutoSave::AfterDelay
            && !self.timeline.is_writing()
            && document.is_dirty()
            && document.path.is_some()
            && document.saving.is_none()
            && !document.save_failed
            && document.disk == DiskState::InStep;
        if !wanted {
            return None;
        }
        Some(document.changed_at? + settings.editor.auto_save_delay)
    }
}

/// An error as the beginning of a message.
fn sentence(error: &FsError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
