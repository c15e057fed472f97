//! Reading JSON that may lack anything: every field beyond the payload is optional with some server or other.
//! Nothing about what the fields mean.

use serde_json::Value;

/// A field that is there and is not `null`.
pub(super) fn field<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.get(key).filter(|found| !found.is_null())
}

/// A string.
pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

/// A string that is not empty.
pub(super) fn some_text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    text(value, key).filter(|text| !text.is_empty())
}

/// A number that counts something; some servers write it with a point.
pub(super) fn count(value: &Value, key: &str) -> Option<u64> {
    let number = value.get(key)?;
    number.as_u64().or_else(|| number.as_f64().filter(|n| *n >= 0.0 && *n < 9e15).map(|n| n as u64))
}

/// The elements of an array; none if there is none.
pub(super) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The first of these elements that is for us: several choices are told apart by `index`.
pub(super) fn first<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    list(value, key).iter().find(|one| one.get("index").and_then(Value::as_u64).unwrap_or(0) == 0)
}

/// At most so many characters, for a message.
pub(super) fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}
