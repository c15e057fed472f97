//! Rows of the screen that are not in the document: lines that are offered, lines that an edit would put in, room for a
//! widget; text that is offered within a row; and the marks of lines that would be replaced. Where they stand is
//! `justbuilt_display`'s [`ScreenMap`](justbuilt_display::ScreenMap); here is what they show and how it is painted.

use std::ops::Range;
use std::sync::Arc;

use egui::{Galley, Painter, Rect, Shape, Ui, pos2};
use justbuilt_display::{DisplayMap, Settings};
use justbuilt_syntax::SyntaxSnapshot;
use justbuilt_text::Text;

use super::frame::{Frame, VisibleBlock};
use super::gutter::CHEVRONS;
use super::ime::{gap, own_cells};
use super::layout::RowText;
use super::rows::RowCache;
use super::shapes::Batch;
use super::style::Styles;
use crate::theme::Theme;
use crate::tokens::space;

/// How strong the tint behind lines of a difference is.
const TINT: f32 = 0.16;

/// Rows after a line.
#[derive(Clone)]
pub struct Block {
    /// How many lines of the text are above it: 0 stands before the first line.
    pub above: usize,
    /// What it shows.
    pub content: BlockContent,
}

/// What a block shows.
#[derive(Clone)]
pub enum BlockContent {
    /// Lines that are offered at the caret.
    Ghost(BlockText),
    /// Lines that an edit would put in.
    Added(BlockText),
    /// So many rows of room; the application puts a widget there, see [`EditorOutput`](super::EditorOutput).
    Space(usize),
}

/// Text of a block. It is never wrapped: what is wider than the view is cut there.
#[derive(Clone)]
pub struct BlockText {
    pub(super) text: Text,
    pub(super) display: DisplayMap,
    pub(super) syntax: Option<SyntaxSnapshot>,
}

impl BlockText {
    /// These lines; a line break at the end makes no line of its own. `syntax` has its colours, of this very text.
    pub fn new(text: &Text, tab_width: u32, syntax: Option<SyntaxSnapshot>) -> Self {
        let text = match text.line_content(text.line_count().saturating_sub(1)) {
            last if last.is_empty() && text.line_count() > 1 => {
                let end = text.line_content(text.line_count() - 2).end;
                Text::from(&*text.slice(0..end))
            }
            _ => text.clone(),
        };
        let display = DisplayMap::new(&text, Settings { tab_width, wrap: None });
        Self { text, display, syntax }
    }

    fn rows(&self) -> usize {
        self.display.row_count()
    }
}

impl Block {
    /// How many rows it has.
    pub fn rows(&self) -> usize {
        match &self.content {
            BlockContent::Ghost(text) | BlockContent::Added(text) => text.rows(),
            BlockContent::Space(rows) => *rows,
        }
    }

    pub(super) fn text(&self) -> Option<&BlockText> {
        match &self.content {
            BlockContent::Ghost(text) | BlockContent::Added(text) => Some(text),
            BlockContent::Space(_) => None,
        }
    }
}

/// Text that is offered within a row and is not in the document: what stands behind it moves to the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GhostText<'a> {
    /// Where: a byte of the text.
    pub at: usize,
    /// What: one line.
    pub text: &'a str,
}

/// A block in view, for what the application puts there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BlockPlace {
    /// Which of the blocks, or of the lines to be replaced, that were handed in.
    pub index: usize,
    /// Where it is, in points of the screen; it may reach out of the view.
    pub rect: Rect,
}

/// Offered text where it stands in this frame.
pub(super) struct PlacedGhost {
    index: usize,
    column: u32,
    galley: Option<Arc<Galley>>,
}

/// Lays offered text out, and makes room for it in its row.
pub(super) fn place_ghost(
    ui: &Ui,
    rows: &mut RowCache,
    frame: &mut Frame<'_>,
    styles: &Styles,
) -> Option<PlacedGhost> {
    let ghost = frame.data.ghost.filter(|ghost| !ghost.text.is_empty())?;
    let index = frame.row_of_caret(ghost.at)?;
    let row = frame.rows.get(index).filter(|row| row.in_window(ghost.at))?;
    let column = row.column_of(ghost.at);
    let is_end = ghost.at == row.range.end;
    let tab_width = frame.data.display.settings().tab_width;
    let (cells, width) = own_cells(ghost.text, column, tab_width);
    let metrics = frame.metrics;
    ui.fonts_mut(|fonts| {
        let mut set = rows.typesetter(fonts, metrics, styles);
        let layout = set.row(&RowText {
            text: ghost.text,
            cells: Some(&cells),
            spans: &[],
            start_byte: 0,
            start_column: column,
            ligatures: frame.data.options.ligatures,
        });
        if !is_end {
            // The room is white; the text is painted over it in its own colour.
            let room = " ".repeat(width as usize);
            gap(&mut set, frame, index, ghost.at, &room)?;
            frame.held = Some((ghost.at, column));
        }
        Some(PlacedGhost { index, column, galley: layout.galley })
    })
}

/// Paints what lies below the text: the tint of lines that would be replaced, and the ground of blocks.
pub(super) fn paint_grounds(frame: &Frame<'_>, theme: &Theme, batch: &mut Batch) {
    let tint =
        |rect: Rect, color: egui::Color32, batch: &mut Batch| batch.rect(rect, color.gamma_multiply(TINT));
    for lines in frame.data.replaced {
        for rect in replaced_rects(frame, lines) {
            tint(rect, theme.colors.error, batch);
        }
    }
    for block in &frame.blocks {
        let rect = frame.block_rect(block);
        batch.rect(rect, theme.colors.editor_background);
        if let Some(BlockContent::Added(_)) = content(frame, block) {
            tint(rect, theme.colors.good, batch);
        }
    }
}

/// Paints the texts of blocks and what is offered within a row.
pub(super) fn paint_texts(
    frame: &Frame<'_>,
    theme: &Theme,
    ghost: Option<&PlacedGhost>,
    shapes: &mut Vec<Shape>,
) {
    let color = theme.colors.text_hint;
    for block in &frame.blocks {
        let ghost = matches!(content(frame, block), Some(BlockContent::Ghost(_)));
        for (row, layout) in block.layouts.iter().enumerate() {
            let Some(galley) = &layout.galley else { continue };
            let x = frame.galley_x(layout.cells.start_column());
            let pos = pos2(x, frame.y_of_slot(block.first + row as isize));
            shapes.push(match ghost {
                true => Shape::galley_with_override_text_color(pos, Arc::clone(galley), color),
                false => Shape::galley(pos, Arc::clone(galley), theme.colors.text),
            });
        }
    }
    if let Some(ghost) = ghost
        && let Some(galley) = &ghost.galley
    {
        let pos = pos2(frame.galley_x(ghost.column), frame.y_of(ghost.index));
        shapes.push(Shape::galley_with_override_text_color(pos, Arc::clone(galley), color));
    }
}

/// Paints the gutter beside blocks and lines that would be replaced: the tint and a sign, so that colour is not alone.
pub(super) fn paint_gutter(painter: &Painter, frame: &Frame<'_>, theme: &Theme) {
    if frame.blocks.is_empty() && frame.data.replaced.is_empty() {
        return;
    }
    let mut batch = Batch::new(frame.metrics.pixels_per_point);
    let beside = |rect: Rect| {
        Rect::from_min_max(pos2(frame.gutter.left(), rect.top()), pos2(frame.gutter.right(), rect.bottom()))
    };
    for lines in frame.data.replaced {
        for rect in replaced_rects(frame, lines) {
            batch.rect(beside(rect), theme.colors.error.gamma_multiply(TINT));
            sign(frame, &mut batch, rect.top(), false, theme.colors.error);
        }
    }
    for block in &frame.blocks {
        batch.rect(beside(frame.block_rect(block)), theme.colors.editor_background);
        if let Some(BlockContent::Added(_)) = content(frame, block) {
            batch.rect(beside(frame.block_rect(block)), theme.colors.good.gamma_multiply(TINT));
            for row in 0..block.layouts.len() {
                let y = frame.y_of_slot(block.first + row as isize);
                sign(frame, &mut batch, y, true, theme.colors.good);
            }
        }
    }
    painter.extend(batch.finish());
}

fn content<'f>(frame: &'f Frame<'_>, block: &VisibleBlock) -> Option<&'f BlockContent> {
    frame.data.blocks.get(block.index).map(|block| &block.content)
}

/// The rows of lines, over the whole width of the text.
fn replaced_rects(frame: &Frame<'_>, lines: &Range<usize>) -> Vec<Rect> {
    let from = frame.rows.partition_point(|row| row.line < lines.start);
    let to = frame.rows.partition_point(|row| row.line < lines.end);
    let rect = |index: usize| {
        let top = frame.y_of(index);
        let left_top = pos2(frame.text_rect.left(), top);
        Rect::from_min_max(left_top, pos2(frame.text_rect.right(), top + frame.metrics.row))
    };
    (from..to).map(rect).collect()
}

/// The places of lines that would be replaced, as far as they are in view.
pub(super) fn replaced_places(frame: &Frame<'_>) -> Vec<BlockPlace> {
    let places = frame.data.replaced.iter().enumerate().filter_map(|(index, lines)| {
        let rect = replaced_rects(frame, lines).into_iter().reduce(Rect::union)?;
        Some(BlockPlace { index, rect })
    });
    places.collect()
}

/// A plus or a minus where else the chevrons stand.
fn sign(frame: &Frame<'_>, batch: &mut Batch, top: f32, plus: bool, color: egui::Color32) {
    let room = if frame.data.options.fold_chevrons { CHEVRONS } else { space::S };
    let middle =
        pos2(batch.snap(frame.gutter.right() - 0.5 * room - 1.0), batch.snap(top + 0.5 * frame.metrics.row));
    let (long, thick) = (3.5, 1.5);
    batch.rect(Rect::from_center_size(middle, egui::vec2(2.0 * long, thick)), color);
    if plus {
        batch.rect(Rect::from_center_size(middle, egui::vec2(thick, 2.0 * long)), color);
    }
}
