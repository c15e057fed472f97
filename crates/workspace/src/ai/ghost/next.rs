//! Where the next edit may be: when a name was changed and the old one still stands near by, the same change is offered
//! there. Goes by the texts before and after each edit alone; no model is asked.

use std::ops::Range;

use justbuilt_text::Text;

use super::place::is_word;
use crate::ids::DocumentId;

/// Lines around the edit that are looked through.
const NEAR: usize = 120;
/// The shortest name that is looked for, in characters.
const SHORTEST: usize = 2;
/// The longest name, in bytes.
const LONGEST: usize = 100;

/// A name that is being changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Renaming {
    pub document: DocumentId,
    /// Where the name starts.
    pub start: usize,
    pub old: String,
    pub new: String,
}

impl Renaming {
    /// What an edit says: `now` is the text after it with the caret at `caret`, `then` the text before. Goes on with
    /// `known` where that is the same name; `None` when the edit was something else.
    pub(super) fn follow(
        known: Option<Renaming>,
        document: DocumentId,
        then: &Text,
        now: &Text,
        caret: usize,
        word_chars: &str,
    ) -> Option<Renaming> {
        let start = word_start(now, caret, word_chars)?;
        let (before, after) = (word_from(then, start, word_chars)?, word_from(now, start, word_chars)?);
        // Everything else is as it was: the rest has the same length, and what is around the name is the same.
        if then.len() - before.len() != now.len() - after.len() || !same_around(then, now, &before, &after) {
            return None;
        }
        let (before, after) = (then.slice(before).into_owned(), now.slice(after).into_owned());
        match known.filter(|known| known.document == document && known.start == start && known.new == before)
        {
            Some(known) => Some(Renaming { new: after, ..known }),
            // A name that is typed anew was none before.
            None => Some(Renaming { document, start, old: before, new: after }),
        }
    }

    /// Whether it is a change of one name into another that is worth offering.
    fn is_change(&self) -> bool {
        let name = |name: &str| {
            name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
                && name.chars().count() >= SHORTEST
                && name.len() <= LONGEST
        };
        self.old != self.new && name(&self.old) && name(&self.new)
    }

    /// The next place near `from` where the old name still stands: below first, then above, the nearest first.
    pub(super) fn next(&self, text: &Text, from: usize, word_chars: &str) -> Option<Range<usize>> {
        if !self.is_change() {
            return None;
        }
        let line = text.line_of(from.min(text.len()));
        let start = text.line_start(line.saturating_sub(NEAR));
        let end = text.line_range((line + NEAR).min(text.line_count() - 1)).end;
        // A window of long lines is data.
        if end - start > 256 * 1024 {
            return None;
        }
        let window = text.slice(start..end);
        let whole = |at: &usize| {
            let is_word = |c: char| is_word(c, word_chars);
            !window.get(..*at).unwrap_or_default().chars().next_back().is_some_and(is_word)
                && !window.get(at + self.old.len()..).unwrap_or_default().chars().next().is_some_and(is_word)
        };
        let found: Vec<usize> = window
            .match_indices(self.old.as_str())
            .map(|(at, _)| at)
            .filter(whole)
            .map(|at| start + at)
            .collect();
        let next = found.iter().find(|at| **at >= from).or_else(|| found.iter().rev().find(|at| **at < from));
        next.map(|at| *at..*at + self.old.len())
    }
}

/// Where the name starts that `caret` is in or at the end of; the caret itself where there is none.
fn word_start(text: &Text, caret: usize, word_chars: &str) -> Option<usize> {
    let caret = caret.min(text.len());
    let before: usize = text
        .chars_before(caret)
        .take(LONGEST + 1)
        .take_while(|c| is_word(*c, word_chars))
        .map(char::len_utf8)
        .sum();
    (before <= LONGEST).then(|| caret - before)
}

/// The name that starts at a byte, perhaps none.
fn word_from(text: &Text, start: usize, word_chars: &str) -> Option<Range<usize>> {
    if start > text.len() || !text.is_boundary(start) {
        return None;
    }
    // It starts there, and is not the end of a longer one.
    if text.char_before(start).is_some_and(|c| is_word(c, word_chars)) {
        return None;
    }
    let length: usize = text
        .chars_at(start)
        .take(LONGEST + 1)
        .take_while(|c| is_word(*c, word_chars))
        .map(char::len_utf8)
        .sum();
    (length <= LONGEST).then(|| start..start + length)
}

fn same_around(then: &Text, now: &Text, before: &Range<usize>, after: &Range<usize>) -> bool {
    let around = |text: &Text, name: &Range<usize>| {
        let start = text.clamp_boundary(name.start.saturating_sub(64));
        let end = text.clamp_boundary((name.end + 64).min(text.len()));
        (text.slice(start..name.start).into_owned(), text.slice(name.end..end).into_owned())
    };
    around(then, before) == around(now, after)
}
