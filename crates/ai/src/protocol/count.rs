//! How many tokens a request has, by the provider's own count. Estimates without asking are not made here.

use serde_json::{Map, Value, json};

use super::json::count;
use super::openai_chat::{Dialect, is_local};
use super::{
    Endpoint, Protocol, Wire, anthropic, errors, gemini, models, openai_chat, openai_responses, wire,
};
use crate::fault::{Fault, FaultKind};
use crate::request::Request;

/// Asks for the count; `None` where the provider does not count. Of the servers that do as OpenAI's chat does only
/// llama.cpp's counts, so only an address of this machine or a private network is asked.
pub fn encode(protocol: Protocol, endpoint: &Endpoint, request: &Request) -> Option<Wire> {
    match protocol {
        Protocol::Anthropic => {
            let keys = ["model", "system", "messages", "tools", "tool_choice", "thinking"];
            let body = only(anthropic::encode::body(request), &keys);
            Some(anthropic::encode::post(endpoint, "messages/count_tokens", false, body))
        }
        Protocol::Gemini => {
            let mut body = only(gemini::encode::body(request), &["contents", "systemInstruction", "tools"]);
            if let Some(body) = body.as_object_mut() {
                body.insert("model".to_owned(), gemini::encode::resource(&request.model).into());
            }
            let body = json!({ "generateContentRequest": body });
            Some(gemini::encode::post(endpoint, &request.model, "countTokens", false, body))
        }
        Protocol::OpenaiResponses => {
            let keys = ["model", "input", "instructions", "tools", "tool_choice", "reasoning", "text"];
            let body = only(openai_responses::encode::body(endpoint, request), &keys);
            let url = wire::joined(&endpoint.base_url, "responses/input_tokens");
            Some(wire::post(url, endpoint, wire::Key::Bearer, false, body))
        }
        Protocol::OpenaiChat if is_local(&endpoint.base_url) => {
            let body = openai_chat::encode::body(Dialect::Local, request);
            let body = only(body, &["model", "messages", "tools", "tool_choice", "chat_template_kwargs"]);
            let url = wire::joined(&endpoint.base_url, "chat/completions/input_tokens");
            Some(wire::post(url, endpoint, wire::Key::Bearer, false, body))
        }
        Protocol::OpenaiChat | Protocol::Mistral | Protocol::Ollama => None,
    }
}

/// Reads the count.
///
/// # Errors
/// When the body is an error, or has no count.
pub fn decode(body: &[u8]) -> Result<u64, Fault> {
    let body = models::value(body)?;
    count(&body, "input_tokens")
        .or_else(|| count(&body, "totalTokens"))
        .ok_or_else(|| errors::plain(FaultKind::Garbled, "the answer has no count of tokens"))
}

/// A body with these keys alone.
fn only(body: Value, keys: &[&str]) -> Value {
    let Value::Object(body) = body else { return body };
    let kept: Map<String, Value> = body.into_iter().filter(|(key, _)| keys.contains(&key.as_str())).collect();
    Value::Object(kept)
}

#[cfg(test)]
mod tests;
