//! Rows, points and cells: what the painter, the mouse and the caret ask. Nothing is changed or remembered here.

use std::ops::Range;

use justbuilt_text::Bias;

use super::DisplayMap;
use crate::{
    cells::RowCells,
    coords::{DisplayPoint, DisplayRow, RowInfo, ScrollAnchor},
    line::{LineLayout, Shape, Span},
    long::{LONG, LongLine},
    wrap::Wrap,
};

impl DisplayMap {
    /// A row; the last one for rows past the end.
    #[must_use]
    pub fn row(&self, row: DisplayRow) -> RowInfo {
        let row = DisplayRow(row.0.min(self.row_count() - 1));
        let (line, row_in_line) = self.line_of_row(row);
        let layout = self.layout(line);
        let span = layout.row(row_in_line);
        self.row_info(&layout, row.0, line, row_in_line, span)
    }

    /// These rows, as far as there are so many. Cheaper than one by one.
    #[must_use]
    pub fn rows(&self, rows: Range<DisplayRow>) -> Vec<RowInfo> {
        let end = rows.end.0.min(self.row_count());
        let count = end.saturating_sub(rows.start.0);
        if count == 0 {
            return Vec::new();
        }
        let (line, row_in_line) = self.line_of_row(rows.start);
        self.collect_rows(rows.start.0, line, row_in_line, count, |line| self.layout(line))
    }

    /// `count` rows from an anchor down, wrapped as they are even where nothing is measured yet. Their numbers are then
    /// not those of [`row`](Self::row).
    #[must_use]
    pub fn rows_from(&self, anchor: &ScrollAnchor, count: usize) -> Vec<RowInfo> {
        let line = self.shown_line(anchor.line);
        let first = if line == anchor.line { anchor.row_in_line } else { 0 };
        let row = self.row_of_line(line).0 + first;
        self.collect_rows(row, line, first, count, |line| self.exact_layout(line))
    }

    fn collect_rows<'a>(
        &'a self,
        mut row: usize,
        line: usize,
        first: usize,
        count: usize,
        layout: impl Fn(usize) -> LineLayout<'a>,
    ) -> Vec<RowInfo> {
        let mut rows = Vec::with_capacity(count.min(1024));
        let mut first = first;
        let mut next = Some(line);
        while let Some(line) = next.filter(|_| rows.len() < count) {
            let layout = layout(line);
            first = first.min(layout.rows.saturating_sub(1));
            layout.rows_from(first, |n, span| {
                rows.push(self.row_info(&layout, row, line, n, span));
                row += 1;
                rows.len() < count
            });
            first = 0;
            next = self.next_shown(line);
        }
        rows
    }

    /// The row that shows a byte: the later one where two meet, the header's last for a byte hidden in a fold.
    #[must_use]
    pub fn row_of(&self, byte: usize) -> DisplayRow {
        let byte = self.clip(byte, Bias::Left);
        let line = self.text.line_of(byte);
        let rows = self.layout(line).row_of(byte);
        DisplayRow(self.runs.before_line(line).rows + rows)
    }

    /// Where a byte is on the screen: for one hidden in a fold the end of the header, inside a cluster its start.
    #[must_use]
    pub fn point_of(&self, byte: usize) -> DisplayPoint {
        let byte = self.clip(byte, Bias::Left);
        let line = self.text.line_of(byte);
        let layout = self.layout(line);
        let row = layout.row_of(byte);
        let column = layout.column_of(&layout.row(row), byte);
        DisplayPoint { row: DisplayRow(self.runs.before_line(line).rows + row), column }
    }

    /// The byte at a point. Inside a cluster the start of it, or with [`Bias::Right`] its end; past a row's end the end,
    /// which in a row that continues is the start of its last cluster. Never in a fold.
    #[must_use]
    pub fn byte_of(&self, point: DisplayPoint, bias: Bias) -> usize {
        self.byte_by(point, |hit_column, _| match bias {
            Bias::Left => false,
            Bias::Right => point.column > hit_column,
        })
    }

    /// The byte nearest to a point that may lie between columns: like [`byte_of`](Self::byte_of).
    #[must_use]
    pub fn byte_near(&self, row: DisplayRow, column: f32) -> usize {
        let column = column.max(0.0);
        let point = DisplayPoint { row, column: column as u32 };
        self.byte_by(point, |start, width| column - start as f32 > width as f32 / 2.0)
    }

    /// The place for a caret nearest to a point that may lie between columns (a click), and whether it is the end of a row
    /// that goes on: it is on this row only with [`Selection::row_end`](justbuilt_text::Selection::row_end).
    #[must_use]
    pub fn caret_near(&self, row: DisplayRow, column: f32) -> (usize, bool) {
        if row.0 >= self.row_count() {
            return (self.clip(self.text.len(), Bias::Left), false);
        }
        let column = column.max(0.0);
        let near = |start: u32, width: u32| column - start as f32 > width as f32 / 2.0;
        let (line, row) = self.line_of_row(row);
        let layout = self.layout(line);
        place_in_row(&layout, &layout.row(row), row + 1 >= layout.rows, column as u32, near)
    }

    pub(super) fn byte_by(&self, point: DisplayPoint, right: impl Fn(u32, u32) -> bool) -> usize {
        if point.row.0 >= self.row_count() {
            return self.clip(self.text.len(), Bias::Left);
        }
        let (line, row) = self.line_of_row(point.row);
        let layout = self.layout(line);
        byte_in_row(&layout, &layout.row(row), row + 1 >= layout.rows, point.column, right)
    }

    /// How many columns a row takes, its indent included.
    #[must_use]
    pub fn row_width(&self, row: DisplayRow) -> u32 {
        let (line, row_in_line) = self.line_of_row(row);
        let layout = self.layout(line);
        let span = layout.row(row_in_line);
        match layout.whole_long(&span) {
            Some(long) => long.columns(),
            None => layout.column_of(&span, span.range.end),
        }
    }

    /// The cells of a row that touch these columns. Costs the window, not the row. `row` may come from any of the
    /// queries of this map.
    #[must_use]
    pub fn cells_in_columns(&self, row: &RowInfo, columns: Range<u32>) -> RowCells {
        RowCells::of(&self.layout(row.line), row, columns)
    }

    /// The cells of a row that show these bytes, which start and end between clusters. Costs the window, not the row.
    #[must_use]
    pub fn cells(&self, row: DisplayRow, bytes: Range<usize>) -> RowCells {
        let row = self.row(row);
        RowCells::of_bytes(&self.layout(row.line), &row, bytes)
    }

    /// A byte that can be seen: for one hidden in a fold the end of the header, or with [`Bias::Right`] the start of the
    /// next line (the end of the header if there is none).
    #[must_use]
    pub fn clip(&self, byte: usize, bias: Bias) -> usize {
        let byte = byte.min(self.text.len());
        if self.folds.is_empty() {
            return byte;
        }
        let Some(hidden) = self.folds.hidden_at(self.text.line_of(byte)) else { return byte };
        if bias == Bias::Right && hidden.end < self.text.line_count() {
            return self.text.line_start(hidden.end);
        }
        self.text.line_end(hidden.start.saturating_sub(1))
    }

    /// A range grown so that it has no end in a fold: what a selection that touches folded text should take.
    #[must_use]
    pub fn expand(&self, range: Range<usize>) -> Range<usize> {
        if self.folds.is_empty() || range.is_empty() {
            return range;
        }
        let hidden = |byte: usize| self.folds.hidden_at(self.text.line_of(byte));
        let start = hidden(range.start)
            .map_or(range.start, |lines| self.text.line_end(lines.start.saturating_sub(1)));
        let end =
            hidden(range.end).map_or(range.end, |lines| self.text.line_end(lines.end.saturating_sub(1)));
        start..end
    }

    fn row_info(
        &self,
        layout: &LineLayout<'_>,
        row: usize,
        line: usize,
        row_in_line: usize,
        span: Span,
    ) -> RowInfo {
        let is_last_of_line = row_in_line + 1 >= layout.rows;
        let hidden = if is_last_of_line { self.lines_shown_by(line).len() - 1 } else { 0 };
        RowInfo {
            row: DisplayRow(row),
            line,
            row_in_line,
            range: span.range,
            is_last_of_line,
            indent: span.column,
            folded_after: (hidden > 0).then_some(hidden),
        }
    }

    /// A line with as many rows as the runs say.
    pub(super) fn layout(&self, line: usize) -> LineLayout<'_> {
        let content = self.text.line_content(line);
        let rows = (self.runs.at_line(line).run.rows as usize).max(1);
        let tab_width = self.settings.tab_width;
        if content.len() <= LONG {
            let text = self.text.slice(content.clone());
            let wrap =
                self.settings.wrap.filter(|_| rows > 1).map(|limit| Wrap::new(&text, limit, tab_width));
            let shape = Shape::Short { content: text, wrap };
            return LineLayout { text: &self.text, content, rows, tab_width, shape };
        }
        let long = match self.known_long(line) {
            Some(long) => long,
            None => LongLine::new(&self.text, content.clone(), None, tab_width),
        };
        let rows = long.rows();
        LineLayout { text: &self.text, content, rows, tab_width, shape: Shape::Long(long) }
    }

    /// A line as it is wrapped, whatever the runs say.
    pub(super) fn exact_layout(&self, line: usize) -> LineLayout<'_> {
        let content = self.text.line_content(line);
        let (limit, tab_width) = (self.settings.wrap, self.settings.tab_width);
        if content.len() <= LONG {
            let text = self.text.slice(content.clone());
            let wrap = limit.map(|limit| Wrap::new(&text, limit, tab_width));
            let rows = wrap.map_or(1, |wrap| wrap.count(&text, 0));
            let shape = Shape::Short { content: text, wrap: wrap.filter(|_| rows > 1) };
            return LineLayout { text: &self.text, content, rows, tab_width, shape };
        }
        let long = match self.known_long(line) {
            Some(long) => long,
            None => LongLine::new(&self.text, content.clone(), limit, tab_width),
        };
        let rows = long.rows();
        LineLayout { text: &self.text, content, rows, tab_width, shape: Shape::Long(long) }
    }

    fn known_long(&self, line: usize) -> Option<LongLine> {
        let at = self.longs.binary_search_by_key(&line, |(line, _)| *line).ok()?;
        self.longs.get(at).map(|(_, long)| long.clone())
    }
}

/// The byte of a row at a column; `right` says of the cluster there (column, width) whether its end is meant.
pub(super) fn byte_in_row(
    layout: &LineLayout<'_>,
    span: &Span,
    is_last: bool,
    column: u32,
    right: impl Fn(u32, u32) -> bool,
) -> usize {
    let (byte, row_end) = place_in_row(layout, span, is_last, column, right);
    if row_end { layout.last_cluster(span) } else { byte }
}

/// The same, but at the end of a row that goes on this end, and that it is so.
pub(super) fn place_in_row(
    layout: &LineLayout<'_>,
    span: &Span,
    is_last: bool,
    column: u32,
    right: impl Fn(u32, u32) -> bool,
) -> (usize, bool) {
    let hit = layout.hit(span, column);
    let byte = if hit.width > 0 && right(hit.column, hit.width) { hit.end } else { hit.start };
    (byte, !is_last && byte >= span.range.end)
}

/// The bytes that rows show, in stretches without a gap: line endings are in, what is folded away is not. For asking
/// others (highlights, matches) about what is in view.
#[must_use]
pub fn visible_ranges(rows: &[RowInfo], text: &justbuilt_text::Text) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for row in rows {
        let end = if row.is_last_of_line { text.line_range(row.line).end } else { row.range.end };
        match ranges.last_mut() {
            Some(last) if last.end >= row.range.start => last.end = last.end.max(end),
            _ => ranges.push(row.range.start..end),
        }
    }
    ranges
}
