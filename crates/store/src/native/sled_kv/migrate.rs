//! Records of older programs, made new when the store is opened. Only forward, one schema after the other, each
//! record by itself; its frame says how far it is, so what was interrupted goes on where it stopped.

use std::path::PathBuf;

use super::{SledKv, frame, namespace_names, open::exports_folder, write_export};
use crate::kv::{Batch, Kv, KvResult, StoreError, check_namespace};

/// The version of what is kept, and how to get there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schema {
    /// Raised when an older program could not read the records.
    pub version: u32,
    /// One for each step up to `version`, in order; the first leads from schema 1 to 2.
    pub migrations: &'static [Migration],
}

/// The schema of this program. To raise it: add the migration, raise the version, and keep a fixture of the old one
/// in the tests.
pub(super) const CURRENT: Schema = Schema { version: 1, migrations: &[] };

/// A step from one schema to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Migration {
    /// For the log.
    pub what: &'static str,
    /// What becomes of a record. It must not depend on others, nor on when it is asked.
    pub record: Step,
}

/// What becomes of the record with a namespace, a key and a value; or why that cannot be said.
pub(super) type Step = fn(&str, &[u8], &[u8]) -> Result<Becomes, String>;

/// What becomes of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(not(test), expect(dead_code, reason = "the first schema has no migrations; the tests have"))]
pub(super) enum Becomes {
    /// It is the same in both schemas.
    Same,
    /// Another value in the same place.
    Value(Vec<u8>),
    /// It has a new place, and a new value.
    Moved { namespace: String, key: Vec<u8>, value: Vec<u8> },
    /// It is not needed any more.
    Nothing,
}

/// A record on its way.
pub(super) struct Old {
    pub namespace: String,
    pub key: Vec<u8>,
    pub value: Vec<u8>,
}

impl Schema {
    /// The record as it is in this schema when it was written in `from`; `None` when it is gone.
    pub(super) fn migrate(&self, mut record: Old, from: u32) -> Result<Option<Old>, String> {
        for migration in self.migrations.iter().skip(from.saturating_sub(1) as usize) {
            match (migration.record)(&record.namespace, &record.key, &record.value)? {
                Becomes::Same => {}
                Becomes::Value(value) => record.value = value,
                Becomes::Moved { namespace, key, value } => {
                    check_namespace(&namespace).map_err(|error| error.to_string())?;
                    record = Old { namespace, key, value };
                }
                Becomes::Nothing => return Ok(None),
            }
        }
        Ok(Some(record))
    }
}

impl SledKv {
    /// Writes all records as they are to an export that is not rotated away. Returns where.
    pub(super) fn export_before_migration(&self, from: u32, now_ms: u128) -> KvResult<PathBuf> {
        let folder = exports_folder(&self.folder);
        let path = folder.join(format!("{now_ms:020}-before-schema-{}.records", self.schema.version));
        write_export(self, from, &path)?;
        Ok(path)
    }

    /// Makes every record one of the present schema. One that cannot be is set aside.
    pub(super) fn migrate(&self, from: u32) -> KvResult<()> {
        for migration in self.schema.migrations.iter().skip(from.saturating_sub(1) as usize) {
            log::info!("the store in {} is made new: {}", self.folder.display(), migration.what);
        }
        for namespace in namespace_names(&self.db) {
            let tree = self.tree(&namespace)?;
            for record in tree.iter() {
                let (key, frame) = record.map_err(self.failed("read a record"))?;
                let schema = match frame::decode(&namespace, &key, &frame) {
                    Ok((schema, _)) if schema >= self.schema.version => continue,
                    Ok((schema, _)) => schema,
                    // Damaged: that is for who reads it.
                    Err(_) => continue,
                };
                let value = match self.unpack(&namespace, &key, &frame)? {
                    Ok(value) => value,
                    Err(why) => {
                        self.set_aside(&tree, &namespace, &key, &frame, &why)?;
                        continue;
                    }
                };
                let old = Old { namespace: namespace.clone(), key: key.to_vec(), value };
                match self.schema.migrate(old, schema) {
                    Ok(Some(new)) => {
                        let moved = new.namespace != namespace || new.key != *key;
                        let mut batch = Batch::new();
                        batch.set(&new.namespace, new.key, new.value);
                        self.apply(batch)?;
                        // After the new one is there: an interruption costs nothing.
                        if moved {
                            self.delete(&namespace, &key)?;
                        }
                    }
                    Ok(None) => self.delete(&namespace, &key)?,
                    Err(why) => {
                        let why = format!("it cannot be made new: {why}");
                        self.set_aside(&tree, &namespace, &key, &frame, &why)?;
                    }
                }
            }
        }
        self.flush()
    }

    /// A record of an export, as it is in the present schema; `None` when it is gone.
    pub(super) fn migrated(&self, record: Old, from: u32) -> KvResult<Option<Old>> {
        let name = format!("{}/{}", record.namespace, String::from_utf8_lossy(&record.key));
        self.schema.migrate(record, from).map_err(|reason| StoreError::Encode { record: name, reason })
    }
}

#[cfg(test)]
mod tests;
