//! Opening and closing: one owner, a database that is the one it should be, or a clear no.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, SystemTime},
};

use super::{
    SledKv,
    blobs::Blobs,
    compact, export, from_sled,
    migrate::{self, Schema},
    sentinel::Sentinel,
};
use crate::{
    hash::ContentHash,
    kv::{KvResult, StoreError},
    native::{disk::DiskFs, owner::lock},
};

/// The tree in which the database keeps what it knows of itself. Not a name that a namespace can have.
const META: &str = "__meta";
const ID: &str = "id";

const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// What was found when the store was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Nothing: it is new.
    New,
    /// What was there before.
    Existing,
    /// What an older program had kept; its records have been made new.
    Migrated {
        /// The schema they had.
        from: u32,
        /// All of them as they were.
        export: PathBuf,
    },
    /// Something that cannot be used. It is kept, and the store starts again.
    SetAside {
        /// Where it is kept.
        kept: PathBuf,
        /// The export whose records are in the new store.
        restored: Option<PathBuf>,
    },
}

impl SledKv {
    /// Opens the store in `folder`, or makes one there.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process has it open; [`StoreError::Lost`] and
    /// [`StoreError::Damaged`] when it is not what it was, and nothing is changed then.
    pub fn open(folder: &Path) -> KvResult<SledKv> {
        Self::open_schema(folder, migrate::CURRENT)
    }

    /// Opens it with another schema than that of this program.
    pub(super) fn open_schema(folder: &Path, schema: Schema) -> KvResult<SledKv> {
        let lock = lock(folder)?;
        open_locked(folder, lock, schema).map_err(|(error, _)| error)
    }

    /// The same, but a store that is lost or damaged is moved to `lost-and-found`, and a new one is made from
    /// the latest export, if there is one.
    ///
    /// # Errors
    /// As [`SledKv::open`], and when setting aside fails.
    pub fn open_or_set_aside(folder: &Path) -> KvResult<SledKv> {
        let lock = lock(folder)?;
        let (error, lock) = match open_locked(folder, lock, migrate::CURRENT) {
            Ok(store) => return Ok(store),
            Err((error @ (StoreError::Lost { .. } | StoreError::Damaged { .. }), Some(lock))) => {
                (error, lock)
            }
            Err((error, _)) => return Err(error),
        };
        log::error!("{error}; it is set aside");
        let kept =
            set_aside(folder).map_err(|source| StoreError::from_io("set the store aside", folder, source))?;
        let mut store = open_locked(folder, lock, migrate::CURRENT).map_err(|(error, _)| error)?;
        let mut restored = None;
        for path in exports(folder).into_iter().rev() {
            match export::read(&store, &store.disk, &path) {
                Ok(count) => {
                    log::warn!("{count} records were restored from {}", path.display());
                    restored = Some(path);
                    break;
                }
                Err(error) => log::error!("{error}"),
            }
        }
        store.opened = Opened::SetAside { kept, restored };
        Ok(store)
    }

    /// Writes down that all is there, and gives the store free.
    ///
    /// # Errors
    /// When the disk does not take it. Dropping the store does the same and logs the error.
    pub fn close(mut self) -> KvResult<()> {
        self.finish()
    }

    pub(super) fn finish(&mut self) -> KvResult<()> {
        if std::mem::replace(&mut self.finished, true) {
            return Ok(());
        }
        self.db.flush().map_err(|error| from_sled("flush the store", &self.folder, error))?;
        self.sentinel.records = count_records(&self.db, &self.folder)?;
        self.sentinel.closed = true;
        self.sentinel.changed = self.changed.load(Ordering::SeqCst);
        self.sentinel.write(&self.disk, &sentinel_path(&self.folder))
    }

    /// Closes the database, and gives the store free only after `then`.
    pub(super) fn close_and_keep_locked<T>(mut self, then: impl FnOnce() -> KvResult<T>) -> KvResult<T> {
        self.finish()?;
        let lock =
            self.lock.try_clone().map_err(|e| StoreError::from_io("close the store", &self.folder, e))?;
        drop(self);
        let done = then();
        drop(lock);
        done
    }
}

/// An error comes with the lock, for another try.
fn open_locked(folder: &Path, lock: File, schema: Schema) -> Result<SledKv, (StoreError, Option<File>)> {
    let (db, sentinel, opened, disk) = match prepare(folder, schema) {
        Ok(prepared) => prepared,
        Err(error) => return Err((error, Some(lock))),
    };
    let changed = sentinel.changed || exports(folder).is_empty();
    let mut store = SledKv {
        blobs: Blobs::new(folder.join("blobs"), disk.clone()),
        db,
        folder: folder.to_owned(),
        disk,
        sentinel,
        schema,
        opened,
        // Until it is known to be usable, closing it writes nothing down.
        finished: true,
        writing: Default::default(),
        changed: AtomicBool::new(changed),
        unflushed: AtomicUsize::new(0),
        lock,
    };
    match store.make_current() {
        Ok(()) => {
            store.finished = false;
            Ok(store)
        }
        Err(error) => Err((error, store.lock.try_clone().ok())),
    }
}

impl SledKv {
    /// Makes the records those of the present schema, and notes that they are in use.
    fn make_current(&mut self) -> KvResult<()> {
        let path = sentinel_path(&self.folder);
        let from = self.sentinel.migrating_from.unwrap_or(self.sentinel.schema);
        if from < self.schema.version {
            let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_millis());
            let export = match self.sentinel.migrating_from {
                // Interrupted: the export is there already, and what is here now is a mixture.
                Some(_) => exports(&self.folder).into_iter().rev().find(|path| is_before(path)),
                None => None,
            };
            let export = match export {
                Some(export) => export,
                None => self.export_before_migration(from, now)?,
            };
            // From here on an older program must not open it.
            self.sentinel.schema = self.schema.version;
            self.sentinel.migrating_from = Some(from);
            self.sentinel.closed = false;
            self.sentinel.write(&self.disk, &path)?;
            self.migrate(from)?;
            self.opened = Opened::Migrated { from, export };
        }
        // Until it is closed again, the counts are not exact.
        self.sentinel.schema = self.schema.version;
        self.sentinel.migrating_from = None;
        self.sentinel.closed = false;
        self.sentinel.changed = true;
        self.sentinel.write(&self.disk, &path)
    }
}

/// Whether an export was made before a migration.
fn is_before(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains("-before-"))
}

fn prepare(folder: &Path, schema: Schema) -> KvResult<(sled::Db, Sentinel, Opened, DiskFs)> {
    let disk = DiskFs::new().with_backup_folder(folder.join("tmp"));
    let sentinel_path = sentinel_path(folder);
    let sentinel = Sentinel::read(&disk, &sentinel_path)?;
    let known = schema.version;
    if let Some(sentinel) = &sentinel
        && sentinel.schema > known
    {
        return Err(StoreError::Newer { path: folder.to_owned(), found: sentinel.schema, known });
    }
    compact::tidy(folder).map_err(|error| StoreError::from_io("tidy up the store", folder, error))?;
    let lost = |reason: String| StoreError::Lost { path: folder.to_owned(), reason };
    let db_folder = folder.join("sled");
    if sentinel.is_some() && !db_folder.join("db").exists() {
        return Err(lost("the database is gone".into()));
    }
    let db = open_database(folder, &db_folder)?;
    let sled_error = |error| from_sled("look into the store", folder, error);
    let meta = db.open_tree(META).map_err(sled_error)?;
    let id = meta.get(ID).map_err(sled_error)?.map(|id| String::from_utf8_lossy(&id).into_owned());
    let records = count_records(&db, folder)?;
    let (sentinel, opened) = match (sentinel, id) {
        (Some(sentinel), id) => match sentinel.missing(id.as_deref(), &records) {
            Some(reason) => return Err(lost(reason)),
            None => (sentinel, Opened::Existing),
        },
        (None, Some(id)) => {
            log::warn!("the sentinel of the store in {} was gone; the database is whole", folder.display());
            // Which schema it had is not known: each record's frame says it.
            (Sentinel { schema: 1, ..Sentinel::new(id, known, records) }, Opened::Existing)
        }
        (None, None) if records.values().all(|&count| count == 0) => {
            let id = new_id(folder);
            meta.insert(ID, id.as_bytes()).map_err(sled_error)?;
            db.flush().map_err(sled_error)?;
            (Sentinel::new(id, known, records), Opened::New)
        }
        (None, None) => {
            return Err(StoreError::Damaged {
                path: folder.to_owned(),
                reason: "there are records, but nothing says whose".into(),
            });
        }
    };
    Ok((db, sentinel, opened, disk))
}

pub(super) fn open_database(folder: &Path, db_folder: &Path) -> KvResult<sled::Db> {
    let config = sled::Config::new().path(db_folder).cache_capacity(CACHE_BYTES);
    let mut attempts = 0;
    loop {
        // Some damage makes sled panic, not fail.
        let opened = catch_unwind(AssertUnwindSafe(|| config.open()));
        match opened {
            Ok(Ok(db)) => return Ok(db),
            // A store that this process has just closed: its threads take a moment to let go of the file.
            Ok(Err(sled::Error::Io(error))) if is_locked(&error) && attempts < 100 => {
                attempts += 1;
                thread::sleep(Duration::from_millis(10));
            }
            Ok(Err(error @ (sled::Error::Corruption { .. } | sled::Error::ReportableBug(_)))) => {
                return Err(StoreError::Damaged { path: folder.to_owned(), reason: error.to_string() });
            }
            Ok(Err(sled::Error::Io(error))) if is_damage(&error) => {
                return Err(StoreError::Damaged { path: folder.to_owned(), reason: error.to_string() });
            }
            Ok(Err(error)) => return Err(from_sled("open the store", folder, error)),
            Err(_) => {
                return Err(StoreError::Damaged {
                    path: folder.to_owned(),
                    reason: "the database cannot be opened".into(),
                });
            }
        }
    }
}

/// sled gives the lock's error back as text of another error.
fn is_locked(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock || error.to_string().contains("could not acquire lock")
}

/// What sled says of files with wrong content.
fn is_damage(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, Other, UnexpectedEof};
    matches!(error.kind(), InvalidData | UnexpectedEof | Other)
}

pub(super) fn count_records(db: &sled::Db, folder: &Path) -> KvResult<BTreeMap<String, u64>> {
    let mut records = BTreeMap::new();
    for name in super::namespace_names(db) {
        let tree = db.open_tree(&name).map_err(|error| from_sled("count the records", folder, error))?;
        let mut count = 0;
        for record in tree.iter() {
            record.map_err(|error| from_sled("count the records", folder, error))?;
            count += 1;
        }
        records.insert(name, count);
    }
    Ok(records)
}

fn set_aside(folder: &Path) -> io::Result<PathBuf> {
    let place = folder.join("lost-and-found");
    fs::create_dir_all(&place)?;
    let mut number = 1;
    let mut kept = place.join("store-1");
    while kept.exists() {
        number += 1;
        kept = place.join(format!("store-{number}"));
    }
    fs::create_dir(&kept)?;
    for name in ["sled", "blobs", "store.json"] {
        match fs::rename(folder.join(name), kept.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(kept)
}

/// The exports of the store in `folder`, the latest last.
pub(super) fn exports(folder: &Path) -> Vec<PathBuf> {
    let mut exports: Vec<PathBuf> = fs::read_dir(exports_folder(folder))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "records"))
        .collect();
    exports.sort();
    exports
}

/// Where exports are.
pub(super) fn exports_folder(folder: &Path) -> PathBuf {
    folder.join("exports")
}

pub(super) fn sentinel_path(folder: &Path) -> PathBuf {
    folder.join("store.json")
}

/// Names this store among all stores; it need not be hard to guess.
fn new_id(folder: &Path) -> String {
    let time = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
    let seed = format!("{} {} {time}", folder.display(), process::id());
    ContentHash::of(seed.as_bytes()).to_hex().chars().take(32).collect()
}
