//! What requests to all providers have in common: addresses, headers, and the keys that the user adds to a body.

use serde_json::{Map, Value, json};

use super::{Endpoint, Wire};
use crate::event::Arguments;
use crate::request::Tool;

/// In which header the key goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Key {
    /// `authorization: Bearer …`
    Bearer,
    /// A header of the provider's own.
    Header(&'static str),
}

/// `base/path`.
pub(super) fn joined(base: &str, path: &str) -> String {
    format!("{}/{path}", base.trim_end_matches('/'))
}

/// `base/version/path`, or `base/path` where the base ends with a version (`v1`, `v1beta`) already.
pub(super) fn versioned(base: &str, version: &str, path: &str) -> String {
    let base = base.trim_end_matches('/');
    let last = base.rsplit('/').next().unwrap_or_default();
    let has = last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if has { format!("{base}/{path}") } else { format!("{base}/{version}/{path}") }
}

/// A request with a body.
pub(super) fn post(url: String, endpoint: &Endpoint, key: Key, stream: bool, body: Value) -> Wire {
    let mut wire = get(url, endpoint, key);
    set(&mut wire.headers, "content-type", "application/json");
    set(&mut wire.headers, "accept", if stream { "text/event-stream" } else { "application/json" });
    for (name, value) in &endpoint.headers {
        set(&mut wire.headers, &name.to_ascii_lowercase(), value);
    }
    wire.body = Some(body);
    wire
}

/// A request without one.
pub(super) fn get(url: String, endpoint: &Endpoint, key: Key) -> Wire {
    let mut headers = Vec::new();
    if !endpoint.key.is_empty() {
        match key {
            Key::Bearer => set(&mut headers, "authorization", &format!("Bearer {}", endpoint.key)),
            Key::Header(name) => set(&mut headers, name, &endpoint.key),
        }
    }
    set(&mut headers, "accept", "application/json");
    for (name, value) in &endpoint.headers {
        set(&mut headers, &name.to_ascii_lowercase(), value);
    }
    Wire { url, headers, body: None }
}

/// Sets a header, in the place of one of the same name.
pub(super) fn set(headers: &mut Vec<(String, String)>, name: &str, value: &str) {
    headers.retain(|(known, _)| known != name);
    headers.push((name.to_owned(), value.to_owned()));
}

/// Puts the user's own keys into a body, as a merge patch: objects are merged, `null` takes a key away, all else
/// replaces ours (<https://www.rfc-editor.org/rfc/rfc7396>).
pub(super) fn merge(body: &mut Map<String, Value>, extra: &Map<String, Value>) {
    for (key, value) in extra {
        match value {
            Value::Null => {
                body.remove(key);
            }
            Value::Object(inner) => {
                let slot = body.entry(key.clone()).or_insert_with(|| Value::Object(Map::new()));
                if !slot.is_object() {
                    *slot = Value::Object(Map::new());
                }
                if let Value::Object(slot) = slot {
                    merge(slot, inner);
                }
            }
            value => {
                body.insert(key.clone(), value.clone());
            }
        }
    }
}

/// A tool's schema; a tool without arguments has one too.
pub(super) fn parameters(tool: &Tool) -> Value {
    match &tool.parameters {
        Value::Object(schema) if schema.contains_key("type") || schema.contains_key("$ref") => {
            tool.parameters.clone()
        }
        Value::Object(schema) if !schema.is_empty() => {
            let mut schema = schema.clone();
            schema.insert("type".to_owned(), "object".into());
            Value::Object(schema)
        }
        _ => json!({"type": "object", "properties": {}}),
    }
}

/// The arguments of a call that is given back. What was no JSON is wrapped, for no provider takes it as it is.
pub(super) fn arguments(arguments: &Arguments) -> Value {
    match arguments {
        Arguments::Json(value) if value.is_object() => value.clone(),
        Arguments::Json(value) => json!({ "value": value }),
        Arguments::Invalid(text) => json!({ "invalid": text }),
    }
}

/// What a tool answered, where the protocol has no place for whether it failed.
pub(super) fn result(text: &str, is_error: bool) -> String {
    if is_error { format!("Error: {text}") } else { text.to_owned() }
}

/// A number as short as it was written: 0.2 as `f64` would be 0.20000000298023224.
pub(super) fn number(value: f32) -> Value {
    value.to_string().parse::<f64>().ok().map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests;
