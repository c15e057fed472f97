//! Conversations: what is said, to whom, with what along, and what comes back; kept in the project's records.

pub(crate) mod snapshot;

use std::sync::Arc;
use std::time::Duration;

use super::{ChatCommand, ChatSnapshot, Shared};
use crate::command::{CommandError, CommandResult};
use crate::workspace::Workspace;

/// The conversations of the project.
#[derive(Default)]
pub(crate) struct Chat {
    view: Shared<ChatSnapshot>,
}

/// What background work on conversations sends back.
pub(crate) enum Told {}

impl Chat {
    pub(crate) fn snapshot(&mut self) -> Arc<ChatSnapshot> {
        self.view.snapshot()
    }
}

impl Workspace {
    pub(super) fn chat_run(&mut self, _command: ChatCommand) -> CommandResult {
        Err(CommandError::NotNow("there are no conversations yet"))
    }

    pub(super) fn chat_take(&mut self, told: Told) {
        match told {}
    }

    pub(super) fn chat_tick(&mut self) {}

    pub(super) fn chat_due(&self) -> Option<Duration> {
        None
    }

    pub(super) fn chat_flush(&mut self) {}

    pub(super) fn chat_project_changed(&mut self) {}

    /// Steps of an answer for a conversation.
    pub(super) fn chat_answer(&mut self, _number: u64, _told: super::asking::Step) {}
}
