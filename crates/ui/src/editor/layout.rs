//! One row of text into a galley and a map of its cells. Every cluster stands exactly on the grid of cells: what the
//! code font draws one cell wide is shaped in runs, everything else is measured and centred in its cells, complex
//! scripts are shaped as whole words. This is the seam to egui's text shaping; nothing is painted here.

use std::ops::Range;
use std::sync::Arc;

use egui::epaint::text::{FontsView, LayoutJob, TextFormat};
use egui::{Color32, Galley};
use justbuilt_display::CellKind;
use smol_str::SmolStr;

use super::cache::AgedCache;
use super::cells::CellMap;
use super::style::{Metrics, PLAIN, Styles, push_section};
use super::tints::Tints;
use crate::theme::SyntaxStyle;

/// One cluster of the text to lay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InCell {
    /// Where it starts in the text that is laid out.
    pub(super) start: u32,
    /// Its length in bytes.
    pub(super) len: u32,
    /// Its first column.
    pub(super) column: u32,
    /// Its width in columns.
    pub(super) width: u32,
    /// What it shows.
    pub(super) kind: CellKind,
}

/// The text of a row, or of a window of a long row.
pub(super) struct RowText<'a> {
    /// The text, without a line ending.
    pub(super) text: &'a str,
    /// Its clusters in order; `None` if each is one byte of printable ASCII and one column wide.
    pub(super) cells: Option<&'a [InCell]>,
    /// Styles of ranges of `text`, sorted, not overlapping; what is between them is plain.
    pub(super) spans: &'a [(Range<usize>, u8)],
    /// Where `text` starts, relative to the row's start.
    pub(super) start_byte: u32,
    /// The column at which `text` starts.
    pub(super) start_column: u32,
    /// Whether ligatures may form.
    pub(super) ligatures: bool,
}

/// A space or tab of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Blank {
    /// Where it is, relative to the row's start.
    pub(super) byte: u32,
    /// Its first column.
    pub(super) column: u32,
    /// Its width in cells.
    pub(super) cells: u32,
    /// A tab, not a space.
    pub(super) tab: bool,
}

/// A laid-out row, or window of a long row. Offsets are relative to the row's start.
#[derive(Debug)]
pub(super) struct RowLayout {
    /// The text; `None` if there is nothing to see.
    pub(super) galley: Option<Arc<Galley>>,
    /// Where the clusters are.
    pub(super) cells: CellMap,
    /// Spaces and tabs, in order.
    pub(super) blanks: Vec<Blank>,
    /// From here to the end there are only spaces and tabs.
    pub(super) trailing: u32,
    /// Columns of white before the first visible character; `None` when there is none.
    pub(super) indent: Option<u32>,
    /// Columns at which a character without any width hides.
    pub(super) hidden: Vec<u32>,
}

/// Widths of clusters that are not simply one cell: (bold, italic, text) to points.
pub(super) type ClusterWidths = AgedCache<(bool, bool, SmolStr), f32>;

/// Characters of this length and more are measured anew each time instead of being remembered.
const LONGEST_REMEMBERED: usize = 64;

/// What is needed beside the text to lay out a row.
pub(super) struct Typesetter<'a, 'f> {
    pub(super) fonts: &'a mut FontsView<'f>,
    pub(super) metrics: &'a Metrics,
    pub(super) styles: &'a Styles,
    pub(super) widths: &'a mut ClusterWidths,
}

/// The left edge of `column` rounded down to a pixel, in points: galleys start on pixels.
pub(super) fn pixel_column(metrics: &Metrics, column: u32) -> f64 {
    let scale = f64::from(metrics.pixels_per_point);
    (f64::from(column) * metrics.cell * scale).floor() / scale
}

impl Typesetter<'_, '_> {
    /// Lays out a row.
    pub(super) fn row(&mut self, row: &RowText<'_>) -> RowLayout {
        match self.row_by(row, Sections::ByFont) {
            (layout, true) => layout,
            (_, false) => self.row_by(row, Sections::ByColor).0,
        }
    }

    /// Lays out a row; and whether its colours are right.
    fn row_by(&mut self, row: &RowText<'_>, sections: Sections) -> (RowLayout, bool) {
        let mut out = Builder::new(self, row, sections);
        let mut spans = row.spans.iter().peekable();
        let mut at = 0;
        let mut next_cell = 0;
        while at < row.text.len() {
            while spans.peek().is_some_and(|span| span.0.end <= at) {
                spans.next();
            }
            let (style, end) = match spans.peek() {
                Some((range, style)) if range.start <= at => (*style, range.end.min(row.text.len())),
                Some((range, _)) => (PLAIN, range.start.min(row.text.len())),
                None => (PLAIN, row.text.len()),
            };
            at = match row.cells {
                None => {
                    out.ascii(row, at, row.text.get(at..end).unwrap_or_default(), style);
                    end
                }
                Some(cells) => match cells.get(next_cell..) {
                    Some(rest @ [_, ..]) => {
                        let (count, to) = out.some_cells(row, rest, end, style);
                        next_cell += count;
                        to
                    }
                    _ => break,
                },
            };
        }
        out.finish(row)
    }

    /// The natural width of a cluster or word, in points.
    fn width_of(&mut self, text: &str, format: &TextFormat, bold: bool, italic: bool) -> f32 {
        let key = (text.len() < LONGEST_REMEMBERED).then(|| (bold, italic, SmolStr::new(text)));
        if let Some(width) = key.as_ref().and_then(|key| self.widths.get(key)) {
            return width;
        }
        let mut job =
            LayoutJob { break_on_newline: false, round_output_to_gui: false, ..LayoutJob::default() };
        push_section(&mut job, 0.0, text, format.clone());
        let width = self.fonts.layout_job(job).intrinsic_size().x;
        if let Some(key) = key {
            self.widths.insert(key, width);
        }
        width
    }
}

/// What makes a section of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sections {
    /// Another font; the letters get their colours afterwards.
    ByFont,
    /// Another colour too.
    ByColor,
}

/// A row in the making.
struct Builder<'a, 'b, 'f> {
    set: &'a mut Typesetter<'b, 'f>,
    job: LayoutJob,
    sections: Sections,
    tints: Tints,
    /// Look of the section that may still grow.
    open: Option<SyntaxStyle>,
    /// Points from the galley's left edge to the row's first column.
    lead: f64,
    /// Where the next glyph would stand, in points from the galley's left edge.
    pen: f64,
    first_column: u32,
    column: u32,
    cells: Vec<(u32, u32)>,
    uniform: bool,
    blanks: Vec<Blank>,
    hidden: Vec<u32>,
    indent: Option<u32>,
    trailing: usize,
    split_ligatures: bool,
}

impl<'a, 'b, 'f> Builder<'a, 'b, 'f> {
    fn new(set: &'a mut Typesetter<'b, 'f>, row: &RowText<'_>, sections: Sections) -> Self {
        let lead =
            f64::from(row.start_column) * set.metrics.cell - pixel_column(set.metrics, row.start_column);
        let split_ligatures = set.metrics.ligates && !row.ligatures;
        let job = LayoutJob { break_on_newline: false, round_output_to_gui: false, ..LayoutJob::default() };
        Self {
            set,
            job,
            sections,
            tints: Tints::default(),
            open: None,
            lead,
            pen: 0.0,
            first_column: row.start_column,
            column: row.start_column,
            cells: Vec::new(),
            uniform: row.cells.is_none(),
            blanks: Vec::new(),
            hidden: Vec::new(),
            indent: None,
            trailing: 0,
            split_ligatures,
        }
    }

    /// Lays out at least one of `cells`, and more while they make one run that starts before `end`. Returns how many,
    /// and the byte after them.
    fn some_cells(&mut self, row: &RowText<'_>, cells: &[InCell], end: usize, style: u8) -> (usize, usize) {
        let Some(first) = cells.first() else { return (0, row.text.len()) };
        let at = first.start as usize;
        let plain =
            |cell: &&InCell| cell.len == 1 && cell.kind == CellKind::Text && (cell.start as usize) < end;
        let run = cells.iter().take_while(plain).count();
        if run > 0 {
            self.ascii(row, at, row.text.get(at..at + run).unwrap_or_default(), style);
            return (run, at + run);
        }
        let text = row.text.get(at..at + first.len as usize).unwrap_or_default();
        let letter = text.chars().next().unwrap_or_default();
        if first.kind == CellKind::Text && is_complex(letter) {
            let letters = |cell: &&InCell| {
                let c = row.text.get(cell.start as usize..).and_then(|text| text.chars().next());
                cell.kind == CellKind::Text && c.is_some_and(is_complex)
            };
            let before_end = |cell: &&InCell| (cell.start as usize) < end || cell.start == first.start;
            let count = cells.iter().take_while(letters).take_while(before_end).count();
            let to = self.word(row, cells.get(..count).unwrap_or_default(), style);
            return (count, to);
        }
        match first.kind {
            CellKind::Newline => {}
            CellKind::Tab => self.tab(row, first, style),
            CellKind::Invalid => self.invalid(row, first, letter, style),
            CellKind::Control => {
                self.step(row, at, first.width);
                self.visible(first.column, at + text.len());
                let mut format = self.set.metrics.plain(self.set.styles.control);
                format.background = self.set.styles.control_background;
                format.expand_bg = 0.0;
                let picture = control_letter(letter);
                self.centred(
                    picture.encode_utf8(&mut [0; 4]),
                    style,
                    first.column,
                    first.width,
                    Some(format),
                );
            }
            CellKind::Text => {
                self.step(row, at, first.width);
                if first.width == 0 {
                    self.hidden.push(first.column);
                } else {
                    self.visible(first.column, at + text.len());
                    self.centred(text, style, first.column, first.width, None);
                }
            }
        }
        (1, at + text.len())
    }

    /// Notes that the cluster at `at` is `cells` wide and moves on.
    fn step(&mut self, row: &RowText<'_>, at: usize, cells: u32) {
        if !self.uniform {
            self.cells.push((row.start_byte + at as u32, self.column));
        }
        self.column += cells;
    }

    /// Notes that something visible ends at `end`.
    fn visible(&mut self, column: u32, end: usize) {
        self.indent.get_or_insert(column);
        self.trailing = end;
    }

    /// Printable ASCII: one byte, one cell.
    fn ascii(&mut self, row: &RowText<'_>, at: usize, run: &str, style: u8) {
        let column = self.column;
        for (offset, byte) in run.bytes().enumerate() {
            if byte == b' ' {
                let blank = Blank {
                    byte: row.start_byte + (at + offset) as u32,
                    column: self.column,
                    cells: 1,
                    tab: false,
                };
                self.blanks.push(blank);
            } else {
                self.visible(self.column, at + offset + 1);
            }
            self.step(row, at + offset, 1);
        }
        if !self.split_ligatures {
            self.put(run, style, column, run.len() as f64, None);
            return;
        }
        let bytes = run.as_bytes();
        let mut from = 0;
        for index in 1..=bytes.len() {
            let split = match (bytes.get(index - 1), bytes.get(index)) {
                (Some(a), Some(b)) => may_ligate(*a, *b),
                _ => true,
            };
            if split {
                self.put(
                    run.get(from..index).unwrap_or_default(),
                    style,
                    column + from as u32,
                    (index - from) as f64,
                    None,
                );
                self.open = None;
                from = index;
            }
        }
    }

    fn tab(&mut self, row: &RowText<'_>, cell: &InCell, style: u8) {
        self.blanks.push(Blank {
            byte: row.start_byte + cell.start,
            column: cell.column,
            cells: cell.width,
            tab: true,
        });
        // Spaces keep the section going, so a tab costs no more than they do.
        const SPACES: &str = "                ";
        if let Some(spaces) = SPACES.get(..cell.width as usize) {
            self.put(spaces, style, cell.column, f64::from(cell.width), None);
        }
        self.step(row, cell.start as usize, cell.width);
    }

    /// A byte that is no text.
    fn invalid(&mut self, row: &RowText<'_>, cell: &InCell, letter: char, style: u8) {
        self.step(row, cell.start as usize, cell.width);
        self.visible(cell.column, (cell.start + cell.len) as usize);
        let mut format = self.set.metrics.plain(self.set.styles.invalid);
        format.background = self.set.styles.invalid_background;
        format.expand_bg = 0.0;
        let byte = u32::from(letter) & 0xff;
        self.put(&format!("<{byte:02X}>"), style, cell.column, f64::from(cell.width), Some(format));
    }

    /// Something measured: as part of the run if it is exactly as wide as its cells, else centred in them.
    fn centred(&mut self, text: &str, style: u8, column: u32, cells: u32, own: Option<TextFormat>) {
        let look = self.set.styles.get(style);
        let mut format = own.clone().unwrap_or_else(|| self.set.metrics.format(look));
        let room = f64::from(cells) * self.set.metrics.cell;
        let mut width = f64::from(self.set.width_of(text, &format, look.bold, look.italic));
        if (width - room).abs() < 0.01 {
            self.put(text, style, column, f64::from(cells), own);
            return;
        }
        if width > 1.1 * room {
            format.font_id.size *= (1.1 * room / width) as f32;
            width = 1.1 * room;
        }
        self.section(text, format, self.place(column) + 0.5 * (room - width), width, None);
    }

    /// A word of a script whose letters join or reorder: shaped as a whole, narrowed if it needs more than its cells.
    fn word(&mut self, row: &RowText<'_>, cells: &[InCell], style: u8) -> usize {
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else { return row.text.len() };
        for cell in cells {
            self.step(row, cell.start as usize, cell.width);
        }
        let end = (last.start + last.len) as usize;
        self.visible(first.column, end);
        let text = row.text.get(first.start as usize..end).unwrap_or_default();
        let look = self.set.styles.get(style);
        let mut format = self.set.metrics.format(look);
        let room = f64::from(last.column + last.width - first.column) * self.set.metrics.cell;
        let mut width = f64::from(self.set.width_of(text, &format, look.bold, look.italic));
        if width > room && room > 0.0 {
            format.font_id.size *= (room / width) as f32;
            width = room;
        }
        self.section(text, format, self.place(first.column), width, None);
        end
    }

    /// Points from the galley's left edge to a column.
    fn place(&self, column: u32) -> f64 {
        self.lead + (f64::from(column) - f64::from(self.first_column)) * self.set.metrics.cell
    }

    /// Text on the grid: grows the open section if that has the same style, else starts one.
    fn put(&mut self, text: &str, style: u8, column: u32, cells: f64, own: Option<TextFormat>) {
        let width = cells * self.set.metrics.cell;
        let place = self.place(column);
        let Some((look, tint)) = own.is_none().then(|| self.look(style)) else {
            return self.section(text, own.unwrap_or_default(), place, width, None);
        };
        if self.open == Some(look) && (self.pen - place).abs() < 0.02 {
            self.job.text.push_str(text);
            let end = self.job.text.len();
            if let Some(section) = self.job.sections.last_mut() {
                section.byte_range.end = end.into();
            }
            self.tints.push(end, tint);
            self.pen += width;
            return;
        }
        self.section(text, self.set.metrics.format(look), place, width, tint);
        self.open = Some(look);
    }

    /// How the section of a style looks, and the colour its letters get afterwards.
    fn look(&self, style: u8) -> (SyntaxStyle, Option<Color32>) {
        let styles = self.set.styles;
        let look = styles.get(style);
        if look.underline || self.sections == Sections::ByColor {
            return (look, None);
        }
        (SyntaxStyle { color: styles.get(PLAIN).color, ..look }, Some(look.color))
    }

    /// A section of its own at `place`, `width` wide, whose letters get another colour afterwards.
    fn section(&mut self, text: &str, format: TextFormat, place: f64, width: f64, tint: Option<Color32>) {
        push_section(&mut self.job, (place - self.pen) as f32, text, format);
        self.tints.push(self.job.text.len(), tint);
        self.pen = place + width;
        self.open = None;
    }

    /// The row, and whether its letters have their colours.
    fn finish(mut self, row: &RowText<'_>) -> (RowLayout, bool) {
        let cells = if self.uniform {
            CellMap::Uniform { byte: row.start_byte, column: row.start_column, count: row.text.len() as u32 }
        } else {
            self.cells.push((row.start_byte + row.text.len() as u32, self.column));
            CellMap::Mixed(self.cells)
        };
        let plain = self.indent.is_some().then(|| self.set.fonts.layout_job(self.job));
        let galley = plain.as_ref().and_then(|plain| self.tints.apply(Arc::clone(plain)));
        let tinted = galley.is_some() == plain.is_some();
        let layout = RowLayout {
            galley: galley.or(plain),
            cells,
            blanks: self.blanks,
            trailing: row.start_byte + self.trailing as u32,
            indent: self.indent,
            hidden: self.hidden,
        };
        (layout, tinted)
    }
}

/// Whether two neighbouring ASCII characters may merge in a programming font.
fn may_ligate(a: u8, b: u8) -> bool {
    (a.is_ascii_punctuation() && b.is_ascii_punctuation())
        || (a == b && matches!(a, b'w' | b'f'))
        || (a == b'0' && b == b'x')
        || (a == b'f' && matches!(b, b'i' | b'l' | b'j' | b't'))
}

/// The letter that stands for a control character, as in `^G`; the box around it says that it is one.
fn control_letter(control: char) -> char {
    match u32::from(control) {
        code @ (0..=0x1f | 0x7f) => char::from_u32(code ^ 0x40).unwrap_or('?'),
        _ => '?',
    }
}

/// Whether the letters of a character's script join or reorder.
fn is_complex(c: char) -> bool {
    matches!(u32::from(c),
        0x0590..=0x08ff | 0x0900..=0x0dff | 0x0f00..=0x109f | 0x1780..=0x18af | 0x1a20..=0x1cff
        | 0xa840..=0xa87f | 0xa880..=0xabff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff | 0x11000..=0x11fff
    )
}

#[cfg(test)]
mod tests;
