//! A list that grows at its end and is cheap to clone: pieces are shared until one is changed. So a query can look at
//! sixty thousand nodes while recording goes on.

use std::sync::Arc;

/// Items of a piece. Changing a shared piece copies it.
const PIECE: usize = 256;

/// The list.
#[derive(Clone, Debug)]
pub(crate) struct Chunks<T> {
    pieces: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { pieces: Vec::new(), len: 0 }
    }
}

impl<T: Clone> Chunks<T> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn push(&mut self, item: T) {
        if self.len.is_multiple_of(PIECE) {
            self.pieces.push(Arc::new(Vec::with_capacity(PIECE)));
        }
        if let Some(piece) = self.pieces.last_mut() {
            Arc::make_mut(piece).push(item);
            self.len += 1;
        }
    }

    pub fn get(&self, index: usize) -> Option<&T> {
        self.pieces.get(index / PIECE)?.get(index % PIECE)
    }

    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        Arc::make_mut(self.pieces.get_mut(index / PIECE)?).get_mut(index % PIECE)
    }

    pub fn last(&self) -> Option<&T> {
        self.pieces.last()?.last()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.pieces.iter().flat_map(|piece| piece.iter())
    }

    /// The items from `from` up to `to`.
    pub fn range(&self, from: usize, to: usize) -> impl DoubleEndedIterator<Item = &T> {
        (from..to.min(self.len)).filter_map(|index| self.get(index))
    }

    /// How many items at the front satisfy `before`; all that do come first.
    pub fn partition_point(&self, mut before: impl FnMut(&T) -> bool) -> usize {
        let whole = self.pieces.partition_point(|piece| piece.last().is_some_and(&mut before));
        let rest = self.pieces.get(whole).map_or(0, |piece| piece.partition_point(before));
        (whole * PIECE + rest).min(self.len)
    }
}

#[cfg(test)]
mod tests;
