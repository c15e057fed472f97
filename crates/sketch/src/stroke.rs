//! What a pen leaves on the canvas: the outline of a stroke whose width follows pressure or speed.
//!
//! The outlines are those of [perfect-freehand](https://github.com/steveruizok/perfect-freehand) 1.2.2, the library that
//! tldraw and Excalidraw draw with, point for point. [`outline`] is for strokes that are done, [`Live`] for the one under
//! the pen: what it does for another point does not grow with the stroke.
//!
//! Not here: what a stroke means ([`recognise`](crate::recognise)), and pixels.

mod live;
mod points;
mod sides;

pub use live::{Live, Seam};
pub use points::{StrokePoint, points};

use kurbo::{BezPath, Point, Vec2};
use sides::{Rails, Sides};

/// How a stroke looks. Lengths are px.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Diameter where the pressure is 0.5.
    pub size: f64,
    /// How much pressure changes the width: 0 not at all, below 0 pressure makes it thinner. −1 to 1.
    pub thinning: f64,
    /// How soft the edges are: points of the outline nearer than this share of the size are left out. 0 to 1.
    pub smoothing: f64,
    /// How much the path is evened out: 0 as it came, 1 most.
    pub streamline: f64,
    /// Shapes the pressure before it becomes a width; see [`easing`].
    pub easing: fn(f64) -> f64,
    /// Pressure is made up from speed; for mice, and pens without it.
    pub simulate_pressure: bool,
    /// The first end.
    pub start: Tip,
    /// The other end.
    pub end: Tip,
    /// The stroke is done, so it goes to its very last point.
    pub last: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            size: 16.0,
            thinning: 0.5,
            smoothing: 0.5,
            streamline: 0.5,
            easing: easing::linear,
            simulate_pressure: true,
            start: Tip { cap: true, taper: Taper::None, easing: easing::out_quad },
            end: Tip { cap: true, taper: Taper::None, easing: easing::out_cubic },
            last: false,
        }
    }
}

impl Options {
    /// As Excalidraw draws a finished stroke of this width, with the pressures that came or with simulated ones
    /// (`packages/element/src/shape.ts` there).
    #[must_use]
    pub fn pen(stroke_width: f64, simulate_pressure: bool) -> Self {
        Self {
            size: stroke_width * 4.25,
            thinning: 0.6,
            easing: easing::out_sine,
            simulate_pressure,
            last: true,
            ..Self::default()
        }
    }

    /// Width on each side of the path, px.
    #[must_use]
    pub fn radius(&self, pressure: f64) -> f64 {
        self.size * (self.easing)(0.5 - self.thinning * (0.5 - pressure))
    }
}

/// An end of a stroke.
#[derive(Clone, Copy, Debug)]
pub struct Tip {
    /// Round, where it does not taper; else cut straight.
    pub cap: bool,
    /// How it gets thin.
    pub taper: Taper,
    /// From the tip (0) to the full width (1).
    pub easing: fn(f64) -> f64,
}

/// How long an end gets thinner.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Taper {
    /// It does not.
    #[default]
    None,
    /// px of path.
    Length(f64),
    /// As long as the stroke is.
    Whole,
}

impl Taper {
    fn length(self, size: f64, total: f64) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Length(length) if length.is_finite() => length,
            Self::Length(_) => 0.0,
            Self::Whole => size.max(total),
        }
    }
}

/// Curves from 0 to 1 for [`Options::easing`] and [`Tip::easing`].
pub mod easing {
    /// As it is.
    #[must_use]
    pub fn linear(t: f64) -> f64 {
        t
    }

    /// `t²`.
    #[must_use]
    pub fn quad(t: f64) -> f64 {
        t * t
    }

    /// `t (2 − t)`.
    #[must_use]
    pub fn out_quad(t: f64) -> f64 {
        t * (2.0 - t)
    }

    /// `(t − 1)³ + 1`.
    #[must_use]
    pub fn out_cubic(t: f64) -> f64 {
        let t = t - 1.0;
        t * t * t + 1.0
    }

    /// `sin(t π / 2)`.
    #[must_use]
    pub fn out_sine(t: f64) -> f64 {
        (t * std::f64::consts::FRAC_PI_2).sin()
    }
}

/// The polygon around a stroke. `pressures` are one a point, from 0 to 1; those that are missing, negative or not
/// numbers count as not known. Points that are not finite are left out.
#[must_use]
pub fn outline(path: &[Point], pressures: &[f64], options: &Options) -> Vec<Point> {
    outline_of(&points(path, pressures, options), options)
}

/// The polygon around points that [`points`] made.
#[must_use]
pub fn outline_of(points: &[StrokePoint], options: &Options) -> Vec<Point> {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    if !is_drawn(options) {
        return Vec::new();
    }
    let total = last.running_length;
    let mut sides = Sides::new(points, options);
    let mut rails = Rails::default();
    for (i, here) in points.iter().enumerate() {
        sides.step(i, (here, points.get(i + 1)), total, options, &mut rails);
    }
    let (start, end) = if points.len() > 1 {
        (Sides::start_cap(first.point, total, options, &rails), sides.end_cap(last, options))
    } else {
        let tapers = [options.start.taper, options.end.taper];
        if options.last || tapers.iter().all(|taper| taper.length(options.size, total) == 0.0) {
            return sides.dot(first.point);
        }
        (Vec::new(), Vec::new())
    };
    let mut outline = rails.left;
    outline.extend(end);
    outline.extend(rails.right.into_iter().rev());
    outline.extend(start);
    outline
}

/// A smooth closed path through an outline: quadratic curves between the middles of its sides, as tldraw and Excalidraw
/// paint it.
#[must_use]
pub fn path(outline: &[Point]) -> BezPath {
    let mut path = BezPath::new();
    let Some(first) = outline.first() else { return path };
    path.move_to(*first);
    for (i, point) in outline.iter().enumerate() {
        let next = outline.get(i + 1).unwrap_or(first);
        path.quad_to(*point, point.midpoint(*next));
    }
    path.close_path();
    path
}

fn is_drawn(options: &Options) -> bool {
    options.size > 0.0 && options.size.is_finite()
}

/// A quarter turn, as perfect-freehand does it.
fn across(v: Vec2) -> Vec2 {
    Vec2::new(v.y, -v.x)
}

#[cfg(test)]
mod tests;
