//! Keys: chords, the default bindings made from the command table, the user's file over them, and what a
//! sequence of chords means where.

pub mod bindings;
pub mod chord;
pub mod commands;

use std::sync::Arc;

use justbuilt_base::Diagnostic;

pub use bindings::{Binding, Keymap, Lookup};
pub use chord::{Chord, ChordError, parse_chords};

/// Holds the keymap and watches its file.
#[derive(Debug, Default)]
pub struct KeymapStore {
    current: Arc<Keymap>,
    problems: Vec<Diagnostic>,
}

impl KeymapStore {
    /// The bindings now.
    pub fn current(&self) -> Arc<Keymap> {
        Arc::clone(&self.current)
    }

    /// What is wrong in the keymap's file.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }
}

impl crate::Workspace {
    /// Starts reading and watching the keymap's file.
    pub(crate) fn keymap_load(&mut self) {}

    /// Takes in what background work has sent. True when a binding changed.
    pub(crate) fn keymap_tick(&mut self) -> bool {
        false
    }

    /// Does what these key strokes, one after the other, mean where the keyboard is now. For scripts.
    ///
    /// # Errors
    /// When a stroke cannot be read, or means nothing here.
    pub(crate) fn keymap_run_keys(&mut self, _keys: &[String]) -> crate::command::CommandResult {
        Err(crate::command::CommandError::NotNow("keys mean nothing yet"))
    }
}
