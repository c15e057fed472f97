//! Text in quotes that is put together from pieces (`"ghp_" + "…"`), read as the one string it makes. Only what is
//! near such a join is read again.

use std::ops::Range;

/// Bytes before and behind the joins that are read with them.
const AROUND: usize = 400;

/// A part of a text with the joins taken out.
pub(super) struct Joined {
    pub text: String,
    /// (offset in `text`, offset in the original) from which on both go on together; in order.
    parts: Vec<(usize, usize)>,
}

impl Joined {
    /// All parts of `text` that have joins.
    pub fn all(text: &str) -> Vec<Joined> {
        let mut out = Vec::new();
        let mut near: Vec<Range<usize>> = Vec::new();
        for join in joins(text.as_bytes()) {
            if near.last().is_some_and(|last| join.start > last.end.saturating_add(AROUND)) {
                out.push(Joined::new(text, &near));
                near.clear();
            }
            near.push(join);
        }
        if !near.is_empty() {
            out.push(Joined::new(text, &near));
        }
        out
    }

    fn new(text: &str, joins: &[Range<usize>]) -> Joined {
        let first = joins.first().map_or(0, |join| join.start);
        let last = joins.last().map_or(0, |join| join.end);
        let mut at = first.saturating_sub(AROUND);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let mut end = last.saturating_add(AROUND).min(text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let mut joined = Joined { text: String::new(), parts: Vec::new() };
        for join in joins {
            joined.push(text, at..join.start);
            at = join.end;
        }
        joined.push(text, at..end);
        joined
    }

    fn push(&mut self, text: &str, range: Range<usize>) {
        self.parts.push((self.text.len(), range.start));
        self.text.push_str(text.get(range).unwrap_or_default());
    }

    /// Where a range of the joined text is in the original, if a join is within it; others are found anyway.
    pub fn original(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let part = |offset: usize| self.parts.partition_point(|(start, _)| *start <= offset).checked_sub(1);
        let (first, last) = (part(range.start)?, part(range.end.checked_sub(1)?)?);
        if first == last {
            return None;
        }
        let shift = |index: usize, offset: usize| {
            self.parts.get(index).map(|(joined, original)| offset - joined + original)
        };
        Some(shift(first, range.start)?..shift(last, range.end)?)
    }
}

/// The joins: from the quote that ends a piece to the one that starts the next, both included. Only between
/// characters that a secret may have.
fn joins(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(found) = next_quote(bytes.get(from..)?) {
            let start = from + found;
            from = start + 1;
            let before = start.checked_sub(1).and_then(|at| bytes.get(at)).copied().unwrap_or(b' ');
            if !of_secret(before) {
                continue;
            }
            if let Some(end) = join_end(bytes, start) {
                from = end;
                return Some(start..end);
            }
        }
        None
    })
}

fn next_quote(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| matches!(byte, b'"' | b'\'' | b'`'))
}

fn of_secret(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'\'' | b'`' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | b'\\')
}

fn join_end(bytes: &[u8], start: usize) -> Option<usize> {
    let space = |mut at: usize| {
        let from = at;
        while at - from < 120 && bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    };
    let quote = bytes.get(start)?;
    let mut at = space(start + 1);
    // One of `+`, `.`, `..`, `&`, `\`, `<>`, `++`, `||`, or nothing at all.
    let operator = at;
    while at - operator < 2 && matches!(bytes.get(at)?, b'+' | b'.' | b'&' | b'\\' | b'<' | b'>' | b'|') {
        at += 1;
    }
    at = space(at);
    // A quote at once after a quote is an escaped quote, or an empty string.
    let next = bytes.get(at)?;
    (next == quote && at > start + 1 && of_secret(*bytes.get(at + 1)?)).then_some(at + 1)
}
