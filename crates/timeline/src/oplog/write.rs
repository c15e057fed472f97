//! Bringing what was recorded to the disk: first to the tail, small and at once; when there is enough of it, into sealed
//! blocks, well packed; small blocks become large ones. Called in the background; recording goes on meanwhile.
//!
//! Order keeps it safe: a block is on the disk before the tail forgets its operations, and what is in both is told
//! apart by its place in the lane.

use std::ops::Range;

use justbuilt_store::ContentHash;
use justbuilt_store::codec::Effort;

use super::lane::{Anchor, Part};
use super::seal::block_of;
use super::{Base, LaneId, Shared, TAIL, record};
use crate::Result;

/// How far behind the newest operation a text in memory may be, to be followed by another.
const FOLLOWED: usize = 16_000;
/// How far behind it must be.
const BEHIND: usize = 100;
/// So many small blocks at the end of a lane are merged without being asked.
const SMALL: usize = 8;

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
            let ready = state.lanes.iter().filter(|(_, lane)| lane.unsealed() >= self.sizes.seal);
            ready.map(|(id, _)| *id).collect()
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
            self.sync_blocks()?;
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
        self.sync_blocks()?;
        self.tidy_tail(true)?;
        self.tidy_blocks(true)
    }

    fn flush_tail(&self) -> Result<()> {
        let mut pending = self.take_pending();
        let written = self.write_pending(&mut pending);
        let mut state = self.state.lock();
        let mut failed = Vec::new();
        for of in &pending {
            let Some(lane) = state.lanes.get_mut(&of.lane) else { continue };
            match &written {
                Ok(()) => lane.flushed = of.len,
                Err(_) => {
                    // For the next time.
                    lane.new_anchors.extend(of.anchors.iter().map(|(index, _)| *index));
                    failed.push(of.lane);
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
        for lane in failed {
            state.touch(lane);
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
        let mut dirty = std::mem::take(&mut state.dirty);
        dirty.sort_unstable();
        for id in dirty {
            let Some(lane) = state.lanes.get_mut(&id) else { continue };
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
                lane: id,
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
}

fn tail_record(lane: LaneId, part: &Part, operations: Range<usize>) -> Vec<u8> {
    let (grown, shrunk, _) = part.chunk.slice(0..operations.start).sizes();
    let len_before = part.len_before.and_then(|len| (len + grown).checked_sub(shrunk));
    let chunk = part.chunk.slice(operations.clone());
    let block = block_of(part.first + part.chunk.end_of(operations.start), len_before, &chunk);
    record::operations_record(lane, &block, &[], &chunk, Effort::Fast)
}
