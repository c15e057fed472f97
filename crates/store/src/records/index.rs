//! Indexes: keys beside the records by which these are found. A key is made of parts whose bytes are in the order of
//! their values, so that records come in that order, and the first parts alone find all that share them.

use justbuilt_base::Timestamp;

use super::{Record, RecordId, RecordType};
use crate::hash::ContentHash;

/// Bytes of a text in a key; a longer one is cut and told apart by its hash.
const LONGEST: usize = 200;

/// A way to find records of a type. Whoever changes what its keys are gives it another name: indexes are made anew
/// when their names change.
pub struct Index<T: RecordType> {
    /// Its name among those of the type.
    pub name: &'static str,
    /// Whether a key may be there once only.
    pub unique: bool,
    /// The keys of a record; none, one or more.
    pub keys: fn(&Record<T>) -> Vec<IndexKey>,
}

impl<T: RecordType> Clone for Index<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: RecordType> Copy for Index<T> {}

/// A key of an index, or its first parts.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexKey(pub(super) Vec<u8>);

impl IndexKey {
    /// No parts: finds all.
    pub fn new() -> Self {
        Self::default()
    }

    /// The key of one id.
    pub fn of(id: RecordId) -> Self {
        Self::new().id(id)
    }

    /// With an id.
    pub fn id(mut self, id: RecordId) -> Self {
        self.0.extend(id.0);
        self
    }

    /// With a text.
    pub fn text(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        match bytes.split_at_checked(LONGEST) {
            Some((start, rest)) if !rest.is_empty() => {
                self.escaped(start);
                self.escaped(&ContentHash::of(bytes).0);
            }
            _ => self.escaped(bytes),
        }
        // Less than any byte that can follow, so that a text comes before those that it begins.
        self.0.extend([0, 1]);
        self
    }

    /// With the start of a text, of up to 200 bytes: finds all that begin so. Nothing can follow it.
    pub fn starting_with(mut self, text: &str) -> Self {
        self.escaped(text.as_bytes());
        self
    }

    /// With a number.
    pub fn number(mut self, number: u64) -> Self {
        self.0.extend(number.to_be_bytes());
        self
    }

    /// With a time.
    pub fn time(self, time: Timestamp) -> Self {
        // The sign is turned round, so that times before 1970 come first.
        self.number(time.0.cast_unsigned() ^ (1 << 63))
    }

    fn escaped(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0.push(byte);
            if byte == 0 {
                self.0.push(0xff);
            }
        }
    }
}

#[cfg(test)]
mod tests;
