//! Personas and prompts: found, kept with their versions, imported, exported, tested.

pub(crate) mod snapshot;

use std::sync::Arc;

use justbuilt_ai::persona::Persona;

use super::{ColleaguesCommand, ColleaguesSnapshot, Shared};
use crate::command::{CommandError, CommandResult};
use crate::workspace::Workspace;

/// Personas and prompts.
#[derive(Default)]
pub(crate) struct Colleagues {
    view: Shared<ColleaguesSnapshot>,
}

/// What background work on personas and prompts sends back.
pub(crate) enum Told {}

impl Colleagues {
    pub(crate) fn snapshot(&mut self) -> Arc<ColleaguesSnapshot> {
        self.view.snapshot()
    }

    /// The persona of that slug, and those whose rights hold it besides its own; none where there is no such persona.
    pub(crate) fn held_to(&self, slug: &str) -> Vec<Arc<Persona>> {
        justbuilt_ai::persona::gallery()
            .into_iter()
            .find(|one| one.slug == slug)
            .map(Arc::new)
            .into_iter()
            .collect()
    }
}

impl Workspace {
    pub(super) fn colleagues_run(&mut self, _command: ColleaguesCommand) -> CommandResult {
        Err(CommandError::NotNow("there are no personas"))
    }

    pub(super) fn colleagues_take(&mut self, told: Told) {
        match told {}
    }

    pub(super) fn colleagues_project_changed(&mut self) {}

    /// Steps of an answer for a prompt's test.
    pub(super) fn colleagues_answer(&mut self, _number: u64, _told: super::asking::Step) {}
}
