//! Finding lines in a file, in steps from exact to lenient. Every step gives all places; which one counts is decided
//! elsewhere.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};

use super::indent::Shift;
use super::lines::Line;

/// How closely the lines of an edit are those of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// To the byte, line endings aside.
    Exact,
    /// White space at line ends differs.
    LineEnd,
    /// All lines are indented more, or less, or with tabs for blanks.
    Indent,
    /// Runs of white space inside lines differ too.
    Inner,
    /// Typographic quotes, dashes and blanks stand for plain ones, or the other way round.
    Unicode,
    /// Blank lines are missing, or too many.
    Blank,
}

impl Level {
    /// All steps, the strictest first.
    pub const ALL: [Self; 6] =
        [Self::Exact, Self::LineEnd, Self::Indent, Self::Inner, Self::Unicode, Self::Blank];

    fn key(self, line: &str) -> Cow<'_, str> {
        match self {
            Self::Exact => Cow::Borrowed(line),
            Self::LineEnd => Cow::Borrowed(line.trim_end_matches(BLANKS)),
            Self::Indent | Self::Blank => Cow::Borrowed(line.trim_matches(BLANKS)),
            Self::Inner => Cow::Owned(joined(line.split_ascii_whitespace())),
            Self::Unicode => {
                let plain: String = line.chars().filter_map(plain).collect();
                Cow::Owned(joined(plain.split_ascii_whitespace()))
            }
        }
    }
}

const BLANKS: [char; 3] = [' ', '\t', '\r'];

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut all = String::new();
    for word in words {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(word);
    }
    all
}

/// The plain character that a typographic one looks like; `None` for what cannot be seen.
pub fn plain(c: char) -> Option<char> {
    Some(match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{ff07}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ff02}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => return None,
        _ => c,
    })
}

/// A place where lines were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// For each line that was looked for the line of the file; `None` for a blank one the file does not have.
    pub lines: Vec<Option<usize>>,
    /// First line.
    pub start: usize,
    /// After the last line.
    pub end: usize,
    /// How closely.
    pub level: Level,
    /// How new lines are to be indented.
    pub shift: Shift,
}

/// The lines of a file, to be searched many times.
pub struct Haystack<'a> {
    /// The lines.
    pub lines: Vec<Line<'a>>,
    keys: [OnceCell<Keys>; Level::ALL.len()],
}

/// The hashes of all lines.
struct Keys {
    all: Vec<u64>,
    /// Lines of the file these are of; all but the blank ones for [`Level::Blank`].
    rows: Option<Vec<usize>>,
}

impl<'a> Haystack<'a> {
    /// Of the lines of a text.
    pub fn new(lines: Vec<Line<'a>>) -> Self {
        Self { lines, keys: Default::default() }
    }

    /// What a line says; nothing past the end.
    pub fn body(&self, line: usize) -> &'a str {
        self.lines.get(line).map_or("", |line| line.text)
    }

    fn keys(&self, level: Level) -> Option<&Keys> {
        let cell = self.keys.get(level as usize)?;
        Some(cell.get_or_init(|| {
            let rows: Option<Vec<usize>> = (level == Level::Blank).then(|| {
                (0..self.lines.len()).filter(|&row| !self.body(row).trim_matches(BLANKS).is_empty()).collect()
            });
            let all: Vec<u64> = match &rows {
                None => self.lines.iter().map(|line| hash(level, line.text)).collect(),
                Some(rows) => rows.iter().map(|&row| hash(level, self.body(row))).collect(),
            };
            Keys { all, rows }
        }))
    }

    /// All places of `wanted` at one step. From [`Level::Indent`] on nothing is found by a few characters only: a
    /// lone bracket stands for any other.
    pub fn find(&self, wanted: &[&str], level: Level) -> Vec<Found> {
        let Some(keys) = self.keys(level) else { return Vec::new() };
        let rows: Vec<usize> = if level == Level::Blank {
            (0..wanted.len())
                .filter(|&at| wanted.get(at).is_some_and(|line| !line.trim_matches(BLANKS).is_empty()))
                .collect()
        } else {
            (0..wanted.len()).collect()
        };
        let lines: Vec<&str> = rows.iter().filter_map(|&at| wanted.get(at).copied()).collect();
        if lines.is_empty() || (level >= Level::Indent && !telling(&lines)) {
            return Vec::new();
        }
        let hashes: Vec<u64> = lines.iter().map(|line| hash(level, line)).collect();
        // A line that says something leads to fewer places to look at than a blank one.
        let offset = lines.iter().position(|line| line.trim().len() > 2).unwrap_or(0);
        let Some(leader) = hashes.get(offset) else { return Vec::new() };
        let places = keys.all.iter().enumerate().filter(|(_, key)| *key == leader).map(|(at, _)| at);
        let starts = places.filter_map(|at| at.checked_sub(offset));
        starts
            .filter(|&start| keys.all.get(start..start + hashes.len()) == Some(hashes.as_slice()))
            .filter_map(|start| {
                let row = |at: usize| match &keys.rows {
                    None => at,
                    Some(rows) => rows.get(at).copied().unwrap_or(usize::MAX),
                };
                self.found(wanted, &rows, (start..start + hashes.len()).map(row).collect(), level)
            })
            .collect()
    }

    fn found(&self, wanted: &[&str], rows: &[usize], at: Vec<usize>, level: Level) -> Option<Found> {
        let pairs =
            rows.iter().zip(&at).filter_map(|(&mine, &file)| Some((*wanted.get(mine)?, self.body(file))));
        if !pairs.clone().all(|(mine, file)| level.key(mine) == level.key(file)) {
            return None;
        }
        let shift = if level <= Level::LineEnd { Shift::Same } else { Shift::between(pairs)? };
        let (start, end) = (*at.first()?, *at.last()? + 1);
        let mut lines = vec![None; wanted.len()];
        for (&mine, &file) in rows.iter().zip(&at) {
            *lines.get_mut(mine)? = Some(file);
        }
        if level == Level::Blank {
            self.match_blanks(&mut lines);
        }
        Some(Found { lines, start, end, level, shift })
    }

    /// Gives blank lines that were looked for the blank lines of the file beside their neighbours, as far as there are.
    fn match_blanks(&self, lines: &mut [Option<usize>]) {
        let mut last: Option<usize> = None;
        for line in lines.iter_mut() {
            if line.is_none()
                && let Some(next) = last.map(|last| last + 1).filter(|next| *next < self.lines.len())
                && self.body(next).trim_matches(BLANKS).is_empty()
            {
                *line = Some(next);
            }
            last = line.or(last);
        }
    }

    /// Up to three places that have most in common with `wanted`, as first lines, the best first.
    pub fn nearest(&self, wanted: &[&str]) -> Vec<usize> {
        let Some(keys) = self.keys(Level::Indent) else { return Vec::new() };
        let mut votes: HashMap<usize, usize> = HashMap::new();
        for (offset, line) in wanted.iter().enumerate() {
            if line.trim().len() < 2 {
                continue;
            }
            let key = hash(Level::Indent, line);
            let places = keys.all.iter().enumerate().filter(|(_, other)| **other == key).map(|(at, _)| at);
            for at in places.take(200) {
                *votes.entry(at.saturating_sub(offset)).or_default() += 1;
            }
        }
        let mut starts: Vec<(usize, usize)> = votes.into_iter().collect();
        starts.sort_by_key(|&(start, votes)| (std::cmp::Reverse(votes), start));
        starts.into_iter().take(3).map(|(start, _)| start).collect()
    }
}

/// The hash of what counts of a line, as [`Level::key`] gives it but without making it.
fn hash(level: Level, line: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    match level {
        Level::Inner => {
            for word in line.split_ascii_whitespace() {
                hasher.write(word.as_bytes());
                hasher.write_u8(b' ');
            }
        }
        Level::Unicode if line.is_ascii() => return hash(Level::Inner, line),
        Level::Unicode => return hash(Level::Inner, &level.key(line)),
        _ => hasher.write(level.key(line).as_bytes()),
    }
    hasher.finish()
}

/// Whether lines say enough to be known again when white space does not count.
fn telling(lines: &[&str]) -> bool {
    let letters: usize = lines.iter().map(|line| line.chars().filter(|c| c.is_alphanumeric()).count()).sum();
    letters >= 6
}
