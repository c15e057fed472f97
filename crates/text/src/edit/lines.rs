//! Commands on whole lines: duplicate, move, delete, join, sort and their like.

mod arrange;
mod tidy;

use super::{
    Change, EditContext,
    builder::{Piece, change, line_blocks, per_selection},
};
use crate::{EditKind, Selection, Selections, Text, Transaction, column, motion};

pub use arrange::{move_lines_down, move_lines_up, remove_duplicate_lines, reverse_lines, sort_lines};
pub use tidy::{trim_final_lines, trim_trailing_whitespace, with_final_line_ending};

/// Deletes the lines that are touched, with their endings; carets stay in their column.
pub fn delete_lines(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    let mut carets = Vec::with_capacity(selections.len());
    let mut gone = 0;
    for (lines, indices) in line_blocks(text, selections) {
        let start = text.line_start(lines.start);
        // The last line takes the ending before it along.
        let range = if lines.end >= text.line_count() && start > 0 {
            text.line_end(lines.start - 1)..text.len()
        } else {
            start..text.line_start(lines.end)
        };
        for selection in selections.as_slice().get(indices).unwrap_or_default() {
            carets.push((lines.start - gone, motion::goal_column(text, selection, ctx.tab_width)));
        }
        gone += lines.len();
        builder.replace(range, "");
    }
    let transaction = builder.finish();
    if transaction.is_empty() {
        return None;
    }
    let new = transaction.apply(text).ok()?;
    let last = new.line_count() - 1;
    let carets = carets
        .into_iter()
        .map(|(line, goal)| Selection::caret(column::byte_at(&new, line.min(last), goal, ctx.tab_width)));
    let selections = Selections::new(carets, selections.primary_index());
    Some(Change { transaction, selections, kind: EditKind::Other("delete lines") })
}

/// Duplicates the lines that are touched; the selections go to the lower copy.
pub fn duplicate_lines_down(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    duplicate_lines(ctx, text, selections, true)
}

/// Duplicates the lines that are touched; the selections stay in the upper copy.
pub fn duplicate_lines_up(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    duplicate_lines(ctx, text, selections, false)
}

fn duplicate_lines(ctx: &EditContext, text: &Text, selections: &Selections, down: bool) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    let mut after = Vec::with_capacity(selections.len());
    for (lines, indices) in line_blocks(text, selections) {
        let start = text.line_start(lines.start);
        let end = text.line_end(lines.end - 1);
        let copy = format!("{}{}", text.slice(start..end), ctx.line_ending.as_str());
        builder.retain_to(start);
        let shift = builder.position_after() - start + if down { copy.len() } else { 0 };
        let limit = start + copy.len();
        builder.insert(copy);
        for selection in selections.as_slice().get(indices).unwrap_or_default() {
            // A selection that reached to the start of the next line ends there in the copy too.
            let clamp =
                |at: usize| if down { at.min(text.line_start(lines.end)) } else { at.min(limit) } + shift;
            after.push(
                Selection::new(clamp(selection.anchor), clamp(selection.head)).with_goal(selection.goal),
            );
        }
    }
    let after = Selections::new(after, selections.primary_index());
    change(builder, after, EditKind::Other("duplicate lines"), text, selections)
}

/// Puts a copy of each selection behind it and selects that; at carets, duplicates the line.
pub fn duplicate_selections(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    if selections.all_carets() {
        return duplicate_lines_down(ctx, text, selections);
    }
    per_selection(text, selections, EditKind::Other("duplicate"), |_, selection| {
        let copy = text.slice(selection.range()).into_owned();
        let ends = selection.with_range(0..copy.len());
        Piece {
            range: selection.to()..selection.to(),
            insert: copy.into(),
            anchor: ends.anchor,
            head: ends.head,
        }
    })
}

/// Joins the lines that are touched into one, or a single one with the next: one space in place of the ending and the
/// indentation, none where either side is empty.
pub fn join_lines(text: &Text, selections: &Selections) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    let mut carets = Vec::new();
    for (lines, indices) in line_blocks(text, selections) {
        let last = (lines.end.max(lines.start + 2)).min(text.line_count());
        let mut joint = None;
        let mut filled = motion::first_non_blank(text, lines.start) < text.line_end(lines.start);
        for line in lines.start..last.saturating_sub(1) {
            let end = motion::last_non_blank(text, line).max(builder.position());
            let next = motion::first_non_blank(text, line + 1);
            let blank = next == text.line_end(line + 1);
            builder.retain_to(end);
            joint = Some(builder.position_after());
            builder.replace(end..next, if filled && !blank { " " } else { "" });
            filled |= !blank;
        }
        for _ in indices {
            carets.push(joint);
        }
    }
    let transaction = builder.finish();
    if transaction.is_empty() {
        return None;
    }
    let moved: Vec<Selection> = selections
        .iter()
        .zip(carets)
        .map(|(selection, joint)| match joint {
            Some(joint) if selection.is_caret() => Selection::caret(joint),
            _ => selection.map(&transaction),
        })
        .collect();
    let selections = Selections::new(moved, selections.primary_index());
    Some(Change { transaction, selections, kind: EditKind::Other("join lines") })
}

/// Swaps the graphemes around each caret; at the end of a line, the two before it. Selected text is left alone.
pub fn transpose(text: &Text, selections: &Selections) -> Option<Change> {
    per_selection(text, selections, EditKind::Other("transpose"), |_, selection| {
        let at = selection.head;
        let line = text.line_content(text.line_of(at));
        let middle = if at >= line.end { text.prev_grapheme(at).max(line.start) } else { at };
        let (start, end) = (text.prev_grapheme(middle), text.next_grapheme(middle));
        if !selection.is_caret() || middle <= line.start || start < line.start || end > line.end {
            let ends = selection.with_range(0..selection.len());
            let same = text.slice(selection.range()).into_owned();
            return Piece {
                range: selection.range(),
                insert: same.into(),
                anchor: ends.anchor,
                head: ends.head,
            };
        }
        let swapped = format!("{}{}", text.slice(middle..end), text.slice(start..middle));
        Piece::behind(start..end, swapped)
    })
    .filter(|change| change.transaction.apply(text).is_ok_and(|new| new != *text))
}
