//! A request as Responses want it. Nothing is kept at the provider (`store: false`): all that was said goes back
//! each time, with the thinking encrypted.

use serde_json::{Map, Value, json};

use crate::event::OpaqueKind;
use crate::protocol::openai_chat::encode::{openai_effort, texts};
use crate::protocol::openai_chat::host;
use crate::protocol::{Endpoint, Wire, wire};
use crate::request::{Effort, Message, Part, Request, Role, Tool, ToolChoice};

/// Writes a request.
pub(in crate::protocol) fn encode(endpoint: &Endpoint, request: &Request) -> Wire {
    let url = wire::joined(&endpoint.base_url, "responses");
    wire::post(url, endpoint, wire::Key::Bearer, request.stream, body(endpoint, request))
}

/// The body alone.
pub(in crate::protocol) fn body(endpoint: &Endpoint, request: &Request) -> Value {
    let host = host(&endpoint.base_url);
    let is_openai =
        host.ends_with("openai.com") || host.ends_with("chatgpt.com") || host.ends_with("azure.com");
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    put("model", request.model.clone().into());
    put("store", false.into());
    let mut input = Vec::new();
    let system: Vec<&str> = texts(&request.system).collect();
    if !system.is_empty() {
        let system = system.join("\n\n");
        // Only OpenAI is known to take instructions; the others take the role.
        if is_openai {
            put("instructions", system.into());
        } else {
            let content = json!([{"type": "input_text", "text": system}]);
            input.push(json!({"type": "message", "role": "system", "content": content}));
        }
    }
    for message in &request.messages {
        match message.role {
            Role::User => user(message, &mut input),
            Role::Assistant => assistant(message, &mut input),
        }
    }
    put("input", Value::Array(input));
    // Models that do not think refuse to encrypt what they thought.
    if !is_openai || openai_effort(&request.model, Effort::Low).is_some() {
        put("include", json!(["reasoning.encrypted_content"]));
    }
    if !request.tools.is_empty() {
        put("tools", request.tools.iter().map(tool).collect());
        match &request.tool_choice {
            ToolChoice::Auto => {}
            ToolChoice::None => put("tool_choice", "none".into()),
            ToolChoice::Required => put("tool_choice", "required".into()),
            ToolChoice::Named(name) => put("tool_choice", json!({"type": "function", "name": name})),
        }
    }
    if let Some(most) = request.max_output {
        put("max_output_tokens", most.into());
    }
    if let Some(temperature) = request.temperature {
        put("temperature", wire::number(temperature));
    }
    if let Some(schema) = &request.schema {
        let format = json!({
            "type": "json_schema", "name": schema.name, "schema": schema.schema, "strict": true,
        });
        put("text", json!({ "format": format }));
    }
    if let Some(effort) = request.effort
        && let Some(word) = openai_effort(&request.model, effort)
    {
        let reasoning = if effort == Effort::Off {
            json!({ "effort": word })
        } else {
            json!({"effort": word, "summary": "auto"})
        };
        put("reasoning", reasoning);
    }
    if request.stream {
        put("stream", true.into());
    }
    wire::merge(&mut body, &request.extra);
    Value::Object(body)
}

fn tool(tool: &Tool) -> Value {
    json!({
        "type": "function",
        "name": tool.name,
        "description": tool.description,
        "parameters": wire::parameters(tool),
        "strict": tool.strict,
    })
}

fn user(message: &Message, input: &mut Vec<Value>) {
    for part in &message.parts {
        if let Part::ToolResult { id, text, is_error, .. } = part {
            let output = wire::result(text, *is_error);
            input.push(json!({"type": "function_call_output", "call_id": id, "output": output}));
        }
    }
    let content: Vec<Value> = message
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Text { text, .. } => Some(json!({"type": "input_text", "text": text})),
            Part::Image { media_type, data } => {
                Some(json!({"type": "input_image", "image_url": format!("data:{media_type};base64,{data}")}))
            }
            _ => None,
        })
        .collect();
    if !content.is_empty() {
        input.push(json!({"type": "message", "role": "user", "content": content}));
    }
}

/// Every item in its order; a piece of text is a message of its own.
fn assistant(message: &Message, input: &mut Vec<Value>) {
    for part in &message.parts {
        match part {
            Part::Text { text, .. } if !text.is_empty() => {
                let content = json!([{"type": "output_text", "text": text}]);
                input.push(json!({"type": "message", "role": "assistant", "content": content}));
            }
            Part::Reasoning { opaque: Some((OpaqueKind::Details, data)), .. } => {
                if let Ok(item @ Value::Object(_)) = serde_json::from_str(data) {
                    input.push(item);
                }
            }
            Part::Reasoning { text, opaque: Some((OpaqueKind::Encrypted, data)), id } => {
                let summary =
                    if text.is_empty() { json!([]) } else { json!([{"type": "summary_text", "text": text}]) };
                let mut item = json!({"type": "reasoning", "summary": summary, "encrypted_content": data});
                if let (Some(id), Some(item)) = (id, item.as_object_mut()) {
                    item.insert("id".to_owned(), id.clone().into());
                }
                input.push(item);
            }
            Part::ToolCall { id, name, arguments, .. } => {
                let arguments = wire::arguments(arguments).to_string();
                input.push(
                    json!({"type": "function_call", "call_id": id, "name": name, "arguments": arguments}),
                );
            }
            _ => {}
        }
    }
}
