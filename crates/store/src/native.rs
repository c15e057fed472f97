//! What needs an operating system: files on disk, records in sled, the storage of a project.

pub mod archive;
pub mod disk;
mod owner;
pub mod sled_kv;
pub mod storage;
