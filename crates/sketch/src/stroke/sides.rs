//! The second half of a stroke: points on both sides of the path, and the caps (`getStrokeOutlinePoints`).

use super::{Options, StrokePoint, across};
use kurbo::{Point, Vec2};

/// How fast simulated pressure follows the speed.
const RATE_OF_PRESSURE_CHANGE: f64 = 0.275;

/// Half a turn and a little more, which closes the caps.
const HALF_TURN: f64 = std::f64::consts::PI + 0.0001;

/// Px of path at the end whose points are noise.
pub(super) const NOISE: f64 = 3.0;

/// So many points decide the pressure at the start.
pub(super) const FIRST: usize = 10;

/// The points on both sides of the path.
#[derive(Clone, Debug, Default)]
pub(super) struct Rails {
    pub(super) left: Vec<Point>,
    pub(super) right: Vec<Point>,
}

/// Where the walk along the path is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides {
    before: f64,
    radius: f64,
    first_radius: Option<f64>,
    vector: Vec2,
    left: Point,
    right: Point,
    corner: bool,
}

impl Sides {
    pub(super) fn new(points: &[StrokePoint], options: &Options) -> Self {
        let first = points.first().copied().unwrap_or(StrokePoint {
            point: Point::ZERO,
            pressure: 0.5,
            distance: 0.0,
            vector: Vec2::ZERO,
            running_length: 0.0,
        });
        // Lines nearly always start slowly: without a mean of the first points each would start fat.
        let before = points.iter().take(FIRST).fold(first.pressure, |mean, point| {
            let pressure = if options.simulate_pressure {
                simulated(mean, point.distance, options.size)
            } else {
                point.pressure
            };
            (mean + pressure) / 2.0
        });
        Self {
            before,
            radius: options.radius(points.last().map_or(0.5, |last| last.pressure)),
            first_radius: None,
            vector: first.vector,
            left: first.point,
            right: first.point,
            corner: false,
        }
    }

    /// Adds what the `nth` point of the path gives to both sides. `total` is the length of the whole path, px.
    pub(super) fn step(
        &mut self,
        nth: usize,
        (here, next): (&StrokePoint, Option<&StrokePoint>),
        total: f64,
        options: &Options,
        rails: &mut Rails,
    ) {
        if next.is_some() && total - here.running_length < NOISE {
            return;
        }
        let pressure = self.widen(here, total, options);
        let next_vector = next.map_or(here.vector, |next| next.vector);
        let turn = if next.is_some() { here.vector.dot(next_vector) } else { 1.0 };
        let corner = here.vector.dot(self.vector) < 0.0 && !self.corner;
        if corner || turn < 0.0 {
            self.turn_corner(here.point, rails);
            if turn < 0.0 {
                self.corner = true;
            }
            return;
        }
        self.corner = false;
        if next.is_none() {
            let offset = across(here.vector) * self.radius;
            rails.left.push(here.point - offset);
            rails.right.push(here.point + offset);
            return;
        }
        let offset = across(next_vector + (here.vector - next_vector) * turn) * self.radius;
        let apart = (options.size * options.smoothing).powi(2);
        let to_left = here.point - offset;
        if nth <= 1 || (self.left - to_left).hypot2() > apart {
            rails.left.push(to_left);
            self.left = to_left;
        }
        let to_right = here.point + offset;
        if nth <= 1 || (self.right - to_right).hypot2() > apart {
            rails.right.push(to_right);
            self.right = to_right;
        }
        self.before = pressure;
        self.vector = here.vector;
    }

    /// Sets the radius at a point, and tells the pressure there.
    fn widen(&mut self, here: &StrokePoint, total: f64, options: &Options) -> f64 {
        let mut pressure = here.pressure;
        if options.thinning == 0.0 || options.thinning.is_nan() {
            self.radius = options.size / 2.0;
        } else {
            if options.simulate_pressure {
                pressure = simulated(self.before, here.distance, options.size);
            }
            self.radius = options.radius(pressure);
        }
        self.first_radius.get_or_insert(self.radius);
        let share = |length: f64, taper: f64, easing: fn(f64) -> f64| {
            if length < taper { easing(length / taper) } else { 1.0 }
        };
        let start = options.start.taper.length(options.size, total);
        let end = options.end.taper.length(options.size, total);
        let thin = share(here.running_length, start, options.start.easing).min(share(
            total - here.running_length,
            end,
            options.end.easing,
        ));
        self.radius = (self.radius * thin).max(0.01);
        pressure
    }

    /// A sharp corner gets a round cap on both sides.
    fn turn_corner(&mut self, point: Point, rails: &mut Rails) {
        let offset = across(self.vector) * self.radius;
        let (mut to_left, mut to_right) = (self.left, self.right);
        for t in steps(0.0, 13.0).take_while(|t| *t <= 1.0) {
            to_left = turned(point - offset, point, HALF_TURN * t);
            rails.left.push(to_left);
            to_right = turned(point + offset, point, HALF_TURN * -t);
            rails.right.push(to_right);
        }
        self.left = to_left;
        self.right = to_right;
    }

    /// The points that close the outline at the start, for a path of more than one point.
    pub(super) fn start_cap(first: Point, total: f64, options: &Options, rails: &Rails) -> Vec<Point> {
        let (Some(left), Some(right)) = (rails.left.first(), rails.right.first()) else { return Vec::new() };
        if options.start.taper.length(options.size, total) != 0.0 {
            Vec::new()
        } else if options.start.cap {
            let turns = steps(1.0 / 13.0, 13.0).take_while(|t| *t <= 1.0);
            turns.map(|t| turned(*right, first, HALF_TURN * t)).collect()
        } else {
            let corners = *left - *right;
            let (a, b) = (corners * 0.5, corners * 0.51);
            vec![first - a, first - b, first + b, first + a]
        }
    }

    /// The points around the end, for a path of more than one point.
    pub(super) fn end_cap(&self, last: &StrokePoint, options: &Options) -> Vec<Point> {
        let direction = across(-last.vector);
        if options.end.taper.length(options.size, last.running_length) != 0.0 {
            vec![last.point]
        } else if options.end.cap {
            // A turn and a half, so that sharp turns at the end are closed too.
            let start = last.point + direction * self.radius;
            let turns = steps(1.0 / 29.0, 29.0).take_while(|t| *t < 1.0);
            turns.map(|t| turned(start, last.point, HALF_TURN * 3.0 * t)).collect()
        } else {
            let (a, b) = (direction * self.radius, direction * (self.radius * 0.99));
            vec![last.point + a, last.point + b, last.point - b, last.point - a]
        }
    }

    /// A stroke of one point.
    pub(super) fn dot(&self, at: Point) -> Vec<Point> {
        let radius = self.first_radius.filter(|radius| *radius != 0.0).unwrap_or(self.radius);
        let back = across(Vec2::new(-1.0, -1.0));
        let start = at + back / back.hypot() * -radius;
        let turns = steps(1.0 / 13.0, 13.0).take_while(|t| *t <= 1.0);
        turns.map(|t| turned(start, at, HALF_TURN * 2.0 * t)).collect()
    }
}

/// Fast is light: the pressure after `distance` px, from the one before.
fn simulated(before: f64, distance: f64, size: f64) -> f64 {
    let speed = (distance / size).min(1.0);
    let rate = (1.0 - speed).min(1.0);
    (before + (rate - before) * (speed * RATE_OF_PRESSURE_CHANGE)).min(1.0)
}

/// From `from` in steps of a `parts`th, added up as the original does: its last step depends on the rounding.
fn steps(from: f64, parts: f64) -> impl Iterator<Item = f64> {
    let step = 1.0 / parts;
    std::iter::successors(Some(from), move |t| Some(t + step))
}

fn turned(point: Point, about: Point, angle: f64) -> Point {
    let (sin, cos) = angle.sin_cos();
    let v = point - about;
    Point::new(v.x * cos - v.y * sin + about.x, v.x * sin + v.y * cos + about.y)
}
