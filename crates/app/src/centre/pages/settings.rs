//! The settings page: every setting with its help, made from the schema. A change is written into the user's
//! settings file, which keeps its comments.

use egui::{Align, Id, Layout, Ui, vec2};
use justbuilt_ui::tokens::{space, type_size};
use justbuilt_ui::widgets::{Button, Input, Select, Switch};
use justbuilt_ui::{Icon, fonts};
use justbuilt_workspace::Command;
use justbuilt_workspace::command::SettingsCommand;
use justbuilt_workspace::settings::{SettingKind, SettingSpec, schema};

use super::{note_ui, page_ui};
use crate::ctx::Ctx;
use crate::themes::Themes;

/// How wide the controls are, in points.
const CONTROL: f32 = 220.0;

/// Shows the settings page.
pub fn settings_ui(ctx: &Ctx<'_>, ui: &mut Ui) {
    let theme = ctx.theme;
    page_ui(ui, theme, "Settings", |ui| {
        ui.horizontal(|ui| {
            note_ui(ui, theme, "Kept in a file with comments, which can be edited by hand.");
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(Button::new("Open the file").icon(Icon::FilePen)).clicked() {
                    ctx.run("settings.open_file");
                }
            });
        });
        let id = Id::unique("settings query");
        let mut query: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
        let width = ui.available_width();
        let input =
            Input::new(&mut query, "Filter settings").placeholder("Filter settings").icon(Icon::Search);
        input.clear_button().width(width).show(ui);
        let wanted = query.to_lowercase();
        let mut section = "";
        for spec in schema() {
            let text = format!("{} {} {}", spec.title, spec.key, spec.help).to_lowercase();
            if !wanted.is_empty() && !text.contains(&wanted) {
                continue;
            }
            if spec.section != section {
                section = spec.section;
                ui.add_space(space::L);
                let heading = egui::RichText::new(section).font(fonts::ui_semibold(type_size::TITLE));
                ui.label(heading.color(theme.colors.text));
            }
            ui.push_id(spec.key, |ui| setting_ui(ctx, ui, spec, width));
        }
        ui.data_mut(|data| data.insert_temp(id, query));
    });
}

fn setting_ui(ctx: &Ctx<'_>, ui: &mut Ui, spec: &SettingSpec, width: f32) {
    let colors = &ctx.theme.colors;
    ui.add_space(space::XS);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let text_width = (width - CONTROL - space::XL).max(120.0);
        ui.allocate_ui(vec2(text_width, 0.0), |ui| {
            ui.vertical(|ui| {
                ui.set_width(text_width);
                ui.spacing_mut().item_spacing.y = space::HALF;
                ui.label(egui::RichText::new(spec.title).font(fonts::body()).color(colors.text));
                ui.label(egui::RichText::new(spec.help).font(fonts::small()).color(colors.text_hint));
            });
        });
        ui.add_space(space::XL);
        control_ui(ctx, ui, spec);
    });
}

fn control_ui(ctx: &Ctx<'_>, ui: &mut Ui, spec: &SettingSpec) {
    let value = ctx.snapshot.settings.value_text(spec.key);
    let set = |value: String| {
        ctx.send(Command::Settings(SettingsCommand::Set { key: spec.key.to_owned(), value }));
    };
    if spec.key == "appearance.theme" {
        let names = Themes::names(ctx.snapshot);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let current = value.trim_matches('"');
        let mut selected = names.iter().position(|name| *name == current).unwrap_or(0);
        if Select::new(spec.title, &names).width(CONTROL).show(ui, &mut selected).changed()
            && let Some(name) = names.get(selected)
        {
            set(format!("\"{name}\""));
        }
        return;
    }
    match spec.kind {
        SettingKind::Bool => {
            let mut on = value == "true";
            if ui.add(Switch::new(&mut on, spec.title)).changed() {
                set(on.to_string());
            }
        }
        SettingKind::Choice(choices) => {
            let labels: Vec<&str> = choices.iter().map(|(_, label)| *label).collect();
            let current = value.trim_matches('"');
            let mut selected = choices.iter().position(|(value, _)| *value == current).unwrap_or(0);
            if Select::new(spec.title, &labels).width(CONTROL).show(ui, &mut selected).changed()
                && let Some((value, _)) = choices.get(selected)
            {
                set(format!("\"{value}\""));
            }
        }
        SettingKind::Number { min, max } => field_ui(
            ui,
            spec,
            &value,
            |text| {
                let number: f64 = text.parse().map_err(|_| "a number is wanted".to_owned())?;
                if (min..=max).contains(&number) {
                    Ok(text.to_owned())
                } else {
                    Err(format!("from {min} to {max}"))
                }
            },
            set,
        ),
        SettingKind::Integer { min, max } => field_ui(
            ui,
            spec,
            &value,
            |text| {
                let number: i64 = text.parse().map_err(|_| "a whole number is wanted".to_owned())?;
                if (min..=max).contains(&number) {
                    Ok(text.to_owned())
                } else {
                    Err(format!("from {min} to {max}"))
                }
            },
            set,
        ),
        SettingKind::Text => field_ui(ui, spec, value.trim_matches('"'), |text| Ok(format!("{text:?}")), set),
        SettingKind::List => field_ui(
            ui,
            spec,
            &value,
            |text| {
                let text = text.trim();
                if text.starts_with('[') && text.ends_with(']') {
                    Ok(text.to_owned())
                } else {
                    Err("write it as [a, b]".to_owned())
                }
            },
            set,
        ),
    }
}

/// A field whose text is sent when it is left or Enter is pressed; what does not fit is said below it.
fn field_ui(
    ui: &mut Ui,
    spec: &SettingSpec,
    value: &str,
    check: impl Fn(&str) -> Result<String, String>,
    set: impl Fn(String),
) {
    let id = Id::unique(("setting", spec.key));
    let draft: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = draft.clone().unwrap_or_else(|| value.to_owned());
    let error = check(&text).err();
    let output = Input::new(&mut text, spec.title)
        .id(id.with("field"))
        .error(error.as_deref())
        .width(CONTROL)
        .show(ui);
    if output.changed {
        ui.data_mut(|data| data.insert_temp(id, text));
    } else if output.submitted || output.response.lost_focus() {
        if let Some(draft) = draft.filter(|draft| draft != value)
            && let Ok(value) = check(&draft)
        {
            set(value);
        }
        ui.data_mut(|data| data.remove::<String>(id));
    }
}
