//! The history of a project: its files, branches and named moments. [`Timeline`] is the crate's main type; the
//! operations themselves are the work of [`OpLog`](crate::OpLog). Nothing here writes into the user's project: what
//! is to be written there comes as a plan, which the caller carries out.

mod acting;
mod asking;
mod branches;
mod burst;
mod chunks;
mod content;
mod core;
mod decision;
mod density;
mod error;
mod event;
mod exchange;
mod files;
mod housekeeping;
mod index;
mod keeping;
pub(crate) mod lines;
mod looking;
mod manifest;
mod merge3;
mod merging;
mod node;
mod noting;
mod path;
mod plan;
mod recording;
mod restoring;
mod rules;
mod state;
mod stepping;
mod symbols;
mod timeline;
mod weaving;
mod why;

pub use acting::Deed;
pub use asking::Filter;
pub use content::{FileContent, NotKept, TextFormat};
pub use decision::{Decision, DecisionFormat, DecisionLink, ImportedDecision};
pub use density::{BranchDensity, Bucket, Density};
pub use error::{HistoryError, HistoryResult};
pub use exchange::Exchanged;
pub use files::{BaselineReport, DiskFile, OutsideChange, OutsideContent};
pub use housekeeping::{HistoryStats, Tidied};
pub use lines::{LineHunk, line_counts, line_hunks};
pub use looking::{BranchInfo, FileChange, FileChangeKind};
pub use manifest::{FileEntry, Manifest, Moment, Source};
pub use merge3::{Choice, Chunk, merge_lines, resolved};
pub use merging::{Conflict, FileMerge, MergeBy, MergePlan, Outcome, Resolution};
pub use node::{Link, LinkKind, NewNode, Node, NodeKind, Note, TouchKind, TouchedFile};
pub use path::{PathError, ProjectPath, project_key};
pub use plan::{PlanKind, PlannedDelete, PlannedWrite, Restore, WritePlan};
pub use recording::{Edit, Opened};
pub use rules::{Judge, Rules};
pub use stepping::Stride;
pub use symbols::{SymbolPlaces, SymbolSearch};
pub use timeline::{Timeline, TimelineOptions};
pub use why::Reason;

#[cfg(test)]
mod tests;
