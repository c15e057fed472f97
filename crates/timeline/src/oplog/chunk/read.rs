//! Reading a chunk: operations, their moments, whole runs as single changes, parts and joins of chunks.

use std::ops::Range;

use justbuilt_base::Timestamp;
use smallvec::SmallVec;

use super::{Chunk, Run, Shape, StepRun};
use crate::op::TICK;
use crate::{OpMeta, Operation, Splice, Step};

/// One contiguous change with its text borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// Where, in bytes of the text before it.
    pub at: usize,
    /// Bytes that go.
    pub delete: usize,
    /// Text that comes.
    pub insert: &'a str,
}

impl Chunk {
    /// How many operations reach up to an index of the chunk, and where the last of them ends: `index` itself unless
    /// detail was thinned out there.
    pub fn operations_at(&self, index: usize) -> (usize, usize) {
        if self.ends.is_empty() {
            let index = index.min(self.count());
            return (index, index);
        }
        let operations = self.ends.partition_point(|end| *end as usize <= index);
        (operations, self.end_of(operations))
    }

    /// The index in the chunk after its first `operations`.
    pub fn end_of(&self, operations: usize) -> usize {
        match operations.checked_sub(1) {
            None => 0,
            Some(last) => self.ends.get(last).map_or(operations, |end| *end as usize),
        }
    }

    /// The step of an operation.
    pub fn step(&self, operation: usize) -> Step {
        let operation = operation as u32;
        let run = self.steps.partition_point(|run| run.first <= operation);
        Step(run.checked_sub(1).and_then(|run| self.steps.get(run)).map_or(0, |run| run.at(operation)))
    }

    /// The time of an operation.
    pub fn time(&self, operation: usize) -> Timestamp {
        let operation = operation as u32;
        let change = self.times.partition_point(|(first, _)| *first <= operation);
        let ticks =
            change.checked_sub(1).and_then(|change| self.times.get(change)).map_or(0, |change| change.1);
        Timestamp(ticks.saturating_mul(TICK))
    }

    /// Step and time of the last operation.
    pub fn last(&self) -> Option<(Step, Timestamp)> {
        let last = self.count().checked_sub(1)?;
        Some((self.step(last), self.time(last)))
    }

    /// How many operations are no later than `step`.
    pub fn count_to_step(&self, step: Step) -> usize {
        let run = self.steps.partition_point(|run| run.step <= step.0);
        let Some(run) = run.checked_sub(1).and_then(|at| self.steps.get(at)) else { return 0 };
        let next =
            self.steps.iter().find(|other| other.first > run.first).map_or(self.count, |next| next.first);
        let more = (step.0 - run.step).checked_div(run.stride).unwrap_or(0);
        (u64::from(run.first) + more + 1).min(u64::from(next)) as usize
    }

    /// How many operations come before the first that is later than `time`.
    pub fn count_to_time(&self, time: Timestamp) -> usize {
        let ticks = time.0.div_euclid(TICK);
        self.times.iter().find(|(_, at)| *at > ticks).map_or(self.count(), |(first, _)| *first as usize)
    }

    /// The runs that hold the operations of a range.
    fn runs_of(&self, operations: &Range<usize>) -> &[Run] {
        let first =
            self.runs.partition_point(|run| ((run.first + run.count.max(1)) as usize) <= operations.start);
        let end = self.runs.partition_point(|run| (run.first as usize) < operations.end);
        self.runs.get(first..end).unwrap_or_default()
    }

    /// The part of `run` that is in a range of operations, as one change, and how many operations that is.
    fn part<'a>(&'a self, run: &Run, operations: &Range<usize>) -> (Change<'a>, u32) {
        let first = run.first as usize;
        let from = operations.start.saturating_sub(first).min(run.count as usize);
        let to = operations.end.saturating_sub(first).min(run.count as usize);
        let text = self.text.get(run.text..run.text + run.insert).unwrap_or_default();
        let unit = usize::from(run.unit);
        let change = match run.shape {
            Shape::Typing => {
                let (from, to) = (char_offset(text, from, run.count), char_offset(text, to, run.count));
                Change { at: run.at + from, delete: 0, insert: text.get(from..to).unwrap_or_default() }
            }
            Shape::Backward => {
                let at = (run.at + run.delete).saturating_sub(to * unit);
                Change { at, delete: (to - from) * unit, insert: "" }
            }
            Shape::Forward => Change { at: run.at, delete: (to - from) * unit, insert: "" },
            Shape::Splice => {
                return (Change { at: run.at, delete: run.delete, insert: text }, run.count);
            }
        };
        (change, (to - from) as u32)
    }

    /// What those operations of a run do that are in a range, as one change.
    pub fn whole<'a>(&'a self, run: &Run, operations: &Range<usize>) -> Change<'a> {
        self.part(run, operations).0
    }

    /// What the operations of a range do, in order, as few changes: what goes on is one.
    pub fn changes(&self, operations: Range<usize>) -> impl Iterator<Item = Change<'_>> {
        self.runs_of(&operations).iter().map(move |run| self.part(run, &operations).0)
    }

    /// How many changes [`changes`](Chunk::changes) gives for a range.
    pub fn count_changes(&self, operations: Range<usize>) -> usize {
        self.runs_of(&operations).len()
    }

    /// Bytes inserted, bytes deleted, and how long replaying takes, in microseconds, roughly.
    pub fn sizes(&self) -> (usize, usize, u64) {
        let (mut grown, mut shrunk, mut caret) = (0_usize, 0_usize, 0_usize);
        // Nanoseconds: unpacking an operation, a change, and moving the gap at some 10 GB/s.
        let mut nanoseconds = self.count() as u64 * 5;
        for run in &self.runs {
            grown += run.insert;
            shrunk += run.delete;
            let moved = caret.abs_diff(run.at) + run.insert;
            nanoseconds += 100 + moved as u64 / 10;
            caret = run.caret();
        }
        (grown, shrunk, nanoseconds / 1_000)
    }

    /// Where to cut a range of operations so that its first part has about `changes` changes: always behind its start,
    /// at the latest at its end.
    pub fn cut(&self, operations: Range<usize>, changes: usize) -> usize {
        let first =
            self.runs.partition_point(|run| (run.first + run.count.max(1)) as usize <= operations.start);
        let behind = self.runs.get(first.saturating_add(changes)..).unwrap_or_default();
        let cut = behind.iter().find(|run| run.count > 0 && run.first as usize > operations.start);
        cut.map_or(operations.end, |run| (run.first as usize).min(operations.end))
    }

    /// The runs that hold the first so many operations, from the newest to the oldest.
    pub fn runs_backwards(&self, operations: usize) -> impl Iterator<Item = &Run> {
        self.runs_of(&(0..operations)).iter().rev()
    }

    /// One operation's splices with their places and sizes, and its text borrowed.
    fn splices_of(&self, operation: usize) -> impl Iterator<Item = Change<'_>> {
        let range = operation..operation + 1;
        self.changes(range).filter(|change| change.delete + change.insert.len() > 0)
    }

    /// What is known of an operation without its text.
    pub fn meta(&self, operation: usize) -> OpMeta {
        let (mut deleted, mut inserted) = (0, 0);
        for change in self.splices_of(operation) {
            deleted += change.delete;
            inserted += change.insert.len();
        }
        let profile = self.runs_of(&(operation..operation + 1)).first().map_or(0, |run| run.profile);
        let profile = self.profiles.get(usize::from(profile));
        OpMeta {
            step: self.step(operation),
            time: self.time(operation),
            author: profile.map_or_else(Default::default, |profile| profile.author),
            kind: profile.map_or_else(Default::default, |profile| profile.kind),
            command: profile.and_then(|profile| profile.command),
            deleted,
            inserted,
        }
    }

    /// An operation as it was recorded.
    pub fn operation(&self, operation: usize) -> Operation {
        let meta = self.meta(operation);
        let splices: SmallVec<[Splice; 1]> = self
            .splices_of(operation)
            .map(|change| Splice::new(change.at, change.delete, change.insert))
            .collect();
        Operation {
            step: meta.step,
            time: meta.time,
            author: meta.author,
            kind: meta.kind,
            command: meta.command,
            splices,
        }
    }

    /// The operations of a range as a chunk of their own.
    pub fn slice(&self, operations: Range<usize>) -> Chunk {
        let mut out = Chunk::default();
        out.append_part(self, operations);
        out
    }

    /// Adds all operations of another chunk behind those of this one.
    pub fn append(&mut self, other: &Chunk) {
        self.append_part(other, 0..other.count());
    }

    fn append_part(&mut self, other: &Chunk, operations: Range<usize>) {
        let operations = operations.start..operations.end.min(other.count());
        if operations.is_empty() {
            return;
        }
        let (base, start) = (self.count, operations.start as u32);
        let renumber = |first: u32| first.max(start) - start + base;
        self.append_ends(other, &operations);
        for run in other.runs_of(&operations) {
            let (change, count) = other.part(run, &operations);
            let profile = other.profiles.get(usize::from(run.profile)).copied();
            let profile = profile.map_or(0, |profile| self.profile(profile));
            let part = Run {
                first: renumber(run.first),
                count,
                profile,
                at: change.at,
                delete: change.delete,
                insert: change.insert.len(),
                text: 0,
                ..*run
            };
            self.push_run(part, change.insert);
        }
        for (at, run) in other.steps.iter().enumerate() {
            let next = other.steps.get(at + 1).map_or(other.count, |next| next.first) as usize;
            if next <= operations.start || run.first as usize >= operations.end {
                continue;
            }
            let first = renumber(run.first);
            let step = run.at(run.first.max(start));
            let goes_on =
                self.steps.last().is_some_and(|last| last.at(first) == step && last.stride == run.stride);
            if !goes_on {
                self.steps.push(StepRun { first, step, stride: run.stride });
            }
        }
        for (at, (first, ticks)) in other.times.iter().enumerate() {
            let next = other.times.get(at + 1).map_or(other.count, |next| next.0) as usize;
            if next <= operations.start || *first as usize >= operations.end {
                continue;
            }
            if self.times.last().is_none_or(|(_, last)| last != ticks) {
                self.times.push((renumber(*first), *ticks));
            }
        }
        self.count += operations.len() as u32;
    }

    fn append_ends(&mut self, other: &Chunk, operations: &Range<usize>) {
        if self.ends.is_empty() && other.ends.is_empty() {
            return;
        }
        let base = self.span();
        if self.ends.is_empty() {
            self.ends.extend(1..=self.count);
        }
        let skipped = other.end_of(operations.start);
        let ends = operations.clone().map(|operation| base + other.end_of(operation + 1) - skipped);
        self.ends.extend(ends.map(|end| end as u32));
    }
}

/// Where the character `index` of `text` starts; `count` is how many there are.
fn char_offset(text: &str, index: usize, count: u32) -> usize {
    if text.len() == count as usize {
        return index;
    }
    text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
}
