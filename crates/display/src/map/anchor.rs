//! Lines, folded lines, rows and scroll anchors into each other. No text is looked at.

use std::ops::Range;

use super::DisplayMap;
use crate::{
    coords::{DisplayRow, FoldedLine, ScrollAnchor},
    folds::Fold,
    runs::State,
};

impl DisplayMap {
    /// How many rows there are, at least 1. A guess while not everything is measured.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.runs.sum().rows.max(1)
    }

    /// How many lines are not hidden.
    #[must_use]
    pub fn folded_line_count(&self) -> usize {
        self.runs.sum().visible
    }

    /// A line among those that are not hidden; for a hidden one the line that shows its fold.
    #[must_use]
    pub fn folded_line_of(&self, line: usize) -> FoldedLine {
        FoldedLine(self.runs.before_line(self.shown_line(line)).visible)
    }

    /// The line of the document; the last one past the end.
    #[must_use]
    pub fn line_of_folded(&self, line: FoldedLine) -> usize {
        let found = self.runs.at_visible(line.0);
        let line = found.before.lines
            + line.0.saturating_sub(found.before.visible).min(found.run.lines.saturating_sub(1));
        self.shown_line(line)
    }

    /// Whether a fold hides the line.
    #[must_use]
    pub fn is_hidden(&self, line: usize) -> bool {
        self.runs.at_line(line).run.state == State::Hidden
    }

    /// The first row of a line; for a hidden one that of the line that shows its fold.
    #[must_use]
    pub fn row_of_line(&self, line: usize) -> DisplayRow {
        DisplayRow(self.runs.before_line(self.shown_line(line)).rows)
    }

    /// The line of a row and the row's number within it; the last row for rows past the end.
    #[must_use]
    pub fn line_of_row(&self, row: DisplayRow) -> (usize, usize) {
        let row = row.0.min(self.row_count() - 1);
        let found = self.runs.at_row(row);
        let inside = row.saturating_sub(found.before.rows);
        let rows = found.run.rows.max(1) as usize;
        let line = found.before.lines + (inside / rows).min(found.run.lines.saturating_sub(1));
        (line, inside % rows)
    }

    /// How many rows a line takes, as far as is known; 0 when it is hidden.
    #[must_use]
    pub fn rows_of_line(&self, line: usize) -> usize {
        self.runs.at_line(line).run.rows as usize
    }

    /// What stays in place when `row` (which may lie between two rows) is at the top of the view.
    #[must_use]
    pub fn anchor_of(&self, row: f64) -> ScrollAnchor {
        let last = (self.row_count() - 1) as f64;
        let whole = if row.is_finite() { row.floor().clamp(0.0, last) } else { 0.0 };
        let (line, row_in_line) = self.line_of_row(DisplayRow(whole as usize));
        let fraction = if row.is_finite() { (row - whole).clamp(0.0, 0.999_999) as f32 } else { 0.0 };
        ScrollAnchor { line, row_in_line, fraction }
    }

    /// Where the anchor is now, in rows from the top of the document.
    #[must_use]
    pub fn row_of_anchor(&self, anchor: &ScrollAnchor) -> f64 {
        let line = anchor.line.min(self.text.line_count().saturating_sub(1));
        if self.is_hidden(line) {
            return self.row_of_line(line).0 as f64;
        }
        let within = anchor.row_in_line.min(self.rows_of_line(line).saturating_sub(1));
        (self.row_of_line(line).0 + within) as f64 + f64::from(anchor.fraction)
    }

    /// All folds as header..last line, outer ones before inner ones with a later header.
    #[must_use]
    pub fn folds(&self) -> Vec<Range<usize>> {
        self.folds.all().iter().map(|fold| fold.header..fold.last).collect()
    }

    /// The outermost fold that starts at this line, as header..last line.
    #[must_use]
    pub fn fold_at(&self, line: usize) -> Option<Range<usize>> {
        self.folds.at_header(line).map(|Fold { header, last }| header..last)
    }

    /// The lines that are one with `line` on the screen: itself and what is hidden after it. What whole-line commands
    /// (copy, move, delete a line) should take.
    #[must_use]
    pub fn lines_shown_by(&self, line: usize) -> Range<usize> {
        let line = self.shown_line(line);
        let hidden = self.folds.hidden_at(line + 1).filter(|hidden| hidden.start == line + 1);
        line..hidden.map_or(line + 1, |hidden| hidden.end)
    }

    /// The most columns that a row is known to have. Grows as lines are seen; the wrap width when lines are wrapped.
    #[must_use]
    pub fn longest_row_columns(&self) -> u32 {
        self.settings.wrap.unwrap_or(self.longest.shown.columns)
    }

    /// The line itself, or the visible one above it that shows the fold it is hidden in.
    pub(super) fn shown_line(&self, line: usize) -> usize {
        let line = line.min(self.text.line_count().saturating_sub(1));
        self.folds.hidden_at(line).map_or(line, |hidden| hidden.start.saturating_sub(1))
    }

    /// The next line that is not hidden.
    pub(super) fn next_shown(&self, line: usize) -> Option<usize> {
        let next = self.lines_shown_by(line).end;
        (next < self.text.line_count()).then_some(next)
    }

    /// The previous line that is not hidden.
    pub(super) fn previous_shown(&self, line: usize) -> Option<usize> {
        Some(self.shown_line(self.shown_line(line).checked_sub(1)?))
    }
}
