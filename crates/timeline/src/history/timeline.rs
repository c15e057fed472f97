//! [`Timeline`]: opening the history of a project, keeping it on the disk, closing it.

use std::fmt;
use std::sync::Arc;

use justbuilt_base::{Diagnostic, Timestamp};
use justbuilt_store::Storage;
use parking_lot::{Mutex, MutexGuard};

use crate::{Author, AuthorIx, CommandIx, OpLog, Step};

use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::index::OpIndex;
use super::keeping;
use super::manifest::Moment;
use super::rules::{Judge, Rules};
use super::state::State;

/// How a history is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimelineOptions {
    /// Nothing may be written: looking only.
    pub read_only: bool,
}

/// The history of one project. Cheap to clone, usable from any thread; clones are the same history.
///
/// Recording an edit takes microseconds and never waits for the disk. What may wait says so.
#[derive(Clone)]
pub struct Timeline {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub storage: Storage,
    pub ops: OpLog,
    pub state: Mutex<State>,
    /// Held while writing, so that events reach the disk in order.
    pub flushing: Mutex<keeping::Written>,
    pub read_only: bool,
    /// Made at the first question for it.
    pub index: Mutex<Option<OpIndex>>,
}

impl Timeline {
    /// Opens the history that is in `storage`, or begins one. May wait for the disk.
    ///
    /// What could not be read is in the diagnostics; the rest is there, and recording goes on.
    ///
    /// # Errors
    /// When the storage cannot be read at all, or was written by a newer version of the program: nothing is changed
    /// then.
    pub fn open(storage: Storage, options: TimelineOptions) -> HistoryResult<(Timeline, Vec<Diagnostic>)> {
        let (core, written, mut diagnostics) = keeping::load(&storage)?;
        let (ops, more) = OpLog::open(storage.clone())?;
        diagnostics.extend(more);
        let mut last_step = Step(0);
        for lane in ops.lanes() {
            if let Some((step, _)) = ops.lane(lane).and_then(|info| info.last) {
                last_step = last_step.max(step);
            }
        }
        let mut state = State::new(core, last_step);
        keeping::reconcile(&mut state, &ops, &mut diagnostics)?;
        let read_only = options.read_only;
        if read_only {
            // What was mended is mended in memory only.
            state.pending.clear();
        }
        let inner = Inner {
            storage,
            ops,
            state: Mutex::new(state),
            flushing: Mutex::new(written),
            read_only,
            index: Mutex::new(None),
        };
        Ok((Timeline { inner: Arc::new(inner) }, diagnostics))
    }

    /// Writes everything that was recorded to the disk and waits for it: what was recorded before is safe then. To be
    /// called every half second or so in the background.
    ///
    /// # Errors
    /// Those of the storage. What could not be written stays in memory for the next time, and recording goes on.
    pub fn flush(&self) -> HistoryResult<()> {
        if self.inner.read_only {
            return Ok(());
        }
        keeping::flush(&self.inner)
    }

    /// Ends what is going on, writes everything and brings it into its smallest form: for when the project is closed.
    ///
    /// # Errors
    /// Those of the storage.
    pub fn close(&self) -> HistoryResult<()> {
        if self.inner.read_only {
            return Ok(());
        }
        self.state().close_burst();
        self.flush()?;
        Ok(self.inner.ops.seal()?)
    }

    /// Whether anything is recorded that [`flush`](Self::flush) has not written yet. May look at the disk.
    pub fn has_unwritten(&self) -> bool {
        let events = !self.state().pending.is_empty();
        events || self.inner.ops.stats().is_ok_and(|stats| stats.pending > 0)
    }

    /// An author's number. The same author always has the same.
    pub fn author(&self, author: Author) -> AuthorIx {
        self.state().author(author)
    }

    /// A command's number; `None` when there are more commands than numbers.
    pub fn command(&self, id: &str) -> Option<CommandIx> {
        self.state().command(id)
    }

    /// The author with that number.
    pub fn author_of(&self, index: AuthorIx) -> Option<Author> {
        self.state().core.author(index).cloned()
    }

    /// The command with that number.
    pub fn command_of(&self, index: CommandIx) -> Option<String> {
        self.state().core.command(index).map(str::to_owned)
    }

    /// All authors, by their number.
    pub fn authors(&self) -> Arc<Vec<Author>> {
        self.state().core.authors.clone()
    }

    /// Whether nothing can be recorded.
    pub fn is_read_only(&self) -> bool {
        self.inner.read_only
    }

    /// The moment up to which everything on the active branch is recorded.
    pub fn now(&self) -> Moment {
        self.state().now()
    }

    /// When something was recorded last.
    pub fn last_time(&self) -> Timestamp {
        let state = self.state();
        let burst = state.burst.as_ref().map_or(Timestamp::default(), |burst| burst.time);
        state.core.last_time.max(burst)
    }

    /// What is recorded and what is not.
    pub fn rules(&self) -> Arc<Rules> {
        self.state().core.rules.clone()
    }

    /// Changes what is recorded, from now on. The globs that are none, which then match nothing.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`].
    pub fn set_rules(&self, rules: Rules) -> HistoryResult<Vec<String>> {
        self.writable()?;
        Ok(self.state().set_rules(rules))
    }

    /// The rules, ready to be asked about files.
    pub fn judge(&self) -> Judge {
        self.state().judge.clone()
    }

    /// The operations.
    pub fn operations(&self) -> &OpLog {
        &self.inner.ops
    }

    pub(crate) fn writable(&self) -> HistoryResult<()> {
        if self.inner.read_only { Err(HistoryError::ReadOnly) } else { Ok(()) }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.inner.state.lock()
    }

    /// Everything as it is now; it stands still.
    pub(crate) fn core(&self) -> Core {
        self.inner.state.lock().core.clone()
    }
}

impl fmt::Debug for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("Timeline")
            .field("branches", &state.core.branches.len())
            .field("nodes", &state.core.nodes.len())
            .finish_non_exhaustive()
    }
}
