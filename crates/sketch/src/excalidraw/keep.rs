//! What an element's file said beyond what the scene knows, so that it is written again unharmed.
//!
//! Under [`KEPT`] in an element's properties lie the keys of the file that [`full`](super::element::full) would not
//! write, or would write otherwise (`1.0` for `1`, `draw` for `line`, a font of another number). When the element is
//! written, such a value counts as long as it still means what the element is: read once more, it gives the same. So
//! what the user changed is written anew, and all else stays as it came.
//!
//! Not here: what the keys mean.

use super::element::OURS;
use super::text::{SLANT, WEIGHT};
use crate::json::close;
use serde_json::{Map, Value};

/// The key of an element's, page's and sketch's properties that holds what Excalidraw's file said.
pub(super) const KEPT: &str = "excalidraw";
/// Keys that every element has, and this one had not.
const ABSENT: &str = "excalidraw-absent";

/// Keys that tell of an element's place among others; [`restore`] compares them with what was derived on reading.
pub(super) const STRUCTURE: [&str; 3] = ["groupIds", "frameId", "containerId"];
/// What the structure keys would have been on reading, where the file had others.
const DERIVED: &str = "excalidraw-derived";

/// Whether a file said this of an element in a way of its own, or did not say it.
pub(super) fn is_doubtful(properties: &Map<String, Value>, key: &str) -> bool {
    let absent = properties.get(ABSENT).and_then(Value::as_array);
    properties.get(KEPT).is_some_and(|kept| kept.get(key).is_some())
        || absent.is_some_and(|keys| keys.iter().any(|one| one.as_str() == Some(key)))
}

/// The properties of an element that was read from `original`, and that would be written as `fresh` now.
pub(super) fn keep(original: Map<String, Value>, fresh: &Map<String, Value>) -> Map<String, Value> {
    let mut absent = Vec::new();
    let mut derived = Map::new();
    for (key, value) in fresh {
        match original.get(key) {
            None => {
                absent.push(Value::from(key.clone()));
                if STRUCTURE.contains(&key.as_str()) {
                    derived.insert(key.clone(), value.clone());
                }
            }
            Some(said) if STRUCTURE.contains(&key.as_str()) && said != value => {
                derived.insert(key.clone(), value.clone());
            }
            Some(_) => {}
        }
    }
    let mut kept = original;
    kept.retain(|key, value| fresh.get(key) != Some(value));
    let mut properties = Map::new();
    if !absent.is_empty() {
        properties.insert(ABSENT.to_owned(), absent.into());
    }
    if !derived.is_empty() {
        properties.insert(DERIVED.to_owned(), derived.into());
    }
    properties.insert(KEPT.to_owned(), kept.into());
    properties
}

/// The object to write for an element that is `fresh` now and has these properties. `read_again` tells what would be
/// written for an object: `full(parse(object))`.
pub(super) fn restore(
    fresh: Map<String, Value>,
    properties: &Map<String, Value>,
    read_again: impl Fn(&Map<String, Value>) -> Map<String, Value>,
) -> Map<String, Value> {
    let Some(kept) = properties.get(KEPT).and_then(Value::as_object) else {
        return fresh;
    };
    let absent = properties.get(ABSENT).and_then(Value::as_array);
    let absent = |key: &str| absent.is_some_and(|keys| keys.iter().any(|one| one.as_str() == Some(key)));
    let derived = properties.get(DERIVED).and_then(Value::as_object);
    let is_doubtful = |key: &str| kept.contains_key(key) || absent(key);
    let again = if fresh.keys().any(|key| is_doubtful(key)) {
        let mut merged = fresh.clone();
        merged.extend(kept.iter().map(|(key, value)| (key.clone(), value.clone())));
        merged.retain(|key, _| !absent(key));
        read_again(&merged)
    } else {
        Map::new()
    };
    let still_true = |key: &str, value: &Value| {
        if STRUCTURE.contains(&key) {
            match derived.and_then(|derived| derived.get(key)) {
                Some(before) => before == value,
                None => kept.get(key).is_none_or(|said| said == value),
            }
        } else {
            again.get(key).is_some_and(|read| close(read, value))
        }
    };
    let ours = fresh.get(CUSTOM).and_then(|data| data.get(OURS)).and_then(Value::as_object).cloned();
    let is_text = fresh.get("type").and_then(Value::as_str) == Some("text");
    let mut out = fresh;
    let mut changed = false;
    let missing = properties.get(ABSENT).and_then(Value::as_array).into_iter().flatten();
    for key in missing.filter_map(Value::as_str).filter(|key| !kept.contains_key(*key)) {
        if out.get(key).is_some_and(|value| still_true(key, value)) {
            out.remove(key);
        }
    }
    for (key, said) in kept {
        match out.get(key) {
            Some(value) if !still_true(key, value) => changed = true,
            _ => {
                out.insert(key.clone(), said.clone());
            }
        }
    }
    mend_custom_data(&mut out, ours, is_text, kept);
    if changed {
        if let Some(version) = out.get("version").and_then(Value::as_u64) {
            out.insert("version".to_owned(), version.saturating_add(1).into());
        }
        // The newer of the two ways to say it wins in Excalidraw only when the older is gone.
        if out.get("roundness") == Some(&Value::Null) {
            out.remove("strokeSharpness");
        }
    }
    out
}

/// The key of what programs keep in an element.
const CUSTOM: &str = "customData";

/// Our part of `customData` is as it is now; the parts of others stay.
fn mend_custom_data(
    out: &mut Map<String, Value>,
    mut ours: Option<Map<String, Value>>,
    is_text: bool,
    kept: &Map<String, Value>,
) {
    let Some(Value::Object(kept)) = kept.get(CUSTOM) else { return };
    let mut both = kept.clone();
    if is_text {
        say_face(&mut both, &mut ours);
    }
    match ours.filter(|ours| !ours.is_empty()) {
        Some(ours) => both.insert(OURS.to_owned(), Value::Object(ours)),
        None => both.remove(OURS),
    };
    out.insert(CUSTOM.to_owned(), Value::Object(both));
}

/// Weight and slant stay where the file said them.
fn say_face(theirs: &mut Map<String, Value>, ours: &mut Option<Map<String, Value>>) {
    if let Some(weight) = theirs.get_mut(WEIGHT) {
        let now = ours.as_mut().and_then(|ours| ours.remove("weight")).unwrap_or_else(|| 400.into());
        if weight.as_u64().map(|weight| weight.clamp(100, 900)) != now.as_u64() {
            *weight = now;
        }
    }
    if let Some(slant) = theirs.get_mut(SLANT) {
        let now = ours.as_mut().and_then(|ours| ours.remove("italic")).is_some();
        if (slant.as_str() == Some("italic")) != now {
            *slant = if now { "italic" } else { "normal" }.into();
        }
    }
}
