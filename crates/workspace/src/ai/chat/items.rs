//! A turn as the face sees it.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use justbuilt_ai::conversation::{Author, Turn, TurnId, TurnState};
use justbuilt_ai::event::Arguments;
use justbuilt_ai::request::Part;

use super::snapshot::{CallState, Speaker, TurnItem, TurnPart};
use super::talk::Talk;
use crate::ai::ColleaguesSnapshot;

/// What an answer without a persona is called.
pub(super) const NOBODY: &str = "Assistant";

/// What personas are called, by their slugs.
#[derive(Clone, Debug, Default)]
pub(super) struct People(HashMap<String, (String, String)>);

impl People {
    pub fn of(colleagues: &ColleaguesSnapshot) -> Self {
        let one = |persona: &justbuilt_ai::persona::Persona| {
            (persona.slug.clone(), (persona.name.clone(), persona.avatar.clone()))
        };
        Self(colleagues.personas.iter().map(|item| one(&item.persona)).collect())
    }

    /// The name; the slug when it is not there any more.
    pub fn name(&self, slug: &str) -> String {
        match self.0.get(slug) {
            Some((name, _)) if !name.is_empty() => name.clone(),
            _ if slug.is_empty() => NOBODY.to_owned(),
            _ => slug.to_owned(),
        }
    }

    fn speaker(&self, slug: &str) -> Speaker {
        let avatar = self.0.get(slug).map(|(_, avatar)| avatar.clone()).unwrap_or_default();
        Speaker::Persona { slug: slug.to_owned(), name: self.name(slug), avatar }
    }
}

/// The turn.
pub(super) fn item(talk: &Talk, id: TurnId, revision: u64, people: &People) -> Option<TurnItem> {
    let turn = talk.tree.turn(id).ok()?;
    let note = talk.notes.get(&id).cloned().unwrap_or_default();
    Some(TurnItem {
        id,
        revision,
        speaker: match &turn.author {
            Author::Person => Speaker::Person,
            Author::Persona(slug) => people.speaker(slug),
            Author::Tools => Speaker::Tools,
        },
        parts: parts(talk, turn),
        state: turn.state.clone(),
        time: turn.time,
        branches: talk.branches(turn.parent),
        model: turn.model.clone(),
        usage: turn.usage,
        cost: turn.cost,
        estimated: note.estimated,
        trouble: note.trouble,
        sent: note.sent,
        prompt: note.prompt,
        changes: note.changes,
        came: note.came.filter(|_| note.changes.is_none() && note.looked),
    })
}

fn parts(talk: &Talk, turn: &Turn) -> Vec<TurnPart> {
    let mut out = Vec::with_capacity(turn.parts.len());
    for part in &turn.parts {
        match part {
            Part::Text { text, .. } => out.push(TurnPart::Text(Arc::from(text.as_str()))),
            Part::Reasoning { text, .. } if text.is_empty() => {}
            Part::Reasoning { text, .. } => out.push(TurnPart::Thinking(Arc::from(text.as_str()))),
            Part::Image { media_type, data } => out.push(TurnPart::Image {
                media_type: media_type.clone(),
                bytes: STANDARD.decode(data).unwrap_or_default().into(),
            }),
            Part::ToolCall { id, name, arguments, .. } => out.push(TurnPart::Call {
                id: id.clone(),
                name: name.clone(),
                arguments: match arguments {
                    Arguments::Json(value) => Arc::from(value.to_string()),
                    Arguments::Invalid(text) => Arc::from(text.as_str()),
                },
                state: call_state(talk, turn, id),
            }),
            Part::ToolResult { id, name, text, is_error } => {
                let text: Arc<str> = Arc::from(text.as_str());
                let state = if *is_error { CallState::Failed(text) } else { CallState::Done(text) };
                out.push(TurnPart::Call {
                    id: id.clone(),
                    name: name.clone(),
                    arguments: Arc::from(""),
                    state,
                });
            }
        }
    }
    out
}

fn call_state(talk: &Talk, turn: &Turn, id: &str) -> CallState {
    let known = talk.calls.get(&(turn.id, id.to_owned()));
    match known {
        Some(state) => state.clone(),
        None if turn.state == TurnState::Writing => CallState::Running,
        None => CallState::Failed(Arc::from("It was never carried out.")),
    }
}
