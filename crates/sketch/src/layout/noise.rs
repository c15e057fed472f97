//! How exact a drawing is, and what a hand meant.
//!
//! In a drawing made by a program many edges are the same to a tenth of a pixel; where a hand drew, edges that were
//! meant to be the same differ by a few pixels. How much is measured first; an exact drawing is left as it is.
//!
//! Not here: rows and columns.

use super::piece::{Screen, What};
use kurbo::Rect;

/// How far edges are off, px: 0 for an exact drawing.
#[must_use]
pub fn of(screen: &Screen) -> f64 {
    let (mut exact, mut near) = (0_u32, 0_u32);
    let mut edges = |text: bool, edge: fn(&Rect) -> f64| {
        let mut values: Vec<f64> = screen
            .pieces
            .iter()
            .filter(|piece| !matches!(piece.what, What::Rule { .. }) && piece.text().is_some() == text)
            .map(|piece| edge(&piece.rect))
            .collect();
        values.sort_by(f64::total_cmp);
        for pair in values.windows(2) {
            let (Some(a), Some(b)) = (pair.first(), pair.get(1)) else { continue };
            match b - a {
                apart if apart <= 0.15 => exact += 1,
                apart if apart <= 5.0 => near += 1,
                _ => {}
            }
        }
    };
    edges(true, |rect| rect.x0);
    edges(true, |rect| rect.y0);
    for edge in [
        |rect: &Rect| rect.x0,
        |rect: &Rect| rect.x1,
        |rect: &Rect| rect.y0,
        |rect: &Rect| rect.y1,
        Rect::width,
        Rect::height,
    ] {
        edges(false, edge);
    }
    // Places read from a program share their tenths of a pixel more often than chance lets them.
    let mut tenths = [0_u32; 10];
    for value in screen.pieces.iter().flat_map(|piece| [piece.rect.x0, piece.rect.y0]) {
        let tenth = (value * 10.0).round().rem_euclid(10.0);
        if let Some(count) = tenths.get_mut(tenth as usize) {
            *count += 1;
        }
    }
    let all = tenths.iter().sum::<u32>().max(1);
    let share = f64::from(tenths.iter().copied().max().unwrap_or(0)) / f64::from(all);
    let ratio = f64::from(exact) / f64::from((exact + near).max(1));
    let rough = if near >= 4 {
        ratio < 0.6 && (share < 0.26 || (ratio < 0.35 && share < 0.4))
    } else {
        share < 0.22 && all >= 14 && ratio < 0.6
    };
    if rough { 2.0 } else { 0.0 }
}

/// Boxes side by side that reach a pixel or two into each other (shared borders): the one painted first loses what is
/// not seen of it, with its border there.
pub fn part_boxes(screen: &mut Screen) {
    const MOST: f64 = 2.6;
    let boxes: Vec<(usize, Rect)> = screen
        .pieces
        .iter()
        .enumerate()
        .filter(|(_, piece)| matches!(piece.what, What::Box | What::Picture { .. }))
        .filter(|(_, piece)| piece.rect.width() > 4.0 * MOST && piece.rect.height() > 4.0 * MOST)
        .map(|(at, piece)| (at, piece.rect))
        .collect();
    if boxes.len() > 3000 {
        return;
    }
    let mut cuts: Vec<(usize, usize, f64)> = Vec::new();
    for (order, (first, a)) in boxes.iter().enumerate() {
        for (_, b) in boxes.iter().skip(order + 1) {
            let across = a.x1.min(b.x1) - a.x0.max(b.x0);
            let down = a.y1.min(b.y1) - a.y0.max(b.y0);
            // Clockwise from the top, as borders are.
            if down > 0.0 && down <= MOST && across > 0.5 * a.width().min(b.width()) {
                cuts.push((*first, if a.y0 < b.y0 { 2 } else { 0 }, down));
            } else if across > 0.0 && across <= MOST && down > 0.5 * a.height().min(b.height()) {
                cuts.push((*first, if a.x0 < b.x0 { 1 } else { 3 }, across));
            }
        }
    }
    let mut done = std::collections::BTreeSet::new();
    for (at, side, by) in cuts {
        let Some(piece) = screen.pieces.get_mut(at) else { continue };
        if !done.insert((at, side)) {
            continue;
        }
        match side {
            0 => piece.rect.y0 += by,
            1 => piece.rect.x1 -= by,
            2 => piece.rect.y1 -= by,
            _ => piece.rect.x0 += by,
        }
        if let Some(border) = piece.paint.borders.get_mut(side)
            && border.as_ref().is_some_and(|(width, _)| *width <= by + 0.5)
        {
            *border = None;
        }
    }
}

/// Gives lines of text whose boxes reach into each other a smaller line height, so that they can stand below each other:
/// the letters stay where they are.
pub fn part_lines(screen: &mut Screen) {
    let rects: Vec<(Rect, Rect)> =
        screen.pieces.iter().map(|piece| (piece.rect, super::nest::core(piece))).collect();
    let mut trims = vec![0.0_f64; rects.len()];
    let single: Vec<bool> =
        screen.pieces.iter().map(|piece| piece.text().is_some_and(|(run, _)| run.lines == 1)).collect();
    for (a, (upper, upper_core)) in rects.iter().enumerate() {
        for (b, (lower, lower_core)) in rects.iter().enumerate() {
            let overlap = upper.y1 - lower.y0;
            let aside = lower.x0 >= upper.x1 || upper.x0 >= lower.x1;
            let (first, second) =
                (single.get(a).copied().unwrap_or(false), single.get(b).copied().unwrap_or(false));
            if a == b
                || overlap <= 0.0
                || aside
                || !(first || second)
                || lower.center().y <= upper.center().y
                || upper_core.y1 > lower_core.y0 + 1.0
            {
                continue;
            }
            let (room_a, room_b) = (
                if first { upper.y1 - upper_core.y1 } else { 0.0 },
                if second { lower_core.y0 - lower.y0 } else { 0.0 },
            );
            let share = overlap / (room_a + room_b).max(0.01);
            if let Some(trim) = trims.get_mut(a) {
                *trim = trim.max(room_a * share.min(1.0));
            }
            if let Some(trim) = trims.get_mut(b) {
                *trim = trim.max(room_b * share.min(1.0));
            }
        }
    }
    for (piece, trim) in screen.pieces.iter_mut().zip(trims) {
        let height = piece.rect.height();
        if trim <= 0.0 {
            continue;
        }
        if let What::Text(run, _) = &mut piece.what {
            let trim = (trim - 0.01).ceil().min(((height - 0.7 * run.size).max(0.0) / 2.0).floor());
            run.line_height = (height - 2.0 * trim) / run.size;
            piece.rect.y0 += trim;
            piece.rect.y1 -= trim;
        }
    }
}
