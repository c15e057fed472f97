//! The tree on the disk: listing, walking and watching with the operating system, ignoring what git ignores.

mod ignored;
mod watch;

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use ignore::{WalkBuilder, WalkState};
use justbuilt_base::CancelToken;
use justbuilt_store::fs::is_temporary_name;

use super::globs::Globs;
use super::source::{Entry, EntryKind, ListedFolder, TreeError, TreeSource, WalkItem};
use ignored::IgnoreFiles;

pub use watch::DiskWatch;

/// Files found before they are handed on.
const BATCH: usize = 1024;

/// The tree on the disk.
#[derive(Debug, Default)]
pub struct DiskTree {
    ignore_files: IgnoreFiles,
}

impl DiskTree {
    /// Whether git ignores `path`, which is below `root` and need not be there. Outside of a repository `.gitignore`
    /// files count as well.
    pub fn ignores(&self, root: &Path, path: &Path) -> bool {
        let Some(folder) = path.parent() else { return false };
        self.ignore_files.rules_for(root, folder).ignores(path, path.is_dir())
    }
}

impl TreeSource for DiskTree {
    fn list(&self, root: &Path, folder: &Path) -> Result<ListedFolder, TreeError> {
        let failed = |error: std::io::Error| TreeError { path: folder.to_owned(), reason: reason_of(&error) };
        let rules = self.ignore_files.rules_for(root, folder);
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            // What vanishes or cannot be looked at while the folder is read does not hide the rest.
            let Ok(entry) = entry else { continue };
            let name = entry.file_name();
            if name == ".git" || is_temporary_name(&name) {
                continue;
            }
            let path = entry.path();
            let Ok(own) = entry.file_type() else { continue };
            let kind = if own.is_symlink() {
                std::fs::metadata(&path).map_or(EntryKind::BrokenLink, |target| kind_of(target.file_type()))
            } else {
                kind_of(own)
            };
            // Git looks at a link as at a file.
            let ignored = rules.ignores(&path, own.is_dir());
            entries.push(Entry { path, kind, link: own.is_symlink(), ignored });
        }
        Ok(ListedFolder { entries })
    }

    fn walk(
        &self,
        root: &Path,
        exclude: &[String],
        cancel: &CancelToken,
        found: &mut dyn FnMut(Vec<WalkItem>) -> bool,
    ) -> Result<(), TreeError> {
        std::fs::read_dir(root)
            .map_err(|error| TreeError { path: root.to_owned(), reason: reason_of(&error) })?;
        let walker = walk_builder(root, true, Globs::lenient(exclude)).build_parallel();
        let stop = cancel.child();
        let (sender, receiver) = mpsc::sync_channel::<Vec<WalkItem>>(64);
        std::thread::scope(|scope| {
            let token = stop.clone();
            scope.spawn(move || {
                walker.run(|| {
                    let mut batch = Batch { items: Vec::new(), sender: sender.clone() };
                    let token = token.clone();
                    Box::new(move |entry| {
                        if token.is_cancelled() {
                            return WalkState::Quit;
                        }
                        if let Ok(entry) = entry
                            && is_file(&entry)
                        {
                            batch.push(WalkItem { path: entry.into_path() });
                        }
                        WalkState::Continue
                    })
                });
            });
            for items in receiver {
                if cancel.is_cancelled() || !found(items) {
                    stop.cancel();
                    break;
                }
            }
        });
        Ok(())
    }
}

/// What one thread has found; handed on when full and at the end.
struct Batch {
    items: Vec<WalkItem>,
    sender: mpsc::SyncSender<Vec<WalkItem>>,
}

impl Batch {
    fn push(&mut self, item: WalkItem) {
        self.items.push(item);
        if self.items.len() >= BATCH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        if !self.items.is_empty() {
            // Nobody listens any more when the walk was stopped.
            self.sender.send(std::mem::take(&mut self.items)).ok();
        }
    }
}

impl Drop for Batch {
    fn drop(&mut self) {
        self.flush();
    }
}

/// Walks a project as finder and search want it: hidden files too, no links, nothing of git's own and none of our
/// temporary files.
pub(crate) fn walk_builder(root: &Path, obey_ignore_files: bool, exclude: Globs) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(obey_ignore_files)
        .hidden(false)
        .require_git(false)
        .follow_links(false)
        .threads(std::thread::available_parallelism().map_or(2, usize::from).min(12));
    let root = root.to_owned();
    builder.filter_entry(move |entry| {
        if entry.depth() == 0 {
            return true;
        }
        if entry.file_name() == ".git" || is_temporary_name(entry.file_name()) {
            return false;
        }
        exclude.is_empty()
            || !entry.path().strip_prefix(&root).is_ok_and(|relative| exclude.matches(relative))
    });
    builder
}

/// Whether an entry of a walk is a file, or a link to one.
fn is_file(entry: &ignore::DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| {
        kind.is_file()
            || (kind.is_symlink() && std::fs::metadata(entry.path()).is_ok_and(|target| target.is_file()))
    })
}

/// How long changes are gathered before they are told.
pub(crate) const GATHERED: Duration = Duration::from_millis(60);

fn kind_of(kind: std::fs::FileType) -> EntryKind {
    if kind.is_dir() {
        EntryKind::Folder
    } else if kind.is_file() {
        EntryKind::File
    } else {
        EntryKind::Other
    }
}

fn reason_of(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::PermissionDenied => "you may not read it".into(),
        std::io::ErrorKind::NotFound => "it does not exist any more".into(),
        std::io::ErrorKind::NotADirectory => "it is not a folder".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
