//! The line between two docks that can be dragged: one point to see, eight to grab.

use std::ops::RangeInclusive;

use egui::{CursorIcon, Id, Key, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo};

use crate::focus;
use crate::theme::Theme;
use crate::tokens::{size, stroke};

/// On which side of the panel its line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The panel stands at the right.
    Left,
    /// The panel stands at the left.
    Right,
    /// The panel stands at the bottom.
    Top,
    /// The panel stands at the top.
    Bottom,
}

/// Paints and handles the line at one side of a panel. `extent` is the panel's width or height in points; a
/// drag or the arrow keys change it within the range. A double click answers `double_clicked`: reset it.
pub fn splitter(
    ui: &mut Ui,
    id: Id,
    name: &str,
    panel: Rect,
    side: Side,
    extent: &mut f32,
    range: RangeInclusive<f32>,
) -> Response {
    let theme = Theme::of(ui.ctx());
    let vertical = matches!(side, Side::Left | Side::Right);
    let at = match side {
        Side::Left => panel.left() + 0.5,
        Side::Right => panel.right() - 0.5,
        Side::Top => panel.top() + 0.5,
        Side::Bottom => panel.bottom() - 0.5,
    };
    let half = size::SPLITTER_GRAB / 2.0;
    let grab = match vertical {
        true => Rect::from_x_y_ranges(at - half..=at + half, panel.y_range()),
        false => Rect::from_x_y_ranges(panel.x_range(), at - half..=at + half),
    };
    let cursor = if vertical { CursorIcon::ResizeHorizontal } else { CursorIcon::ResizeVertical };
    let response = ui.interact(grab, id, Sense::click_and_drag()).on_hover_and_drag_cursor(cursor);
    let grows = if matches!(side, Side::Right | Side::Bottom) { 1.0 } else { -1.0 };
    if response.dragged()
        && let Some(pointer) = response.interact_pointer_pos()
    {
        *extent = match side {
            Side::Left => panel.right() - pointer.x,
            Side::Right => pointer.x - panel.left(),
            Side::Top => panel.bottom() - pointer.y,
            Side::Bottom => pointer.y - panel.top(),
        };
    }
    if response.has_focus() {
        super::rows::lock_arrows(ui, id);
        let (less, more) =
            if vertical { (Key::ArrowLeft, Key::ArrowRight) } else { (Key::ArrowUp, Key::ArrowDown) };
        let steps = ui.input(|input| f32::from(input.key_pressed(more)) - f32::from(input.key_pressed(less)));
        *extent += steps * grows * 16.0;
    }
    *extent = extent.clamp(*range.start(), range.end().max(*range.start()));
    let hot = response.hovered() || response.dragged() || focus::shows(ui, &response);
    let line = match hot {
        true => Stroke::new(stroke::FOCUS, theme.colors.accent),
        false => Stroke::new(stroke::BORDER, theme.colors.border),
    };
    match vertical {
        true => ui.painter().vline(at, panel.y_range(), line),
        false => ui.painter().hline(panel.x_range(), at, line),
    };
    let value = f64::from(*extent);
    response.widget_info(|| WidgetInfo {
        value: Some(value),
        ..WidgetInfo::labeled(Role::Splitter, ui.is_enabled(), name)
    });
    response
}
