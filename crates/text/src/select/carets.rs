//! More carets: above, below, in a column, one a line.

use crate::{Selection, Selections, Text, column, motion};

/// Adds a caret on the line above the topmost of each column of carets.
pub fn add_caret_above(text: &Text, selections: &Selections, tab_width: u32) -> Selections {
    add_carets(text, selections, tab_width, false)
}

/// Adds a caret on the line below the lowest of each column of carets.
pub fn add_caret_below(text: &Text, selections: &Selections, tab_width: u32) -> Selections {
    add_carets(text, selections, tab_width, true)
}

fn add_carets(text: &Text, selections: &Selections, tab_width: u32, below: bool) -> Selections {
    let last = text.line_count() - 1;
    let mut all: Vec<Selection> = selections.as_slice().to_vec();
    let mut primary = selections.primary_index();
    for (index, selection) in selections.iter().enumerate() {
        // Each keeps the column of both of its ends, so that selected words give selected columns.
        let span = text.line_of(selection.to()) - text.line_of(selection.from());
        let step = span + 1;
        let move_line = |byte: usize| {
            let line = text.line_of(byte);
            if below { line.checked_add(step).filter(|line| *line <= last) } else { line.checked_sub(step) }
        };
        let (Some(anchor_line), Some(head_line)) = (move_line(selection.anchor), move_line(selection.head))
        else {
            continue;
        };
        let goal = motion::goal_column(text, selection, tab_width);
        let head = column::byte_at(text, head_line, goal, tab_width);
        let anchor = if selection.is_caret() {
            head
        } else {
            column::byte_at(
                text,
                anchor_line,
                column::column_of(text, selection.anchor, tab_width),
                tab_width,
            )
        };
        if index == selections.primary_index() {
            primary = all.len();
        }
        all.push(Selection::new(anchor, head).with_goal(Some(goal)));
    }
    Selections::new(all, primary)
}

/// A selection on each line from the line of `anchor` to that of `head`, between the columns given (in cells, which
/// may lie behind the ends of lines). The primary is on the last line. Lines too short for both columns get a caret
/// only when no line is long enough.
pub fn column_selection(
    text: &Text,
    (anchor_line, anchor_column): (usize, u32),
    (head_line, head_column): (usize, u32),
    tab_width: u32,
) -> Selections {
    let last = text.line_count() - 1;
    let (anchor_line, head_line) = (anchor_line.min(last), head_line.min(last));
    let left = anchor_column.min(head_column);
    let lines: Vec<usize> = if anchor_line <= head_line {
        (anchor_line..=head_line).collect()
    } else {
        (head_line..=anchor_line).rev().collect()
    };
    let reaches = |line: &&usize| column::line_width(text, **line, tab_width) >= left;
    let long: Vec<usize> = lines.iter().filter(reaches).copied().collect();
    let lines = if long.is_empty() { lines } else { long };
    let ranges: Vec<Selection> = lines
        .into_iter()
        .map(|line| {
            let anchor = column::byte_at(text, line, anchor_column, tab_width);
            let head = column::byte_at(text, line, head_column, tab_width);
            Selection::new(anchor, head).with_goal(Some(head_column))
        })
        .collect();
    let primary = ranges.len().saturating_sub(1);
    Selections::new(ranges, primary)
}

/// Each selection over several lines becomes one for each line, without the line endings.
pub fn split_into_lines(text: &Text, selections: &Selections) -> Selections {
    let mut all = Vec::new();
    let mut primary = 0;
    for (index, selection) in selections.iter().enumerate() {
        let (from, to) = (selection.from(), selection.to());
        let lines = text.line_of(from)..=text.line_of(to);
        let several = lines.end() > lines.start();
        for line in lines {
            let content = text.line_content(line);
            let range = content.start.max(from)..content.end.min(to).max(content.start.max(from));
            // A selection that ends at the start of a line does not reach into it.
            if several && range.is_empty() && range.start == to && line > text.line_of(from) {
                continue;
            }
            all.push(if several { selection.with_range(range) } else { *selection });
        }
        if index == selections.primary_index() {
            primary = all.len().saturating_sub(1);
        }
    }
    Selections::new(all, primary)
}

/// A caret at the end of every line that is selected.
pub fn carets_at_line_ends(text: &Text, selections: &Selections) -> Selections {
    let split = split_into_lines(text, selections);
    split.transform(|selection| Selection::caret(text.line_end(text.line_of(selection.to()))))
}
