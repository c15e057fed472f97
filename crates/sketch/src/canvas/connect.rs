//! Arrows that hold on to shapes.
//!
//! Not here: what a shape offers to hold on to ([`pick::shape_at`](super::pick::shape_at)).

use super::change::Draft;
use super::geometry::{
    centre, contains, edges, finite, finite_point, linear, local_box, outline, to_local, to_page, turn,
};
use super::transform::set_points;
use crate::scene::{Binding, Element, ElementId, Kind, Routing};
use kurbo::{Point, Rect, Vec2};

/// Between the end of an arrow and what it holds on to, px.
pub(super) const GAP: f64 = 5.0;

/// Holds on to a shape at a point of the page; near the middle it is the middle.
pub(super) fn bind(shape: &Element, at: Point) -> Binding {
    let rect = local_box(shape);
    let local = to_local(shape, at);
    let share = |v: f64, a: f64, b: f64| if b > a { ((v - a) / (b - a)).clamp(0.0, 1.0) } else { 0.5 };
    let mut at = Point::new(share(local.x, rect.x0, rect.x1), share(local.y, rect.y0, rect.y1));
    if (at.x - 0.5).abs() < 0.15 && (at.y - 0.5).abs() < 0.15 {
        at = Point::new(0.5, 0.5);
    }
    Binding { element: shape.id.clone(), at, gap: GAP }
}

/// Where a binding points to, on the page.
pub(super) fn anchor(shape: &Element, binding: &Binding) -> Point {
    let rect = local_box(shape);
    let at = Point::new(finite(binding.at.x).clamp(0.0, 1.0), finite(binding.at.y).clamp(0.0, 1.0));
    to_page(shape, Point::new(rect.x0 + rect.width() * at.x, rect.y0 + rect.height() * at.y))
}

/// Where a line from `from` to `to` meets the outline of the shape, `gap` before it; `to` when it comes from inside.
fn meet(shape: &Element, from: Point, to: Point, gap: f64) -> Point {
    let line = outline(shape);
    if contains(&line, from) {
        return to;
    }
    let way = to - from;
    let length = way.hypot();
    if length == 0.0 {
        return to;
    }
    let mut first: Option<f64> = None;
    for (a, b) in edges(&line, true) {
        let side = b - a;
        let det = way.cross(side);
        if det == 0.0 {
            continue;
        }
        let t = (a - from).cross(side) / det;
        let u = (a - from).cross(way) / det;
        if (0.0..=1.0).contains(&u) && (0.0..=1.0 + 1e-9).contains(&t) {
            first = Some(first.map_or(t, |f| f.min(t)));
        }
    }
    match first {
        Some(t) => from + way * (t - finite(gap).max(0.0) / length).max(0.0),
        // The anchor lies on the outline or outside of it.
        None => from + way * (1.0 - finite(gap).max(0.0) / length).max(0.0),
    }
}

/// Sets the ends of an arrow by what it holds on to; an elbow gets a new way.
pub(super) fn reroute(draft: &mut Draft<'_>, id: &ElementId) {
    let Some(arrow) = draft.get(id).cloned() else { return };
    let Some(line) = linear(&arrow) else { return };
    let shape = |binding: &Option<Binding>| {
        let binding = binding.as_ref()?;
        Some((draft.get(&binding.element)?.clone(), binding.clone()))
    };
    let (start, end) = (shape(&line.start), shape(&line.end));
    if start.is_none() && end.is_none() {
        return;
    }
    let corner = Vec2::new(finite(arrow.x), finite(arrow.y));
    let middle = centre(&arrow);
    let mut at: Vec<Point> =
        line.points.iter().map(|p| turn(finite_point(*p) + corner, middle, finite(arrow.angle))).collect();
    if at.len() < 2 {
        return;
    }
    let last = at.len() - 1;
    let aim_start = start.as_ref().map(|(s, b)| anchor(s, b));
    let aim_end = end.as_ref().map(|(s, b)| anchor(s, b));
    let first_point = aim_start.or(at.first().copied()).unwrap_or_default();
    let last_point = aim_end.or(at.last().copied()).unwrap_or_default();
    if line.routing == Routing::Elbow {
        at = elbow(
            first_point,
            last_point,
            start.as_ref().map(|(s, b)| (s.as_ref(), b.gap)),
            end.as_ref().map(|(s, b)| (s.as_ref(), b.gap)),
        );
    } else {
        let next = if last == 1 { last_point } else { at.get(1).copied().unwrap_or(last_point) };
        let before = if last == 1 { first_point } else { at.get(last - 1).copied().unwrap_or(first_point) };
        if let (Some((s, b)), Some(slot)) = (&start, at.first_mut()) {
            *slot = meet(s, next, first_point, b.gap);
        }
        if let (Some((s, b)), Some(slot)) = (&end, at.last_mut()) {
            *slot = meet(s, before, last_point, b.gap);
        }
    }
    let mut new = (*arrow).clone();
    new.angle = 0.0;
    set_points(&mut new, &at);
    draft.set(new);
}

/// A way of horizontal and vertical pieces that leaves and enters at sides which face each other.
pub(super) fn elbow(
    from: Point,
    to: Point,
    start: Option<(&Element, f64)>,
    end: Option<(&Element, f64)>,
) -> Vec<Point> {
    let rect = |point: Point, shape: Option<(&Element, f64)>| match shape {
        Some((shape, gap)) => {
            let gap = finite(gap).max(0.0);
            super::geometry::bounds(shape).inflate(gap, gap)
        }
        None => Rect::from_points(point, point),
    };
    let (a, b) = (rect(from, start), rect(to, end));
    let (across, down) = ((b.x0 - a.x1).max(a.x0 - b.x1), (b.y0 - a.y1).max(a.y0 - b.y1));
    let horizontal = if start.is_none() && end.is_none() {
        (to.x - from.x).abs() >= (to.y - from.y).abs()
    } else {
        across >= down
    };
    let mut way = if horizontal {
        let right = b.center().x >= a.center().x;
        let (x0, x1) = if right { (a.x1, b.x0) } else { (a.x0, b.x1) };
        let (x0, x1) = (if start.is_some() { x0 } else { from.x }, if end.is_some() { x1 } else { to.x });
        let half = (x0 + x1) / 2.0;
        vec![Point::new(x0, from.y), Point::new(half, from.y), Point::new(half, to.y), Point::new(x1, to.y)]
    } else {
        let below = b.center().y >= a.center().y;
        let (y0, y1) = if below { (a.y1, b.y0) } else { (a.y0, b.y1) };
        let (y0, y1) = (if start.is_some() { y0 } else { from.y }, if end.is_some() { y1 } else { to.y });
        let half = (y0 + y1) / 2.0;
        vec![Point::new(from.x, y0), Point::new(from.x, half), Point::new(to.x, half), Point::new(to.x, y1)]
    };
    if (from.x - to.x).abs() < 0.5 && !horizontal || (from.y - to.y).abs() < 0.5 && horizontal {
        way = vec![way.first().copied().unwrap_or(from), way.last().copied().unwrap_or(to)];
    }
    way
}

/// Lets go of everything that is not there any more.
pub(super) fn release(draft: &mut Draft<'_>, gone: &std::collections::HashSet<ElementId>) {
    let board = draft.board();
    let mut arrows: Vec<&ElementId> =
        gone.iter().flat_map(|id| board.arrows(id)).filter(|arrow| !gone.contains(*arrow)).collect();
    arrows.sort();
    arrows.dedup();
    for arrow in arrows {
        draft.edit(arrow, |element| {
            if let Kind::Arrow(linear) | Kind::Line(linear) = &mut element.kind {
                for end in [&mut linear.start, &mut linear.end] {
                    if end.as_ref().is_some_and(|b| gone.contains(&b.element)) {
                        *end = None;
                    }
                }
            }
        });
    }
}
