//! A step of the history in few bytes: one typed letter is about a dozen, where the change in both directions and the
//! selections on both sides would be some 300. Made when the next step begins, unpacked when it is undone or redone.

use smallvec::SmallVec;

use super::Step;
use crate::{Selection, Selections, Transaction};

/// Steps with more text than this stay as they are: their text is large anyway, and copying it would take a while.
const LARGEST: usize = 4096;

/// A packed [`Step`].
#[derive(Clone, Debug)]
pub(super) struct Packed(Box<[u8]>);

impl Packed {
    /// `None` when the step is large, or its two directions do not match edit by edit.
    pub fn pack(step: &Step) -> Option<Self> {
        let Step { forward, backward, before, after } = step;
        let text: usize =
            [forward, backward].iter().flat_map(|way| way.edits()).map(|edit| edit.inserted.len()).sum();
        if text > LARGEST {
            return None;
        }
        let mut out = SmallVec::<[u8; 64]>::new();
        put(&mut out, forward.len_before());
        put(&mut out, forward.edits().count());
        let (mut undone, mut at) = (backward.edits(), 0);
        for edit in forward.edits() {
            let undo = undone.next().filter(|undo| undo.old == edit.new && undo.new == edit.old)?;
            put(&mut out, edit.old.start - at);
            at = edit.old.end;
            for text in [undo.inserted, edit.inserted] {
                put(&mut out, text.len());
                out.extend_from_slice(text.as_bytes());
            }
        }
        if undone.next().is_some() {
            return None;
        }
        for selections in [before, after] {
            put(&mut out, selections.len());
            put(&mut out, selections.primary_index());
            for selection in selections.iter() {
                put(&mut out, selection.head);
                put(&mut out, selection.anchor);
                put(&mut out, selection.goal.map_or(0, |goal| goal as usize + 1));
            }
        }
        Some(Self(out.as_slice().into()))
    }

    /// How many bytes it takes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The step again; `None` never happens for what [`Packed::pack`] made.
    pub fn unpack(&self) -> Option<Step> {
        let mut from = Reader(&self.0);
        let len = from.number()?;
        let count = from.number()?;
        let mut forward = Transaction::builder(len);
        let mut undo = SmallVec::<[(std::ops::Range<usize>, &str); 4]>::new();
        for _ in 0..count {
            forward.retain(from.number()?);
            let (removed, inserted) = (from.text()?, from.text()?);
            let at = forward.position_after();
            forward.delete(removed.len()).insert(inserted);
            undo.push((at..at + inserted.len(), removed));
        }
        let forward = forward.finish();
        let backward = Transaction::from_edits(forward.len_after(), undo);
        Some(Step { forward, backward, before: from.selections()?, after: from.selections()? })
    }
}

fn put(out: &mut SmallVec<[u8; 64]>, mut number: usize) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let len = self.number()?;
        let (text, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn selections(&mut self) -> Option<Selections> {
        let (count, primary) = (self.number()?, self.number()?);
        let mut ranges = SmallVec::<[Selection; 1]>::new();
        for _ in 0..count {
            let (head, anchor, goal) = (self.number()?, self.number()?, self.number()?);
            let goal = goal.checked_sub(1).and_then(|goal| u32::try_from(goal).ok());
            ranges.push(Selection::new(anchor, head).with_goal(goal));
        }
        Some(Selections::new(ranges, primary))
    }
}
