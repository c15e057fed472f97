//! Strokes that come back to where they began: ellipse, rectangle, diamond, triangle. Not open ones.
//!
//! A loop is judged in a space of its own, stretched so that its area has the same spread in all directions. There every
//! ellipse is a circle, every parallelogram a square and every triangle one with equal sides, however flat it was drawn;
//! so the distances to the best circle, and to the best polygons of three to six sides, can be compared. Angles and
//! sides are judged on the page.

use super::ink::{Ink, Straight, Sums, bounds, diagonal, path_length, resample, turn};
use super::{Found, Shape};
use kurbo::{Point, Rect, Vec2};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, TAU};

/// Points that a loop is judged by.
const SAMPLES: usize = 64;

/// Radius of the circle whose area has a spread of 1 in each direction.
const RADIUS: f64 = 2.0;

/// The gap between the ends, as a share of the diagonal, that still counts as closed.
const GAP: f64 = 0.24;

/// Mean distance from the ideal, as a share of the radius, at which a loop is not that shape any more.
const OFF: f64 = 0.085;

/// The length of an outline as a multiple of its diagonal: a square has 2.83, tremor and overshoot add to it.
pub(super) const LONGEST: f64 = 5.0;

/// A shape nearer to the axes than this is set straight, radians.
const LEVEL: f64 = 9.0 * std::f64::consts::PI / 180.0;

/// The shape of a closed path, if it is one.
pub(super) fn closed(ink: &Ink) -> Option<Found> {
    if ink.length > LONGEST * ink.diagonal() {
        return None;
    }
    let ring = close(ink)?;
    let frame = Frame::of(&ring)?;
    if !frame.is_closed(&ring) {
        return None;
    }
    let samples = frame.samples(&ring);
    if !goes_round_once(&samples) {
        return None;
    }
    let round = off_circle(&samples);
    let sides = Sides::new(&samples);
    let (three, four) = (Polygon::fit(&samples, &sides, 3), Polygon::fit(&samples, &sides, 4));
    let off = |polygon: &Option<Polygon>| polygon.as_ref().map_or(f64::INFINITY, |polygon| polygon.off);
    let (off_three, off_four) = (off(&three), off(&four));
    // A fourth side always fits a little better; it must be worth it.
    if off_three < OFF && off_three < round && off_three < off_four * 1.6 + 0.012 {
        let polygon = three.filter(|polygon| polygon.is_drawn(&samples))?;
        return triangle(&polygon.on_page(&frame), sure(off_three, round.min(OFF)));
    }
    if off_four < OFF && off_four < round * 0.95 {
        let polygon = four.filter(|polygon| polygon.is_drawn(&samples))?;
        return quadrangle(&polygon.on_page(&frame), sure(off_four, round.min(OFF)));
    }
    if round >= OFF {
        return None;
    }
    // With five or six corners it is none of the shapes, however round.
    let many = || {
        [5, 6]
            .map(|count| off(&Polygon::fit(&samples, &sides, count)))
            .into_iter()
            .fold(f64::INFINITY, f64::min)
    };
    if round > 0.028 && many() < round * 0.5 {
        return None;
    }
    Some(ellipse(&frame, &ring, sure(round, off_four.min(OFF))))
}

/// From 1 for a perfect shape down to 0.5 where it is as near to something else.
fn sure(off: f64, other: f64) -> f64 {
    (1.0 - 0.5 * off / other.max(1e-9)).clamp(0.5, 1.0)
}

/// The loop without what was drawn beyond its closing point.
fn close(ink: &Ink) -> Option<Vec<Point>> {
    let even = resample(&ink.points, 2 * SAMPLES);
    let size = ink.diagonal();
    let near = even.len() / 5;
    let mut best = (f64::INFINITY, 0, even.len() - 1);
    for (i, a) in even.iter().enumerate().take(near) {
        for (j, b) in even.iter().enumerate().skip(even.len() - near) {
            // What is cut off must bring the ends nearer than it is long.
            let cut = (i + even.len() - 1 - j) as f64 * ink.length / even.len() as f64;
            let cost = a.distance(*b) + 0.35 * cut;
            if cost < best.0 {
                best = (cost, i, j);
            }
        }
    }
    let ring = even.get(best.1..=best.2)?.to_vec();
    let gap = ring.first()?.distance(*ring.last()?);
    (gap <= GAP * size && gap <= 0.2 * path_length(&ring)).then_some(ring)
}

/// The space in which the area of a loop has the same spread in all directions.
struct Frame {
    middle: Point,
    /// Where the loop is longest.
    along: Vec2,
    /// Px for 1, along and across.
    scale: (f64, f64),
}

impl Frame {
    fn of(ring: &[Point]) -> Option<Self> {
        let origin = ring.first()?.to_vec2();
        let mut area = 0.0;
        let (mut x, mut y, mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let next = ring.iter().skip(1).chain(ring.first());
        for (a, b) in ring.iter().zip(next) {
            let (a, b) = (a.to_vec2() - origin, b.to_vec2() - origin);
            let cross = a.cross(b);
            area += cross / 2.0;
            x += (a.x + b.x) * cross / 6.0;
            y += (a.y + b.y) * cross / 6.0;
            xx += (a.x * a.x + a.x * b.x + b.x * b.x) * cross / 12.0;
            yy += (a.y * a.y + a.y * b.y + b.y * b.y) * cross / 12.0;
            xy += (2.0 * a.x * a.y + a.x * b.y + b.x * a.y + 2.0 * b.x * b.y) * cross / 24.0;
        }
        let size = diagonal(bounds(ring));
        if area.abs() < 0.02 * size * size {
            return None;
        }
        let middle = Vec2::new(x / area, y / area);
        let (xx, xy, yy) = (
            xx / area - middle.x * middle.x,
            xy / area - middle.x * middle.y,
            yy / area - middle.y * middle.y,
        );
        let (mean, apart) = ((xx + yy) / 2.0, ((xx - yy) / 2.0).hypot(xy));
        let scale = ((mean + apart).max(0.0).sqrt(), (mean - apart).max(0.0).sqrt());
        let along = Vec2::from_angle(0.5 * (2.0 * xy).atan2(xx - yy));
        (scale.1 > 0.0 && scale.0.is_finite()).then(|| Self {
            middle: (middle + origin).to_point(),
            along,
            scale,
        })
    }

    fn into(&self, point: Point) -> Point {
        let v = point - self.middle;
        Point::new(v.dot(self.along) / self.scale.0, self.along.cross(v) / self.scale.1)
    }

    fn back(&self, point: Point) -> Point {
        let across = Vec2::new(-self.along.y, self.along.x);
        self.middle + self.along * (point.x * self.scale.0) + across * (point.y * self.scale.1)
    }

    /// A flat box without one of its short sides is open, however short the gap is on the page.
    fn is_closed(&self, ring: &[Point]) -> bool {
        let inside: Vec<Point> = ring.iter().map(|point| self.into(*point)).collect();
        let gap = inside.first().zip(inside.last()).map_or(f64::INFINITY, |(a, b)| a.distance(*b));
        gap < 0.17 * path_length(&inside)
    }

    /// Even in this space, closed, without a point twice.
    fn samples(&self, ring: &[Point]) -> Vec<Point> {
        let mut inside: Vec<Point> = ring.iter().map(|point| self.into(*point)).collect();
        inside.extend(inside.first().copied());
        let mut samples = resample(&inside, SAMPLES + 1);
        samples.pop();
        samples
    }
}

/// No eights, stars, spirals, hearts.
fn goes_round_once(samples: &[Point]) -> bool {
    let count = samples.len();
    let at = |i: usize| samples.get(i % count.max(1)).copied().unwrap_or_default();
    let (mut signed, mut all) = (0.0, 0.0);
    for i in (0..count).step_by(2) {
        let angle = turn(at(i + 3) - at(i), at(i + 5) - at(i + 2));
        signed += angle;
        all += angle.abs();
    }
    (signed.abs() - TAU).abs() < 0.5 && all < 1.75 * TAU
}

fn off_circle(samples: &[Point]) -> f64 {
    let squares = samples.iter().map(|p| ((p.to_vec2().hypot() - RADIUS) / RADIUS).powi(2)).sum::<f64>();
    (squares / samples.len().max(1) as f64).sqrt()
}

/// How straight each piece of the loop is.
struct Sides {
    count: usize,
    /// Squared distances to their best line, of the points from `i` on for `n` steps, at `i * (count + 1) + n`.
    off: Vec<f64>,
}

impl Sides {
    fn new(samples: &[Point]) -> Self {
        let count = samples.len();
        let mut off = Vec::with_capacity(count * (count + 1));
        for from in 0..count {
            let mut sums = Sums::default();
            for point in samples.iter().cycle().skip(from).take(count + 1) {
                sums.add(*point);
                off.push(sums.off_line());
            }
        }
        Self { count, off }
    }

    fn off(&self, from: usize, steps: usize) -> f64 {
        self.off.get(from % self.count.max(1) * (self.count + 1) + steps).copied().unwrap_or(f64::INFINITY)
    }
}

/// The loop cut into sides.
struct Polygon {
    /// Where sides meet.
    corners: Vec<Point>,
    /// Mean distance of the loop from its side, as a share of the radius.
    off: f64,
}

impl Polygon {
    fn fit(samples: &[Point], sides: &Sides, count: usize) -> Option<Self> {
        let far = |point: &&Point| point.to_vec2().hypot2();
        let start = samples.iter().enumerate().max_by(|(_, a), (_, b)| far(a).total_cmp(&far(b)))?.0;
        let cuts = cut(sides, count, start);
        // The start was a guess; another cut is a better one.
        let again = cut(sides, count, *cuts.get(count / 2)?);
        Self::of(samples, &again)
    }

    fn of(samples: &[Point], cuts: &[usize]) -> Option<Self> {
        let count = samples.len();
        let next = cuts.iter().skip(1).copied().chain(cuts.first().map(|first| first + count));
        let mut lines = Vec::with_capacity(cuts.len());
        let mut squares = 0.0;
        for (from, to) in cuts.iter().copied().zip(next) {
            let side: Vec<Point> = (from..=to).filter_map(|i| samples.get(i % count).copied()).collect();
            // Corners are rounded by the hand: the middle of a side tells where it goes.
            let rounded = (side.len() / 7).min(side.len().saturating_sub(3) / 2);
            let line = Straight::through(side.get(rounded..side.len() - rounded)?)?;
            squares += side.iter().skip(1).map(|point| line.off(*point).powi(2)).sum::<f64>();
            lines.push(line);
        }
        let before = lines.last().into_iter().chain(&lines);
        let corners = before.zip(&lines).map(|(a, b)| a.meet(b)).collect::<Option<Vec<Point>>>()?;
        Some(Self { corners, off: (squares / count as f64).sqrt() / RADIUS })
    }

    fn on_page(&self, frame: &Frame) -> Vec<Point> {
        self.corners.iter().map(|corner| frame.back(*corner)).collect()
    }

    /// The corners are where the pen was.
    fn is_drawn(&self, samples: &[Point]) -> bool {
        self.corners.iter().all(|corner| {
            let nearest = samples.iter().map(|point| point.distance(*corner)).fold(f64::INFINITY, f64::min);
            nearest < 0.42 * RADIUS
        })
    }
}

/// Where to cut the loop into `sides` sides so that they are as straight as can be: a shortest path over cuts.
fn cut(loop_sides: &Sides, sides: usize, start: usize) -> Vec<usize> {
    /// No side is shorter than this many points.
    const LEAST: usize = 4;
    let count = loop_sides.count;
    let mut before = vec![f64::INFINITY; count + 1];
    if let Some(first) = before.first_mut() {
        *first = 0.0;
    }
    let mut from = Vec::with_capacity(sides);
    for side in 1..=sides {
        let mut cost = vec![f64::INFINITY; count + 1];
        let mut best_begin = vec![0_usize; count + 1];
        // The last side ends where the first began.
        let ends = if side == sides { count..=count } else { side * LEAST..=count - (sides - side) * LEAST };
        for end in ends {
            let mut best = (f64::INFINITY, 0);
            for (begin, before) in before.iter().enumerate().take(end + 1 - LEAST).skip((side - 1) * LEAST) {
                if *before < best.0 {
                    let all = before + loop_sides.off(start + begin, end - begin);
                    if all < best.0 {
                        best = (all, begin);
                    }
                }
            }
            if let (Some(cost), Some(begin)) = (cost.get_mut(end), best_begin.get_mut(end)) {
                (*cost, *begin) = best;
            }
        }
        before = cost;
        from.push(best_begin);
    }
    let mut cuts = Vec::with_capacity(sides);
    let mut end = count;
    for begin in from.iter().rev() {
        end = begin.get(end).copied().unwrap_or(0);
        cuts.push(start + end);
    }
    cuts.reverse();
    cuts
}

fn ellipse(frame: &Frame, ring: &[Point], sure: f64) -> Found {
    let (a, b) = (frame.scale.0 * RADIUS, frame.scale.1 * RADIUS);
    let angle = within_half_turn(frame.along.atan2());
    let round = a / b < 1.2;
    let upright = angle.abs() > FRAC_PI_4;
    let tilt = if upright { FRAC_PI_2 - angle.abs() } else { angle.abs() };
    if round || tilt < 1.6 * LEVEL {
        // The extent of what was drawn, since the moments of an open loop are a little less.
        let (w, h) = if round && a / b < 1.12 {
            ((a + b) / 2.0, (a + b) / 2.0)
        } else if upright {
            (b, a)
        } else if round {
            let drawn = bounds(ring);
            (drawn.width() / 2.0, drawn.height() / 2.0)
        } else {
            (a, b)
        };
        let at = Rect::from_center_size(frame.middle, (2.0 * w, 2.0 * h));
        return Found { shape: Shape::Ellipse { at, angle: 0.0 }, sure };
    }
    let at = Rect::from_center_size(frame.middle, (2.0 * a, 2.0 * b));
    Found { shape: Shape::Ellipse { at, angle }, sure }
}

fn within_half_turn(angle: f64) -> f64 {
    let half = angle.rem_euclid(std::f64::consts::PI);
    if half > FRAC_PI_2 { half - std::f64::consts::PI } else { half }
}

fn triangle(corners: &[Point], sure: f64) -> Option<Found> {
    let [a, b, c] = corners else { return None };
    let mut corners = [*a, *b, *c];
    let least = (0..3).map(|i| inner_angle(&corners, i)).fold(f64::INFINITY, f64::min);
    if least < 14_f64.to_radians() {
        return None;
    }
    for i in 0..3 {
        level(&mut corners, i, (i + 1) % 3);
    }
    Some(Found { shape: Shape::Triangle(corners), sure })
}

/// Makes a side that is nearly level or upright exactly so.
fn level(corners: &mut [Point; 3], i: usize, j: usize) {
    let (Some(a), Some(b)) = (corners.get(i).copied(), corners.get(j).copied()) else { return };
    let side = b - a;
    let (mut to_a, mut to_b) = (a, b);
    if side.y.abs() < side.x.abs() * LEVEL.tan() {
        (to_a.y, to_b.y) = ((a.y + b.y) / 2.0, (a.y + b.y) / 2.0);
    } else if side.x.abs() < side.y.abs() * LEVEL.tan() {
        (to_a.x, to_b.x) = ((a.x + b.x) / 2.0, (a.x + b.x) / 2.0);
    }
    if let Some(corner) = corners.get_mut(i) {
        *corner = to_a;
    }
    if let Some(corner) = corners.get_mut(j) {
        *corner = to_b;
    }
}

fn inner_angle(corners: &[Point], i: usize) -> f64 {
    let count = corners.len().max(1);
    let at = |i: usize| corners.get(i % count).copied().unwrap_or_default();
    turn(at(i + count - 1) - at(i), at(i + 1) - at(i)).abs()
}

/// A rectangle or a diamond; a loop of four other corners is neither.
fn quadrangle(corners: &[Point], sure: f64) -> Option<Found> {
    let [a, b, c, d] = corners else { return None };
    let sides = [*b - *a, *c - *b, *d - *c, *a - *d];
    let lengths = sides.map(Vec2::hypot);
    let skew = (0..4).map(|i| (inner_angle(corners, i) - FRAC_PI_2).abs()).fold(0.0, f64::max);
    let like = |a: f64, b: f64| a.max(b) / a.min(b).max(1e-9);
    let [la, lb, lc, ld] = lengths;
    let opposite = like(la, lc).max(like(lb, ld));
    // The long sides tell the direction best.
    let doubled: Vec2 = sides.iter().enumerate().fold(Vec2::ZERO, |sum, (i, side)| {
        let side = if i % 2 == 0 { *side } else { Vec2::new(side.y, -side.x) };
        sum + Vec2::from_angle(4.0 * side.atan2()) * side.hypot2()
    });
    let tilt = doubled.atan2() / 4.0;
    let even = like(la + lc, lb + ld);
    let right = skew < 20_f64.to_radians() && opposite < 1.45;
    let diamond = diamond(corners, sure);
    let straight = rectangle(corners, tilt, sure);
    // The short sides of a flat box are too short to tell angles; then it counts how far its corners are off.
    let flat = even > 2.5 && opposite < 2.3 && off_corners(corners, &straight.shape) < 0.05;
    if right || flat {
        let on_tip = even < 1.5 && tilt.abs() > 27_f64.to_radians();
        if on_tip && diamond.is_some() {
            return diamond;
        }
        let steep = skew > 13_f64.to_radians() && tilt.abs() > 20_f64.to_radians();
        if steep && diamond.is_some() {
            return diamond;
        }
        return Some(straight);
    }
    diamond
}

/// How far the farthest corner is from one of the shape, as a share of the diagonal.
fn off_corners(drawn: &[Point], shape: &Shape) -> f64 {
    let Shape::Rectangle { at, angle } = shape else { return f64::INFINITY };
    let turn = kurbo::Affine::rotate_about(*angle, at.center());
    let ideal =
        [(at.x0, at.y0), (at.x1, at.y0), (at.x1, at.y1), (at.x0, at.y1)].map(|p| turn * Point::from(p));
    let nearest =
        |corner: &Point| ideal.iter().map(|ideal| ideal.distance(*corner)).fold(f64::INFINITY, f64::min);
    drawn.iter().map(nearest).fold(0.0, f64::max) / diagonal(*at)
}

fn rectangle(corners: &[Point], tilt: f64, sure: f64) -> Found {
    let count = corners.len().max(1) as f64;
    let middle = (corners.iter().fold(Vec2::ZERO, |sum, corner| sum + corner.to_vec2()) / count).to_point();
    let tilt = if tilt.abs() < LEVEL { 0.0 } else { tilt };
    let (along, across) = (Vec2::from_angle(tilt), Vec2::from_angle(tilt + FRAC_PI_2));
    let half =
        |axis: Vec2| corners.iter().map(|corner| (*corner - middle).dot(axis).abs()).sum::<f64>() / count;
    let at = Rect::from_center_size(middle, (2.0 * half(along), 2.0 * half(across)));
    Found { shape: Shape::Rectangle { at, angle: tilt }, sure }
}

/// Four like sides, one corner at the top, one at the bottom, one on each side.
fn diamond(corners: &[Point], sure: f64) -> Option<Found> {
    let by = |key: fn(&Point) -> f64| corners.iter().copied().min_by(|a, b| key(a).total_cmp(&key(b)));
    let (top, bottom) = (by(|p| p.y)?, by(|p| -p.y)?);
    let (left, right) = (by(|p| p.x)?, by(|p| -p.x)?);
    let (tall, wide) = (bottom - top, right - left);
    let upright = tall.x.abs() < tall.y * 20_f64.to_radians().tan();
    let level = wide.y.abs() < wide.x * 20_f64.to_radians().tan();
    if !upright || !level {
        return None;
    }
    let middle = top.midpoint(bottom).midpoint(left.midpoint(right));
    let share = |low: f64, high: f64, at: f64| (at - low) / (high - low).max(1e-9);
    let centred = [share(left.x, right.x, top.x), share(left.x, right.x, bottom.x)]
        .into_iter()
        .chain([share(top.y, bottom.y, left.y), share(top.y, bottom.y, right.y)])
        .all(|share| (0.3..0.7).contains(&share));
    let at = Rect::from_center_size(middle, (wide.x, tall.y));
    centred.then_some(Found { shape: Shape::Diamond { at }, sure })
}
