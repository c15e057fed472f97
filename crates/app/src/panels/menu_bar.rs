//! The menu bar: every menu is made from the command table, so that nothing is in a menu that is not in the
//! palette. Also the project's name, which opens another project.

use egui::{Align, Layout, Ui};
use justbuilt_ui::Icon;
use justbuilt_ui::tokens::space;
use justbuilt_ui::widgets::{Button, IconButton, MenuItem, menu_bar, menu_button, separator};
use justbuilt_workspace::PickerKind;
use justbuilt_workspace::command::CommandTable;

use crate::ctx::{Ctx, WindowAction};

/// A line in a menu.
const LINE: &str = "";

/// The menus: title and command ids in order. A test looks each id up in the table.
pub const MENUS: &[(&str, &[&str])] = &[
    (
        "File",
        &[
            "file.new",
            "file.open",
            "project.open_folder",
            "project.recent",
            "file.open_recent",
            LINE,
            "file.save",
            "file.save_as",
            "file.save_all",
            LINE,
            "file.revert",
            "tab.close",
            "tab.close_all",
            LINE,
            "settings.open",
            "app.quit",
        ],
    ),
    (
        "Edit",
        &[
            "undo.undo",
            "undo.redo",
            "undo.history",
            LINE,
            "edit.cut",
            "edit.copy",
            "edit.paste",
            LINE,
            "find.open",
            "find.open_replace",
            "search.open",
            LINE,
            "edit.toggle_comment",
            "edit.toggle_block_comment",
            "edit.indent",
            "edit.outdent",
        ],
    ),
    (
        "Selection",
        &[
            "select.all",
            "select.expand",
            "select.shrink",
            LINE,
            "line.duplicate_up",
            "line.duplicate_down",
            "line.move_up",
            "line.move_down",
            LINE,
            "select.caret_above",
            "select.caret_below",
            "select.next_match",
            "select.all_matches",
            "select.split_lines",
        ],
    ),
    (
        "View",
        &[
            "palette.commands",
            LINE,
            "view.explorer",
            "view.search",
            "view.outline",
            "view.problems",
            "ai.toggle_chat",
            LINE,
            "view.toggle_wrap",
            "view.zoom_in",
            "view.zoom_out",
            "view.zoom_reset",
            "view.full_screen",
            LINE,
            "pane.split_right",
            "pane.split_down",
            LINE,
            "settings.pick_theme",
        ],
    ),
    (
        "Go",
        &[
            "go.back",
            "go.forward",
            LINE,
            "palette.files",
            "palette.symbols",
            "palette.line",
            LINE,
            "cursor.bracket",
            "tab.next",
            "tab.previous",
        ],
    ),
    ("Help", &["help.welcome", "keymap.open", "help.notices", "help.about"]),
];

/// Shows the menu bar.
pub fn menu_bar_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let table = CommandTable::standard();
    ui.horizontal_centered(|ui| {
        ui.add_space(space::S);
        menu_bar(ui, |ui| {
            for (title, ids) in MENUS {
                menu_button(ui, title, |ui| menu_ui(ctx, ui, &table, ids));
            }
        });
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(space::S);
            let keys = ctx.keys("palette.commands");
            let palette = IconButton::new(Icon::Command, "Command palette").keys(Some(keys.as_str()));
            if ui.add(palette.small()).clicked() {
                ctx.act(WindowAction::OpenPicker(PickerKind::Commands));
            }
        });
    });
    project_ui(ctx, ui);
}

fn menu_ui(ctx: &Ctx<'_>, ui: &mut Ui, table: &CommandTable, ids: &[&'static str]) {
    for id in ids {
        if id.is_empty() {
            separator(ui);
            continue;
        }
        let Some(spec) = table.get(id) else { continue };
        let keys = ctx.keys(spec.id);
        let keys = Some(keys.as_str()).filter(|keys| !keys.is_empty());
        let impossible = spec.impossible(ctx.snapshot);
        let enabled = impossible.is_none() && (spec.enabled)(ctx.snapshot);
        let response = ui.add(MenuItem::new(spec.title).keys(keys).enabled(enabled));
        if response.clicked() {
            ctx.run(spec.id);
        }
        if let Some(reason) = impossible {
            response.on_disabled_hover_text(reason);
        }
    }
}

/// The project's name in the middle of the bar.
fn project_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let bar = ui.max_rect();
    let Some(project) = &ctx.snapshot.project else { return };
    if bar.width() < 760.0 {
        return;
    }
    let size = egui::vec2(240.0_f32.min(bar.width() / 3.0), justbuilt_ui::tokens::size::CONTROL);
    let place = egui::Rect::from_center_size(bar.center(), size);
    let button = Button::new(&project.name).ghost().tooltip("Open a recent project");
    if ui.put(place, button).clicked() {
        ctx.act(WindowAction::OpenPicker(PickerKind::RecentProjects));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_menu_item_is_a_command() {
        let table = CommandTable::standard();
        for (title, ids) in MENUS {
            for id in ids.iter().filter(|id| !id.is_empty()) {
                assert!(table.get(id).is_some(), "the menu {title} names {id}, which is no command");
            }
        }
    }
}
