//! A database as large as its records again: sled does not give room back by itself. The new one is made whole
//! beside the old one and then takes its place; opening tidies up after a kill at any step.

use std::{fs, io, path::Path};

use super::{BURST, SledKv, from_sled, open::open_database};
use crate::{
    kv::{KvResult, StoreError},
    native::storage::sync_folder,
};

const DATABASE: &str = "sled";
const NEW: &str = "sled.new";
const OLD: &str = "sled.old";

impl SledKv {
    /// Writes the database of the closed store in `folder` anew. The bytes that were freed.
    ///
    /// # Errors
    /// Those of [`SledKv::open`], and when the disk has no room for both; the store is as it was then.
    pub fn compact(folder: &Path) -> KvResult<u64> {
        let store = SledKv::open(folder)?;
        let before = super::upkeep::bytes_below(&folder.join(DATABASE));
        let new_folder = folder.join(NEW);
        let copied = store.copy_database(&new_folder);
        let failed = |error| StoreError::from_io("compact the store", folder, error);
        if let Err(error) = copied {
            remove(&new_folder).map_err(failed)?;
            return Err(error);
        }
        store.close_and_keep_locked(|| {
            fs::rename(folder.join(DATABASE), folder.join(OLD)).map_err(failed)?;
            fs::rename(&new_folder, folder.join(DATABASE)).map_err(failed)?;
            sync_folder(folder);
            remove(&folder.join(OLD)).map_err(failed)
        })?;
        Ok(before.saturating_sub(super::upkeep::bytes_below(&folder.join(DATABASE))))
    }

    /// Copies every tree, frames as they are.
    fn copy_database(&self, to: &Path) -> KvResult<()> {
        let failed = |error| from_sled("compact the store", &self.folder, error);
        remove(to).map_err(|error| StoreError::from_io("compact the store", &self.folder, error))?;
        let new = open_database(&self.folder, to)?;
        for name in self.db.tree_names() {
            let old = self.db.open_tree(&name).map_err(failed)?;
            let tree = new.open_tree(&name).map_err(failed)?;
            let mut batch = sled::Batch::default();
            let mut bytes = 0;
            for record in old.iter() {
                let (key, frame) = record.map_err(failed)?;
                bytes += key.len() + frame.len();
                batch.insert(key, frame);
                if bytes >= BURST {
                    tree.apply_batch(std::mem::take(&mut batch)).map_err(failed)?;
                    new.flush().map_err(failed)?;
                    bytes = 0;
                }
            }
            tree.apply_batch(batch).map_err(failed)?;
        }
        new.flush().map(drop).map_err(failed)
    }
}

/// Puts right what an interrupted compacting left in `folder`.
pub(super) fn tidy(folder: &Path) -> io::Result<()> {
    let (database, old) = (folder.join(DATABASE), folder.join(OLD));
    if old.exists() && !database.exists() {
        fs::rename(&old, &database)?;
    }
    remove(&folder.join(NEW))?;
    if database.exists() { remove(&old) } else { Ok(()) }
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
