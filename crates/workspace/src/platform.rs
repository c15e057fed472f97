//! What a workspace needs from outside: files, clock, background work, the tree's and the search's sources,
//! and a way to say that a window already has a project open. Nothing in this crate reaches the system past
//! this; the clipboard goes through commands and effects.

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_base::{Clock, Spawner, Waker};
use justbuilt_store::Fs;
use justbuilt_vcs::Vcs;
use parking_lot::Mutex;

use crate::ability::Abilities;
use crate::ai::AiOutside;
use crate::project::{TreeSource, WatchSource};
use crate::search::SearchSource;
use crate::sketches::SketchOutside;
use crate::timeline::HistorySource;

/// The outside world.
#[derive(Clone)]
pub struct Platform {
    /// Files.
    pub fs: Arc<dyn Fs>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Background work.
    pub spawner: Arc<dyn Spawner>,
    /// Asks the face to call [`crate::Workspace::tick`] again.
    pub waker: Waker,
    /// Listing and walking folders.
    pub tree: Arc<dyn TreeSource>,
    /// Project search.
    pub search: Arc<dyn SearchSource>,
    /// Changes on disk.
    pub watch: Arc<dyn WatchSource>,
    /// Who has which project open.
    pub locks: Arc<dyn LockSource>,
    /// Where the history of each project is kept.
    pub history: Arc<dyn HistorySource>,
    /// What was committed.
    pub vcs: Arc<dyn Vcs>,
    /// What asking models needs.
    pub ai: AiOutside,
    /// What sketches need.
    pub sketches: SketchOutside,
}

/// Where the workspace keeps what.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Settings, keymap, themes. Without it the defaults hold.
    pub config_dir: Option<PathBuf>,
    /// Sessions and unsaved text. Without it nothing is remembered.
    pub state_dir: Option<PathBuf>,
    /// Reads the state, but never writes it.
    pub read_only_state: bool,
    /// What the face can do.
    pub abilities: Abilities,
}

/// Holds a lock until it is dropped.
pub trait Lock: Send + Sync {}

/// Locks with a name that all windows of this user share. A lock must vanish with its process, however that ends.
pub trait LockSource: Send + Sync {
    /// Takes the lock kept at `path` (a file in the state folder); `None` when another window has it. When locks do
    /// not work here (a read-only state folder), a lock that holds nothing.
    fn acquire(&self, path: &std::path::Path) -> Option<Box<dyn Lock>>;
}

/// Locks within one process: tests and the browser.
#[derive(Clone, Debug, Default)]
pub struct MemoryLocks {
    held: Arc<Mutex<HashSet<PathBuf>>>,
}

struct MemoryLock {
    path: PathBuf,
    held: Arc<Mutex<HashSet<PathBuf>>>,
}

impl Lock for MemoryLock {}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        self.held.lock().remove(&self.path);
    }
}

impl LockSource for MemoryLocks {
    fn acquire(&self, path: &std::path::Path) -> Option<Box<dyn Lock>> {
        if !self.held.lock().insert(path.to_owned()) {
            return None;
        }
        Some(Box::new(MemoryLock { path: path.to_owned(), held: Arc::clone(&self.held) }))
    }
}
