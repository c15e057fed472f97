//! A request as Gemini wants it.

use serde_json::{Map, Value, json};

use crate::event::OpaqueKind;
use crate::protocol::progress::MADE_UP;
use crate::protocol::{Endpoint, Wire, wire};
use crate::request::{Effort, Message, Part, Request, Role, Tool, ToolChoice};

/// Writes a request.
pub(in crate::protocol) fn encode(endpoint: &Endpoint, request: &Request) -> Wire {
    let method = if request.stream { "streamGenerateContent?alt=sse" } else { "generateContent" };
    post(endpoint, &request.model, method, request.stream, body(request))
}

/// A request to a method of a model.
pub(in crate::protocol) fn post(
    endpoint: &Endpoint,
    model: &str,
    method: &str,
    stream: bool,
    body: Value,
) -> Wire {
    let path = format!("{}:{method}", resource(model));
    let url = wire::versioned(&endpoint.base_url, "v1beta", &path);
    wire::post(url, endpoint, wire::Key::Header("x-goog-api-key"), stream, body)
}

/// `models/gemini-2.5-flash`.
pub(in crate::protocol) fn resource(model: &str) -> String {
    if model.contains('/') { model.to_owned() } else { format!("models/{model}") }
}

/// The body alone.
pub(in crate::protocol) fn body(request: &Request) -> Value {
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    let system = parts(&request.system);
    if !system.is_empty() {
        put("systemInstruction", json!({ "parts": system }));
    }
    put("contents", request.messages.iter().filter_map(content).collect());
    if !request.tools.is_empty() {
        let tools: Vec<Value> = request.tools.iter().map(tool).collect();
        put("tools", json!([{ "functionDeclarations": tools }]));
        let calling = match &request.tool_choice {
            ToolChoice::Auto => None,
            ToolChoice::None => Some(json!({"mode": "NONE"})),
            ToolChoice::Required => Some(json!({"mode": "ANY"})),
            ToolChoice::Named(name) => Some(json!({"mode": "ANY", "allowedFunctionNames": [name]})),
        };
        if let Some(calling) = calling {
            put("toolConfig", json!({ "functionCallingConfig": calling }));
        }
    }
    let config = config(request);
    if !config.is_empty() {
        put("generationConfig", Value::Object(config));
    }
    wire::merge(&mut body, &request.extra);
    Value::Object(body)
}

fn config(request: &Request) -> Map<String, Value> {
    let mut config = Map::new();
    let mut put = |key: &str, value: Value| {
        config.insert(key.to_owned(), value);
    };
    if let Some(most) = request.max_output {
        put("maxOutputTokens", most.into());
    }
    if let Some(temperature) = request.temperature {
        put("temperature", wire::number(temperature));
    }
    if !request.stop.is_empty() {
        put("stopSequences", request.stop.clone().into());
    }
    if let Some(schema) = &request.schema {
        put("responseMimeType", "application/json".into());
        put("responseJsonSchema", schema.schema.clone());
    }
    if let Some(thinking) = request.effort.and_then(|effort| thinking(&request.model, effort)) {
        put("thinkingConfig", thinking);
    }
    config
}

/// A level from the third generation on, a budget of tokens in the second, nothing before.
fn thinking(model: &str, effort: Effort) -> Option<Value> {
    let name = model.rsplit('/').next().unwrap_or(model);
    let is_pro = name.contains("pro");
    let rest = name.strip_prefix("gemini-")?;
    if rest.starts_with("1.") || rest.starts_with("2.0") {
        return None;
    }
    if rest.starts_with("2.5") {
        let budget = match effort {
            // This one cannot leave it: its smallest budget.
            Effort::Off if is_pro => 128,
            Effort::Off => 0,
            Effort::Low => 1024,
            Effort::Medium => 8192,
            Effort::High => 24_576,
        };
        return Some(json!({"thinkingBudget": budget, "includeThoughts": effort != Effort::Off}));
    }
    let level = match effort {
        Effort::Off if is_pro => "low",
        Effort::Off => "minimal",
        Effort::Low => "low",
        Effort::Medium => "medium",
        Effort::High => "high",
    };
    Some(json!({"thinkingLevel": level, "includeThoughts": effort != Effort::Off}))
}

fn tool(tool: &Tool) -> Value {
    json!({
        "name": tool.name,
        "description": tool.description,
        "parametersJsonSchema": wire::parameters(tool),
    })
}

fn content(message: &Message) -> Option<Value> {
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "model",
    };
    let parts = parts(&message.parts);
    (!parts.is_empty()).then(|| json!({"role": role, "parts": parts}))
}

fn parts(parts: &[Part]) -> Vec<Value> {
    let mut all = Vec::new();
    // A signature that stands alone belongs to the text after it.
    let mut signature: Option<&str> = None;
    for part in parts {
        if !matches!(part, Part::Text { .. })
            && let Some(signature) = signature.take()
        {
            all.push(json!({"text": "", "thoughtSignature": signature}));
        }
        let (written, sign) = match part {
            Part::Text { text, .. } if text.is_empty() => continue,
            Part::Text { text, .. } => (json!({ "text": text }), signature.take()),
            Part::Image { media_type, data } => {
                (json!({"inlineData": {"mimeType": media_type, "data": data}}), None)
            }
            Part::Reasoning { text, opaque: Some((OpaqueKind::Signature, sign)), .. } => {
                if text.is_empty() {
                    signature = Some(sign);
                    continue;
                }
                (json!({"text": text, "thought": true}), Some(sign.as_str()))
            }
            // Summaries of thinking need not go back, and others' thinking cannot.
            Part::Reasoning { .. } => continue,
            Part::ToolCall { id, name, arguments, signature } => {
                let mut call = json!({"name": name, "args": wire::arguments(arguments)});
                put_id(&mut call, id);
                (json!({ "functionCall": call }), signature.as_deref())
            }
            Part::ToolResult { id, name, text, is_error } => {
                let key = if *is_error { "error" } else { "output" };
                let mut said = Map::new();
                said.insert(key.to_owned(), text.clone().into());
                let mut response = json!({"name": name, "response": said});
                put_id(&mut response, id);
                (json!({ "functionResponse": response }), None)
            }
        };
        let mut written = written;
        if let (Some(sign), Some(written)) = (sign, written.as_object_mut()) {
            written.insert("thoughtSignature".to_owned(), sign.into());
        }
        all.push(written);
    }
    if let Some(signature) = signature {
        all.push(json!({"text": "", "thoughtSignature": signature}));
    }
    all
}

/// Ids that the provider did not give are not given back.
fn put_id(value: &mut Value, id: &str) {
    if let Some(value) = value.as_object_mut()
        && !id.is_empty()
        && !id.starts_with(MADE_UP)
    {
        value.insert("id".to_owned(), id.into());
    }
}
