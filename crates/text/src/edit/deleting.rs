//! Deleting by graphemes, words, lines; what is selected goes first.

use std::ops::Range;

use super::{
    Change, EditContext,
    builder::{Piece, indent_range, per_selection},
};
use crate::{EditKind, IndentStyle, Selection, Selections, Text, column, motion};

/// Deletes what is selected; at carets, what `range` gives.
fn delete_by(
    text: &Text,
    selections: &Selections,
    kind: EditKind,
    mut range: impl FnMut(&Selection) -> Range<usize>,
) -> Option<Change> {
    per_selection(text, selections, kind, |_, selection| {
        let range = if selection.is_caret() { range(selection) } else { selection.range() };
        Piece::behind(range, "")
    })
    .filter(|change| !change.transaction.is_empty())
}

/// Deletes what is selected and nothing at carets.
pub fn delete_selections(text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteBackward, Selection::range)
}

/// Backspace: one grapheme; in the indentation, with spaces, back to the indent stop; between an empty pair, both.
pub fn backspace(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteBackward, |selection| {
        let at = selection.head;
        if ctx.auto_pair
            && let Some(pair) = empty_pair(ctx, text, at)
        {
            return pair;
        }
        back_to_stop(ctx, text, at).unwrap_or_else(|| text.prev_grapheme(at)..at)
    })
}

fn empty_pair(ctx: &EditContext, text: &Text, at: usize) -> Option<Range<usize>> {
    ctx.language.pairs.iter().find_map(|pair| {
        let start = at.checked_sub(pair.open.len())?;
        let end = at + pair.close.len();
        let is_pair =
            end <= text.len() && *text.slice(start..at) == *pair.open && *text.slice(at..end) == *pair.close;
        is_pair.then_some(start..end)
    })
}

fn back_to_stop(ctx: &EditContext, text: &Text, at: usize) -> Option<Range<usize>> {
    let IndentStyle::Spaces(step) = ctx.indent else { return None };
    let step = step.max(1);
    let indent = indent_range(text, text.line_of(at));
    if at <= indent.start || at > indent.end || text.char_before(at) != Some(' ') {
        return None;
    }
    let here = column::column_of(text, at, ctx.tab_width);
    let back = if here.is_multiple_of(step) { step } else { here % step };
    let spaces = text.chars_before(at).take(back as usize).take_while(|c| *c == ' ').count();
    Some(at - spaces.max(1)..at)
}

/// Delete: one grapheme ahead; a line ending counts as one.
pub fn delete(text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteForward, |selection| {
        selection.head..text.next_grapheme(selection.head)
    })
}

/// Deletes to the start of the word.
pub fn delete_word_left(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteBackward, |selection| {
        ctx.words().word_left_for_delete(text, selection.head)..selection.head
    })
}

/// Deletes to the end of the word.
pub fn delete_word_right(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteForward, |selection| {
        selection.head..ctx.words().word_right_for_delete(text, selection.head)
    })
}

/// Deletes to the start of the part of the word.
pub fn delete_subword_left(text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteBackward, |selection| {
        motion::prev_subword_start(text, selection.head)..selection.head
    })
}

/// Deletes to the end of the part of the word.
pub fn delete_subword_right(text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteForward, |selection| {
        selection.head..motion::next_subword_end(text, selection.head)
    })
}

/// Deletes to the start of the line; there, the line ending before it.
pub fn delete_to_line_start(text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteBackward, |selection| {
        let start = motion::line_start(text, selection.head);
        if start == selection.head { text.prev_grapheme(start)..start } else { start..selection.head }
    })
}

/// Deletes to the end of the line; there, the line ending.
pub fn delete_to_line_end(text: &Text, selections: &Selections) -> Option<Change> {
    delete_by(text, selections, EditKind::DeleteForward, |selection| {
        let end = motion::line_end(text, selection.head);
        if end <= selection.head {
            selection.head..text.next_grapheme(selection.head)
        } else {
            selection.head..end
        }
    })
}
