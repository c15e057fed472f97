//! A request as Chat Completions want it, in the dialect of the server.

use serde_json::{Map, Value, json};

use super::Dialect;
use crate::event::OpaqueKind;
use crate::protocol::{Endpoint, Wire, wire};
use crate::request::{Effort, Message, Part, Request, Role, ToolChoice};

/// Writes a request.
pub(in crate::protocol) fn encode(endpoint: &Endpoint, request: &Request) -> Wire {
    let dialect = Dialect::of(&endpoint.base_url);
    let url = wire::joined(&endpoint.base_url, "chat/completions");
    wire::post(url, endpoint, wire::Key::Bearer, request.stream, body(dialect, request))
}

/// The body alone.
pub(in crate::protocol) fn body(dialect: Dialect, request: &Request) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    put("model", request.model.clone().into());
    put("messages", messages(dialect, request).into());
    if !request.tools.is_empty() {
        put("tools", request.tools.iter().map(tool).collect());
        if let Some(choice) = choice(dialect, &request.tool_choice) {
            put("tool_choice", choice);
        }
    }
    if let Some(most) = request.max_output {
        put(dialect.max_output(), most.into());
    }
    if let Some(temperature) = request.temperature {
        put("temperature", wire::number(temperature));
    }
    if !request.stop.is_empty() {
        put("stop", request.stop.clone().into());
    }
    if let Some(schema) = &request.schema {
        put(
            "response_format",
            match dialect {
                Dialect::Deepseek => json!({"type": "json_object"}),
                _ => json!({
                    "type": "json_schema",
                    "json_schema": {"name": schema.name, "schema": schema.schema, "strict": true},
                }),
            },
        );
    }
    if request.stream {
        put("stream", true.into());
        if dialect.asks_for_usage() {
            put("stream_options", json!({"include_usage": true}));
        }
    }
    if let Some(effort) = request.effort {
        put_effort(dialect, &request.model, effort, &mut body);
    }
    wire::merge(&mut body, &request.extra);
    Value::Object(body)
}

/// How much OpenAI's models think, in the words that a model knows; nothing for models that do not.
pub(in crate::protocol) fn openai_effort(model: &str, effort: Effort) -> Option<&'static str> {
    let name = model.rsplit('/').next().unwrap_or(model);
    if ["gpt-3", "gpt-4", "chatgpt-"].iter().any(|old| name.starts_with(old)) {
        return None;
    }
    Some(match effort {
        // The o models cannot leave it, the first of the fifth generation only nearly.
        Effort::Off if ["o1", "o3", "o4"].iter().any(|old| name.starts_with(old)) => "low",
        Effort::Off if name == "gpt-5" || name.starts_with("gpt-5-") => "minimal",
        Effort::Off => "none",
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
    })
}

fn put_effort(dialect: Dialect, model: &str, effort: Effort, body: &mut Map<String, Value>) {
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    let word = match effort {
        Effort::Off => "none",
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
    };
    match (dialect, effort) {
        (Dialect::Openai, _) => {
            if let Some(word) = openai_effort(model, effort) {
                put("reasoning_effort", word.into());
            }
        }
        (Dialect::Openrouter, _) => put("reasoning", json!({ "effort": word })),
        (Dialect::Deepseek, Effort::Off) => put("thinking", json!({"type": "disabled"})),
        (Dialect::Deepseek, _) => {
            put("thinking", json!({"type": "enabled"}));
            put("reasoning_effort", word.into());
        }
        (Dialect::Mistral, _) => {
            let word = if effort == Effort::Off { "none" } else { "high" };
            put("reasoning_effort", word.into());
        }
        // The switch of the model's own template: llama.cpp and vLLM pass it on, the others ignore it.
        (Dialect::Local, _) => {
            put("chat_template_kwargs", json!({"enable_thinking": effort != Effort::Off}));
            if effort != Effort::Off {
                put("reasoning_effort", word.into());
            }
        }
        (Dialect::Perplexity | Dialect::Xai, Effort::Off) => {}
        (Dialect::Groq | Dialect::Perplexity | Dialect::Xai | Dialect::Other, _) => {
            put("reasoning_effort", word.into());
        }
    }
}

fn tool(tool: &crate::request::Tool) -> Value {
    let mut function = json!({
        "name": tool.name,
        "description": tool.description,
        "parameters": wire::parameters(tool),
    });
    if let (true, Some(function)) = (tool.strict, function.as_object_mut()) {
        function.insert("strict".to_owned(), true.into());
    }
    json!({"type": "function", "function": function})
}

fn choice(dialect: Dialect, choice: &ToolChoice) -> Option<Value> {
    Some(match choice {
        ToolChoice::Auto => return None,
        ToolChoice::None => "none".into(),
        ToolChoice::Required if dialect == Dialect::Mistral => "any".into(),
        ToolChoice::Required => "required".into(),
        ToolChoice::Named(name) => json!({"type": "function", "function": {"name": name}}),
    })
}

fn messages(dialect: Dialect, request: &Request) -> Vec<Value> {
    let mut messages = Vec::new();
    if let Some(system) = system(dialect, request) {
        messages.push(json!({"role": "system", "content": system}));
    }
    for message in &request.messages {
        match message.role {
            Role::User => user(dialect, message, &mut messages),
            Role::Assistant => messages.push(assistant(dialect, message)),
        }
    }
    messages
}

fn system(dialect: Dialect, request: &Request) -> Option<Value> {
    let marked = request.system.iter().any(|part| matches!(part, Part::Text { cache: true, .. }));
    if marked && dialect.takes_cache_marks() {
        return Some(contents(dialect, request.system.iter()));
    }
    let mut pieces: Vec<String> = texts(&request.system).map(str::to_owned).collect();
    if let (Dialect::Deepseek, Some(schema)) = (dialect, &request.schema) {
        pieces.push(format!("Answer with JSON that follows this JSON Schema: {}", schema.schema));
    }
    (!pieces.is_empty()).then(|| pieces.join("\n\n").into())
}

/// The texts of parts, those that are not empty.
pub(in crate::protocol) fn texts(parts: &[Part]) -> impl Iterator<Item = &str> {
    parts.iter().filter_map(|part| match part {
        Part::Text { text, .. } if !text.is_empty() => Some(text.as_str()),
        _ => None,
    })
}

/// What tools answered comes first, each a message of its own.
fn user(dialect: Dialect, message: &Message, messages: &mut Vec<Value>) {
    for part in &message.parts {
        if let Part::ToolResult { id, text, is_error, .. } = part {
            let content = wire::result(text, *is_error);
            messages.push(json!({"role": "tool", "tool_call_id": id, "content": content}));
        }
    }
    let said = || message.parts.iter().filter(|part| matches!(part, Part::Text { .. } | Part::Image { .. }));
    if said().next().is_some() {
        messages.push(json!({"role": "user", "content": contents(dialect, said())}));
    }
}

/// A single text as it is, for that is what every server takes; all else as a list.
fn contents<'a>(dialect: Dialect, parts: impl Iterator<Item = &'a Part>) -> Value {
    let mut all: Vec<Value> = parts
        .filter_map(|part| match part {
            Part::Text { text, cache: true } if dialect.takes_cache_marks() => {
                Some(json!({"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}))
            }
            Part::Text { text, .. } => Some(json!({"type": "text", "text": text})),
            Part::Image { media_type, data } => {
                let url = format!("data:{media_type};base64,{data}");
                Some(json!({"type": "image_url", "image_url": {"url": url}}))
            }
            _ => None,
        })
        .collect();
    match all.as_mut_slice() {
        [only] if only.get("text").is_some() && only.get("cache_control").is_none() => {
            only.get_mut("text").map(Value::take).unwrap_or_default()
        }
        _ => Value::Array(all),
    }
}

fn assistant(dialect: Dialect, message: &Message) -> Value {
    let mut said = Map::new();
    said.insert("role".to_owned(), "assistant".into());
    let text: String = texts(&message.parts).collect();
    let calls: Vec<Value> = message.parts.iter().filter_map(call).collect();
    if !text.is_empty() || calls.is_empty() {
        said.insert("content".to_owned(), text.into());
    }
    if !calls.is_empty() {
        said.insert("tool_calls".to_owned(), Value::Array(calls));
    }
    let mut thought = String::new();
    let mut details = Vec::new();
    for part in &message.parts {
        if let Part::Reasoning { text, opaque, .. } = part {
            thought.push_str(text);
            if let Some((OpaqueKind::Details, data)) = opaque
                && let Ok(Value::Array(all)) = serde_json::from_str(data)
            {
                details.extend(all);
            }
        }
    }
    if dialect == Dialect::Openrouter && !details.is_empty() {
        said.insert("reasoning_details".to_owned(), Value::Array(details));
    } else if dialect.takes_reasoning() && !thought.is_empty() {
        said.insert("reasoning_content".to_owned(), thought.into());
    }
    Value::Object(said)
}

fn call(part: &Part) -> Option<Value> {
    let Part::ToolCall { id, name, arguments, .. } = part else { return None };
    let arguments = wire::arguments(arguments).to_string();
    Some(json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}))
}
