//! Motions by rows of the screen: up, down, by pages, to the ends of a row. They wrap lines as they go, so they are
//! right where nothing has been measured yet. Motions within the text are `justbuilt_text::motion`'s.

use justbuilt_text::{Bias, Selection};

use super::{DisplayMap, query::byte_in_row};
use crate::line::LineLayout;

/// Beyond so many rows a move trusts the guessed rows of lines in between.
const EXACT: usize = 1000;

impl DisplayMap {
    /// Moves the head by rows (down is positive), keeping the column that the first of several such moves started
    /// from. Above the first row it goes to the start of the text, below the last to its end.
    #[must_use]
    pub fn move_vertical(&self, selection: Selection, rows: isize, extend: bool) -> Selection {
        let head = self.clip(selection.head, Bias::Left);
        let line = self.text.line_of(head);
        let layout = self.exact_layout(line);
        let row = layout.row_of(head);
        let goal = selection.goal.unwrap_or_else(|| layout.column_of(&layout.row(row), head));
        let byte = self.byte_after_move(layout, line, row, rows, goal);
        let anchor = if extend { selection.anchor } else { byte };
        Selection::new(anchor, byte).with_goal(Some(goal))
    }

    fn byte_after_move(
        &self,
        layout: LineLayout<'_>,
        line: usize,
        row: usize,
        rows: isize,
        goal: u32,
    ) -> usize {
        let (mut layout, mut line, mut row) = (layout, line, row);
        let mut left = rows.unsigned_abs();
        if left > EXACT {
            // Far away: by the sums, to a line near the target, and the rest below.
            let from = self.row_of_line(line).0.saturating_add(row);
            let jump = left - EXACT / 2;
            let to = if rows < 0 { from.checked_sub(jump) } else { Some(from + jump) };
            let Some(to) = to.filter(|to| *to < self.row_count()) else {
                return if rows < 0 { 0 } else { self.clip(self.text.len(), Bias::Left) };
            };
            (line, row) = self.line_of_row(crate::DisplayRow(to));
            layout = self.exact_layout(line);
            row = row.min(layout.rows - 1);
            left -= jump;
        }
        while left > 0 {
            if rows < 0 {
                if row >= left {
                    row -= left;
                    break;
                }
                left -= row + 1;
                let Some(previous) = self.previous_shown(line) else { return 0 };
                line = previous;
                layout = self.exact_layout(line);
                row = layout.rows - 1;
            } else {
                if row + left < layout.rows {
                    row += left;
                    break;
                }
                left -= layout.rows - row;
                let Some(next) = self.next_shown(line) else { return self.clip(self.text.len(), Bias::Left) };
                line = next;
                layout = self.exact_layout(line);
                row = 0;
            }
        }
        let near = |start: u32, width: u32| (goal - start) * 2 > width;
        byte_in_row(&layout, &layout.row(row), row + 1 >= layout.rows, goal, near)
    }

    /// The first byte of the row that shows `byte` (Home on a wrapped line).
    #[must_use]
    pub fn row_start(&self, byte: usize) -> usize {
        let byte = self.clip(byte, Bias::Left);
        let layout = self.exact_layout(self.text.line_of(byte));
        layout.row(layout.row_of(byte)).range.start
    }

    /// The last place for a caret on the row that shows `byte` (End on a wrapped line): the line's end, or the start of
    /// the last cluster of a row that continues.
    #[must_use]
    pub fn row_end(&self, byte: usize) -> usize {
        let byte = self.clip(byte, Bias::Left);
        let layout = self.exact_layout(self.text.line_of(byte));
        let row = layout.row_of(byte);
        let span = layout.row(row);
        if row + 1 < layout.rows { layout.last_cluster(&span) } else { span.range.end }
    }
}
