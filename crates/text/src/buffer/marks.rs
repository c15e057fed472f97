//! Marks: places that move along with changes.

use std::collections::BTreeMap;

use crate::{Bias, Transaction};

/// Names a mark of one buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MarkId(u64);

#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    places: BTreeMap<MarkId, (usize, Bias)>,
    next: u64,
}

impl Marks {
    pub(super) fn add(&mut self, at: usize, bias: Bias) -> MarkId {
        let id = MarkId(self.next);
        self.next += 1;
        self.places.insert(id, (at, bias));
        id
    }

    pub(super) fn get(&self, id: MarkId) -> Option<usize> {
        self.places.get(&id).map(|(at, _)| *at)
    }

    pub(super) fn remove(&mut self, id: MarkId) -> bool {
        self.places.remove(&id).is_some()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (MarkId, usize)> + '_ {
        self.places.iter().map(|(id, (at, _))| (*id, *at))
    }

    /// Moves all of them in one pass over the transaction.
    pub(super) fn map(&mut self, transaction: &Transaction) {
        let mut places: Vec<&mut (usize, Bias)> = self.places.values_mut().collect();
        places.sort_by_key(|place| place.0);
        let moved = transaction.map_sorted(places.iter().map(|place| **place));
        for (place, at) in places.into_iter().zip(moved) {
            place.0 = at;
        }
    }
}
