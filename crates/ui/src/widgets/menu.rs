//! Menus: the menu bar, menus below buttons, context menus and their items. Opening, closing and the walk
//! with the keyboard are egui's; the look is ours. What an item does is the caller's.

#[cfg(test)]
mod tests;

use egui::containers::menu::{MenuConfig, SubMenu};
use egui::{
    Align, Color32, Id, InnerResponse, Layout, Popup, PopupAnchor, PopupKind, Pos2, Rect, Response, Role,
    Sense, SetOpenCommand, Ui, UiBuilder, UiKind, UiStackInfo, Widget, WidgetInfo, pos2, vec2,
};

use super::key_hint::KeyHint;
use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{radius, size, space};
use crate::{focus, fonts, paint};

/// One item of a menu.
#[must_use = "add it to a Ui"]
pub struct MenuItem<'a> {
    text: &'a str,
    icon: Option<Icon>,
    keys: Option<&'a str>,
    checked: Option<bool>,
    enabled: bool,
    danger: bool,
    submenu: bool,
}

impl<'a> MenuItem<'a> {
    /// An item with this text.
    pub fn new(text: &'a str) -> Self {
        Self { text, icon: None, keys: None, checked: None, enabled: true, danger: false, submenu: false }
    }

    /// An icon before the text.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The keys that do the same.
    pub fn keys(mut self, keys: Option<&'a str>) -> Self {
        self.keys = keys;
        self
    }

    /// Makes it one that is on or off.
    pub fn checked(mut self, on: bool) -> Self {
        self.checked = Some(on);
        self
    }

    /// Whether it can be chosen.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// What cannot be undone.
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    fn show(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let color = if self.danger { colors.error } else { colors.text };
        let hint = self.keys.map(|keys| KeyHint::new(keys).quiet());
        let text = paint::line(ui.painter(), self.text, fonts::body(), color, f32::INFINITY);
        let lead = size::ICON + space::S;
        let tail = hint.as_ref().map_or(0.0, |hint| space::XXL + hint.width(ui.painter(), &theme));
        let arrow = if self.submenu { space::XL } else { 0.0 };
        let width = space::S + lead + text.size().x + tail + arrow + space::M;
        let desired = vec2(width.max(MIN_WIDTH).ceil(), size::MENU_ROW);
        let (rect, response) = ui.allocate_at_least(desired, Sense::click());
        let rect =
            Rect::from_min_size(rect.min, vec2(rect.width().max(ui.available_width()), size::MENU_ROW));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            let open = self.submenu && Popup::is_id_open(ui.ctx(), SubMenu::id_from_widget_id(response.id));
            let lit = (response.hovered() || open || response.has_focus()) && response.enabled();
            if lit {
                paint::fill(painter, rect, radius::SMALL, colors.row_selected);
            }
            if response.is_pointer_button_down_on() && response.enabled() {
                paint::fill(painter, rect, radius::SMALL, colors.pressed);
            }
            let center = pos2(rect.left() + space::S + size::ICON / 2.0, rect.center().y);
            let icon_color = if self.danger { color } else { colors.text_secondary };
            match (self.checked, self.icon) {
                (Some(true), _) => paint::icon(painter, center, Icon::Check, size::ICON_SMALL, colors.accent),
                (None, Some(icon)) => paint::icon(painter, center, icon, size::ICON_SMALL, icon_color),
                _ => {}
            }
            let left = rect.left() + space::S + lead;
            let place = Rect::from_x_y_ranges(left..=rect.right(), rect.y_range());
            paint::put(painter, place, Align::Min, text, color);
            let right = pos2(rect.right() - space::M, rect.center().y);
            if let Some(hint) = hint {
                hint.raised(lit).paint(painter, right, &theme);
            }
            if self.submenu {
                let at = right - vec2(size::ICON_SMALL / 2.0 - space::XS, 0.0);
                paint::icon(painter, at, Icon::ChevronRight, size::ICON_SMALL, colors.text_hint);
            }
            if focus::shows(ui, &response) {
                paint::focus_ring(painter, rect, radius::SMALL, &theme);
            }
        }
        response.widget_info(|| match self.checked {
            Some(on) => WidgetInfo::selected(Role::MenuItemCheckBox, ui.is_enabled(), on, self.text),
            None => WidgetInfo::labeled(Role::MenuItem, ui.is_enabled(), self.text),
        });
        if response.clicked() && !self.submenu {
            ui.close();
        }
        response
    }
}

impl Widget for MenuItem<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        match self.enabled {
            true => self.show(ui),
            false => ui.add_enabled_ui(false, |ui| self.show(ui)).inner,
        }
    }
}

/// The narrowest menu, in points.
const MIN_WIDTH: f32 = 200.0;

/// A line between groups of items.
pub fn separator(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    let height = 2.0 * space::XS + 1.0;
    let (rect, _) = ui.allocate_at_least(vec2(ui.available_width().min(MIN_WIDTH), height), Sense::HOVER);
    let rect = Rect::from_min_size(rect.min, vec2(ui.available_width().max(rect.width()), height));
    paint::h_line(ui.painter(), rect.x_range(), rect.center().y, theme.colors.border);
}

/// An item that opens a menu beside.
pub fn submenu<R>(ui: &mut Ui, text: &str, content: impl FnOnce(&mut Ui) -> R) -> Option<InnerResponse<R>> {
    let item = MenuItem { submenu: true, ..MenuItem::new(text) };
    let response = item.ui(ui);
    SubMenu::new().show(ui, &response, |ui| {
        items(ui);
        content(ui)
    })
}

/// The bar in which [`menu_button`]s stand.
pub fn menu_bar<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    ui.scope_builder(UiBuilder::new().layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        content(ui)
    })
}

/// A word of the menu bar with its menu. While one is open, the pointer opens its neighbours by hovering.
pub fn menu_button<R>(
    ui: &mut Ui,
    text: &str,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<InnerResponse<R>> {
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    let label = paint::line(ui.painter(), text, fonts::body(), colors.text_secondary, f32::INFINITY);
    let width = (label.size().x + 2.0 * space::S).ceil();
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::HIT), Sense::click());
    let id = Popup::default_response_id(&response);
    let open = Popup::is_id_open(ui.ctx(), id);
    if ui.is_rect_visible(rect) {
        if open {
            paint::fill(ui.painter(), rect, radius::SMALL, colors.pressed);
        } else if let Some(color) = paint::wash(&response, &theme) {
            paint::fill(ui.painter(), rect, radius::SMALL, color);
        }
        let color = if open || response.hovered() { colors.text } else { colors.text_secondary };
        paint::text(ui.painter(), rect, Align::Center, text, fonts::body(), color);
        if focus::shows(ui, &response) {
            paint::focus_ring(ui.painter(), rect, radius::SMALL, &theme);
        }
    }
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, ui.is_enabled(), text));

    let mut popup = Popup::menu(&response);
    let bar = ui.unique_id().with("open menu");
    let other: Option<Id> = ui.data(|data| data.get_temp(bar));
    let other_open = other.is_some_and(|other| other != id && Popup::is_id_open(ui.ctx(), other));
    if other_open && response.hovered() && !response.clicked() {
        popup = popup.open_memory(Some(SetOpenCommand::Bool(true)));
    }
    let shown = popup.frame(popup_frame(&theme)).gap(space::HALF).show(|ui| {
        items(ui);
        content(ui)
    });
    if shown.is_some() {
        ui.data_mut(|data| data.insert_temp(bar, id));
    }
    shown
}

/// The context menu of a response, opened by the secondary button.
pub fn context_menu<R>(response: &Response, content: impl FnOnce(&mut Ui) -> R) -> Option<InnerResponse<R>> {
    let theme = Theme::of(&response.ctx);
    Popup::context_menu(response).frame(popup_frame(&theme)).show(|ui| {
        items(ui);
        content(ui)
    })
}

/// The menu of a button, opened by it.
pub fn menu_under<R>(button: &Response, content: impl FnOnce(&mut Ui) -> R) -> Option<InnerResponse<R>> {
    let theme = Theme::of(&button.ctx);
    Popup::menu(button).frame(popup_frame(&theme)).gap(space::HALF).show(|ui| {
        items(ui);
        content(ui)
    })
}

/// A menu at a point, while `at` is some: what rows of lists and trees ask for. It empties `at` when it closes.
pub fn menu_at<R>(
    ui: &Ui,
    id: Id,
    at: &mut Option<Pos2>,
    content: impl FnOnce(&mut Ui) -> R,
) -> Option<InnerResponse<R>> {
    let place = (*at)?;
    let theme = Theme::of(ui.ctx());
    let mut open = true;
    let shown = Popup::new(id, ui.ctx().clone(), PopupAnchor::Position(place), ui.layer_id())
        .kind(PopupKind::Menu)
        .info(
            UiStackInfo::new(UiKind::Menu).with_tag_value(MenuConfig::MENU_CONFIG_TAG, MenuConfig::default()),
        )
        .layout(Layout::top_down_justified(Align::Min))
        .frame(popup_frame(&theme))
        .close_behavior(egui::PopupCloseBehavior::CloseOnClick)
        .gap(0.0)
        .open_bool(&mut open)
        .show(|ui| {
            items(ui);
            content(ui)
        });
    if !open {
        *at = None;
    }
    shown
}

/// Sets the space between the items of a menu.
pub(super) fn items(ui: &mut Ui) {
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    ui.set_min_width(MIN_WIDTH);
}

/// The colour of text that is only told, not chosen: headings of menus.
pub fn caption(ui: &mut Ui, text: &str) {
    let theme = Theme::of(ui.ctx());
    let color: Color32 = theme.colors.text_hint;
    let (rect, response) = ui.allocate_at_least(vec2(MIN_WIDTH, size::MENU_ROW), Sense::HOVER);
    let place = rect.shrink2(vec2(space::S, 0.0));
    paint::text(ui.painter(), place, Align::Min, text, fonts::small(), color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
}
