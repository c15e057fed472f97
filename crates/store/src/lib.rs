//! Where things are kept: the user's files behind [`Fs`], the editor's own records behind [`Kv`], what happened
//! in a project behind [`Logs`] and [`Blobs`]; each on disk and in memory, and one contract test a trait that
//! every implementation passes (feature `contract` gives the tests to other crates).
//! No type of a database or of the operating system leaves this crate, and nothing here knows what a document is.

pub mod blobs;
pub mod codec;
pub mod fs;
pub mod hash;
pub mod health;
pub mod kv;
pub mod log;
pub mod storage;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

#[cfg(not(target_arch = "wasm32"))]
pub use native::{
    disk::DiskFs,
    sled_kv::{Maintained, Opened, SledKv},
};

pub use blobs::{BlobResult, BlobStats, Blobs, Reclaimed, memory::MemoryBlobs};
pub use fs::{
    DirEntry, FileId, FileKind, FileStamp, Fs, Metadata, OpenFile, WriteOptions,
    error::{FsAction, FsError},
    memory::{Fault, MemoryFs},
};
pub use hash::ContentHash;
pub use health::{Health, Problem};
pub use kv::{Batch, Kv, KvExt, StoreError, memory::MemoryKv};
pub use log::{Damage, LogPosition, LogResult, Logs, ReadReport, memory::MemoryLogs};
pub use storage::Storage;
