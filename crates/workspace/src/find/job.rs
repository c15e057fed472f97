//! Looks for all matches in a text, in the background and in slices: the first ones are sent early, so that they are
//! marked while the rest is counted.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{CancelToken, Job, Sender, Step};
use justbuilt_text::Text;
use justbuilt_text::search::Searcher;
use web_time::Instant;

use super::MAX_MATCHES;
use crate::event::Event;
use crate::ids::ViewId;

/// How much text is searched between two looks at the clock, in bytes.
const STRIDE: usize = 1 << 20;
/// Matches across two stretches are found up to this length, in bytes.
const LONGEST: usize = 64 << 10;

/// Matches, so far or in all.
pub(crate) struct Found {
    pub view: ViewId,
    pub generation: u64,
    pub matches: Vec<Range<usize>>,
    pub count: usize,
    pub complete: bool,
}

/// The search.
pub(crate) struct FindTask {
    view: ViewId,
    generation: u64,
    searcher: Arc<Searcher>,
    text: Text,
    scope: Vec<Range<usize>>,
    at: usize,
    matches: Vec<Range<usize>>,
    count: usize,
    sent: bool,
    sender: Sender<Event>,
}

impl FindTask {
    pub(crate) fn new(
        view: ViewId,
        generation: u64,
        searcher: Arc<Searcher>,
        text: Text,
        scope: Option<Arc<[Range<usize>]>>,
        sender: Sender<Event>,
    ) -> Self {
        let whole = 0..text.len();
        let mut scope = scope.map_or_else(|| Vec::from([whole]), |scope| scope.to_vec());
        scope.reverse();
        let at = scope.last().map_or(0, |range| range.start);
        Self {
            view,
            generation,
            searcher,
            text,
            scope,
            at,
            matches: Vec::new(),
            count: 0,
            sent: false,
            sender,
        }
    }

    fn send(&mut self, complete: bool) {
        let matches = if complete { std::mem::take(&mut self.matches) } else { self.matches.clone() };
        let found =
            Found { view: self.view, generation: self.generation, matches, count: self.count, complete };
        self.sent = true;
        // The workspace may be gone.
        self.sender.send(Event::Found(found)).ok();
    }

    /// Searches a stretch; false when there is no more. Matches that begin in the stretch may end after it.
    fn stretch(&mut self) -> bool {
        let Some(range) = self.scope.last().cloned() else { return false };
        let until = self.text.clamp_boundary(self.at.saturating_add(STRIDE).min(range.end));
        let last = until >= range.end;
        let end = if last { range.end } else { until.saturating_add(LONGEST).min(range.end) };
        let mut next = until;
        for found in self.searcher.find_iter(&self.text, self.at..end) {
            let found = found.range;
            if found.start >= until && !last {
                break;
            }
            next = next.max(found.end);
            self.count += 1;
            if self.matches.len() < MAX_MATCHES {
                self.matches.push(found);
            }
        }
        self.at = next;
        if last || next >= range.end {
            self.scope.pop();
            self.at = self.scope.last().map_or(0, |range| range.start);
        }
        !self.scope.is_empty()
    }
}

impl Job for FindTask {
    fn step(&mut self, budget: Duration, cancel: &CancelToken) -> Step {
        let started = Instant::now();
        loop {
            if cancel.is_cancelled() {
                return Step::Done;
            }
            if !self.stretch() {
                self.send(true);
                return Step::Done;
            }
            if !self.sent && self.count > 0 {
                self.send(false);
            }
            if started.elapsed() >= budget {
                return Step::Again;
            }
        }
    }
}

#[cfg(test)]
mod tests;
