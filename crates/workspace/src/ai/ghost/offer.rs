//! Answers that were given, and what is left of them where the caret is by now: what the user types of an answer is
//! taken off it, what is deleted comes back. Knows texts only.

use std::collections::VecDeque;

use justbuilt_text::Text;

use super::place::Place;
use super::trim;
use crate::ids::DocumentId;

/// Answers that are kept.
const KEPT: usize = 24;
/// Bytes before and after the place by which an answer is found again.
const AROUND: usize = 160;

/// An answer for a place.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    document: DocumentId,
    /// What was right before the place, and right after it.
    head: String,
    tail: String,
    /// As it came.
    pub text: String,
    /// Nothing more comes.
    pub whole: bool,
}

impl Answer {
    /// To be written, for a place of a text.
    pub(super) fn begin(document: DocumentId, text: &Text, at: usize) -> Self {
        let tail = text.slice(at..boundary(text, at + AROUND)).into_owned();
        let head = before(text, at, AROUND);
        Self { document, head, tail, text: String::new(), whole: false }
    }

    /// What is left of it at a place: `None` when it is for another place, or when something else was typed.
    pub(super) fn left(&self, document: DocumentId, text: &Text, at: usize) -> Option<&str> {
        if self.document != document {
            return None;
        }
        let before = before(text, at, self.head.len() + self.text.len() + 4);
        let typed = |from: usize| {
            let typed = before.get(from..)?;
            self.text.starts_with(typed).then_some(typed.len())
        };
        let typed = match self.head.as_str() {
            // At the very start of the text.
            "" => (at == before.len()).then(|| typed(0))??,
            head => {
                let ends = |at: (usize, &str)| typed(at.0 + head.len());
                before.match_indices(head).chain(before.rmatch_indices(head)).find_map(ends)?
            }
        };
        let after = text.slice(at..boundary(text, at + AROUND + 8));
        // Brackets and quotes that were closed by themselves stand between.
        let closed = after.trim_start_matches([')', ']', '}', '"', '\'', '`']);
        let same = |after: &str| after.starts_with(self.tail.as_str());
        (same(&after) || typed > 0 && (same(closed) || self.tail.is_empty() && closed.is_empty()))
            .then(|| self.text.get(typed..).unwrap_or_default())
    }

    /// What is offered at a place: `None` when it does not fit there, `Some(None)` when it does and nothing is left.
    pub(super) fn offered(&self, document: DocumentId, text: &Text, place: Place) -> Option<Option<String>> {
        let left = self.left(document, text, place.at)?;
        // A line that is still coming in would flicker.
        let left = if self.whole { left } else { left.get(..left.rfind('\n')?).unwrap_or_default() };
        let line = text.line_content(text.line_of(place.at));
        let after = text.slice(place.at..boundary(text, place.at + trim::LONGEST));
        Some(trim::trim(left, &text.slice(line.start..place.at), &after, place.single_line))
    }
}

/// The last answers, the newest first.
#[derive(Debug, Default)]
pub(super) struct Answers(VecDeque<Answer>);

impl Answers {
    pub(super) fn keep(&mut self, answer: Answer) {
        self.0.push_front(answer);
        self.0.truncate(KEPT);
    }

    /// What one of them offers at a place; `Some(None)` when one fits and has nothing more.
    pub(super) fn offered(&self, document: DocumentId, text: &Text, place: Place) -> Option<Option<String>> {
        self.0.iter().find_map(|answer| answer.offered(document, text, place))
    }

    /// Forgets what fits a place: it was not wanted.
    pub(super) fn drop_at(&mut self, document: DocumentId, text: &Text, at: usize) {
        self.0.retain(|answer| answer.left(document, text, at).is_none());
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The end of the next word of `text`, white space before it included.
pub(super) fn word_end(text: &str) -> usize {
    let mut kind = None;
    for (at, c) in text.char_indices() {
        let this = if c.is_whitespace() {
            0
        } else if c.is_alphanumeric() || c == '_' {
            1
        } else {
            2
        };
        match kind {
            None | Some(0) => kind = Some(this),
            Some(kind) if kind != this => return at,
            Some(_) => {}
        }
    }
    text.len()
}

/// The end of the next line of `text`; a break it begins with belongs to it.
pub(super) fn line_end(text: &str) -> usize {
    let from = text.len() - text.trim_start_matches('\n').len();
    text.get(from..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| from + end)
}

fn boundary(text: &Text, at: usize) -> usize {
    text.clamp_boundary(at.min(text.len()))
}

/// About so many bytes before a place.
fn before(text: &Text, at: usize, bytes: usize) -> String {
    text.slice(boundary(text, at.saturating_sub(bytes))..at).into_owned()
}
