//! Values written as YAML, in the style of what they replace where that can say them. What is written is read again
//! before it is used, so a style that would say something else is never chosen.

use serde_json::Value;

use super::{Data, Node, Style, yaml};

/// How what was there is written.
#[derive(Clone, Copy, Debug)]
pub struct Hint {
    /// Of a scalar, or of the first item of a list.
    pub style: Style,
    /// Of a list or mapping: in brackets. `None` where nothing was there.
    pub flow: Option<bool>,
}

impl Hint {
    /// For a value that is new.
    pub const NEW: Self = Self { style: Style::Plain, flow: None };
    /// For what no other style can say.
    pub const SAFE: Self = Self { style: Style::Double, flow: Some(true) };

    /// That of a node.
    pub fn of(node: &Node) -> Self {
        match &node.data {
            Data::Scalar { style, .. } => Self { style: *style, flow: None },
            Data::Sequence { items, flow } => {
                let style = match items.first().map(|item| &item.data) {
                    Some(Data::Scalar { style, .. }) => *style,
                    _ => Style::Plain,
                };
                Self { style, flow: Some(*flow && !items.is_empty()).filter(|_| !items.is_empty()) }
            }
            Data::Mapping { flow, .. } => Self { style: Style::Plain, flow: Some(*flow) },
        }
    }
}

/// A list in brackets is at most so wide, in characters, when nothing was there before.
const WIDTH: usize = 100;

/// What comes after the colon of a key that stands `indent` spaces from the left: begins with a space or a new line,
/// ends without one.
pub fn after_colon(value: &Value, indent: usize, hint: Hint) -> String {
    match value {
        Value::String(text) => format!(" {}", scalar(text, indent, hint.style, false)),
        Value::Array(items) if !items.is_empty() => {
            let simple = items.iter().all(|item| !item.is_array() && !item.is_object());
            let inline = flow(value, hint.style);
            if hint.flow == Some(true) || (hint.flow.is_none() && simple && inline.chars().count() <= WIDTH) {
                return format!(" {inline}");
            }
            let mut out = String::new();
            for item in items {
                push_line(&mut out, indent + 2, &format!("- {}", item_text(item, indent + 2, hint)));
            }
            out
        }
        Value::Object(map) if !map.is_empty() => {
            if hint.flow == Some(true) {
                return format!(" {}", flow(value, hint.style));
            }
            let mut out = String::new();
            for (name, value) in map {
                let line = format!("{}:{}", key(name), after_colon(value, indent + 2, Hint::NEW));
                push_line(&mut out, indent + 2, &line);
            }
            out
        }
        other => format!(" {other}"),
    }
}

/// A key, in quotes where it needs them.
pub fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && super::plain(name).is_string();
    if plain { name.to_owned() } else { Value::from(name).to_string() }
}

fn push_line(out: &mut String, indent: usize, line: &str) {
    out.push('\n');
    out.push_str(&" ".repeat(indent));
    out.push_str(line);
}

/// What comes after the dash of an item.
fn item_text(item: &Value, indent: usize, hint: Hint) -> String {
    match item {
        Value::String(text) => scalar(text, indent, hint.style, false),
        Value::Object(map) if !map.is_empty() => {
            let mut out = String::new();
            for (at, (name, value)) in map.iter().enumerate() {
                let line = format!("{}:{}", key(name), after_colon(value, indent + 2, Hint::NEW));
                if at == 0 { out.push_str(&line) } else { push_line(&mut out, indent + 2, &line) }
            }
            out
        }
        other => flow(other, hint.style),
    }
}

fn flow(value: &Value, style: Style) -> String {
    match value {
        Value::String(text) => scalar(text, 0, style, true),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| flow(item, style)).collect();
            format!("[{}]", items.join(", "))
        }
        other => other.to_string(),
    }
}

fn scalar(text: &str, indent: usize, style: Style, flow: bool) -> String {
    if style == Style::Raw && !flow && !text.contains(['\n', '\r']) && text == text.trim() && !text.is_empty()
    {
        return text.to_owned();
    }
    if style != Style::Double
        && !flow
        && text.contains('\n')
        && let Some(block) = literal(text, indent)
    {
        return block;
    }
    let single = || format!("'{}'", text.replace('\'', "''"));
    let double = || Value::from(text).to_string();
    let order = match style {
        Style::Double | Style::Json => [double(), single(), text.to_owned()],
        Style::Single => [single(), double(), text.to_owned()],
        _ => [text.to_owned(), double(), single()],
    };
    order.into_iter().find(|candidate| says(candidate, text, flow)).unwrap_or_else(double)
}

/// Whether `candidate` is read as `text`.
fn says(candidate: &str, text: &str, flow: bool) -> bool {
    let line = if flow { format!("k: [{candidate}, 1]\n") } else { format!("k: {candidate}\n") };
    let Ok(node) = yaml::parse(&line, 0..line.len()) else { return false };
    let Some(value) = node.get("k") else { return false };
    let found =
        if flow { (value.items().len() == 2).then(|| value.items().first()).flatten() } else { Some(value) };
    found.is_some_and(|node| node.value() == text) && node.entries().len() == 1
}

/// As a literal block, where one can say it.
fn literal(text: &str, indent: usize) -> Option<String> {
    let (content, mark) = match text.strip_suffix('\n') {
        Some(content) => (content, "|"),
        None => (text, "|-"),
    };
    let plain = !content.starts_with([' ', '\t', '\n'])
        && !content.is_empty()
        && !content.ends_with('\n')
        && content.chars().all(|c| c == '\n' || c == '\t' || (!c.is_control() && c != '\u{feff}'));
    if !plain {
        return None;
    }
    let mut out = mark.to_owned();
    for line in content.split('\n') {
        if line.is_empty() { out.push('\n') } else { push_line(&mut out, indent + 2, line) }
    }
    Some(out)
}
