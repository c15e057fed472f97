//! Finds elements by their words.
//!
//! Not here: the box where the words are typed.

use super::board::Board;
use super::geometry::bounds;
use crate::scene::{Element, ElementId, Kind};

/// Elements whose words, name or link hold the text, in any case; in reading order. None for an empty text.
#[must_use]
pub fn search(board: &Board, text: &str) -> Vec<ElementId> {
    let wanted = text.trim().to_lowercase();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(i64, i64, usize, &ElementId)> = Vec::new();
    for (position, element) in board.elements().iter().enumerate() {
        if !element.hidden && words(element).any(|words| words.to_lowercase().contains(&wanted)) {
            let at = bounds(element);
            // Lines of 16 px: what stands beside each other is read from the left.
            found.push(((at.y0 / 16.0).floor() as i64, at.x0.floor() as i64, position, &element.id));
        }
    }
    found.sort();
    found.into_iter().map(|(_, _, _, id)| id.clone()).collect()
}

fn words(element: &Element) -> impl Iterator<Item = &str> {
    let own = match &element.kind {
        Kind::Text(text) => Some(text.text.as_str()),
        Kind::Component(component) => Some(component.text.as_str()),
        _ => None,
    };
    own.into_iter().chain(element.name.as_deref()).chain(element.link.as_deref())
}
