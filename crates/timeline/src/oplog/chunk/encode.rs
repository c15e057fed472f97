//! A chunk as columns of bytes and back. The columns are packed one by one: bytes of one meaning pack best together.
//!
//! What is not written follows from the rest: lengths of typed characters from the text, places from where the caret
//! was. Everything is relative to the operation before, so that a chunk can be read without the one before it.

use std::borrow::Cow;

use super::{Chunk, Profile, Run, Shape, StepRun};
use crate::oplog::varint::{Reader, put, put_signed};
use crate::{AuthorIx, CommandIx, OpKind};

/// How many columns a chunk has.
pub const COLUMNS: usize = 7;

/// Stands for a distance in time that does not fit a byte.
const FAR: u8 = 255;

/// Columns of bytes, in the order in which they are kept.
#[derive(Clone, Debug, Default)]
struct Columns {
    /// Table of kinds of runs, steps, thinned parts.
    table: Vec<u8>,
    /// Which kind each run is.
    tags: Vec<u8>,
    /// How many operations each has.
    counts: Vec<u8>,
    /// How far the caret went before it.
    places: Vec<u8>,
    /// How much single splices delete and insert.
    sizes: Vec<u8>,
    /// When.
    times: Vec<u8>,
}

/// What is known of a run from its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tag {
    profile: u16,
    shape: Shape,
    unit: u8,
    /// 0 for a further splice of an operation.
    goes_on: bool,
    /// Whether the splice deletes, and inserts.
    deletes: bool,
    inserts: bool,
}

impl Tag {
    fn of(run: &Run) -> Self {
        let single = run.shape == Shape::Splice;
        Self {
            profile: run.profile,
            shape: run.shape,
            unit: run.unit,
            goes_on: run.count == 0,
            deletes: single && run.delete > 0,
            inserts: single && run.insert > 0,
        }
    }

    fn flags(self) -> u64 {
        u64::from(self.shape as u8)
            | u64::from(self.goes_on) << 2
            | u64::from(self.deletes) << 3
            | u64::from(self.inserts) << 4
    }
}

impl Chunk {
    /// The chunk as columns.
    pub fn to_columns(&self) -> [Cow<'_, [u8]>; COLUMNS] {
        let mut out = Columns::default();
        self.put_runs(&mut out);
        self.put_steps(&mut out.table);
        self.put_times(&mut out.times);
        let Columns { table, tags, counts, places, sizes, times } = out;
        let text = Cow::Borrowed(self.text.as_bytes());
        let [table, tags, counts, places, sizes, times] =
            [table, tags, counts, places, sizes, times].map(Cow::Owned);
        [table, tags, counts, places, sizes, times, text]
    }

    fn put_runs(&self, out: &mut Columns) {
        let mut tags: Vec<Tag> = Vec::new();
        let mut caret = 0_i64;
        for run in &self.runs {
            let tag = Tag::of(run);
            let known = tags.iter().position(|other| *other == tag);
            let index = known.unwrap_or_else(|| {
                tags.push(tag);
                tags.len() - 1
            });
            put(&mut out.tags, index as u64);
            if run.shape != Shape::Splice {
                put(&mut out.counts, u64::from(run.count).saturating_sub(1));
            }
            // Backspace starts at the end of what it deletes.
            let start = run.at + if run.shape == Shape::Backward { run.delete } else { 0 };
            put_signed(&mut out.places, start as i64 - caret);
            caret = run.caret() as i64;
            if tag.deletes {
                put(&mut out.sizes, run.delete as u64);
            }
            if tag.inserts {
                put(&mut out.sizes, run.insert as u64);
            }
        }
        put(&mut out.table, u64::from(self.count));
        put(&mut out.table, self.runs.len() as u64);
        put(&mut out.table, self.profiles.len() as u64);
        for profile in &self.profiles {
            put(&mut out.table, u64::from(profile.author.0));
            put(&mut out.table, u64::from(profile.kind.number()));
            put(&mut out.table, profile.command.map_or(0, |command| u64::from(command.0) + 1));
        }
        put(&mut out.table, tags.len() as u64);
        for tag in tags {
            put(&mut out.table, u64::from(tag.profile));
            put(&mut out.table, tag.flags());
            put(&mut out.table, u64::from(tag.unit));
        }
    }

    fn put_steps(&self, table: &mut Vec<u8>) {
        put(table, self.steps.len() as u64);
        let mut last = (0, 0);
        for run in &self.steps {
            put(table, u64::from(run.first - last.0));
            put_signed(table, run.step.wrapping_sub(last.1) as i64);
            put(table, run.stride);
            last = (run.first, run.step);
        }
        put(table, self.ends.len() as u64);
        let mut last = 0;
        for end in &self.ends {
            put(table, u64::from(end - last));
            last = *end;
        }
    }

    /// A byte for each operation: ticks since the one before, or [`FAR`]; behind them those that are far.
    fn put_times(&self, times: &mut Vec<u8>) {
        let mut far = Vec::new();
        let (mut last, mut operation) = (0_i64, 0_u32);
        for (first, ticks) in &self.times {
            times.extend(std::iter::repeat_n(0, first.saturating_sub(operation) as usize));
            let delta = ticks.wrapping_sub(last);
            match u8::try_from(delta) {
                Ok(near) if near < FAR => times.push(near),
                _ => {
                    times.push(FAR);
                    put_signed(&mut far, delta);
                }
            }
            (last, operation) = (*ticks, first + 1);
        }
        times.extend(std::iter::repeat_n(0, self.count.saturating_sub(operation) as usize));
        times.extend(far);
    }

    /// The chunk that the columns hold; `None` when they do not fit together.
    pub fn from_columns(columns: [&[u8]; COLUMNS]) -> Option<Chunk> {
        let [table, tags, counts, places, sizes, times, text] = columns;
        let mut table = Reader::new(table);
        let mut chunk = Chunk { text: std::str::from_utf8(text).ok()?.to_owned(), ..Chunk::default() };
        let count: u32 = table.get()?;
        let runs: usize = table.get()?;
        if runs > tags.len() {
            return None;
        }
        let profiles: usize = table.get()?;
        for _ in 0..profiles {
            let author = AuthorIx(table.get()?);
            let kind = OpKind::from_number(table.get()?);
            let command = match table.get::<u32>()? {
                0 => None,
                command => Some(CommandIx(u16::try_from(command - 1).ok()?)),
            };
            chunk.profiles.push(Profile { author, kind, command });
        }
        let tag_count: usize = table.get()?;
        let tag_table = (0..tag_count).map(|_| take_tag(&mut table)).collect::<Option<Vec<Tag>>>()?;
        chunk.take_runs(runs, &tag_table, [tags, counts, places, sizes].map(Reader::new))?;
        if chunk.count != count || tag_table.iter().any(|tag| usize::from(tag.profile) >= profiles) {
            return None;
        }
        chunk.take_steps(&mut table)?;
        chunk.take_times(times)?;
        Some(chunk)
    }

    fn take_runs(&mut self, runs: usize, table: &[Tag], columns: [Reader<'_>; 4]) -> Option<()> {
        let [mut tags, mut counts, mut places, mut sizes] = columns;
        let (mut caret, mut offset) = (0_i64, 0_usize);
        self.runs.reserve_exact(runs);
        let text = self.text.as_str();
        for _ in 0..runs {
            let tag = *table.get(tags.get::<usize>()?)?;
            let count = match tag.shape {
                Shape::Splice => u32::from(!tag.goes_on),
                _ => counts.get::<u32>()?.checked_add(1)?,
            };
            let start = usize::try_from(caret.checked_add(places.signed()?)?).ok()?;
            let unit = (count as usize).checked_mul(usize::from(tag.unit))?;
            let (delete, insert) = match tag.shape {
                Shape::Typing => (0, bytes_of_chars(text.get(offset..)?, count as usize)?),
                Shape::Backward | Shape::Forward => (unit, 0),
                Shape::Splice => {
                    let delete = if tag.deletes { sizes.get::<usize>()? } else { 0 };
                    (delete, if tag.inserts { sizes.get::<usize>()? } else { 0 })
                }
            };
            let at = if tag.shape == Shape::Backward { start.checked_sub(unit)? } else { start };
            let end = offset.checked_add(insert)?;
            if !text.is_char_boundary(end) {
                return None;
            }
            let run = Run {
                first: self.count,
                count,
                profile: tag.profile,
                shape: tag.shape,
                unit: tag.unit,
                at,
                delete,
                text: offset,
                insert,
            };
            // A further splice belongs to the operation before.
            let first = if count == 0 { self.count.checked_sub(1)? } else { self.count };
            self.runs.push(Run { first, ..run });
            caret = i64::try_from(at.checked_add(insert)?).ok()?;
            offset = end;
            self.count = self.count.checked_add(count)?;
        }
        (offset == text.len()).then_some(())
    }

    fn take_steps(&mut self, table: &mut Reader<'_>) -> Option<()> {
        let mut last = (0_u32, 0_u64);
        for _ in 0..table.get::<usize>()? {
            let first = last.0.checked_add(table.get()?)?;
            let step = last.1.wrapping_add(table.signed()? as u64);
            self.steps.push(StepRun { first, step, stride: table.number()? });
            last = (first, step);
        }
        let mut last = 0_u32;
        for _ in 0..table.get::<usize>()? {
            last = last.checked_add(table.get()?)?;
            self.ends.push(last);
        }
        let ends_fit = self.ends.is_empty() || self.ends.len() == self.count as usize;
        ends_fit.then_some(())
    }

    fn take_times(&mut self, times: &[u8]) -> Option<()> {
        let (near, far) = times.split_at_checked(self.count as usize)?;
        let mut far = Reader::new(far);
        let mut last = 0_i64;
        for (operation, delta) in (0_u32..).zip(near) {
            let delta = if *delta == FAR { far.signed()? } else { i64::from(*delta) };
            last = last.wrapping_add(delta);
            if delta != 0 || operation == 0 {
                self.times.push((operation, last));
            }
        }
        Some(())
    }
}

fn take_tag(table: &mut Reader<'_>) -> Option<Tag> {
    let profile = table.get()?;
    let flags = table.number()?;
    let shape = match flags & 3 {
        0 => Shape::Typing,
        1 => Shape::Backward,
        2 => Shape::Forward,
        _ => Shape::Splice,
    };
    let unit: u8 = table.get()?;
    let bit = |bit: u32| flags >> bit & 1 == 1;
    Some(Tag { profile, shape, unit, goes_on: bit(2), deletes: bit(3), inserts: bit(4) })
}

/// Bytes of the first `count` characters of `text`.
fn bytes_of_chars(text: &str, count: usize) -> Option<usize> {
    let ascii = text.as_bytes().get(..count).is_some_and(<[u8]>::is_ascii);
    if ascii {
        return Some(count);
    }
    let mut ends = text.char_indices().map(|(at, character)| at + character.len_utf8());
    if count == 0 { Some(0) } else { ends.nth(count - 1) }
}
