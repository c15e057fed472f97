//! Text that remembers which part wrote which bytes.
//!
//! Not here: what is written.

use super::File;
use std::ops::Range;

/// Columns of a line of code, as Prettier counts.
pub(super) const WIDTH: usize = 80;

/// A file being written.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
    parts: Vec<(String, Range<usize>)>,
}

/// The start of a part.
#[derive(Clone, Copy)]
pub(super) struct Mark(usize);

impl Writer {
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn line(&mut self, depth: usize, unit: &str, text: &str) {
        if !text.is_empty() {
            for _ in 0..depth {
                self.text.push_str(unit);
            }
            self.text.push_str(text);
        }
        self.text.push('\n');
    }

    pub(super) fn indent(&mut self, depth: usize) {
        for _ in 0..depth {
            self.text.push_str("  ");
        }
    }

    pub(super) fn mark(&self) -> Mark {
        Mark(self.text.len())
    }

    /// What was written since the mark is this part.
    pub(super) fn part(&mut self, id: &str, from: Mark) {
        if !id.is_empty() && from.0 < self.text.len() {
            self.parts.push((id.to_owned(), from.0..self.text.len()));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The first place of these words since that byte is this part; all that was written since then when they are not
    /// there.
    pub(super) fn part_of(&mut self, id: &str, from: usize, words: &str) {
        let written = self.text.get(from..).unwrap_or_default();
        let range = match written.find(words) {
            Some(at) if !words.is_empty() => from + at..from + at + words.len(),
            _ => from..self.text.len(),
        };
        if !id.is_empty() && !range.is_empty() {
            self.parts.push((id.to_owned(), range));
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// All of another file, its parts with it.
    pub(super) fn append(&mut self, other: Self) {
        let at = self.text.len();
        self.text.push_str(&other.text);
        self.parts.extend(other.parts.into_iter().map(|(id, range)| (id, range.start + at..range.end + at)));
    }

    pub(super) fn file(mut self, path: impl Into<String>) -> File {
        self.parts.sort_by(|(a, x), (b, y)| x.start.cmp(&y.start).then(y.end.cmp(&x.end)).then(a.cmp(b)));
        self.parts.dedup();
        File { path: path.into(), text: self.text, parts: self.parts, picture: None }
    }
}

/// Columns that a text takes: wide letters of East Asia take two.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

fn wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}
