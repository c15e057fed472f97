//! [`Transaction`]: a change of a whole text as retain, delete and insert. Transactions can be inverted, composed and
//! used to map positions; everything that follows a text (history, syntax, rows, marks) consumes them.

mod builder;
mod compose;
mod many;

use std::ops::Range;

use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::Text;

pub use builder::TransactionBuilder;

/// One step over the old text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// So many bytes stay.
    Retain(usize),
    /// So many bytes go.
    Delete(usize),
    /// This text comes.
    Insert(SmolStr),
}

/// To which side of text inserted at its place a position goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Bias {
    /// It stays before.
    #[default]
    Left,
    /// It goes behind.
    Right,
}

/// A change of a whole text.
///
/// In normal form: no empty step, no two of the same kind in a row, a deletion before the insertion at the same
/// place, no retain at the end that could be left out for being the rest (it is always written). So two transactions
/// with the same steps are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    ops: SmallVec<[Op; 4]>,
    len_before: usize,
    len_after: usize,
}

/// One contiguous replacement of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit<'a> {
    /// Bytes of the old text that go; empty for an insertion.
    pub old: Range<usize>,
    /// Bytes of the new text that come; empty for a deletion.
    pub new: Range<usize>,
    /// The text of `new`.
    pub inserted: &'a str,
}

/// Why a transaction does not fit a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransactionError {
    /// It was made for a text of another length.
    #[error("the change was made for a text of {expected} bytes, this one has {found}")]
    Length {
        /// Length it was made for.
        expected: usize,
        /// Length of the text.
        found: usize,
    },
    /// It would cut a character in two.
    #[error("byte {at} is inside a character")]
    InsideCharacter {
        /// Offset in the old text.
        at: usize,
    },
}

impl Transaction {
    /// Starts a transaction for a text of `len` bytes.
    pub fn builder(len: usize) -> TransactionBuilder {
        TransactionBuilder::new(len)
    }

    /// The transaction that changes nothing in a text of `len` bytes.
    pub fn identity(len: usize) -> Self {
        Self::builder(len).finish()
    }

    /// Replaces ranges of a text of `len` bytes. The ranges are sorted and do not overlap; one that starts before the
    /// end of the one before it is cut off there, one past the end of the text at its end.
    pub fn from_edits<S: Into<SmolStr>>(
        len: usize,
        edits: impl IntoIterator<Item = (Range<usize>, S)>,
    ) -> Self {
        let mut builder = Self::builder(len);
        for (range, insert) in edits {
            builder.replace(range, insert);
        }
        builder.finish()
    }

    /// Replaces one range.
    pub fn replace(len: usize, range: Range<usize>, text: impl Into<SmolStr>) -> Self {
        Self::from_edits(len, [(range, text)])
    }

    /// Inserts `text` at one place.
    pub fn insert(len: usize, at: usize, text: impl Into<SmolStr>) -> Self {
        Self::from_edits(len, [(at..at, text)])
    }

    /// The transaction that turns `old` into `new` by replacing what is between their common start and end.
    pub fn between(old: &Text, new: &Text) -> Self {
        let (prefix, suffix) = builder::common_ends(old, new);
        Self::from_edits(
            old.len(),
            [(prefix..old.len() - suffix, new.slice(prefix..new.len() - suffix).as_ref())],
        )
    }

    /// The steps.
    pub fn ops(&self) -> &[Op] {
        &self.ops
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.ops.iter().all(|op| matches!(op, Op::Retain(_)))
    }

    /// Length of the texts it applies to, in bytes.
    pub fn len_before(&self) -> usize {
        self.len_before
    }

    /// Length of the text it makes, in bytes.
    pub fn len_after(&self) -> usize {
        self.len_after
    }

    /// The changed text. O(edits · log n); `text` is not copied unless it is changed all over.
    ///
    /// # Errors
    /// When it was made for a text of another length, or cuts a character.
    pub fn apply(&self, text: &Text) -> Result<Text, TransactionError> {
        if self.len_before != text.len() {
            return Err(TransactionError::Length { expected: self.len_before, found: text.len() });
        }
        if many::are_many(&self.ops, self.len_before) {
            return many::apply(&self.ops, text);
        }
        self.check(text)?;
        let mut rope = text.rope().clone();
        let mut at = 0;
        for op in &self.ops {
            match op {
                Op::Retain(bytes) => at += bytes,
                Op::Delete(bytes) => {
                    let start = rope.byte_to_char(at);
                    let end = rope.byte_to_char(at + bytes);
                    rope.remove(start..end);
                }
                Op::Insert(inserted) => {
                    rope.insert(rope.byte_to_char(at), inserted);
                    at += inserted.len();
                }
            }
        }
        Ok(Text::from_rope(rope))
    }

    fn check(&self, text: &Text) -> Result<(), TransactionError> {
        for edit in self.edits() {
            for at in [edit.old.start, edit.old.end] {
                if !text.is_boundary(at) {
                    return Err(TransactionError::InsideCharacter { at });
                }
            }
        }
        Ok(())
    }

    /// The transaction that undoes this one; `text` is the text before it.
    pub fn invert(&self, text: &Text) -> Transaction {
        if many::are_many(&self.ops, self.len_before)
            && let Some(back) = many::invert(self, text)
        {
            return back;
        }
        let mut builder = Self::builder(self.len_after);
        for edit in self.edits() {
            let removed = text.slice(edit.old);
            builder.replace(edit.new, removed.as_ref());
        }
        builder.finish()
    }

    /// Where a position of the old text is in the new one.
    ///
    /// At an insertion `bias` says on which side it ends up. Inside deleted text it goes to the start (left) or the
    /// end (right) of what replaced it; at the start of deleted text it stays before, at the end behind.
    pub fn map(&self, pos: usize, bias: Bias) -> usize {
        let mut old = 0;
        let mut new = 0;
        for edit in self.edits() {
            if pos < edit.old.start {
                break;
            }
            if pos <= edit.old.end {
                let before = if pos == edit.old.end && !edit.old.is_empty() {
                    false
                } else {
                    bias == Bias::Left || (pos == edit.old.start && !edit.old.is_empty())
                };
                return if before { edit.new.start } else { edit.new.end };
            }
            old = edit.old.end;
            new = edit.new.end;
        }
        (new + (pos - old.min(pos))).min(self.len_after)
    }

    /// Maps many positions, sorted upwards, in one pass.
    pub fn map_sorted(&self, positions: impl IntoIterator<Item = (usize, Bias)>) -> Vec<usize> {
        let mut edits = self.edits().peekable();
        let mut shift = (0, 0);
        positions
            .into_iter()
            .map(|(pos, bias)| {
                while let Some(edit) = edits.next_if(|edit| edit.old.end < pos) {
                    shift = (edit.old.end, edit.new.end);
                }
                match edits.peek() {
                    Some(edit) if pos >= edit.old.start => {
                        let deletes = !edit.old.is_empty();
                        let behind = deletes && pos == edit.old.end;
                        let before = !behind && (bias == Bias::Left || (deletes && pos == edit.old.start));
                        if before { edit.new.start } else { edit.new.end }
                    }
                    _ => (shift.1 + pos.saturating_sub(shift.0)).min(self.len_after),
                }
            })
            .collect()
    }

    /// Maps a range so that it does not grow: its start goes behind, its end stays before what is inserted there.
    pub fn map_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.map(range.start, Bias::Right);
        start..self.map(range.end, Bias::Left).max(start)
    }

    /// The replacements in order.
    pub fn edits(&self) -> Edits<'_> {
        Edits { ops: self.ops.iter().peekable(), old: 0, new: 0 }
    }

    /// First changed byte of the old text, if anything changes.
    pub fn first_change(&self) -> Option<usize> {
        self.edits().next().map(|edit| edit.old.start)
    }
}

/// The replacements of a transaction in order.
#[derive(Clone, Debug)]
pub struct Edits<'a> {
    ops: std::iter::Peekable<std::slice::Iter<'a, Op>>,
    old: usize,
    new: usize,
}

impl<'a> Iterator for Edits<'a> {
    type Item = Edit<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(Op::Retain(bytes)) = self.ops.peek() {
            self.old += bytes;
            self.new += bytes;
            self.ops.next();
        }
        self.ops.peek()?;
        let (old, new) = (self.old, self.new);
        let mut inserted = "";
        loop {
            match self.ops.peek() {
                Some(Op::Delete(bytes)) => self.old += bytes,
                Some(Op::Insert(text)) => {
                    inserted = text;
                    self.new += text.len();
                }
                Some(Op::Retain(_)) | None => break,
            }
            self.ops.next();
        }
        Some(Edit { old: old..self.old, new: new..self.new, inserted })
    }
}

#[cfg(test)]
mod tests;
