//! The one table of commands, put together from each feature's list. Looks commands up by id; does not run
//! them and knows nothing of keys beyond the defaults that the specs carry.

use std::collections::HashMap;
use std::sync::Arc;

use super::spec::{CommandId, CommandSpec};

/// Every command, in the order of the features' lists.
#[derive(Clone, Debug)]
pub struct CommandTable {
    specs: Arc<[CommandSpec]>,
    by_id: Arc<HashMap<&'static str, usize>>,
}

impl CommandTable {
    /// The editor's own commands.
    pub fn standard() -> Self {
        Self::of(&[
            crate::file::commands::COMMANDS,
            crate::editing::commands::COMMANDS,
            crate::editing::cursor_commands::COMMANDS,
            crate::editing::select_commands::COMMANDS,
            crate::find::commands::COMMANDS,
            crate::navigate::commands::COMMANDS,
            crate::tabs::commands::COMMANDS,
            crate::view::commands::COMMANDS,
            crate::project::commands::COMMANDS,
            crate::finder::commands::COMMANDS,
            crate::search::commands::COMMANDS,
            crate::timeline::commands::COMMANDS,
            crate::sketches::commands::COMMANDS,
            crate::sketches::arranging::COMMANDS,
            crate::sketches::showing::COMMANDS,
            crate::sketches::importing::COMMANDS,
            crate::ai::commands::COMMANDS,
            crate::settings::commands::COMMANDS,
            crate::keymap::commands::COMMANDS,
            crate::window::commands::COMMANDS,
        ])
    }

    /// A table of these lists. A second command with the same id is left out (a test forbids it).
    pub fn of(lists: &[&[CommandSpec]]) -> Self {
        let mut specs: Vec<CommandSpec> = Vec::new();
        let mut by_id = HashMap::new();
        for spec in lists.iter().flat_map(|list| list.iter()) {
            if by_id.contains_key(spec.id) {
                log::error!("two commands are called {}", spec.id);
                continue;
            }
            by_id.insert(spec.id, specs.len());
            specs.push(*spec);
        }
        Self { specs: specs.into(), by_id: Arc::new(by_id) }
    }

    /// The command called `id`.
    pub fn get(&self, id: &str) -> Option<&CommandSpec> {
        self.by_id.get(id).and_then(|index| self.specs.get(*index))
    }

    /// The command with this id.
    pub fn find(&self, id: &CommandId) -> Option<&CommandSpec> {
        self.get(id.as_str())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &CommandSpec> {
        self.specs.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.specs.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.specs.is_empty()
    }
}
