//! Who touched a range last: operations are walked backwards, and the range is carried along into the text before each.
//! No text is read or made for that.

use std::ops::Range;

use super::chunk::{Chunk, Run};
use super::{Base, LaneId, Shared, Touch};
use crate::{Result, TimelineError};

impl Shared {
    /// See [`OpLog::touched`](super::OpLog::touched).
    pub fn touched(&self, lane: LaneId, index: usize, range: Range<usize>) -> Result<Option<Touch>> {
        let (mut lane, mut index, mut range) = (lane, index, range);
        loop {
            if range.is_empty() {
                return Ok(None);
            }
            // Back to where the text of this part of the lane comes from.
            let (from, base, gap, sources) = {
                let state = self.state.lock();
                let found = state.lane(lane, index)?;
                let restart = found.anchors.range(..=index).rev().find(|(_, anchor)| anchor.restart);
                let from = restart.map_or(0, |(at, _)| *at);
                let base = found.anchors.get(&from).map(|anchor| anchor.base.clone());
                let gap = found.gap(from).filter(|gap| gap.start < index);
                (from, base, gap, found.sources(&(from..index)))
            };
            let readable = gap.as_ref().map_or(from, |gap| gap.end);
            for source in sources.iter().rev().take_while(|source| source.range().start >= readable) {
                let chunk = self.chunk(lane, source)?;
                let first = source.range().start;
                let (operations, _) = chunk.operations_at(index.saturating_sub(first).min(chunk.span()));
                if let Some(operation) = touched_in(&chunk, operations, &mut range) {
                    let index = first + chunk.end_of(operation);
                    return Ok(Some(Touch { lane, index, meta: chunk.meta(operation), before: range }));
                }
            }
            if let Some(gap) = gap {
                let (from, to) = (gap.start, gap.end);
                return Err(TimelineError::Lost { lane, from, to, reason: "they cannot be read".to_owned() });
            }
            match base {
                Some(Base::Lane { lane: parent, index: at }) => (lane, index) = (parent, at),
                _ => return Ok(None),
            }
        }
    }
}

/// The newest of the first operations of a chunk that touched the range; the range becomes what it was before that
/// operation, or before all of them.
fn touched_in(chunk: &Chunk, operations: usize, range: &mut Range<usize>) -> Option<usize> {
    let mut touched = false;
    for run in chunk.runs_backwards(operations) {
        let first = run.first as usize;
        let count = (run.count as usize).min(operations - first);
        if run.count > 1 {
            // Most runs lie before or behind the range as a whole.
            let whole = chunk.whole(run, &(0..operations));
            let (hit, before) = before_change(range, whole.at, whole.delete, whole.insert.len());
            if !hit {
                *range = before;
            } else if let Some(operation) = touched_in_run(chunk, run, first + count, range) {
                return Some(operation);
            }
        } else {
            let (hit, before) = before_change(range, run.at, run.delete, run.insert);
            touched |= hit;
            *range = before;
        }
        // The splices of one operation count together: the first of them ends it.
        if touched && run.count > 0 {
            return Some(first);
        }
    }
    None
}

fn touched_in_run(chunk: &Chunk, run: &Run, end: usize, range: &mut Range<usize>) -> Option<usize> {
    for operation in (run.first as usize..end).rev() {
        let change = chunk.whole(run, &(operation..operation + 1));
        let (hit, before) = before_change(range, change.at, change.delete, change.insert.len());
        *range = before;
        if hit {
            return Some(operation);
        }
    }
    None
}

/// Whether a change touched `range` (not empty) of the text after it, and what the range was before it.
pub(crate) fn before_change(
    range: &Range<usize>,
    at: usize,
    delete: usize,
    insert: usize,
) -> (bool, Range<usize>) {
    let end = at + insert;
    if end <= range.start {
        (false, range.start - insert + delete..range.end - insert + delete)
    } else if at >= range.end {
        (false, range.clone())
    } else {
        let old_end = if range.end > end { range.end - insert + delete } else { at + delete };
        (insert + delete > 0, range.start.min(at)..old_end)
    }
}
