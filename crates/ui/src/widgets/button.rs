//! Buttons: with a text, or an icon alone. They run nothing: ask the response whether it was clicked.

use egui::{Align, Color32, Rect, Response, Role, Sense, Ui, Widget, WidgetInfo, vec2};

use super::key_hint::KeyHint;
use super::tooltip::WithTooltip;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{radius, size, space, type_size};
use crate::{focus, fonts, paint};

/// How much a button asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Secondary,
    Primary,
    Danger,
    Ghost,
}

/// A button with a text.
#[must_use = "add it to a Ui"]
pub struct Button<'a> {
    text: &'a str,
    icon: Option<Icon>,
    keys: Option<&'a str>,
    tooltip: Option<&'a str>,
    weight: Weight,
    enabled: bool,
    min_width: f32,
}

impl<'a> Button<'a> {
    /// A button of the usual weight.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            icon: None,
            keys: None,
            tooltip: None,
            weight: Weight::Secondary,
            enabled: true,
            min_width: 0.0,
        }
    }

    /// The one thing to do here.
    pub fn primary(mut self) -> Self {
        self.weight = Weight::Primary;
        self
    }

    /// What cannot be undone.
    pub fn danger(mut self) -> Self {
        self.weight = Weight::Danger;
        self
    }

    /// No frame until the pointer is on it.
    pub fn ghost(mut self) -> Self {
        self.weight = Weight::Ghost;
        self
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The keys that do the same, shown after the text.
    pub fn keys(mut self, keys: Option<&'a str>) -> Self {
        self.keys = keys;
        self
    }

    /// What it does, for the pointer that rests.
    pub fn tooltip(mut self, text: &'a str) -> Self {
        self.tooltip = Some(text);
        self
    }

    /// Whether it can be pressed.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// At least this wide, in points.
    pub fn min_width(mut self, width: f32) -> Self {
        self.min_width = width;
        self
    }

    fn show(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        // What is switched off is faded, and text on a faded colour could not be read: it has the plain look.
        let weight = match self.weight {
            Weight::Primary | Weight::Danger if !ui.is_enabled() => Weight::Secondary,
            weight => weight,
        };
        let text_color = match weight {
            Weight::Primary => colors.text_on_accent,
            Weight::Danger => colors.text_on_danger,
            Weight::Secondary | Weight::Ghost => colors.text,
        };
        let filled = matches!(weight, Weight::Primary | Weight::Danger);
        let hint = self.keys.map(|keys| {
            let hint = KeyHint::new(keys);
            if filled { hint.on_fill(text_color) } else { hint }
        });
        let font = fonts::ui_medium(type_size::UI);
        let label = paint::line(ui.painter(), self.text, font, text_color, ui.available_width());
        let icon_width = if self.icon.is_some() { size::ICON + space::S - space::HALF } else { 0.0 };
        let keys_width = hint.as_ref().map_or(0.0, |hint| hint.width(ui.painter(), &theme) + space::M);
        let content = icon_width + label.size().x + keys_width;
        let width = (content + 2.0 * space::M).max(self.min_width).ceil();
        let (rect, response) = ui.allocate_exact_size(vec2(width, size::CONTROL), Sense::click());
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            let active = response.hovered() || response.is_pointer_button_down_on();
            match weight {
                Weight::Primary => {
                    let fill = if active { colors.accent_fill_hover } else { colors.accent_fill };
                    paint::fill(painter, rect, radius::CONTROL, fill);
                }
                Weight::Danger => {
                    let fill = if active { colors.danger_fill_hover } else { colors.danger_fill };
                    paint::fill(painter, rect, radius::CONTROL, fill);
                }
                Weight::Secondary => {
                    paint::fill(painter, rect, radius::CONTROL, colors.raised);
                    washed(&response, rect, ui, &theme);
                    paint::border(painter, rect, radius::CONTROL, colors.border_control);
                }
                Weight::Ghost => washed(&response, rect, ui, &theme),
            }
            if response.is_pointer_button_down_on() && filled {
                paint::fill(painter, rect, radius::CONTROL, colors.pressed);
            }
            let mut x = rect.center().x - content / 2.0;
            if let Some(icon) = self.icon {
                let center = egui::pos2(x + size::ICON / 2.0, rect.center().y);
                paint::icon(painter, center, icon, size::ICON, text_color);
                x += icon_width;
            }
            let place = Rect::from_x_y_ranges(x..=rect.right(), rect.y_range());
            paint::put(painter, place, Align::Min, label, text_color);
            if let Some(hint) = hint {
                let at = egui::pos2(rect.center().x + content / 2.0, rect.center().y);
                hint.paint(painter, at, &theme);
            }
            if focus::shows(ui, &response) {
                ring(ui, rect, weight, &theme);
            }
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.text));
        match self.tooltip {
            Some(text) => response.tooltip_with_keys(text, self.keys),
            None => response,
        }
    }
}

impl Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        match self.enabled {
            true => self.show(ui),
            false => ui.add_enabled_ui(false, |ui| self.show(ui)).inner,
        }
    }
}

fn washed(response: &Response, rect: Rect, ui: &Ui, theme: &Theme) {
    if let Some(color) = paint::wash(response, theme) {
        paint::fill(ui.painter(), rect, radius::CONTROL, color);
    }
}

/// The focus ring: outside filled buttons, whose own colour would swallow it.
fn ring(ui: &Ui, rect: Rect, weight: Weight, theme: &Theme) {
    match weight {
        Weight::Primary | Weight::Danger => {
            paint::focus_ring(ui.painter(), rect.expand(3.0), radius::CONTROL + 3, theme);
        }
        Weight::Secondary | Weight::Ghost => paint::focus_ring(ui.painter(), rect, radius::CONTROL, theme),
    }
}

/// A button that is an icon; its name is for the tooltip and for screen readers.
#[must_use = "add it to a Ui"]
pub struct IconButton<'a> {
    icon: Icon,
    name: &'a str,
    keys: Option<&'a str>,
    size: f32,
    icon_size: f32,
    selected: Option<bool>,
    enabled: bool,
    color: Option<Color32>,
}

impl<'a> IconButton<'a> {
    /// A button of 28 points.
    pub fn new(icon: Icon, name: &'a str) -> Self {
        Self {
            icon,
            name,
            keys: None,
            size: size::CONTROL,
            icon_size: size::ICON,
            selected: None,
            enabled: true,
            color: None,
        }
    }

    /// 24 points, for rows and headers.
    pub fn small(mut self) -> Self {
        self.size = size::CONTROL_SMALL;
        self.icon_size = size::ICON_SMALL;
        self
    }

    /// For the activity bar: a bigger icon on a bigger target.
    pub fn large(mut self) -> Self {
        self.size = 36.0;
        self.icon_size = size::ICON_LARGE;
        self
    }

    /// Makes it one that stays down, and says whether it is.
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = Some(selected);
        self
    }

    /// The keys that do the same, shown in the tooltip.
    pub fn keys(mut self, keys: Option<&'a str>) -> Self {
        self.keys = keys;
        self
    }

    /// Whether it can be pressed.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Another colour than that of secondary text.
    pub fn color(mut self, color: Color32) -> Self {
        self.color = Some(color);
        self
    }

    fn show(self, ui: &mut Ui) -> Response {
        let (rect, response) = ui.allocate_exact_size(vec2(self.size, self.size), Sense::click());
        self.show_at(ui, rect, response)
    }

    /// Paints it into a place that already has a response, for widgets that lay themselves out.
    pub(crate) fn show_at(self, ui: &mut Ui, rect: Rect, response: Response) -> Response {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let on = self.selected == Some(true);
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            if on {
                paint::fill(painter, rect, radius::CONTROL, colors.row_selected);
            }
            if let Some(color) = paint::wash(&response, &theme) {
                paint::fill(painter, rect, radius::CONTROL, color);
            }
            let color = match (on, self.color) {
                (true, _) => colors.accent,
                (false, Some(color)) => color,
                (false, None) if response.hovered() => colors.text,
                (false, None) => colors.text_secondary,
            };
            paint::icon(painter, rect.center(), self.icon, self.icon_size, color);
            if focus::shows(ui, &response) {
                paint::focus_ring(painter, rect, radius::CONTROL, &theme);
            }
        }
        response.widget_info(|| match self.selected {
            Some(selected) => WidgetInfo::selected(Role::Button, ui.is_enabled(), selected, self.name),
            None => WidgetInfo::labeled(Role::Button, ui.is_enabled(), self.name),
        });
        response.tooltip_with_keys(self.name, self.keys)
    }
}

impl Widget for IconButton<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        match self.enabled {
            true => self.show(ui),
            false => ui.add_enabled_ui(false, |ui| self.show(ui)).inner,
        }
    }
}
