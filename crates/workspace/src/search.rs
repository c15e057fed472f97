//! Project search and replace: queries, streaming results, replacing across files.

pub mod commands;
pub mod source;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

pub use source::{SearchSource, SearchError};

/// What project search looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// The text or pattern.
    pub text: String,
    /// Whether `text` is a regular expression.
    pub regex: bool,
    /// Whether case matters.
    pub case: bool,
    /// Whether only whole words match.
    pub word: bool,
    /// Globs of files to look in, separated by commas; empty means all.
    pub include: String,
    /// Globs of files to leave out, separated by commas.
    pub exclude: String,
    /// Whether files that git ignores are searched as well.
    pub ignored: bool,
}

/// What can be done with project search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchCommand {
    /// Changes the query and starts it.
    Query(SearchQuery),
    /// Starts the query again.
    Refresh,
    /// Stops a running search, keeping what was found.
    Cancel,
    /// Forgets query and results.
    Clear,
    /// The replacement text.
    Replacement(String),
    /// Shows or hides the replace field.
    ShowReplace(bool),
    /// Selects a hit.
    Select {
        /// Index into the files.
        file: usize,
        /// Index into the file's hits.
        hit: usize,
    },
    /// Opens a hit.
    Open {
        /// Index into the files.
        file: usize,
        /// Index into the file's hits.
        hit: usize,
        /// Opens as a preview.
        preview: bool,
    },
    /// Shows or hides the hits of a file.
    Toggle {
        /// Index into the files.
        file: usize,
    },
    /// Leaves a hit, or a whole file, out of results and replacing.
    Dismiss {
        /// Index into the files.
        file: usize,
        /// Index into the file's hits; `None` for all of them.
        hit: Option<usize>,
    },
    /// Replaces one hit, one file's hits, or all.
    Replace {
        /// Index into the files; `None` for all.
        file: Option<usize>,
        /// Index into the file's hits; `None` for all of them.
        hit: Option<usize>,
    },
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchHit {
    /// Line, counted from 0.
    pub line: usize,
    /// Bytes of the match within its line (to the line's end, when it spans several).
    pub bytes: Range<usize>,
    /// The line's text, cut around the match when long.
    pub text: String,
    /// Bytes of the match within `text`.
    pub in_text: Range<usize>,
}

/// The hits of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchFile {
    /// Full path.
    pub path: PathBuf,
    /// The path from the project's folder on.
    pub label: String,
    /// Its hits in order.
    pub hits: Vec<SearchHit>,
    /// Whether the hits are shown.
    pub expanded: bool,
}

/// Project search as it stands.
#[derive(Clone, Debug, Default)]
pub struct SearchSnapshot {
    /// Grows with every change.
    pub revision: u64,
    /// What is looked for.
    pub query: SearchQuery,
    /// The replacement text.
    pub replacement: String,
    /// Whether the replace field is shown.
    pub replacing: bool,
    /// Files with hits, in the order of their paths.
    pub files: Vec<Arc<SearchFile>>,
    /// Hits in all.
    pub hits: usize,
    /// Files looked at.
    pub searched: usize,
    /// The selected hit: file, hit.
    pub selected: Option<(usize, usize)>,
    /// Whether it is running.
    pub running: bool,
    /// Whether it stopped because there were too many hits.
    pub truncated: bool,
    /// What is wrong with the query.
    pub error: Option<String>,
}

/// Project search.
#[derive(Debug, Default)]
pub struct Search {
    snapshot: Arc<SearchSnapshot>,
}

impl Search {
    /// Project search as it stands.
    pub fn snapshot(&self) -> Arc<SearchSnapshot> {
        Arc::clone(&self.snapshot)
    }
}

impl crate::Workspace {
    /// Does a search command.
    pub(crate) fn search_run(&mut self, _command: SearchCommand) {}

    /// Takes in what background work has sent. True when something visible changed.
    pub(crate) fn search_tick(&mut self) -> bool {
        false
    }
}
