//! What changes while recording: the core, the events that are not on the disk yet, open files and the burst of edits
//! that is going on. Behind one lock that is held for microseconds.

use std::collections::HashMap;

use justbuilt_base::Timestamp;
use smallvec::SmallVec;

use crate::{Author, AuthorIx, AuthorKind, BranchId, CommandIx, FileId, NodeId, Step};

use super::burst::Burst;
use super::core::Core;
use super::event::{Event, Stamp};
use super::index::Recorded;
use super::manifest::{Change, Moment};
use super::node::{Node, NodeKind, TouchedFile};
use super::path::ProjectPath;
use super::rules::{Judge, Rules};

/// The state of a timeline.
pub(crate) struct State {
    pub core: Core,
    pub next_step: u64,
    pub next_file: u64,
    pub next_branch: u64,
    /// Events that are not on the disk yet.
    pub pending: Vec<Event>,
    pub burst: Option<Burst>,
    /// Files that edits are recorded of.
    pub open: HashMap<FileId, OpenFile>,
    pub judge: Judge,
    /// Operations since the index was made; `None` when there is no index.
    pub recorded: Option<Vec<Recorded>>,
    author_index: HashMap<Author, AuthorIx>,
    command_index: HashMap<String, CommandIx>,
}

/// A file that edits are recorded of.
#[derive(Clone, Debug)]
pub(crate) struct OpenFile {
    pub path: ProjectPath,
    /// The branch that its lane is ready on.
    pub branch: BranchId,
    /// Bytes of its text now.
    pub len: usize,
}

/// A node about to be added.
pub(crate) struct NodeDraft {
    pub kind: NodeKind,
    pub title: String,
    pub content: String,
    pub author: AuthorIx,
    pub files: SmallVec<[TouchedFile; 1]>,
    pub sources: SmallVec<[Moment; 1]>,
    /// The first step of it; its own when there is no other.
    pub since: Option<Step>,
    /// Operations in it, and the bytes that these inserted and deleted.
    pub counts: (u32, u64, u64),
}

impl NodeDraft {
    pub fn new(kind: NodeKind, title: impl Into<String>, author: AuthorIx) -> Self {
        Self {
            kind,
            title: title.into(),
            content: String::new(),
            author,
            files: SmallVec::new(),
            sources: SmallVec::new(),
            since: None,
            counts: (0, 0, 0),
        }
    }
}

impl State {
    pub fn new(core: Core, last_step: Step) -> Self {
        let author_index = core.authors.iter().enumerate();
        let author_index =
            author_index.map(|(index, author)| (author.clone(), AuthorIx(index as u16))).collect();
        let command_index = core.commands.iter().enumerate();
        let command_index = command_index.map(|(index, id)| (id.clone(), CommandIx(index as u16))).collect();
        let (judge, _) = Judge::new(&core.rules);
        Self {
            next_step: core.last_step.max(last_step).0.saturating_add(1),
            next_file: core.last_file.0.saturating_add(1),
            next_branch: core.branches.keys().next_back().map_or(2, |last| last.0.saturating_add(1)),
            core,
            pending: Vec::new(),
            burst: None,
            open: HashMap::new(),
            judge,
            recorded: None,
            author_index,
            command_index,
        }
    }

    /// Takes an event in, to be written at the next flush.
    pub fn push(&mut self, event: Event) {
        self.core.apply(&event);
        self.pending.push(event);
    }

    pub fn take_step(&mut self) -> Step {
        let step = Step(self.next_step);
        self.next_step = self.next_step.saturating_add(1);
        step
    }

    pub fn take_file(&mut self) -> FileId {
        let file = FileId(self.next_file);
        self.next_file = self.next_file.saturating_add(1);
        file
    }

    /// The moment up to which everything is recorded.
    pub fn now(&self) -> Moment {
        Moment::new(self.core.active, Step(self.next_step.saturating_sub(1)))
    }

    pub fn author(&mut self, author: Author) -> AuthorIx {
        if let Some(index) = self.author_index.get(&author) {
            return *index;
        }
        // A full table is a table of the last author's many conversations: the name is kept, the detail is not.
        let Ok(index) = u16::try_from(self.core.authors.len()) else {
            let plain = Author { detail: None, ..author };
            return self.author_index.get(&plain).copied().unwrap_or_default();
        };
        let index = AuthorIx(index);
        self.author_index.insert(author.clone(), index);
        self.push(Event::Author { index, author });
        index
    }

    /// The author of what other programs do.
    pub fn outside_author(&mut self) -> AuthorIx {
        self.author(Author::new(AuthorKind::Outside, "Outside the editor"))
    }

    pub fn command(&mut self, id: &str) -> Option<CommandIx> {
        if let Some(index) = self.command_index.get(id) {
            return Some(*index);
        }
        let index = CommandIx(u16::try_from(self.core.commands.len()).ok()?);
        self.command_index.insert(id.to_owned(), index);
        self.push(Event::Command { index, id: id.to_owned() });
        Some(index)
    }

    /// Changes files on a branch, in one step.
    pub fn change_files(
        &mut self,
        branch: BranchId,
        changes: Vec<Change>,
        author: AuthorIx,
        time: Timestamp,
    ) -> Step {
        let step = self.take_step();
        let stamp = Stamp { branch, step, time, author };
        self.push(Event::Files { stamp, changes });
        step
    }

    /// Ends the burst that is going on and adds a node to a branch.
    pub fn add_node(&mut self, branch: BranchId, draft: NodeDraft, time: Timestamp) -> NodeId {
        self.close_burst();
        let step = self.take_step();
        self.insert_node(Node {
            id: NodeId(0),
            branch,
            step,
            since: draft.since.unwrap_or(step),
            time,
            began: time,
            author: draft.author,
            kind: draft.kind,
            title: draft.title,
            content: draft.content,
            label: None,
            notes: Vec::new(),
            parents: SmallVec::new(),
            sources: draft.sources,
            files: draft.files,
            operations: draft.counts.0,
            inserted: draft.counts.1,
            deleted: draft.counts.2,
            decision: None,
            links: Vec::new(),
        })
    }

    /// Gives a node its number and its parents, and adds it.
    pub fn insert_node(&mut self, mut node: Node) -> NodeId {
        let id = NodeId(self.core.nodes.len() as u64 + 1);
        node.id = id;
        let mut parents: SmallVec<[NodeId; 2]> = self.core.node_at(node.moment()).into_iter().collect();
        if node.kind == NodeKind::Merge {
            for source in &node.sources {
                if let Some(parent) = self.core.node_at(*source).filter(|parent| !parents.contains(parent)) {
                    parents.push(parent);
                }
            }
        }
        node.parents = parents;
        self.push(Event::Node(Box::new(node)));
        id
    }

    /// Ends the burst of edits that is going on, if there is one, as a node.
    pub fn close_burst(&mut self) -> Option<NodeId> {
        let burst = self.burst.take()?;
        Some(self.insert_node(burst.into_node()))
    }

    pub fn set_rules(&mut self, rules: Rules) -> Vec<String> {
        let (judge, faults) = Judge::new(&rules);
        self.judge = judge;
        self.push(Event::Rules(rules));
        faults
    }
}
