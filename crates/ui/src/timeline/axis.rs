//! The way from moments to points on the screen: a straight axis on which idle stretches are folded to a fixed
//! width. At any zoom the axis is continuous, and a point and its moment go over into each other exactly.

#[cfg(test)]
mod tests;

use std::ops::Range;

use justbuilt_base::Timestamp;

use super::date::DAY;
use crate::tokens::timeline as token;

/// A stretch in which nothing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// When the last thing before it happened.
    pub start: Timestamp,
    /// When the first thing after it happened.
    pub end: Timestamp,
}

impl Gap {
    fn length(&self) -> f64 {
        (self.end.0 as f64 - self.start.0 as f64).max(0.0)
    }

    /// Points a millisecond inside it, where it is folded at this scale.
    fn folded(&self, scale: f64) -> Option<f64> {
        let width = f64::from(token::FOLD);
        (self.length() * scale > width).then(|| width / self.length())
    }
}

/// The gaps between moments that lie at least `least` milliseconds apart. `times` in order.
pub fn gaps(times: impl IntoIterator<Item = Timestamp>, least: i64) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut last: Option<Timestamp> = None;
    for time in times {
        if let Some(start) = last.filter(|start| time.0.saturating_sub(start.0) >= least) {
            gaps.push(Gap { start, end: time });
        }
        last = Some(last.map_or(time, |last| last.max(time)));
    }
    gaps
}

/// What of the time is seen: the moment at the left edge, and points a millisecond where nothing is folded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Milliseconds since the epoch at the left edge.
    pub left: f64,
    /// Points a millisecond.
    pub scale: f64,
}

/// A straight piece of the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// The moments at both ends, in milliseconds.
    pub time: (f64, f64),
    /// The points at both ends, from the left edge.
    pub x: (f32, f32),
    /// The gap that is folded here.
    pub gap: Option<Gap>,
    /// It is folded to less than its straight length by so much that it has to be said.
    pub marked: bool,
}

/// The axis of one frame: its pieces from left to right.
#[derive(Clone, Debug)]
pub struct Axis {
    pieces: Vec<Piece>,
    /// Points a millisecond where nothing is folded.
    pub scale: f64,
    /// How wide it is, in points.
    pub width: f32,
}

/// The whole time there is, with what is folded in it.
#[derive(Clone, Copy, Debug)]
pub struct Span<'a> {
    /// The first moment.
    pub start: Timestamp,
    /// The present.
    pub now: Timestamp,
    /// Idle stretches in order, none overlapping.
    pub gaps: &'a [Gap],
}

impl Span<'_> {
    /// The gaps that are folded at this scale and end after a moment.
    fn folds_after(&self, time: f64, scale: f64) -> impl Iterator<Item = (Gap, f64)> + '_ {
        let first = self.gaps.partition_point(|gap| gap.end.0 as f64 <= time);
        self.gaps
            .get(first..)
            .unwrap_or_default()
            .iter()
            .filter_map(move |gap| gap.folded(scale).map(|rate| (*gap, rate)))
    }

    /// The moment that many points after another one; before it, where they are negative.
    pub fn walk(&self, from: f64, points: f64, scale: f64) -> f64 {
        if points < 0.0 { self.walk_back(from, -points, scale) } else { self.walk_on(from, points, scale) }
    }

    fn walk_on(&self, from: f64, points: f64, scale: f64) -> f64 {
        let (mut time, mut rest) = (from, points);
        for (gap, rate) in self.folds_after(from, scale) {
            let straight = (gap.start.0 as f64 - time).max(0.0) * scale;
            if rest <= straight {
                break;
            }
            rest -= straight;
            time = time.max(gap.start.0 as f64);
            let folded = (gap.end.0 as f64 - time) * rate;
            if rest <= folded {
                return time + rest / rate;
            }
            rest -= folded;
            time = gap.end.0 as f64;
        }
        time + rest / scale
    }

    fn walk_back(&self, from: f64, points: f64, scale: f64) -> f64 {
        let (mut time, mut rest) = (from, points);
        let before = self.gaps.partition_point(|gap| (gap.start.0 as f64) < from);
        for gap in self.gaps.get(..before).unwrap_or_default().iter().rev() {
            let Some(rate) = gap.folded(scale) else { continue };
            let straight = (time - gap.end.0 as f64).max(0.0) * scale;
            if rest <= straight {
                break;
            }
            rest -= straight;
            time = time.min(gap.end.0 as f64);
            let folded = (time - gap.start.0 as f64) * rate;
            if rest <= folded {
                return time - rest / rate;
            }
            rest -= folded;
            time = gap.start.0 as f64;
        }
        time - rest / scale
    }

    /// The points between two moments.
    pub fn distance(&self, from: f64, to: f64, scale: f64) -> f64 {
        let mut points = (to - from) * scale;
        for (gap, rate) in self.folds_after(from, scale) {
            if gap.start.0 as f64 >= to {
                break;
            }
            let inside = (gap.end.0 as f64).min(to) - (gap.start.0 as f64).max(from);
            points -= inside.max(0.0) * (scale - rate);
        }
        points
    }

    /// The scale at which two moments are that many points apart.
    pub fn scale_for(&self, from: f64, to: f64, points: f64) -> f64 {
        let (mut low, mut high) = (MIN_SCALE, MAX_SCALE);
        if self.distance(from, to, high) <= points {
            return high;
        }
        for _ in 0..48 {
            // Between scales that differ by ten orders of magnitude the middle is the geometric one.
            let middle = (low * high).sqrt();
            if self.distance(from, to, middle) <= points { low = middle } else { high = middle }
        }
        low
    }
}

/// The widest zoom: some centuries in a window.
const MIN_SCALE: f64 = 1e-10;
/// How many times longer than its fold a stretch is when it is marked as folded.
const MARKED: f64 = 1.75;
/// The closest zoom: three seconds in a window.
const MAX_SCALE: f64 = 0.4;

impl View {
    /// Everything from the first moment to the present.
    pub fn fit(span: &Span<'_>, width: f32) -> Self {
        let room = f64::from(width) - 2.0 * f64::from(token::EDGE);
        let scale = span.scale_for(span.start.0 as f64, span.now.0 as f64, room.max(1.0));
        Self::ending_now(span, width, scale)
    }

    /// A stretch with some room at both sides.
    pub fn of(span: &Span<'_>, from: Timestamp, to: Timestamp, width: f32) -> Self {
        let room = f64::from(width) - 2.0 * f64::from(token::EDGE);
        let scale = span.scale_for(from.0 as f64, to.0 as f64, room.max(1.0));
        let middle = span.distance(from.0 as f64, to.0 as f64, scale) / 2.0;
        let centre = span.walk(from.0 as f64, middle, scale);
        Self { left: span.walk(centre, -f64::from(width) / 2.0, scale), scale }
    }

    /// The present at the right edge.
    pub fn ending_now(span: &Span<'_>, width: f32, scale: f64) -> Self {
        let room = f64::from(width) - f64::from(token::EDGE);
        Self { left: span.walk(span.now.0 as f64, -room, scale), scale }
    }

    /// Moved by points: what is at the right comes in when they are positive.
    pub fn panned(self, span: &Span<'_>, points: f64) -> Self {
        Self { left: span.walk(self.left, points, self.scale), ..self }
    }

    /// Closer by a factor, with the moment at `x` points from the left staying there.
    pub fn zoomed(self, span: &Span<'_>, x: f64, factor: f64) -> Self {
        let fixed = span.walk(self.left, x, self.scale);
        let scale = (self.scale * factor).clamp(MIN_SCALE, MAX_SCALE);
        Self { left: span.walk(fixed, -x, scale), scale }
    }

    /// The nearest view that does not look past both ends of time, nor wider than all there is.
    pub fn bounded(self, span: &Span<'_>, width: f32) -> Self {
        let edge = f64::from(token::EDGE);
        let room = f64::from(width) - 2.0 * edge;
        let (start, now) = (span.start.0 as f64, span.now.0 as f64);
        if span.distance(start, now, self.scale) <= room {
            // All of it is seen already; closer than the closest is only a history of a second or two.
            return Self::fit(span, width);
        }
        let right = span.walk(now, edge, self.scale);
        let left_most = span.walk(start, -edge, self.scale);
        let end = span.walk(self.left, f64::from(width), self.scale);
        if end > right {
            Self::ending_now(span, width, self.scale)
        } else if self.left < left_most {
            Self { left: left_most, ..self }
        } else {
            self
        }
    }
}

impl Axis {
    /// The axis of a view that is `width` points wide.
    pub fn new(view: View, span: &Span<'_>, width: f32) -> Self {
        let mut pieces = Vec::new();
        let (mut time, mut x) = (view.left, 0.0_f64);
        let end = f64::from(width);
        let mut push = |time: &mut f64, x: &mut f64, to: f64, rate: f64, gap: Option<Gap>| {
            let next = (*x + (to - *time) * rate).min(end);
            let to = (*time + (next - *x) / rate).min(to);
            if next > *x {
                let marked = gap.is_some() && rate * MARKED < view.scale;
                pieces.push(Piece { time: (*time, to), x: (*x as f32, next as f32), gap, marked });
            }
            (*time, *x) = (to, next);
        };
        for (gap, rate) in span.folds_after(view.left, view.scale) {
            if time < gap.start.0 as f64 {
                push(&mut time, &mut x, gap.start.0 as f64, view.scale, None);
            }
            if x >= end {
                break;
            }
            push(&mut time, &mut x, gap.end.0 as f64, rate, Some(gap));
        }
        if x < end {
            push(&mut time, &mut x, f64::INFINITY, view.scale, None);
        }
        Self { pieces, scale: view.scale, width }
    }

    /// The pieces from left to right.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// Where a moment is, in points from the left edge; beyond the edges as if nothing were folded there.
    pub fn x_of(&self, time: Timestamp) -> f32 {
        let time = time.0 as f64;
        let index = self.pieces.partition_point(|piece| piece.time.1 < time);
        let Some(piece) = self.pieces.get(index).or(self.pieces.last()) else { return 0.0 };
        let (from, to) = piece.time;
        if time < from || time > to {
            let (at, x) = if time < from { (from, piece.x.0) } else { (to, piece.x.1) };
            return (f64::from(x) + (time - at) * self.scale) as f32;
        }
        let rate = f64::from(piece.x.1 - piece.x.0) / (to - from).max(f64::MIN_POSITIVE);
        (f64::from(piece.x.0) + (time - from) * rate) as f32
    }

    /// The moment at a point from the left edge, to the millisecond.
    pub fn time_at(&self, x: f32) -> Timestamp {
        let index = self.pieces.partition_point(|piece| piece.x.1 < x);
        let Some(piece) = self.pieces.get(index).or(self.pieces.last()) else { return Timestamp(0) };
        let part = f64::from(x - piece.x.0) / f64::from(piece.x.1 - piece.x.0).max(f64::MIN_POSITIVE);
        let time = piece.time.0 + part * (piece.time.1 - piece.time.0);
        Timestamp(time.round().clamp(-9e15, 9e15) as i64)
    }

    /// The moments at both edges.
    pub fn window(&self) -> Range<Timestamp> {
        self.time_at(0.0)..self.time_at(self.width)
    }

    /// The folded gap at a point.
    pub fn fold_at(&self, x: f32) -> Option<&Piece> {
        self.pieces.iter().find(|piece| piece.marked && piece.x.0 <= x && x <= piece.x.1)
    }

    /// The stretches in which time is straight, for whoever counts what happened in them.
    pub fn straight(&self) -> impl Iterator<Item = Range<Timestamp>> + '_ {
        self.pieces
            .iter()
            .filter(|piece| piece.gap.is_none())
            .map(|piece| Timestamp(piece.time.0.floor() as i64)..Timestamp(piece.time.1.ceil() as i64))
    }

    /// How long one bar of the density is: the shortest round length that is wide enough to be seen. Bars start
    /// at whole multiples of it, so that they do not change while time is moved.
    pub fn bar_length(&self) -> i64 {
        let least = f64::from(token::BAR) / self.scale;
        const STEPS: [i64; 12] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];
        let sub_second = [1, 2, 5, 10, 20, 50, 100, 200, 500];
        let seconds = STEPS.map(|seconds| seconds * 1_000);
        let hours = [2, 3, 6, 12].map(|hours| hours * 3_600_000);
        let days = [1, 2, 7, 14, 30, 90, 365, 3_650].map(|days| days * DAY);
        let all = sub_second.into_iter().chain(seconds).chain(hours).chain(days);
        all.into_iter().find(|&length| length as f64 >= least).unwrap_or(36_500 * DAY)
    }
}
