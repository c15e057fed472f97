//! Snapping to a grid, to edges and centres of others, and to equal gaps, with the guides to paint.
//!
//! Not here: which elements move.

use super::board::Board;
use super::geometry::{bounds, overlap};
use crate::scene::{ElementId, Kind};
use kurbo::{Point, Rect, Vec2};
use std::collections::HashSet;

/// More elements than these are not looked at; the nearest to the moving box come first.
const MOST: usize = 20_000;
/// Elements beside the moving box that equal gaps are looked for between.
const NEIGHBOURS: usize = 24;

/// A line to paint while something snaps, px of the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Guide {
    /// Edges or centres stand on this line.
    Line {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
    },
    /// One of several equal gaps.
    Gap {
        /// At one element.
        from: Point,
        /// At the next.
        to: Point,
    },
}

/// What may be snapped to while one gesture goes on.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Sorted by the number: left edges, centres and right edges, with the box they belong to.
    across: Vec<(f64, u32)>,
    down: Vec<(f64, u32)>,
    /// The edges alone: a corner that is drawn does not want to be on the middle line of a card around it.
    edges_across: Vec<(f64, u32)>,
    edges_down: Vec<(f64, u32)>,
    boxes: Vec<Rect>,
}

/// Where to, and why.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Snapped {
    /// To add to the movement, px of the page.
    pub by: Vec2,
    /// To paint.
    pub guides: Vec<Guide>,
    /// Something holds it across, down: there it is not to be rounded.
    pub held: [bool; 2],
}

impl Targets {
    /// Everything seen in `view` but what moves.
    #[must_use]
    pub fn new(board: &Board, view: Rect, moving: &HashSet<ElementId>) -> Self {
        let mut targets = Self::default();
        for position in board.in_rect(view).into_iter().take(MOST) {
            let Some(element) = board.elements().get(position) else { continue };
            let label = |id: &ElementId| {
                board.get(id).is_some_and(|parent| !matches!(parent.kind, Kind::Frame | Kind::Group))
            };
            // Loose lines and labels offer nothing that one would line up with.
            let offers = !element.hidden
                && !matches!(element.kind, Kind::Arrow(_) | Kind::Line(_) | Kind::Freehand(_))
                && !element.parent.as_ref().is_some_and(label)
                && !moving.contains(&element.id);
            if !offers {
                continue;
            }
            let rect = bounds(element);
            let index = targets.boxes.len() as u32;
            targets.boxes.push(rect);
            for x in [rect.x0, rect.center().x, rect.x1] {
                targets.across.push((x, index));
            }
            // The upper and lower edge of a line of words are not seen: what stands on them seems to stand askew, and
            // a field under its label would have no gap.
            let edges = !matches!(element.kind, Kind::Text(_));
            for y in [rect.y0, rect.y1].into_iter().filter(|_| edges) {
                targets.down.push((y, index));
                targets.edges_down.push((y, index));
            }
            targets.down.push((rect.center().y, index));
            targets.edges_across.extend([(rect.x0, index), (rect.x1, index)]);
        }
        for lines in
            [&mut targets.across, &mut targets.down, &mut targets.edges_across, &mut targets.edges_down]
        {
            lines.sort_by(|a, b| a.0.total_cmp(&b.0));
        }
        targets
    }

    /// Snaps a box that moves. `reach` is the farthest that it may jump, px of the page.
    #[must_use]
    pub fn snap_box(&self, moving: Rect, reach: f64) -> Snapped {
        let xs = [moving.x0, moving.center().x, moving.x1];
        let ys = [moving.y0, moving.center().y, moving.y1];
        let mut by = Vec2::new(nearest(&self.across, &xs, reach), nearest(&self.down, &ys, reach));
        let (mut gap_x, mut gap_y) = (None, None);
        let mut held = [by.x.is_finite(), by.y.is_finite()];
        if !by.x.is_finite() {
            gap_x = self.equal_gap(moving, reach, true);
            by.x = gap_x.as_ref().map_or(0.0, |(by, _)| *by);
        }
        if !by.y.is_finite() {
            gap_y = self.equal_gap(moving + Vec2::new(by.x, 0.0), reach, false);
            by.y = gap_y.as_ref().map_or(0.0, |(by, _)| *by);
        }
        held = [held[0] || gap_x.is_some(), held[1] || gap_y.is_some()];
        let moved = moving + by;
        let mut guides = self.lines(moved, gap_x.is_none(), gap_y.is_none());
        guides.extend(gap_x.into_iter().chain(gap_y).flat_map(|(_, guides)| guides));
        Snapped { by, guides, held }
    }

    /// Snaps one point, as when an edge is pulled: only the directions that move.
    #[must_use]
    pub fn snap_point(&self, point: Point, reach: f64, across: bool, down: bool) -> Snapped {
        let by = |lines: &[(f64, u32)], at: f64, wanted: bool| {
            let by = if wanted { nearest(lines, &[at], reach) } else { f64::INFINITY };
            (if by.is_finite() { by } else { 0.0 }, by.is_finite())
        };
        let (x, held_x) = by(&self.edges_across, point.x, across);
        let (y, held_y) = by(&self.edges_down, point.y, down);
        let by = Vec2::new(x, y);
        let at = point + by;
        let guides = self.lines(Rect::from_points(at, at), across, down);
        Snapped { by, guides, held: [held_x, held_y] }
    }

    /// The lines on which an edge or centre of `rect` stands together with others'.
    fn lines(&self, rect: Rect, across: bool, down: bool) -> Vec<Guide> {
        let mut guides = Vec::new();
        let mut seen: [f64; 3] = [f64::NAN; 3];
        if across {
            for (i, x) in [rect.x0, rect.center().x, rect.x1].into_iter().enumerate() {
                if seen.contains(&x) {
                    continue;
                }
                if let Some(slot) = seen.get_mut(i) {
                    *slot = x;
                }
                let others = self.on(&self.across, x);
                if let Some(all) = others {
                    let (y0, y1) = (all.y0.min(rect.y0), all.y1.max(rect.y1));
                    guides.push(Guide::Line { from: Point::new(x, y0), to: Point::new(x, y1) });
                }
            }
        }
        seen = [f64::NAN; 3];
        if down {
            for (i, y) in [rect.y0, rect.center().y, rect.y1].into_iter().enumerate() {
                if seen.contains(&y) {
                    continue;
                }
                if let Some(slot) = seen.get_mut(i) {
                    *slot = y;
                }
                if let Some(all) = self.on(&self.down, y) {
                    let (x0, x1) = (all.x0.min(rect.x0), all.x1.max(rect.x1));
                    guides.push(Guide::Line { from: Point::new(x0, y), to: Point::new(x1, y) });
                }
            }
        }
        guides
    }

    /// The box around all that stand on this line.
    fn on(&self, lines: &[(f64, u32)], at: f64) -> Option<Rect> {
        let from = lines.partition_point(|(v, _)| *v < at - 1e-6);
        let on = lines.get(from..)?.iter().take_while(|(v, _)| *v <= at + 1e-6);
        super::geometry::union(on.filter_map(|(_, index)| self.boxes.get(*index as usize).copied()))
    }

    /// Beside two others with the same gap, or in the middle between two.
    fn equal_gap(&self, moving: Rect, reach: f64, across: bool) -> Option<(f64, Vec<Guide>)> {
        // Worked out along x; for y the boxes are laid on their sides.
        let lay = |r: Rect| if across { r } else { Rect::new(r.y0, r.x0, r.y1, r.x1) };
        let m = lay(moving);
        let mut row: Vec<Rect> = self
            .boxes
            .iter()
            .map(|r| lay(*r))
            .filter(|r| r.y0 < m.y1 && m.y0 < r.y1 && !(holds_x(*r, m) || overlap(*r, m)))
            .collect();
        row.sort_by(|a, b| distance_x(*a, m).total_cmp(&distance_x(*b, m)));
        row.truncate(NEIGHBOURS);
        row.sort_by(|a, b| a.x0.total_cmp(&b.x0));
        let left = row.iter().rev().find(|r| r.x1 <= m.x0 + reach).copied();
        let right = row.iter().find(|r| r.x0 >= m.x1 - reach).copied();
        let mut best: Option<(f64, [(f64, f64); 2])> = None;
        let mut offer = |by: f64, gaps: [(f64, f64); 2]| {
            if by.abs() <= reach && best.is_none_or(|(b, _)| by.abs() < b.abs()) {
                best = Some((by, gaps));
            }
        };
        if let (Some(l), Some(r)) = (left, right) {
            let by = (l.x1 + r.x0) / 2.0 - m.center().x;
            offer(by, [(l.x1, m.x0 + by), (m.x1 + by, r.x0)]);
        }
        if let Some(l) = left
            && let Some(second) = row.iter().rev().find(|r| r.x1 <= l.x0)
        {
            let gap = l.x0 - second.x1;
            let by = l.x1 + gap - m.x0;
            offer(by, [(second.x1, l.x0), (l.x1, m.x0 + by)]);
        }
        if let Some(r) = right
            && let Some(second) = row.iter().find(|o| o.x0 >= r.x1)
        {
            let gap = second.x0 - r.x1;
            let by = r.x0 - gap - m.x1;
            offer(by, [(m.x1 + by, r.x0), (r.x1, second.x0)]);
        }
        let (by, gaps) = best?;
        let y = m.center().y;
        let guides = gaps
            .into_iter()
            .map(|(a, b)| {
                let (from, to) = (Point::new(a, y), Point::new(b, y));
                let lay = |p: Point| if across { p } else { Point::new(p.y, p.x) };
                Guide::Gap { from: lay(from), to: lay(to) }
            })
            .collect();
        Some((by, guides))
    }
}

/// Rounds a point where nothing holds it; the number to add.
#[must_use]
pub fn to_step(at: Point, step: f64, held: [bool; 2]) -> Vec2 {
    let by = to_grid(at, step);
    Vec2::new(if held[0] { 0.0 } else { by.x }, if held[1] { 0.0 } else { by.y })
}

/// Snaps the corner of a box to a grid; the number to add.
#[must_use]
pub fn to_grid(corner: Point, step: f64) -> Vec2 {
    if step.is_finite() && step > 0.0 {
        let round = |v: f64| (v / step).round() * step - v;
        Vec2::new(round(corner.x), round(corner.y))
    } else {
        Vec2::ZERO
    }
}

fn holds_x(a: Rect, b: Rect) -> bool {
    a.x0 <= b.x0 && b.x1 <= a.x1
}

fn distance_x(a: Rect, b: Rect) -> f64 {
    (a.x0 - b.x1).max(b.x0 - a.x1).max(0.0)
}

/// The smallest step that puts one of `own` on a line; infinite when none is in reach.
fn nearest(lines: &[(f64, u32)], own: &[f64], reach: f64) -> f64 {
    let mut best = f64::INFINITY;
    for at in own {
        let next = lines.partition_point(|(v, _)| v < at);
        for index in [next.checked_sub(1), Some(next)].into_iter().flatten() {
            if let Some((v, _)) = lines.get(index) {
                let by = v - at;
                if by.abs() <= reach && by.abs() < best.abs() {
                    best = by;
                }
            }
        }
    }
    best
}
