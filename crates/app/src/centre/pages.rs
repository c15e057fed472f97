//! What tabs show besides documents: one file a page.

pub mod ai;
pub(super) mod by_hand;
pub mod diff;
pub mod file;
pub mod keymap;
pub mod merge;
pub mod settings;
pub mod welcome;

pub(crate) use file::decode_picture;

use egui::{ScrollArea, Ui, vec2};
use justbuilt_ui::tokens::{space, type_size};
use justbuilt_ui::{Theme, fonts};

/// The widest a page's column gets, in points.
const COLUMN: f32 = 760.0;

/// A page: one column in the middle that scrolls, with a title.
fn page_ui(ui: &mut Ui, theme: &Theme, title: &str, content: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let width = (ui.available_width() - 2.0 * space::XXL).clamp(120.0, COLUMN);
        let side = ((ui.available_width() - width) / 2.0).max(space::L);
        ui.horizontal(|ui| {
            ui.add_space(side);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = vec2(space::S, space::S);
                ui.add_space(space::XXL);
                let text = egui::RichText::new(title).font(fonts::ui_semibold(type_size::DISPLAY));
                ui.label(text.color(theme.colors.text));
                ui.add_space(space::S);
                content(ui);
                ui.add_space(space::XXL);
            });
        });
    });
}

/// A line of secondary text.
fn note_ui(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.label(egui::RichText::new(text).font(fonts::body()).color(theme.colors.text_secondary));
}
