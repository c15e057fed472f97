//! The pages about AI colleagues, one file a page: providers, personas, prompts, what goes along, the review of changes.

pub mod changes;
mod context;
mod draft;
mod form;
mod personas;
mod prompts;
mod providers;
mod roles;

use egui::{RichText, Ui};
use justbuilt_ui::fonts;
use justbuilt_ui::tokens::{size, space, type_size};
use justbuilt_ui::widgets::Tone;
use justbuilt_workspace::AiPage;

use crate::ctx::Ctx;

pub use providers::thousands;

/// What the pages keep between frames.
#[derive(Default)]
pub struct AiPages {
    providers: providers::ProvidersState,
    personas: personas::PersonasState,
    prompts: prompts::PromptsState,
    context: context::ContextState,
    /// The review's.
    pub changes: changes::ChangesState,
}

/// Shows a page.
pub fn ai_ui(ctx: &Ctx<'_>, ui: &mut Ui, pages: &mut AiPages, page: AiPage) {
    match page {
        AiPage::Providers => providers::providers_ui(ctx, ui, &mut pages.providers),
        AiPage::Personas => personas::personas_ui(ctx, ui, &mut pages.personas),
        AiPage::Prompts => prompts::prompts_ui(ctx, ui, &mut pages.prompts),
        AiPage::Context(conversation) => context::context_ui(ctx, ui, &mut pages.context, conversation),
        AiPage::Changes(set) => changes::changes_ui(ctx, ui, &mut pages.changes, set),
    }
}

/// Small, quiet text.
fn caption(ctx: &Ctx<'_>, text: &str) -> RichText {
    RichText::new(text).font(fonts::small()).color(ctx.theme.colors.text_hint)
}

/// The name of a field.
fn hint(ctx: &Ctx<'_>, text: &str) -> RichText {
    RichText::new(text).font(fonts::body()).color(ctx.theme.colors.text_secondary)
}

/// A row: the name of something, so wide, and what it is, in the middle of one line.
fn labelled_ui(ctx: &Ctx<'_>, ui: &mut Ui, width: f32, label: &str, content: impl FnOnce(&mut Ui)) {
    let row = egui::vec2(ui.available_width(), size::CONTROL);
    ui.allocate_ui_with_layout(row, egui::Layout::left_to_right(egui::Align::Center), |ui| {
        let start = ui.cursor().left();
        ui.label(hint(ctx, label));
        ui.add_space((start + width - ui.cursor().left()).max(space::S));
        content(ui);
    });
}

/// The title of a part of a page.
fn heading_ui(ctx: &Ctx<'_>, ui: &mut Ui, text: &str) {
    let text = RichText::new(text).font(fonts::ui_semibold(type_size::TITLE));
    ui.label(text.color(ctx.theme.colors.text));
}

/// A sentence with an icon that says what kind it is.
fn mark_ui(ctx: &Ctx<'_>, ui: &mut Ui, tone: Tone, text: &str) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::S;
        let room = egui::vec2(size::ICON_SMALL, 18.0);
        let (rect, _) = ui.allocate_exact_size(room, egui::Sense::HOVER);
        let color = tone.color(ctx.theme);
        justbuilt_ui::paint::icon(ui.painter(), rect.center(), tone.icon(), size::ICON_SMALL, color);
        let text = RichText::new(text).font(fonts::small()).color(ctx.theme.colors.text_secondary);
        ui.add(egui::Label::new(text).wrap());
    });
}
