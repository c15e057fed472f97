//! Paints the text area: backgrounds below the text, the text, and what lies over it. All places come from the frame's
//! geometry; many small things go into two meshes, one below and one above the text.

use std::ops::Range;

use egui::{Color32, Painter, Pos2, Rect, Shape, pos2};
use justbuilt_text::Selections;

use super::blocks;
use super::data::DecorationKind;
use super::frame::Frame;
use super::guides::Guide;
use super::options::{CaretStyle, Whitespace};
use super::selection_shapes::{RowSpan, add_selection};
use super::shapes::Batch;
use crate::theme::Theme;
use crate::tokens::stroke;

/// Radius of the corners of selections.
const SELECTION_RADIUS: f32 = 4.0;
/// Radius of the corners of found matches.
const MATCH_RADIUS: f32 = 3.0;
/// Cells a selected line ending is shown as.
const LINE_END_CELLS: f64 = 0.6;

/// What is painted beside the document itself.
pub(super) struct Overlay<'a> {
    /// The carets and selections, as of this frame's mouse.
    pub(super) selections: &'a Selections,
    /// Whether carets are in their visible phase.
    pub(super) carets: bool,
    /// Where dragged text would be dropped.
    pub(super) drop_at: Option<usize>,
    /// Brackets to mark.
    pub(super) brackets: &'a [Range<usize>],
    /// Indent guides.
    pub(super) guides: &'a [Guide],
    /// The preedit of an input method: its range in the composed row and its caret, all in columns of a row.
    pub(super) preedit: Option<super::ime::Placed>,
    /// Text that is offered at a caret.
    pub(super) ghost: Option<super::blocks::PlacedGhost>,
    /// Whether the view has the keyboard.
    pub(super) active: bool,
}

/// Paints the text area and returns the number of shapes.
pub(super) fn paint(painter: &Painter, frame: &Frame<'_>, theme: &Theme, overlay: &Overlay<'_>) -> usize {
    let mut shapes = Vec::with_capacity(frame.rows.len() + 4);
    let mut below = Batch::new(frame.metrics.pixels_per_point);
    let mut above = Batch::new(frame.metrics.pixels_per_point);
    let colors = &theme.colors;

    rulers(frame, theme, &mut below);
    decorations(frame, theme, &mut below, &mut above);
    let mut outlines = Vec::new();
    matches(frame, theme, &mut below, &mut outlines);
    selections(frame, theme, overlay, &mut below);
    for bracket in overlay.brackets {
        if let Some((_, rect)) = frame.cluster_cell(bracket.start) {
            below.rect(rect, colors.bracket_match);
            below.outline(rect, below.pixel(), colors.accent.gamma_multiply(0.55));
        }
    }
    for guide in overlay.guides {
        let x = below.snap(frame.x_of(f64::from(guide.column)));
        let rect = Rect::from_min_max(
            pos2(x, frame.y_of(guide.rows.start)),
            pos2(x + below.pixel().max(0.8), frame.bottom_of(guide.rows.end)),
        );
        below.rect(rect, if guide.active { colors.indent_guide_active } else { colors.indent_guide });
    }
    whitespace(frame, theme, overlay, &mut below);
    blocks::paint_grounds(frame, theme, &mut below);
    shapes.extend(below.finish());

    for (index, row) in frame.rows.iter().enumerate() {
        if let Some(galley) = &row.layout.galley {
            let pos = pos2(frame.galley_x(row.layout.cells.start_column()), frame.y_of(index));
            shapes.push(Shape::galley(pos, galley.clone(), colors.text));
        }
        for column in &row.layout.hidden {
            let x = frame.x_of(f64::from(*column));
            let y = frame.y_of(index);
            above.rect(
                Rect::from_min_max(pos2(x, y + 3.0), pos2(x + 1.0, y + frame.metrics.row - 3.0)),
                colors.warning,
            );
        }
        if row.folded.is_some() {
            fold_mark(frame, theme, index, &mut above);
        }
    }
    blocks::paint_texts(frame, theme, overlay.ghost.as_ref(), &mut shapes);
    shapes.extend(outlines);
    preedit(frame, theme, overlay, &mut above);
    carets(frame, theme, overlay, &mut above);
    shapes.extend(above.finish());
    let count = shapes.len();
    painter.extend(shapes);
    count
}

/// Paints the shaded rows of the carets, over the whole width of the view.
pub(super) fn current_lines(painter: &Painter, frame: &Frame<'_>, theme: &Theme, overlay: &Overlay<'_>) {
    let mut batch = Batch::new(frame.metrics.pixels_per_point);
    if !frame.data.options.current_line || !overlay.active {
        return;
    }
    let mut last = None;
    for selection in visible_selections(frame, overlay.selections) {
        let Some(index) = frame.row_of_head(selection) else { continue };
        if last.replace(index) == Some(index) {
            continue;
        }
        let y = frame.y_of(index);
        let row =
            Rect::from_min_max(pos2(frame.rect.left(), y), pos2(frame.rect.right(), y + frame.metrics.row));
        batch.rect(row, theme.colors.current_line);
    }
    painter.extend(batch.finish());
}

fn rulers(frame: &Frame<'_>, theme: &Theme, batch: &mut Batch) {
    for column in &frame.data.options.rulers {
        let x = batch.snap(frame.x_of(f64::from(*column)));
        if x >= frame.text_rect.left() {
            let line = Rect::from_min_max(
                pos2(x, frame.text_rect.top()),
                pos2(x + batch.pixel(), frame.text_rect.bottom()),
            );
            batch.rect(line, theme.colors.ruler);
        }
    }
}

/// The rows and rectangles of a range of the text, as far as they are in view.
fn rects<'f>(
    frame: &'f Frame<'_>,
    range: &'f Range<usize>,
) -> impl Iterator<Item = (usize, Rect, bool)> + 'f {
    let from = frame.rows.partition_point(|row| row.range.end < range.start);
    frame.rows.iter().enumerate().skip(from).take_while(|(_, row)| row.range.start <= range.end).filter_map(
        move |(index, row)| {
            let (from, to, over) = frame.columns_in_row(row, range)?;
            Some((index, frame.cell_rect(index, (from, to)), over))
        },
    )
}

fn decorations(frame: &Frame<'_>, theme: &Theme, below: &mut Batch, above: &mut Batch) {
    let visible = frame.visible_bytes();
    let colors = &theme.colors;
    for decoration in frame.data.decorations.iter().take_while(|d| d.range.start <= visible.end) {
        if decoration.range.end < visible.start {
            continue;
        }
        for (_, rect, _) in rects(frame, &decoration.range) {
            // Nothing to underline still has a place: the end of a line.
            let right = rect.right().max(rect.left() + frame.metrics.cell as f32);
            let rect = Rect::from_min_max(rect.min, pos2(right, rect.max.y));
            let y = rect.bottom() - 3.0;
            match decoration.kind {
                DecorationKind::Error => above.wave(rect.left(), right, y, colors.error),
                DecorationKind::Warning => above.wave(rect.left(), right, y, colors.warning),
                DecorationKind::Info => above.wave(rect.left(), right, y, colors.accent),
                DecorationKind::Hint => dots(above, rect, colors.text_hint),
                DecorationKind::Link => {
                    above.rect(Rect::from_min_max(pos2(rect.left(), y), pos2(right, y + 1.0)), colors.accent);
                }
                DecorationKind::Highlight => below.rect(rect, colors.find_match),
                DecorationKind::Added => below.rect(rect, colors.good.gamma_multiply(0.18)),
                DecorationKind::Removed => below.rect(rect, colors.error.gamma_multiply(0.18)),
            }
        }
    }
}

fn dots(batch: &mut Batch, rect: Rect, color: Color32) {
    let mut x = rect.left() + 1.0;
    while x < rect.right().min(rect.left() + 24.0) {
        batch.disc(pos2(x, rect.bottom() - 3.0), 0.8, color);
        x += 4.0;
    }
}

fn matches(frame: &Frame<'_>, theme: &Theme, below: &mut Batch, outlines: &mut Vec<Shape>) {
    let all = frame.data.find_matches;
    let visible = frame.in_view(all, Range::clone).into_iter().flatten();
    for (index, range) in visible.filter_map(|index| Some((index, all.get(index)?))) {
        let current = frame.data.current_match == Some(index);
        for (_, rect, _) in rects(frame, range) {
            let rect = Rect::from_min_max(
                pos2(below.snap(rect.left()), below.snap(rect.top())),
                pos2(below.snap(rect.right()), below.snap(rect.bottom())),
            );
            let span =
                RowSpan { left: rect.left(), right: rect.right(), top: rect.top(), bottom: rect.bottom() };
            let soft = 0.5 * below.pixel();
            add_selection(&mut below.mesh, &[span], MATCH_RADIUS, soft, theme.colors.find_match);
            if current {
                let stroke = egui::Stroke::new(1.5, theme.colors.find_match_current);
                let outline = rect.expand2(egui::vec2(1.0, 0.0));
                outlines.push(Shape::rect_stroke(outline, MATCH_RADIUS, stroke, egui::StrokeKind::Inside));
            }
        }
    }
}

/// The selections that touch what is laid out.
fn visible_selections<'s>(
    frame: &Frame<'_>,
    selections: &'s Selections,
) -> impl Iterator<Item = &'s justbuilt_text::Selection> {
    let all = selections.as_slice();
    let visible = frame.in_view(all, justbuilt_text::Selection::range);
    visible.into_iter().flatten().filter_map(|index| all.get(index))
}

fn selections(frame: &Frame<'_>, theme: &Theme, overlay: &Overlay<'_>, batch: &mut Batch) {
    let color = if overlay.active { theme.colors.selection } else { theme.colors.selection_unfocused };
    let radius = if frame.data.options.rounded_selection { SELECTION_RADIUS } else { 0.0 };
    let mut spans: Vec<RowSpan> = Vec::new();
    for selection in visible_selections(frame, overlay.selections).filter(|s| !s.is_caret()) {
        spans.clear();
        let range = selection.range();
        for (_, rect, over) in rects(frame, &range) {
            let end = if over { (LINE_END_CELLS * frame.metrics.cell) as f32 } else { 0.0 };
            spans.push(RowSpan {
                left: batch.snap(rect.left().max(frame.text_rect.left() - SELECTION_RADIUS)),
                right: batch.snap((rect.right() + end).min(frame.text_rect.right() + SELECTION_RADIUS)),
                top: batch.snap(rect.top()),
                bottom: batch.snap(rect.bottom()),
            });
        }
        let soft = 0.5 * batch.pixel();
        add_selection(&mut batch.mesh, &spans, radius, soft, color);
    }
}

fn whitespace(frame: &Frame<'_>, theme: &Theme, overlay: &Overlay<'_>, batch: &mut Batch) {
    let color = theme.colors.whitespace;
    let mode = frame.data.options.whitespace;
    let mut dot = |index: usize, blank: &super::layout::Blank| {
        let rect = frame.cell_rect(index, (blank.column, blank.column + blank.cells));
        if rect.right() < frame.text_rect.left() || rect.left() > frame.text_rect.right() {
            return;
        }
        if blank.tab {
            tab_arrow(batch, rect, color);
        } else {
            // All of one size, whatever the fraction of a pixel they stand at.
            let size = batch.snap(frame.metrics.cell as f32 * 0.2).max(batch.pixel());
            let corner = rect.center() - egui::Vec2::splat(0.5 * size);
            let corner = pos2(batch.snap(corner.x), batch.snap(corner.y));
            batch.rect(Rect::from_min_size(corner, egui::Vec2::splat(size)), color);
        }
    };
    match mode {
        Whitespace::None => {}
        Whitespace::All | Whitespace::Trailing => {
            for (index, row) in frame.rows.iter().enumerate() {
                let trailing = mode == Whitespace::Trailing;
                if trailing && !row.last_of_line {
                    continue;
                }
                let from =
                    row.layout.blanks.partition_point(|blank| trailing && blank.byte < row.layout.trailing);
                row.layout.blanks.iter().skip(from).for_each(|blank| dot(index, blank));
            }
        }
        Whitespace::Selection => {
            for selection in visible_selections(frame, overlay.selections).filter(|s| !s.is_caret()) {
                let range = selection.range();
                let first = frame.rows.partition_point(|row| row.range.end < range.start);
                for (index, row) in frame.rows.iter().enumerate().skip(first) {
                    if row.range.start >= range.end {
                        break;
                    }
                    let (from, to) = (row.relative(range.start), row.relative(range.end));
                    let skip = row.layout.blanks.partition_point(|blank| blank.byte < from);
                    let blanks = row.layout.blanks.iter().skip(skip).take_while(|blank| blank.byte < to);
                    blanks.for_each(|blank| dot(index, blank));
                }
            }
        }
    }
}

fn tab_arrow(batch: &mut Batch, rect: Rect, color: Color32) {
    let (left, right, y) = (rect.left() + 2.0, rect.right() - 2.0, rect.center().y);
    if right - left < 3.0 {
        return;
    }
    batch.rect(Rect::from_min_max(pos2(left, y), pos2(right, y + 1.0)), color);
    let tip = pos2(right, batch.snap(y) + 0.5 * batch.pixel());
    batch.line(tip, tip + egui::vec2(-3.0, -3.0), 1.0, color);
    batch.line(tip, tip + egui::vec2(-3.0, 3.0), 1.0, color);
}

/// Where the mark stands that says that lines are folded away after a row.
pub(super) fn fold_mark_rect(frame: &Frame<'_>, index: usize) -> Option<Rect> {
    let row = frame.rows.get(index)?;
    row.folded?;
    let cell = frame.metrics.cell as f32;
    let left = frame.x_of(f64::from(row.columns)) + 0.75 * cell;
    let y = frame.y_of(index);
    let inset = (0.22 * frame.metrics.row).floor();
    Some(Rect::from_min_max(pos2(left, y + inset), pos2(left + 3.0 * cell, y + frame.metrics.row - inset)))
}

fn fold_mark(frame: &Frame<'_>, theme: &Theme, index: usize, batch: &mut Batch) {
    let Some(rect) = fold_mark_rect(frame, index) else { return };
    batch.rect(rect, theme.colors.raised);
    for step in -1..=1 {
        let center = rect.center() + egui::vec2(step as f32 * frame.metrics.cell as f32 * 0.6, 0.0);
        batch.disc(center, 1.3, theme.colors.text_hint);
    }
}

fn preedit(frame: &Frame<'_>, theme: &Theme, overlay: &Overlay<'_>, batch: &mut Batch) {
    let Some(placed) = &overlay.preedit else { return };
    let line = |columns: &Range<u32>, thickness: f32, batch: &mut Batch| {
        let rect = frame.cell_rect(placed.index, (columns.start, columns.end));
        let bottom = rect.bottom() - 2.0;
        let line = Rect::from_min_max(pos2(rect.left(), bottom - thickness), pos2(rect.right(), bottom));
        batch.rect(line, theme.colors.text_secondary);
    };
    line(&placed.columns, 1.0, batch);
    if let Some(active) = &placed.active {
        line(active, 2.0, batch);
    }
}

fn carets(frame: &Frame<'_>, theme: &Theme, overlay: &Overlay<'_>, batch: &mut Batch) {
    if let Some(byte) = overlay.drop_at
        && let Some((_, cell)) = frame.caret_cell(byte)
    {
        bar(frame, batch, cell.left_top(), theme.colors.accent);
    }
    if !overlay.carets {
        return;
    }
    if let Some(placed) = &overlay.preedit {
        let cell = frame.cell_rect(placed.index, (placed.caret, placed.caret + 1));
        bar(frame, batch, cell.left_top(), theme.colors.caret);
        return;
    }
    for selection in visible_selections(frame, overlay.selections) {
        let Some((_, cell)) = frame.head_cell(selection) else { continue };
        match frame.data.options.caret {
            CaretStyle::Bar => bar(frame, batch, cell.left_top(), theme.colors.caret),
            CaretStyle::Block => batch.rect(cell, theme.colors.caret.gamma_multiply(0.5)),
            CaretStyle::Underline => {
                let bottom = cell.bottom() - 1.0;
                let line =
                    Rect::from_min_max(pos2(cell.left(), bottom - stroke::CARET), pos2(cell.right(), bottom));
                batch.rect(line, theme.colors.caret);
            }
        }
    }
}

/// The bar of a caret before the cell at `top_left`.
fn bar(frame: &Frame<'_>, batch: &mut Batch, top_left: Pos2, color: Color32) {
    let x = batch.snap(top_left.x - 0.5 * stroke::CARET);
    let inset = (0.06 * frame.metrics.row).round();
    let rect = Rect::from_min_max(
        pos2(x, top_left.y + inset),
        pos2(x + stroke::CARET, top_left.y + frame.metrics.row - inset),
    );
    batch.rect(rect, color);
}

/// The rectangle of a caret bar, for input methods and popups.
pub(super) fn caret_bar(frame: &Frame<'_>, cell: Rect) -> Rect {
    let left = cell.left() - 0.5 * stroke::CARET;
    Rect::from_min_max(pos2(left, cell.top()), pos2(left + stroke::CARET, cell.top() + frame.metrics.row))
}
