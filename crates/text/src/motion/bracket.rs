//! Brackets by counting, blind to strings and comments: for plain text, and where there is no syntax tree.

use std::ops::Range;

use crate::Text;

/// Brackets that match each other.
pub const BRACKETS: [(char, char); 3] = [('(', ')'), ('[', ']'), ('{', '}')];

/// How far is looked, in characters, so that a file without the other bracket does not cost a frame.
const FAR: usize = 1 << 20;

fn partner(c: char) -> Option<(char, bool)> {
    BRACKETS.iter().find_map(|(open, close)| match c {
        c if c == *open => Some((*close, true)),
        c if c == *close => Some((*open, false)),
        _ => None,
    })
}

/// Where the partner of the bracket at `at`, or else of the one before it, starts.
pub fn matching_bracket(text: &Text, at: usize) -> Option<usize> {
    let at = text.clamp_boundary(at);
    let here = text.char_at(at).filter(|c| partner(*c).is_some()).map(|c| (at, c));
    let (at, bracket) = here.or_else(|| {
        let c = text.char_before(at).filter(|c| partner(*c).is_some())?;
        Some((at - c.len_utf8(), c))
    })?;
    let (other, forwards) = partner(bracket)?;
    if forwards {
        let mut place = at;
        let mut depth = 0usize;
        for c in text.chars_at(at).take(FAR) {
            if c == bracket {
                depth += 1;
            } else if c == other {
                depth -= 1;
                if depth == 0 {
                    return Some(place);
                }
            }
            place += c.len_utf8();
        }
    } else {
        let mut place = at;
        let mut depth = 1usize;
        for c in text.chars_before(at).take(FAR) {
            place -= c.len_utf8();
            if c == bracket {
                depth += 1;
            } else if c == other {
                depth -= 1;
                if depth == 0 {
                    return Some(place);
                }
            }
        }
    }
    None
}

/// The innermost pair of brackets around `range`, with the brackets. A pair whose inside is just `range` counts, one
/// that is just `range` does not.
pub fn enclosing_brackets(text: &Text, range: Range<usize>) -> Option<Range<usize>> {
    let start = text.clamp_boundary(range.start);
    let end = text.clamp_boundary(range.end).max(start);
    let mut closed: Vec<char> = Vec::new();
    let mut place = start;
    for c in text.chars_before(start).take(FAR) {
        place -= c.len_utf8();
        match partner(c) {
            Some((_, false)) => closed.push(c),
            Some((close, true)) => {
                if let Some(index) = closed.iter().rposition(|open| *open == close) {
                    // Brackets that do not match inside a matching pair are ignored.
                    closed.truncate(index);
                } else if let Some(found) = matching_bracket(text, place)
                    && found >= end
                {
                    return Some(place..found + close.len_utf8());
                }
            }
            None => {}
        }
    }
    None
}
