//! Nodes: moments worth a name. Each is on a branch, has parents, and says what happened and to which files.

use std::fmt;

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::{AuthorIx, BranchId, FileId, NodeId, Step};

use super::decision::Decision;
use super::manifest::Moment;
use super::path::ProjectPath;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// The project was opened.
    Open,
    /// A while of editing one file.
    EditBurst,
    /// A file was saved.
    Save,
    /// Find and replace, rename, a refactoring.
    Refactor,
    /// A formatter ran.
    Format,
    /// Something was brought back from the past.
    Restore,
    /// A branch begins.
    Branch,
    /// The project went to another branch, or came from one.
    Switch,
    /// Other branches were merged.
    Merge,
    /// The user gave the moment a name.
    Label,
    /// A decision record.
    Decision,
    /// Files were changed by another program.
    Outside,
    /// Files were created, renamed or deleted in the editor.
    Files,
    /// A persona did something.
    AiAction,
    /// Tests ran.
    TestRun,
    /// A task ran.
    Task,
    /// A commit was made.
    Commit,
    /// A sketch was changed.
    SketchChange,
    /// Anything else, by a name of its own.
    Other(String),
}

impl NodeKind {
    /// Those that have a meaning here.
    pub const ALL: [NodeKind; 18] = [
        NodeKind::Open,
        NodeKind::EditBurst,
        NodeKind::Save,
        NodeKind::Refactor,
        NodeKind::Format,
        NodeKind::Restore,
        NodeKind::Branch,
        NodeKind::Switch,
        NodeKind::Merge,
        NodeKind::Label,
        NodeKind::Decision,
        NodeKind::Outside,
        NodeKind::Files,
        NodeKind::AiAction,
        NodeKind::TestRun,
        NodeKind::Task,
        NodeKind::Commit,
        NodeKind::SketchChange,
    ];

    /// A short stable name, lower case.
    pub fn name(&self) -> &str {
        match self {
            NodeKind::Open => "open",
            NodeKind::EditBurst => "edit",
            NodeKind::Save => "save",
            NodeKind::Refactor => "refactor",
            NodeKind::Format => "format",
            NodeKind::Restore => "restore",
            NodeKind::Branch => "branch",
            NodeKind::Switch => "switch",
            NodeKind::Merge => "merge",
            NodeKind::Label => "label",
            NodeKind::Decision => "decision",
            NodeKind::Outside => "outside",
            NodeKind::Files => "files",
            NodeKind::AiAction => "ai",
            NodeKind::TestRun => "test",
            NodeKind::Task => "task",
            NodeKind::Commit => "commit",
            NodeKind::SketchChange => "sketch",
            NodeKind::Other(name) => name,
        }
    }

    /// Whether it stands for a while of editing, which later thinning may leave out.
    pub fn is_burst(&self) -> bool {
        matches!(self, NodeKind::EditBurst | NodeKind::SketchChange)
    }

    /// The kind of that name; any other name is a kind of its own.
    pub fn by_name(name: &str) -> NodeKind {
        let known = Self::ALL.iter().find(|kind| kind.name().eq_ignore_ascii_case(name)).cloned();
        known.unwrap_or_else(|| NodeKind::Other(name.to_owned()))
    }
}

impl fmt::Display for NodeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What happened to a file at a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TouchKind {
    /// Its text or bytes changed.
    Changed,
    /// It came.
    Created,
    /// It went.
    Deleted,
    /// It was at another path.
    Renamed {
        /// Where it was.
        from: ProjectPath,
    },
    /// It was written to the disk.
    Saved,
}

/// A file that a node is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TouchedFile {
    /// Which.
    pub file: FileId,
    /// Where it is (of a deleted one, where it was).
    pub path: ProjectPath,
    /// What happened.
    pub kind: TouchKind,
}

/// Something written down about a node later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When.
    pub time: Timestamp,
    /// By whom.
    pub author: AuthorIx,
    /// Markdown.
    pub text: String,
}

/// How one node refers to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// It takes the other's place.
    Supersedes,
    /// The other took its place.
    SupersededBy,
    /// It changes a part of the other.
    Amends,
    /// The other changed a part of it.
    AmendedBy,
    /// It refers to it.
    Relates,
}

/// A reference from one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Link {
    /// In which sense.
    pub kind: LinkKind,
    /// To which node.
    pub node: NodeId,
}

/// A moment worth a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Its number, from 1 in the order of recording.
    pub id: NodeId,
    /// Its branch.
    pub branch: BranchId,
    /// Its step: the project at this node is the one after this step.
    pub step: Step,
    /// Of an edit burst, its first operation; else the same as `step`.
    pub since: Step,
    /// When.
    pub time: Timestamp,
    /// When it began; the same as `time` for all that takes no time.
    pub began: Timestamp,
    /// Who.
    pub author: AuthorIx,
    /// What happened.
    pub kind: NodeKind,
    /// One line for people.
    pub title: String,
    /// More about it: a description, output, Markdown. May be empty.
    pub content: String,
    /// The name that the user gave it.
    pub label: Option<String>,
    /// What was written down about it later, oldest first.
    pub notes: Vec<Note>,
    /// The node before it on its branch (or where the branch began) first, then those that were merged.
    pub parents: SmallVec<[NodeId; 2]>,
    /// Moments that it took something from: what was merged, restored, branched from or switched from.
    pub sources: SmallVec<[Moment; 1]>,
    /// The files it is about.
    pub files: SmallVec<[TouchedFile; 1]>,
    /// Operations in it, of edit bursts and their like.
    pub operations: u32,
    /// Bytes inserted by these.
    pub inserted: u64,
    /// Bytes deleted by these.
    pub deleted: u64,
    /// The decision, of a decision record.
    pub decision: Option<Box<Decision>>,
    /// References to other nodes.
    pub links: Vec<Link>,
}

impl Node {
    /// The moment of the node.
    pub fn moment(&self) -> Moment {
        Moment::new(self.branch, self.step)
    }

    /// The name the user gave it, else its title.
    pub fn name(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.title)
    }

    /// Whether it was given a name or something was written down about it: such nodes are never thinned out.
    pub fn is_named(&self) -> bool {
        self.label.is_some()
            || !self.notes.is_empty()
            || matches!(self.kind, NodeKind::Label | NodeKind::Decision)
    }
}

/// A node to be recorded now, on the active branch.
#[derive(Clone, Debug, PartialEq)]
pub struct NewNode {
    /// What happened.
    pub kind: NodeKind,
    /// One line for people.
    pub title: String,
    /// More about it.
    pub content: String,
    /// By whom.
    pub author: AuthorIx,
    /// Files it is about.
    pub files: Vec<ProjectPath>,
}

impl NewNode {
    /// A node with a title.
    pub fn new(kind: NodeKind, title: impl Into<String>, author: AuthorIx) -> Self {
        Self { kind, title: title.into(), content: String::new(), author, files: Vec::new() }
    }

    /// The same, with more about it.
    #[must_use]
    pub fn with_content(mut self, content: impl Into<String>) -> Self {
        self.content = content.into();
        self
    }

    /// The same, about these files.
    #[must_use]
    pub fn about(mut self, files: impl IntoIterator<Item = ProjectPath>) -> Self {
        self.files.extend(files);
        self
    }
}
