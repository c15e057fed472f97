//! The numbers that name things of the timeline. They are kept on disk: none is ever used for something else.

use std::fmt;

use justbuilt_base::id_type;
use serde::{Deserialize, Serialize};

id_type! {
    /// A moment of the whole project: each operation and each event takes the next one, on whatever branch. Rises
    /// strictly, is never used twice.
    Step,
    /// The history of one file. It survives renames.
    FileId,
    /// A branch of the project. [`BranchId::MAIN`] is always there.
    BranchId,
    /// A named moment: a save, a merge, a label, …
    NodeId,
}

impl BranchId {
    /// The branch that a project begins with.
    pub const MAIN: BranchId = BranchId(1);
}

impl Step {
    /// The step after this one.
    #[must_use]
    pub fn after(self) -> Step {
        Step(self.0.saturating_add(1))
    }
}

/// The operations on one file on one branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LaneId {
    /// Which file.
    pub file: FileId,
    /// On which branch.
    pub branch: BranchId,
}

impl LaneId {
    /// The lane of `file` on `branch`.
    pub fn new(file: FileId, branch: BranchId) -> Self {
        Self { file, branch }
    }
}

impl fmt::Display for LaneId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "file {} on branch {}", self.file, self.branch)
    }
}

/// An author's place in the table of authors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AuthorIx(pub u16);

/// A command's place in the table of command ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommandIx(pub u16);
