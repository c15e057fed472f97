//! The editor's own records: small values under (namespace, key). In memory here, in sled in
//! `native::sled_kv`. Not for the user's files, and not for secrets.

use std::{io, path::PathBuf, sync::Arc};

use crate::hash::ContentHash;
use serde::{Serialize, de::DeserializeOwned};

pub mod memory;

#[cfg(any(test, feature = "contract"))]
pub mod contract;

/// A result about records.
pub type KvResult<T> = Result<T, StoreError>;

/// A key and its value.
pub type Record = (Vec<u8>, Vec<u8>);

/// Records under (namespace, key), in order of key within a namespace. A namespace is made by its first
/// record; its name is 1 to 64 of `a-z`, `0-9`, `-`, `_`, `.`. Reading and writing may wait for the disk.
pub trait Kv: Send + Sync {
    /// The value, if there is one.
    ///
    /// # Errors
    /// See [`StoreError`], here and below. A damaged record is none: it is set aside and counts as missing.
    fn get(&self, namespace: &str, key: &[u8]) -> KvResult<Option<Vec<u8>>>;

    /// Keys with `prefix` and their values, in order of key.
    fn scan(&self, namespace: &str, prefix: &[u8]) -> KvResult<Vec<Record>>;

    /// The namespaces that have had a record, in order.
    fn namespaces(&self) -> KvResult<Vec<String>>;

    /// Does all of `batch`, in one step within each namespace.
    fn apply(&self, batch: Batch) -> KvResult<()>;

    /// Waits until all that was written is on the disk. Never on the UI thread.
    fn flush(&self) -> KvResult<()>;

    /// Sets a value.
    fn set(&self, namespace: &str, key: &[u8], value: &[u8]) -> KvResult<()> {
        let mut batch = Batch::new();
        batch.set(namespace, key, value);
        self.apply(batch)
    }

    /// Deletes a value; that there is none is fine.
    fn delete(&self, namespace: &str, key: &[u8]) -> KvResult<()> {
        let mut batch = Batch::new();
        batch.delete(namespace, key);
        self.apply(batch)
    }
}

/// Values as JSON.
pub trait KvExt: Kv {
    /// The value read as JSON. One that does not fit the type counts as missing and is logged, so that a
    /// session written by another version does not keep the editor from starting.
    ///
    /// # Errors
    /// Those of [`Kv::get`].
    fn get_json<T: DeserializeOwned>(&self, namespace: &str, key: &str) -> KvResult<Option<T>> {
        let Some(bytes) = self.get(namespace, key.as_bytes())? else { return Ok(None) };
        Ok(serde_json::from_slice(&bytes)
            .inspect_err(|error| log::warn!("the record {namespace}/{key} could not be read: {error}"))
            .ok())
    }

    /// Sets a value written as JSON.
    ///
    /// # Errors
    /// [`StoreError::Encode`], and those of [`Kv::apply`].
    fn set_json<T: Serialize + ?Sized>(&self, namespace: &str, key: &str, value: &T) -> KvResult<()> {
        let bytes = serde_json::to_vec(value).map_err(|error| StoreError::Encode {
            record: format!("{namespace}/{key}"),
            reason: error.to_string(),
        })?;
        self.set(namespace, key.as_bytes(), &bytes)
    }
}

impl<K: Kv + ?Sized> KvExt for K {}

/// Changes to do together. Later ones win.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub(crate) changes: Vec<Change>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub namespace: String,
    pub key: Vec<u8>,
    /// `None` deletes.
    pub value: Option<Vec<u8>>,
}

impl Batch {
    /// Nothing to do yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a value.
    pub fn set(&mut self, namespace: &str, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> &mut Self {
        let change = Change { namespace: namespace.to_owned(), key: key.into(), value: Some(value.into()) };
        self.changes.push(change);
        self
    }

    /// Deletes a value.
    pub fn delete(&mut self, namespace: &str, key: impl Into<Vec<u8>>) -> &mut Self {
        self.changes.push(Change { namespace: namespace.to_owned(), key: key.into(), value: None });
        self
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Changes to do.
    pub fn len(&self) -> usize {
        self.changes.len()
    }
}

/// Why records could not be read or written. Cheap to clone.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process has the store open.
    #[error("the store in {} is in use by another window (process {owner})", path.display())]
    InUse { path: PathBuf, owner: String },
    /// The store is there, but what was in it is not: empty, another one, or cut short.
    #[error("the store in {} has lost its records: {reason}", path.display())]
    Lost { path: PathBuf, reason: String },
    /// The store cannot be opened at all.
    #[error("the store in {} is damaged: {reason}", path.display())]
    Damaged { path: PathBuf, reason: String },
    /// The store was written by a newer version of the program.
    #[error("the store in {} was written by a newer version (schema {found}, this one knows {known})", path.display())]
    Newer { path: PathBuf, found: u32, known: u32 },
    /// Not a name for a namespace.
    #[error("'{name}' cannot be a namespace")]
    Namespace { name: String },
    /// A value could not be turned into bytes.
    #[error("the record {record} could not be written: {reason}")]
    Encode { record: String, reason: String },
    /// Not a name for a log.
    #[error("'{name}' cannot be the name of a log")]
    LogName { name: String },
    /// A record of a log is longer than any may be.
    #[error("a record of {size} bytes is too long for the log '{log}'")]
    TooLarge { log: String, size: u64 },
    /// There is no record at that place of a log, or a damaged one.
    #[error("the log '{log}' has no record at {at}")]
    NoRecord { log: String, at: u64 },
    /// Content is there, but is not what it was when it was kept.
    #[error("the content {hash} is damaged: {reason}")]
    DamagedContent { hash: ContentHash, reason: String },
    /// The store was opened for reading only, or its disk does not take changes.
    #[error("the store in {} is read-only", path.display())]
    ReadOnly { path: PathBuf },
    /// No room on the disk.
    #[error("the store in {} could not be written: the disk is full", path.display())]
    Full { path: PathBuf },
    /// Anything else.
    #[error("could not {action} in {}: {source}", path.display())]
    Io { action: &'static str, path: PathBuf, source: Arc<io::Error> },
}

impl StoreError {
    /// The error that `source` means.
    pub fn from_io(action: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full { path },
            io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path },
            _ => StoreError::Io { action, path, source: Arc::new(source) },
        }
    }

    /// What the user can do about it, as a sentence.
    pub fn help(&self) -> &'static str {
        match self {
            StoreError::InUse { .. } => {
                "Close the other window. Until then this one works, but does not remember its tabs and history."
            }
            StoreError::Lost { .. } | StoreError::Damaged { .. } => {
                "It is left as it is. Choose to set it aside and go on from its last export, or restore it from a backup."
            }
            StoreError::Newer { .. } => "Update the program; this version would damage the store.",
            StoreError::Full { .. } => "Free some space on that disk and try again.",
            StoreError::Namespace { .. }
            | StoreError::Encode { .. }
            | StoreError::LogName { .. }
            | StoreError::TooLarge { .. } => "This is a mistake in the program: please report it.",
            StoreError::NoRecord { .. } | StoreError::DamagedContent { .. } => {
                "This moment cannot be shown any more; the others can. Run `justbuilt store check` to see what is damaged."
            }
            StoreError::ReadOnly { .. } => {
                "Editing goes on, but nothing is remembered. Make that folder writable, then open the project again."
            }
            StoreError::Io { .. } => "Check the disk and the permissions of that folder.",
        }
    }
}

/// Checks the name of a namespace. Two underscores at its start are for the stores themselves.
pub(crate) fn check_namespace(name: &str) -> KvResult<()> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if (1..=64).contains(&name.len()) && name.chars().all(good) && !name.starts_with("__") {
        Ok(())
    } else {
        Err(StoreError::Namespace { name: name.to_owned() })
    }
}
