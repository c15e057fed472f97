//! Content, written behind.

use std::collections::HashSet;

use super::{
    database::{Change, Row, Table},
    writer::Writer,
};
use crate::{
    blobs::{BlobResult, BlobStats, Blobs, Reclaimed, memory::MemoryBlobs},
    codec::{self, Effort},
    hash::ContentHash,
};

/// The largest content that is unpacked.
const LIMIT: usize = 1 << 30;

/// Content in memory, and packed by its hash in the database.
pub(super) struct WebBlobs {
    memory: MemoryBlobs,
    writer: Writer,
}

impl WebBlobs {
    pub(super) fn new(memory: MemoryBlobs, writer: Writer) -> Self {
        Self { memory, writer }
    }
}

/// The content of the table. What is damaged there counts as missing.
pub(super) fn load(rows: Vec<Row>) -> MemoryBlobs {
    let memory = MemoryBlobs::new();
    for (key, packed) in rows {
        match codec::unpack(&packed, LIMIT) {
            Ok(content) if ContentHash::of(&content).0 == key.as_slice() => {
                if let Err(error) = memory.put(&content) {
                    log::error!("{error}");
                }
            }
            Ok(_) => log::error!("content in the browser's storage is not what it was"),
            Err(error) => log::error!("content in the browser's storage: {error}"),
        }
    }
    memory
}

impl Blobs for WebBlobs {
    fn put(&self, content: &[u8]) -> BlobResult<ContentHash> {
        let hash = ContentHash::of(content);
        if !self.memory.contains(hash) {
            self.memory.put(content)?;
            let packed = codec::pack(content, Effort::Fast);
            self.writer.push([Change::Put(Table::Blobs, hash.0.to_vec(), packed)]);
        }
        Ok(hash)
    }

    fn put_all(&self, contents: &mut dyn Iterator<Item = Vec<u8>>) -> BlobResult<Vec<ContentHash>> {
        let hashes = contents.map(|content| self.put(&content)).collect::<BlobResult<Vec<_>>>()?;
        self.sync()?;
        Ok(hashes)
    }

    fn get(&self, hash: ContentHash) -> BlobResult<Option<Vec<u8>>> {
        self.memory.get(hash)
    }

    fn contains(&self, hash: ContentHash) -> bool {
        self.memory.contains(hash)
    }

    fn sync(&self) -> BlobResult<()> {
        self.writer.check()
    }

    fn retain(&self, keep: &dyn Fn(ContentHash) -> bool) -> BlobResult<Reclaimed> {
        let before = self.memory.hashes()?;
        let reclaimed = self.memory.retain(keep)?;
        let after: HashSet<ContentHash> = self.memory.hashes()?.into_iter().collect();
        let gone = before.into_iter().filter(|hash| !after.contains(hash));
        self.writer.push(gone.map(|hash| Change::Delete(Table::Blobs, hash.0.to_vec())));
        Ok(reclaimed)
    }

    fn hashes(&self) -> BlobResult<Vec<ContentHash>> {
        self.memory.hashes()
    }

    fn stats(&self) -> BlobResult<BlobStats> {
        self.memory.stats()
    }
}
