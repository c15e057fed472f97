//! Finds words in what was said, on all branches. A plain look at the text: no index, no ranking.

use std::ops::Range;

use super::{Conversation, TurnId};
use crate::request::Part;

/// A place where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The turn.
    pub turn: TurnId,
    /// Which of its parts.
    pub part: usize,
    /// Bytes of the part's text.
    pub range: Range<usize>,
    /// Whether the branch that is shown has it.
    pub shown: bool,
}

impl Conversation {
    /// Where `words` stand, in any case; the oldest first. Nothing is found for nothing.
    pub fn search(&self, words: &str) -> Vec<Hit> {
        let wanted: Vec<char> = words.trim().chars().flat_map(char::to_lowercase).collect();
        if wanted.is_empty() {
            return Vec::new();
        }
        let shown: Vec<TurnId> = self.path().into_iter().map(|turn| turn.id).collect();
        let mut hits = Vec::new();
        for turn in self.turns() {
            for (index, part) in turn.parts.iter().enumerate() {
                let text = match part {
                    Part::Text { text, .. }
                    | Part::ToolResult { text, .. }
                    | Part::Reasoning { text, .. } => text,
                    Part::Image { .. } | Part::ToolCall { .. } => continue,
                };
                let shown = shown.contains(&turn.id);
                hits.extend(places(text, &wanted).map(|range| Hit {
                    turn: turn.id,
                    part: index,
                    range,
                    shown,
                }));
            }
        }
        hits
    }
}

/// Where `wanted`, in small letters, stands in `text`; places do not overlap.
fn places<'a>(text: &'a str, wanted: &'a [char]) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(from..)?;
            let first = rest.chars().next()?;
            match length(rest, wanted) {
                Some(length) => {
                    let range = from..from + length;
                    from = range.end;
                    return Some(range);
                }
                None => from += first.len_utf8(),
            }
        }
    })
}

/// Bytes of `text` that are `wanted`, if it begins so.
fn length(text: &str, wanted: &[char]) -> Option<usize> {
    let mut wanted = wanted.iter();
    let mut next = wanted.next();
    for (at, c) in text.char_indices() {
        if next.is_none() {
            return Some(at);
        }
        for lower in c.to_lowercase() {
            if next != Some(&lower) {
                return None;
            }
            next = wanted.next();
        }
    }
    next.is_none().then_some(text.len())
}
