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
    command("ai.new_chat", "New conversation", "Begins a conversation with AI colleagues.", Ai, |ws, _| {
        ws.chat_new_command()
    }),
    command(
        "ai.attach_selection",
        "Send selection to conversation",
        "What is selected goes along with the next message.",
        Ai,
        |ws, _| ws.chat_attach_command(),
    ),
    command("ai.explain", "Explain", "Explains what is selected.", Ai, |ws, _| {
        ws.chat_about_text_command("explain")
    }),
    command("ai.fix", "Fix problem", "Mends what the problems panel lists.", Ai, |ws, _| {
        ws.chat_fix_command()
    }),
    command("ai.tests", "Write tests", "Writes tests for what is selected.", Ai, |ws, _| {
        ws.chat_about_text_command("write-tests")
    }),
    command("ai.document", "Document", "Writes the documentation of what is selected.", Ai, |ws, _| {
        ws.chat_about_text_command("document")
    }),
    command("ai.review_diff", "Review my diff", "Reviews what you have changed.", Ai, |ws, _| {
        ws.chat_prompt_command("review-diff")
    }),
    command(
        "ai.commit_message",
        "Commit message",
        "Writes the message for what you have changed.",
        Ai,
        |ws, _| ws.chat_prompt_command("commit-message"),
    ),
    command("ai.stop", "Stop the answer", "Stops the answer that is coming in.", Ai, |ws, _| {
        ws.chat_stop_command()
    }),
];
