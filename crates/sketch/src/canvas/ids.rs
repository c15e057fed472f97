//! Names for new elements: from a seed, so that tests and replays give the same ones.
//!
//! Not here: where a seed comes from.

use super::board::Board;
use crate::scene::ElementId;

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A source of ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ids {
    state: u64,
}

impl Ids {
    /// Give every sketch, and every person who draws in it, a seed of their own.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// An id that the board does not have: 11 letters and digits.
    pub fn next(&mut self, board: &Board) -> ElementId {
        loop {
            let id = self.draw();
            if board.get(&id).is_none() {
                return id;
            }
        }
    }

    /// SplitMix64, written in letters.
    fn draw(&mut self) -> ElementId {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        let mut text = String::with_capacity(11);
        for _ in 0..11 {
            text.push(LETTERS.get((z % 62) as usize).map_or('0', |&b| char::from(b)));
            z /= 62;
        }
        ElementId::from(text)
    }
}
