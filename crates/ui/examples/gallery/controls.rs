//! Every control in every state.

use egui::{Align, Color32, Layout, RichText, Ui, vec2};
use justbuilt_ui::tokens::{space, type_size};
use justbuilt_ui::widgets::{
    Button, Checkbox, IconButton, Input, InputToggle, KeyHint, Select, Switch, progress_line, section_header,
};
use justbuilt_ui::{Icon, Theme, fonts, paint};

fn caption(ui: &mut Ui, text: &str) {
    let theme = Theme::of(ui.ctx());
    ui.label(RichText::new(text).font(fonts::caption()).color(theme.colors.text_hint));
}

/// Buttons, fields and switches.
pub fn controls(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    let whole = ui.ctx().content_rect();
    ui.painter().rect_filled(whole, 0.0, theme.colors.panel);
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(whole.shrink(space::XL)));
    let ui = &mut child;
    ui.spacing_mut().item_spacing = vec2(space::M, space::M);
    caption(ui, "Buttons");
    ui.horizontal(|ui| {
        ui.add(Button::new("Open folder…").primary().icon(Icon::FolderOpen));
        ui.add(Button::new("Compare"));
        ui.add(Button::new("Replace all").icon(Icon::Replace).keys(Some("Ctrl+Alt+Enter")));
        ui.add(Button::new("Delete").danger());
        ui.add(Button::new("Not now").ghost());
        ui.add(Button::new("Disabled").enabled(false));
        ui.add(Button::new("Disabled").primary().enabled(false));
    });
    caption(ui, "Icon buttons");
    ui.horizontal(|ui| {
        ui.add(IconButton::new(Icon::Search, "Search"));
        ui.add(IconButton::new(Icon::CaseSensitive, "Match case").selected(true));
        ui.add(IconButton::new(Icon::Regex, "Regex").selected(false));
        ui.add(IconButton::new(Icon::X, "Close").small());
        ui.add(IconButton::new(Icon::Settings, "Settings").large());
        ui.add(IconButton::new(Icon::Trash2, "Delete").enabled(false));
        ui.add(KeyHint::new("Ctrl+Shift+P"));
        ui.add(KeyHint::new("Ctrl+K Ctrl+O"));
    });
    caption(ui, "Fields");
    ui.horizontal_top(|ui| {
        let (mut case, mut word, mut regex) = (true, false, false);
        Input::new(&mut "fn apply".to_owned(), "Find")
            .icon(Icon::Search)
            .width(300.0)
            .clear_button()
            .toggle(InputToggle { icon: Icon::CaseSensitive, name: "Match case", keys: None, on: &mut case })
            .toggle(InputToggle { icon: Icon::WholeWord, name: "Whole word", keys: None, on: &mut word })
            .toggle(InputToggle { icon: Icon::Regex, name: "Regex", keys: None, on: &mut regex })
            .show(ui);
        Input::new(&mut String::new(), "Include")
            .placeholder("Files to include, such as src/**")
            .width(240.0)
            .show(ui);
        ui.vertical(|ui| {
            ui.set_width(220.0);
            Input::new(&mut "(".to_owned(), "Pattern")
                .width(220.0)
                .code()
                .error(Some("This group is not closed"))
                .show(ui);
        });
    });
    caption(ui, "Choices");
    ui.horizontal(|ui| {
        let mut choice = 1;
        Select::new("Line ending", &["LF", "CRLF", "CR"]).width(140.0).show(ui, &mut choice);
        ui.add(Checkbox::new(&mut true, "Trim whitespace on save"));
        ui.add(Checkbox::new(&mut false, "Show hidden files"));
        ui.add(Switch::new(&mut true, "Auto-save"));
        ui.add(Switch::new(&mut false, "Minimap"));
        ui.add_enabled(false, Switch::new(&mut true, "Disabled"));
        ui.add_enabled(false, Checkbox::new(&mut true, "Disabled"));
    });
    caption(ui, "Progress");
    let (rect, _) = ui.allocate_exact_size(vec2(400.0, 2.0), egui::Sense::HOVER);
    progress_line(ui, rect, Some(0.4));
    section_header(ui, "Search results", |ui| {
        ui.add(IconButton::new(Icon::ListCollapse, "Collapse all").small());
        ui.add(IconButton::new(Icon::RefreshCw, "Refresh").small());
    });
    caption(ui, "Hues");
    ui.horizontal(|ui| {
        for hue in theme.colors.hues() {
            let (rect, _) = ui.allocate_exact_size(vec2(40.0, 24.0), egui::Sense::HOVER);
            paint::fill(ui.painter(), rect, 4, hue);
        }
    });
}

/// Type in all sizes and weights, on lines to see where it sits.
pub fn type_page(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    let colors = &theme.colors;
    let whole = ui.ctx().content_rect();
    ui.painter().rect_filled(whole, 0.0, colors.editor_background);
    let mut child = ui.new_child(
        egui::UiBuilder::new().max_rect(whole.shrink(space::XL)).layout(Layout::top_down(Align::Min)),
    );
    let ui = &mut child;
    let text = "Hamburgefonstiv 0123456789 11:11 Ünïcödé Žluťoučký Привет Ελλάδα Việt → ⌘⇧";
    let row = |ui: &mut Ui, font: egui::FontId, color: Color32, text: &str| {
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), egui::Sense::HOVER);
        paint::fill(ui.painter(), rect, 0, colors.current_line);
        paint::text(ui.painter(), rect, Align::Min, text, font, color);
    };
    row(ui, fonts::caption(), colors.text_secondary, text);
    row(ui, fonts::small(), colors.text_secondary, text);
    row(ui, fonts::body(), colors.text, text);
    row(ui, fonts::ui_medium(type_size::UI), colors.text, text);
    row(ui, fonts::ui_semibold(type_size::UI), colors.text, text);
    row(ui, fonts::ui_semibold(type_size::TITLE), colors.text, text);
    let code = "fn main() -> Result<(), E> { a != b && c => 0xFF } // ├── ▓▒ Привет ελ";
    row(ui, fonts::code(type_size::CODE), colors.text, code);
    row(ui, fonts::code_bold(type_size::CODE), colors.text, code);
    row(ui, fonts::code_italic(type_size::CODE), colors.text, code);
    row(ui, fonts::code_ligatures(type_size::CODE), colors.text, code);
    row(ui, fonts::code(12.0), colors.text, code);
}
