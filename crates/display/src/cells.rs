//! What the painter asks for: the cells of a row in a window of columns, however long the row. No colours, no fonts.

use std::ops::Range;

use crate::{
    cluster::{Cell, CellKind, clusters, plain_prefix},
    coords::RowInfo,
    line::{LineLayout, Span, width_at},
};

/// The cells of (a part of) a row, with their text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowCells {
    text: String,
    start: usize,
    records: Vec<Record>,
    plain: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Record {
    offset: u32,
    len: u32,
    column: u32,
    width: u32,
    kind: CellKind,
}

impl RowCells {
    /// The cells from left to right.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Cell<'_>> {
        self.records.iter().map(|record| {
            let start = record.offset as usize;
            let end = start + record.len as usize;
            Cell {
                range: self.start + start..self.start + end,
                text: self.text.get(start..end).unwrap_or_default(),
                column: record.column,
                width: record.width,
                kind: record.kind,
            }
        })
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The text of all cells, the line ending included if it is in the window.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte of the document where [`text`](Self::text) starts.
    #[must_use]
    pub fn start(&self) -> usize {
        self.start
    }

    /// The column of the first cell.
    #[must_use]
    pub fn first_column(&self) -> u32 {
        self.records.first().map_or(0, |record| record.column)
    }

    /// Whether every cell (but a line ending) is a printable ASCII character of one column, so that bytes of
    /// [`text`](Self::text) and columns are the same.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// The cells of `row` that touch `columns`.
    pub(crate) fn of(line: &LineLayout<'_>, row: &RowInfo, columns: Range<u32>) -> Self {
        let span = Span { range: row.range.clone(), column: row.indent };
        let mut cells = Self { text: String::new(), start: row.range.end, records: Vec::new(), plain: true };
        let mut end = span.column;
        match line.whole_long(&span) {
            Some(long) => {
                end = long.columns();
                let first = long.place(line.content.start, |place| place.column <= columns.start);
                let from = first.map_or(span.range.start, |place| place.range.start);
                let places = long.places(line.content.start).skip_while(|place| place.range.start < from);
                for place in places.take_while(|place| place.column < columns.end) {
                    end = cells.add(line, &Span { range: place.range, column: place.column }, &columns);
                }
            }
            None => end = end.max(cells.add(line, &span, &columns)),
        }
        if end < columns.end {
            cells.add_ending(line, row, end);
        }
        cells
    }

    /// The cells of these bytes of `row`, which start and end between clusters.
    pub(crate) fn of_bytes(line: &LineLayout<'_>, row: &RowInfo, bytes: Range<usize>) -> Self {
        let span = Span { range: row.range.clone(), column: row.indent };
        let mut cells = Self { text: String::new(), start: bytes.start, records: Vec::new(), plain: true };
        let mut end = 0;
        let mut add = |range: &Range<usize>| {
            let range = range.start.max(bytes.start)..range.end.min(bytes.end);
            if !range.is_empty() {
                let column = line.column_of(&span, range.start);
                end = cells.add(line, &Span { range, column }, &(0..u32::MAX));
            }
        };
        match line.whole_long(&span) {
            Some(long) => {
                let places =
                    long.places(line.content.start).skip_while(|place| place.range.end <= bytes.start);
                places.take_while(|place| place.range.start < bytes.end).for_each(|place| add(&place.range));
            }
            None => add(&span.range),
        }
        if bytes.end > row.range.end {
            let end = if cells.records.is_empty() { line.column_of(&span, span.range.end) } else { end };
            cells.add_ending(line, row, end);
        }
        cells
    }

    fn add_ending(&mut self, line: &LineLayout<'_>, row: &RowInfo, column: u32) {
        let ending = row.range.end..line.text.line_range(row.line).end;
        if row.is_last_of_line && !ending.is_empty() {
            let text = line.text.slice(ending);
            let (offset, len) = (cell_count(self.text.len()), cell_count(text.len()));
            self.text.push_str(&text);
            self.records.push(Record { offset, len, column, width: 0, kind: CellKind::Newline });
        }
    }

    /// Adds what is in the window; returns the column where it stopped.
    fn add(&mut self, line: &LineLayout<'_>, span: &Span, columns: &Range<u32>) -> u32 {
        let text = line.slice(&span.range);
        let bytes = text.as_bytes();
        let (mut at, mut column) = (0, span.column);
        let mut from = None;
        while at < bytes.len() && column < columns.end {
            if from.is_none() && column < columns.start {
                // All that is left of the window, as far as it is plain.
                let skip = (columns.start - column) as usize;
                let plain = plain_prefix(bytes.get(at..(at + skip + 1).min(bytes.len())).unwrap_or_default());
                let plain = plain.min(skip);
                at += plain;
                column += cell_count(plain);
            }
            for (slow, cluster) in clusters(&text, at).enumerate() {
                let width = width_at(cluster, column, line.tab_width);
                if column >= columns.end {
                    break;
                }
                let next = column.saturating_add(width);
                if next > columns.start || width == 0 && column >= columns.start {
                    if from.is_none() {
                        from = Some(at);
                        if self.records.is_empty() {
                            self.start = span.range.start + at;
                        }
                    }
                    let offset = cell_count(self.text.len() + at - from.unwrap_or(at));
                    let len = cell_count(cluster.len);
                    self.plain &= cluster.kind == CellKind::Text && cluster.len == 1 && width == 1;
                    self.records.push(Record { offset, len, column, width, kind: cluster.kind });
                }
                at += cluster.len;
                column = next;
                if from.is_none() && slow >= 16 && bytes.get(at..at + 32).is_some_and(<[u8]>::is_ascii) {
                    break;
                }
            }
        }
        if let Some(from) = from {
            self.text.push_str(text.get(from..at).unwrap_or_default());
        }
        column
    }
}

fn cell_count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
