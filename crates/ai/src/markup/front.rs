//! Markdown with front matter: keys between two lines of `---`, then text. The keys are read as YAML, and where they
//! are none (Cursor writes `globs: *.rs`), key by key, the rest of a line as it is.

use std::ops::Range;

use super::{Data, Entry, MarkupError, Node, Style, yaml};

/// Where the parts of a file are: the keys, and the text after them. Without front matter the keys are empty and
/// the text is all.
pub struct Parts {
    /// Between the two lines of dashes; `None` where there is none.
    pub header: Option<Range<usize>>,
    /// After the second line of dashes.
    pub body: Range<usize>,
}

/// Finds the parts.
///
/// # Errors
/// When front matter is opened and never closed.
pub fn split(text: &str) -> Result<Parts, MarkupError> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = lines(text, start..text.len());
    let none = Parts { header: None, body: start..text.len() };
    let Some(first) = lines.next() else { return Ok(none) };
    if !dashes(text, &first) {
        return Ok(none);
    }
    for line in lines {
        if dashes(text, &line) {
            return Ok(Parts { header: Some(first.end..line.start), body: line.end..text.len() });
        }
    }
    Err(MarkupError::at(text, start, "front matter is opened with --- and never closed: close it with ---"))
}

fn dashes(text: &str, line: &Range<usize>) -> bool {
    text.get(line.clone()).is_some_and(|line| line.trim_end() == "---")
}

/// The lines of a range, each with its ending.
pub fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        let rest = text.get(at..range.end).filter(|rest| !rest.is_empty())?;
        let length = rest.find('\n').map_or(rest.len(), |end| end + 1);
        at += length;
        Some(at - length..at)
    })
}

/// Reads the keys: as YAML where they are, else leniently.
///
/// # Errors
/// A line that belongs to no key.
pub fn parse(text: &str, header: Range<usize>) -> Result<Node, MarkupError> {
    match yaml::parse(text, header.clone()) {
        Ok(node @ Node { data: Data::Mapping { .. }, .. }) => Ok(node),
        Ok(node) if node.text().is_some_and(str::is_empty) => Ok(Node::mapping(header.start)),
        _ => lenient(text, header),
    }
}

fn lenient(text: &str, header: Range<usize>) -> Result<Node, MarkupError> {
    let mut parts: Vec<(Range<usize>, usize, Range<usize>)> = Vec::new();
    for line in lines(text, header.clone()) {
        let content = text.get(line.clone()).unwrap_or_default();
        if let Some(colon) = key_end(content) {
            parts.push((line.start..line.start + colon, line.start + colon + 1, line));
        } else if let Some(last) = parts.last_mut() {
            let aside = content.trim().is_empty() || content.starts_with('#');
            if !aside {
                last.2.end = line.end;
            }
        } else if !content.trim().is_empty() && !content.starts_with('#') {
            return Err(MarkupError::at(
                text,
                line.start,
                "this line of the front matter has no key: write `key: value`",
            ));
        }
    }
    let mut entries = Vec::new();
    for (key_span, after, whole) in parts {
        let key = text.get(key_span.clone()).unwrap_or_default().trim_matches(['"', '\'', ' ']).to_owned();
        let strict = yaml::parse(text, whole.clone()).ok().and_then(|node| match node.data {
            Data::Mapping { entries, .. } => {
                (entries.len() == 1).then(|| entries.into_iter().next()).flatten()
            }
            _ => None,
        });
        let value = strict.map_or_else(|| raw(text, after..whole.end), |entry| entry.value);
        entries.push(Entry { key, key_span, value });
    }
    let span = entries.first().map_or(header.start, |entry| entry.key_span.start)
        ..entries.last().map_or(header.start, |entry| entry.value.span.end);
    Ok(Node { span, data: Data::Mapping { entries, flow: false } })
}

/// The end of the key, where a line begins with one.
fn key_end(line: &str) -> Option<usize> {
    let colon = line.find(':')?;
    let key = line.get(..colon)?.trim_end();
    let after = line.get(colon + 1..)?;
    let word = key.trim_matches(['"', '\'']);
    let letters = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '));
    let starts = word.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (starts && letters && (after.trim().is_empty() || after.starts_with([' ', '\t']))).then_some(colon)
}

fn raw(text: &str, range: Range<usize>) -> Node {
    let content = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (content.len() - content.trim_start().len());
    let trimmed = content.trim();
    let quoted = trimmed.len() >= 2
        && ['"', '\''].iter().any(|quote| trimmed.starts_with(*quote) && trimmed.ends_with(*quote));
    let inner = if quoted { trimmed.get(1..trimmed.len() - 1).unwrap_or(trimmed) } else { trimmed };
    Node {
        span: start..start + trimmed.len(),
        data: Data::Scalar { text: inner.to_owned(), style: Style::Raw },
    }
}
