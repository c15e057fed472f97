//! Building transactions in normal form.

use std::ops::Range;

use smallvec::SmallVec;
use smol_str::{SmolStr, SmolStrBuilder};

use super::{Op, Transaction};
use crate::Text;

/// Builds a [`Transaction`] from left to right.
#[derive(Clone, Debug)]
pub struct TransactionBuilder {
    ops: SmallVec<[Op; 4]>,
    len: usize,
    /// Bytes of the old text that are dealt with.
    done: usize,
    len_after: usize,
}

impl TransactionBuilder {
    pub(super) fn new(len: usize) -> Self {
        Self { ops: SmallVec::new(), len, done: 0, len_after: 0 }
    }

    /// Bytes of the old text that are dealt with.
    pub fn position(&self) -> usize {
        self.done
    }

    /// Length of what was built so far, in the new text.
    pub fn position_after(&self) -> usize {
        self.len_after
    }

    /// Keeps the next `bytes`, at most to the end.
    pub fn retain(&mut self, bytes: usize) -> &mut Self {
        let bytes = bytes.min(self.len - self.done);
        if bytes > 0 {
            self.done += bytes;
            self.len_after += bytes;
            if let Some(Op::Retain(last)) = self.ops.last_mut() {
                *last += bytes;
            } else {
                self.ops.push(Op::Retain(bytes));
            }
        }
        self
    }

    /// Keeps all up to `position` of the old text.
    pub fn retain_to(&mut self, position: usize) -> &mut Self {
        self.retain(position.saturating_sub(self.done))
    }

    /// Removes the next `bytes`, at most to the end.
    pub fn delete(&mut self, bytes: usize) -> &mut Self {
        let bytes = bytes.min(self.len - self.done);
        if bytes == 0 {
            return self;
        }
        self.done += bytes;
        match self.ops.as_mut_slice() {
            [.., Op::Delete(last)] => *last += bytes,
            [.., Op::Delete(last), Op::Insert(_)] => *last += bytes,
            [.., Op::Insert(_)] => {
                let at = self.ops.len() - 1;
                self.ops.insert(at, Op::Delete(bytes));
            }
            _ => self.ops.push(Op::Delete(bytes)),
        }
        self
    }

    /// Inserts `text` here.
    pub fn insert(&mut self, text: impl Into<SmolStr>) -> &mut Self {
        let text = text.into();
        if text.is_empty() {
            return self;
        }
        self.len_after += text.len();
        if let Some(Op::Insert(last)) = self.ops.last_mut() {
            let mut joined = SmolStrBuilder::new();
            joined.push_str(last);
            joined.push_str(&text);
            *last = joined.finish();
        } else {
            self.ops.push(Op::Insert(text));
        }
        self
    }

    /// Replaces a range of the old text. A range that begins in what is already dealt with is cut off there.
    pub fn replace(&mut self, range: Range<usize>, text: impl Into<SmolStr>) -> &mut Self {
        let start = range.start.max(self.done);
        self.retain_to(start);
        self.delete(range.end.saturating_sub(start));
        self.insert(text)
    }

    /// The transaction; what was not dealt with is kept.
    pub fn finish(mut self) -> Transaction {
        self.retain(self.len - self.done);
        Transaction { ops: self.ops, len_before: self.len, len_after: self.len_after }
    }
}

/// Bytes that two texts have in common at their start and at their end, on character boundaries of both and without
/// overlapping.
pub(super) fn common_ends(old: &Text, new: &Text) -> (usize, usize) {
    let limit = old.len().min(new.len());
    let mut prefix = 0;
    for (a, b) in old.rope().bytes().zip(new.rope().bytes()) {
        if a != b {
            break;
        }
        prefix += 1;
    }
    // Clamped in both: equal bytes before do not mean that both have a boundary here.
    let prefix = old.clamp_boundary(prefix).min(new.clamp_boundary(prefix));
    let mut suffix = 0;
    let mut old_bytes = old.rope().bytes_at(old.len());
    let mut new_bytes = new.rope().bytes_at(new.len());
    while suffix < limit - prefix {
        match (old_bytes.prev(), new_bytes.prev()) {
            (Some(a), Some(b)) if a == b => suffix += 1,
            _ => break,
        }
    }
    while suffix > 0 && !(old.is_boundary(old.len() - suffix) && new.is_boundary(new.len() - suffix)) {
        suffix -= 1;
    }
    (prefix, suffix)
}
