//! What all widgets paint with: one line of text, icons, fills of states, the focus ring. Places are
//! snapped to pixels here, so that text and lines are crisp at every scale.

use std::sync::Arc;

use egui::epaint::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Response, Stroke, StrokeKind, pos2,
};

use crate::fonts;
use crate::icons::{Icon, glyph};
use crate::theme::Theme;
use crate::tokens::stroke;

/// Lays out one line, cut with `…` where it is wider than `max_width` points.
pub fn line(painter: &Painter, text: &str, font: FontId, color: Color32, max_width: f32) -> Arc<Galley> {
    let format = TextFormat { font_id: font, color, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = one_line(max_width);
    job.break_on_newline = false;
    painter.layout_job(job)
}

/// The wrapping of one line that is cut with `…`.
pub fn one_line(max_width: f32) -> TextWrapping {
    TextWrapping {
        max_width: max_width.max(0.0),
        max_rows: 1,
        break_anywhere: true,
        overflow_character: Some('…'),
    }
}

/// Paints a line at one side of a place, centred vertically.
pub fn put(painter: &Painter, place: Rect, align: Align, galley: Arc<Galley>, fallback: Color32) -> Rect {
    let size = galley.size();
    let x = match align {
        Align::Min => place.left(),
        Align::Center => place.center().x - size.x / 2.0,
        Align::Max => place.right() - size.x,
    };
    let at = snap(painter, pos2(x, place.center().y - size.y / 2.0));
    painter.galley(at, galley, fallback);
    Rect::from_min_size(at, size)
}

/// Lays out and paints a line; returns where it went.
pub fn text(painter: &Painter, place: Rect, align: Align, text: &str, font: FontId, color: Color32) -> Rect {
    let galley = line(painter, text, font, color, place.width());
    put(painter, place, align, galley, color)
}

/// Paints an icon of that size (points) around a point.
pub fn icon(painter: &Painter, center: Pos2, icon: Icon, size: f32, color: Color32) {
    let galley = painter.layout_no_wrap(glyph(icon).to_string(), fonts::icons(size), color);
    let at = snap(painter, center - galley.size() / 2.0);
    painter.galley(at, galley, color);
}

/// The nearest point on the grid of physical pixels.
pub fn snap(painter: &Painter, at: Pos2) -> Pos2 {
    let scale = painter.pixels_per_point();
    pos2((at.x * scale).round() / scale, (at.y * scale).round() / scale)
}

/// A filled rounded rectangle.
pub fn fill(painter: &Painter, rect: Rect, radius: u8, color: Color32) {
    painter.rect_filled(rect, CornerRadius::same(radius), color);
}

/// A border of one point, inside the rectangle.
pub fn border(painter: &Painter, rect: Rect, radius: u8, color: Color32) {
    let line = Stroke::new(stroke::BORDER, color);
    painter.rect_stroke(rect, CornerRadius::same(radius), line, StrokeKind::Inside);
}

/// The ring around what has the keyboard, inside the rectangle.
pub fn focus_ring(painter: &Painter, rect: Rect, radius: u8, theme: &Theme) {
    let line = Stroke::new(stroke::FOCUS, theme.colors.accent);
    painter.rect_stroke(rect, CornerRadius::same(radius), line, StrokeKind::Inside);
}

/// A horizontal line of one point, at the given height.
pub fn h_line(painter: &Painter, x: impl Into<egui::Rangef>, y: f32, color: Color32) {
    painter.hline(x, y, Stroke::new(stroke::BORDER, color));
}

/// What lies over a thing because of the pointer: nothing, hover or pressed.
pub fn wash(response: &Response, theme: &Theme) -> Option<Color32> {
    if !response.enabled() {
        None
    } else if response.is_pointer_button_down_on() {
        Some(theme.colors.pressed)
    } else if response.hovered() {
        Some(theme.colors.hover)
    } else {
        None
    }
}

/// An upright line of one point.
pub fn v_line(painter: &Painter, x: f32, y: impl Into<egui::Rangef>, color: Color32) {
    painter.vline(x, y, Stroke::new(stroke::BORDER, color));
}
