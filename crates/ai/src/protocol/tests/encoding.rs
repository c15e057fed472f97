//! Requests against recorded ones: a conversation of ours becomes a body that a service was seen to take.

use serde_json::{Value, json};

use super::rows::rows;
use crate::answer::Assembler;
use crate::event::{Arguments, OpaqueKind};
use crate::protocol::{Endpoint, Protocol, Wire};
use crate::request::{Effort, Message, OutputSchema, Part, Request, Role, Tool, ToolChoice};

fn at(base_url: &str) -> Endpoint {
    Endpoint { base_url: base_url.to_owned(), key: "secret".to_owned(), ..Endpoint::default() }
}

fn body(wire: &Wire) -> &Value {
    wire.body.as_ref().expect("a body")
}

fn header<'a>(wire: &'a Wire, name: &str) -> Option<&'a str> {
    wire.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

fn result(id: &str, name: &str, text: &str) -> Message {
    let part = Part::ToolResult { id: id.into(), name: name.into(), text: text.into(), is_error: false };
    Message { role: Role::User, parts: vec![part] }
}

fn read() -> Tool {
    Tool {
        name: "read".into(),
        description: "Reads a file.".into(),
        parameters: json!({"type": "object", "properties": {"path": {"type": "string"}}, "required": ["path"]}),
        strict: false,
    }
}

fn full() -> Request {
    Request {
        model: "a-model".into(),
        system: vec![Part::Text { text: "Be brief.".into(), cache: true }, Part::text("Be kind.")],
        messages: vec![
            Message {
                role: Role::User,
                parts: vec![
                    Part::text("What is this?"),
                    Part::Image { media_type: "image/png".into(), data: "AAAA".into() },
                ],
            },
            Message {
                role: Role::Assistant,
                parts: vec![
                    Part::text("I look."),
                    Part::ToolCall {
                        id: "call_1".into(),
                        name: "read".into(),
                        arguments: Arguments::Json(json!({"path": "a.rs"})),
                        signature: None,
                    },
                ],
            },
            result("call_1", "read", "fn main() {}"),
        ],
        tools: vec![read()],
        tool_choice: ToolChoice::Required,
        max_output: Some(512),
        temperature: Some(0.2),
        stop: vec!["END".into()],
        effort: None,
        schema: Some(OutputSchema { name: "answer".into(), schema: json!({"type": "object"}) }),
        stream: true,
        extra: serde_json::Map::new(),
    }
}

#[test]
fn chat() {
    let wire = Protocol::OpenaiChat.encode(&at("https://api.openai.com/v1/"), &full());
    assert_eq!(wire.url, "https://api.openai.com/v1/chat/completions");
    assert_eq!(header(&wire, "authorization"), Some("Bearer secret"));
    assert_eq!(
        *body(&wire),
        json!({
            "model": "a-model",
            "messages": [
                {"role": "system", "content": "Be brief.\n\nBe kind."},
                {"role": "user", "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
                ]},
                {"role": "assistant", "content": "I look.", "tool_calls": [
                    {"id": "call_1", "type": "function", "function": {"name": "read", "arguments": "{\"path\":\"a.rs\"}"}},
                ]},
                {"role": "tool", "tool_call_id": "call_1", "content": "fn main() {}"},
            ],
            "tools": [{"type": "function", "function": {
                "name": "read", "description": "Reads a file.", "parameters": read().parameters,
            }}],
            "tool_choice": "required",
            "max_completion_tokens": 512,
            "temperature": 0.2,
            "stop": ["END"],
            "response_format": {"type": "json_schema", "json_schema": {
                "name": "answer", "schema": {"type": "object"}, "strict": true,
            }},
            "stream": true,
            "stream_options": {"include_usage": true},
        })
    );
    let other = Protocol::OpenaiChat.encode(&at("http://localhost:8080/v1"), &full());
    assert_eq!(body(&other)["max_tokens"], 512);
    let mistral = Protocol::Mistral.encode(&at("https://api.mistral.ai"), &full());
    assert_eq!(mistral.url, "https://api.mistral.ai/v1/chat/completions");
    assert_eq!(body(&mistral)["tool_choice"], "any");
    assert!(body(&mistral).get("stream_options").is_none());
}

#[test]
fn responses() {
    let wire = Protocol::OpenaiResponses.encode(&at("https://api.openai.com/v1"), &full());
    assert_eq!(wire.url, "https://api.openai.com/v1/responses");
    assert_eq!(
        *body(&wire),
        json!({
            "model": "a-model",
            "store": false,
            "include": ["reasoning.encrypted_content"],
            "instructions": "Be brief.\n\nBe kind.",
            "input": [
                {"type": "message", "role": "user", "content": [
                    {"type": "input_text", "text": "What is this?"},
                    {"type": "input_image", "image_url": "data:image/png;base64,AAAA"},
                ]},
                {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "I look."}]},
                {"type": "function_call", "call_id": "call_1", "name": "read", "arguments": "{\"path\":\"a.rs\"}"},
                {"type": "function_call_output", "call_id": "call_1", "output": "fn main() {}"},
            ],
            "tools": [{"type": "function", "name": "read", "description": "Reads a file.",
                "parameters": read().parameters, "strict": false}],
            "tool_choice": "required",
            "max_output_tokens": 512,
            "temperature": 0.2,
            "text": {"format": {"type": "json_schema", "name": "answer", "schema": {"type": "object"}, "strict": true}},
            "stream": true,
        })
    );
    let xai = Protocol::OpenaiResponses.encode(&at("https://api.x.ai/v1"), &full());
    assert_eq!(body(&xai)["input"][0]["role"], "system");
    let old = Protocol::OpenaiResponses
        .encode(&at("https://api.openai.com/v1"), &Request { model: "gpt-4o".into(), ..full() });
    assert!(body(&old).get("include").is_none());
}

#[test]
fn anthropic() {
    let endpoint = Endpoint { browser: true, ..at("https://api.anthropic.com") };
    let wire = Protocol::Anthropic.encode(&endpoint, &full());
    assert_eq!(wire.url, "https://api.anthropic.com/v1/messages");
    assert_eq!(header(&wire, "x-api-key"), Some("secret"));
    assert_eq!(header(&wire, "anthropic-version"), Some("2023-06-01"));
    assert_eq!(header(&wire, "anthropic-dangerous-direct-browser-access"), Some("true"));
    assert_eq!(
        *body(&wire),
        json!({
            "model": "a-model",
            "max_tokens": 512,
            "system": [
                {"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}},
                {"type": "text", "text": "Be kind."},
            ],
            "messages": [
                {"role": "user", "content": [
                    {"type": "text", "text": "What is this?"},
                    {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}},
                ]},
                {"role": "assistant", "content": [
                    {"type": "text", "text": "I look."},
                    {"type": "tool_use", "id": "call_1", "name": "read", "input": {"path": "a.rs"}},
                ]},
                {"role": "user", "content": [
                    {"type": "tool_result", "tool_use_id": "call_1", "content": "fn main() {}"},
                ]},
            ],
            "tools": [{"name": "read", "description": "Reads a file.", "input_schema": read().parameters}],
            "tool_choice": {"type": "any"},
            "temperature": 0.2,
            "stop_sequences": ["END"],
            "output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}},
            "stream": true,
        })
    );
}

#[test]
fn anthropic_keeps_four_marks_the_first_and_the_last() {
    let marked = |n: u32| Part::Text { text: n.to_string(), cache: true };
    let request = Request {
        system: vec![marked(0)],
        messages: vec![Message { role: Role::User, parts: (1..8).map(marked).collect() }],
        ..Request::default()
    };
    let wire = Protocol::Anthropic.encode(&at("https://api.anthropic.com"), &request);
    let body = body(&wire);
    let blocks =
        body["system"].as_array().into_iter().chain(body["messages"][0]["content"].as_array()).flatten();
    let kept: Vec<&str> = blocks
        .filter(|block| block.get("cache_control").is_some())
        .filter_map(|block| block["text"].as_str())
        .collect();
    assert_eq!(kept, ["0", "5", "6", "7"]);
}

#[test]
fn gemini() {
    let wire = Protocol::Gemini.encode(&at("https://generativelanguage.googleapis.com"), &full());
    assert_eq!(
        wire.url,
        "https://generativelanguage.googleapis.com/v1beta/models/a-model:streamGenerateContent?alt=sse"
    );
    assert_eq!(header(&wire, "x-goog-api-key"), Some("secret"));
    assert_eq!(
        *body(&wire),
        json!({
            "systemInstruction": {"parts": [{"text": "Be brief."}, {"text": "Be kind."}]},
            "contents": [
                {"role": "user", "parts": [
                    {"text": "What is this?"},
                    {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
                ]},
                {"role": "model", "parts": [
                    {"text": "I look."},
                    {"functionCall": {"id": "call_1", "name": "read", "args": {"path": "a.rs"}}},
                ]},
                {"role": "user", "parts": [
                    {"functionResponse": {"id": "call_1", "name": "read", "response": {"output": "fn main() {}"}}},
                ]},
            ],
            "tools": [{"functionDeclarations": [
                {"name": "read", "description": "Reads a file.", "parametersJsonSchema": read().parameters},
            ]}],
            "toolConfig": {"functionCallingConfig": {"mode": "ANY"}},
            "generationConfig": {
                "maxOutputTokens": 512, "temperature": 0.2, "stopSequences": ["END"],
                "responseMimeType": "application/json", "responseJsonSchema": {"type": "object"},
            },
        })
    );
}

#[test]
fn ollama() {
    let wire =
        Protocol::Ollama.encode(&Endpoint { key: String::new(), ..at("http://localhost:11434") }, &full());
    assert_eq!(wire.url, "http://localhost:11434/api/chat");
    assert_eq!(header(&wire, "authorization"), None);
    assert_eq!(
        *body(&wire),
        json!({
            "model": "a-model",
            "stream": true,
            "messages": [
                {"role": "system", "content": "Be brief.\n\nBe kind."},
                {"role": "user", "content": "What is this?", "images": ["AAAA"]},
                {"role": "assistant", "content": "I look.", "tool_calls": [
                    {"id": "call_1", "function": {"name": "read", "arguments": {"path": "a.rs"}}},
                ]},
                {"role": "tool", "tool_name": "read", "tool_call_id": "call_1", "content": "fn main() {}"},
            ],
            "tools": [{"type": "function", "function": {
                "name": "read", "description": "Reads a file.", "parameters": read().parameters,
            }}],
            "format": {"type": "object"},
            "options": {"num_predict": 512, "temperature": 0.2, "stop": ["END"]},
        })
    );
}

#[test]
fn effort_is_said_in_the_words_of_each() {
    let say = |protocol: Protocol, base: &str, model: &str, effort: Effort| {
        let request = Request { model: model.into(), effort: Some(effort), ..Request::default() };
        body(&protocol.encode(&at(base), &request)).clone()
    };
    let openai = "https://api.openai.com/v1";
    assert_eq!(say(Protocol::OpenaiChat, openai, "gpt-5.4", Effort::Off)["reasoning_effort"], "none");
    assert_eq!(say(Protocol::OpenaiChat, openai, "gpt-5-mini", Effort::Off)["reasoning_effort"], "minimal");
    assert_eq!(say(Protocol::OpenaiChat, openai, "gpt-4o", Effort::High).get("reasoning_effort"), None);
    assert_eq!(
        say(Protocol::OpenaiResponses, openai, "gpt-5.4", Effort::High)["reasoning"],
        json!({"effort": "high", "summary": "auto"})
    );
    let deepseek = say(Protocol::OpenaiChat, "https://api.deepseek.com", "deepseek-v4-pro", Effort::Off);
    assert_eq!(deepseek["thinking"], json!({"type": "disabled"}));
    let router = say(Protocol::OpenaiChat, "https://openrouter.ai/api/v1", "x/y", Effort::Medium);
    assert_eq!(router["reasoning"], json!({"effort": "medium"}));
    let local = say(Protocol::OpenaiChat, "http://127.0.0.1:8080/v1", "qwen3", Effort::Off);
    assert_eq!(local["chat_template_kwargs"], json!({"enable_thinking": false}));
    let claude = "https://api.anthropic.com";
    let old = say(Protocol::Anthropic, claude, "claude-sonnet-4-5-20250929", Effort::Medium);
    assert_eq!(old["thinking"], json!({"type": "enabled", "budget_tokens": 8192}));
    let new = say(Protocol::Anthropic, claude, "claude-sonnet-5", Effort::Medium);
    assert_eq!(new["thinking"]["type"], "adaptive");
    assert_eq!(new["output_config"], json!({"effort": "medium"}));
    assert_eq!(
        say(Protocol::Anthropic, claude, "claude-3-5-haiku-latest", Effort::High).get("thinking"),
        None
    );
    let google = "https://generativelanguage.googleapis.com/v1beta";
    let config =
        |model: &str, effort| say(Protocol::Gemini, google, model, effort)["generationConfig"].clone();
    assert_eq!(config("gemini-2.5-flash", Effort::Off)["thinkingConfig"]["thinkingBudget"], 0);
    assert_eq!(config("gemini-3-flash-preview", Effort::High)["thinkingConfig"]["thinkingLevel"], "high");
    assert_eq!(config("gemini-2.0-flash", Effort::High), Value::Null);
    let ollama = "http://localhost:11434";
    assert_eq!(say(Protocol::Ollama, ollama, "qwen3:4b", Effort::Off)["think"], false);
    assert_eq!(say(Protocol::Ollama, ollama, "gpt-oss:20b", Effort::Medium)["think"], "medium");
    assert_eq!(
        say(Protocol::Mistral, "https://api.mistral.ai/v1", "m", Effort::Low)["reasoning_effort"],
        "high"
    );
}

#[test]
fn keys_of_the_user_win_and_null_takes_away() {
    let extra =
        json!({"stream_options": null, "temperature": 1, "seed": 7, "response_format": {"type": "text"}});
    let request = Request { extra: extra.as_object().cloned().expect("an object"), ..full() };
    let wire = Protocol::OpenaiChat.encode(&at("https://api.openai.com/v1"), &request);
    assert!(body(&wire).get("stream_options").is_none());
    assert_eq!(body(&wire)["temperature"], 1);
    assert_eq!(body(&wire)["seed"], 7);
    assert_eq!(body(&wire)["response_format"]["type"], "text");
}

/// Recorded conversations go back as they came: what was answered is read, put together, and written again; it must
/// be what the recording's next request sent.
#[test]
fn answers_go_back_as_recorded() {
    let Some(rows) = rows() else { return };
    let mut seen = Vec::new();
    for row in &rows {
        let (Some(protocol), Some((name, number))) = (row.ours(), row.name.rsplit_once('#')) else {
            continue;
        };
        let next = format!("{name}#{}", number.parse::<u32>().expect("a number") + 1);
        let Some(sent) = rows.iter().find(|row| row.name == next).and_then(|row| row.request.as_ref()) else {
            continue;
        };
        if row.kind() != "message" {
            continue;
        }
        let mut decoder = protocol.decoder(row.expect["stream"] == true);
        let (mut events, mut assembler) = (Vec::new(), Assembler::new());
        decoder.feed(row.body(), &mut events);
        decoder.end(&mut events);
        events.iter().for_each(|event| assembler.push(event));
        let answer = assembler.finish();
        let base = match row.provider.as_str() {
            "openrouter" => "https://openrouter.ai/api/v1",
            "deepseek" => "https://api.deepseek.com",
            "openai" => "https://api.openai.com/v1",
            "groq" => "https://api.groq.com/openai/v1",
            _ => "https://example.org/v1",
        };
        let request = Request { messages: vec![answer.message()], ..Request::default() };
        let ours = protocol.encode(&at(base), &request);
        let (ours, theirs) = (shape(protocol, body(&ours)), shape(protocol, &sent["body"]));
        // Some recordings start a new conversation, or do not send back what need not be.
        if ours.is_empty() || theirs.is_empty() {
            continue;
        }
        for said in &ours {
            // Thinking need not have been sent back, calls must.
            if said.0 == "call" || theirs.iter().any(|their| their.0 == said.0) {
                assert!(theirs.contains(said), "{}: {said:?} was sent as {theirs:?}", row.name);
                seen.push((row.provider.clone(), said.0));
            }
        }
    }
    seen.sort();
    seen.dedup();
    let has = |provider: &str, what: &str| seen.iter().any(|(p, w)| p == provider && *w == what);
    for provider in
        ["chatgpt", "deepseek", "gemini", "groq", "llamacpp", "mistral", "ollama", "venice", "xai"]
    {
        assert!(has(provider, "call"), "no call of {provider} went back: {seen:?}");
    }
    assert!(has("openrouter", "details"), "{seen:?}");
    assert!(has("deepseek", "thinking"), "{seen:?}");
    assert!(has("gemini", "signature"), "{seen:?}");
    assert!(has("openai", "encrypted") || has("copilot", "encrypted"), "{seen:?}");
}

/// The calls and the thinking of a body, in a form to be compared.
fn shape(protocol: Protocol, body: &Value) -> Vec<(&'static str, String)> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let parsed = |text: &Value| match text {
        Value::String(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        other => other.clone(),
    };
    let mut all = Vec::new();
    match protocol {
        Protocol::OpenaiResponses => {
            for item in list(&body["input"]) {
                match item["type"].as_str() {
                    Some("function_call") => {
                        let arguments = parsed(&item["arguments"]);
                        all.push(("call", format!("{} {} {arguments}", item["call_id"], item["name"])));
                    }
                    Some("reasoning") if item.get("encrypted_content").is_some() => {
                        all.push(("encrypted", format!("{} {}", item["id"], item["encrypted_content"])));
                    }
                    _ => {}
                }
            }
        }
        Protocol::Gemini => {
            for part in list(&body["contents"]).iter().flat_map(|content| list(&content["parts"])) {
                if let Some(call) = part.get("functionCall") {
                    all.push(("call", format!("{} {}", call["name"], call["args"])));
                    if let Some(signature) = part.get("thoughtSignature") {
                        all.push(("signature", signature.to_string()));
                    }
                }
            }
        }
        _ => {
            for message in list(&body["messages"]).iter().filter(|message| message["role"] == "assistant") {
                for call in list(&message["tool_calls"]) {
                    let arguments = parsed(&call["function"]["arguments"]);
                    let id = if protocol == Protocol::Ollama { &Value::Null } else { &call["id"] };
                    all.push(("call", format!("{id} {} {arguments}", call["function"]["name"])));
                }
                for detail in list(&message["reasoning_details"]) {
                    all.push((
                        "details",
                        format!("{} {} {}", detail["text"], detail["signature"], detail["data"]),
                    ));
                }
                if let Some(thinking) = message.get("reasoning_content") {
                    all.push(("thinking", thinking.to_string()));
                }
            }
        }
    }
    all
}

#[test]
fn opaque_thinking_of_anthropic_goes_back_unchanged() {
    let parts = vec![
        Part::Reasoning { text: "Hm.".into(), opaque: Some((OpaqueKind::Signature, "sig".into())), id: None },
        Part::Reasoning {
            text: String::new(),
            opaque: Some((OpaqueKind::Encrypted, "enc".into())),
            id: None,
        },
        Part::Reasoning { text: "unsigned".into(), opaque: None, id: None },
        Part::text("Yes."),
    ];
    let request = Request { messages: vec![Message { role: Role::Assistant, parts }], ..Request::default() };
    let wire = Protocol::Anthropic.encode(&at("https://api.anthropic.com/v1"), &request);
    assert_eq!(
        body(&wire)["messages"][0]["content"],
        json!([
            {"type": "thinking", "thinking": "Hm.", "signature": "sig"},
            {"type": "redacted_thinking", "data": "enc"},
            {"type": "text", "text": "Yes."},
        ])
    );
}

#[test]
fn headers_of_the_user_replace_ours_and_the_key_is_not_shown() {
    let endpoint =
        Endpoint { headers: vec![("Authorization".into(), "Basic x".into())], ..at("https://h/v1") };
    let wire = Protocol::OpenaiChat.encode(&endpoint, &full());
    assert_eq!(wire.headers.iter().filter(|(name, _)| name == "authorization").count(), 1);
    assert_eq!(header(&wire, "authorization"), Some("Basic x"));
    assert!(!format!("{endpoint:?}").contains("secret"));
}
