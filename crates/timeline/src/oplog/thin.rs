//! Thinning: of what is old, only moments that matter stay; what lies between two of them becomes one operation.

use justbuilt_base::Timestamp;
use justbuilt_store::codec::Effort;
use justbuilt_text::Transaction;

use super::chunk::Chunk;
use super::lane::Source;
use super::write::{Written, anchors_in, block_of};
use super::{BLOCKS, Base, LaneId, Shared, TAIL, Thinned, record};
use crate::{OpKind, Operation, Result, replay};

impl Shared {
    /// See [`OpLog::thin`](super::OpLog::thin).
    pub fn thin(&self, before: Timestamp, keep: &[(LaneId, usize)]) -> Result<Thinned> {
        let size = || -> Result<u64> { Ok(self.storage.logs.size(TAIL)? + self.storage.logs.size(BLOCKS)?) };
        let bytes_before = size()?;
        let _writing = self.writing.lock();
        let mut kept: Vec<(LaneId, usize)> = keep.to_vec();
        let lanes: Vec<LaneId> = {
            let state = self.state.lock();
            for (id, lane) in &state.lanes {
                for (index, anchor) in &lane.anchors {
                    // Where other lanes come from, and where a text begins anew.
                    if let Base::Lane { lane, index } = &anchor.base {
                        kept.push((*lane, *index));
                    }
                    kept.push((*id, *index));
                }
            }
            state.lanes.keys().copied().collect()
        };
        let (mut operations, mut changed) = (0, Vec::new());
        for lane in lanes {
            if let Some((blocks, gone)) = self.thin_lane(lane, before, &kept)? {
                operations += gone;
                changed.push((lane, blocks));
            }
        }
        if !changed.is_empty() {
            let thinned: Vec<LaneId> = changed.iter().map(|(lane, _)| *lane).collect();
            self.rewrite_blocks(changed)?;
            // Texts in between and blocks with all detail are not to be had any more.
            let mut cache = self.cache.lock();
            cache.clear();
            log::info!("thinned {operations} operations of {} lanes", thinned.len());
        }
        Ok(Thinned { operations, bytes_before, bytes_after: size()? })
    }

    /// The blocks of a lane after thinning, and how many operations went; `None` when nothing would.
    fn thin_lane(
        &self,
        id: LaneId,
        before: Timestamp,
        keep: &[(LaneId, usize)],
    ) -> Result<Option<(Vec<Written>, u64)>> {
        let (blocks, anchors) = {
            let state = self.state.lock();
            let found = state.lane(id, 0)?;
            (found.blocks.clone(), found.anchors.clone())
        };
        let mut indexes: Vec<usize> =
            keep.iter().filter(|(lane, _)| *lane == id).map(|(_, index)| *index).collect();
        indexes.sort_unstable();
        indexes.dedup();
        let (mut out, mut gone, mut old) = (Vec::new(), 0_u64, true);
        for block in blocks {
            let source = Source::Sealed(block.clone());
            old = old && block.start.1 < before;
            let end = if old { self.chunk(id, &source)?.count_to_time(tick_before(before)) } else { 0 };
            let Some(len) = block.len_before.filter(|_| end > 1) else {
                out.push((block.clone(), self.block_bytes(id, &block)?));
                continue;
            };
            let chunk = self.chunk(id, &source)?;
            let thinned = thin_chunk(&chunk, end, len, block.first, &indexes);
            let Some(thinned) = thinned.filter(|thinned| thinned.count() < chunk.count()) else {
                out.push((block.clone(), self.block_bytes(id, &block)?));
                continue;
            };
            gone += (chunk.count() - thinned.count()) as u64;
            let new = block_of(block.first, block.len_before, &thinned);
            let inside = anchors_in(&anchors, &new.range());
            let record = record::operations_record(id, &new, &inside, &thinned, Effort::Best);
            out.push((new, record));
            old = old && end == chunk.count();
        }
        Ok((gone > 0).then_some((out, gone)))
    }
}

/// The last moment before `time`.
fn tick_before(time: Timestamp) -> Timestamp {
    Timestamp(time.0.saturating_sub(1))
}

/// A chunk whose first `end` operations became one for each stretch between kept indexes of the lane. The edges of the
/// chunk are kept, so that blocks stay independent. `None` when operations do not fit each other.
fn thin_chunk(chunk: &Chunk, end: usize, len_before: usize, first: usize, keep: &[usize]) -> Option<Chunk> {
    let mut out = Chunk::default();
    let (mut from, mut len) = (0, len_before);
    let mut cuts: Vec<usize> = keep
        .iter()
        .filter(|index| **index > first)
        .map(|index| chunk.operations_at(index - first).0)
        .filter(|operations| *operations < end)
        .collect();
    cuts.push(end);
    cuts.dedup();
    for to in cuts {
        if to <= from {
            continue;
        }
        let change = replay::compose_changes(len, chunk.changes(from..to))?;
        let span = chunk.end_of(to) - chunk.end_of(from);
        out.push(&thinned_operation(chunk, from, to, &change), span);
        len = change.len_after();
        from = to;
    }
    out.append(&chunk.slice(end..chunk.count()));
    Some(out)
}

fn thinned_operation(chunk: &Chunk, from: usize, to: usize, change: &Transaction) -> Operation {
    let last = chunk.meta(to - 1);
    let alone = to - from == 1;
    let (kind, command) = if alone { (last.kind, last.command) } else { (OpKind::Other, None) };
    Operation::from_transaction(change, last.step, last.time, last.author, kind, command)
}
