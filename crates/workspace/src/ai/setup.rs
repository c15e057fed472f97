//! Who can be asked: providers, keys, models, routes, prices, budgets, and the log of what was spent.

pub(crate) mod snapshot;

use std::sync::Arc;
use std::time::Duration;

use super::{SetupCommand, SetupSnapshot, Shared};
use crate::command::{CommandError, CommandResult};
use crate::workspace::Workspace;

/// Providers, keys, money.
#[derive(Default)]
pub(crate) struct Setup {
    view: Shared<SetupSnapshot>,
}

/// What background work on the set-up sends back.
pub(crate) enum Told {}

impl Setup {
    pub(crate) fn snapshot(&mut self) -> Arc<SetupSnapshot> {
        self.view.snapshot()
    }
}

impl Workspace {
    pub(super) fn setup_run(&mut self, _command: SetupCommand) -> CommandResult {
        Err(CommandError::NotNow("nothing is set up"))
    }

    pub(super) fn setup_take(&mut self, told: Told) {
        match told {}
    }

    /// Something was spent.
    pub(super) fn setup_spent(&mut self) {}

    pub(super) fn setup_tick(&mut self) {}

    pub(super) fn setup_due(&self) -> Option<Duration> {
        None
    }

    pub(super) fn setup_project_changed(&mut self) {}
}
