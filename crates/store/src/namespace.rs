//! A plain place for scripts and small tools to keep things by project: values under keys, in namespaces that they
//! name. Not for the editor's own records, and not for secrets: everything here is in the clear.
//!
//! Limits: a namespace is 1 to 64 of `a-z`, `0-9`, `-`, `_`, `.` and starts with a letter or a digit; a key is 1 to
//! 512 bytes of UTF-8 without control characters; a value is up to 16 MiB of any bytes. How much there is in all is
//! shown, not limited.

use std::{fmt, sync::Arc};

use justbuilt_base::{Clock, Timestamp};
use parking_lot::Mutex;
use serde::Serialize;

use crate::{
    kv::{Batch, Kv, StoreError},
    records::RecordId,
};

mod transfer;

pub use transfer::{ImportMode, Imported, value_as_json};

/// Bytes a key may have.
pub const MAX_KEY: usize = 512;
/// Bytes a value may have.
pub const MAX_VALUE: usize = 16 * 1024 * 1024;
/// Characters the name of a namespace may have.
pub const MAX_NAME: usize = 64;

/// The namespace in the store that has all of them.
const PLACE: &str = "project-kv";

/// A result about namespaces.
pub type NamespaceResult<T> = Result<T, NamespaceError>;

/// Why something could not be kept.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NamespaceError {
    /// Not a name for a namespace.
    #[error("'{name}' cannot be a namespace: {reason}")]
    Name {
        /// As it was given.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Not a key.
    #[error("'{key}' cannot be a key: {reason}")]
    Key {
        /// Its beginning.
        key: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A value above [`MAX_VALUE`].
    #[error("the value of '{key}' has {bytes} bytes; up to {MAX_VALUE} can be kept")]
    TooLarge {
        /// Its key.
        key: String,
        /// Its bytes.
        bytes: usize,
    },
    /// Not an export.
    #[error("this is not an export of a namespace: {reason}")]
    Import {
        /// What is wrong with it.
        reason: String,
    },
    /// An export of a newer version of the program.
    #[error("the export was written by a newer version (format {found}, this one knows {known})")]
    Newer {
        /// Its version.
        found: u64,
        /// The newest that is known.
        known: u64,
    },
    /// The store below.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl NamespaceError {
    /// What the user can do about it, as a sentence.
    pub fn help(&self) -> &'static str {
        match self {
            NamespaceError::Name { .. } => {
                "A namespace is 1 to 64 of a-z, 0-9, '-', '_' and '.', and starts with a letter or a digit."
            }
            NamespaceError::Key { .. } => "A key is 1 to 512 bytes of text without control characters.",
            NamespaceError::TooLarge { .. } => "Keep it in a file, and the file's name here.",
            NamespaceError::Import { .. } => {
                "Nothing was changed. An export looks like what 'export' prints."
            }
            NamespaceError::Newer { .. } => "Nothing was changed. Update the program.",
            NamespaceError::Store(error) => error.help(),
        }
    }
}

/// A key with what is known of its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Bytes of its value.
    pub bytes: u64,
    /// When it was last set.
    pub updated: Timestamp,
}

/// How much there is in a namespace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// The namespace.
    pub name: String,
    /// Its keys.
    pub keys: u64,
    /// Bytes of keys and values together.
    pub bytes: u64,
}

/// The namespaces of one project. Clones share a lock: make one for each project of a store.
#[derive(Clone)]
pub struct ProjectNamespaces {
    kv: Arc<dyn Kv>,
    clock: Arc<dyn Clock>,
    project: RecordId,
    writing: Arc<Mutex<()>>,
}

impl ProjectNamespaces {
    /// Those of `project` in `kv`.
    pub fn new(kv: Arc<dyn Kv>, clock: Arc<dyn Clock>, project: RecordId) -> Self {
        Self { kv, clock, project, writing: Arc::default() }
    }

    /// One of them; it is made by its first key.
    ///
    /// # Errors
    /// [`NamespaceError::Name`].
    pub fn namespace(&self, name: &str) -> NamespaceResult<Namespace> {
        check_name(name)?;
        Ok(Namespace { all: self.clone(), name: name.to_owned() })
    }

    /// Those that have a key, by name.
    ///
    /// # Errors
    /// Those of the store.
    pub fn usage(&self) -> NamespaceResult<Vec<Usage>> {
        let mut usage: Vec<Usage> = Vec::new();
        for (key, value) in self.kv.scan(PLACE, &self.prefix(Part::Entry))? {
            let rest = key.get(self.prefix(Part::Entry).len()..).unwrap_or_default();
            let Some((name, key)) = split(rest) else { continue };
            let bytes = key.len() as u64 + Meta::decode(&value).bytes;
            match usage.last_mut().filter(|last| last.name == name) {
                Some(last) => {
                    last.keys += 1;
                    last.bytes += bytes;
                }
                None => usage.push(Usage { name: name.to_owned(), keys: 1, bytes }),
            }
        }
        Ok(usage)
    }

    /// Deletes all of them, for when the project is forgotten. How many keys that were.
    ///
    /// # Errors
    /// Those of the store; nothing is deleted then.
    pub fn clear(&self) -> NamespaceResult<usize> {
        let _writing = self.writing.lock();
        let mut batch = Batch::new();
        let found = self.kv.scan(PLACE, &self.prefix(Part::Entry))?;
        for (key, _) in &found {
            let rest = key.get(self.prefix(Part::Entry).len()..).unwrap_or_default();
            batch.delete(PLACE, [self.prefix(Part::Value).as_slice(), rest].concat());
            batch.delete(PLACE, key.clone());
        }
        self.kv.apply(batch)?;
        Ok(found.len())
    }

    fn prefix(&self, part: Part) -> Vec<u8> {
        let mut prefix = self.project.0.to_vec();
        prefix.push(part as u8);
        prefix
    }
}

/// Values under keys. Every call may wait for the disk.
#[derive(Clone)]
pub struct Namespace {
    all: ProjectNamespaces,
    name: String,
}

/// What is kept of a key: apart from the value, so that listing keys reads no values.
#[derive(Clone, Copy)]
enum Part {
    Entry = b'e' as isize,
    Value = b'v' as isize,
}

/// What is known of a value: its bytes (8) and when it was set (8), little endian.
struct Meta {
    bytes: u64,
    updated: Timestamp,
}

impl Meta {
    fn encode(&self) -> Vec<u8> {
        [self.bytes.to_le_bytes(), self.updated.0.to_le_bytes()].concat()
    }

    /// Anything else counts as nothing known.
    fn decode(value: &[u8]) -> Self {
        let number =
            |range| value.get(range).and_then(|bytes: &[u8]| bytes.try_into().ok()).unwrap_or_default();
        Self {
            bytes: u64::from_le_bytes(number(0..8)),
            updated: Timestamp(i64::from_le_bytes(number(8..16))),
        }
    }
}

impl Namespace {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of `key`, if it has one.
    ///
    /// # Errors
    /// [`NamespaceError::Key`], and those of the store, here and below.
    pub fn get(&self, key: &str) -> NamespaceResult<Option<Vec<u8>>> {
        check_key(key)?;
        Ok(self.all.kv.get(PLACE, &self.key(Part::Value, key))?)
    }

    /// Sets the value of `key`.
    ///
    /// # Errors
    /// [`NamespaceError::TooLarge`], too.
    pub fn set(&self, key: &str, value: &[u8]) -> NamespaceResult<()> {
        let mut batch = Batch::new();
        self.put(&mut batch, key, value)?;
        let _writing = self.all.writing.lock();
        Ok(self.all.kv.apply(batch)?)
    }

    /// Deletes `key`. `false` when it has no value.
    ///
    /// # Errors
    /// As above.
    pub fn delete(&self, key: &str) -> NamespaceResult<bool> {
        check_key(key)?;
        let _writing = self.all.writing.lock();
        let entry = self.key(Part::Entry, key);
        let there = self.all.kv.get(PLACE, &entry)?.is_some();
        let mut batch = Batch::new();
        batch.delete(PLACE, entry).delete(PLACE, self.key(Part::Value, key));
        self.all.kv.apply(batch)?;
        Ok(there)
    }

    /// The keys that begin with `prefix`, in order of their bytes.
    ///
    /// # Errors
    /// As above; any prefix is fine.
    pub fn keys(&self, prefix: &str) -> NamespaceResult<Vec<Entry>> {
        let start = self.key(Part::Entry, "").len();
        let found = self.all.kv.scan(PLACE, &self.key(Part::Entry, prefix))?;
        let entry = |(key, value): (Vec<u8>, Vec<u8>)| {
            let Meta { bytes, updated } = Meta::decode(&value);
            let key = std::str::from_utf8(key.get(start..)?).ok()?.to_owned();
            Some(Entry { key, bytes, updated })
        };
        Ok(found.into_iter().filter_map(entry).collect())
    }

    /// Deletes all keys. How many those were.
    ///
    /// # Errors
    /// As above; nothing is deleted then.
    pub fn clear(&self) -> NamespaceResult<usize> {
        let _writing = self.all.writing.lock();
        let mut batch = Batch::new();
        let count = self.put_clear(&mut batch)?;
        self.all.kv.apply(batch)?;
        Ok(count)
    }

    fn put_clear(&self, batch: &mut Batch) -> NamespaceResult<usize> {
        let keys = self.keys("")?;
        for Entry { key, .. } in &keys {
            batch.delete(PLACE, self.key(Part::Entry, key)).delete(PLACE, self.key(Part::Value, key));
        }
        Ok(keys.len())
    }

    fn put(&self, batch: &mut Batch, key: &str, value: &[u8]) -> NamespaceResult<()> {
        check_key(key)?;
        if value.len() > MAX_VALUE {
            return Err(NamespaceError::TooLarge { key: key.to_owned(), bytes: value.len() });
        }
        let meta = Meta { bytes: value.len() as u64, updated: self.all.clock.now() };
        batch.set(PLACE, self.key(Part::Entry, key), meta.encode());
        batch.set(PLACE, self.key(Part::Value, key), value);
        Ok(())
    }

    fn key(&self, part: Part, key: &str) -> Vec<u8> {
        // A name has no zero in it.
        [self.all.prefix(part).as_slice(), self.name.as_bytes(), &[0], key.as_bytes()].concat()
    }
}

impl fmt::Debug for ProjectNamespaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProjectNamespaces of {}", self.project)
    }
}

impl fmt::Debug for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Namespace {} of {}", self.name, self.all.project)
    }
}

/// Checks the name of a namespace.
///
/// # Errors
/// [`NamespaceError::Name`].
pub fn check_name(name: &str) -> NamespaceResult<()> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.len() > MAX_NAME {
        "it is too long"
    } else if !name.chars().all(good) {
        "it has a character that is not possible"
    } else if name.starts_with(['-', '_', '.']) {
        "it starts with a sign"
    } else {
        return Ok(());
    };
    Err(NamespaceError::Name { name: name.chars().take(80).collect(), reason })
}

/// Checks a key.
///
/// # Errors
/// [`NamespaceError::Key`].
pub fn check_key(key: &str) -> NamespaceResult<()> {
    let reason = if key.is_empty() {
        "it is empty"
    } else if key.len() > MAX_KEY {
        "it has more than 512 bytes"
    } else if key.chars().any(char::is_control) {
        "it has a control character"
    } else {
        return Ok(());
    };
    Err(NamespaceError::Key {
        key: key.chars().take(80).collect::<String>().escape_debug().to_string(),
        reason,
    })
}

/// The name and the key in what comes after the prefix.
fn split(rest: &[u8]) -> Option<(&str, &str)> {
    let at = rest.iter().position(|&byte| byte == 0)?;
    let (name, key) = rest.split_at_checked(at)?;
    Some((std::str::from_utf8(name).ok()?, std::str::from_utf8(key.get(1..)?).ok()?))
}

#[cfg(test)]
mod tests;
