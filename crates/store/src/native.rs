//! What needs an operating system: files on disk, records in sled, the keychain.

pub mod disk;
pub mod keychain;
pub mod sled_kv;
