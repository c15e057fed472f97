//! Where the history of a project is kept: the one thing the timeline needs of the platform. Opening may wait for the
//! disk and is done in the background.

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_store::{Storage, StoreError};
use parking_lot::Mutex;

/// Opens the storage of a project's history.
pub trait HistorySource: Send + Sync {
    /// Opens what is kept in `folder`, a folder of the state folder that is this project's alone; makes it where there
    /// is none. `None`: there is no state folder, so that nothing outlives the window.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another window has it; [`StoreError::Newer`], [`StoreError::ReadOnly`] and the
    /// rest: the project is edited without a history then.
    fn open(&self, folder: Option<&Path>) -> Result<Storage, StoreError>;

    /// Who sits at the keyboard, as the timeline names them.
    fn person(&self) -> Option<String> {
        None
    }
}

/// Histories in memory, by folder: tests and the browser. Opened twice it is the same history, as on a disk.
#[derive(Clone, Default)]
pub struct MemoryHistory {
    kept: Arc<Mutex<HashMap<PathBuf, Storage>>>,
}

impl MemoryHistory {
    /// Puts a storage in the place of what is at `folder`: tests with faults.
    pub fn put(&self, folder: &Path, storage: Storage) {
        self.kept.lock().insert(folder.to_owned(), storage);
    }

    /// The folders that were opened.
    pub fn folders(&self) -> Vec<PathBuf> {
        self.kept.lock().keys().cloned().collect()
    }

    /// What is kept for a folder.
    pub fn storage(&self, folder: &Path) -> Option<Storage> {
        self.kept.lock().get(folder).cloned()
    }
}

impl HistorySource for MemoryHistory {
    fn open(&self, folder: Option<&Path>) -> Result<Storage, StoreError> {
        let Some(folder) = folder else { return Ok(Storage::memory()) };
        Ok(self.kept.lock().entry(folder.to_owned()).or_insert_with(Storage::memory).clone())
    }
}
