//! Where search results come from. The disk's version searches in parallel with ripgrep's crates; the one over
//! [`justbuilt_store::Fs`] serves tests and the browser.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use justbuilt_base::CancelToken;
use justbuilt_text::Text;

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

/// Searches a project. Called on a background thread; may block.
pub trait SearchSource: Send + Sync {
    /// Calls `found` with each file that has hits, in any order and from any thread, until it returns false or
    /// `cancel` is set. The texts of `unsaved` win over what is on disk. Returns how many files were looked at.
    ///
    /// # Errors
    /// When pattern or globs are malformed.
    fn search(
        &self,
        root: &Path,
        query: &SearchQuery,
        exclude: &[String],
        unsaved: &HashMap<PathBuf, Text>,
        cancel: &CancelToken,
        found: &(dyn Fn(SearchFile) -> bool + Send + Sync),
    ) -> Result<usize, SearchError>;
}
