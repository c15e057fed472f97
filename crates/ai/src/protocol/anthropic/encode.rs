//! A request as Anthropic's Messages want it.

use serde_json::{Map, Value, json};

use crate::event::OpaqueKind;
use crate::protocol::{Endpoint, Wire, wire};
use crate::request::{Effort, Message, Part, Request, Role, Tool, ToolChoice};

/// The version of the protocol that this is.
const VERSION: &str = "2023-06-01";

/// How many places of a request can be marked for the cache.
const MARKS: usize = 4;

/// The smallest budget for thinking that is taken.
const LEAST_BUDGET: u32 = 1024;

/// Writes a request.
pub(in crate::protocol) fn encode(endpoint: &Endpoint, request: &Request) -> Wire {
    post(endpoint, "messages", request.stream, body(request))
}

/// A request to one of the addresses of this protocol.
pub(in crate::protocol) fn post(endpoint: &Endpoint, path: &str, stream: bool, body: Value) -> Wire {
    let url = wire::versioned(&endpoint.base_url, "v1", path);
    with_version(wire::post(url, endpoint, wire::Key::Header("x-api-key"), stream, body), endpoint)
}

/// Says which version of the protocol is spoken, and to whom.
pub(in crate::protocol) fn with_version(mut sent: Wire, endpoint: &Endpoint) -> Wire {
    if !sent.headers.iter().any(|(name, _)| name == "anthropic-version") {
        wire::set(&mut sent.headers, "anthropic-version", VERSION);
    }
    if endpoint.browser {
        wire::set(&mut sent.headers, "anthropic-dangerous-direct-browser-access", "true");
    }
    sent
}

/// The body alone.
pub(in crate::protocol) fn body(request: &Request) -> Value {
    let mut marks = Marks::of(request);
    let mut body = Map::new();
    let mut put = |key: &str, value: Value| {
        body.insert(key.to_owned(), value);
    };
    put("model", request.model.clone().into());
    let system: Vec<Value> = request.system.iter().filter_map(|part| block(part, &mut marks)).collect();
    if !system.is_empty() {
        put("system", Value::Array(system));
    }
    put("messages", request.messages.iter().filter_map(|said| message(said, &mut marks)).collect());
    if !request.tools.is_empty() {
        put("tools", request.tools.iter().map(tool).collect());
        match &request.tool_choice {
            ToolChoice::Auto => {}
            ToolChoice::None => put("tool_choice", json!({"type": "none"})),
            ToolChoice::Required => put("tool_choice", json!({"type": "any"})),
            ToolChoice::Named(name) => put("tool_choice", json!({"type": "tool", "name": name})),
        }
    }
    let thinking = Thinking::of(request);
    let mut output = Map::new();
    let mut most = request.max_output.unwrap_or_else(|| most_output(&request.model));
    match thinking {
        Thinking::Silent => {}
        Thinking::Off => put("thinking", json!({"type": "disabled"})),
        Thinking::Adaptive(word) => {
            put("thinking", json!({"type": "adaptive", "display": "summarized"}));
            output.insert("effort".to_owned(), word.into());
        }
        Thinking::Budget(budget) => {
            // The budget is a part of the limit: what is asked for as an answer must still fit.
            let budget =
                if most > LEAST_BUDGET { budget.min(most - 1).max(LEAST_BUDGET) } else { LEAST_BUDGET };
            if most <= LEAST_BUDGET {
                most = most.saturating_add(budget);
            }
            put("thinking", json!({"type": "enabled", "budget_tokens": budget}));
        }
    }
    put("max_tokens", most.into());
    // A model that thinks takes no temperature but its own.
    if let Some(temperature) = request.temperature
        && !matches!(thinking, Thinking::Adaptive(_) | Thinking::Budget(_))
    {
        put("temperature", wire::number(temperature));
    }
    if !request.stop.is_empty() {
        put("stop_sequences", request.stop.clone().into());
    }
    if let Some(schema) = &request.schema {
        output.insert("format".to_owned(), json!({"type": "json_schema", "schema": schema.schema}));
    }
    if !output.is_empty() {
        put("output_config", Value::Object(output));
    }
    if request.stream {
        put("stream", true.into());
    }
    wire::merge(&mut body, &request.extra);
    Value::Object(body)
}

/// How thinking is asked for: newer models choose for themselves, older ones are given a number of tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Thinking {
    /// Not spoken of.
    Silent,
    Off,
    Adaptive(&'static str),
    Budget(u32),
}

impl Thinking {
    fn of(request: &Request) -> Self {
        let Some(effort) = request.effort else { return Thinking::Silent };
        let version = version(&request.model);
        // A forced call and thinking exclude each other.
        let forced = matches!(request.tool_choice, ToolChoice::Required | ToolChoice::Named(_))
            && !request.tools.is_empty();
        match (effort, version) {
            (_, Some(version)) if version < (3, 7) => Thinking::Silent,
            (Effort::Off, _) => Thinking::Off,
            _ if forced => Thinking::Silent,
            (effort, Some(version)) if version >= (4, 6) => Thinking::Adaptive(match effort {
                Effort::High => "high",
                Effort::Medium => "medium",
                _ => "low",
            }),
            (effort, _) => Thinking::Budget(match effort {
                Effort::High => 24_576,
                Effort::Medium => 8192,
                _ => 2048,
            }),
        }
    }
}

/// The generation in a model's name: `claude-sonnet-4-5-20250929` is (4, 5), `claude-3-7-sonnet-latest` (3, 7).
fn version(model: &str) -> Option<(u32, u32)> {
    let (_, name) = model.split_once("claude")?;
    let mut numbers = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty() && part.len() <= 2)
        .filter_map(|part| part.parse::<u32>().ok());
    Some((numbers.next()?, numbers.next().unwrap_or(0)))
}

/// How much a model can write, for this protocol must be told a limit.
fn most_output(model: &str) -> u32 {
    match version(model) {
        Some((0..=2, _) | (3, 0..=4)) => 4096,
        Some((3, 5..=6)) => 8192,
        _ => 32_000,
    }
}

fn tool(tool: &Tool) -> Value {
    let mut told = json!({
        "name": tool.name,
        "description": tool.description,
        "input_schema": wire::parameters(tool),
    });
    if let (true, Some(told)) = (tool.strict, told.as_object_mut()) {
        told.insert("strict".to_owned(), true.into());
    }
    told
}

fn message(message: &Message, marks: &mut Marks) -> Option<Value> {
    let role = match message.role {
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    // What tools answered must come first.
    let is_result = |part: &&Part| matches!(part, Part::ToolResult { .. });
    let (first, rest): (Vec<&Part>, Vec<&Part>) = message.parts.iter().partition(is_result);
    let content: Vec<Value> = first.into_iter().chain(rest).filter_map(|part| block(part, marks)).collect();
    (!content.is_empty()).then(|| json!({"role": role, "content": content}))
}

fn block(part: &Part, marks: &mut Marks) -> Option<Value> {
    Some(match part {
        // An empty text is refused.
        Part::Text { text, .. } if text.is_empty() => return None,
        Part::Text { text, cache } => {
            let mut block = json!({"type": "text", "text": text});
            if let (true, Some(block)) = (*cache && marks.next(), block.as_object_mut()) {
                block.insert("cache_control".to_owned(), json!({"type": "ephemeral"}));
            }
            block
        }
        Part::Image { media_type, data } => {
            json!({"type": "image", "source": {"type": "base64", "media_type": media_type, "data": data}})
        }
        Part::Reasoning { text, opaque: Some((OpaqueKind::Signature, signature)), .. } => {
            json!({"type": "thinking", "thinking": text, "signature": signature})
        }
        Part::Reasoning { opaque: Some((OpaqueKind::Encrypted, data)), .. } => {
            json!({"type": "redacted_thinking", "data": data})
        }
        Part::Reasoning { opaque: Some((OpaqueKind::Details, data)), .. } => {
            serde_json::from_str(data).ok().filter(Value::is_object)?
        }
        // Thinking without a signature is refused.
        Part::Reasoning { opaque: None, .. } => return None,
        Part::ToolCall { id, name, arguments, .. } => {
            json!({"type": "tool_use", "id": id, "name": name, "input": wire::arguments(arguments)})
        }
        Part::ToolResult { id, text, is_error, .. } => {
            let mut block = json!({"type": "tool_result", "tool_use_id": id, "content": text});
            if let (true, Some(block)) = (*is_error, block.as_object_mut()) {
                block.insert("is_error".to_owned(), true.into());
            }
            block
        }
    })
}

/// Which of the marked places are kept: the first, since it changes least, and the last ones.
struct Marks {
    seen: usize,
    total: usize,
}

impl Marks {
    fn of(request: &Request) -> Self {
        let parts = request.system.iter().chain(request.messages.iter().flat_map(|message| &message.parts));
        let marked = |part: &&Part| matches!(part, Part::Text { text, cache: true } if !text.is_empty());
        Marks { seen: 0, total: parts.filter(marked).count() }
    }

    fn next(&mut self) -> bool {
        self.seen = self.seen.saturating_add(1);
        self.seen == 1 || self.seen.saturating_add(MARKS - 1) > self.total
    }
}
