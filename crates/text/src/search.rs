//! Find and replace over the chunks of the rope, without copying it: literal text or regular expressions (syntax of
//! the `regex` crate), case, whole words, several lines, wrapping round, replacement templates.
//!
//! `^` and `$` match at line ends, also before a `\r\n`; `.` matches neither `\n` nor `\r`. A literal `\n` in a query
//! that is not a regular expression matches a `\r\n` too.

mod cursor;
mod replace;

use std::{ops::Range, sync::Mutex};

use regex_automata::util::{captures::Captures, syntax};
use regex_cursor::{
    Input,
    engines::meta::{Cache, Regex},
};

use crate::Text;
use cursor::TextCursor;

pub use replace::Template;

/// Whether upper and lower case are told apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Case {
    /// They are.
    Sensitive,
    /// They are not (Unicode's simple folding).
    #[default]
    Insensitive,
    /// They are when the query has upper case letters.
    Smart,
}

/// What to look for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// Text or regular expression.
    pub text: String,
    /// Whether `text` is a regular expression.
    pub regex: bool,
    /// Whether case matters.
    pub case: Case,
    /// Only whole words: no word character on the outside of either end.
    pub word: bool,
    /// `.` matches line ends too.
    pub dot_matches_line_end: bool,
}

impl Query {
    /// Looks for just this text, in this case.
    pub fn literal(text: impl Into<String>) -> Self {
        Self { text: text.into(), case: Case::Sensitive, ..Self::default() }
    }

    /// Looks for a regular expression, in this case.
    pub fn regex(pattern: impl Into<String>) -> Self {
        Self { regex: true, ..Self::literal(pattern) }
    }

    fn is_case_insensitive(&self) -> bool {
        match self.case {
            Case::Sensitive => false,
            Case::Insensitive => true,
            Case::Smart => !has_upper_case(&self.text, self.regex),
        }
    }
}

/// Upper case letters, leaving out those of escapes such as `\W` in a regular expression.
fn has_upper_case(text: &str, regex: bool) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if regex && c == '\\' {
            chars.next();
        } else if c.is_uppercase() {
            return true;
        }
    }
    false
}

/// `text` as a regular expression that matches just it.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '.'
                | '+'
                | '*'
                | '?'
                | '('
                | ')'
                | '|'
                | '['
                | ']'
                | '{'
                | '}'
                | '^'
                | '$'
                | '#'
                | '&'
                | '-'
                | '~'
        ) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Why a query cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// It is empty.
    #[error("nothing to look for")]
    Empty,
    /// The regular expression is wrong.
    #[error("{0}")]
    Syntax(String),
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Where, in bytes of the text.
    pub range: Range<usize>,
    /// The groups of the regular expression by number; 0 is all of it. Only group 0 where they were not asked for.
    pub groups: Vec<Option<Range<usize>>>,
}

impl Match {
    fn of(range: Range<usize>) -> Self {
        Self { groups: Vec::new(), range }
    }
}

/// A compiled [`Query`]. Can be shared between threads.
pub struct Searcher {
    regex: Regex,
    query: Query,
    /// Scratch space that is expensive to make; taken for a search and put back.
    caches: Mutex<Vec<Cache>>,
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Searcher").field(&self.query).finish()
    }
}

impl Searcher {
    /// Compiles a query.
    ///
    /// # Errors
    /// When it is empty or not a regular expression.
    pub fn compile(query: &Query) -> Result<Self, SearchError> {
        if query.text.is_empty() {
            return Err(SearchError::Empty);
        }
        let mut pattern = if query.regex {
            query.text.clone()
        } else {
            let normal = query.text.replace("\r\n", "\n");
            escape(&normal).replace('\n', r"\r?\n")
        };
        if query.word {
            // Half boundaries: also right where the pattern itself begins or ends with punctuation.
            pattern = format!(r"\b{{start-half}}(?:{pattern})\b{{end-half}}");
        }
        let config = syntax::Config::new()
            .case_insensitive(query.is_case_insensitive())
            .multi_line(true)
            .crlf(true)
            .dot_matches_new_line(query.dot_matches_line_end);
        let regex = Regex::builder().syntax(config).build(&pattern).map_err(|error| {
            let reason = error.syntax_error().map_or_else(|| error.to_string(), ToString::to_string);
            SearchError::Syntax(reason)
        })?;
        Ok(Self { regex, query: query.clone(), caches: Mutex::new(Vec::new()) })
    }

    /// What was compiled.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// The matches that lie in `range`, in order, not overlapping. What is around the range counts for `^`, `\b` and
    /// their like.
    pub fn find_iter<'a>(&'a self, text: &'a Text, range: Range<usize>) -> Matches<'a> {
        let start = text.clamp_boundary(range.start);
        let end = text.clamp_boundary(range.end).max(start);
        Matches {
            searcher: self,
            text,
            at: start,
            end,
            last_end: None,
            cache: Some(self.take_cache()),
            groups: false,
        }
    }

    /// The same with groups, for [`Template`]s. Slower.
    pub fn captures_iter<'a>(&'a self, text: &'a Text, range: Range<usize>) -> Matches<'a> {
        let mut matches = self.find_iter(text, range);
        matches.groups = true;
        matches
    }

    /// The first match that starts at or after `from`; with `wrap`, else the first of all.
    pub fn next(&self, text: &Text, from: usize, wrap: bool) -> Option<Match> {
        let from = text.clamp_boundary(from);
        let found = self.find_iter(text, from..text.len()).next();
        if found.is_none() && wrap && from > 0 {
            // A match across `from` is one too.
            return self.find_iter(text, 0..text.len()).next();
        }
        found
    }

    /// The last match that ends at or before `until`; with `wrap`, else the last of all.
    pub fn previous(&self, text: &Text, until: usize, wrap: bool) -> Option<Match> {
        let until = text.clamp_boundary(until);
        self.last_in(text, until).or_else(|| if wrap { self.last_in(text, text.len()) } else { None })
    }

    /// Looks in stretches from the back, so that the last match of a large text is found without reading all of it.
    fn last_in(&self, text: &Text, until: usize) -> Option<Match> {
        const STRETCH: usize = 64 << 10;
        let mut size = STRETCH;
        loop {
            let start = text.line_start(text.line_of(until.saturating_sub(size)));
            if let Some(found) = self.find_iter(text, start..until).last() {
                return Some(found);
            }
            if start == 0 {
                return None;
            }
            size = size.saturating_mul(8);
        }
    }

    /// Whether `range` is exactly a match.
    pub fn is_match(&self, text: &Text, range: Range<usize>) -> bool {
        self.match_at(text, range).is_some()
    }

    /// The match that is exactly `range`, with its groups: what a replacement of a selected match needs.
    pub fn match_at(&self, text: &Text, range: Range<usize>) -> Option<Match> {
        let found = self.captures_iter(text, range.start..text.len()).next()?;
        (found.range == range).then_some(found)
    }

    fn take_cache(&self) -> Cache {
        let cached = self.caches.lock().ok().and_then(|mut caches| caches.pop());
        cached.unwrap_or_else(|| self.regex.create_cache())
    }

    fn put_cache(&self, cache: Cache) {
        const KEPT: usize = 4;
        if let Ok(mut caches) = self.caches.lock()
            && caches.len() < KEPT
        {
            caches.push(cache);
        }
    }
}

/// The matches of a [`Searcher`] in a range of a text.
pub struct Matches<'a> {
    searcher: &'a Searcher,
    text: &'a Text,
    at: usize,
    end: usize,
    last_end: Option<usize>,
    cache: Option<Cache>,
    groups: bool,
}

impl std::fmt::Debug for Matches<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Matches").field("at", &self.at).field("end", &self.end).finish_non_exhaustive()
    }
}

impl Iterator for Matches<'_> {
    type Item = Match;

    fn next(&mut self) -> Option<Match> {
        loop {
            if self.at > self.end {
                return None;
            }
            let cache = self.cache.as_mut()?;
            let mut input = Input::new(TextCursor::at(self.text, self.at));
            input.set_span(self.at..self.end);
            let found = if self.groups {
                let mut captures: Captures = self.searcher.regex.create_captures();
                self.searcher.regex.search_captures_with(cache, &mut input, &mut captures);
                captures.get_match().map(|found| Match {
                    range: found.range(),
                    groups: captures.iter().map(|group| group.map(|span| span.start..span.end)).collect(),
                })
            } else {
                self.searcher.regex.search_with(cache, &mut input).map(|found| Match::of(found.range()))
            };
            let Some(found) = found else {
                self.at = self.end + 1;
                return None;
            };
            let Range { start, end } = found.range;
            if start == end {
                self.at = if end >= self.text.len() { end + 1 } else { self.text.next_char(end) };
                // An empty match right behind another is no match of its own.
                if self.last_end == Some(end) {
                    continue;
                }
            } else {
                self.at = end;
            }
            self.last_end = Some(end);
            return Some(found);
        }
    }
}

impl Drop for Matches<'_> {
    fn drop(&mut self) {
        if let Some(cache) = self.cache.take() {
            self.searcher.put_cache(cache);
        }
    }
}

#[cfg(test)]
mod tests;
