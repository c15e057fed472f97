//! Project search over [`justbuilt_store::Fs`], one file after the other: for the browser and for tests.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::CancelToken;
use justbuilt_store::Fs;
use justbuilt_text::search::{Case, Query, SearchError as QueryError, Searcher};
use justbuilt_text::{Buffer, Text};

use super::hit::hits_in_text;
use super::source::{Found, SearchError, SearchRequest, SearchSource};
use super::{MAX_HITS, SearchFile, SearchQuery, label_of};
use crate::project::FsTree;
use crate::project::fs_tree::walk_files;
use crate::project::globs::{BadGlob, Globs};

/// Searches a file system.
#[derive(Clone)]
pub struct FsSearch {
    fs: Arc<dyn Fs>,
    tree: FsTree,
}

impl FsSearch {
    /// Searches `fs`.
    pub fn new(fs: Arc<dyn Fs>) -> Self {
        Self { tree: FsTree::new(Arc::clone(&fs)), fs }
    }

    /// The text of a file, unless it is binary or cannot be read.
    fn text_of(&self, path: &Path) -> Option<Text> {
        let bytes = self.fs.read(path).ok()?;
        if justbuilt_text::encoding::looks_binary(bytes.get(..bytes.len().min(8192)).unwrap_or_default()) {
            return None;
        }
        Some(Buffer::from_bytes(&bytes, None).buffer.text().clone())
    }
}

impl std::fmt::Debug for FsSearch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FsSearch")
    }
}

impl SearchSource for FsSearch {
    fn search(
        &self,
        asked: &SearchRequest<'_>,
        cancel: &CancelToken,
        found: Found<'_>,
    ) -> Result<usize, SearchError> {
        let SearchRequest { root, query, exclude, unsaved } = *asked;
        let searcher = searcher_of(query)?;
        let scope = Scope::new(root, query, exclude)?;
        let mut searched = 0;
        let mut search = |path: PathBuf, text: &Text| {
            searched += 1;
            let hits = hits_in_text(&searcher, text, MAX_HITS + 1);
            hits.is_empty() || found(SearchFile { label: label_of(root, &path), path, hits, expanded: true })
        };
        let mut met = HashSet::new();
        let mut going = true;
        let mut visit = |path: PathBuf| {
            if scope.wants(&path) {
                match unsaved.get(&path) {
                    Some(text) => {
                        met.insert(path.clone());
                        going = search(path, text);
                    }
                    None => {
                        if let Some(text) = self.text_of(&path) {
                            going = search(path, &text);
                        }
                    }
                }
            }
            going && !cancel.is_cancelled()
        };
        walk_files(&self.tree, root, !query.ignored, &scope.exclude, cancel, &mut visit)
            .map_err(|error| SearchError::Folder(error.to_string()))?;
        for (path, text) in asked.without_file(&scope, &met, |path| self.fs.exists(path)) {
            if going && !cancel.is_cancelled() {
                going = search(path.clone(), text);
            }
        }
        Ok(searched)
    }
}

/// Which files a query is about.
pub(crate) struct Scope {
    root: PathBuf,
    include: Globs,
    /// What is left out, for walking.
    pub(crate) exclude: Globs,
}

impl Scope {
    /// # Errors
    /// A malformed glob.
    pub(crate) fn new(root: &Path, query: &SearchQuery, exclude: &[String]) -> Result<Self, SearchError> {
        let bad = |BadGlob { glob, reason }| SearchError::Glob { glob, reason };
        let asked = Globs::from_list(&query.exclude).map_err(bad)?;
        let settings = Globs::lenient(exclude);
        let include = Globs::from_list(&query.include).map_err(bad)?;
        Ok(Self { root: root.to_owned(), include, exclude: asked.or(settings) })
    }

    pub(crate) fn wants(&self, path: &Path) -> bool {
        let relative = path.strip_prefix(&self.root).unwrap_or(path);
        (self.include.is_empty() || self.include.matches(relative)) && !self.exclude.matches(relative)
    }
}

/// The matcher over documents' texts, for replacing and where there is no disk.
///
/// # Errors
/// The pattern is not a regular expression.
pub(crate) fn searcher_of(query: &SearchQuery) -> Result<Searcher, SearchError> {
    let query = Query {
        text: query.text.clone(),
        regex: query.regex,
        case: if query.case { Case::Sensitive } else { Case::Insensitive },
        word: query.word,
        dot_matches_line_end: false,
    };
    Searcher::compile(&query).map_err(|error| match error {
        QueryError::Empty => SearchError::Pattern("There is nothing to look for.".into()),
        QueryError::Syntax(reason) => SearchError::Pattern(reason),
    })
}

#[cfg(test)]
mod tests;
