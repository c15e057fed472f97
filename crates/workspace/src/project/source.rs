//! Where the tree comes from: listing, walking and watching folders. The disk's versions obey ignore files as
//! git does; those over [`justbuilt_store::Fs`] serve tests and the browser.

use std::path::{Path, PathBuf};

use justbuilt_base::CancelToken;

/// What a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// A folder, also one behind a link.
    Folder,
    /// A file, also one behind a link.
    File,
    /// A link that leads nowhere or in circles.
    BrokenLink,
    /// A device, socket or pipe: shown, never opened.
    Other,
}

/// One child of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Full path.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// Whether it is a link.
    pub link: bool,
    /// Whether git ignores it.
    pub ignored: bool,
}

/// The children of one folder, unsorted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListedFolder {
    /// Its children.
    pub entries: Vec<Entry>,
}

/// Why a folder could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot read the folder {}: {reason}", path.display())]
pub struct TreeError {
    /// Which.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
}

/// One file met on a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WalkItem {
    /// Full path.
    pub path: PathBuf,
}

/// Lists and walks folders. Called on background threads; may block.
pub trait TreeSource: Send + Sync {
    /// The children of `folder`, those that git ignores marked as such, `.git` left out.
    ///
    /// # Errors
    /// When the folder cannot be read.
    fn list(&self, root: &Path, folder: &Path) -> Result<ListedFolder, TreeError>;

    /// Calls `found` with batches of files under `root`, ignored ones left out, until it returns false or
    /// `cancel` is set. The order is free.
    ///
    /// # Errors
    /// When the root cannot be read; unreadable folders below it are skipped.
    fn walk(
        &self,
        root: &Path,
        exclude: &[String],
        cancel: &CancelToken,
        found: &mut dyn FnMut(Vec<WalkItem>) -> bool,
    ) -> Result<(), TreeError>;
}

/// A change on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchEvent {
    /// These paths were created, changed, renamed or removed.
    Changed(Vec<PathBuf>),
    /// Too much happened to say what: look at everything again.
    Rescan,
}

/// Keeps a watch alive.
pub trait WatchHandle: Send + Sync {
    /// Also watches a single file or folder (not its children) outside the root.
    fn watch(&self, path: &Path);
    /// Ends what [`WatchHandle::watch`] began.
    fn unwatch(&self, path: &Path);
}

/// Says what changes on disk.
pub trait WatchSource: Send + Sync {
    /// Watches everything under `root` (nothing when `None`) until the handle is dropped. `send` is called from
    /// any thread, with events gathered for some tens of milliseconds.
    fn watch(
        &self,
        root: Option<&Path>,
        send: Box<dyn Fn(WatchEvent) + Send + Sync>,
    ) -> Option<Box<dyn WatchHandle>>;
}

/// Watches nothing: tests, the browser, file systems without notification.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoWatch;

impl WatchSource for NoWatch {
    fn watch(
        &self,
        _: Option<&Path>,
        _: Box<dyn Fn(WatchEvent) + Send + Sync>,
    ) -> Option<Box<dyn WatchHandle>> {
        None
    }
}
