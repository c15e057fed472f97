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
    let (olds, news) = (old.rope().chunks(), new.rope().chunks());
    let prefix =
        common(olds, news, |a, b| a.iter().zip(b).take_while(|(a, b)| a == b).count(), <[u8]>::split_at);
    // Clamped in both: equal bytes before do not mean that both have a boundary here.
    let prefix = old.clamp_boundary(prefix).min(new.clamp_boundary(prefix));
    let olds = old.rope().chunks_at_byte(old.len()).0.reversed();
    let news = new.rope().chunks_at_byte(new.len()).0.reversed();
    let same = |a: &[u8], b: &[u8]| a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let mut suffix = common(olds, news, same, split_at_end).min(limit - prefix);
    while suffix > 0 && !(old.is_boundary(old.len() - suffix) && new.is_boundary(new.len() - suffix)) {
        suffix -= 1;
    }
    (prefix, suffix)
}

/// The last `len` bytes, and those before.
fn split_at_end(bytes: &[u8], len: usize) -> (&[u8], &[u8]) {
    let (rest, end) = bytes.split_at(bytes.len() - len);
    (end, rest)
}

/// How many bytes two sequences of chunks have in common. Chunks that are shared, as nearly all are between a text and
/// what was made of it, are not looked into.
fn common<'a>(
    olds: impl Iterator<Item = &'a str>,
    news: impl Iterator<Item = &'a str>,
    count: impl Fn(&[u8], &[u8]) -> usize,
    split: impl Fn(&'a [u8], usize) -> (&'a [u8], &'a [u8]),
) -> usize {
    let (mut olds, mut news) = (olds.map(str::as_bytes), news.map(str::as_bytes));
    let (mut old, mut new): (&[u8], &[u8]) = (&[], &[]);
    let mut same = 0;
    loop {
        while old.is_empty() {
            let Some(next) = olds.next() else { return same };
            old = next;
        }
        while new.is_empty() {
            let Some(next) = news.next() else { return same };
            new = next;
        }
        let len = old.len().min(new.len());
        let ((a, old_rest), (b, new_rest)) = (split(old, len), split(new, len));
        if !std::ptr::eq(a, b) && a != b {
            return same + count(a, b);
        }
        same += len;
        (old, new) = (old_rest, new_rest);
    }
}
