//! What the table's commands about conversations do.

use crate::ai::Mention;
use crate::command::{CommandError, CommandResult};
use crate::effect::{Effect, PanelId};
use crate::workspace::Workspace;

impl Workspace {
    /// Begins a conversation and shows it.
    pub(crate) fn chat_new_command(&mut self) -> CommandResult {
        self.chat_open_records();
        self.chat_new(None);
        self.effect(Effect::FocusPanel(PanelId::Chat))
    }

    /// What is selected goes along with the next message.
    pub(crate) fn chat_attach_command(&mut self) -> CommandResult {
        self.chat_open_records();
        self.chat_attach(Mention::Selection)?;
        self.effect(Effect::FocusPanel(PanelId::Chat))
    }

    /// Sends a built-in prompt about what is looked at, in a conversation of its own when the open one is busy.
    pub(crate) fn chat_prompt_command(&mut self, prompt: &str) -> CommandResult {
        self.chat_open_records();
        let busy = self
            .ai
            .chat
            .open
            .and_then(|id| self.ai.chat.talk(id))
            .is_none_or(|talk| talk.busy.is_some() || !talk.is_here());
        if busy {
            self.chat_new(None);
        }
        // What stands in the field is not part of it.
        let draft = self.ai.chat.open_talk().map(|talk| talk.about.draft.clone()).unwrap_or_default();
        self.chat_send(&format!("/{prompt}"))?;
        if !draft.is_empty()
            && let Ok(talk) = self.ai.chat.open_talk()
        {
            talk.set_draft(draft);
            self.chat_changed();
        }
        self.effect(Effect::FocusPanel(PanelId::Chat))
    }

    /// The same, about what is selected or stands around the caret.
    pub(crate) fn chat_about_text_command(&mut self, prompt: &str) -> CommandResult {
        self.active_view_or_err()?;
        self.chat_prompt_command(prompt)
    }

    /// The same, about what is wrong.
    pub(crate) fn chat_fix_command(&mut self) -> CommandResult {
        if self.settings.problems().is_empty() && self.keymap.problems().is_empty() {
            return Err(CommandError::Failed("no problems are listed".to_owned()));
        }
        self.chat_prompt_command("fix-problem")
    }

    /// Stops the answer that is coming in.
    pub(crate) fn chat_stop_command(&mut self) -> CommandResult {
        self.chat_stop()
    }
}
