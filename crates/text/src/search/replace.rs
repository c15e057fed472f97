//! Replacement templates and replacing many matches in one transaction.

use std::ops::Range;

use super::{Match, Searcher};
use crate::{Text, Transaction};

/// What a match is replaced with.
///
/// For a literal query it is text as it is. For a regular expression `$0` … `$99` and `${12}` stand for groups, `$$`
/// for a dollar sign, `\n`, `\t`, `\r` and `\\` for what they are elsewhere, and `\u`, `\l`, `\U`, `\L`, `\E` change
/// the case of what follows (one letter, one letter, all, all, no more).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Group(usize),
    Case(CaseChange),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CaseChange {
    NextUpper,
    NextLower,
    Upper,
    Lower,
    End,
}

impl Template {
    /// A template for the matches of a regular expression.
    pub fn regex(template: &str) -> Self {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = template;
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            let (part, taken) = match c {
                '$' => group(after),
                '\\' => escape(after),
                _ => (None, 0),
            };
            match part {
                Some(Part::Text(literal)) => text.push_str(&literal),
                Some(part) => {
                    if !text.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut text)));
                    }
                    parts.push(part);
                }
                None => text.push(c),
            }
            rest = after.get(taken..).unwrap_or_default();
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        Self { parts }
    }

    /// Text that is put in as it is.
    pub fn literal(text: &str) -> Self {
        Self { parts: vec![Part::Text(text.to_owned())] }
    }

    /// The replacement of one match.
    pub fn expand(&self, text: &Text, found: &Match) -> String {
        let mut out = String::new();
        let mut all: Option<CaseChange> = None;
        let mut one: Option<CaseChange> = None;
        let mut push = |piece: &str, all: Option<CaseChange>, one: &mut Option<CaseChange>| {
            for c in piece.chars() {
                match one.take().or(all) {
                    Some(CaseChange::NextUpper | CaseChange::Upper) => out.extend(c.to_uppercase()),
                    Some(CaseChange::NextLower | CaseChange::Lower) => out.extend(c.to_lowercase()),
                    Some(CaseChange::End) | None => out.push(c),
                }
            }
        };
        for part in &self.parts {
            match part {
                Part::Text(literal) => push(literal, all, &mut one),
                Part::Group(index) => {
                    let whole = (*index == 0).then(|| found.range.clone());
                    let range = found.groups.get(*index).cloned().flatten().or(whole);
                    push(&range.map(|range| text.slice(range)).unwrap_or_default(), all, &mut one);
                }
                Part::Case(change @ (CaseChange::NextUpper | CaseChange::NextLower)) => one = Some(*change),
                Part::Case(CaseChange::End) => all = None,
                Part::Case(change) => all = Some(*change),
            }
        }
        out
    }
}

/// What stands behind a `$`, and how many bytes of it were taken.
fn group(after: &str) -> (Option<Part>, usize) {
    if after.starts_with('$') {
        return (Some(Part::Text("$".to_owned())), 1);
    }
    if after.starts_with('&') {
        return (Some(Part::Group(0)), 1);
    }
    if let Some(braced) = after.strip_prefix('{') {
        return match braced.split_once('}').and_then(|(number, _)| Some((number.parse().ok()?, number.len())))
        {
            Some((index, len)) => (Some(Part::Group(index)), len + 2),
            None => (None, 0),
        };
    }
    let digits = after.bytes().take(2).take_while(u8::is_ascii_digit).count();
    match after.get(..digits).and_then(|number| number.parse().ok()) {
        Some(index) => (Some(Part::Group(index)), digits),
        None => (None, 0),
    }
}

/// What stands behind a `\`.
fn escape(after: &str) -> (Option<Part>, usize) {
    let part = match after.as_bytes().first() {
        Some(b'n') => Part::Text("\n".to_owned()),
        Some(b't') => Part::Text("\t".to_owned()),
        Some(b'r') => Part::Text("\r".to_owned()),
        Some(b'\\') => Part::Text("\\".to_owned()),
        Some(b'$') => Part::Text("$".to_owned()),
        Some(b'u') => Part::Case(CaseChange::NextUpper),
        Some(b'l') => Part::Case(CaseChange::NextLower),
        Some(b'U') => Part::Case(CaseChange::Upper),
        Some(b'L') => Part::Case(CaseChange::Lower),
        Some(b'E') => Part::Case(CaseChange::End),
        _ => return (None, 0),
    };
    (Some(part), 1)
}

impl Searcher {
    /// The template that belongs to the query: with groups for a regular expression, else literal.
    pub fn template(&self, replacement: &str) -> Template {
        if self.query().regex { Template::regex(replacement) } else { Template::literal(replacement) }
    }

    /// Replaces every match in `ranges` (sorted, not overlapping) in one transaction; with how many there were.
    pub fn replace_all(
        &self,
        text: &Text,
        ranges: impl IntoIterator<Item = Range<usize>>,
        template: &Template,
    ) -> (Transaction, usize) {
        let needs_groups = template.parts.iter().any(|part| matches!(part, Part::Group(1..)));
        let mut builder = Transaction::builder(text.len());
        let mut count = 0;
        for range in ranges {
            let found =
                if needs_groups { self.captures_iter(text, range) } else { self.find_iter(text, range) };
            for found in found {
                let replacement = template.expand(text, &found);
                builder.replace(found.range, replacement);
                count += 1;
            }
        }
        (builder.finish(), count)
    }
}
