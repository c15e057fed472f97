//! Google's Gemini as it comes in (<https://ai.google.dev/api/generate-content>). How requests are written:
//! [`encode`].

pub(super) mod encode;

use serde_json::{Map, Value};

use super::errors;
use super::json::{count, field, first, list, some_text, text};
use super::progress::Progress;
use super::stream::Reply;
use crate::event::{Event, FinishReason, OpaqueKind, Usage};
use crate::fault::FaultKind;

/// An answer as far as it has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Generate {
    progress: Progress,
    /// Why the answer ends and what was said of it. There is no marker of the end: older models say it with every
    /// piece, so it is only believed when the stream has ended.
    finish: Option<(String, String)>,
}

impl Generate {
    fn part(&mut self, part: &Value, out: &mut Vec<Event>) {
        let signature = some_text(part, "thoughtSignature");
        if let Some(call) = field(part, "functionCall") {
            let index =
                self.progress.call(some_text(call, "id"), text(call, "name").unwrap_or_default(), out);
            if let Some(signature) = signature {
                // While a call is open a signature is the call's.
                let block = self.progress.new_block();
                self.progress.opaque_in(block, OpaqueKind::Signature, signature, out);
            }
            if let Some(arguments) = field(call, "args") {
                self.progress.arguments(index, &arguments.to_string(), out);
            }
            return self.progress.end_call(index, out);
        }
        let said = text(part, "text").unwrap_or_default();
        if part.get("thought").and_then(Value::as_bool) == Some(true) {
            self.progress.reasoning(said, out);
            if let Some(signature) = signature {
                self.progress.opaque(OpaqueKind::Signature, signature, out);
            }
            return;
        }
        // A signature on text comes before it, in a block of its own; the text that follows is a new block.
        if let Some(signature) = signature {
            let block = self.progress.new_block();
            self.progress.opaque_in(block, OpaqueKind::Signature, signature, out);
        }
        self.progress.text(said, out);
    }
}

impl Reply for Generate {
    fn piece(&mut self, piece: &Value, out: &mut Vec<Event>) {
        self.progress.start(text(piece, "responseId"), text(piece, "modelVersion"), out);
        if let Some(blocked) = field(piece, "promptFeedback")
            && let Some(reason) = some_text(blocked, "blockReason")
        {
            let message = text(blocked, "blockReasonMessage").unwrap_or_default();
            self.finish = Some((reason.to_owned(), message.to_owned()));
        }
        if let Some(candidate) = first(piece, "candidates") {
            if let Some(content) = field(candidate, "content") {
                for part in list(content, "parts") {
                    self.part(part, out);
                }
            }
            if let Some(reason) = some_text(candidate, "finishReason") {
                let message = text(candidate, "finishMessage").unwrap_or_default();
                self.finish = Some((reason.to_owned(), message.to_owned()));
            }
        }
        let none = Value::Object(Map::new());
        let usage = usage(field(piece, "usageMetadata").unwrap_or(&none));
        if usage.input.is_some() || usage.output.is_some() {
            self.progress.use_tokens(usage, out);
        }
    }

    fn whole(&mut self, body: &Value, out: &mut Vec<Event>) {
        if field(body, "candidates").is_none()
            && field(body, "promptFeedback").is_none()
            && field(body, "usageMetadata").is_none()
        {
            return self
                .progress
                .fail(errors::plain(FaultKind::Garbled, "the answer has no candidates"), out);
        }
        self.piece(body, out);
        self.finish.get_or_insert_default();
    }

    fn end(&mut self, out: &mut Vec<Event>) {
        let Some((raw, message)) = self.finish.take() else { return };
        let reason = match raw.as_str() {
            "STOP" | "" | "FINISH_REASON_UNSPECIFIED" => FinishReason::Stop,
            "MAX_TOKENS" => FinishReason::Length,
            "MALFORMED_FUNCTION_CALL" | "UNEXPECTED_TOOL_CALL" | "TOO_MANY_TOOL_CALLS" => {
                let why =
                    if message.is_empty() { "the model wrote a call that cannot be read" } else { &message };
                let mut fault = errors::plain(FaultKind::Server, why);
                fault.code = Some(raw);
                return self.progress.fail(fault, out);
            }
            _ => FinishReason::Filter,
        };
        self.progress.finish(reason, &raw, out);
    }

    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }
}

fn usage(usage: &Value) -> Usage {
    let reasoning = count(usage, "thoughtsTokenCount");
    let written = count(usage, "candidatesTokenCount");
    Usage {
        input: count(usage, "promptTokenCount"),
        cached_read: count(usage, "cachedContentTokenCount"),
        cached_write: None,
        output: match (written, reasoning) {
            (None, None) => None,
            (written, reasoning) => Some(written.unwrap_or(0).saturating_add(reasoning.unwrap_or(0))),
        },
        reasoning,
        tool_input: count(usage, "toolUsePromptTokenCount"),
        cost_usd: None,
    }
}

#[cfg(test)]
mod tests;
