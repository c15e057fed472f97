//! What is inside what: a tree of painted boxes.
//!
//! A piece is in the smallest box painted below it that holds it, give or take what a hand is off. Lines along the edge
//! of a box become its borders.
//!
//! Not here: rows and columns.

use super::piece::{Piece, Screen, What};
use kurbo::Rect;

/// A piece and what is inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Nested {
    /// Place in [`Screen::pieces`].
    pub piece: usize,
    /// In paint order.
    pub children: Vec<Nested>,
}

/// The rectangle that counts for what is above and below: letters leave room at the top and bottom of their line.
#[must_use]
pub fn core(piece: &Piece) -> Rect {
    match piece.text() {
        Some((run, _)) => {
            let trim = (piece.rect.height() / f64::from(run.lines.max(1)) - run.size * 0.74).max(0.0) / 2.0;
            let trim = trim.min(piece.rect.height() / 2.2);
            Rect::new(piece.rect.x0, piece.rect.y0 + trim, piece.rect.x1, piece.rect.y1 - trim)
        }
        None => piece.rect,
    }
}

/// Whether `outer` holds `inner`, each edge with this tolerance.
fn holds(outer: Rect, inner: Rect, tolerance: f64) -> bool {
    inner.x0 >= outer.x0 - tolerance
        && inner.y0 >= outer.y0 - tolerance
        && inner.x1 <= outer.x1 + tolerance
        && inner.y1 <= outer.y1 + tolerance
}

/// The tree of a screen's pieces. Borders that were drawn as lines are taken into their boxes.
#[must_use]
pub fn nest(screen: &mut Screen, noise: f64) -> Vec<Nested> {
    let tolerance = 1.6 + 2.0 * noise;
    let count = screen.pieces.len();
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(count);
    let holders: Vec<usize> =
        screen.pieces.iter().enumerate().filter(|(_, piece)| piece.holds()).map(|(at, _)| at).collect();
    for (at, piece) in screen.pieces.iter().enumerate() {
        let inner = core(piece);
        let mut best: Option<(f64, usize)> = None;
        for &candidate in &holders {
            let Some(holder) = screen.pieces.get(candidate) else { continue };
            let below = candidate < at
                || (holder.paint.background.is_none()
                    && matches!(holder.what, What::Box)
                    && area(holder.rect) > area(piece.rect) + 1.0);
            if candidate == at || !below || area(holder.rect) + 1.0 < area(inner) {
                continue;
            }
            let labelled = piece.label_of.as_ref().is_some_and(|of| holder.elements.contains(of));
            let fits = if labelled {
                holds(holder.rect.inflate(12.0, 12.0), inner, 0.0)
            } else {
                holds(holder.rect, inner, tolerance)
            };
            if !fits {
                continue;
            }
            let size = if labelled { 0.0 } else { area(holder.rect) };
            if best
                .is_none_or(|(smallest, before)| size < smallest || (size <= smallest && candidate > before))
            {
                best = Some((size, candidate));
            }
        }
        parents.push(best.map(|(_, at)| at));
    }
    break_cycles(&mut parents);
    let borders = take_borders(screen, &parents, 1.6 + 1.5 * noise);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut roots = Vec::new();
    for (at, parent) in parents.iter().enumerate() {
        if borders.contains(&at) {
            continue;
        }
        match parent.and_then(|parent| children.get_mut(parent)) {
            Some(list) => list.push(at),
            None => roots.push(at),
        }
    }
    roots.into_iter().map(|at| grow(at, &children, 0)).collect()
}

/// The subtree of a piece; what is deeper than a hundred boxes stands beside the hundredth.
fn grow(at: usize, children: &[Vec<usize>], depth: usize) -> Nested {
    let list = children.get(at).map_or(&[][..], Vec::as_slice);
    let children = if depth < 100 {
        list.iter().map(|&child| grow(child, children, depth + 1)).collect()
    } else {
        Vec::new()
    };
    Nested { piece: at, children }
}

/// px².
fn area(rect: Rect) -> f64 {
    rect.width() * rect.height()
}

/// A box painted later may hold one painted before, so two could hold each other: the later lets go.
fn break_cycles(parents: &mut [Option<usize>]) {
    for start in 0..parents.len() {
        let mut at = start;
        for _ in 0..=parents.len() {
            match parents.get(at).copied().flatten() {
                Some(next) if next == start => {
                    if let Some(parent) = parents.get_mut(start) {
                        *parent = None;
                    }
                    break;
                }
                Some(next) => at = next,
                None => break,
            }
        }
    }
}

/// Lines along an edge of the box they are in become that border; returns these lines.
fn take_borders(screen: &mut Screen, parents: &[Option<usize>], tolerance: f64) -> Vec<usize> {
    let mut taken = Vec::new();
    for (at, parent) in parents.iter().enumerate() {
        let Some(parent) = *parent else { continue };
        let (Some(line), Some(holder)) = (screen.pieces.get(at), screen.pieces.get(parent)) else { continue };
        let (What::Rule { flat }, What::Box) = (&line.what, &holder.what) else { continue };
        let (l, b) = (line.rect, holder.rect);
        let (side, thick) = if *flat {
            let long = (l.x0 - b.x0).abs() <= tolerance + 1.0 && (l.x1 - b.x1).abs() <= tolerance + 1.0;
            let side = if (l.y0 - b.y0).abs() <= tolerance {
                Some(0)
            } else if (l.y1 - b.y1).abs() <= tolerance {
                Some(2)
            } else {
                None
            };
            (side.filter(|_| long), l.height())
        } else {
            let long = (l.y0 - b.y0).abs() <= tolerance + 1.0 && (l.y1 - b.y1).abs() <= tolerance + 1.0;
            let side = if (l.x1 - b.x1).abs() <= tolerance {
                Some(1)
            } else if (l.x0 - b.x0).abs() <= tolerance {
                Some(3)
            } else {
                None
            };
            (side.filter(|_| long), l.width())
        };
        let (Some(side), Some(colour)) = (side, line.paint.background.clone()) else { continue };
        let elements = line.elements.clone();
        let Some(holder) = screen.pieces.get_mut(parent) else { continue };
        if let Some(border) = holder.paint.borders.get_mut(side).filter(|border| border.is_none()) {
            *border = Some((thick, colour));
            holder.elements.extend(elements);
            taken.push(at);
        }
    }
    taken
}
