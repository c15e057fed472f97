//! Which key of which format is which field of a persona, and how a key is read and written. Keys that are in no
//! table are kept under the name of the format.

use justbuilt_store::records::types::ModelChoice;
use serde_json::{Map, Value};

use super::{Document, Format, MarkupError, Node, Persona, Step, listed, object};

/// A field that other formats have a key for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Slug,
    Name,
    Description,
    When,
    Background,
    Instructions,
    Model,
    Asks,
    Applies,
    Always,
}

/// The keys of a format. The text below front matter is no key.
pub fn table(format: Format) -> &'static [(&'static str, Field)] {
    match format {
        Format::Claude | Format::Copilot => &[
            ("name", Field::Name),
            ("description", Field::Description),
            ("tools", Field::Asks),
            ("model", Field::Model),
        ],
        Format::Cursor => {
            &[("description", Field::Description), ("globs", Field::Applies), ("alwaysApply", Field::Always)]
        }
        Format::Roo => &[
            ("slug", Field::Slug),
            ("name", Field::Name),
            ("description", Field::Description),
            ("roleDefinition", Field::Background),
            ("whenToUse", Field::When),
            ("customInstructions", Field::Instructions),
            ("groups", Field::Asks),
        ],
        Format::Crew => &[
            ("role", Field::Name),
            ("goal", Field::Description),
            ("backstory", Field::Background),
            ("llm", Field::Model),
            ("tools", Field::Asks),
        ],
        Format::Card | Format::CardPng => &[
            ("name", Field::Name),
            ("creator_notes", Field::Description),
            ("description", Field::Background),
            ("system_prompt", Field::Instructions),
        ],
        Format::Own => &[],
    }
}

/// The key for what a format cannot say.
const OURS: &str = "justbuilt";

/// The kind of thing that the keys of both forms of a card are kept under.
fn kept_under(format: Format) -> &'static str {
    if format == Format::CardPng { Format::Card.name() } else { format.name() }
}

/// Reads a persona at a node.
pub fn read(
    format: Format,
    document: &Document,
    node: &Node,
    body: Option<&str>,
    fallback: &str,
) -> Result<Persona, MarkupError> {
    if !matches!(node.data, crate::markup::Data::Mapping { .. }) {
        return Err(document.error(node.span.start, "a persona is a mapping of keys, and this is none"));
    }
    let mut persona = Persona::default();
    if let Some(ours) = node.get(OURS) {
        let parsed = serde_json::from_value(ours.value());
        persona =
            parsed.map_err(|error| document.error(ours.span.start, format!("under {OURS}: {error}")))?;
    }
    let mut extra = Map::new();
    for entry in node.entries() {
        let field = table(format).iter().find(|(key, _)| *key == entry.key).map(|(_, field)| *field);
        match field {
            Some(field) => assign(&mut persona, field, &entry.value, format)
                .map_err(|what| document.error(entry.key_span.start, format!("{}: {what}", entry.key)))?,
            None if entry.key == OURS => {}
            None => {
                extra.insert(entry.key.clone(), entry.value.value());
            }
        }
    }
    if let Some(body) = body {
        persona.instructions = body.to_owned();
    }
    if persona.name.is_empty() {
        persona.name = fallback.to_owned();
    }
    if persona.slug.is_empty() {
        let name = if format == Format::Crew { fallback } else { &persona.name };
        persona.slug = super::super::slug(name);
    }
    if !extra.is_empty() {
        persona.extra.insert(kept_under(format).to_owned(), Value::Object(extra));
    }
    Ok(persona)
}

fn assign(persona: &mut Persona, field: Field, node: &Node, format: Format) -> Result<(), &'static str> {
    let text = || node.text().map(str::to_owned).ok_or("a text is expected here");
    match field {
        Field::Slug => persona.slug = text()?,
        Field::Name => persona.name = text()?.trim().to_owned(),
        Field::Description => persona.description = text()?,
        Field::When => persona.when = text()?,
        Field::Background => persona.background = text()?,
        Field::Instructions => persona.instructions = text()?,
        Field::Model => {
            // Copilot takes a list of models, the first that is there.
            let first = node.items().first().unwrap_or(node);
            let model = first.text().unwrap_or_default().trim();
            persona.model = (!model.is_empty() && model != "inherit").then(|| choice(model, format));
        }
        Field::Asks => persona.asks = listed(node),
        Field::Applies => persona.applies = listed(node),
        Field::Always => {
            persona.always = match node.value() {
                Value::Bool(always) => always,
                Value::Null => false,
                _ => return Err("true or false is expected here"),
            }
        }
    }
    Ok(())
}

fn choice(model: &str, format: Format) -> ModelChoice {
    let (provider, model) = match model.split_once('/') {
        Some((provider, model)) => (provider, model),
        None if format == Format::Claude => ("anthropic", model),
        None => ("", model),
    };
    ModelChoice { provider: provider.to_owned(), model: model.to_owned() }
}

/// What a field says, in JSON; null for nothing.
fn view(persona: &Persona, field: Field, format: Format) -> Value {
    let text = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
    let list = |list: &[String]| if list.is_empty() { Value::Null } else { Value::from(list.to_vec()) };
    match field {
        Field::Slug => text(&persona.slug),
        Field::Name => text(&persona.name),
        Field::Description => text(&persona.description),
        Field::When => text(&persona.when),
        Field::Background => text(&persona.background),
        Field::Instructions => text(&persona.instructions),
        Field::Model => match &persona.model {
            None => Value::Null,
            Some(choice) if format == Format::Claude && choice.provider == "anthropic" => text(&choice.model),
            Some(choice) => Value::from(super::super::model_text(choice)),
        },
        Field::Asks => list(&persona.asks),
        Field::Applies => list(&persona.applies),
        Field::Always => {
            if persona.always {
                Value::Bool(true)
            } else {
                Value::Null
            }
        }
    }
}

/// What a format has no key for.
fn ours(persona: &Persona, format: Format) -> Map<String, Value> {
    let mut rest = persona.clone();
    rest.extra.remove(kept_under(format));
    if matches!(format, Format::Claude | Format::Copilot | Format::Cursor) {
        rest.instructions.clear();
    }
    // A slug that follows from what is written is not written twice.
    rest.slug.clear();
    for (_, field) in table(format) {
        match field {
            Field::Slug => {}
            Field::Name => rest.name.clear(),
            Field::Description => rest.description.clear(),
            Field::When => rest.when.clear(),
            Field::Background => rest.background.clear(),
            Field::Instructions => rest.instructions.clear(),
            Field::Model => rest.model = None,
            Field::Asks => rest.asks.clear(),
            Field::Applies => rest.applies.clear(),
            Field::Always => rest.always = false,
        }
    }
    if format == Format::Cursor {
        // The file's name says it.
        rest.name.clear();
    }
    let empty = object(serde_json::to_value(Persona::default()).unwrap_or_default());
    let mut rest = object(serde_json::to_value(rest).unwrap_or_default());
    rest.retain(|key, value| empty.get(key) != Some(value));
    rest
}

/// Writes what differs between `old` and `new` at a path.
pub fn write(
    format: Format,
    document: &mut Document,
    path: &[Step<'_>],
    old: &Persona,
    new: &Persona,
) -> Result<(), MarkupError> {
    for (key, field) in table(format) {
        let (before, after) = (view(old, *field, format), view(new, *field, format));
        if before != after {
            let step: Vec<Step<'_>> = path.iter().copied().chain([Step::Key(key)]).collect();
            let value = shaped(after, *field, format, document.at(&step));
            put(document, &step, value)?;
        }
    }
    let extra =
        |persona: &Persona| persona.extra.get(kept_under(format)).cloned().map(object).unwrap_or_default();
    let (before, after) = (extra(old), extra(new));
    for key in before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))) {
        if before.get(key) != after.get(key) {
            let step: Vec<Step<'_>> = path.iter().copied().chain([Step::Key(key)]).collect();
            match after.get(key) {
                Some(value) => document.set(&step, value)?,
                None => document.remove(&step)?,
            }
        }
    }
    let (before, after) = (ours(old, format), ours(new, format));
    if before != after {
        let step: Vec<Step<'_>> = path.iter().copied().chain([Step::Key(OURS)]).collect();
        put(document, &step, if after.is_empty() { Value::Null } else { Value::Object(after) })?;
    }
    let below = matches!(format, Format::Claude | Format::Copilot | Format::Cursor);
    if below && old.instructions != new.instructions {
        document.set_body(&new.instructions);
    }
    Ok(())
}

/// Puts a value, or takes the key away when there is nothing to say.
fn put(document: &mut Document, step: &[Step<'_>], value: Value) -> Result<(), MarkupError> {
    if value.is_null() { document.remove(step) } else { document.set(step, &value) }
}

/// A value in the form that the key has, or that its program expects.
fn shaped(value: Value, field: Field, format: Format, node: Option<&Node>) -> Value {
    match (field, &value) {
        (Field::Asks | Field::Applies, Value::Array(list)) => {
            let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            let as_text = match node {
                Some(node) => node.text().is_some_and(|text| !text.is_empty()),
                None => matches!(format, Format::Claude | Format::Cursor),
            };
            if as_text {
                return Value::from(words.join(", "));
            }
            // Items that say more than a word (Roo's groups) stay as they are.
            let items = node.map(Node::items).unwrap_or_default();
            let item = |word: &&str| {
                let old = items.iter().find(|item| item.items().first().and_then(Node::text) == Some(*word));
                old.map_or_else(|| Value::from(*word), Node::value)
            };
            words.iter().map(item).collect()
        }
        (Field::Always, Value::Null) if node.is_some() => Value::Bool(false),
        (Field::Name, Value::String(name))
            if node.and_then(Node::text).is_some_and(|old| old.ends_with('\n')) =>
        {
            Value::from(format!("{name}\n"))
        }
        _ => value,
    }
}
