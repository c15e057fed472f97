//! Outlines of shapes, and where a line meets them. Not what is painted: hand-drawn looks have the same outline.

use crate::scene::{Element, Kind};
use kurbo::{Affine, BezPath, Ellipse, Line, Point, RoundedRect, Shape, Vec2};

/// The outline of a shape, turned as it is, `gap` px outside of it. What is neither diamond nor ellipse is a rectangle.
/// Empty for what is so far out that nobody drew it there.
#[must_use]
pub fn outline(element: &Element, gap: f64) -> BezPath {
    let rect = element.rect();
    let gap = if gap.is_finite() { gap } else { 0.0 };
    let (a, b) = (rect.width() / 2.0, rect.height() / 2.0);
    if !super::is_near(rect.origin())
        || !super::is_near(Point::new(rect.x1, rect.y1))
        || !element.angle.is_finite()
    {
        return BezPath::new();
    }
    let path = match element.kind {
        Kind::Ellipse => Ellipse::new(rect.center(), Vec2::new(a + gap, b + gap), 0.0).to_path(0.01),
        Kind::Diamond => {
            // Sides move out by the gap; the tips by more.
            let grow = if a * b > 0.0 { 1.0 + gap * a.hypot(b) / (a * b) } else { 1.0 };
            let (a, b, middle) = (a * grow, b * grow, rect.center());
            let mut path = BezPath::new();
            path.move_to(middle + Vec2::new(0.0, -b));
            path.line_to(middle + Vec2::new(a, 0.0));
            path.line_to(middle + Vec2::new(0.0, b));
            path.line_to(middle + Vec2::new(-a, 0.0));
            path.close_path();
            path
        }
        _ => {
            let corner = element.style.corner.clamp(0.0, a.min(b).max(0.0));
            RoundedRect::from_rect(rect.inflate(gap, gap), corner + gap.max(0.0)).to_path(0.01)
        }
    };
    if element.angle == 0.0 { path } else { Affine::rotate_about(element.angle, rect.center()) * path }
}

/// Where the way from `outside` to `aim` meets the outline first, `gap` px before it. `None` when it does not meet it:
/// it starts within, or ends before.
#[must_use]
pub fn meet(element: &Element, outside: Point, aim: Point, gap: f64) -> Option<Point> {
    if !outside.is_finite() || !aim.is_finite() {
        return None;
    }
    let shape = outline(element, gap);
    // A little further, so that an aim on the very edge is met.
    let way = aim - outside;
    let length = way.hypot();
    if length == 0.0 || shape.contains(outside) {
        return None;
    }
    let line = Line::new(outside, aim + way / length * (gap.abs() + 1.0));
    let first = shape
        .segments()
        .flat_map(|piece| piece.intersect_line(line))
        .map(|hit| hit.line_t)
        .fold(f64::INFINITY, f64::min);
    first.is_finite().then(|| line.p0.lerp(line.p1, first))
}
