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
use crate::layout::Tree;

/// The screen of a tree, and what it is made of.
#[must_use]
pub fn print(tree: &Tree) -> Vec<File> {
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

#[cfg(test)]
mod tests;
