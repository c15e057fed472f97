//! Change sets: edits of a model over several files, made for the versions that it saw, carried over to what the user has
//! typed since, reviewed by file and hunk, made as one step and one node of the timeline, and taken back as another.

pub(crate) mod snapshot;

use std::sync::Arc;

use super::{ChangesCommand, ChangesSnapshot};
use crate::command::{CommandError, CommandResult};
use crate::ids::ChangeSetId;
use crate::workspace::Workspace;

/// The change sets.
#[derive(Default)]
pub(crate) struct Changes {
    shared: Arc<[Arc<ChangesSnapshot>]>,
}

/// What background work on change sets sends back.
pub(crate) enum Told {}

impl Changes {
    pub(crate) fn snapshot(&mut self) -> Arc<[Arc<ChangesSnapshot>]> {
        Arc::clone(&self.shared)
    }

    /// The title of a set.
    pub(crate) fn title(&self, set: ChangeSetId) -> Option<String> {
        self.shared.iter().find(|one| one.id == set).map(|one| one.title.clone())
    }
}

impl Workspace {
    pub(super) fn changes_run(&mut self, _command: ChangesCommand) -> CommandResult {
        Err(CommandError::NotNow("there are no changes to review"))
    }

    pub(super) fn changes_take(&mut self, told: Told) {
        match told {}
    }

    pub(super) fn changes_project_changed(&mut self) {}

    /// Reads the edits of a model's answer and begins a change set of them. `seen` are the texts that the model was
    /// shown, by their paths in the project; files that are not among them are taken as they are now.
    pub(crate) fn changes_propose(
        &mut self,
        _answer: &str,
        _seen: Vec<(String, justbuilt_text::Text)>,
        _origin: super::ChangeOrigin,
    ) -> Option<ChangeSetId> {
        None
    }
}
