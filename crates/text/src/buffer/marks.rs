//! Places that move with the text.

use std::collections::BTreeMap;

use crate::transaction::{Bias, Transaction};

/// A remembered place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarkId(u64);

#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    places: BTreeMap<MarkId, (usize, Bias)>,
    next: u64,
}

impl Marks {
    pub(super) fn add(&mut self, byte: usize, bias: Bias) -> MarkId {
        let id = MarkId(self.next);
        self.next += 1;
        self.places.insert(id, (byte, bias));
        id
    }

    pub(super) fn get(&self, id: MarkId) -> Option<usize> {
        self.places.get(&id).map(|(byte, _)| *byte)
    }

    pub(super) fn remove(&mut self, id: MarkId) {
        self.places.remove(&id);
    }

    pub(super) fn map(&mut self, transaction: &Transaction) {
        for (byte, bias) in self.places.values_mut() {
            *byte = transaction.map(*byte, *bias);
        }
    }
}
