//! Several changes that belong together: what a persona or a tool does to many files at once becomes one node, and the
//! operations in it are its author's. What the user types is in `recording`, what the explorer does in `files`.

use justbuilt_base::Timestamp;
use justbuilt_store::ContentHash;
use justbuilt_text::{Text, Transaction};

use crate::{FileId, LaneId, NodeId, Step};

use super::content::TextFormat;
use super::error::{HistoryError, HistoryResult};
use super::files::NAMED;
use super::manifest::{Change, Source};
use super::node::{NewNode, TouchKind, TouchedFile};
use super::path::ProjectPath;
use super::recording::{Edit, Opened, touched};
use super::state::{NodeDraft, State};
use super::timeline::Timeline;

/// One of the changes.
#[derive(Clone, Debug)]
pub enum Deed {
    /// The text of an open file changed in the editor. Its file on the disk did not.
    Edit {
        /// Which, as [`Timeline::open_file`] named it.
        file: FileId,
        /// Its text before.
        before: Text,
        /// The change.
        change: Transaction,
    },
    /// A text file that is not open was written anew.
    Write {
        /// Where it is; of one that moves too, where it was: its move comes after.
        path: ProjectPath,
        /// Its text before.
        before: Text,
        /// The change.
        change: Transaction,
        /// How it is bytes.
        format: TextFormat,
        /// Hash of its bytes before.
        disk: ContentHash,
        /// Whether git ignores it.
        ignored: bool,
    },
    /// A file was made.
    Create {
        /// Where.
        path: ProjectPath,
        /// Its bytes.
        bytes: Vec<u8>,
        /// Whether git ignores it.
        ignored: bool,
    },
    /// A file got another path.
    Rename {
        /// Where it was.
        from: ProjectPath,
        /// Where it is.
        to: ProjectPath,
    },
    /// A file was deleted. Its history stays.
    Delete {
        /// Where it was.
        path: ProjectPath,
    },
}

/// A deed, with what the storage had to be asked for first.
enum Ready {
    Edit(FileId, Text, Transaction),
    Write(FileId, ProjectPath, Text, Transaction, TextFormat),
    Create(ProjectPath, Vec<u8>, Source),
    Rename(ProjectPath, ProjectPath),
    Delete(ProjectPath),
}

impl Timeline {
    /// Records changes that were made together, in their order, and one node over all of them: `node`, whose files are
    /// filled in. May wait for the disk.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`]. When one change cannot be recorded the others are, and the node; the error is that
    /// of the first.
    pub fn act(&self, node: NewNode, deeds: Vec<Deed>, edit: Edit, now: Timestamp) -> HistoryResult<NodeId> {
        self.writable()?;
        self.end_burst();
        let mut failed = None;
        let mut ready = Vec::new();
        for deed in deeds {
            match self.make_ready(deed, now) {
                Ok(deed) => ready.extend(deed),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        let mut state = self.state();
        state.close_burst();
        let since = Step(state.next_step);
        let mut draft = NodeDraft::new(node.kind, node.title, node.author);
        draft.content = node.content;
        let mut files: Vec<TouchedFile> = Vec::new();
        for deed in ready {
            match self.do_one(&mut state, &mut draft, deed, edit, now) {
                Ok(touched) => files.extend(touched),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        for file in files {
            // Moved and changed: that it moved says more.
            if draft.files.len() < NAMED && draft.files.iter().all(|other| other.file != file.file) {
                draft.files.push(file);
            }
        }
        draft.since = Some(since);
        let branch = state.core.active;
        let id = state.add_node(branch, draft, now);
        match failed {
            None => Ok(id),
            Some(error) => Err(error),
        }
    }

    fn make_ready(&self, deed: Deed, now: Timestamp) -> HistoryResult<Option<Ready>> {
        Ok(match deed {
            Deed::Edit { file, before, change } => Some(Ready::Edit(file, before, change)),
            Deed::Write { path, before, change, format, disk, ignored } => {
                match self.open_file(&path, &before, format, Some(disk), ignored, now)? {
                    Opened::Recorded(file) => Some(Ready::Write(file, path, before, change, format)),
                    Opened::Left(_) => None,
                }
            }
            Deed::Create { path, bytes, ignored } => {
                let source = self.keep(&self.judge(), &path, ignored, &bytes)?;
                Some(Ready::Create(path, bytes, source))
            }
            Deed::Rename { from, to } => Some(Ready::Rename(from, to)),
            Deed::Delete { path } => Some(Ready::Delete(path)),
        })
    }

    fn do_one(
        &self,
        state: &mut State,
        draft: &mut NodeDraft,
        deed: Ready,
        edit: Edit,
        now: Timestamp,
    ) -> HistoryResult<Vec<TouchedFile>> {
        Ok(match deed {
            Ready::Edit(file, before, change) => {
                vec![self.change_quietly(state, draft, file, (&before, &change), edit, now)?]
            }
            Ready::Write(file, path, before, change, format) => {
                let touched = self.change_quietly(state, draft, file, (&before, &change), edit, now)?;
                state.open.remove(&file);
                if let Ok(after) = change.apply(&before) {
                    let bytes = format.encode(&after);
                    let (hash, size) = (ContentHash::of(&bytes), bytes.len() as u64);
                    let branch = state.core.active;
                    let saved = Change::Saved { path, hash, size };
                    state.change_files(branch, vec![saved], edit.author, now);
                }
                vec![touched]
            }
            Ready::Create(path, bytes, source) => {
                draft.counts.1 = draft.counts.1.saturating_add(bytes.len() as u64);
                vec![state.file_created(&path, source, &bytes, edit.author, now).0]
            }
            Ready::Rename(from, to) => {
                state.files_renamed(&from, &to, edit.author, now).map(|(files, _)| files).unwrap_or_default()
            }
            Ready::Delete(path) => {
                state.files_deleted(&path, edit.author, now).map(|(files, _)| files).unwrap_or_default()
            }
        })
    }

    /// Records a change without a burst of its own: the node comes after it.
    fn change_quietly(
        &self,
        state: &mut State,
        draft: &mut NodeDraft,
        file: FileId,
        (before, change): (&Text, &Transaction),
        edit: Edit,
        now: Timestamp,
    ) -> HistoryResult<TouchedFile> {
        let branch = state.core.active;
        self.make_open(state, file, before, now)?;
        if change.len_before() != before.len() {
            let path = state.open.get(&file).map_or_else(String::new, |open| open.path.to_string());
            let reason = format!("made for {} bytes, the text has {}", change.len_before(), before.len());
            return Err(HistoryError::Change { path, reason });
        }
        if !change.is_empty() {
            self.put(state, LaneId::new(file, branch), change, edit, now)?;
            draft.counts.0 = draft.counts.0.saturating_add(1);
            for edit in change.edits() {
                draft.counts.1 = draft.counts.1.saturating_add(edit.inserted.len() as u64);
                draft.counts.2 = draft.counts.2.saturating_add(edit.old.len() as u64);
            }
        }
        let head = state.here();
        let entry = head.of_file(file).ok_or(HistoryError::NoFileId(file))?;
        Ok(touched(entry, TouchKind::Changed))
    }
}
