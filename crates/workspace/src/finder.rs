//! The file finder: fuzzy search over the project's paths, and over whatever other lists a picker shows.

pub mod commands;
pub mod fuzzy;

use std::path::PathBuf;
use std::sync::Arc;

/// What can be done with the finder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FinderCommand {
    /// Starts listing the project's files, if that is not done yet.
    Open,
    /// What to look for; `name:12:3` also says a line and a column.
    Query(String),
    /// Opens a result.
    Accept {
        /// Index into the results.
        index: usize,
        /// Opens beside the active tab.
        beside: bool,
    },
    /// Forgets query and results.
    Close,
}

/// One result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinderItem {
    /// Full path.
    pub path: PathBuf,
    /// File name.
    pub name: String,
    /// The folder, from the project's folder on.
    pub folder: String,
    /// Byte ranges of `name` that matched.
    pub name_matches: Vec<std::ops::Range<usize>>,
    /// Byte ranges of `folder` that matched.
    pub folder_matches: Vec<std::ops::Range<usize>>,
    /// Whether it is open or was opened lately.
    pub recent: bool,
}

/// The finder as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FinderSnapshot {
    /// Grows with every change.
    pub revision: u64,
    /// Whether it is open.
    pub open: bool,
    /// What is looked for.
    pub query: String,
    /// The best results, best first.
    pub items: Vec<FinderItem>,
    /// How many matched in all.
    pub matched: usize,
    /// How many files there are.
    pub total: usize,
    /// Whether files are still being listed or results still being ranked.
    pub working: bool,
}

/// The finder.
#[derive(Debug, Default)]
pub struct Finder {
    snapshot: Arc<FinderSnapshot>,
}

impl Finder {
    /// The finder as it stands.
    pub fn snapshot(&self) -> Arc<FinderSnapshot> {
        Arc::clone(&self.snapshot)
    }
}

impl crate::Workspace {
    /// Does a finder command.
    pub(crate) fn finder_run(&mut self, _command: FinderCommand) {}

    /// Takes in what background work has sent. True when something visible changed.
    pub(crate) fn finder_tick(&mut self) -> bool {
        false
    }
}
