//! The field in which lines are written by hand that take the place of others: of a conflict, of a proposed hunk.

use egui::{Id, RichText, TextEdit, Ui, vec2};
use justbuilt_ui::fonts;
use justbuilt_ui::tokens::{radius, space, stroke, type_size};
use justbuilt_ui::widgets::Button;

use crate::ctx::Ctx;

/// What the field is for.
pub struct ByHand {
    /// Names the field.
    pub id: &'static str,
    /// What the lines do.
    pub head: &'static str,
    /// Its name, for screen readers.
    pub name: &'static str,
    /// What the button says that leaves it.
    pub leave: &'static str,
}

/// Shows the field. Whether the lines are taken, or left; `None` while they are written.
pub fn by_hand_ui(ctx: &Ctx<'_>, ui: &mut Ui, asks: &ByHand, text: &mut String) -> Option<bool> {
    let colors = &ctx.theme.colors;
    let mut answer = None;
    let most = ui.available_height() * 0.5;
    egui::Frame::new().fill(colors.panel).inner_margin(egui::Margin::same(space::M as i8)).show(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        let head = RichText::new(asks.head);
        ui.label(head.font(fonts::ui_medium(type_size::UI)).color(colors.text));
        let frame = egui::Frame::new()
            .fill(colors.input)
            .stroke(egui::Stroke::new(stroke::BORDER, colors.border_control))
            .corner_radius(radius::CONTROL)
            .inner_margin(egui::Margin::same(space::S as i8));
        frame.show(ui, |ui| {
            egui::ScrollArea::vertical().max_height((most - 90.0).max(60.0)).show(ui, |ui| {
                let edit = TextEdit::multiline(text)
                    .id(Id::unique(asks.id))
                    .frame(egui::Frame::NONE)
                    .code_editor()
                    .font(fonts::code(type_size::SMALL))
                    .text_color(colors.text)
                    .desired_width(f32::INFINITY)
                    .desired_rows(3);
                let response = ui.add(edit);
                let (enabled, says) = (ui.is_enabled(), text.as_str());
                response.widget_info(|| egui::WidgetInfo {
                    label: Some(asks.name.to_owned()),
                    ..egui::WidgetInfo::text_edit(enabled, says, says, "")
                });
            });
        });
        ui.horizontal(|ui| {
            if ui.add(Button::new("Take these lines").primary()).clicked() {
                answer = Some(true);
            }
            if ui.add(Button::new(asks.leave).ghost()).clicked() {
                answer = Some(false);
            }
        });
    });
    if answer == Some(true) && !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    answer
}
