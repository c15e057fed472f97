//! Where a hand meant things to stand: heights in a drawing that is not exact.
//!
//! Three things are known about screens: what stands in a row shares its top, middle or bottom; spaces between the same
//! kinds of things are the same all over the screen; boxes of a kind are equally high. Each space that is seen several
//! times is averaged, and then the tops in every column are the ones that fit both the drawing and these spaces best
//! (least squares, a chain, so solved in one pass).
//!
//! Not here: left and right, which have straight edges to settle on (`noise`).

use super::cut::{Part, Shape};
use super::piece::{Screen, What};
use kurbo::Vec2;
use std::collections::BTreeMap;

/// How much further than a hand is off a box may have been moved with what is in it.
const LOOSE: f64 = 10.0;

/// What two neighbours in a column are, so that spaces between the same can be averaged.
type Pair = (Kind, Kind);

/// What a part is to its neighbours: its sort, the size of its type or its height, and its lines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kind(u8, i64, i64, String);

/// The spaces seen between kinds, sorted.
type Spaces = BTreeMap<Pair, Vec<f64>>;

/// How much a place or a space is worth: one over its variance.
struct Levels<'a> {
    screen: &'a Screen,
    noise: f64,
    spaces: Spaces,
}

/// Moves parts up and down to where they were meant to stand.
pub fn level(screen: &Screen, whole: &mut Part, noise: f64) {
    let mut levels = Levels { screen, noise, spaces: Spaces::new() };
    levels.rows(whole);
    levels.gather(whole);
    for values in levels.spaces.values_mut() {
        values.sort_by(f64::total_cmp);
    }
    levels.settle(whole, true);
    begin(whole, 2.0 * LOOSE * noise);
}

/// What seems to begin a little above the screen begins with it.
fn begin(part: &mut Part, reach: f64) {
    for child in &mut part.parts {
        if child.rect.y0 > reach {
            continue;
        }
        begin(child, reach);
        if (-reach..0.0).contains(&child.rect.y0) {
            child.rect.y0 = 0.0;
            child.core.y0 = child.core.y0.max(0.0);
        }
    }
}

impl Levels<'_> {
    /// Rows first: their parts onto a common top, middle or bottom.
    fn rows(&self, part: &mut Part) {
        for child in &mut part.parts {
            self.rows(child);
        }
        if part.shape != Shape::Row || part.parts.len() < 2 {
            return;
        }
        let reach = 2.0 * self.noise + 0.3;
        let edges: [fn(&Part) -> f64; 3] =
            [|part| part.rect.center().y, |part| part.rect.y0, |part| part.rect.y1];
        let mut left: Vec<usize> = (0..part.parts.len()).collect();
        while left.len() > 1 {
            // The edge and place that most of the parts share.
            let mut best: Option<(usize, f64, usize, Vec<usize>)> = None;
            for (which, edge) in edges.iter().enumerate() {
                let values: Vec<(f64, usize)> = left
                    .iter()
                    .filter_map(|at| part.parts.get(*at).map(|child| (edge(child), *at)))
                    .collect();
                for (first, _) in &values {
                    let members: Vec<usize> = values
                        .iter()
                        .filter(|(value, _)| (0.0..=reach).contains(&(value - first)))
                        .map(|(_, at)| *at)
                        .collect();
                    let spread = values
                        .iter()
                        .filter(|(_, at)| members.contains(at))
                        .map(|(value, _)| value - first)
                        .fold(0.0, f64::max);
                    if members.len() > 1
                        && best.as_ref().is_none_or(|(count, least, _, _)| {
                            members.len() > *count || (members.len() == *count && spread < *least - 0.4)
                        })
                    {
                        best = Some((members.len(), spread, which, members));
                    }
                }
            }
            let Some((_, _, which, members)) = best else { break };
            let Some(edge) = edges.get(which) else { break };
            let (mut sum, mut weight) = (0.0, 0.0);
            for at in &members {
                if let Some(child) = part.parts.get(*at) {
                    let worth = self.worth(child);
                    sum += worth * edge(child);
                    weight += worth;
                }
            }
            let meant = sum / weight;
            for at in &members {
                if let Some(child) = part.parts.get_mut(*at) {
                    let by = meant - edge(child);
                    shift(child, by);
                }
            }
            left.retain(|at| !members.contains(at));
        }
        refit(part);
    }

    /// How well the place of a part is known: by the number of things in it that were placed by themselves.
    fn worth(&self, part: &Part) -> f64 {
        if part.piece.is_some() || part.parts.is_empty() {
            return 1.0;
        }
        match part.shape {
            Shape::Row => part.parts.iter().map(|child| self.worth(child)).sum::<f64>().min(8.0),
            _ => 1.0 + 0.25 * (part.parts.len() as f64 - 1.0).min(8.0),
        }
    }

    /// Collects the spaces in all columns.
    fn gather(&mut self, part: &Part) {
        for child in &part.parts {
            self.gather(child);
        }
        if part.shape != Shape::Column {
            return;
        }
        for (pair, space) in self.neighbours(part) {
            self.spaces.entry(pair).or_default().push(space);
        }
    }

    /// The pairs of neighbours of a column with the space between them; the edges of a painted box are neighbours too.
    fn neighbours(&self, part: &Part) -> Vec<(Pair, f64)> {
        let mut out = Vec::new();
        let edge = |which: u8| Kind(which, 0, 0, self.paint(part));
        let painted = part.piece.is_some();
        if let (true, Some(first)) = (painted, part.parts.first()) {
            out.push(((edge(100), self.kind(first)), first.rect.y0 - part.rect.y0));
        }
        for pair in part.parts.windows(2) {
            let (Some(a), Some(b)) = (pair.first(), pair.get(1)) else { continue };
            out.push(((self.kind(a), self.kind(b)), b.rect.y0 - a.rect.y1));
        }
        if let (true, Some(last)) = (painted, part.parts.last()) {
            out.push(((self.kind(last), edge(101)), part.rect.y1 - last.rect.y1));
        }
        out
    }

    /// The colour of a box.
    fn paint(&self, part: &Part) -> String {
        part.piece
            .and_then(|at| self.screen.pieces.get(at))
            .and_then(|piece| piece.paint.background.clone())
            .unwrap_or_default()
    }

    /// What a part is to its neighbours.
    fn kind(&self, part: &Part) -> Kind {
        let Some(piece) = part.piece.and_then(|at| self.screen.pieces.get(at)) else {
            let first =
                part.parts.first().map_or_else(|| Kind(0, 0, 0, String::new()), |first| self.kind(first));
            return Kind(10 + part.shape as u8, first.1, first.2, first.3);
        };
        match &piece.what {
            What::Text(run, _) => Kind(
                1,
                (run.size * 10.0).round() as i64,
                i64::from(run.weight) + (run.line_height * 20.0).round() as i64,
                run.colour.clone(),
            ),
            What::Box => Kind(2, (part.rect.height() / 12.0).round() as i64, 0, self.paint(part)),
            What::Picture { .. } => Kind(3, (part.rect.height() / 12.0).round() as i64, 0, String::new()),
            What::Rule { .. } => Kind(4, 0, 0, String::new()),
            What::Control(_) => Kind(5, 0, 0, String::new()),
        }
    }

    /// The space that was meant between two kinds, and how often it was seen.
    fn meant(&self, pair: &Pair, drawn: f64) -> Option<(f64, usize)> {
        let values = self.spaces.get(pair)?;
        let reach = 2.6 * self.noise;
        // The neighbourhood of the drawn space, moved to its own middle once.
        let near = |middle: f64| {
            let close: Vec<f64> =
                values.iter().copied().filter(|value| (value - middle).abs() <= reach / 1.3).collect();
            let count = close.len();
            (close.iter().sum::<f64>() / count.max(1) as f64, count)
        };
        let (first, count) = near(drawn);
        if count == 0 {
            return None;
        }
        Some(near(first)).filter(|(_, count)| *count > 0)
    }

    /// Solves the tops of every column, from the leaves up.
    fn settle(&self, part: &mut Part, root: bool) {
        for child in &mut part.parts {
            self.settle(child, false);
        }
        if part.shape != Shape::Column || part.parts.is_empty() {
            if part.shape == Shape::Row {
                refit(part);
            }
            return;
        }
        let painted = part.piece.is_some();
        let framed = painted || root;
        // The chain: the box's top, the parts, the box's bottom; each with its drawn place, its height and its worth.
        let mut chain: Vec<(f64, f64, f64)> = Vec::new();
        if framed {
            chain.push((part.rect.y0, 0.0, if root { 1e6 } else { 1.0 }));
        }
        chain.extend(part.parts.iter().map(|child| (child.rect.y0, child.rect.height(), self.worth(child))));
        if framed {
            chain.push((part.rect.y1, 0.0, if root { 1e6 } else { 0.8 }));
        }
        let mut ties: Vec<Option<(f64, f64)>> = Vec::new();
        let neighbours = self.neighbours(part);
        let mut seen = neighbours.iter();
        for at in 1..chain.len() {
            let outer = root && (at == 1 || at + 1 == chain.len());
            let tie = if outer {
                None
            } else {
                seen.next().and_then(|(pair, space)| {
                    let painted = pair.0.0 == 2 && pair.1.0 == 2;
                    if *space < 0.0 || (painted && *space <= 1.2 * self.noise) {
                        // Boxes that all but touch do touch, and nothing reaches into what is below.
                        return Some((0.0, 4.0));
                    }
                    let (meant, count) = self.meant(pair, *space)?;
                    let both = painted && part.parts.len() == 1;
                    if both || count < 2 {
                        return None;
                    }
                    // Worth of a mean of so many spaces, against 1 for a place.
                    Some((meant, 0.5 * (count as f64 - 1.0)))
                })
            };
            ties.push(tie);
        }
        // A part alone in a box, about in the middle, is in the middle.
        if painted && part.parts.len() == 1 {
            let above = chain.get(1).map_or(0.0, |first| first.0) - part.rect.y0;
            let below = part.rect.y1 - chain.get(1).map_or(0.0, |first| first.0 + first.1);
            if (above - below).abs() <= 3.2 * self.noise {
                if let Some(child) = part.parts.first_mut() {
                    let middle = (part.rect.center().y + child.rect.center().y) / 2.0;
                    let by = middle - child.rect.center().y;
                    shift(child, by);
                    let box_by = middle - part.rect.center().y;
                    part.rect = part.rect + Vec2::new(0.0, box_by);
                    part.core = part.core + Vec2::new(0.0, box_by);
                }
                return;
            }
        }
        let tops = solve(&chain, &ties);
        let skip = usize::from(framed);
        for (child, top) in part.parts.iter_mut().zip(tops.iter().skip(skip)) {
            let by = top - child.rect.y0;
            shift(child, by);
        }
        if painted {
            if let (Some(top), Some(bottom)) = (tops.first(), tops.last())
                && bottom > top
            {
                part.rect.y0 = *top;
                part.rect.y1 = *bottom;
                part.core = part.rect;
            }
        } else if !root {
            refit(part);
        }
    }
}

/// The tops that lie closest to the drawn ones and to the meant spaces: a tridiagonal system.
fn solve(chain: &[(f64, f64, f64)], ties: &[Option<(f64, f64)>]) -> Vec<f64> {
    let count = chain.len();
    let mut diagonal: Vec<f64> = chain.iter().map(|(_, _, worth)| *worth).collect();
    let mut right: Vec<f64> = chain.iter().map(|(place, _, worth)| place * worth).collect();
    let mut upper = vec![0.0; count];
    for (at, tie) in ties.iter().enumerate() {
        let (Some((space, worth)), Some((_, height, _))) = (tie, chain.get(at)) else { continue };
        let apart = space + height;
        if let Some(value) = diagonal.get_mut(at) {
            *value += worth;
        }
        if let Some(value) = diagonal.get_mut(at + 1) {
            *value += worth;
        }
        if let Some(value) = upper.get_mut(at) {
            *value -= worth;
        }
        if let Some(value) = right.get_mut(at) {
            *value -= worth * apart;
        }
        if let Some(value) = right.get_mut(at + 1) {
            *value += worth * apart;
        }
    }
    let get = |list: &[f64], at: usize| list.get(at).copied().unwrap_or(0.0);
    for at in 1..count {
        let factor = get(&upper, at - 1) / get(&diagonal, at - 1).max(1e-9);
        let (less, moved) = (factor * get(&upper, at - 1), factor * get(&right, at - 1));
        if let Some(value) = diagonal.get_mut(at) {
            *value -= less;
        }
        if let Some(value) = right.get_mut(at) {
            *value -= moved;
        }
    }
    let mut tops = vec![0.0; count];
    for at in (0..count).rev() {
        let next = get(&tops, at + 1);
        let top = (get(&right, at) - get(&upper, at) * next) / get(&diagonal, at).max(1e-9);
        if let Some(value) = tops.get_mut(at) {
            *value = top;
        }
    }
    tops
}

/// Moves a part with all that is in it.
fn shift(part: &mut Part, by: f64) {
    let by_vector = Vec2::new(0.0, by);
    part.rect = part.rect + by_vector;
    part.core = part.core + by_vector;
    for child in &mut part.parts {
        shift(child, by);
    }
}

/// Fits the box of an arrangement around its parts.
fn refit(part: &mut Part) {
    if part.piece.is_some() {
        return;
    }
    if let Some(rect) = part.parts.iter().map(|part| part.rect).reduce(|a, b| a.union(b)) {
        part.rect = rect;
        part.core = part.parts.iter().map(|part| part.core).reduce(|a, b| a.union(b)).unwrap_or(rect);
    }
}
