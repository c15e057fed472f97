//! The undo tree: every state a text was in, each the child of the one it came from. Undo goes to the parent, redo to
//! the child last left or made; nothing is ever cut off. Edits that belong together (typing a word) become one state.
//! See Berlage, "A selective undo mechanism" (1994), and Vim's undo tree.

#[cfg(test)]
mod tests;

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use crate::selection::Selections;
use crate::transaction::Transaction;

/// What kind of change it is; changes of one kind in a row can become one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EditKind {
    /// Typing.
    Insert,
    /// Deleting towards the start.
    DeleteBackward,
    /// Deleting towards the end.
    DeleteForward,
    /// From the clipboard.
    Paste,
    /// Layout only: indentation, formatting.
    Format,
    /// Find and replace.
    Replace,
    /// Anything else, by the command's name.
    Other(&'static str),
}

impl EditKind {
    /// Whether a run of them becomes one state.
    fn groups(self) -> bool {
        matches!(self, EditKind::Insert | EditKind::DeleteBackward | EditKind::DeleteForward)
    }

    /// A word for lists of states.
    pub fn name(self) -> &'static str {
        match self {
            EditKind::Insert => "type",
            EditKind::DeleteBackward | EditKind::DeleteForward => "delete",
            EditKind::Paste => "paste",
            EditKind::Format => "format",
            EditKind::Replace => "replace",
            EditKind::Other(name) => name,
        }
    }
}

/// A state of the text. The first one is the text as it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StateId(u32);

impl StateId {
    /// The text as it was opened.
    pub const ORIGIN: StateId = StateId(0);

    fn index(self) -> usize {
        self.0 as usize
    }
}

/// A pause longer than this ends a run of typing, in milliseconds.
const PAUSE: i64 = 700;
/// A run of typing longer than this is ended at the next key, in milliseconds.
const LONGEST_RUN: i64 = 6_000;

#[derive(Clone, Debug)]
struct State {
    parent: Option<StateId>,
    /// The child that redo goes to.
    next: Option<StateId>,
    /// From the parent to here, and back.
    forward: Transaction,
    backward: Transaction,
    before: Selections,
    after: Selections,
    kind: EditKind,
    began: Timestamp,
    ended: Timestamp,
    /// Grows when the state takes in another edit.
    version: u32,
}

/// A state as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateInfo {
    /// Which.
    pub id: StateId,
    /// Where it came from; `None` for the origin.
    pub parent: Option<StateId>,
    /// The kind of its edits.
    pub kind: EditKind,
    /// When it was made.
    pub time: Timestamp,
    /// Bytes that were added and removed.
    pub added: usize,
    /// See `added`.
    pub removed: usize,
    /// Whether the text is in this state now.
    pub current: bool,
}

/// The undo tree of one text.
#[derive(Clone, Debug)]
pub struct History {
    states: Vec<State>,
    current: StateId,
    /// The next edit starts a state of its own.
    broken: bool,
}

/// A change of the text that history asks for, and the selections to go with it.
pub type Travel = (Transaction, Selections);

impl History {
    /// A tree with nothing but the origin, a text of `len` bytes.
    pub fn new(len: usize) -> Self {
        let origin = State {
            parent: None,
            next: None,
            forward: Transaction::identity(len),
            backward: Transaction::identity(len),
            before: Selections::default(),
            after: Selections::default(),
            kind: EditKind::Other("open"),
            began: Timestamp(0),
            ended: Timestamp(0),
            version: 0,
        };
        Self { states: vec![origin], current: StateId::ORIGIN, broken: true }
    }

    /// The state the text is in.
    pub fn current(&self) -> StateId {
        self.current
    }

    /// The state and how often it took in an edit: equal pairs mean equal text.
    pub(crate) fn stamp(&self) -> (StateId, u32) {
        (self.current, self.state(self.current).map_or(0, |state| state.version))
    }

    /// How many states there are, the origin included.
    pub fn state_count(&self) -> usize {
        self.states.len()
    }

    /// The next edit starts a state of its own: the caret was moved, the file was saved.
    pub fn break_group(&mut self) {
        self.broken = true;
    }

    /// Whether there is something to undo, and to redo.
    pub fn can_undo_redo(&self) -> (bool, bool) {
        let state = self.state(self.current);
        (state.is_some_and(|s| s.parent.is_some()), state.is_some_and(|s| s.next.is_some()))
    }

    /// All states, oldest first.
    pub fn states(&self) -> impl Iterator<Item = StateInfo> + '_ {
        self.states.iter().zip(0_u32..).map(|(state, id)| StateInfo {
            id: StateId(id),
            parent: state.parent,
            kind: state.kind,
            time: state.ended,
            added: state.forward.edits().map(|edit| edit.inserted.len()).sum(),
            removed: state.forward.edits().map(|edit| edit.old.len()).sum(),
            current: StateId(id) == self.current,
        })
    }

    /// Takes in an edit that was made to the current state.
    pub(crate) fn record(
        &mut self,
        forward: &Transaction,
        backward: Transaction,
        before: &Selections,
        after: &Selections,
        kind: EditKind,
        at: Timestamp,
    ) {
        let joins = !self.broken && self.joins(forward, kind, at);
        self.broken = false;
        let index = self.current.index();
        if joins && let Some(state) = self.states.get_mut(index) {
            state.forward = state.forward.clone().compose(forward.clone());
            state.backward = backward.compose(state.backward.clone());
            state.after = after.clone();
            state.ended = at;
            state.version += 1;
            return;
        }
        let Ok(id) = u32::try_from(self.states.len()) else { return };
        let id = StateId(id);
        if let Some(parent) = self.states.get_mut(index) {
            parent.next = Some(id);
        }
        self.states.push(State {
            parent: Some(self.current),
            next: None,
            forward: forward.clone(),
            backward,
            before: before.clone(),
            after: after.clone(),
            kind,
            began: at,
            ended: at,
            version: 0,
        });
        self.current = id;
        if forward.edits().any(|edit| edit.inserted.contains('\n')) && kind == EditKind::Insert {
            self.broken = true;
        }
    }

    /// Whether an edit goes on with the current state's run.
    fn joins(&self, forward: &Transaction, kind: EditKind, at: Timestamp) -> bool {
        let Some(state) = self.state(self.current) else { return false };
        if state.parent.is_none() || state.next.is_some() || state.kind != kind || !kind.groups() {
            return false;
        }
        let pause = at.0.saturating_sub(state.ended.0);
        let run = at.0.saturating_sub(state.began.0);
        let line_break = forward.edits().any(|edit| edit.inserted.contains('\n'));
        (0..=PAUSE).contains(&pause) && run <= LONGEST_RUN && !line_break
    }

    /// Goes to the parent; the change that does it to the text.
    pub(crate) fn undo(&mut self) -> Option<Travel> {
        let here = self.current;
        let state = self.state(here)?;
        let parent = state.parent?;
        let travel = (state.backward.clone(), state.before.clone());
        self.states.get_mut(parent.index())?.next = Some(here);
        self.current = parent;
        self.broken = true;
        Some(travel)
    }

    /// Goes to the child last left or made.
    pub(crate) fn redo(&mut self) -> Option<Travel> {
        let next = self.state(self.current)?.next?;
        let state = self.state(next)?;
        let travel = (state.forward.clone(), state.after.clone());
        self.current = next;
        self.broken = true;
        Some(travel)
    }

    /// Goes to any state. `None` when there is no such state, or the text is in it.
    pub(crate) fn go_to(&mut self, target: StateId) -> Option<Travel> {
        if target == self.current || self.state(target).is_none() {
            return None;
        }
        let up = self.ancestors(self.current);
        let down = self.ancestors(target);
        let common = up.iter().find(|id| down.contains(id)).copied()?;
        let mut travel: Option<Travel> = None;
        let mut join = |step: Travel| {
            travel = Some(match travel.take() {
                Some((done, _)) => (done.compose(step.0), step.1),
                None => step,
            });
        };
        while self.current != common {
            join(self.undo()?);
        }
        for id in down.iter().rev().skip_while(|id| **id != common).skip(1) {
            self.states.get_mut(self.current.index())?.next = Some(*id);
            join(self.redo()?);
        }
        travel
    }

    /// The state and all it came from.
    fn ancestors(&self, from: StateId) -> Vec<StateId> {
        std::iter::successors(Some(from), |id| self.state(*id)?.parent).collect()
    }

    fn state(&self, id: StateId) -> Option<&State> {
        self.states.get(id.index())
    }
}
