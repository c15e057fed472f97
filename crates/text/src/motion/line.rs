//! Motions by lines of the text, paragraphs and pages.

use crate::{Selection, Text, column};

/// Start of the line of `at`.
pub fn line_start(text: &Text, at: usize) -> usize {
    text.line_start(text.line_of(at))
}

/// End of the content of the line of `at`.
pub fn line_end(text: &Text, at: usize) -> usize {
    text.line_end(text.line_of(at))
}

/// The first character of `line` that is not white space; the end of its content when there is none.
pub fn first_non_blank(text: &Text, line: usize) -> usize {
    let content = text.line_content(line);
    let mut at = content.start;
    for c in text.chars_at(at) {
        if at >= content.end || !c.is_whitespace() {
            break;
        }
        at += c.len_utf8();
    }
    at.min(content.end)
}

/// The end of `line` without the white space at its end.
pub fn last_non_blank(text: &Text, line: usize) -> usize {
    let content = text.line_content(line);
    let mut at = content.end;
    for c in text.chars_before(at) {
        if at <= content.start || !c.is_whitespace() {
            break;
        }
        at -= c.len_utf8();
    }
    at.max(content.start)
}

/// The first character of the line that is not white space; from there, and from a blank line, its start.
pub fn smart_line_start(text: &Text, at: usize) -> usize {
    let line = text.line_of(at);
    let start = text.line_start(line);
    let first = first_non_blank(text, line);
    if at == first || first == text.line_end(line) { start } else { first }
}

/// The visual column that a vertical move from this selection keeps.
pub fn goal_column(text: &Text, selection: &Selection, tab_width: u32) -> u32 {
    selection.goal.unwrap_or_else(|| column::column_of(text, selection.head, tab_width))
}

/// Moves the head by `lines` lines of the text, keeping the visual column. Past the first line it goes to the start,
/// past the last to the end of the text.
pub fn vertical(text: &Text, selection: Selection, lines: isize, extend: bool, tab_width: u32) -> Selection {
    let goal = goal_column(text, &selection, tab_width);
    let line = text.line_of(selection.head);
    let last = text.line_count() - 1;
    let head = match line.checked_add_signed(lines) {
        None => 0,
        Some(target) if target > last => text.len(),
        Some(target) => column::byte_at(text, target, goal, tab_width),
    };
    selection.to_head(head, extend).with_goal(Some(goal))
}

/// Moves by pages of `rows` lines, one less so that a line of the old page stays in sight.
pub fn page(
    text: &Text,
    selection: Selection,
    rows: usize,
    down: bool,
    extend: bool,
    tab_width: u32,
) -> Selection {
    let lines = isize::try_from(rows.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
    let line = text.line_of(selection.head);
    let last = text.line_count() - 1;
    // Ends on the first or last line rather than at the ends of the text, unless it is there already.
    let lines = if down {
        let room = isize::try_from(last - line).unwrap_or(isize::MAX);
        if room == 0 { 1 } else { lines.min(room) }
    } else {
        let room = isize::try_from(line).unwrap_or(isize::MAX);
        if room == 0 { -1 } else { -lines.min(room) }
    };
    vertical(text, selection, lines, extend, tab_width)
}

fn is_blank(text: &Text, line: usize) -> bool {
    first_non_blank(text, line) == text.line_end(line)
}

/// Start of the next blank line behind text; the end of the text after the last one.
pub fn next_paragraph(text: &Text, at: usize) -> usize {
    let count = text.line_count();
    let mut line = text.line_of(at);
    while line < count && is_blank(text, line) {
        line += 1;
    }
    while line < count && !is_blank(text, line) {
        line += 1;
    }
    if line >= count { text.len() } else { text.line_start(line) }
}

/// Start of the blank line before the text before `at`; 0 before the first one.
pub fn previous_paragraph(text: &Text, at: usize) -> usize {
    let mut line = text.line_of(at);
    if at == text.line_start(line) && line > 0 {
        line -= 1;
    }
    while line > 0 && is_blank(text, line) {
        line -= 1;
    }
    while line > 0 && !is_blank(text, line) {
        line -= 1;
    }
    text.line_start(line)
}
