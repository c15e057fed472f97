//! The dropdown: one of a few. For one of many, use a picker.

use egui::{Align, Popup, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::menu::{MenuItem, items};
use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{radius, size, space};
use crate::{focus, fonts, paint};

/// A dropdown of a few choices.
#[must_use = "show it in a Ui"]
pub struct Select<'a> {
    label: &'a str,
    choices: &'a [&'a str],
    width: f32,
}

impl<'a> Select<'a> {
    /// A dropdown; the label is for screen readers.
    pub fn new(label: &'a str, choices: &'a [&'a str]) -> Self {
        Self { label, choices, width: 200.0 }
    }

    /// This wide, in points.
    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// Shows it; `selected` is changed by a choice, and the response says `changed`.
    pub fn show(self, ui: &mut Ui, selected: &mut usize) -> Response {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let (rect, mut response) = ui.allocate_exact_size(vec2(self.width, size::CONTROL), Sense::click());
        let current = self.choices.get(*selected).copied().unwrap_or_default();
        let open = Popup::is_id_open(ui.ctx(), Popup::default_response_id(&response));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            paint::fill(painter, rect, radius::CONTROL, colors.raised);
            if let Some(color) = paint::wash(&response, &theme) {
                paint::fill(painter, rect, radius::CONTROL, color);
            }
            paint::border(
                painter,
                rect,
                radius::CONTROL,
                if open { colors.accent } else { colors.border_control },
            );
            let chevron = pos2(rect.right() - space::S - size::ICON_SMALL / 2.0, rect.center().y);
            paint::icon(painter, chevron, Icon::ChevronDown, size::ICON_SMALL, colors.text_secondary);
            let place =
                Rect::from_x_y_ranges(rect.left() + space::M..=rect.right() - space::XL, rect.y_range());
            paint::text(painter, place, Align::Min, current, fonts::body(), colors.text);
            if focus::shows(ui, &response) {
                paint::focus_ring(painter, rect, radius::CONTROL, &theme);
            }
        }
        response.widget_info(|| WidgetInfo {
            current_text_value: Some(current.to_owned()),
            ..WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), self.label)
        });
        let mut chosen = None;
        Popup::menu(&response).frame(popup_frame(&theme)).gap(space::XS).show(|ui| {
            items(ui);
            ui.set_min_width(self.width - 2.0 * space::XS);
            for (index, choice) in self.choices.iter().enumerate() {
                if ui.add(MenuItem::new(choice).checked(index == *selected)).clicked() {
                    chosen = Some(index);
                }
            }
        });
        if let Some(index) = chosen.filter(|index| index != selected) {
            *selected = index;
            response.mark_changed();
        }
        response
    }
}
