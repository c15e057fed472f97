//! Plans: what is to be written into the user's project for a switch, a restore or a merge. The caller carries them
//! out; nothing here touches the project.

use std::ops::Range;

use justbuilt_store::ContentHash;

use crate::{BranchId, FileId};

use super::content::{FileContent, NotKept};
use super::lines::LineHunk;
use super::manifest::Moment;
use super::path::ProjectPath;

/// What a plan is for.
#[derive(Clone, Debug, PartialEq)]
pub enum PlanKind {
    /// Going from one branch to another.
    Switch {
        /// The one that is left.
        from: BranchId,
        /// The one that is gone to.
        to: BranchId,
    },
    /// Bringing something back.
    Restore {
        /// What.
        what: Restore,
        /// From when.
        from: Moment,
    },
    /// Taking in what a merge made.
    Merge,
}

/// What is brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Restore {
    /// Every file of the project, and nothing else.
    Project,
    /// Every file in a folder, and nothing else in it.
    Folder(ProjectPath),
    /// One file. If it has another path by now, its content comes back there.
    File(ProjectPath),
    /// Some lines of a file.
    Hunk {
        /// Which file, by its path then.
        path: ProjectPath,
        /// The lines then (old) and the lines now (new) that they take the place of.
        hunk: LineHunk,
    },
}

/// What is to be written into the project.
///
/// Paths are relative and inside the project, see [`ProjectPath`]. It is for the caller to see that no folder on the
/// way to one is a symbolic link, and that the disk holds what the plan expects to find there.
#[derive(Clone, Debug, PartialEq)]
pub struct WritePlan {
    /// What for.
    pub kind: PlanKind,
    /// The moment it was made for: the last one of the active branch then.
    pub made: Moment,
    /// Files to delete, before anything is written.
    pub deletes: Vec<PlannedDelete>,
    /// Files to write.
    pub writes: Vec<PlannedWrite>,
    /// Files that stay as they are, because what they hold now or held then was not kept.
    pub left: Vec<(ProjectPath, NotKept)>,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedWrite {
    /// Where.
    pub path: ProjectPath,
    /// Whose history it goes on.
    pub file: FileId,
    /// What; never [`FileContent::NotKept`].
    pub content: FileContent,
    /// The hash of what should be there now; `None` when nothing should.
    pub expected: Option<ContentHash>,
    /// Where the file is now, if elsewhere; that path is among the deletes.
    pub moved_from: Option<ProjectPath>,
    /// Whether it goes to the disk. A caller that only changes the text of an open document, to be saved later, sets
    /// this to `false`.
    pub to_disk: bool,
}

/// A file to be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedDelete {
    /// Where.
    pub path: ProjectPath,
    /// Whose.
    pub file: FileId,
    /// The hash of what should be there now.
    pub expected: Option<ContentHash>,
    /// Whether it only goes because it moves.
    pub moves: bool,
}

impl WritePlan {
    /// Whether there is nothing to do in the project.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.deletes.is_empty()
    }
}

/// The lines of a text, as bytes.
pub(crate) fn line_bytes(text: &justbuilt_text::Text, lines: &Range<usize>) -> Range<usize> {
    text.line_start(lines.start)..text.line_start(lines.end.max(lines.start))
}
