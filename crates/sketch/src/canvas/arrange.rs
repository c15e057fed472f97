//! What is done to a selection as a whole: align, distribute, flip, order, group, frame, lock, duplicate, delete.
//!
//! Every function gives the changes and touches nothing; empty ones mean that there was nothing to do.
//!
//! Not here: which elements are selected, moving and scaling by the pointer.

use super::board::Board;
use super::change::{Changes, Draft};
use super::connect;
use super::geometry::{bounds, union};
use super::ids::Ids;
use super::label::Measure;
use super::transform::{rotate_all, scale_all, settle, shift, shift_all};
use crate::scene::{Element, ElementId, Kind};
use kurbo::{Rect, Vec2};
use std::collections::{HashMap, HashSet};

/// Where to align.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// Left edges.
    Left,
    /// Centres, left to right.
    Centre,
    /// Right edges.
    Right,
    /// Top edges.
    Top,
    /// Centres, top to bottom.
    Middle,
    /// Bottom edges.
    Bottom,
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Left to right.
    Horizontal,
    /// Top to bottom.
    Vertical,
}

/// A step in the paint order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// On top of all.
    ToFront,
    /// Over the next above that it touches.
    Forward,
    /// Under the next below that it touches.
    Backward,
    /// Under all.
    ToBack,
}

/// Aligns with the box around all; one alone within the frame that it is in.
#[must_use]
pub fn align(board: &Board, ids: &[ElementId], to: Alignment, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    let around = match ids {
        [one] => board
            .ancestors(one)
            .into_iter()
            .find(|id| board.get(id).is_some_and(|e| matches!(e.kind, Kind::Frame)))
            .and_then(|frame| board.bounds(&frame)),
        _ => board.bounds_of(ids),
    };
    let Some(around) = around else { return Changes::default() };
    for id in ids {
        let Some(rect) = board.bounds(id) else { continue };
        let by = match to {
            Alignment::Left => Vec2::new(around.x0 - rect.x0, 0.0),
            Alignment::Centre => Vec2::new(around.center().x - rect.center().x, 0.0),
            Alignment::Right => Vec2::new(around.x1 - rect.x1, 0.0),
            Alignment::Top => Vec2::new(0.0, around.y0 - rect.y0),
            Alignment::Middle => Vec2::new(0.0, around.center().y - rect.center().y),
            Alignment::Bottom => Vec2::new(0.0, around.y1 - rect.y1),
        };
        shift_free(&mut draft, id, by, measure);
    }
    draft.finish()
}

/// Makes the gaps between equal; the first and the last stay. Fewer than three are left as they are.
#[must_use]
pub fn distribute(board: &Board, ids: &[ElementId], axis: Axis, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    let range = |r: Rect| match axis {
        Axis::Horizontal => (r.x0, r.x1),
        Axis::Vertical => (r.y0, r.y1),
    };
    let mut units: Vec<(f64, f64, &ElementId)> = ids
        .iter()
        .filter_map(|id| {
            let (a, b) = range(board.bounds(id)?);
            Some((a, b, id))
        })
        .collect();
    units.sort_by(|a, b| (a.0 + a.1).total_cmp(&(b.0 + b.1)).then(a.2.cmp(b.2)));
    let (Some(first), Some(last)) = (units.first(), units.last()) else { return Changes::default() };
    if units.len() < 3 {
        return Changes::default();
    }
    let taken: f64 = units.iter().map(|(a, b, _)| b - a).sum();
    let gap = ((last.1 - first.0) - taken) / (units.len() - 1) as f64;
    let mut at = first.0;
    for (a, b, id) in &units {
        let by = match axis {
            Axis::Horizontal => Vec2::new(at - a, 0.0),
            Axis::Vertical => Vec2::new(0.0, at - a),
        };
        shift_free(&mut draft, id, by, measure);
        at += b - a + gap;
    }
    draft.finish()
}

/// Moves by a distance, as the arrow keys do.
#[must_use]
pub fn nudge(board: &Board, ids: &[ElementId], by: Vec2, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    shift_all(&mut draft, &unlocked(board, ids), by, measure);
    draft.finish()
}

/// Makes them wider and higher by a distance, to the right and down; nothing gets smaller than 1 px.
#[must_use]
pub fn grow(board: &Board, ids: &[ElementId], by: Vec2, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    let ids = unlocked(board, ids);
    let Some(from) = board.bounds_of(&ids) else { return Changes::default() };
    let longer = |length: f64, by: f64| if by == 0.0 { length } else { (length + by).max(1.0) };
    let size = (longer(from.width(), by.x), longer(from.height(), by.y));
    let to = Rect::from_origin_size(from.origin(), size);
    scale_all(&mut draft, &ids, (from, to), (false, false), false, measure);
    draft.finish()
}

/// Mirrors about the middle of the box around all.
#[must_use]
pub fn flip(board: &Board, ids: &[ElementId], axis: Axis, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    let ids = unlocked(board, ids);
    let Some(around) = board.bounds_of(&ids) else { return Changes::default() };
    let mirror = match axis {
        Axis::Horizontal => (true, false),
        Axis::Vertical => (false, true),
    };
    scale_all(&mut draft, &with_frames(board, &ids), (around, around), mirror, false, measure);
    draft.finish()
}

/// Turns about the middle of the box around all, clockwise, radians.
#[must_use]
pub fn turn(board: &Board, ids: &[ElementId], by: f64, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    let ids = unlocked(board, ids);
    let Some(around) = board.bounds_of(&ids) else { return Changes::default() };
    rotate_all(&mut draft, &ids, around.center(), by, measure);
    draft.finish()
}

/// Gives all the width or height of the largest.
#[must_use]
pub fn match_size(board: &Board, ids: &[ElementId], axis: Axis, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    let ids = unlocked(board, ids);
    let size = |r: Rect| match axis {
        Axis::Horizontal => r.width(),
        Axis::Vertical => r.height(),
    };
    let most = ids.iter().filter_map(|id| board.bounds(id)).map(size).fold(0.0, f64::max);
    for id in &ids {
        let Some(from) = board.bounds(id) else { continue };
        let to = match axis {
            Axis::Horizontal => Rect::new(from.x0, from.y0, from.x0 + most, from.y1),
            Axis::Vertical => Rect::new(from.x0, from.y0, from.x1, from.y0 + most),
        };
        scale_all(&mut draft, std::slice::from_ref(id), (from, to), (false, false), false, measure);
    }
    draft.finish()
}

/// Changes the paint order. What is in a group or frame, and labels, go along.
#[must_use]
pub fn order(board: &Board, ids: &[ElementId], order: Order) -> Changes {
    let mut draft = Draft::new(board);
    let all = board.with_descendants(ids);
    let moving: HashSet<&ElementId> = all.iter().collect();
    let (Some(first), Some(last)) =
        (all.first().and_then(|id| board.position(id)), all.last().and_then(|id| board.position(id)))
    else {
        return Changes::default();
    };
    let around = board.bounds_of(ids).unwrap_or_default();
    let other = |position: &usize| {
        board.elements().get(*position).is_some_and(|e| {
            !moving.contains(&e.id)
                && !e.hidden
                && !matches!(e.kind, Kind::Group)
                && super::geometry::overlap(bounds(e), around)
        })
    };
    let below = match order {
        Order::ToFront => usize::MAX,
        Order::ToBack => 0,
        Order::Forward => match (first..board.len()).filter(|p| *p > first).find(other) {
            Some(position) if position > first => past_unit(board, position, true),
            _ => return Changes::default(),
        },
        Order::Backward => match (0..last).rev().find(other) {
            Some(position) => past_unit(board, position, false),
            None => return Changes::default(),
        },
    };
    // Never below the frame that it is in.
    let floor = ids
        .iter()
        .filter_map(|id| board.get(id)?.parent.clone())
        .filter(|parent| !moving.contains(parent))
        .filter_map(|parent| Some(board.position(&parent)? + 1))
        .max()
        .unwrap_or(0);
    for id in &all {
        draft.lift(id, below.max(floor));
    }
    draft.finish()
}

/// The place over or under the element and its label.
fn past_unit(board: &Board, position: usize, over: bool) -> usize {
    let Some(element) = board.elements().get(position) else { return position };
    if !over {
        return position;
    }
    let label = board.label(&element.id).and_then(|l| board.position(&l.id)).unwrap_or(position);
    if label == position + 1 { label + 1 } else { position + 1 }
}

/// Puts them into a new group, together in the paint order; its id comes second. Nothing for fewer than two.
#[must_use]
pub fn group(board: &Board, ids: &[ElementId], source: &mut Ids) -> (Changes, Option<ElementId>) {
    let units: Vec<&ElementId> = ids.iter().filter(|id| board.get(id).is_some()).collect();
    if units.len() < 2 {
        return (Changes::default(), None);
    }
    let mut draft = Draft::new(board);
    let group = source.next(board);
    let all = board.with_descendants(units.iter().copied());
    let top = all.iter().filter_map(|id| board.position(id)).max().map_or(usize::MAX, |p| p + 1);
    let mut element = Element::new(group.clone(), Kind::Group, board.bounds_of(ids).unwrap_or_default());
    // Of one frame or group: stays in it.
    let parents: HashSet<Option<&ElementId>> =
        units.iter().filter_map(|id| board.get(id)).map(|e| e.parent.as_ref()).collect();
    if let (1, Some(Some(parent))) = (parents.len(), parents.iter().next().copied()) {
        element.parent = Some(parent.clone());
    }
    for id in &units {
        draft.edit(id, |e| e.parent = Some(group.clone()));
    }
    draft.add(element, top);
    for id in &all {
        draft.lift(id, top);
    }
    (draft.finish(), Some(group))
}

/// Takes groups apart; gives what was in them.
#[must_use]
pub fn ungroup(board: &Board, ids: &[ElementId]) -> (Changes, Vec<ElementId>) {
    let mut draft = Draft::new(board);
    let mut loose = Vec::new();
    for id in ids {
        let Some(group) = board.get(id).filter(|e| matches!(e.kind, Kind::Group)) else {
            loose.push(id.clone());
            continue;
        };
        for child in board.children(id) {
            draft.edit(&child, |e| e.parent.clone_from(&group.parent));
            loose.push(child);
        }
        draft.remove(id);
    }
    (draft.finish(), loose)
}

/// A new frame around them, with 24 px of room; its id comes second.
#[must_use]
pub fn wrap_in_frame(board: &Board, ids: &[ElementId], source: &mut Ids) -> (Changes, Option<ElementId>) {
    let Some(around) = board.bounds_of(ids) else { return (Changes::default(), None) };
    let mut draft = Draft::new(board);
    let frame = source.next(board);
    let all = board.with_descendants(ids);
    let bottom = all.iter().filter_map(|id| board.position(id)).min().unwrap_or(0);
    draft.add(Element::new(frame.clone(), Kind::Frame, around.inflate(24.0, 24.0)), bottom);
    for id in ids {
        let into = board.get(id).is_some_and(|e| !matches!(e.kind, Kind::Frame));
        if into {
            draft.edit(id, |e| e.parent = Some(frame.clone()));
        }
    }
    (draft.finish(), Some(frame))
}

/// Locks all, or unlocks all when all are locked.
#[must_use]
pub fn toggle_lock(board: &Board, ids: &[ElementId]) -> Changes {
    let mut draft = Draft::new(board);
    let all = ids.iter().filter_map(|id| board.get(id)).all(|e| e.locked);
    for id in ids {
        draft.edit(id, |e| e.locked = !all);
    }
    draft.finish()
}

/// Takes them away with their labels and all that is in them; arrows let go.
#[must_use]
pub fn delete(board: &Board, ids: &[ElementId]) -> Changes {
    let mut draft = Draft::new(board);
    delete_in(&mut draft, ids);
    draft.finish()
}

pub(super) fn delete_in(draft: &mut Draft<'_>, ids: &[ElementId]) {
    let board = draft.board();
    let gone: HashSet<ElementId> = board.with_descendants(ids).into_iter().collect();
    connect::release(draft, &gone);
    let mut emptied: Vec<ElementId> = Vec::new();
    for id in &gone {
        if let Some(parent) = board.get(id).and_then(|e| e.parent.clone())
            && !gone.contains(&parent)
        {
            emptied.push(parent);
        }
        draft.remove(id);
    }
    // A group without members is nothing.
    while let Some(id) = emptied.pop() {
        let empty = board.get(&id).is_some_and(|e| matches!(e.kind, Kind::Group))
            && draft.get(&id).is_some()
            && board.children(&id).iter().all(|child| draft.get(child).is_none());
        if empty {
            emptied.extend(board.get(&id).and_then(|e| e.parent.clone()));
            draft.remove(&id);
        }
    }
}

/// Copies beside them; the copies of the given ones come second.
#[must_use]
pub fn duplicate(board: &Board, ids: &[ElementId], by: Vec2, source: &mut Ids) -> (Changes, Vec<ElementId>) {
    let mut draft = Draft::new(board);
    let names = duplicate_in(&mut draft, ids, by, source);
    let new = ids.iter().filter_map(|id| names.get(id).cloned()).collect();
    (draft.finish(), new)
}

/// Adds copies on top of what they copy, under new ids; old id to new id.
pub(super) fn duplicate_in(
    draft: &mut Draft<'_>,
    ids: &[ElementId],
    by: Vec2,
    source: &mut Ids,
) -> HashMap<ElementId, ElementId> {
    let board = draft.board();
    let all = board.with_descendants(ids);
    let names: HashMap<ElementId, ElementId> =
        all.iter().map(|id| (id.clone(), source.next(board))).collect();
    let top = all.iter().filter_map(|id| board.position(id)).max().map_or(usize::MAX, |p| p + 1);
    for id in &all {
        let Some(element) = board.get(id) else { continue };
        let mut copy = (**element).clone();
        rename(&mut copy, &names, true);
        shift(&mut copy, by);
        draft.add(copy, top);
    }
    names
}

/// Gives an element and what it names their new ids. Arrows that hold on to what has no new one let go, unless `keep`.
pub(super) fn rename(element: &mut Element, names: &HashMap<ElementId, ElementId>, keep_parent: bool) {
    if let Some(new) = names.get(&element.id) {
        element.id = new.clone();
    }
    element.parent = match element.parent.take() {
        Some(parent) => names.get(&parent).cloned().or(keep_parent.then_some(parent)),
        None => None,
    };
    if let Some(target) = element.link.as_deref().and_then(|l| l.strip_prefix('#'))
        && let Some(new) = names.get(&ElementId::from(target))
    {
        element.link = Some(format!("#{new}"));
    }
    if let Kind::Arrow(linear) | Kind::Line(linear) = &mut element.kind {
        for end in [&mut linear.start, &mut linear.end] {
            let new = end.as_ref().and_then(|b| names.get(&b.element).cloned());
            match (end.as_mut(), new) {
                (Some(binding), Some(new)) => binding.element = new,
                _ => *end = None,
            }
        }
    }
}

/// Gives an element the place and size of a panel's fields.
#[must_use]
pub fn set_box(board: &Board, id: &ElementId, to: Rect, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    let Some(from) = board.bounds(id) else { return Changes::default() };
    let by = to.origin() - from.origin();
    if from.size() == to.size() {
        shift_all(&mut draft, std::slice::from_ref(id), by, measure);
    } else {
        scale_all(&mut draft, std::slice::from_ref(id), (from, to), (false, false), false, measure);
    }
    draft.finish()
}

/// The box around several, when there is one.
#[must_use]
pub fn around(board: &Board, ids: &[ElementId]) -> Option<Rect> {
    union(ids.iter().filter_map(|id| board.bounds(id)))
}

/// Moves one of several that are arranged: arrows stay bound, for what they hold on to may move next.
fn shift_free(draft: &mut Draft<'_>, id: &ElementId, by: Vec2, measure: &dyn Measure) {
    if by == Vec2::ZERO || draft.board().get(id).is_none_or(|e| e.locked) {
        return;
    }
    let bound = draft
        .get(id)
        .is_some_and(|e| super::geometry::linear(e).is_some_and(|l| l.start.is_some() || l.end.is_some()));
    if bound {
        return;
    }
    let all = draft.board().with_descendants([id]);
    for id in &all {
        draft.edit(id, |element| shift(element, by));
    }
    settle(draft, &all, measure);
}

fn unlocked(board: &Board, ids: &[ElementId]) -> Vec<ElementId> {
    ids.iter().filter(|id| board.get(id).is_some_and(|e| !e.locked)).cloned().collect()
}

/// For mirroring: frames with what is in them.
fn with_frames(board: &Board, ids: &[ElementId]) -> Vec<ElementId> {
    let frames = ids.iter().filter(|id| board.get(id).is_some_and(|e| matches!(e.kind, Kind::Frame)));
    let mut all: Vec<ElementId> = board.with_descendants(frames);
    all.extend(ids.iter().cloned());
    all.sort();
    all.dedup();
    all
}
