//! Arrows that hold on to shapes, while shapes change. How they run is [`arrows`]'s alone.
//!
//! Not here: what a shape offers to hold on to ([`pick::shape_at`](super::pick::shape_at)).

use super::change::Draft;
use crate::arrows;
use crate::scene::{Binding, Element, ElementId, Kind};
use kurbo::{Point, Rect};
use std::sync::Arc;

/// So near to its middle an arrow holds on to the middle, as a share of the size.
const MIDDLE: f64 = 0.15;

/// Holds on to a shape at a point of the page; near the middle it is the middle.
pub(super) fn bind(shape: &Element, at: Point) -> Binding {
    let mut at = arrows::shares(shape, at);
    if (at.x - 0.5).abs() < MIDDLE && (at.y - 0.5).abs() < MIDDLE {
        at = Point::new(0.5, 0.5);
    }
    Binding { element: shape.id.clone(), at, gap: arrows::GAP }
}

impl arrows::Surroundings for Draft<'_> {
    fn element(&self, id: &ElementId) -> Option<Arc<Element>> {
        self.get(id).cloned()
    }

    fn near(&self, rect: Rect) -> Vec<Arc<Element>> {
        self.in_rect(rect)
    }
}

/// Sets the ends of an arrow by what it holds on to; an elbow gets a new way.
pub(super) fn reroute(draft: &mut Draft<'_>, id: &ElementId) {
    let Some(arrow) = draft.get(id).cloned() else { return };
    draft.set(arrows::routed(draft, &arrow));
}

/// Lets go of everything that is not there any more.
pub(super) fn release(draft: &mut Draft<'_>, gone: &std::collections::HashSet<ElementId>) {
    let board = draft.board();
    let mut arrows: Vec<&ElementId> =
        gone.iter().flat_map(|id| board.arrows(id)).filter(|arrow| !gone.contains(*arrow)).collect();
    arrows.sort();
    arrows.dedup();
    for arrow in arrows {
        draft.edit(arrow, |element| {
            if let Kind::Arrow(linear) | Kind::Line(linear) = &mut element.kind {
                for end in [&mut linear.start, &mut linear.end] {
                    if end.as_ref().is_some_and(|b| gone.contains(&b.element)) {
                        *end = None;
                    }
                }
            }
        });
    }
}
