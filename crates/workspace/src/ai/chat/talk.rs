//! One conversation in memory: its tree, what is known of its turns beside what was said, and its turns as the face
//! sees them, made anew only where something changed. Asks nobody and writes nothing.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use justbuilt_ai::conversation::{Author, Conversation, TurnId, TurnState};
use justbuilt_ai::prices::Cost;
use justbuilt_ai::request::Part;
use justbuilt_base::Timestamp;
use justbuilt_text::Text;

use super::items::{People, item};
use super::kept::{About, Listed};
use super::reading::Named;
use super::snapshot::{CallState, CameOut, ContextView, ConversationItem, ConversationSnapshot, TurnItem};
use super::tools::Proposed;
use crate::ai::asking::Ticket;
use crate::ai::{Mention, Trouble};
use crate::ids::{ChangeSetId, ChipId, ConversationId};
use justbuilt_ai::context::Manifest;
use justbuilt_base::TaskHandle;

/// A conversation.
pub(super) struct Talk {
    pub id: ConversationId,
    /// Shared with background work that reads it.
    pub tree: Arc<Conversation>,
    /// Whether its turns are here.
    pub turns: Turns,
    /// What the list shows while its turns are not here.
    pub listed: Listed,
    pub about: About,
    pub archived: bool,
    /// There is a record of it, or one is being written.
    pub kept: bool,
    pub notes: HashMap<TurnId, Note>,
    pub calls: HashMap<(TurnId, String), CallState>,
    pub chips: Vec<Chip>,
    pub draft_revision: u64,
    /// The draft as the face was last told; what it types itself is not told back.
    pub draft_shown: String,
    pub busy: Option<Running>,
    /// Turns that are not written as they are now.
    pub dirty: BTreeSet<TurnId>,
    /// The same of what belongs to no turn.
    pub about_dirty: bool,
    /// Changes that came out of it and wait for review.
    pub changes: Vec<ChangeSetId>,
    pub unseen: bool,
    /// How many secrets were taken out of what was sent last.
    pub secrets: usize,
    items: HashMap<TurnId, Arc<TurnItem>>,
    children: HashMap<Option<TurnId>, Vec<TurnId>>,
    indexed: usize,
    path: Option<Vec<TurnId>>,
    shown: Option<Arc<[Arc<TurnItem>]>>,
    cost: Option<(Cost, bool)>,
    revision: u64,
}

/// Whether the turns of a conversation are here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Turns {
    /// Only what the list shows is.
    #[default]
    Away,
    /// They are being read.
    Reading,
    /// They are.
    Here,
    /// They cannot be read.
    Failed(String),
}

/// What is known of a turn beside what was said.
#[derive(Clone, Debug, Default)]
pub(super) struct Note {
    /// Whether tokens and money are an estimate.
    pub estimated: bool,
    pub trouble: Option<Trouble>,
    /// What went along with a question.
    pub sent: Option<Arc<Manifest>>,
    /// The prompt and its version.
    pub prompt: Option<(String, u32)>,
    /// What a slash command was made into.
    pub rendered: Option<Arc<str>>,
    /// The text that went along with a question, and the rules.
    pub data: Arc<str>,
    pub rules: Arc<str>,
    /// Texts of the project's files as the model saw them, by their paths.
    pub seen: Vec<(String, Text)>,
    /// What the user named with a question.
    pub named: Vec<Named>,
    /// Edits that were proposed by calls on the way to this answer.
    pub proposed: Vec<Proposed>,
    /// The change set that came out of this answer, while it is there.
    pub changes: Option<ChangeSetId>,
    /// The same set, as it is remembered for good.
    pub came: Option<CameOut>,
    /// Whether it was looked for among the sets of earlier sessions.
    pub looked: bool,
}

/// Something that goes along with the next message.
pub(super) struct Chip {
    pub id: ChipId,
    pub named: Named,
    pub state: super::snapshot::ContextState,
    pub task: Option<TaskHandle>,
}

/// An answer that is on its way.
pub(super) struct Running {
    /// The answer.
    pub turn: TurnId,
    /// The question it belongs to.
    pub question: Option<TurnId>,
    pub persona: String,
    /// Who was chosen by the user.
    pub model: Option<(String, String)>,
    pub stage: Stage,
    /// Of the request.
    pub number: u64,
    /// Dropped, it ends the request.
    pub ticket: Option<Ticket>,
    pub task: Option<TaskHandle>,
    /// How often tools were called for it.
    pub rounds: u32,
    pub proposed: Vec<Proposed>,
    pub seen: Vec<(String, Text)>,
    /// Who answers after it.
    pub next: VecDeque<String>,
}

/// How far an answer is.
#[derive(Debug, PartialEq)]
pub(super) enum Stage {
    /// What goes along is put together.
    Gathering,
    /// It was asked for, or comes in.
    Asked,
    /// Its calls are carried out, or wait for the user; these have their results.
    Calling(Vec<Part>),
}

impl Talk {
    /// A conversation in which nothing was said.
    pub fn new(id: ConversationId, now: Timestamp) -> Self {
        let mut talk = Self::listed(id, Listed::default(), About::default(), false);
        talk.turns = Turns::Here;
        talk.about.said = now;
        talk.about.key = format!("{:x}-{}", now.0, id.0);
        talk
    }

    /// One whose turns are not here yet.
    pub fn listed(id: ConversationId, listed: Listed, about: About, archived: bool) -> Self {
        let draft_shown = about.draft.clone();
        let kept = listed.record.is_some();
        Self {
            id,
            kept,
            tree: Arc::default(),
            turns: Turns::Away,
            listed,
            about,
            archived,
            notes: HashMap::new(),
            calls: HashMap::new(),
            chips: Vec::new(),
            draft_revision: 1,
            draft_shown,
            busy: None,
            dirty: BTreeSet::new(),
            about_dirty: false,
            changes: Vec::new(),
            unseen: false,
            secrets: 0,
            items: HashMap::new(),
            children: HashMap::new(),
            indexed: 0,
            path: None,
            shown: None,
            cost: None,
            revision: 0,
        }
    }

    /// To change the tree; what changed is to be named by [`Talk::changed`] or [`Talk::grown`].
    pub fn tree(&mut self) -> &mut Conversation {
        Arc::make_mut(&mut self.tree)
    }

    pub fn is_here(&self) -> bool {
        self.turns == Turns::Here
    }

    /// Nothing was ever said or written in it.
    pub fn is_blank(&self) -> bool {
        self.is_here() && self.tree.turns().is_empty() && self.about.draft.trim().is_empty()
    }

    pub fn note(&mut self, turn: TurnId) -> &mut Note {
        self.notes.entry(turn).or_default()
    }

    /// Something of a turn changed.
    pub fn changed(&mut self, turn: TurnId) {
        self.items.remove(&turn);
        self.shown = None;
        self.dirty.insert(turn);
    }

    /// A turn came, or another branch is shown.
    pub fn grown(&mut self, now: Timestamp) {
        let from = self.indexed;
        let new: Vec<(TurnId, Option<TurnId>)> =
            self.tree.turns().iter().skip(from).map(|turn| (turn.id, turn.parent)).collect();
        for (turn, parent) in new {
            self.indexed += 1;
            let siblings = self.children.entry(parent).or_default();
            // They have one branch more beside them.
            for sibling in siblings.iter() {
                self.items.remove(sibling);
            }
            siblings.push(turn);
            self.dirty.insert(turn);
            self.about.said = now;
        }
        self.path = None;
        self.shown = None;
        self.cost = None;
        self.about_dirty = true;
    }

    /// Its turns were read.
    pub fn read(&mut self, tree: Conversation) {
        self.tree = Arc::new(tree);
        self.turns = Turns::Here;
        let said = self.about.said;
        self.grown(said);
        self.dirty.clear();
        self.about_dirty = false;
        self.read_calls();
    }

    /// What the tools said, by the calls they answer.
    fn read_calls(&mut self) {
        let tree = Arc::clone(&self.tree);
        for turn in tree.turns().iter().filter(|turn| turn.author == Author::Tools) {
            let Some(answer) = turn.parent else { continue };
            for part in &turn.parts {
                if let Part::ToolResult { id, text, is_error, .. } = part {
                    let text: Arc<str> = Arc::from(text.as_str());
                    let state = if *is_error { CallState::Failed(text) } else { CallState::Done(text) };
                    self.calls.insert((answer, id.clone()), state);
                }
            }
        }
    }

    /// A turn is shown in another way, though nothing of it is to be written.
    pub fn shown_anew(&mut self, turn: TurnId) {
        self.items.remove(&turn);
        self.shown = None;
    }

    /// Personas have other names or are gone: every turn is made anew.
    pub fn forget_items(&mut self) {
        self.items.clear();
        self.shown = None;
    }

    /// What the field shows is another text, and not by the user's typing.
    pub fn set_draft(&mut self, text: String) {
        self.about.draft = text.clone();
        self.draft_shown = text;
        self.draft_revision += 1;
        self.about_dirty = true;
    }

    /// What all of it cost, and whether all of that is known.
    pub fn cost(&mut self) -> (Cost, bool) {
        let tree = &self.tree;
        *self.cost.get_or_insert_with(|| {
            let (sum, all) = tree.cost();
            (Cost::Known(sum), all)
        })
    }

    /// What a turn cost is known now.
    pub fn forget_cost(&mut self) {
        self.cost = None;
    }

    /// The turns of the branch that is shown.
    pub fn path(&mut self) -> &[TurnId] {
        let tree = &self.tree;
        self.path.get_or_insert_with(|| tree.path().into_iter().map(|turn| turn.id).collect())
    }

    /// The branches at a place.
    pub fn branches(&self, parent: Option<TurnId>) -> Vec<TurnId> {
        self.children.get(&parent).cloned().unwrap_or_default()
    }

    /// The turns as the face sees them.
    pub fn items(&mut self, people: &People) -> Arc<[Arc<TurnItem>]> {
        if let Some(shown) = &self.shown {
            return Arc::clone(shown);
        }
        self.path();
        let path = self.path.take().unwrap_or_default();
        let mut out = Vec::with_capacity(path.len());
        for turn in &path {
            if let Some(known) = self.items.get(turn) {
                out.push(Arc::clone(known));
                continue;
            }
            self.revision += 1;
            let Some(made) = item(self, *turn, self.revision, people).map(Arc::new) else { continue };
            self.items.insert(*turn, Arc::clone(&made));
            out.push(made);
        }
        self.path = Some(path);
        let shown: Arc<[Arc<TurnItem>]> = out.into();
        self.shown = Some(Arc::clone(&shown));
        shown
    }

    pub fn title(&self) -> String {
        let title = if self.is_here() { self.tree.title() } else { self.listed.title.clone() };
        if !title.is_empty() {
            return title;
        }
        let draft = self.about.draft.lines().map(str::trim).find(|line| !line.is_empty());
        draft.map_or_else(|| "New conversation".to_owned(), |line| line.chars().take(40).collect())
    }

    /// Slugs of the personas in it.
    pub fn personas(&self) -> Vec<String> {
        if !self.is_here() {
            return self.listed.personas.clone();
        }
        let mut out: Vec<String> = Vec::new();
        for turn in self.tree.turns() {
            if let Author::Persona(slug) = &turn.author
                && !slug.is_empty()
                && !out.contains(slug)
            {
                out.push(slug.clone());
            }
        }
        out
    }

    /// As the list shows it.
    pub fn row(&self) -> ConversationItem {
        ConversationItem {
            id: self.id,
            title: self.title(),
            time: self.about.said,
            personas: self.personas(),
            turns: if self.is_here() { self.tree.turns().len() } else { self.listed.turns },
            busy: self.busy.is_some(),
            unseen: self.unseen,
        }
    }

    /// As its page shows it.
    pub fn snapshot(&mut self, people: &People, context: Arc<ContextView>) -> ConversationSnapshot {
        ConversationSnapshot {
            id: self.id,
            title: self.title(),
            turns: self.items(people),
            busy: self.busy.as_ref().map(|running| running.turn),
            draft: self.draft_shown.clone(),
            draft_revision: self.draft_revision,
            personas: self.about.next.clone(),
            model: self.about.model.clone(),
            context,
            cost: self.cost(),
            changes: self.changes.clone(),
        }
    }

    /// The question that a turn belongs to: the nearest one on the way to it.
    pub fn question_of(&self, turn: TurnId) -> Option<TurnId> {
        let path = self.tree.path_to(Some(turn));
        path.into_iter().rev().find(|turn| turn.author == Author::Person).map(|turn| turn.id)
    }

    /// The text of a turn that came whole or in part.
    pub fn text_of(&self, turn: TurnId) -> String {
        self.tree.turn(turn).map(justbuilt_ai::conversation::Turn::text).unwrap_or_default()
    }

    /// Whether a turn is still being written.
    pub fn is_writing(&self, turn: TurnId) -> bool {
        self.tree.turn(turn).is_ok_and(|turn| turn.state == TurnState::Writing)
    }

    /// What was named with the next message.
    pub fn mentions(&self) -> impl Iterator<Item = &Mention> {
        self.chips.iter().filter_map(|chip| chip.named.mention.as_ref())
    }
}
