//! What all clones of an op log share, and the answers that are looked up in it.

use std::collections::BTreeMap;
use std::ops::Range;

use justbuilt_base::Timestamp;
use justbuilt_store::Storage;
use justbuilt_text::Text;
use parking_lot::Mutex;

use super::cache::Cache;
use super::chunk::Chunk;
use super::lane::{Block, Lane, Sizes, Source};
use super::{BLOCKS, Base, LaneId, OpStats, TAIL};
use crate::{Result, Step, TimelineError};

/// What all clones share. Locks are taken in this order: writing, state, cache.
pub struct Shared {
    /// Where it is kept.
    pub storage: Storage,
    /// All lanes. Locked for moments only: recording waits for it.
    pub state: Mutex<State>,
    /// Held by who changes logs.
    pub writing: Mutex<()>,
    /// Texts and blocks for fast seeking.
    pub cache: Mutex<Cache>,
    /// How many operations go where.
    pub sizes: Sizes,
}

/// All lanes in memory.
#[derive(Debug, Default)]
pub struct State {
    /// The lanes.
    pub lanes: BTreeMap<LaneId, Lane>,
    /// Operations in the tail, sealed ones included.
    pub tail_operations: usize,
    /// Bytes of the blocks that nothing needs any more.
    pub garbage: u64,
    /// Counts how often blocks were written anew: places that were read from the state before are of no use then.
    pub generation: u64,
}

impl State {
    /// A lane that has at least `index` operations.
    pub fn lane(&self, lane: LaneId, index: usize) -> Result<&Lane> {
        let found = self.lanes.get(&lane).ok_or(TimelineError::NoLane(lane))?;
        check_end(lane, index, found.len)?;
        Ok(found)
    }

    /// The same, to be changed.
    pub fn lane_mut(&mut self, lane: LaneId, index: usize) -> Result<&mut Lane> {
        let found = self.lanes.get_mut(&lane).ok_or(TimelineError::NoLane(lane))?;
        check_end(lane, index, found.len)?;
        Ok(found)
    }
}

fn check_end(lane: LaneId, index: usize, len: usize) -> Result<()> {
    if index > len { Err(TimelineError::PastEnd { lane, index, len }) } else { Ok(()) }
}

impl Shared {
    /// What is shared by clones that keep things in `storage`.
    pub fn new(storage: Storage, state: State, sizes: Sizes) -> Self {
        Self { storage, state: Mutex::new(state), writing: Mutex::default(), cache: Mutex::default(), sizes }
    }

    /// Does `read` again when it failed because blocks were written anew meanwhile.
    pub fn retrying<T>(&self, read: impl Fn() -> Result<T>) -> Result<T> {
        loop {
            let generation = self.state.lock().generation;
            let result = read();
            if result.is_ok() || self.state.lock().generation == generation {
                return result;
            }
        }
    }

    /// See [`OpLog::start`](super::OpLog::start).
    pub fn start(&self, lane: LaneId, base: Base) -> Result<()> {
        let mut state = self.state.lock();
        if let Base::Lane { lane: parent, index } = &base {
            state.lane(*parent, *index)?;
        }
        let restart = state.lanes.contains_key(&lane);
        let found = state.lanes.entry(lane).or_default();
        let index = found.len;
        found.len_bytes = base.len();
        found.dirty = true;
        found.add_anchor(index, base.clone(), restart);
        let mut cache = self.cache.lock();
        cache.forget_texts(lane, index);
        let text = match base {
            Base::Empty => Some(Text::new()),
            Base::Text(text) => Some(text),
            Base::Blob(_) | Base::Lane { .. } => None,
        };
        if let Some(text) = text {
            let bytes = text.memory();
            cache.keep_text(lane, index, text, bytes);
        }
        Ok(())
    }

    /// The packed bytes of a block.
    pub fn block_bytes(&self, lane: LaneId, block: &Block) -> Result<Vec<u8>> {
        let position = block.position.ok_or_else(|| TimelineError::Damaged {
            what: lane.to_string(),
            reason: "a block has no place".to_owned(),
        })?;
        Ok(self.storage.logs.read_at(BLOCKS, position)?)
    }

    /// See [`OpLog::index_at`](super::OpLog::index_at).
    pub fn index_at(&self, lane: LaneId, step: Step) -> Result<usize> {
        self.last_up_to(lane, |first| first.0 <= step, |chunk| chunk.count_to_step(step))
    }

    /// See [`OpLog::index_at_time`](super::OpLog::index_at_time).
    pub fn index_at_time(&self, lane: LaneId, time: Timestamp) -> Result<usize> {
        // Clocks are set back now and then: it is the first later operation that counts, so all are looked at.
        let sources = self.state.lock().lane(lane, 0)?.all_sources();
        let mut end = 0;
        for source in &sources {
            let chunk = self.chunk(lane, source)?;
            let count = chunk.count_to_time(time);
            end = source.range().start + chunk.end_of(count);
            if count < chunk.count() {
                break;
            }
        }
        Ok(end)
    }

    /// The index behind the last operation for which it is true that it is early enough: `starts` asks that of the
    /// first moment of a source, `count` counts them in one.
    fn last_up_to(
        &self,
        lane: LaneId,
        starts: impl Fn((Step, Timestamp)) -> bool,
        count: impl Fn(&Chunk) -> usize,
    ) -> Result<usize> {
        let sources = self.state.lock().lane(lane, 0)?.all_sources();
        let found = sources.partition_point(|source| starts(source.start()));
        let Some(source) = found.checked_sub(1).and_then(|at| sources.get(at)) else { return Ok(0) };
        let chunk = self.chunk(lane, source)?;
        Ok(source.range().start + chunk.end_of(count(&chunk)))
    }

    /// Something of each operation of a range.
    pub fn each<T>(
        &self,
        lane: LaneId,
        range: Range<usize>,
        of: impl Fn(&Chunk, usize) -> T,
    ) -> Result<Vec<T>> {
        let (sources, gap) = {
            let state = self.state.lock();
            let found = state.lane(lane, range.end)?;
            (found.sources(&range), found.gap(range.start).filter(|gap| gap.start < range.end))
        };
        if let Some(gap) = gap {
            let (from, to) = (gap.start, gap.end);
            return Err(TimelineError::Lost { lane, from, to, reason: "they cannot be read".to_owned() });
        }
        let mut out = Vec::new();
        for source in &sources {
            let chunk = self.chunk(lane, source)?;
            let first = source.range().start;
            let (from, _) = chunk.operations_at(range.start.saturating_sub(first));
            let (to, _) = chunk.operations_at(range.end.saturating_sub(first).min(chunk.span()));
            out.extend((from..to).map(|operation| of(&chunk, operation)));
        }
        Ok(out)
    }

    /// See [`OpLog::kept_before`](super::OpLog::kept_before).
    pub fn kept_before(&self, lane: LaneId, index: usize) -> Result<usize> {
        let source = {
            let state = self.state.lock();
            let found = state.lane(lane, index)?;
            let thinned = |source: &Source| match source {
                Source::Sealed(block) => block.count < block.span,
                Source::Open(part) => part.chunk.count() < part.chunk.span(),
            };
            found.sources(&(index.saturating_sub(1)..index)).pop().filter(thinned)
        };
        let Some(source) = source else { return Ok(index) };
        let first = source.range().start;
        Ok(first + self.chunk(lane, &source)?.operations_at(index - first).1)
    }

    /// See [`OpLog::stats`](super::OpLog::stats).
    pub fn stats(&self) -> Result<OpStats> {
        let bytes = self.storage.logs.size(TAIL)? + self.storage.logs.size(BLOCKS)?;
        let cache = self.cache.lock().bytes();
        let state = self.state.lock();
        let mut stats =
            OpStats { lanes: state.lanes.len(), bytes, garbage: state.garbage, cache, ..OpStats::default() };
        for lane in state.lanes.values() {
            stats.operations += lane.len as u64;
            stats.pending += lane.len.saturating_sub(lane.flushed) as u64;
            stats.blocks += lane.blocks.len();
            stats.thinned += lane.blocks.iter().map(|block| (block.span - block.count) as u64).sum::<u64>();
        }
        Ok(stats)
    }
}
