//! The moment that is shown: the playhead and its handle, the edge of the present, what is later, the preview under
//! the pointer, and the range that is compared.

use std::sync::Arc;

use egui::{Align, Galley, Painter, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};
use justbuilt_base::Timestamp;

use super::{Frame, ScrubberState};
use crate::timeline::date::{self, SECOND};
use crate::tokens::{alpha, radius, space, stroke, timeline as token, type_size};
use crate::{fonts, paint};

/// The time of a moment, as finely as the zoom can tell.
fn clock(frame: &Frame<'_>, time: Timestamp) -> String {
    let style = frame.data.style;
    if frame.axis.scale * SECOND as f64 > 40.0 { style.millis(time) } else { style.seconds(time) }
}

/// What lies after the moment that is shown: faded, it is not there yet.
pub(super) fn later(ui: &Ui, frame: &Frame<'_>) {
    if frame.data.position.is_none() {
        return;
    }
    let geometry = &frame.geometry;
    let x = frame.x_of(frame.position()).max(geometry.time.left());
    let rest = Rect::from_min_max(pos2(x, geometry.rule.bottom()), geometry.whole.max);
    if rest.is_positive() {
        paint::fill(ui.painter(), rest, 0, frame.theme.colors.panel.gamma_multiply(alpha::LATER));
    }
}

/// The edge of the present.
pub(super) fn now(ui: &Ui, frame: &Frame<'_>) {
    let geometry = &frame.geometry;
    let x = frame.x_of(frame.data.span.now);
    if !geometry.time.x_range().contains(x) {
        return;
    }
    let painter = ui.painter().with_clip_rect(geometry.time);
    let x = paint::snap(&painter, pos2(x, 0.0)).x + 0.5;
    let colors = &frame.theme.colors;
    let ends = [pos2(x, geometry.rule.bottom()), pos2(x, geometry.whole.bottom())];
    let line = Stroke::new(stroke::BORDER, colors.border_strong);
    painter.extend(Shape::dashed_line(&ends, line, 3.0, 3.0));
    // Nothing is there yet.
    let rest = Rect::from_min_max(pos2(x + 0.5, geometry.rule.bottom()), geometry.whole.max);
    paint::fill(&painter, rest, 0, colors.current_line);
}

/// The preview: a line and the time under the pointer.
pub(super) fn hover(ui: &Ui, frame: &Frame<'_>, pos: egui::Pos2) {
    let geometry = &frame.geometry;
    let time = frame.time_at(pos.x);
    if time > frame.data.span.now || (frame.x_of(frame.position()) - pos.x).abs() < 1.0 {
        return;
    }
    let painter = ui.painter().with_clip_rect(geometry.time);
    let colors = &frame.theme.colors;
    let x = paint::snap(&painter, pos2(pos.x, 0.0)).x + 0.5;
    let top = geometry.rule.bottom() - token::HANDLE.0;
    paint::v_line(&painter, x, top..=geometry.whole.bottom(), colors.text_hint);
    let font = fonts::caption();
    let galley = paint::line(&painter, &clock(frame, time), font, colors.text, f32::INFINITY);
    let pill = pill(frame, x, galley.size().x);
    paint::fill(&painter, pill, radius::SMALL, colors.popup);
    paint::border(&painter, pill, radius::SMALL, colors.border_strong);
    paint::put(&painter, pill, Align::Center, galley, colors.text);
}

/// The playhead.
pub(super) fn head(ui: &Ui, frame: &Frame<'_>, state: &ScrubberState) {
    let geometry = &frame.geometry;
    let colors = &frame.theme.colors;
    let x = frame.x_of(frame.position());
    let painter = ui.painter().with_clip_rect(geometry.time);
    if !geometry.time.x_range().contains(x) {
        beyond(ui, frame, x);
        return;
    }
    let x = paint::snap(&painter, pos2(x, 0.0)).x;
    let Some((pill, galley)) = handle(&painter, frame) else { return };
    let line = Rect::from_center_size(
        pos2(x, f32::midpoint(pill.center().y, geometry.whole.bottom())),
        vec2(token::LANE_LINE, geometry.whole.bottom() - pill.center().y),
    );
    paint::fill(&painter, line, 0, colors.accent);
    let fill = if state.is_scrubbing() { colors.accent_fill_hover } else { colors.accent_fill };
    paint::fill(&painter, pill, radius::SMALL, fill);
    paint::put(&painter, pill, Align::Center, galley, colors.text_on_accent);
}

/// Where the playhead's handle is, and its text; none while the playhead is not in view.
pub(super) fn handle(painter: &Painter, frame: &Frame<'_>) -> Option<(Rect, Arc<Galley>)> {
    let x = frame.x_of(frame.position());
    if !frame.geometry.time.x_range().contains(x) {
        return None;
    }
    let past = frame.data.position.is_some();
    let text = if past { clock(frame, frame.position()) } else { "Now".to_owned() };
    let font = fonts::ui_medium(type_size::CAPTION);
    let galley = paint::line(painter, &text, font, frame.theme.colors.text_on_accent, f32::INFINITY);
    let x = paint::snap(painter, pos2(x, 0.0)).x;
    Some((pill(frame, x, galley.size().x), galley))
}

/// The place of a handle with a text of that width around a point, kept inside the view.
fn pill(frame: &Frame<'_>, x: f32, text: f32) -> Rect {
    let geometry = &frame.geometry;
    let width = (text + 2.0 * token::HANDLE.1).ceil();
    let (least, most) = (geometry.time.left() + width / 2.0 + 1.0, geometry.time.right() - width / 2.0 - 1.0);
    let middle = x.clamp(least, most.max(least));
    let y = geometry.rule.bottom() - token::HANDLE.0 / 2.0 - 1.0;
    Rect::from_center_size(pos2(middle, y), vec2(width, token::HANDLE.0))
}

/// A hint at the edge beyond which the playhead is.
fn beyond(ui: &Ui, frame: &Frame<'_>, x: f32) {
    let rule = frame.geometry.rule;
    let left = x < rule.left();
    let icon = if left { crate::Icon::ChevronLeft } else { crate::Icon::ChevronRight };
    let at = if left { rule.left() + space::S } else { rule.right() - space::S };
    let y = rule.bottom() - token::HANDLE.0 / 2.0 - 1.0;
    let place = Rect::from_center_size(pos2(at, y), vec2(space::L - 1.0, token::HANDLE.0));
    paint::fill(ui.painter(), place, radius::SMALL, frame.theme.colors.accent_fill);
    let color = frame.theme.colors.text_on_accent;
    paint::icon(ui.painter(), place.center(), icon, token::MARK_ICON + 1.0, color);
}

/// The range that is compared, with how long it is.
pub(super) fn range(ui: &Ui, frame: &Frame<'_>) {
    let Some((from, to)) = frame.data.range else { return };
    let geometry = &frame.geometry;
    let colors = &frame.theme.colors;
    let painter = ui.painter().with_clip_rect(geometry.time);
    let (left, right) = (frame.x_of(from), frame.x_of(to));
    let place = Rect::from_min_max(
        pos2(left, geometry.rule.top() + token::AXIS_CONTEXT),
        pos2(right, geometry.whole.bottom()),
    );
    paint::fill(&painter, place, 0, colors.selection);
    for x in [left, right] {
        let x = paint::snap(&painter, pos2(x, 0.0)).x;
        painter.vline(x, place.y_range(), Stroke::new(stroke::FOCUS, colors.accent));
        let grip =
            Rect::from_center_size(pos2(x, geometry.tracks.center().y), vec2(token::GRAB, token::HANDLE.0));
        paint::fill(&painter, grip, 3, colors.accent);
        painter.rect_stroke(grip, 3, Stroke::new(stroke::BORDER, colors.panel), StrokeKind::Outside);
    }
    let text = date::length(to.0 - from.0);
    let font = fonts::ui_medium(type_size::CAPTION);
    let galley = paint::line(&painter, &text, font, colors.text, f32::INFINITY);
    let size = vec2(galley.size().x + 2.0 * token::HANDLE.1, token::HANDLE.0);
    if size.x + space::L > place.width() {
        return;
    }
    let y = geometry.tracks.top() + space::XS + token::HANDLE.0 / 2.0;
    let chip = Rect::from_center_size(pos2(place.center().x, y), size);
    paint::fill(&painter, chip, radius::SMALL, colors.popup);
    paint::border(&painter, chip, radius::SMALL, colors.border_control);
    paint::put(&painter, chip, Align::Center, galley, colors.text);
}
