//! The text of any moment: from the nearest text that is known, over as few changes as can be.
//!
//! Few changes go into a rope, some at a time, and the texts in between are kept: they share nearly all their memory.
//! Many go into a gap buffer, which takes a quarter of a million keystrokes in some milliseconds.

use std::sync::Arc;

use justbuilt_store::ContentHash;
use justbuilt_text::Text;

use super::chunk::Chunk;
use super::lane::{Anchor, Source};
use super::{Base, LaneId, Shared, record};
use crate::replay::{self, GapBuffer};
use crate::{Result, TimelineError};

/// Changes between texts that are kept in memory.
const CHECKPOINT: usize = 64;
/// With more changes than this the gap buffer is faster.
const MANY: usize = 1_500;
/// Longest text, in bytes, that the gap buffer leaves whole copies of on its way.
const COPIED: usize = 1 << 19;

/// Where a replay starts and what it goes over.
struct Plan {
    from: usize,
    start: Start,
    sources: Vec<Source>,
}

enum Start {
    Text(Text),
    Anchor(Anchor),
}

impl Shared {
    /// See [`OpLog::text_at`](super::OpLog::text_at).
    pub fn text_at(&self, lane: LaneId, index: usize) -> Result<Text> {
        self.retrying(|| self.text_once(lane, index))
    }

    fn text_once(&self, lane: LaneId, index: usize) -> Result<Text> {
        let plan = self.plan(lane, index)?;
        let text = match plan.start {
            Start::Text(text) => text,
            Start::Anchor(anchor) => {
                let text = self.base_text(&anchor.base)?;
                self.cache.lock().keep_text(lane, plan.from, text.clone(), text.memory());
                text
            }
        };
        if plan.from == index {
            return Ok(text);
        }
        self.replay(lane, text, plan.from..index, &plan.sources)
    }

    fn plan(&self, lane: LaneId, index: usize) -> Result<Plan> {
        let state = self.state.lock();
        let found = state.lane(lane, index)?;
        let lost = |from, to, reason: &str| TimelineError::Lost { lane, from, to, reason: reason.to_owned() };
        let Some((anchored, anchor)) = found.anchor_before(index) else {
            let to = found.anchors.keys().next().copied().unwrap_or(found.len);
            return Err(lost(0, to, "the text that they start from is not known"));
        };
        let cached = self.cache.lock().text(lane, anchored, index);
        let (from, start) = match cached {
            Some((at, text)) => (at, Start::Text(text)),
            None => (anchored, Start::Anchor(anchor.clone())),
        };
        if let Some(gap) = found.gap(from).filter(|gap| gap.start < index) {
            return Err(lost(gap.start, gap.end, "they cannot be read"));
        }
        Ok(Plan { from, start, sources: found.sources(&(from..index)) })
    }

    /// The text that a lane or a part of one starts from.
    pub fn base_text(&self, base: &Base) -> Result<Text> {
        match base {
            Base::Empty => Ok(Text::new()),
            Base::Text(text) => Ok(text.clone()),
            Base::Blob(hash) => self.blob_text(*hash),
            Base::Lane { lane, index } => self.text_at(*lane, *index),
        }
    }

    fn blob_text(&self, hash: ContentHash) -> Result<Text> {
        let content = self.storage.blobs.get(hash)?.ok_or(TimelineError::NoContent(hash))?;
        let text = String::from_utf8(content).map_err(|_| TimelineError::NotText(hash))?;
        Ok(Text::from(text))
    }

    /// The operations of a source, from memory or from the disk.
    pub fn chunk(&self, lane: LaneId, source: &Source) -> Result<Arc<Chunk>> {
        let block = match source {
            Source::Open(part) => return Ok(part.chunk.clone()),
            Source::Sealed(block) => block,
        };
        if let Some(chunk) = self.cache.lock().block(lane, block.first, block.count) {
            return Ok(chunk);
        }
        let bytes = self.block_bytes(lane, block)?;
        let (of, head, chunk) = record::unpack(&bytes)?;
        if (of, head.first, head.count) != (lane, block.first, block.count) {
            let reason = "another block is where it should be".to_owned();
            return Err(TimelineError::Damaged { what: lane.to_string(), reason });
        }
        let chunk = Arc::new(chunk);
        self.cache.lock().keep_block(lane, block.first, chunk.clone());
        Ok(chunk)
    }

    fn replay(
        &self,
        lane: LaneId,
        text: Text,
        range: std::ops::Range<usize>,
        sources: &[Source],
    ) -> Result<Text> {
        let mut parts = Vec::with_capacity(sources.len());
        let mut changes = 0;
        for source in sources {
            let chunk = self.chunk(lane, source)?;
            let first = source.range().start;
            let (from, _) = chunk.operations_at(range.start.saturating_sub(first));
            let (to, end) = chunk.operations_at(range.end.saturating_sub(first).min(chunk.span()));
            if first + end < range.end.min(first + chunk.span()) {
                return Err(TimelineError::Thinned { lane, index: range.end, kept: first + end });
            }
            changes += chunk.count_changes(from..to);
            parts.push((first, chunk, from..to));
        }
        let replayed = if changes > MANY {
            self.replay_many(lane, &text, &parts)
        } else {
            self.replay_few(lane, text, &parts)
        };
        replayed.ok_or_else(|| TimelineError::Damaged {
            what: lane.to_string(),
            reason: format!("operations {} to {} do not fit the text before them", range.start, range.end),
        })
    }

    fn replay_few(&self, lane: LaneId, mut text: Text, parts: &[ReplayPart]) -> Option<Text> {
        for (first, chunk, operations) in parts {
            let mut at = operations.start;
            while at < operations.end {
                let to = chunk.cut(at..operations.end, CHECKPOINT);
                text = replay::compose_changes(text.len(), chunk.changes(at..to))?.apply(&text).ok()?;
                let own = text.memory().min(chunk.count_changes(at..to) * 2048);
                self.cache.lock().keep_text(lane, first + chunk.end_of(to), text.clone(), own);
                at = to;
            }
        }
        Some(text)
    }

    fn replay_many(&self, lane: LaneId, text: &Text, parts: &[ReplayPart]) -> Option<Text> {
        let mut buffer = GapBuffer::new(text);
        for (first, chunk, operations) in parts {
            let mut at = operations.start;
            while at < operations.end {
                let to = chunk.cut(at..operations.end, MANY);
                for change in chunk.changes(at..to) {
                    buffer.apply(&change)?;
                }
                // Whole copies now and then, so that the next moment nearby need not come this far.
                if to < operations.end && buffer.len() <= COPIED {
                    let text = buffer.text()?;
                    self.cache.lock().keep_text(lane, first + chunk.end_of(to), text.clone(), text.memory());
                }
                at = to;
            }
        }
        let text = buffer.text()?;
        let (first, chunk, operations) = parts.last()?;
        let index = first + chunk.end_of(operations.end);
        self.cache.lock().keep_text(lane, index, text.clone(), text.memory());
        Some(text)
    }
}

/// Where a chunk starts in the lane, the chunk, and which of its operations.
type ReplayPart = (usize, Arc<Chunk>, std::ops::Range<usize>);
