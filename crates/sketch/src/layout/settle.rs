//! Where a hand meant edges to be, in a drawing that is not exact.
//!
//! Three things are known about screens: many things share an edge, a middle or a base line; spaces between the same
//! kinds of things are the same all over the screen; what is alone in a box is mostly in its middle. What seems to be
//! shared is looked for again and again, each time in places that are better known, and all places are moved to where
//! they fit the drawing and each other best (least squares; nothing moves further than the hand was off).
//!
//! Not here: how far the hand was off (`noise`), rows and columns.

mod clear;
mod solve;

use super::piece::{Piece, Screen, What};
use crate::scene::ElementId;
use kurbo::Rect;
use solve::{Place, Problem};
use std::collections::BTreeMap;

/// More pieces than this are not compared with each other for spaces: each against each would take too long.
const MANY: usize = 1500;

/// Spaces wider than this are not compared, px.
const FAR: f64 = 150.0;

/// Which way places are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    X,
    Y,
}

impl Way {
    /// Start and end along this way.
    fn span(self, rect: Rect) -> (f64, f64) {
        match self {
            Self::X => (rect.x0, rect.x1),
            Self::Y => (rect.y0, rect.y1),
        }
    }

    /// The other way.
    fn across(self) -> Self {
        match self {
            Self::X => Self::Y,
            Self::Y => Self::X,
        }
    }
}

/// Moves edges that were meant to be the same onto each other, and makes spaces the same that were meant so.
pub fn settle(screen: &mut Screen, noise: f64) {
    let holders = holders(screen, noise);
    let across = Axis::new(screen, Way::X, noise, &holders).settled();
    let down = Axis::new(screen, Way::Y, noise, &holders).settled();
    for ((piece, (x0, x1)), (y0, y1)) in screen.pieces.iter_mut().zip(across).zip(down) {
        if x1 >= x0 && y1 >= y0 {
            piece.rect = Rect::new(x0, y0, x1, y1);
        }
    }
    clear::clear(screen, noise);
}

/// The box that each piece is in: the smallest painted below it.
fn holders(screen: &Screen, noise: f64) -> Vec<Option<usize>> {
    let area = |rect: Rect| rect.width() * rect.height();
    let slack = 2.0 * noise + 1.0;
    let boxes: Vec<(usize, &Piece)> =
        screen.pieces.iter().enumerate().filter(|(_, piece)| matches!(piece.what, What::Box)).collect();
    if boxes.len() * screen.pieces.len() > MANY * MANY {
        return vec![None; screen.pieces.len()];
    }
    screen
        .pieces
        .iter()
        .enumerate()
        .map(|(at, piece)| {
            boxes
                .iter()
                .take_while(|(other, _)| *other < at)
                .filter(|(_, other)| {
                    let inner = piece.rect;
                    let outer = other.rect.inflate(slack, slack);
                    inner.x0 >= outer.x0
                        && inner.x1 <= outer.x1
                        && inner.y0 >= outer.y0
                        && inner.y1 <= outer.y1
                        && area(other.rect) > area(inner) + 1.0
                })
                .min_by(|(a, one), (b, other)| area(one.rect).total_cmp(&area(other.rect)).then(b.cmp(a)))
                .map(|(other, _)| *other)
        })
        .collect()
}

/// A number for what a piece is to its neighbours, so that spaces between the same can be compared.
fn kinds(screen: &Screen) -> Vec<usize> {
    let mut known: BTreeMap<(u8, i64, i64, &str), usize> = BTreeMap::new();
    screen
        .pieces
        .iter()
        .map(|piece| {
            let step = (piece.rect.height() / 12.0).round() as i64;
            let kind = match &piece.what {
                What::Text(run, _) => (
                    1,
                    (run.size * 10.0).round() as i64,
                    i64::from(run.weight) * 100 + (run.line_height * 20.0).round() as i64,
                    run.colour.as_str(),
                ),
                What::Box => (2, step, 0, piece.paint.background.as_deref().unwrap_or_default()),
                What::Picture { .. } => (3, step, 0, ""),
                What::Rule { .. } => (4, 0, 0, ""),
                What::Control(_) => (5, step, 0, ""),
            };
            let next = known.len();
            *known.entry(kind).or_insert(next)
        })
        .collect()
}

/// The classes in which edges are compared: starts, middles, ends, base lines, and edges of boxes on either side.
const CLASSES: usize = 5;

/// What is looked at along one way.
struct Axis<'a> {
    screen: &'a Screen,
    way: Way,
    noise: f64,
    holders: &'a [Option<usize>],
    kinds: Vec<usize>,
    /// Start and end of each piece, and whether both move as one.
    ends: Vec<(Place, Place, bool)>,
    /// The screen's own start and end.
    edges: (Place, Place),
    neighbours: Vec<(usize, usize)>,
    problem: Problem,
}

/// Something that may lie on a guide.
struct Candidate {
    value: f64,
    piece: Option<usize>,
    place: Place,
    /// Lies on no more than one guide.
    single: bool,
}

/// Candidates that seem to share a place.
struct Guide {
    class: usize,
    spread: f64,
    members: Vec<(Option<usize>, Place, bool)>,
}

impl<'a> Axis<'a> {
    fn new(screen: &'a Screen, way: Way, noise: f64, holders: &'a [Option<usize>]) -> Self {
        let mut problem = Problem::default();
        let mut ends: Vec<(Place, Place, bool)> = Vec::with_capacity(screen.pieces.len());
        for (at, piece) in screen.pieces.iter().enumerate() {
            let (from, to) = way.span(piece.rect);
            let small = piece.rect.width().min(piece.rect.height()) <= 6.0 * noise;
            let one = small || matches!(piece.what, What::Text(..) | What::Rule { .. });
            // A label goes where its box goes.
            let of =
                |id: &ElementId| screen.pieces.iter().take(at).position(|other| other.elements.contains(id));
            let holder = piece.label_of.as_ref().and_then(of);
            let corner = holder.and_then(|holder| Some((screen.pieces.get(holder)?, ends.get(holder)?)));
            let start = match corner {
                Some((holder, (start, _, _))) if one => {
                    Place { off: from - way.span(holder.rect).0, ..*start }
                }
                _ => problem.place(from, 1.0, noise + 0.1),
            };
            let end = if one {
                Place { off: to - from + start.off, ..start }
            } else {
                problem.place(to, 0.5, 2.0 * noise + 0.1)
            };
            ends.push((start, end, one));
        }
        let whole = if way == Way::X { screen.width } else { screen.height };
        let edges = (problem.place(0.0, 1e6, 0.0), problem.place(whole, 1e6, 0.0));
        let neighbours = neighbours(screen, way);
        Self { screen, way, noise, holders, kinds: kinds(screen), ends, edges, neighbours, problem }
    }

    /// Start and end of each piece, where they were meant to be.
    fn settled(mut self) -> Vec<(f64, f64)> {
        // What is shared is looked for in ever narrower places, as these get better known.
        for round in 0..3 {
            let window = self.noise * [2.0, 1.5, 1.0].get(round).copied().unwrap_or(1.0);
            let spaces = self.noise * [3.0, 2.5, 2.0].get(round).copied().unwrap_or(2.0);
            self.problem.guides = self.guides(window);
            self.problem.spaces = self.spaces(spaces);
            self.problem.run(30);
        }
        self.problem.align(0.4 * self.noise);
        self.ends
            .iter()
            .map(|(start, end, _)| (self.problem.value(*start), self.problem.value(*end)))
            .collect()
    }

    /// What can lie on a guide, by class.
    fn candidates(&self) -> [Vec<Candidate>; CLASSES] {
        let mut classes: [Vec<Candidate>; CLASSES] = Default::default();
        let mut add = |class: usize, piece: Option<usize>, place: Place, single: bool| {
            if let Some(list) = classes.get_mut(class) {
                list.push(Candidate { value: self.problem.value(place), piece, place, single });
            }
        };
        for (index, (piece, (start, end, one))) in self.screen.pieces.iter().zip(&self.ends).enumerate() {
            let at = Some(index);
            let middle = Place { off: f64::midpoint(start.off, end.off), ..*start };
            let thin = end.off - start.off < 3.0;
            match (&piece.what, one) {
                (What::Text(run, _), _) => {
                    add(0, at, *start, true);
                    add(1, at, middle, true);
                    if self.way == Way::Y {
                        add(2, at, *end, true);
                        let base = Place { off: middle.off + 0.3465 * run.size, ..middle };
                        add(3, at, base, true);
                    }
                }
                (_, true) if thin => add(4, at, *start, true),
                (_, true) => {
                    add(0, at, *start, true);
                    add(1, at, middle, true);
                    add(2, at, *end, true);
                }
                _ => {
                    let (before, after) = self.framed(index, (*start, *end));
                    add(4, at, before, false);
                    add(4, at, after, false);
                    if self.way == Way::X {
                        add(0, at, before, false);
                    }
                }
            }
        }
        let (first, last) = self.edges;
        add(4, None, first, false);
        add(4, None, last, false);
        if self.way == Way::X {
            add(1, None, Place { off: self.problem.value(last) / 2.0, ..first }, false);
        }
        classes
    }

    /// The edges of a box; where it touches the border of the box it is in, those of that border: it is drawn inside.
    fn framed(&self, at: usize, (start, end): (Place, Place)) -> (Place, Place) {
        let holder = self.holders.get(at).copied().flatten();
        let around =
            holder.and_then(|holder| Some((self.screen.pieces.get(holder)?, self.ends.get(holder)?)));
        let Some((holder, (first, last, _))) = around else { return (start, end) };
        let edge = super::size::borders(&holder.paint);
        let (before, after) = match self.way {
            Way::X => (edge.left, edge.right),
            Way::Y => (edge.top, edge.bottom),
        };
        let close =
            |a: Place, b: Place| (self.problem.value(a) - self.problem.value(b)).abs() <= 2.0 * self.noise;
        (
            if close(start, *first) { Place { off: start.off - before, ..start } } else { start },
            if close(end, *last) { Place { off: end.off + after, ..end } } else { end },
        )
    }

    /// Guides on which at least two lie; each text lies on the one it shares with the most.
    fn guides(&self, window: f64) -> Vec<(Vec<Place>, f64)> {
        let mut guides = Vec::new();
        for (class, list) in self.candidates().into_iter().enumerate() {
            for members in dense(list, window, |candidate| candidate.value) {
                let spread = members.last().map_or(0.0, |last| last.value)
                    - members.first().map_or(0.0, |first| first.value);
                let members = members.into_iter().map(|one| (one.piece, one.place, one.single)).collect();
                guides.push(Guide { class, spread, members });
            }
        }
        let better = |a: &Guide, b: &Guide| {
            (a.members.len(), -a.spread, b.class).partial_cmp(&(b.members.len(), -b.spread, a.class))
                == Some(std::cmp::Ordering::Greater)
        };
        let mut best: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, guide) in guides.iter().enumerate() {
            for (piece, _, single) in &guide.members {
                let (Some(piece), true) = (piece, single) else { continue };
                let before = best.get(piece).and_then(|before| guides.get(*before));
                if before.is_none_or(|before| better(guide, before)) {
                    best.insert(*piece, at);
                }
            }
        }
        guides
            .iter()
            .enumerate()
            .map(|(at, guide)| {
                let members: Vec<Place> = guide
                    .members
                    .iter()
                    .filter(|(piece, _, single)| {
                        !single || piece.is_some_and(|piece| best.get(&piece) == Some(&at))
                    })
                    .map(|(_, place, _)| *place)
                    .collect();
                let worth = 3.0 * (members.len() as f64 - 1.0);
                (members, worth)
            })
            .filter(|(members, _)| members.len() > 1)
            .collect()
    }

    /// Spaces that seem to be the same, with the places they are between.
    fn spaces(&self, window: f64) -> Vec<(Vec<(Place, Place)>, f64)> {
        let mut out = Vec::new();
        let mut seen: BTreeMap<(usize, usize), Vec<Seen>> = BTreeMap::new();
        let mut add = |kinds: (usize, usize), from: Place, to: Place| {
            let space = self.problem.value(to) - self.problem.value(from);
            seen.entry(kinds).or_default().push((space, from, to));
        };
        let kind = |at: usize| self.kinds.get(at).copied().unwrap_or(0);
        let end = |at: usize| self.ends.get(at).copied();
        for &(a, b) in &self.neighbours {
            let (Some((_, from, _)), Some((to, _, _))) = (end(a), end(b)) else { continue };
            if self.holders.get(b) != Some(&Some(a)) {
                add((kind(a), kind(b)), from, to);
            }
        }
        let mut inside: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, holder) in self.holders.iter().enumerate() {
            if let Some(holder) = holder {
                inside.entry(*holder).or_default().push(at);
            }
        }
        // The edges of a box are neighbours of what is first and last in it.
        let count = self.kinds.len();
        for (holder, list) in &inside {
            let value = |place: Option<Place>| place.map_or(0.0, |place| self.problem.value(place));
            let start = |at: &usize| end(*at).map(|(start, _, _)| start);
            let stop = |at: &usize| end(*at).map(|(_, stop, _)| stop);
            let first = list.iter().min_by(|a, b| value(start(a)).total_cmp(&value(start(b))));
            let last = list.iter().max_by(|a, b| value(stop(a)).total_cmp(&value(stop(b))));
            let (Some(first), Some(last), Some((from, to, one))) = (first, last, end(*holder)) else {
                continue;
            };
            let (Some(inner), Some(outer)) = (start(first), stop(last)) else { continue };
            add((count + kind(*holder), kind(*first)), from, inner);
            add((kind(*last), 2 * count + kind(*holder)), outer, to);
            let before = self.problem.value(inner) - self.problem.value(from);
            let after = self.problem.value(to) - self.problem.value(outer);
            if list.len() == 1 && !one && (before - after).abs() <= 2.5 * self.noise {
                out.push((vec![(from, inner), (outer, to)], 2.0));
            }
        }
        for list in seen.into_values() {
            for members in dense(list, window, |(space, _, _)| *space) {
                if members.len() > 1 {
                    let worth = members.len() as f64 - 1.0;
                    out.push((members.into_iter().map(|(_, from, to)| (from, to)).collect(), worth));
                }
            }
        }
        out
    }
}

/// A space as it is now, and the places it is between.
type Seen = (f64, Place, Place);

/// The nearest piece before each piece, among those that stand in its way: pairs of before and after.
fn neighbours(screen: &Screen, way: Way) -> Vec<(usize, usize)> {
    if screen.pieces.len() > MANY {
        return Vec::new();
    }
    let spans: Vec<((f64, f64), (f64, f64))> =
        screen.pieces.iter().map(|piece| (way.span(piece.rect), way.across().span(piece.rect))).collect();
    let mut out = Vec::new();
    for (b, ((from, _), (low, high))) in spans.iter().enumerate() {
        let nearest = spans
            .iter()
            .enumerate()
            .filter(|(a, ((_, to), (other_low, other_high)))| {
                let shared = high.min(*other_high) - low.max(*other_low);
                *a != b
                    && *to <= from + 3.0
                    && from - to < FAR
                    && shared >= 0.3 * (high - low).min(other_high - other_low)
            })
            .min_by(|(_, ((_, one), _)), (_, ((_, other), _))| other.total_cmp(one));
        if let Some((a, _)) = nearest {
            out.push((a, b));
        }
    }
    out
}

/// Parts a list into groups of values that lie within a window: the group with the most first, then of what is left.
fn dense<T>(list: Vec<T>, window: f64, value: impl Fn(&T) -> f64) -> Vec<Vec<T>> {
    let mut list = list;
    list.retain(|one| value(one).is_finite());
    list.sort_by(|a, b| value(a).total_cmp(&value(b)));
    let mut out = Vec::new();
    while list.len() > 1 {
        let values: Vec<f64> = list.iter().map(&value).collect();
        let (mut most, mut best, mut to) = (0, 0, 0);
        for (from, first) in values.iter().enumerate() {
            while values.get(to).is_some_and(|last| last - first <= window) {
                to += 1;
            }
            if to - from > most {
                (most, best) = (to - from, from);
            }
        }
        if most < 2 {
            break;
        }
        out.push(list.drain(best..best + most).collect());
    }
    out
}
