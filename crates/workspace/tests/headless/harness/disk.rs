//! A folder of the real disk for a machine, with the history of its project on the disk too.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use justbuilt_store::{Storage, StoreError};
use justbuilt_workspace::HistorySource;
use justbuilt_workspace::timeline::DiskHistory;

/// A folder that stands for `/`.
pub struct Disk {
    folder: tempfile::TempDir,
    /// The history that was opened last.
    kept: Mutex<Option<(PathBuf, Storage)>>,
    writes: AtomicU64,
}

impl Default for Disk {
    fn default() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, kept: Mutex::default(), writes: AtomicU64::default() }
    }
}

impl Disk {
    /// Where a path really is.
    pub fn at(&self, path: &Path) -> PathBuf {
        self.folder.path().join(path.strip_prefix("/").unwrap())
    }

    /// Another program writes a file. Tests are faster than a disk's clock: each write gets a time of its own.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.at(Path::new(path));
        std::fs::write(&path, text).unwrap();
        let count = self.writes.fetch_add(1, Ordering::Relaxed);
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(1_000_000 + count)).unwrap();
    }

    /// The history that was opened last; its folder stays in use.
    pub fn storage(&self) -> Option<Storage> {
        self.kept.lock().unwrap().as_ref().map(|(_, storage)| storage.clone())
    }

    /// The same, read from the disk again. No window may have it.
    pub fn storage_again(&self) -> Option<Storage> {
        let folder = self.kept.lock().unwrap().as_ref().map(|(folder, _)| folder.clone())?;
        self.open(Some(&folder)).ok()
    }
}

impl HistorySource for Disk {
    fn open(&self, folder: Option<&Path>) -> Result<Storage, StoreError> {
        let mut kept = self.kept.lock().unwrap();
        // It belongs to who has it.
        *kept = None;
        let storage = DiskHistory::new(None).open(folder)?;
        *kept = folder.map(|folder| (folder.to_owned(), storage.clone()));
        Ok(storage)
    }
}
