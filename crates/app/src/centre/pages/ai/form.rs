//! Rows of the forms of personas and prompts: a name, a field, perhaps a help below. The values are the page's drafts.

use egui::{Align, Id, Layout, Rect, RichText, ScrollArea, TextEdit, Ui, vec2};
use justbuilt_ui::tokens::{radius, size, space, stroke, type_size};
use justbuilt_ui::widgets::{Checkbox, Input};
use justbuilt_ui::{fonts, paint};
use justbuilt_workspace::ai::Source;

use super::{caption, hint};
use crate::ctx::Ctx;

/// How wide the names are, in points.
const NAME: f32 = 132.0;

/// Where a form is narrower than this, names stand above their fields.
const STACKED: f32 = 420.0;

/// A row with a name at its left.
pub fn row_ui<R>(ctx: &Ctx<'_>, ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    if ui.available_width() < STACKED {
        let done = ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.label(hint(ctx, name));
            content(ui)
        });
        // What belongs together stands nearer than what does not.
        ui.add_space(space::XS);
        return done.inner;
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        // On the line of the field's first text.
        let first = vec2(NAME, size::CONTROL);
        ui.allocate_ui_with_layout(first, Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(NAME);
            ui.label(hint(ctx, name));
        });
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = space::XS;
            content(ui)
        })
        .inner
    })
    .inner
}

/// A field of one line.
pub fn line_ui(ctx: &Ctx<'_>, ui: &mut Ui, name: &str, help: &str, text: &mut String) -> bool {
    row_ui(ctx, ui, name, |ui| {
        let changed = Input::new(text, name).width(ui.available_width()).show(ui).changed;
        if !help.is_empty() {
            ui.label(caption(ctx, help));
        }
        changed
    })
}

/// A field of several lines.
pub fn text_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    name: &str,
    help: &str,
    rows: usize,
    code: bool,
    text: &mut String,
) -> bool {
    let colors = &ctx.theme.colors;
    row_ui(ctx, ui, name, |ui| {
        let frame = egui::Frame::new()
            .fill(colors.input)
            .stroke(egui::Stroke::new(stroke::BORDER, colors.border_control))
            .corner_radius(radius::CONTROL)
            .inner_margin(egui::Margin::symmetric(space::S as i8, 6));
        let changed = frame
            .show(ui, |ui| {
                let font = if code { fonts::code(type_size::SMALL) } else { fonts::body() };
                let edit = TextEdit::multiline(text)
                    .id(Id::unique(("form", name)))
                    .frame(egui::Frame::NONE)
                    .font(font)
                    .text_color(colors.text)
                    .desired_width(f32::INFINITY)
                    .desired_rows(rows);
                let response = ui.add(edit);
                let (enabled, says) = (ui.is_enabled(), text.as_str());
                response.widget_info(|| egui::WidgetInfo {
                    label: Some(name.to_owned()),
                    ..egui::WidgetInfo::text_edit(enabled, says, says, "")
                });
                response.changed()
            })
            .inner;
        if !help.is_empty() {
            ui.label(caption(ctx, help));
        }
        changed
    })
}

/// A list, an entry a line.
pub fn list_ui(ctx: &Ctx<'_>, ui: &mut Ui, name: &str, help: &str, list: &mut Vec<String>) -> bool {
    // What is typed has empty lines while it is typed; the list has none.
    let id = Id::unique(("form list", name));
    let joined = list.join("\n");
    let kept: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = kept.filter(|kept| entries(kept) == *list).unwrap_or(joined);
    let rows = list.len().clamp(1, 6);
    let changed = text_ui(ctx, ui, name, help, rows, true, &mut text);
    if changed {
        *list = entries(&text);
        ui.data_mut(|data| data.insert_temp(id, text));
    }
    changed
}

fn entries(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A number that need not be there; gives back what is wrong with the text.
pub fn number_ui<N: std::str::FromStr + ToString + Copy + PartialEq>(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    name: &str,
    help: &str,
    number: &mut Option<N>,
) -> bool {
    let id = Id::unique(("form number", name));
    let kept: Option<String> = ui.data(|data| data.get_temp(id));
    let parse = |text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse::<N>().map(Some).map_err(|_| ()),
    };
    let said = number.map(|number| number.to_string()).unwrap_or_default();
    // What is no number stays while it is typed, and is forgotten with the field.
    let field = id.with("field");
    let typing = ui.memory(|memory| memory.has_focus(field));
    let fits = |kept: &String| parse(kept) == Ok(*number) || (typing && parse(kept).is_err());
    let mut text = kept.filter(fits).unwrap_or(said);
    row_ui(ctx, ui, name, |ui| {
        let wrong = parse(&text).is_err().then_some("a number is wanted");
        let changed = Input::new(&mut text, name).id(field).error(wrong).width(160.0).show(ui).changed;
        if !help.is_empty() {
            ui.label(caption(ctx, help));
        }
        if changed {
            if let Ok(parsed) = parse(&text) {
                *number = parsed;
            }
            ui.data_mut(|data| data.insert_temp(id, text));
        }
        changed
    })
}

/// What is wanted of a draft.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To go on with it.
    Stay,
    /// To keep it.
    Keep,
    /// To leave it.
    Leave,
}

/// Where a form is narrower than this, its bar is in several rows.
const NARROW: f32 = 680.0;

/// The bar above a form: why it changes, whether it is the project's, and what can be done. True when the reason was
/// changed.
pub fn bar_ui(
    ctx: &Ctx<'_>,
    ui: &mut Ui,
    note: &mut String,
    project: &mut bool,
    buttons: impl FnOnce(&mut Ui),
) -> bool {
    let margin = egui::Margin::symmetric(space::XL as i8, space::S as i8);
    let shown = egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
        let width = ui.available_width();
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(space::S, space::S);
        let mut field = |ui: &mut Ui, width: f32| {
            let field =
                Input::new(note, "Why it changes").placeholder("Why it changes (goes with the version)");
            field.width(width).show(ui).changed
        };
        if width < NARROW {
            let changed = field(ui, width);
            ui.add(Checkbox::new(project, "For this project only"));
            ui.horizontal_wrapped(buttons);
            return changed;
        }
        ui.horizontal(|ui| {
            let changed = field(ui, 280.0);
            ui.add(Checkbox::new(project, "For this project only"));
            ui.with_layout(Layout::right_to_left(Align::Center), buttons);
            changed
        })
        .inner
    });
    let rect = shown.response.rect;
    paint::h_line(ui.painter(), rect.x_range(), rect.bottom() - 0.5, ctx.theme.colors.border);
    shown.inner
}

/// The title of a group of rows.
pub fn group_ui(ctx: &Ctx<'_>, ui: &mut Ui, title: &str) {
    ui.add_space(space::M);
    let text = RichText::new(title).font(fonts::ui_semibold(type_size::UI));
    ui.label(text.color(ctx.theme.colors.text));
}

/// A row of the list of personas or prompts: its name, whose it is, and what it is for.
pub fn item_ui(ctx: &Ctx<'_>, ui: &Ui, place: Rect, name: &str, source: Source, description: &str) {
    let colors = &ctx.theme.colors;
    let (upper, lower) = place.shrink2(vec2(space::M, space::XS)).split_top_bottom_at_fraction(0.5);
    paint::text(ui.painter(), upper, Align::Min, name, fonts::ui_medium(type_size::UI), colors.text);
    let source = match source {
        Source::BuiltIn => "",
        Source::User => "yours · ",
        Source::Project => "project · ",
    };
    let line = format!("{source}{description}");
    paint::text(ui.painter(), lower, Align::Min, &line, fonts::small(), colors.text_hint);
}

/// The sheet of an editor: as wide as lines can be read, with room around it, scrolled.
pub fn sheet_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        let width = (ui.available_width() - 2.0 * space::XL).clamp(240.0, 760.0);
        ui.horizontal(|ui| {
            ui.add_space(space::XL);
            ui.vertical(|ui| {
                ui.set_width(width);
                ui.spacing_mut().item_spacing = vec2(space::S, space::S);
                ui.add_space(space::L);
                content(ui);
                ui.add_space(space::XXL);
            });
        });
    });
}
