//! Where things are kept: the user's files behind [`Fs`], the editor's own records behind [`Kv`], each on disk
//! and in memory, and one contract test a trait that every implementation passes.
//! No type of a database or of the operating system leaves this crate, and nothing here knows what a document is.

pub mod entropy;
pub mod fs;
pub mod hash;
pub mod kv;
pub mod namespace;
pub mod records;
pub mod vault;

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

#[cfg(not(target_arch = "wasm32"))]
pub use native::{
    disk::DiskFs,
    keychain::SystemKeychain,
    sled_kv::{Opened, SledKv},
};

pub use entropy::{Entropy, EntropyError, SeededEntropy, SystemEntropy};
pub use fs::{
    DirEntry, FileId, FileKind, FileStamp, Fs, Metadata, OpenFile, WriteOptions,
    error::{FsAction, FsError},
    memory::{Fault, MemoryFs},
};
pub use hash::ContentHash;
pub use kv::{Batch, Kv, KvExt, StoreError, memory::MemoryKv};
pub use vault::{Secret, Vault, VaultError, VaultPlatform, keychain::Keychain};
