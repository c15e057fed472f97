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

/// Moves edges that were meant to be the same onto each other.
pub fn settle(screen: &mut Screen, noise: f64) {
    let spread = 2.0 * noise + 0.3;
    // Left edges, middles and right edges: each piece by the one it shares with the most others.
    let rects: Vec<Rect> = screen.pieces.iter().map(|piece| piece.rect).collect();
    let edges: [fn(&Rect) -> f64; 3] = [|rect| rect.x0, |rect| rect.center().x, |rect| rect.x1];
    let texts: Vec<bool> = screen.pieces.iter().map(|piece| piece.text().is_some()).collect();
    let mut settled = rects.clone();
    let lefts = clusters(&rects.iter().map(|rect| rect.x0).collect::<Vec<_>>(), spread);
    let rights = clusters(
        &rects
            .iter()
            .zip(&texts)
            .map(|(rect, text)| if *text { f64::NAN } else { rect.x1 })
            .collect::<Vec<_>>(),
        spread,
    );
    let middles = clusters(&rects.iter().map(|rect| rect.center().x).collect::<Vec<_>>(), spread);
    let _ = edges;
    for (at, rect) in settled.iter_mut().enumerate() {
        let get = |list: &[Cluster]| list.get(at).copied().unwrap_or_default();
        let (left, right, middle) = (get(&lefts), get(&rights), get(&middles));
        if texts.get(at).copied().unwrap_or(false) {
            let shift = if middle.members > left.members {
                middle.value - rect.center().x
            } else {
                left.value - rect.x0
            };
            rect.x0 += shift;
            rect.x1 += shift;
        } else {
            let (mut x0, mut x1) = (left.value, right.value);
            if x0.abs() <= 1.3 * noise {
                x0 = 0.0;
            }
            if (x1 - screen.width).abs() <= 2.3 * noise {
                x1 = screen.width;
            }
            if rect.y0.abs() <= 1.3 * noise {
                rect.y0 = 0.0;
            }
            if (rect.y1 - screen.height).abs() <= 2.3 * noise {
                rect.y1 = screen.height;
            }
            if x1 > x0 + 0.5 {
                rect.x0 = x0;
                rect.x1 = x1;
            }
        }
    }
    for (piece, rect) in screen.pieces.iter_mut().zip(settled) {
        if !matches!(piece.what, What::Rule { .. }) {
            piece.rect = rect;
        }
    }
}

/// Where a value settles, and with how many.
#[derive(Clone, Copy, Debug, Default)]
struct Cluster {
    value: f64,
    members: usize,
}

/// Groups values that lie within a spread and gives each the mean of its group; not-a-numbers stay.
fn clusters(values: &[f64], spread: f64) -> Vec<Cluster> {
    let mut order: Vec<usize> =
        (0..values.len()).filter(|at| values.get(*at).is_some_and(|value| value.is_finite())).collect();
    let value = |at: usize| values.get(at).copied().unwrap_or(f64::NAN);
    order.sort_by(|a, b| value(*a).total_cmp(&value(*b)).then(a.cmp(b)));
    let mut out = vec![Cluster { value: f64::NAN, members: 0 }; values.len()];
    let mut from = 0;
    while from < order.len() {
        let first = order.get(from).map_or(0.0, |at| value(*at));
        let mut to = from;
        while order.get(to).is_some_and(|at| value(*at) - first <= spread) {
            to += 1;
        }
        let members = order.get(from..to).unwrap_or(&[]);
        let mean = members.iter().map(|at| value(*at)).sum::<f64>() / members.len().max(1) as f64;
        for at in members {
            if let Some(cluster) = out.get_mut(*at) {
                *cluster = Cluster { value: mean, members: members.len() };
            }
        }
        from = to.max(from + 1);
    }
    out
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
