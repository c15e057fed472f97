//! Strokes whose ends are apart: line, arrow, squiggle, and the chevron that heads an arrow. Not closed ones.

use super::ink::{Ink, Straight, bounds, diagonal, path_length, resample, smooth, turn};
use super::{Found, Shape};
use kurbo::{Point, Rect, Vec2};
use std::f64::consts::PI;

/// Points that a stroke is judged by.
const SAMPLES: usize = 128;

/// A line nearer to an axis than this is set straight, radians.
const LEVEL: f64 = 6.0 * PI / 180.0;

/// A straight line.
pub(super) fn line(ink: &Ink) -> Option<Found> {
    let (from, to, off) = straight(&ink.points)?;
    let (from, to) = levelled(from, to);
    Some(Found { shape: Shape::Line { from, to }, sure: (1.0 - 0.5 * off).clamp(0.5, 1.0) })
}

/// The ends of the line that these points are, and how far from straight they are: 1 is not straight any more.
pub(super) fn straight(points: &[Point]) -> Option<(Point, Point, f64)> {
    let even = resample(points, 48);
    let line = Straight::through(&even)?;
    let (from, to) = (line.foot(*even.first()?), line.foot(*even.last()?));
    let length = from.distance(to);
    let off = even.iter().map(|point| line.off(*point).abs()).fold(0.0, f64::max);
    // A pen trembles by a px or two however short the line is.
    let bent = off / (0.045 * length).max(2.0);
    let longer = (path_length(&smooth(&even)) / length.max(1e-9) - 1.0) / 0.12;
    let off = bent.max(longer);
    (length > 0.0 && off < 1.0).then_some((from, to, off))
}

fn levelled(from: Point, to: Point) -> (Point, Point) {
    let (along, middle) = (to - from, from.midpoint(to));
    if along.y.abs() <= along.x.abs() * LEVEL.tan() {
        (Point::new(from.x, middle.y), Point::new(to.x, middle.y))
    } else if along.x.abs() <= along.y.abs() * LEVEL.tan() {
        (Point::new(middle.x, from.y), Point::new(middle.x, to.y))
    } else {
        (from, to)
    }
}

/// An arrow in one stroke: the shaft, then the head without lifting the pen; or the other way round.
pub(super) fn arrow(ink: &Ink) -> Option<Found> {
    let there = smooth(&resample(&ink.points, SAMPLES));
    let mut back = there.clone();
    back.reverse();
    let (a, b) = (shaft_and_head(&there), shaft_and_head(&back));
    a.into_iter().chain(b).max_by(|a, b| a.sure.total_cmp(&b.sure))
}

fn shaft_and_head(points: &[Point]) -> Option<Found> {
    let mut best: Option<Found> = None;
    let count = points.len();
    for tip in count / 3..count.saturating_sub(5) {
        // The pen turns back at the tip.
        let (Some(at), Some(before), Some(after)) =
            (points.get(tip), points.get(tip.saturating_sub(4)), points.get(tip + 4))
        else {
            continue;
        };
        if turn(*at - *before, *after - *at).abs() < 75_f64.to_radians() {
            continue;
        }
        let (Some(shaft), Some(head)) = (points.get(..=tip), points.get(tip..)) else { continue };
        let Some((path, bent)) = shaft_path(shaft) else { continue };
        let Some(off) = head_at(*at, &path, &[head.to_vec()]) else { continue };
        let sure = (1.0 - 0.25 * (bent + off)).clamp(0.5, 1.0);
        if best.as_ref().is_none_or(|best| sure > best.sure) {
            best = Some(Found { shape: Shape::Arrow { points: path, start: false, end: true }, sure });
        }
    }
    best
}

/// The shaft of an arrow, two points when straight, three when bent to one side; and how far it is from that.
pub(super) fn shaft_path(shaft: &[Point]) -> Option<(Vec<Point>, f64)> {
    if let Some((from, to, off)) = straight(shaft) {
        let (from, to) = levelled(from, to);
        return Some((vec![from, to], off));
    }
    let even = smooth(&resample(shaft, 33));
    let (from, middle, to) = (*even.first()?, *even.get(16)?, *even.last()?);
    let chord = from.distance(to);
    if chord < 0.7 * path_length(&even) {
        return None;
    }
    // One bend: the turns all go the same way, and none is a corner.
    let turns: Vec<f64> = (4..even.len().saturating_sub(4))
        .step_by(4)
        .filter_map(|i| Some(turn(*even.get(i)? - *even.get(i - 4)?, *even.get(i + 4)? - *even.get(i)?)))
        .collect();
    let sum: f64 = turns.iter().sum();
    let all: f64 = turns.iter().map(|turn| turn.abs()).sum();
    let most = turns.iter().map(|turn| turn.abs()).fold(0.0, f64::max);
    let smooth_bend = sum.abs() > 0.75 * all && most < 50_f64.to_radians();
    smooth_bend.then(|| (vec![from, middle, to], 0.8))
}

/// Whether strokes make the head of an arrow whose shaft comes along `path` to `tip`; how far from a good one, 0 to 1.
pub(super) fn head_at(tip: Point, path: &[Point], strokes: &[Vec<Point>]) -> Option<f64> {
    let [.., before, end] = path else { return None };
    let length = path_length(path);
    let along = (*end - *before).normalize();
    // Backwards from the tip and to the side, as shares of the shaft.
    let relative = |point: &Point| {
        let v = *point - tip;
        Vec2::new(-v.dot(along) / length, along.cross(v) / length)
    };
    // A short shaft may have a head as long as itself.
    let limit = if length < 60.0 { 0.95 } else { 0.62 };
    let all: Vec<Vec2> = strokes.iter().flatten().map(relative).collect();
    let inside = |v: &Vec2| v.x > -0.13 && v.x < limit && v.y.abs() < limit;
    if all.is_empty() || !all.iter().all(inside) {
        return None;
    }
    let by = |key: fn(&Vec2) -> f64| all.iter().copied().max_by(|a, b| key(a).total_cmp(&key(b)));
    let (left, right) = (by(|v| v.y)?, by(|v| -v.y)?);
    let barb = |v: Vec2| {
        let angle = v.y.abs().atan2(v.x).to_degrees();
        (10.0..80.0).contains(&angle) && v.hypot() > 0.05
    };
    let (long, short) = (left.hypot().max(right.hypot()), left.hypot().min(right.hypot()));
    if left.y <= 0.0 || right.y >= 0.0 || !barb(left) || !barb(right) || long > 2.6 * short {
        return None;
    }
    // The pen goes along both barbs, perhaps twice, perhaps closes the triangle; a scribble goes much farther.
    let ink: f64 = strokes.iter().map(|stroke| path_length(stroke)).sum::<f64>() / length;
    let barbs = left.hypot() + right.hypot();
    let closing = (left - right).hypot();
    if ink < 0.75 * barbs || ink > 2.0 * barbs + 1.3 * closing {
        return None;
    }
    // All of it is near the barbs, or the line between their ends.
    let near = |v: &Vec2| {
        let to = |a: Vec2, b: Vec2| distance_to(*v, a, b);
        to(Vec2::ZERO, left).min(to(Vec2::ZERO, right)).min(to(left, right)) / long
    };
    let off = all.iter().map(near).fold(0.0, f64::max);
    // Both barbs reach the tip.
    let reach = all.iter().map(|v| v.hypot()).fold(f64::INFINITY, f64::min) / long;
    (off < 0.42 && reach < 0.45).then_some(off / 0.42)
}

fn distance_to(v: Vec2, a: Vec2, b: Vec2) -> f64 {
    let along = b - a;
    let share = (along.dot(v - a) / along.hypot2().max(1e-12)).clamp(0.0, 1.0);
    (v - a - along * share).hypot()
}

/// Two straight arms that meet in one corner: from, corner, to.
pub(super) fn chevron(ink: &Ink) -> Option<[Point; 3]> {
    let even = smooth(&resample(&ink.points, 49));
    let (from, to) = (*even.first()?, *even.last()?);
    let base = Straight { at: from, along: (to - from).normalize() };
    let off = |point: &Point| if from == to { point.distance(from) } else { base.off(*point).abs() };
    let (i, corner) = even.iter().enumerate().max_by(|(_, a), (_, b)| off(a).total_cmp(&off(b)))?;
    if !(8..41).contains(&i) {
        return None;
    }
    let (a, b) = (even.get(..=i)?, even.get(i..)?);
    let straight = |arm: &[Point]| {
        let chord = arm.first().zip(arm.last()).map_or(0.0, |(a, b)| a.distance(*b));
        chord > 0.9 * path_length(arm)
    };
    let angle = turn(*corner - from, to - *corner).abs().to_degrees();
    (straight(a) && straight(b) && (45.0..165.0).contains(&angle)).then_some([from, *corner, to])
}

/// Waves in a row, as one draws where text will be: the box around them. Handwriting is less even than that.
pub(super) fn squiggle(ink: &Ink) -> Option<Found> {
    let even = smooth(&resample(&ink.points, 192));
    let line = Straight::through(&even)?;
    // Text is level; a zigzag that is not was drawn to be one.
    if line.along.y.abs() > line.along.x.abs() * 14_f64.to_radians().tan() {
        return None;
    }
    let at = |point: &Point| (line.along.dot(*point - line.at), line.off(*point));
    let places: Vec<(f64, f64)> = even.iter().map(at).collect();
    let (first, last) = (places.first()?.0, places.last()?.0);
    let (low, high) =
        places.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), (_, v)| (l.min(*v), h.max(*v)));
    let (left, right) =
        places.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, r), (u, _)| (l.min(*u), r.max(*u)));
    let (width, height) = (right - left, high - low);
    if width < 2.2 * height || (last - first).abs() < 0.85 * width || height < 2.5 {
        return None;
    }
    let ups_and_downs = extremes(&places, 0.3 * height);
    if ups_and_downs.len() < 6 {
        return None;
    }
    let pairs = || ups_and_downs.windows(2).filter_map(|w| Some((w.first()?, w.get(1)?)));
    let heights: Vec<f64> = pairs().map(|(a, b)| (a.1 - b.1).abs()).collect();
    // Wave tops of loops lean back, so whole waves are measured, not halves.
    let waves: Vec<f64> = ups_and_downs
        .windows(3)
        .filter_map(|w| Some((w.first()?, w.get(2)?)))
        .map(|(a, b)| (b.0 - a.0) * (last - first).signum())
        .collect();
    let (uneven, irregular) = (variation(&heights), variation(&waves));
    let forward = waves.iter().all(|wave| *wave > 0.0);
    if !forward || uneven > 0.33 || irregular > 0.5 {
        return None;
    }
    let sure = 1.0 - 0.25 * (uneven / 0.33 + irregular / 0.5);
    Some(Found { shape: Shape::Text { at: ink.bounds }, sure: sure.clamp(0.5, 1.0) })
}

/// Where the path turns from going up to going down or back, by at least `least`.
fn extremes(places: &[(f64, f64)], least: f64) -> Vec<(f64, f64)> {
    let mut found: Vec<(f64, f64)> = Vec::new();
    let Some(mut candidate) = places.first().copied() else { return found };
    let mut rising: Option<bool> = None;
    for place in places {
        match rising {
            None if (place.1 - candidate.1).abs() >= least => {
                rising = Some(place.1 > candidate.1);
                candidate = *place;
            }
            None => {}
            Some(up) => {
                let further = if up { place.1 > candidate.1 } else { place.1 < candidate.1 };
                if further {
                    candidate = *place;
                } else if (place.1 - candidate.1).abs() >= least {
                    found.push(candidate);
                    rising = Some(!up);
                    candidate = *place;
                }
            }
        }
    }
    found
}

/// Standard deviation as a share of the mean.
fn variation(values: &[f64]) -> f64 {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    variance.sqrt() / mean.abs().max(1e-9)
}

/// The two diagonals of a box, drawn as lines: which of them this line is.
pub(super) fn diagonal_of(rect: Rect, from: Point, to: Point) -> Option<bool> {
    let near = 0.25 * diagonal(rect).max(1.0);
    let close = |a: Point, b: Point| {
        a.distance(b) < near
            && (a.x - b.x).abs() < 0.35 * rect.width().max(1.0)
            && (a.y - b.y).abs() < 0.35 * rect.height().max(1.0)
    };
    let joins = |a: Point, b: Point| (close(from, a) && close(to, b)) || (close(from, b) && close(to, a));
    let (tl, br) = (Point::new(rect.x0, rect.y0), Point::new(rect.x1, rect.y1));
    let (tr, bl) = (Point::new(rect.x1, rect.y0), Point::new(rect.x0, rect.y1));
    if joins(tl, br) {
        Some(true)
    } else if joins(tr, bl) {
        Some(false)
    } else {
        None
    }
}

/// The box around all of these points.
pub(super) fn around<'a>(strokes: impl IntoIterator<Item = &'a Ink>) -> Option<Rect> {
    strokes.into_iter().map(|ink| bounds(&ink.points)).reduce(|a, b| a.union(b))
}
