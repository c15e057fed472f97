//! The AI's commands in the table: palette, keys, command line.

use super::AiPage;
use crate::command::{Category, CommandSpec, command};
use crate::effect::{Effect, PanelId};

use Category::Ai;

/// The list that goes into the table.
pub const COMMANDS: &[CommandSpec] = &[
    command("ai.chat", "Show conversation", "Shows the conversation with the AI colleagues.", Ai, |ws, _| {
        ws.effect(Effect::FocusPanel(PanelId::Chat))
    })
    .keys(&["ctrl+alt+i"])
    .mac(&["cmd+alt+i"]),
    command("ai.toggle_chat", "Show or hide conversation", "Shows or hides the right dock.", Ai, |ws, _| {
        ws.effect(Effect::TogglePanel(PanelId::Chat))
    })
    .keys(&["ctrl+alt+b"])
    .mac(&["cmd+alt+b"]),
    command(
        "ai.providers",
        "Providers, keys and spending",
        "Who can be asked, with which key, and what was spent.",
        Ai,
        |ws, _| {
            ws.open_ai_page(AiPage::Providers);
            Ok(())
        },
    ),
    command("ai.personas", "Personas", "The AI colleagues, and what each may do.", Ai, |ws, _| {
        ws.open_ai_page(AiPage::Personas);
        Ok(())
    }),
    command("ai.prompts", "Prompts", "The templates behind slash commands.", Ai, |ws, _| {
        ws.open_ai_page(AiPage::Prompts);
        Ok(())
    }),
];
