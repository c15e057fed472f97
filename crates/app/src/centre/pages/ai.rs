//! The pages about AI colleagues, one file a page: providers, personas, prompts, what goes along, the review of changes.

use egui::Ui;
use justbuilt_workspace::AiPage;

use super::{note_ui, page_ui};
use crate::ctx::Ctx;
use crate::panels::State;

/// Shows a page.
pub fn ai_ui(ctx: &Ctx<'_>, ui: &mut Ui, _state: &mut State, page: AiPage) {
    let title = match page {
        AiPage::Providers => "Providers",
        AiPage::Personas => "Personas",
        AiPage::Prompts => "Prompts",
        AiPage::Context(_) => "Context",
        AiPage::Changes(_) => "Changes",
    };
    page_ui(ui, ctx.theme, title, |ui| note_ui(ui, ctx.theme, "There is nothing here yet."));
}
