//! Prints a layout tree as Rust for egui 0.37: a file for the screen, `flex.rs` with the rows, columns and boxes that
//! screens are made of, and `parts.rs` with what stands in them.
//!
//! Fields are bound to a struct, what is pressed comes back as an enum. Rows that do not fit go on in a new line.
//!
//! Not here: which parts a screen has.

mod screen;
mod shared;
mod state;
mod style;
mod syntax;

use super::File;
use super::names::snake;
use super::web::{at_edges, gutter};
use crate::layout::{Layout, Node, Size, Tree};

/// The screen of a tree, and what it is made of.
#[must_use]
pub fn print(tree: &Tree) -> Vec<File> {
    let mut tree = tree.clone();
    edged(&mut tree.root, 0);
    let tree = &tree;
    let mut name = snake(&tree.name, "screen");
    if matches!(name.as_str(), "flex" | "parts") {
        name.push_str("_screen");
    }
    vec![
        screen::print(tree).file(format!("{name}.rs")),
        File { path: "flex.rs".into(), text: include_str!("egui/flex.rs.txt").into(), ..File::default() },
        File { path: "parts.rs".into(), text: include_str!("egui/parts.rs.txt").into(), ..File::default() },
    ]
}

/// What would touch the edges of a narrow window keeps off them.
fn edged(node: &mut Node, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    let parent = Node { children: Vec::new(), ..node.clone() };
    let stacked = super::nodes::stacks(node) && node.children.len() == 2;
    for child in &mut node.children {
        if let Some(edge) = gutter(child, Some(&parent)) {
            (child.margin.left, child.margin.right) = (edge, edge);
        }
        edged(child, depth + 1);
    }
    // The gap of a row is the edge of its second part where that stands below the first.
    if let (true, Layout::Row(line), Some(last)) = (stacked, &mut node.layout, node.children.last_mut())
        && at_edges(last, &parent)
    {
        let gap = std::mem::take(&mut line.gap);
        last.padding.left = gap;
        if let Size::Fill { weight, .. } = &mut last.width {
            *weight += gap;
        }
    }
}

#[cfg(test)]
mod tests;
