//! Bringing what was recorded to the disk: first to the tail, small and at once; when there is enough of it, into sealed
//! blocks, well packed; small blocks become large ones. Called in the background; recording goes on meanwhile.
//!
//! Order keeps it safe: a block is on the disk before the tail forgets its operations, and what is in both is told
//! apart by its place in the lane.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_store::codec::Effort;
use justbuilt_store::{ContentHash, LogPosition};

use super::chunk::Chunk;
use super::lane::{Anchor, Block, Part};
use super::{BLOCKS, Base, LaneId, Shared, TAIL, record};
use crate::Result;

/// How far behind the newest operation a text in memory may be, to be followed by another.
const FOLLOWED: usize = 16_000;
/// How far behind it must be.
const BEHIND: usize = 100;
/// So many small blocks at the end of a lane are merged without being asked.
const SMALL: usize = 8;
/// Microseconds of replaying after which a full text is kept.
const REPLAY: u64 = 25_000;

/// A block and its record.
pub(super) type Written = (Block, Vec<u8>);

/// What a flush writes of one lane.
struct Pending {
    lane: LaneId,
    anchors: Vec<(usize, Anchor)>,
    parts: Vec<(Part, Range<usize>)>,
    len: usize,
}

impl Pending {
    fn records(&self) -> impl Iterator<Item = Vec<u8>> {
        let anchors =
            self.anchors.iter().map(|(index, anchor)| record::anchor_record(self.lane, *index, anchor));
        anchors.chain(self.parts.iter().map(|(part, range)| tail_record(self.lane, part, range.clone())))
    }
}

impl Shared {
    /// See [`OpLog::flush`](super::OpLog::flush).
    pub fn flush(&self) -> Result<()> {
        let _writing = self.writing.lock();
        self.flush_tail()?;
        let ready: Vec<LaneId> = {
            let state = self.state.lock();
            let unsealed =
                |lane: &super::lane::Lane| lane.open.iter().map(|part| part.chunk.count()).sum::<usize>();
            state
                .lanes
                .iter()
                .filter(|(_, lane)| unsealed(lane) >= self.sizes.seal)
                .map(|(id, _)| *id)
                .collect()
        };
        for lane in &ready {
            self.seal_lane(*lane)?;
            if self.small_blocks(*lane) >= SMALL {
                self.merge(*lane)?;
            }
            self.keep_text_if_far(*lane)?;
        }
        if !ready.is_empty() {
            // Texts that were just found to be worth keeping.
            self.flush_tail()?;
            self.tidy_tail(false)?;
            self.tidy_blocks(false)?;
        }
        Ok(())
    }

    /// See [`OpLog::seal`](super::OpLog::seal).
    pub fn seal(&self) -> Result<()> {
        let _writing = self.writing.lock();
        self.flush_tail()?;
        let lanes: Vec<LaneId> = self.state.lock().lanes.keys().copied().collect();
        for lane in lanes {
            let changed = self.seal_lane(lane)?;
            if changed || self.small_blocks(lane) > 1 {
                self.merge(lane)?;
                self.keep_text_if_far(lane)?;
            }
        }
        self.flush_tail()?;
        self.tidy_tail(true)?;
        self.tidy_blocks(true)
    }

    fn flush_tail(&self) -> Result<()> {
        let mut pending = self.take_pending();
        let written = self.write_pending(&mut pending);
        let mut state = self.state.lock();
        for of in &pending {
            let Some(lane) = state.lanes.get_mut(&of.lane) else { continue };
            match &written {
                Ok(()) => lane.flushed = of.len,
                Err(_) => {
                    // For the next time.
                    lane.new_anchors.extend(of.anchors.iter().map(|(index, _)| *index));
                    lane.dirty = true;
                }
            }
            for (index, anchor) in &of.anchors {
                if let (Base::Blob(_), Some(known)) = (&anchor.base, lane.anchors.get_mut(index))
                    && matches!(known.base, Base::Text(_))
                    && written.is_ok()
                    && !lane.new_anchors.contains(index)
                {
                    known.base = anchor.base.clone();
                }
            }
        }
        if written.is_ok() {
            let count: usize = pending.iter().flat_map(|of| &of.parts).map(|(_, range)| range.len()).sum();
            state.tail_operations += count;
        }
        drop(state);
        written?;
        for of in &pending {
            self.follow(of.lane, of.len);
        }
        Ok(())
    }

    fn take_pending(&self) -> Vec<Pending> {
        let mut state = self.state.lock();
        let mut pending = Vec::new();
        for (id, lane) in state.lanes.iter_mut().filter(|(_, lane)| lane.dirty) {
            lane.dirty = false;
            let new_anchors = std::mem::take(&mut lane.new_anchors);
            let anchors =
                new_anchors.into_iter().filter_map(|index| Some((index, lane.anchors.get(&index)?.clone())));
            let new = lane.open.iter().filter(|part| part.range().end > lane.flushed);
            let parts = new.map(|part| {
                let from = lane.flushed.saturating_sub(part.first);
                (part.clone(), from..part.chunk.count())
            });
            pending.push(Pending {
                lane: *id,
                anchors: anchors.collect(),
                parts: parts.collect(),
                len: lane.len,
            });
        }
        pending
    }

    fn write_pending(&self, pending: &mut [Pending]) -> Result<()> {
        let texts = pending.iter_mut().flat_map(|of| &mut of.anchors);
        let (mut places, mut contents) = (Vec::new(), Vec::new());
        for (_, anchor) in texts {
            if let Base::Text(text) = &anchor.base {
                contents.push(text.to_string().into_bytes());
                places.push(&mut anchor.base);
            }
        }
        if !contents.is_empty() {
            let hashes: Vec<ContentHash> = self.storage.blobs.put_all(&mut contents.into_iter())?;
            for (base, hash) in places.into_iter().zip(hashes) {
                *base = Base::Blob(hash);
            }
        }
        let records: Vec<Vec<u8>> = pending.iter().flat_map(Pending::records).collect();
        if records.is_empty() {
            return Ok(());
        }
        let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        self.storage.logs.append(TAIL, &records)?;
        self.storage.logs.sync(TAIL)?;
        Ok(())
    }

    /// Keeps texts in memory along what was just recorded, if one nearby is there already: then moments of this
    /// session are found at once.
    fn follow(&self, lane: LaneId, len: usize) {
        let near = self.cache.lock().text(lane, len.saturating_sub(FOLLOWED), len);
        if near.is_some_and(|(at, _)| at + BEHIND <= len)
            && let Err(error) = self.text_at(lane, len)
        {
            log::warn!("following {lane} to {len}: {error}");
        }
    }

    /// Makes blocks of the open end of a lane, as far as it is in the tail. Whether there was anything.
    fn seal_lane(&self, id: LaneId) -> Result<bool> {
        let (groups, anchors) = {
            let state = self.state.lock();
            let Some(lane) = state.lanes.get(&id) else { return Ok(false) };
            let ready: Vec<Part> =
                lane.open.iter().take_while(|part| part.range().end <= lane.flushed).cloned().collect();
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
                lane.blocks.push(block.clone());
                lane.mark_sealed(&block.range());
            }
            let end = lane.blocks.last().map_or(0, |block| block.range().end);
            lane.open.retain(|part| part.range().end > end);
        }
        drop(state);
        let mut cache = self.cache.lock();
        for (block, chunk) in blocks {
            cache.keep_block(id, block.first, chunk);
        }
        Ok(true)
    }

    fn append_blocks(&self, records: &[Vec<u8>]) -> Result<Vec<LogPosition>> {
        let slices: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
        let positions = self.storage.logs.append(BLOCKS, &slices)?;
        self.storage.logs.sync(BLOCKS)?;
        Ok(positions)
    }

    /// How many blocks at the end of a lane are smaller than two of the usual ones.
    fn small_blocks(&self, lane: LaneId) -> usize {
        let state = self.state.lock();
        let blocks = state.lanes.get(&lane).map(|lane| lane.blocks.as_slice()).unwrap_or_default();
        blocks.iter().rev().take_while(|block| block.count < 2 * self.sizes.seal).count()
    }

    /// Merges neighbouring blocks of a lane into large ones.
    fn merge(&self, id: LaneId) -> Result<()> {
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
                chunk.append(&*self.chunk(id, &super::lane::Source::Sealed(block.clone()))?);
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
    fn keep_text_if_far(&self, id: LaneId) -> Result<()> {
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
            lane.dirty = true;
        }
        Ok(())
    }

    /// Writes the tail anew when most of it is sealed; `all`: when any of it is.
    fn tidy_tail(&self, all: bool) -> Result<()> {
        let mut live: Vec<Pending> = Vec::new();
        let mut count = 0;
        {
            let state = self.state.lock();
            let open: usize =
                state.lanes.values().flat_map(|lane| &lane.open).map(|part| part.chunk.count()).sum();
            let dead = state.tail_operations.saturating_sub(open);
            if dead == 0 || (!all && dead < 2 * self.sizes.seal + open) {
                return Ok(());
            }
            for (id, lane) in &state.lanes {
                // What is not in the tail yet comes there with the next flush.
                let known = lane.anchors.iter().filter(|(index, anchor)| {
                    !anchor.sealed
                        && !lane.new_anchors.contains(index)
                        && !matches!(anchor.base, Base::Text(_))
                });
                let anchors = known.map(|(index, anchor)| (*index, anchor.clone())).collect();
                let mut parts = Vec::new();
                for part in &lane.open {
                    let end = lane.flushed.saturating_sub(part.first).min(part.chunk.count());
                    if end > 0 {
                        parts.push((part.clone(), 0..end));
                        count += end;
                    }
                }
                live.push(Pending { lane: *id, anchors, parts, len: lane.len });
            }
        }
        let mut records = live.iter().flat_map(Pending::records);
        self.storage.logs.replace(TAIL, &mut records)?;
        self.state.lock().tail_operations = count;
        Ok(())
    }

    /// Writes the blocks anew without what was merged into others, when that is worth it.
    fn tidy_blocks(&self, all: bool) -> Result<()> {
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

impl super::lane::Lane {
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

fn tail_record(lane: LaneId, part: &Part, operations: Range<usize>) -> Vec<u8> {
    let (grown, shrunk, _) = part.chunk.slice(0..operations.start).sizes();
    let len_before = part.len_before.and_then(|len| (len + grown).checked_sub(shrunk));
    let chunk = part.chunk.slice(operations.clone());
    let block = block_of(part.first + part.chunk.end_of(operations.start), len_before, &chunk);
    record::operations_record(lane, &block, &[], &chunk, Effort::Fast)
}

pub(super) fn anchors_in(
    anchors: &std::collections::BTreeMap<usize, Anchor>,
    range: &Range<usize>,
) -> Vec<(usize, Anchor)> {
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
