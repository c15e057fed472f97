//! Fuzzy matching of short texts, for pickers: which of a list's entries match what was typed, best first, and
//! which of their characters matched. The file finder's own ranking over all paths builds on the same matcher.

use std::ops::Range;

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// One entry that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Index into the list.
    pub index: usize,
    /// Higher is better; 0 when nothing was typed.
    pub score: u32,
    /// Byte ranges of the entry's text that matched, in order, not touching.
    pub matches: Vec<Range<usize>>,
}

/// A matcher with its scratch memory; keep it as long as the picker is open.
pub struct Fuzzy {
    matcher: Matcher,
    pattern: Pattern,
    /// The query, when it is one ASCII word without special marks; and whether its case matters.
    word: Option<(String, bool)>,
    characters: Vec<char>,
    indices: Vec<u32>,
}

impl Fuzzy {
    /// A matcher for commands, symbols and names.
    pub fn new() -> Self {
        Self::with(Config::DEFAULT)
    }

    /// A matcher that prefers the last part of paths.
    pub fn paths() -> Self {
        Self::with(Config::DEFAULT.match_paths())
    }

    fn with(config: Config) -> Self {
        Self {
            matcher: Matcher::new(config),
            pattern: Pattern::default(),
            word: None,
            characters: Vec::new(),
            indices: Vec::new(),
        }
    }

    /// What is looked for: words in any order; capitals match only capitals.
    pub fn set_query(&mut self, query: &str) {
        self.pattern.reparse(query, CaseMatching::Smart, Normalization::Smart);
        let is_word = !query.is_empty() && query.bytes().all(|byte| byte.is_ascii_graphic());
        let cased = query.bytes().any(|byte| byte.is_ascii_uppercase());
        self.word =
            (is_word && !query.contains(['!', '^', '$', '\'', '\\'])).then(|| (query.to_owned(), cased));
    }

    /// The score of one text; `None` when it does not match.
    pub fn score(&mut self, text: &str) -> Option<u32> {
        self.pattern.score(Utf32Str::new(text, &mut self.characters), &mut self.matcher)
    }

    /// The score of one text, in time that grows with its length only: the same texts match as with
    /// [`Fuzzy::score`], but for a query of one word the letters are taken as they come, not where they fit best.
    pub fn score_quickly(&mut self, text: &str) -> Option<u32> {
        let Some((word, cased)) = &self.word else { return self.score(text) };
        self.matcher.config.ignore_case = !cased;
        let haystack = Utf32Str::new(text, &mut self.characters);
        self.matcher.fuzzy_match_greedy(haystack, Utf32Str::Ascii(word.as_bytes())).map(u32::from)
    }

    /// Which bytes of a text match.
    pub fn matches(&mut self, text: &str) -> Vec<Range<usize>> {
        self.indices.clear();
        let haystack = Utf32Str::new(text, &mut self.characters);
        if self.pattern.indices(haystack, &mut self.matcher, &mut self.indices).is_none() {
            return Vec::new();
        }
        self.indices.sort_unstable();
        self.indices.dedup();
        byte_ranges(text, &self.indices)
    }

    /// The entries that match, best first; entries of the same score keep their order. Without a query all of
    /// them, in their order.
    pub fn rank<'a>(&mut self, query: &str, texts: impl IntoIterator<Item = &'a str>) -> Vec<Ranked> {
        self.set_query(query);
        let texts: Vec<&str> = texts.into_iter().collect();
        let mut found: Vec<Ranked> = texts
            .iter()
            .enumerate()
            .filter_map(|(index, text)| {
                self.score(text).map(|score| Ranked { index, score, matches: Vec::new() })
            })
            .collect();
        found.sort_by(|a, b| {
            let length = |ranked: &Ranked| texts.get(ranked.index).map_or(0, |text| text.len());
            b.score.cmp(&a.score).then_with(|| {
                if query.is_empty() { std::cmp::Ordering::Equal } else { length(a).cmp(&length(b)) }
            })
        });
        if !query.is_empty() {
            // Only what can be seen needs its letters marked.
            for ranked in found.iter_mut().take(200) {
                if let Some(text) = texts.get(ranked.index) {
                    ranked.matches = self.matches(text);
                }
            }
        }
        found
    }
}

impl Default for Fuzzy {
    fn default() -> Self {
        Self::new()
    }
}

/// nucleo counts grapheme clusters (one `char` each); this finds their bytes.
fn byte_ranges(text: &str, indices: &[u32]) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut wanted = indices.iter().copied().peekable();
    let push = |range: Range<usize>, out: &mut Vec<Range<usize>>| match out.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => out.push(range),
    };
    if text.is_ascii() {
        for index in wanted {
            push(index as usize..index as usize + 1, &mut out);
        }
        return out;
    }
    let clusters = nucleo_matcher::chars::graphemes(text);
    let mut at = 0;
    for (number, first) in clusters.enumerate() {
        let start = text.get(at..).and_then(|rest| rest.find(first)).map_or(at, |found| at + found);
        let end = start + first.len_utf8();
        if wanted.peek().is_some_and(|index| *index as usize == number) {
            wanted.next();
            push(start..end, &mut out);
        }
        at = end;
    }
    out
}

#[cfg(test)]
mod tests;
