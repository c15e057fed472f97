//! What is in memory of a lane: where its sealed blocks are, its open end, the texts that are known. Recording happens
//! here and touches nothing else.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::Timestamp;
use justbuilt_store::LogPosition;

use super::chunk::Chunk;
use super::{Base, LaneId, LaneInfo};
use crate::{Operation, Result, Step, TimelineError, op};

/// How many operations go where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Operations in one part of the open end.
    pub part: usize,
    /// Operations that make a block.
    pub seal: usize,
    /// Most operations in a block that others were merged into.
    pub merged: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { part: 1_000, seal: 4_000, merged: 64_000 }
    }
}

/// Bytes of text after which a part of the open end is not added to any more: it is copied when it is read meanwhile.
const LONG: usize = 1 << 16;

/// A text that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// What it is.
    pub base: Base,
    /// Whether the text here need not be the one that the operations before make.
    pub restart: bool,
    /// Whether a sealed block says so.
    pub sealed: bool,
}

/// Where a block is and what is known of it without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it is in the log of blocks.
    pub position: Option<LogPosition>,
    /// Bytes it takes there.
    pub bytes: u64,
    /// Index of its first operation in the lane.
    pub first: usize,
    /// Indexes it stands for.
    pub span: usize,
    /// Operations in it; less than `span` where detail was thinned out.
    pub count: usize,
    /// Bytes of the text before and after it, if known.
    pub len_before: Option<usize>,
    /// See `len_before`.
    pub len_after: Option<usize>,
    /// Moment of its first operation.
    pub start: (Step, Timestamp),
    /// Moment of its last operation.
    pub end: (Step, Timestamp),
    /// How long it takes to replay it, in microseconds, roughly.
    pub cost: u64,
}

impl Block {
    /// The indexes it stands for.
    pub fn range(&self) -> Range<usize> {
        self.first..self.first + self.span
    }
}

/// A part of a lane that is in memory and still grows or did so until just now.
#[derive(Clone, Debug)]
pub struct Part {
    /// Index of its first operation in the lane.
    pub first: usize,
    /// Its operations.
    pub chunk: Arc<Chunk>,
    /// Bytes of the text before it, if known.
    pub len_before: Option<usize>,
}

impl Part {
    /// The indexes it stands for.
    pub fn range(&self) -> Range<usize> {
        self.first..self.first + self.chunk.span()
    }
}

/// Operations of a lane: in memory, or where they can be read.
#[derive(Clone, Debug)]
pub enum Source {
    /// In memory.
    Open(Part),
    /// In the log of blocks.
    Sealed(Block),
}

impl Source {
    /// The indexes it stands for.
    pub fn range(&self) -> Range<usize> {
        match self {
            Source::Open(part) => part.range(),
            Source::Sealed(block) => block.range(),
        }
    }

    /// The moment of its first operation.
    pub fn start(&self) -> (Step, Timestamp) {
        match self {
            Source::Open(part) => (part.chunk.step(0), part.chunk.time(0)),
            Source::Sealed(block) => block.start,
        }
    }
}

impl Base {
    /// Bytes of the text, if known without reading it.
    pub(super) fn len(&self) -> Option<usize> {
        match self {
            Base::Empty => Some(0),
            Base::Text(text) => Some(text.len()),
            Base::Blob(_) | Base::Lane { .. } => None,
        }
    }
}

/// A lane in memory.
#[derive(Debug, Default)]
pub struct Lane {
    /// Texts that are known, by the number of operations before them.
    pub anchors: BTreeMap<usize, Anchor>,
    /// Those that are not in any log yet.
    pub new_anchors: Vec<usize>,
    /// In order, without overlaps; a gap is damage.
    pub blocks: Vec<Block>,
    /// In order, behind the blocks; after a log with blocks that overlapped was read, between them, too.
    pub open: Vec<Part>,
    /// From here on blocks overlapped: texts that were found by replaying them may be wrong.
    pub doubt_from: Option<usize>,
    /// Texts that may be wrong. They are held against the operations before the next block is made.
    pub doubted: Vec<(usize, Anchor)>,
    /// Parts up to here grow no more: a block is made of them.
    pub closed: usize,
    /// Up to which index everything is in a log.
    pub flushed: usize,
    /// Index behind the last operation.
    pub len: usize,
    /// Bytes of the text after the last operation, if known.
    pub len_bytes: Option<usize>,
    /// Moment of the last operation.
    pub last: Option<(Step, Timestamp)>,
    /// Whether something is not in a log yet.
    pub dirty: bool,
}

impl Lane {
    /// Adds an operation.
    pub fn record(&mut self, id: LaneId, mut operation: Operation, sizes: Sizes) -> Result<usize> {
        let refuse = |reason: &str| TimelineError::Operation { lane: id, reason: reason.to_owned() };
        if self.last.is_some_and(|(last, _)| last >= operation.step) {
            return Err(refuse("its step is not the newest"));
        }
        let inserted: usize = operation.splices.iter().map(|splice| splice.insert.len()).sum();
        if inserted > super::record::MAX_TEXT / 2 {
            return Err(refuse("it inserts more than 128 MiB"));
        }
        let len_before = self.len_bytes;
        if let Some(len) = len_before {
            let after = operation.len_after(len).ok_or_else(|| refuse("it ends past the end of the text"))?;
            self.len_bytes = Some(after);
        }
        operation.time = op::tick(operation.time);
        let restarts = self.anchors.get(&self.len).is_some_and(|anchor| anchor.restart);
        let full = |part: &Part| {
            part.chunk.count() >= sizes.part
                || part.range().end != self.len
                || part.range().end <= self.closed
                || part.chunk.text_len() > LONG
        };
        if restarts || self.open.last().is_none_or(full) {
            self.open.push(Part { first: self.len, chunk: Arc::default(), len_before });
        }
        if let Some(part) = self.open.last_mut() {
            Arc::make_mut(&mut part.chunk).push(&operation, 1);
        }
        self.len += 1;
        self.last = Some((operation.step, operation.time));
        Ok(self.len)
    }

    /// Indexes that are in no block.
    pub fn unsealed(&self) -> usize {
        self.open.first().map_or(0, |part| self.len.saturating_sub(part.first))
    }

    /// Says what the text is after so many operations.
    pub fn add_anchor(&mut self, index: usize, base: Base, restart: bool) {
        // What a restart says is never weakened to a mere hint.
        let restart = restart || self.anchors.get(&index).is_some_and(|known| known.restart);
        self.anchors.insert(index, Anchor { base, restart, sealed: false });
        self.new_anchors.push(index);
    }

    /// What is known without reading anything.
    pub fn info(&self) -> LaneInfo {
        let sealed = self.blocks.first().map(|block| (block.first, block.start));
        let open = self.open.first().map(|part| (part.first, (part.chunk.step(0), part.chunk.time(0))));
        let first = sealed.into_iter().chain(open).min_by_key(|(first, _)| *first).map(|(_, moment)| moment);
        LaneInfo {
            base: self.anchors.get(&0).map_or(Base::Empty, |anchor| anchor.base.clone()),
            len: self.len,
            first,
            last: self.last,
            len_bytes: self.len_bytes,
        }
    }

    /// The operations of a range of indexes, in order. Not checked for gaps.
    pub fn sources(&self, range: &Range<usize>) -> Vec<Source> {
        let wanted = |of: Range<usize>| of.start < range.end && of.end > range.start;
        let from = self.blocks.partition_point(|block| block.range().end <= range.start);
        let sealed = self.blocks.get(from..).unwrap_or_default().iter();
        let sealed = sealed.take_while(|block| wanted(block.range())).cloned().map(Source::Sealed);
        let open = self.open.iter().filter(|part| wanted(part.range())).cloned().map(Source::Open);
        let mut sources: Vec<Source> = sealed.chain(open).collect();
        if self.has_parts_between() {
            sources.sort_by_key(|source| source.range().start);
        }
        sources
    }

    fn has_parts_between(&self) -> bool {
        let first = self.open.first().map(|part| part.first);
        first.zip(self.blocks.last()).is_some_and(|(first, last)| first < last.range().end)
    }

    /// The indexes of its blocks and parts, in order.
    pub fn ranges(&self) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> =
            self.blocks.iter().map(Block::range).chain(self.open.iter().map(Part::range)).collect();
        if self.has_parts_between() {
            ranges.sort_by_key(|range| range.start);
        }
        ranges
    }

    /// Everything it has.
    pub fn all_sources(&self) -> Vec<Source> {
        self.sources(&(0..self.len))
    }

    /// The last known text up to an index.
    pub fn anchor_before(&self, index: usize) -> Option<(usize, &Anchor)> {
        self.anchors.range(..=index).next_back().map(|(at, anchor)| (*at, anchor))
    }

    /// The first stretch of indexes from `from` on that nothing is known of.
    pub fn gap(&self, from: usize) -> Option<Range<usize>> {
        let mut at = from;
        // Not those before: there may be many.
        for range in self.ranges().into_iter().filter(|range| range.end > from) {
            if range.start > at {
                return Some(at..range.start);
            }
            at = at.max(range.end);
        }
        (at < self.len).then_some(at..self.len)
    }
}
