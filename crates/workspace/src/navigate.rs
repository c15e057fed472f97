//! Places one has been to: back and forward, as in a browser. Positions follow edits while their document is
//! open. What goes to lines and symbols is in `commands`.

pub mod commands;

use std::path::PathBuf;

use justbuilt_text::{Bias, Text, Transaction};

use crate::ids::DocumentId;

/// How many places are kept.
const KEPT: usize = 100;
/// Places closer than this many lines count as the same.
const NEAR_LINES: usize = 10;

/// A place one has been to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    pub document: DocumentId,
    /// To open it again when it was closed.
    pub path: Option<PathBuf>,
    pub byte: usize,
    pub line: usize,
}

/// The places, and where among them one is.
#[derive(Debug, Default)]
pub(crate) struct Navigation {
    visits: Vec<Visit>,
    /// Places before this index are behind, the others ahead.
    at: usize,
}

impl Navigation {
    /// Remembers the place one is leaving by a jump; what was ahead is forgotten.
    pub(crate) fn leave(&mut self, visit: Visit) {
        self.visits.truncate(self.at);
        if self.visits.last().is_some_and(|last| last.near(&visit)) {
            self.visits.pop();
        }
        self.visits.push(visit);
        if self.visits.len() > KEPT {
            self.visits.remove(0);
        }
        self.at = self.visits.len();
    }

    /// Steps back from `here`.
    pub(crate) fn back(&mut self, here: Option<Visit>) -> Option<Visit> {
        let mut target = self.at.checked_sub(1)?;
        if let Some(here) = here {
            // The place one is at may be the last one remembered: then one step is not enough.
            if self.visits.get(target).is_some_and(|visit| visit.near(&here)) {
                self.put(target, here);
                target = target.checked_sub(1)?;
            } else if self.at == self.visits.len() {
                self.visits.push(here);
            } else {
                self.put(self.at, here);
            }
        }
        self.at = target;
        self.visits.get(target).cloned()
    }

    /// Steps forward.
    pub(crate) fn forward(&mut self) -> Option<Visit> {
        let target = self.at + 1;
        let visit = self.visits.get(target).cloned()?;
        self.at = target;
        Some(visit)
    }

    /// Whether there is something behind, something ahead.
    pub(crate) fn can_go(&self) -> (bool, bool) {
        (self.at > 0, self.at + 1 < self.visits.len())
    }

    /// Moves positions along with an edit.
    pub(crate) fn edited(&mut self, document: DocumentId, transaction: &Transaction, text: &Text) {
        for visit in self.visits.iter_mut().filter(|visit| visit.document == document) {
            visit.byte = transaction.map(visit.byte, Bias::Left).min(text.len());
            visit.line = text.line_of(visit.byte);
        }
    }

    /// A closed document got a new id by being opened again.
    pub(crate) fn reopened(&mut self, path: &std::path::Path, document: DocumentId) {
        for visit in self.visits.iter_mut().filter(|visit| visit.path.as_deref() == Some(path)) {
            visit.document = document;
        }
    }

    fn put(&mut self, index: usize, visit: Visit) {
        if let Some(slot) = self.visits.get_mut(index) {
            *slot = visit;
        }
    }
}

impl Visit {
    fn near(&self, other: &Visit) -> bool {
        let same = self.document == other.document || (self.path.is_some() && self.path == other.path);
        same && self.line.abs_diff(other.line) < NEAR_LINES
    }
}

#[cfg(test)]
mod tests;
