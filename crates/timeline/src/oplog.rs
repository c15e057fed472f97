//! [`OpLog`]: every operation of every lane, and the text of each at any moment. It knows nothing of files' names,
//! branches' names and nodes; and it has no clock.

mod cache;
mod chunk;
mod lane;
mod open;
mod record;
mod seal;
mod seek;
mod shared;
mod thin;
mod touch;
mod varint;
mod write;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::{Diagnostic, Timestamp};
use justbuilt_store::{ContentHash, Storage};
use justbuilt_text::Text;

use crate::{LaneId, OpMeta, Operation, Result, Step, TimelineError};

pub(crate) use chunk::Change;
use lane::Sizes;
use shared::{Shared, State};
pub(crate) use touch::before_change;

/// The log of what was just recorded.
const TAIL: &str = "ops/tail";
/// The log of sealed blocks.
const BLOCKS: &str = "ops/blocks";

/// What the text of a lane is before its first operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Nothing.
    Empty,
    /// This text. It becomes a blob at the next flush.
    Text(Text),
    /// The content with this hash: the UTF-8 of the text.
    Blob(ContentHash),
    /// The text that another lane has after so many operations.
    Lane {
        /// Which lane.
        lane: LaneId,
        /// After how many of its operations.
        index: usize,
    },
}

/// What is known of a lane without reading anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneInfo {
    /// What its text was at the start.
    pub base: Base,
    /// How many operations there are. The text has `len + 1` moments: `0..=len`.
    pub len: usize,
    /// Step and time of the first operation.
    pub first: Option<(Step, Timestamp)>,
    /// Step and time of the last operation.
    pub last: Option<(Step, Timestamp)>,
    /// Bytes of the text after the last operation; `None` when that needs the base to be read first.
    pub len_bytes: Option<usize>,
}

/// The newest operation that touched a range, see [`OpLog::touched`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The lane it is in: the one asked for, or one that it is based on.
    pub lane: LaneId,
    /// How many operations of that lane come before it: the text before it is `text_at(lane, index)`.
    pub index: usize,
    /// What it was.
    pub meta: OpMeta,
    /// What the range was before it, in the text before it; empty when it was not there: it was born here.
    pub before: Range<usize>,
}

/// How much is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpStats {
    /// Lanes.
    pub lanes: usize,
    /// Operations, those thinned out included.
    pub operations: u64,
    /// Operations that were thinned out.
    pub thinned: u64,
    /// Operations that are not on the disk yet.
    pub pending: u64,
    /// Sealed blocks.
    pub blocks: usize,
    /// Bytes of the logs on the disk. Blobs are not counted: the history shares them.
    pub bytes: u64,
    /// Bytes of the logs that nothing needs any more and the next rewriting takes away.
    pub garbage: u64,
    /// Bytes of memory that texts and decoded blocks hold for fast seeking.
    pub cache: usize,
}

/// What [`OpLog::thin`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Thinned {
    /// Operations whose detail went.
    pub operations: u64,
    /// Bytes of the logs before.
    pub bytes_before: u64,
    /// Bytes of the logs after.
    pub bytes_after: u64,
}

/// Every operation of every lane. Cheap to clone, usable from any thread.
///
/// [`record`](OpLog::record) and [`start`](OpLog::start) never wait for the disk; everything else may, so it is
/// nothing for the UI thread. What was recorded is safe once [`flush`](OpLog::flush) has returned.
#[derive(Clone)]
pub struct OpLog {
    shared: Arc<Shared>,
}

impl OpLog {
    /// Opens the op log in `storage`. What could not be read is in the diagnostics; the rest can be used.
    ///
    /// # Errors
    /// When the storage cannot be read at all, or was written by a newer version; nothing is changed then.
    pub fn open(storage: Storage) -> Result<(Self, Vec<Diagnostic>)> {
        Self::open_with(storage, Sizes::default())
    }

    fn open_with(storage: Storage, sizes: Sizes) -> Result<(Self, Vec<Diagnostic>)> {
        let (state, diagnostics) = open::read(&*storage.logs)?;
        Ok((Self { shared: Arc::new(Shared::new(storage, state, sizes)) }, diagnostics))
    }

    /// Starts a lane. One that is there already goes on with a text of its own from here: so a history whose newest
    /// part was lost, or a file that changed unseen, can be recorded on. (A change that can be told as an operation is
    /// better recorded as one, by [`OpKind::Outside`](crate::OpKind::Outside).)
    ///
    /// # Errors
    /// [`TimelineError::PastEnd`] and [`TimelineError::NoLane`] when it is based on a moment that is not there.
    pub fn start(&self, lane: LaneId, base: Base) -> Result<()> {
        self.shared.start(lane, base)
    }

    /// Says that the text of a moment is kept as a blob, as it is at every save. Nothing is copied; it makes seeking
    /// faster, and bridges operations that get damaged.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`], [`TimelineError::PastEnd`].
    pub fn anchor(&self, lane: LaneId, index: usize, content: ContentHash) -> Result<()> {
        let mut state = self.shared.state.lock();
        let found = state.lane_mut(lane, index)?;
        let known = found.anchors.get(&index);
        // A text that is known already stays: it is the same.
        if known.is_none() {
            found.add_anchor(index, Base::Blob(content), false);
            state.touch(lane);
        }
        Ok(())
    }

    /// Adds an operation to a lane; how many there are then. Never waits for the disk. The operation's time is kept
    /// in steps of 250 ms.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`] when the lane was not started, [`TimelineError::Operation`] when the operation does
    /// not fit or its step is no later than the last one.
    pub fn record(&self, lane: LaneId, operation: Operation) -> Result<usize> {
        let mut state = self.shared.state.lock();
        let found = state.lanes.get_mut(&lane).ok_or(TimelineError::NoLane(lane))?;
        let len = found.record(lane, operation, self.shared.sizes)?;
        state.touch(lane);
        Ok(len)
    }

    /// Writes what was recorded to the disk and waits for it.
    ///
    /// # Errors
    /// Those of the storage. What could not be written stays in memory for the next time.
    pub fn flush(&self) -> Result<()> {
        self.shared.flush()
    }

    /// Does a flush, and brings everything into its smallest form: to be called when a project is closed.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn seal(&self) -> Result<()> {
        self.shared.seal()
    }

    /// What is known of a lane. Never waits for the disk.
    pub fn lane(&self, lane: LaneId) -> Option<LaneInfo> {
        self.shared.state.lock().lanes.get(&lane).map(lane::Lane::info)
    }

    /// All lanes, in order. Never waits for the disk.
    pub fn lanes(&self) -> Vec<LaneId> {
        self.shared.state.lock().lanes.keys().copied().collect()
    }

    /// How many operations of a lane are no later than `step`.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`]; those of the storage.
    pub fn index_at(&self, lane: LaneId, step: Step) -> Result<usize> {
        self.shared.retrying(|| self.shared.index_at(lane, step))
    }

    /// How many operations of a lane come before the first that is later than `time`.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`]; those of the storage.
    pub fn index_at_time(&self, lane: LaneId, time: Timestamp) -> Result<usize> {
        self.shared.retrying(|| self.shared.index_at_time(lane, time))
    }

    /// The text of a lane after its first `index` operations.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`], [`TimelineError::PastEnd`], [`TimelineError::Thinned`], [`TimelineError::Lost`];
    /// those of the storage.
    pub fn text_at(&self, lane: LaneId, index: usize) -> Result<Text> {
        self.shared.text_at(lane, index)
    }

    /// The operations of a range, in order. Where detail was thinned out there are fewer: each stands for all since
    /// the one before it.
    ///
    /// # Errors
    /// As for [`text_at`](OpLog::text_at).
    pub fn operations(&self, lane: LaneId, range: Range<usize>) -> Result<Vec<Operation>> {
        self.shared.retrying(|| self.shared.each(lane, range.clone(), chunk::Chunk::operation))
    }

    /// The operations of a range without their texts.
    ///
    /// # Errors
    /// As for [`text_at`](OpLog::text_at).
    pub fn operation_meta(&self, lane: LaneId, range: Range<usize>) -> Result<Vec<OpMeta>> {
        self.shared.retrying(|| self.shared.each(lane, range.clone(), chunk::Chunk::meta))
    }

    /// The newest of the first `index` operations that put something into `range` (bytes of `text_at(lane, index)`) or
    /// took something out of its inside. Ask again for its lane, its index and what the range was before it, until
    /// that is empty or nothing is found (the text is older than the history): that is the life of the range back to
    /// its birth. Lanes that this one is based on are asked as well.
    ///
    /// What was taken out at the very start or end of the range is outside: for a line, give the range with its own
    /// ending and the one before it.
    ///
    /// # Errors
    /// As for [`text_at`](OpLog::text_at).
    pub fn touched(&self, lane: LaneId, index: usize, range: Range<usize>) -> Result<Option<Touch>> {
        self.shared.retrying(|| self.shared.touched(lane, index, range.clone()))
    }

    /// Forgets the texts and blocks in memory that can be had again: the next seek is a cold one.
    pub fn drop_caches(&self) {
        self.shared.cache.lock().clear();
    }

    /// How much is kept.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn stats(&self) -> Result<OpStats> {
        self.shared.stats()
    }

    /// The hashes of all contents that texts of lanes begin with or are known by: what a collection of garbage must
    /// leave where it is.
    pub fn contents(&self) -> Vec<ContentHash> {
        let state = self.shared.state.lock();
        let anchors = state
            .lanes
            .values()
            .flat_map(|lane| lane.anchors.values().chain(lane.doubted.iter().map(|(_, anchor)| anchor)));
        anchors
            .filter_map(|anchor| match &anchor.base {
                Base::Blob(hash) => Some(*hash),
                Base::Text(text) => Some(ContentHash::of(text.to_string().as_bytes())),
                Base::Empty | Base::Lane { .. } => None,
            })
            .collect()
    }

    /// Takes out the detail of operations older than `before`. The texts of the moments in `keep` stay, and those
    /// that other lanes are based on; indexes stay what they are. Of a moment that is not kept,
    /// [`kept_before`](OpLog::kept_before) tells the next one that is.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn thin(&self, before: Timestamp, keep: &[(LaneId, usize)]) -> Result<Thinned> {
        self.shared.thin(before, keep)
    }

    /// The last moment of a lane, up to and with `index`, whose text is kept: `index` itself where nothing was thinned
    /// out.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`], [`TimelineError::PastEnd`]; those of the storage.
    pub fn kept_before(&self, lane: LaneId, index: usize) -> Result<usize> {
        self.shared.retrying(|| self.shared.kept_before(lane, index))
    }
}

impl fmt::Debug for OpLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpLog")
    }
}

#[cfg(test)]
mod tests;
