//! A stroke made ready to be judged: cleaned, evenly sampled, measured. Not what it means.

use kurbo::{Point, Rect, Vec2};

/// More points than this are thinned out first: a stroke is judged by its form, not by the rate of its device.
const MOST: usize = 2_000;

/// Beyond this many px nothing was drawn by hand.
const FAR: f64 = 1e7;

/// The points of a stroke that can be judged: finite, none twice in a row.
#[derive(Clone, Debug)]
pub(super) struct Ink {
    pub(super) points: Vec<Point>,
    pub(super) bounds: Rect,
    pub(super) length: f64,
}

impl Ink {
    /// `None` when there is nothing to judge.
    pub(super) fn new(points: &[Point]) -> Option<Self> {
        let every = points.len().div_ceil(MOST).max(1);
        let mut clean: Vec<Point> = Vec::with_capacity(points.len() / every + 2);
        let kept = points.iter().enumerate().filter(|(i, _)| i % every == 0 || i + 1 == points.len());
        for (_, point) in kept {
            let seen = point.is_finite() && point.x.abs() < FAR && point.y.abs() < FAR;
            if seen && clean.last() != Some(point) {
                clean.push(*point);
            }
        }
        let length = path_length(&clean);
        (clean.len() > 1 && length > 0.0).then(|| Self { bounds: bounds(&clean), points: clean, length })
    }

    pub(super) fn first(&self) -> Point {
        self.points.first().copied().unwrap_or_default()
    }

    pub(super) fn last(&self) -> Point {
        self.points.last().copied().unwrap_or_default()
    }

    /// Of its bounds, px.
    pub(super) fn diagonal(&self) -> f64 {
        diagonal(self.bounds)
    }
}

pub(super) fn diagonal(rect: Rect) -> f64 {
    rect.width().hypot(rect.height())
}

pub(super) fn path_length(points: &[Point]) -> f64 {
    points.windows(2).map(|pair| if let [a, b] = pair { a.distance(*b) } else { 0.0 }).sum()
}

pub(super) fn bounds(points: &[Point]) -> Rect {
    let Some(first) = points.first() else { return Rect::ZERO };
    points.iter().fold(Rect::from_points(*first, *first), |rect, point| rect.union_pt(*point))
}

/// `count` points along the path, evenly apart; its ends are the first and the last.
pub(super) fn resample(points: &[Point], count: usize) -> Vec<Point> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let step = path_length(points) / (count.max(2) - 1) as f64;
    let mut even = Vec::with_capacity(count);
    even.push(*first);
    let mut left = step;
    for pair in points.windows(2) {
        let [a, b] = pair else { continue };
        let (mut from, mut length) = (*a, a.distance(*b));
        while length >= left && length > 0.0 && even.len() + 1 < count {
            from = from.lerp(*b, left / length);
            even.push(from);
            length = from.distance(*b);
            left = step;
        }
        left -= length;
    }
    even.resize(count.max(2), *last);
    if let Some(end) = even.last_mut() {
        *end = *last;
    }
    even
}

/// Takes the tremor out: each point becomes a mean of its neighbours. The ends stay.
pub(super) fn smooth(points: &[Point]) -> Vec<Point> {
    let middle = |w: &[Point]| match w {
        [a, b, c] => ((a.to_vec2() + b.to_vec2() * 2.0 + c.to_vec2()) / 4.0).to_point(),
        _ => Point::ZERO,
    };
    let first = points.first().copied();
    let last = points.last().copied().filter(|_| points.len() > 1);
    first.into_iter().chain(points.windows(3).map(middle)).chain(last).collect()
}

/// A straight line through points: a place on it, and where it goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Straight {
    pub(super) at: Point,
    pub(super) along: Vec2,
}

impl Straight {
    /// The line with the least squares of distances to the points, going from the first to the last of them.
    pub(super) fn through(points: &[Point]) -> Option<Self> {
        let (first, last) = (points.first()?, points.last()?);
        let mut sums = Sums::default();
        for point in points {
            sums.add(*point);
        }
        let along = sums.direction();
        let along = if along.dot(*last - *first) < 0.0 { -along } else { along };
        (along.hypot2() > 0.0).then(|| Self { at: sums.middle(), along })
    }

    /// To the left of it below 0, px.
    pub(super) fn off(&self, point: Point) -> f64 {
        self.along.cross(point - self.at)
    }

    /// The nearest place on it.
    pub(super) fn foot(&self, point: Point) -> Point {
        self.at + self.along * self.along.dot(point - self.at)
    }

    /// Where two lines meet; `None` when they are all but parallel.
    pub(super) fn meet(&self, other: &Self) -> Option<Point> {
        let turn = self.along.cross(other.along);
        (turn.abs() > 0.05).then(|| self.at + self.along * ((other.at - self.at).cross(other.along) / turn))
    }
}

/// Sums that tell the mean and spread of points; the difference of two is that of the points between.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    pub(super) count: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
    yy: f64,
}

impl Sums {
    pub(super) fn add(&mut self, point: Point) {
        self.count += 1.0;
        self.x += point.x;
        self.y += point.y;
        self.xx += point.x * point.x;
        self.xy += point.x * point.y;
        self.yy += point.y * point.y;
    }

    pub(super) fn middle(&self) -> Point {
        let count = self.count.max(1.0);
        Point::new(self.x / count, self.y / count)
    }

    /// Variances and covariance.
    fn spread(&self) -> (f64, f64, f64) {
        let (count, middle) = (self.count.max(1.0), self.middle());
        (
            (self.xx / count - middle.x * middle.x).max(0.0),
            self.xy / count - middle.x * middle.y,
            (self.yy / count - middle.y * middle.y).max(0.0),
        )
    }

    /// Sum of squared distances to the best straight line.
    pub(super) fn off_line(&self) -> f64 {
        let (xx, xy, yy) = self.spread();
        let least = (xx + yy) / 2.0 - ((xx - yy) / 2.0).hypot(xy);
        least.max(0.0) * self.count
    }

    /// Where the points spread most.
    pub(super) fn direction(&self) -> Vec2 {
        let (xx, xy, yy) = self.spread();
        if xx == 0.0 && yy == 0.0 { Vec2::ZERO } else { Vec2::from_angle(0.5 * (2.0 * xy).atan2(xx - yy)) }
    }
}

/// From one direction to another, −π to π.
pub(super) fn turn(a: Vec2, b: Vec2) -> f64 {
    a.cross(b).atan2(a.dot(b))
}
