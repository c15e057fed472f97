//! Words: runs of one class of characters.

use std::ops::Range;

use super::uax29;
use crate::Text;

/// What a grapheme cluster counts as, by its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CharClass {
    /// Ends a line.
    LineEnd,
    /// Other white space.
    Space,
    /// Letters, digits, `_`.
    Word,
    /// Everything else.
    Other,
}

/// The class of a character.
pub fn class_of(c: char) -> CharClass {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => CharClass::Word,
        '\n' | '\r' => CharClass::LineEnd,
        c if c.is_whitespace() => CharClass::Space,
        c if c.is_ascii() => CharClass::Other,
        c if c.is_alphanumeric() => CharClass::Word,
        _ => CharClass::Other,
    }
}

/// A run of letters beyond ASCII is looked at in stretches of so many bytes (scripts without spaces).
const LONG_RUN: usize = 1024;

fn unicode_end(text: &Text, at: usize, end: usize) -> usize {
    uax29::next_word_boundary(text, at).min(end)
}

/// What words are made of in some language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words<'a> {
    extra: &'a str,
}

impl<'a> Words<'a> {
    /// Letters, digits and `_`.
    pub const PLAIN: Words<'static> = Words { extra: "" };

    /// Those and each character of `extra`, such as `-` in CSS.
    pub const fn with(extra: &'a str) -> Self {
        Self { extra }
    }

    /// The class of a character.
    pub fn class_of(self, c: char) -> CharClass {
        match class_of(c) {
            CharClass::Other if self.extra.contains(c) => CharClass::Word,
            class => class,
        }
    }

    fn class_at(self, text: &Text, at: usize) -> Option<CharClass> {
        let c = text.char_at(at)?;
        // A typographic apostrophe inside a word.
        if c == '\u{2019}' {
            let inside = text.char_before(at).is_some_and(char::is_alphabetic)
                && text.char_at(at + c.len_utf8()).is_some_and(char::is_alphabetic);
            return Some(if inside { CharClass::Word } else { CharClass::Other });
        }
        Some(self.class_of(c))
    }

    fn class_before(self, text: &Text, at: usize) -> Option<CharClass> {
        if at == 0 { None } else { self.class_at(text, text.prev_grapheme(at)) }
    }

    /// End of the run that starts at or holds `at`, forwards.
    fn run_end(self, text: &Text, at: usize) -> usize {
        let Some(class) = self.class_at(text, at) else { return at };
        let mut end = at;
        let mut ascii = true;
        while self.class_at(text, end) == Some(class) {
            ascii &= text.char_at(end).is_some_and(|c| c.is_ascii());
            let next = text.next_grapheme(end);
            if class == CharClass::LineEnd {
                return next;
            }
            end = next;
            if class == CharClass::Word && !ascii && end - at > LONG_RUN {
                break;
            }
        }
        if class == CharClass::Word && !ascii { unicode_end(text, at, end) } else { end }
    }

    /// Start of the run that ends at `at`, backwards.
    fn run_start(self, text: &Text, at: usize) -> usize {
        let Some(class) = self.class_before(text, at) else { return at };
        let mut start = at;
        let mut ascii = true;
        while self.class_before(text, start) == Some(class) {
            let previous = text.prev_grapheme(start);
            ascii &= text.char_at(previous).is_some_and(|c| c.is_ascii());
            start = previous;
            if class == CharClass::LineEnd {
                return start;
            }
            if class == CharClass::Word && !ascii && at - start > LONG_RUN {
                break;
            }
        }
        if class == CharClass::Word && !ascii {
            uax29::prev_word_boundary(text, at).max(start)
        } else {
            start
        }
    }

    /// The run of one class around `at` and that class; at the end of a run, the one that begins there. `None` in the
    /// empty text and at its end.
    pub fn run_around(self, text: &Text, at: usize) -> Option<(Range<usize>, CharClass)> {
        let at = text.clamp_grapheme(at);
        let class = self.class_at(text, at)?;
        let next = text.next_grapheme(at);
        let start = self.run_start(text, next).min(at);
        Some((start..self.run_end(text, start).max(next), class))
    }

    fn skip_spaces(self, text: &Text, mut at: usize) -> usize {
        while self.class_at(text, at) == Some(CharClass::Space) {
            at = text.next_grapheme(at);
        }
        at
    }

    fn skip_spaces_back(self, text: &Text, mut at: usize) -> usize {
        while self.class_before(text, at) == Some(CharClass::Space) {
            at = text.prev_grapheme(at);
        }
        at
    }

    /// The end of the next word on this line, or the end of the line; from the end of a line, on the next one. One
    /// character of punctuation is taken along with the word behind it.
    pub fn next_word_end(self, text: &Text, at: usize) -> usize {
        let mut at = text.clamp_grapheme(at);
        if self.class_at(text, at) == Some(CharClass::LineEnd) {
            at = text.next_grapheme(at);
        }
        at = self.skip_spaces(text, at);
        match self.class_at(text, at) {
            None | Some(CharClass::LineEnd) => at,
            Some(CharClass::Other) => {
                let end = self.run_end(text, at);
                let single = text.next_grapheme(at) == end;
                if single && self.class_at(text, end) == Some(CharClass::Word) {
                    self.run_end(text, end)
                } else {
                    end
                }
            }
            Some(_) => self.run_end(text, at),
        }
    }

    /// The start of the word before on this line, or the start of the line; from the start of a line, on the line before.
    /// One character of punctuation is passed along with the word behind it.
    pub fn prev_word_start(self, text: &Text, at: usize) -> usize {
        let mut at = text.clamp_grapheme(at);
        if self.class_before(text, at) == Some(CharClass::LineEnd) {
            at = text.prev_grapheme(at);
        }
        at = self.skip_spaces_back(text, at);
        match self.class_before(text, at) {
            None | Some(CharClass::LineEnd) => at,
            Some(CharClass::Other) => {
                let start = self.run_start(text, at);
                let single = text.prev_grapheme(at) == start;
                let joins = single && self.class_at(text, at) == Some(CharClass::Word);
                if joins && self.class_before(text, start) == Some(CharClass::Word) {
                    self.run_start(text, start)
                } else {
                    start
                }
            }
            Some(_) => self.run_start(text, at),
        }
    }

    /// The start of the next word: past this run and the white space behind it. Stops at line ends.
    pub fn next_word_start(self, text: &Text, at: usize) -> usize {
        let at = text.clamp_grapheme(at);
        match self.class_at(text, at) {
            None => at,
            Some(CharClass::LineEnd) => self.skip_spaces(text, text.next_grapheme(at)),
            Some(_) => self.skip_spaces(text, self.run_end(text, at)),
        }
    }

    /// The end of the word before: back over this run and the white space before it. Stops at line starts.
    pub fn prev_word_end(self, text: &Text, at: usize) -> usize {
        let at = text.clamp_grapheme(at);
        match self.class_before(text, at) {
            None => at,
            Some(CharClass::LineEnd) => self.skip_spaces_back(text, text.prev_grapheme(at)),
            Some(_) => self.skip_spaces_back(text, self.run_start(text, at)),
        }
    }

    /// Where deleting a word to the left ends: two or more spaces go alone, else the word before with the space behind it.
    pub fn word_left_for_delete(self, text: &Text, at: usize) -> usize {
        let at = text.clamp_grapheme(at);
        if self.class_before(text, at) == Some(CharClass::LineEnd) {
            return text.prev_grapheme(at);
        }
        let spaces = self.skip_spaces_back(text, at);
        if at - spaces >= 2 || matches!(self.class_before(text, spaces), None | Some(CharClass::LineEnd)) {
            return spaces;
        }
        self.run_start(text, spaces)
    }

    /// Where deleting a word to the right ends: two or more spaces go alone, else the word with the space before it. A
    /// line ending goes with the indentation behind it.
    pub fn word_right_for_delete(self, text: &Text, at: usize) -> usize {
        let at = text.clamp_grapheme(at);
        if self.class_at(text, at) == Some(CharClass::LineEnd) {
            return self.skip_spaces(text, text.next_grapheme(at));
        }
        let spaces = self.skip_spaces(text, at);
        if spaces - at >= 2 || matches!(self.class_at(text, spaces), None | Some(CharClass::LineEnd)) {
            return spaces;
        }
        self.run_end(text, spaces)
    }
}

/// [`Words::next_word_end`] of plain words.
pub fn next_word_end(text: &Text, at: usize) -> usize {
    Words::PLAIN.next_word_end(text, at)
}

/// [`Words::next_word_start`] of plain words.
pub fn next_word_start(text: &Text, at: usize) -> usize {
    Words::PLAIN.next_word_start(text, at)
}

/// [`Words::prev_word_end`] of plain words.
pub fn prev_word_end(text: &Text, at: usize) -> usize {
    Words::PLAIN.prev_word_end(text, at)
}

/// [`Words::prev_word_start`] of plain words.
pub fn prev_word_start(text: &Text, at: usize) -> usize {
    Words::PLAIN.prev_word_start(text, at)
}

/// [`Words::word_left_for_delete`] of plain words.
pub fn word_left_for_delete(text: &Text, at: usize) -> usize {
    Words::PLAIN.word_left_for_delete(text, at)
}

/// [`Words::word_right_for_delete`] of plain words.
pub fn word_right_for_delete(text: &Text, at: usize) -> usize {
    Words::PLAIN.word_right_for_delete(text, at)
}

/// [`Words::run_around`] of plain words.
pub fn run_around(text: &Text, at: usize) -> Option<(Range<usize>, CharClass)> {
    Words::PLAIN.run_around(text, at)
}
