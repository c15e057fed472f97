//! One line laid out: which bytes each of its rows shows, and bytes ⇄ columns within a row. Short lines are walked,
//! long ones go through their pieces. Knows no other lines.

use std::{borrow::Cow, ops::Range};

use justbuilt_text::Text;

use crate::{
    cluster::{CellKind, Cluster, clusters, plain_prefix, tab_cells},
    long::{LongLine, Place},
    wrap::{Row, Wrap},
};

/// The cluster at a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub start: usize,
    pub end: usize,
    pub column: u32,
    pub width: u32,
}

pub(crate) struct LineLayout<'a> {
    pub text: &'a Text,
    /// Without the line ending.
    pub content: Range<usize>,
    pub rows: usize,
    pub tab_width: u32,
    pub shape: Shape<'a>,
}

pub(crate) enum Shape<'a> {
    /// `wrap` is `None` when it is one row, wrapped or not.
    Short {
        content: Cow<'a, str>,
        wrap: Option<Wrap>,
    },
    Long(LongLine),
}

/// Bytes of the document on one row, and the column of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub range: Range<usize>,
    pub column: u32,
}

impl LineLayout<'_> {
    /// The bytes of row `n` and its indent.
    pub fn row(&self, n: usize) -> Span {
        match &self.shape {
            Shape::Short { wrap: None, .. } => Span { range: self.content.clone(), column: 0 },
            Shape::Short { content, wrap: Some(wrap) } => {
                let row = nth_row(fitted(wrap.rows(content, 0), self.rows, content.len()), n);
                self.span(row, self.content.start)
            }
            Shape::Long(long) => {
                match (long.wrap(), long.place(self.content.start, |p| p.rows_before <= n)) {
                    (Some(wrap), Some(place)) => {
                        let content = self.text.slice(place.range.clone());
                        let row = nth_row(fit_place(wrap, &content, &place), n - place.rows_before.min(n));
                        self.span(row, place.range.start)
                    }
                    _ => Span { range: self.content.clone(), column: 0 },
                }
            }
        }
    }

    /// All rows from the `first`.
    pub fn rows_from(&self, first: usize, mut each: impl FnMut(usize, Span) -> bool) {
        let (start, mut n) = (self.content.start, 0);
        let mut give = |rows: &mut dyn Iterator<Item = Row>, start: usize| {
            for row in rows {
                if n >= first && !each(n, self.span(row, start)) {
                    return false;
                }
                n += 1;
            }
            true
        };
        match &self.shape {
            Shape::Short { content, wrap: Some(wrap) } => {
                give(&mut fitted(wrap.rows(content, 0), self.rows, content.len()), start);
            }
            Shape::Long(long) if long.wrap().is_some() => {
                let Some(wrap) = long.wrap() else { return };
                for place in long.places(start) {
                    if place.rows_before + place.piece.rows as usize <= first {
                        let skipped = &mut std::iter::repeat_n(
                            Row { start: 0, end: 0, column: 0 },
                            place.piece.rows as usize,
                        );
                        give(skipped, start);
                        continue;
                    }
                    let content = self.text.slice(place.range.clone());
                    if !give(&mut fit_place(wrap, &content, &place), place.range.start) {
                        return;
                    }
                }
            }
            _ => {
                let whole = Row { start: 0, end: self.content.len(), column: 0 };
                give(&mut std::iter::once(whole), start);
            }
        }
    }

    /// The row that a byte of the line is on: the later one where two meet.
    pub fn row_of(&self, byte: usize) -> usize {
        match &self.shape {
            Shape::Short { wrap: None, .. } => 0,
            Shape::Short { content, wrap: Some(wrap) } => {
                let at = byte.saturating_sub(self.content.start);
                last_row_at(fitted(wrap.rows(content, 0), self.rows, content.len()), at)
            }
            Shape::Long(long) => {
                match (long.wrap(), long.place(self.content.start, |p| p.range.start <= byte)) {
                    (Some(wrap), Some(place)) => {
                        let content = self.text.slice(place.range.clone());
                        let at = byte.saturating_sub(place.range.start);
                        place.rows_before + last_row_at(fit_place(wrap, &content, &place), at)
                    }
                    _ => 0,
                }
            }
        }
    }

    /// The column of a byte on row `row`, which is `span`; inside a cluster the column of its start.
    pub fn column_of(&self, span: &Span, byte: usize) -> u32 {
        let byte = byte.clamp(span.range.start, span.range.end);
        if let Some(long) = self.whole_long(span) {
            let Some(place) = long.place(self.content.start, |place| place.range.start <= byte) else {
                return 0;
            };
            let end = place.piece.width.end(place.column, self.tab_width);
            let content = self.text.slice(place.range.clone());
            return column_at(&content, place.column, byte - place.range.start, self.tab_width).min(end);
        }
        column_at(&self.slice(&span.range), span.column, byte - span.range.start, self.tab_width)
    }

    /// The cluster at a column of a row; at the row's end an empty one.
    pub fn hit(&self, span: &Span, column: u32) -> Hit {
        let (range, start) = match self.whole_long(span) {
            Some(long) => match long.place(self.content.start, |place| place.column <= column) {
                Some(place) => (place.range, place.column),
                None => (span.range.clone(), 0),
            },
            None => (span.range.clone(), span.column),
        };
        let hit = hit_at(&self.slice(&range), start, column, self.tab_width);
        Hit { start: range.start + hit.start, end: range.start + hit.end, ..hit }
    }

    /// Where the last cluster of a row starts.
    pub fn last_cluster(&self, span: &Span) -> usize {
        let near = self.text.clamp_boundary(span.range.end.saturating_sub(2 * crate::cluster::MAX_CLUSTER));
        let from = near.max(span.range.start);
        let tail = self.slice(&(from..span.range.end));
        clusters(&tail, 0).last().map_or(span.range.start, |cluster| from + cluster.start)
    }

    /// The long line behind a row, when the row is the whole line.
    pub fn whole_long(&self, span: &Span) -> Option<&LongLine> {
        match &self.shape {
            Shape::Long(long) if long.wrap().is_none() && span.range == self.content => Some(long),
            _ => None,
        }
    }

    /// Text of the line, borrowed where that is possible.
    pub fn slice(&self, range: &Range<usize>) -> Cow<'_, str> {
        if let Shape::Short { content, .. } = &self.shape {
            let start = range.start.saturating_sub(self.content.start);
            if let Some(part) = content.get(start..start + range.len()) {
                return Cow::Borrowed(part);
            }
        }
        self.text.slice(range.clone())
    }

    fn span(&self, row: Row, start: usize) -> Span {
        Span { range: start + row.start..start + row.end, column: row.column }
    }
}

fn fit_place<'t>(wrap: Wrap, content: &'t str, place: &Place) -> impl Iterator<Item = Row> + 't {
    fitted(wrap.rows(content, place.column), place.piece.rows as usize, content.len())
}

/// Exactly `count` rows, as the sums say: where that was a guess the last one takes the rest, or empty ones follow.
fn fitted(rows: impl Iterator<Item = Row>, count: usize, len: usize) -> impl Iterator<Item = Row> {
    let filler = Row { start: len, end: len, column: 0 };
    rows.chain(std::iter::repeat(filler))
        .take(count)
        .enumerate()
        .map(move |(n, row)| if n + 1 == count { Row { end: len, ..row } } else { row })
}

fn nth_row(mut rows: impl Iterator<Item = Row>, n: usize) -> Row {
    let mut last = Row { start: 0, end: 0, column: 0 };
    for (index, row) in rows.by_ref().enumerate() {
        last = row;
        if index == n {
            break;
        }
    }
    last
}

fn last_row_at(rows: impl Iterator<Item = Row>, at: usize) -> usize {
    rows.take_while(|row| row.start <= at).count().saturating_sub(1)
}

/// The column of byte `offset` in `text`, which starts at column `start`; inside a cluster that of its start.
fn column_at(text: &str, start: u32, offset: usize, tab_width: u32) -> u32 {
    let bytes = text.as_bytes();
    let (mut at, mut column) = (0, start);
    while at < bytes.len() && at <= offset {
        let plain = plain_prefix(bytes.get(at..(offset + 2).min(bytes.len())).unwrap_or_default());
        if offset < at + plain {
            return column.saturating_add(cells(offset - at));
        }
        at += plain;
        column = column.saturating_add(cells(plain));
        for (slow, cluster) in clusters(text, at).enumerate() {
            if offset < cluster.start + cluster.len || slow >= 16 && is_ascii_ahead(bytes, cluster.start) {
                break;
            }
            at += cluster.len;
            column = column.saturating_add(width_at(cluster, column, tab_width));
        }
        if clusters(text, at).next().is_some_and(|cluster| offset < cluster.start + cluster.len) {
            return column;
        }
    }
    column
}

/// The cluster at column `target` (with a width, where several share a column); an empty one at the ends.
fn hit_at(text: &str, start: u32, target: u32, tab_width: u32) -> Hit {
    let bytes = text.as_bytes();
    let (mut at, mut column) = (0, start);
    if target < start {
        return Hit { start: 0, end: 0, column, width: 0 };
    }
    while at < bytes.len() {
        let need = (target - column) as usize;
        let plain = plain_prefix(bytes.get(at..(at + need + 2).min(bytes.len())).unwrap_or_default());
        if need < plain {
            return Hit { start: at + need, end: at + need + 1, column: target, width: 1 };
        }
        at += plain;
        column += cells(plain);
        for (slow, cluster) in clusters(text, at).enumerate() {
            let width = width_at(cluster, column, tab_width);
            if target < column.saturating_add(width) {
                return Hit { start: at, end: at + cluster.len, column, width };
            }
            if slow >= 16 && is_ascii_ahead(bytes, cluster.start) {
                break;
            }
            at += cluster.len;
            column += width;
        }
    }
    Hit { start: at, end: at, column, width: 0 }
}

pub(crate) fn width_at(cluster: Cluster, column: u32, tab_width: u32) -> u32 {
    match cluster.kind {
        CellKind::Tab => tab_cells(column, tab_width),
        _ => cluster.width,
    }
}

fn is_ascii_ahead(bytes: &[u8], at: usize) -> bool {
    bytes.get(at..at + 32).is_some_and(<[u8]>::is_ascii)
}

fn cells(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
