//! What needs an operating system: files on disk, records in sled, the storage of a project, the keychain.

pub mod archive;
pub mod disk;
pub mod keychain;
mod owner;
pub mod sled_kv;
pub mod state;
pub mod storage;
