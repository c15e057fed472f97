//! The file beside the database that knows what should be in it. sled may open a log that was cut short as an
//! empty database, without an error; with this file such a database is refused.

use std::{collections::BTreeMap, path::Path};

use serde::{Deserialize, Serialize};

use super::from_fs;
use crate::{
    fs::{Fs, FsError},
    kv::{KvResult, StoreError},
    native::disk::DiskFs,
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sentinel {
    /// Also kept inside the database.
    pub id: String,
    /// Of the program that wrote last.
    pub schema: u32,
    /// Whether the store was closed, so that `records` is exact.
    pub closed: bool,
    /// The schema from which records are being made new. Set while that is not finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrating_from: Option<u32>,
    /// Whether something has changed since the last export. Exact when closed.
    #[serde(default = "yes")]
    pub changed: bool,
    /// Records of each namespace when it was last closed.
    pub records: BTreeMap<String, u64>,
}

fn yes() -> bool {
    true
}

impl Sentinel {
    /// That of a store which is open, with all that is in it.
    pub(super) fn new(id: String, schema: u32, records: BTreeMap<String, u64>) -> Self {
        Self { id, schema, closed: false, migrating_from: None, changed: true, records }
    }

    /// Reads it; `None` when there is none.
    pub(super) fn read(disk: &DiskFs, path: &Path) -> KvResult<Option<Sentinel>> {
        let bytes = match disk.read(path) {
            Ok(bytes) => bytes,
            Err(FsError::Missing { .. }) => return Ok(None),
            Err(error) => return Err(from_fs("read the sentinel")(error)),
        };
        serde_json::from_slice(&bytes).map(Some).map_err(|error| StoreError::Damaged {
            path: path.to_owned(),
            reason: format!("the sentinel cannot be read: {error}"),
        })
    }

    pub(super) fn write(&self, disk: &DiskFs, path: &Path) -> KvResult<()> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| StoreError::Encode { record: "sentinel".into(), reason: error.to_string() })?;
        disk.write(path, text.as_bytes()).map(drop).map_err(from_fs("write the sentinel"))
    }

    /// What is missing in a database that has `id` and `records`.
    pub(super) fn missing(&self, id: Option<&str>, records: &BTreeMap<String, u64>) -> Option<String> {
        match id {
            None => return Some("the database is empty, though it should not be".into()),
            Some(id) if id != self.id => return Some("it is the database of another store".into()),
            Some(_) => {}
        }
        if !self.closed {
            return None;
        }
        self.records.iter().find_map(|(namespace, &expected)| {
            let found = records.get(namespace).copied().unwrap_or(0);
            (found < expected).then(|| format!("{found} of {expected} records are left in '{namespace}'"))
        })
    }
}
