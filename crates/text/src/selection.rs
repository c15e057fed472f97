//! Selections: directed ranges with a head that moves and an anchor that stays; a document always has at least one,
//! and one of them is the primary. Moving them about is in [`motion`](crate::motion) and [`select`](crate::select).

mod set;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{Bias, Text, Transaction};

pub use set::Selections;

/// A directed range of bytes. Equal ends are a caret.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Selection {
    /// The end that stays.
    pub anchor: usize,
    /// The end that moves: where the caret is drawn.
    pub head: usize,
    /// The visual column, in cells, that vertical moves try to keep. Not part of what is selected: set to `None` by
    /// everything but vertical moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<u32>,
    /// Where two rows of a wrapped line meet, one byte has two places on the screen: the head is meant to stand at the end
    /// of the row before, not at the start of the next. Not part of what is selected, and not kept: everything but clicks
    /// and moves to the end of a row sets it to `false`.
    #[serde(skip)]
    pub row_end: bool,
}

impl Selection {
    /// From `anchor` to `head`.
    pub fn new(anchor: usize, head: usize) -> Self {
        Self { anchor, head, goal: None, row_end: false }
    }

    /// A caret.
    pub fn caret(at: usize) -> Self {
        Self::new(at, at)
    }

    /// A forward selection of a range.
    pub fn of(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }

    /// The same with another goal column.
    #[must_use]
    pub fn with_goal(self, goal: Option<u32>) -> Self {
        Self { goal, ..self }
    }

    /// The same with its head at the end of the row before, where two rows of a wrapped line meet.
    #[must_use]
    pub fn at_row_end(self, row_end: bool) -> Self {
        Self { row_end, ..self }
    }

    /// The smaller end.
    pub fn from(&self) -> usize {
        self.anchor.min(self.head)
    }

    /// The greater end.
    pub fn to(&self) -> usize {
        self.anchor.max(self.head)
    }

    /// From the smaller to the greater end.
    pub fn range(&self) -> Range<usize> {
        self.from()..self.to()
    }

    /// Bytes selected.
    pub fn len(&self) -> usize {
        self.to() - self.from()
    }

    /// Whether nothing is selected.
    pub fn is_caret(&self) -> bool {
        self.anchor == self.head
    }

    /// The same as [`is_caret`](Self::is_caret).
    pub fn is_empty(&self) -> bool {
        self.is_caret()
    }

    /// Whether the head is before the anchor.
    pub fn is_backward(&self) -> bool {
        self.head < self.anchor
    }

    /// The caret moved to `head`: the anchor stays when `extend`, else it comes along.
    #[must_use]
    pub fn to_head(self, head: usize, extend: bool) -> Self {
        if extend { Self::new(self.anchor, head) } else { Self::caret(head) }
    }

    /// The same range with its head at the end it points to now, over other bytes.
    #[must_use]
    pub fn with_range(self, range: Range<usize>) -> Self {
        if self.is_backward() { Self::new(range.end, range.start) } else { Self::new(range.start, range.end) }
    }

    /// Head and anchor swapped.
    #[must_use]
    pub fn flipped(self) -> Self {
        Self::new(self.head, self.anchor)
    }

    /// After a change made elsewhere: a caret goes behind what is inserted at it, a range does not grow.
    #[must_use]
    pub fn map(self, transaction: &Transaction) -> Self {
        if self.is_caret() {
            return Self { goal: self.goal, ..Self::caret(transaction.map(self.head, Bias::Right)) };
        }
        Self { goal: self.goal, ..self.with_range(transaction.map_range(self.range())) }
    }

    /// Inside `text`, on character boundaries.
    #[must_use]
    pub fn clamp(self, text: &Text) -> Self {
        Self { anchor: text.clamp_boundary(self.anchor), head: text.clamp_boundary(self.head), ..self }
    }
}

#[cfg(test)]
mod tests;
