//! The log of what was used: JSON lines in the state folder, only ever appended to. Several processes write at once;
//! each has the log alone from reading the sums to writing its line, so that two do not spend the same money. Where the
//! lines are kept is a [`UsageLog`]'s; what a budget allows is decided in the crate `ai`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_ai::budget::{Budget, Estimate, Refusal, check};
use justbuilt_ai::meter::{Entry, Meter, State};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

#[cfg(not(target_arch = "wasm32"))]
pub mod native;

/// Why the log could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("could not {what} the log of what was spent{}: {reason}", at(.path))]
pub struct LogFault {
    /// What was being done: `read`, `write`, …
    pub what: &'static str,
    /// Where the log is; empty in memory.
    pub path: PathBuf,
    /// Why not.
    pub reason: String,
}

fn at(path: &Path) -> String {
    if path.as_os_str().is_empty() { String::new() } else { format!(", {}", path.display()) }
}

/// What was appended to a log since it was looked at last.
#[derive(Clone, Copy, Debug)]
pub struct Tail<'a> {
    /// The bytes.
    pub bytes: &'a [u8],
    /// The log is shorter than it was: these are all of its bytes.
    pub anew: bool,
}

/// Where the lines of the log are kept. Waits for the disk and for other processes: call it in the background.
pub trait UsageLog: Send + Sync {
    /// Hands over what stands behind the first `known` bytes of the log below `state`, and appends what comes back,
    /// with nothing of anybody else's in between. Returns how long the log is then, in bytes. With `look` nothing is
    /// appended, and no log is made where there is none.
    ///
    /// # Errors
    /// [`LogFault`]; nothing was appended then, or only a part of it.
    fn exchange(
        &self,
        state: Option<&Path>,
        known: u64,
        look: bool,
        take: &mut dyn FnMut(Tail<'_>) -> Vec<u8>,
    ) -> Result<u64, LogFault>;

    /// Names this run of the program, for what it has under way: until this value is dropped or the program ends,
    /// however it does, others see that it runs. Empty where that cannot be seen.
    ///
    /// # Errors
    /// [`LogFault`].
    fn running(&self, _state: Option<&Path>) -> Result<String, LogFault> {
        Ok(String::new())
    }

    /// Whether the run of this name has ended.
    fn has_ended(&self, _state: Option<&Path>, _by: &str) -> bool {
        false
    }
}

/// A log in memory, as long as the value lives. Clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct MemoryLog(Arc<Mutex<Vec<u8>>>);

impl MemoryLog {
    /// What was written.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock()).into_owned()
    }
}

impl UsageLog for MemoryLog {
    fn exchange(
        &self,
        _state: Option<&Path>,
        known: u64,
        look: bool,
        take: &mut dyn FnMut(Tail<'_>) -> Vec<u8>,
    ) -> Result<u64, LogFault> {
        let mut log = self.0.lock();
        let from = usize::try_from(known).ok().and_then(|known| log.get(known..));
        let more = take(Tail { bytes: from.unwrap_or(&log), anew: from.is_none() });
        if !look {
            log.extend(more);
        }
        Ok(log.len() as u64)
    }
}

/// A line: what is known of a request now, or that it never was.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// It was not taken, and cost nothing.
    Forget {
        /// The request.
        forget: String,
    },
    /// What is known of it.
    Entry(Box<Entry>),
}

impl Line {
    /// What is known of a request.
    pub fn of(entry: &Entry) -> Self {
        Line::Entry(Box::new(entry.clone()))
    }

    /// That a request cost nothing.
    pub fn forget(request: &str) -> Self {
        Line::Forget { forget: request.to_owned() }
    }
}

/// The log, and what it says. Clones share what was read.
#[derive(Clone)]
pub struct Ledger {
    log: Arc<dyn UsageLog>,
    state: Option<PathBuf>,
    read: Arc<Mutex<Read>>,
}

#[derive(Debug, Default)]
struct Read {
    meter: Meter,
    known: u64,
    /// What stands behind the last line break: no whole line yet, or one that a killed process left.
    rest: Vec<u8>,
    unreadable: usize,
}

impl Read {
    fn take(&mut self, tail: Tail<'_>) {
        if tail.anew {
            *self = Self::default();
        }
        self.rest.extend_from_slice(tail.bytes);
        let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') else { return };
        let after = self.rest.split_off(end + 1);
        let whole = std::mem::replace(&mut self.rest, after);
        for line in whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match serde_json::from_slice::<Line>(line) {
                Ok(Line::Entry(entry)) => self.meter.put(*entry),
                Ok(Line::Forget { forget }) => self.meter.forget(&forget),
                Err(_) => self.unreadable += 1,
            }
        }
    }
}

impl Ledger {
    /// The log below the state folder; without one, the log keeps it as it can.
    pub fn new(log: Arc<dyn UsageLog>, state: Option<PathBuf>) -> Self {
        Self { log, state, read: Arc::default() }
    }

    /// Looks at all that was used.
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn with<T>(&self, look: impl FnOnce(&Meter) -> T) -> Result<T, LogFault> {
        let mut read = self.read.lock();
        self.exchange(&mut read, true, |_| Vec::new())?;
        Ok(look(&read.meter))
    }

    /// All that was used, and how many lines could not be read (a torn one is no reason to say nothing).
    ///
    /// # Errors
    /// The log cannot be read.
    pub fn read(&self) -> Result<(Meter, usize), LogFault> {
        let mut read = self.read.lock();
        self.exchange(&mut read, true, |_| Vec::new())?;
        // A last line without an end is one that was torn.
        let torn = usize::from(!read.rest.is_empty());
        Ok((read.meter.clone(), read.unreadable + torn))
    }

    /// Lets a request out, if the budgets allow it: `entry` then says that it is under way.
    ///
    /// # Errors
    /// The log cannot be read or written; nothing goes out that is not counted.
    pub fn begin(
        &self,
        budgets: &[Budget],
        estimate: &Estimate,
        entry: &Entry,
    ) -> Result<Result<(), Refusal>, LogFault> {
        let lines = self.signed(vec![Line::of(entry)])?;
        let mut refused = Ok(());
        let mut read = self.read.lock();
        self.exchange(&mut read, false, |meter| {
            refused = check(budgets, meter, &entry.about, estimate, entry.day);
            if refused.is_ok() { lines } else { Vec::new() }
        })?;
        Ok(refused)
    }

    /// Writes what is known now.
    ///
    /// # Errors
    /// The log cannot be written.
    pub fn write(&self, lines: &[Line]) -> Result<(), LogFault> {
        if lines.is_empty() {
            return Ok(());
        }
        let lines = self.signed(lines.to_vec())?;
        let mut read = self.read.lock();
        self.exchange(&mut read, false, |_| lines)
    }

    /// Finds requests that are under way in the log and whose program has ended, by a kill perhaps: what they cost
    /// nobody knows any more, so they become [`State::Unknown`]. Returns how many.
    ///
    /// # Errors
    /// The log cannot be read or written.
    pub fn settle(&self) -> Result<usize, LogFault> {
        let mut runs: Vec<String> = self.with(|meter| {
            let open = meter.entries().filter(|entry| entry.state == State::Open);
            open.map(|entry| entry.by.clone()).collect()
        })?;
        runs.sort();
        runs.dedup();
        runs.retain(|by| self.log.has_ended(self.state.as_deref(), by));
        if runs.is_empty() {
            return Ok(0);
        }
        self.rewrite(|entry| {
            let lost = entry.state == State::Open && runs.contains(&entry.by);
            lost.then(|| Line::of(&Entry { state: State::Unknown, by: String::new(), ..entry.clone() }))
        })
    }

    /// Decides what requests cost of which nobody knows it: as much as they can have, or nothing. Returns how many.
    ///
    /// # Errors
    /// The log cannot be read or written.
    pub fn decide(&self, counted: bool) -> Result<usize, LogFault> {
        self.rewrite(|entry| {
            (entry.state == State::Unknown).then(|| match counted {
                true => Line::of(&Entry { state: State::Estimated, ..entry.clone() }),
                false => Line::forget(&entry.request),
            })
        })
    }

    /// Writes a new line for each request of which `line` makes one.
    fn rewrite(&self, line: impl Fn(&Entry) -> Option<Line>) -> Result<usize, LogFault> {
        let mut count = 0;
        let mut read = self.read.lock();
        self.exchange(&mut read, false, |meter| {
            let lines: Vec<Line> = meter.entries().filter_map(&line).collect();
            count = lines.len();
            lines
        })?;
        Ok(count)
    }

    /// Who has a request under way that is in these lines.
    fn signed(&self, mut lines: Vec<Line>) -> Result<Vec<Line>, LogFault> {
        for line in &mut lines {
            if let Line::Entry(entry) = line
                && entry.state == State::Open
                && entry.by.is_empty()
            {
                entry.by = self.log.running(self.state.as_deref())?;
            }
        }
        Ok(lines)
    }

    /// Reads what is new, and appends the lines that `decide` gives.
    fn exchange(
        &self,
        read: &mut Read,
        look: bool,
        decide: impl FnOnce(&Meter) -> Vec<Line>,
    ) -> Result<(), LogFault> {
        let mut decide = Some(decide);
        let known = read.known;
        let mut encoded = Ok(());
        let length = self.log.exchange(self.state.as_deref(), known, look, &mut |tail| {
            read.take(tail);
            let lines = decide.take().map(|decide| decide(&read.meter)).unwrap_or_default();
            let mut bytes = Vec::new();
            // What a killed process left unfinished must not take this line with it.
            if !read.rest.is_empty() && !lines.is_empty() {
                bytes.push(b'\n');
            }
            for line in &lines {
                if let Err(error) = serde_json::to_writer(&mut bytes, line) {
                    encoded = Err(error);
                    return Vec::new();
                }
                bytes.push(b'\n');
            }
            read.take(Tail { bytes: &bytes, anew: false });
            bytes
        });
        match length {
            Ok(length) => read.known = length,
            // What was taken in may not have been written: all is read again.
            Err(fault) => {
                *read = Read { known: u64::MAX, ..Read::default() };
                return Err(fault);
            }
        }
        let path = self.state.clone().unwrap_or_default();
        encoded.map_err(|error| LogFault { what: "write", path, reason: error.to_string() })
    }
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger").field("state", &self.state).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
