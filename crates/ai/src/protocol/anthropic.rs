//! Anthropic's Messages as they come in (<https://docs.anthropic.com/en/api/messages>). How requests are written:
//! [`encode`].

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
pub(super) struct Messages {
    progress: Progress,
    /// The blocks that are open, by the provider's index.
    open: Vec<(u64, Block)>,
    /// Numbers of the last snapshot of each kind.
    usage: Map<String, Value>,
    stop: Option<Value>,
}

#[derive(Clone, Debug, PartialEq)]
enum Block {
    Text {
        block: u32,
    },
    Thinking {
        block: u32,
        signature: String,
    },
    Call {
        index: usize,
        given: Value,
    },
    /// Something that the provider did itself, and wants back as it is.
    Other {
        block: u32,
        value: Value,
        input: String,
    },
}

impl Messages {
    fn begin(&mut self, at: u64, block: &Value, out: &mut Vec<Event>) {
        let open = match text(block, "type") {
            Some("text") => {
                let number = self.progress.new_block();
                self.progress.text_in(number, text(block, "text").unwrap_or_default(), out);
                Block::Text { block: number }
            }
            Some("thinking") => {
                let number = self.progress.new_block();
                self.progress.reasoning_in(number, text(block, "thinking").unwrap_or_default(), out);
                Block::Thinking {
                    block: number,
                    signature: text(block, "signature").unwrap_or_default().to_owned(),
                }
            }
            Some("tool_use") => {
                let name = text(block, "name").unwrap_or_default();
                let index = self.progress.call(some_text(block, "id"), name, out);
                Block::Call { index, given: field(block, "input").cloned().unwrap_or(Value::Null) }
            }
            _ => {
                Block::Other { block: self.progress.new_block(), value: block.clone(), input: String::new() }
            }
        };
        self.open.retain(|(known, _)| *known != at);
        self.open.push((at, open));
    }

    fn delta(&mut self, at: u64, delta: &Value, out: &mut Vec<Event>) {
        let Some((_, open)) = self.open.iter_mut().find(|(known, _)| *known == at) else { return };
        match (open, text(delta, "type")) {
            (Block::Text { block }, Some("text_delta")) => {
                self.progress.text_in(*block, text(delta, "text").unwrap_or_default(), out);
            }
            (Block::Thinking { block, .. }, Some("thinking_delta")) => {
                self.progress.reasoning_in(*block, text(delta, "thinking").unwrap_or_default(), out);
            }
            (Block::Thinking { signature, .. }, Some("signature_delta")) => {
                signature.push_str(text(delta, "signature").unwrap_or_default());
            }
            (Block::Call { index, .. }, Some("input_json_delta")) => {
                self.progress.arguments(*index, text(delta, "partial_json").unwrap_or_default(), out);
            }
            (Block::Other { input, .. }, Some("input_json_delta")) => {
                input.push_str(text(delta, "partial_json").unwrap_or_default());
            }
            _ => {}
        }
    }

    fn end_block(&mut self, at: u64, out: &mut Vec<Event>) {
        let Some(place) = self.open.iter().position(|(known, _)| *known == at) else { return };
        match self.open.remove(place).1 {
            Block::Text { .. } => {}
            Block::Thinking { block, signature } => {
                self.progress.opaque_in(block, OpaqueKind::Signature, &signature, out);
            }
            Block::Call { index, given } => {
                if !self.progress.has_arguments(index)
                    && given.as_object().is_some_and(|given| !given.is_empty())
                {
                    self.progress.arguments(index, &given.to_string(), out);
                }
                // Without arguments it may be cut: that is known at the end of the answer.
                if self.progress.has_arguments(index) {
                    self.progress.end_call(index, out);
                }
            }
            Block::Other { block, mut value, input } => {
                if text(&value, "type") == Some("redacted_thinking") {
                    let data = text(&value, "data").unwrap_or_default();
                    return self.progress.opaque_in(block, OpaqueKind::Encrypted, data, out);
                }
                if let (Some(value), Ok(input)) =
                    (value.as_object_mut(), serde_json::from_str::<Value>(&input))
                {
                    value.insert("input".to_owned(), input);
                }
                self.progress.opaque_in(block, OpaqueKind::Details, &value.to_string(), out);
            }
        }
    }

    /// Snapshots, not increments; each may lack numbers that an earlier one had.
    fn usage(&mut self, usage: Option<&Value>, out: &mut Vec<Event>) {
        let Some(Value::Object(usage)) = usage else { return };
        for (key, value) in usage.iter().filter(|(_, value)| !value.is_null()) {
            self.usage.insert(key.clone(), value.clone());
        }
        let all = Value::Object(self.usage.clone());
        let (read, wrote) =
            (count(&all, "cache_read_input_tokens"), count(&all, "cache_creation_input_tokens"));
        let usage = Usage {
            input: count(&all, "input_tokens")
                .map(|input| input.saturating_add(read.unwrap_or(0)).saturating_add(wrote.unwrap_or(0))),
            cached_read: read,
            cached_write: wrote,
            output: count(&all, "output_tokens"),
            reasoning: all.get("output_tokens_details").and_then(|details| count(details, "thinking_tokens")),
            ..Usage::default()
        };
        self.progress.use_tokens(usage, out);
    }

    fn finish(&mut self, out: &mut Vec<Event>) {
        if self.progress.has_ended() {
            return;
        }
        let still: Vec<u64> = self.open.iter().map(|(at, _)| *at).collect();
        for at in still {
            self.end_block(at, out);
        }
        let stop = self.stop.take().unwrap_or(Value::Null);
        let raw = text(&stop, "stop_reason").unwrap_or_default();
        let reason = match raw {
            "max_tokens" => FinishReason::Length,
            "tool_use" => FinishReason::Tool,
            "pause_turn" => FinishReason::Pause,
            "refusal" => FinishReason::Refusal,
            "model_context_window_exceeded" => FinishReason::Context,
            _ => FinishReason::Stop,
        };
        if reason == FinishReason::Refusal {
            let why = field(&stop, "stop_details").and_then(|details| text(details, "explanation"));
            self.progress.refusal(why.unwrap_or_default(), out);
        }
        self.progress.finish(reason, raw, out);
    }
}

impl Reply for Messages {
    fn piece(&mut self, piece: &Value, out: &mut Vec<Event>) {
        if self.progress.has_ended() {
            return;
        }
        let at = count(piece, "index").unwrap_or(0);
        match text(piece, "type") {
            Some("message_start") => {
                let message = piece.get("message").unwrap_or(&Value::Null);
                self.progress.start(text(message, "id"), text(message, "model"), out);
                self.usage(field(message, "usage"), out);
            }
            Some("content_block_start") => {
                self.begin(at, piece.get("content_block").unwrap_or(&Value::Null), out);
            }
            Some("content_block_delta") => self.delta(at, piece.get("delta").unwrap_or(&Value::Null), out),
            Some("content_block_stop") => self.end_block(at, out),
            Some("message_delta") => {
                if let Some(delta) =
                    field(piece, "delta").filter(|delta| field(delta, "stop_reason").is_some())
                {
                    self.stop = Some(delta.clone());
                }
                self.usage(field(piece, "usage"), out);
            }
            Some("message_stop") => self.finish(out),
            Some("ping") => self.progress.heartbeat(out),
            // The whole answer as the only event of a stream.
            Some("message") => self.whole(piece, out),
            _ => {}
        }
    }

    fn whole(&mut self, body: &Value, out: &mut Vec<Event>) {
        if field(body, "content").is_none() {
            return self.progress.fail(errors::plain(FaultKind::Garbled, "the answer has no content"), out);
        }
        self.progress.start(text(body, "id"), text(body, "model"), out);
        for (at, block) in list(body, "content").iter().enumerate() {
            self.begin(at as u64, block, out);
            self.end_block(at as u64, out);
        }
        self.usage(field(body, "usage"), out);
        self.stop = Some(body.clone());
        self.finish(out);
    }

    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }
}

#[cfg(test)]
mod tests;
