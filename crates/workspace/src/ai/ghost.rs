//! Completion: text offered at the caret while typing, and where the next edit may be.

pub(crate) mod snapshot;

use std::sync::Arc;
use std::time::Duration;

use super::{GhostCommand, GhostSnapshot};
use crate::command::{CommandError, CommandResult};
use crate::workspace::Workspace;

/// What is offered, and what is asked for.
#[derive(Default)]
pub(crate) struct Ghost {
    shared: Option<Arc<GhostSnapshot>>,
}

impl Ghost {
    pub(crate) fn snapshot(&mut self) -> Option<Arc<GhostSnapshot>> {
        self.shared.clone()
    }
}

impl Workspace {
    pub(super) fn ghost_run(&mut self, _command: GhostCommand) -> CommandResult {
        Err(CommandError::NotNow("nothing is offered"))
    }

    pub(super) fn ghost_tick(&mut self) {}

    pub(super) fn ghost_due(&self) -> Option<Duration> {
        None
    }

    pub(super) fn ghost_project_changed(&mut self) {}

    /// Steps of an answer for what is offered.
    pub(super) fn ghost_answer(&mut self, _number: u64, _told: super::asking::Step) {}
}
