//! Where search results come from. The disk's version searches in parallel with ripgrep's crates; the one over
//! [`justbuilt_store::Fs`] serves tests and the browser.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use justbuilt_base::CancelToken;
use justbuilt_text::Text;

use super::fs_search::Scope;
use super::{SearchFile, SearchQuery};

/// Why a search could not be run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// The pattern is not a regular expression.
    #[error("{0}")]
    Pattern(String),
    /// A glob is malformed.
    #[error("the glob “{glob}” is malformed: {reason}")]
    Glob {
        /// Which.
        glob: String,
        /// Why.
        reason: String,
    },
    /// The project's folder cannot be read.
    #[error("{0}")]
    Folder(String),
}

/// What is looked for, and where.
#[derive(Clone, Copy, Debug)]
pub struct SearchRequest<'a> {
    /// The project's folder.
    pub root: &'a Path,
    /// What is looked for.
    pub query: &'a SearchQuery,
    /// Globs that the settings leave out.
    pub exclude: &'a [String],
    /// Texts that are not saved: they win over what is on disk.
    pub unsaved: &'a HashMap<PathBuf, Text>,
}

impl<'a> SearchRequest<'a> {
    /// Unsaved texts without a file, in the order of their paths. Those with one are met on the way, unless they are
    /// left out on purpose.
    pub(crate) fn without_file(
        &self,
        scope: &Scope,
        met: &HashSet<PathBuf>,
        exists: impl Fn(&Path) -> bool,
    ) -> Vec<(&'a PathBuf, &'a Text)> {
        let new = |path: &Path| {
            path.starts_with(self.root) && !met.contains(path) && scope.wants(path) && !exists(path)
        };
        let mut texts: Vec<_> = self.unsaved.iter().filter(|(path, _)| new(path)).collect();
        texts.sort_by_key(|(path, _)| *path);
        texts
    }
}

/// Takes a file with hits; false when no more are wanted.
pub type Found<'a> = &'a (dyn Fn(SearchFile) -> bool + Send + Sync);

/// Searches a project. Called on a background thread; may block.
pub trait SearchSource: Send + Sync {
    /// Calls `found` with each file that has hits, in any order and from any thread, until it returns false or
    /// `cancel` is set. Returns how many files were looked at.
    ///
    /// # Errors
    /// When pattern or globs are malformed.
    fn search(
        &self,
        asked: &SearchRequest<'_>,
        cancel: &CancelToken,
        found: Found<'_>,
    ) -> Result<usize, SearchError>;
}
