//! Cuts siblings into rows, columns, grids and layers.
//!
//! Straight cuts come first, with the smallest tolerance that finds one. Where rows and columns both go through, rows
//! that share their columns become columns (cards), unless the rows say more (tables, forms). What no cut can part lies
//! on top of each other and becomes layers.
//!
//! Not here: sizes and gaps.

use super::nest::{self, Nested};
use super::piece::{Screen, What};
use kurbo::Rect;

/// How the parts in a part stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing inside.
    Leaf,
    /// Beside each other.
    Row,
    /// Below each other.
    Column,
    /// On top of each other.
    Layers,
}

/// A piece with what is in it, or an arrangement of parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The box around it.
    pub rect: Rect,
    /// What counts for cuts.
    pub core: Rect,
    /// The piece; `None` for an arrangement.
    pub piece: Option<usize>,
    /// First in paint order.
    pub order: usize,
    /// How the parts stand.
    pub shape: Shape,
    /// From top to bottom, from left to right, or from the bottom up.
    pub parts: Vec<Part>,
    /// Parts that begin outside of this one, so that no row or column can hold them.
    pub over: Vec<Part>,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// From left to right.
    X,
    /// From top to bottom.
    Y,
}

impl Axis {
    /// Start and end of a rectangle along this axis.
    #[must_use]
    pub fn span(self, rect: Rect) -> (f64, f64) {
        match self {
            Self::X => (rect.x0, rect.x1),
            Self::Y => (rect.y0, rect.y1),
        }
    }
}

/// Cuts the nested pieces of a screen.
pub struct Cutter<'a> {
    /// The pieces.
    pub screen: &'a Screen,
    /// How far the hand was off, px; 0 for a drawing that is exact.
    pub noise: f64,
}

impl Cutter<'_> {
    /// The part of a piece.
    #[must_use]
    pub fn part(&self, nested: &Nested) -> Part {
        let parts: Vec<Part> = nested.children.iter().map(|child| self.part(child)).collect();
        let corner =
            self.screen.pieces.get(nested.piece).map_or((0.0, 0.0), |piece| (piece.rect.x0, piece.rect.y0));
        let reach = 1.9 + 2.0 * self.noise;
        let (over, parts): (Vec<Part>, Vec<Part>) = parts
            .into_iter()
            .partition(|part| part.rect.x0 < corner.0 - reach || part.core.y0 < corner.1 - reach);
        let (shape, parts) = self.arrange(parts, 0);
        let (rect, core) = self
            .screen
            .pieces
            .get(nested.piece)
            .map_or((Rect::ZERO, Rect::ZERO), |piece| (piece.rect, nest::core(piece)));
        Part { rect, core, piece: Some(nested.piece), order: nested.piece, shape, parts, over }
    }

    /// How siblings stand: a shape and the parts in it.
    #[must_use]
    pub fn arrange(&self, parts: Vec<Part>, depth: usize) -> (Shape, Vec<Part>) {
        if parts.len() < 2 {
            return (if parts.is_empty() { Shape::Leaf } else { Shape::Column }, parts);
        }
        if depth > 40 {
            return (Shape::Layers, parts);
        }
        let tolerances = [0.25, 1.2 + self.noise, 3.0 + 2.0 * self.noise, 6.0 + 2.0 * self.noise];
        for tolerance in tolerances {
            let bands = cuts(&parts, Axis::Y, tolerance);
            let columns = cuts(&parts, Axis::X, tolerance);
            if bands.len() < 2 && columns.len() < 2 {
                continue;
            }
            if columns.len() < 2 {
                return self.column(parts, bands, depth, tolerance);
            }
            if bands.len() < 2 {
                return self.row(parts, columns, depth);
            }
            let merged = self.merge(&parts, bands, tolerance);
            return if merged.len() == 1 {
                self.row(parts, columns, depth)
            } else {
                self.column_of(parts, merged, depth, tolerance)
            };
        }
        self.layers(parts, depth)
    }

    /// Below each other, with bands that belong together as one.
    fn column(
        &self,
        parts: Vec<Part>,
        bands: Vec<Vec<usize>>,
        depth: usize,
        tolerance: f64,
    ) -> (Shape, Vec<Part>) {
        let merged = self.merge(&parts, bands, tolerance);
        self.column_of(parts, merged, depth, tolerance)
    }

    /// Below each other, one part a band.
    fn column_of(
        &self,
        parts: Vec<Part>,
        bands: Vec<Vec<usize>>,
        depth: usize,
        tolerance: f64,
    ) -> (Shape, Vec<Part>) {
        let mut groups = split(parts, &bands);
        self.part_bands(&mut groups);
        let parts = groups
            .into_iter()
            .map(|group| {
                let columns = cuts(&group, Axis::X, tolerance);
                if columns.len() > 1 {
                    let (shape, parts) = self.row(group, columns, depth + 1);
                    wrap(shape, parts)
                } else {
                    self.one(group, depth + 1)
                }
            })
            .collect();
        (Shape::Column, parts)
    }

    /// Takes from bands what reaches into the next: letters keep their place when their line gets lower, boxes lose a
    /// pixel or two.
    fn part_bands(&self, groups: &mut [Vec<Part>]) {
        for at in 1..groups.len() {
            let (above, below) = groups.split_at_mut(at);
            let (Some(above), Some(below)) = (above.last_mut(), below.first_mut()) else { continue };
            let bottom = above.iter().map(|part| part.rect.y1).fold(f64::NEG_INFINITY, f64::max);
            let top = below.iter().map(|part| part.rect.y0).fold(f64::INFINITY, f64::min);
            if bottom <= top {
                continue;
            }
            let upper_core =
                above.iter().map(|part| part.core.y1).fold(f64::NEG_INFINITY, f64::max).min(bottom);
            let lower_core = below.iter().map(|part| part.core.y0).fold(f64::INFINITY, f64::min).max(top);
            let border = if upper_core <= top {
                top
            } else if lower_core >= bottom {
                bottom
            } else {
                f64::midpoint(upper_core, lower_core)
            };
            for part in above.iter_mut() {
                self.trim(part, part.rect.y1 - border);
            }
            for part in below.iter_mut() {
                self.trim(part, border - part.rect.y0);
            }
        }
    }

    /// Makes a single line lower by this at the top and at the bottom.
    fn trim(&self, part: &mut Part, by: f64) {
        let Some((run, _)) =
            part.piece.and_then(|at| self.screen.pieces.get(at)).and_then(super::piece::Piece::text)
        else {
            return;
        };
        let by = by.ceil().min(((part.rect.height() - 0.7 * run.size) / 2.0).floor());
        if run.lines == 1 && by > 0.0 {
            part.rect.y0 += by;
            part.rect.y1 -= by;
        }
    }

    /// Beside each other; columns that stand closer to each other than to others are a row of their own.
    fn row(&self, parts: Vec<Part>, columns: Vec<Vec<usize>>, depth: usize) -> (Shape, Vec<Part>) {
        let groups = split(parts, &columns);
        let parts: Vec<Part> = groups.into_iter().map(|group| self.one(group, depth + 1)).collect();
        (Shape::Row, self.cluster(parts))
    }

    /// Puts neighbours in a row together when the gaps between such groups are much wider than those inside.
    fn cluster(&self, parts: Vec<Part>) -> Vec<Part> {
        let gaps: Vec<f64> = parts
            .windows(2)
            .map(|pair| pair.get(1).map_or(0.0, |b| b.rect.x0) - pair.first().map_or(0.0, |a| a.rect.x1))
            .collect();
        if gaps.len() < 2 {
            return parts;
        }
        let mut sorted = gaps.clone();
        sorted.sort_by(f64::total_cmp);
        // The widest step between neighbouring gaps parts those within groups from those between.
        let step = sorted
            .windows(2)
            .filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)))
            .filter(|(low, high)| *high >= 20.0 && *low <= 40.0 && *high >= 2.2 * low.max(4.0))
            .max_by(|a, b| (a.1 / a.0.max(4.0)).total_cmp(&(b.1 / b.0.max(4.0))));
        let Some((_, least)) = step else { return parts };
        let groups = gaps.iter().filter(|gap| **gap >= least).count() + 1;
        if groups * 3 > parts.len() * 2 + 1 {
            return parts;
        }
        let mut out: Vec<Vec<Part>> = vec![Vec::new()];
        let mut gaps = gaps.into_iter();
        for part in parts {
            if let Some(last) = out.last_mut() {
                last.push(part);
            }
            if gaps.next().is_some_and(|gap| gap >= least) {
                out.push(Vec::new());
            }
        }
        out.into_iter()
            .filter(|group| !group.is_empty())
            .map(|group| {
                if group.len() == 1 {
                    group.into_iter().next().unwrap_or_else(nothing)
                } else {
                    wrap(Shape::Row, group)
                }
            })
            .collect()
    }

    /// The part for a group: itself, or an arrangement.
    fn one(&self, group: Vec<Part>, depth: usize) -> Part {
        if group.len() == 1 {
            return group.into_iter().next().unwrap_or_else(nothing);
        }
        let (shape, parts) = self.arrange(group, depth);
        wrap(shape, parts)
    }

    /// Joins bands that share their columns.
    fn merge(&self, parts: &[Part], bands: Vec<Vec<usize>>, tolerance: f64) -> Vec<Vec<usize>> {
        let mut bands = bands;
        let at = |index: &usize| parts.get(*index);
        let bounds = |band: &[usize]| {
            band.iter().filter_map(at).map(|part| part.rect).reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO)
        };
        let columns = |band: &[usize]| -> Vec<(f64, f64)> {
            let rects: Vec<Rect> = band.iter().filter_map(at).map(|part| part.core).collect();
            intervals(&rects, Axis::X, tolerance)
        };
        loop {
            let mut best: Option<(f64, usize)> = None;
            for (index, pair) in bands.windows(2).enumerate() {
                let (Some(a), Some(b)) = (pair.first(), pair.get(1)) else { continue };
                let gap = (bounds(b).y0 - bounds(a).y1).max(0.0);
                let (ca, cb) = (columns(a), columns(b));
                let both: Vec<usize> = a.iter().chain(b.iter()).copied().collect();
                let union = columns(&both);
                // Columns of which one goes on between the lines of another are no bands.
                let reach = bounds(a).y1 - bounds(b).y0;
                if reach > 0.5 + self.noise
                    && union.len() > 1
                    && union.len() == ca.len().max(cb.len())
                    && best.is_none_or(|(least, _)| -reach < least)
                {
                    best = Some((-reach, index));
                    continue;
                }
                if ca.len() < 2 || cb.len() < 2 {
                    continue;
                }
                if union.len() < 2 || union.len() != ca.len().min(cb.len()) {
                    continue;
                }
                let narrowest = union
                    .windows(2)
                    .filter_map(|pair| Some(pair.get(1)?.0 - pair.first()?.1))
                    .fold(f64::INFINITY, f64::min);
                if gap > narrowest.max(8.0) * 1.2 || gap > 64.0 || self.rows_say_more(parts, a, b) {
                    continue;
                }
                if best.is_none_or(|(least, _)| gap < least) {
                    best = Some((gap, index));
                }
            }
            let Some((_, index)) = best else { return bands };
            let below = bands.remove(index + 1);
            if let Some(band) = bands.get_mut(index) {
                band.extend(below);
            }
        }
    }

    /// Whether two bands look like rows of a table or a form: each the same again, but unlike along the row.
    fn rows_say_more(&self, parts: &[Part], a: &[usize], b: &[usize]) -> bool {
        let sorted = |band: &[usize]| {
            let mut kinds: Vec<(f64, u8, i64)> =
                band.iter().filter_map(|index| parts.get(*index)).map(|part| self.kind(part)).collect();
            kinds.sort_by(|a, b| a.0.total_cmp(&b.0));
            kinds.into_iter().map(|(_, kind, size)| (kind, size)).collect::<Vec<_>>()
        };
        let (a, b) = (sorted(a), sorted(b));
        if a != b {
            return false;
        }
        let alike = a.windows(2).all(|pair| pair.first() == pair.get(1));
        let boxes = a.first().is_some_and(|(kind, _)| *kind != 1);
        !alike || boxes
    }

    /// Left edge, kind, and size of type or height of a part.
    fn kind(&self, part: &Part) -> (f64, u8, i64) {
        let Some(piece) = part.piece.and_then(|at| self.screen.pieces.get(at)) else {
            return (part.rect.x0, 9, 0);
        };
        match &piece.what {
            What::Text(run, _) => {
                (part.rect.x0, 1, (run.size * 2.0).round() as i64 * 10 + i64::from(run.weight) / 100)
            }
            What::Box => (part.rect.x0, 2, (part.rect.height() / 8.0).round() as i64),
            What::Picture { .. } => (part.rect.x0, 3, (part.rect.height() / 8.0).round() as i64),
            What::Rule { .. } => (part.rect.x0, 4, 0),
            What::Control(_) => (part.rect.x0, 5, 0),
        }
    }

    /// On top of each other: what lies over the rest is a layer of its own.
    fn layers(&self, parts: Vec<Part>, depth: usize) -> (Shape, Vec<Part>) {
        let tolerance = 1.2 + self.noise;
        let mut best: Option<(usize, f64, usize)> = None;
        if parts.len() <= 400 {
            for out in 0..parts.len() {
                let rest: Vec<&Part> =
                    parts.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, part)| part).collect();
                let rects: Vec<Rect> = rest.iter().map(|part| part.core).collect();
                let groups = intervals(&rects, Axis::Y, tolerance)
                    .len()
                    .max(intervals(&rects, Axis::X, tolerance).len());
                let size = parts.get(out).map_or(0.0, |part| part.rect.width() * part.rect.height());
                if (groups > 1 || rest.len() == 1)
                    && best.is_none_or(|(most, least, _)| groups > most || (groups == most && size < least))
                {
                    best = Some((groups, size, out));
                }
            }
        }
        let out = best.map_or_else(|| most_entangled(&parts), |(_, _, out)| out);
        let mut rest = parts;
        let over = if out < rest.len() { rest.remove(out) } else { nothing() };
        let mut layers = match self.one(rest, depth + 1) {
            part if part.piece.is_none() && part.shape == Shape::Layers => part.parts,
            part => vec![part],
        };
        layers.push(over);
        layers.sort_by_key(|layer| layer.order);
        // What does not lie on each other is one layer.
        let mut groups: Vec<Vec<Part>> = Vec::new();
        for layer in layers {
            let apart = |other: &Part| {
                let common = other.core.intersect(layer.core);
                common.width() <= tolerance || common.height() <= tolerance
            };
            match groups.last_mut() {
                Some(group) if group.iter().all(apart) => group.push(layer),
                _ => groups.push(vec![layer]),
            }
        }
        if groups.len() == 1 {
            return (Shape::Layers, groups.into_iter().flatten().collect());
        }
        let layers = groups.into_iter().map(|group| self.one(group, depth + 1)).collect();
        (Shape::Layers, layers)
    }
}

/// A part that holds parts and is no piece.
#[must_use]
pub fn wrap(shape: Shape, parts: Vec<Part>) -> Part {
    let rect = parts.iter().map(|part| part.rect).reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO);
    let core = parts.iter().map(|part| part.core).reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO);
    let order = parts.iter().map(|part| part.order).min().unwrap_or(0);
    Part { rect, core, piece: None, order, shape, parts, over: Vec::new() }
}

/// An empty part.
fn nothing() -> Part {
    wrap(Shape::Leaf, Vec::new())
}

/// The part whose overlap with others is the largest.
fn most_entangled(parts: &[Part]) -> usize {
    let mut best = (f64::NEG_INFINITY, 0);
    for (at, a) in parts.iter().enumerate() {
        let overlap: f64 = parts
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at)
            .map(|(_, b)| {
                let common = a.core.intersect(b.core);
                common.width().max(0.0) * common.height().max(0.0)
            })
            .sum();
        if overlap > best.0 {
            best = (overlap, at);
        }
    }
    best.1
}

/// Groups of parts between straight cuts across the axis, in order; neighbours may overlap by the tolerance.
fn cuts(parts: &[Part], axis: Axis, tolerance: f64) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let span = |at: &usize| parts.get(*at).map_or((0.0, 0.0), |part| axis.span(part.core));
    order
        .sort_by(|a, b| span(a).0.total_cmp(&span(b).0).then(span(a).1.total_cmp(&span(b).1)).then(a.cmp(b)));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut end = f64::NEG_INFINITY;
    for at in order {
        let (from, to) = span(&at);
        // No tolerance eats more than a quarter of what it cuts off.
        let allowed = tolerance.min((to - from) / 4.0 + 0.25);
        match groups.last_mut() {
            Some(group) if from < end - allowed => group.push(at),
            _ => groups.push(vec![at]),
        }
        end = end.max(to);
    }
    groups
}

/// The same for rectangles: from and to of each group.
fn intervals(rects: &[Rect], axis: Axis, tolerance: f64) -> Vec<(f64, f64)> {
    let mut spans: Vec<(f64, f64)> = rects.iter().map(|rect| axis.span(*rect)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut out: Vec<(f64, f64)> = Vec::new();
    for (from, to) in spans {
        let allowed = tolerance.min((to - from) / 4.0 + 0.25);
        match out.last_mut() {
            Some(last) if from < last.1 - allowed => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// The parts in their groups.
fn split(parts: Vec<Part>, groups: &[Vec<usize>]) -> Vec<Vec<Part>> {
    let mut slots: Vec<Option<Part>> = parts.into_iter().map(Some).collect();
    groups
        .iter()
        .map(|group| {
            let mut group = group.clone();
            group.sort_unstable();
            group.iter().filter_map(|at| slots.get_mut(*at).and_then(Option::take)).collect()
        })
        .collect()
}
