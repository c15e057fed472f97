//! Composing: two transactions in a row as one.

use smol_str::SmolStr;

use super::{Op, Transaction};

impl Transaction {
    /// The transaction that does this one, then `other`. Where `other` was not made for this one's result it is cut
    /// off or filled up; [`apply`](Transaction::apply) then fails as it does for any text of another length.
    pub fn compose(self, other: Transaction) -> Transaction {
        if other.is_empty() && other.len_before == self.len_after {
            return self;
        }
        if self.is_empty() && other.len_before == self.len_after {
            return other;
        }
        let mut builder = Transaction::builder(self.len_before);
        let mut first = self.ops.into_iter();
        let mut second = other.ops.into_iter();
        let (mut a, mut b) = (first.next(), second.next());
        loop {
            (a, b) = match (a, b) {
                (None, None) => break,
                // What the first deleted never reaches the second.
                (Some(Op::Delete(bytes)), b) => {
                    builder.delete(bytes);
                    (first.next(), b)
                }
                (a, Some(Op::Insert(text))) => {
                    builder.insert(text);
                    (a, second.next())
                }
                (Some(Op::Retain(bytes)), None) => {
                    builder.retain(bytes);
                    (first.next(), None)
                }
                (Some(Op::Insert(text)), None) => {
                    builder.insert(text);
                    (first.next(), None)
                }
                (None, Some(_)) => break,
                (Some(Op::Retain(m)), Some(Op::Retain(n))) => {
                    let both = m.min(n);
                    builder.retain(both);
                    (rest(m, both).or_else(|| first.next()), rest(n, both).or_else(|| second.next()))
                }
                (Some(Op::Retain(m)), Some(Op::Delete(n))) => {
                    let both = m.min(n);
                    builder.delete(both);
                    let left = (n > both).then(|| Op::Delete(n - both));
                    (rest(m, both).or_else(|| first.next()), left.or_else(|| second.next()))
                }
                (Some(Op::Insert(text)), Some(Op::Retain(n))) => {
                    let both = text.len().min(n);
                    let (kept, tail) = split(text, both);
                    builder.insert(kept);
                    (tail.or_else(|| first.next()), rest(n, both).or_else(|| second.next()))
                }
                (Some(Op::Insert(text)), Some(Op::Delete(n))) => {
                    let both = text.len().min(n);
                    let (_, tail) = split(text, both);
                    let left = (n > both).then(|| Op::Delete(n - both));
                    (tail.or_else(|| first.next()), left.or_else(|| second.next()))
                }
            };
        }
        builder.finish()
    }
}

fn rest(bytes: usize, used: usize) -> Option<Op> {
    (bytes > used).then(|| Op::Retain(bytes - used))
}

fn split(text: SmolStr, at: usize) -> (SmolStr, Option<Op>) {
    if at >= text.len() {
        return (text, None);
    }
    match text.split_at_checked(at) {
        Some((head, tail)) => (SmolStr::new(head), Some(Op::Insert(SmolStr::new(tail)))),
        // Only reached for transactions that do not fit each other: keep characters whole.
        None => (text, None),
    }
}
