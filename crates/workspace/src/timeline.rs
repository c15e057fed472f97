//! The timeline of the project: records what happens to documents and files, shows the past in the tabs, and carries
//! out switches, restores and merges. The history itself is `justbuilt_timeline`'s; here it is fed, asked and obeyed,
//! in the background. Nothing is ever written into the project's folder that the user did not ask for.
//!
//! Recorded is what is in the project's folder and has a path. Scratch documents, and files outside the folder, are
//! not: their unsaved text is kept by `session`. A new file is recorded from its first save on.

pub(crate) mod acting;
pub(crate) mod answer;
mod away;
mod baseline;
mod branching;
mod carrying;
mod command;
pub(crate) mod commands;
mod keeping;
mod looking;
mod opening;
mod past;
mod planning;
pub(crate) mod recorder;
mod recording;
mod replaying;
mod running;
mod seeking;
mod snapshot;
mod source;
mod symbols;
mod writing;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::TaskHandle;
use justbuilt_timeline::Timeline;

pub use command::TimelineCommand;
pub use justbuilt_timeline::history::{
    BranchInfo, Bucket, Choice, Chunk, Conflict, Decision, DecisionFormat, FileChange, FileChangeKind,
    FileMerge, Filter, LineHunk, MergePlan, NotKept, Note, Outcome, Reason, Resolution, Restore, Rules,
    Stride, TextFormat, TouchKind, TouchedFile,
};
pub use justbuilt_timeline::lanes::{LaneLine, LaneRow, LaneSegment};
pub use justbuilt_timeline::{
    Author, AuthorIx, AuthorKind, BranchId, Moment, Node, NodeId, NodeKind, OpKind, ProjectPath,
    Step as TimelineStep,
};
pub(crate) use past::PastDocument;
pub(crate) use recorder::ReplacedText;
pub(crate) use recording::op_kind;
pub(crate) use seeking::change_between;
pub use snapshot::{
    Comparison, Fault, LineMark, LineMarkKind, MergeView, NodeDetail, NodeListPage, NodeRow, Off, OffWhy,
    PastFile, PastFileState, PastMoment, ReplayState, ScrubLane, ScrubberWindow, Shown, SizeMeter,
    TimelineSnapshot, TimelineState, WhyAnswer,
};
#[cfg(not(target_arch = "wasm32"))]
pub use source::native::DiskHistory;
pub use source::{HistorySource, MemoryHistory};
pub use symbols::LanguageSymbols;

use crate::command::CommandId;
use recorder::Recorder;

/// How long after the first thing that was not written yet everything is written. What a kill costs at most, together
/// with the time that writing takes.
const DELAY: Duration = Duration::from_millis(300);
/// When writing failed it is tried again after this time.
const RETRY: Duration = Duration::from_secs(5);

/// The timeline's part of the workspace.
#[derive(Default)]
pub(crate) struct Timelines {
    /// Grows with the project, so that answers about another one are not mixed up.
    generation: u64,
    /// What the face sees.
    view: TimelineSnapshot,
    shared: Option<Arc<TimelineSnapshot>>,
    recorder: Option<Arc<Recorder>>,
    /// The storage, for its size.
    storage: Option<justbuilt_store::Storage>,
    /// Opening waits for the settings, which may forbid it.
    wants_opening: bool,
    opening: Option<TaskHandle>,
    baseline: Option<TaskHandle>,
    /// Another look at all files is wanted when the one under way is done.
    baseline_again: bool,
    /// When what was recorded is to be written, on the monotonic clock.
    due: Option<Duration>,
    keeping: bool,
    /// When the burst that is going on may be over, on the monotonic clock.
    burst_due: Option<Duration>,
    told_fault: bool,
    /// Whether it was tidied since it was opened.
    tidied: bool,
    /// The command that is being run.
    pub(crate) command: Option<CommandId>,
    /// Changes of texts are not recorded: they come out of the history.
    silent: bool,
    looking: looking::Looking,
    seeking: seeking::Seeking,
    past: Option<past::Past>,
    work: Option<carrying::Work>,
    away: away::Away,
    merge: Option<branching::Merge>,
    replay: Option<replaying::Replay>,
    applied: Option<keeping::Applied>,
    refusal: Option<crate::ids::NoticeId>,
    /// The notice that says that restored text is not saved yet.
    unsaved: Option<crate::ids::NoticeId>,
}

impl Timelines {
    /// The timeline as the face sees it.
    pub(crate) fn snapshot(&mut self) -> Arc<TimelineSnapshot> {
        if let Some(shared) = &self.shared {
            return Arc::clone(shared);
        }
        let shared = Arc::new(self.view.clone());
        self.shared = Some(Arc::clone(&shared));
        shared
    }

    /// Something that the face sees changed.
    fn touch(&mut self) {
        self.view.revision += 1;
        self.shared = None;
    }

    /// The history, once it is open.
    pub(crate) fn history(&self) -> Option<&Timeline> {
        self.recorder.as_ref().and_then(|recorder| recorder.timeline())
    }

    /// What records, for background work that looks at the history.
    pub(crate) fn recorder(&self) -> Option<Arc<Recorder>> {
        self.recorder.clone()
    }

    /// The moment that is shown, when it is a past one.
    pub(crate) fn shown_moment(&self) -> Option<Moment> {
        self.view.past().map(|past| past.moment)
    }

    /// The last node at or before the moment that is shown.
    pub(crate) fn shown_node(&self) -> Option<NodeId> {
        let past = self.view.past()?;
        past.node.as_ref().map(|node| node.id)
    }

    /// A path of the project as the history names it.
    pub(crate) fn relative(&self, path: &Path) -> Option<ProjectPath> {
        self.recorder.as_ref().and_then(|recorder| recorder.relative(path))
    }

    /// Whether the project's files are being written by the timeline just now: nothing is edited meanwhile.
    pub(crate) fn is_writing(&self) -> bool {
        self.work.is_some()
    }

    /// Whether a replay moves; `None` when there is none.
    pub(crate) fn replay_playing(&self) -> Option<bool> {
        self.view.replay.as_ref().map(|replay| replay.playing)
    }

    /// Whether another window records the project.
    pub(crate) fn is_in_use(&self) -> bool {
        matches!(&self.view.state, TimelineState::Off(off) if off.why == OffWhy::InUse)
    }

    /// Whether what is changed on closed files comes back with the timeline.
    pub(crate) fn is_recording(&self) -> bool {
        self.view.is_recording()
    }
}
