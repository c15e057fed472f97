//! A merge that is being prepared: what becomes of each file, what the user has to decide, and what is to be written
//! then.

use justbuilt_store::ContentHash;
use justbuilt_text::Text;

use crate::FileId;
use crate::history::content::{FileContent, TextFormat};
use crate::history::manifest::Moment;
use crate::history::merge3::{Choice, Chunk, resolved};
use crate::history::path::ProjectPath;
use crate::history::plan::{PlanKind, PlannedDelete, PlannedWrite, WritePlan};

/// A merge that is being prepared.
#[derive(Clone, Debug, PartialEq)]
pub struct MergePlan {
    /// The branch that takes in, as it was when this was planned.
    pub into: Moment,
    /// What is taken in.
    pub from: Vec<Moment>,
    /// Where the sides were the same last; `None` when they never were.
    pub base: Option<Moment>,
    /// Files that are not simply as ours, by path.
    pub files: Vec<FileMerge>,
}

/// A file in a merge.
#[derive(Clone, Debug, PartialEq)]
pub struct FileMerge {
    /// Where it will be.
    pub path: ProjectPath,
    /// Where it is on our side, if it is there.
    pub our_path: Option<ProjectPath>,
    /// Whose history it goes on.
    pub file: FileId,
    /// The hash of what our side has on the disk.
    pub expected: Option<ContentHash>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// The user's decision, once there is one.
    pub resolution: Option<Resolution>,
}

/// What a merge makes of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is as on their side.
    Theirs(FileContent),
    /// It goes, as on their side.
    Delete,
    /// Both sides changed it, in different places or in the same way.
    Merged {
        /// The text.
        text: Text,
        /// How it is written.
        format: TextFormat,
        /// Where it comes from.
        chunks: Vec<Chunk>,
    },
    /// It has our content and moves, as on their side.
    Move(FileContent),
    /// It cannot be decided.
    Conflict(Conflict),
}

/// Why a file cannot be decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Conflict {
    /// Both sides changed the same lines.
    Text {
        /// All pieces.
        chunks: Vec<Chunk>,
        /// How it is written.
        format: TextFormat,
    },
    /// We deleted it, they changed it.
    DeletedHere(FileContent),
    /// They deleted it, we changed it.
    DeletedThere(FileContent),
    /// Both changed it, and it is no text.
    Content {
        /// Ours.
        ours: FileContent,
        /// Theirs.
        theirs: FileContent,
    },
    /// Both renamed it.
    Renamed {
        /// To this path, with this content.
        ours: (ProjectPath, FileContent),
        /// To this one.
        theirs: (ProjectPath, FileContent),
    },
}

/// What the user wants of a file that could not be decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Resolution {
    /// As on our side.
    Ours,
    /// As on their side.
    Theirs,
    /// For each conflict in the text, in order.
    Choices(Vec<Choice>),
    /// This text.
    Text(Text),
    /// It goes.
    Delete,
}

impl FileMerge {
    /// Whether the user has to decide something yet.
    pub fn is_open(&self) -> bool {
        matches!(self.outcome, Outcome::Conflict(_)) && self.result().is_none()
    }

    /// What the file will be: `Some(None)` when it goes, `None` when that is not decided.
    pub fn result(&self) -> Option<Option<(ProjectPath, FileContent)>> {
        let here = |content: &FileContent| Some(Some((self.path.clone(), content.clone())));
        match (&self.outcome, &self.resolution) {
            (_, Some(Resolution::Delete)) => Some(None),
            (outcome, Some(Resolution::Text(text))) => {
                let format = match outcome {
                    Outcome::Merged { format, .. } | Outcome::Conflict(Conflict::Text { format, .. }) => {
                        *format
                    }
                    Outcome::Theirs(FileContent::Text { format, .. }) => *format,
                    _ => TextFormat::default(),
                };
                here(&FileContent::Text { text: text.clone(), format })
            }
            (Outcome::Theirs(content) | Outcome::Move(content), _) => here(content),
            (Outcome::Delete, _) => Some(None),
            (Outcome::Merged { text, format, .. }, _) => {
                here(&FileContent::Text { text: text.clone(), format: *format })
            }
            (Outcome::Conflict(conflict), Some(resolution)) => match (conflict, resolution) {
                (Conflict::Text { chunks, format }, resolution) => {
                    let conflicts = chunks.iter().filter(|chunk| chunk.is_conflict()).count();
                    let text = match resolution {
                        Resolution::Ours => resolved(chunks, &vec![Choice::Ours; conflicts]),
                        Resolution::Theirs => resolved(chunks, &vec![Choice::Theirs; conflicts]),
                        Resolution::Choices(choices) => resolved(chunks, choices),
                        _ => None,
                    }?;
                    here(&FileContent::Text { text: Text::from(text), format: *format })
                }
                (Conflict::DeletedHere(_), Resolution::Ours) => Some(None),
                (Conflict::DeletedHere(theirs), Resolution::Theirs) => here(theirs),
                (Conflict::DeletedThere(ours), Resolution::Ours) => here(ours),
                (Conflict::DeletedThere(_), Resolution::Theirs) => Some(None),
                (Conflict::Content { ours, .. }, Resolution::Ours) => here(ours),
                (Conflict::Content { theirs, .. }, Resolution::Theirs) => here(theirs),
                (Conflict::Renamed { ours, .. }, Resolution::Ours) => Some(Some(ours.clone())),
                (Conflict::Renamed { theirs, .. }, Resolution::Theirs) => Some(Some(theirs.clone())),
                _ => None,
            },
            (Outcome::Conflict(_), None) => None,
        }
    }
}

impl MergePlan {
    /// Files that the user has to decide about.
    pub fn open(&self) -> impl Iterator<Item = &FileMerge> {
        self.files.iter().filter(|file| file.is_open())
    }

    /// Decides about a file; whether there is one at that path.
    pub fn resolve(&mut self, path: &str, resolution: Resolution) -> bool {
        let found = self.files.iter_mut().find(|file| file.path.as_str() == path);
        found.map(|file| file.resolution = Some(resolution)).is_some()
    }

    /// What is to be written into the project when the branch that takes in is the active one; `None` while something
    /// is not decided.
    pub fn writes(&self) -> Option<WritePlan> {
        let mut plan = WritePlan {
            kind: PlanKind::Merge,
            made: self.into,
            deletes: Vec::new(),
            writes: Vec::new(),
            left: Vec::new(),
        };
        for file in &self.files {
            let delete = |moves| {
                let path = file.our_path.clone()?;
                Some(PlannedDelete { path, file: file.file, expected: file.expected, moves })
            };
            match file.result()? {
                None => plan.deletes.extend(delete(false)),
                Some((path, FileContent::NotKept { why, .. })) => plan.left.push((path, why)),
                Some((path, content)) => {
                    let moved_from = file.our_path.clone().filter(|ours| *ours != path);
                    if moved_from.is_some() {
                        plan.deletes.extend(delete(true));
                    }
                    plan.writes.push(PlannedWrite {
                        expected: file.expected.filter(|_| moved_from.is_none()),
                        file: file.file,
                        path,
                        content,
                        moved_from,
                        to_disk: true,
                    });
                }
            }
        }
        let written: std::collections::HashSet<&str> =
            plan.writes.iter().map(|write| write.path.as_str()).collect();
        plan.deletes.retain(|delete| !written.contains(delete.path.as_str()));
        Some(plan)
    }
}
