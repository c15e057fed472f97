//! The block layer: rows of something else between the rows of the text (lines that are offered and not in the document,
//! room for a widget), and what row of the screen each row of the text is with them. It lies over the display map, which
//! knows nothing of it: carets skip blocks, and a view without blocks pays nothing. What a block shows is not known here.

use std::ops::Range;

use crate::coords::DisplayRow;
use crate::map::DisplayMap;

/// What a row of the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScreenRow {
    /// A row of the text.
    Text(DisplayRow),
    /// A row of a block: which block, counted as they were handed in, and which of its rows.
    Block {
        /// Which block.
        index: usize,
        /// Which of its rows, from 0.
        row: usize,
    },
}

/// A block where it stands.
#[derive(Clone, Copy, Debug)]
struct Placed {
    index: usize,
    /// Rows of the text above it.
    above: usize,
    /// Rows of blocks above it.
    blocks: usize,
    rows: usize,
}

impl Placed {
    fn start(&self) -> usize {
        self.above + self.blocks
    }

    fn end(&self) -> usize {
        self.start() + self.rows
    }
}

/// The rows of the screen: those of a display map with blocks between them. Made for a frame from the blocks of that
/// moment; costs O(blocks · log lines) to make, and O(log blocks) beside the display map's own costs to ask.
#[derive(Clone, Debug)]
pub struct ScreenMap<'a> {
    display: &'a DisplayMap,
    placed: Vec<Placed>,
}

impl<'a> From<&'a DisplayMap> for ScreenMap<'a> {
    fn from(display: &'a DisplayMap) -> Self {
        Self { display, placed: Vec::new() }
    }
}

impl<'a> ScreenMap<'a> {
    /// With blocks, each given as how many lines of the text are above it (0 stands before the first line) and how many
    /// rows it has; sorted by the former. Several at one place stand in their order. A block whose line is hidden in a
    /// fold is not shown.
    pub fn new(display: &'a DisplayMap, blocks: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let mut placed: Vec<Placed> = Vec::new();
        let lines = display.text().line_count();
        for (index, (above, rows)) in blocks.into_iter().enumerate() {
            let above = match above.min(lines).checked_sub(1) {
                None => 0,
                Some(line) if display.is_hidden(line) => continue,
                Some(line) => display.row_of_line(line).0 + display.rows_of_line(line),
            };
            let last = placed.last();
            let blocks = last.map_or(0, |last| last.blocks + last.rows);
            let above = above.max(last.map_or(0, |last| last.above));
            if rows > 0 {
                placed.push(Placed { index, above, blocks, rows });
            }
        }
        Self { display, placed }
    }

    /// The rows of the text.
    #[must_use]
    pub fn display(&self) -> &'a DisplayMap {
        self.display
    }

    /// How many rows there are.
    #[must_use]
    pub fn row_count(&self) -> usize {
        self.display.row_count() + self.placed.last().map_or(0, |last| last.blocks + last.rows)
    }

    /// The row of the screen that a row of the text is.
    #[must_use]
    pub fn row_of(&self, row: DisplayRow) -> usize {
        let after = self.placed.partition_point(|placed| placed.above <= row.0);
        let before = after.checked_sub(1).and_then(|at| self.placed.get(at));
        row.0 + before.map_or(0, |placed| placed.blocks + placed.rows)
    }

    /// What a row of the screen shows; the last one for rows past the end.
    #[must_use]
    pub fn at(&self, row: usize) -> ScreenRow {
        let row = row.min(self.row_count() - 1);
        let after = self.placed.partition_point(|placed| placed.start() <= row);
        match after.checked_sub(1).and_then(|at| self.placed.get(at)) {
            Some(placed) if row < placed.end() => {
                ScreenRow::Block { index: placed.index, row: row - placed.start() }
            }
            Some(placed) => ScreenRow::Text(DisplayRow(row - placed.blocks - placed.rows)),
            None => ScreenRow::Text(DisplayRow(row)),
        }
    }

    /// The row of the text at a row of the screen, or the one above the block there; the first if there is none.
    #[must_use]
    pub fn text_row_at(&self, row: usize) -> DisplayRow {
        let row = row.min(self.row_count() - 1);
        let after = self.placed.partition_point(|placed| placed.start() <= row);
        match after.checked_sub(1).and_then(|at| self.placed.get(at)) {
            Some(placed) if row < placed.end() => DisplayRow(placed.above.saturating_sub(1)),
            Some(placed) => DisplayRow(row - placed.blocks - placed.rows),
            None => DisplayRow(row),
        }
    }

    /// The line at a row of the screen (for a block the line it stands after), and the first row of that line. That row
    /// is below `row` in a block before the first line.
    #[must_use]
    pub fn line_at(&self, row: usize) -> (usize, usize) {
        let text_row = self.text_row_at(row);
        let (line, row_in_line) = self.display.line_of_row(text_row);
        (line, self.row_of(DisplayRow(text_row.0.saturating_sub(row_in_line))))
    }

    /// The first row of a line; for a hidden one that of the line that shows its fold.
    #[must_use]
    pub fn row_of_line(&self, line: usize) -> usize {
        self.row_of(self.display.row_of_line(line))
    }

    /// The blocks that touch these rows of the screen: which, and the rows of the screen they take.
    pub fn blocks_in(&self, rows: Range<usize>) -> impl Iterator<Item = (usize, Range<usize>)> {
        let from = self.placed.partition_point(|placed| placed.end() <= rows.start);
        let rest = self.placed.get(from..).filter(|_| !rows.is_empty()).unwrap_or_default().iter();
        rest.take_while(move |placed| placed.start() < rows.end)
            .map(|placed| (placed.index, placed.start()..placed.end()))
    }
}

#[cfg(test)]
mod tests;
