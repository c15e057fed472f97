//! What needs an operating system: files on disk, records in sled.

pub mod disk;
