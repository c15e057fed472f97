//! Where completion is asked for, and what goes along: windows of text before and after the caret, cut at lines under a
//! budget of tokens, and pieces of other open files. Pure functions; nothing is sent here.

use std::ops::Range;

use justbuilt_ai::tokens::Family;
use justbuilt_text::{Selections, Text};

/// Lines longer than this, in bytes, are not completed: data, minified code.
const LONGEST_LINE: usize = 2_000;
/// Tokens before the caret.
const BEFORE: u64 = 1_200;
/// Tokens after the caret.
const AFTER: u64 = 400;
/// Tokens of a piece of another file.
const PIECE: u64 = 250;
/// Lines that are looked at for a window, at most.
const MOST_LINES: usize = 400;

/// A caret where completion makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The byte.
    pub at: usize,
    /// Something but closing brackets stands behind it on its line: what is offered has to fit on the line.
    pub single_line: bool,
}

/// The place to complete, if the selections are one caret where a completion makes sense. `word_chars` are characters
/// beside letters, digits and `_` that belong to words.
pub(super) fn place(text: &Text, selections: &Selections, word_chars: &str) -> Option<Place> {
    if selections.len() != 1 || !selections.primary().is_caret() {
        return None;
    }
    let at = selections.primary().head;
    let line = text.line_content(text.line_of(at));
    if line.len() > LONGEST_LINE || at > line.end {
        return None;
    }
    if text.char_at(at).is_some_and(|next| is_word(next, word_chars)) {
        return None;
    }
    let rest = text.slice(at..line.end);
    Some(Place { at, single_line: !rest.trim().is_empty() })
}

/// Whether a character is part of a word.
pub(super) fn is_word(c: char, word_chars: &str) -> bool {
    c.is_alphanumeric() || c == '_' || word_chars.contains(c)
}

/// Whether there is only white space before a place on its line.
pub(crate) fn in_indent(text: &Text, at: usize) -> bool {
    let start = text.line_start(text.line_of(at));
    at - start <= LONGEST_LINE && text.slice(start..at).trim().is_empty()
}

/// The bytes before and after `at` that go along: whole lines but for the caret's own, as many as fit the budgets.
pub(super) fn windows(text: &Text, at: usize, family: Family) -> (Range<usize>, Range<usize>) {
    let line = text.line_of(at);
    let mut start = text.line_start(line);
    let mut left = BEFORE.saturating_sub(family.tokens(&text.slice(start..at)));
    for above in (0..line).rev().take(MOST_LINES) {
        let range = text.line_range(above);
        let Some(rest) = fits(text, &range, family, left) else { break };
        (left, start) = (rest, range.start);
    }
    let mut end = text.line_range(line).end.max(at);
    let mut left = AFTER.saturating_sub(family.tokens(&text.slice(at..end)));
    for below in (line + 1..text.line_count()).take(MOST_LINES) {
        let range = text.line_range(below);
        let Some(rest) = fits(text, &range, family, left) else { break };
        (left, end) = (rest, range.end);
    }
    (start..at, at..end)
}

/// What is left of a budget after a line; `None` when it does not fit.
fn fits(text: &Text, line: &Range<usize>, family: Family, left: u64) -> Option<u64> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    // A line break costs about a token, also where the estimate rounds it away.
    left.checked_sub(family.tokens(&text.slice(line.clone())).max(1))
}

/// A piece of another file around the line of its caret.
pub(super) fn piece(text: &Text, near: usize, family: Family) -> String {
    let line = text.line_of(near.min(text.len()));
    let first = line.saturating_sub(12);
    let start = text.line_start(first);
    let mut end = start;
    let mut left = PIECE;
    for at in (first..text.line_count()).take(60) {
        let range = text.line_range(at);
        let Some(rest) = fits(text, &range, family, left) else { break };
        (left, end) = (rest, range.end);
    }
    text.slice(start..end).into_owned()
}
