//! Moves, scales, turns and mirrors elements; what hangs on them follows.
//!
//! Not here: handles and pointers (the tools).

use super::change::Draft;
use super::connect;
use super::geometry::{centre, finite, local_box, turn};
use super::label::{self, Measure};
use crate::scene::{Element, ElementId, Kind};
use kurbo::{Point, Rect, Vec2};
use std::collections::HashSet;

/// Moves an element.
pub fn shift(element: &mut Element, by: Vec2) {
    element.x = finite(element.x + by.x);
    element.y = finite(element.y + by.y);
}

/// Moves these and all that is in them. Arrows that hold on to something that stays let go of it.
pub fn shift_all(draft: &mut Draft<'_>, ids: &[ElementId], by: Vec2, measure: &dyn Measure) {
    if by == Vec2::ZERO {
        return;
    }
    let all = draft.board().with_descendants(ids);
    let moved: HashSet<&ElementId> = all.iter().collect();
    for id in &all {
        draft.edit(id, |element| {
            shift(element, by);
            if let Kind::Arrow(linear) | Kind::Line(linear) = &mut element.kind {
                for end in [&mut linear.start, &mut linear.end] {
                    if end.as_ref().is_some_and(|b| !moved.contains(&b.element)) {
                        *end = None;
                    }
                }
            }
        });
    }
    follow(draft, &all, measure);
}

/// After elements changed: labels go to their shapes, arrows to what they hold on to.
pub fn settle(draft: &mut Draft<'_>, ids: &[ElementId], measure: &dyn Measure) {
    for id in ids {
        place_label(draft, id, measure);
    }
    follow(draft, ids, measure);
}

/// Arrows that hold on to these go with them, and their labels with the arrows.
fn follow(draft: &mut Draft<'_>, ids: &[ElementId], measure: &dyn Measure) {
    let board = draft.board();
    let mut done: HashSet<ElementId> = ids.iter().cloned().collect();
    let moved = done.clone();
    for id in ids {
        for arrow in board.arrows(id) {
            // Where both ends went along, the arrow did too.
            let goes_along = moved.contains(arrow)
                && draft.get(arrow).and_then(|e| super::geometry::linear(e).cloned()).is_some_and(|l| {
                    [&l.start, &l.end].into_iter().flatten().all(|b| moved.contains(&b.element))
                })
                && draft.is_changed(arrow);
            if goes_along || (done.contains(arrow) && !moved.contains(arrow)) {
                continue;
            }
            done.insert(arrow.clone());
            connect::reroute(draft, arrow);
            place_label(draft, arrow, measure);
        }
    }
}

/// Puts the label of a shape or line where it belongs.
pub fn place_label(draft: &mut Draft<'_>, id: &ElementId, measure: &dyn Measure) {
    let shape = draft.get(id);
    if shape.is_none_or(|e| matches!(e.kind, Kind::Frame | Kind::Group | Kind::Text(_))) {
        return;
    }
    let board = draft.board();
    if !board.has_children(id) && !draft.is_changed(id) {
        return;
    }
    let text = board.label(id).map(|label| label.id.clone()).or_else(|| draft.added_label(id));
    if let Some(text) = text {
        label::place(draft, &text, measure);
    }
}

/// Maps an element from one box to another, both upright: its own box, or that of a selection. `text` scales letters.
pub fn scale(element: &mut Element, from: Rect, to: Rect, mirror: (bool, bool), text: bool) {
    let share = |v: f64, a: f64, b: f64| if b - a == 0.0 { 0.5 } else { (v - a) / (b - a) };
    let fx = |v: f64| {
        let t = share(v, from.x0, from.x1);
        to.x0 + to.width() * if mirror.0 { 1.0 - t } else { t }
    };
    let fy = |v: f64| {
        let t = share(v, from.y0, from.y1);
        to.y0 + to.height() * if mirror.1 { 1.0 - t } else { t }
    };
    let old = local_box(element);
    let new = Rect::from_points((fx(old.x0), fy(old.y0)), (fx(old.x1), fy(old.y1)));
    let ratio = |a: f64, b: f64| if b == 0.0 { 1.0 } else { a / b };
    let (sx, sy) = (ratio(to.width(), from.width()), ratio(to.height(), from.height()));
    remap(element, old, new, mirror);
    if let Kind::Text(words) = &mut element.kind {
        if text {
            words.size = finite(words.size * sy.max(0.01)).clamp(1.0, 2000.0);
        } else if sx != 1.0 {
            words.auto_width = false;
        }
    }
    if mirror.0 != mirror.1 {
        element.angle = -finite(element.angle);
    }
}

/// Gives an element a new box before turning; its points go along.
pub fn remap(element: &mut Element, old: Rect, new: Rect, mirror: (bool, bool)) {
    let corner = Vec2::new(finite(element.x), finite(element.y));
    // Points keep their distance from the corner of the file: not all begin at it.
    let origin = {
        let t = |v: f64, a: f64, b: f64, c: f64, d: f64| {
            if b - a == 0.0 { c } else { c + (v - a) / (b - a) * (d - c) }
        };
        Point::new(t(corner.x, old.x0, old.x1, new.x0, new.x1), t(corner.y, old.y0, old.y1, new.y0, new.y1))
    };
    let map = |p: Point, origin: Point| {
        let at = Point::new(finite(p.x), finite(p.y)) + corner;
        let t = |v: f64, a: f64, b: f64, c: f64, d: f64, back: bool| {
            if b - a == 0.0 {
                return (c + d) / 2.0;
            }
            let share = (v - a) / (b - a);
            c + (d - c) * if back { 1.0 - share } else { share }
        };
        Point::new(
            t(at.x, old.x0, old.x1, new.x0, new.x1, mirror.0) - origin.x,
            t(at.y, old.y0, old.y1, new.y0, new.y1, mirror.1) - origin.y,
        )
    };
    let points = match &mut element.kind {
        Kind::Line(linear) | Kind::Arrow(linear) => Some(&mut linear.points),
        Kind::Freehand(stroke) => Some(&mut stroke.points),
        _ => None,
    };
    if let Some(points) = points.filter(|p| !p.is_empty()) {
        for point in points.iter_mut() {
            *point = map(*point, origin);
        }
        (element.x, element.y) = (finite(origin.x), finite(origin.y));
    } else {
        (element.x, element.y) = (finite(new.x0), finite(new.y0));
    }
    (element.width, element.height) = (finite(new.width()), finite(new.height()));
}

/// Sets the points of a line, given on the page before turning, and its box by them.
pub fn set_points(element: &mut Element, at: &[Point]) {
    let Some(rect) = super::geometry::around(at.iter().copied()) else { return };
    let origin = at.first().copied().map_or(rect.origin(), super::geometry::finite_point);
    let from: Vec<Point> =
        at.iter().map(|p| (super::geometry::finite_point(*p) - origin).to_point()).collect();
    match &mut element.kind {
        Kind::Line(linear) | Kind::Arrow(linear) => linear.points = from,
        Kind::Freehand(stroke) => stroke.points = from,
        _ => return,
    }
    (element.x, element.y) = (origin.x, origin.y);
    (element.width, element.height) = (rect.width(), rect.height());
}

/// Turns an element about a point of the page, clockwise, radians.
pub fn rotate(element: &mut Element, about: Point, by: f64) {
    let middle = centre(element);
    shift(element, turn(middle, about, by) - middle);
    element.angle = wrap(finite(element.angle) + by);
}

/// An angle from −π to π.
#[must_use]
pub fn wrap(angle: f64) -> f64 {
    use std::f64::consts::{PI, TAU};
    let turned = (finite(angle) + PI).rem_euclid(TAU) - PI;
    if turned.abs() < 1e-12 { 0.0 } else { turned }
}

/// Turns these and all in them about a point.
pub fn rotate_all(draft: &mut Draft<'_>, ids: &[ElementId], about: Point, by: f64, measure: &dyn Measure) {
    if by == 0.0 {
        return;
    }
    let all = draft.board().with_descendants(ids);
    for id in &all {
        draft.edit(id, |element| {
            if !matches!(element.kind, Kind::Group) {
                rotate(element, about, by);
            }
        });
    }
    settle(draft, &all, measure);
}

/// Scales these from one box to another. Frames keep what is in them as it is; groups scale it.
pub fn scale_all(
    draft: &mut Draft<'_>,
    ids: &[ElementId],
    (from, to): (Rect, Rect),
    mirror: (bool, bool),
    text: bool,
    measure: &dyn Measure,
) {
    let board = draft.board();
    let mut all: Vec<ElementId> = Vec::new();
    for id in ids {
        match board.get(id).map(|e| &e.kind) {
            Some(Kind::Group) => all.extend(board.with_descendants([id])),
            Some(_) => all.push(id.clone()),
            None => {}
        }
    }
    all.sort_by_key(|id| board.position(id));
    all.dedup();
    for id in &all {
        draft.edit(id, |element| match element.kind {
            Kind::Group => {}
            _ => scale(element, from, to, mirror, text),
        });
        fit_text(draft, id, measure);
    }
    settle(draft, &all, measure);
}

/// Sets the box of a free text by its words.
pub fn fit_text(draft: &mut Draft<'_>, id: &ElementId, measure: &dyn Measure) {
    if draft.get(id).is_some_and(|e| matches!(e.kind, Kind::Text(_))) {
        draft.edit(id, |element| label::fit(element, measure));
    }
}
