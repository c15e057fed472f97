//! Large values in files named by the hash of their content. Written once, never changed, deleted when no
//! record speaks of them any more.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
};

use super::from_fs;
use crate::{
    fs::{Fs, FsError},
    hash::ContentHash,
    kv::KvResult,
    native::disk::DiskFs,
};

#[derive(Debug)]
pub(super) struct Blobs {
    folder: PathBuf,
    disk: DiskFs,
}

impl Blobs {
    pub(super) fn new(folder: PathBuf, disk: DiskFs) -> Self {
        Self { folder, disk }
    }

    /// Keeps `value`; on return it is on the disk.
    pub(super) fn put(&self, value: &[u8]) -> KvResult<ContentHash> {
        let hash = ContentHash::of(value);
        let path = self.path(hash);
        // A file that is there but damaged is written again.
        if self.get(hash, value.len() as u64)?.is_none() {
            self.disk
                .create_dir_all(path.parent().unwrap_or(&self.folder))
                .map_err(from_fs("make a folder"))?;
            self.disk.write(&path, value).map_err(from_fs("write a large value"))?;
        }
        Ok(hash)
    }

    /// The value, if its file is there and whole.
    pub(super) fn get(&self, hash: ContentHash, size: u64) -> KvResult<Option<Vec<u8>>> {
        match self.disk.read(&self.path(hash)) {
            Ok(bytes) if bytes.len() as u64 == size && ContentHash::of(&bytes) == hash => Ok(Some(bytes)),
            Ok(_) | Err(FsError::Missing { .. }) => Ok(None),
            Err(error) => Err(from_fs("read a large value")(error)),
        }
    }

    /// Deletes all but `used`. Returns how many.
    pub(super) fn retain(&self, used: &HashSet<ContentHash>) -> KvResult<usize> {
        let used: HashSet<PathBuf> = used.iter().map(|&hash| self.path(hash)).collect();
        let mut deleted = 0;
        for folder in self.list(&self.folder)? {
            for path in self.list(&folder)? {
                if !used.contains(&path) {
                    self.disk.remove(&path).map_err(from_fs("delete a large value"))?;
                    deleted += 1;
                }
            }
        }
        Ok(deleted)
    }

    fn list(&self, folder: &Path) -> KvResult<Vec<PathBuf>> {
        match self.disk.read_dir(folder) {
            Ok(entries) => Ok(entries.into_iter().map(|entry| entry.path).collect()),
            Err(FsError::Missing { .. } | FsError::NotDirectory { .. }) => Ok(Vec::new()),
            Err(error) => Err(from_fs("list the large values")(error)),
        }
    }

    fn path(&self, hash: ContentHash) -> PathBuf {
        let hex = hash.to_hex();
        self.folder.join(hex.get(..2).unwrap_or_default()).join(hex)
    }
}
