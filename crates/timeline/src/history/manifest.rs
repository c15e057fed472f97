//! The files of the project at a moment, and the changes that lead from one moment to the next. Contents are not
//! here, only where they are found.

use std::collections::BTreeMap;

use justbuilt_store::ContentHash;
use serde::{Deserialize, Serialize};

use crate::{BranchId, FileId, Step};

use super::content::{NotKept, TextFormat};
use super::path::ProjectPath;

/// A moment of the project: what was there on `branch` after everything up to and with `step`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// On which branch.
    pub branch: BranchId,
    /// The last step that counts.
    pub step: Step,
}

impl Moment {
    /// A moment of `branch`.
    pub fn new(branch: BranchId, step: Step) -> Self {
        Self { branch, step }
    }
}

/// Where the content of a file is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Source {
    /// In the operations on this branch, up to the moment that is asked for.
    Lane(BranchId),
    /// In the blob of this hash: the bytes of the file.
    Blob(#[serde(with = "as_bytes")] ContentHash),
    /// Nowhere.
    NotKept {
        /// Why.
        why: NotKept,
        /// Hash of the bytes, when they were read.
        #[serde(with = "as_optional_bytes")]
        hash: Option<ContentHash>,
    },
}

/// A file at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Where it is.
    pub path: ProjectPath,
    /// Whose history it is.
    pub file: FileId,
    /// Where its content is found.
    pub source: Source,
    /// How its text is written, when the content is in the operations.
    pub format: TextFormat,
    /// Hash of the bytes that were last written to the disk or found there.
    #[serde(with = "as_optional_bytes")]
    pub disk: Option<ContentHash>,
    /// Size of these, in bytes.
    pub size: u64,
}

/// The files of the project at a moment, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// By path.
    entries: Vec<FileEntry>,
    /// What was deleted, as it was last, by path: a file that comes back goes on with its history.
    gone: Vec<FileEntry>,
}

/// A change of the files, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Change {
    /// A file is there, in the place of what was at its path.
    Put(FileEntry),
    /// A file is gone.
    Remove(ProjectPath),
    /// A file has another path.
    Move { from: ProjectPath, to: ProjectPath },
    /// What is on the disk.
    Saved {
        path: ProjectPath,
        #[serde(with = "as_bytes")]
        hash: ContentHash,
        size: u64,
    },
}

impl Manifest {
    /// All files, by path.
    pub fn entries(&self) -> &[FileEntry] {
        &self.entries
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The file at `path`.
    pub fn get(&self, path: &str) -> Option<&FileEntry> {
        find(&self.entries, path).ok().and_then(|at| self.entries.get(at))
    }

    /// The entry of `file`. O(files).
    pub fn of_file(&self, file: FileId) -> Option<&FileEntry> {
        self.entries.iter().find(|entry| entry.file == file)
    }

    /// The files inside `folder`; of the empty folder, all.
    pub fn inside<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a FileEntry> {
        self.entries.iter().filter(move |entry| entry.path.is_in(folder))
    }

    /// What was last at a path where nothing is now.
    pub(crate) fn gone(&self, path: &str) -> Option<&FileEntry> {
        find(&self.gone, path).ok().and_then(|at| self.gone.get(at))
    }

    /// The same, if its file is nowhere else by now: it can come back then.
    pub(crate) fn comes_back(&self, path: &str) -> Option<&FileEntry> {
        self.gone(path).filter(|gone| self.of_file(gone.file).is_none())
    }

    /// Makes one change. O(log files), plus a move in memory when a file comes or goes.
    pub(crate) fn apply(&mut self, change: &Change) {
        match change {
            Change::Put(entry) => {
                self.forget(&entry.path);
                self.put(entry.clone());
            }
            Change::Remove(path) => {
                if let Some(entry) = self.take(path) {
                    self.remember(entry);
                }
            }
            Change::Move { from, to } => {
                if let Some(mut entry) = self.take(from) {
                    entry.path = to.clone();
                    self.forget(to);
                    self.put(entry);
                }
            }
            Change::Saved { path, hash, size } => {
                if let Ok(at) = find(&self.entries, path.as_str())
                    && let Some(entry) = self.entries.get_mut(at)
                {
                    entry.disk = Some(*hash);
                    entry.size = *size;
                }
            }
        }
    }

    /// Makes many changes. O(files + changes · log files).
    pub(crate) fn apply_all<'a>(&mut self, changes: impl ExactSizeIterator<Item = &'a Change>) {
        if changes.len() < 64 {
            changes.for_each(|change| self.apply(change));
            return;
        }
        let by_path = |entries: &mut Vec<FileEntry>| -> BTreeMap<ProjectPath, FileEntry> {
            std::mem::take(entries).into_iter().map(|entry| (entry.path.clone(), entry)).collect()
        };
        let (mut entries, mut gone) = (by_path(&mut self.entries), by_path(&mut self.gone));
        for change in changes {
            match change {
                Change::Put(entry) => {
                    gone.remove(&entry.path);
                    entries.insert(entry.path.clone(), entry.clone());
                }
                Change::Remove(path) => {
                    if let Some(entry) = entries.remove(path) {
                        gone.insert(path.clone(), entry);
                    }
                }
                Change::Move { from, to } => {
                    if let Some(mut entry) = entries.remove(from) {
                        entry.path = to.clone();
                        gone.remove(to);
                        entries.insert(to.clone(), entry);
                    }
                }
                Change::Saved { path, hash, size } => {
                    if let Some(entry) = entries.get_mut(path) {
                        entry.disk = Some(*hash);
                        entry.size = *size;
                    }
                }
            }
        }
        self.entries = entries.into_values().collect();
        self.gone = gone.into_values().collect();
    }

    fn put(&mut self, entry: FileEntry) {
        match find(&self.entries, entry.path.as_str()) {
            Ok(at) => {
                if let Some(place) = self.entries.get_mut(at) {
                    *place = entry;
                }
            }
            Err(at) => self.entries.insert(at, entry),
        }
    }

    fn take(&mut self, path: &ProjectPath) -> Option<FileEntry> {
        find(&self.entries, path.as_str()).ok().map(|at| self.entries.remove(at))
    }

    fn remember(&mut self, entry: FileEntry) {
        match find(&self.gone, entry.path.as_str()) {
            Ok(at) => {
                if let Some(place) = self.gone.get_mut(at) {
                    *place = entry;
                }
            }
            Err(at) => self.gone.insert(at, entry),
        }
    }

    fn forget(&mut self, path: &ProjectPath) {
        if let Ok(at) = find(&self.gone, path.as_str()) {
            self.gone.remove(at);
        }
    }
}

fn find(entries: &[FileEntry], path: &str) -> Result<usize, usize> {
    entries.binary_search_by(|entry| entry.path.as_str().cmp(path))
}

/// A hash as 32 bytes.
pub(crate) mod as_bytes {
    use super::ContentHash;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(hash: &ContentHash, serializer: S) -> Result<S::Ok, S::Error> {
        hash.0.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ContentHash, D::Error> {
        <[u8; 32]>::deserialize(deserializer).map(ContentHash)
    }
}

/// A hash that may be missing, as bytes.
pub(crate) mod as_optional_bytes {
    use super::ContentHash;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(hash: &Option<ContentHash>, serializer: S) -> Result<S::Ok, S::Error> {
        hash.map(|hash| hash.0).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ContentHash>, D::Error> {
        Ok(Option::<[u8; 32]>::deserialize(deserializer)?.map(ContentHash))
    }
}

#[cfg(test)]
mod tests;
