//! Sealed blocks: many operations, well packed. Small ones are merged into large ones, and full texts are kept where
//! replaying would take too long.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use justbuilt_store::codec::Effort;
use justbuilt_store::{ContentHash, LogPosition};

use super::chunk::Chunk;
use super::lane::{Anchor, Block, Lane, Part, Source};
use super::{BLOCKS, Base, LaneId, Shared, record};
use crate::Result;

/// Microseconds of replaying after which a full text is kept.
const REPLAY: u64 = 25_000;

/// A block and its record.
pub(super) type Written = (Block, Vec<u8>);

impl Shared {
    /// Makes blocks of the open end of a lane, as far as it is in the tail. Whether there was anything.
    pub(super) fn seal_lane(&self, id: LaneId) -> Result<bool> {
        self.settle_doubts(id)?;
        let (groups, anchors) = {
            let mut state = self.state.lock();
            let Some(lane) = state.lanes.get_mut(&id) else { return Ok(false) };
            let ready: Vec<Part> =
                lane.open.iter().take_while(|part| part.range().end <= lane.flushed).cloned().collect();
            // Recording goes on: what comes now must not grow into a part that is in the block.
            lane.closed = ready.last().map_or(lane.closed, |part| part.range().end);
            let mut groups: Vec<Vec<Part>> = Vec::new();
            for part in ready {
                let restarts = lane.anchors.get(&part.first).is_some_and(|anchor| anchor.restart);
                match groups.last_mut() {
                    Some(group) if !restarts && ends_at(group, part.first) => group.push(part),
                    _ => groups.push(vec![part]),
                }
            }
            (groups, lane.anchors.clone())
        };
        let mut blocks: Vec<(Block, Arc<Chunk>)> = Vec::new();
        let mut records = Vec::new();
        for group in &groups {
            let Some(first) = group.first() else { continue };
            let mut chunk = Chunk::default();
            for part in group {
                chunk.append(&part.chunk);
            }
            let block = block_of(first.first, first.len_before, &chunk);
            let inside: Vec<_> = anchors_in(&anchors, &block.range());
            records.push(record::operations_record(id, &block, &inside, &chunk, Effort::Best));
            blocks.push((block, Arc::new(chunk)));
        }
        if records.is_empty() {
            return Ok(false);
        }
        let positions = self.append_blocks(&records)?;
        let mut state = self.state.lock();
        if let Some(lane) = state.lanes.get_mut(&id) {
            for (((block, _), position), record) in blocks.iter_mut().zip(positions).zip(&records) {
                block.position = Some(position);
                block.bytes = record.len() as u64;
                let range = block.range();
                let at = lane.blocks.partition_point(|known| known.first < range.start);
                lane.blocks.insert(at, block.clone());
                lane.mark_sealed(&range);
                lane.open.retain(|part| part.first < range.start || part.range().end > range.end);
            }
        }
        drop(state);
        let mut cache = self.cache.lock();
        for (block, chunk) in blocks {
            cache.keep_block(id, block.first, chunk);
        }
        Ok(true)
    }

    /// Holds texts that may be wrong against the operations before them: those that are right count again, in the place
    /// of the others comes what the operations make.
    fn settle_doubts(&self, id: LaneId) -> Result<()> {
        let doubted = {
            let mut state = self.state.lock();
            state.lanes.get_mut(&id).map(|lane| std::mem::take(&mut lane.doubted)).unwrap_or_default()
        };
        for (index, anchor) in doubted {
            let text = self.text_at(id, index);
            let mut state = self.state.lock();
            let Some(lane) = state.lanes.get_mut(&id) else { break };
            match text {
                Ok(text) if anchor.base != Base::Blob(ContentHash::of(text.to_string().as_bytes())) => {
                    log::info!(
                        "the text of {id} at {index} was not what its operations make: it is put right"
                    );
                    lane.add_anchor(index, Base::Text(text), false);
                    state.touch(id);
                }
                Ok(_) => {
                    lane.anchors.insert(index, anchor);
                }
                Err(error) => {
                    log::warn!("the text of {id} at {index} cannot be checked: {error}");
                    lane.anchors.insert(index, anchor);
                }
            }
        }
        Ok(())
    }

    fn append_blocks(&self, records: &[Vec<u8>]) -> Result<Vec<LogPosition>> {
        let slices: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        Ok(self.storage.logs.append(BLOCKS, &slices)?)
    }

    /// Waits until all blocks are on the disk: before that, the tail must not forget what is in them.
    pub(super) fn sync_blocks(&self) -> Result<()> {
        Ok(self.storage.logs.sync(BLOCKS)?)
    }

    /// How many blocks at the end of a lane are smaller than two of the usual ones.
    pub(super) fn small_blocks(&self, lane: LaneId) -> usize {
        let state = self.state.lock();
        let blocks = state.lanes.get(&lane).map(|lane| lane.blocks.as_slice()).unwrap_or_default();
        blocks.iter().rev().take_while(|block| block.count < 2 * self.sizes.seal).count()
    }

    /// Merges neighbouring blocks of a lane into large ones.
    pub(super) fn merge(&self, id: LaneId) -> Result<()> {
        let (blocks, anchors) = {
            let state = self.state.lock();
            let Some(lane) = state.lanes.get(&id) else { return Ok(()) };
            (lane.blocks.clone(), lane.anchors.clone())
        };
        for group in groups_to_merge(&blocks, self.sizes.merged, |index| {
            anchors.get(&index).is_some_and(|anchor| anchor.restart)
        }) {
            let Some(first) = group.first() else { continue };
            let mut chunk = Chunk::default();
            for block in group {
                chunk.append(&*self.chunk(id, &Source::Sealed(block.clone()))?);
            }
            let mut merged = block_of(first.first, first.len_before, &chunk);
            let inside = anchors_in(&anchors, &merged.range());
            let record = record::operations_record(id, &merged, &inside, &chunk, Effort::Best);
            merged.bytes = record.len() as u64;
            merged.position = self.append_blocks(&[record])?.first().copied();
            let mut state = self.state.lock();
            state.garbage += group.iter().map(|block| block.bytes).sum::<u64>();
            if let Some(lane) = state.lanes.get_mut(&id) {
                let range = merged.range();
                let at = lane.blocks.partition_point(|block| block.first < range.start);
                lane.blocks.retain(|block| block.first < range.start || block.first >= range.end);
                lane.blocks.insert(at, merged);
                lane.mark_sealed(&range);
            }
            drop(state);
            self.cache.lock().keep_block(id, first.first, Arc::new(chunk));
        }
        Ok(())
    }

    /// Keeps the text at the end of a lane's blocks when replaying up to there from the nearest one kept would take
    /// too long.
    pub(super) fn keep_text_if_far(&self, id: LaneId) -> Result<()> {
        let end = {
            let state = self.state.lock();
            let Some(lane) = state.lanes.get(&id) else { return Ok(()) };
            let Some(end) = lane.blocks.last().map(|block| block.range().end) else { return Ok(()) };
            let from = lane.anchor_before(end).map_or(0, |(at, _)| at);
            let far = lane.blocks.iter().filter(|block| block.first >= from).map(|block| block.cost);
            if far.sum::<u64>() < REPLAY || lane.gap(from).is_some_and(|gap| gap.start < end) {
                return Ok(());
            }
            end
        };
        let text = self.text_at(id, end)?;
        let mut state = self.state.lock();
        if let Some(lane) = state.lanes.get_mut(&id)
            && !lane.anchors.contains_key(&end)
        {
            lane.add_anchor(end, Base::Text(text), false);
            state.touch(id);
        }
        Ok(())
    }

    /// Writes the blocks anew without what was merged into others, when that is worth it.
    pub(super) fn tidy_blocks(&self, all: bool) -> Result<()> {
        let size = self.storage.logs.size(BLOCKS)?;
        let garbage = self.state.lock().garbage;
        let much = if all && size < 4 << 20 { 1 } else { size / 2 };
        if garbage == 0 || garbage < much {
            return Ok(());
        }
        self.rewrite_blocks(Vec::new())
    }

    /// Writes all blocks anew, those of `changed` lanes as they are given, all at once.
    pub(super) fn rewrite_blocks(&self, changed: Vec<(LaneId, Vec<Written>)>) -> Result<()> {
        let mut kept: Vec<(LaneId, Block)> = Vec::new();
        let mut bytes: Vec<Option<Vec<u8>>> = Vec::new();
        {
            let state = self.state.lock();
            for (id, lane) in &state.lanes {
                if !changed.iter().any(|(other, _)| other == id) {
                    kept.extend(lane.blocks.iter().map(|block| (*id, block.clone())));
                }
            }
        }
        bytes.resize(kept.len(), None);
        for (id, blocks) in changed {
            for (block, record) in blocks {
                kept.push((id, block));
                bytes.push(Some(record));
            }
        }
        // Read first: an error must not leave a log without them.
        let mut records = Vec::with_capacity(kept.len());
        for ((id, block), bytes) in kept.iter().zip(bytes) {
            records.push(match bytes {
                Some(bytes) => bytes,
                None => self.block_bytes(*id, block)?,
            });
        }
        let sizes: Vec<u64> = records.iter().map(|record| record.len() as u64).collect();
        // Also before: who reads meanwhile tries again.
        self.state.lock().generation += 1;
        let positions = self.storage.logs.replace(BLOCKS, &mut records.into_iter())?;
        let mut state = self.state.lock();
        for lane in state.lanes.values_mut() {
            lane.blocks.clear();
        }
        for (((id, mut block), position), bytes) in kept.into_iter().zip(positions).zip(sizes) {
            block.position = Some(position);
            block.bytes = bytes;
            if let Some(lane) = state.lanes.get_mut(&id) {
                lane.blocks.push(block);
            }
        }
        state.garbage = 0;
        state.generation += 1;
        Ok(())
    }
}

impl Lane {
    fn mark_sealed(&mut self, range: &Range<usize>) {
        for (index, anchor) in self.anchors.range_mut(range.clone()) {
            // One that changed since the block was made is still to be written.
            if !self.new_anchors.contains(index) && !matches!(anchor.base, Base::Text(_)) {
                anchor.sealed = true;
            }
        }
    }
}

/// What the head of a block says of a chunk.
pub(super) fn block_of(first: usize, len_before: Option<usize>, chunk: &Chunk) -> Block {
    let count = chunk.count();
    let (grown, shrunk, cost) = chunk.sizes();
    let len_after = len_before.and_then(|len| (len + grown).checked_sub(shrunk));
    let start = (chunk.step(0), chunk.time(0));
    let end = chunk.last().unwrap_or(start);
    Block {
        position: None,
        bytes: 0,
        first,
        span: chunk.span(),
        count,
        len_before,
        len_after,
        start,
        end,
        cost,
    }
}

pub(super) fn anchors_in(anchors: &BTreeMap<usize, Anchor>, range: &Range<usize>) -> Vec<(usize, Anchor)> {
    let inside = anchors.range(range.clone()).filter(|(_, anchor)| !matches!(anchor.base, Base::Text(_)));
    inside.map(|(index, anchor)| (*index, anchor.clone())).collect()
}

fn ends_at(group: &[Part], index: usize) -> bool {
    group.last().is_some_and(|part| part.range().end == index)
}

/// Neighbours that make one block together: as many as fit, and never one that is large already with a little more.
fn groups_to_merge(blocks: &[Block], most: usize, restarts: impl Fn(usize) -> bool) -> Vec<&[Block]> {
    let mut groups = Vec::new();
    let mut from = 0;
    while from < blocks.len() {
        let (mut to, mut count) = (from, 0);
        while let Some(block) = blocks.get(to) {
            let joins = to == from
                || (blocks.get(to - 1).is_some_and(|before| before.range().end == block.first)
                    && !restarts(block.first));
            if !joins || (to > from && count + block.count > most) {
                break;
            }
            count += block.count;
            to += 1;
        }
        let full = blocks.get(from).is_some_and(|block| block.count > most / 4 * 3);
        if full {
            from += 1;
            continue;
        }
        if let Some(group) = blocks.get(from..to).filter(|group| group.len() > 1) {
            groups.push(group);
        }
        from = to.max(from + 1);
    }
    groups
}
