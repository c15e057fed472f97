//! Project search and replace: queries, streaming results, replacing across files.

pub mod commands;
pub(crate) mod fs_search;
mod hit;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub(crate) mod replace;
pub(crate) mod running;
pub mod source;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::command::{Command, OpenAt, Place};
use crate::tabs::closing::PendingQuestion;

pub use fs_search::FsSearch;
pub use source::{SearchError, SearchSource};

/// Hits that are kept; a search that finds more stops.
pub const MAX_HITS: usize = 20_000;

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
    /// Replaces all hits, after having asked.
    ReplaceAll,
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
    state: SearchSnapshot,
    snapshot: Arc<SearchSnapshot>,
    run: running::Run,
    replacing: replace::Replacing,
}

impl Search {
    /// Project search as it stands.
    pub fn snapshot(&self) -> Arc<SearchSnapshot> {
        Arc::clone(&self.snapshot)
    }

    /// Makes the state visible.
    fn publish(&mut self) {
        self.state.hits = self.state.files.iter().map(|file| file.hits.len()).sum();
        let exists = |(file, hit): &(usize, usize)| {
            self.state.files.get(*file).is_some_and(|file| *hit < file.hits.len())
        };
        self.state.selected = self.state.selected.filter(exists);
        self.state.revision += 1;
        self.snapshot = Arc::new(self.state.clone());
    }

    fn hit(&self, file: usize, hit: usize) -> Option<(&SearchFile, &SearchHit)> {
        let file = self.state.files.get(file)?;
        Some((file, file.hits.get(hit)?))
    }

    /// The hit after (or before) the selected one, around the ends.
    fn neighbour(&self, forwards: bool) -> Option<(usize, usize)> {
        let places = || {
            self.state
                .files
                .iter()
                .enumerate()
                .flat_map(|(file, held)| (0..held.hits.len()).map(move |hit| (file, hit)))
        };
        match (self.state.selected, forwards) {
            (Some(now), true) => places().find(|place| *place > now).or_else(|| places().next()),
            (Some(now), false) => {
                places().take_while(|place| *place < now).last().or_else(|| places().last())
            }
            (None, true) => places().next(),
            (None, false) => places().last(),
        }
    }
}

/// The path of a file as results show it: from the project's folder on, with slashes.
pub(crate) fn label_of(root: &Path, path: &Path) -> String {
    let label = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        label.into_owned()
    } else {
        label.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

impl crate::Workspace {
    /// Does a search command.
    pub(crate) fn search_run(&mut self, command: SearchCommand) {
        match command {
            SearchCommand::Query(query) => {
                if self.search.state.query != query {
                    self.search.state.query = query;
                    self.search_start();
                }
            }
            SearchCommand::Refresh => self.search_start(),
            SearchCommand::Cancel => self.search_cancel(),
            SearchCommand::Clear => {
                self.search_cancel();
                self.search.state.query.text.clear();
                self.search_start();
            }
            SearchCommand::Replacement(text) => self.search.state.replacement = text,
            SearchCommand::ShowReplace(show) => self.search.state.replacing = show,
            SearchCommand::Select { file, hit } => self.search.state.selected = Some((file, hit)),
            SearchCommand::Open { file, hit, preview } => self.search_open(file, hit, preview),
            SearchCommand::Toggle { file } => {
                if let Some(file) = self.search.state.files.get_mut(file) {
                    let file = Arc::make_mut(file);
                    file.expanded = !file.expanded;
                }
            }
            SearchCommand::Dismiss { file, hit } => self.search_dismiss(file, hit),
            SearchCommand::Replace { file: None, .. } => self.search_ask_replace_all(),
            SearchCommand::Replace { file: Some(file), hit } => self.search_replace(Some(file), hit),
            SearchCommand::ReplaceAll => self.search_replace(None, None),
        }
        self.search.publish();
        self.touch();
    }

    fn search_open(&mut self, file: usize, hit: usize, preview: bool) {
        let Some((held, found)) = self.search.hit(file, hit) else { return };
        let place = Some(Place::LineBytes { line: found.line, bytes: found.bytes.clone() });
        let target = OpenAt { path: held.path.clone(), place, preview, keep_focus: preview };
        self.search.state.selected = Some((file, hit));
        self.open_at(target);
    }

    /// Opens the hit after (or before) the one opened last.
    pub(crate) fn search_step(&mut self, forwards: bool) -> crate::command::CommandResult {
        let (file, hit) = self
            .search
            .neighbour(forwards)
            .ok_or(crate::command::CommandError::NotNow("nothing was found"))?;
        self.search_run(SearchCommand::Open { file, hit, preview: true });
        self.focus_active();
        Ok(())
    }

    fn search_dismiss(&mut self, file: usize, hit: Option<usize>) {
        let files = &mut self.search.state.files;
        let Some(held) = files.get_mut(file) else { return };
        if let Some(hit) = hit.filter(|hit| *hit < held.hits.len()) {
            Arc::make_mut(held).hits.remove(hit);
        }
        if hit.is_none() || held.hits.is_empty() {
            files.remove(file);
        }
    }

    /// Replacing in files that are not open is not undone with a key, so it is asked.
    fn search_ask_replace_all(&mut self) {
        let closed = self.search.state.files.iter().any(|file| self.documents.of_path(&file.path).is_none());
        if !closed {
            return self.search_replace(None, None);
        }
        let (hits, files) = (self.search.snapshot.hits, self.search.state.files.len());
        let with = &self.search.state.replacement;
        let title = format!("Replace {} in {}?", counted(hits, "hit"), counted(files, "file"));
        let fate = if with.is_empty() {
            "They are removed.".to_owned()
        } else {
            format!("They become “{with}”.")
        };
        let back = match self.timeline.is_recording() {
            true => "undo does not reach them, the timeline brings them back",
            false => "undo does not reach them",
        };
        let text = format!("{fate} Files that are not open are written at once; {back}.");
        let choices = vec![crate::Choice::safe("Cancel"), crate::Choice::destructive("Replace")];
        self.ask(PendingQuestion::Service(Command::Search(SearchCommand::ReplaceAll)), title, text, choices);
    }
}

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}
