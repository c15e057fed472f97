//! The state of a history: branches, files, nodes and authors as the events made them. A clone is cheap and stands
//! still, so questions are answered on one without holding up recording.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use justbuilt_base::Timestamp;

use crate::{Author, AuthorIx, BranchId, CommandIx, FileId, LaneId, NodeId, Step};

use super::chunks::Chunks;
use super::event::{BranchEdit, Event, NewBranch, NodeEdit};
use super::manifest::{Change, Manifest, Moment, Source};
use super::node::{Node, NodeKind, Note};
use super::rules::Rules;

/// Changes of files after which the manifest is kept, at least; it is also as many as there are files, so that all
/// kept manifests together are no larger than the changes.
const CHECKPOINT: usize = 2048;

/// Everything that the events say.
#[derive(Clone)]
pub(crate) struct Core {
    pub authors: Arc<Vec<Author>>,
    pub commands: Arc<Vec<String>>,
    pub branches: BTreeMap<BranchId, Arc<BranchState>>,
    pub active: BranchId,
    pub nodes: Chunks<Arc<Node>>,
    pub rules: Arc<Rules>,
    /// The last step that any event took.
    pub last_step: Step,
    pub last_file: FileId,
    pub last_time: Timestamp,
    /// The detail of operations before this time was given up.
    pub thinned: Option<Timestamp>,
}

/// Up to which step of each branch something is known.
pub(crate) type Knows = Arc<[(BranchId, Step)]>;

/// A branch.
#[derive(Clone)]
pub(crate) struct BranchState {
    pub info: NewBranch,
    pub deleted: bool,
    /// Changes of its files since it began.
    pub changes: Chunks<(Step, Change)>,
    /// Its files now. `None` until something changes: then it is that of its origin.
    pub head: Option<Arc<Manifest>>,
    /// Manifests after so many changes.
    pub checkpoints: Vec<(usize, Arc<Manifest>)>,
    /// Its nodes, by their index.
    pub nodes: Chunks<NodeId>,
    /// After each merge, what it knows of other branches: up to which step, by branch.
    pub knows: Vec<(Step, Knows)>,
    /// The last step that an event took on it.
    pub last_step: Step,
}

impl Default for Core {
    fn default() -> Self {
        let main = NewBranch {
            id: BranchId::MAIN,
            name: "main".to_owned(),
            description: String::new(),
            origin: None,
            step: Step(0),
            time: Timestamp::default(),
            author: AuthorIx::default(),
        };
        Self {
            authors: Arc::default(),
            commands: Arc::default(),
            branches: BTreeMap::from([(BranchId::MAIN, Arc::new(BranchState::new(main)))]),
            active: BranchId::MAIN,
            nodes: Chunks::default(),
            rules: Arc::default(),
            last_step: Step(0),
            last_file: FileId(0),
            last_time: Timestamp::default(),
            thinned: None,
        }
    }
}

impl BranchState {
    fn new(info: NewBranch) -> Self {
        Self {
            last_step: info.step,
            info,
            deleted: false,
            changes: Chunks::default(),
            head: None,
            checkpoints: Vec::new(),
            nodes: Chunks::default(),
            knows: Vec::new(),
        }
    }
}

impl Core {
    /// Takes an event in. One that refers to what is not there (its own event was lost) does as much as it can.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Author { index, author } => {
                let authors = Arc::make_mut(&mut self.authors);
                let unknown = || Author::person("unknown");
                if authors.len() <= usize::from(index.0) {
                    authors.resize_with(usize::from(index.0) + 1, unknown);
                }
                if let Some(place) = authors.get_mut(usize::from(index.0)) {
                    *place = author.clone();
                }
            }
            Event::Command { index, id } => {
                let commands = Arc::make_mut(&mut self.commands);
                if commands.len() <= usize::from(index.0) {
                    commands.resize_with(usize::from(index.0) + 1, String::new);
                }
                if let Some(place) = commands.get_mut(usize::from(index.0)) {
                    place.clone_from(id);
                }
            }
            Event::Files { stamp, changes } => {
                self.took(stamp.step, stamp.time);
                self.change_files(stamp.branch, stamp.step, changes);
            }
            Event::Node(node) => self.add_node(node),
            Event::NodeEdit { id, time, author, edit } => {
                self.last_time = self.last_time.max(*time);
                self.edit_node(*id, *time, *author, edit);
            }
            Event::Branch(branch) => {
                self.took(branch.step, branch.time);
                self.branches.insert(branch.id, Arc::new(BranchState::new(branch.clone())));
            }
            Event::BranchEdit { id, time, edit } => {
                self.last_time = self.last_time.max(*time);
                let Some(branch) = self.branches.get_mut(id) else { return };
                let branch = Arc::make_mut(branch);
                match edit {
                    BranchEdit::Name(name) => branch.info.name.clone_from(name),
                    BranchEdit::Description(text) => branch.info.description.clone_from(text),
                    BranchEdit::Deleted(deleted) => branch.deleted = *deleted,
                }
            }
            Event::Active { branch, time } => {
                self.last_time = self.last_time.max(*time);
                if self.branches.contains_key(branch) {
                    self.active = *branch;
                }
            }
            Event::Rules(rules) => self.rules = Arc::new(rules.clone()),
            Event::Thinned { before, time } => {
                self.last_time = self.last_time.max(*time);
                self.thinned = self.thinned.max(Some(*before));
            }
        }
    }

    fn took(&mut self, step: Step, time: Timestamp) {
        self.last_step = self.last_step.max(step);
        self.last_time = self.last_time.max(time);
    }

    fn change_files(&mut self, branch: BranchId, step: Step, changes: &[Change]) {
        for change in changes {
            if let Change::Put(entry) = change {
                self.last_file = self.last_file.max(entry.file);
            }
        }
        let head = self.head(branch);
        let Some(state) = self.branches.get_mut(&branch) else { return };
        let state = Arc::make_mut(state);
        let kept = state.checkpoints.last().map_or(0, |(count, _)| *count);
        if state.changes.len() - kept >= CHECKPOINT.max(head.len()) {
            state.checkpoints.push((state.changes.len(), head.clone()));
        }
        // Ours is the only one when nobody looks at it, and then it is changed in place.
        state.head = None;
        let mut head = head;
        Arc::make_mut(&mut head).apply_all(changes.iter());
        state.head = Some(head);
        for change in changes {
            state.changes.push((step, change.clone()));
        }
        state.last_step = state.last_step.max(step);
    }

    fn add_node(&mut self, node: &Node) {
        self.took(node.step, node.time);
        // Numbers are places: what was lost between leaves an empty place.
        let place = usize::try_from(node.id.0.saturating_sub(1)).unwrap_or(usize::MAX);
        if node.id.0 == 0 || place > self.nodes.len().saturating_add(1 << 20) {
            return;
        }
        while self.nodes.len() < place {
            let mut lost = node.clone();
            lost.id = NodeId(self.nodes.len() as u64 + 1);
            lost.kind = NodeKind::Other("lost".to_owned());
            lost.title = "A node that was lost".to_owned();
            lost.parents.clear();
            self.nodes.push(Arc::new(lost));
        }
        if place < self.nodes.len() {
            return;
        }
        self.nodes.push(Arc::new(node.clone()));
        let knows = (node.kind == NodeKind::Merge).then(|| {
            let mut knows = self.reach(node.moment());
            for source in &node.sources {
                for (branch, step) in self.reach(*source) {
                    let known = knows.entry(branch).or_insert(step);
                    *known = step.max(*known);
                }
            }
            knows.into_iter().collect::<Knows>()
        });
        let Some(state) = self.branches.get_mut(&node.branch) else { return };
        let state = Arc::make_mut(state);
        state.nodes.push(node.id);
        state.last_step = state.last_step.max(node.step);
        state.knows.extend(knows.map(|knows| (node.step, knows)));
    }

    fn edit_node(&mut self, id: NodeId, time: Timestamp, author: AuthorIx, edit: &NodeEdit) {
        let Some(place) = place_of(id).and_then(|place| self.nodes.get_mut(place)) else { return };
        let node = Arc::make_mut(place);
        match edit {
            NodeEdit::Label(label) => node.label.clone_from(label),
            NodeEdit::Note(text) => node.notes.push(Note { time, author, text: text.clone() }),
            NodeEdit::Title(title) => node.title.clone_from(title),
            NodeEdit::Decision(decision) => {
                node.title.clone_from(&decision.title);
                node.decision = Some(decision.clone());
            }
            NodeEdit::Links(links) => node.links.clone_from(links),
        }
    }

    pub fn node(&self, id: NodeId) -> Option<&Arc<Node>> {
        place_of(id).and_then(|place| self.nodes.get(place))
    }

    pub fn branch(&self, id: BranchId) -> Option<&Arc<BranchState>> {
        self.branches.get(&id)
    }

    pub fn author(&self, index: AuthorIx) -> Option<&Author> {
        self.authors.get(usize::from(index.0))
    }

    pub fn command(&self, index: CommandIx) -> Option<&str> {
        self.commands.get(usize::from(index.0)).map(String::as_str)
    }

    /// The branches from that of `moment` down to the one without an origin, each with the last step of it that
    /// counts.
    pub fn ancestry(&self, moment: Moment) -> Vec<Moment> {
        let mut chain = vec![moment];
        let mut at = moment;
        while let Some(origin) = self.branch(at.branch).and_then(|branch| branch.info.origin) {
            // An origin is always older; anything else is damage, and would never end.
            let step = if at.step < self.began(at.branch) { at.step.min(origin.step) } else { origin.step };
            at = Moment::new(origin.branch, step);
            if chain.iter().any(|seen| seen.branch == at.branch) {
                break;
            }
            chain.push(at);
        }
        chain
    }

    fn began(&self, branch: BranchId) -> Step {
        self.branch(branch).map_or(Step(0), |branch| branch.info.step)
    }

    /// The last step on `branch` that counts at `moment`, if the branch is one it descends from.
    pub fn bound(&self, moment: Moment, branch: BranchId) -> Option<Step> {
        if moment.branch == branch {
            return Some(moment.step);
        }
        self.ancestry(moment).iter().find(|at| at.branch == branch).map(|at| at.step)
    }

    /// The files of a branch now.
    pub fn head(&self, branch: BranchId) -> Arc<Manifest> {
        let Some(state) = self.branch(branch) else { return Arc::default() };
        match (&state.head, state.info.origin) {
            (Some(head), _) => head.clone(),
            (None, Some(origin)) => self.manifest(origin),
            (None, None) => Arc::default(),
        }
    }

    /// The files at a moment.
    pub fn manifest(&self, moment: Moment) -> Arc<Manifest> {
        let mut above: Vec<(Arc<BranchState>, usize)> = Vec::new();
        let mut base = Arc::<Manifest>::default();
        for at in self.ancestry(moment) {
            let Some(state) = self.branch(at.branch) else { break };
            let count = state.changes.partition_point(|(step, _)| *step <= at.step);
            if count == state.changes.len()
                && let Some(head) = &state.head
            {
                base = head.clone();
                break;
            }
            if let Some((_, kept)) = checkpoint(state, count) {
                above.push((state.clone(), count));
                base = kept.clone();
                break;
            }
            if count > 0 {
                above.push((state.clone(), count));
            }
        }
        for (state, count) in above.into_iter().rev() {
            let from = checkpoint(&state, count).map_or(0, |(kept, _)| *kept);
            if from < count {
                let changes: Vec<&Change> =
                    state.changes.range(from, count).map(|(_, change)| change).collect();
                Arc::make_mut(&mut base).apply_all(changes.into_iter());
            }
        }
        base
    }

    /// Where the text of an entry of the manifest at `moment` is: its lane, and the last step that counts.
    pub fn lane_at(&self, source: Source, file: FileId, moment: Moment) -> Option<(LaneId, Step)> {
        let Source::Lane(branch) = source else { return None };
        Some((LaneId::new(file, branch), self.bound(moment, branch)?))
    }

    /// The last node of `moment`'s branch at or before it, else of the one it began on, and so on.
    pub fn node_at(&self, moment: Moment) -> Option<NodeId> {
        for at in self.ancestry(moment) {
            let Some(state) = self.branch(at.branch) else { break };
            let count =
                state.nodes.partition_point(|id| self.node(*id).is_some_and(|node| node.step <= at.step));
            if let Some(id) = count.checked_sub(1).and_then(|last| state.nodes.get(last)) {
                return Some(*id);
            }
        }
        None
    }

    /// What `moment` knows: of each branch the last step of it that was seen, by descent or by merging. O(branches).
    pub fn reach(&self, moment: Moment) -> HashMap<BranchId, Step> {
        let mut seen: HashMap<BranchId, Step> = HashMap::new();
        for at in self.ancestry(moment) {
            let known = seen.entry(at.branch).or_insert(at.step);
            *known = at.step.max(*known);
            let Some(state) = self.branch(at.branch) else { break };
            let merges = state.knows.partition_point(|(step, _)| *step <= at.step);
            let Some((_, knows)) = merges.checked_sub(1).and_then(|last| state.knows.get(last)) else {
                continue;
            };
            for (branch, step) in knows.iter() {
                let known = seen.entry(*branch).or_insert(*step);
                *known = (*step).max(*known);
            }
            // What came before that merge is in it.
            break;
        }
        seen
    }
}

/// Where a node is in the list.
fn place_of(id: NodeId) -> Option<usize> {
    usize::try_from(id.0.checked_sub(1)?).ok()
}

/// The last manifest kept at or before `count` changes.
fn checkpoint(state: &BranchState, count: usize) -> Option<&(usize, Arc<Manifest>)> {
    let after = state.checkpoints.partition_point(|(kept, _)| *kept <= count);
    after.checked_sub(1).and_then(|last| state.checkpoints.get(last))
}
