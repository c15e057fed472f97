//! Making selections: words, lines, brackets, everything, more carets, other places with the same text.

mod carets;
mod occurrences;

use std::ops::Range;

use crate::{Selection, Selections, Text, motion, motion::CharClass, motion::Words};

pub use carets::{add_caret_above, add_caret_below, carets_at_line_ends, column_selection, split_into_lines};
pub use occurrences::{add_next_match, all_matches, move_to_next_match};

/// The word at `at`, or the one that ends there. `None` where there is no word.
pub fn word_at(text: &Text, at: usize) -> Option<Range<usize>> {
    word_at_of(Words::PLAIN, text, at)
}

/// The same in a language with its own words.
pub fn word_at_of(words: Words<'_>, text: &Text, at: usize) -> Option<Range<usize>> {
    let at = text.clamp_boundary(at);
    let is_word = |(_, class): &(Range<usize>, CharClass)| *class == CharClass::Word;
    let here = words.run_around(text, at).filter(is_word);
    let found = here.or_else(|| {
        let before = text.prev_grapheme(at);
        if before == at { None } else { words.run_around(text, before).filter(is_word) }
    });
    found.map(|(range, _)| range)
}

/// What a double click at `at` selects: the word, else the run of white space or punctuation there.
pub fn double_click(text: &Text, at: usize) -> Range<usize> {
    double_click_of(Words::PLAIN, text, at)
}

/// The same in a language with its own words.
pub fn double_click_of(words: Words<'_>, text: &Text, at: usize) -> Range<usize> {
    let at = text.clamp_grapheme(at);
    let found = word_at_of(words, text, at).or_else(|| {
        let run = words.run_around(text, at).filter(|(_, class)| *class != CharClass::LineEnd);
        let before = || {
            words.run_around(text, text.prev_grapheme(at)).filter(|(_, class)| *class != CharClass::LineEnd)
        };
        run.or_else(before).map(|(range, _)| range)
    });
    found.unwrap_or(at..at)
}

/// Each selection to the word it is at; what is selected already stays.
pub fn select_word(text: &Text, selections: &Selections) -> Selections {
    select_word_of(Words::PLAIN, text, selections)
}

/// The same in a language with its own words.
pub fn select_word_of(words: Words<'_>, text: &Text, selections: &Selections) -> Selections {
    selections.transform(|selection| match word_at_of(words, text, selection.head) {
        Some(word) if selection.is_caret() => Selection::of(word),
        _ => selection,
    })
}

/// Each selection to whole lines with their endings; again, one line more.
pub fn select_line(text: &Text, selections: &Selections) -> Selections {
    selections.transform(|selection| {
        let start = text.line_start(text.line_of(selection.from()));
        let end = text.line_range(text.line_of(selection.to())).end;
        Selection::new(start, end)
    })
}

/// The lines that `at` is on, with its ending: a triple click.
pub fn line_at(text: &Text, at: usize) -> Range<usize> {
    text.line_range(text.line_of(at))
}

/// Everything.
pub fn select_all(text: &Text) -> Selections {
    Selections::single(Selection::new(0, text.len()))
}

/// The paragraph at each selection: lines between blank ones.
pub fn select_paragraph(text: &Text, selections: &Selections) -> Selections {
    let blank = |line: usize| motion::first_non_blank(text, line) == text.line_end(line);
    selections.transform(|selection| {
        let mut first = text.line_of(selection.from());
        let mut last = text.line_of(selection.to());
        while first > 0 && !blank(first - 1) {
            first -= 1;
        }
        while last + 1 < text.line_count() && !blank(last + 1) {
            last += 1;
        }
        Selection::new(text.line_start(first), text.line_range(last).end)
    })
}

/// Each selection to the inside of the brackets around it; when that is selected, with the brackets.
pub fn expand_to_brackets(text: &Text, selections: &Selections) -> Selections {
    selections.transform(|selection| {
        let range = selection.range();
        let Some(outer) = motion::enclosing_brackets(text, range.clone()) else { return selection };
        let inner = text.next_char(outer.start)..text.prev_char(outer.end);
        let is_inner = inner == range && !range.is_empty();
        selection.with_range(if is_inner || inner.is_empty() { outer } else { inner })
    })
}

/// The next larger selection without a syntax tree: word, line content, inside of brackets, brackets, everything.
pub fn expand(text: &Text, selections: &Selections) -> Selections {
    selections.transform(|selection| {
        let range = selection.range();
        let line = text.line_of(range.start);
        let content = motion::first_non_blank(text, line)..motion::last_non_blank(text, line);
        let brackets = motion::enclosing_brackets(text, range.clone());
        let inner = brackets.clone().map(|outer| text.next_char(outer.start)..text.prev_char(outer.end));
        let candidates = [
            word_at(text, range.start).filter(|_| selection.is_caret() || text.line_of(range.end) == line),
            inner,
            brackets,
            Some(content),
            Some(text.line_range(line)),
            Some(0..text.len()),
        ];
        let larger = |candidate: &Range<usize>| {
            candidate.start <= range.start && candidate.end >= range.end && candidate.len() > range.len()
        };
        let next = candidates.into_iter().flatten().filter(larger).min_by_key(Range::len);
        next.map_or(selection, |range| selection.with_range(range))
    })
}

#[cfg(test)]
mod tests;
