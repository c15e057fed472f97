//! Which elements are meant by a point, a box or a loop.
//!
//! Not here: what is done with them.

use super::board::Board;
use super::geometry::{
    bounds, contains, cross, distance_to_path, edges, finite, holds, is_filled, is_loop, is_open, local_box,
    outline, overlap, to_local,
};
use crate::scene::{Element, ElementId, Kind};
use kurbo::{Point, Rect};

/// Height of the line with a frame's name above it, px of the screen.
pub const FRAME_NAME: f64 = 22.0;

/// The element is under the point. `tolerance` and `px` (one px of the screen) are px of the page.
#[must_use]
pub fn hit(element: &Element, at: Point, tolerance: f64, px: f64) -> bool {
    let reach = tolerance + finite(element.style.stroke_width).clamp(0.0, 200.0) / 2.0;
    let rect = local_box(element);
    let local = to_local(element, at);
    let strip = if matches!(element.kind, Kind::Frame) { FRAME_NAME * px } else { 0.0 };
    let near = matches!(element.kind, Kind::Line(_) | Kind::Arrow(_))
        || rect.inflate(reach, reach + strip).contains(local);
    if !near {
        return false;
    }
    match &element.kind {
        Kind::Group => false,
        Kind::Frame => {
            let name = Rect::new(rect.x0, rect.y0 - strip, rect.x1.min(rect.x0 + 160.0 * px), rect.y0);
            name.contains(local) || near_edge(rect, local, reach)
        }
        Kind::Rectangle | Kind::Text(_) | Kind::Image { .. } | Kind::Component(_) | Kind::Unknown(_) => {
            is_filled(element) || near_edge(rect, local, reach)
        }
        Kind::Ellipse => {
            let (a, b) = (rect.width() / 2.0, rect.height() / 2.0);
            if a < reach || b < reach {
                return true;
            }
            let d = local - rect.center();
            let inside = (d.x / a).powi(2) + (d.y / b).powi(2) - 1.0;
            if inside <= 0.0 && is_filled(element) {
                return true;
            }
            // Distance to first order: the value over the length of its slope.
            let slope = 2.0 * ((d.x / (a * a)).powi(2) + (d.y / (b * b)).powi(2)).sqrt();
            slope > 0.0 && (inside / slope).abs() <= reach
        }
        Kind::Diamond => {
            let line = outline(element);
            (is_filled(element) && contains(&line, at)) || distance_to_path(at, &line, true) <= reach
        }
        Kind::Line(_) | Kind::Arrow(_) | Kind::Freehand(_) => {
            let line = outline(element);
            if line.is_empty() {
                return rect.inflate(reach, reach).contains(local);
            }
            distance_to_path(at, &line, is_loop(element)) <= reach
                || (is_filled(element) && contains(&line, at))
        }
    }
}

fn near_edge(rect: Rect, at: Point, reach: f64) -> bool {
    if !rect.inflate(reach, reach).contains(at) {
        return false;
    }
    let inner = rect.inset(-reach.min(rect.width() / 2.0).min(rect.height() / 2.0));
    !(inner.x0 < at.x && at.x < inner.x1 && inner.y0 < at.y && at.y < inner.y1)
}

/// The topmost element under the point that may be touched. A label stands for itself here.
#[must_use]
pub fn topmost(board: &Board, at: Point, tolerance: f64, px: f64, locked_too: bool) -> Option<ElementId> {
    // Frames are found in the strip above them too; corners of turned boxes reach a little farther than their boxes.
    let reach = tolerance.max(0.0) * 2.0;
    let around = Rect::new(at.x, at.y, at.x, at.y + FRAME_NAME * px).inflate(reach, reach);
    board
        .in_rect(around)
        .into_iter()
        .rev()
        .filter_map(|position| board.elements().get(position))
        .find(|e| !e.hidden && (locked_too || !e.locked) && hit(e, at, tolerance, px) && !in_locked(board, e))
        .map(|e| e.id.clone())
}

fn in_locked(board: &Board, element: &Element) -> bool {
    element.parent.is_some()
        && board
            .ancestors(&element.id)
            .iter()
            .filter_map(|id| board.get(id))
            .any(|parent| (parent.locked && matches!(parent.kind, Kind::Group)) || parent.hidden)
}

/// The topmost shape that an arrow may hold on to at the point: also inside of hollow ones. Small ones before those
/// that they lie on.
#[must_use]
pub fn shape_at(board: &Board, at: Point, reach: f64, not: Option<&ElementId>) -> Option<ElementId> {
    let mut best: Option<(f64, ElementId)> = None;
    for position in board.in_rect(Rect::from_points(at, at).inflate(reach, reach)).into_iter().rev() {
        let Some(element) = board.elements().get(position) else { continue };
        if !holds_arrows(board, element) || not == Some(&element.id) {
            continue;
        }
        let line = outline(element);
        if !contains(&line, at) && distance_to_path(at, &line, true) > reach {
            continue;
        }
        let area = local_box(element).area();
        let covers = is_filled(element);
        if best.as_ref().is_none_or(|(smallest, _)| area < *smallest) {
            best = Some((area, element.id.clone()));
        }
        if covers {
            break;
        }
    }
    best.map(|(_, id)| id)
}

fn holds_arrows(board: &Board, element: &Element) -> bool {
    if element.hidden || element.locked {
        return false;
    }
    match element.kind {
        Kind::Line(_) | Kind::Arrow(_) | Kind::Freehand(_) | Kind::Group | Kind::Frame => false,
        Kind::Text(_) => element.parent.as_ref().is_none_or(|parent| {
            board.get(parent).is_none_or(|p| matches!(p.kind, Kind::Frame | Kind::Group))
        }),
        _ => true,
    }
}

/// What a click on the element selects: the outermost group that is not entered, the shape of a label.
#[must_use]
pub fn unit(board: &Board, id: &ElementId, entered: Option<&ElementId>) -> ElementId {
    let mut chosen = id.clone();
    for parent in board.ancestors(id) {
        if entered == Some(&parent) {
            break;
        }
        let Some(element) = board.get(&parent) else { break };
        match element.kind {
            Kind::Frame => break,
            _ => chosen = parent,
        }
    }
    chosen
}

/// The group that a double click on the element goes into, seen from the one entered now.
#[must_use]
pub fn deeper(board: &Board, id: &ElementId, entered: Option<&ElementId>) -> Option<ElementId> {
    let outer = unit(board, id, entered);
    (outer != *id && board.get(&outer).is_some_and(|e| matches!(e.kind, Kind::Group))).then_some(outer)
}

/// What a box selects: units that it touches, or with `whole` those wholly inside. Frames only wholly; with a frame its
/// contents are not selected a second time.
#[must_use]
pub fn in_box(board: &Board, rect: Rect, whole: bool, entered: Option<&ElementId>) -> Vec<ElementId> {
    choose(board, rect, entered, |element| {
        let around = bounds(element);
        if holds(rect, around) {
            return Some(true);
        }
        Some(!whole && !matches!(element.kind, Kind::Frame) && touches(element, around, rect))
    })
}

/// What a loop selects: units that it encloses or crosses.
#[must_use]
pub fn in_loop(board: &Board, lasso: &[Point], entered: Option<&ElementId>) -> Vec<ElementId> {
    let Some(rect) = super::geometry::around(lasso.iter().copied()) else { return Vec::new() };
    choose(board, rect, entered, |element| {
        let line = outline(element);
        let closed = !is_open(element);
        let inside = line.first().is_some_and(|p| contains(lasso, *p));
        let crosses =
            || edges(lasso, true).any(|(a, b)| edges(&line, closed).any(|(c, d)| cross(a, b, c, d)));
        if matches!(element.kind, Kind::Frame) {
            return Some(line.iter().all(|p| contains(lasso, *p)));
        }
        Some(inside || crosses())
    })
}

fn choose(
    board: &Board,
    rect: Rect,
    entered: Option<&ElementId>,
    mut meant: impl FnMut(&Element) -> Option<bool>,
) -> Vec<ElementId> {
    let mut chosen = Vec::new();
    let mut frames = false;
    let mut seen = vec![false; board.len()];
    for position in board.in_rect(rect) {
        let Some(element) = board.elements().get(position) else { continue };
        if element.hidden || element.locked || meant(element) != Some(true) {
            continue;
        }
        // The usual case without a look into tables: it is in nothing.
        let (unit, element) = if element.parent.is_none() && entered.is_none() {
            (position, element)
        } else {
            let id = unit(board, &element.id, entered);
            let outside = entered.is_some_and(|group| !board.ancestors(&id).contains(group));
            if outside || in_locked(board, element) {
                continue;
            }
            let (Some(position), Some(element)) = (board.position(&id), board.get(&id)) else { continue };
            (position, element)
        };
        let new = seen.get_mut(unit).is_some_and(|seen| !std::mem::replace(seen, true));
        if new && !element.locked {
            frames |= matches!(element.kind, Kind::Frame);
            chosen.push(element.id.clone());
        }
    }
    if frames {
        let held: std::collections::HashSet<ElementId> = chosen
            .iter()
            .filter(|id| board.get(id).is_some_and(|e| matches!(e.kind, Kind::Frame)))
            .cloned()
            .collect();
        chosen.retain(|id| !board.ancestors(id).iter().any(|parent| held.contains(parent)));
    }
    chosen
}

/// The element as painted and the upright box have a point in common.
fn touches(element: &Element, around: Rect, rect: Rect) -> bool {
    if !overlap(around, rect) {
        return false;
    }
    let upright = finite(element.angle) == 0.0
        && matches!(
            element.kind,
            Kind::Rectangle | Kind::Text(_) | Kind::Image { .. } | Kind::Component(_) | Kind::Unknown(_)
        );
    if upright {
        // A box drawn inside of a hollow one touches nothing.
        return is_filled(element) || !holds(around, rect) || touches_edge(around, rect);
    }
    let line = outline(element);
    let closed = !is_open(element);
    if line.iter().any(|p| rect.contains(*p)) {
        return true;
    }
    let corners = [
        rect.origin(),
        Point::new(rect.x1, rect.y0),
        Point::new(rect.x1, rect.y1),
        Point::new(rect.x0, rect.y1),
    ];
    edges(&line, closed).any(|(a, b)| edges(&corners, true).any(|(c, d)| cross(a, b, c, d)))
        || (is_filled(element) && contains(&line, rect.origin()))
}

fn touches_edge(outer: Rect, inner: Rect) -> bool {
    outer.x0 >= inner.x0 || outer.x1 <= inner.x1 || outer.y0 >= inner.y0 || outer.y1 <= inner.y1
}
