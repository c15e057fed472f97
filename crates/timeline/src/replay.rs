//! Replaying operations: many splices become one change, or are done in place in a gap buffer. Not for looking
//! operations up: that is the op log's work.

mod pieces;

use justbuilt_text::Transaction;

use crate::Splice;

/// All splices, one after the other, as one change of a text of `len_before` bytes. `None` when one of them does not
/// fit. O(splices²) at worst, with a small constant; O(splices) for splices that go on where the last one ended.
pub fn compose<'a>(len_before: usize, splices: impl IntoIterator<Item = &'a Splice>) -> Option<Transaction> {
    let mut pieces = pieces::Pieces::new(len_before);
    for splice in splices {
        pieces.splice(splice)?;
    }
    Some(pieces.finish())
}
