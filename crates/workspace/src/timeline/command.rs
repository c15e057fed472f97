//! What can be asked of the timeline besides the table's commands: what carries ids, moments and ranges. All return at
//! once; answers come with a later snapshot, and of questions of one kind the newest wins.

use std::ops::Range;

use justbuilt_base::Timestamp;
use justbuilt_timeline::history::{Decision, Filter, Resolution, Restore, Rules, Stride};
use justbuilt_timeline::{BranchId, Moment, NodeId, ProjectPath};

use crate::ids::ViewId;

/// Something asked of the timeline.
#[derive(Clone, Debug)]
pub enum TimelineCommand {
    /// The panel is seen, or not any more. What it shows is kept up to date only while it is; asking for a window or a
    /// list says so, too.
    Panel(bool),
    /// The scrubber shows this stretch of time, cut into so many buckets.
    Window {
        /// The stretch.
        range: Range<Timestamp>,
        /// How many buckets.
        buckets: usize,
    },
    /// The list of nodes has this filter and shows these rows.
    List {
        /// Which nodes.
        filter: Box<Filter>,
        /// Which of them are seen, from the newest.
        rows: Range<usize>,
    },
    /// Selects a node, to see it in detail.
    Select(Option<NodeId>),
    /// Shows the project as it was.
    Seek(Moment),
    /// The same by time: the last moment no later than it. On the branch that is shown, unless another is given.
    SeekTime {
        /// On which branch.
        branch: Option<BranchId>,
        /// When.
        time: Timestamp,
    },
    /// Shows the project as it was at a node.
    SeekNode(NodeId),
    /// One step forth or back. The first step back from now leads into the past, the last one forth to now.
    Step {
        /// How large a step.
        by: Stride,
        /// Towards now.
        forward: bool,
        /// Counts only what happened to the file of the active tab.
        in_file: bool,
    },
    /// Shows the present again, just as it was left.
    Return,
    /// Opens a file of the moment that is shown, also one that is no longer there.
    OpenThen(ProjectPath),
    /// Compares two moments; `None`: with now.
    Compare {
        /// The earlier one.
        from: Moment,
        /// The later one.
        to: Option<Moment>,
    },
    /// Compares what was at two times, to the step, on the branch that is shown; `None`: with now.
    CompareTimes {
        /// The earlier one.
        from: Timestamp,
        /// The later one.
        to: Option<Timestamp>,
    },
    /// Opens the difference of one file of the comparison in a tab.
    CompareFile(ProjectPath),
    /// Puts the comparison away.
    CloseCompare,
    /// Asks why a line is there.
    Why {
        /// Of which file, at the moment that is shown.
        path: ProjectPath,
        /// Which line, from 0.
        line: usize,
    },
    /// Asks why a line of a view is there.
    WhyAt {
        /// The view.
        view: ViewId,
        /// Which line, from 0.
        line: usize,
    },
    /// Puts the answer away.
    CloseWhy,
    /// Plays what happened in a stretch of time on the branch that is shown.
    Replay {
        /// From when; `None`: from the moment shown, or the beginning when that is now.
        from: Option<Timestamp>,
        /// To when; `None`: to the end.
        to: Option<Timestamp>,
        /// How many times as fast as it happened; pauses are cut short.
        speed: f32,
    },
    /// Another speed.
    PlaySpeed(f32),
    /// Stands still.
    Pause,
    /// Goes on.
    Play,
    /// Ends the replay; the moment stays.
    StopReplay,
    /// Brings something back as it was.
    Restore {
        /// What.
        what: Restore,
        /// As it was then; `None`: at the moment that is shown.
        from: Option<Moment>,
    },
    /// Brings back the lines around a marked line of a view of the past.
    RestoreMark {
        /// The view.
        view: ViewId,
        /// A line of it, from 0.
        line: usize,
    },
    /// Begins a branch.
    Branch {
        /// Its name.
        name: String,
        /// What it is for.
        description: String,
        /// Where it begins; `None`: at the moment that is shown.
        from: Option<Moment>,
        /// Whether to work on it from now on.
        switch: bool,
    },
    /// Works on another branch from now on: its files are written.
    Switch(BranchId),
    /// Gives a branch another name.
    RenameBranch {
        /// Which.
        branch: BranchId,
        /// The new name.
        name: String,
    },
    /// Says what a branch is for.
    DescribeBranch {
        /// Which.
        branch: BranchId,
        /// What for.
        text: String,
    },
    /// Takes a branch out of sight.
    DeleteBranch(BranchId),
    /// Brings a deleted branch back.
    RestoreBranch(BranchId),
    /// Prepares taking a branch into the active one; done at once when nothing has to be decided.
    Merge(BranchId),
    /// Decides about a file of the merge.
    Resolve {
        /// Which file.
        path: ProjectPath,
        /// What it will be.
        resolution: Resolution,
    },
    /// Carries the merge out.
    FinishMerge,
    /// Gives the merge up; nothing was changed.
    CancelMerge,
    /// Gives a node a name; `None` as the name takes it away.
    Label {
        /// Which; `None`: this very moment.
        node: Option<NodeId>,
        /// The name.
        text: Option<String>,
    },
    /// Writes something down about a node.
    Note {
        /// Which.
        node: NodeId,
        /// Markdown.
        text: String,
    },
    /// Records a decision.
    Decide(Box<Decision>),
    /// Changes what is recorded.
    SetRules(Box<Rules>),
    /// Gives free what nothing needs any more.
    Gc,
    /// Tries again to open the history, after it could not be.
    Retry,
}
