//! The timeline: everything that ever happened to the texts of a project, keystroke by keystroke, on branches.
//!
//! [`OpLog`] keeps the operations and gives the text of any moment. It knows files by number only: names, branches and
//! nodes are built on top of it. Embeddable: storage comes in as [`justbuilt_store::Storage`], time as a value; there
//! is no window, no clock and no home folder here.

mod author;
mod error;
pub mod history;
mod ids;
pub mod lanes;
mod op;
pub mod oplog;
pub mod replay;
pub mod trace;

pub use author::{Author, AuthorKind};
pub use error::{Result, TimelineError};
pub use history::{HistoryError, HistoryResult, Moment, NewNode, Node, NodeKind, ProjectPath, Timeline, TimelineOptions};
pub use ids::{AuthorIx, BranchId, CommandIx, FileId, LaneId, NodeId, Step};
pub use op::{OpKind, OpMeta, Operation, Splice};
pub use oplog::{Base, LaneInfo, OpLog, OpStats, Thinned, Touch};
