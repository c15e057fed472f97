//! Check box and switch: one thing on or off. A switch acts at once, a check box is part of a form.

use egui::{Align, Rect, Response, Role, Sense, Stroke, Ui, Widget, WidgetInfo, pos2, vec2};

use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{radius, size, space, stroke};
use crate::{focus, fonts, paint};

/// A box with a tick and a text that belongs to it.
#[must_use = "add it to a Ui"]
pub struct Checkbox<'a> {
    on: &'a mut bool,
    label: &'a str,
}

impl<'a> Checkbox<'a> {
    /// A check box.
    pub fn new(on: &'a mut bool, label: &'a str) -> Self {
        Self { on, label }
    }
}

impl Widget for Checkbox<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let text = paint::line(ui.painter(), self.label, fonts::body(), colors.text, ui.available_width());
        let width = size::CHECK + space::S + text.size().x + space::HALF;
        let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::HIT), Sense::click());
        if response.clicked() {
            *self.on = !*self.on;
            response.mark_changed();
        }
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            let corner = paint::snap(painter, pos2(rect.left(), rect.center().y - size::CHECK / 2.0));
            let tick = Rect::from_min_size(corner, vec2(size::CHECK, size::CHECK));
            if *self.on {
                let fill = if response.hovered() { colors.accent_fill_hover } else { colors.accent_fill };
                paint::fill(painter, tick, radius::SMALL, fill);
                paint::icon(painter, tick.center(), Icon::Check, 12.0, colors.text_on_accent);
            } else {
                paint::fill(painter, tick, radius::SMALL, colors.input);
                if let Some(color) = paint::wash(&response, &theme) {
                    paint::fill(painter, tick, radius::SMALL, color);
                }
                paint::border(painter, tick, radius::SMALL, colors.border_strong);
            }
            if focus::shows(ui, &response) {
                paint::focus_ring(painter, tick.expand(3.0), radius::CONTROL, &theme);
            }
            let place = Rect::from_x_y_ranges(tick.right() + space::S..=rect.right() + 1.0, rect.y_range());
            paint::put(painter, place, Align::Min, text, colors.text);
        }
        let on = *self.on;
        response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, self.label));
        response
    }
}

/// A switch without a text of its own; the name is for screen readers.
#[must_use = "add it to a Ui"]
pub struct Switch<'a> {
    on: &'a mut bool,
    name: &'a str,
}

impl<'a> Switch<'a> {
    /// A switch.
    pub fn new(on: &'a mut bool, name: &'a str) -> Self {
        Self { on, name }
    }
}

impl Widget for Switch<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let (width, height) = size::SWITCH;
        let (rect, mut response) = ui.allocate_exact_size(vec2(width, size::HIT), Sense::click());
        if response.clicked() {
            *self.on = !*self.on;
            response.mark_changed();
        }
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            let track = Rect::from_center_size(rect.center(), vec2(width, height));
            let track = Rect::from_min_size(paint::snap(painter, track.min), track.size());
            let round = (height / 2.0) as u8;
            let (fill, knob, at) = match *self.on {
                true => (colors.accent_fill, colors.text_on_accent, track.right() - height / 2.0),
                false => (colors.input, colors.border_strong, track.left() + height / 2.0),
            };
            paint::fill(painter, track, round, fill);
            if let Some(color) = paint::wash(&response, &theme) {
                paint::fill(painter, track, round, color);
            }
            if !*self.on {
                let line = Stroke::new(stroke::BORDER, colors.border_strong);
                painter.rect_stroke(track, round, line, egui::StrokeKind::Inside);
            }
            let knob_radius = height / 2.0 - if *self.on { 3.0 } else { 4.0 };
            painter.circle_filled(pos2(at, track.center().y), knob_radius, knob);
            if focus::shows(ui, &response) {
                paint::focus_ring(painter, track.expand(3.0), round + 3, &theme);
            }
        }
        let on = *self.on;
        response.widget_info(|| WidgetInfo::selected(Role::Switch, ui.is_enabled(), on, self.name));
        response
    }
}
