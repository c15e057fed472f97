//! Lines as a hand draws them: the algorithm of rough.js 4.6 (<https://github.com/rough-stuff/rough>, MIT), which gives
//! Excalidraw its look, with its random numbers.
//!
//! Not here: what is drawn, and the lines that fill an area.

use kurbo::{BezPath, PathEl, Point, Vec2};
use std::f64::consts::{PI, TAU};

/// How far points stray at roughness 1, px.
const STRAY: f64 = 2.0;

/// A hand with its roughness and its own chance.
#[derive(Clone, Debug)]
pub(super) struct Hand {
    /// 0 draws exactly.
    pub(super) roughness: f64,
    /// Draws each line once; else twice.
    pub(super) once: bool,
    /// Ends of lines stay where they are.
    pub(super) keeps_corners: bool,
    seed: u32,
}

impl Hand {
    pub(super) fn new(roughness: f64, seed: u32) -> Self {
        Self { roughness, once: false, keeps_corners: roughness < 2.0, seed: seed.max(1) }
    }

    /// From 0 to 1.
    fn random(&mut self) -> f64 {
        self.seed = self.seed.wrapping_mul(48_271);
        f64::from(self.seed & 0x7fff_ffff) / 2_147_483_648.0
    }

    fn between(&mut self, low: f64, high: f64, gain: f64) -> f64 {
        self.roughness * gain * (self.random() * (high - low) + low)
    }

    fn stray(&mut self, far: f64, gain: f64) -> f64 {
        self.between(-far, far, gain)
    }

    fn stray_point(&mut self, far: f64, gain: f64) -> Vec2 {
        let x = self.stray(far, gain);
        Vec2::new(x, self.stray(far, gain))
    }

    /// A straight line.
    pub(super) fn line(&mut self, out: &mut BezPath, a: Point, b: Point) {
        if self.roughness <= 0.0 {
            out.move_to(a);
            out.line_to(b);
            return;
        }
        self.stroke(out, a, b, false);
        if !self.once {
            self.stroke(out, a, b, true);
        }
    }

    fn stroke(&mut self, out: &mut BezPath, a: Point, b: Point, over: bool) {
        let length = a.distance(b);
        let gain = match length {
            length if length < 200.0 => 1.0,
            length if length > 500.0 => 0.4,
            length => -0.001_666_8 * length + 1.233_334,
        };
        let far = if STRAY * STRAY * 100.0 > length * length { length / 10.0 } else { STRAY };
        let far = if over { far / 2.0 } else { far };
        let diverge = 0.2 + self.random() * 0.2;
        let bow = Vec2::new(STRAY * (b.y - a.y) / 200.0, STRAY * (a.x - b.x) / 200.0);
        let bow = Vec2::new(self.stray(bow.x, gain), self.stray(bow.y, gain));
        let end = |hand: &mut Self| if hand.keeps_corners { Vec2::ZERO } else { hand.stray_point(far, gain) };
        let start = a + end(self);
        let one = a + (b - a) * diverge + bow + self.stray_point(far, gain);
        let two = a + (b - a) * (2.0 * diverge) + bow + self.stray_point(far, gain);
        let last = b + end(self);
        out.move_to(start);
        out.curve_to(one, two, last);
    }

    /// Any path: its lines and curves one by one.
    pub(super) fn path(&mut self, out: &mut BezPath, path: &BezPath) {
        if self.roughness <= 0.0 {
            out.extend(path.elements().iter().copied());
            return;
        }
        let (mut at, mut start) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(to) => (at, start) = (to, to),
                PathEl::LineTo(to) => {
                    self.line(out, at, to);
                    at = to;
                }
                PathEl::QuadTo(one, to) => {
                    let (a, b) = (at + (one - at) * (2.0 / 3.0), to + (one - to) * (2.0 / 3.0));
                    self.bezier(out, at, a, b, to);
                    at = to;
                }
                PathEl::CurveTo(a, b, to) => {
                    self.bezier(out, at, a, b, to);
                    at = to;
                }
                PathEl::ClosePath => {
                    if at.distance(start) > 1e-6 {
                        self.line(out, at, start);
                    }
                    at = start;
                }
            }
        }
    }

    fn bezier(&mut self, out: &mut BezPath, from: Point, a: Point, b: Point, to: Point) {
        for (pass, far) in [STRAY, STRAY + 0.3].into_iter().enumerate().take(if self.once { 1 } else { 2 }) {
            let loose = pass > 0 && !self.keeps_corners;
            let from = if loose { from + self.stray_point(STRAY, 1.0) } else { from };
            let a = a + self.stray_point(far, 1.0);
            let b = b + self.stray_point(far, 1.0);
            let to = if self.keeps_corners { to } else { to + self.stray_point(far, 1.0) };
            out.move_to(from);
            out.curve_to(a, b, to);
        }
    }

    /// A smooth curve through points.
    pub(super) fn curve(&mut self, out: &mut BezPath, points: &[Point]) {
        if self.roughness <= 0.0 {
            through(out, points);
            return;
        }
        let again = Self { seed: self.seed.wrapping_add(1), ..self.clone() };
        self.loose_curve(out, points, 1.0 + self.roughness * 0.2);
        if !self.once {
            let mut again = again;
            again.loose_curve(out, points, 1.5 * (1.0 + self.roughness * 0.22));
        }
    }

    fn loose_curve(&mut self, out: &mut BezPath, points: &[Point], far: f64) {
        let count = points.len();
        let loose: Vec<Point> = points
            .iter()
            .enumerate()
            .map(|(place, point)| {
                let is_end = place == 0 || place + 1 == count;
                if is_end && self.keeps_corners { *point } else { *point + self.stray_point(far, 1.0) }
            })
            .collect();
        through(out, &loose);
    }

    /// An ellipse; `radii` are half its width and height.
    pub(super) fn ellipse(&mut self, out: &mut BezPath, middle: Point, radii: Vec2) {
        let mean = ((radii.x * radii.x + radii.y * radii.y) / 2.0).sqrt();
        let steps = (9.0_f64).max(9.0 / 200.0_f64.sqrt() * (TAU * mean).sqrt()).ceil().min(10_000.0);
        let step = TAU / steps;
        let overlap = step * self.between(0.1, 0.4, 1.0).max(0.1);
        self.round(out, middle, radii, step, 1.0, overlap);
        if !self.once {
            self.round(out, middle, radii, step, 1.5, 0.0);
        }
    }

    fn round(&mut self, out: &mut BezPath, middle: Point, radii: Vec2, step: f64, far: f64, overlap: f64) {
        let start = self.stray(0.5, 1.0) - PI / 2.0;
        let mut points = Vec::new();
        let mut put = |hand: &mut Self, angle: f64, share: f64| {
            let on = Vec2::new(radii.x * angle.cos(), radii.y * angle.sin()) * share;
            points.push(middle + on + hand.stray_point(far, 1.0));
        };
        put(self, start - step, 0.9);
        let mut angle = start;
        while angle < TAU + start - 0.01 {
            put(self, angle, 1.0);
            angle += step;
        }
        put(self, start + TAU + overlap * 0.5, 1.0);
        put(self, start + overlap, 0.98);
        put(self, start + overlap * 0.5, 0.9);
        // The first and last points only bend the ends.
        spline(out, &points);
    }
}

/// A smooth curve through points (Catmull and Rom 1974), from the first to the last.
pub(super) fn through(out: &mut BezPath, points: &[Point]) {
    match points {
        [] => {}
        [one] => {
            out.move_to(*one);
            out.line_to(*one);
        }
        [a, b] => {
            out.move_to(*a);
            out.line_to(*b);
        }
        [first, .., last] => {
            let mut all = Vec::with_capacity(points.len() + 2);
            all.push(*first);
            all.extend_from_slice(points);
            all.push(*last);
            spline(out, &all);
        }
    }
}

/// The same, from the second to the last but one.
fn spline(out: &mut BezPath, points: &[Point]) {
    for (place, four) in points.windows(4).enumerate() {
        let [before, from, to, after] = four else { continue };
        if place == 0 {
            out.move_to(*from);
        }
        out.curve_to(*from + (*to - *before) / 6.0, *to + (*from - *after) / 6.0, *to);
    }
}
