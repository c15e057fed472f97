//! Lines in another order: moved, sorted, reversed, each only once. Line endings stay where they are, so that a last
//! line without one stays without.

use std::ops::Range;

use crate::{
    EditKind, Selection, Selections, Text, Transaction,
    edit::{
        Change,
        builder::{line_blocks, lines_of},
    },
};

/// Moves the lines that are touched up by one.
pub fn move_lines_up(text: &Text, selections: &Selections) -> Option<Change> {
    move_lines(text, selections, false)
}

/// Moves the lines that are touched down by one.
pub fn move_lines_down(text: &Text, selections: &Selections) -> Option<Change> {
    move_lines(text, selections, true)
}

fn move_lines(text: &Text, selections: &Selections, down: bool) -> Option<Change> {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut after: Vec<Selection> = Vec::with_capacity(selections.len());
    for (lines, indices) in line_blocks(text, selections) {
        let stuck = if down { lines.end >= text.line_count() } else { lines.start == 0 };
        let inside = selections.as_slice().get(indices).unwrap_or_default();
        if stuck {
            after.extend(inside);
            continue;
        }
        let first = if down { lines.start } else { lines.start - 1 };
        let last = if down { lines.end } else { lines.end - 1 };
        let block = text.line_start(lines.start)..text.line_end(lines.end - 1);
        // The line it changes places with, and the ending between them.
        let other = text.line_content(if down { last } else { first });
        let ending = if down { block.end..other.start } else { other.end..block.start };
        let (block_text, other_text) = (text.slice(block.clone()), text.slice(other.clone()));
        let ending_text = text.slice(ending.clone());
        let (range, moved) = if down {
            (block.start..other.end, format!("{other_text}{ending_text}{block_text}"))
        } else {
            (other.start..block.end, format!("{block_text}{ending_text}{other_text}"))
        };
        let shift = if down {
            (other.len() + ending.len()).cast_signed()
        } else {
            -(other.len() + ending.len()).cast_signed()
        };
        let end = block.end;
        for selection in inside {
            // The part of a selection that reaches into the next line ends with the block.
            let to = |at: usize| at.min(end).saturating_add_signed(shift);
            after.push(Selection::new(to(selection.anchor), to(selection.head)).with_goal(selection.goal));
        }
        edits.push((range, moved));
    }
    if edits.is_empty() {
        return None;
    }
    // Blocks do not overlap: at least one line lies between two of them, and only one of them takes it.
    let transaction = Transaction::from_edits(text.len(), edits);
    let selections = Selections::new(after, selections.primary_index());
    Some(Change { transaction, selections, kind: EditKind::Other("move lines") })
}

/// Sorts the lines that are touched by their characters, or in descending order. A caret alone sorts the whole text.
pub fn sort_lines(text: &Text, selections: &Selections, descending: bool) -> Option<Change> {
    rearrange(text, selections, |lines| {
        lines.sort();
        if descending {
            lines.reverse();
        }
    })
}

/// Puts the lines that are touched in reverse order. A caret alone reverses the whole text.
pub fn reverse_lines(text: &Text, selections: &Selections) -> Option<Change> {
    rearrange(text, selections, |lines| lines.reverse())
}

/// Keeps only the first of equal lines among those that are touched, or of the whole text at a caret alone.
pub fn remove_duplicate_lines(text: &Text, selections: &Selections) -> Option<Change> {
    rearrange(text, selections, |lines| {
        let mut seen = std::collections::HashSet::new();
        lines.retain(|line| seen.insert(line.clone()));
    })
}

fn rearrange(text: &Text, selections: &Selections, f: impl Fn(&mut Vec<String>)) -> Option<Change> {
    let whole = selections.all_carets();
    let mut blocks: Vec<Range<usize>> = if whole {
        // An empty last line is the ending of the one before and stays last.
        let last = text.line_count() - 1;
        let end = if last > 0 && text.line_content(last).is_empty() { last } else { last + 1 };
        std::iter::once(0..end).collect()
    } else {
        let selected = selections.iter().filter(|selection| !selection.is_caret());
        selected.map(|selection| lines_of(text, selection)).collect()
    };
    blocks.dedup_by(|next, last| {
        let joins = next.start < last.end;
        if joins {
            last.end = last.end.max(next.end);
        }
        joins
    });
    let mut builder = Transaction::builder(text.len());
    let mut after = Vec::new();
    for lines in blocks {
        let range = text.line_start(lines.start)..text.line_end(lines.end - 1);
        let mut contents: Vec<String> =
            lines.clone().map(|line| text.slice(text.line_content(line)).into_owned()).collect();
        f(&mut contents);
        let mut new = String::with_capacity(range.len());
        for (index, content) in contents.iter().enumerate() {
            if index > 0 {
                let line = lines.start + index - 1;
                new.push_str(&text.slice(text.line_end(line)..text.line_range(line).end));
            }
            new.push_str(content);
        }
        builder.retain_to(range.start);
        let start = builder.position_after();
        after.push(Selection::new(start, start + new.len()));
        if text.slice(range.clone()) == new.as_str() {
            builder.retain(range.len());
        } else {
            builder.replace(range, new);
        }
    }
    let transaction = builder.finish();
    if transaction.is_empty() {
        return None;
    }
    let selections = if whole { selections.map(&transaction) } else { Selections::new(after, 0) };
    Some(Change { transaction, selections, kind: EditKind::Format })
}
