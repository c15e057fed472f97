//! Many edits close together: the text is put together anew in one pass, which is cheaper than to look for every place
//! of the rope and to change it there.
//!
//! Not here: a few edits, after which nearly all of the rope is shared with the one before.

use ropey::RopeBuilder;
use ropey::iter::Chunks;

use super::{Op, Transaction, TransactionError};
use crate::Text;

/// Fewer steps than this are made one by one.
const MANY: usize = 256;
/// So many bytes of text for a step cost as much to be copied as a step does to be made.
const DENSE: usize = 1024;

/// Whether these steps are better made in one pass over a text of this length.
pub(super) fn are_many(ops: &[Op], len: usize) -> bool {
    ops.len() >= MANY && len / ops.len() < DENSE
}

/// The changed text.
pub(super) fn apply(ops: &[Op], text: &Text) -> Result<Text, TransactionError> {
    let mut walk = Walk::new(text);
    let mut new = RopeBuilder::new();
    for op in ops {
        match op {
            Op::Retain(bytes) => walk.on(*bytes, |piece| new.append(piece))?,
            Op::Delete(bytes) => walk.on(*bytes, |_| {})?,
            Op::Insert(inserted) => new.append(inserted),
        }
    }
    Ok(Text::from_rope(new.finish()))
}

/// The transaction that undoes these steps. `None` when they cut a character.
pub(super) fn invert(transaction: &Transaction, text: &Text) -> Option<Transaction> {
    let mut walk = Walk::new(text);
    let mut back = Transaction::builder(transaction.len_after);
    let mut removed = String::new();
    for edit in transaction.edits() {
        walk.on(edit.old.start - walk.at, |_| {}).ok()?;
        removed.clear();
        walk.on(edit.old.len(), |piece| removed.push_str(piece)).ok()?;
        back.replace(edit.new, removed.as_str());
    }
    Some(back.finish())
}

/// A way through a text from its start to its end.
struct Walk<'a> {
    chunks: Chunks<'a>,
    /// What is left of the chunk it is in.
    rest: &'a str,
    at: usize,
}

impl<'a> Walk<'a> {
    fn new(text: &'a Text) -> Self {
        Self { chunks: text.rope().chunks(), rest: "", at: 0 }
    }

    /// Goes on by so many bytes, at most to the end, with the pieces that they are.
    fn on(&mut self, mut bytes: usize, mut piece: impl FnMut(&'a str)) -> Result<(), TransactionError> {
        while bytes > 0 {
            if self.rest.is_empty() {
                let Some(next) = self.chunks.next() else { break };
                self.rest = next;
                continue;
            }
            let len = bytes.min(self.rest.len());
            let Some((taken, rest)) = self.rest.split_at_checked(len) else {
                return Err(TransactionError::InsideCharacter { at: self.at + len });
            };
            piece(taken);
            (self.rest, self.at) = (rest, self.at + len);
            bytes -= len;
        }
        Ok(())
    }
}
