//! Words that a hand put onto each other by a slip are moved apart: what can be read was meant to be read.
//!
//! Not here: what was drawn on top of each other on purpose, which is further in than a hand is off.

use crate::layout::metrics;
use crate::layout::piece::Screen;
use kurbo::{Rect, Vec2};

/// Share of the smaller of two texts that the other may cover.
const COVERED: f64 = 0.12;

/// Share of the smaller that is left covered along the way they are moved: lines stand close to each other.
const LEFT: f64 = 0.09;

/// More texts than this are not compared: each against each would take too long.
const MANY: usize = 1500;

/// The box of the letters of a text.
fn letters(screen: &Screen, at: usize) -> Option<Rect> {
    let piece = screen.pieces.get(at)?;
    let (run, _) = piece.text()?;
    let line = piece.rect.height() / f64::from(run.lines.max(1));
    let spare = (line - metrics::letters(run.size, run.family)) / 2.0;
    let rect = Rect::new(piece.rect.x0, piece.rect.y0 + spare, piece.rect.x1, piece.rect.y1 - spare);
    (rect.width() > 0.0 && rect.height() > 0.0).then_some(rect)
}

/// Moves words apart, each by no more than a hand is off.
pub(super) fn clear(screen: &mut Screen, noise: f64) {
    let texts: Vec<usize> = (0..screen.pieces.len()).filter(|at| letters(screen, *at).is_some()).collect();
    if texts.len() > MANY {
        return;
    }
    for _ in 0..3 {
        let mut moved = false;
        for (order, first) in texts.iter().enumerate() {
            for second in texts.iter().skip(order + 1) {
                let (Some(a), Some(b)) = (letters(screen, *first), letters(screen, *second)) else {
                    continue;
                };
                let common = a.intersect(b);
                let (width, height) = (common.width().max(0.0), common.height().max(0.0));
                if width * height <= COVERED * a.area().min(b.area()) {
                    continue;
                }
                let (low, narrow) = (a.height().min(b.height()), a.width().min(b.width()));
                let (down, across) = (height - LEFT * low, width - LEFT * narrow);
                let way = if down <= across { Vec2::new(0.0, down) } else { Vec2::new(across, 0.0) };
                if way.hypot() > 2.0 * noise {
                    continue;
                }
                // The one that stands further on goes on.
                let apart = b.center() - a.center();
                let sign = if apart.dot(way) < 0.0 { -0.5 } else { 0.5 };
                for (at, by) in [(*first, way * -sign), (*second, way * sign)] {
                    if let Some(piece) = screen.pieces.get_mut(at) {
                        piece.rect = piece.rect + by;
                    }
                }
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
}
