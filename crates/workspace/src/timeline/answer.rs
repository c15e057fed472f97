//! What background work sends back to the timeline, and which part takes it in.

use justbuilt_base::{Diagnostic, Timestamp};
use justbuilt_store::{Storage, StoreError};
use justbuilt_timeline::history::{BaselineReport, Tidied};
use justbuilt_timeline::{HistoryError, HistoryResult, Timeline};

use super::carrying::Carried;
use super::keeping::Status;
use super::looking::Found;
use super::past::Marked;
use super::planning::Planned;
use super::recorder::Drained;
use super::seeking::Sought;
use crate::workspace::Workspace;

/// One answer.
pub(crate) struct Answer {
    pub generation: u64,
    pub what: What,
}

/// What it says.
pub(crate) enum What {
    /// The history is open, or cannot be.
    Opened(Result<Box<Open>, OpenError>),
    /// All files were looked at.
    Baseline(HistoryResult<BaselineReport>),
    /// What was recorded is on the disk, or not.
    Kept(Box<Kept>),
    /// A question about the history was answered.
    Found(Box<Found>),
    /// A moment was looked up.
    Sought(Box<Sought>),
    /// Differences to now were looked for again.
    Marked(Box<Marked>),
    /// Something that writes the project's files was prepared.
    Planned(Box<Planned>),
    /// The project's files were written, or not.
    Carried(Box<Carried>),
    /// What nothing needs any more was given free; whether nobody asked for it.
    Tidied(HistoryResult<Tidied>, Status, bool),
    /// Something was noted in the history.
    Noted(Result<Status, HistoryError>),
}

/// An open history.
pub(crate) struct Open {
    pub timeline: Timeline,
    pub storage: Storage,
    pub diagnostics: Vec<Diagnostic>,
    pub status: Status,
}

/// Why a history could not be opened.
pub(crate) enum OpenError {
    Store(StoreError),
    History(HistoryError),
}

/// What came of writing.
pub(crate) struct Kept {
    pub drained: Drained,
    pub result: HistoryResult<()>,
    /// When the burst that is going on may be over.
    pub burst: Option<Timestamp>,
    pub status: Status,
}

impl Workspace {
    /// Takes in an answer.
    pub(crate) fn timeline_answer(&mut self, answer: Answer) {
        if answer.generation != self.timeline.generation {
            return;
        }
        match answer.what {
            What::Opened(opened) => self.timeline_opened(opened),
            What::Baseline(report) => self.timeline_baseline_done(report),
            What::Kept(kept) => self.timeline_kept(*kept),
            What::Found(found) => self.timeline_found(*found),
            What::Sought(sought) => self.timeline_sought(*sought),
            What::Marked(marked) => self.timeline_marked(*marked),
            What::Planned(planned) => self.timeline_planned(*planned),
            What::Carried(carried) => self.timeline_carried(*carried),
            What::Tidied(tidied, status, quiet) => self.timeline_tidied(tidied, status, quiet),
            What::Noted(noted) => self.timeline_noted(noted),
        }
        self.timeline.touch();
        self.touch();
    }
}
