//! A small seeded random source, the same on every machine. Not for anything that must be hard to guess.

use std::{env, ops::Range, thread, time::SystemTime};

/// Pieces of text that have broken editors: endings, wide, combining, joined, right-to-left, invisible.
const PIECES: &[&str] = &[
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "    ",
    "a",
    "word",
    "snake_case",
    "camelCase",
    "(",
    ")",
    "{}",
    "\"",
    "// note",
    "é",
    "e\u{301}",
    "ß",
    "日本語",
    "한글",
    "👍",
    "👩\u{200d}👩\u{200d}👧",
    "🇩🇪",
    "👍🏽",
    "עברית",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "\0",
    "\u{7f}",
    "\u{10ffff}",
];

/// Runs `case` with `cases` different seeds, always the same ones. `SEED=n` runs that one only, `SEED=random`
/// new ones. When a case fails, the line that reproduces it is printed.
#[track_caller]
pub fn random_cases(cases: u64, mut case: impl FnMut(&mut Random)) {
    let seeds = match env::var("SEED") {
        Ok(seed) if seed == "random" => {
            let start = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |t| t.as_nanos() as u64) >> 8;
            start..start.saturating_add(cases)
        }
        Ok(seed) => {
            let parsed = seed.parse::<u64>();
            assert!(parsed.is_ok(), "SEED must be a number or 'random', not {seed:?}");
            let seed = parsed.unwrap_or_default();
            seed..seed.saturating_add(1)
        }
        Err(_) => 0..cases,
    };
    for seed in seeds {
        let reminder = Reminder(seed);
        case(&mut Random::new(seed));
        drop(reminder);
    }
}

/// Says the seed when a test panics while it is alive.
struct Reminder(u64);

impl Drop for Reminder {
    #[expect(clippy::print_stderr, reason = "the seed must be seen by whoever runs the test")]
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("failed with this seed; to reproduce it: SEED={}", self.0);
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
#[derive(Clone, Debug)]
pub struct Random {
    state: u64,
}

impl Random {
    /// A source that gives the same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Any number.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        // The high part of the product is as even as the range is small against 2^64.
        ((u128::from(self.next_u64()) * end as u128) >> 64) as usize
    }

    /// A number of `range`; its start when it is empty.
    pub fn range(&mut self, range: Range<usize>) -> usize {
        range.start + self.below(range.end.saturating_sub(range.start))
    }

    /// Yes, in one case of `n`.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// Yes or no.
    pub fn bool(&mut self) -> bool {
        self.one_in(2)
    }

    /// One of `items`.
    ///
    /// # Panics
    /// When there are none.
    #[track_caller]
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        assert!(!items.is_empty(), "nothing to pick from");
        &items[self.below(items.len())]
    }

    /// Text of up to `pieces` pieces, among them all that is hard about text.
    pub fn text(&mut self, pieces: usize) -> String {
        (0..self.below(pieces + 1)).map(|_| *self.pick(PIECES)).collect()
    }

    /// An offset of `text` where a character starts, or its end.
    pub fn boundary(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    /// A range of `text` on character boundaries, empty now and then.
    pub fn text_range(&mut self, text: &str) -> Range<usize> {
        let (a, b) = (self.boundary(text), self.boundary(text));
        a.min(b)..a.max(b)
    }

    /// Puts `items` in any order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests;
