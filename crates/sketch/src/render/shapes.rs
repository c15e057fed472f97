//! The marks of each kind of element.
//!
//! Not here: how a line is roughened, an area hatched, an arrow headed.

use super::rough::{Hand, through};
use super::{Colour, Mark, Rule, Words, hatch, heads, wireframe, words};
use crate::excalidraw::seed_of;
use crate::scene::{Align, Element, Family, FillStyle, Kind, Linear, Routing, Stroke, StrokeStyle};
use crate::stroke;
use kurbo::{BezPath, Ellipse, ParamCurve, PathEl, Point, Rect, RoundedRect, Shape, Vec2};

/// Ends of a line nearer than this (px) close it, as in Excalidraw.
const CLOSES: f64 = 8.0;
/// What is larger or farther (px) is not painted.
const FARTHEST: f64 = 1e8;
/// Radius of the corners of an elbow line, px.
const ELBOW: f64 = 16.0;
/// The name above a frame: size in px, colour, room below it.
const FRAME_NAME: (f64, Colour, f64) = (14.0, Colour { r: 0x8a, g: 0x8f, b: 0x98, a: 255 }, 8.0);

/// How an element is painted, worked out.
struct Brush<'a> {
    element: &'a Element,
    stroke: Option<Colour>,
    fill: Option<Colour>,
    width: f64,
    dash: Vec<f64>,
    hand: Hand,
}

/// See [`super::marks`].
pub(super) fn marks(element: &Element, label: Option<Rect>) -> Vec<Mark> {
    let mut marks = Vec::new();
    let style = &element.style;
    let sides = [
        element.x,
        element.y,
        element.width,
        element.height,
        element.angle,
        style.stroke_width,
        style.roughness,
    ];
    if sides.iter().any(|side| side.is_nan() || side.abs() > FARTHEST) {
        return marks;
    }
    let rect = Rect::new(0.0, 0.0, element.width, element.height);
    let mut brush = Brush::of(element);
    match &element.kind {
        Kind::Rectangle => brush.area(&mut marks, &rounded(rect, element.style.corner)),
        Kind::Diamond => brush.area(&mut marks, &diamond(rect, element.style.corner)),
        Kind::Ellipse => brush.ellipse(&mut marks, rect),
        Kind::Line(line) | Kind::Arrow(line) => brush.linear(&mut marks, line, label),
        Kind::Freehand(stroke) => brush.freehand(&mut marks, stroke),
        Kind::Text(text) => words::add(&mut marks, element, text),
        Kind::Image { picture: Some(picture) } => {
            marks.push(Mark::Picture { picture: picture.clone(), at: rect });
        }
        Kind::Image { picture: None } => brush.crossed(&mut marks, rect),
        Kind::Frame => {
            brush.hand = Hand::new(0.0, 1);
            brush.area(&mut marks, &rounded(rect, element.style.corner));
            if let Some(name) = element.name.as_ref().filter(|name| !name.trim().is_empty()) {
                let (size, colour, room) = FRAME_NAME;
                marks.push(line_of_words(name, Point::new(0.0, -room), size, colour));
            }
        }
        Kind::Group => {}
        Kind::Component(component) => {
            for part in wireframe::parts(component, element.width, element.height, &element.style) {
                let place = super::place(&part);
                marks.extend(self::marks(&part, None).into_iter().map(|mark| moved(mark, place)));
            }
        }
        Kind::Unknown(name) => {
            brush.dash = vec![6.0, 6.0];
            brush.area(&mut marks, &rounded(rect, 4.0));
            if let Some(colour) = brush.stroke.filter(|_| element.height >= 16.0) {
                marks.push(line_of_words(name, Point::new(8.0, 18.0), 12.0, colour));
            }
        }
    }
    marks
}

fn line_of_words(text: &str, at: Point, size: f64, colour: Colour) -> Mark {
    Mark::Words(Words {
        text: text.replace(['\n', '\r'], " "),
        x: at.x,
        y: at.y,
        size,
        family: Family::Sans,
        weight: 400,
        italic: false,
        colour,
        align: Align::Start,
    })
}

/// A mark at another place. Parts are not turned, so words only move.
fn moved(mark: Mark, place: kurbo::Affine) -> Mark {
    match mark {
        Mark::Fill { path, rule, colour } => Mark::Fill { path: place * path, rule, colour },
        Mark::Line { path, colour, width, dash } => Mark::Line { path: place * path, colour, width, dash },
        Mark::Words(words) => {
            let at = place * Point::new(words.x, words.y);
            Mark::Words(Words { x: at.x, y: at.y, ..words })
        }
        Mark::Picture { picture, at } => Mark::Picture { picture, at: place.transform_rect_bbox(at) },
    }
}

impl<'a> Brush<'a> {
    fn of(element: &'a Element) -> Self {
        let style = &element.style;
        let mut hand = Hand::new(roughness(element), seed_of(element));
        let mut width = style.stroke_width.clamp(0.0, 1e4);
        let dash = match style.stroke_style {
            StrokeStyle::Solid => Vec::new(),
            StrokeStyle::Dashed => vec![8.0, 8.0 + width],
            StrokeStyle::Dotted => vec![1.5, 6.0 + width],
        };
        if !dash.is_empty() {
            // Two strokes over each other would fill the gaps.
            hand.once = true;
            width += 0.5;
        }
        Self {
            element,
            stroke: Colour::parse(&style.stroke).filter(|_| style.stroke_width > 0.0),
            fill: Colour::parse(&style.fill),
            width,
            dash,
            hand,
        }
    }

    /// The inside of a shape.
    fn inside(&self, marks: &mut Vec<Mark>, area: &BezPath) {
        let Some(colour) = self.fill else { return };
        let style = &self.element.style;
        if style.fill_style == FillStyle::Solid {
            marks.push(Mark::Fill { path: area.clone(), rule: Rule::EvenOdd, colour });
            return;
        }
        let width = style.stroke_width.max(0.5);
        let mut hand = self.hand.clone();
        hand.once = false;
        let path = hatch::fill(area, style.fill_style, width * 4.0, &mut hand);
        marks.push(Mark::Line { path, colour, width: (width / 2.0).max(0.5), dash: Vec::new() });
    }

    fn line(&self, marks: &mut Vec<Mark>, path: BezPath) {
        if let Some(colour) = self.stroke.filter(|_| !path.is_empty()) {
            marks.push(Mark::Line { path, colour, width: self.width, dash: self.dash.clone() });
        }
    }

    /// A closed shape.
    fn area(&mut self, marks: &mut Vec<Mark>, area: &BezPath) {
        self.inside(marks, area);
        let mut path = BezPath::new();
        self.hand.path(&mut path, area);
        self.line(marks, path);
    }

    fn ellipse(&mut self, marks: &mut Vec<Mark>, rect: Rect) {
        let area = Ellipse::from_rect(rect).to_path(0.01);
        self.inside(marks, &area);
        let mut path = BezPath::new();
        if self.hand.roughness > 0.0 {
            self.hand.ellipse(&mut path, rect.center(), rect.size().to_vec2() / 2.0);
        } else {
            path = area;
        }
        self.line(marks, path);
    }

    /// The place of a picture.
    fn crossed(&mut self, marks: &mut Vec<Mark>, rect: Rect) {
        self.area(marks, &rounded(rect, self.element.style.corner));
        let mut path = BezPath::new();
        self.hand.line(&mut path, rect.origin(), Point::new(rect.x1, rect.y1));
        self.hand.line(&mut path, Point::new(rect.x1, rect.y0), Point::new(rect.x0, rect.y1));
        self.line(marks, path);
    }

    fn linear(&mut self, marks: &mut Vec<Mark>, line: &Linear, label: Option<Rect>) {
        let points: Vec<Point> = line.points.iter().copied().filter(is_near).collect();
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
        let curved = line.routing == Routing::Curved && points.len() > 2;
        let exact = if curved {
            let mut path = BezPath::new();
            through(&mut path, &points);
            path
        } else if line.routing == Routing::Elbow {
            round_corners(&points, ELBOW, false)
        } else {
            polyline(&points)
        };
        if points.len() > 2 && first.distance(*last) <= CLOSES {
            self.inside(marks, &exact);
        }
        let mut path = BezPath::new();
        if curved {
            self.hand.curve(&mut path, &points);
        } else {
            self.hand.path(&mut path, &exact);
        }
        if let Some(label) = label {
            path = without(&path, label);
        }
        self.line(marks, path);
        let Some(colour) = self.stroke else { return };
        let mut ends = [(&line.start_head, tangent(&exact, true)), (&line.end_head, tangent(&exact, false))];
        let pieces = [
            points.get(1).map(|next| first.distance(*next)),
            points.iter().rev().nth(1).map(|p| last.distance(*p)),
        ];
        for ((head, direction), piece) in ends.iter_mut().zip(pieces) {
            if let (Some((from, tip)), Some(piece)) = (direction, piece) {
                let along = *tip - *from;
                let from = *tip - along / along.hypot().max(1e-9) * piece;
                heads::add(marks, head, (from, *tip), (colour, self.width), &mut self.hand);
            }
        }
    }

    fn freehand(&mut self, marks: &mut Vec<Mark>, pen: &Stroke) {
        if !pen.points.iter().all(is_near) {
            return;
        }
        let closes = pen.points.len() > 3
            && pen.points.first().zip(pen.points.last()).is_some_and(|(a, b)| a.distance(*b) <= CLOSES);
        if closes {
            self.inside(marks, &polyline(&pen.points));
        }
        let Some(colour) = self.stroke else { return };
        let options =
            stroke::Options::pen(self.element.style.stroke_width.clamp(0.0, 1e4), pen.pressures.is_empty());
        let outline = stroke::outline(&pen.points, &pen.pressures, &options);
        let path = stroke::path(&outline);
        if !path.is_empty() {
            marks.push(Mark::Fill { path, rule: Rule::NonZero, colour });
        }
    }
}

fn is_near(point: &Point) -> bool {
    point.x.abs() <= FARTHEST && point.y.abs() <= FARTHEST
}

/// Small shapes are drawn with more care, as in Excalidraw.
fn roughness(element: &Element) -> f64 {
    let rough = element.style.roughness.clamp(0.0, 10.0);
    let (long, short) = (element.width.max(element.height), element.width.min(element.height));
    let linear = matches!(element.kind, Kind::Line(_) | Kind::Arrow(_));
    let round = element.style.corner > 0.0;
    if (short >= 20.0 && long >= 50.0) || (short >= 15.0 && round) || (linear && long >= 50.0) {
        return rough;
    }
    (rough / if long < 10.0 { 3.0 } else { 2.0 }).min(2.5)
}

/// A rectangle, with round corners where the radius is above 0.
fn rounded(rect: Rect, radius: f64) -> BezPath {
    let radius = radius.min(rect.width() / 2.0).min(rect.height() / 2.0);
    if radius > 0.0 && radius.is_finite() {
        RoundedRect::from_rect(rect, radius).to_path(0.05)
    } else {
        rect.to_path(0.1)
    }
}

fn diamond(rect: Rect, radius: f64) -> BezPath {
    let middle = rect.center();
    let tips = [
        Point::new(middle.x, rect.y0),
        Point::new(rect.x1, middle.y),
        Point::new(middle.x, rect.y1),
        Point::new(rect.x0, middle.y),
    ];
    round_corners(&tips, if radius.is_finite() { radius.max(0.0) } else { 0.0 }, true)
}

fn polyline(points: &[Point]) -> BezPath {
    let mut path = BezPath::new();
    for (place, point) in points.iter().enumerate() {
        if place == 0 { path.move_to(*point) } else { path.line_to(*point) }
    }
    path
}

/// A line through points with corners of this radius, px.
fn round_corners(points: &[Point], radius: f64, closed: bool) -> BezPath {
    let count = points.len();
    let mut path = BezPath::new();
    let at = |place: usize| points.get(place % count.max(1)).copied().unwrap_or_default();
    if count < 3 || radius <= 0.0 {
        path = polyline(points);
        if closed {
            path.close_path();
        }
        return path;
    }
    let corners = if closed { 0..count } else { 1..count - 1 };
    if !closed {
        path.move_to(at(0));
    }
    for place in corners.clone() {
        let (before, corner, after) = (at(place + count - 1), at(place), at(place + 1));
        let cut = radius.min(before.distance(corner) / 2.0).min(corner.distance(after) / 2.0);
        let towards = |other: Point| corner + unit(other - corner) * cut;
        if closed && place == corners.start {
            path.move_to(towards(before));
        } else {
            path.line_to(towards(before));
        }
        path.quad_to(corner, towards(after));
    }
    if closed {
        path.close_path()
    } else {
        path.line_to(at(count - 1))
    }
    path
}

fn unit(v: Vec2) -> Vec2 {
    let length = v.hypot();
    if length > 0.0 { v / length } else { Vec2::ZERO }
}

/// The first or last point of a path, with a point a little before it on its way there.
fn tangent(path: &BezPath, start: bool) -> Option<(Point, Point)> {
    let mut pieces = path.segments().filter(|piece| piece.start().distance(piece.end()) > 1e-6);
    let piece = if start { pieces.next()? } else { pieces.last()? };
    let (tip, near) = if start { (piece.start(), piece.eval(0.3)) } else { (piece.end(), piece.eval(0.7)) };
    Some((near, tip))
}

/// The parts of a path outside of a box.
fn without(path: &BezPath, hole: Rect) -> BezPath {
    let mut out = BezPath::new();
    let mut at = Point::ZERO;
    let mut pen: Option<Point> = None;
    kurbo::flatten(path, 0.2, |element| match element {
        PathEl::MoveTo(to) => {
            at = to;
            pen = None;
        }
        PathEl::LineTo(to) => {
            let (enter, leave) = inside(at, to, hole);
            let mut piece = |a: Point, b: Point| {
                if pen != Some(a) {
                    out.move_to(a);
                }
                out.line_to(b);
                pen = Some(b);
            };
            if enter >= leave {
                piece(at, to);
            } else {
                if enter > 0.0 {
                    piece(at, at.lerp(to, enter));
                }
                if leave < 1.0 {
                    piece(at.lerp(to, leave), to);
                }
            }
            at = to;
        }
        _ => {}
    });
    out
}

/// The share of a line that is inside a box: from, to (Liang and Barsky 1984).
fn inside(a: Point, b: Point, rect: Rect) -> (f64, f64) {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (start, delta, low, high) in [(a.x, b.x - a.x, rect.x0, rect.x1), (a.y, b.y - a.y, rect.y0, rect.y1)]
    {
        if delta.abs() < 1e-12 {
            if start < low || start > high {
                return (1.0, 0.0);
            }
        } else {
            let (one, two) = ((low - start) / delta, (high - start) / delta);
            enter = enter.max(one.min(two));
            leave = leave.min(one.max(two));
        }
    }
    (enter, leave)
}
