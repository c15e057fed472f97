//! What is told of the words in a part without drawing it.
//!
//! Not here: how wide words are ([`metrics`](crate::layout::metrics)).

use crate::layout::{Content, Node, Paint};
use crate::scene::Align;

/// The first text in a node.
pub(super) fn first_words(node: &Node, depth: usize) -> Option<String> {
    match &node.content {
        Content::Text(run) => Some(run.text.clone()),
        _ if depth > super::DEEPEST => None,
        _ => node.children.iter().find_map(|child| first_words(child, depth + 1)),
    }
}

/// Nothing but words on one line, whose width is that of the words.
pub(super) fn of_words(node: &Node, depth: usize) -> bool {
    if depth > super::DEEPEST || node.paint != Paint::default() {
        return false;
    }
    match &node.content {
        Content::Text(run) => run.lines <= 1 && run.align == Align::Start,
        Content::None => {
            !node.children.is_empty() && node.children.iter().all(|child| of_words(child, depth + 1))
        }
        _ => false,
    }
}
