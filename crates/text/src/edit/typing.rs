//! Typing: closing brackets and quotes, stepping over those that are there, putting them around selections.

use std::ops::Range;

use smol_str::{SmolStr, format_smolstr};

use super::{
    Change, EditContext, Pair,
    builder::{Piece, indent_range, per_selection},
};
use crate::{EditKind, Selection, Selections, Text, column, motion};

/// Characters before which a bracket or quote is closed; white space and the end of the line too.
const CLOSE_BEFORE: &str = ";:.,=}])>`";

/// Types `input` at every selection, replacing what is selected. A single character may close itself, step over its
/// like or surround what is selected, as the context says; a closing bracket that begins a line takes the indentation
/// of the line where it was opened.
pub fn insert_text(ctx: &EditContext, text: &Text, selections: &Selections, input: &str) -> Option<Change> {
    let mut chars = input.chars();
    match (chars.next(), chars.next()) {
        (Some(typed), None) if typed != '\n' && typed != '\r' => {
            per_selection(text, selections, EditKind::Insert, |_, selection| {
                typed_piece(ctx, text, selection, input)
            })
        }
        (None, _) => None,
        _ => insert_verbatim(ctx, text, selections, input),
    }
}

/// Puts `input` in at every selection as it is, with the document's line endings.
pub fn insert_verbatim(
    ctx: &EditContext,
    text: &Text,
    selections: &Selections,
    input: &str,
) -> Option<Change> {
    let input = SmolStr::from(ctx.line_ending.normalise(input));
    per_selection(text, selections, EditKind::Insert, |_, selection| {
        Piece::behind(selection.range(), input.clone())
    })
}

/// Replaces each selection with what `f` makes of its text and selects that.
pub fn replace_selections(
    text: &Text,
    selections: &Selections,
    kind: EditKind,
    mut f: impl FnMut(usize, &str) -> String,
) -> Option<Change> {
    per_selection(text, selections, kind, |index, selection| {
        let insert = SmolStr::from(f(index, &text.slice(selection.range())));
        let ends = selection.with_range(0..insert.len());
        Piece { range: selection.range(), insert, anchor: ends.anchor, head: ends.head }
    })
}

fn typed_piece(ctx: &EditContext, text: &Text, selection: &Selection, input: &str) -> Piece {
    let plain = Piece::behind(selection.range(), input);
    if !selection.is_caret() {
        return if ctx.auto_surround {
            surround(ctx, text, selection, input).unwrap_or(plain)
        } else {
            plain
        };
    }
    let at = selection.head;
    if ctx.auto_pair {
        if steps_over(ctx, text, at, input) {
            let end = at + input.len();
            return Piece::caret(at..end, input, input.len());
        }
        if let Some(close) = closing(ctx, text, at, input) {
            return Piece::caret(at..at, format_smolstr!("{input}{close}"), input.len());
        }
    }
    if ctx.auto_indent
        && let Some(piece) = outdented(ctx, text, at, input)
    {
        return piece;
    }
    plain
}

fn surround(ctx: &EditContext, text: &Text, selection: &Selection, input: &str) -> Option<Piece> {
    let pair = ctx.language.pairs.iter().find(|pair| pair.open == input)?;
    let inside = text.slice(selection.range());
    // Only white space is rather replaced.
    if inside.trim().is_empty() {
        return None;
    }
    let ends = selection.with_range(pair.open.len()..pair.open.len() + inside.len());
    let insert = format_smolstr!("{}{inside}{}", pair.open, pair.close);
    Some(Piece { range: selection.range(), insert, anchor: ends.anchor, head: ends.head })
}

/// Whether what is typed is there already and was most likely put there by us.
fn steps_over(ctx: &EditContext, text: &Text, at: usize, input: &str) -> bool {
    let Some(pair) = ctx.language.pairs.iter().find(|pair| pair.close == input) else { return false };
    if text.slice(at..at + input.len()) != input {
        return false;
    }
    if pair.is_quote() {
        return !escaped(text, at);
    }
    // With more open brackets before than closed ones behind, one more is needed.
    let (open, close) = balance(text, at, pair);
    open <= close
}

/// Unmatched opening ones before `at` and closing ones behind, on this line.
fn balance(text: &Text, at: usize, pair: &Pair) -> (usize, usize) {
    const FAR: usize = 4096;
    let content = text.line_content(text.line_of(at));
    let before = text.slice(content.start.max(at.saturating_sub(FAR))..at);
    let after = text.slice(at..content.end.min(at + FAR));
    let mut open = 0usize;
    for c in before.chars() {
        if pair.open.starts_with(c) {
            open += 1;
        } else if pair.close.starts_with(c) {
            open = open.saturating_sub(1);
        }
    }
    let mut inner = 0usize;
    let mut close = 0usize;
    for c in after.chars() {
        if pair.open.starts_with(c) {
            inner += 1;
        } else if pair.close.starts_with(c) {
            if inner > 0 { inner -= 1 } else { close += 1 }
        }
    }
    (open, close)
}

/// Whether the character at `at` is escaped by an odd number of backslashes.
fn escaped(text: &Text, at: usize) -> bool {
    text.chars_before(at).take_while(|c| *c == '\\').count() % 2 == 1
}

/// What closes what is typed, where that is wanted.
fn closing<'a>(ctx: &'a EditContext, text: &Text, at: usize, input: &str) -> Option<&'a str> {
    let free = text.char_at(at).is_none_or(|c| c.is_whitespace() || CLOSE_BEFORE.contains(c));
    if !free || escaped(text, at) {
        return None;
    }
    let completes = |pair: &&Pair| match pair.open.strip_suffix(input) {
        Some("") => true,
        Some(begun) => at >= begun.len() && text.slice(at - begun.len()..at) == begun,
        None => false,
    };
    let pair = ctx.language.pairs.iter().filter(completes).max_by_key(|pair| pair.open.len())?;
    if pair.is_quote() && pair.open == input {
        // Not behind a word (an apostrophe, a prefix that is no string) nor behind its like (an empty string).
        let before = text.char_before(at);
        if before.is_some_and(|c| motion::class_of(c) == motion::CharClass::Word || pair.open.contains(c)) {
            return None;
        }
    }
    Some(&pair.close)
}

/// A closing bracket, or the last letter of a word such as `end`, that begins its line: the line's indentation with it.
fn outdented(ctx: &EditContext, text: &Text, at: usize, input: &str) -> Option<Piece> {
    let line = text.line_of(at);
    let indent = indent_range(text, line);
    let before = text.slice(text.line_start(line)..at);
    if ctx.language.indent.brackets && motion::BRACKETS.iter().any(|(_, close)| input.starts_with(*close)) {
        if indent.end < at {
            return None;
        }
        let opened = motion::enclosing_brackets(text, at..at).or_else(|| open_before(text, at))?;
        let white = text.slice(indent_range(text, text.line_of(opened.start))).into_owned();
        return (text.line_of(opened.start) != line)
            .then(|| Piece::behind(indent.start..at, format_smolstr!("{white}{input}")));
    }
    let word = format!("{}{input}", before.trim_start());
    if !ctx.language.indent.back_words.iter().any(|back| *back == word) || text.line_end(line) != at {
        return None;
    }
    // Only while the line is as deep as the one before: else it was put there on purpose.
    let above = (0..line).rev().find(|line| !super::builder::is_blank(text, *line))?;
    let here = column::column_of(text, indent.end, ctx.tab_width);
    let expected = super::newline::depth_after(ctx, text, above, text.line_end(above));
    let step = ctx.indent.width(ctx.tab_width);
    (here == expected && here >= step).then(|| {
        let white = ctx.indent.white(here - step, ctx.tab_width);
        Piece::behind(indent.start..at, format_smolstr!("{white}{word}"))
    })
}

/// The last bracket before `at` that nothing closes.
fn open_before(text: &Text, at: usize) -> Option<Range<usize>> {
    const FAR: usize = 1 << 18;
    let mut depth = 0usize;
    let mut place = at;
    for c in text.chars_before(at).take(FAR) {
        place -= c.len_utf8();
        if motion::BRACKETS.iter().any(|(_, close)| *close == c) {
            depth += 1;
        } else if motion::BRACKETS.iter().any(|(open, _)| *open == c) {
            match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return Some(place..place + 1),
            }
        }
    }
    None
}
