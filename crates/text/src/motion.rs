//! Motions: pure functions from a text and an offset to an offset. Words are runs of letters, digits and `_`, runs of
//! other characters and white space; inside a run of letters beyond ASCII the word boundaries of Unicode (UAX #29)
//! hold. Moving over rows of the screen is the display map's.

mod bracket;
mod line;
mod subword;
mod uax29;
mod word;

pub use bracket::{BRACKETS, enclosing_brackets, matching_bracket};
pub use line::{
    first_non_blank, goal_column, last_non_blank, line_end, line_start, next_paragraph, page,
    previous_paragraph, smart_line_start, vertical,
};
pub use subword::{next_subword_end, prev_subword_start};
pub use uax29::{next_word_boundary, prev_word_boundary};
pub use word::{
    CharClass, Words, class_of, next_word_end, next_word_start, prev_word_end, prev_word_start, run_around,
    word_left_for_delete, word_right_for_delete,
};

use crate::Text;

/// The grapheme boundary after `at`.
pub fn right(text: &Text, at: usize) -> usize {
    text.next_grapheme(at)
}

/// The grapheme boundary before `at`.
pub fn left(text: &Text, at: usize) -> usize {
    text.prev_grapheme(at)
}

#[cfg(test)]
mod tests;
