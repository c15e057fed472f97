//! One item of the status bar: a short text, perhaps with an icon, that can be clicked.

use egui::{Align, Color32, Rect, Response, Role, Sense, Ui, Widget, WidgetInfo, pos2, vec2};

use super::tooltip::WithTooltip;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{size, space};
use crate::{focus, fonts, paint};

/// An item of the status bar.
#[must_use = "add it to a Ui"]
pub struct StatusItem<'a> {
    text: &'a str,
    icon: Option<Icon>,
    tooltip: &'a str,
    keys: Option<&'a str>,
    color: Option<Color32>,
    clickable: bool,
}

impl<'a> StatusItem<'a> {
    /// An item that can be clicked. The text may be empty where there is an icon.
    pub fn new(text: &'a str) -> Self {
        Self { text, icon: None, tooltip: "", keys: None, color: None, clickable: true }
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// What a click does; also its name for screen readers, before the text.
    pub fn tooltip(mut self, text: &'a str) -> Self {
        self.tooltip = text;
        self
    }

    /// The keys that do the same.
    pub fn keys(mut self, keys: Option<&'a str>) -> Self {
        self.keys = keys;
        self
    }

    /// Another colour, for warnings.
    pub fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    /// Only told, not clicked.
    pub fn passive(mut self) -> Self {
        self.clickable = false;
        self
    }
}

impl Widget for StatusItem<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let sense = if self.clickable { Sense::click() } else { Sense::HOVER };
        let text = paint::line(ui.painter(), self.text, fonts::small(), colors.text_secondary, f32::INFINITY);
        let icon = match (self.icon, self.text.is_empty()) {
            (Some(_), true) => size::ICON_SMALL,
            (Some(_), false) => size::ICON_SMALL + space::XS + 1.0,
            (None, _) => 0.0,
        };
        let width = (icon + text.size().x + 2.0 * (space::S - space::HALF)).ceil().max(size::HIT);
        let (rect, response) = ui.allocate_exact_size(vec2(width, size::STATUS_BAR), sense);
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            let color = match self.color {
                Some(color) => color,
                None if self.clickable && response.hovered() => colors.text,
                None => colors.text_secondary,
            };
            if self.clickable
                && let Some(wash) = paint::wash(&response, &theme)
            {
                paint::fill(painter, rect, 0, wash);
            }
            let mut left = rect.center().x - (icon + text.size().x) / 2.0;
            if let Some(which) = self.icon {
                let at = pos2(left + size::ICON_SMALL / 2.0, rect.center().y);
                paint::icon(painter, at, which, size::ICON_SMALL, color);
                left += icon;
            }
            let place = Rect::from_x_y_ranges(left..=rect.right(), rect.y_range());
            paint::text(painter, place, Align::Min, self.text, fonts::small(), color);
            if focus::shows(ui, &response) {
                paint::focus_ring(painter, rect, 4, &theme);
            }
        }
        let name = match (self.tooltip, self.text) {
            ("", text) => text.to_owned(),
            (tooltip, "") => tooltip.to_owned(),
            (tooltip, text) => format!("{tooltip}, {text}"),
        };
        let role = if self.clickable { Role::Button } else { Role::Label };
        response.widget_info(|| WidgetInfo::labeled(role, ui.is_enabled(), &name));
        response.tooltip_with_keys(self.tooltip, self.keys)
    }
}
