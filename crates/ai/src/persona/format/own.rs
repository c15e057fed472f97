//! Our own file of a persona: front matter with `persona: 1` and the fields by their names, instructions below.

use serde_json::{Map, Value};

use super::{Document, MarkupError, Persona, Step, object};

/// The keys in the order in which a new file has them.
const KEYS: [&str; 16] = [
    "slug",
    "name",
    "avatar",
    "description",
    "when",
    "background",
    "traits",
    "expertise",
    "style",
    "model",
    "parameters",
    "rights",
    "asks",
    "applies",
    "always",
    "extra",
];
/// Where keys that are not ours are kept.
const OTHER: &str = "justbuilt";

/// Reads it; the name of the file is the slug where none is given.
pub fn read(document: &Document, stem: &str) -> Result<Persona, MarkupError> {
    let mut fields = Map::new();
    let mut other = Map::new();
    for entry in document.root().entries() {
        let value = entry.value.value();
        if KEYS.contains(&entry.key.as_str()) {
            let value = if entry.key == "model" { model(&value) } else { value };
            let alone = Value::Object(Map::from_iter([(entry.key.clone(), value.clone())]));
            serde_json::from_value::<Persona>(alone)
                .map_err(|error| document.error(entry.key_span.start, format!("{}: {error}", entry.key)))?;
            fields.insert(entry.key.clone(), value);
        } else if entry.key == "persona" {
            if value != 1 {
                let what = "persona: only version 1 of the format is known; update the program";
                return Err(document.error(entry.key_span.start, what));
            }
        } else {
            other.insert(entry.key.clone(), value);
        }
    }
    let mut persona: Persona = serde_json::from_value(Value::Object(fields))
        .map_err(|error| document.error(0, error.to_string()))?;
    persona.instructions = document.body().to_owned();
    if persona.slug.is_empty() {
        persona.slug = super::super::slug(if persona.name.is_empty() { stem } else { &persona.name });
    }
    if persona.name.is_empty() {
        persona.name = stem.to_owned();
    }
    if !other.is_empty() {
        persona.extra.insert(OTHER.to_owned(), Value::Object(other));
    }
    Ok(persona)
}

/// `provider/model` as the record has it.
fn model(value: &Value) -> Value {
    match value.as_str() {
        Some("") => Value::Null,
        Some(text) => {
            let (provider, model) = text.split_once('/').unwrap_or(("", text));
            serde_json::json!({"provider": provider, "model": model})
        }
        None => value.clone(),
    }
}

/// Writes what differs.
pub fn write(document: &mut Document, old: &Persona, new: &Persona) -> Result<(), MarkupError> {
    let (before, after) = (view(old), view(new));
    let nothing = view(&Persona::default());
    for key in KEYS {
        let (old, new) = (before.get(key), after.get(key));
        if old == new {
            continue;
        }
        match new.filter(|new| Some(*new) != nothing.get(key)) {
            // Keys of other programs may mean something by an empty value.
            Some(value) if key == "extra" => document.set(&[Step::Key(key)], value)?,
            Some(value) => document.set(&[Step::Key(key)], &pruned(value))?,
            None => document.remove(&[Step::Key(key)])?,
        }
    }
    let other = |persona: &Persona| persona.extra.get(OTHER).cloned().map(object).unwrap_or_default();
    let (before, after) = (other(old), other(new));
    for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
        match after.get(key) {
            same if same == before.get(key) => {}
            Some(value) => document.set(&[Step::Key(key)], value)?,
            None => document.remove(&[Step::Key(key)])?,
        }
    }
    if old.instructions != new.instructions {
        document.set_body(&new.instructions);
    }
    Ok(())
}

/// The fields in JSON, with the model as people write it.
fn view(persona: &Persona) -> Map<String, Value> {
    let mut map = object(serde_json::to_value(persona).unwrap_or_default());
    map.remove("instructions");
    if let Some(Value::Object(extra)) = map.get_mut("extra") {
        extra.remove(OTHER);
    }
    let model = persona.model.as_ref().map(super::super::model_text);
    map.insert("model".to_owned(), model.map_or(Value::Null, Value::from));
    map
}

/// Without what says nothing: a file that people read has no empty lists. Items of lists stay in their places.
fn pruned(value: &Value) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), pruned(value)))
                .filter(|(_, value)| !empty(value))
                .collect(),
        ),
        Value::Array(items) => items.iter().map(pruned).collect(),
        other => other.clone(),
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        // A limit of 0 is not the same as none.
        Value::Number(_) | Value::Bool(true) => false,
    }
}
