//! A conversation as a tree: every edit of a question and every retry of an answer is a branch, and nothing that was
//! said is lost. Knows no store and no provider: [`records`] writes it as records, [`sending`] as messages.

pub mod export;
pub mod records;
mod search;
pub mod sending;

pub use search::Hit;

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    event::{Arguments, Event, FinishReason, Usage},
    prices::Cost,
    request::Part,
};

/// Characters of a title that is made from the first question.
const TITLE: usize = 60;

/// Names a turn within its conversation: turns count from 0 in the order in which they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TurnId(pub u64);

/// Who says something.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The person.
    Person,
    /// A persona, by its id.
    Persona(String),
    /// The tools that a persona called.
    Tools,
}

/// Whether a turn is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnState {
    /// It is coming in.
    Writing,
    /// It is whole.
    Whole,
    /// It ends before its end; what came is kept.
    Cut(CutBy),
}

/// What ended a turn before its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CutBy {
    /// The person.
    Person,
    /// The longest answer that was allowed, or the model's window.
    Length,
    /// The provider's filter, or the model declined.
    Filter,
    /// The provider paused a long turn.
    Pause,
    /// The stream ended without its end.
    Torn,
    /// Something went wrong; in words.
    Fault(String),
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Its name.
    pub id: TurnId,
    /// What it answers, or goes on from; `None` at the beginning.
    pub parent: Option<TurnId>,
    /// When it was begun.
    pub time: Timestamp,
    /// Who says it.
    pub author: Author,
    /// What is said.
    pub parts: Vec<Part>,
    /// Whether it is whole.
    pub state: TurnState,
    /// It goes on where its parent was cut.
    #[serde(default)]
    pub continues: bool,
    /// (provider, model) that says it.
    #[serde(default)]
    pub model: Option<(String, String)>,
    /// Tokens.
    #[serde(default)]
    pub usage: Usage,
    /// Money.
    pub cost: Cost,
}

impl Turn {
    /// All text of it that is shown, without thinking and calls.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            if let Part::Text { text, .. } = part {
                out.push_str(text);
            }
        }
        out
    }
}

/// Why something cannot be done to a conversation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConversationError {
    /// There is no such turn.
    #[error("this conversation has no turn {}", .0.0)]
    NoTurn(TurnId),
    /// It is not of the kind that this can be done to.
    #[error("turn {} cannot be {what}: it is {is}", .turn.0)]
    Wrong {
        /// The turn.
        turn: TurnId,
        /// What was to be done.
        what: &'static str,
        /// What it is.
        is: &'static str,
    },
    /// Not a conversation in JSON.
    #[error("this is no conversation: {reason}")]
    Form {
        /// What is wrong with it.
        reason: String,
    },
}

/// A conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conversation {
    /// As the person called it; empty to call it by its first question.
    pub name: String,
    turns: Vec<Turn>,
    /// The last turn of the branch that is shown.
    leaf: Option<TurnId>,
}

impl Conversation {
    /// All turns of all branches, in the order in which they were made.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// A turn.
    ///
    /// # Errors
    /// [`ConversationError::NoTurn`], here and below.
    pub fn turn(&self, id: TurnId) -> Result<&Turn, ConversationError> {
        let at = usize::try_from(id.0).ok();
        at.and_then(|at| self.turns.get(at)).ok_or(ConversationError::NoTurn(id))
    }

    fn turn_mut(&mut self, id: TurnId) -> Result<&mut Turn, ConversationError> {
        let at = usize::try_from(id.0).ok();
        at.and_then(|at| self.turns.get_mut(at)).ok_or(ConversationError::NoTurn(id))
    }

    /// The last turn of the branch that is shown.
    pub fn leaf(&self) -> Option<TurnId> {
        self.leaf
    }

    /// The branch that is shown, from its beginning.
    pub fn path(&self) -> Vec<&Turn> {
        self.path_to(self.leaf)
    }

    /// The turns that lead to one, itself included.
    pub fn path_to(&self, id: Option<TurnId>) -> Vec<&Turn> {
        let mut out = Vec::new();
        let mut at = id;
        while let Some(turn) = at.and_then(|id| self.turn(id).ok()) {
            out.push(turn);
            at = turn.parent;
        }
        out.reverse();
        out
    }

    /// The branches at a turn: all that follow its parent, itself included, the oldest first.
    pub fn siblings(&self, id: TurnId) -> Result<Vec<TurnId>, ConversationError> {
        let parent = self.turn(id)?.parent;
        Ok(self.turns.iter().filter(|turn| turn.parent == parent).map(|turn| turn.id).collect())
    }

    /// Shows the branch through a turn, to its newest end.
    pub fn select(&mut self, id: TurnId) -> Result<(), ConversationError> {
        self.turn(id)?;
        let mut leaf = id;
        while let Some(next) = self.turns.iter().rev().find(|turn| turn.parent == Some(leaf)) {
            leaf = next.id;
        }
        self.leaf = Some(leaf);
        Ok(())
    }

    fn push(&mut self, parent: Option<TurnId>, author: Author, parts: Vec<Part>, time: Timestamp) -> TurnId {
        let id = TurnId(self.turns.len() as u64);
        self.turns.push(Turn {
            id,
            parent,
            time,
            author,
            parts,
            state: TurnState::Whole,
            continues: false,
            model: None,
            usage: Usage::default(),
            cost: Cost::Unknown,
        });
        self.leaf = Some(id);
        id
    }

    /// The person says something, at the end of the branch that is shown.
    pub fn say(&mut self, parts: Vec<Part>, time: Timestamp) -> TurnId {
        self.push(self.leaf, Author::Person, parts, time)
    }

    /// The person says it in other words: a branch beside `id`. What followed stays with the old one.
    pub fn edit(
        &mut self,
        id: TurnId,
        parts: Vec<Part>,
        time: Timestamp,
    ) -> Result<TurnId, ConversationError> {
        let turn = self.turn(id)?;
        if turn.author != Author::Person {
            return Err(ConversationError::Wrong { turn: id, what: "edited", is: "not the person's" });
        }
        let parent = turn.parent;
        Ok(self.push(parent, Author::Person, parts, time))
    }

    /// A persona begins to answer, at the end of the branch that is shown. Several may answer one question, one after
    /// the other; each sees what those before it said.
    pub fn answer(&mut self, persona: &str, model: Option<(String, String)>, time: Timestamp) -> TurnId {
        self.begin(self.leaf, persona, model, false, time)
    }

    fn begin(
        &mut self,
        parent: Option<TurnId>,
        persona: &str,
        model: Option<(String, String)>,
        continues: bool,
        time: Timestamp,
    ) -> TurnId {
        let id = self.push(parent, Author::Persona(persona.to_owned()), Vec::new(), time);
        if let Ok(turn) = self.turn_mut(id) {
            turn.state = TurnState::Writing;
            turn.model = model;
            turn.continues = continues;
        }
        id
    }

    /// Another answer beside `id`, by the same persona; `None` for the same model again.
    pub fn retry(
        &mut self,
        id: TurnId,
        model: Option<(String, String)>,
        time: Timestamp,
    ) -> Result<TurnId, ConversationError> {
        let turn = self.turn(id)?;
        let Author::Persona(persona) = turn.author.clone() else {
            return Err(ConversationError::Wrong { turn: id, what: "retried", is: "no answer" });
        };
        let (parent, continues, model) = (turn.parent, turn.continues, model.or_else(|| turn.model.clone()));
        Ok(self.begin(parent, &persona, model, continues, time))
    }

    /// Goes on where `id` was cut, in a turn of its own behind it.
    pub fn go_on(&mut self, id: TurnId, time: Timestamp) -> Result<TurnId, ConversationError> {
        let turn = self.turn(id)?;
        let (Author::Persona(persona), TurnState::Cut(_)) = (turn.author.clone(), &turn.state) else {
            return Err(ConversationError::Wrong {
                turn: id,
                what: "gone on with",
                is: "no answer that was cut",
            });
        };
        let model = turn.model.clone();
        Ok(self.begin(Some(id), &persona, model, true, time))
    }

    /// What the tools said that the answer `id` called.
    pub fn results(
        &mut self,
        id: TurnId,
        parts: Vec<Part>,
        time: Timestamp,
    ) -> Result<TurnId, ConversationError> {
        let turn = self.turn(id)?;
        if !turn.parts.iter().any(|part| matches!(part, Part::ToolCall { .. })) {
            return Err(ConversationError::Wrong { turn: id, what: "given results", is: "no call" });
        }
        Ok(self.push(Some(id), Author::Tools, parts, time))
    }

    /// The person stops an answer. What came is kept, and marked.
    pub fn stop(&mut self, id: TurnId) -> Result<(), ConversationError> {
        let turn = self.turn_mut(id)?;
        if turn.state == TurnState::Writing {
            turn.state = TurnState::Cut(CutBy::Person);
        }
        Ok(())
    }

    /// What the person calls it, or its first question, cut at a word.
    pub fn title(&self) -> String {
        if !self.name.trim().is_empty() {
            return self.name.trim().to_owned();
        }
        let first =
            self.turns.iter().find(|turn| turn.author == Author::Person).map(Turn::text).unwrap_or_default();
        let line = first.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        if line.chars().count() <= TITLE {
            return line.to_owned();
        }
        let cut: String = line.chars().take(TITLE).collect();
        let at = cut.rfind(' ').filter(|at| *at > TITLE / 2).unwrap_or(cut.len());
        format!("{}…", cut.get(..at).unwrap_or(&cut).trim_end())
    }

    /// Takes a step of an answer. Steps of a turn that is not being written any more change only its tokens: a
    /// stopped answer stays as it was.
    pub fn take(&mut self, id: TurnId, event: &Event) -> Result<(), ConversationError> {
        let turn = self.turn_mut(id)?;
        if let Event::Usage(usage) = event {
            turn.usage = *usage;
            return Ok(());
        }
        if turn.state == TurnState::Writing {
            turn.take(event);
        }
        Ok(())
    }

    /// Sets what a turn cost.
    pub fn set_cost(&mut self, id: TurnId, cost: Cost) -> Result<(), ConversationError> {
        self.turn_mut(id)?.cost = cost;
        Ok(())
    }

    /// Sets who is asked for an answer: known when the request is routed, and again when another one is asked instead.
    pub fn set_model(&mut self, id: TurnId, model: (String, String)) -> Result<(), ConversationError> {
        self.turn_mut(id)?.model = Some(model);
        Ok(())
    }

    /// The answer begins anew, since the request is sent again: what came of it so far is void. Only while it is being
    /// written.
    pub fn restart(&mut self, id: TurnId) -> Result<(), ConversationError> {
        let turn = self.turn_mut(id)?;
        if turn.state == TurnState::Writing {
            turn.parts.clear();
        }
        Ok(())
    }

    /// After a crash: what was being written is cut.
    pub fn close_open_turns(&mut self) {
        for turn in &mut self.turns {
            if turn.state == TurnState::Writing {
                turn.state = TurnState::Cut(CutBy::Torn);
            }
        }
    }

    /// The sum of what all turns of all branches cost: what is known, and whether all of it is.
    pub fn cost(&self) -> (crate::prices::Money, bool) {
        let mut sum = crate::prices::Money::ZERO;
        let mut all = true;
        for turn in self.turns.iter().filter(|turn| matches!(turn.author, Author::Persona(_))) {
            match turn.cost {
                Cost::Known(money) => sum = sum.plus(money),
                Cost::Unknown => all = false,
            }
        }
        (sum, all)
    }
}

impl Turn {
    fn take(&mut self, event: &Event) {
        match event {
            Event::Start { model: Some(model), .. } => {
                // A provider says which of its versions answers; who was asked stays.
                if self.model.is_none() {
                    self.model = Some((String::new(), model.clone()));
                }
            }
            Event::Text { delta, .. } | Event::Refusal { delta } => match self.parts.last_mut() {
                Some(Part::Text { text, .. }) => text.push_str(delta),
                _ => self.parts.push(Part::text(delta.clone())),
            },
            Event::Reasoning { delta, .. } => match self.parts.last_mut() {
                Some(Part::Reasoning { text, opaque: None, .. }) => text.push_str(delta),
                _ => self.parts.push(Part::Reasoning { text: delta.clone(), opaque: None, id: None }),
            },
            Event::ReasoningOpaque { kind, data, .. } => match self.parts.last_mut() {
                Some(Part::Reasoning { opaque: opaque @ None, .. }) => *opaque = Some((*kind, data.clone())),
                Some(Part::Reasoning { opaque: Some((known, before)), .. }) if known == kind => {
                    before.push_str(data)
                }
                _ => {
                    let opaque = Some((*kind, data.clone()));
                    self.parts.push(Part::Reasoning { text: String::new(), opaque, id: None });
                }
            },
            Event::ToolStart { id, name, .. } => self.parts.push(Part::ToolCall {
                id: id.clone(),
                name: name.clone(),
                arguments: Arguments::Invalid(String::new()),
                signature: None,
            }),
            Event::ToolArguments { index, delta } => {
                if let Some(Arguments::Invalid(text)) = self.call(*index) {
                    text.push_str(delta);
                }
            }
            Event::ToolEnd { index, arguments } => {
                if let Some(slot) = self.call(*index) {
                    *slot = arguments.clone();
                }
            }
            Event::Finish { reason, .. } => {
                self.state = match reason {
                    FinishReason::Stop | FinishReason::Tool => TurnState::Whole,
                    FinishReason::Length | FinishReason::Context => TurnState::Cut(CutBy::Length),
                    FinishReason::Filter | FinishReason::Refusal => TurnState::Cut(CutBy::Filter),
                    FinishReason::Pause => TurnState::Cut(CutBy::Pause),
                };
            }
            Event::Error(fault) => self.state = TurnState::Cut(CutBy::Fault(fault.message.clone())),
            Event::Truncated => self.state = TurnState::Cut(CutBy::Torn),
            Event::Start { .. } | Event::Usage(_) | Event::Heartbeat => {}
        }
    }

    /// The arguments of a call, by its number among the calls of the turn.
    fn call(&mut self, index: u32) -> Option<&mut Arguments> {
        let calls = self.parts.iter_mut().filter_map(|part| match part {
            Part::ToolCall { arguments, .. } => Some(arguments),
            _ => None,
        });
        calls.into_iter().nth(usize::try_from(index).ok()?)
    }
}

#[cfg(test)]
mod tests;
