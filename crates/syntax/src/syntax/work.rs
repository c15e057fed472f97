//! Parses on their own: what a document hands out to be run elsewhere and what it takes back. Whether a
//! result is still of use, the document decides.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{CancelToken, Job, Step};
use web_time::Instant;

use crate::job::{Progress, TreeJob};
use crate::layer::Layer;
use crate::scopes::{ScopeJob, ScopeLines};
use crate::state::State;

/// A parse that runs apart from its document: whole with [`ParseJob::run`], or in slices as a [`Job`].
pub struct ParseJob {
    work: Work,
    stamp: Stamp,
    complete: bool,
    took: Duration,
    /// Dropped with the job, off the UI thread.
    _retired: Vec<Arc<State>>,
}

pub(super) enum Work {
    Tree(Box<TreeJob>),
    Scopes(Box<ScopeJob>),
}

/// What a parse was made of.
#[derive(Clone, Copy)]
pub(super) struct Stamp {
    /// The edit it was made after.
    pub revision: u64,
    /// The language it was made for.
    pub generation: u64,
    /// The accepted result it compares itself with.
    pub epoch: u64,
    pub is_reparse: bool,
}

impl ParseJob {
    pub(super) fn new(work: Work, stamp: Stamp, retired: Vec<Arc<State>>) -> ParseJob {
        ParseJob { work, stamp, complete: false, took: Duration::ZERO, _retired: retired }
    }

    /// Parses to the end. The result of a cancelled parse is accepted by nobody.
    #[must_use]
    pub fn run(mut self, cancel: &CancelToken) -> ParseResult {
        self.step_inner(None, cancel);
        self.into_result()
    }

    pub(super) fn step_inner(&mut self, budget: Option<Duration>, cancel: &CancelToken) -> Progress {
        let start = Instant::now();
        let progress = match &mut self.work {
            Work::Tree(job) => job.step(budget, cancel),
            Work::Scopes(job) => job.step(budget, cancel),
        };
        self.took += start.elapsed();
        self.complete = progress == Progress::Done;
        progress
    }

    /// What came of it; nothing unless the work was stepped to its end.
    #[must_use]
    pub fn into_result(self) -> ParseResult {
        let mut changed = Vec::new();
        let output = match self.work {
            _ if !self.complete => None,
            Work::Tree(job) => job.finish().map(|(root, ranges)| {
                changed = ranges;
                Output::Tree(root)
            }),
            Work::Scopes(job) => {
                let (lines, ranges) = job.finish();
                changed = ranges;
                Some(Output::Scopes(lines))
            }
        };
        let reparse = self.stamp.is_reparse.then_some(self.took);
        ParseResult { output, stamp: self.stamp, changed, reparse }
    }
}

impl Job for ParseJob {
    fn step(&mut self, budget: Duration, cancel: &CancelToken) -> Step {
        match self.step_inner(Some(budget), cancel) {
            Progress::More => Step::Again,
            Progress::Done | Progress::Failed => Step::Done,
        }
    }
}

/// What a [`ParseJob`] found, for [`Syntax::accept`](super::Syntax::accept).
pub struct ParseResult {
    pub(super) output: Option<Output>,
    pub(super) stamp: Stamp,
    /// Bytes that may look different from before, sorted, in the text that was parsed.
    pub(super) changed: Vec<Range<usize>>,
    /// How long it took, if it was a parse after an edit.
    pub(super) reparse: Option<Duration>,
}

impl ParseResult {
    /// Whether the parse ran to its end.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.output.is_some()
    }
}

pub(super) enum Output {
    Tree(Arc<Layer>),
    Scopes(Arc<ScopeLines>),
}
