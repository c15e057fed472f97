//! What needs an operating system: files on disk, records in sled.

pub mod disk;
pub mod sled_kv;
