//! What an element's parents mean for how it looks: hidden with them, faint with them, cut at the edge of their frame.
//!
//! Not here: marks.

use crate::scene::{Element, ElementId, Kind, Page};
use kurbo::Rect;
use std::collections::HashMap;

/// Longest way up: beyond it parents go in circles.
const MAX_PARENTS: usize = 256;

/// The elements of a page by their ids.
pub(super) struct Tree<'a> {
    by_id: HashMap<&'a ElementId, &'a Element>,
    labels: HashMap<&'a ElementId, &'a Element>,
}

impl<'a> Tree<'a> {
    pub(super) fn of(page: &'a Page) -> Self {
        let by_id: HashMap<_, _> =
            page.elements.iter().map(|element| (&element.id, element.as_ref())).collect();
        let texts = page.elements.iter().filter(|element| matches!(element.kind, Kind::Text(_)));
        let labels = texts.filter_map(|text| Some((text.parent.as_ref()?, text.as_ref()))).collect();
        Self { by_id, labels }
    }

    fn parents(&self, element: &'a Element) -> impl Iterator<Item = &'a Element> {
        let up = |element: &&'a Element| element.parent.as_ref().and_then(|id| self.by_id.get(id)).copied();
        std::iter::successors(up(&element), up).take(MAX_PARENTS)
    }

    pub(super) fn is_hidden(&self, element: &'a Element) -> bool {
        element.hidden || self.parents(element).any(|parent| parent.hidden)
    }

    /// Of groups around it.
    pub(super) fn opacity(&self, element: &'a Element) -> f64 {
        let groups = self.parents(element).filter(|parent| matches!(parent.kind, Kind::Group));
        groups.map(|group| group.style.opacity.clamp(0.0, 1.0)).product()
    }

    /// The nearest frame around it. A turned frame cuts nothing.
    pub(super) fn clip(&self, element: &'a Element) -> Option<Rect> {
        let frame = self.parents(element).find(|parent| matches!(parent.kind, Kind::Frame))?;
        (frame.angle == 0.0).then(|| frame.rect())
    }

    /// The box of an arrow's label, from the arrow's corner.
    pub(super) fn label_of(&self, element: &'a Element) -> Option<Rect> {
        if !matches!(element.kind, Kind::Arrow(_) | Kind::Line(_)) || element.angle != 0.0 {
            return None;
        }
        let label = self.labels.get(&element.id).filter(|label| !label.hidden)?;
        Some((label.rect() - kurbo::Vec2::new(element.x, element.y)).inflate(4.0, 2.0))
    }
}
