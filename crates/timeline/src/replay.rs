//! Replaying operations: many splices become one change, or are done in place in a gap buffer. Not for looking
//! operations up: that is the op log's work.

mod gap;
mod pieces;

use justbuilt_text::Transaction;

use crate::Splice;
use crate::oplog::Change;

pub(crate) use gap::GapBuffer;

/// All splices, one after the other, as one change of a text of `len_before` bytes. `None` when one of them does not
/// fit. O(splices²) at worst, with a small constant; O(splices) for splices that go on where the last one ended.
pub fn compose<'a>(len_before: usize, splices: impl IntoIterator<Item = &'a Splice>) -> Option<Transaction> {
    let changes = splices.into_iter().map(|splice| Change {
        at: splice.at,
        delete: splice.delete,
        insert: &splice.insert,
    });
    compose_changes(len_before, changes)
}

/// The same for changes of a chunk.
pub(crate) fn compose_changes<'a>(
    len_before: usize,
    changes: impl IntoIterator<Item = Change<'a>>,
) -> Option<Transaction> {
    let mut pieces = pieces::Pieces::new(len_before);
    for change in changes {
        pieces.splice(&change)?;
    }
    Some(pieces.finish())
}
