//! A conversation as the store's records, and back. What the records have no field for (branches, personas, states)
//! is in the details of a first part of its own kind; records without it are read as one branch.

use justbuilt_base::Timestamp;
use justbuilt_store::records::{
    RecordId,
    types::{self, Fields, ModelChoice, PartKind},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Author, Conversation, ConversationError, Turn, TurnId, TurnState};
use crate::{
    event::{Arguments, Usage},
    prices::{Cost, Money},
    request::Part,
};

/// The kind of the part that says how a turn hangs together with the others.
const TURN: &str = "turn";
/// The kind of the item of a conversation's context that says which turn is shown last.
const SHOWN: &str = "shown-turn";

/// What the records have no field for.
#[derive(Serialize, Deserialize)]
struct About {
    parent: Option<TurnId>,
    time: Timestamp,
    author: Author,
    state: TurnState,
    #[serde(default)]
    continues: bool,
    #[serde(default)]
    usage: Usage,
    cost: Cost,
}

impl Conversation {
    /// The fields of the conversation's record, over those it has: its title, what it cost, and which branch is shown.
    pub fn to_record(&self, mut record: types::Conversation) -> types::Conversation {
        record.title = self.title();
        record.context.retain(|item| item.kind != SHOWN);
        if let Some(leaf) = self.leaf {
            let kind = SHOWN.to_owned();
            record.context.push(types::ContextItem { kind, reference: leaf.0.to_string(), content: None });
        }
        record.usage = types::Usage::default();
        for turn in &self.turns {
            let usage = usage(turn);
            record.usage.input_tokens = record.usage.input_tokens.saturating_add(usage.input_tokens);
            record.usage.cached_tokens = record.usage.cached_tokens.saturating_add(usage.cached_tokens);
            record.usage.output_tokens = record.usage.output_tokens.saturating_add(usage.output_tokens);
        }
        // Summed before it is rounded.
        record.usage.micro_dollars = self.cost().0.micro_dollars();
        record
    }

    /// The records of its turns, in order; `conversation` is the id of its own.
    pub fn to_messages(&self, conversation: RecordId) -> Vec<types::Message> {
        self.turns.iter().map(|turn| message(turn, conversation)).collect()
    }

    /// The record of one turn, so that only what changed is written.
    ///
    /// # Errors
    /// [`ConversationError::NoTurn`].
    pub fn to_message(
        &self,
        id: TurnId,
        conversation: RecordId,
    ) -> Result<types::Message, ConversationError> {
        self.turn(id).map(|turn| message(turn, conversation))
    }

    /// From its records; messages in any order. What was being written when they were kept is cut.
    ///
    /// # Errors
    /// [`ConversationError::Form`] when the turns do not hang together.
    pub fn from_records(
        record: &types::Conversation,
        mut messages: Vec<types::Message>,
    ) -> Result<Self, ConversationError> {
        messages.sort_by_key(|message| message.position);
        let mut turns: Vec<Turn> = Vec::with_capacity(messages.len());
        for message in messages {
            let id = TurnId(turns.len() as u64);
            if message.position != id.0 {
                let reason = format!("message {} is missing", id.0);
                return Err(ConversationError::Form { reason });
            }
            let before = turns.last().map(|turn| turn.id);
            turns.push(turn(id, before, message));
        }
        let last = turns.last().map(|turn| turn.id);
        let shown = record.context.iter().find(|item| item.kind == SHOWN);
        let leaf = shown.and_then(|item| item.reference.parse().ok()).map(TurnId).or(last);
        let mut out = Self { name: String::new(), turns, leaf }.checked()?;
        if record.title != out.title() {
            out.name = record.title.clone();
        }
        out.close_open_turns();
        Ok(out)
    }
}

fn usage(turn: &Turn) -> types::Usage {
    types::Usage {
        input_tokens: turn.usage.input.unwrap_or(0),
        cached_tokens: turn.usage.cached_read.unwrap_or(0),
        output_tokens: turn.usage.output.unwrap_or(0),
        micro_dollars: turn.cost.known().map_or(0, Money::micro_dollars),
    }
}

fn message(turn: &Turn, conversation: RecordId) -> types::Message {
    let about = About {
        parent: turn.parent,
        time: turn.time,
        author: turn.author.clone(),
        state: turn.state.clone(),
        continues: turn.continues,
        usage: turn.usage,
        cost: turn.cost,
    };
    let details = match serde_json::to_value(&about) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    };
    let first = types::Part { kind: PartKind::from(TURN), text: String::new(), details };
    types::Message {
        conversation,
        position: turn.id.0,
        role: match turn.author {
            Author::Person => types::Role::User,
            Author::Persona(_) => types::Role::Assistant,
            Author::Tools => types::Role::Tool,
        },
        parts: std::iter::once(first).chain(turn.parts.iter().map(part_to_record)).collect(),
        model: turn.model.clone().map(|(provider, model)| ModelChoice { provider, model }),
        usage: usage(turn),
    }
}

/// A part as a record: its text where people look for it, and all of it in the details.
fn part_to_record(part: &Part) -> types::Part {
    let (kind, text) = match part {
        Part::Text { text, .. } => (PartKind::Text, text.clone()),
        Part::Image { .. } => (PartKind::Attachment, String::new()),
        Part::Reasoning { text, .. } => (PartKind::Thinking, text.clone()),
        Part::ToolCall { arguments: Arguments::Json(value), .. } => (PartKind::ToolCall, value.to_string()),
        Part::ToolCall { arguments: Arguments::Invalid(text), .. } => (PartKind::ToolCall, text.clone()),
        Part::ToolResult { text, .. } => (PartKind::ToolResult, text.clone()),
    };
    let mut details = match serde_json::to_value(part) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    };
    // It is in the part's own text already.
    if !matches!(part, Part::Image { .. } | Part::ToolCall { .. }) {
        details.remove("text");
    }
    types::Part { kind, text, details }
}

fn part_from_record(part: types::Part) -> Part {
    let types::Part { kind, text, mut details } = part;
    if !matches!(kind, PartKind::Attachment | PartKind::ToolCall) {
        details.insert("text".to_owned(), Value::String(text.clone()));
    }
    // One that another program wrote has no more than its text.
    serde_json::from_value(Value::Object(details)).unwrap_or_else(|_| match kind {
        PartKind::Thinking => Part::Reasoning { text, opaque: None, id: None },
        _ => Part::text(text),
    })
}

fn turn(id: TurnId, before: Option<TurnId>, message: types::Message) -> Turn {
    let types::Message { role, parts, model, usage, .. } = message;
    let is_about = |part: &types::Part| part.kind.as_str() == TURN;
    let about = parts.iter().find(|part| is_about(part)).map(|part| Value::Object(part.details.clone()));
    let about = about.and_then(|value| serde_json::from_value(value).ok()).unwrap_or_else(|| About {
        parent: before,
        time: Timestamp::default(),
        author: match role {
            types::Role::Assistant => Author::Persona(String::new()),
            types::Role::Tool => Author::Tools,
            _ => Author::Person,
        },
        state: TurnState::Whole,
        continues: false,
        usage: Usage {
            input: Some(usage.input_tokens).filter(|tokens| *tokens > 0),
            cached_read: Some(usage.cached_tokens).filter(|tokens| *tokens > 0),
            output: Some(usage.output_tokens).filter(|tokens| *tokens > 0),
            ..Usage::default()
        },
        // Nothing written down is not known to be nothing.
        cost: match usage.micro_dollars {
            0 => Cost::Unknown,
            micro => Cost::Known(Money::from_micro_dollars(micro)),
        },
    });
    Turn {
        id,
        parent: about.parent,
        time: about.time,
        author: about.author,
        parts: parts.into_iter().filter(|part| !is_about(part)).map(part_from_record).collect(),
        state: about.state,
        continues: about.continues,
        model: model.map(|choice| (choice.provider, choice.model)),
        usage: about.usage,
        cost: about.cost,
    }
}
