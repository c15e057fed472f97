//! Parts of words: `camelCase`, `snake_case`, `HTTPServer`, `utf8`.

use super::word::{CharClass, Words, class_of};
use crate::Text;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Lower,
    Upper,
    Digit,
    Underscore,
    Space,
    Other,
}

fn kind_of(c: char) -> Kind {
    match c {
        '_' => Kind::Underscore,
        c if c.is_numeric() => Kind::Digit,
        c if c.is_uppercase() => Kind::Upper,
        c => match class_of(c) {
            CharClass::Word => Kind::Lower,
            CharClass::Space | CharClass::LineEnd => Kind::Space,
            CharClass::Other => Kind::Other,
        },
    }
}

/// Whether a part ends between `before` and `at`, with `after` behind `at`.
fn is_border(before: char, at: char, after: Option<char>) -> bool {
    use Kind::{Digit, Lower, Underscore, Upper};
    match (kind_of(before), kind_of(at)) {
        (Lower, Upper) => true,
        // The last capital of a row begins a word: HTTP|Server.
        (Upper, Upper) => after.is_some_and(|after| kind_of(after) == Lower),
        (Upper, Lower) => false,
        (Digit, Digit) | (Lower, Lower) | (Underscore, Underscore) => false,
        // Digits stay with the letters before them: utf8, but 8|bit.
        (Lower | Upper, Digit) => false,
        (a, b) => a != b,
    }
}

/// The end of the part of a word at or after `at`.
pub fn next_subword_end(text: &Text, at: usize) -> usize {
    let at = text.clamp_grapheme(at);
    let limit = Words::PLAIN.next_word_end(text, at);
    // White space and underscores before the part are passed.
    let mut position = at;
    while position < limit
        && text.char_at(position).is_some_and(|c| matches!(kind_of(c), Kind::Space | Kind::Underscore))
    {
        position = text.next_grapheme(position);
    }
    let Some(mut before) = text.char_at(position).filter(|_| position < limit) else {
        return limit.max(position);
    };
    position = text.next_grapheme(position);
    while position < limit {
        let Some(c) = text.char_at(position) else { break };
        let next = text.next_grapheme(position);
        if is_border(before, c, text.char_at(next)) {
            return position;
        }
        before = c;
        position = next;
    }
    limit
}

/// The start of the part of a word before `at`.
pub fn prev_subword_start(text: &Text, at: usize) -> usize {
    let at = text.clamp_grapheme(at);
    let limit = Words::PLAIN.prev_word_start(text, at);
    let mut position = at;
    while position > limit
        && text.char_before(position).is_some_and(|c| matches!(kind_of(c), Kind::Space | Kind::Underscore))
    {
        position = text.prev_grapheme(position);
    }
    while position > limit {
        let start = text.prev_grapheme(position);
        if start <= limit {
            return limit;
        }
        let (Some(before), Some(c)) = (text.char_at(text.prev_grapheme(start)), text.char_at(start)) else {
            break;
        };
        if is_border(before, c, text.char_at(text.next_grapheme(start))) {
            return start;
        }
        position = start;
    }
    limit
}
