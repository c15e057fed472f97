//! Entries for finding branches and moments of the timeline over all projects. What happened at a moment is in the
//! timeline's own logs, not here.

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use super::not_empty;
use crate::records::{Index, IndexKey, Invalid, Owned, RecordId, RecordType, word::open_words};

/// A line of development.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineBranch {
    /// Its project.
    pub project: RecordId,
    /// What it is called.
    pub name: String,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Whether it is the one that is worked on.
    #[serde(default)]
    pub active: bool,
    /// Where it began; `None` for the first of a project.
    #[serde(default)]
    pub parent: Option<BranchPoint>,
}

/// A moment of a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchPoint {
    /// The branch.
    pub branch: RecordId,
    /// The step of the project's timeline.
    pub step: u64,
}

impl TimelineBranch {
    /// By project and name.
    pub const BY_PROJECT: Index<Self> = Index {
        name: "project",
        unique: true,
        keys: |record| vec![IndexKey::of(record.fields.project).text(&record.fields.name)],
    };
}

impl RecordType for TimelineBranch {
    const KIND: &'static str = "branch";
    const GROUP: &'static str = "records.timeline";
    const INDEXES: &'static [Index<Self>] = &[Self::BY_PROJECT];
    const OWNED: &'static [Owned] = &[Owned::by::<TimelineNode>()];

    fn check(&self) -> Result<(), Invalid> {
        not_empty("name", &self.name)
    }
}

open_words! {
    /// What happened.
    TimelineNodeType {
        /// The project or a file was opened.
        Open = "open",
        /// Some typing.
        EditBurst = "edit-burst",
        /// A save.
        Save = "save",
        /// A rename or replacement in many places.
        Refactor = "refactor",
        /// Formatting.
        Format = "format",
        /// Something old came back.
        Restore = "restore",
        /// A branch began.
        Branch = "branch",
        /// Another branch was gone to.
        Switch = "switch",
        /// Branches came together.
        Merge = "merge",
        /// A name that somebody gave.
        Label = "label",
        /// Something was decided.
        Decision = "decision",
        /// A change from outside the editor.
        Outside = "outside",
        /// A persona did something.
        AiAction = "ai-action",
        /// Tests ran.
        TestRun = "test-run",
        /// A task ran.
        Task = "task",
        /// A commit.
        Commit = "commit",
        /// A drawing was changed.
        SketchChange = "sketch-change",
    }
}

open_words! {
    /// Who did it.
    AuthorKind {
        /// A person.
        Person = "person",
        /// A persona.
        Persona = "persona",
        /// A tool.
        Tool = "tool",
        /// Something outside the editor.
        Outside = "outside",
    }
}

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// What they are.
    pub kind: AuthorKind,
    /// What they are called.
    pub name: String,
}

/// A moment on a branch worth a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TimelineNode {
    /// Its branch.
    pub branch: RecordId,
    /// What happened.
    #[serde(rename = "type")]
    pub kind: TimelineNodeType,
    /// In a line.
    pub title: String,
    /// In more.
    #[serde(default)]
    pub content: String,
    /// The moments before it: one, or those that a merge joins.
    #[serde(default)]
    pub parents: Vec<RecordId>,
    /// Its step of the project's timeline.
    pub step: u64,
    /// Who did it.
    pub author: Author,
    /// When.
    pub time: Timestamp,
}

impl TimelineNode {
    /// By branch and step.
    pub const BY_STEP: Index<Self> = Index {
        name: "step",
        unique: false,
        keys: |record| vec![IndexKey::of(record.fields.branch).number(record.fields.step)],
    };
    /// By branch, type and step.
    pub const BY_TYPE: Index<Self> = Index {
        name: "type",
        unique: false,
        keys: |record| {
            let TimelineNode { branch, kind, step, .. } = &record.fields;
            vec![IndexKey::of(*branch).text(kind.as_str()).number(*step)]
        },
    };
}

impl RecordType for TimelineNode {
    const KIND: &'static str = "node";
    const GROUP: &'static str = TimelineBranch::GROUP;
    const INDEXES: &'static [Index<Self>] = &[Self::BY_STEP, Self::BY_TYPE];
    const OWNERS: &'static [Index<Self>] = &[Self::BY_STEP];
}
