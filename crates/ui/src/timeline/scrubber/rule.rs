//! The labels of the time axis, and the marks of folded stretches.

use egui::{Align, Color32, FontId, Pos2, Rect, Stroke, Ui, pos2};

use super::{Frame, playhead};
use crate::timeline::date::{DAY, HOUR, MINUTE};
use crate::timeline::ticks::{self, Context};
use crate::tokens::{space, stroke, timeline as token};
use crate::{fonts, paint};

/// Bands over tracks and lanes where time is folded.
pub(super) fn folds(ui: &Ui, frame: &Frame<'_>) {
    let colors = &frame.theme.colors;
    let geometry = &frame.geometry;
    let painter = ui.painter().with_clip_rect(geometry.time);
    for piece in frame.axis.pieces().iter().filter(|piece| piece.marked) {
        let left = geometry.time.left();
        let band = Rect::from_min_max(
            pos2(left + piece.x.0, geometry.rule.bottom()),
            pos2(left + piece.x.1, geometry.whole.bottom()),
        );
        paint::fill(&painter, band, 0, colors.current_line);
        for x in [band.left(), band.right()] {
            painter
                .add(egui::Shape::line(zigzag(x, band), Stroke::new(stroke::BORDER, colors.border_control)));
        }
    }
}

/// A zig-zag from the top to the bottom of a band.
fn zigzag(x: f32, band: Rect) -> Vec<Pos2> {
    let steps = (band.height() / space::XS).ceil().max(1.0) as usize;
    let point = |step: usize| {
        let aside = if step.is_multiple_of(2) { -space::HALF } else { space::HALF } * 0.75;
        pos2(x + aside, (band.top() + step as f32 * space::XS).min(band.bottom()))
    };
    (0..=steps).map(point).collect()
}

/// The two rows of labels.
pub(super) fn paint(ui: &Ui, frame: &Frame<'_>) {
    let colors = &frame.theme.colors;
    let geometry = &frame.geometry;
    let rule = geometry.rule;
    let painter = ui.painter().with_clip_rect(rule);
    let labels = ticks::ticks(&frame.axis, frame.data.style, frame.data.span.now);
    let split = rule.top() + token::AXIS_CONTEXT;
    contexts(&painter, frame, &labels.contexts, split);

    let font = fonts::caption();
    let row = Rect::from_min_max(pos2(rule.left(), split), rule.max);
    let head = playhead::handle(&painter, frame).map_or(Rect::NOTHING, |(place, _)| place);
    let mut free_from = rule.left();
    for tick in &labels.ticks {
        let x = paint::snap(&painter, pos2(frame.x_of(tick.time), 0.0)).x;
        let galley = paint::line(&painter, &tick.label, font.clone(), colors.text_hint, f32::INFINITY);
        let text = x + space::XS;
        let width = galley.size().x;
        let under_head = text < head.right() + space::XS && text + width > head.left() - space::XS;
        if text < free_from || text + width > end_of_room(frame, x) || under_head {
            continue;
        }
        paint::v_line(&painter, x + 0.5, row.bottom() - 9.0..=row.bottom(), colors.border_control);
        let place = Rect::from_x_y_ranges(text..=text + width, row.y_range());
        paint::put(&painter, place, Align::Min, galley, colors.text_hint);
        free_from = text + width + space::S;
    }
    for piece in frame.axis.pieces() {
        let Some(gap) = piece.gap.filter(|_| piece.marked) else { continue };
        let text = short(gap.end.0 - gap.start.0);
        let left = rule.left();
        let place = Rect::from_x_y_ranges(left + piece.x.0..=left + piece.x.1, row.y_range());
        if !place.intersects(head.expand(space::HALF)) {
            fold_label(&painter, place, &text, font.clone(), colors.text_hint);
        }
    }
    paint::h_line(ui.painter(), geometry.whole.x_range(), rule.bottom() - 0.5, colors.border);
}

/// The label of a fold, only where all of it can be read.
fn fold_label(painter: &egui::Painter, place: Rect, text: &str, font: FontId, color: Color32) {
    let galley = paint::line(painter, text, font, color, f32::INFINITY);
    if galley.size().x <= place.width() + space::XS {
        paint::put(painter, place, Align::Center, galley, color);
    }
}

/// Up to where a label at this place may reach: into the next fold it must not.
fn end_of_room(frame: &Frame<'_>, x: f32) -> f32 {
    let left = frame.geometry.time.left();
    let piece = frame.axis.pieces().iter().find(|piece| x <= left + piece.x.1 + 0.5);
    let ends = piece.map_or(f32::INFINITY, |piece| left + piece.x.1);
    let at_edge = ends >= frame.geometry.time.right() - 0.5;
    if at_edge { f32::INFINITY } else { ends + space::HALF }
}

/// Days, months or years: each from where it begins, the first one at the left edge.
fn contexts(painter: &egui::Painter, frame: &Frame<'_>, contexts: &[Context], bottom: f32) {
    let colors = &frame.theme.colors;
    let rule = frame.geometry.rule;
    let font = fonts::ui_medium(crate::tokens::type_size::CAPTION);
    let mut next = f32::INFINITY;
    // From the right: where there is no room for two, the one that begins in view stays.
    for (index, context) in contexts.iter().enumerate().rev() {
        let x = rule.left() + context.x;
        let galley = paint::line(painter, &context.label, font.clone(), colors.text_secondary, f32::INFINITY);
        let text = x + space::XS;
        let width = galley.size().x;
        if text + width + space::S > next {
            continue;
        }
        next = x;
        if index > 0 {
            let x = paint::snap(painter, pos2(x, 0.0)).x + 0.5;
            paint::v_line(painter, x, rule.top() + space::XS..=bottom, colors.border_control);
        }
        let place = Rect::from_x_y_ranges(text..=text + width, rule.top() + space::HALF..=bottom);
        paint::put(painter, place, Align::Min, galley, colors.text_secondary);
    }
}

/// The length of a fold in three or four characters: `45m`, `16h`, `3d`.
fn short(milliseconds: i64) -> String {
    match milliseconds {
        ..MINUTE => format!("{}s", milliseconds / 1_000),
        MINUTE..HOUR => format!("{}m", milliseconds / MINUTE),
        _ if milliseconds < 2 * DAY => format!("{}h", milliseconds / HOUR),
        _ if milliseconds < 100 * DAY => format!("{}d", milliseconds / DAY),
        _ if milliseconds < 700 * DAY => format!("{}mo", milliseconds * 12 / (365 * DAY)),
        _ => format!("{}y", milliseconds / (365 * DAY)),
    }
}
