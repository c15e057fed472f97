//! The welcome page: where to begin. Never an empty window.

use egui::{Align, Rect, Sense, Ui, vec2};
use justbuilt_ui::tokens::{radius, size, space, type_size};
use justbuilt_ui::widgets::KeyHint;
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::{Command, CommandTable};

use super::{note_ui, page_ui};
use crate::ctx::Ctx;

/// How many recent projects are listed.
const RECENT: usize = 6;

/// Shows the welcome page.
pub fn welcome_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = ctx.theme;
    page_ui(ui, theme, "Just Built", |ui| {
        note_ui(ui, theme, "A code editor that remembers everything and can be drawn in.");
        ui.add_space(space::L);
        heading_ui(ctx, ui, "Start");
        let steps: &[(Icon, &str, &'static str)] = &[
            (Icon::FolderOpen, "Open a folder…", "project.open_folder"),
            (Icon::FileText, "Open files…", "file.open"),
            (Icon::FilePlus, "New file", "file.new"),
            (Icon::PencilRuler, "New sketch", "sketch.new"),
            (Icon::Search, "Go to file…", "palette.files"),
            (Icon::Command, "All commands…", "palette.commands"),
            (Icon::Settings, "Settings", "settings.open"),
        ];
        let table = CommandTable::standard();
        for (icon, title, command) in steps {
            if table.get(command).is_none_or(|spec| spec.impossible(ctx.snapshot).is_some()) {
                continue;
            }
            if row_ui(ctx, ui, *icon, title, "", &ctx.keys(command)) {
                ctx.run(command);
            }
        }
        if ctx.snapshot.recent.is_empty() {
            return;
        }
        ui.add_space(space::L);
        heading_ui(ctx, ui, "Recent projects");
        for path in ctx.snapshot.recent.iter().take(RECENT) {
            let name = path
                .file_name()
                .map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
            let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
            if row_ui(ctx, ui, Icon::Folder, &name, &folder, "") {
                ctx.send(Command::OpenProject(path.clone()));
            }
        }
    });
}

fn heading_ui(ctx: &Ctx<'_>, ui: &mut Ui, text: &str) {
    let text = egui::RichText::new(text).font(fonts::ui_medium(type_size::SMALL));
    ui.label(text.color(ctx.theme.colors.text_hint));
}

/// One thing to do; gives back whether it was chosen.
fn row_ui(ctx: &Ctx<'_>, ui: &mut Ui, icon: Icon, title: &str, detail: &str, keys: &str) -> bool {
    let colors = &ctx.theme.colors;
    let width = ui.available_width().min(480.0);
    let (rect, response) = ui.allocate_exact_size(vec2(width, size::PICKER_ROW), Sense::click());
    let painter = ui.painter();
    if let Some(color) = paint::wash(&response, ctx.theme) {
        paint::fill(painter, rect, radius::CONTROL, color);
    }
    if justbuilt_ui::focus::shows(ui, &response) {
        paint::focus_ring(painter, rect, radius::CONTROL, ctx.theme);
    }
    let middle = rect.center().y;
    let mut left = rect.left() + space::S;
    paint::icon(painter, egui::pos2(left + size::ICON / 2.0, middle), icon, size::ICON, colors.accent);
    left += size::ICON + space::M;
    let mut right = rect.right() - space::S;
    if !keys.is_empty() {
        right = KeyHint::new(keys).paint(painter, egui::pos2(right, middle), ctx.theme).left() - space::M;
    }
    let strip = |from: f32| Rect::from_x_y_ranges(from..=right.max(from), rect.y_range());
    let drawn = paint::text(painter, strip(left), Align::Min, title, fonts::body(), colors.text);
    if !detail.is_empty() {
        paint::text(
            painter,
            strip(drawn.right() + space::S),
            Align::Min,
            detail,
            fonts::small(),
            colors.text_hint,
        );
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, title));
    response.clicked()
}
