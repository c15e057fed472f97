//! Locks of the operating system: they vanish with the process that holds them, also when it is killed.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::{Lock, LockSource};

/// Locks on files.
#[derive(Clone, Copy, Debug, Default)]
pub struct FileLocks;

struct FileLock {
    _file: Option<File>,
}

impl Lock for FileLock {}

impl LockSource for FileLocks {
    fn acquire(&self, path: &Path) -> Option<Box<dyn Lock>> {
        if let Some(folder) = path.parent() {
            // Without the folder the file cannot be made either, which is dealt with below.
            std::fs::create_dir_all(folder).ok();
        }
        let file = match OpenOptions::new().create(true).append(true).open(path) {
            Ok(file) => file,
            Err(error) => {
                log::warn!("no lock at {}: {error}", path.display());
                return Some(Box::new(FileLock { _file: None }));
            }
        };
        match file.try_lock() {
            Ok(()) => Some(Box::new(FileLock { _file: Some(file) })),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Error(error)) => {
                log::warn!("cannot lock {}: {error}", path.display());
                Some(Box::new(FileLock { _file: None }))
            }
        }
    }
}
