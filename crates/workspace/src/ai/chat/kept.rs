//! What a conversation's records hold beside what was said, and how both become a conversation again. Knows no store:
//! that is [`super::store`].

use std::collections::HashMap;
use std::sync::Arc;

use justbuilt_ai::context::Manifest;
use justbuilt_ai::conversation::{Conversation, TurnId};
use justbuilt_base::Timestamp;
use justbuilt_store::records::types::{self, PartKind};
use justbuilt_store::records::{Record, RecordId};
use justbuilt_text::Text;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::snapshot::CameOut;
use super::talk::Note;
use crate::ai::Trouble;

/// The kind of the part of a message, and of the item of a conversation's context, that this window writes.
pub(super) const WINDOW: &str = "window";
/// The kind of the item that says which branch is shown.
pub(super) const SHOWN: &str = "shown-turn";
/// Bytes of files, as the model saw them, that are kept with a question.
const SEEN: usize = 256 << 10;

/// What belongs to a conversation and to no turn of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct About {
    /// Its name in the log of what was spent.
    pub key: String,
    /// Slugs of those who spoke.
    pub personas: Vec<String>,
    pub turns: usize,
    /// What stands in the field.
    pub draft: String,
    /// Slugs of those who answer next.
    pub next: Vec<String>,
    pub model: Option<(String, String)>,
    /// Open files and the like do not go along.
    pub alone: bool,
    /// When something was said last.
    pub said: Timestamp,
    /// When it was shown last; the latest one is shown again.
    pub opened: Timestamp,
}

/// What the list shows of a conversation whose turns are not here.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Listed {
    pub record: Option<RecordId>,
    pub title: String,
    pub personas: Vec<String>,
    pub turns: usize,
}

/// What is kept of a [`Note`].
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct KeptNote {
    estimated: bool,
    trouble: Option<(String, String, String)>,
    sent: Option<Manifest>,
    prompt: Option<(String, u32)>,
    rendered: Option<String>,
    data: String,
    rules: String,
    seen: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    came: Option<CameOut>,
}

impl Note {
    /// As a part of the message's record; `None` when there is nothing in it.
    pub fn to_part(&self) -> Option<types::Part> {
        let size: usize = self.seen.iter().map(|(_, text)| text.len()).sum();
        let kept = KeptNote {
            estimated: self.estimated,
            trouble: self
                .trouble
                .as_ref()
                .filter(|trouble| trouble.retrying.is_none())
                .map(|one| (one.message.clone(), one.help.clone(), one.details.clone())),
            sent: self.sent.as_deref().cloned(),
            prompt: self.prompt.clone(),
            rendered: self.rendered.as_deref().map(str::to_owned),
            data: self.data.to_string(),
            rules: self.rules.to_string(),
            came: self.came.clone(),
            seen: if size > SEEN {
                Vec::new()
            } else {
                self.seen.iter().map(|(path, text)| (path.clone(), text.to_string())).collect()
            },
        };
        match serde_json::to_value(&kept) {
            Ok(Value::Object(details)) => {
                Some(types::Part { kind: PartKind::from(WINDOW), text: String::new(), details })
            }
            _ => None,
        }
    }

    fn from_part(part: &types::Part) -> Self {
        let kept: KeptNote = serde_json::from_value(Value::Object(part.details.clone())).unwrap_or_default();
        Self {
            estimated: kept.estimated,
            trouble: kept.trouble.map(|(message, help, details)| Trouble {
                message,
                help,
                details,
                retrying: None,
                key_of: None,
            }),
            sent: kept.sent.map(Arc::new),
            prompt: kept.prompt,
            rendered: kept.rendered.map(Arc::from),
            data: kept.data.into(),
            rules: kept.rules.into(),
            came: kept.came,
            seen: kept.seen.into_iter().map(|(path, text)| (path, Text::from(text))).collect(),
            ..Self::default()
        }
    }
}

impl About {
    /// Into the record's context.
    pub fn put(&self, record: &mut types::Conversation) {
        record.context.retain(|item| item.kind != WINDOW);
        if let Ok(reference) = serde_json::to_string(self) {
            record.context.push(types::ContextItem { kind: WINDOW.to_owned(), reference, content: None });
        }
    }

    /// Out of the record.
    pub fn of(record: &Record<types::Conversation>) -> Self {
        let item = record.fields.context.iter().find(|item| item.kind == WINDOW);
        let about = item.and_then(|item| serde_json::from_str(&item.reference).ok());
        about.unwrap_or_else(|| Self { said: record.updated, ..Self::default() })
    }
}

/// A conversation as it was read.
pub(super) struct Read {
    pub tree: Conversation,
    pub notes: HashMap<TurnId, Note>,
}

/// Out of its records. A message that is damaged has a place holder, so that those around it can be read.
pub(super) fn read(
    mut record: types::Conversation,
    mut messages: Vec<types::Message>,
) -> Result<Read, String> {
    messages.sort_by_key(|message| message.position);
    let mut notes = HashMap::new();
    let mut whole: Vec<types::Message> = Vec::with_capacity(messages.len());
    for mut message in messages {
        while (whole.len() as u64) < message.position {
            whole.push(lost(&message, whole.len() as u64));
        }
        if let Some(part) = message.parts.iter().find(|part| part.kind.as_str() == WINDOW) {
            notes.insert(TurnId(message.position), Note::from_part(part));
        }
        message.parts.retain(|part| part.kind.as_str() != WINDOW);
        whole.push(message);
    }
    let last = whole.len() as u64;
    // Killed between the two, the conversation may name a turn that was not written any more.
    record
        .context
        .retain(|item| item.kind != SHOWN || item.reference.parse::<u64>().is_ok_and(|shown| shown < last));
    let title = std::mem::take(&mut record.title);
    let mut tree = Conversation::from_records(&record, whole).map_err(|error| error.to_string())?;
    if title != tree.title() {
        tree.name = title;
    }
    Ok(Read { tree, notes })
}

fn lost(beside: &types::Message, position: u64) -> types::Message {
    types::Message {
        conversation: beside.conversation,
        position,
        role: types::Role::Assistant,
        parts: vec![types::Part {
            kind: PartKind::Text,
            text: "(This message is damaged and cannot be read.)".to_owned(),
            details: types::Fields::new(),
        }],
        model: None,
        usage: types::Usage::default(),
    }
}
