//! Reading the logs when the op log is opened: where the blocks are, and what was typed last. Blocks are not unpacked.
//! What cannot be read is said; nothing is changed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use justbuilt_base::Diagnostic;
use justbuilt_store::{LogPosition, Logs, ReadReport};

use super::lane::{Anchor, Block, Lane, Part};
use super::record::{self, Record};
use super::{BLOCKS, LaneId, State, TAIL};
use crate::{Result, TimelineError};

/// What is in the logs.
///
/// # Errors
/// Those of the storage, and [`TimelineError::Newer`].
pub fn read(logs: &dyn Logs) -> Result<(State, Vec<Diagnostic>)> {
    let mut opening = Opening::default();
    opening.log(logs, BLOCKS)?;
    opening.log(logs, TAIL)?;
    let mut diagnostics = opening.diagnostics;
    let mut state = State { lanes: opening.lanes, ..State::default() };
    for (id, lane) in &mut state.lanes {
        finish(*id, lane, &mut diagnostics);
    }
    state.tail_operations = opening.tail_operations;
    Ok((state, diagnostics))
}

#[derive(Default)]
struct Opening {
    lanes: BTreeMap<LaneId, Lane>,
    diagnostics: Vec<Diagnostic>,
    tail_operations: usize,
}

impl Opening {
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
            Record::Operations { lane, block, anchors } if log == BLOCKS => {
                let lane = self.lanes.entry(lane).or_default();
                let block = Block { position: Some(position), bytes: bytes.len() as u64, ..block };
                if lane.add_block(block) {
                    lane.add_sealed_anchors(anchors);
                }
            }
            Record::Operations { .. } => {
                let (lane, block, chunk) = record::unpack(bytes)?;
                self.tail_operations += block.count;
                let lane = self.lanes.entry(lane).or_default();
                let end = lane.end();
                // What is sealed, or was written twice after an error, is there already.
                let known = end.saturating_sub(block.first).min(block.count);
                if known < block.count {
                    let chunk = Arc::new(chunk.slice(known..block.count));
                    let len_before = if known == 0 { block.len_before } else { None };
                    lane.open.push(Part { first: block.first + known, chunk, len_before });
                    lane.len_bytes = block.len_after;
                }
            }
        }
        Ok(())
    }
}

impl Lane {
    fn end(&self) -> usize {
        let sealed = self.blocks.last().map_or(0, |block| block.range().end);
        self.open.last().map_or(sealed, |part| part.range().end)
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
    lane.last = lane.open.last().and_then(|part| part.chunk.last()).or(sealed.map(|block| block.end));
    if lane.open.is_empty() {
        lane.len_bytes = sealed.and_then(|block| block.len_after);
    }
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
