//! An answer put together from its events: what is shown, what is run, and what goes back to the model with the next
//! request. Usable at any moment while the events come in.

use std::collections::BTreeMap;

use crate::event::{Arguments, Event, FinishReason, OpaqueKind, Usage};
use crate::fault::Fault;
use crate::request::{Message, Part, Role};

/// An answer, whole or as far as it has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The provider's id of it.
    pub id: Option<String>,
    /// The model that answers, as the provider calls it.
    pub model: Option<String>,
    /// All text, without separators.
    pub text: String,
    /// All thinking that may be shown, without separators.
    pub reasoning: String,
    /// What the model said when it declined.
    pub refusal: String,
    /// The calls, in order.
    pub calls: Vec<Call>,
    /// What goes back to the model, in order.
    pub parts: Vec<Part>,
    /// Why it ended, and in the provider's word; `None` while it goes on, or when it broke off.
    pub finish: Option<(FinishReason, String)>,
    /// The tokens.
    pub usage: Usage,
    /// What went wrong.
    pub fault: Option<Fault>,
    /// The stream ended without the provider saying so.
    pub truncated: bool,
}

/// A call of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Its id.
    pub id: String,
    /// The tool.
    pub name: String,
    /// What came of its arguments so far, as it came.
    pub raw: String,
    /// What the tool is given; `None` until the call has ended.
    pub arguments: Option<Arguments>,
}

impl Answer {
    /// Whether there is nothing to wait for.
    pub fn is_over(&self) -> bool {
        self.finish.is_some() || self.fault.is_some() || self.truncated
    }

    /// The calls that may be run: of a whole answer, and with arguments that are JSON.
    pub fn runnable(&self) -> impl Iterator<Item = (&Call, &serde_json::Value)> {
        let is_whole = self.finish.is_some();
        self.calls.iter().filter(move |_| is_whole).filter_map(|call| match &call.arguments {
            Some(Arguments::Json(value)) => Some((call, value)),
            _ => None,
        })
    }

    /// The answer as a turn of the conversation.
    pub fn message(&self) -> Message {
        Message { role: Role::Assistant, parts: self.parts.clone() }
    }
}

/// Puts an answer together.
#[derive(Clone, Debug, Default)]
pub struct Assembler {
    answer: Answer,
    /// Where the parts are: of each block its text and its thinking, and of each call.
    texts: BTreeMap<u32, usize>,
    thoughts: BTreeMap<u32, usize>,
    calls: BTreeMap<u32, (usize, usize)>,
    /// The call that has begun and not ended; a signature that comes now is its.
    open: Option<u32>,
    /// Where the refusal is.
    refusal: Option<usize>,
}

impl Assembler {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The answer so far.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// The answer.
    pub fn finish(self) -> Answer {
        self.answer
    }

    /// Takes the next event.
    pub fn push(&mut self, event: &Event) {
        match event {
            Event::Start { id, model } => {
                self.answer.id.clone_from(id);
                self.answer.model.clone_from(model);
            }
            Event::Text { block, delta } => {
                self.answer.text.push_str(delta);
                let place = *self.texts.entry(*block).or_insert(self.answer.parts.len());
                self.append(place, delta);
            }
            Event::Reasoning { block, delta } => {
                self.answer.reasoning.push_str(delta);
                let place = self.thought(*block);
                if let Some(Part::Reasoning { text, .. }) = self.answer.parts.get_mut(place) {
                    text.push_str(delta);
                }
            }
            Event::ReasoningOpaque { block, kind, data } => self.opaque(*block, *kind, data),
            Event::Refusal { delta } => {
                self.answer.refusal.push_str(delta);
                let place = *self.refusal.get_or_insert(self.answer.parts.len());
                self.append(place, delta);
            }
            Event::ToolStart { index, id, name } => {
                self.open = Some(*index);
                self.calls.insert(*index, (self.answer.calls.len(), self.answer.parts.len()));
                let (id, name) = (id.clone(), name.clone());
                self.answer.calls.push(Call {
                    id: id.clone(),
                    name: name.clone(),
                    raw: String::new(),
                    arguments: None,
                });
                let arguments = Arguments::Invalid(String::new());
                self.answer.parts.push(Part::ToolCall { id, name, arguments, signature: None });
            }
            Event::ToolArguments { index, delta } => {
                if let Some((call, _)) = self.calls.get(index)
                    && let Some(call) = self.answer.calls.get_mut(*call)
                {
                    call.raw.push_str(delta);
                }
            }
            Event::ToolEnd { index, arguments: given } => {
                self.open = self.open.filter(|open| open != index);
                let Some((call, part)) = self.calls.get(index).copied() else { return };
                if let Some(call) = self.answer.calls.get_mut(call) {
                    call.arguments = Some(given.clone());
                }
                if let Some(Part::ToolCall { arguments, .. }) = self.answer.parts.get_mut(part) {
                    arguments.clone_from(given);
                }
            }
            Event::Usage(usage) => self.answer.usage = *usage,
            Event::Heartbeat => {}
            Event::Finish { reason, raw } => self.answer.finish = Some((*reason, raw.clone())),
            Event::Error(fault) => self.answer.fault = Some(fault.clone()),
            Event::Truncated => self.answer.truncated = true,
        }
    }

    /// Adds text to the text part at a place, which may be the next one.
    fn append(&mut self, place: usize, delta: &str) {
        match self.answer.parts.get_mut(place) {
            Some(Part::Text { text, .. }) => text.push_str(delta),
            Some(_) => {}
            None => self.answer.parts.push(Part::text(delta)),
        }
    }

    /// Where the thinking of a block is.
    fn thought(&mut self, block: u32) -> usize {
        *self.thoughts.entry(block).or_insert_with(|| {
            self.answer.parts.push(Part::Reasoning { text: String::new(), opaque: None, id: None });
            self.answer.parts.len() - 1
        })
    }

    fn opaque(&mut self, block: u32, kind: OpaqueKind, data: &str) {
        let call = self.open.and_then(|open| self.calls.get(&open)).map(|(_, part)| *part);
        if let (Some(call), OpaqueKind::Signature) = (call, kind) {
            if let Some(Part::ToolCall { signature, .. }) = self.answer.parts.get_mut(call) {
                *signature = Some(data.to_owned());
            }
            return;
        }
        let place = self.thought(block);
        if let Some(Part::Reasoning { opaque, .. }) = self.answer.parts.get_mut(place) {
            *opaque = Some((kind, data.to_owned()));
        }
    }
}

/// Takes out of a conversation what only the provider of the answers can read: before it is sent to another one,
/// which would refuse it. Thinking that can be read stays.
pub fn forget_opaque(messages: &mut [Message]) {
    for message in messages {
        for part in &mut message.parts {
            match part {
                Part::Reasoning { opaque, id, .. } => (*opaque, *id) = (None, None),
                Part::ToolCall { signature, .. } => *signature = None,
                _ => {}
            }
        }
        message.parts.retain(|part| !matches!(part, Part::Reasoning { text, .. } if text.is_empty()));
    }
}

#[cfg(test)]
mod tests;
