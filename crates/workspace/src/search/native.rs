//! Project search on the disk, in parallel, with ripgrep's own crates.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use grep_matcher::Matcher as _;
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{BinaryDetection, Searcher, SearcherBuilder, Sink, SinkMatch};
use ignore::WalkState;
use justbuilt_base::CancelToken;
use justbuilt_text::Text;
use parking_lot::Mutex;

use super::fs_search::Scope;
use super::hit::hit_in_line;
use super::source::{Found, SearchError, SearchRequest, SearchSource};
use super::{MAX_HITS, SearchFile, SearchHit, SearchQuery, label_of};
use crate::project::native::walk_builder;

/// Files larger than this that are not UTF-8 are not decoded.
const MAX_DECODED: u64 = 64 << 20;

/// Searches the disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskSearch;

impl SearchSource for DiskSearch {
    fn search(
        &self,
        asked: &SearchRequest<'_>,
        cancel: &CancelToken,
        found: Found<'_>,
    ) -> Result<usize, SearchError> {
        let SearchRequest { root, query, exclude, unsaved } = *asked;
        let matcher = matcher_of(query)?;
        let scope = Scope::new(root, query, exclude)?;
        std::fs::read_dir(root).map_err(|error| {
            SearchError::Folder(format!("the folder {} cannot be read: {error}", root.display()))
        })?;
        let searched = AtomicUsize::new(0);
        let stop = cancel.child();
        let seen: Mutex<HashSet<PathBuf>> = Mutex::default();
        let tell = |path: PathBuf, hits: Vec<SearchHit>| {
            if hits.is_empty() {
                return;
            }
            if !found(SearchFile { label: label_of(root, &path), path, hits, expanded: true }) {
                stop.cancel();
            }
        };
        let walker = walk_builder(root, !query.ignored, scope.exclude.clone()).build_parallel();
        walker.run(|| {
            let mut one = OneFile::new(&matcher, &stop);
            let (scope, searched, seen, stop, tell) = (&scope, &searched, &seen, &stop, &tell);
            Box::new(move |entry| {
                if stop.is_cancelled() {
                    return WalkState::Quit;
                }
                let Ok(entry) = entry else { return WalkState::Continue };
                if !entry.file_type().is_some_and(|kind| kind.is_file()) || !scope.wants(entry.path()) {
                    return WalkState::Continue;
                }
                searched.fetch_add(1, Ordering::Relaxed);
                let path = entry.path();
                let hits = match unsaved.get(path) {
                    Some(text) => {
                        seen.lock().insert(path.to_owned());
                        one.text(text)
                    }
                    None => one.file(path),
                };
                tell(path.to_owned(), hits);
                WalkState::Continue
            })
        });
        let mut one = OneFile::new(&matcher, &stop);
        for (path, text) in asked.without_file(&scope, &seen.into_inner(), Path::exists) {
            if !stop.is_cancelled() {
                searched.fetch_add(1, Ordering::Relaxed);
                tell(path.clone(), one.text(text));
            }
        }
        Ok(searched.into_inner())
    }
}

fn matcher_of(query: &SearchQuery) -> Result<RegexMatcher, SearchError> {
    if query.text.is_empty() {
        return Err(SearchError::Pattern("There is nothing to look for.".into()));
    }
    // `crlf` first: it sets a line terminator, which is then set to the one that files are split at.
    let mut builder = RegexMatcherBuilder::new();
    builder
        .case_insensitive(!query.case)
        .word(query.word)
        .fixed_strings(!query.regex)
        .multi_line(true)
        .unicode(true)
        .crlf(true)
        .line_terminator(Some(b'\n'));
    builder.build(&query.text).map_err(|error| SearchError::Pattern(error.to_string()))
}

/// Searches one file after the other, with memory that is used again.
struct OneFile<'a> {
    matcher: &'a RegexMatcher,
    searcher: Searcher,
    stop: &'a CancelToken,
}

impl<'a> OneFile<'a> {
    fn new(matcher: &'a RegexMatcher, stop: &'a CancelToken) -> Self {
        let searcher = SearcherBuilder::new()
            .binary_detection(BinaryDetection::quit(0))
            .line_number(true)
            .bom_sniffing(true)
            .build();
        Self { matcher, searcher, stop }
    }

    fn file(&mut self, path: &Path) -> Vec<SearchHit> {
        let mut sink = Hits::new(self.matcher, self.stop);
        if let Err(error) = self.searcher.search_path(self.matcher, path, &mut sink) {
            log::debug!("not searched: {}: {error}", path.display());
        }
        if sink.odd && !sink.binary && std::fs::metadata(path).is_ok_and(|found| found.len() <= MAX_DECODED) {
            // Not UTF-8: searched again as opening it would read it, so that hits are where the document has them.
            let Ok(bytes) = std::fs::read(path) else { return Vec::new() };
            return self.text(justbuilt_text::Buffer::from_bytes(&bytes, None).buffer.text());
        }
        sink.take()
    }

    fn text(&mut self, text: &Text) -> Vec<SearchHit> {
        let mut sink = Hits::new(self.matcher, self.stop);
        let whole = text.slice(0..text.len());
        if let Err(error) = self.searcher.search_slice(self.matcher, whole.as_bytes(), &mut sink) {
            log::debug!("an unsaved text was not searched: {error}");
        }
        sink.take()
    }
}

/// Collects the hits of one file.
struct Hits<'a> {
    matcher: &'a RegexMatcher,
    stop: &'a CancelToken,
    hits: Vec<SearchHit>,
    binary: bool,
    /// A line with a hit is not UTF-8.
    odd: bool,
}

impl<'a> Hits<'a> {
    fn new(matcher: &'a RegexMatcher, stop: &'a CancelToken) -> Self {
        Self { matcher, stop, hits: Vec::new(), binary: false, odd: false }
    }

    fn take(self) -> Vec<SearchHit> {
        if self.binary { Vec::new() } else { self.hits }
    }
}

impl Sink for Hits<'_> {
    type Error = std::io::Error;

    fn matched(&mut self, _: &Searcher, found: &SinkMatch<'_>) -> Result<bool, Self::Error> {
        let first = found.line_number().unwrap_or(1).saturating_sub(1);
        for (offset, line) in found.lines().enumerate() {
            let line = line.strip_suffix(b"\n").unwrap_or(line);
            let content = line.strip_suffix(b"\r").unwrap_or(line);
            let number = usize::try_from(first).unwrap_or(usize::MAX).saturating_add(offset);
            self.odd |= std::str::from_utf8(content).is_err();
            let hits = &mut self.hits;
            self.matcher
                .find_iter(content, |found| {
                    hits.push(hit_in_line(number, content, found.start()..found.end()));
                    hits.len() <= MAX_HITS
                })
                .map_err(|error| std::io::Error::other(error.to_string()))?;
        }
        Ok(self.hits.len() <= MAX_HITS && !self.stop.is_cancelled())
    }

    fn binary_data(&mut self, _: &Searcher, _: u64) -> Result<bool, Self::Error> {
        self.binary = true;
        Ok(false)
    }
}

#[cfg(test)]
mod tests;
