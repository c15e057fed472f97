//! Listing and walking over [`justbuilt_store::Fs`]: for the browser and for tests. Obeys `.gitignore` files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::CancelToken;
use justbuilt_store::fs::is_temporary_name;
use justbuilt_store::{DirEntry, FileKind, Fs};

use super::gitignore::Rules;
use super::globs::Globs;
use super::source::{Entry, EntryKind, ListedFolder, TreeError, TreeSource, WalkItem};

/// Files found before they are handed on.
const BATCH: usize = 256;

/// The tree of a file system.
#[derive(Clone)]
pub struct FsTree {
    fs: Arc<dyn Fs>,
}

impl FsTree {
    /// The tree of `fs`.
    pub fn new(fs: Arc<dyn Fs>) -> Self {
        Self { fs }
    }

    /// The things in a folder that anybody wants to see.
    fn read(&self, folder: &Path) -> Result<Vec<DirEntry>, TreeError> {
        let entries = self
            .fs
            .read_dir(folder)
            .map_err(|error| TreeError { path: folder.to_owned(), reason: error.to_string() })?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.name != ".git" && !is_temporary_name(&entry.name))
            .collect())
    }
}

impl std::fmt::Debug for FsTree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FsTree")
    }
}

impl TreeSource for FsTree {
    fn list(&self, root: &Path, folder: &Path) -> Result<ListedFolder, TreeError> {
        let rules = Rules::of(&*self.fs, root, folder);
        let all_ignored = Rules::ignores_folder(&*self.fs, root, folder);
        let entries = self.read(folder)?.into_iter().map(|entry| {
            let kind = kind_of(&entry);
            Entry {
                ignored: all_ignored || rules.ignores(&entry.path, kind == EntryKind::Folder),
                link: entry.kind == FileKind::Symlink,
                kind,
                path: entry.path,
            }
        });
        Ok(ListedFolder { entries: entries.collect() })
    }

    fn walk(
        &self,
        root: &Path,
        exclude: &[String],
        cancel: &CancelToken,
        found: &mut dyn FnMut(Vec<WalkItem>) -> bool,
    ) -> Result<(), TreeError> {
        let exclude = Globs::lenient(exclude);
        let mut batch = Vec::new();
        let mut visit = |path: PathBuf| {
            batch.push(WalkItem { path });
            batch.len() < BATCH || found(std::mem::take(&mut batch))
        };
        walk_files(self, root, true, &exclude, cancel, &mut visit)?;
        if !batch.is_empty() && !cancel.is_cancelled() {
            found(batch);
        }
        Ok(())
    }
}

/// Calls `visit` with each file below `root`, until it says stop. Links to folders are not entered.
pub(crate) fn walk_files(
    tree: &FsTree,
    root: &Path,
    obey_ignore_files: bool,
    exclude: &Globs,
    cancel: &CancelToken,
    visit: &mut dyn FnMut(PathBuf) -> bool,
) -> Result<(), TreeError> {
    let mut folders = vec![(root.to_owned(), Rules::default())];
    while let Some((folder, rules)) = folders.pop() {
        let entries = match tree.read(&folder) {
            Ok(entries) => entries,
            Err(error) if folder == root => return Err(error),
            Err(error) => {
                log::debug!("{error}");
                continue;
            }
        };
        let rules = if obey_ignore_files { rules.below(&*tree.fs, &folder) } else { rules };
        let mut below = Vec::new();
        for entry in entries {
            if cancel.is_cancelled() {
                return Ok(());
            }
            let is_folder = entry.kind == FileKind::Directory;
            let relative = entry.path.strip_prefix(root).unwrap_or(&entry.path);
            if exclude.matches(relative) || rules.ignores(&entry.path, is_folder) {
                continue;
            }
            if is_folder {
                below.push((entry.path, rules.clone()));
            } else if kind_of(&entry) == EntryKind::File && !visit(entry.path) {
                return Ok(());
            }
        }
        folders.extend(below.into_iter().rev());
    }
    Ok(())
}

fn kind_of(entry: &DirEntry) -> EntryKind {
    match (entry.kind, entry.target_kind) {
        (FileKind::Symlink, None) => EntryKind::BrokenLink,
        (kind, target) => match target.unwrap_or(kind) {
            FileKind::Directory => EntryKind::Folder,
            FileKind::File => EntryKind::File,
            FileKind::Symlink => EntryKind::BrokenLink,
            FileKind::Special => EntryKind::Other,
        },
    }
}

#[cfg(test)]
mod tests;
