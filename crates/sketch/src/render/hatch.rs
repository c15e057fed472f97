//! Areas filled with lines: hachure, cross-hatch, zigzag.
//!
//! Not here: solid areas, and the outlines.

use super::rough::Hand;
use crate::scene::FillStyle;
use kurbo::{Affine, BezPath, PathEl, Point};

/// Slant of the lines, radians (−41°, as rough.js).
const SLANT: f64 = -0.715_584_993_317_675_2;
/// Most lines that fill one area; a larger one gets wider gaps.
const MAX_LINES: f64 = 2000.0;

/// The lines that fill an area, `gap` px apart.
pub(super) fn fill(area: &BezPath, style: FillStyle, gap: f64, hand: &mut Hand) -> BezPath {
    let mut out = BezPath::new();
    let pieces = lines(area, SLANT, gap);
    match style {
        FillStyle::Solid => {}
        FillStyle::Hachure => pieces.iter().for_each(|(a, b)| hand.line(&mut out, *a, *b)),
        FillStyle::CrossHatch => {
            pieces.iter().for_each(|(a, b)| hand.line(&mut out, *a, *b));
            let across = lines(area, SLANT + std::f64::consts::FRAC_PI_2, gap);
            across.iter().for_each(|(a, b)| hand.line(&mut out, *a, *b));
        }
        FillStyle::Zigzag => {
            let mut last: Option<Point> = None;
            for (a, b) in &pieces {
                // On to the next line only where it is near: not across a hole.
                if let Some(last) = last.filter(|last| last.distance(*a) < gap * 6.0) {
                    hand.line(&mut out, last, *a);
                }
                hand.line(&mut out, *a, *b);
                last = Some(*b);
            }
        }
    }
    out
}

/// The pieces of parallel lines that lie in an area (even-odd), in order.
fn lines(area: &BezPath, angle: f64, gap: f64) -> Vec<(Point, Point)> {
    let mut sides: Vec<(Point, Point)> = Vec::new();
    let (mut at, mut start) = (Point::ZERO, Point::ZERO);
    let level = Affine::rotate(-angle) * area.clone();
    kurbo::flatten(level, 0.5, |element| match element {
        PathEl::MoveTo(to) => {
            if at != start {
                sides.push((at, start));
            }
            (at, start) = (to, to);
        }
        PathEl::LineTo(to) => {
            sides.push((at, to));
            at = to;
        }
        _ => {
            sides.push((at, start));
            at = start;
        }
    });
    if at != start {
        sides.push((at, start));
    }
    sides.retain(|(a, b)| a.is_finite() && b.is_finite() && a.y != b.y);
    let top = sides.iter().map(|(a, b)| a.y.min(b.y)).fold(f64::INFINITY, f64::min);
    let bottom = sides.iter().map(|(a, b)| a.y.max(b.y)).fold(f64::NEG_INFINITY, f64::max);
    if top >= bottom || !top.is_finite() || !bottom.is_finite() {
        return Vec::new();
    }
    let gap = gap.max(0.5).max((bottom - top) / MAX_LINES);
    sides.sort_by(|(a, b), (c, d)| a.y.min(b.y).total_cmp(&c.y.min(d.y)));
    let back = Affine::rotate(angle);
    let mut pieces = Vec::new();
    let mut open: Vec<(Point, Point)> = Vec::new();
    let mut next = sides.into_iter().peekable();
    let mut y = top + gap / 2.0;
    while y < bottom {
        while let Some(side) = next.next_if(|(a, b)| a.y.min(b.y) <= y) {
            open.push(side);
        }
        open.retain(|(a, b)| a.y.max(b.y) > y);
        let mut cuts: Vec<f64> =
            open.iter().map(|(a, b)| a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y)).collect();
        cuts.sort_by(f64::total_cmp);
        for pair in cuts.chunks_exact(2) {
            if let [left, right] = pair {
                pieces.push((back * Point::new(*left, y), back * Point::new(*right, y)));
            }
        }
        y += gap;
    }
    pieces
}
