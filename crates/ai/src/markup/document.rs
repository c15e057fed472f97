//! A text with its tree. One key is changed at a time and nothing but its lines; the rest is the text as it came.

use std::ops::Range;

use serde_json::Value;

use super::emit::{self, Hint};
use super::{Data, Entry, MAX_BYTES, MarkupError, Node, Style, front, json, yaml};

/// One step into a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The value of a key.
    Key(&'a str),
    /// An item of a list, from 0.
    Item(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    Markdown,
    Yaml,
    Json,
}

/// A text and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    text: String,
    syntax: Syntax,
    header: Option<Range<usize>>,
    body: Range<usize>,
    root: Node,
}

impl Document {
    /// Markdown with front matter, or without.
    ///
    /// # Errors
    /// Front matter that is not closed, or a line of it that has no key.
    pub fn markdown(text: impl Into<String>) -> Result<Self, MarkupError> {
        Self::read(text.into(), Syntax::Markdown)
    }

    /// YAML.
    ///
    /// # Errors
    /// What is no YAML, with the line.
    pub fn yaml(text: impl Into<String>) -> Result<Self, MarkupError> {
        Self::read(text.into(), Syntax::Yaml)
    }

    /// JSON.
    ///
    /// # Errors
    /// What is no JSON, with the line.
    pub fn json(text: impl Into<String>) -> Result<Self, MarkupError> {
        Self::read(text.into(), Syntax::Json)
    }

    fn read(text: String, syntax: Syntax) -> Result<Self, MarkupError> {
        if text.len() > MAX_BYTES {
            let what = format!("the file has {} bytes; up to {MAX_BYTES} are read", text.len());
            return Err(MarkupError { line: 1, what });
        }
        let end = text.len();
        let (header, body, root) = match syntax {
            Syntax::Json => (None, end..end, json::parse(&text)?),
            Syntax::Yaml => {
                let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
                let root = yaml::parse(&text, start..end)?;
                (Some(start..end), end..end, root)
            }
            Syntax::Markdown => {
                let parts = front::split(&text)?;
                let root = match &parts.header {
                    Some(header) => front::parse(&text, header.clone())?,
                    None => Node::mapping(parts.body.start),
                };
                (parts.header, parts.body, root)
            }
        };
        Ok(Self { text, syntax, header, body, root })
    }

    /// The text, byte by byte.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// Whether Markdown has front matter.
    pub fn has_front_matter(&self) -> bool {
        self.header.is_some()
    }

    /// The text below the front matter of Markdown; empty for the rest.
    pub fn body(&self) -> &str {
        self.text.get(self.body.clone()).unwrap_or_default()
    }

    /// The line of an offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        MarkupError::at(&self.text, offset, "").line
    }

    /// An error at an offset.
    pub fn error(&self, offset: usize, what: impl Into<String>) -> MarkupError {
        MarkupError::at(&self.text, offset, what)
    }

    /// What is at a path.
    pub fn at(&self, path: &[Step<'_>]) -> Option<&Node> {
        path.iter().try_fold(&self.root, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Item(at) => node.items().get(*at),
        })
    }

    /// Puts another text below the front matter.
    pub fn set_body(&mut self, body: &str) {
        self.text.replace_range(self.body.clone(), body);
        self.body.end = self.body.start + body.len();
    }

    /// Puts a value at a path; the mapping that it is in must be there. Only the lines of this key change.
    ///
    /// # Errors
    /// When the path leads nowhere, or the value cannot be written so that it is read back as it is.
    pub fn set(&mut self, path: &[Step<'_>], value: &Value) -> Result<(), MarkupError> {
        let hint = self.at(path).map_or(Hint::NEW, Hint::of);
        let raw = hint.style == Style::Raw;
        for hint in [hint, Hint { style: Style::Plain, ..hint }, Hint::SAFE] {
            let Some(text) = self.with(path, value, hint) else { break };
            if let Ok(changed) = Self::read(text, self.syntax)
                && changed
                    .at(path)
                    .is_some_and(|node| node.value() == *value || (raw && same_text(node, value)))
                && changed.body() == self.body()
            {
                *self = changed;
                return Ok(());
            }
        }
        let line = self.at(path).map_or(1, |node| self.line(node.span.start));
        let name = path.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(*key),
            Step::Item(_) => None,
        });
        let what = format!("the key {} cannot be changed here; change it by hand", name.unwrap_or("?"));
        Err(MarkupError { line, what })
    }

    /// Takes a key away, with its lines.
    ///
    /// # Errors
    /// When the key stands in braces and cannot be taken out alone.
    pub fn remove(&mut self, path: &[Step<'_>]) -> Result<(), MarkupError> {
        let Some((Step::Key(key), parent)) = path.split_last() else { return Ok(()) };
        let Some(Data::Mapping { entries, flow }) = self.at(parent).map(|node| &node.data) else {
            return Ok(());
        };
        let Some(at) = entries.iter().rposition(|entry| entry.key == *key) else { return Ok(()) };
        let (before, entry, after) =
            (at.checked_sub(1).and_then(|at| entries.get(at)), entries.get(at), entries.get(at + 1));
        let Some(entry) = entry else { return Ok(()) };
        let range = if *flow {
            match (before, after) {
                (Some(before), _) => before.value.span.end..entry.value.span.end,
                (None, Some(after)) => entry.key_span.start..after.key_span.start,
                (None, None) => entry.key_span.start..entry.value.span.end,
            }
        } else {
            let start = entry.key_span.start;
            // A key beside the dash of an item leaves the dash to the key that follows.
            let starts_line =
                self.text.get(self.line_start(start)..start).is_some_and(|text| text.trim().is_empty());
            match after {
                Some(after) if !starts_line => start..after.key_span.start,
                _ => self.line_start(start)..self.line_end(entry.value.span.end.max(start)),
            }
        };
        let mut text = self.text.clone();
        text.replace_range(range, "");
        let changed = Self::read(text, self.syntax)?;
        if changed.at(path).is_some() {
            return Err(self.error(entry.key_span.start, format!("the key {key} is there twice")));
        }
        *self = changed;
        Ok(())
    }

    /// The text with a value put in.
    fn with(&self, path: &[Step<'_>], value: &Value, hint: Hint) -> Option<String> {
        let (last, parent) = path.split_last()?;
        let parent = self.at(parent)?;
        let mut text = self.text.clone();
        let Step::Key(key) = last else {
            let node = self.at(path)?;
            text.replace_range(node.span.clone(), &value.to_string());
            return Some(text);
        };
        let in_braces =
            self.syntax == Syntax::Json || matches!(parent.data, Data::Mapping { flow: true, .. });
        let found = parent.entries().iter().rfind(|entry| entry.key == *key);
        let (range, new) = match (found, in_braces) {
            (Some(entry), true) => (entry.value.span.clone(), value.to_string()),
            (Some(entry), false) => self.in_block(entry, value, hint)?,
            (None, true) => self.added_in_braces(parent, key, value)?,
            (None, false) => self.added(parent, key, value, hint),
        };
        let crlf = self.text.contains("\r\n");
        text.replace_range(range, &if crlf { new.replace('\n', "\r\n") } else { new });
        Some(text)
    }

    fn in_block(&self, entry: &Entry, value: &Value, hint: Hint) -> Option<(Range<usize>, String)> {
        let start = self.column(entry.key_span.start);
        let colon = self.text.get(entry.key_span.end..)?.find(':')? + entry.key_span.end + 1;
        let mut new = emit::after_colon(value, start, hint);
        let mut end = entry.value.span.end.max(colon);
        if new.contains('\n') {
            // A comment behind the old value would become part of the new one.
            end = self.line_end(end);
            new.push('\n');
        }
        Some((colon..end, new))
    }

    fn added(&self, parent: &Node, key: &str, value: &Value, hint: Hint) -> (Range<usize>, String) {
        let Some(first) = parent.entries().first() else {
            let line = format!("{}:{}\n", emit::key(key), emit::after_colon(value, 0, hint));
            return match &self.header {
                Some(header) => (header.start..header.start, line),
                None => (self.body.start..self.body.start, format!("---\n{line}---\n")),
            };
        };
        let indent = self.column(first.key_span.start);
        let end = parent
            .entries()
            .last()
            .map_or(parent.span.end, |last| last.value.span.end.max(last.key_span.end));
        let at = self.line_end(end);
        let open = if at > 0 && !self.text.get(..at).is_some_and(|before| before.ends_with('\n')) {
            "\n"
        } else {
            ""
        };
        let value = emit::after_colon(value, indent, hint);
        (at..at, format!("{open}{}{}:{value}\n", " ".repeat(indent), emit::key(key)))
    }

    fn added_in_braces(&self, parent: &Node, key: &str, value: &Value) -> Option<(Range<usize>, String)> {
        let pair = format!("{}: {value}", Value::from(key));
        let Some(last) = parent.entries().last() else {
            return matches!(parent.data, Data::Mapping { .. })
                .then(|| (parent.span.start + 1..parent.span.start + 1, pair));
        };
        let start = last.key_span.start;
        let lead = self.text.get(self.line_start(start)..start).unwrap_or_default();
        let at = last.value.span.end;
        let own_line = lead.chars().all(char::is_whitespace);
        let new = if own_line && start > 0 { format!(",\n{lead}{pair}") } else { format!(", {pair}") };
        Some((at..at, new))
    }

    fn line_start(&self, at: usize) -> usize {
        self.text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
    }

    /// After the line that `at` is on, its ending included.
    fn line_end(&self, at: usize) -> usize {
        self.text
            .get(at..)
            .and_then(|rest| rest.find('\n'))
            .map_or(self.text.len(), |newline| at + newline + 1)
    }

    fn column(&self, at: usize) -> usize {
        let line = self.text.get(self.line_start(at)..at).unwrap_or_default();
        line.trim_start_matches('\u{feff}').chars().count()
    }
}

fn same_text(node: &Node, value: &Value) -> bool {
    node.text().is_some() && node.text() == value.as_str()
}
