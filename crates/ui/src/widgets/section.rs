//! The head of a panel or of a group inside one: a title, and at the right its buttons.

use egui::{Align, InnerResponse, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use crate::theme::Theme;
use crate::tokens::{size, space, type_size};
use crate::{fonts, paint};

/// Shows the head of a panel; `actions` adds small buttons from the right.
pub fn section_header<R>(ui: &mut Ui, title: &str, actions: impl FnOnce(&mut Ui) -> R) -> InnerResponse<R> {
    let theme = Theme::of(ui.ctx());
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), size::PANEL_HEADER), Sense::HOVER);
    let inner = Rect::from_x_y_ranges(rect.left() + space::M..=rect.right() - space::XS, rect.y_range());
    let builder = UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center));
    let mut side = ui.new_child(builder);
    side.spacing_mut().item_spacing.x = 0.0;
    let result = actions(&mut side);
    let right = side.min_rect().left().min(inner.right()) - space::XS;
    let place = Rect::from_x_y_ranges(inner.left()..=right.max(inner.left()), rect.y_range());
    let font = fonts::ui_semibold(type_size::SMALL);
    paint::text(ui.painter(), place, Align::Min, title, font, theme.colors.text_secondary);
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title));
    InnerResponse::new(result, response)
}
