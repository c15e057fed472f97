//! [`Chunk`]: operations of one lane in memory, in runs: typing that goes on is one run, so is holding backspace. It is
//! what the open end of a lane is made of and what a sealed block becomes when it is read. Knows nothing of the disk.

mod encode;
mod read;

pub use encode::COLUMNS;
pub use read::Change;

use justbuilt_base::Timestamp;
use smol_str::SmolStr;

use crate::op::TICK;
use crate::{AuthorIx, CommandIx, OpKind, Operation, Splice, Step};

/// Most bytes that each operation of a run of deletions takes; longer ones are runs of their own.
pub const MAX_UNIT: usize = 4;

/// What all operations of a run have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Profile {
    /// Who.
    pub author: AuthorIx,
    /// What kind.
    pub kind: OpKind,
    /// By which command.
    pub command: Option<CommandIx>,
}

/// How the operations of a run follow each other. The numbers are kept on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Shape {
    /// Each inserts one character behind the one before.
    Typing = 0,
    /// Each deletes so many bytes before the caret.
    Backward = 1,
    /// Each deletes so many bytes behind the caret.
    Forward = 2,
    /// One splice of any kind.
    Splice = 3,
}

/// Operations that go on from each other, or one splice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Operations of the chunk before it.
    pub first: u32,
    /// Its operations; 0 for a further splice of the operation before.
    pub count: u32,
    /// Index of its profile.
    pub profile: u16,
    /// How they follow each other.
    pub shape: Shape,
    /// Bytes that each operation deletes, for [`Shape::Backward`] and [`Shape::Forward`].
    pub unit: u8,
    /// Where the whole change starts, in bytes.
    pub at: usize,
    /// Bytes that all of it deletes.
    pub delete: usize,
    /// Where its inserted text starts, in the chunk's text.
    pub text: usize,
    /// Bytes inserted by all of it.
    pub insert: usize,
}

impl Run {
    /// Where the caret is afterwards.
    pub fn caret(&self) -> usize {
        self.at + self.insert
    }
}

/// Steps that rise evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepRun {
    /// Operations of the chunk before it.
    pub first: u32,
    /// The step of its first operation.
    pub step: u64,
    /// From one operation to the next.
    pub stride: u64,
}

/// Operations in runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chunk {
    /// Operations in it.
    pub(super) count: u32,
    pub(super) runs: Vec<Run>,
    pub(super) profiles: Vec<Profile>,
    /// All inserted text in order.
    pub(super) text: String,
    pub(super) steps: Vec<StepRun>,
    /// From which operation on it is how many ticks since the epoch.
    pub(super) times: Vec<(u32, i64)>,
    /// Where detail was thinned out: the index in the chunk after each operation. Empty: each counts one.
    pub(super) ends: Vec<u32>,
}

impl Chunk {
    /// Operations in it.
    pub fn count(&self) -> usize {
        self.count as usize
    }

    /// Indexes of the lane that it stands for: more than operations where detail was thinned out.
    pub fn span(&self) -> usize {
        self.ends.last().map_or(self.count, |end| *end) as usize
    }

    /// Bytes of inserted text.
    pub fn text_len(&self) -> usize {
        self.text.len()
    }

    /// Bytes of memory, about.
    pub fn memory(&self) -> usize {
        self.runs.capacity() * size_of::<Run>()
            + self.text.capacity()
            + self.steps.capacity() * size_of::<StepRun>()
            + self.times.capacity() * size_of::<(u32, i64)>()
            + self.ends.capacity() * size_of::<u32>()
            + size_of::<Self>()
    }

    /// Adds an operation that stands for `span` indexes. O(1) and a copy of the inserted text.
    pub fn push(&mut self, operation: &Operation, span: usize) {
        let profile = Profile { author: operation.author, kind: operation.kind, command: operation.command };
        self.push_moment(operation.step, operation.time, span);
        let mut first = true;
        for splice in &operation.splices {
            self.push_splice(profile, splice, first, operation.splices.len() == 1);
            first = false;
        }
        if operation.splices.is_empty() {
            self.push_splice(profile, &Splice::new(0, 0, SmolStr::default()), true, false);
        }
        self.count += 1;
    }

    fn push_moment(&mut self, step: Step, time: Timestamp, span: usize) {
        let index = self.count;
        match self.steps.last_mut() {
            Some(last) if last.first + 1 == index => last.stride = step.0.wrapping_sub(last.step),
            Some(last) if step.0 == last.at(index) => {}
            _ => self.steps.push(StepRun { first: index, step: step.0, stride: 1 }),
        }
        let ticks = time.0.div_euclid(TICK);
        if self.times.last().is_none_or(|(_, last)| *last != ticks) {
            self.times.push((index, ticks));
        }
        let before = self.span();
        if span != 1 && self.ends.is_empty() {
            self.ends.extend(1..=self.count);
        }
        if span != 1 || !self.ends.is_empty() {
            self.ends.push(u32::try_from(before + span).unwrap_or(u32::MAX));
        }
    }

    fn push_splice(&mut self, profile: Profile, splice: &Splice, first: bool, only: bool) {
        let shape = if only { shape_of(splice, profile.kind) } else { Shape::Splice };
        let unit = match shape {
            Shape::Backward | Shape::Forward => u8::try_from(splice.delete).unwrap_or(0),
            Shape::Typing | Shape::Splice => 0,
        };
        let run = Run {
            first: self.count,
            count: u32::from(first),
            profile: self.profile(profile),
            shape,
            unit,
            at: splice.at,
            delete: splice.delete,
            text: self.text.len(),
            insert: splice.insert.len(),
        };
        self.push_run(run, &splice.insert);
    }

    /// Adds a run whose profile is one of this chunk's, as part of the last one if it goes on from it.
    pub(super) fn push_run(&mut self, run: Run, text: &str) {
        if !self.runs.last_mut().is_some_and(|last| last.extend(&run)) {
            self.runs.push(Run { text: self.text.len(), ..run });
        }
        self.text.push_str(text);
    }

    pub(super) fn profile(&mut self, profile: Profile) -> u16 {
        // The one used last is mostly the one used next; there are few.
        let last = self.runs.last().map(|run| run.profile);
        if let Some(last) = last
            && self.profiles.get(usize::from(last)) == Some(&profile)
        {
            return last;
        }
        let found = self.profiles.iter().position(|known| *known == profile);
        let index = found.unwrap_or_else(|| {
            self.profiles.push(profile);
            self.profiles.len() - 1
        });
        // A chunk holds fewer operations than there are numbers.
        u16::try_from(index).unwrap_or(u16::MAX)
    }
}

impl StepRun {
    /// The step of an operation of the chunk, if this run holds it.
    pub fn at(&self, operation: u32) -> u64 {
        self.step.wrapping_add(u64::from(operation.wrapping_sub(self.first)).wrapping_mul(self.stride))
    }
}

impl Run {
    /// Takes another run in if it goes on from here.
    fn extend(&mut self, next: &Run) -> bool {
        let goes_on = self.shape == next.shape
            && self.profile == next.profile
            && self.unit == next.unit
            && match self.shape {
                Shape::Typing => next.at == self.at + self.insert,
                Shape::Backward => next.at + next.delete == self.at,
                Shape::Forward => next.at == self.at,
                Shape::Splice => false,
            };
        if goes_on {
            self.count += next.count;
            self.at = self.at.min(next.at);
            self.delete += next.delete;
            self.insert += next.insert;
        }
        goes_on
    }
}

/// In which kind of run a splice belongs.
fn shape_of(splice: &Splice, kind: OpKind) -> Shape {
    let mut characters = splice.insert.chars();
    match (splice.delete, characters.next(), characters.next()) {
        (0, Some(_), None) => Shape::Typing,
        (1..=MAX_UNIT, None, None) if kind == OpKind::DeleteForward => Shape::Forward,
        (1..=MAX_UNIT, None, None) => Shape::Backward,
        _ => Shape::Splice,
    }
}

#[cfg(test)]
mod tests;
