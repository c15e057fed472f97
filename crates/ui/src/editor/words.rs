//! What a double click selects. Bounded: it looks at a few thousand bytes around the click at most.

use std::ops::Range;

use justbuilt_text::Text;

/// Bytes looked at on either side.
const REACH: usize = 4096;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Sign,
}

fn class(c: char, extra: &str) -> Class {
    if c.is_alphanumeric() || c == '_' || is_mark(c) || extra.contains(c) {
        Class::Word
    } else if c.is_whitespace() {
        Class::Space
    } else {
        Class::Sign
    }
}

/// Combining marks and joiners belong to the word they stand in.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x200c..=0x200d | 0xfe00..=0xfe0f | 0x20d0..=0x20ff)
}

/// The run of word characters, of space or of signs at `byte`, within its line. After the end of a word it is that word.
/// `extra` are characters that the language counts as part of words, such as `-` in CSS.
pub(super) fn word_at(text: &Text, byte: usize, extra: &str) -> Range<usize> {
    let class = |c: char| class(c, extra);
    let line = text.line_content(text.line_of(byte));
    let byte = byte.clamp(line.start, line.end);
    let window = text.clamp_boundary(byte.saturating_sub(REACH).max(line.start))
        ..text.clamp_boundary((byte + REACH).min(line.end));
    let slice = text.slice(window.clone());
    let (before, after) = slice.split_at(byte - window.start);
    let next = after.chars().next().map(class);
    let previous = before.chars().next_back().map(class);
    let kind = match (previous, next) {
        (Some(Class::Word), Some(next)) if next != Class::Word => Class::Word,
        (_, Some(next)) => next,
        (Some(previous), None) => previous,
        (None, None) => return byte..byte,
    };
    let right: usize = after.chars().take_while(|c| class(*c) == kind).map(char::len_utf8).sum();
    let left: usize = before.chars().rev().take_while(|c| class(*c) == kind).map(char::len_utf8).sum();
    byte - left..byte + right
}

#[cfg(test)]
mod tests;
