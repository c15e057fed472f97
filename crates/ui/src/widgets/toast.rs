//! Toasts: what happened, at the bottom right, without taking the focus. How long each stays is the caller's;
//! one that the pointer is on should stay.

use egui::{Align, Align2, Area, Id, Layout, Margin, Order, RichText, Role, Ui, WidgetInfo, vec2};

use super::banner::Tone;
use super::button::{Button, IconButton};
use crate::icons::Icon;
use crate::style::popup_frame;
use crate::theme::Theme;
use crate::tokens::{self, size, space, type_size};
use crate::{fonts, paint};

/// What one toast shows.
#[derive(Clone, Debug)]
pub struct Toast<'a> {
    /// What it is known by.
    pub id: u64,
    /// Its kind.
    pub tone: Tone,
    /// What happened, in a few words.
    pub title: &'a str,
    /// More, if there is more.
    pub detail: &'a str,
    /// What can be done now; the first one is the one to take.
    pub actions: &'a [&'a str],
    /// How much is done, 0 to 1, while it tells of work.
    pub progress: Option<f32>,
}

/// What happened to a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastEvent {
    /// Put away.
    Dismissed(u64),
    /// An action of it, by index.
    Action(u64, usize),
    /// The pointer is on it: let it stay.
    Hovered(u64),
}

/// Shows the toasts, the newest last and lowest, `lift` points above the bottom of the window.
pub fn toasts(ctx: &egui::Context, list: &[Toast<'_>], lift: f32) -> Vec<ToastEvent> {
    let mut events = Vec::new();
    if list.is_empty() {
        return events;
    }
    let theme = Theme::of(ctx);
    Area::new(Id::unique("toasts"))
        .order(Order::Middle)
        .anchor(Align2::RIGHT_BOTTOM, vec2(-space::L, -space::L - lift))
        .show(ctx, |ui| {
            ui.set_width(size::TOAST_WIDTH);
            ui.spacing_mut().item_spacing.y = space::S;
            for toast in list {
                show(ui, toast, &theme, &mut events);
            }
        });
    events
}

fn show(ui: &mut Ui, toast: &Toast<'_>, theme: &Theme, events: &mut Vec<ToastEvent>) {
    let colors = &theme.colors;
    let frame = popup_frame(theme).inner_margin(Margin::same(space::M as i8));
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            let (icon, _) = ui.allocate_exact_size(vec2(size::ICON, size::CONTROL_SMALL), egui::Sense::HOVER);
            paint::icon(ui.painter(), icon.center(), toast.tone.icon(), size::ICON, toast.tone.color(theme));
            let text_width = ui.available_width() - size::CONTROL_SMALL - space::S;
            ui.allocate_ui_with_layout(vec2(text_width, 0.0), Layout::top_down(Align::Min), |ui| {
                ui.spacing_mut().item_spacing.y = space::HALF;
                ui.set_width(text_width);
                ui.add_space(4.0);
                let title =
                    RichText::new(toast.title).font(fonts::ui_medium(type_size::UI)).color(colors.text);
                ui.label(title);
                if !toast.detail.is_empty() {
                    ui.label(RichText::new(toast.detail).font(fonts::small()).color(colors.text_secondary));
                }
                if !toast.actions.is_empty() {
                    ui.add_space(space::S - space::HALF);
                    ui.horizontal(|ui| {
                        for (index, text) in toast.actions.iter().enumerate() {
                            let button = Button::new(text);
                            let button = if index == 0 { button } else { button.ghost() };
                            if ui.add(button).clicked() {
                                events.push(ToastEvent::Action(toast.id, index));
                            }
                        }
                    });
                }
            });
            if ui.add(IconButton::new(Icon::X, "Dismiss").small()).clicked() {
                events.push(ToastEvent::Dismissed(toast.id));
            }
        });
    });
    let response = shown.response;
    if let Some(done) = toast.progress {
        let rect = response.rect;
        let line = egui::Rect::from_min_max(
            egui::pos2(rect.left() + space::M, rect.bottom() - space::XS),
            egui::pos2(rect.right() - space::M, rect.bottom() - space::XS + tokens::size::PROGRESS),
        );
        super::progress::progress_line(ui, line, Some(done));
    }
    if response.contains_pointer() {
        events.push(ToastEvent::Hovered(toast.id));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, toast.title));
}
