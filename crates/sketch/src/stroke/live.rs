//! The stroke under the pen: its outline after each point, without starting over. Not for strokes that are done.

use super::points::{Even, Sample, points_of};
use super::sides::{FIRST, NOISE, Rails, Sides};
use super::{Options, Taper, is_drawn, outline_of};
use kurbo::Point;

/// A stroke that grows. After each [`Live::push`], [`Live::outline`] is what [`outline`](super::outline) gives for the
/// same points.
///
/// A point of the path can change the outline only near the end (within the tapered length there, and the few px that
/// count as noise). All before is settled: it is computed once. So the cost of a point is that of the tail; copying the
/// settled points out is the only thing that grows, and [`Live::since`] does without. A [`Taper::Whole`] settles nothing.
#[derive(Clone, Debug)]
pub struct Live {
    options: Options,
    pen: Vec<Sample>,
    even: Option<Even>,
    /// The walk up to `done`, once it has begun.
    sides: Option<Sides>,
    /// Points of the path that are settled.
    done: usize,
    rails: Rails,
}

/// How many points of the left and of the right side are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Seam {
    /// From the start, on the left.
    pub left: usize,
    /// From the start, on the right.
    pub right: usize,
}

impl Live {
    /// A stroke without points. [`Options::last`] is not heeded while it grows.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let options = Options { last: false, ..options };
        Self { options, pen: Vec::new(), even: None, sides: None, done: 0, rails: Rails::default() }
    }

    /// Adds a point; `pressure` from 0 to 1 when the device has it. A point that is not finite is left out.
    pub fn push(&mut self, at: Point, pressure: Option<f64>) {
        let Some(sample) = Sample::new(at, pressure) else { return };
        match (&mut self.even, self.pen.as_slice()) {
            // The point before is not the last any more.
            (Some(even), [_, .., before]) => even.push(*before, &self.options),
            (Some(_), _) => {}
            (none, _) => *none = Some(Even::new(sample)),
        }
        self.pen.push(sample);
        self.settle();
    }

    /// Points that were added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pen.len()
    }

    /// No point yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pen.is_empty()
    }

    /// The polygon around all of it.
    #[must_use]
    pub fn outline(&self) -> Vec<Point> {
        let Some(tail) = self.tail() else {
            return outline_of(&points_of(&self.pen, &self.options), &self.options);
        };
        let mut all = Vec::with_capacity(self.rails.left.len() + self.rails.right.len() + tail.len());
        all.extend_from_slice(&self.rails.left);
        all.extend_from_slice(&tail.rails.left);
        all.extend_from_slice(&tail.end);
        all.extend(tail.rails.right.iter().rev());
        all.extend(self.rails.right.iter().rev());
        all.extend_from_slice(&tail.start);
        all
    }

    /// How far both sides are settled. A painter keeps what it made of [`Live::between`] two seams and paints
    /// [`Live::since`] the newest anew each time.
    #[must_use]
    pub fn seam(&self) -> Seam {
        Seam { left: self.rails.left.len(), right: self.rails.right.len() }
    }

    /// The settled polygon between two seams; the first one's last points belong to it, so that pieces touch.
    #[must_use]
    pub fn between(&self, from: Seam, to: Seam) -> Vec<Point> {
        let part = |side: &[Point], from: usize, to: usize| {
            side.get(from.saturating_sub(1)..to).map(<[Point]>::to_vec).unwrap_or_default()
        };
        let mut polygon = part(&self.rails.left, from.left, to.left);
        polygon.extend(part(&self.rails.right, from.right, to.right).into_iter().rev());
        polygon
    }

    /// The polygon from a seam to the end under the pen; all of it, with the cap at the start, from `Seam::default()`.
    #[must_use]
    pub fn since(&self, seam: Seam) -> Vec<Point> {
        if seam == Seam::default() {
            return self.outline();
        }
        let Some(tail) = self.tail() else { return self.outline() };
        let from =
            |side: &'_ [Point], from: usize| side.get(from.saturating_sub(1)..).unwrap_or_default().to_vec();
        let mut polygon = from(&self.rails.left, seam.left);
        polygon.extend(tail.rails.left);
        polygon.extend(tail.end);
        polygon.extend(tail.rails.right.iter().rev());
        polygon.extend(from(&self.rails.right, seam.right).into_iter().rev());
        polygon
    }

    /// The pen was lifted: the outline of the whole stroke, to its very last point.
    #[must_use]
    pub fn finish(&self) -> Vec<Point> {
        let options = Options { last: true, ..self.options };
        outline_of(&points_of(&self.pen, &options), &options)
    }

    /// Walks on over the points that no later one can change.
    fn settle(&mut self) {
        let margin = match (self.options.start.taper, self.options.end.taper) {
            (Taper::Whole, _) | (_, Taper::Whole) => return,
            (_, end) => end.length(self.options.size, 0.0).max(NOISE),
        };
        let Some(even) = self.even.as_ref().filter(|even| even.points.len() >= FIRST) else { return };
        if !is_drawn(&self.options) {
            return;
        }
        let Some(total) = even.points.last().map(|last| last.running_length) else { return };
        let sides = self.sides.get_or_insert_with(|| Sides::new(&even.points, &self.options));
        while let Some([here, next]) = even.points.get(self.done..self.done + 2) {
            if total - here.running_length < margin {
                break;
            }
            sides.step(self.done, (here, Some(next)), total, &self.options, &mut self.rails);
            self.done += 1;
        }
    }

    /// Points of the path that the next outline walks over again.
    #[cfg(test)]
    pub(super) fn unsettled(&self) -> usize {
        self.even.as_ref().map_or(0, |even| even.points.len()) - self.done
    }

    /// `None` while nothing is settled.
    fn tail(&self) -> Option<Tail> {
        let (even, mut sides) = (self.even.as_ref()?, self.sides?);
        let (first, open) = (even.points.first()?, even.points.get(self.done..)?);
        if self.rails.left.is_empty() || self.rails.right.is_empty() {
            return None;
        }
        let end = even.last(*self.pen.last()?, &self.options);
        let last = end.as_ref().or(even.points.last())?;
        let total = last.running_length;
        let mut rails = Rails::default();
        for (i, here) in open.iter().chain(&end).enumerate() {
            let next = open.get(i + 1).or(end.as_ref().filter(|_| i + 1 == open.len()));
            sides.step(self.done + i, (here, next), total, &self.options, &mut rails);
        }
        let start = Sides::start_cap(first.point, total, &self.options, &self.rails);
        Some(Tail { end: sides.end_cap(last, &self.options), start, rails })
    }
}

/// What is not settled, and the caps.
struct Tail {
    rails: Rails,
    start: Vec<Point>,
    end: Vec<Point>,
}

impl Tail {
    fn len(&self) -> usize {
        self.rails.left.len() + self.rails.right.len() + self.start.len() + self.end.len()
    }
}
