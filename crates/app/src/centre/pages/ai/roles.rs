//! Who does what: of each kind of request the models that are asked, why, and a menu to choose another one. What there is
//! to choose from is what providers were asked for.

use egui::{Align, Label, Layout, RichText, ScrollArea, Ui};
use justbuilt_ai::routing::Role;
use justbuilt_ui::tokens::type_size;
use justbuilt_ui::widgets::{Button, MenuItem, menu, menu_under, separator};
use justbuilt_ui::{Icon, fonts};
use justbuilt_workspace::ai::{KeyState, ProviderItem, Routed, SetupCommand, SetupSnapshot};

use super::super::note_ui;
use super::providers::{capitalised, send};
use super::{caption, heading_ui, labelled_ui};
use crate::ctx::Ctx;

/// The names of the roles.
const NAMES: f32 = 120.0;
/// The highest that a list of models becomes.
const LIST: f32 = 320.0;

/// Shows who does what.
pub fn roles_ui(ctx: &Ctx<'_>, ui: &mut Ui, setup: &SetupSnapshot) {
    heading_ui(ctx, ui, "Who does what");
    if setup.routes.iter().all(|(_, models)| models.is_empty()) {
        note_ui(ui, ctx.theme, "With the first key, this lists whom each kind of request asks, and why.");
        return;
    }
    for (role, models) in &setup.routes {
        labelled_ui(ctx, ui, NAMES, &capitalised(&role.to_string()), |ui| {
            row_ui(ctx, ui, setup, *role, models);
        });
    }
}

fn row_ui(ctx: &Ctx<'_>, ui: &mut Ui, setup: &SetupSnapshot, role: Role, models: &[Routed]) {
    // The button first: names of models can be longer than the page is wide.
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let text = if models.is_empty() { "Choose" } else { "Change" };
        let button = ui.add(Button::new(text).ghost().icon(Icon::ChevronDown));
        menu_under(&button, |ui| choices_ui(ctx, ui, setup, role, models));
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let Some(first) = models.first() else {
                ui.add(Label::new(caption(ctx, nobody(role))).truncate());
                return;
            };
            let name = format!("{}/{}", first.provider, first.model);
            let name = RichText::new(name).font(fonts::code(type_size::SMALL)).color(ctx.theme.colors.text);
            ui.add(Label::new(name).truncate());
            let then = match models.len() - 1 {
                0 => String::new(),
                1 => "; 1 more if it fails".to_owned(),
                more => format!("; {more} more if it fails"),
            };
            ui.add(Label::new(caption(ctx, &format!("{}{then}", first.reason))).truncate());
        });
    });
}

/// What does not work as long as nobody does it.
fn nobody(role: Role) -> &'static str {
    match role {
        Role::Embedding => "nobody: needed to search by meaning",
        _ => "nobody",
    }
}

/// The menu of one role.
fn choices_ui(ctx: &Ctx<'_>, ui: &mut Ui, setup: &SetupSnapshot, role: Role, models: &[Routed]) {
    let set = |models| send(ctx, SetupCommand::Route { role, models });
    if ui.add(MenuItem::new("Leave it to the editor").enabled(!models.is_empty())).clicked() {
        set(Vec::new());
    }
    separator(ui);
    let embeds = role == Role::Embedding;
    let usable = |one: &&std::sync::Arc<ProviderItem>| {
        !matches!(one.key, KeyState::Missing | KeyState::Looking | KeyState::Failed(..))
    };
    ScrollArea::vertical().max_height(LIST).show(ui, |ui| {
        for provider in setup.providers.iter().filter(usable) {
            menu::caption(ui, &provider.title);
            let Some(Ok(listed)) = &provider.models else {
                let text = if provider.busy { "Asking for its models…" } else { "List its models" };
                if ui.add(MenuItem::new(text).enabled(!provider.busy)).clicked() {
                    send(ctx, SetupCommand::ListModels { provider: provider.name.clone() });
                }
                continue;
            };
            // Where nobody says which models give vectors, any of them may.
            let unsaid = embeds && !listed.iter().any(|model| model.embeds);
            let mut none = true;
            for model in listed.iter().filter(|model| unsaid || model.embeds == embeds) {
                none = false;
                let current = models
                    .first()
                    .is_some_and(|first| first.provider == provider.name && first.model == model.id);
                if ui.add(MenuItem::new(&model.id).checked(current)).clicked() {
                    set(vec![(provider.name.clone(), model.id.clone())]);
                }
            }
            if none {
                ui.add(MenuItem::new("It lists none for this").enabled(false));
            }
        }
    });
}
