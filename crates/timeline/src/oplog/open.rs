//! Reading the logs when the op log is opened: where the blocks are, and what was typed last. Blocks are not unpacked,
//! but for those that overlap others: of such, what no other has is taken into memory, and becomes a block of its own
//! with the next seal. What cannot be read is said; nothing is changed.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use justbuilt_base::Diagnostic;
use justbuilt_store::{LogPosition, Logs, ReadReport};

use super::chunk::Chunk;
use super::lane::{Anchor, Block, Lane, Part};
use super::record::{self, Record};
use super::{BLOCKS, Base, LaneId, State, TAIL};
use crate::{Result, TimelineError};

/// What is in the logs.
///
/// # Errors
/// Those of the storage, and [`TimelineError::Newer`].
pub fn read(logs: &dyn Logs) -> Result<(State, Vec<Diagnostic>)> {
    let mut opening = Opening::default();
    opening.log(logs, BLOCKS)?;
    opening.overlapping(logs)?;
    opening.log(logs, TAIL)?;
    let mut diagnostics = opening.diagnostics;
    let mut state = State { lanes: opening.lanes, ..State::default() };
    for (id, lane) in &mut state.lanes {
        finish(*id, lane, &mut diagnostics);
    }
    state.tail_operations = opening.tail_operations;
    state.garbage = opening.garbage;
    Ok((state, diagnostics))
}

#[derive(Default)]
struct Opening {
    lanes: BTreeMap<LaneId, Lane>,
    diagnostics: Vec<Diagnostic>,
    tail_operations: usize,
    garbage: u64,
    /// Blocks that did not fit among the others of their lanes.
    rest: Vec<Rest>,
}

/// A block that did not fit.
struct Rest {
    lane: LaneId,
    block: Block,
    anchors: Vec<(usize, Anchor)>,
}

impl Opening {
    /// Takes what only they have out of blocks that overlap others. Earlier versions wrote such: what was typed while a
    /// block was made grew into the part that the block was made of, and that part became a block, too.
    fn overlapping(&mut self, logs: &dyn Logs) -> Result<()> {
        for Rest { lane: id, block, anchors } in std::mem::take(&mut self.rest) {
            let Some((lane, position)) = self.lanes.get_mut(&id).zip(block.position) else { continue };
            // One that was merged into others, for instance.
            if lane.missing(&block.range()).is_empty() {
                continue;
            }
            match record::unpack(&logs.read_at(BLOCKS, position)?) {
                Ok((_, head, chunk)) => {
                    let range = block.range();
                    log::info!("operations {range:?} of {id} overlap others: the next seal puts that right");
                    let from = lane.take(&head, &chunk);
                    lane.doubt_from = from.into_iter().chain(lane.doubt_from).min();
                    lane.add_sealed_anchors(anchors);
                    self.garbage += block.bytes;
                }
                Err(error) => self.say(format!("A record at {position} of {BLOCKS} is left out: {error}.")),
            }
        }
        Ok(())
    }

    fn log(&mut self, logs: &dyn Logs, log: &str) -> Result<()> {
        let mut fatal = None;
        let report = logs.read(log, LogPosition::START, &mut |position, bytes| {
            match self.record(log, position, bytes) {
                Ok(()) => {}
                Err(error @ TimelineError::Newer { .. }) => {
                    fatal = Some(error);
                    return ControlFlow::Break(());
                }
                Err(error) => self.say(format!("A record at {position} of {log} is left out: {error}.")),
            }
            ControlFlow::Continue(())
        })?;
        self.damage(log, &report);
        fatal.map_or(Ok(()), Err)
    }

    fn damage(&mut self, log: &str, report: &ReadReport) {
        for damage in &report.damaged {
            let (bytes, at, reason) = (damage.bytes, damage.at, &damage.reason);
            self.say(format!("{bytes} bytes at {at} of {log} cannot be read: {reason}."));
        }
    }

    fn say(&mut self, message: String) {
        self.diagnostics.push(Diagnostic::warning(message));
    }

    fn record(&mut self, log: &str, position: LogPosition, bytes: &[u8]) -> Result<()> {
        match record::read(bytes)? {
            Record::Anchor { lane, index, anchor } => {
                self.lanes.entry(lane).or_default().anchors.insert(index, anchor);
            }
            Record::Operations { lane: id, block, anchors } if log == BLOCKS => {
                let lane = self.lanes.entry(id).or_default();
                let block = Block { position: Some(position), bytes: bytes.len() as u64, ..block };
                if lane.add_block(block.clone()) {
                    lane.add_sealed_anchors(anchors);
                } else {
                    self.rest.push(Rest { lane: id, block, anchors });
                }
            }
            Record::Operations { .. } => {
                let (lane, block, chunk) = record::unpack(bytes)?;
                self.tail_operations += block.count;
                // What is sealed, or was written twice after an error, is there already.
                self.lanes.entry(lane).or_default().take(&block, &chunk);
            }
        }
        Ok(())
    }
}

impl Lane {
    fn end(&self) -> usize {
        let sealed = self.blocks.last().map_or(0, |block| block.range().end);
        self.open.last().map_or(sealed, |part| part.range().end.max(sealed))
    }

    /// Those of these indexes that no block and no part has.
    fn missing(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        if range.start >= self.end() {
            return vec![range.clone()];
        }
        let (mut missing, mut at) = (Vec::new(), range.start);
        for known in self.ranges().into_iter().filter(|known| known.end > range.start) {
            if known.start >= range.end {
                break;
            }
            if known.start > at {
                missing.push(at..known.start);
            }
            at = at.max(known.end);
        }
        if at < range.end {
            missing.push(at..range.end);
        }
        missing
    }

    /// Takes those operations of a block in that nothing else has; the index of the first.
    fn take(&mut self, block: &Block, chunk: &Chunk) -> Option<usize> {
        let missing = self.missing(&block.range());
        for range in &missing {
            // Where detail was thinned out, operations begin and end where they can.
            let (before, start) = chunk.operations_at(range.start - block.first);
            let (before, start) = match start + block.first < range.start {
                true => (before + 1, chunk.end_of(before + 1)),
                false => (before, start),
            };
            let (after, _) = chunk.operations_at(range.end - block.first);
            if before >= after {
                continue;
            }
            let (grown, shrunk, _) = chunk.slice(0..before).sizes();
            let part = Part {
                first: block.first + start,
                chunk: Arc::new(chunk.slice(before..after)),
                len_before: block.len_before.and_then(|len| (len + grown).checked_sub(shrunk)),
            };
            let at = self.open.partition_point(|known| known.first < part.first);
            self.open.insert(at, part);
        }
        missing.first().map(|range| range.start)
    }

    /// Whether it took the block: one that is part of another is of no use any more.
    fn add_block(&mut self, block: Block) -> bool {
        let range = block.range();
        self.blocks.retain(|known| known.first < range.start || known.range().end > range.end);
        let at = self.blocks.partition_point(|known| known.first < range.start);
        let free = self.blocks.get(at).is_none_or(|next| next.first >= range.end);
        let before = at.checked_sub(1).and_then(|before| self.blocks.get(before));
        if !free || before.is_some_and(|before| before.range().end > range.start) {
            return false;
        }
        self.blocks.insert(at, block);
        true
    }

    /// Sets texts aside that may have been found by replaying operations twice. Behind a gap they are all there is.
    fn doubt(&mut self) {
        let Some(from) = self.doubt_from.take() else { return };
        let to = self.gap(from).map_or(usize::MAX, |gap| gap.start + 1);
        let kept = |anchor: &Anchor| anchor.restart || !matches!(anchor.base, Base::Blob(_));
        let doubted = self.anchors.range(from + 1..to).filter(|(_, anchor)| !kept(anchor));
        for index in doubted.map(|(index, _)| *index).collect::<Vec<_>>() {
            self.doubted.extend(self.anchors.remove(&index).map(|anchor| (index, anchor)));
        }
    }

    fn add_sealed_anchors(&mut self, anchors: Vec<(usize, Anchor)>) {
        for (index, anchor) in anchors {
            self.anchors.insert(index, Anchor { sealed: true, ..anchor });
        }
    }
}

/// Works out what follows from the blocks and parts of a lane, and says what it lacks.
fn finish(id: LaneId, lane: &mut Lane, diagnostics: &mut Vec<Diagnostic>) {
    lane.len = lane.end();
    lane.flushed = lane.len;
    let sealed = lane.blocks.last();
    let sealed_end = sealed.map_or(0, |block| block.range().end);
    match lane.open.last().filter(|part| part.range().end > sealed_end) {
        Some(part) => {
            let (grown, shrunk, _) = part.chunk.sizes();
            lane.last = part.chunk.last();
            lane.len_bytes = part.len_before.and_then(|len| (len + grown).checked_sub(shrunk));
        }
        None => {
            lane.last = sealed.map(|block| block.end);
            lane.len_bytes = sealed.and_then(|block| block.len_after);
        }
    }
    lane.doubt();
    if let Some((index, anchor)) = lane.anchors.range(lane.len..).next_back() {
        if *index > lane.len || anchor.restart || lane.len == 0 {
            lane.len_bytes = anchor.base.len();
        }
        // A text known behind everything: the operations before it are lost.
        lane.len = *index;
        lane.flushed = *index;
    }
    if !lane.anchors.contains_key(&0) {
        let message = format!("The text that {id} starts from is not known.");
        diagnostics.push(Diagnostic::warning(message));
    }
    let mut at = 0;
    while let Some(gap) = lane.gap(at) {
        let message = format!("Operations {} to {} of {id} are lost.", gap.start, gap.end);
        let help = "What comes after them can be read from the next moment on whose text was kept.";
        diagnostics.push(Diagnostic::warning(message).with_help(help));
        at = gap.end;
    }
}
