//! Content in memory: for tests, for a browser that keeps nothing, and for a second window on the same project.

use std::{collections::HashMap, sync::Arc};

use parking_lot::Mutex;

use super::{BlobResult, BlobStats, Blobs, Reclaimed};
use crate::{hash::ContentHash, kv::StoreError};

/// Content that ends with the process. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryBlobs {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    contents: HashMap<ContentHash, Arc<[u8]>>,
    bytes: u64,
    fault: Option<StoreError>,
}

impl State {
    fn check(&self) -> BlobResult<()> {
        self.fault.clone().map_or(Ok(()), Err)
    }

    fn put(&mut self, content: &[u8]) -> ContentHash {
        let hash = ContentHash::of(content);
        if let std::collections::hash_map::Entry::Vacant(entry) = self.contents.entry(hash) {
            entry.insert(content.into());
            self.bytes += content.len() as u64;
        }
        hash
    }
}

impl MemoryBlobs {
    /// No content.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on everything that would write fails with `fault`; `None` ends that. For tests.
    pub fn inject(&self, fault: Option<StoreError>) {
        self.state.lock().fault = fault;
    }
}

impl Blobs for MemoryBlobs {
    fn put(&self, content: &[u8]) -> BlobResult<ContentHash> {
        let mut state = self.state.lock();
        state.check()?;
        Ok(state.put(content))
    }

    fn put_all(&self, contents: &mut dyn Iterator<Item = Vec<u8>>) -> BlobResult<Vec<ContentHash>> {
        self.state.lock().check()?;
        // Not locked while the iterator works: it may read from here.
        Ok(contents.map(|content| self.state.lock().put(&content)).collect())
    }

    fn get(&self, hash: ContentHash) -> BlobResult<Option<Vec<u8>>> {
        Ok(self.state.lock().contents.get(&hash).map(|content| content.to_vec()))
    }

    fn contains(&self, hash: ContentHash) -> bool {
        self.state.lock().contents.contains_key(&hash)
    }

    fn sync(&self) -> BlobResult<()> {
        self.state.lock().check()
    }

    fn retain(&self, keep: &dyn Fn(ContentHash) -> bool) -> BlobResult<Reclaimed> {
        self.state.lock().check()?;
        let unwanted: Vec<ContentHash> = self.hashes()?.into_iter().filter(|&hash| !keep(hash)).collect();
        let mut state = self.state.lock();
        let mut reclaimed = Reclaimed::default();
        for hash in unwanted {
            if let Some(content) = state.contents.remove(&hash) {
                state.bytes -= content.len() as u64;
                reclaimed.blobs += 1;
                reclaimed.bytes += content.len() as u64;
            }
        }
        Ok(reclaimed)
    }

    fn hashes(&self) -> BlobResult<Vec<ContentHash>> {
        Ok(self.state.lock().contents.keys().copied().collect())
    }

    fn stats(&self) -> BlobResult<BlobStats> {
        let state = self.state.lock();
        Ok(BlobStats { blobs: state.contents.len(), content_bytes: state.bytes, stored_bytes: state.bytes })
    }
}

#[cfg(test)]
mod tests;
