//! Shapes as hands draw them: turned, uneven, open or overshot, with round corners and tremor. Seeded. Not the judging.

use justbuilt_testkit::Random;
use kurbo::{Affine, Point, Rect, Vec2};
use std::f64::consts::{PI, TAU};

/// Uniform.
pub fn between(random: &mut Random, low: f64, high: f64) -> f64 {
    low + (high - low) * (random.below(1 << 20) as f64 / f64::from(1 << 20))
}

/// About −1 to 1, mostly small.
fn bell(random: &mut Random) -> f64 {
    (0..4).map(|_| between(random, -0.5, 0.5)).sum()
}

/// How a hand draws.
#[derive(Clone, Debug)]
pub struct Hand {
    /// Slow drift off the path, as a share of the size.
    pub drift: f64,
    /// Tremor, px.
    pub tremor: f64,
    /// Corners off their places, as a share of the size (of both sides' mean).
    pub uneven: f64,
    /// Rounding of corners, as a share of the shorter side.
    pub rounding: f64,
    /// The end goes beyond (or stops short of) the start, as a share of the length.
    pub end: (f64, f64),
    /// Px between samples.
    pub spacing: f64,
    /// Coordinates are whole numbers, as mice give them.
    pub whole: bool,
}

impl Hand {
    /// From careful to careless.
    pub fn any(random: &mut Random) -> Self {
        let care = between(random, 0.25, 1.0);
        Self {
            drift: 0.016 * care * between(random, 0.3, 1.0),
            tremor: between(random, 0.1, 0.9),
            uneven: 0.035 * care,
            rounding: between(random, 0.0, 0.2),
            end: (-0.055, 0.07),
            spacing: between(random, 1.5, 8.0),
            whole: random.one_in(3),
        }
    }

    /// Samples along an ideal path.
    pub fn trace(&self, random: &mut Random, path: &[Point]) -> Vec<Point> {
        let size = size(path);
        let length: f64 = path.windows(2).map(|w| w[0].distance(w[1])).sum();
        let waves: Vec<(f64, f64, Vec2)> = (0..4)
            .map(|i| {
                let amplitude = self.drift * size / (1.0 + f64::from(i) * 0.7);
                let turns = between(random, 0.4, 1.2) * f64::from(i + 1);
                (turns, between(random, 0.0, TAU), Vec2::new(bell(random), bell(random)) * amplitude)
            })
            .collect();
        let mut at = 0.0;
        let mut samples = Vec::new();
        loop {
            let share = (at / length).min(1.0);
            let drift = waves
                .iter()
                .fold(Vec2::ZERO, |v, (turns, phase, w)| v + *w * (share * turns * TAU + phase).sin());
            let tremor = Vec2::new(bell(random), bell(random)) * self.tremor;
            let mut point = along(path, at.min(length)) + drift + tremor;
            if self.whole {
                point = point.round();
            }
            samples.push(point);
            if at >= length {
                return samples;
            }
            at += self.spacing * between(random, 0.4, 1.6);
        }
    }

    /// Around a closed path, from anywhere, either way, not quite to the start.
    pub fn around(&self, random: &mut Random, corners: &[Point]) -> Vec<Point> {
        let path = rounded(corners, self.rounding);
        let length: f64 = path.windows(2).map(|w| w[0].distance(w[1])).sum();
        let count = corners.len();
        let shortest =
            (0..count).map(|i| corners[i].distance(corners[(i + 1) % count])).fold(f64::INFINITY, f64::min);
        let start = if random.bool() { 0.0 } else { between(random, 0.0, length) };
        // A flat box that misses most of a short side is not a box to anyone.
        let open = if count > 8 { f64::INFINITY } else { 0.6 * shortest / length };
        let share = 1.0 + between(random, self.end.0, self.end.1).max(-open);
        let mut loop_path = part(&path, start, start + length * share);
        if random.bool() {
            loop_path.reverse();
        }
        self.trace(random, &loop_path)
    }

    fn off(&self, random: &mut Random, corners: &[Point]) -> Vec<Point> {
        // Who draws a flat box takes more care of its height.
        let count = corners.len();
        let shortest =
            (0..count).map(|i| corners[i].distance(corners[(i + 1) % count])).fold(f64::INFINITY, f64::min);
        let size = (size(corners) * shortest * 1.4).sqrt();
        corners.iter().map(|c| *c + Vec2::new(bell(random), bell(random)) * (self.uneven * size)).collect()
    }
}

fn size(path: &[Point]) -> f64 {
    let rect = path.iter().fold(Rect::from_points(path[0], path[0]), |r, p| r.union_pt(*p));
    rect.width().hypot(rect.height())
}

/// The point `at` px along a path.
fn along(path: &[Point], at: f64) -> Point {
    let mut left = at;
    for w in path.windows(2) {
        let length = w[0].distance(w[1]);
        if left <= length && length > 0.0 {
            return w[0].lerp(w[1], left / length);
        }
        left -= length;
    }
    path[path.len() - 1]
}

/// A piece of a closed path; `to` may go around again.
fn part(path: &[Point], from: f64, to: f64) -> Vec<Point> {
    let length: f64 = path.windows(2).map(|w| w[0].distance(w[1])).sum();
    let steps = ((to - from) / 1.0).ceil().max(2.0);
    (0..=steps as usize)
        .map(|i| along(path, (from + (to - from) * i as f64 / steps).rem_euclid(length)))
        .collect()
}

/// A closed path through corners, rounded by a share of the shortest side.
fn rounded(corners: &[Point], share: f64) -> Vec<Point> {
    let count = corners.len();
    let shortest =
        (0..count).map(|i| corners[i].distance(corners[(i + 1) % count])).fold(f64::INFINITY, f64::min);
    let radius = if count > 8 { 0.0 } else { share * shortest };
    let mut path = Vec::new();
    for i in 0..count {
        let (a, b, c) = (corners[(i + count - 1) % count], corners[i], corners[(i + 1) % count]);
        let (back, on) = (b + (a - b).normalize() * radius, b + (c - b).normalize() * radius);
        for t in 0..=8 {
            let t = f64::from(t) / 8.0;
            path.push(back.lerp(b, t).lerp(b.lerp(on, t), t));
        }
    }
    path.push(path[0]);
    path
}

fn corners(rect: Rect) -> Vec<Point> {
    [(rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1)].map(Point::from).to_vec()
}

fn turned(points: &[Point], about: Point, angle: f64) -> Vec<Point> {
    let turn = Affine::rotate_about(angle, about);
    points.iter().map(|point| turn * *point).collect()
}

/// A box of any size: mostly between 40 and 500 px.
pub fn any_box(random: &mut Random, flat: f64) -> Rect {
    let width = 40.0 * between(random, 0.0, 2.5).exp();
    let height = (width / between(random, 0.0, flat.ln()).exp()).max(24.0);
    let (width, height) = if random.one_in(3) { (height, width) } else { (width, height) };
    let at = Point::new(between(random, -2000.0, 2000.0), between(random, -2000.0, 2000.0));
    Rect::from_origin_size(at, (width, height))
}

/// Which shapes are generated.
pub const SHAPES: [&str; 6] = ["line", "arrow", "rectangle", "diamond", "ellipse", "triangle"];

/// Strokes of a shape by its name.
pub fn shape(random: &mut Random, name: &str) -> Vec<Vec<Point>> {
    let hand = Hand::any(random);
    match name {
        "line" => vec![line(random, &hand)],
        "arrow" => arrow(random, &hand),
        "rectangle" => {
            let rect = any_box(random, 8.0);
            rectangle(random, &hand, rect)
        }
        "diamond" => {
            let rect = any_box(random, 2.5);
            diamond(random, &hand, rect)
        }
        "ellipse" => {
            let rect = any_box(random, 4.0);
            ellipse(random, &hand, rect)
        }
        "triangle" => triangle(random, &hand),
        other => panic!("{other}"),
    }
}

/// A straight line, any way.
pub fn line(random: &mut Random, hand: &Hand) -> Vec<Point> {
    let length = 30.0 * between(random, 0.0, 3.0).exp();
    let from = Point::new(between(random, -500.0, 500.0), between(random, -500.0, 500.0));
    let to = from + Vec2::from_angle(between(random, 0.0, TAU)) * length;
    hand.trace(random, &[from, to])
}

/// A box with any rotation, more often level; sometimes in two or four strokes.
pub fn rectangle(random: &mut Random, hand: &Hand, rect: Rect) -> Vec<Vec<Point>> {
    let square = rect.width().max(rect.height()) / rect.width().min(rect.height()) < 1.6;
    let angle = match random.below(4) {
        // A square on its tip is a diamond, so squares are turned less.
        0 if square => between(random, -0.35, 0.35),
        0 => between(random, -PI, PI),
        _ => bell(random) * 0.05,
    };
    let ideal = turned(&corners(rect), rect.center(), angle);
    polygon(random, hand, &ideal)
}

/// One stroke around, or several.
fn polygon(random: &mut Random, hand: &Hand, ideal: &[Point]) -> Vec<Vec<Point>> {
    let corners = hand.off(random, ideal);
    let count = corners.len();
    let side = |random: &mut Random, from: usize, to: usize| {
        let mut path: Vec<Point> = (from..=to).map(|i| corners[i % count]).collect();
        // Strokes that meet do not quite meet.
        let size = size(&corners);
        let ends = path.len() - 1;
        let (first, last) = (path[0] - path[1], path[ends] - path[ends - 1]);
        path[0] += first.normalize() * size * between(random, -0.025, 0.03);
        path[ends] += last.normalize() * size * between(random, -0.025, 0.03);
        if random.bool() {
            path.reverse();
        }
        hand.trace(random, &path)
    };
    match random.below(8) {
        0 => (0..count).map(|i| side(random, i, i + 1)).collect(),
        1 => {
            let cut = random.range(1..count);
            vec![side(random, 0, cut), side(random, cut, count)]
        }
        _ => vec![hand.around(random, &corners)],
    }
}

/// On its tip, nearly level.
pub fn diamond(random: &mut Random, hand: &Hand, rect: Rect) -> Vec<Vec<Point>> {
    let middle = rect.center();
    let tips = [
        Point::new(middle.x, rect.y0),
        Point::new(rect.x1, middle.y),
        Point::new(middle.x, rect.y1),
        Point::new(rect.x0, middle.y),
    ];
    let angle = bell(random) * 0.1;
    polygon(random, hand, &turned(&tips, middle, angle))
}

/// Any ellipse, one stroke or two arcs.
pub fn ellipse(random: &mut Random, hand: &Hand, rect: Rect) -> Vec<Vec<Point>> {
    let angle = if random.bool() { between(random, -PI, PI) } else { 0.0 };
    let ring: Vec<Point> = (0..96)
        .map(|i| {
            let v = Vec2::from_angle(f64::from(i) / 96.0 * TAU);
            rect.center() + Vec2::new(v.x * rect.width() / 2.0, v.y * rect.height() / 2.0)
        })
        .collect();
    let ring = turned(&ring, rect.center(), angle);
    if random.one_in(10) {
        let half = |random: &mut Random, from: usize| {
            let path: Vec<Point> = (from..from + 48 + random.below(5)).map(|i| ring[i % 96]).collect();
            hand.trace(random, &path)
        };
        let from = random.below(96);
        return vec![half(random, from), half(random, from + 48)];
    }
    vec![hand.around(random, &ring)]
}

/// Any triangle without very sharp corners.
pub fn triangle(random: &mut Random, hand: &Hand) -> Vec<Vec<Point>> {
    loop {
        let rect = any_box(random, 2.0);
        let turn = between(random, 0.0, TAU);
        let spread = [0.0, between(random, 1.4, 2.6), between(random, 3.6, 4.8)];
        let ideal: Vec<Point> = spread
            .iter()
            .map(|angle| {
                let v = Vec2::from_angle(turn + angle);
                rect.center() + Vec2::new(v.x * rect.width() / 2.0, v.y * rect.height() / 2.0)
            })
            .collect();
        let least = (0..3)
            .map(|i| {
                let (a, b) = (ideal[(i + 1) % 3] - ideal[i], ideal[(i + 2) % 3] - ideal[i]);
                a.cross(b).atan2(a.dot(b)).abs()
            })
            .fold(f64::INFINITY, f64::min);
        if least > 0.42 && size(&ideal) > 40.0 {
            return polygon(random, hand, &ideal);
        }
    }
}

/// Straight or bent a little; the head in the same stroke or after it.
pub fn arrow(random: &mut Random, hand: &Hand) -> Vec<Vec<Point>> {
    let length = 50.0 * between(random, 0.0, 2.3).exp();
    let from = Point::new(between(random, -500.0, 500.0), between(random, -500.0, 500.0));
    let direction = between(random, 0.0, TAU);
    let to = from + Vec2::from_angle(direction) * length;
    let bend = if random.one_in(4) { between(random, -0.25, 0.25) } else { 0.0 };
    let middle = from.midpoint(to) + Vec2::from_angle(direction + PI / 2.0) * (bend * length);
    let shaft: Vec<Point> = (0..=40)
        .map(|i| {
            let t = f64::from(i) / 40.0;
            from.lerp(middle, t).lerp(middle.lerp(to, t), t)
        })
        .collect();
    let back = (middle - to).atan2();
    let barb = (length * between(random, 0.14, 0.34)).clamp(10.0, 60.0);
    let open = between(random, 0.35, 0.75);
    let (a, b) = (
        to + Vec2::from_angle(back + open + bell(random) * 0.08) * barb * between(random, 0.85, 1.15),
        to + Vec2::from_angle(back - open + bell(random) * 0.08) * barb * between(random, 0.85, 1.15),
    );
    let (a, b) = if random.bool() { (a, b) } else { (b, a) };
    let meet = to + Vec2::new(bell(random), bell(random)) * (barb * 0.12);
    let small = Hand { drift: hand.drift * 0.7, ..hand.clone() };
    match random.below(5) {
        0 | 1 => {
            let path: Vec<Point> = shaft.iter().copied().chain([a, meet, b]).collect();
            vec![hand.trace(random, &path)]
        }
        2 => {
            let path: Vec<Point> = shaft.iter().copied().chain([a, b, meet]).collect();
            vec![hand.trace(random, &path)]
        }
        3 => vec![hand.trace(random, &shaft), small.trace(random, &[a, meet, b])],
        _ => {
            let (one, two) = (small.trace(random, &[meet, a]), small.trace(random, &[b, meet]));
            vec![hand.trace(random, &shaft), one, two]
        }
    }
}

/// Waves in a row.
pub fn squiggle(random: &mut Random, hand: &Hand, rect: Rect) -> Vec<Point> {
    let waves = between(random, 4.0, (rect.width() / rect.height() * 2.2).clamp(4.5, 14.0));
    let kind = random.below(3);
    let steps = (waves * 24.0) as usize;
    let phase = between(random, 0.0, TAU);
    let path: Vec<Point> = (0..=steps)
        .map(|i| {
            let t = i as f64 / steps as f64;
            let angle = t * waves * TAU + phase;
            let (u, v) = match kind {
                // Waves, zigzag, loops.
                0 => (t, angle.sin()),
                1 => (t, (angle.sin()).asin() / (PI / 2.0)),
                _ => (t + 0.45 / waves * (angle.cos() - phase.cos()) * 0.7, angle.sin()),
            };
            Point::new(rect.x0 + u * rect.width(), rect.center().y - v * rect.height() / 2.0)
        })
        .collect();
    let hand = Hand { drift: hand.drift * 0.5, spacing: hand.spacing.min(3.0), ..hand.clone() };
    hand.trace(random, &path)
}
