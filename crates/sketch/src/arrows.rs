//! Lines that hold on to shapes: where they meet the outline, how they follow, how they run, where their label stands.
//!
//! Pure functions of the scene; the tools decide when to ask. A [`Binding`] names a place in a shape by shares of its
//! width and height. The line aims at that place and ends where it meets the shape's outline, a gap before it.
//!
//! Not here: painting of heads, dragging.

mod elbow;
mod outline;

pub use elbow::{Heading, Port, elbow, elbow_free};
pub use outline::{meet, outline};

use crate::canvas::{geometry, transform};
use crate::scene::{Binding, Element, ElementId, Kind, Linear, Page, Routing};
use kurbo::{Affine, BezPath, ParamCurve, ParamCurveArclen, PathSeg, Point, Rect, Shape, Size, Vec2};
use std::sync::Arc;

/// Between the tip of an arrow and the outline it holds on to, px.
pub const GAP: f64 = 4.0;

/// A line goes around so many shapes at most besides the two it joins.
const OBSTACLES: usize = 24;

/// Whether a line can hold on to it.
#[must_use]
pub fn can_hold(element: &Element) -> bool {
    !element.hidden
        && match &element.kind {
            Kind::Rectangle | Kind::Diamond | Kind::Ellipse | Kind::Image { .. } | Kind::Frame => true,
            Kind::Component(_) | Kind::Unknown(_) => true,
            // A label is held by its shape.
            Kind::Text(_) => element.parent.is_none(),
            Kind::Line(_) | Kind::Arrow(_) | Kind::Freehand(_) | Kind::Group => false,
        }
}

/// What lines run between: a page, or a page with changes that are not done yet.
pub trait Surroundings {
    /// The element with this id.
    fn element(&self, id: &ElementId) -> Option<Arc<Element>>;
    /// Everything whose box touches the rectangle.
    fn near(&self, rect: Rect) -> Vec<Arc<Element>>;
}

impl Surroundings for Page {
    fn element(&self, id: &ElementId) -> Option<Arc<Element>> {
        self.elements.iter().find(|element| element.id == *id).cloned()
    }

    fn near(&self, rect: Rect) -> Vec<Arc<Element>> {
        let touches = |element: &&Arc<Element>| geometry::overlap(geometry::bounds(element), rect);
        self.elements.iter().filter(touches).cloned().collect()
    }
}

/// The place of a point as shares of a shape's width and height, in the shape's own turn; kept within it.
#[must_use]
pub fn shares(element: &Element, at: Point) -> Point {
    let rect = element.rect();
    let level = Affine::rotate_about(-element.angle, rect.center()) * at;
    let share = |at: f64, from: f64, length: f64| {
        if length > 0.0 { ((at - from) / length).clamp(0.0, 1.0) } else { 0.5 }
    };
    Point::new(share(level.x, rect.x0, rect.width()), share(level.y, rect.y0, rect.height()))
}

/// The place on the page that a binding aims at.
#[must_use]
pub fn aim(element: &Element, binding: &Binding) -> Point {
    let rect = element.rect();
    let at = Point::new(rect.x0 + binding.at.x * rect.width(), rect.y0 + binding.at.y * rect.height());
    Affine::rotate_about(element.angle, rect.center()) * at
}

/// The points of a line or arrow, on the page.
#[must_use]
pub fn points(element: &Element) -> Vec<Point> {
    let Some(line) = geometry::linear(element) else { return Vec::new() };
    let corner = Vec2::new(geometry::finite(element.x), geometry::finite(element.y));
    let (middle, angle) = (geometry::centre(element), geometry::finite(element.angle));
    let on_page = |p: &Point| Point::new(geometry::finite(p.x), geometry::finite(p.y)) + corner;
    line.points.iter().map(|p| geometry::turn(on_page(p), middle, angle)).collect()
}

/// The line with these points in place of its own; not turned any more.
#[must_use]
pub fn with_points(element: &Element, points: &[Point]) -> Element {
    let mut changed = element.clone();
    if !points.is_empty() {
        changed.angle = 0.0;
        transform::set_points(&mut changed, points);
    }
    changed
}

/// A line with its ends where its bindings want them, and its way between as its routing says.
#[must_use]
pub fn routed(around: &dyn Surroundings, element: &Element) -> Element {
    let (Kind::Line(line) | Kind::Arrow(line)) = &element.kind else { return element.clone() };
    reroute(around, element, line)
}

/// What an end of a line holds on to.
type Held = Option<(Arc<Element>, Binding)>;

fn reroute(around: &dyn Surroundings, element: &Element, line: &Linear) -> Element {
    let old = points(element);
    let (Some(first), Some(last)) = (old.first().copied(), old.last().copied()) else {
        return element.clone();
    };
    if old.len() < 2 {
        return element.clone();
    }
    let hold = |binding: &Option<Binding>| -> Held {
        let binding = binding.as_ref()?;
        let shape = around.element(&binding.element).filter(|shape| shape.id != element.id)?;
        Some((shape, binding.clone()))
    };
    let (start, end) = (hold(&line.start), hold(&line.end));
    if start.is_none() && end.is_none() {
        return element.clone();
    }
    if line.routing == Routing::Elbow {
        let way = elbow_between(around, element, (first, &start), (last, &end));
        let drawn = way.iter().all(|point| is_near(*point));
        return if drawn { with_points(element, &way) } else { element.clone() };
    }
    let aim_of =
        |held: &Held, free: Point| held.as_ref().map_or(free, |(shape, binding)| aim(shape, binding));
    let (from, to) = (aim_of(&start, first), aim_of(&end, last));
    let mut points = old.clone();
    let inner = old.len() - 2;
    let end_at = |held: &Held, aim: Point, next: Point| match held {
        Some((shape, binding)) => meet(shape, next, aim, binding.gap).unwrap_or(aim),
        None => aim,
    };
    let neighbours = |points: &[Point]| {
        if inner == 0 {
            (to, from)
        } else {
            (points.get(1).copied().unwrap_or(to), points.get(points.len() - 2).copied().unwrap_or(from))
        }
    };
    // With points between, a common way is the one that fits both ends when these go along.
    if inner > 0 && start.is_some() && end.is_some() {
        let mut way = Vec2::ZERO;
        for _ in 0..60 {
            let moved: Vec<Point> = old.iter().map(|point| *point + way).collect();
            let (after, before) = neighbours(&moved);
            let (a, b) = (end_at(&start, from, after) - first, end_at(&end, to, before) - last);
            if (a - way).hypot() < 1e-3 && (b - way).hypot() < 1e-3 {
                points = moved;
                break;
            }
            way = (a + b) / 2.0;
        }
    }
    let (after, before) = neighbours(&points);
    let (a, b) = (end_at(&start, from, after), end_at(&end, to, before));
    if let Some(point) = points.first_mut() {
        *point = a;
    }
    if let Some(point) = points.last_mut() {
        *point = b;
    }
    if !points.iter().all(|point| is_near(*point)) {
        return element.clone();
    }
    with_points(element, &points)
}

fn elbow_between(
    around: &dyn Surroundings,
    line: &Element,
    (first, start): (Point, &Held),
    (last, end): (Point, &Held),
) -> Vec<Point> {
    let bounds = |shape: &Element| outline(shape, 0.0).bounding_box();
    let middle = |held: &Held, free: Point| held.as_ref().map_or(free, |(shape, _)| bounds(shape).center());
    let port = |held: &Held, free: Point, other: Point| match held {
        Some((shape, binding)) => {
            let heading = Heading::of(shape, binding, other);
            let aim = aim(shape, binding);
            let far = bounds(shape);
            let out = aim + heading.vector() * (far.width() + far.height() + 1.0);
            let at = meet(shape, out, aim, binding.gap).unwrap_or(aim);
            Port { at, heading: Some(heading), shape: Some(far) }
        }
        None => Port { at: free, heading: None, shape: None },
    };
    let (from, to) = (port(start, first, middle(end, last)), port(end, last, middle(start, first)));
    let near = Rect::from_points(from.at, to.at).inflate(60.0, 60.0);
    let is_end = |id: &ElementId| {
        [start, end].iter().any(|held| held.as_ref().is_some_and(|(shape, _)| shape.id == *id))
    };
    let obstacles: Vec<Rect> = around
        .near(near)
        .iter()
        .filter(|other| other.id != line.id && !is_end(&other.id) && can_hold(other))
        .filter(|other| !matches!(other.kind, Kind::Frame | Kind::Text(_)))
        .map(|other| bounds(other))
        // What an end is inside of cannot be gone around.
        .filter(|rect| {
            rect.is_finite() && rect.overlaps(near) && !rect.contains(from.at) && !rect.contains(to.at)
        })
        .take(OBSTACLES)
        .collect();
    elbow(&from, &to, &obstacles)
}

/// How a line runs, on the page. `corner` rounds the corners of straight and elbow lines, px.
#[must_use]
pub fn path(points: &[Point], routing: Routing, corner: f64) -> BezPath {
    let mut path = BezPath::new();
    let Some(first) = points.first() else { return path };
    path.move_to(*first);
    if routing == Routing::Curved && points.len() > 2 {
        // Catmull-Rom: the direction at a point is that of the way between its neighbours.
        for (i, pair) in points.windows(2).enumerate() {
            let [a, b] = pair else { continue };
            let before = i.checked_sub(1).and_then(|i| points.get(i)).unwrap_or(a);
            let after = points.get(i + 2).unwrap_or(b);
            path.curve_to(*a + (*b - *before) / 6.0, *b - (*after - *a) / 6.0, *b);
        }
        return path;
    }
    for (i, point) in points.iter().enumerate().skip(1) {
        let (before, next) = (points.get(i - 1).unwrap_or(point), points.get(i + 1));
        let Some(next) = next.filter(|_| corner > 0.0) else {
            path.line_to(*point);
            continue;
        };
        let (back, on) = (*before - *point, *next - *point);
        let radius = corner.min(back.hypot() / 2.0).min(on.hypot() / 2.0);
        if radius <= 0.0 {
            path.line_to(*point);
            continue;
        }
        path.line_to(*point + back.normalize() * radius);
        path.quad_to(*point, *point + on.normalize() * radius);
    }
    path
}

/// Where the label of a line stands: its middle on the middle of the way.
#[must_use]
pub fn label_place(element: &Element, size: Size) -> Rect {
    let (Kind::Line(line) | Kind::Arrow(line)) = &element.kind else {
        return Rect::from_center_size(element.rect().center(), size);
    };
    let points = points(element);
    if !points.iter().all(|point| is_near(*point)) {
        return Rect::from_center_size(element.rect().center(), size);
    }
    let path = path(&points, line.routing, 0.0);
    let lengths: Vec<(PathSeg, f64)> = path.segments().map(|piece| (piece, piece.arclen(0.1))).collect();
    let mut left = lengths.iter().map(|(_, length)| length).sum::<f64>() / 2.0;
    for (piece, length) in lengths {
        if left <= length && length > 0.0 {
            return Rect::from_center_size(piece.eval(piece.inv_arclen(left, 0.1)), size);
        }
        left -= length;
    }
    Rect::from_center_size(element.rect().center(), size)
}

/// Near enough that curves can be measured: nothing is drawn farther out.
fn is_near(point: Point) -> bool {
    point.x.abs() < 1e8 && point.y.abs() < 1e8
}

#[cfg(test)]
mod tests;
