//! [`OpLog`]: every operation of every lane, and the text of each at any moment. It knows nothing of files' names,
//! branches' names and nodes; and it has no clock.

mod chunk;
mod varint;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::{Diagnostic, Timestamp};
use justbuilt_store::{ContentHash, Storage};
use justbuilt_text::Text;
use parking_lot::Mutex;

use crate::{LaneId, OpMeta, Operation, Result, Step, TimelineError, op};

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
    shared: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    lanes: BTreeMap<LaneId, Lane>,
}

struct Lane {
    /// Texts that are known, by the number of operations before them; the first is at 0.
    anchors: BTreeMap<usize, Base>,
    operations: Vec<Operation>,
    len_bytes: Option<usize>,
}

impl OpLog {
    /// Opens the op log in `storage`. What could not be read is in the diagnostics; the rest can be used.
    ///
    /// # Errors
    /// When the storage cannot be read at all, or was written by a newer version; nothing is changed then.
    pub fn open(_storage: Storage) -> Result<(Self, Vec<Diagnostic>)> {
        Ok((Self { shared: Arc::default() }, Vec::new()))
    }

    /// Starts a lane. One that is there already goes on with a text of its own from here: so a history whose newest
    /// part was lost, or a file that changed unseen, can be recorded on. (A change that can be told as an operation is
    /// better recorded as one, by [`OpKind::Outside`](crate::OpKind::Outside).)
    ///
    /// # Errors
    /// [`TimelineError::PastEnd`] and [`TimelineError::NoLane`] when it is based on a moment that is not there.
    pub fn start(&self, lane: LaneId, base: Base) -> Result<()> {
        let mut state = self.shared.lock();
        if let Base::Lane { lane: parent, index } = &base {
            state.get(*parent, *index)?;
        }
        let len_bytes = match &base {
            Base::Empty => Some(0),
            Base::Text(text) => Some(text.len()),
            Base::Blob(_) | Base::Lane { .. } => None,
        };
        let lane = state.lanes.entry(lane).or_insert_with(|| Lane {
            anchors: BTreeMap::new(),
            operations: Vec::new(),
            len_bytes,
        });
        lane.len_bytes = len_bytes;
        lane.anchors.insert(lane.operations.len(), base);
        Ok(())
    }

    /// Says that the text of a moment is kept as a blob, as it is at every save. Nothing is copied; it makes seeking
    /// faster, and bridges operations that get damaged.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`], [`TimelineError::PastEnd`].
    pub fn anchor(&self, lane: LaneId, index: usize, _content: ContentHash) -> Result<()> {
        self.shared.lock().get(lane, index).map(|_| ())
    }

    /// Adds an operation to a lane; how many there are then. Never waits for the disk. The operation's time is kept
    /// in whole [`TICK`](crate::op::TICK)s.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`] when the lane was not started, [`TimelineError::Operation`] when the operation does
    /// not fit or its step is no later than the last one.
    pub fn record(&self, lane: LaneId, mut operation: Operation) -> Result<usize> {
        let mut state = self.shared.lock();
        let state = state.lanes.get_mut(&lane).ok_or(TimelineError::NoLane(lane))?;
        let refuse = |reason: &str| TimelineError::Operation { lane, reason: reason.to_owned() };
        if state.operations.last().is_some_and(|last| last.step >= operation.step) {
            return Err(refuse("its step is not the newest"));
        }
        if let Some(len) = state.len_bytes {
            let after = operation.len_after(len).ok_or_else(|| refuse("it ends past the end of the text"))?;
            state.len_bytes = Some(after);
        }
        operation.time = op::tick(operation.time);
        state.operations.push(operation);
        Ok(state.operations.len())
    }

    /// Writes what was recorded to the disk and waits for it.
    ///
    /// # Errors
    /// Those of the storage. What could not be written stays in memory for the next time.
    pub fn flush(&self) -> Result<()> {
        Ok(())
    }

    /// Does a flush, and brings everything into its smallest form: to be called when a project is closed.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn seal(&self) -> Result<()> {
        Ok(())
    }

    /// What is known of a lane. Never waits for the disk.
    pub fn lane(&self, lane: LaneId) -> Option<LaneInfo> {
        let state = self.shared.lock();
        let lane = state.lanes.get(&lane)?;
        Some(LaneInfo {
            base: lane.anchors.get(&0).cloned().unwrap_or(Base::Empty),
            len: lane.operations.len(),
            first: lane.operations.first().map(|op| (op.step, op.time)),
            last: lane.operations.last().map(|op| (op.step, op.time)),
            len_bytes: lane.len_bytes,
        })
    }

    /// All lanes, in order. Never waits for the disk.
    pub fn lanes(&self) -> Vec<LaneId> {
        self.shared.lock().lanes.keys().copied().collect()
    }

    /// How many operations of a lane are no later than `step`.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`]; those of the storage.
    pub fn index_at(&self, lane: LaneId, step: Step) -> Result<usize> {
        let state = self.shared.lock();
        Ok(state.get(lane, 0)?.operations.partition_point(|op| op.step <= step))
    }

    /// How many operations of a lane come before the first that is later than `time`.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`]; those of the storage.
    pub fn index_at_time(&self, lane: LaneId, time: Timestamp) -> Result<usize> {
        let state = self.shared.lock();
        let operations = &state.get(lane, 0)?.operations;
        Ok(operations.iter().position(|op| op.time > time).unwrap_or(operations.len()))
    }

    /// The text of a lane after its first `index` operations.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`], [`TimelineError::PastEnd`], [`TimelineError::Thinned`], [`TimelineError::Lost`];
    /// those of the storage.
    pub fn text_at(&self, lane: LaneId, index: usize) -> Result<Text> {
        let state = self.shared.lock();
        state.text_at(lane, index)
    }

    /// The operations of a range, in order. Where detail was thinned out there are fewer: each stands for all since
    /// the one before it.
    ///
    /// # Errors
    /// As for [`text_at`](OpLog::text_at).
    pub fn operations(&self, lane: LaneId, range: Range<usize>) -> Result<Vec<Operation>> {
        let state = self.shared.lock();
        Ok(state.get(lane, range.end)?.operations.get(range).unwrap_or_default().to_vec())
    }

    /// The operations of a range without their texts.
    ///
    /// # Errors
    /// As for [`text_at`](OpLog::text_at).
    pub fn operation_meta(&self, lane: LaneId, range: Range<usize>) -> Result<Vec<OpMeta>> {
        let state = self.shared.lock();
        let operations = state.get(lane, range.end)?.operations.get(range).unwrap_or_default();
        Ok(operations.iter().map(Operation::meta).collect())
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
        let state = self.shared.lock();
        let (mut lane, mut index, mut range) = (lane, index, range);
        loop {
            let found = state.get(lane, index)?;
            for (at, operation) in found.operations.get(..index).unwrap_or_default().iter().enumerate().rev()
            {
                if range.is_empty() {
                    return Ok(None);
                }
                let mut touched = false;
                for splice in operation.splices.iter().rev() {
                    let (hit, before) = before_splice(&range, splice.at, splice.delete, splice.insert.len());
                    touched |= hit;
                    range = before;
                }
                if touched {
                    return Ok(Some(Touch { lane, index: at, meta: operation.meta(), before: range }));
                }
            }
            match found.anchors.get(&0) {
                Some(Base::Lane { lane: parent, index: at }) => (lane, index) = (*parent, *at),
                _ => return Ok(None),
            }
        }
    }

    /// How much is kept.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn stats(&self) -> Result<OpStats> {
        let state = self.shared.lock();
        let operations = state.lanes.values().map(|lane| lane.operations.len() as u64).sum();
        Ok(OpStats { lanes: state.lanes.len(), operations, ..OpStats::default() })
    }

    /// Takes out the detail of operations older than `before`. The texts of the moments in `keep` stay, and those
    /// that other lanes are based on; indexes stay what they are. Of a moment that is not kept,
    /// [`kept_before`](OpLog::kept_before) tells the next one that is.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn thin(&self, _before: Timestamp, _keep: &[(LaneId, usize)]) -> Result<Thinned> {
        Ok(Thinned::default())
    }

    /// The last moment of a lane, up to and with `index`, whose text is kept: `index` itself where nothing was thinned
    /// out.
    ///
    /// # Errors
    /// [`TimelineError::NoLane`], [`TimelineError::PastEnd`]; those of the storage.
    pub fn kept_before(&self, lane: LaneId, index: usize) -> Result<usize> {
        self.shared.lock().get(lane, index).map(|_| index)
    }
}

impl State {
    fn get(&self, lane: LaneId, index: usize) -> Result<&Lane> {
        let found = self.lanes.get(&lane).ok_or(TimelineError::NoLane(lane))?;
        if index > found.operations.len() {
            return Err(TimelineError::PastEnd { lane, index, len: found.operations.len() });
        }
        Ok(found)
    }

    fn text_at(&self, lane: LaneId, index: usize) -> Result<Text> {
        let found = self.get(lane, index)?;
        let (from, base) = found.anchors.range(..=index).next_back().unwrap_or((&0, &Base::Empty));
        let mut text = match base {
            Base::Empty => Text::new(),
            Base::Text(text) => text.clone(),
            Base::Blob(hash) => return Err(TimelineError::NoContent(*hash)),
            Base::Lane { lane, index } => self.text_at(*lane, *index)?,
        };
        for operation in found.operations.get(*from..index).unwrap_or_default() {
            let refuse = |reason: String| TimelineError::Operation { lane, reason };
            let change = operation.to_transaction(text.len()).ok_or_else(|| refuse("too long".to_owned()))?;
            text = change.apply(&text).map_err(|error| refuse(error.to_string()))?;
        }
        Ok(text)
    }
}

/// Whether a splice touched `range` (not empty) of the text after it, and what the range was before it.
fn before_splice(range: &Range<usize>, at: usize, delete: usize, insert: usize) -> (bool, Range<usize>) {
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

impl fmt::Debug for OpLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OpLog")
    }
}
