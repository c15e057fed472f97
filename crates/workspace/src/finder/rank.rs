//! Which files match a query, best first. A job in slices: natively it runs to its end on another thread, in a browser
//! between frames. A query that goes on where the last one stopped looks only at what matched that.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{CancelToken, Job, Sender, Step};
use justbuilt_store::Fs;
use web_time::Instant;

use super::fuzzy::Fuzzy;
use super::table::{FilePath, Table, letters};
use super::{FinderItem, Message};
use crate::command::Place;

/// Results that are shown.
pub(crate) const SHOWN: usize = 200;
/// Files looked at between two looks at the clock.
const STRIDE: usize = 512;

/// Where a file is in the table: piece, place in it.
pub(crate) type Spot = (u32, u32);

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FinderQuery {
    /// What was typed.
    pub text: String,
    /// What of it is matched.
    pub pattern: String,
    /// Where to go in the file.
    pub place: Option<Place>,
}

impl FinderQuery {
    /// Reads `name`, `name:12`, `name:12:3`.
    pub(crate) fn parse(text: &str) -> Self {
        let (pattern, place) = crate::navigate::commands::split_place(text.trim());
        // People also paste paths as other systems write them.
        let pattern = if cfg!(windows) { pattern.replace('\\', "/") } else { pattern.to_owned() };
        Self { text: text.to_owned(), pattern, place }
    }
}

/// What ranking brought.
#[derive(Debug)]
pub(crate) struct Ranked {
    pub generation: u64,
    pub version: u64,
    pub items: Vec<FinderItem>,
    pub matched: usize,
    /// Every match, for the query that goes on from here.
    pub all: Arc<Vec<Spot>>,
    pub pattern: String,
}

/// The ranking.
pub(crate) struct RankJob {
    pub generation: u64,
    /// Of the table.
    pub version: u64,
    pub root: PathBuf,
    pub query: FinderQuery,
    pub table: Table,
    /// What matched the beginning of the query.
    pub among: Option<Arc<Vec<Spot>>>,
    /// Files opened lately, the latest first.
    pub recent: Arc<Vec<PathBuf>>,
    /// The file that is looked at now: nobody wants to go there, so it is the last of the recent ones.
    pub current: Option<PathBuf>,
    pub fs: Arc<dyn Fs>,
    pub sender: Sender<Message>,
    pub state: RankState,
}

/// How far it has come.
#[derive(Default)]
pub(crate) struct RankState {
    whole: Option<(Fuzzy, Fuzzy)>,
    recent: HashMap<Box<str>, u32>,
    current: Option<Box<str>>,
    /// How long the labels of recent files are: most others need not be looked up.
    recent_lengths: BTreeSet<usize>,
    letters: u64,
    /// The query has marks with a meaning of their own.
    special: bool,
    at: Spot,
    next: usize,
    found: Vec<(u32, Spot)>,
}

impl RankJob {
    fn begin(&mut self) {
        let mut paths = Fuzzy::paths();
        let mut names = Fuzzy::new();
        paths.set_query(&self.query.pattern);
        names.set_query(&self.query.pattern);
        // What has a meaning of its own to the matcher is no letter to look for.
        self.state.special = self.query.pattern.contains(['!', '^', '$', '\'', '\\']);
        self.state.letters = if self.state.special { 0 } else { letters(&self.query.pattern) };
        self.state.whole = Some((paths, names));
        let recent = self.recent.iter().zip(0_u32..).map(|(path, age)| {
            let file = FilePath::new(&self.root, path.clone());
            (file.label, age)
        });
        self.state.recent = recent.collect();
        let current = self.current.take().map(|path| FilePath::new(&self.root, path).label);
        self.state.current = current;
        self.state.recent_lengths = self.state.recent.keys().map(|label| label.len()).collect();
    }

    /// Looks at the next files; false when there are none.
    fn stretch(&mut self) -> bool {
        let table = std::mem::take(&mut self.table);
        let more = self.stretch_of(&table);
        self.table = table;
        more
    }

    fn stretch_of(&mut self, table: &Table) -> bool {
        let among = self.among.clone();
        if let Some(among) = among {
            let Some(rest) = among.get(self.state.next..) else { return false };
            for place in rest.iter().take(STRIDE) {
                if let Some(file) = table.get(place.0, place.1) {
                    self.look_at(file, *place);
                }
            }
            self.state.next += STRIDE;
            return self.state.next < among.len();
        }
        let (piece, at) = self.state.at;
        let Some(files) = table.pieces().get(piece as usize) else { return false };
        for (file, place) in files.iter().zip(0_u32..).skip(at as usize).take(STRIDE) {
            self.look_at(file, (piece, place));
        }
        let next = at as usize + STRIDE;
        self.state.at = if next < files.len() { (piece, at + STRIDE as u32) } else { (piece + 1, 0) };
        true
    }

    fn look_at(&mut self, file: &FilePath, place: Spot) {
        let state = &mut self.state;
        if file.letters & state.letters != state.letters {
            return;
        }
        let Some((paths, names)) = &mut state.whole else { return };
        // A match within the name counts for more than one scattered over folders, and is found sooner.
        let name = file.name();
        let of_name = if state.special { None } else { names.score(name) };
        let mut score = match of_name {
            Some(score) => 200 + score * 2,
            None => match paths.score_quickly(&file.label) {
                Some(score) => score * 2,
                None => return,
            },
        };
        if of_name.is_some() {
            let wanted = self.query.pattern.as_str();
            if name.eq_ignore_ascii_case(wanted) {
                score += 400;
            } else if name.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted)) {
                score += 60;
            }
        }
        if state.recent_lengths.contains(&file.label.len())
            && let Some(age) = state.recent.get(&file.label)
        {
            score += 80_u32.saturating_sub(*age * 2).max(20);
        }
        state.found.push((score, place));
    }

    fn finish(&mut self) -> Ranked {
        let mut found = std::mem::take(&mut self.state.found);
        let all = Arc::new(found.iter().map(|(_, place)| *place).collect::<Vec<_>>());
        let table = self.table.clone();
        let label = |place: Spot| table.get(place.0, place.1).map_or("", |file| &*file.label);
        let order = |a: &(u32, Spot), b: &(u32, Spot)| {
            b.0.cmp(&a.0)
                .then_with(|| label(a.1).len().cmp(&label(b.1).len()))
                .then_with(|| label(a.1).cmp(label(b.1)))
        };
        if found.len() > SHOWN {
            found.select_nth_unstable_by(SHOWN, order);
            found.truncate(SHOWN);
        }
        found.sort_by(order);
        let mut items: Vec<FinderItem> = self.absolute().into_iter().collect();
        for (_, place) in found {
            if let Some(file) = table.get(place.0, place.1) {
                items.push(self.item(file));
            }
        }
        let matched = all.len();
        let pattern = self.query.pattern.clone();
        Ranked { generation: self.generation, version: self.version, items, matched, all, pattern }
    }

    /// Without a query: what was opened lately, then the files in the order of their paths.
    fn finish_empty(&mut self) -> Ranked {
        let table = self.table.clone();
        let mut files: Vec<&FilePath> = table.pieces().iter().flat_map(|piece| piece.iter()).collect();
        let recent = &self.state.recent;
        let order = |a: &&FilePath, b: &&FilePath| {
            let age = |file: &FilePath| match recent.get(&file.label) {
                Some(_) if self.state.current.as_deref() == Some(&*file.label) => u32::MAX - 1,
                Some(age) => *age,
                None => u32::MAX,
            };
            let depth = |file: &FilePath| file.label.bytes().filter(|byte| *byte == b'/').count();
            age(a).cmp(&age(b)).then_with(|| depth(a).cmp(&depth(b))).then_with(|| a.label.cmp(&b.label))
        };
        let matched = files.len();
        if files.len() > SHOWN {
            files.select_nth_unstable_by(SHOWN, order);
            files.truncate(SHOWN);
        }
        files.sort_by(order);
        let items: Vec<FinderItem> = files.into_iter().map(|file| self.item(file)).collect();
        let (generation, version) = (self.generation, self.version);
        Ranked { generation, version, items, matched, all: Arc::default(), pattern: String::new() }
    }

    fn item(&mut self, file: &FilePath) -> FinderItem {
        let split = file.name as usize;
        let mut matches = Vec::new();
        if !self.query.pattern.is_empty()
            && let Some((paths, names)) = &mut self.state.whole
        {
            // Shown where it was judged by: in the name when the whole query is there.
            let in_name = names.matches(file.name());
            matches = if in_name.is_empty() {
                paths.matches(&file.label)
            } else {
                in_name.into_iter().map(|range| range.start + split..range.end + split).collect()
            };
        }
        let folder_end = split.saturating_sub(1);
        let clip = |from: usize, until: usize| {
            matches
                .iter()
                .map(|range| range.start.clamp(from, until) - from..range.end.clamp(from, until) - from)
                .filter(|range| !range.is_empty())
                .collect::<Vec<_>>()
        };
        FinderItem {
            path: file.path(&self.root),
            name: file.name().to_owned(),
            folder: file.label.get(..folder_end).unwrap_or_default().to_owned(),
            name_matches: clip(split, file.label.len()),
            folder_matches: clip(0, folder_end),
            recent: self.state.recent.contains_key(&file.label),
        }
    }

    /// The file that was named by a full path, or by one that leads out of the project.
    fn absolute(&self) -> Option<FinderItem> {
        let given = Path::new(&self.query.pattern);
        let leads_out = given.has_root() || given.starts_with("..") || given.starts_with("~");
        if !leads_out {
            return None;
        }
        let path = self.root.join(given);
        let path = self
            .fs
            .canonicalize(&path)
            .ok()
            .filter(|path| self.fs.metadata(path).is_ok_and(|found| found.is_file()))?;
        let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        Some(FinderItem {
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            path,
            folder,
            name_matches: Vec::new(),
            folder_matches: Vec::new(),
            recent: false,
        })
    }
}

impl Job for RankJob {
    fn step(&mut self, budget: Duration, cancel: &CancelToken) -> Step {
        let started = Instant::now();
        if self.state.whole.is_none() {
            self.begin();
        }
        if self.query.pattern.is_empty() {
            let ranked = self.finish_empty();
            // The workspace may be closed.
            self.sender.send(Message::Ranked(ranked)).ok();
            return Step::Done;
        }
        while self.stretch() {
            if cancel.is_cancelled() {
                return Step::Done;
            }
            if started.elapsed() >= budget {
                return Step::Again;
            }
        }
        let ranked = self.finish();
        // The workspace may be closed.
        self.sender.send(Message::Ranked(ranked)).ok();
        Step::Done
    }
}

#[cfg(test)]
mod tests;
