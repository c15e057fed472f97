//! The first half of a stroke: the path, evened out, with pressure, direction and length. Not its width.

use super::Options;
use kurbo::{Point, Vec2};

/// Beyond this many px, distances would lose what is after the decimal point; and their squares stay finite.
const FAR: f64 = 1e12;

/// A point of the path that the outline is built around.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StrokePoint {
    /// Place, px.
    pub point: Point,
    /// 0 to 1.
    pub pressure: f64,
    /// Px from the point before.
    pub distance: f64,
    /// Towards the point before, of length 1.
    pub vector: Vec2,
    /// Px of path from the first point.
    pub running_length: f64,
}

/// The evened path of a stroke (`getStrokePoints`).
#[must_use]
pub fn points(path: &[Point], pressures: &[f64], options: &Options) -> Vec<StrokePoint> {
    let pen: Vec<Sample> =
        path.iter().enumerate().filter_map(|(i, at)| Sample::new(*at, pressures.get(i).copied())).collect();
    points_of(&pen, options)
}

/// What the pen said: a place, and a pressure below 0 when there is none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) at: Point,
    pub(super) pressure: f64,
}

impl Sample {
    pub(super) fn new(at: Point, pressure: Option<f64>) -> Option<Self> {
        let pressure = pressure.filter(|p| *p >= 0.0 && p.is_finite()).unwrap_or(-1.0);
        let inside = |v: f64| v.clamp(-FAR, FAR);
        at.is_finite().then(|| Self { at: Point::new(inside(at.x), inside(at.y)), pressure })
    }

    fn pressure_or(self, unknown: f64) -> f64 {
        if self.pressure >= 0.0 { self.pressure } else { unknown }
    }
}

pub(super) fn points_of(pen: &[Sample], options: &Options) -> Vec<StrokePoint> {
    let Some((first, rest)) = pen.split_first() else { return Vec::new() };
    let mut even = Even::new(*first);
    let unknown = |at: Point| Sample { at, pressure: -1.0 };
    match rest {
        [] => even.finish(Sample { at: first.at + Vec2::new(1.0, 1.0), pressure: first.pressure }, options),
        // Two points become five, so that a tapered dash has something to taper over.
        [end] => {
            for quarter in 1..4 {
                even.push(unknown(first.at + (end.at - first.at) * (f64::from(quarter) / 4.0)), options);
            }
            even.finish(unknown(first.at + (end.at - first.at) * 1.0), options)
        }
        [middle @ .., end] => {
            for sample in middle {
                even.push(*sample, options);
            }
            even.finish(*end, options)
        }
    }
}

/// Evens out a path, one point after the other.
#[derive(Clone, Debug)]
pub(super) struct Even {
    pub(super) points: Vec<StrokePoint>,
    running_length: f64,
    /// The noise at the start is over.
    reached: bool,
}

impl Even {
    pub(super) fn new(first: Sample) -> Self {
        let first = StrokePoint {
            point: first.at,
            pressure: first.pressure_or(0.25),
            distance: 0.0,
            vector: Vec2::ZERO,
            running_length: 0.0,
        };
        Self { points: vec![first], running_length: 0.0, reached: false }
    }

    /// A point that others follow.
    pub(super) fn push(&mut self, sample: Sample, options: &Options) {
        let Some(next) = self.next(sample, false, options) else { return };
        self.running_length = next.running_length;
        if !self.reached {
            if self.running_length < options.size {
                return;
            }
            self.reached = true;
        }
        self.keep(next);
    }

    /// The point at the end, which is kept however near it is.
    pub(super) fn last(&self, sample: Sample, options: &Options) -> Option<StrokePoint> {
        self.next(sample, options.last, options)
    }

    fn finish(mut self, sample: Sample, options: &Options) -> Vec<StrokePoint> {
        if let Some(last) = self.last(sample, options) {
            self.keep(last);
        }
        self.points
    }

    fn keep(&mut self, next: StrokePoint) {
        if let [first] = self.points.as_mut_slice() {
            first.vector = next.vector;
        }
        self.points.push(next);
    }

    fn next(&self, sample: Sample, exact: bool, options: &Options) -> Option<StrokePoint> {
        let before = self.points.last()?.point;
        let share = 0.15 + (1.0 - options.streamline) * 0.85;
        let point = if exact { sample.at } else { before + (sample.at - before) * share };
        if point == before || !point.is_finite() {
            return None;
        }
        let back = before - point;
        let distance = back.x.hypot(back.y);
        Some(StrokePoint {
            point,
            pressure: sample.pressure_or(0.5),
            distance,
            vector: Vec2::new(back.x / distance, back.y / distance),
            running_length: self.running_length + distance,
        })
    }
}
