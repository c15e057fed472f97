//! Events: what is kept of everything but the operations themselves. The state of a history is what its events make
//! of nothing, one after the other.

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Author, AuthorIx, BranchId, CommandIx, NodeId, Step};

use super::decision::Decision;
use super::manifest::{Change, Moment};
use super::node::{Link, Node};
use super::rules::Rules;

/// When, where and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stamp {
    pub branch: BranchId,
    pub step: Step,
    pub time: Timestamp,
    pub author: AuthorIx,
}

/// One event. New kinds are added at the end: their order is on disk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Event {
    /// An author's place in the table.
    Author { index: AuthorIx, author: Author },
    /// A command's place in the table.
    Command { index: CommandIx, id: String },
    /// Files changed.
    Files { stamp: Stamp, changes: Vec<Change> },
    /// Something worth a name happened.
    Node(Box<Node>),
    /// Something was written down about a node.
    NodeEdit { id: NodeId, time: Timestamp, author: AuthorIx, edit: NodeEdit },
    /// A branch begins.
    Branch(NewBranch),
    /// Something about a branch changed.
    BranchEdit { id: BranchId, time: Timestamp, edit: BranchEdit },
    /// The project went to a branch.
    Active { branch: BranchId, time: Timestamp },
    /// What is recorded.
    Rules(Rules),
    /// The detail of operations before this time was given up.
    Thinned { before: Timestamp, time: Timestamp },
}

/// A branch as it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewBranch {
    pub id: BranchId,
    pub name: String,
    pub description: String,
    pub origin: Option<Moment>,
    pub step: Step,
    pub time: Timestamp,
    pub author: AuthorIx,
}

/// What can change about a node.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum NodeEdit {
    Label(Option<String>),
    Note(String),
    Title(String),
    Decision(Box<Decision>),
    Links(Vec<Link>),
}

/// What can change about a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BranchEdit {
    Name(String),
    Description(String),
    Deleted(bool),
}
