//! The geometry of one frame: where the gutter, the text and each visible row stand, and what is under a point. Made
//! anew each frame from the scroll position and the laid-out rows; reads, never changes anything.

use std::ops::Range;
use std::sync::Arc;

use egui::{Pos2, Rect, pos2};
use justbuilt_text::Selection;

use super::data::EditorData;
use super::layout::{RowLayout, pixel_column};
use super::rows;
use super::style::Metrics;

/// A display row in view.
#[derive(Clone, Debug)]
pub(super) struct VisibleRow {
    /// Index of the display row.
    pub(super) row: usize,
    /// Where it stands, in rows of the screen from the frame's first; below 0 when a block of its line is at the top.
    pub(super) slot: isize,
    /// Index of the text line.
    pub(super) line: usize,
    /// Bytes of the text, without a line ending.
    pub(super) range: Range<usize>,
    /// The first row of its line.
    pub(super) first_of_line: bool,
    /// The last row of its line.
    pub(super) last_of_line: bool,
    /// Lines folded away after this row.
    pub(super) folded: Option<usize>,
    /// Columns of the whole row (the layout may be a window of it).
    pub(super) columns: u32,
    /// The laid-out text.
    pub(super) layout: Arc<RowLayout>,
}

/// A block in view.
#[derive(Clone, Debug)]
pub(super) struct VisibleBlock {
    /// Which of the blocks that were handed in.
    pub(super) index: usize,
    /// Where it stands, in rows of the screen from the frame's first; it may begin before and end after the view.
    pub(super) slots: Range<isize>,
    /// Where the first of its rows in view stands.
    pub(super) first: isize,
    /// Its rows in view; none for a space.
    pub(super) layouts: Vec<Arc<RowLayout>>,
}

impl VisibleRow {
    /// The column of a byte of the text in this row. Bytes outside the laid-out window go to its nearer edge.
    pub(super) fn column_of(&self, byte: usize) -> u32 {
        self.layout.cells.column_of(self.relative(byte))
    }

    /// The columns of the cluster at a byte of the text.
    pub(super) fn cell_of(&self, byte: usize) -> (u32, u32) {
        self.layout.cells.cell_of(self.relative(byte))
    }

    /// An offset from the row's start.
    pub(super) fn relative(&self, byte: usize) -> u32 {
        u32::try_from(byte.saturating_sub(self.range.start)).unwrap_or(u32::MAX)
    }

    /// Whether a caret at `byte` stands on this row. The end of a wrapped row belongs to the next one.
    pub(super) fn holds_caret(&self, byte: usize) -> bool {
        self.range.contains(&byte) || (byte == self.range.end && self.last_of_line)
    }

    /// The bytes that are laid out: the whole row, or the window of a long one.
    pub(super) fn window(&self) -> Range<usize> {
        let cells = &self.layout.cells;
        self.range.start + cells.start_byte() as usize..self.range.start + cells.end_byte() as usize
    }

    /// Whether the byte is inside the laid-out window.
    pub(super) fn in_window(&self, byte: usize) -> bool {
        let relative = self.relative(byte);
        byte >= self.range.start
            && relative >= self.layout.cells.start_byte()
            && relative <= self.layout.cells.end_byte()
    }
}

/// The geometry of a frame.
pub(super) struct Frame<'a> {
    pub(super) data: &'a EditorData<'a>,
    pub(super) metrics: &'a Metrics,
    /// The whole view.
    pub(super) rect: Rect,
    /// Line numbers and marks.
    pub(super) gutter: Rect,
    /// Where text may be painted.
    pub(super) text_rect: Rect,
    /// Where column 0 would stand without horizontal scrolling; on a pixel.
    pub(super) origin_x: f32,
    /// Points scrolled to the right; whole pixels.
    pub(super) scrolled_x: f64,
    /// The top of the first visible row; on a pixel.
    pub(super) first_y: f32,
    /// The rows of the text in view, top to bottom.
    pub(super) rows: Vec<VisibleRow>,
    /// The blocks between them.
    pub(super) blocks: Vec<VisibleBlock>,
    /// A caret at this byte stands at this column, before what is offered there.
    pub(super) held: Option<(usize, u32)>,
}

impl Frame<'_> {
    /// The top of the row with this index into `rows`; past the last its bottom.
    pub(super) fn y_of(&self, index: usize) -> f32 {
        self.rows.get(index).map_or_else(|| self.bottom_of(index), |row| self.y_of_slot(row.slot))
    }

    /// The bottom of the row before this index.
    pub(super) fn bottom_of(&self, index: usize) -> f32 {
        let above = index.min(self.rows.len()).checked_sub(1).and_then(|above| self.rows.get(above));
        self.y_of_slot(above.map_or(0, |above| above.slot + 1))
    }

    /// The top of a row of the screen, counted from the frame's first.
    pub(super) fn y_of_slot(&self, slot: isize) -> f32 {
        self.first_y + slot as f32 * self.metrics.row
    }

    /// The rectangle of a block, over the whole width of the text.
    pub(super) fn block_rect(&self, block: &VisibleBlock) -> Rect {
        Rect::from_min_max(
            pos2(self.text_rect.left(), self.y_of_slot(block.slots.start)),
            pos2(self.text_rect.right(), self.y_of_slot(block.slots.end)),
        )
    }

    /// Whether a block is at this height.
    fn is_block(&self, y: f32) -> bool {
        let slot = self.slot_at(y);
        self.blocks.iter().any(|block| block.slots.contains(&slot))
    }

    fn slot_at(&self, y: f32) -> isize {
        ((y - self.first_y) / self.metrics.row).floor() as isize
    }

    /// The place of a column.
    pub(super) fn x_of(&self, column: f64) -> f32 {
        (f64::from(self.origin_x) + column * self.metrics.cell - self.scrolled_x) as f32
    }

    /// The place of a galley that starts at a column; on a pixel.
    pub(super) fn galley_x(&self, column: u32) -> f32 {
        (f64::from(self.origin_x) + pixel_column(self.metrics, column) - self.scrolled_x) as f32
    }

    /// The column under `x`, with a fraction.
    pub(super) fn column_at(&self, x: f32) -> f64 {
        ((f64::from(x - self.origin_x) + self.scrolled_x) / self.metrics.cell).max(0.0)
    }

    /// The index into `rows` under `y`, at most one screen's edge away. A block belongs to the row above it.
    pub(super) fn index_at(&self, y: f32) -> Option<usize> {
        let slot = self.slot_at(y);
        let after = self.rows.partition_point(|row| row.slot <= slot);
        (!self.rows.is_empty()).then(|| after.saturating_sub(1))
    }

    /// Whether the byte is the end of a row, by its index into `rows`, that goes on below: the caret is on this row only
    /// with [`Selection::row_end`].
    pub(super) fn is_row_end(&self, byte: usize, index: usize) -> bool {
        self.rows.get(index).is_some_and(|row| {
            !row.last_of_line && byte == row.range.end && byte > row.range.start && row.folded.is_none()
        })
    }

    /// The caret position nearest to a point, and the index of its row.
    pub(super) fn byte_at(&self, pos: Pos2) -> Option<(usize, usize)> {
        let index = self.index_at(pos.y)?;
        let row = self.rows.get(index)?;
        if self.is_block(pos.y) {
            // The end of the line it stands after; there is none before the first line.
            let above = self.y_of(index) < pos.y;
            return Some((if above { row.range.end } else { row.range.start }, index));
        }
        Some((self.byte_in_row(row, self.column_at(pos.x)), index))
    }

    /// The caret position in a row nearest to a column.
    pub(super) fn byte_in_row(&self, row: &VisibleRow, column: f64) -> usize {
        let cells = &row.layout.cells;
        let inside = column >= f64::from(cells.start_column()) && column <= f64::from(cells.end_column());
        if inside || column >= f64::from(row.columns) && row.in_window(row.range.end) {
            row.range.start + cells.nearest_byte(column) as usize
        } else {
            rows::byte_near(self.data.display, row.row, column)
        }
    }

    /// The character under a point, if there is one: its byte and where it is.
    pub(super) fn char_at(&self, pos: Pos2) -> Option<(usize, Rect)> {
        if !self.text_rect.contains(pos) {
            return None;
        }
        let index = self.index_at(pos.y)?;
        let row = self.rows.get(index)?;
        let column = self.column_at(pos.x);
        let inside = (self.y_of(index)..=self.y_of(index) + self.metrics.row).contains(&pos.y);
        if !inside || column >= f64::from(row.layout.cells.end_column()) {
            return None;
        }
        let byte = row.range.start + row.layout.cells.byte_under(column) as usize;
        Some((byte, self.cell_rect(index, row.cell_of(byte))))
    }

    /// The rectangle of columns in a row.
    pub(super) fn cell_rect(&self, index: usize, (from, to): (u32, u32)) -> Rect {
        let y = self.y_of(index);
        Rect::from_min_max(
            pos2(self.x_of(f64::from(from)), y),
            pos2(self.x_of(f64::from(to)), y + self.metrics.row),
        )
    }

    /// The index into `rows` of the row that shows a caret at `byte`.
    pub(super) fn row_of_caret(&self, byte: usize) -> Option<usize> {
        let after = self.rows.partition_point(|row| row.range.start <= byte);
        let index = after.checked_sub(1)?;
        self.rows.get(index).filter(|row| row.holds_caret(byte)).map(|_| index)
    }

    /// The index into `rows` of the row that shows the caret of a selection.
    pub(super) fn row_of_head(&self, selection: &Selection) -> Option<usize> {
        let after = self.rows.partition_point(|row| row.range.start < selection.head);
        let before = after.checked_sub(1).filter(|_| selection.row_end);
        before
            .filter(|index| self.is_row_end(selection.head, *index))
            .or_else(|| self.row_of_caret(selection.head))
    }

    /// The rectangle of the caret of a selection, one cell wide at least, if it is in a visible row and laid-out window.
    pub(super) fn head_cell(&self, selection: &Selection) -> Option<(usize, Rect)> {
        match self.row_of_head(selection).filter(|index| self.is_row_end(selection.head, *index)) {
            Some(index) => Some((index, self.cell_at(index, selection.head)?)),
            None => self.caret_cell(selection.head),
        }
    }

    /// The rectangle of a caret at `byte`, one cell wide at least, if it is in a visible row and laid-out window.
    pub(super) fn caret_cell(&self, byte: usize) -> Option<(usize, Rect)> {
        let (index, cell) = self.cluster_cell(byte)?;
        match self.held.filter(|(held, _)| *held == byte) {
            Some((_, column)) => Some((index, self.cell_rect(index, (column, column + 1)))),
            None => Some((index, cell)),
        }
    }

    /// The rectangle of the cluster at `byte`, as that of a caret; behind what is offered before it.
    pub(super) fn cluster_cell(&self, byte: usize) -> Option<(usize, Rect)> {
        let index = self.row_of_caret(byte)?;
        Some((index, self.cell_at(index, byte)?))
    }

    fn cell_at(&self, index: usize, byte: usize) -> Option<Rect> {
        let row = self.rows.get(index).filter(|row| row.in_window(byte))?;
        let (from, to) = row.cell_of(byte);
        Some(self.cell_rect(index, (from, to.max(from + 1))))
    }

    /// The bytes from the first visible row to the end of the last, including what is folded between.
    pub(super) fn visible_bytes(&self) -> Range<usize> {
        match (self.rows.first(), self.rows.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => 0..0,
        }
    }

    /// The indexes of the items of a sorted list (not overlapping, `range` gives their bytes) that touch what is laid
    /// out, in stretches: of a long row only its window counts.
    pub(super) fn in_view<T>(&self, all: &[T], range: impl Fn(&T) -> Range<usize>) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for row in &self.rows {
            let window = row.window();
            let next = found.last().map_or(0, |last| last.end);
            let from = all.partition_point(|item| range(item).end < window.start).max(next);
            let to = all.partition_point(|item| range(item).start <= window.end);
            match found.last_mut() {
                Some(last) if last.end == from => last.end = to.max(from),
                _ if from < to => found.push(from..to),
                _ => {}
            }
        }
        found
    }

    /// The columns a range of the text covers in a row: `None` if it does not touch it. The flag says that the row's
    /// line ending is covered too.
    pub(super) fn columns_in_row(&self, row: &VisibleRow, range: &Range<usize>) -> Option<(u32, u32, bool)> {
        let window = row.window();
        if range.start > window.end || range.end < window.start {
            return None;
        }
        let from = row.column_of(range.start.max(row.range.start));
        let to = row.column_of(range.end.min(row.range.end));
        let over = range.end > row.range.end && (row.last_of_line || row.folded.is_some());
        let touches_only_end = range.start == row.range.end && !over && !range.is_empty();
        let starts_next = range.end == row.range.start && range.start < row.range.start;
        if touches_only_end || starts_next {
            return None;
        }
        Some((from, to, over))
    }
}
