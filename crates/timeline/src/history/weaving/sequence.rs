//! The sequence of everything that ever was in a text, each piece in its place, with what is there in the version that
//! is looked at. Lists are searched from the start: it is made for the few hundred events between two merges.

use std::collections::HashMap;

use justbuilt_text::Text;
use smol_str::SmolStr;

use crate::{BranchId, Step};

use super::Version;

/// One splice of an operation.
pub(super) struct Event {
    pub branch: BranchId,
    pub step: Step,
    at: usize,
    delete: usize,
    insert: SmolStr,
    /// What it deleted: event, first byte, end.
    deleted: Vec<(u32, usize, usize)>,
}

impl Event {
    pub fn new(branch: BranchId, step: Step, at: usize, delete: usize, insert: SmolStr) -> Self {
        Self { branch, step, at, delete, insert, deleted: Vec::new() }
    }
}

/// Bytes that one event inserted.
#[derive(Clone, Debug)]
struct Piece {
    event: u32,
    /// Where in the text of the event.
    offset: usize,
    len: usize,
    /// In the version looked at: 0 not there yet, 1 there, more: deleted so often.
    state: u32,
    /// Deleted in any version.
    gone: bool,
    /// What was to its left and right when it was inserted: event and byte.
    left: Option<(u32, usize)>,
    right: Option<(u32, usize)>,
}

/// The event that stands for the text that both sides began with.
const BEGINNING: u32 = u32::MAX;

pub(super) struct Sequence {
    pub events: Vec<Event>,
    /// The version looked at: events that are in it, up to which step of each branch.
    pub version: Version,
    pieces: Vec<Piece>,
    /// Events that were applied, by branch, in order.
    applied: HashMap<BranchId, Vec<u32>>,
}

impl Sequence {
    /// A text of `len` bytes, and what was done to it: not applied yet.
    pub fn new(len: usize, events: Vec<Event>) -> Self {
        let beginning = Piece { event: BEGINNING, offset: 0, len, state: 1, gone: false, left: None, right: None };
        let pieces = if len == 0 { Vec::new() } else { vec![beginning] };
        Self { events, pieces, version: Version::new(), applied: HashMap::new() }
    }

    /// Pieces in it.
    pub fn len(&self) -> usize {
        self.pieces.len()
    }

    /// Looks at a version. Of each branch, at least what is in `known` is in it.
    pub fn go_to(&mut self, version: &Version, known: &Version) {
        let branches: Vec<BranchId> = self.applied.keys().copied().collect();
        let (mut back, mut forth) = (Vec::new(), Vec::new());
        for branch in branches {
            let none = known.get(&branch).copied().unwrap_or(Step(0));
            let now = self.version.get(&branch).copied().unwrap_or(none);
            let then = version.get(&branch).copied().unwrap_or(none).max(none);
            let Some(events) = self.applied.get(&branch).filter(|_| now != then) else { continue };
            let step = |event: &u32| self.events.get(*event as usize).map_or(Step(0), |event| event.step);
            let from = events.partition_point(|event| step(event) <= now.min(then));
            let to = events.partition_point(|event| step(event) <= now.max(then));
            let moved = events.get(from..to).unwrap_or_default();
            if then > now { forth.extend_from_slice(moved) } else { back.extend_from_slice(moved) }
            self.version.insert(branch, then);
        }
        // Causes are taken out last and put in first; events are numbered in that order.
        back.sort_unstable();
        forth.sort_unstable();
        back.iter().rev().for_each(|event| self.shift(*event, false));
        forth.iter().for_each(|event| self.shift(*event, true));
    }

    /// Puts an event into the version looked at, or takes it out.
    fn shift(&mut self, number: u32, forth: bool) {
        let Some(event) = self.events.get(number as usize) else { return };
        for piece in &mut self.pieces {
            let hit = event.deleted.iter().any(|(event, start, end)| {
                piece.event == *event && piece.offset >= *start && piece.offset + piece.len <= *end
            });
            if hit {
                piece.state = if forth { piece.state + 1 } else { piece.state.saturating_sub(1) };
            }
            if piece.event == number {
                piece.state = u32::from(forth);
            }
        }
    }

    /// Applies an event that was made in the version looked at. `None` when it does not fit.
    pub fn apply(&mut self, number: usize) -> Option<()> {
        let event = self.events.get(number)?;
        let (branch, at, delete, insert) = (event.branch, event.at, event.delete, event.insert.len());
        let index = u32::try_from(number).ok()?;
        let place = self.place_of(at)?;
        let mut deleted = Vec::new();
        let (mut left, mut here) = (delete, place);
        while left > 0 {
            let piece = self.pieces.get(here)?;
            if piece.state == 1 {
                if piece.len > left {
                    self.split(here, left);
                }
                let piece = self.pieces.get_mut(here)?;
                piece.state = 2;
                piece.gone = true;
                deleted.push((piece.event, piece.offset, piece.offset + piece.len));
                left -= piece.len;
            }
            here += 1;
        }
        self.events.get_mut(number)?.deleted = deleted;
        if insert > 0 {
            self.insert(index, branch, insert, place);
        }
        self.applied.entry(branch).or_default().push(index);
        Some(())
    }

    /// The place right behind the first `at` bytes that are there.
    fn place_of(&mut self, at: usize) -> Option<usize> {
        let (mut left, mut place) = (at, 0);
        while left > 0 {
            let piece = self.pieces.get(place)?;
            if piece.state == 1 {
                if piece.len > left {
                    self.split(place, left);
                    return Some(place + 1);
                }
                left -= piece.len;
            }
            place += 1;
        }
        Some(place)
    }

    fn split(&mut self, place: usize, len: usize) {
        let Some(piece) = self.pieces.get_mut(place) else { return };
        let mut rest = piece.clone();
        rest.offset += len;
        rest.len -= len;
        rest.left = Some((rest.event, rest.offset - 1));
        piece.len = len;
        self.pieces.insert(place + 1, rest);
    }

    fn find(&self, id: Option<(u32, usize)>, none: isize) -> isize {
        let Some((event, offset)) = id else { return none };
        let holds = |piece: &Piece| piece.event == event && (piece.offset..piece.offset + piece.len).contains(&offset);
        self.pieces.iter().position(holds).map_or(none, |at| at as isize)
    }

    /// Inserts the text of an event at a place, behind or before what was inserted there at the same time.
    fn insert(&mut self, event: u32, branch: BranchId, len: usize, place: usize) {
        let left_of = place.checked_sub(1).and_then(|left| self.pieces.get(left));
        let left = left_of.map(|piece| (piece.event, piece.offset + piece.len - 1));
        let right_at = (place..self.pieces.len()).find(|at| self.pieces.get(*at).is_some_and(|piece| piece.state > 0));
        let right = right_at.and_then(|at| self.pieces.get(at)).map(|piece| (piece.event, piece.offset));
        let end = self.pieces.len() as isize;
        let (my_left, my_right) = (place as isize - 1, right_at.map_or(end, |at| at as isize));
        let (mut to, mut at, mut scanning) = (place, place, false);
        while let Some(other) = self.pieces.get(at).filter(|piece| piece.state == 0) {
            let (other_left, other_right) = (self.find(other.left, -1), self.find(other.right, end));
            let other_branch = self.events.get(other.event as usize).map_or(branch, |event| event.branch);
            let mine_first = other_left == my_left && other_right == my_right && branch < other_branch;
            if other_left < my_left || mine_first {
                break;
            }
            if other_left == my_left {
                scanning = other_right < my_right;
            }
            at += 1;
            if !scanning {
                to = at;
            }
        }
        self.pieces.insert(to, Piece { event, offset: 0, len, state: 1, gone: false, left, right });
    }

    /// The text of the version looked at.
    pub fn text_there(&self, base: &Text) -> Text {
        self.text(base, |piece| piece.state == 1)
    }

    /// The text in which everything is that anybody inserted and nobody deleted.
    pub fn merged_text(&self, base: &Text) -> Text {
        self.text(base, |piece| !piece.gone)
    }

    fn text(&self, base: &Text, wanted: impl Fn(&Piece) -> bool) -> Text {
        let mut text = String::new();
        for piece in self.pieces.iter().filter(|piece| wanted(piece)) {
            let range = piece.offset..piece.offset + piece.len;
            match self.events.get(piece.event as usize) {
                Some(event) => text.push_str(event.insert.get(range).unwrap_or_default()),
                None => text.push_str(&base.slice(range)),
            }
        }
        Text::from(text)
    }
}
