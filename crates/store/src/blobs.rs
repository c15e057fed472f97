//! Content by its hash: stored once, however often it is put. In memory here, in packs on disk in
//! `native::packs`. Who still needs which content is not known here.

use crate::{hash::ContentHash, kv::StoreError};

pub mod memory;

#[cfg(any(test, feature = "contract"))]
pub mod contract;

/// A result about content.
pub type BlobResult<T> = Result<T, StoreError>;

/// Content by the BLAKE3 hash of its bytes. Every call may wait for the disk, but for [`Blobs::contains`].
pub trait Blobs: Send + Sync {
    /// Keeps `content`; what is known already costs a hash and a look. On the disk for sure only after
    /// [`Blobs::sync`].
    ///
    /// # Errors
    /// See [`StoreError`], here and below. After an error what was there still is.
    fn put(&self, content: &[u8]) -> BlobResult<ContentHash>;

    /// Keeps all of `contents`, on the disk for sure, with one wait for it. Their hashes in order.
    fn put_all(&self, contents: &mut dyn Iterator<Item = Vec<u8>>) -> BlobResult<Vec<ContentHash>>;

    /// The content, if it is there; what is given has been checked against its hash.
    ///
    /// # Errors
    /// [`StoreError::DamagedContent`] when it is there but not what it was.
    fn get(&self, hash: ContentHash) -> BlobResult<Option<Vec<u8>>>;

    /// Whether it is there. Does not look whether it is whole.
    fn contains(&self, hash: ContentHash) -> bool;

    /// Waits until all that was put is on the disk.
    fn sync(&self) -> BlobResult<()>;

    /// Deletes everything that `keep` does not want. Nothing may be put meanwhile that relies on what was there.
    fn retain(&self, keep: &dyn Fn(ContentHash) -> bool) -> BlobResult<Reclaimed>;

    /// The hashes of all that is there, in no order.
    fn hashes(&self) -> BlobResult<Vec<ContentHash>>;

    /// How much there is.
    fn stats(&self) -> BlobResult<BlobStats>;
}

/// What [`Blobs::retain`] freed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Reclaimed {
    /// Contents deleted.
    pub blobs: usize,
    /// Bytes that the store is smaller now.
    pub bytes: u64,
}

/// How much content there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct BlobStats {
    /// Different contents.
    pub blobs: usize,
    /// Their bytes.
    pub content_bytes: u64,
    /// Bytes they take where they are kept.
    pub stored_bytes: u64,
}
