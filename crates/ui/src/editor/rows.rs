//! The rows in view: asks the display map which they are, the syntax how they look, and lays out what no cache has. Long
//! rows are laid out only around the visible columns. This is the seam to the display map and to syntax.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::FontsView;
use justbuilt_display::{Cell, CellKind, DisplayMap, DisplayRow, RowCells, RowInfo, ScreenMap};
use justbuilt_syntax::SyntaxSnapshot;
use justbuilt_text::Text;

use super::blocks::Block;
use super::cache::AgedCache;
use super::data::EditorData;
use super::frame::{VisibleBlock, VisibleRow};
use super::layout::{ClusterWidths, InCell, RowLayout, RowText, Typesetter};
use super::style::{Metrics, Styles, style_of};

/// Rows of up to this many bytes are laid out whole.
const SHORT: usize = 1024;
/// Windows of longer rows start and end at multiples of this many columns.
const WINDOW_STEP: u32 = 128;
/// Rows kept by content.
const BY_CONTENT: usize = 1200;
/// Rows kept by place.
const BY_PLACE: usize = 4000;

/// The row of the screen and the column of a byte.
pub(super) fn place_of(screen: &ScreenMap<'_>, byte: usize) -> (usize, u32) {
    let display = screen.display();
    let point = display.point_of(display.text().clamp_boundary(byte.min(display.text().len())));
    (screen.row_of(point.row), point.column)
}

/// The first byte that stands at a row of the screen or below; `None` past the last.
pub(super) fn start_of_row(screen: &ScreenMap<'_>, row: usize) -> Option<usize> {
    let display = screen.display();
    if row >= screen.row_count() {
        return None;
    }
    let text_row = screen.text_row_at(row);
    let below = screen.row_of(text_row) < row;
    let text_row = DisplayRow(text_row.0 + usize::from(below));
    (text_row.0 < display.row_count()).then(|| display.row(text_row).range.start)
}

/// The byte of a row nearest to a column, asked of the display map: for places outside the laid-out window.
pub(super) fn byte_near(display: &DisplayMap, row: usize, column: f64) -> usize {
    display.caret_near(DisplayRow(row), column as f32).0
}

/// The two bytes of a row nearest to two columns, and how many columns the row has.
pub(super) struct RowBytes {
    pub(super) anchor: usize,
    pub(super) head: usize,
    pub(super) columns: u32,
}

/// The bytes of a row nearest to two columns; `None` if there is no such row.
pub(super) fn row_bytes(display: &DisplayMap, row: usize, anchor: f64, head: f64) -> Option<RowBytes> {
    (row < display.row_count()).then(|| RowBytes {
        anchor: display.byte_near(DisplayRow(row), anchor as f32),
        head: display.byte_near(DisplayRow(row), head as f32),
        columns: display.row_width(DisplayRow(row)),
    })
}

/// What the rows kept by place depend on beside their place.
struct Stamp {
    revision: u64,
    syntax: SyntaxSnapshot,
    look: u64,
}

/// Laid-out rows of recent frames.
pub(super) struct RowCache {
    stamp: Option<Stamp>,
    /// By the row's bytes and the window's columns, with the width of the whole row; good for one stamp.
    by_place: HashMap<Place, (Arc<RowLayout>, u32)>,
    /// By a hash of text, highlights and look; survives edits elsewhere.
    by_content: AgedCache<u64, Arc<RowLayout>>,
    widths: ClusterWidths,
}

impl Default for RowCache {
    fn default() -> Self {
        Self {
            stamp: None,
            by_place: HashMap::new(),
            by_content: AgedCache::new(BY_CONTENT),
            widths: ClusterWidths::new(4096),
        }
    }
}

/// Bytes of a row, and the columns of its window; all columns for a short row.
type Place = (Range<usize>, Range<u32>);

/// A row to be laid out, or found.
struct Wanted {
    info: RowInfo,
    place: Place,
    /// The layout and the width of the whole row, if known.
    known: Option<(Arc<RowLayout>, u32)>,
    /// Bytes of the text to lay out.
    window: Range<usize>,
    /// Column at which the window starts.
    column: u32,
    /// Clusters, where the row is long or not plain.
    cells: Option<Vec<InCell>>,
}

/// A text with what tells its rows and its colours: the document's, or that of a block.
struct Source<'a> {
    text: &'a Text,
    display: &'a DisplayMap,
    syntax: Option<&'a SyntaxSnapshot>,
    ligatures: bool,
}

impl<'a> Source<'a> {
    fn of(data: &EditorData<'a>) -> Self {
        let ligatures = data.options.ligatures;
        Self { text: data.text, display: data.display, syntax: Some(data.syntax), ligatures }
    }
}

/// How a row is laid out.
struct Set<'a, 'f> {
    fonts: &'a mut FontsView<'f>,
    metrics: &'a Metrics,
    styles: &'a Styles,
    look: u64,
}

/// What is in view.
pub(super) struct Laid {
    pub(super) rows: Vec<VisibleRow>,
    pub(super) blocks: Vec<VisibleBlock>,
    pub(super) costs: Costs,
}

/// Which part of the document is in view.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// The first row of the screen.
    pub(super) first: usize,
    /// How many rows.
    pub(super) count: usize,
    /// The first column.
    pub(super) left: f64,
    /// How many columns.
    pub(super) columns: f64,
}

/// How many rows and bytes had to be laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Costs {
    pub(super) rows: usize,
    pub(super) bytes: usize,
}

impl RowCache {
    /// Forgets everything: fonts or their atlas have changed.
    pub(super) fn clear(&mut self) {
        self.stamp = None;
        self.by_place.clear();
        self.by_content.clear();
        self.widths.clear();
    }

    /// The rows in view, laid out, and the blocks between them. `look` changes with theme, font and options.
    pub(super) fn rows(
        &mut self,
        fonts: &mut FontsView<'_>,
        (data, screen): (&EditorData<'_>, &ScreenMap<'_>),
        (metrics, styles, look): (&Metrics, &Styles, u64),
        view: View,
    ) -> Laid {
        self.by_content.next_frame();
        self.widths.next_frame();
        self.check_stamp(data, look);
        let mut costs = Costs::default();
        let end = (view.first + view.count).min(screen.row_count());
        let first = screen.text_row_at(view.first);
        let last = screen.text_row_at(end.saturating_sub(1));
        let infos = data.display.rows(first..DisplayRow(last.0 + 1));
        let set = Set { fonts, metrics, styles, look };
        let laid = self.lay_out_rows(set, &Source::of(data), infos, (view, true), &mut costs);
        let slot = |row: usize| row as isize - view.first as isize;
        let rows = laid
            .into_iter()
            .map(|(info, layout, columns)| {
                let slot = slot(screen.row_of(info.row));
                visible(info, layout, columns, slot)
            })
            .collect();
        let mut blocks = Vec::new();
        for (index, place) in screen.blocks_in(view.first..end) {
            let mut layouts = Vec::new();
            let seen = view.first.max(place.start) - place.start..end.min(place.end) - place.start;
            if let Some(text) = data.blocks.get(index).and_then(Block::text) {
                let source = Source {
                    text: &text.text,
                    display: &text.display,
                    syntax: text.syntax.as_ref(),
                    ligatures: data.options.ligatures,
                };
                let infos = text.display.rows(DisplayRow(seen.start)..DisplayRow(seen.end));
                let set = Set { fonts, metrics, styles, look };
                let laid = self.lay_out_rows(set, &source, infos, (view, false), &mut costs);
                layouts = laid.into_iter().map(|(_, layout, _)| layout).collect();
            }
            let slots = slot(place.start)..slot(place.end);
            blocks.push(VisibleBlock { index, slots, first: slot(place.start + seen.start), layouts });
        }
        Laid { rows, blocks, costs }
    }

    /// Rows of the document, or of a block: what is kept by its place is the document's.
    fn lay_out_rows(
        &mut self,
        Set { fonts, metrics, styles, look }: Set<'_, '_>,
        source: &Source<'_>,
        infos: Vec<RowInfo>,
        (view, by_place): (View, bool),
        costs: &mut Costs,
    ) -> Vec<(RowInfo, Arc<RowLayout>, u32)> {
        let want = |info| self.want(source, info, (view, by_place));
        let mut wanted: Vec<Wanted> = infos.into_iter().map(want).collect();
        let spans = spans_of(source, &wanted);
        let mut set = Typesetter { fonts, metrics, styles, widths: &mut self.widths };
        for (row, spans) in wanted.iter_mut().zip(&spans) {
            if row.known.is_some() {
                continue;
            }
            let text = source.text.slice(row.window.clone());
            costs.bytes += text.len();
            let key = content_key(&text, row, spans, look);
            let layout = self.by_content.get(&key).unwrap_or_else(|| {
                costs.rows += 1;
                let layout = Arc::new(lay_out(&mut set, source, row, &text, spans));
                self.by_content.insert(key, Arc::clone(&layout));
                layout
            });
            let whole = row.window == row.info.range;
            let columns =
                if whole { layout.cells.end_column() } else { source.display.row_width(row.info.row) };
            if by_place {
                self.by_place.insert(row.place.clone(), (Arc::clone(&layout), columns));
            }
            row.known = Some((layout, columns));
        }
        let laid = |row: Wanted| row.known.map(|(layout, columns)| (row.info, layout, columns));
        wanted.into_iter().filter_map(laid).collect()
    }

    fn check_stamp(&mut self, data: &EditorData<'_>, look: u64) {
        let same = self.stamp.as_ref().is_some_and(|stamp| {
            stamp.revision == data.revision && stamp.look == look && stamp.syntax.ptr_eq(data.syntax)
        });
        if !same {
            self.stamp = Some(Stamp { revision: data.revision, syntax: data.syntax.clone(), look });
        }
        if !same || self.by_place.len() > BY_PLACE {
            self.by_place.clear();
        }
    }

    /// Which part of a row is to be laid out; with its layout if that is known.
    fn want(&self, source: &Source<'_>, info: RowInfo, (view, by_place): (View, bool)) -> Wanted {
        let short = info.range.len() <= SHORT;
        let columns = if short { 0..u32::MAX } else { window_columns(view) };
        let place = (info.range.clone(), columns.clone());
        let mut wanted = Wanted {
            known: self.by_place.get(&place).filter(|_| by_place).cloned(),
            place,
            window: info.range.clone(),
            column: info.indent,
            cells: None,
            info,
        };
        if wanted.known.is_some() {
            return wanted;
        }
        let plain = |byte: &u8| (0x20..0x7f).contains(byte);
        if !short || !source.text.slice(wanted.window.clone()).as_bytes().iter().all(plain) {
            let cells = source.display.cells_in_columns(&wanted.info, columns);
            (wanted.window, wanted.cells) = in_cells(&cells, &wanted.info.range);
            wanted.column = if cells.is_empty() { wanted.info.indent } else { cells.first_column() };
        }
        wanted
    }

    /// The typesetter over this cache's widths, to lay out something that is not in the document.
    pub(super) fn typesetter<'a, 'f>(
        &'a mut self,
        fonts: &'a mut FontsView<'f>,
        metrics: &'a Metrics,
        styles: &'a Styles,
    ) -> Typesetter<'a, 'f> {
        Typesetter { fonts, metrics, styles, widths: &mut self.widths }
    }
}

/// The highlights of the rows that have no layout yet, relative to their windows. Neighbouring rows are asked for at once.
fn spans_of(source: &Source<'_>, wanted: &[Wanted]) -> Vec<Vec<(Range<usize>, u8)>> {
    let mut spans = vec![Vec::new(); wanted.len()];
    let Some(syntax) = source.syntax else { return spans };
    let mut index = 0;
    while index < wanted.len() {
        if wanted[index].known.is_some() {
            index += 1;
            continue;
        }
        let first = index;
        let mut range = wanted[index].window.clone();
        index += 1;
        while index < wanted.len() {
            let next = &wanted[index];
            if next.known.is_some() || next.window.start > range.end + 2 || next.window.start < range.end {
                break;
            }
            range.end = next.window.end;
            index += 1;
        }
        let found = syntax.highlights(source.text, range);
        let mut from = 0;
        for (row, spans) in wanted[first..index].iter().zip(&mut spans[first..index]) {
            let window = &row.window;
            from += found[from..].partition_point(|(range, _)| range.end <= window.start);
            let inside = found[from..].iter().take_while(|(range, _)| range.start < window.end);
            spans.extend(inside.map(|(range, highlight)| {
                let start = range.start.max(window.start) - window.start;
                let end = range.end.min(window.end) - window.start;
                (start..end, style_of(*highlight))
            }));
        }
    }
    spans
}

fn content_key(text: &str, row: &Wanted, spans: &[(Range<usize>, u8)], look: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    spans.hash(&mut hasher);
    (look, row.column, row.window.start - row.info.range.start).hash(&mut hasher);
    hasher.finish()
}

fn lay_out(
    set: &mut Typesetter<'_, '_>,
    source: &Source<'_>,
    row: &Wanted,
    text: &str,
    spans: &[(Range<usize>, u8)],
) -> RowLayout {
    set.row(&RowText {
        text,
        cells: row.cells.as_deref(),
        spans,
        start_byte: offset(row.window.start - row.info.range.start),
        start_column: row.column,
        ligatures: source.ligatures,
    })
}

/// The columns that a window of a long row covers: fixed steps, so that scrolling sideways mostly finds it again.
fn window_columns(view: View) -> Range<u32> {
    let step = f64::from(WINDOW_STEP);
    let from = ((view.left / step).floor() - 1.0).max(0.0) * step;
    let to = ((view.left + view.columns) / step).ceil() * step + step;
    from as u32..to.min(f64::from(u32::MAX)) as u32
}

/// The bytes that cells of a row cover, without a line ending, and the cells relative to them; no cells if all are plain.
fn in_cells(cells: &RowCells, row: &Range<usize>) -> (Range<usize>, Option<Vec<InCell>>) {
    let start = cells.start().clamp(row.start, row.end);
    let end = (cells.start() + cells.text().len()).clamp(start, row.end);
    let inside = || cells.iter().filter(|cell| cell.kind != CellKind::Newline);
    let list = (!cells.is_plain()).then(|| inside().map(|cell| in_cell(&cell, start)).collect());
    (start..end, list)
}

pub(super) fn in_cell(cell: &Cell<'_>, base: usize) -> InCell {
    InCell {
        start: offset(cell.range.start.saturating_sub(base)),
        len: offset(cell.range.len()),
        column: cell.column,
        width: cell.width,
        kind: cell.kind,
    }
}

/// Offsets inside a row fit 32 bits: a row of more than 4 GiB is cut off there.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

fn visible(info: RowInfo, layout: Arc<RowLayout>, columns: u32, slot: isize) -> VisibleRow {
    VisibleRow {
        row: info.row.0,
        slot,
        line: info.line,
        first_of_line: info.is_first_of_line(),
        last_of_line: info.is_last_of_line,
        folded: info.folded_after,
        range: info.range,
        columns,
        layout,
    }
}
