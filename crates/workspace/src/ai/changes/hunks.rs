//! Hunks: whole lines of a text that become others. Each stands for itself: it is kept, dropped or written anew by the
//! user, moves along with what happens around it, and is in conflict for as long as its own lines are not what they
//! were.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_ai::edits::carry;
use justbuilt_text::{Bias, Text, Transaction};

use crate::ai::{ChangeHunk, HunkState};

/// Whole lines that become others.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Hunk {
    /// Bytes of the text that go.
    pub old: Range<usize>,
    /// What stands there, when it is not in conflict.
    pub was: Arc<str>,
    /// The lines before and after, of one that only inserts: to know its place again.
    around: (Arc<str>, Arc<str>),
    /// What comes.
    pub text: Arc<str>,
    /// What the user wrote in its place.
    pub written: Option<Arc<str>>,
    pub keep: bool,
    pub conflict: bool,
}

impl Hunk {
    pub fn new(base: &Text, old: Range<usize>, text: impl Into<Arc<str>>) -> Self {
        let was: Arc<str> = Arc::from(&*base.slice(old.clone()));
        let around = if was.is_empty() { around(base, &old) } else { (Arc::from(""), Arc::from("")) };
        Self { old, was, around, text: text.into(), written: None, keep: true, conflict: false }
    }

    /// What comes, the user's own words first.
    pub fn with(&self) -> &Arc<str> {
        self.written.as_ref().unwrap_or(&self.text)
    }

    /// Whether it is made when its file is.
    pub fn is_made(&self) -> bool {
        self.keep && !self.conflict
    }

    pub fn state(&self) -> HunkState {
        match (self.conflict, self.keep, &self.written) {
            (true, _, _) => HunkState::Conflict,
            (_, false, _) => HunkState::Dropped,
            (_, _, Some(_)) => HunkState::Written,
            (_, _, None) => HunkState::Kept,
        }
    }

    /// Whether its lines are in the text already, so that nothing is left to do.
    pub fn is_done(&self, base: &Text) -> bool {
        self.conflict && self.old.end <= base.len() && base.slice(self.old.clone()) == **self.with()
    }

    /// Where its lines stand again, within what became of their place.
    fn found(&self, now: &Text) -> Option<Range<usize>> {
        if self.stands(now) {
            return Some(self.old.clone());
        }
        if self.was.is_empty() || self.old.end > now.len() {
            return None;
        }
        let place = now.slice(self.old.clone());
        let mut found = place.match_indices(&*self.was).map(|(at, _)| self.old.start + at);
        let (at, None) = (found.next()?, found.next()) else { return None };
        let whole = now.line_start(now.line_of(at)) == at;
        whole.then(|| at..at + self.was.len())
    }

    fn stands(&self, base: &Text) -> bool {
        self.old.end <= base.len()
            && base.is_boundary(self.old.start)
            && base.is_boundary(self.old.end)
            && base.slice(self.old.clone()) == *self.was
            && (!self.was.is_empty() || around(base, &self.old) == self.around)
    }
}

fn around(base: &Text, at: &Range<usize>) -> (Arc<str>, Arc<str>) {
    let line = base.line_of(at.start.min(base.len()));
    let before = match line.checked_sub(1) {
        Some(above) if base.line_start(line) == at.start => Arc::from(&*base.slice(base.line_content(above))),
        _ => Arc::from(&*base.slice(base.line_start(line)..at.start)),
    };
    (before, Arc::from(&*base.slice(at.end..base.line_content(base.line_of(at.end)).end.max(at.end))))
}

/// Moves hunks of `before` along with what became of it. True when one came into conflict, or out of it.
pub(crate) fn follow(hunks: &mut [Hunk], before: &Text, since: &Transaction, after: &Text) -> bool {
    let mut changed = false;
    for hunk in hunks {
        let was = hunk.conflict;
        if !hunk.conflict {
            match carry(before, hunk.old.clone(), hunk.with(), since) {
                Ok(place) => {
                    hunk.old = place;
                    continue;
                }
                Err(_) => hunk.conflict = true,
            }
        }
        let start = since.map(hunk.old.start.min(before.len()), Bias::Left);
        hunk.old = start..since.map(hunk.old.end.min(before.len()), Bias::Right).max(start);
        if let Some(place) = hunk.found(after) {
            (hunk.old, hunk.conflict) = (place, false);
        }
        changed |= was != hunk.conflict;
    }
    changed
}

/// The change that makes all hunks `made` says yes to.
pub(crate) fn transaction(base: &Text, hunks: &[Hunk], made: impl Fn(&Hunk) -> bool) -> Transaction {
    let mut edits: Vec<(Range<usize>, &str)> = Vec::new();
    for hunk in hunks.iter().filter(|hunk| made(hunk)) {
        // Never two in one place, whatever was done to the text.
        if edits.last().is_none_or(|(last, _)| last.end <= hunk.old.start) && hunk.old.end <= base.len() {
            edits.push((hunk.old.clone(), hunk.with()));
        }
    }
    Transaction::from_edits(base.len(), edits)
}

/// What takes the hunks back that `made` says yes to: hunks of the text that is there once they are made.
pub(crate) fn inverse(after: &Text, hunks: &[Hunk], made: impl Fn(&Hunk) -> bool) -> Vec<Hunk> {
    let mut shift = 0_isize;
    let mut last = 0;
    let mut back = Vec::new();
    for hunk in hunks.iter().filter(|hunk| made(hunk)) {
        if hunk.old.start < last {
            continue;
        }
        last = hunk.old.end;
        let start = hunk.old.start.saturating_add_signed(shift);
        let new = hunk.with().len();
        back.push(Hunk::new(after, start..start + new, Arc::clone(&hunk.was)));
        shift += new as isize - hunk.old.len() as isize;
    }
    back
}

/// Whole lines, and the replacements in them.
type Group<'a> = (Range<usize>, Vec<(Range<usize>, &'a str)>);

/// The hunks of a change of `base`: neighbouring lines belong together.
pub(crate) fn of_change(base: &Text, change: &Transaction) -> Vec<Hunk> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for edit in change.edits() {
        let lines = whole_lines(base, &edit.old, edit.inserted);
        match groups.last_mut() {
            Some((range, edits)) if lines.start <= range.end => {
                range.end = range.end.max(lines.end);
                edits.push((edit.old, edit.inserted));
            }
            _ => groups.push((lines, vec![(edit.old, edit.inserted)])),
        }
    }
    let hunk = |(mut range, edits): Group<'_>| {
        let mut text = assembled(base, &range, &edits);
        if !text.is_empty() && !text.ends_with('\n') && range.end < base.len() {
            range.end = line_after(base, range.end);
            text = assembled(base, &range, &edits);
        }
        (base.slice(range.clone()) != text.as_str()).then(|| Hunk::new(base, range, text))
    };
    groups.into_iter().filter_map(hunk).collect()
}

fn assembled(base: &Text, range: &Range<usize>, edits: &[(Range<usize>, &str)]) -> String {
    let mut text = String::new();
    let mut at = range.start;
    for (old, inserted) in edits {
        text.push_str(&base.slice(at..old.start));
        text.push_str(inserted);
        at = old.end;
    }
    text.push_str(&base.slice(at..range.end.max(at)));
    text
}

/// The lines that a replacement touches. One that only inserts lines touches none.
fn whole_lines(base: &Text, old: &Range<usize>, inserted: &str) -> Range<usize> {
    let start = base.line_start(base.line_of(old.start));
    let at_start = |at: usize| base.line_start(base.line_of(at)) == at;
    let only_lines = old.is_empty() && start == old.start && inserted.ends_with('\n');
    let ends = !old.is_empty() && at_start(old.end) && (inserted.is_empty() || inserted.ends_with('\n'));
    let at_end = old.is_empty() && old.end == base.len() && start == old.end;
    if only_lines || ends || at_end { start..old.end } else { start..line_after(base, old.end) }
}

fn line_after(base: &Text, at: usize) -> usize {
    base.line_range(base.line_of(at)).end
}

/// As the face sees them.
pub(crate) fn shown(base: &Text, hunks: &[Hunk]) -> Vec<ChangeHunk> {
    let mut shift = 0_isize;
    let lines = |text: &str| {
        text.bytes().filter(|byte| *byte == b'\n').count()
            + usize::from(!text.is_empty() && !text.ends_with('\n'))
    };
    hunks
        .iter()
        .map(|hunk| {
            let first = base.line_of(hunk.old.start.min(base.len()));
            let removed = lines(&base.slice(hunk.old.start.min(base.len())..hunk.old.end.min(base.len())));
            let added = lines(hunk.with());
            let new = first.saturating_add_signed(shift);
            let state = hunk.state();
            if state != HunkState::Conflict {
                shift += added as isize - removed as isize;
            }
            ChangeHunk {
                old: first..first + removed,
                new: new..new + added,
                text: hunk.with().to_string(),
                state,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests;
