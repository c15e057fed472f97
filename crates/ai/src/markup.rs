//! YAML and JSON with places: a tree that knows which bytes of the text each value came from, so that one key can be
//! changed and every other byte stays. Read leniently where other tools' files are written leniently. Not a general
//! YAML library: aliases are kept as they are written and never expanded.

use std::ops::Range;

use serde_json::{Map, Number, Value};

mod document;
mod emit;
mod front;
mod json;
mod yaml;

pub use document::{Document, Step};

/// Files larger than this are refused, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Values nested deeper than this are refused.
pub const MAX_DEPTH: usize = 64;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct MarkupError {
    /// From 1; 0 where a file has no lines.
    pub line: usize,
    /// What is wrong and what to do.
    pub what: String,
}

impl MarkupError {
    /// At an offset of `text`.
    pub(crate) fn at(text: &str, offset: usize, what: impl Into<String>) -> Self {
        let before = text.as_bytes().get(..offset.min(text.len())).unwrap_or_default();
        Self { line: 1 + before.iter().filter(|byte| **byte == b'\n').count(), what: what.into() }
    }
}

/// A value and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Bytes of the text, without what follows the value on its last line.
    pub span: Range<usize>,
    /// What it is.
    pub data: Data,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// Text, a number, a truth value or nothing.
    Scalar {
        /// What it says, without quotes and escapes.
        text: String,
        /// How it is written.
        style: Style,
    },
    /// A list.
    Sequence {
        /// Its items.
        items: Vec<Node>,
        /// In brackets.
        flow: bool,
    },
    /// Keys with values.
    Mapping {
        /// In the order of the text.
        entries: Vec<Entry>,
        /// In braces.
        flow: bool,
    },
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// Where it is.
    pub key_span: Range<usize>,
    /// Its value.
    pub value: Node,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|` or `>` and lines below.
    Block,
    /// Not YAML: the rest of the line, as a person meant it (`globs: *.rs, *.toml`).
    Raw,
    /// A word or number of JSON.
    Json,
}

impl Node {
    fn mapping(at: usize) -> Self {
        Self { span: at..at, data: Data::Mapping { entries: Vec::new(), flow: false } }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.data {
            Data::Sequence { items, .. } => items,
            _ => &[],
        }
    }

    /// The keys of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Mapping { entries, .. } => entries,
            _ => &[],
        }
    }

    /// The value of a key; of a key that is there twice, the last.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().rfind(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// What it says, by the rules of YAML's core schema (<https://yaml.org/spec/1.2.2/#103-core-schema>).
    pub fn value(&self) -> Value {
        match &self.data {
            Data::Scalar { text, style: Style::Plain | Style::Json } => plain(text),
            Data::Scalar { text, .. } => Value::String(text.clone()),
            Data::Sequence { items, .. } => items.iter().map(Node::value).collect(),
            Data::Mapping { entries, .. } => {
                let mut map = Map::new();
                for entry in entries {
                    map.insert(entry.key.clone(), entry.value.value());
                }
                Value::Object(map)
            }
        }
    }
}

/// What an unquoted word says.
fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.trim_start_matches(['-', '+']);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') || text.len() - digits.len() > 1 {
        return Value::String(text.to_owned());
    }
    let numeric = digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'));
    let number = match text.trim_start_matches('+').parse::<i64>() {
        Ok(number) => Some(Number::from(number)),
        Err(_) if numeric => text.parse::<f64>().ok().and_then(Number::from_f64),
        Err(_) => None,
    };
    number.map_or_else(|| Value::String(text.to_owned()), Value::Number)
}

#[cfg(test)]
mod tests;
