//! The list of key bindings: every command with its keys, searchable. Changing them is done in the keymap file.

use egui::{Align, Id, Rect, Ui, vec2};
use justbuilt_ui::tokens::{size, space};
use justbuilt_ui::widgets::{Button, Input, KeyHint, List};
use justbuilt_ui::{Icon, fonts, paint};
use justbuilt_workspace::command::{CommandSpec, CommandTable};

use crate::ctx::Ctx;

/// Shows the list of key bindings.
pub fn keymap_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let id = Id::unique("keymap query");
    let mut query: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    egui::Frame::NONE.inner_margin(egui::Margin::same(space::M as i8)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 180.0).clamp(160.0, 520.0);
            let input = Input::new(&mut query, "Filter commands").placeholder("Filter by command or keys");
            input.icon(Icon::Search).clear_button().width(width).show(ui);
            if ui.add(Button::new("Edit keymap file").icon(Icon::FilePen)).clicked() {
                ctx.run("keymap.open_file");
            }
        });
    });
    let wanted = query.to_lowercase();
    let table = CommandTable::standard();
    let rows: Vec<(&CommandSpec, String)> = table
        .iter()
        .map(|spec| (spec, ctx.keys(spec.id)))
        .filter(|(spec, keys)| {
            wanted.is_empty()
                || spec.title.to_lowercase().contains(&wanted)
                || spec.id.contains(&wanted)
                || keys.to_lowercase().contains(&wanted)
        })
        .collect();
    List::new(Id::unique("keymap rows"), "Key bindings", rows.len()).row_height(size::MENU_ROW).show(
        ui,
        |ui, index, place, _| match rows.get(index) {
            Some((spec, keys)) => row_ui(ctx, ui, spec, keys, place),
            None => String::new(),
        },
    );
    ui.data_mut(|data| data.insert_temp(id, query));
}

fn row_ui(ctx: &Ctx<'_>, ui: &mut Ui, spec: &CommandSpec, keys: &str, place: Rect) -> String {
    let colors = &ctx.theme.colors;
    let painter = ui.painter();
    let place = place.shrink2(vec2(space::M, 0.0));
    let mut right = place.right();
    if !keys.is_empty() {
        let at = egui::pos2(right, place.center().y);
        right = KeyHint::new(keys).paint(painter, at, ctx.theme).left() - space::M;
    }
    let strip = |from: f32| Rect::from_x_y_ranges(from..=right.max(from), place.y_range());
    let title = format!("{}: {}", spec.category.title(), spec.title);
    let drawn = paint::text(painter, strip(place.left()), Align::Min, &title, fonts::body(), colors.text);
    let rest = strip(drawn.right() + space::M);
    if rest.width() > space::XXL {
        paint::text(painter, rest, Align::Min, spec.help, fonts::small(), colors.text_hint);
    }
    format!("{title}, {keys}")
}
