//! A text as lines with their endings, and line diffs. Bytes outside a line that is changed are never rewritten.

use std::borrow::Cow;

/// A line: where it starts, what it says, how it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Byte where it starts.
    pub start: usize,
    /// Without its ending, and without a byte order mark.
    pub text: &'a str,
    /// `\n`, `\r\n`, or nothing in a last line that is not ended.
    pub ending: &'static str,
}

impl Line<'_> {
    /// Byte after its ending.
    pub fn end(&self) -> usize {
        self.start + self.text.len() + self.ending.len()
    }
}

/// The lines of `text`. A text that ends with a newline has no empty line after it.
pub fn split(text: &str) -> Vec<Line<'_>> {
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = text.get(at..).unwrap_or_default();
    rest.split_inclusive('\n')
        .map(|whole| {
            let (body, ending) = match whole.strip_suffix('\n') {
                None => (whole, ""),
                Some(body) => match body.strip_suffix('\r') {
                    Some(body) => (body, "\r\n"),
                    None => (body, "\n"),
                },
            };
            let line = Line { start: at, text: body, ending };
            at += whole.len();
            line
        })
        .collect()
}

/// The lines of a piece of a reply, without endings.
pub fn bodies(text: &str) -> Vec<&str> {
    split(text).into_iter().map(|line| line.text).collect()
}

/// The ending most lines have; `\n` where there are none.
pub fn usual_ending(lines: &[Line<'_>]) -> &'static str {
    let crlf = lines.iter().filter(|line| line.ending == "\r\n").count();
    let lf = lines.iter().filter(|line| line.ending == "\n").count();
    if crlf > lf { "\r\n" } else { "\n" }
}

/// `text` with `\n` after every line, whatever they had.
pub fn unix(text: &str) -> Cow<'_, str> {
    if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

/// One step of a line diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Line of the old and the same line of the new.
    Same(usize, usize),
    /// Line of the old that goes.
    Removed(usize),
    /// Line of the new that comes.
    Added(usize),
}

/// What turns `old` into `new`, removals before additions. Shortest where the middle that differs is of up to about a
/// thousand lines; else that middle is replaced as a whole.
pub fn diff<T: PartialEq>(old: &[T], new: &[T]) -> Vec<Step> {
    const MOST: usize = 1 << 20;
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail =
        old.iter().skip(head).rev().zip(new.iter().skip(head).rev()).take_while(|(a, b)| a == b).count();
    let mut steps: Vec<Step> = (0..head).map(|at| Step::Same(at, at)).collect();
    let (rows, columns) = (old.len() - head - tail, new.len() - head - tail);
    if rows.saturating_mul(columns) > MOST {
        steps.extend((head..head + rows).map(Step::Removed));
        steps.extend((head..head + columns).map(Step::Added));
    } else {
        middle(old, new, head, rows, columns, &mut steps);
    }
    steps.extend((0..tail).map(|at| Step::Same(head + rows + at, head + columns + at)));
    steps
}

/// The longest common subsequence of the middle, by the table.
fn middle<T: PartialEq>(
    old: &[T],
    new: &[T],
    head: usize,
    rows: usize,
    columns: usize,
    steps: &mut Vec<Step>,
) {
    let width = columns + 1;
    let mut table = vec![0u32; (rows + 1) * width];
    let value =
        |table: &[u32], row: usize, column: usize| table.get(row * width + column).copied().unwrap_or(0);
    let same = |row: usize, column: usize| old.get(head + row) == new.get(head + column);
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let best = if same(row, column) {
                value(&table, row + 1, column + 1) + 1
            } else {
                value(&table, row + 1, column).max(value(&table, row, column + 1))
            };
            if let Some(cell) = table.get_mut(row * width + column) {
                *cell = best;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut added = Vec::new();
    while row < rows || column < columns {
        if row < rows && column < columns && same(row, column) {
            steps.append(&mut added);
            steps.push(Step::Same(head + row, head + column));
            (row, column) = (row + 1, column + 1);
        } else if row < rows
            && (column == columns || value(&table, row + 1, column) >= value(&table, row, column + 1))
        {
            steps.push(Step::Removed(head + row));
            row += 1;
        } else {
            added.push(Step::Added(head + column));
            column += 1;
        }
    }
    steps.append(&mut added);
}
