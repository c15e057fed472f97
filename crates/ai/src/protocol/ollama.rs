//! Ollama's own protocol as it comes in (<https://docs.ollama.com/api>): lines of JSON, from chat and from generate.
//! How requests are written: [`encode`].

pub(super) mod encode;

use serde_json::Value;

use super::json::{count, field, list, some_text, text};
use super::progress::Progress;
use super::stream::Reply;
use crate::event::{Event, FinishReason, Usage};

/// An answer as far as it has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Lines {
    progress: Progress,
}

impl Reply for Lines {
    const LINES: bool = true;

    fn piece(&mut self, piece: &Value, out: &mut Vec<Event>) {
        self.progress.start(None, text(piece, "model"), out);
        let message = field(piece, "message").unwrap_or(piece);
        self.progress.reasoning(text(message, "thinking").unwrap_or_default(), out);
        self.progress.text(text(message, "content").unwrap_or_default(), out);
        // Generate's.
        self.progress.text(text(piece, "response").unwrap_or_default(), out);
        for call in list(message, "tool_calls") {
            let function = call.get("function").unwrap_or(call);
            let name = text(function, "name").unwrap_or_default();
            let index = self.progress.call(some_text(call, "id"), name, out);
            match field(function, "arguments") {
                Some(Value::String(arguments)) => self.progress.arguments(index, arguments, out),
                Some(arguments) => self.progress.arguments(index, &arguments.to_string(), out),
                None => {}
            }
            self.progress.end_call(index, out);
        }
        if piece.get("done").and_then(Value::as_bool) == Some(true) {
            let usage = Usage {
                input: count(piece, "prompt_eval_count"),
                output: count(piece, "eval_count"),
                ..Usage::default()
            };
            self.progress.use_tokens(usage, out);
            let raw = text(piece, "done_reason").unwrap_or_default();
            let reason = if raw == "length" { FinishReason::Length } else { FinishReason::Stop };
            self.progress.finish(reason, raw, out);
        }
    }

    fn whole(&mut self, body: &Value, out: &mut Vec<Event>) {
        self.piece(body, out);
    }

    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }
}
