//! Histories on the disk, one owner each.

use std::path::Path;
use std::time::{Duration, Instant};

use justbuilt_store::{Storage, StoreError};

use super::HistorySource;

/// How long a window that is closing is waited for.
const PATIENCE: Duration = Duration::from_secs(3);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(100);

/// Histories in folders.
#[derive(Clone, Debug, Default)]
pub struct DiskHistory {
    person: Option<String>,
}

impl DiskHistory {
    /// Histories of a person with this name.
    pub fn new(person: Option<String>) -> Self {
        Self { person: person.filter(|name| !name.trim().is_empty()) }
    }
}

impl HistorySource for DiskHistory {
    fn open(&self, folder: Option<&Path>) -> Result<Storage, StoreError> {
        let Some(folder) = folder else { return Ok(Storage::memory()) };
        let began = Instant::now();
        loop {
            match Storage::open(folder) {
                // The same project was closed a moment ago, perhaps in this very window.
                Err(StoreError::InUse { .. }) if began.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
                outcome => return outcome,
            }
        }
    }

    fn person(&self) -> Option<String> {
        self.person.clone()
    }
}
