//! Motions by rows of the screen: up, down, by pages, to the ends of a row. They wrap lines as they go, so they are
//! right where nothing has been measured yet. Motions within the text are `justbuilt_text::motion`'s.

use justbuilt_text::{Bias, Selection};

use super::{DisplayMap, query::place_in_row};
use crate::line::LineLayout;

/// Beyond so many rows a move trusts the guessed rows of lines in between.
const EXACT: usize = 1000;

impl DisplayMap {
    /// Moves the head by rows (down is positive), keeping the column that the first of several such moves started
    /// from. Above the first row it goes to the start of the text, below the last to its end. Past the end of a row that
    /// goes on the head stays on it ([`Selection::row_end`]).
    #[must_use]
    pub fn move_vertical(&self, selection: Selection, rows: isize, extend: bool) -> Selection {
        let head = self.clip(selection.head, Bias::Left);
        let line = self.text.line_of(head);
        let layout = self.exact_layout(line);
        let row = row_of_head(&layout, head, selection.row_end);
        let goal = selection.goal.unwrap_or_else(|| layout.column_of(&layout.row(row), head));
        let (byte, row_end) = self.place_after_move(layout, line, row, rows, goal);
        let anchor = if extend { selection.anchor } else { byte };
        Selection::new(anchor, byte).with_goal(Some(goal)).at_row_end(row_end)
    }

    /// The byte, and whether it is at the end of a row that goes on.
    fn place_after_move(
        &self,
        layout: LineLayout<'_>,
        line: usize,
        row: usize,
        rows: isize,
        goal: u32,
    ) -> (usize, bool) {
        let (mut layout, mut line, mut row) = (layout, line, row);
        let mut left = rows.unsigned_abs();
        if left > EXACT {
            // Far away: by the sums, to a line near the target, and the rest below.
            let from = self.row_of_line(line).0.saturating_add(row);
            let jump = left - EXACT / 2;
            let to = if rows < 0 { from.checked_sub(jump) } else { Some(from + jump) };
            let Some(to) = to.filter(|to| *to < self.row_count()) else {
                let end = || self.clip(self.text.len(), Bias::Left);
                return (if rows < 0 { 0 } else { end() }, false);
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
                let Some(previous) = self.previous_shown(line) else { return (0, false) };
                line = previous;
                layout = self.exact_layout(line);
                row = layout.rows - 1;
            } else {
                if row + left < layout.rows {
                    row += left;
                    break;
                }
                left -= layout.rows - row;
                let Some(next) = self.next_shown(line) else {
                    return (self.clip(self.text.len(), Bias::Left), false);
                };
                line = next;
                layout = self.exact_layout(line);
                row = 0;
            }
        }
        let near = |start: u32, width: u32| (goal - start) * 2 > width;
        place_in_row(&layout, &layout.row(row), row + 1 >= layout.rows, goal, near)
    }

    /// The first byte of the row that the head is on (Home on a wrapped line).
    #[must_use]
    pub fn row_start(&self, selection: &Selection) -> usize {
        let head = self.clip(selection.head, Bias::Left);
        let layout = self.exact_layout(self.text.line_of(head));
        layout.row(row_of_head(&layout, head, selection.row_end)).range.start
    }

    /// The end of the row that the head is on (End on a wrapped line), and whether the line goes on in a row below, so
    /// that the place is this one only with [`Selection::row_end`].
    #[must_use]
    pub fn row_end(&self, selection: &Selection) -> (usize, bool) {
        let head = self.clip(selection.head, Bias::Left);
        let layout = self.exact_layout(self.text.line_of(head));
        let row = row_of_head(&layout, head, selection.row_end);
        (layout.row(row).range.end, row + 1 < layout.rows)
    }
}

/// The row of a line that a head is on.
fn row_of_head(layout: &LineLayout<'_>, head: usize, row_end: bool) -> usize {
    let row = layout.row_of(head);
    match row.checked_sub(1).filter(|_| row_end && layout.row(row).range.start == head) {
        Some(before) => before,
        None => row,
    }
}
