//! Where an element is: boxes, outlines, distances.
//!
//! Every number is made finite first, so files with broken ones can be shown and repaired.
//!
//! Not here: which element is meant by a click ([`pick`](super::pick)).

use crate::scene::{Element, Kind, Linear, Routing};
use kurbo::{Point, Rect, Vec2};

/// Nothing is farther from the origin than this, px.
pub const FAR: f64 = 1e8;

/// The number, or 0; never farther than [`FAR`].
#[must_use]
pub fn finite(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(-FAR, FAR) }
}

pub(super) fn finite_point(point: Point) -> Point {
    Point::new(finite(point.x), finite(point.y))
}

/// The points of a line or stroke, from the element's corner; empty for others.
#[must_use]
pub fn points(element: &Element) -> &[Point] {
    match &element.kind {
        Kind::Line(linear) | Kind::Arrow(linear) => &linear.points,
        Kind::Freehand(stroke) => &stroke.points,
        _ => &[],
    }
}

/// The line or arrow.
#[must_use]
pub fn linear(element: &Element) -> Option<&Linear> {
    match &element.kind {
        Kind::Line(linear) | Kind::Arrow(linear) => Some(linear),
        _ => None,
    }
}

/// The box before turning. Of lines and strokes it is that of their points.
#[must_use]
pub fn local_box(element: &Element) -> Rect {
    let corner = Point::new(finite(element.x), finite(element.y));
    match around(points(element).iter().copied()) {
        Some(rect) => rect + corner.to_vec2(),
        None => Rect::from_points(corner, corner + Vec2::new(finite(element.width), finite(element.height))),
    }
}

/// The middle, about which it is turned.
#[must_use]
pub fn centre(element: &Element) -> Point {
    local_box(element).center()
}

/// The smallest upright box around it as painted, without the thickness of lines.
#[must_use]
pub fn bounds(element: &Element) -> Rect {
    let angle = finite(element.angle);
    if angle == 0.0 {
        return match linear(element) {
            Some(linear) if linear.routing == Routing::Curved => {
                around(path(element)).unwrap_or_else(|| local_box(element))
            }
            _ => local_box(element),
        };
    }
    around(outline(element)).unwrap_or_else(|| local_box(element))
}

/// The smallest box around points, made finite; `None` without points.
#[must_use]
pub fn around(points: impl IntoIterator<Item = Point>) -> Option<Rect> {
    let mut points = points.into_iter().map(finite_point);
    let first = points.next()?;
    Some(points.fold(Rect::from_points(first, first), |rect, point| rect.union_pt(point)))
}

/// The smallest box around boxes.
#[must_use]
pub fn union(rects: impl IntoIterator<Item = Rect>) -> Option<Rect> {
    rects.into_iter().reduce(|a, b| a.union(b))
}

/// Turns a point about another, clockwise, radians.
#[must_use]
pub fn turn(point: Point, about: Point, angle: f64) -> Point {
    if angle == 0.0 {
        return point;
    }
    let (sin, cos) = angle.sin_cos();
    let d = point - about;
    about + Vec2::new(d.x * cos - d.y * sin, d.x * sin + d.y * cos)
}

/// The point in the frame of the element before turning.
#[must_use]
pub fn to_local(element: &Element, point: Point) -> Point {
    turn(point, centre(element), -finite(element.angle))
}

/// The point of the element's own frame, on the page.
#[must_use]
pub fn to_page(element: &Element, point: Point) -> Point {
    turn(point, centre(element), finite(element.angle))
}

/// The points of the outline on the page; closed unless [`is_open`].
#[must_use]
pub fn outline(element: &Element) -> Vec<Point> {
    let rect = local_box(element);
    let local: Vec<Point> = match &element.kind {
        Kind::Line(_) | Kind::Arrow(_) | Kind::Freehand(_) if !points(element).is_empty() => {
            return path(element);
        }
        Kind::Diamond => {
            let c = rect.center();
            vec![
                Point::new(c.x, rect.y0),
                Point::new(rect.x1, c.y),
                Point::new(c.x, rect.y1),
                Point::new(rect.x0, c.y),
            ]
        }
        Kind::Ellipse => {
            let (c, a, b) = (rect.center(), rect.width() / 2.0, rect.height() / 2.0);
            (0..48)
                .map(|i| {
                    let (sin, cos) = (f64::from(i) * std::f64::consts::TAU / 48.0).sin_cos();
                    Point::new(c.x + a * cos, c.y + b * sin)
                })
                .collect()
        }
        _ => vec![
            rect.origin(),
            Point::new(rect.x1, rect.y0),
            Point::new(rect.x1, rect.y1),
            Point::new(rect.x0, rect.y1),
        ],
    };
    local.into_iter().map(|p| to_page(element, p)).collect()
}

/// Its outline does not come back to where it began.
#[must_use]
pub fn is_open(element: &Element) -> bool {
    matches!(element.kind, Kind::Line(_) | Kind::Arrow(_) | Kind::Freehand(_)) && !is_loop(element)
}

/// A line that ends where it began.
#[must_use]
pub fn is_loop(element: &Element) -> bool {
    let points = points(element);
    match (points.first(), points.last()) {
        (Some(a), Some(b)) if points.len() > 3 => finite_point(*a).distance(finite_point(*b)) < 2.0,
        _ => false,
    }
}

/// The inside is painted, so a click there means it.
#[must_use]
pub fn is_filled(element: &Element) -> bool {
    match element.kind {
        Kind::Text(_) | Kind::Image { .. } | Kind::Component(_) | Kind::Unknown(_) => true,
        Kind::Group | Kind::Frame => false,
        Kind::Line(_) | Kind::Freehand(_) if !is_loop(element) => false,
        Kind::Arrow(_) => false,
        _ => is_paint(&element.style.fill),
    }
}

/// The colour paints something.
#[must_use]
pub fn is_paint(colour: &str) -> bool {
    let colour = colour.trim();
    !(colour.is_empty() || colour.eq_ignore_ascii_case("transparent") || colour.eq_ignore_ascii_case("none"))
}

/// The line as straight pieces on the page: curves are walked in steps.
#[must_use]
pub fn path(element: &Element) -> Vec<Point> {
    let corner = Vec2::new(finite(element.x), finite(element.y));
    let at: Vec<Point> = points(element).iter().map(|p| finite_point(*p) + corner).collect();
    let curved = linear(element).is_some_and(|l| l.routing == Routing::Curved);
    let at = if curved { curve(&at) } else { at };
    if finite(element.angle) == 0.0 {
        return at;
    }
    let middle = centre(element);
    at.into_iter().map(|p| turn(p, middle, finite(element.angle))).collect()
}

/// A Catmull–Rom curve through the points, eight straight pieces between two of them.
#[must_use]
pub fn curve(points: &[Point]) -> Vec<Point> {
    const STEPS: u32 = 8;
    if points.len() < 3 {
        return points.to_vec();
    }
    let at = |i: usize| points.get(i.min(points.len() - 1)).copied().unwrap_or_default();
    let mut out = vec![at(0)];
    for i in 0..points.len() - 1 {
        let (p0, p1, p2, p3) = (at(i.saturating_sub(1)), at(i), at(i + 1), at(i + 2));
        let (m1, m2) = ((p2 - p0) / 2.0, (p3 - p1) / 2.0);
        for step in 1..=STEPS {
            let t = f64::from(step) / f64::from(STEPS);
            let (t2, t3) = (t * t, t * t * t);
            let v = p1.to_vec2() * (2.0 * t3 - 3.0 * t2 + 1.0)
                + m1 * (t3 - 2.0 * t2 + t)
                + p2.to_vec2() * (3.0 * t2 - 2.0 * t3)
                + m2 * (t3 - t2);
            out.push(v.to_point());
        }
    }
    out
}

/// Distance of a point from a straight piece.
#[must_use]
pub fn distance_to_segment(point: Point, a: Point, b: Point) -> f64 {
    let along = b - a;
    let length = along.hypot2();
    let t = if length == 0.0 { 0.0 } else { ((point - a).dot(along) / length).clamp(0.0, 1.0) };
    point.distance(a + along * t)
}

/// Distance of a point from a polyline; infinite without points.
#[must_use]
pub fn distance_to_path(point: Point, path: &[Point], closed: bool) -> f64 {
    let mut least = match path {
        [] => return f64::INFINITY,
        [one] => return point.distance(*one),
        _ => f64::INFINITY,
    };
    for (a, b) in edges(path, closed) {
        least = least.min(distance_to_segment(point, a, b));
    }
    least
}

/// The straight pieces of a polyline.
pub fn edges(path: &[Point], closed: bool) -> impl Iterator<Item = (Point, Point)> + '_ {
    let last = match (closed, path.last(), path.first()) {
        (true, Some(a), Some(b)) if path.len() > 2 => Some((*a, *b)),
        _ => None,
    };
    path.iter().copied().zip(path.iter().copied().skip(1)).chain(last)
}

/// The point is inside the polygon (even–odd).
#[must_use]
pub fn contains(polygon: &[Point], point: Point) -> bool {
    let mut inside = false;
    for (a, b) in edges(polygon, true) {
        if (a.y > point.y) != (b.y > point.y) && point.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y) + a.x {
            inside = !inside;
        }
    }
    inside
}

/// Two straight pieces have a point in common.
#[must_use]
pub fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q - p).cross(r - p);
    let (d1, d2, d3, d4) = (side(c, d, a), side(c, d, b), side(a, b, c), side(a, b, d));
    if ((d1 > 0.0) != (d2 > 0.0)) && ((d3 > 0.0) != (d4 > 0.0)) && d1 != 0.0 && d2 != 0.0 {
        return true;
    }
    let on = |p: Point, q: Point, r: Point| Rect::from_points(p, q).inflate(1e-9, 1e-9).contains(r);
    (d1 == 0.0 && on(c, d, a))
        || (d2 == 0.0 && on(c, d, b))
        || (d3 == 0.0 && on(a, b, c))
        || (d4 == 0.0 && on(a, b, d))
}

/// Both have a point in common; edges count.
#[must_use]
pub fn overlap(a: Rect, b: Rect) -> bool {
    a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1
}

/// `inner` is wholly inside `outer`.
#[must_use]
pub fn holds(outer: Rect, inner: Rect) -> bool {
    outer.x0 <= inner.x0 && outer.y0 <= inner.y0 && outer.x1 >= inner.x1 && outer.y1 >= inner.y1
}
