//! From the edits of a reply to changes of files. All edits of a file have a place, or the file is left alone.

use std::ops::Range;

use justbuilt_text::Transaction;

use super::change::{FileChange, splice};
use super::files::{Files, resolve};
use super::find::{Found, Haystack, Level};
use super::indent::Shift;
use super::lazy::{Fault, fill};
use super::lines::{Step, bodies, diff, split, unix};
use super::ordered::{Order, Unplaced, place_hunks};
use super::place::{Bytes, Unclear, place};
use super::policy::{EmptySearch, Policy, Repeated, WholeFile};
use super::reply::{Change, FileEdit, Hunk, HunkLine, Malformed, Reply};

/// What is to be done, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files all of whose edits have a place.
    pub files: Vec<FilePlan>,
    /// Edits without one. Nothing is planned for their files.
    pub refused: Vec<Refusal>,
    /// The reply cannot be read; nothing is planned at all.
    pub malformed: Option<Malformed>,
}

/// What is to be done to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePlan {
    /// The file.
    pub path: String,
    /// What is to be done.
    pub action: Action,
    /// The least exact way one of its edits was found.
    pub level: Level,
}

/// What is to be done to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Makes it.
    Create {
        /// Its text.
        text: String,
    },
    /// Changes its text, and maybe its name.
    Change {
        /// The change.
        change: FileChange,
        /// The new name.
        move_to: Option<String>,
    },
    /// Deletes it.
    Delete,
}

/// An edit that is not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Refusal {
    /// The file.
    pub path: String,
    /// Which edit of the reply, from 0.
    pub edit: usize,
    /// Line of the reply, from 1; 0 where it is not text.
    pub line: usize,
    /// Why.
    pub reason: Reason,
    /// Lines of the file, from 1, where it could belong; for whoever asks the user.
    pub places: Vec<usize>,
}

/// Why an edit is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// What it changes is not in the file.
    #[error("the text to change is not in the file; it may have changed since the model read it")]
    NotFound,
    /// It is there more than once.
    #[error("the text to change is there more than once; say which one is meant")]
    Ambiguous,
    /// A new line is indented less than what was found allows.
    #[error("the indentation of the new lines does not fit that of the file")]
    Indentation,
    /// Blank lines differ where something is inserted.
    #[error("blank lines differ from those of the file where something is to be inserted")]
    BlankLines,
    /// It names nothing that is in the file.
    #[error("nothing says where in the file it belongs")]
    NoContext,
    /// Two edits change the same lines.
    #[error("another edit of the same reply changes the same lines")]
    Overlap,
    /// There is no such file.
    #[error("there is no such file")]
    NoFile,
    /// No file is named.
    #[error("no file is named")]
    NoName,
    /// There is one where a new one is to be.
    #[error("there is a file of that name already")]
    Exists,
    /// It looks like a part of the file.
    #[error("it looks like a part of the file, and would replace all of it")]
    Part,
    /// What an "existing code" line stands for is not clear.
    #[error("it is not clear which lines an “existing code” line stands for")]
    Marker,
    /// The file has no such line.
    #[error("the file has no such line")]
    NoLine,
}

impl Plan {
    /// Whether every edit has a place.
    pub fn is_whole(&self) -> bool {
        self.refused.is_empty() && self.malformed.is_none()
    }
}

/// Finds the places of all edits.
pub fn plan(reply: &Reply, files: &dyn Files, policy: &Policy) -> Plan {
    let mut plan = Plan::default();
    if let Some(malformed) = &reply.malformed {
        plan.malformed = Some(malformed.clone());
        return plan;
    }
    let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
    for (at, edit) in reply.edits.iter().enumerate() {
        let path = resolve(&edit.path, files, policy);
        match groups.iter_mut().find(|(other, _)| *other == path) {
            Some((_, edits)) => edits.push(at),
            None => groups.push((path, vec![at])),
        }
    }
    for (path, edits) in groups {
        let mut state = State::new(files.text(&path), policy);
        let mut refused = state.apply(reply, &edits);
        if path.is_empty() {
            refused = edits.iter().map(|&edit| (edit, Reason::NoName, Vec::new())).collect();
        }
        let moved = state.move_to.as_deref();
        if moved.is_some_and(|to| files.text(to).is_some() && to != path) {
            refused.extend(edits.first().map(|&edit| (edit, Reason::Exists, Vec::new())));
        }
        plan.refused.extend(refused.iter().map(|(edit, reason, places)| Refusal {
            path: path.clone(),
            edit: *edit,
            line: reply.edits.get(*edit).map_or(0, |edit| edit.line),
            reason: *reason,
            places: places.iter().map(|place| place + 1).collect(),
        }));
        if refused.is_empty() {
            let level = state.level;
            plan.files.push(FilePlan { path, action: state.action(), level });
        }
    }
    plan
}

type Refused = (usize, Reason, Vec<usize>);

/// A file while its edits are placed one after the other.
struct State<'a> {
    before: Option<&'a str>,
    now: Option<String>,
    change: Transaction,
    level: Level,
    move_to: Option<String>,
    policy: &'a Policy,
}

impl<'a> State<'a> {
    fn new(before: Option<&'a str>, policy: &'a Policy) -> Self {
        Self {
            before,
            now: before.map(str::to_owned),
            change: Transaction::identity(before.map_or(0, str::len)),
            level: Level::Exact,
            move_to: None,
            policy,
        }
    }

    fn action(self) -> Action {
        match (self.before, self.now) {
            (None, now) => Action::Create { text: now.unwrap_or_default() },
            (Some(_), None) => Action::Delete,
            (Some(before), Some(_)) => Action::Change {
                change: FileChange {
                    base: justbuilt_store::ContentHash::of(before.as_bytes()),
                    transaction: self.change,
                },
                move_to: self.move_to,
            },
        }
    }

    fn apply(&mut self, reply: &Reply, edits: &[usize]) -> Vec<Refused> {
        let mut refused = Vec::new();
        let mut batch: Vec<(usize, Hunk)> = Vec::new();
        for &at in edits {
            let Some(edit) = reply.edits.get(at) else { continue };
            if let (Change::Replace { search, replace }, Some(_)) = (&edit.change, &self.now)
                && !search.trim().is_empty()
            {
                batch.push((at, block(edit, search, replace)));
                continue;
            }
            refused.extend(self.blocks(std::mem::take(&mut batch)));
            if let Err((reason, places)) = self.one(&edit.change) {
                refused.push((at, reason, places));
            }
        }
        refused.extend(self.blocks(batch));
        refused
    }

    /// Blocks of lines: all that have a place, then those that have one after these were changed.
    fn blocks(&mut self, mut batch: Vec<(usize, Hunk)>) -> Vec<Refused> {
        let strict = Policy { repeated: Repeated::Ask, ..*self.policy };
        let mut policy = strict;
        while !batch.is_empty() {
            let now = self.now.clone().unwrap_or_default();
            let hay = Haystack::new(split(&now));
            let hunks: Vec<Hunk> = batch.iter().map(|(_, hunk)| hunk.clone()).collect();
            let results = place_hunks(&hay, &hunks, Order::Likely, &policy);
            let mut bytes = Vec::new();
            let mut left = Vec::new();
            let mut refused = Vec::new();
            for (block, result) in batch.into_iter().zip(results) {
                match result {
                    Ok(placed) => {
                        self.level = self.level.max(placed.level);
                        bytes.extend(placed.bytes);
                    }
                    Err(unplaced) => {
                        let (reason, places) = explain(unplaced);
                        refused.push((block.0, reason, places));
                        left.push(block);
                    }
                }
            }
            let progress = left.len() < hunks.len();
            self.edit(&now, bytes);
            batch = left;
            if !progress {
                if policy == *self.policy {
                    return refused;
                }
                policy = *self.policy;
            }
        }
        Vec::new()
    }

    fn edit(&mut self, now: &str, mut bytes: Vec<Bytes>) {
        bytes.sort_by_key(|(range, _)| (range.start, range.end));
        let step = Transaction::from_edits(now.len(), bytes);
        self.now = Some(splice(now, &step));
        self.change = std::mem::replace(&mut self.change, Transaction::identity(0)).compose(step);
    }

    fn one(&mut self, change: &Change) -> Result<(), (Reason, Vec<usize>)> {
        let none = Vec::new;
        let now = self.now.clone();
        match (change, now) {
            (Change::Replace { replace, .. }, None) if replace.is_empty() => Err((Reason::NoContext, none())),
            (Change::Replace { search, .. }, None) if !search.trim().is_empty() => {
                Err((Reason::NoFile, none()))
            }
            (
                Change::Replace { replace: text, .. } | Change::Create { text, .. } | Change::Whole { text },
                None,
            ) => {
                self.now = Some(text.clone());
                Ok(())
            }
            (_, None) => Err((Reason::NoFile, none())),
            (Change::Replace { replace, .. }, Some(now)) => self.append(&now, replace),
            (Change::Substring { search, replace, all }, Some(now)) => {
                self.substring(&now, search, replace, *all)
            }
            (Change::Hunks { hunks, move_to }, Some(now)) => {
                self.move_to = move_to.clone().or(self.move_to.take());
                self.hunks(&now, hunks)
            }
            (Change::InsertAfter { line, text }, Some(now)) => self.insert(&now, *line, text),
            (Change::Create { overwrite: false, .. }, Some(now)) if !now.is_empty() => {
                Err((Reason::Exists, none()))
            }
            (Change::Create { text, .. }, Some(now)) => {
                self.rewrite(&now, &bodies(text));
                Ok(())
            }
            (Change::Whole { text }, Some(now)) => self.whole(&now, text),
            (Change::Delete, Some(_)) => {
                self.now = None;
                Ok(())
            }
            (Change::Move { to }, Some(_)) => {
                self.move_to = Some(to.clone());
                Ok(())
            }
        }
    }

    fn hunks(&mut self, now: &str, hunks: &[Hunk]) -> Result<(), (Reason, Vec<usize>)> {
        let hay = Haystack::new(split(now));
        let hunks: Vec<Hunk> = hunks.iter().filter(|hunk| hunk.changes()).cloned().collect();
        let mut bytes = Vec::new();
        if hay.lines.is_empty()
            && hunks.iter().all(|hunk| hunk.lines.iter().all(|line| matches!(line, HunkLine::Add(_))))
        {
            let lines = hunks.iter().flat_map(|hunk| &hunk.lines);
            let text: String = lines
                .filter_map(
                    |line| if let HunkLine::Add(text) = line { Some(format!("{text}\n")) } else { None },
                )
                .collect();
            self.edit(now, vec![(now.len()..now.len(), text)]);
            return Ok(());
        }
        for result in place_hunks(&hay, &hunks, Order::Sure, self.policy) {
            let placed = result.map_err(explain)?;
            self.level = self.level.max(placed.level);
            bytes.extend(placed.bytes);
        }
        self.edit(now, bytes);
        Ok(())
    }

    fn append(&mut self, now: &str, text: &str) -> Result<(), (Reason, Vec<usize>)> {
        if !now.trim().is_empty() && self.policy.empty_search == EmptySearch::Ask {
            return Err((Reason::NoContext, Vec::new()));
        }
        let rows = split(now).len();
        self.insert(now, rows, text)
    }

    fn insert(&mut self, now: &str, line: usize, text: &str) -> Result<(), (Reason, Vec<usize>)> {
        let hay = Haystack::new(split(now));
        if line > hay.lines.len() {
            return Err((Reason::NoLine, Vec::new()));
        }
        let lines = bodies(text).into_iter().map(|line| HunkLine::Add(line.to_owned())).collect();
        let hunk = Hunk { lines, ..Hunk::default() };
        let found =
            Found { lines: Vec::new(), start: line, end: line, level: Level::Exact, shift: Shift::Same };
        let bytes = place(&hay, &hunk, &found, false).map_err(|unclear| (reason(unclear), Vec::new()))?;
        self.edit(now, bytes);
        Ok(())
    }

    fn substring(
        &mut self,
        now: &str,
        search: &str,
        replace: &str,
        all: bool,
    ) -> Result<(), (Reason, Vec<usize>)> {
        if search.is_empty() {
            return self.append(now, replace);
        }
        let crlf = now.contains("\r\n");
        let search = unix(search);
        let replace = unix(replace);
        let found = occurrences(now, &search, crlf);
        let rows: Vec<usize> = found
            .iter()
            .map(|range| now.get(..range.start).map_or(0, |text| text.matches('\n').count()))
            .collect();
        let overlap = found.iter().zip(found.iter().skip(1)).any(|(a, b)| b.start < a.end);
        if found.len() > 1 && ((!all && self.policy.repeated == Repeated::Ask) || (all && overlap)) {
            return Err((Reason::Ambiguous, rows));
        }
        if found.is_empty() {
            // Not to the byte: then by whole lines, as blocks are.
            let edit = FileEdit { path: String::new(), change: Change::Delete, line: 0 };
            let hunk = block(&edit, &search, &replace);
            return match self.blocks(vec![(0, hunk)]).pop() {
                None => Ok(()),
                Some((_, reason, places)) => Err((reason, places)),
            };
        }
        let text = if crlf { replace.replace('\n', "\r\n") } else { replace.into_owned() };
        let count = if all { found.len() } else { 1 };
        self.edit(now, found.into_iter().take(count).map(|range| (range, text.clone())).collect());
        Ok(())
    }

    fn whole(&mut self, now: &str, text: &str) -> Result<(), (Reason, Vec<usize>)> {
        let old: Vec<&str> = split(now).into_iter().map(|line| line.text).collect();
        let new = bodies(text);
        let filled = match fill(&old, &new) {
            Ok(lines) => lines,
            Err(Fault::Part) if self.policy.whole_file == WholeFile::Replace || old.is_empty() => new,
            Err(Fault::Part) => return Err((Reason::Part, Vec::new())),
            Err(Fault::Mark(_)) => return Err((Reason::Marker, Vec::new())),
        };
        self.rewrite(now, &filled);
        Ok(())
    }

    /// Makes the lines of the file these, changing only those that differ.
    fn rewrite(&mut self, now: &str, new: &[&str]) {
        let hay = Haystack::new(split(now));
        let old: Vec<&str> = hay.lines.iter().map(|line| line.text).collect();
        let hunk = Hunk { lines: hunk_lines(&old, new), ..Hunk::default() };
        let found = Found {
            lines: (0..old.len()).map(Some).collect(),
            start: 0,
            end: old.len(),
            level: Level::Exact,
            shift: Shift::Same,
        };
        if let Ok(bytes) = place(&hay, &hunk, &found, false) {
            self.edit(now, bytes);
        }
    }
}

/// Where `search`, with `\n` at line ends, is in a text, by its own line ends.
fn occurrences(text: &str, search: &str, crlf: bool) -> Vec<Range<usize>> {
    let find = |search: &str| -> Vec<Range<usize>> {
        let mut all = Vec::new();
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find(search)) {
            let start = from + at;
            all.push(start..start + search.len());
            // Places that overlap are two places.
            from = start + search.chars().next().map_or(1, char::len_utf8);
        }
        all
    };
    let mut all = find(search);
    if crlf && search.contains('\n') {
        all.extend(find(&search.replace('\n', "\r\n")));
    }
    all
}

fn block(edit: &FileEdit, search: &str, replace: &str) -> Hunk {
    Hunk { lines: hunk_lines(&bodies(search), &bodies(replace)), line: edit.line, ..Hunk::default() }
}

fn hunk_lines(old: &[&str], new: &[&str]) -> Vec<HunkLine> {
    let text = |lines: &[&str], at: usize| lines.get(at).copied().unwrap_or_default().to_owned();
    diff(old, new)
        .into_iter()
        .map(|step| match step {
            Step::Same(at, _) => HunkLine::Context(text(old, at)),
            Step::Removed(at) => HunkLine::Remove(text(old, at)),
            Step::Added(at) => HunkLine::Add(text(new, at)),
        })
        .collect()
}

fn reason(unclear: Unclear) -> Reason {
    match unclear {
        Unclear::Indentation => Reason::Indentation,
        Unclear::BlankLines => Reason::BlankLines,
    }
}

fn explain(unplaced: Unplaced) -> (Reason, Vec<usize>) {
    match unplaced {
        Unplaced::Nowhere(places) => (Reason::NotFound, places),
        Unplaced::Ambiguous(places) => (Reason::Ambiguous, places),
        Unplaced::Unclear(unclear, places) => (reason(unclear), places),
        Unplaced::NoContext => (Reason::NoContext, Vec::new()),
        Unplaced::Overlap(places) => (Reason::Overlap, places),
    }
}
