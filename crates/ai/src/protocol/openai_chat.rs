//! OpenAI's Chat Completions as they come in (<https://platform.openai.com/docs/api-reference/chat>), with what the
//! servers that do the same do otherwise: DeepSeek, Groq, xAI, OpenRouter, Mistral, llama.cpp, vLLM, Perplexity and
//! more. Also the old completions, whose pieces have `text`. How requests are written: [`encode`].

mod dialect;
pub(super) mod encode;

use serde_json::{Map, Value};

pub(super) use dialect::{Dialect, host, is_local};

use super::errors;
use super::json::{count, field, first, list, some_text, text};
use super::progress::{Progress, is_cut};
use super::stream::Reply;
use crate::event::{Event, FinishReason, OpaqueKind, Usage};
use crate::fault::{Fault, FaultKind};

/// An answer as far as it has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chat {
    progress: Progress,
    /// The server's index of each call and its id, in the order of the calls.
    calls: Vec<(u64, String)>,
    /// OpenRouter's `reasoning_details`, put together.
    details: Vec<Value>,
    /// Why the answer ends, as the server said it, and as the model's own provider said it.
    finish: Option<(String, String)>,
}

impl Chat {
    fn choice(&mut self, choice: &Value, whole: bool, out: &mut Vec<Event>) {
        let order = if whole { ["message", "delta"] } else { ["delta", "message"] };
        if let Some(piece) = order.iter().find_map(|key| field(choice, key)) {
            self.delta(piece, out);
        }
        if let Some(text) = some_text(choice, "text") {
            self.progress.text(text, out);
        }
        if let Some(reason) = some_text(choice, "finish_reason") {
            let native = text(choice, "native_finish_reason").unwrap_or_default();
            self.finish = Some((reason.to_owned(), native.to_owned()));
        }
    }

    fn delta(&mut self, delta: &Value, out: &mut Vec<Event>) {
        // Some servers send both, with the same text.
        let reasoning = some_text(delta, "reasoning_content").or_else(|| some_text(delta, "reasoning"));
        let details = list(delta, "reasoning_details");
        if let Some(reasoning) = reasoning {
            self.progress.reasoning(reasoning, out);
        } else {
            for detail in details {
                let shown = some_text(detail, "text").or_else(|| some_text(detail, "summary"));
                self.progress.reasoning(shown.unwrap_or_default(), out);
            }
        }
        for detail in details {
            self.detail(detail);
        }
        match field(delta, "content") {
            Some(Value::String(text)) => self.progress.text(text, out),
            Some(Value::Array(pieces)) => {
                for piece in pieces {
                    self.content(piece, out);
                }
            }
            _ => {}
        }
        if let Some(refusal) = some_text(delta, "refusal") {
            self.progress.refusal(refusal, out);
        }
        for (place, call) in list(delta, "tool_calls").iter().enumerate() {
            self.call(place, call, out);
        }
    }

    /// A piece of Mistral's: text, or thinking that is pieces again.
    fn content(&mut self, piece: &Value, out: &mut Vec<Event>) {
        match text(piece, "type") {
            Some("thinking") => match field(piece, "thinking") {
                Some(Value::String(text)) => self.progress.reasoning(text, out),
                _ => {
                    for part in list(piece, "thinking") {
                        self.progress.reasoning(text(part, "text").unwrap_or_default(), out);
                    }
                }
            },
            Some("refusal") => self.progress.refusal(text(piece, "refusal").unwrap_or_default(), out),
            _ => self.progress.text(text(piece, "text").unwrap_or_default(), out),
        }
    }

    fn call(&mut self, place: usize, call: &Value, out: &mut Vec<Event>) {
        let id = some_text(call, "id");
        let function = call.get("function").unwrap_or(call);
        let name = some_text(function, "name");
        let key = count(call, "index").unwrap_or(place as u64);
        // The last call of this index; another id with a name is another call, whatever the index says.
        let known = self.calls.iter().rposition(|(index, known)| {
            *index == key && (name.is_none() || id.is_none_or(|id| id == known || known.is_empty()))
        });
        let index = match known {
            Some(index) => index,
            // Arguments of a call that never began.
            None if name.is_none() && id.is_none() => return,
            None => {
                self.calls.push((key, id.unwrap_or_default().to_owned()));
                self.progress.call(id, name.unwrap_or_default(), out)
            }
        };
        match field(function, "arguments") {
            Some(Value::String(arguments)) => self.progress.arguments(index, arguments, out),
            Some(arguments) => self.progress.arguments(index, &arguments.to_string(), out),
            None => {}
        }
    }

    /// Pieces of one detail have the same index and type: texts grow, all else is said once.
    fn detail(&mut self, detail: &Value) {
        let Some(new) = detail.as_object() else { return };
        let same = |known: &&mut Value| {
            known.get("index") == new.get("index")
                && known.get("type") == new.get("type")
                && new.contains_key("index")
        };
        let Some(Value::Object(known)) = self.details.iter_mut().rev().find(same) else {
            self.details.push(detail.clone());
            return;
        };
        for (key, value) in new {
            match (known.get_mut(key), value) {
                (_, Value::Null) => {}
                (Some(Value::String(old)), Value::String(more))
                    if matches!(key.as_str(), "text" | "summary" | "data") =>
                {
                    old.push_str(more);
                }
                _ => {
                    known.insert(key.clone(), value.clone());
                }
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<Event>) {
        if self.progress.has_ended() {
            return;
        }
        let (raw, native) = self.finish.take().unwrap_or_default();
        if let Some(fault) = failed(&raw) {
            return self.progress.fail(fault, out);
        }
        if !self.details.is_empty() {
            let details = Value::Array(std::mem::take(&mut self.details));
            self.progress.opaque(OpaqueKind::Details, &details.to_string(), out);
        }
        let cut = matches!(native.as_str(), "length" | "max_tokens" | "MAX_TOKENS" | "max_output_tokens");
        self.progress.end_calls(cut || is_cut(reason(&raw)), out);
        // A router says that calls are to be answered while the model was cut in the middle of one.
        let reason = match reason(&raw) {
            FinishReason::Tool if cut && self.progress.has_broken_call() => FinishReason::Length,
            reason => reason,
        };
        self.progress.finish(reason, &raw, out);
    }

    fn common(&mut self, value: &Value, whole: bool, out: &mut Vec<Event>) {
        self.progress.start(text(value, "id"), text(value, "model"), out);
        if let Some(choice) = first(value, "choices") {
            self.choice(choice, whole, out);
        }
        let mut usage = usage(value);
        if usage.cost_usd.is_none() {
            usage.cost_usd = self.progress.usage().cost_usd;
        }
        if usage.input.is_some() || usage.output.is_some() {
            self.progress.use_tokens(usage, out);
        }
    }
}

impl Reply for Chat {
    fn piece(&mut self, piece: &Value, out: &mut Vec<Event>) {
        self.common(piece, false, out);
        // Perplexity's last piece; it sends no `[DONE]`.
        if text(piece, "object") == Some("chat.completion.done") && self.finish.is_some() {
            self.finish(out);
        }
    }

    fn word(&mut self, word: &str, out: &mut Vec<Event>) -> bool {
        let done = word == "[DONE]";
        if done {
            self.finish(out);
        }
        done
    }

    fn whole(&mut self, body: &Value, out: &mut Vec<Event>) {
        if first(body, "choices").is_none() {
            return self.progress.fail(errors::plain(FaultKind::Garbled, "the answer has no choices"), out);
        }
        self.common(body, true, out);
        self.finish(out);
    }

    fn progress(&mut self) -> &mut Progress {
        &mut self.progress
    }
}

fn reason(raw: &str) -> FinishReason {
    match raw {
        "length" | "max_tokens" => FinishReason::Length,
        "model_length" => FinishReason::Context,
        "tool_calls" | "function_call" | "tool_use" => FinishReason::Tool,
        "content_filter" => FinishReason::Filter,
        "refusal" => FinishReason::Refusal,
        _ => FinishReason::Stop,
    }
}

/// Reasons that are none: the answer broke off.
fn failed(raw: &str) -> Option<Fault> {
    let (kind, message) = match raw {
        "error" => (FaultKind::Server, "the model broke off its answer"),
        "insufficient_system_resource" => (FaultKind::Overloaded, "the provider had no room to go on"),
        _ => return None,
    };
    let mut fault = errors::plain(kind, message);
    fault.code = Some(raw.to_owned());
    Some(fault)
}

fn usage(value: &Value) -> Usage {
    let groq = field(value, "x_groq").and_then(|groq| field(groq, "usage"));
    let Some(usage) = field(value, "usage").or(groq) else { return Usage::default() };
    let none = Value::Object(Map::new());
    let read = field(usage, "prompt_tokens_details").unwrap_or(&none);
    let wrote = field(usage, "completion_tokens_details").unwrap_or(&none);
    let input = count(usage, "prompt_tokens");
    let output = count(usage, "completion_tokens");
    let reasoning = count(wrote, "reasoning_tokens").or_else(|| count(usage, "reasoning_tokens"));
    // Some servers count thinking beside what was written; the total tells.
    let beside = match (input, output, reasoning, count(usage, "total_tokens")) {
        (Some(input), Some(output), Some(reasoning), Some(total)) => {
            reasoning > 0 && input.saturating_add(output).saturating_add(reasoning) == total
        }
        _ => false,
    };
    let cost = match usage.get("cost") {
        Some(Value::Number(cost)) => cost.as_f64(),
        Some(cost) => cost.get("total_cost").and_then(Value::as_f64),
        None => value.get("cost").and_then(|cost| cost.get("usd")).and_then(Value::as_f64),
    };
    Usage {
        input,
        cached_read: count(read, "cached_tokens")
            .or_else(|| count(usage, "prompt_cache_hit_tokens"))
            .or_else(|| count(usage, "cache_read_input_tokens")),
        cached_write: count(read, "cache_write_tokens")
            .or_else(|| count(usage, "cache_creation_input_tokens")),
        output: if beside { output.map(|o| o.saturating_add(reasoning.unwrap_or(0))) } else { output },
        reasoning,
        tool_input: None,
        cost_usd: cost,
    }
}

#[cfg(test)]
mod tests;
