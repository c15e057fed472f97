//! A bounded map whose entries die of age: what no recent frame asked for goes first. Used for laid-out rows, for line
//! numbers and for the widths of unusual clusters. Knows nothing about text.

use std::collections::HashMap;
use std::hash::Hash;

/// Frames an entry outlives its last use once the cache is full.
const KEEP_FRAMES: u64 = 2;

/// A map from `K` to `V` with at most about `limit` entries.
#[derive(Debug)]
pub(super) struct AgedCache<K, V> {
    entries: HashMap<K, (V, u64)>,
    frame: u64,
    limit: usize,
}

impl<K: Hash + Eq, V: Clone> AgedCache<K, V> {
    pub(super) fn new(limit: usize) -> Self {
        Self { entries: HashMap::new(), frame: 0, limit }
    }

    /// The entry, marked as used in this frame.
    pub(super) fn get(&mut self, key: &K) -> Option<V> {
        let frame = self.frame;
        self.entries.get_mut(key).map(|(value, used)| {
            *used = frame;
            value.clone()
        })
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        self.entries.insert(key, (value, self.frame));
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Starts a new frame. A full cache keeps what the last frames used, and half of its room at most of that.
    pub(super) fn next_frame(&mut self) {
        if self.entries.len() > self.limit {
            let oldest = self.frame.saturating_sub(KEEP_FRAMES);
            self.entries.retain(|_, (_, used)| *used >= oldest);
            if self.entries.len() > self.limit {
                let newest = self.frame;
                self.entries.retain(|_, (_, used)| *used == newest);
            }
        }
        self.frame += 1;
    }
}

#[cfg(test)]
mod tests;
