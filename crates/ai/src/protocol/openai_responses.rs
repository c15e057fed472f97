//! OpenAI's Responses as they come in (<https://platform.openai.com/docs/api-reference/responses>). Any field but the
//! type and the payload may be missing: llama.cpp's server sends no `output_index`, others no `output` at the end.
//! How requests are written: [`encode`].

pub(super) mod encode;

use serde_json::{Map, Value};

use super::errors;
use super::json::{count, field, list, some_text, text};
use super::progress::Progress;
use super::stream::Reply;
use crate::event::{Event, FinishReason, OpaqueKind, Usage};
use crate::fault::FaultKind;

/// An answer as far as it has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Responses {
    progress: Progress,
    items: Vec<Item>,
}

/// An item of the answer: a message, a call, thinking.
#[derive(Clone, Debug, Default, PartialEq)]
struct Item {
    /// The server's number of it, and its id: either may be missing.
    at: Option<u64>,
    id: String,
    /// The block of each of its contents; thinking has one.
    blocks: Vec<(u64, u32)>,
    call: Option<usize>,
    /// Contents of which something was given: what is sent whole afterwards says it again.
    given: Vec<u64>,
    done: bool,
}

/// Which contents of an item were given: thinking and refusals are counted apart from text.
const REASONING: u64 = 1 << 32;
const REFUSAL: u64 = 2 << 32;

impl Responses {
    /// The item that an event speaks of; the last one where it does not say.
    fn find(&mut self, event: &Value) -> usize {
        let at = count(event, "output_index");
        let inner = field(event, "item").unwrap_or(event);
        let id = some_text(event, "item_id").or_else(|| some_text(inner, "id")).unwrap_or_default();
        let known = match at {
            Some(_) => self.items.iter().position(|item| item.at == at),
            None if id.is_empty() => self.items.len().checked_sub(1),
            None => self.items.iter().position(|item| item.id == id),
        };
        known.unwrap_or_else(|| {
            self.items.push(Item { at, id: id.to_owned(), ..Item::default() });
            self.items.len() - 1
        })
    }

    fn block(&mut self, item: usize, content: u64) -> u32 {
        let Some(found) = self.items.get_mut(item) else { return 0 };
        if let Some((_, block)) = found.blocks.iter().find(|(known, _)| *known == content) {
            return *block;
        }
        let block = self.progress.new_block();
        found.blocks.push((content, block));
        block
    }

    /// Marks a content as given; whether it was already.
    fn give(&mut self, item: usize, content: u64) -> bool {
        let Some(item) = self.items.get_mut(item) else { return true };
        let known = item.given.contains(&content);
        if !known {
            item.given.push(content);
        }
        known
    }

    fn text(&mut self, event: &Value, delta: &str, whole: bool, out: &mut Vec<Event>) {
        let item = self.find(event);
        let content = count(event, "content_index").unwrap_or(0);
        if !(self.give(item, content) && whole) {
            let block = self.block(item, content);
            self.progress.text_in(block, delta, out);
        }
    }

    fn reasoning(&mut self, event: &Value, delta: &str, whole: bool, out: &mut Vec<Event>) {
        let item = self.find(event);
        let part = count(event, "summary_index").or_else(|| count(event, "content_index")).unwrap_or(0);
        if !(self.give(item, REASONING | part) && whole) {
            let block = self.block(item, REASONING);
            self.progress.reasoning_in(block, delta, out);
        }
    }

    fn refusal(&mut self, event: &Value, delta: &str, whole: bool, out: &mut Vec<Event>) {
        let item = self.find(event);
        let content = count(event, "content_index").unwrap_or(0);
        if !(self.give(item, REFUSAL | content) && whole) {
            self.progress.refusal(delta, out);
        }
    }

    fn call(&mut self, item: usize, value: &Value, out: &mut Vec<Event>) -> Option<usize> {
        let known = self.items.get(item)?.call;
        if known.is_some() {
            return known;
        }
        let id = some_text(value, "call_id").or_else(|| some_text(value, "id"));
        let index = self.progress.call(id, text(value, "name").unwrap_or_default(), out);
        if let Some(item) = self.items.get_mut(item) {
            item.call = Some(index);
        }
        Some(index)
    }

    fn whole_arguments(&mut self, index: usize, value: &Value, out: &mut Vec<Event>) {
        if !self.progress.has_arguments(index) {
            match field(value, "arguments") {
                Some(Value::String(arguments)) => self.progress.arguments(index, arguments, out),
                Some(arguments) => self.progress.arguments(index, &arguments.to_string(), out),
                None => {}
            }
        }
    }

    fn added(&mut self, event: &Value, out: &mut Vec<Event>) {
        let place = self.find(event);
        let Some(value) = field(event, "item") else { return };
        if let (Some(item), Some(id)) = (self.items.get_mut(place), some_text(value, "id")) {
            item.id = id.to_owned();
        }
        if text(value, "type") == Some("function_call") {
            self.call(place, value, out);
        }
    }

    /// An item is complete: gives what was not given in pieces.
    fn done(&mut self, event: &Value, out: &mut Vec<Event>) {
        let place = self.find(event);
        let Some(value) = field(event, "item") else { return };
        match self.items.get_mut(place) {
            Some(item) if !item.done => item.done = true,
            _ => return,
        }
        let at = self.items.get(place).and_then(|item| item.at);
        let named = |content: usize, key: &str| {
            let mut event = Map::new();
            if let Some(at) = at {
                event.insert("output_index".to_owned(), at.into());
            } else if let Some(id) = value.get("id") {
                event.insert("item_id".to_owned(), id.clone());
            }
            event.insert(key.to_owned(), content.into());
            Value::Object(event)
        };
        match text(value, "type") {
            Some("message") => {
                for (number, content) in list(value, "content").iter().enumerate() {
                    let event = named(number, "content_index");
                    match text(content, "refusal") {
                        Some(refusal) => self.refusal(&event, refusal, true, out),
                        None => self.text(&event, text(content, "text").unwrap_or_default(), true, out),
                    }
                }
            }
            Some("function_call") => {
                if let Some(index) = self.call(place, value, out) {
                    self.whole_arguments(index, value, out);
                    // Without arguments it may be cut: that is known at the end of the answer.
                    if self.progress.has_arguments(index) {
                        self.progress.end_call(index, out);
                    }
                }
            }
            Some("reasoning") => {
                let shown = if list(value, "summary").is_empty() { "content" } else { "summary" };
                for (number, part) in list(value, shown).iter().enumerate() {
                    let event = named(number, "summary_index");
                    self.reasoning(&event, text(part, "text").unwrap_or_default(), true, out);
                }
                if some_text(value, "encrypted_content").is_some() {
                    let block = self.block(place, REASONING);
                    self.progress.opaque_in(block, OpaqueKind::Details, &kept(value).to_string(), out);
                }
            }
            // What the provider's own tools did goes back as it came, or the thinking after it is refused.
            Some(_) => {
                let block = self.block(place, 0);
                self.progress.opaque_in(block, OpaqueKind::Details, &value.to_string(), out);
            }
            None => {}
        }
    }

    /// The answer as an object: at the end of a stream, or as the whole body.
    fn response(&mut self, response: &Value, out: &mut Vec<Event>) {
        self.progress.start(text(response, "id"), text(response, "model"), out);
        // Items that had no events of their own. With one number too few in the events, ids tell them apart.
        for (at, item) in list(response, "output").iter().enumerate() {
            let known = self.items.iter().any(|known| {
                known.done
                    && (known.at == Some(at as u64)
                        || (known.at.is_none() && some_text(item, "id") == Some(&known.id)))
            });
            if !known {
                let mut event = Map::new();
                if self.items.iter().all(|known| known.at.is_some()) {
                    event.insert("output_index".to_owned(), at.into());
                }
                event.insert("item".to_owned(), item.clone());
                self.done(&Value::Object(event), out);
            }
        }
        self.usage(response, out);
        let status = text(response, "status").unwrap_or("completed");
        match status {
            "failed" | "cancelled" => {
                let mut fault = match field(response, "error") {
                    Some(error) => errors::of_value(error, None),
                    None => errors::plain(
                        FaultKind::Server,
                        "the provider gave up the answer, and does not say why",
                    ),
                };
                if status == "cancelled" {
                    fault.kind = FaultKind::Cancelled;
                }
                self.progress.fail(fault, out);
            }
            "incomplete" => {
                let why = field(response, "incomplete_details").and_then(|details| text(details, "reason"));
                let why = why.unwrap_or_default();
                let reason =
                    if why == "content_filter" { FinishReason::Filter } else { FinishReason::Length };
                self.progress.finish(reason, &format!("incomplete:{why}"), out);
            }
            "in_progress" | "queued" => {}
            status => self.progress.finish(FinishReason::Stop, status, out),
        }
    }

    fn usage(&mut self, response: &Value, out: &mut Vec<Event>) {
        let Some(usage) = field(response, "usage") else { return };
        let detail = |group: &str, key: &str| usage.get(group).and_then(|details| count(details, key));
        let usage = Usage {
            input: count(usage, "input_tokens"),
            cached_read: detail("input_tokens_details", "cached_tokens"),
            cached_write: detail("input_tokens_details", "cache_write_tokens"),
            output: count(usage, "output_tokens"),
            reasoning: detail("output_tokens_details", "reasoning_tokens"),
            tool_input: None,
            cost_usd: usage.get("cost").and_then(Value::as_f64),
        };
        self.progress.use_tokens(usage, out);
    }
}

impl Reply for Responses {
    fn piece(&mut self, piece: &Value, out: &mut Vec<Event>) {
        if self.progress.has_ended() {
            return;
        }
        let response = field(piece, "response");
        let delta = text(piece, "delta").unwrap_or_default();
        match text(piece, "type").unwrap_or_default() {
            "response.created" | "response.in_progress" | "response.queued" => {
                if let Some(response) = response {
                    self.progress.start(text(response, "id"), text(response, "model"), out);
                }
            }
            "response.output_item.added" => self.added(piece, out),
            "response.output_item.done" => self.done(piece, out),
            "response.output_text.delta" => self.text(piece, delta, false, out),
            "response.output_text.done" => {
                self.text(piece, text(piece, "text").unwrap_or_default(), true, out);
            }
            "response.refusal.delta" => self.refusal(piece, delta, false, out),
            "response.refusal.done" => {
                self.refusal(piece, text(piece, "refusal").unwrap_or_default(), true, out);
            }
            "response.reasoning_summary_text.delta" | "response.reasoning_text.delta" => {
                self.reasoning(piece, delta, false, out);
            }
            "response.reasoning_summary_text.done" | "response.reasoning_text.done" => {
                self.reasoning(piece, text(piece, "text").unwrap_or_default(), true, out);
            }
            "response.function_call_arguments.delta" => {
                let item = self.find(piece);
                if let Some(index) = self.items.get(item).and_then(|item| item.call) {
                    self.progress.arguments(index, delta, out);
                }
            }
            "response.function_call_arguments.done" => {
                let item = self.find(piece);
                if let Some(index) = self.items.get(item).and_then(|item| item.call) {
                    self.whole_arguments(index, piece, out);
                }
            }
            "response.completed" | "response.incomplete" | "response.failed" | "response.done" => {
                if let Some(response) = response {
                    self.response(response, out);
                }
            }
            _ => {}
        }
    }

    fn whole(&mut self, body: &Value, out: &mut Vec<Event>) {
        if field(body, "output").is_none() && text(body, "object") != Some("response") {
            return self.progress.fail(errors::plain(FaultKind::Garbled, "the answer has no output"), out);
        }
        self.response(body, out);
    }

    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }
}

/// What of an item of thinking is sent back: its state is the server's own business.
fn kept(item: &Value) -> Value {
    let keys = ["type", "id", "summary", "encrypted_content", "format"];
    let kept = keys.iter().filter_map(|key| Some(((*key).to_owned(), field(item, key)?.clone())));
    Value::Object(kept.collect())
}

#[cfg(test)]
mod tests;
