//! Lines of horizontal and vertical pieces that go around shapes. Not straight or curved ones.
//!
//! The way is the best one over a sparse grid: the lines through both ends, along the edges of all shapes a margin
//! outside, and through the middle between the two. Best is short, with few corners; a corner costs as much as a
//! detour. The search is A* (Hart, Nilsson, Raphael 1968) over places and directions. Excalidraw and draw.io do alike.

use crate::arrows::aim;
use crate::scene::{Binding, Element};
use kurbo::{Affine, Point, Rect, Vec2};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// How far a line keeps from shapes, px.
const MARGIN: f64 = 20.0;

/// A direction along an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// y gets less.
    Up,
    /// x gets more.
    Right,
    /// y gets more.
    Down,
    /// x gets less.
    Left,
}

impl Heading {
    const ALL: [Self; 4] = [Self::Up, Self::Right, Self::Down, Self::Left];

    /// Of length 1.
    #[must_use]
    pub fn vector(self) -> Vec2 {
        match self {
            Self::Up => Vec2::new(0.0, -1.0),
            Self::Right => Vec2::new(1.0, 0.0),
            Self::Down => Vec2::new(0.0, 1.0),
            Self::Left => Vec2::new(-1.0, 0.0),
        }
    }

    /// The way out of a shape: by the side that the binding is nearest to, or towards `other` when it is in the middle.
    #[must_use]
    pub fn of(element: &Element, binding: &Binding, other: Point) -> Self {
        let off = Vec2::new(binding.at.x - 0.5, binding.at.y - 0.5);
        if off.x.abs().max(off.y.abs()) > 0.15 {
            // In the shape's own turn, then on the page.
            let way = if off.x.abs() > off.y.abs() { Vec2::new(off.x, 0.0) } else { Vec2::new(0.0, off.y) };
            let turned = Affine::rotate(element.angle) * way.to_point();
            return Self::along(turned.to_vec2());
        }
        let way = other - aim(element, binding);
        // Of a flat shape the long sides are nearer.
        Self::along(Vec2::new(way.x / element.width.max(1.0), way.y / element.height.max(1.0)))
    }

    fn along(way: Vec2) -> Self {
        match (way.x.abs() >= way.y.abs(), way.x >= 0.0, way.y >= 0.0) {
            (true, true, _) => Self::Right,
            (true, false, _) => Self::Left,
            (false, _, true) => Self::Down,
            (false, _, false) => Self::Up,
        }
    }

    fn back(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Right => Self::Left,
            Self::Down => Self::Up,
            Self::Left => Self::Right,
        }
    }

    fn number(self) -> usize {
        self as usize
    }
}

/// An end of an elbow line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Port {
    /// Where it is.
    pub at: Point,
    /// The way out of the shape; `None` at a free end.
    pub heading: Option<Heading>,
    /// The box around the shape it holds on to.
    pub shape: Option<Rect>,
}

/// The corners of a way from one end to the other, both included. It leaves shapes as their ports say and keeps clear of
/// both shapes and of `obstacles` where there is room.
#[must_use]
pub fn elbow(from: &Port, to: &Port, obstacles: &[Rect]) -> Vec<Point> {
    if !from.at.is_finite() || !to.at.is_finite() {
        return vec![from.at, to.at];
    }
    let shapes: Vec<Rect> =
        [from.shape, to.shape].into_iter().flatten().filter(|rect| rect.is_finite()).collect();
    let all: Vec<Rect> = shapes.iter().chain(obstacles).copied().collect();
    // Shapes that stand close leave room for a narrower margin only.
    let way = [MARGIN, MARGIN / 3.0]
        .into_iter()
        .flat_map(|margin| [(margin, &all), (margin, &shapes)])
        .find_map(|(margin, blocked)| search(from, to, blocked, margin))
        .unwrap_or_else(|| plain(from, to));
    simplified(&way)
}

/// The corners of a way between two free ends: half the way along, then across.
#[must_use]
pub fn elbow_free(from: Point, to: Point) -> Vec<Point> {
    let port = |at| Port { at, heading: None, shape: None };
    simplified(&plain(&port(from), &port(to)))
}

/// Without regard to shapes.
fn plain(from: &Port, to: &Port) -> Vec<Point> {
    let (a, b) = (from.at, to.at);
    let level = match from.heading {
        Some(Heading::Left | Heading::Right) => true,
        Some(Heading::Up | Heading::Down) => false,
        None => (b.x - a.x).abs() >= (b.y - a.y).abs(),
    };
    let (m, n) = if level {
        let x = (a.x + b.x) / 2.0;
        (Point::new(x, a.y), Point::new(x, b.y))
    } else {
        let y = (a.y + b.y) / 2.0;
        (Point::new(a.x, y), Point::new(b.x, y))
    };
    vec![a, m, n, b]
}

/// Where a port's line may first turn: a margin outside its shape.
fn stub(port: &Port, margin: f64) -> Point {
    let Some(heading) = port.heading else { return port.at };
    let shape = port.shape.unwrap_or(Rect::from_points(port.at, port.at)).inflate(margin, margin);
    match heading {
        Heading::Up => Point::new(port.at.x, shape.y0.min(port.at.y)),
        Heading::Right => Point::new(shape.x1.max(port.at.x), port.at.y),
        Heading::Down => Point::new(port.at.x, shape.y1.max(port.at.y)),
        Heading::Left => Point::new(shape.x0.min(port.at.x), port.at.y),
    }
}

fn search(from: &Port, to: &Port, blocked: &[Rect], margin: f64) -> Option<Vec<Point>> {
    let (start, goal) = (stub(from, margin), stub(to, margin));
    // Lines may run along the margin, not inside of it.
    let blocked: Vec<Rect> = blocked.iter().map(|rect| rect.inflate(margin - 0.5, margin - 0.5)).collect();
    let inside = |at: Point| blocked.iter().any(|rect| rect.contains(at));
    if inside(start) || inside(goal) {
        return None;
    }
    let grid = Grid::new(start, goal, from, to, &blocked);
    let (first, last) = (grid.find(start)?, grid.find(goal)?);
    // What a corner costs: a detour of a good part of the way.
    let corner = 0.5 * ((goal - start).x.abs() + (goal - start).y.abs()).clamp(60.0, 600.0);
    let count = grid.columns.len() * grid.rows.len();
    let mut best = vec![f64::INFINITY; count * 4];
    let mut before = vec![usize::MAX; count * 4];
    let mut open = BinaryHeap::new();
    let ahead = |node: usize| {
        let way = goal - grid.at(node);
        way.x.abs() + way.y.abs()
    };
    for heading in Heading::ALL {
        if from.heading.is_none_or(|out| out == heading) {
            let state = first * 4 + heading.number();
            if let Some(cost) = best.get_mut(state) {
                *cost = 0.0;
            }
            open.push(Reverse((Cost(ahead(first)), state)));
        }
    }
    while let Some(Reverse((_, state))) = open.pop() {
        let (node, heading) = (state / 4, *Heading::ALL.get(state % 4)?);
        let cost = *best.get(state)?;
        if node == last && to.heading.is_none_or(|out| out.back() == heading) {
            return Some(trace(&grid, &before, state, from.at, to.at));
        }
        for next in Heading::ALL {
            if next == heading.back() {
                continue;
            }
            let turn = if next == heading { 0.0 } else { corner };
            // At the goal the line may still have to turn in.
            let (target, length) = match grid.step(node, next) {
                Some(target) if grid.is_free(node, target, &blocked) => {
                    let way = grid.at(target) - grid.at(node);
                    (target, way.x.abs() + way.y.abs())
                }
                _ => continue,
            };
            let sum = cost + turn + length;
            let reached = target * 4 + next.number();
            if best.get(reached).is_some_and(|known| sum + 1e-9 < *known) {
                if let (Some(known), Some(link)) = (best.get_mut(reached), before.get_mut(reached)) {
                    *known = sum;
                    *link = state;
                }
                open.push(Reverse((Cost(sum + ahead(target)), reached)));
            }
        }
        // Turning on the spot, for a goal that is entered from the side.
        if node == last
            && let Some(out) = to.heading
            && out.back() != heading
            && out != heading
        {
            let reached = node * 4 + out.back().number();
            let sum = cost + corner;
            if best.get(reached).is_some_and(|known| sum + 1e-9 < *known) {
                if let (Some(known), Some(link)) = (best.get_mut(reached), before.get_mut(reached)) {
                    *known = sum;
                    *link = state;
                }
                open.push(Reverse((Cost(sum), reached)));
            }
        }
    }
    None
}

fn trace(grid: &Grid, before: &[usize], last: usize, from: Point, to: Point) -> Vec<Point> {
    let mut way = vec![to];
    let mut state = last;
    // Each state once: longer than that it cannot be.
    for _ in 0..=before.len() {
        way.push(grid.at(state / 4));
        match before.get(state) {
            Some(link) if *link != usize::MAX => state = *link,
            _ => break,
        }
    }
    way.push(from);
    way.reverse();
    way
}

/// A length that can be compared; none is NaN.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cost(f64);

impl Eq for Cost {}

impl PartialOrd for Cost {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cost {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// Lines that a way may run along.
struct Grid {
    columns: Vec<f64>,
    rows: Vec<f64>,
}

impl Grid {
    fn new(start: Point, goal: Point, from: &Port, to: &Port, blocked: &[Rect]) -> Self {
        let mut columns = vec![start.x, goal.x];
        let mut rows = vec![start.y, goal.y];
        for rect in blocked {
            columns.extend([rect.x0 - 0.5, rect.x1 + 0.5]);
            rows.extend([rect.y0 - 0.5, rect.y1 + 0.5]);
        }
        // Half way between the two.
        let a = from.shape.unwrap_or(Rect::from_points(start, start));
        let b = to.shape.unwrap_or(Rect::from_points(goal, goal));
        let between = |a0: f64, a1: f64, b0: f64, b1: f64| {
            if a1 < b0 {
                (a1 + b0) / 2.0
            } else if b1 < a0 {
                (b1 + a0) / 2.0
            } else {
                (a0.max(b0) + a1.min(b1)) / 2.0
            }
        };
        columns.push(between(a.x0, a.x1, b.x0, b.x1));
        rows.push(between(a.y0, a.y1, b.y0, b.y1));
        for lines in [&mut columns, &mut rows] {
            lines.sort_by(f64::total_cmp);
            lines.dedup();
        }
        Self { columns, rows }
    }

    fn find(&self, at: Point) -> Option<usize> {
        let column = self.columns.iter().position(|x| *x == at.x)?;
        let row = self.rows.iter().position(|y| *y == at.y)?;
        Some(row * self.columns.len() + column)
    }

    fn at(&self, node: usize) -> Point {
        let width = self.columns.len().max(1);
        let x = self.columns.get(node % width).copied().unwrap_or_default();
        Point::new(x, self.rows.get(node / width).copied().unwrap_or_default())
    }

    fn step(&self, node: usize, heading: Heading) -> Option<usize> {
        let width = self.columns.len();
        let (column, row) = (node % width, node / width);
        match heading {
            Heading::Up => row.checked_sub(1).map(|row| row * width + column),
            Heading::Right => (column + 1 < width).then_some(node + 1),
            Heading::Down => (row + 1 < self.rows.len()).then_some(node + width),
            Heading::Left => column.checked_sub(1).map(|_| node - 1),
        }
    }

    fn is_free(&self, a: usize, b: usize, blocked: &[Rect]) -> bool {
        let piece = Rect::from_points(self.at(a), self.at(b));
        !blocked
            .iter()
            .any(|rect| piece.x0 < rect.x1 && piece.x1 > rect.x0 && piece.y0 < rect.y1 && piece.y1 > rect.y0)
    }
}

/// Without points in the middle of a piece.
fn simplified(way: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(way.len());
    for point in way {
        if let [.., a, b] = kept.as_slice() {
            let straight = (a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y);
            if straight {
                kept.pop();
            }
        }
        if kept.last() != Some(point) {
            kept.push(*point);
        }
    }
    if let [only] = kept.as_slice() {
        kept.push(*only);
    }
    kept
}
