//! What a browser keeps: everything is in memory, where reading and writing are immediate, and goes to an IndexedDB
//! database behind it, in order, each turn in one transaction. So a page that is closed at any moment finds a state
//! it once had. [`WebStore::flushed`] waits for the database; `flush` and `sync` of the traits cannot wait, and say
//! whether the last writing failed.
//!
//! One tab has a store at a time (by the Web Locks API; where that is missing, nobody watches).

use std::{path::PathBuf, sync::Arc};

use crate::{
    fs::{Fs, memory::MemoryFs},
    kv::{Kv, StoreError, memory::MemoryKv},
    log::memory::MemoryLogs,
    storage::Storage,
};
use database::{Database, Table};
use lock::TabLock;
use writer::Writer;

mod blobs;
mod database;
mod files;
mod lock;
mod logs;
mod records;
mod writer;

/// All stores of an editor in a browser.
pub struct WebStore {
    kv: Arc<dyn Kv>,
    storage: Storage,
    fs: Arc<dyn Fs>,
    writer: Writer,
}

impl WebStore {
    /// Opens the database `name` of this page's origin, or makes it, and reads all that is in it.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another tab has it, [`StoreError::Newer`] when a newer program made it, and
    /// [`StoreError::Io`] where the browser keeps nothing, as in some private windows.
    pub async fn open(name: &str) -> Result<WebStore, StoreError> {
        let lock = TabLock::take(name).await?;
        let database = Database::open(name).await?;
        let kv = MemoryKv::new();
        records::load(&kv, database.load(Table::Records).await?)?;
        let logs = MemoryLogs::new();
        logs::load(&logs, database.load(Table::Logs).await?);
        let contents = blobs::load(database.load(Table::Blobs).await?);
        let files = MemoryFs::with_clock(Arc::new(justbuilt_base::SystemClock::default()));
        files::load(&files, database.load(Table::Files).await?);
        let writer = Writer::new(database, lock);
        Ok(WebStore {
            kv: Arc::new(records::WebKv::new(kv, writer.clone())),
            storage: Storage {
                logs: Arc::new(logs::WebLogs::new(logs, writer.clone())),
                blobs: Arc::new(blobs::WebBlobs::new(contents, writer.clone())),
            },
            fs: Arc::new(files::WebFs::new(files, writer.clone())),
            writer,
        })
    }

    /// The editor's own records.
    pub fn kv(&self) -> Arc<dyn Kv> {
        Arc::clone(&self.kv)
    }

    /// The logs and the content of the one project that a browser has.
    pub fn storage(&self) -> Storage {
        self.storage.clone()
    }

    /// The user's files.
    pub fn fs(&self) -> Arc<dyn Fs> {
        Arc::clone(&self.fs)
    }

    /// Waits until all that was written before is in the database.
    ///
    /// # Errors
    /// [`StoreError::Full`] when the browser gives no more room, and others of the database. What could not be
    /// written is kept in memory and tried again with what is written next.
    pub async fn flushed(&self) -> Result<(), StoreError> {
        self.writer.flushed().await
    }

    /// Why the last writing failed, if it did: for a message that stays until it is solved.
    pub fn problem(&self) -> Option<StoreError> {
        self.writer.problem()
    }

    /// Deletes the database `name` and all that is in it.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a tab has it.
    pub async fn delete(name: &str) -> Result<(), StoreError> {
        let _lock = TabLock::take(name).await?;
        Database::delete(name).await
    }
}

impl std::fmt::Debug for WebStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebStore").field("problem", &self.problem()).finish_non_exhaustive()
    }
}

/// The path that errors about the database `name` speak of.
fn place(name: &str) -> PathBuf {
    PathBuf::from(format!("this browser's storage '{name}'"))
}
