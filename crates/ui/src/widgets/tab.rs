//! The look of one tab of a strip. Order, drag and which is active are the tiling's.

use egui::epaint::text::{LayoutJob, TextFormat};
use egui::{Align, Color32, Id, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::button::IconButton;
use super::tooltip::WithTooltip;
use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{size, space, stroke};
use crate::{focus, fonts, paint};

/// One tab.
#[must_use = "show it in a Ui"]
pub struct Tab<'a> {
    title: &'a str,
    detail: &'a str,
    icon: Option<(Icon, Color32)>,
    tooltip: &'a str,
    active: bool,
    focused: bool,
    dirty: bool,
    preview: bool,
    closable: bool,
}

/// What happened to a tab.
pub struct TabResponse {
    /// The tab: clicked to activate, dragged to move, middle-clicked to close (see `close`).
    pub response: Response,
    /// It is to be closed.
    pub close: bool,
}

impl<'a> Tab<'a> {
    /// A tab with this title.
    pub fn new(title: &'a str) -> Self {
        Self {
            title,
            detail: "",
            icon: None,
            tooltip: "",
            active: false,
            focused: false,
            dirty: false,
            preview: false,
            closable: true,
        }
    }

    /// What tells it from another with the same title, such as its folder.
    pub fn detail(mut self, detail: &'a str) -> Self {
        self.detail = detail;
        self
    }

    /// Its icon and the icon's colour.
    pub fn icon(mut self, icon: Icon, color: Color32) -> Self {
        self.icon = Some((icon, color));
        self
    }

    /// The whole path, for the pointer that rests.
    pub fn tooltip(mut self, text: &'a str) -> Self {
        self.tooltip = text;
        self
    }

    /// It is the one that is shown.
    pub fn active(mut self, active: bool) -> Self {
        self.active = active;
        self
    }

    /// Its pane is the one that has the keyboard.
    pub fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    /// It has changes that are not saved.
    pub fn dirty(mut self, dirty: bool) -> Self {
        self.dirty = dirty;
        self
    }

    /// It is a preview, and gives way to the next.
    pub fn preview(mut self, preview: bool) -> Self {
        self.preview = preview;
        self
    }

    /// Whether it can be closed.
    pub fn closable(mut self, closable: bool) -> Self {
        self.closable = closable;
        self
    }

    /// How wide it wants to be, in points.
    pub fn width(&self, ui: &Ui) -> f32 {
        let theme = Theme::of(ui.ctx());
        let text = ui.painter().layout_job(self.job(&theme, f32::INFINITY)).size().x;
        let icon = if self.icon.is_some() { size::ICON + space::S - space::HALF } else { 0.0 };
        let close = if self.closable { size::CONTROL_SMALL + space::HALF } else { space::S };
        (space::M + icon + text + space::S + close).clamp(size::TAB_MIN_WIDTH, size::TAB_MAX_WIDTH).ceil()
    }

    /// Shows it at the next place of a horizontal layout, under this id.
    pub fn show(self, ui: &mut Ui, id: Id) -> TabResponse {
        let width = self.width(ui);
        let (_, rect) = ui.allocate_space(vec2(width, size::TAB));
        self.show_at(ui, id, rect)
    }

    /// Shows it in a place, under this id.
    pub fn show_at(self, ui: &mut Ui, id: Id, rect: Rect) -> TabResponse {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let response = ui.interact(rect, id, Sense::click_and_drag());
        let close_center = pos2(rect.right() - space::HALF - size::CONTROL_SMALL / 2.0, rect.center().y);
        let close_at = Rect::from_center_size(close_center, vec2(size::CONTROL_SMALL, size::CONTROL_SMALL));
        let close = self.closable.then(|| ui.interact(close_at, id.with("close"), Sense::CLICK));
        if ui.is_rect_visible(rect) {
            let painter = ui.painter();
            self.background(ui, rect, &response, &theme);
            let mut left = rect.left() + space::M;
            if let Some((icon, color)) = self.icon {
                let at = pos2(left + size::ICON / 2.0, rect.center().y);
                paint::icon(painter, at, icon, size::ICON_SMALL + 1.0, color);
                left += size::ICON + space::S - space::HALF;
            }
            let right = if self.closable { close_at.left() - space::HALF } else { rect.right() - space::M };
            let place = Rect::from_x_y_ranges(left..=right.max(left), rect.y_range());
            let text = painter.layout_job(self.job(&theme, place.width()));
            paint::put(painter, place, Align::Min, text, colors.text);
            if focus::shows(ui, &response) {
                paint::focus_ring(painter, rect.shrink(1.0), 0, &theme);
            }
        }
        let mut closed = response.middle_clicked() && self.closable;
        if let Some(close) = close {
            let pointed = response.hovered() || close.hovered() || response.contains_pointer();
            if pointed || (self.active && !self.dirty) {
                let inset = close_at.shrink(2.0);
                closed |= IconButton::new(Icon::X, "Close").small().show_at(ui, inset, close).clicked();
            } else if self.dirty {
                ui.painter().circle_filled(close_at.center(), 3.5, colors.text_secondary);
                close.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Close"));
            }
        }
        let title = if self.dirty { format!("{}, not saved", self.title) } else { self.title.to_owned() };
        response.widget_info(|| WidgetInfo::selected(Role::Tab, ui.is_enabled(), self.active, &title));
        TabResponse { response: response.tooltip(self.tooltip), close: closed }
    }

    fn background(&self, ui: &Ui, rect: Rect, response: &Response, theme: &Theme) {
        let (painter, colors) = (ui.painter(), &theme.colors);
        let line = Stroke::new(stroke::BORDER, colors.border);
        if self.active {
            painter.rect_filled(rect, 0.0, colors.editor_background);
            if self.focused {
                let top = Rect::from_min_max(rect.min, pos2(rect.right(), rect.top() + 2.0));
                painter.rect_filled(top, 0.0, colors.accent);
            }
        } else {
            if let Some(color) = paint::wash(response, theme) {
                painter.rect_filled(rect, 0.0, color);
            }
            painter.hline(rect.x_range(), rect.bottom() - 0.5, line);
        }
        painter.vline(rect.right() - 0.5, rect.y_range(), line);
    }

    fn job(&self, theme: &Theme, room: f32) -> LayoutJob {
        let color = if self.active { theme.colors.text } else { theme.colors.text_secondary };
        let title =
            TextFormat { font_id: fonts::body(), color, italics: self.preview, ..TextFormat::default() };
        let mut job =
            LayoutJob { wrap: paint::one_line(room), break_on_newline: false, ..LayoutJob::default() };
        job.append(self.title, 0.0, title);
        if !self.detail.is_empty() {
            let detail = TextFormat {
                font_id: fonts::small(),
                color: theme.colors.text_hint,
                valign: Align::Center,
                ..TextFormat::default()
            };
            job.append(self.detail, space::XS + space::HALF, detail);
        }
        job
    }
}

/// Paints the strip behind tabs: call it before the tabs of that strip.
pub fn strip_background(ui: &Ui, rect: Rect) {
    let theme = Theme::of(ui.ctx());
    ui.painter().rect_filled(rect, 0.0, theme.colors.panel);
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, theme.colors.border);
}
