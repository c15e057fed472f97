//! The file finder: fuzzy search over the project's paths, and over whatever other lists a picker shows.

pub mod commands;
pub mod fuzzy;
pub(crate) mod rank;
mod running;
pub(crate) mod table;

use std::path::PathBuf;
use std::sync::Arc;

use crate::command::{Direction, OpenAt};
use crate::effect::Effect;

pub(crate) use running::Message;

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
#[derive(Default)]
pub struct Finder {
    snapshot: Arc<FinderSnapshot>,
    open: bool,
    query: rank::FinderQuery,
    items: Vec<FinderItem>,
    matched: usize,
    run: running::Run,
}

impl std::fmt::Debug for Finder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Finder").field("query", &self.query).finish_non_exhaustive()
    }
}

impl Finder {
    /// The finder as it stands.
    pub fn snapshot(&self) -> Arc<FinderSnapshot> {
        Arc::clone(&self.snapshot)
    }

    fn publish(&mut self) {
        self.snapshot = Arc::new(FinderSnapshot {
            revision: self.snapshot.revision + 1,
            open: self.open,
            query: self.query.text.clone(),
            items: self.items.clone(),
            matched: self.matched,
            total: self.run.table().len(),
            working: self.open && self.run.is_working(),
        });
    }
}

impl crate::Workspace {
    /// Does a finder command.
    pub(crate) fn finder_run(&mut self, command: FinderCommand) {
        match command {
            FinderCommand::Open => {
                self.finder.open = true;
                self.finder_list_if_stale();
                self.finder_rank();
            }
            FinderCommand::Query(text) => {
                self.finder.query = rank::FinderQuery::parse(&text);
                self.finder_rank();
            }
            FinderCommand::Accept { index, beside } => self.finder_accept(index, beside),
            FinderCommand::Close => {
                self.finder.open = false;
                self.finder.query = rank::FinderQuery::default();
                self.finder.items.clear();
                self.finder.matched = 0;
                self.finder.run.stop_ranking();
            }
        }
        self.finder.publish();
        self.touch();
    }

    fn finder_accept(&mut self, index: usize, beside: bool) {
        let Some(path) = self.finder.items.get(index).map(|item| item.path.clone()) else { return };
        let place = self.finder.query.place.clone();
        let before = self.tabs.active_id();
        self.open_at(OpenAt { path, place, ..OpenAt::default() });
        if let (true, Some(before), Some(tab)) = (beside, before, self.tabs.active_id())
            && before != tab
        {
            self.push_effect(Effect::SplitPane { tab, beside: before, direction: Direction::Right });
        }
    }
}
