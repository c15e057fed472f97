//! The timeline's widgets: the scrubber with its axis, tracks and lanes, the list of nodes, the banner of the past,
//! the lists and pages around them. Plain data comes in, actions go out: what is recorded, and how, is not known here.

pub mod axis;
pub mod cluster;
pub mod compare;
pub mod conflict;
pub mod date;
pub mod empty;
pub mod filters;
pub mod nodes;
pub mod past_banner;
pub mod scrubber;
#[cfg(test)]
mod tests;
pub mod ticks;
pub mod transport;
pub mod why;

use egui::Color32;
use justbuilt_base::Timestamp;

pub use axis::{Axis, Gap, Span, View};
pub use compare::{ChangeKind, ChangedFile, changed_files};
pub use conflict::{
    ConflictAction, ConflictChoice, ConflictChunk, ConflictData, ConflictState, Resolution, conflicts,
};
pub use date::{DateOrder, TimeStyle};
pub use empty::{EmptyTimeline, EmptyTimelineAction};
pub use filters::{FilterChip, FilterChipOutput};
pub use nodes::{GraphRow, GraphSegment, NodeList, NodeListOutput, NodeListState, NodeRow};
pub use past_banner::{PastAction, PastBanner};
pub use scrubber::{
    Description, Scrubber, ScrubberAction, ScrubberData, ScrubberOutput, ScrubberState, StepUnit,
};
pub use transport::{Transport, TransportAction};
pub use why::{Reason, WhyAction, why};

use crate::icons::Icon;
use crate::theme::Theme;

/// Who made a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuthorKind {
    /// The user.
    Person,
    /// An AI colleague.
    Persona,
    /// A formatter, a refactoring, a command.
    Tool,
    /// Another program: git, another editor, a build.
    Outside,
}

impl AuthorKind {
    /// All of them, in the order of the tracks.
    pub const ALL: [Self; 4] = [Self::Person, Self::Persona, Self::Tool, Self::Outside];

    /// Its place in [`Bucket::counts`].
    pub fn index(self) -> usize {
        match self {
            Self::Person => 0,
            Self::Persona => 1,
            Self::Tool => 2,
            Self::Outside => 3,
        }
    }

    /// The icon that says so without colour.
    pub fn icon(self) -> Icon {
        match self {
            Self::Person => Icon::User,
            Self::Persona => Icon::Sparkles,
            Self::Tool => Icon::Wrench,
            Self::Outside => Icon::HardDrive,
        }
    }

    /// How the track is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "You",
            Self::Persona => "Personas",
            Self::Tool => "Tools",
            Self::Outside => "Outside",
        }
    }

    /// Its colour.
    pub fn color(self, theme: &Theme) -> Color32 {
        let colors = &theme.colors;
        match self {
            Self::Person => colors.hue_1,
            Self::Persona => colors.hue_5,
            Self::Tool => colors.hue_3,
            Self::Outside => colors.hue_2,
        }
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// The project was opened.
    Open,
    /// A burst of edits.
    Edit,
    /// A file was saved.
    Save,
    /// A refactoring or a replace over many places.
    Refactor,
    /// A formatter ran.
    Format,
    /// Something was brought back.
    Restore,
    /// A branch began.
    Branch,
    /// Another branch became active.
    Switch,
    /// Branches came together.
    Merge,
    /// A name somebody gave to a moment.
    Label,
    /// A decision.
    Decision,
    /// Another program changed files.
    Outside,
    /// Files were created, renamed or deleted.
    Files,
    /// A persona acted.
    Ai,
    /// Tests ran.
    Test,
    /// A task ran.
    Task,
    /// A commit.
    Commit,
    /// A sketch was changed.
    Sketch,
    /// Anything else.
    Other,
}

impl NodeKind {
    /// All of them, in the order of filters.
    pub const ALL: [Self; 19] = [
        Self::Open,
        Self::Edit,
        Self::Save,
        Self::Refactor,
        Self::Format,
        Self::Restore,
        Self::Branch,
        Self::Switch,
        Self::Merge,
        Self::Label,
        Self::Decision,
        Self::Outside,
        Self::Files,
        Self::Ai,
        Self::Test,
        Self::Task,
        Self::Commit,
        Self::Sketch,
        Self::Other,
    ];

    /// Its icon.
    pub fn icon(self) -> Icon {
        match self {
            Self::Open => Icon::FolderOpen,
            Self::Edit => Icon::Pencil,
            Self::Save => Icon::Save,
            Self::Refactor => Icon::Replace,
            Self::Format => Icon::AlignLeft,
            Self::Restore => Icon::RotateCcw,
            Self::Branch => Icon::GitBranch,
            Self::Switch => Icon::ArrowRightLeft,
            Self::Merge => Icon::GitMerge,
            Self::Label => Icon::Tag,
            Self::Decision => Icon::Signpost,
            Self::Outside => Icon::HardDriveDownload,
            Self::Files => Icon::Files,
            Self::Ai => Icon::Sparkles,
            Self::Test => Icon::FlaskConical,
            Self::Task => Icon::SquareTerminal,
            Self::Commit => Icon::GitCommitHorizontal,
            Self::Sketch => Icon::PenTool,
            Self::Other => Icon::Circle,
        }
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "Opened",
            Self::Edit => "Edits",
            Self::Save => "Save",
            Self::Refactor => "Refactoring",
            Self::Format => "Formatting",
            Self::Restore => "Restore",
            Self::Branch => "Branch",
            Self::Switch => "Switch of branch",
            Self::Merge => "Merge",
            Self::Label => "Label",
            Self::Decision => "Decision",
            Self::Outside => "Change from outside",
            Self::Files => "Files",
            Self::Ai => "Persona",
            Self::Test => "Test run",
            Self::Task => "Task",
            Self::Commit => "Commit",
            Self::Sketch => "Sketch",
            Self::Other => "Note",
        }
    }

    /// Whether it lasts: it is painted as a bar.
    pub fn is_span(self) -> bool {
        self == Self::Edit
    }

    /// Whether it is painted small, without an icon.
    pub fn is_quiet(self) -> bool {
        matches!(self, Self::Save | Self::Open | Self::Edit)
    }

    /// Which of several speaks for all: the larger.
    pub fn weight(self) -> u8 {
        match self {
            Self::Edit => 0,
            Self::Save => 1,
            Self::Open => 2,
            Self::Format | Self::Switch | Self::Files | Self::Other => 3,
            Self::Outside | Self::Task | Self::Sketch => 4,
            Self::Refactor | Self::Test | Self::Branch => 5,
            Self::Ai | Self::Restore => 6,
            Self::Commit | Self::Merge => 7,
            Self::Decision => 8,
            Self::Label => 9,
        }
    }
}

/// What happened in a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Its first moment.
    pub start: Timestamp,
    /// How long it is, in milliseconds.
    pub length: i64,
    /// Keystrokes and other operations by [`AuthorKind::index`].
    pub counts: [u32; 4],
}

/// A branch as the scrubber shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane<'a> {
    /// What comes back in actions.
    pub id: u64,
    /// Its name.
    pub name: &'a str,
    /// Which hue it has: any number, taken round.
    pub hue: usize,
    /// Where it begins.
    pub start: Timestamp,
    /// Where it ends; none while it can be worked on.
    pub end: Option<Timestamp>,
    /// What is being worked on.
    pub active: bool,
}

/// The colour of a lane: the first is that of the main line.
pub fn lane_color(theme: &Theme, hue: usize) -> Color32 {
    // The sixth before the others: beside the first it is the nearest, and so comes last.
    const ORDER: [usize; 8] = [0, 1, 2, 4, 6, 3, 5, 7];
    let hues = theme.colors.hues();
    let at = ORDER.get(hue % ORDER.len()).copied().unwrap_or(0);
    hues.get(at).copied().unwrap_or(theme.colors.accent)
}

/// How two lanes meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// The second comes out of the first.
    Fork,
    /// The first goes into the second.
    Merge,
}

/// A place where two lanes meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The lane it comes from, by its place in the data.
    pub from: usize,
    /// The lane it goes to.
    pub to: usize,
    /// When it leaves the first.
    pub start: Timestamp,
    /// When it reaches the second.
    pub end: Timestamp,
    /// How they meet.
    pub kind: LinkKind,
}

/// A node, or several that the data brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marker<'a> {
    /// What comes back in actions.
    pub id: u64,
    /// When it happened, or began.
    pub time: Timestamp,
    /// When it ended; the same where it took no time.
    pub end: Timestamp,
    /// Its lane, by its place in the data.
    pub lane: usize,
    /// What it is.
    pub kind: NodeKind,
    /// Who did it.
    pub author: AuthorKind,
    /// How many nodes it stands for.
    pub count: u32,
    /// What happened, in words.
    pub title: &'a str,
    /// The name that somebody gave it.
    pub label: Option<&'a str>,
}
