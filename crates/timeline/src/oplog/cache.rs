//! Texts and decoded blocks kept in memory so that seeking is fast. What was not used for longest goes first; losing
//! any of it costs time only.

use std::collections::BTreeMap;
use std::sync::Arc;

use justbuilt_text::Text;

use super::LaneId;
use super::chunk::Chunk;

/// Bytes kept, for all lanes of an op log together.
const BUDGET: usize = 64 << 20;

#[derive(Debug)]
struct Entry<T> {
    value: T,
    bytes: usize,
    used: u64,
}

/// The cache. Its methods are quick; keep it locked no longer than for one of them.
#[derive(Debug, Default)]
pub struct Cache {
    texts: BTreeMap<(LaneId, usize), Entry<Text>>,
    blocks: BTreeMap<(LaneId, usize), Entry<Arc<Chunk>>>,
    bytes: usize,
    clock: u64,
}

impl Cache {
    /// Bytes held, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The nearest text of a lane from `from` up to `index`.
    pub fn text(&mut self, lane: LaneId, from: usize, index: usize) -> Option<(usize, Text)> {
        self.clock += 1;
        let range = (lane, from)..=(lane, index);
        let ((_, at), entry) = self.texts.range_mut(range).next_back()?;
        entry.used = self.clock;
        Some((*at, entry.value.clone()))
    }

    /// Keeps a text that holds `bytes` of its own: what it does not share with its neighbours.
    pub fn keep_text(&mut self, lane: LaneId, index: usize, text: Text, bytes: usize) {
        let entry = Entry { value: text, bytes: bytes + 256, used: self.clock };
        self.bytes += entry.bytes;
        if let Some(old) = self.texts.insert((lane, index), entry) {
            self.bytes -= old.bytes;
        }
        self.shrink();
    }

    /// A decoded block.
    pub fn block(&mut self, lane: LaneId, first: usize, count: usize) -> Option<Arc<Chunk>> {
        self.clock += 1;
        let entry = self.blocks.get_mut(&(lane, first))?;
        entry.used = self.clock;
        // Blocks are merged behind our back: the first operation is the same then, their number is not.
        (entry.value.count() == count).then(|| entry.value.clone())
    }

    /// Keeps a decoded block.
    pub fn keep_block(&mut self, lane: LaneId, first: usize, chunk: Arc<Chunk>) {
        let entry = Entry { bytes: chunk.memory(), value: chunk, used: self.clock };
        self.bytes += entry.bytes;
        if let Some(old) = self.blocks.insert((lane, first), entry) {
            self.bytes -= old.bytes;
        }
        self.shrink();
    }

    /// Forgets texts of a lane from `from` on; what is said of them is not so any more.
    pub fn forget_texts(&mut self, lane: LaneId, from: usize) {
        let gone: Vec<_> = self.texts.range((lane, from)..=(lane, usize::MAX)).map(|(key, _)| *key).collect();
        for key in gone {
            self.bytes -= self.texts.remove(&key).map_or(0, |entry| entry.bytes);
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self { clock: self.clock, ..Self::default() };
    }

    /// Down to three quarters of the budget when it is exceeded.
    fn shrink(&mut self) {
        if self.bytes <= BUDGET {
            return;
        }
        let texts = self.texts.values().map(|entry| (entry.used, entry.bytes));
        let mut by_age: Vec<(u64, usize)> =
            texts.chain(self.blocks.values().map(|entry| (entry.used, entry.bytes))).collect();
        by_age.sort_unstable();
        let (mut freed, mut oldest) = (0, 0);
        for (used, bytes) in by_age {
            if self.bytes - freed <= BUDGET / 4 * 3 {
                break;
            }
            freed += bytes;
            oldest = used;
        }
        self.texts.retain(|_, entry| entry.used > oldest);
        self.blocks.retain(|_, entry| entry.used > oldest);
        let texts: usize = self.texts.values().map(|entry| entry.bytes).sum();
        self.bytes = texts + self.blocks.values().map(|entry| entry.bytes).sum::<usize>();
    }
}
