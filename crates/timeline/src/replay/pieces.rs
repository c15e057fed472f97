//! A piece table over a text that is not there: what is kept of it, and what came in between. It composes splices
//! without seeing the text.

use justbuilt_text::Transaction;

use crate::oplog::Change;

/// A part of the new text.
#[derive(Clone, Copy, Debug)]
struct Piece {
    /// Bytes.
    len: usize,
    /// Where it starts: in the old text, or in what was inserted.
    start: usize,
    /// Whether it is from the old text.
    old: bool,
}

/// The new text as pieces of the old one and of what was inserted.
#[derive(Debug)]
pub struct Pieces {
    pieces: Vec<Piece>,
    /// Everything that was inserted, in order of insertion.
    inserted: String,
    old_len: usize,
    len: usize,
    /// The piece that was changed last and where it starts; the next splice is mostly near it.
    near: (usize, usize),
}

impl Pieces {
    /// The text of `len` bytes, unchanged.
    pub fn new(len: usize) -> Self {
        let pieces = if len > 0 { vec![Piece { len, start: 0, old: true }] } else { Vec::new() };
        Self { pieces, inserted: String::new(), old_len: len, len, near: (0, 0) }
    }

    /// Changes the text. `None`, and nothing is changed, when it does not fit.
    pub fn splice(&mut self, splice: &Change<'_>) -> Option<()> {
        let end = splice.at.checked_add(splice.delete).filter(|end| *end <= self.len)?;
        let first = self.split(splice.at);
        if splice.delete > 0 {
            let last = self.split(end);
            self.pieces.drain(first..last);
            self.len -= splice.delete;
        }
        self.near = (first, splice.at);
        if !splice.insert.is_empty() {
            self.insert(first, splice);
        }
        Some(())
    }

    fn insert(&mut self, index: usize, splice: &Change<'_>) {
        let start = self.inserted.len();
        self.inserted.push_str(splice.insert);
        self.len += splice.insert.len();
        let before = index.checked_sub(1).and_then(|before| self.pieces.get_mut(before));
        match before {
            // Typing goes on: the piece grows.
            Some(piece) if !piece.old && piece.start + piece.len == start => {
                self.near = (index - 1, splice.at - piece.len);
                piece.len += splice.insert.len();
            }
            _ => self.pieces.insert(index, Piece { len: splice.insert.len(), start, old: false }),
        }
    }

    /// The index of the piece that starts at `at`, after cutting the one that holds it in two; the number of pieces at
    /// the end of the text.
    fn split(&mut self, at: usize) -> usize {
        let (mut index, mut start) = self.near;
        while start > at {
            index -= 1;
            start -= self.pieces.get(index).map_or(0, |piece| piece.len);
        }
        while let Some(piece) = self.pieces.get_mut(index) {
            if at == start {
                break;
            }
            if at < start + piece.len {
                let cut = at - start;
                let rest = Piece { len: piece.len - cut, start: piece.start + cut, old: piece.old };
                piece.len = cut;
                self.pieces.insert(index + 1, rest);
            }
            start += self.pieces.get(index).map_or(0, |piece| piece.len);
            index += 1;
        }
        self.near = (index, start);
        index
    }

    /// The change from the old text to the new one.
    pub fn finish(&self) -> Transaction {
        let mut builder = Transaction::builder(self.old_len);
        for piece in &self.pieces {
            if piece.old {
                // Old pieces keep their order, so this deletes what lies between.
                builder.delete(piece.start.saturating_sub(builder.position()));
                builder.retain(piece.len);
            } else if let Some(text) = self.inserted.get(piece.start..piece.start + piece.len) {
                builder.insert(text);
            }
        }
        builder.delete(self.old_len - builder.position());
        builder.finish()
    }
}
