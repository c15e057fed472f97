//! Records in sled 0.34, used with the care it needs: values in frames with checksums, large ones in files, a
//! sentinel beside the database, one owner, and what is damaged set aside instead of lost or fatal.
//! No type of sled leaves this module.

use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use parking_lot::Mutex;

use crate::{
    fs::FsError,
    kv::{Batch, Kv, KvResult, Record, StoreError, check_namespace},
    native::disk::DiskFs,
};
use blobs::Blobs;
use frame::{MAX_INLINE, Payload};
use migrate::Schema;
pub use open::Opened;
use sentinel::Sentinel;
pub use upkeep::Maintained;

mod blobs;
mod compact;
mod export;
mod frame;
mod migrate;
mod open;
mod sentinel;
pub(super) mod upkeep;

/// Bytes that are written before waiting for the disk. sled writes its log by a pool of threads, each of which takes
/// the lock on the list of segments; whoever holds that lock may wait for the file to be cut, which is a task for the
/// same pool. When all its threads are writing, both wait for ever. Small bursts keep the pool from filling: without
/// any, one of about ten runs that overwrite 10 MB hung, with 512 KiB one of eighty, with this none of a hundred.
pub(super) const BURST: usize = 64 << 10;

/// Exports that are kept.
const KEPT_EXPORTS: usize = 5;

/// A store of records in a folder of its own. One process has it at a time.
pub struct SledKv {
    /// First, so that it is closed before the lock goes.
    db: sled::Db,
    blobs: Blobs,
    folder: PathBuf,
    disk: DiskFs,
    sentinel: Sentinel,
    schema: Schema,
    opened: Opened,
    finished: bool,
    /// Held while large values are written, so that they are not collected before their record is there.
    writing: Mutex<()>,
    /// Bytes written since the disk was waited for.
    unflushed: AtomicUsize,
    /// Whether there may be something that is in no export.
    changed: AtomicBool,
    lock: fs::File,
}

impl SledKv {
    /// What was found when the store was opened.
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Where the store is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sets all records of an export. Others stay. Returns how many were set.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when the export is not whole; then nothing is set.
    pub fn import(&self, path: &Path) -> KvResult<u64> {
        export::read(self, &self.disk, path)
    }

    /// Deletes large values that no record speaks of any more. Returns how many. For a background task.
    ///
    /// # Errors
    /// When records or files cannot be read.
    pub fn collect_garbage(&self) -> KvResult<usize> {
        let _writing = self.writing.lock();
        let mut used = HashSet::new();
        for namespace in namespace_names(&self.db) {
            for record in self.tree(&namespace)?.iter() {
                let (key, frame) = record.map_err(self.failed("look for large values"))?;
                if let Ok((_, Payload::File(hash, _))) = frame::decode(&namespace, &key, &frame) {
                    used.insert(hash);
                }
            }
        }
        self.blobs.retain(&used)
    }

    fn tree(&self, namespace: &str) -> KvResult<sled::Tree> {
        self.db.open_tree(namespace).map_err(self.failed("open a namespace"))
    }

    /// The tree, unless the namespace has had no record: reading must not make one.
    fn existing_tree(&self, namespace: &str) -> KvResult<Option<sled::Tree>> {
        check_namespace(namespace)?;
        if namespace_names(&self.db).iter().any(|name| name == namespace) {
            self.tree(namespace).map(Some)
        } else {
            Ok(None)
        }
    }

    fn failed(&self, action: &'static str) -> impl FnOnce(sled::Error) -> StoreError + '_ {
        move |error| from_sled(action, &self.folder, error)
    }

    /// The value in a frame; `Err` says why there is none.
    fn unpack(&self, namespace: &str, key: &[u8], frame: &[u8]) -> KvResult<Result<Vec<u8>, String>> {
        match frame::decode(namespace, key, frame) {
            Ok((schema, _)) if schema > self.schema.version => {
                let (found, known) = (schema, self.schema.version);
                Err(StoreError::Newer { path: self.folder.clone(), found, known })
            }
            Ok((_, Payload::Inline(value))) => Ok(Ok(value)),
            Ok((_, Payload::File(hash, size))) => Ok(self
                .blobs
                .get(hash, size)?
                .ok_or_else(|| format!("its content {hash} is gone or damaged"))),
            Err(error) => Ok(Err(error.to_string())),
        }
    }

    /// Takes a damaged record out of the database and keeps its bytes. `false` when it has changed meanwhile.
    fn set_aside(
        &self,
        tree: &sled::Tree,
        namespace: &str,
        key: &[u8],
        frame: &[u8],
        why: &str,
    ) -> KvResult<bool> {
        let folder = self.folder.join("lost-and-found");
        let io = |source| StoreError::from_io("set a damaged record aside", &folder, source);
        fs::create_dir_all(&folder).map_err(io)?;
        let name =
            crate::ContentHash::of(&[namespace.as_bytes(), b"\0", key, b"\0", frame].concat()).to_hex();
        let path = folder.join(format!("{namespace}-{}.record", name.get(..16).unwrap_or_default()));
        fs::write(&path, frame).map_err(io)?;
        let taken = tree
            .compare_and_swap(key, Some(frame), None::<&[u8]>)
            .map_err(self.failed("set a damaged record aside"))?
            .is_ok();
        if taken {
            log::error!("a record of '{namespace}' is damaged: {why}; it is kept in {}", path.display());
        }
        Ok(taken)
    }

    fn pack(&self, namespace: &str, key: &[u8], value: Vec<u8>) -> KvResult<Vec<u8>> {
        let payload = if value.len() <= MAX_INLINE {
            Payload::Inline(value)
        } else {
            Payload::File(self.blobs.put(&value)?, value.len() as u64)
        };
        Ok(frame::encode(namespace, key, self.schema.version, &payload))
    }
}

impl Kv for SledKv {
    fn get(&self, namespace: &str, key: &[u8]) -> KvResult<Option<Vec<u8>>> {
        let Some(tree) = self.existing_tree(namespace)? else { return Ok(None) };
        loop {
            let Some(frame) = tree.get(key).map_err(self.failed("read a record"))? else { return Ok(None) };
            match self.unpack(namespace, key, &frame)? {
                Ok(value) => return Ok(Some(value)),
                Err(why) if self.set_aside(&tree, namespace, key, &frame, &why)? => return Ok(None),
                // Another thread has set it anew: look again.
                Err(_) => {}
            }
        }
    }

    fn scan(&self, namespace: &str, prefix: &[u8]) -> KvResult<Vec<Record>> {
        let Some(tree) = self.existing_tree(namespace)? else { return Ok(Vec::new()) };
        let mut records = Vec::new();
        for record in tree.scan_prefix(prefix) {
            let (key, frame) = record.map_err(self.failed("read records"))?;
            let value = match self.unpack(namespace, &key, &frame)? {
                Ok(value) => Some(value),
                // Damaged, or set anew meanwhile; `get` does what is right for each.
                Err(_) => self.get(namespace, &key)?,
            };
            records.extend(value.map(|value| (key.to_vec(), value)));
        }
        Ok(records)
    }

    fn namespaces(&self) -> KvResult<Vec<String>> {
        Ok(namespace_names(&self.db))
    }

    fn apply(&self, batch: Batch) -> KvResult<()> {
        for change in &batch.changes {
            check_namespace(&change.namespace)?;
        }
        if batch.is_empty() {
            return Ok(());
        }
        let _writing = self.writing.lock();
        self.changed.store(true, Ordering::SeqCst);
        let mut batches: BTreeMap<String, sled::Batch> = BTreeMap::new();
        let mut bytes = 0;
        for change in batch.changes {
            match change.value {
                Some(value) => {
                    let frame = self.pack(&change.namespace, &change.key, value)?;
                    bytes += change.key.len() + frame.len();
                    batches.entry(change.namespace).or_default().insert(change.key, frame);
                }
                None => {
                    if self.existing_tree(&change.namespace)?.is_some()
                        || batches.contains_key(&change.namespace)
                    {
                        batches.entry(change.namespace).or_default().remove(change.key);
                    }
                }
            }
        }
        for (namespace, batch) in batches {
            self.tree(&namespace)?.apply_batch(batch).map_err(self.failed("write records"))?;
        }
        if self.unflushed.fetch_add(bytes, Ordering::Relaxed) + bytes >= BURST {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&self) -> KvResult<()> {
        self.unflushed.store(0, Ordering::Relaxed);
        self.db.flush().map(drop).map_err(self.failed("flush the store"))
    }
}

impl Drop for SledKv {
    fn drop(&mut self) {
        if let Err(error) = self.finish() {
            log::error!("the store could not be closed: {error}");
        }
    }
}

impl std::fmt::Debug for SledKv {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SledKv").field("folder", &self.folder).field("opened", &self.opened).finish()
    }
}

/// Writes all records, which are of `schema`, to `path`.
fn write_export(store: &SledKv, schema: u32, path: &Path) -> KvResult<()> {
    let folder = open::exports_folder(&store.folder);
    fs::create_dir_all(&folder).map_err(|e| StoreError::from_io("make a folder", &folder, e))?;
    export::write(store, schema, &store.disk, path)
}

/// The trees that are namespaces, in order.
fn namespace_names(db: &sled::Db) -> Vec<String> {
    let names = db.tree_names();
    let mut names: Vec<String> =
        names.iter().filter_map(|name| std::str::from_utf8(name).ok()).map(Into::into).collect();
    // Those of sled and of the store itself start with underscores and are none of ours.
    names.retain(|name| !name.starts_with("__"));
    names.sort();
    names
}

fn from_sled(action: &'static str, folder: &Path, error: sled::Error) -> StoreError {
    match error {
        sled::Error::Io(source) => StoreError::from_io(action, folder, source),
        sled::Error::Corruption { .. } | sled::Error::ReportableBug(_) => {
            StoreError::Damaged { path: folder.to_owned(), reason: error.to_string() }
        }
        other => StoreError::from_io(action, folder, io::Error::other(other.to_string())),
    }
}

fn from_fs(action: &'static str) -> impl FnOnce(FsError) -> StoreError {
    move |error| match error {
        FsError::Full { path, .. } => StoreError::Full { path },
        other => StoreError::from_io(action, other.path().to_owned(), io::Error::other(other.to_string())),
    }
}

#[cfg(test)]
mod tests;
