//! The undo **tree**: undoing and then typing starts a branch and forgets nothing. Redo follows the branch one was on
//! last; [`goto`](History::goto) reaches any node. Nodes hold the change in both directions and the selections on both
//! sides, never whole texts; all but the newest hold them packed.
//!
//! What belongs to one act of the user is one node: changes of the same kind that follow each other within
//! [`PAUSE`], each beginning where the one before left the carets, up to the beginning of the next word.

mod group;
mod packed;

use std::time::Duration;

use justbuilt_base::Timestamp;
use smallvec::SmallVec;

use crate::{Selections, Transaction};
use group::Grown;
use packed::Packed;

/// A longer pause ends a group.
pub const PAUSE: Duration = Duration::from_millis(1000);
/// A group does not get longer than this.
pub const LONGEST_GROUP: Duration = Duration::from_secs(15);

/// What sort of change it is, for grouping and for telling people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EditKind {
    /// Typing.
    Insert,
    /// Backspace and its relatives.
    DeleteBackward,
    /// Delete and its relatives.
    DeleteForward,
    /// Pasting.
    Paste,
    /// Indenting, commenting, formatting.
    Format,
    /// Replacing what a search found.
    Replace,
    /// Anything else, with a name for people.
    Other(&'static str),
}

impl EditKind {
    fn groups(self) -> bool {
        matches!(self, EditKind::Insert | EditKind::DeleteBackward | EditKind::DeleteForward)
    }
}

/// Names a node of a [`History`]; the root is the text as it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(usize);

impl NodeId {
    /// The text as it was opened.
    pub const ROOT: NodeId = NodeId(0);

    /// Nodes are numbered in the order they were made.
    pub fn index(self) -> usize {
        self.0
    }
}

/// A change and the state after it.
#[derive(Clone, Debug)]
pub struct Node {
    parent: NodeId,
    children: SmallVec<[NodeId; 1]>,
    /// The child that redo goes to.
    latest: Option<NodeId>,
    change: Change,
    kind: EditKind,
    started: Timestamp,
    changed: Timestamp,
    /// Tells states of the text apart, also within a group.
    state: u64,
}

/// A change in both directions, with the selections before and after it.
#[derive(Clone, Debug)]
struct Step {
    forward: Transaction,
    backward: Transaction,
    before: Selections,
    after: Selections,
}

#[derive(Clone, Debug)]
enum Change {
    /// One that may still grow, or is large.
    Plain(Box<Step>),
    Packed(Packed),
}

impl Change {
    fn step(&self) -> Step {
        let unpacked = match self {
            Change::Plain(step) => Some(Step::clone(step)),
            Change::Packed(packed) => packed.unpack(),
        };
        // What was packed here always comes out again.
        unpacked.unwrap_or_else(|| Step::nothing(0))
    }
}

impl Step {
    fn nothing(len: usize) -> Self {
        Self {
            forward: Transaction::identity(len),
            backward: Transaction::identity(len),
            before: Selections::default(),
            after: Selections::default(),
        }
    }
}

impl Node {
    /// The node before; the root is its own.
    pub fn parent(&self) -> NodeId {
        self.parent
    }

    /// The nodes after, oldest first.
    pub fn children(&self) -> &[NodeId] {
        &self.children
    }

    /// The change from the parent to here; of the root, nothing.
    pub fn transaction(&self) -> Transaction {
        self.change.step().forward
    }

    /// What sort of change.
    pub fn kind(&self) -> EditKind {
        self.kind
    }

    /// When the group began.
    pub fn started(&self) -> Timestamp {
        self.started
    }

    /// When its last change was made.
    pub fn changed(&self) -> Timestamp {
        self.changed
    }
}

/// The undo tree of one buffer.
#[derive(Clone, Debug)]
pub struct History {
    nodes: Vec<Node>,
    current: NodeId,
    /// Whether the next change may join the current node.
    open: bool,
}

impl History {
    /// The history of a text of `len` bytes that has just been opened.
    pub fn new(len: usize) -> Self {
        let root = Node {
            parent: NodeId::ROOT,
            children: SmallVec::new(),
            latest: None,
            change: Change::Plain(Box::new(Step::nothing(len))),
            kind: EditKind::Other("open"),
            started: Timestamp(0),
            changed: Timestamp(0),
            state: 0,
        };
        Self { nodes: vec![root], current: NodeId::ROOT, open: false }
    }

    /// Where the text is now.
    pub fn current(&self) -> NodeId {
        self.current
    }

    /// A node by its id.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0)
    }

    /// All nodes in the order they were made; the first is the root.
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(index, node)| (NodeId(index), node))
    }

    /// About how many bytes of memory the steps take.
    pub fn memory(&self) -> usize {
        let steps = self.nodes.iter().map(|node| match &node.change {
            Change::Plain(step) => {
                let texts = [&step.forward, &step.backward].into_iter().flat_map(Transaction::edits);
                size_of::<Step>() + texts.map(|edit| edit.inserted.len()).sum::<usize>()
            }
            Change::Packed(packed) => packed.len(),
        });
        self.nodes.capacity() * size_of::<Node>() + steps.sum::<usize>()
    }

    /// Whether there is anything to undo.
    pub fn can_undo(&self) -> bool {
        self.current != NodeId::ROOT
    }

    /// Whether there is anything to redo.
    pub fn can_redo(&self) -> bool {
        self.at(self.current).latest.is_some()
    }

    /// Ends the group: the next change is a node of its own.
    pub fn break_group(&mut self) {
        self.open = false;
    }

    pub(crate) fn state(&self) -> u64 {
        self.at(self.current).state
    }

    fn at(&self, id: NodeId) -> &Node {
        // Ids are made here and nodes are never removed; an id of another history falls back to the root.
        match self.nodes.get(id.0) {
            Some(node) => node,
            None => &self.nodes[0],
        }
    }

    fn at_mut(&mut self, id: NodeId) -> &mut Node {
        let index = if id.0 < self.nodes.len() { id.0 } else { 0 };
        &mut self.nodes[index]
    }

    /// Takes in a change that was made: `backward` undoes `forward`. `state` is a number no state before had.
    pub(crate) fn record(&mut self, change: Recorded<'_>, state: u64) {
        let open = self.open;
        let node = self.at_mut(self.current);
        if let Change::Plain(step) = &mut node.change
            && open
            && group::joins(
                &Grown { kind: node.kind, started: node.started, changed: node.changed, step },
                &change,
            )
        {
            let Recorded { forward, backward, after, at, .. } = change;
            let len = step.forward.len_before();
            let before = std::mem::replace(&mut step.forward, Transaction::identity(len));
            step.forward = before.compose(forward.clone());
            let undo = std::mem::replace(&mut step.backward, Transaction::identity(len));
            step.backward = backward.compose(undo);
            step.after = after.clone();
            node.changed = at;
            node.state = state;
            return;
        }
        if let Change::Plain(step) = &node.change
            && let Some(packed) = Packed::pack(step)
        {
            node.change = Change::Packed(packed);
        }
        let id = NodeId(self.nodes.len());
        let parent = self.current;
        let Recorded { forward, backward, before, after, kind, at } = change;
        self.nodes.push(Node {
            parent,
            children: SmallVec::new(),
            latest: None,
            change: Change::Plain(Box::new(Step {
                forward: forward.clone(),
                backward,
                before: before.clone(),
                after: after.clone(),
            })),
            kind,
            started: at,
            changed: at,
            state,
        });
        let node = self.at_mut(parent);
        node.children.push(id);
        node.latest = Some(id);
        self.current = id;
        self.open = kind.groups();
    }

    /// Steps back; what to apply, and the selections there were before the change.
    pub(crate) fn undo(&mut self) -> Option<(Transaction, Selections)> {
        if !self.can_undo() {
            return None;
        }
        self.open = false;
        let id = self.current;
        let node = self.at(id);
        let step = node.change.step();
        let step = (step.backward, step.before);
        let parent = node.parent;
        self.at_mut(parent).latest = Some(id);
        self.current = parent;
        Some(step)
    }

    /// Steps forward again, along the branch one was on last.
    pub(crate) fn redo(&mut self) -> Option<(Transaction, Selections)> {
        let id = self.at(self.current).latest?;
        self.open = false;
        let step = self.at(id).change.step();
        let step = (step.forward, step.after);
        self.current = id;
        Some(step)
    }

    /// Goes to any node: the way there as one change. `None` when it is the current one or unknown.
    pub(crate) fn goto(&mut self, target: NodeId) -> Option<(Transaction, Selections)> {
        if target == self.current || target.0 >= self.nodes.len() {
            return None;
        }
        // Parents always have smaller numbers, so the greater of the two ends is never a common ancestor.
        let mut down = vec![];
        let (mut from, mut to) = (self.current, target);
        let mut up = 0;
        while from != to {
            if from > to {
                from = self.at(from).parent;
                up += 1;
            } else {
                down.push(to);
                to = self.at(to).parent;
            }
        }
        let mut steps = Vec::with_capacity(up + down.len());
        let mut selections = Selections::default();
        for _ in 0..up {
            let (step, before) = self.undo()?;
            steps.push(step);
            selections = before;
        }
        for id in down.into_iter().rev() {
            self.at_mut(self.current).latest = Some(id);
            let (step, after) = self.redo()?;
            steps.push(step);
            selections = after;
        }
        Some((group::compose_all(steps)?, selections))
    }
}

/// A change that was made, as [`History::record`] takes it.
#[derive(Debug)]
pub(crate) struct Recorded<'a> {
    pub forward: &'a Transaction,
    pub backward: Transaction,
    pub before: &'a Selections,
    pub after: &'a Selections,
    pub kind: EditKind,
    pub at: Timestamp,
}

#[cfg(test)]
mod tests;
