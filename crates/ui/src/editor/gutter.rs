//! The gutter: line numbers, marks of what changed, fold chevrons. Paints and tells what is under the pointer; what a
//! click does is decided by the mouse.

use std::sync::Arc;

use egui::epaint::text::LayoutJob;
use egui::{Color32, Galley, Pos2, Rect, Shape, Ui, pos2};

use super::cache::AgedCache;
use super::data::{EditorData, LineMarkKind};
use super::frame::Frame;
use super::options::LineNumbers;
use super::shapes::Batch;
use super::style::{Metrics, push_section};
use crate::theme::Theme;
use crate::tokens::space;

/// Width of the bar of a line mark.
const MARK: f32 = 3.0;
/// Width of the part that holds the chevrons.
pub(super) const CHEVRONS: f32 = 18.0;
/// The fewest digits room is made for, so that the text does not jump while a file grows.
const FEWEST_DIGITS: u32 = 3;

/// Laid-out line numbers.
pub(super) type Numbers = AgedCache<(usize, Color32), Arc<Galley>>;

/// The parts of the gutter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GutterPart {
    /// The bar of marks.
    Marks,
    /// The numbers.
    Numbers,
    /// The chevrons.
    Chevrons,
}

/// The gutter's width in points.
pub(super) fn width(data: &EditorData<'_>, metrics: &Metrics) -> f32 {
    let numbers = match data.options.line_numbers {
        LineNumbers::Off => 0.0,
        LineNumbers::Absolute | LineNumbers::Relative => {
            let digits = data.text.line_count().max(1).ilog10() + 1;
            (f64::from(digits.max(FEWEST_DIGITS)) * metrics.cell).ceil() as f32 + space::S
        }
    };
    let chevrons = if data.options.fold_chevrons { CHEVRONS } else { space::S };
    (MARK + space::XS + numbers + chevrons).ceil()
}

/// The part of the gutter under a point, and the index of the row.
pub(super) fn part_at(frame: &Frame<'_>, pos: Pos2) -> Option<(GutterPart, usize)> {
    if !frame.gutter.contains(pos) || pos.y < frame.first_y {
        return None;
    }
    let index = frame.index_at(pos.y)?;
    if !(frame.y_of(index)..=frame.y_of(index) + frame.metrics.row).contains(&pos.y) {
        return None;
    }
    let part = if pos.x < frame.gutter.left() + MARK + space::XS {
        GutterPart::Marks
    } else if frame.data.options.fold_chevrons && pos.x >= frame.gutter.right() - CHEVRONS {
        GutterPart::Chevrons
    } else {
        GutterPart::Numbers
    };
    Some((part, index))
}

/// Paints the gutter. `caret_line` is the line of the primary caret, `hovered` whether the pointer is over the gutter,
/// `foldable` the first lines of what can be folded.
pub(super) fn paint(
    ui: &Ui,
    frame: &Frame<'_>,
    theme: &Theme,
    numbers: &mut Numbers,
    caret_line: usize,
    hovered: Option<usize>,
    foldable: &[usize],
) -> Vec<Shape> {
    let mut shapes = Vec::with_capacity(frame.rows.len() + 1);
    let mut batch = Batch::new(frame.metrics.pixels_per_point);
    paint_marks(frame, theme, &mut batch);
    let right = frame.gutter.right() - if frame.data.options.fold_chevrons { CHEVRONS } else { space::S };
    for (index, row) in frame.rows.iter().enumerate() {
        if !row.first_of_line {
            continue;
        }
        let y = frame.y_of(index);
        let number = match frame.data.options.line_numbers {
            LineNumbers::Off => None,
            LineNumbers::Relative if row.line != caret_line => Some(row.line.abs_diff(caret_line)),
            LineNumbers::Absolute | LineNumbers::Relative => Some(row.line + 1),
        };
        if let Some(number) = number {
            let current = row.line == caret_line && frame.data.focused;
            let color = if current { theme.colors.line_number_active } else { theme.colors.line_number };
            let galley = number_galley(ui, frame.metrics, numbers, number, color);
            let x = batch.snap(right - galley.rect.width());
            shapes.push(Shape::galley(pos2(x, y), galley, color));
        }
    }
    if frame.data.options.fold_chevrons {
        for (index, row) in
            frame.rows.iter().enumerate().filter(|(_, row)| row.first_of_line || row.folded.is_some())
        {
            let folded = row.folded.is_some();
            let offered = hovered.is_some() && foldable.binary_search(&row.line).is_ok() && row.first_of_line;
            if folded || offered {
                let color = if hovered == Some(index) { theme.colors.text } else { theme.colors.text_hint };
                let middle = pos2(
                    frame.gutter.right() - 0.5 * CHEVRONS - 1.0,
                    frame.y_of(index) + 0.5 * frame.metrics.row,
                );
                chevron(&mut batch, middle, folded, color);
            }
        }
    }
    shapes.extend(batch.finish());
    shapes
}

fn number_galley(
    ui: &Ui,
    metrics: &Metrics,
    numbers: &mut Numbers,
    number: usize,
    color: Color32,
) -> Arc<Galley> {
    if let Some(galley) = numbers.get(&(number, color)) {
        return galley;
    }
    let mut job = LayoutJob { break_on_newline: false, round_output_to_gui: false, ..LayoutJob::default() };
    push_section(&mut job, 0.0, &number.to_string(), metrics.plain(color));
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    numbers.insert((number, color), Arc::clone(&galley));
    galley
}

/// A chevron of 7 points: to the right when folded, down when open.
fn chevron(batch: &mut Batch, middle: Pos2, folded: bool, color: Color32) {
    let (a, b) = (3.5, 1.75);
    let points = if folded {
        [middle + egui::vec2(-b, -a), middle + egui::vec2(b, 0.0), middle + egui::vec2(-b, a)]
    } else {
        [middle + egui::vec2(-a, -b), middle + egui::vec2(0.0, b), middle + egui::vec2(a, -b)]
    };
    batch.line(points[0], points[1], 1.4, color);
    batch.line(points[1], points[2], 1.4, color);
}

/// The bars of added and changed lines, and wedges where lines are gone.
fn paint_marks(frame: &Frame<'_>, theme: &Theme, batch: &mut Batch) {
    let marks = frame.data.line_marks;
    let (Some(first), Some(last)) = (frame.rows.first(), frame.rows.last()) else { return };
    let from = marks.partition_point(|mark| mark.lines.end < first.line);
    for mark in
        marks.get(from..).unwrap_or_default().iter().take_while(|mark| mark.lines.start <= last.line + 1)
    {
        let color = match mark.kind {
            LineMarkKind::Added => theme.colors.good,
            LineMarkKind::Changed => theme.colors.warning,
            LineMarkKind::Removed => theme.colors.error,
        };
        let top = frame.rows.partition_point(|row| row.line < mark.lines.start);
        let left = frame.gutter.left();
        if mark.kind == LineMarkKind::Removed || mark.lines.is_empty() {
            let y = frame.y_of(top);
            batch.rect(Rect::from_min_max(pos2(left, y - 2.0), pos2(left + 2.0 * MARK, y + 1.0)), color);
        } else {
            let bottom = frame.rows.partition_point(|row| row.line < mark.lines.end);
            batch.rect(
                Rect::from_min_max(pos2(left, frame.y_of(top)), pos2(left + MARK, frame.bottom_of(bottom))),
                color,
            );
        }
    }
}
