//! Shared by the commands: one edit for each selection or each line, and where the selections end up.

use std::ops::Range;

use smol_str::SmolStr;

use super::Change;
use crate::{EditKind, Selection, Selections, Text, Transaction, TransactionBuilder};

/// A replacement and the selection to leave there.
pub(super) struct Piece {
    /// What goes.
    pub range: Range<usize>,
    /// What comes.
    pub insert: SmolStr,
    /// Anchor and head as offsets from the start of what comes.
    pub anchor: usize,
    pub head: usize,
}

impl Piece {
    /// The caret ends behind what comes.
    pub fn behind(range: Range<usize>, insert: impl Into<SmolStr>) -> Self {
        let insert = insert.into();
        Self { range, anchor: insert.len(), head: insert.len(), insert }
    }

    /// The caret ends at an offset of what comes.
    pub fn caret(range: Range<usize>, insert: impl Into<SmolStr>, at: usize) -> Self {
        Self { range, anchor: at, head: at, insert: insert.into() }
    }
}

/// One piece for each selection. A piece that begins before the end of the one before it is cut off there.
pub(super) fn per_selection(
    text: &Text,
    selections: &Selections,
    kind: EditKind,
    mut piece: impl FnMut(usize, &Selection) -> Piece,
) -> Option<Change> {
    let mut builder = Transaction::builder(text.len());
    let mut after = Vec::with_capacity(selections.len());
    for (index, selection) in selections.iter().enumerate() {
        let Piece { range, insert, anchor, head } = piece(index, selection);
        let start = range.start.max(builder.position());
        builder.retain_to(start);
        let at = builder.position_after();
        builder.replace(start..range.end.max(start), insert);
        after.push(Selection::new(at + anchor, at + head));
    }
    change(builder, Selections::new(after, selections.primary_index()), kind, text, selections)
}

/// A change with the selections given, or `None` when neither text nor selections change.
pub(super) fn change(
    builder: TransactionBuilder,
    after: Selections,
    kind: EditKind,
    text: &Text,
    before: &Selections,
) -> Option<Change> {
    let transaction = builder.finish();
    if transaction.is_empty() && after == *before {
        return None;
    }
    debug_assert_eq!(transaction.len_before(), text.len());
    Some(Change { transaction, selections: after, kind })
}

/// A change after which the selections move along as they are.
pub(super) fn change_around(
    transaction: Transaction,
    selections: &Selections,
    kind: EditKind,
) -> Option<Change> {
    if transaction.is_empty() {
        return None;
    }
    let selections = selections.map(&transaction);
    Some(Change { transaction, selections, kind })
}

/// The runs of neighbouring lines that selections touch, as line ranges, each with the indices of its selections. A
/// selection that ends at the very start of a line does not touch that line.
pub(super) fn line_blocks(text: &Text, selections: &Selections) -> Vec<(Range<usize>, Range<usize>)> {
    let mut blocks: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for (index, selection) in selections.iter().enumerate() {
        let lines = lines_of(text, selection);
        match blocks.last_mut() {
            Some((last, indices)) if lines.start <= last.end => {
                last.end = last.end.max(lines.end);
                indices.end = index + 1;
            }
            _ => blocks.push((lines, index..index + 1)),
        }
    }
    blocks
}

/// Lines a selection touches.
pub(super) fn lines_of(text: &Text, selection: &Selection) -> Range<usize> {
    let first = text.line_of(selection.from());
    let mut last = text.line_of(selection.to());
    if last > first && text.line_start(last) == selection.to() {
        last -= 1;
    }
    first..last + 1
}

/// All lines that selections touch, each once.
pub(super) fn touched_lines(text: &Text, selections: &Selections) -> Vec<usize> {
    line_blocks(text, selections).into_iter().flat_map(|(lines, _)| lines).collect()
}

/// The white space a line begins with.
pub(super) fn indent_range(text: &Text, line: usize) -> Range<usize> {
    let content = text.line_content(line);
    let mut end = content.start;
    for c in text.chars_at(content.start) {
        if end >= content.end || !matches!(c, ' ' | '\t') {
            break;
        }
        end += 1;
    }
    content.start..end
}

/// Whether a line has nothing but white space.
pub(super) fn is_blank(text: &Text, line: usize) -> bool {
    indent_range(text, line).end == text.line_end(line)
}
