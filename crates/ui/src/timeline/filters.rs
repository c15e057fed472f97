//! The row of filters above the list of nodes: a field to search in, and chips that open what they filter by.

use egui::{Align, Id, Popup, PopupCloseBehavior, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{alpha, radius, size, space, type_size};
use crate::widgets::tooltip::WithTooltip as _;
use crate::widgets::{Checkbox, Input, InputResponse};
use crate::{focus, fonts, paint};

/// A chip that stands for one thing to filter by.
#[must_use = "show it in a Ui"]
pub struct FilterChip<'a> {
    name: &'a str,
    icon: Icon,
    value: Option<&'a str>,
    compact: bool,
}

/// What happened to a chip.
pub struct FilterChipOutput<R> {
    /// It is to filter by nothing any more.
    pub cleared: bool,
    /// What its popup answered, while it is open.
    pub inner: Option<R>,
}

/// The widest value that is shown in a chip, in points.
const VALUE: f32 = 140.0;

impl<'a> FilterChip<'a> {
    /// A chip of that name.
    pub fn new(name: &'a str, icon: Icon) -> Self {
        Self { name, icon, value: None, compact: false }
    }

    /// What it filters by now, in words.
    pub fn value(mut self, value: Option<&'a str>) -> Self {
        self.value = value;
        self
    }

    /// Without its name while it filters by nothing, where there is little room.
    pub fn compact(mut self, compact: bool) -> Self {
        self.compact = compact;
        self
    }

    /// Shows it; `content` fills the popup, which stays open until something else is clicked.
    pub fn show<R>(self, ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> FilterChipOutput<R> {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let on = self.value.is_some();
        let name = if self.compact { "" } else { self.name };
        let text = self.value.unwrap_or(name);
        let color = if on { colors.text } else { colors.text_secondary };
        let most = if self.compact { VALUE / 2.0 } else { VALUE };
        let galley = paint::line(ui.painter(), text, fonts::small(), color, most);
        let lead = space::S + size::ICON_SMALL + space::XS;
        let tail = if on { size::CONTROL_SMALL - space::HALF } else { space::L + space::XS };
        let desired = vec2((lead + galley.size().x + tail).ceil(), size::CONTROL_SMALL);
        let (rect, response) = ui.allocate_exact_size(desired, Sense::click());
        let clear = Rect::from_min_max(pos2(rect.right() - size::CONTROL_SMALL, rect.top()), rect.max);
        let clears = on.then(|| ui.interact(clear, response.id.with("clear"), Sense::click()));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            if on {
                paint::fill(painter, rect, radius::CONTROL, colors.accent.gamma_multiply(alpha::TINT));
                paint::border(painter, rect, radius::CONTROL, colors.accent);
            } else {
                paint::border(painter, rect, radius::CONTROL, colors.border_control);
            }
            if let Some(wash) = paint::wash(&response, &theme) {
                paint::fill(painter, rect, radius::CONTROL, wash);
            }
            let icon = pos2(rect.left() + space::S + size::ICON_SMALL / 2.0, rect.center().y);
            paint::icon(
                painter,
                icon,
                self.icon,
                size::ICON_SMALL - 1.0,
                if on { colors.accent } else { color },
            );
            let place = Rect::from_x_y_ranges(rect.left() + lead..=rect.right(), rect.y_range());
            paint::put(painter, place, Align::Min, galley, color);
            let end = pos2(rect.right() - size::CONTROL_SMALL / 2.0, rect.center().y);
            let (icon, size) = if on { (Icon::X, 12.0) } else { (Icon::ChevronDown, 12.0) };
            let lit = clears.as_ref().is_some_and(|clear| clear.hovered());
            paint::icon(painter, end, icon, size, if lit { colors.text } else { color });
            if focus::shows(ui, &response) {
                paint::focus_ring(painter, rect, radius::CONTROL, &theme);
            }
        }
        let name = self.name;
        response.widget_info(|| WidgetInfo {
            current_text_value: self.value.map(str::to_owned),
            ..WidgetInfo::labeled(Role::ComboBox, ui.is_enabled(), format!("Filter by {name}"))
        });
        let response = if self.compact { response.tooltip(&format!("Filter by {name}")) } else { response };
        let mut cleared = false;
        if let Some(clear) = clears {
            let says = format!("Clear the filter {name}");
            clear.widget_info(|| WidgetInfo::labeled(Role::Button, true, &says));
            cleared = clear.tooltip(&says).clicked();
        }
        let inner = Popup::menu(&response)
            .frame(popup_frame(&theme).inner_margin(egui::Margin::same(space::S as i8)))
            .gap(space::XS)
            .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
            .show(|ui| {
                ui.spacing_mut().item_spacing = vec2(space::S, space::HALF);
                ui.set_min_width(180.0);
                content(ui)
            })
            .map(|shown| shown.inner);
        FilterChipOutput { cleared, inner }
    }
}

/// Choices of a chip's popup: each on or off. Returns whether one was turned.
pub fn choices<T: Copy>(ui: &mut Ui, all: &[(T, Icon, &str)], on: &mut dyn FnMut(T) -> Option<bool>) -> bool {
    let mut turned = false;
    for &(choice, _, name) in all {
        let Some(mut checked) = on(choice) else { continue };
        turned |= ui.add(Checkbox::new(&mut checked, name)).clicked();
    }
    turned
}

/// The field to search nodes in.
pub fn search_field(ui: &mut Ui, id: Id, text: &mut String, width: f32) -> InputResponse {
    Input::new(text, "Search the timeline")
        .id(id)
        .placeholder("Search titles, labels and notes")
        .icon(Icon::Search)
        .clear_button()
        .width(width)
        .show(ui)
}

/// How many nodes there are, and how many of them the filters leave.
pub fn count(ui: &mut Ui, shown: usize, of: usize) {
    let theme = Theme::of(ui.ctx());
    let text = match (shown == of, of) {
        (true, 1) => "1 node".to_owned(),
        (true, of) => format!("{} nodes", grouped(of)),
        (false, of) => format!("{} of {}", grouped(shown), grouped(of)),
    };
    let font = fonts::ui(type_size::SMALL);
    let galley = paint::line(ui.painter(), &text, font, theme.colors.text_hint, f32::INFINITY);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, size::CONTROL), Sense::HOVER);
    paint::put(ui.painter(), rect, Align::Min, galley, theme.colors.text_hint);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
}

/// A number with its thousands apart.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}
