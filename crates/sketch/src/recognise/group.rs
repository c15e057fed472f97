//! Strokes that mean something together: shapes of several strokes, and the signs for pieces of an interface. Not what
//! one stroke is.

use super::closed::LONGEST;
use super::ink::{Ink, bounds, diagonal};
use super::{Drawn, Found, Settings, Shape, alone, closed, open};
use kurbo::{Point, Rect};

/// So many earlier strokes may be joined with the newest to one outline.
const BEFORE: usize = 5;

/// Of these, so many are tried.
const MEMBERS: usize = 4;

/// A box whose sides are shorter than this can be one to tick, px.
const TICK: f64 = 48.0;

/// A box to tick may be drawn turned by this much, radians; a larger one by half of it.
const SLANT: f64 = 0.4;

/// A thing on the board: strokes, or an element that was there before.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Strokes by their number; none for an element.
    pub(super) strokes: Vec<usize>,
    /// Elements by their place on the page.
    pub(super) elements: Vec<usize>,
    /// What it is by itself.
    pub(super) found: Option<Found>,
    /// Only good as a part of something else.
    small: bool,
    ink: Vec<Ink>,
}

impl Part {
    /// Too small to be anything by itself.
    pub(super) fn is_small(&self) -> bool {
        self.small
    }
}

/// What was drawn so far, from the first to the last.
#[derive(Clone, Debug)]
pub(super) struct Board {
    settings: Settings,
    pub(super) parts: Vec<Part>,
}

impl Board {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, parts: Vec::new() }
    }

    /// An element that is there.
    pub(super) fn element(&mut self, place: usize, shape: Shape) {
        let found = Some(Found { shape, sure: 1.0 });
        self.parts.push(Part {
            strokes: Vec::new(),
            elements: vec![place],
            found,
            small: false,
            ink: Vec::new(),
        });
    }

    /// The pen lifted after this stroke.
    pub(super) fn lift(&mut self, stroke: usize, points: &[Point]) {
        let ink = Ink::new(points);
        let found = ink.as_ref().and_then(|ink| alone(ink, &self.settings));
        let small = ink.as_ref().is_none_or(|ink| ink.diagonal() < self.settings.least);
        let ink = ink.into_iter().collect();
        self.parts.push(Part { strokes: vec![stroke], elements: Vec::new(), found, small, ink });
        if self.settings.signs && (self.crossed_box() || self.select()) {
            return;
        }
        if !self.arrow() && !self.outline() {
            let _ = self.arrow_of_barbs();
        }
        if self.settings.signs {
            let _ = self.ticked_box();
        }
    }

    pub(super) fn drawn(self) -> Vec<Drawn> {
        let mut all: Vec<Drawn> = self
            .parts
            .into_iter()
            .map(|part| Drawn { strokes: part.strokes, found: part.found.filter(|_| !part.small) })
            .collect();
        all.sort_by_key(|drawn| drawn.strokes.first().copied());
        all
    }

    /// The newest part.
    fn newest(&self) -> Option<(usize, &Part)> {
        self.parts.len().checked_sub(1).and_then(|i| Some((i, self.parts.get(i)?)))
    }

    /// Puts one part in place of these. It becomes the newest.
    fn unite(&mut self, members: &[usize], found: Found) {
        let mut whole = Part {
            strokes: Vec::new(),
            elements: Vec::new(),
            found: Some(found),
            small: false,
            ink: Vec::new(),
        };
        let mut members = members.to_vec();
        members.sort_unstable_by(|a, b| b.cmp(a));
        members.dedup();
        for member in members {
            if member >= self.parts.len() {
                continue;
            }
            let part = self.parts.remove(member);
            whole.strokes.extend(part.strokes);
            whole.elements.extend(part.elements);
            whole.ink.extend(part.ink);
        }
        whole.strokes.sort_unstable();
        whole.elements.sort_unstable();
        self.parts.push(whole);
    }

    /// Rectangles that are not much turned, with their numbers.
    fn boxes(&self) -> Vec<(usize, Rect, f64)> {
        let level = |(i, part): (usize, &Part)| match &part.found {
            Some(Found { shape: Shape::Rectangle { at, angle }, sure }) if angle.abs() < SLANT / 2.0 => {
                Some((i, *at, *sure))
            }
            _ => None,
        };
        self.parts.iter().enumerate().filter_map(level).collect()
    }

    fn crossed_box(&mut self) -> bool {
        let Some((newest, _)) = self.newest() else { return false };
        for (i, rect, sure) in self.boxes().into_iter().rev() {
            let (mut down, mut up, mut cross) = (None, None, None);
            for (j, part) in self.parts.iter().enumerate() {
                let line = match (&part.found, part.ink.as_slice()) {
                    (Some(Found { shape: Shape::Line { from, to }, .. }), []) => Some((*from, *to)),
                    (Some(Found { shape: Shape::Line { .. }, .. }), [ink]) => Some((ink.first(), ink.last())),
                    (found, [ink])
                        if j != i && !matches!(found, Some(Found { shape: Shape::Text { .. }, .. })) =>
                    {
                        cross = cross.or(is_cross(ink, rect).then_some(j));
                        None
                    }
                    _ => None,
                };
                match line.and_then(|(from, to)| open::diagonal_of(rect, from, to)) {
                    Some(true) => down = Some(j),
                    Some(false) => up = Some(j),
                    None => {}
                }
            }
            let members = match (down, up, cross) {
                (Some(down), Some(up), _) => vec![i, down, up],
                (_, _, Some(cross)) => vec![i, cross],
                _ => continue,
            };
            if members.contains(&newest) && rect.width().min(rect.height()) >= self.settings.least {
                self.unite(&members, Found { shape: Shape::Image { at: rect }, sure });
                return true;
            }
        }
        false
    }

    fn select(&mut self) -> bool {
        let Some((newest, _)) = self.newest() else { return false };
        for (i, rect, sure) in self.boxes().into_iter().rev() {
            let sign = self.parts.iter().enumerate().rev().find(|(j, part)| {
                *j != i
                    && (i == newest || *j == newest)
                    && points_down(part).is_some_and(|sign| is_at_end(sign, rect))
            });
            if let Some((j, _)) = sign {
                self.unite(&[i, j], Found { shape: Shape::Select { at: rect }, sure });
                return true;
            }
        }
        false
    }

    /// A small box or circle with words to its right.
    fn ticked_box(&mut self) -> bool {
        let Some((newest, _)) = self.newest() else { return false };
        let small = |at: &Rect| {
            let (w, h) = (at.width(), at.height());
            w.max(h) < TICK && w.max(h) < 1.7 * w.min(h)
        };
        let tick = |part: &Part| match &part.found {
            Some(Found { shape: Shape::Rectangle { at, angle }, .. }) if small(at) && angle.abs() < SLANT => {
                Some((*at, false))
            }
            Some(Found { shape: Shape::Ellipse { at, .. }, .. }) if small(at) => Some((*at, true)),
            _ => None,
        };
        let label = |part: &Part| match &part.found {
            Some(Found { shape: Shape::Text { at }, sure }) => Some((*at, *sure)),
            _ => None,
        };
        for (i, part) in self.parts.iter().enumerate().rev() {
            let Some((tick, round)) = tick(part) else { continue };
            for (j, part) in self.parts.iter().enumerate().rev() {
                let Some((label, sure)) = label(part).filter(|_| i == newest || j == newest) else {
                    continue;
                };
                let gap = label.x0 - tick.x1;
                let shared = tick.y1.min(label.y1) - tick.y0.max(label.y0);
                let level = shared > 0.4 * tick.height().min(label.height());
                let alike = label.height() < 2.5 * tick.height() && label.width() > 1.2 * tick.width();
                if level && alike && gap > -0.3 * tick.width() && gap < 2.2 * tick.width() {
                    let at = tick.union(label);
                    let shape = if round { Shape::Radio { at } } else { Shape::Checkbox { at } };
                    self.unite(&[i, j], Found { shape, sure });
                    return true;
                }
            }
        }
        false
    }

    /// A shaft with a head that was drawn by itself: a chevron or a triangle.
    fn arrow(&mut self) -> bool {
        let Some((newest, _)) = self.newest() else { return false };
        let from = self.parts.len().saturating_sub(BEFORE + 1);
        for (i, part) in self.parts.iter().enumerate().skip(from).rev() {
            let Some(shaft) = Shaft::of(part) else { continue };
            for (j, head) in self.parts.iter().enumerate().skip(from).rev() {
                if i == j || (i != newest && j != newest) || head.elements.len() + head.ink.len() != 1 {
                    continue;
                }
                let [ink] = head.ink.as_slice() else { continue };
                let triangle = matches!(&head.found, Some(Found { shape: Shape::Triangle(_), .. }));
                if ink.length > 2.2 * shaft.length() || !(triangle || open::chevron(ink).is_some()) {
                    continue;
                }
                if let Some(found) = shaft.with_head(std::slice::from_ref(&ink.points)) {
                    self.unite(&[i, j], found);
                    return true;
                }
            }
        }
        false
    }

    /// A shaft with two lines for a head.
    fn arrow_of_barbs(&mut self) -> bool {
        let Some((newest, _)) = self.newest() else { return false };
        let from = self.parts.len().saturating_sub(BEFORE + 1);
        let barb = |j: usize| match self.parts.get(j).map(|part| (&part.found, part.ink.as_slice())) {
            Some((Some(Found { shape: Shape::Line { .. }, .. }), [ink])) => Some(ink),
            _ => None,
        };
        let Some(one) = barb(newest) else { return false };
        for j in (from..newest).rev() {
            let Some(other) = barb(j) else { continue };
            for i in (from..newest).rev().filter(|i| *i != j) {
                let Some(shaft) = self.parts.get(i).and_then(Shaft::of) else { continue };
                if one.length.max(other.length) > shaft.length() {
                    continue;
                }
                if let Some(found) = shaft.with_head(&[one.points.clone(), other.points.clone()]) {
                    self.unite(&[i, j, newest], found);
                    return true;
                }
            }
        }
        false
    }

    /// One outline of several open strokes.
    fn outline(&mut self) -> bool {
        let Some((newest, part)) = self.newest() else { return false };
        let Some(ink) = open_ink(part) else { return false };
        let near = |one: &Ink, other: &Ink| {
            let reach = 0.25 * diagonal(one.bounds.union(other.bounds));
            ends(one).iter().any(|a| ends(other).iter().any(|b| a.distance(*b) < reach))
        };
        // What hangs together with it, end to end.
        let mut chain = vec![ink];
        let mut others = Vec::new();
        let from = newest.saturating_sub(BEFORE);
        for _ in 0..BEFORE {
            for i in (from..newest).rev() {
                let Some(other) = self.parts.get(i).and_then(open_ink) else { continue };
                if others.len() < MEMBERS && !others.contains(&i) && chain.iter().any(|one| near(one, other))
                {
                    others.push(i);
                    chain.push(other);
                }
            }
        }
        let mut best: Option<(Vec<usize>, Found)> = None;
        for set in 1_usize..1 << others.len() {
            if set.count_ones() > 3 {
                continue;
            }
            let members: Vec<usize> =
                others.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, i)| *i).collect();
            let inks: Vec<&Ink> = std::iter::once(ink)
                .chain(members.iter().filter_map(|i| self.parts.get(*i).and_then(open_ink)))
                .collect();
            let Some(found) = join(&inks).and_then(|whole| closed::closed(&whole)) else { continue };
            if best.as_ref().is_none_or(|(_, best)| found.sure > best.sure) {
                best = Some((members, found));
            }
        }
        let Some((mut members, found)) = best else { return false };
        let size =
            open::around(members.iter().filter_map(|i| self.parts.get(*i).and_then(open_ink)).chain([ink]));
        if size.is_none_or(|rect| diagonal(rect) < self.settings.least) {
            return false;
        }
        members.push(newest);
        self.unite(&members, found);
        true
    }
}

/// A stroke that could be a piece of an outline.
fn open_ink(part: &Part) -> Option<&Ink> {
    let piece = matches!(&part.found, None | Some(Found { shape: Shape::Line { .. }, .. }));
    match part.ink.as_slice() {
        [ink] if piece => Some(ink),
        _ => None,
    }
}

fn ends(ink: &Ink) -> [Point; 2] {
    [ink.first(), ink.last()]
}

/// One path of several strokes, each going on where the one before ended.
fn join(strokes: &[&Ink]) -> Option<Ink> {
    let whole = open::around(strokes.iter().copied())?;
    let reach = 0.22 * diagonal(whole);
    // An outline has each end at another, and is not much longer than its box.
    let all: Vec<(usize, Point)> =
        strokes.iter().enumerate().flat_map(|(i, ink)| ends(ink).map(|end| (i, end))).collect();
    let met = |(i, end): &(usize, Point)| all.iter().any(|(j, other)| i != j && end.distance(*other) < reach);
    let length: f64 = strokes.iter().map(|ink| ink.length).sum();
    if !all.iter().all(met) || length > LONGEST * diagonal(whole) {
        return None;
    }
    let (first, rest) = strokes.split_first()?;
    let mut path = first.points.clone();
    let mut rest = rest.to_vec();
    while !rest.is_empty() {
        let (start, end) = (*path.first()?, *path.last()?);
        let gaps = rest.iter().enumerate().flat_map(|(i, ink)| {
            let [a, b] = ends(ink);
            [
                (end.distance(a), i, 0),
                (end.distance(b), i, 1),
                (start.distance(b), i, 2),
                (start.distance(a), i, 3),
            ]
        });
        let (gap, i, how) = gaps.min_by(|a, b| a.0.total_cmp(&b.0))?;
        if gap > reach {
            return None;
        }
        let mut next = rest.remove(i).points.clone();
        if how % 2 == 1 {
            next.reverse();
        }
        if how < 2 {
            path.extend(next);
        } else {
            next.extend(path);
            path = next;
        }
    }
    Ink::new(&path)
}

/// Both diagonals of a box in one stroke, joined by a side.
fn is_cross(ink: &Ink, rect: Rect) -> bool {
    let near = 0.12 * diagonal(rect);
    let corners =
        [(rect.x0, rect.y0), (rect.x1, rect.y0), (rect.x1, rect.y1), (rect.x0, rect.y1)].map(Point::from);
    let [tl, tr, br, bl] = corners;
    let reached = |corner: &Point| ink.points.iter().any(|point| point.distance(*corner) < 2.0 * near);
    let inside = rect.inflate(near, near);
    let beside = |point: &Point| {
        let off = |a: Point, b: Point| {
            let line = kurbo::Line::new(a, b);
            kurbo::ParamCurveNearest::nearest(&line, *point, 1e-3).distance_sq.sqrt()
        };
        let pairs = [(tl, br), (tr, bl), (tl, tr), (tr, br), (br, bl), (bl, tl)];
        inside.contains(*point) && pairs.iter().any(|(a, b)| off(*a, *b) < near)
    };
    // Through the middle twice, and both diagonals long.
    let middle = Rect::from_center_size(rect.center(), (rect.width() * 0.4, rect.height() * 0.4));
    let passes = ink
        .points
        .iter()
        .map(|point| middle.contains(*point))
        .fold((0, false), |(count, before), now| (count + usize::from(now && !before), now))
        .0;
    let length = 2.0 * diagonal(rect) + rect.width().min(rect.height());
    passes == 2
        && corners.iter().all(reached)
        && ink.points.iter().all(beside)
        && (0.7 * length..1.5 * length).contains(&ink.length)
}

/// The box of a triangle or chevron that points down.
fn points_down(part: &Part) -> Option<Rect> {
    let three = match (&part.found, part.ink.as_slice()) {
        (Some(Found { shape: Shape::Triangle(corners), .. }), _) => *corners,
        (None, [ink]) => open::chevron(ink)?,
        _ => return None,
    };
    let mut by_height = three;
    by_height.sort_by(|a, b| a.y.total_cmp(&b.y));
    let [a, b, tip] = by_height;
    let wide = (a.x - b.x).abs();
    let tall = tip.y - a.y.midpoint(b.y);
    let level = (a.y - b.y).abs() < 0.4 * wide;
    let between = tip.x > a.x.min(b.x) - 0.1 * wide && tip.x < a.x.max(b.x) + 0.1 * wide;
    (level && between && tall > 0.25 * wide && tall < 2.0 * wide).then(|| bounds(&three))
}

/// A sign stands in the right part of a box, and is small in it.
fn is_at_end(sign: Rect, rect: Rect) -> bool {
    let slack = 0.06 * rect.width();
    sign.center().x > rect.x0 + 0.55 * rect.width()
        && sign.x1 < rect.x1 + slack
        && sign.y0 > rect.y0 - 0.15 * rect.height()
        && sign.y1 < rect.y1 + 0.15 * rect.height()
        && sign.width() < 0.45 * rect.width()
        && rect.contains(sign.center())
}

/// What a head can be drawn to.
struct Shaft {
    path: Vec<Point>,
    start: bool,
    end: bool,
    sure: f64,
}

impl Shaft {
    fn of(part: &Part) -> Option<Self> {
        match (&part.found, part.ink.as_slice()) {
            (Some(Found { shape: Shape::Line { from, to }, sure }), _) => {
                Some(Self { path: vec![*from, *to], start: false, end: false, sure: *sure })
            }
            (Some(Found { shape: Shape::Arrow { points, start, end }, sure }), _) => {
                Some(Self { path: points.clone(), start: *start, end: *end, sure: *sure })
            }
            (None, [ink]) => {
                let (path, off) = open::shaft_path(&ink.points)?;
                Some(Self { path, start: false, end: false, sure: 1.0 - 0.5 * off })
            }
            _ => None,
        }
    }

    fn length(&self) -> f64 {
        super::ink::path_length(&self.path)
    }

    /// The arrow with this head at the end that it is near to.
    fn with_head(&self, head: &[Vec<Point>]) -> Option<Found> {
        let mut back = self.path.clone();
        back.reverse();
        let at_end = |path: &[Point]| {
            let tip = *path.last()?;
            // The tip is where the barbs meet, which is not quite where the shaft ended.
            let near =
                head.iter().flatten().copied().min_by(|a, b| a.distance(tip).total_cmp(&b.distance(tip)))?;
            let reach = (0.22 * self.length()).max(12.0);
            (near.distance(tip) < reach).then_some(())?;
            let along = (tip - *path.iter().rev().nth(1)?).normalize();
            let far = head
                .iter()
                .flatten()
                .map(|point| (*point - tip).dot(along))
                .fold(f64::NEG_INFINITY, f64::max);
            let meet = tip + along * far.max(0.0).min(reach);
            open::head_at(meet, path, head).or_else(|| open::head_at(near, path, head))
        };
        let (end, start) = (at_end(&self.path), at_end(&back));
        let off = end.into_iter().chain(start).fold(f64::INFINITY, f64::min);
        let at_start = match (end, start) {
            (Some(end), Some(start)) => start < end,
            (None, Some(_)) => true,
            (Some(_), None) => false,
            (None, None) => return None,
        };
        let shape = match (self.start, self.end, at_start) {
            // The first head tells which way a line goes.
            (false, false, true) => Shape::Arrow { points: back, start: false, end: true },
            (a, b, at_start) => {
                Shape::Arrow { points: self.path.clone(), start: a || at_start, end: b || !at_start }
            }
        };
        Some(Found { shape, sure: (self.sure - 0.2 * off).clamp(0.5, 1.0) })
    }
}
