//! Where the bytes of records are. A group is a namespace of the store, with records of one kind or of some that
//! belong together. Keys begin with the kind and a zero; then `r` and the id for a record, `i`, the index, a zero, the
//! key and the id for an entry of an index, `m` for what is known of the indexes.

use std::{collections::BTreeSet, fmt, sync::Arc};

use super::{
    Index, IndexKey, Record, RecordId, RecordType,
    error::{RecordError, RecordResult},
};
use crate::kv::{Batch, Kv};

/// What belongs to a record and goes with it.
#[derive(Clone, Copy)]
pub struct Owned {
    collect: fn(&Group, RecordId, &mut Batch) -> RecordResult<usize>,
}

impl Owned {
    /// Records of type `T`, by its [`RecordType::OWNERS`].
    pub const fn by<T: RecordType>() -> Self {
        Self { collect: collect::<T> }
    }
}

impl fmt::Debug for Owned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Owned")
    }
}

/// A namespace with records.
#[derive(Clone)]
pub(super) struct Group {
    pub kv: Arc<dyn Kv>,
    pub namespace: &'static str,
}

impl Group {
    pub(super) fn new<T: RecordType>(kv: Arc<dyn Kv>) -> Self {
        Self { kv, namespace: T::GROUP }
    }

    pub(super) fn read<T: RecordType>(&self, id: RecordId) -> RecordResult<Option<Record<T>>> {
        let Some(bytes) = self.kv.get(self.namespace, &record_key::<T>(id))? else { return Ok(None) };
        Record::decode(id, &bytes).map(|(record, _)| Some(record))
    }

    /// The keys of an index that begin with `key`, without what comes before the key.
    pub(super) fn entries<T: RecordType>(
        &self,
        index: &Index<T>,
        key: &IndexKey,
    ) -> RecordResult<Vec<Vec<u8>>> {
        let start = index_prefix::<T>(index.name);
        let found = self.kv.scan(self.namespace, &[start.as_slice(), &key.0].concat())?;
        Ok(found.into_iter().filter_map(|(found, _)| found.get(start.len()..).map(<[u8]>::to_vec)).collect())
    }

    /// Another record that has this key of a unique index.
    pub(super) fn holder<T: RecordType>(
        &self,
        index: &Index<T>,
        key: &IndexKey,
        but: RecordId,
    ) -> RecordResult<Option<RecordId>> {
        for entry in self.entries(index, key)? {
            let id = entry.strip_prefix(key.0.as_slice()).and_then(RecordId::from_slice);
            let Some(id) = id.filter(|id| *id != but) else { continue };
            match self.read::<T>(id) {
                Ok(Some(record)) if (index.keys)(&record).contains(key) => return Ok(Some(id)),
                // An entry that was left behind.
                Ok(_) => {}
                Err(RecordError::Store(error)) => return Err(error.into()),
                // It cannot be read now, but another version can, and there it must still be the only one.
                Err(_) => return Ok(Some(id)),
            }
        }
        Ok(None)
    }

    /// Puts the deletion of a record, of its entries and of what belongs to it into `batch`. Returns how many records.
    pub(super) fn remove<T: RecordType>(&self, id: RecordId, batch: &mut Batch) -> RecordResult<usize> {
        match self.read::<T>(id) {
            Ok(None) => return Ok(0),
            Ok(Some(record)) => {
                for key in index_keys(&record) {
                    batch.delete(self.namespace, key);
                }
            }
            // What it was is not known, so each entry that ends in its id goes.
            Err(RecordError::Damaged { .. }) => {
                for (key, _) in self.kv.scan(self.namespace, &kind_prefix::<T>(b'i'))? {
                    if key.ends_with(&id.0) {
                        batch.delete(self.namespace, key);
                    }
                }
            }
            Err(error) => return Err(error),
        }
        batch.delete(self.namespace, record_key::<T>(id));
        let mut removed = 1;
        for owned in T::OWNED {
            removed += (owned.collect)(self, id, batch)?;
        }
        Ok(removed)
    }
}

fn collect<T: RecordType>(group: &Group, owner: RecordId, batch: &mut Batch) -> RecordResult<usize> {
    let mut ids = BTreeSet::new();
    for index in T::OWNERS {
        let entries = group.entries(index, &IndexKey::of(owner))?;
        ids.extend(entries.iter().filter_map(|entry| id_of(entry)));
    }
    let mut removed = 0;
    for id in ids {
        removed += group.remove::<T>(id, batch)?;
    }
    Ok(removed)
}

/// The id at the end of an entry of an index.
pub(super) fn id_of(entry: &[u8]) -> Option<RecordId> {
    entry.split_last_chunk::<16>().map(|(_, id)| RecordId(*id))
}

fn kind_prefix<T: RecordType>(part: u8) -> Vec<u8> {
    [T::KIND.as_bytes(), &[0, part]].concat()
}

pub(super) fn record_prefix<T: RecordType>() -> Vec<u8> {
    kind_prefix::<T>(b'r')
}

pub(super) fn record_key<T: RecordType>(id: RecordId) -> Vec<u8> {
    [kind_prefix::<T>(b'r').as_slice(), &id.0].concat()
}

pub(super) fn meta_key<T: RecordType>() -> Vec<u8> {
    kind_prefix::<T>(b'm')
}

pub(super) fn all_indexes_prefix<T: RecordType>() -> Vec<u8> {
    kind_prefix::<T>(b'i')
}

fn index_prefix<T: RecordType>(name: &str) -> Vec<u8> {
    [kind_prefix::<T>(b'i').as_slice(), name.as_bytes(), &[0]].concat()
}

/// Every key by which `record` should be found.
pub(super) fn index_keys<T: RecordType>(record: &Record<T>) -> BTreeSet<Vec<u8>> {
    let mut keys = BTreeSet::new();
    for index in T::INDEXES {
        let start = index_prefix::<T>(index.name);
        keys.extend(
            (index.keys)(record).into_iter().map(|key| [start.as_slice(), &key.0, &record.id.0].concat()),
        );
    }
    keys
}
