//! The edit in place: the user says at a selection what is wanted, the answer comes in as a diff there, and is kept or
//! dropped by hunk. Nothing is in the text before it is kept.

pub(crate) mod snapshot;

use std::sync::Arc;
use std::time::Duration;

use super::{InlineCommand, InlineSnapshot};
use crate::command::{CommandError, CommandResult};
use crate::workspace::Workspace;

/// The edit in place that is under way.
#[derive(Default)]
pub(crate) struct Inline {
    shared: Option<Arc<InlineSnapshot>>,
}

impl Inline {
    pub(crate) fn snapshot(&mut self) -> Option<Arc<InlineSnapshot>> {
        self.shared.clone()
    }
}

impl Workspace {
    pub(super) fn inline_run(&mut self, _command: InlineCommand) -> CommandResult {
        Err(CommandError::NotNow("nothing is edited in place"))
    }

    pub(super) fn inline_tick(&mut self) {}

    pub(super) fn inline_due(&self) -> Option<Duration> {
        None
    }

    pub(super) fn inline_project_changed(&mut self) {}

    /// Steps of an answer for the edit in place.
    pub(super) fn inline_answer(&mut self, _number: u64, _told: super::asking::Step) {}
}
