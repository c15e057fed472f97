//! What the face sees of the timeline. Plain immutable data; each part is the same [`Arc`] until it changes.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_base::Timestamp;
use justbuilt_timeline::history::{
    BranchInfo, Bucket, FileChange, Filter, MergePlan, NotKept, Reason, Rules,
};
use justbuilt_timeline::lanes::LaneRow;
use justbuilt_timeline::{Author, BranchId, Moment, Node, ProjectPath};

/// The timeline at one moment.
#[derive(Clone, Debug)]
pub struct TimelineSnapshot {
    /// Grows with every change.
    pub revision: u64,
    /// Whether anything is recorded.
    pub state: TimelineState,
    /// Recording goes on, in memory: what could not be written, and what to do.
    pub fault: Option<Fault>,
    /// What the tabs show.
    pub shown: Shown,
    /// All branches, deleted ones too, oldest first.
    pub branches: Arc<[BranchInfo]>,
    /// The one that is worked on.
    pub active: BranchId,
    /// How many nodes there are.
    pub nodes: usize,
    /// How many operations.
    pub operations: u64,
    /// What the history takes.
    pub size: Option<SizeMeter>,
    /// From the first to the last thing that happened.
    pub span: Option<Range<Timestamp>>,
    /// What the scrubber shows.
    pub window: Arc<ScrubberWindow>,
    /// What the list of nodes shows.
    pub list: Arc<NodeListPage>,
    /// The node that is selected.
    pub selected: Option<Arc<NodeDetail>>,
    /// Two moments, compared.
    pub compare: Option<Arc<Comparison>>,
    /// Why a line is there.
    pub why: Option<Arc<WhyAnswer>>,
    /// A merge that waits for decisions, or is being written.
    pub merge: Option<Arc<MergeView>>,
    /// A replay that is under way.
    pub replay: Option<ReplayState>,
    /// What is being done to the project's files, such as `Switching to try-2`.
    pub busy: Option<String>,
    /// What is recorded.
    pub rules: Arc<Rules>,
    /// Everybody who ever changed anything, by their number.
    pub authors: Arc<Vec<Author>>,
}

impl Default for TimelineSnapshot {
    fn default() -> Self {
        Self {
            revision: 0,
            state: TimelineState::default(),
            fault: None,
            shown: Shown::Now,
            branches: Arc::default(),
            active: BranchId::MAIN,
            nodes: 0,
            operations: 0,
            size: None,
            span: None,
            window: Arc::default(),
            list: Arc::default(),
            selected: None,
            compare: None,
            why: None,
            merge: None,
            replay: None,
            busy: None,
            rules: Arc::default(),
            authors: Arc::default(),
        }
    }
}

impl TimelineSnapshot {
    /// Whether the tabs show the past.
    pub fn in_past(&self) -> bool {
        matches!(self.shown, Shown::Past(_))
    }

    /// The moment that is shown, when it is a past one.
    pub fn past(&self) -> Option<&Arc<PastMoment>> {
        match &self.shown {
            Shown::Now => None,
            Shown::Past(past) => Some(past),
        }
    }

    /// Whether edits are recorded.
    pub fn is_recording(&self) -> bool {
        self.state == TimelineState::Recording
    }
}

/// Whether anything is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimelineState {
    /// Nothing is.
    Off(Off),
    /// The history is being opened; what is typed meanwhile will be in it.
    Opening,
    /// Everything is.
    Recording,
}

impl Default for TimelineState {
    fn default() -> Self {
        TimelineState::Off(Off {
            why: OffWhy::NoProject,
            text: "There is no project".to_owned(),
            help: "Open a folder: everything that happens in it is remembered.".to_owned(),
        })
    }
}

/// Why nothing is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Off {
    /// What kind of reason.
    pub why: OffWhy,
    /// One sentence.
    pub text: String,
    /// What can be done about it.
    pub help: String,
}

/// Why nothing is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OffWhy {
    /// No folder is open.
    NoProject,
    /// The settings say so.
    Disabled,
    /// Another window records this project.
    InUse,
    /// A newer version of the program made the history.
    Newer,
    /// The history cannot be read.
    Damaged,
    /// The disk is full.
    Full,
    /// Anything else.
    Failed,
}

/// Something that does not work while recording goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// One sentence.
    pub text: String,
    /// What can be done about it.
    pub help: String,
}

/// What the tabs show.
#[derive(Clone, Debug, Default)]
pub enum Shown {
    /// The present.
    #[default]
    Now,
    /// A moment of the past.
    Past(Arc<PastMoment>),
}

/// The moment that is shown.
#[derive(Clone, Debug)]
pub struct PastMoment {
    /// Which.
    pub moment: Moment,
    /// When it was, if that is known yet.
    pub time: Option<Timestamp>,
    /// The name of its branch.
    pub branch: String,
    /// The last node at or before it.
    pub node: Option<Arc<Node>>,
    /// Files of the project then.
    pub files: usize,
    /// Another moment is being looked up.
    pub seeking: bool,
}

/// What the history takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeMeter {
    /// Bytes on the disk.
    pub bytes: u64,
    /// The most it may take, by the rules.
    pub cap: Option<u64>,
    /// Contents of files that are kept.
    pub contents: usize,
}

/// What the scrubber shows.
#[derive(Clone, Debug, Default)]
pub struct ScrubberWindow {
    /// The stretch of time.
    pub range: Range<Timestamp>,
    /// The stretches in which something happened, over the whole history; between them nothing did.
    pub sessions: Arc<[Range<Timestamp>]>,
    /// One a branch that is not deleted, in the order of their beginning.
    pub lanes: Vec<ScrubLane>,
    /// Nodes in the range, oldest first; of too many, the weightier ones.
    pub markers: Vec<Arc<Node>>,
    /// Nodes in the range that are no markers because there were too many.
    pub left_out: usize,
}

/// A branch in the scrubber.
#[derive(Clone, Debug)]
pub struct ScrubLane {
    /// Which.
    pub branch: BranchId,
    /// Its name.
    pub name: String,
    /// Where it came from; `None` for the first one.
    pub origin: Option<Moment>,
    /// When it was made.
    pub created: Timestamp,
    /// Whether it is the one that is worked on.
    pub active: bool,
    /// Equal parts of the range.
    pub buckets: Vec<Bucket>,
}

/// A part of the list of nodes.
#[derive(Clone, Debug, Default)]
pub struct NodeListPage {
    /// Which nodes.
    pub filter: Filter,
    /// Which of them are here, from the newest.
    pub rows: Range<usize>,
    /// How many there are in all.
    pub total: usize,
    /// Those of `rows`.
    pub nodes: Vec<NodeRow>,
    /// Columns of the graph: that of all nodes, or that of those which the filter leaves.
    pub columns: usize,
    /// Whether the answer is still being looked for.
    pub searching: bool,
    /// What is wrong with the filter.
    pub error: Option<String>,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct NodeRow {
    /// The node.
    pub node: Arc<Node>,
    /// Who did it.
    pub author: Author,
    /// Its place in the graph; its lines lead over what a filter leaves out. `None` where that cannot be said.
    pub graph: Option<LaneRow>,
}

/// A node in detail.
#[derive(Clone, Debug)]
pub struct NodeDetail {
    /// The node.
    pub node: Arc<Node>,
    /// Who did it.
    pub author: Author,
    /// What it changed.
    pub files: Vec<FileChange>,
    /// The moment before it: what `files` was compared with.
    pub before: Moment,
    /// Whether the files are still being compared.
    pub loading: bool,
}

/// Two moments, compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The one.
    pub from: Moment,
    /// The other; `None`: now, unsaved texts as they were when it was made.
    pub to: Option<Moment>,
    /// What the two are called, for headings.
    pub titles: (String, String),
    /// When the two were, where they are between nodes.
    pub times: (Option<Timestamp>, Option<Timestamp>),
    /// What differs, by path.
    pub files: Vec<FileChange>,
    /// Whether it is still being made.
    pub loading: bool,
    /// Why it could not be made.
    pub error: Option<String>,
}

/// Why a line is there.
#[derive(Clone, Debug)]
pub struct WhyAnswer {
    /// Of which file.
    pub path: ProjectPath,
    /// Which line, from 0.
    pub line: usize,
    /// The line as it is at the moment that was asked about.
    pub text: String,
    /// Newest first, back to its birth.
    pub reasons: Vec<Reason>,
    /// Whether the answer is still being looked for.
    pub loading: bool,
    /// Why there is none.
    pub error: Option<String>,
}

/// A merge that is under way.
#[derive(Clone, Debug)]
pub struct MergeView {
    /// What is taken in.
    pub from: String,
    /// What takes it in.
    pub into: String,
    /// The plan, with what was decided so far.
    pub plan: Arc<MergePlan>,
    /// Files that wait for a decision.
    pub open: usize,
    /// Whether it is being written.
    pub working: bool,
}

/// A replay that is under way.
#[derive(Clone, Debug, PartialEq)]
pub struct ReplayState {
    /// Whether it moves.
    pub playing: bool,
    /// How many times as fast as it happened.
    pub speed: f32,
    /// From when to when.
    pub range: Range<Timestamp>,
}

/// A file as a view of the past shows it.
#[derive(Clone, Debug)]
pub struct PastFile {
    /// Where it was.
    pub path: ProjectPath,
    /// Where that is in the project's folder.
    pub full_path: PathBuf,
    /// What there is to be seen.
    pub state: PastFileState,
    /// Where it differs from now, from the top.
    pub marks: Arc<[LineMark]>,
    /// Lines only here, and lines only now.
    pub counts: (usize, usize),
}

/// What there is to be seen of a file of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PastFileState {
    /// It is being looked up.
    Loading,
    /// Its text.
    Text,
    /// It was not there.
    Missing,
    /// It was no text.
    NotText,
    /// What it held was not kept.
    NotKept(NotKept),
    /// It cannot be read.
    Failed(String),
}

impl PastFileState {
    /// What is said in the place of a text; `None` where there is one.
    pub fn message(&self) -> Option<String> {
        match self {
            PastFileState::Text => None,
            PastFileState::Loading => Some("Looking it up…".to_owned()),
            PastFileState::Missing => Some("This file was not there at this moment.".to_owned()),
            PastFileState::NotText => Some("This file was not a text at this moment.".to_owned()),
            PastFileState::NotKept(why) => Some(format!("What was in it was not kept: {}.", why.label())),
            PastFileState::Failed(reason) => Some(format!("It cannot be shown: {reason}")),
        }
    }
}

/// Lines of the past that are not as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineMark {
    /// Lines of the text that is shown, from 0. Empty, before its start, for lines that came since.
    pub lines: Range<usize>,
    /// The lines now that are in their place. Empty for lines that went since.
    pub now: Range<usize>,
    /// What kind of difference.
    pub kind: LineMarkKind,
}

impl LineMark {
    /// Whether a line shows this mark: one of its lines or, where lines are missing that are there now, the one before or
    /// after.
    fn is_at(&self, line: usize) -> bool {
        self.lines.contains(&line)
            || (self.lines.is_empty() && (self.lines.start == line || self.lines.start == line + 1))
    }

    /// The mark that a line shows: the first of those that it could show.
    pub fn at(marks: &[Self], line: usize) -> Option<&Self> {
        marks.iter().find(|mark| mark.is_at(line))
    }
}

/// How lines of the past differ from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineMarkKind {
    /// Lines that are only here: they went since.
    Added,
    /// Lines that are others now.
    Changed,
    /// Lines are missing here: they came since.
    Removed,
}
