//! A request as Ollama wants it.

use serde_json::{Map, Value, json};

use crate::protocol::openai_chat::encode::texts;
use crate::protocol::progress::MADE_UP;
use crate::protocol::{Endpoint, Wire, wire};
use crate::request::{Effort, Message, Part, Request, Role, Tool, ToolChoice};

/// Writes a request.
pub(in crate::protocol) fn encode(endpoint: &Endpoint, request: &Request) -> Wire {
    post(endpoint, "chat", body(request))
}

/// A request to one of the addresses below `/api`.
pub(in crate::protocol) fn post(endpoint: &Endpoint, path: &str, body: Value) -> Wire {
    let mut sent = wire::post(address(endpoint, path), endpoint, wire::Key::Bearer, false, body);
    wire::set(&mut sent.headers, "accept", "application/x-ndjson, application/json");
    sent
}

/// `http://localhost:11434/api/chat`, whether the base ends with `/api` or not.
pub(in crate::protocol) fn address(endpoint: &Endpoint, path: &str) -> String {
    let base = endpoint.base_url.trim_end_matches('/');
    wire::joined(base.strip_suffix("/api").unwrap_or(base), &format!("api/{path}"))
}

/// The body alone.
pub(in crate::protocol) fn body(request: &Request) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    put("model", request.model.clone().into());
    put("stream", request.stream.into());
    let mut messages = Vec::new();
    let system: Vec<&str> = texts(&request.system).collect();
    if !system.is_empty() {
        messages.push(json!({"role": "system", "content": system.join("\n\n")}));
    }
    for message in &request.messages {
        said(message, &mut messages);
    }
    put("messages", Value::Array(messages));
    // There is no way to force a call, but none can be offered.
    if !request.tools.is_empty() && request.tool_choice != ToolChoice::None {
        put("tools", request.tools.iter().map(tool).collect());
    }
    if let Some(schema) = &request.schema {
        put("format", schema.schema.clone());
    }
    if let Some(effort) = request.effort {
        put("think", think(&request.model, effort));
    }
    let options = options(request.max_output, request.temperature, &request.stop);
    if !options.is_empty() {
        put("options", Value::Object(options));
    }
    wire::merge(&mut body, &request.extra);
    Value::Object(body)
}

/// What is said of how to write.
pub(in crate::protocol) fn options(
    most: Option<u32>,
    warmth: Option<f32>,
    stop: &[String],
) -> Map<String, Value> {
    let mut options = Map::new();
    if let Some(most) = most {
        options.insert("num_predict".to_owned(), most.into());
    }
    if let Some(warmth) = warmth {
        options.insert("temperature".to_owned(), wire::number(warmth));
    }
    if !stop.is_empty() {
        options.insert("stop".to_owned(), stop.to_vec().into());
    }
    options
}

/// Most models can think or not; gpt-oss only more or less.
fn think(model: &str, effort: Effort) -> Value {
    if !model.contains("gpt-oss") {
        return (effort != Effort::Off).into();
    }
    match effort {
        Effort::Off | Effort::Low => "low".into(),
        Effort::Medium => "medium".into(),
        Effort::High => "high".into(),
    }
}

fn tool(tool: &Tool) -> Value {
    let function = json!({
        "name": tool.name,
        "description": tool.description,
        "parameters": wire::parameters(tool),
    });
    json!({"type": "function", "function": function})
}

fn said(message: &Message, messages: &mut Vec<Value>) {
    let mut images = Vec::new();
    let mut calls = Vec::new();
    let mut thought = String::new();
    for part in &message.parts {
        match part {
            Part::Image { data, .. } => images.push(Value::from(data.clone())),
            Part::Reasoning { text, .. } => thought.push_str(text),
            Part::ToolCall { id, name, arguments, .. } => {
                let mut call = json!({"function": {"name": name, "arguments": wire::arguments(arguments)}});
                put_id(&mut call, "id", id);
                calls.push(call);
            }
            Part::ToolResult { id, name, text, is_error } => {
                let content = wire::result(text, *is_error);
                let mut result = json!({"role": "tool", "tool_name": name, "content": content});
                put_id(&mut result, "tool_call_id", id);
                messages.push(result);
            }
            Part::Text { .. } => {}
        }
    }
    let text: Vec<&str> = texts(&message.parts).collect();
    let is_user = message.role == Role::User;
    if is_user && text.is_empty() && images.is_empty() {
        return;
    }
    let mut said = Map::new();
    let mut put = |key: &str, value: Value| {
        said.insert(key.to_owned(), value);
    };
    put("role", if is_user { "user" } else { "assistant" }.into());
    put("content", text.join(if is_user { "\n\n" } else { "" }).into());
    for (key, list) in [("images", images), ("tool_calls", calls)] {
        if !list.is_empty() {
            put(key, Value::Array(list));
        }
    }
    if !thought.is_empty() && !is_user {
        put("thinking", thought.into());
    }
    messages.push(Value::Object(said));
}

fn put_id(value: &mut Value, key: &str, id: &str) {
    if let Some(value) = value.as_object_mut()
        && !id.is_empty()
        && !id.starts_with(MADE_UP)
    {
        value.insert(key.to_owned(), id.into());
    }
}
