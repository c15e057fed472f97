//! Opening and closing: one owner, a database that is the one it should be, or a clear no.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process, thread,
    time::{Duration, SystemTime},
};

use super::{SledKv, blobs::Blobs, export, from_sled, sentinel::Sentinel};
use crate::{
    hash::ContentHash,
    kv::{KvResult, StoreError},
    native::{disk::DiskFs, owner::lock},
};

/// Version of what is kept, raised when an older program could not read it. Going up needs a migration here,
/// after an export; going down is refused.
pub(super) const SCHEMA: u32 = 1;

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
        let lock = lock(folder)?;
        open_locked(folder, lock).map_err(|(error, _)| error)
    }

    /// The same, but a store that is lost or damaged is moved to `lost-and-found`, and a new one is made from
    /// the latest export, if there is one.
    ///
    /// # Errors
    /// As [`SledKv::open`], and when setting aside fails.
    pub fn open_or_set_aside(folder: &Path) -> KvResult<SledKv> {
        let lock = lock(folder)?;
        let (error, lock) = match open_locked(folder, lock) {
            Ok(store) => return Ok(store),
            Err((error @ (StoreError::Lost { .. } | StoreError::Damaged { .. }), lock)) => (error, lock),
            Err((error, _)) => return Err(error),
        };
        log::error!("{error}; it is set aside");
        let kept =
            set_aside(folder).map_err(|source| StoreError::from_io("set the store aside", folder, source))?;
        let mut store = open_locked(folder, lock).map_err(|(error, _)| error)?;
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
        self.sentinel.write(&self.disk, &sentinel_path(&self.folder))
    }
}

fn open_locked(folder: &Path, lock: File) -> Result<SledKv, (StoreError, File)> {
    match prepare(folder) {
        Ok((db, sentinel, opened, disk)) => Ok(SledKv {
            blobs: Blobs::new(folder.join("blobs"), disk.clone()),
            db,
            folder: folder.to_owned(),
            disk,
            sentinel,
            opened,
            finished: false,
            writing: Default::default(),
            _lock: lock,
        }),
        Err(error) => Err((error, lock)),
    }
}

fn prepare(folder: &Path) -> KvResult<(sled::Db, Sentinel, Opened, DiskFs)> {
    let disk = DiskFs::new().with_backup_folder(folder.join("tmp"));
    let sentinel_path = sentinel_path(folder);
    let sentinel = Sentinel::read(&disk, &sentinel_path)?;
    if let Some(sentinel) = &sentinel
        && sentinel.schema > SCHEMA
    {
        return Err(StoreError::Newer { path: folder.to_owned(), found: sentinel.schema, known: SCHEMA });
    }
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
    let (mut sentinel, opened) = match (sentinel, id) {
        (Some(sentinel), id) => match sentinel.missing(id.as_deref(), &records) {
            Some(reason) => return Err(lost(reason)),
            None => (sentinel, Opened::Existing),
        },
        (None, Some(id)) => {
            log::warn!("the sentinel of the store in {} was gone; the database is whole", folder.display());
            (Sentinel { id, schema: SCHEMA, closed: false, records }, Opened::Existing)
        }
        (None, None) if records.values().all(|&count| count == 0) => {
            let id = new_id(folder);
            meta.insert(ID, id.as_bytes()).map_err(sled_error)?;
            db.flush().map_err(sled_error)?;
            (Sentinel { id, schema: SCHEMA, closed: false, records }, Opened::New)
        }
        (None, None) => {
            return Err(StoreError::Damaged {
                path: folder.to_owned(),
                reason: "there are records, but nothing says whose".into(),
            });
        }
    };
    // Until it is closed again, the counts are not exact.
    sentinel.closed = false;
    sentinel.schema = SCHEMA;
    sentinel.write(&disk, &sentinel_path)?;
    Ok((db, sentinel, opened, disk))
}

fn open_database(folder: &Path, db_folder: &Path) -> KvResult<sled::Db> {
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

fn count_records(db: &sled::Db, folder: &Path) -> KvResult<BTreeMap<String, u64>> {
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
    let mut exports: Vec<PathBuf> = fs::read_dir(folder.join("exports"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "records"))
        .collect();
    exports.sort();
    exports
}

fn sentinel_path(folder: &Path) -> PathBuf {
    folder.join("store.json")
}

/// Names this store among all stores; it need not be hard to guess.
fn new_id(folder: &Path) -> String {
    let time = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
    let seed = format!("{} {} {time}", folder.display(), process::id());
    ContentHash::of(seed.as_bytes()).to_hex().chars().take(32).collect()
}
