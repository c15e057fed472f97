//! The rows that a turn is made of: each knows its height before it is painted, or what it was when it was painted last.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use egui::{Color32, Galley, Pos2, Rect, Ui};
use justbuilt_syntax::Highlight;

use super::data::Assets;
use super::look::{Tone, job};
use super::markdown::{Marker, Rich, Table};
use crate::code::{self, CodeLook};
use crate::theme::Theme;
use crate::tokens::{chat, space};

/// Lines of code that are laid out together.
pub(super) const PIECE_LINES: usize = 48;
/// Bytes of code that are laid out together.
pub(super) const PIECE_BYTES: usize = 12 << 10;
/// Characters of a line of code that are shown.
const LINE_MOST: usize = 2_000;
/// Bytes of code that are highlighted as a whole: more is, piece by piece.
const WHOLE_MOST: usize = 192 << 10;
/// Bytes by which code grows at least before it is highlighted anew.
const FOLLOW: usize = 160;
/// The same while the code is still coming in, when it is done again and again.
const OPEN_MOST: usize = 4 << 10;

/// A block of code, shared by its rows.
#[derive(Debug)]
pub(super) struct CodeBlock {
    /// Names it in the turn: part and block.
    pub(super) at: (usize, usize),
    pub(super) language: String,
    pub(super) text: Arc<str>,
    pub(super) fence: Option<usize>,
    pub(super) open: bool,
    pub(super) lines: usize,
    /// The kinds, and of how many bytes.
    spans: OnceCell<(Spans, usize)>,
}

type Spans = Rc<Vec<(Range<usize>, Highlight)>>;

impl CodeBlock {
    pub(super) fn new(at: (usize, usize), code: &super::markdown::Code) -> Self {
        Self {
            at,
            language: code.language.clone(),
            text: Arc::clone(&code.text),
            fence: code.fence,
            open: code.open,
            lines: code.text.lines().count().max(1),
            spans: OnceCell::new(),
        }
    }

    /// Takes over the kinds of the block as it was, while it grew by little: the newest lines are plain for a moment.
    pub(super) fn follow(&self, before: &CodeBlock) {
        if let Some((spans, known)) = before.spans.get()
            && self.open
            && self.text.len() >= *known
            && self.text.len() < known + known / 2 + FOLLOW
        {
            // An empty cell takes what it is given.
            let _ = self.spans.set((Rc::clone(spans), *known));
        }
    }

    fn highlight(&self, range: &Range<usize>, assets: &mut dyn Assets) -> Vec<(Range<usize>, Highlight)> {
        if self.language.is_empty() {
            return Vec::new();
        }
        let most = if self.open { OPEN_MOST } else { WHOLE_MOST };
        if self.text.len() <= most {
            let (spans, _) = self
                .spans
                .get_or_init(|| (Rc::new(assets.highlight(&self.language, &self.text)), self.text.len()));
            let first = spans.partition_point(|(span, _)| span.end <= range.start);
            let inside = spans.iter().skip(first).take_while(|(span, _)| span.start < range.end);
            return inside
                .map(|(span, kind)| {
                    (span.start.max(range.start) - range.start..span.end.min(range.end) - range.start, *kind)
                })
                .collect();
        }
        assets.highlight(&self.language, self.text.get(range.clone()).unwrap_or_default())
    }
}

/// What a row is.
#[derive(Debug)]
pub(super) enum Kind {
    /// Who speaks, and what can be done.
    Head,
    /// Running text, or a heading from 1 to 6.
    Text(Arc<Rich>, u8),
    /// The head of a block of code.
    CodeHead(Rc<CodeBlock>),
    /// Lines of it.
    Code { block: Rc<CodeBlock>, range: Range<usize>, sealed: bool, last: bool },
    /// The lines that are folded away.
    CodeMore(Rc<CodeBlock>),
    /// A row of a table.
    Row(Arc<Table>, usize),
    /// A line across.
    Rule,
    /// The row that unfolds what was thought.
    Thinking(usize),
    /// A picture.
    Image(usize),
    /// A call of a tool.
    Call(usize),
    /// Something to say about the turn: that it was stopped.
    Note,
    /// Nothing has come yet.
    Waiting,
    /// What went wrong.
    Trouble,
    /// The change set.
    Card,
    /// The field in which a question is edited.
    Editing,
}

/// What was laid out.
#[derive(Clone, Debug)]
pub(super) enum Laid {
    Text(Arc<Galley>),
    Cells(Vec<Arc<Galley>>, Vec<f32>),
}

/// A row.
#[derive(Debug)]
pub(super) struct Item {
    /// Part and block that it belongs to.
    pub(super) at: (usize, usize),
    pub(super) kind: Kind,
    /// Free points above.
    pub(super) gap: f32,
    pub(super) height: f32,
    /// Whether the height is right, rather than a guess.
    pub(super) known: bool,
    /// How far it stands in.
    pub(super) indent: f32,
    /// Where bars of quotations stand.
    pub(super) bars: Vec<f32>,
    /// Whether they go on from the row above.
    pub(super) bars_join: bool,
    pub(super) marker: Option<Marker>,
    /// In the colour of what comes second.
    pub(super) quiet: bool,
    pub(super) laid: Option<(u64, f32, Laid)>,
}

impl Item {
    pub(super) fn new(at: (usize, usize), kind: Kind, gap: f32) -> Self {
        Self {
            at,
            kind,
            gap,
            height: 0.0,
            known: false,
            indent: 0.0,
            bars: Vec::new(),
            bars_join: false,
            marker: None,
            quiet: false,
            laid: None,
        }
    }

    /// A height to go by before it is laid out.
    pub(super) fn guess(&mut self, width: f32) {
        let lines = |bytes: usize, line: f32| {
            let columns = ((width - self.indent) / 6.6).max(8.0);
            (bytes as f32 / columns).ceil().max(1.0) * line
        };
        let (height, known) = match &self.kind {
            Kind::Head => (chat::HEAD, true),
            Kind::Text(rich, 0) => (lines(rich.text.len(), chat::LINE), false),
            Kind::Text(rich, _) => (lines(rich.text.len(), 24.0), false),
            Kind::CodeHead(_) => (chat::HEAD, true),
            Kind::Code { block, range, last, .. } => {
                let text = block.text.get(range.clone()).unwrap_or_default();
                let lines = text.lines().count().max(1);
                (lines as f32 * chat::CODE_LINE + if *last { space::S } else { 0.0 }, true)
            }
            Kind::CodeMore(_) => (chat::HEAD, true),
            Kind::Row(..) => (chat::LINE + 2.0 * space::XS, false),
            Kind::Rule => (1.0, true),
            Kind::Thinking(_) | Kind::Call(_) => (chat::CALL, false),
            Kind::Image(_) => (chat::THUMBNAIL * 0.6, false),
            Kind::Note | Kind::Waiting => (chat::LINE, true),
            Kind::Trouble => (96.0, false),
            Kind::Card => (76.0, false),
            Kind::Editing => (88.0, false),
        };
        self.height = height;
        self.known = known;
    }

    /// Whether it is painted by widgets, which say themselves how high they are.
    pub(super) fn is_widget(&self) -> bool {
        matches!(
            self.kind,
            Kind::Thinking(_) | Kind::Call(_) | Kind::Image(_) | Kind::Trouble | Kind::Card | Kind::Editing
        )
    }

    /// Lays it out for a width, if that is not done yet.
    pub(super) fn measure(
        &mut self,
        ui: &Ui,
        width: f32,
        generation: u64,
        theme: &Theme,
        assets: &mut dyn Assets,
    ) {
        if self.laid.as_ref().is_some_and(|(laid, at, _)| *laid == generation && *at == width) {
            return;
        }
        let room = (width - self.indent).max(24.0);
        let colors = &theme.colors;
        match &self.kind {
            Kind::Text(rich, level) => {
                let tone = match *level {
                    0 if self.quiet => Tone { size: 12.0, line: 18.0, ..Tone::text(colors.text_secondary) },
                    0 => Tone::text(colors.text),
                    level => Tone::heading(level, colors.text),
                };
                let galley = ui.fonts_mut(|fonts| fonts.layout_job(job(rich, tone, theme, room)));
                self.height = galley.size().y;
                self.laid = Some((generation, width, Laid::Text(galley)));
            }
            Kind::Code { block, range, last, .. } => {
                let spans = block.highlight(range, assets);
                let text = block.text.get(range.clone()).unwrap_or_default();
                let galley = ui.fonts_mut(|fonts| fonts.layout_job(code::job(text, &spans, theme, &LOOK)));
                self.height = galley.size().y + if *last { space::S } else { 0.0 };
                self.laid = Some((generation, width, Laid::Text(galley)));
            }
            Kind::Row(table, row) => {
                let widths = columns(table, room);
                let tone = Tone { heavy: *row == 0, ..Tone::text(colors.text) };
                let cells = table.rows.get(*row).map(Vec::as_slice).unwrap_or_default();
                let galleys: Vec<_> = cells
                    .iter()
                    .zip(&widths)
                    .map(|(cell, width)| {
                        let mut job = job(cell, tone, theme, width - 2.0 * space::S);
                        job.wrap.max_rows = 40;
                        ui.fonts_mut(|fonts| fonts.layout_job(job))
                    })
                    .collect();
                let tallest = galleys.iter().map(|galley| galley.size().y).fold(chat::LINE, f32::max);
                self.height = tallest + 2.0 * space::XS;
                self.laid = Some((generation, width, Laid::Cells(galleys, widths)));
            }
            _ => return,
        }
        self.known = true;
    }
}

/// How code looks in a conversation.
const LOOK: CodeLook = CodeLook { size: chat::CODE, line: Some(chat::CODE_LINE), longest: LINE_MOST };

/// About as wide as a character of code, or a heavy one of text, gets: a word that fits is not broken.
const CHARACTER: f32 = 8.6;

/// The widths of a table's columns: by what stands in them, and together at least the room there is.
pub(super) fn columns(table: &Table, room: f32) -> Vec<f32> {
    let count = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let mut wanted = vec![0.0_f32; count];
    for (at, row) in table.rows.iter().take(200).enumerate() {
        // The head is heavier, and so wider.
        let character = if at == 0 { CHARACTER * 1.2 } else { CHARACTER };
        for (cell, width) in row.iter().zip(&mut wanted) {
            let longest = cell.text.lines().map(|line| line.chars().count()).max().unwrap_or(0).min(48);
            *width = width.max(longest as f32 * character + 2.0 * space::S);
        }
    }
    let wanted: Vec<f32> = wanted.iter().map(|width| width.max(chat::COLUMN * 0.6)).collect();
    let sum: f32 = wanted.iter().sum();
    if sum <= room {
        return wanted;
    }
    let least = |width: f32| width.min(chat::COLUMN);
    let firm: f32 = wanted.iter().map(|width| least(*width)).sum();
    let free = (room - firm).max(0.0);
    let soft: f32 = wanted.iter().map(|width| width - least(*width)).sum::<f32>().max(1.0);
    wanted.iter().map(|width| least(*width) + (width - least(*width)) * free / soft).collect()
}

/// Where a link's words are, row by row, when its text is painted at a place.
pub(super) fn link_places(galley: &Galley, rich: &Rich, at: Pos2) -> Vec<(Rect, Arc<str>)> {
    let mut places = Vec::new();
    for (range, address) in &rich.links {
        let chars = |byte: usize| rich.text.get(..byte).unwrap_or_default().chars().count();
        let (from, to) = (chars(range.start), chars(range.end));
        let mut row_start = 0;
        for row in &galley.rows {
            let row_end = row_start + row.char_count_including_newline().0;
            let (start, end) = (from.max(row_start), to.min(row_end));
            if start < end {
                let left = row.x_offset(egui::text::CharIndex(start - row_start));
                let right = row.x_offset(egui::text::CharIndex(end - row_start));
                let y = row.rect().y_range();
                let x = row.pos.x + left..=row.pos.x + right;
                let rect = Rect::from_x_y_ranges(x, y);
                places.push((rect.translate(at.to_vec2()), Arc::clone(address)));
            }
            row_start = row_end;
        }
    }
    places
}

/// The colour that galleys fall back to: none, as each run has its own.
pub(super) const FALLBACK: Color32 = Color32::PLACEHOLDER;
