//! Commenting and uncommenting.

use std::ops::Range;

use super::{
    Change, EditContext,
    builder::{Piece, change_around, indent_range, is_blank, line_blocks, per_selection},
};
use crate::{EditKind, Selections, Text, Transaction, TransactionBuilder, column, motion};

/// Comments the lines that are touched, or uncomments them when all that are not blank are comments. A language
/// without line comments gets its block comment around each line. `None` in a language without comments.
pub fn toggle_line_comment(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    for (lines, _) in line_blocks(text, selections) {
        let filled: Vec<usize> = lines.clone().filter(|line| !is_blank(text, *line)).collect();
        // Blank lines are commented only when there is nothing else.
        let lines = if filled.is_empty() { lines.collect() } else { filled };
        match (&ctx.language.line_comment, &ctx.language.block_comment) {
            (Some(mark), _) => toggle_marks(ctx, text, &lines, mark, &mut builder),
            (None, Some((open, close))) => toggle_around(text, &lines, open, close, &mut builder),
            (None, None) => return None,
        }
    }
    change_around(builder.finish(), selections, EditKind::Format)
}

fn toggle_marks(
    ctx: &EditContext,
    text: &Text,
    lines: &[usize],
    mark: &str,
    builder: &mut TransactionBuilder,
) {
    let starts = |line: &usize| {
        let at = indent_range(text, *line).end;
        text.slice(at..at + mark.len()) == mark
    };
    if lines.iter().all(starts) {
        for line in lines {
            let at = indent_range(text, *line).end;
            let end = at + mark.len();
            let space = usize::from(text.char_at(end) == Some(' '));
            builder.replace(at..end + space, "");
        }
        return;
    }
    // All marks in one column: that of the least indented line.
    let depth = |line: &usize| column::column_of(text, indent_range(text, *line).end, ctx.tab_width);
    let least = lines.iter().map(depth).min().unwrap_or(0);
    for line in lines {
        let at = column::byte_at(text, *line, least, ctx.tab_width).min(indent_range(text, *line).end);
        builder.replace(at..at, format!("{mark} "));
    }
}

fn toggle_around(text: &Text, lines: &[usize], open: &str, close: &str, builder: &mut TransactionBuilder) {
    let content = |line: usize| motion::first_non_blank(text, line)..motion::last_non_blank(text, line);
    if lines.iter().all(|line| commented(text, content(*line), open, close).is_some()) {
        for line in lines {
            if let Some((head, tail)) = commented(text, content(*line), open, close) {
                builder.replace(head, "");
                builder.replace(tail, "");
            }
        }
        return;
    }
    for line in lines {
        let Range { start, end } = content(*line);
        let end = end.max(start);
        builder.replace(start..start, format!("{open} "));
        builder.replace(end..end, format!(" {close}"));
    }
}

/// The marks, with a space inside each, when `range` is a block comment.
fn commented(
    text: &Text,
    range: Range<usize>,
    open: &str,
    close: &str,
) -> Option<(Range<usize>, Range<usize>)> {
    if range.end.saturating_sub(range.start) < open.len() + close.len() {
        return None;
    }
    let mut head = range.start..range.start + open.len();
    let mut tail = range.end - close.len()..range.end;
    if text.slice(head.clone()) != open || text.slice(tail.clone()) != close {
        return None;
    }
    if head.end < tail.start && text.char_at(head.end) == Some(' ') {
        head.end += 1;
    }
    if head.end < tail.start && text.char_before(tail.start) == Some(' ') {
        tail.start -= 1;
    }
    Some((head, tail))
}

/// Puts each selection into a block comment, or takes it out when it is one or is directly inside one. At a caret an
/// empty comment is begun, or one that is around it on its line is taken away.
pub fn toggle_block_comment(ctx: &EditContext, text: &Text, selections: &Selections) -> Option<Change> {
    let (open, close) = ctx.language.block_comment.as_ref()?;
    per_selection(text, selections, EditKind::Format, |_, selection| {
        let range = selection.range();
        let outer = around(text, range.clone(), open, close);
        let found =
            commented(text, range.clone(), open, close).or_else(|| commented(text, outer?, open, close));
        if let Some((head, tail)) = found {
            let inside = text.slice(head.end..tail.start).into_owned();
            let offset = |at: usize| at.clamp(head.end, tail.start) - head.end;
            let (anchor, at) = (offset(selection.anchor), offset(selection.head));
            return Piece { range: head.start..tail.end, insert: inside.into(), anchor, head: at };
        }
        let inside = text.slice(range.clone());
        let insert = format!("{open} {inside} {close}");
        let start = open.len() + 1;
        let ends = selection.with_range(start..start + inside.len());
        Piece { range, insert: insert.into(), anchor: ends.anchor, head: ends.head }
    })
}

/// The comment that `range` is directly in: marks right outside it, or for a caret, the nearest on its line.
fn around(text: &Text, range: Range<usize>, open: &str, close: &str) -> Option<Range<usize>> {
    let line = text.line_content(text.line_of(range.start));
    if range.is_empty() {
        let before = text.slice(line.start..range.start);
        let after = text.slice(range.start..line.end.max(range.start));
        let start = line.start + before.rfind(open)?;
        let end = range.start + after.find(close)? + close.len();
        let closed = before.rfind(close).is_some_and(|at| line.start + at > start);
        return (!closed).then_some(start..end);
    }
    [1, 0].into_iter().find_map(|space| {
        let start = range.start.checked_sub(open.len() + space)?;
        let end = range.end + close.len() + space;
        let fits = end <= text.len() && commented(text, start..end, open, close).is_some();
        fits.then_some(start..end)
    })
}
