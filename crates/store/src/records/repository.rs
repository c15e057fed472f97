//! The records of one type: written and found, with their indexes in step.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    marker::PhantomData,
    sync::Arc,
};

use justbuilt_base::Clock;
use parking_lot::Mutex;

use super::{
    Cursor, Index, IndexKey, Listing, Page, Record, RecordId, RecordIds, RecordType,
    error::{RecordError, RecordResult},
    group::{Group, all_indexes_prefix, id_of, index_keys, meta_key, record_key, record_prefix},
    remainder::Remainder,
};
use crate::kv::Batch;

/// Changes that go to the store in one call when many records are made anew.
const BATCH: usize = 512;

/// The records of one type. Every call may wait for the disk.
pub struct Repository<T> {
    group: Group,
    clock: Arc<dyn Clock>,
    ids: RecordIds,
    writing: Arc<Mutex<()>>,
    of: PhantomData<fn() -> T>,
}

/// What [`Repository::migrate`] did.
#[derive(Clone, Debug, Default)]
pub struct Migrated {
    /// Records that were written in the new form.
    pub changed: usize,
    /// Why others were not; they are left as they are.
    pub problems: Vec<RecordError>,
}

impl<T: RecordType> Repository<T> {
    pub(super) fn open(
        group: Group,
        clock: Arc<dyn Clock>,
        ids: RecordIds,
        writing: Arc<Mutex<()>>,
    ) -> RecordResult<Self> {
        let repository = Self { group, clock, ids, writing, of: PhantomData };
        let Group { kv, namespace } = &repository.group;
        let current = match kv.get(namespace, &meta_key::<T>())? {
            Some(found) => found == Self::indexes_text().into_bytes(),
            // Nothing was written yet, or what is known of the indexes was lost.
            None => kv.scan(namespace, &record_prefix::<T>())?.is_empty(),
        };
        if !current {
            repository.rebuild()?;
        }
        Ok(repository)
    }

    /// Makes a record.
    ///
    /// # Errors
    /// [`RecordError::Invalid`], [`RecordError::Taken`], those of the store.
    pub fn create(&self, fields: T) -> RecordResult<Record<T>> {
        let mut record = self.prepare(fields)?;
        self.put(&mut record)?;
        Ok(record)
    }

    /// A record with a new id that is not in the store until it is [`Repository::put`].
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn prepare(&self, fields: T) -> RecordResult<Record<T>> {
        Ok(Record::new(self.ids.next()?, self.clock.now(), fields))
    }

    /// Writes a record, in the place of what was there under its id, and sets its time.
    ///
    /// # Errors
    /// [`RecordError::Invalid`], [`RecordError::Taken`]; [`RecordError::Newer`] and [`RecordError::Damaged`] when
    /// what is there cannot be read, for then it must not be lost. Nothing is changed then.
    pub fn put(&self, record: &mut Record<T>) -> RecordResult<()> {
        self.put_all(std::slice::from_mut(record))
    }

    /// Writes some records, all in one step.
    ///
    /// # Errors
    /// As for [`Repository::put`], of the first that cannot be written; none is then.
    pub fn put_all(&self, records: &mut [Record<T>]) -> RecordResult<()> {
        let _writing = self.writing.lock();
        self.put_locked(records)
    }

    /// Changes a record as it is now, and not as it was read some time ago. `None` when there is none.
    ///
    /// # Errors
    /// As for [`Repository::get`] and [`Repository::put`].
    pub fn update(&self, id: RecordId, change: impl FnOnce(&mut T)) -> RecordResult<Option<Record<T>>> {
        let _writing = self.writing.lock();
        let Some(mut record) = self.group.read::<T>(id)? else { return Ok(None) };
        change(&mut record.fields);
        self.put_locked(std::slice::from_mut(&mut record))?;
        Ok(Some(record))
    }

    /// The record, if there is one.
    ///
    /// # Errors
    /// [`RecordError::Newer`], [`RecordError::Damaged`], those of the store.
    pub fn get(&self, id: RecordId) -> RecordResult<Option<Record<T>>> {
        self.group.read(id)
    }

    /// Deletes a record, also a damaged one, with what belongs to it. How many records that were; 0 when there is
    /// none.
    ///
    /// # Errors
    /// [`RecordError::Newer`] of it or of what belongs to it; nothing is deleted then.
    pub fn delete(&self, id: RecordId) -> RecordResult<usize> {
        self.delete_all(&[id])
    }

    /// Deletes some records, all in one step, as [`Repository::delete`] does.
    ///
    /// # Errors
    /// As there.
    pub fn delete_all(&self, ids: &[RecordId]) -> RecordResult<usize> {
        let _writing = self.writing.lock();
        let mut batch = Batch::new();
        let mut removed = 0;
        for &id in ids.iter().collect::<BTreeSet<_>>() {
            removed += self.group.remove::<T>(id, &mut batch)?;
        }
        self.group.kv.apply(batch)?;
        Ok(removed)
    }

    /// The records in the order in which they were made. Looks at all of them: where there can be many, use
    /// [`Repository::find`].
    ///
    /// # Errors
    /// Those of the store; records that cannot be read are in the listing.
    pub fn list(&self, page: &Page) -> RecordResult<Listing<T>> {
        let start = record_prefix::<T>();
        let found = self.group.kv.scan(self.group.namespace, &start)?;
        let mut values: BTreeMap<Vec<u8>, Vec<u8>> = found
            .into_iter()
            .filter_map(|(key, value)| Some((key.get(start.len()..)?.to_vec(), value)))
            .collect();
        let (keys, more) = page.take(values.keys().cloned().collect());
        let next = more.then(|| keys.last().cloned().map(Cursor)).flatten();
        let mut listing = Listing { records: Vec::new(), problems: Vec::new(), next };
        for key in keys {
            let (Some(id), Some(bytes)) = (RecordId::from_slice(&key), values.remove(&key)) else { continue };
            match Record::decode(id, &bytes) {
                Ok((record, _)) => listing.records.push(record),
                Err(problem) => listing.problems.push(problem),
            }
        }
        Ok(listing)
    }

    /// The records that have `key` in `index`, or a key that begins with it, in order of key.
    ///
    /// # Errors
    /// Those of the store; records that cannot be read are in the listing.
    pub fn find(&self, index: &Index<T>, key: &IndexKey, page: &Page) -> RecordResult<Listing<T>> {
        let (entries, more) = page.take(self.group.entries(index, key)?);
        let next = more.then(|| entries.last().cloned().map(Cursor)).flatten();
        let mut listing = Listing { records: Vec::new(), problems: Vec::new(), next };
        for entry in entries {
            let Some(id) = id_of(&entry) else { continue };
            match self.group.read::<T>(id) {
                // An entry that the record does not have is one left behind: no answer.
                Ok(Some(record)) if has_key(index, &record, &entry) => listing.records.push(record),
                Ok(_) => {}
                Err(RecordError::Store(error)) => return Err(error.into()),
                Err(problem) => listing.problems.push(problem),
            }
        }
        Ok(listing)
    }

    /// The first record that has `key` in `index`.
    ///
    /// # Errors
    /// As for [`Repository::get`].
    pub fn find_one(&self, index: &Index<T>, key: &IndexKey) -> RecordResult<Option<Record<T>>> {
        let listing = self.find(index, key, &Page::first(1))?;
        match listing.problems.into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(listing.records.into_iter().next()),
        }
    }

    /// How many entries of `index` begin with `key`; no record is read.
    ///
    /// # Errors
    /// Those of the store.
    pub fn count(&self, index: &Index<T>, key: &IndexKey) -> RecordResult<usize> {
        self.group.entries(index, key).map(|entries| entries.len())
    }

    /// Writes all records of an older schema in the new form. For a background task, after an export.
    ///
    /// # Errors
    /// Those of the store; records that cannot be brought on are in the report.
    pub fn migrate(&self) -> RecordResult<Migrated> {
        let writing = self.writing.lock();
        let mut done = Migrated::default();
        let mut batch = Batch::new();
        for (key, value) in self.group.kv.scan(self.group.namespace, &record_prefix::<T>())? {
            let Some(id) = id_of(&key) else { continue };
            // The times stay: nobody has changed what it says.
            match Record::<T>::decode(id, &value)
                .and_then(|(record, migrated)| if migrated { record.encode().map(Some) } else { Ok(None) })
            {
                Ok(Some(bytes)) => {
                    batch.set(self.group.namespace, key, bytes);
                    done.changed += 1;
                }
                Ok(None) => {}
                Err(problem) => done.problems.push(problem),
            }
            if batch.len() >= BATCH {
                self.group.kv.apply(std::mem::take(&mut batch))?;
            }
        }
        self.group.kv.apply(batch)?;
        drop(writing);
        if done.changed > 0 {
            self.rebuild()?;
        }
        Ok(done)
    }

    /// Makes the indexes anew from the records. How many records are in them.
    ///
    /// # Errors
    /// Those of the store. It can be called again then.
    pub fn rebuild(&self) -> RecordResult<usize> {
        let _writing = self.writing.lock();
        let Group { kv, namespace } = &self.group;
        let mut wanted = BTreeSet::new();
        let mut count = 0;
        for (key, value) in kv.scan(namespace, &record_prefix::<T>())? {
            let Some(id) = id_of(&key) else { continue };
            match Record::<T>::decode(id, &value) {
                Ok((record, _)) => {
                    wanted.extend(index_keys(&record));
                    count += 1;
                }
                Err(problem) => log::warn!("not in the indexes: {problem}"),
            }
        }
        let mut batch = Batch::new();
        for (key, _) in kv.scan(namespace, &all_indexes_prefix::<T>())? {
            if !wanted.remove(&key) {
                batch.delete(namespace, key);
            }
        }
        for key in wanted {
            batch.set(namespace, key, Vec::new());
        }
        batch.set(namespace, meta_key::<T>(), Self::indexes_text());
        kv.apply(batch)?;
        Ok(count)
    }

    fn put_locked(&self, records: &mut [Record<T>]) -> RecordResult<()> {
        let Group { kv, namespace } = &self.group;
        let now = self.clock.now();
        let mut batch = Batch::new();
        let mut taken: BTreeMap<Vec<u8>, RecordId> = BTreeMap::new();
        let mut written = Vec::with_capacity(records.len());
        let mut seen = BTreeSet::new();
        for record in records.iter() {
            if !seen.insert(record.id) {
                let reason = format!("{} is there twice", record.id);
                return Err(RecordError::Invalid { kind: T::KIND, field: "id", reason });
            }
            let mut record = record.clone();
            let before = self.group.read::<T>(record.id)?;
            record.updated = now.max(record.created);
            if let Some(before) = &before {
                record.schema = record.schema.max(before.schema);
                if record.unknown == Remainder::Nothing {
                    record.unknown = before.unknown.clone();
                }
            }
            self.check_unique(&record, &mut taken)?;
            let mut old = before.as_ref().map(index_keys).unwrap_or_default();
            for key in index_keys(&record) {
                // Set again also where it was: one that was lost comes back.
                old.remove(&key);
                batch.set(namespace, key, Vec::new());
            }
            for key in old {
                batch.delete(namespace, key);
            }
            batch.set(namespace, record_key::<T>(record.id), record.encode()?);
            written.push(record);
        }
        if !written.is_empty() && kv.get(namespace, &meta_key::<T>())?.is_none() {
            batch.set(namespace, meta_key::<T>(), Self::indexes_text());
        }
        kv.apply(batch)?;
        for (record, written) in records.iter_mut().zip(written) {
            *record = written;
        }
        Ok(())
    }

    fn check_unique(&self, record: &Record<T>, taken: &mut BTreeMap<Vec<u8>, RecordId>) -> RecordResult<()> {
        for index in T::INDEXES.iter().filter(|index| index.unique) {
            for key in (index.keys)(record) {
                let by = match taken.insert([index.name.as_bytes(), &[0], &key.0].concat(), record.id) {
                    Some(id) if id != record.id => Some(id),
                    _ => self.group.holder(index, &key, record.id)?,
                };
                if let Some(by) = by {
                    return Err(RecordError::Taken { kind: T::KIND, index: index.name, by });
                }
            }
        }
        Ok(())
    }

    /// What the indexes in the store were made for.
    fn indexes_text() -> String {
        let names: Vec<&str> = T::INDEXES.iter().map(|index| index.name).collect();
        format!("{} {}", T::SCHEMA.0, names.join(" "))
    }
}

fn has_key<T: RecordType>(index: &Index<T>, record: &Record<T>, entry: &[u8]) -> bool {
    let key = entry.get(..entry.len().saturating_sub(16)).unwrap_or_default();
    (index.keys)(record).iter().any(|own| own.0 == key)
}

impl<T> Clone for Repository<T> {
    fn clone(&self) -> Self {
        Self {
            group: self.group.clone(),
            clock: Arc::clone(&self.clock),
            ids: self.ids.clone(),
            writing: Arc::clone(&self.writing),
            of: PhantomData,
        }
    }
}

impl<T: RecordType> fmt::Debug for Repository<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Repository of {}", T::KIND)
    }
}
