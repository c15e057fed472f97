//! Word boundaries as Unicode defines them (UAX #29), over the rope.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::Text;

/// Characters looked at around a place. No rule but that of flags looks further than the neighbours with their marks.
const WINDOW: usize = 512;
/// How far back a certain boundary is looked for, in characters, before any grapheme boundary has to do.
const FAR: usize = 4096;

/// The first word boundary after `at`; the end of the text at the end.
pub fn next_word_boundary(text: &Text, at: usize) -> usize {
    let at = text.clamp_boundary(at);
    let mut ahead = WINDOW;
    loop {
        let range = window(text, at, ahead);
        let slice = text.slice(range.clone());
        let next = slice
            .split_word_bound_indices()
            .map(|(offset, _)| range.start + offset)
            .find(|offset| *offset > at);
        match next {
            Some(next) if next + WINDOW / 2 < range.end || range.end == text.len() => return next,
            None if range.end == text.len() => return text.len(),
            _ => ahead *= 4,
        }
    }
}

/// The last word boundary before `at`; 0 at the start.
pub fn prev_word_boundary(text: &Text, at: usize) -> usize {
    let at = text.clamp_boundary(at);
    let mut behind = WINDOW;
    loop {
        let range = window_back(text, at, behind);
        let slice = text.slice(range.clone());
        let boundaries = slice.split_word_bound_indices().map(|(offset, _)| range.start + offset);
        let previous = boundaries.take_while(|offset| *offset < at).last();
        match previous {
            Some(previous) if previous > range.start || range.start == 0 => return previous,
            None if range.start == 0 => return 0,
            _ => behind *= 4,
        }
    }
}

/// From a safe place at or before `at` to some way behind it.
fn window(text: &Text, at: usize, ahead: usize) -> Range<usize> {
    safe_start(text, at)..text.clamp_boundary(at.saturating_add(ahead))
}

fn window_back(text: &Text, at: usize, behind: usize) -> Range<usize> {
    safe_start(text, at.saturating_sub(behind))..text.clamp_boundary(at.saturating_add(WINDOW))
}

/// A place at or before `at` where a boundary is certain whatever comes before: between a line feed or an ASCII
/// character other than letters, digits and marks that join, and what follows a space.
fn safe_start(text: &Text, at: usize) -> usize {
    let at = text.clamp_boundary(at);
    let mut start = at;
    let mut after: Option<char> = text.char_at(at);
    for c in text.chars_before(at).take(FAR) {
        if c == '\n' || (c == ' ' && after.is_some_and(|after| after.is_ascii_alphanumeric())) {
            return start;
        }
        start -= c.len_utf8();
        after = Some(c);
    }
    text.clamp_grapheme(start)
}
