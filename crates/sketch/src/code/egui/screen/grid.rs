//! Where the children of a grid stand.
//!
//! Not here: how they are drawn.

use crate::layout::{Node, Place};

/// Where a child of a grid stands.
#[derive(Clone, Copy)]
pub(super) struct InGrid {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) columns: usize,
}

/// The children of a grid in their order, row by row. Those without a cell of their own fill the rows one after the
/// other; in a single column they lie on each other.
pub(super) fn placed(node: &Node, columns: usize) -> Vec<(InGrid, &Node)> {
    let mut free = 0;
    let mut placed: Vec<(InGrid, &Node)> = Vec::with_capacity(node.children.len());
    for child in &node.children {
        let at = match child.place {
            Place::Cell { column, row, columns, .. } => InGrid {
                row: usize::from(row),
                column: usize::from(column),
                columns: usize::from(columns.max(1)),
            },
            _ if columns < 2 => InGrid { row: 0, column: 0, columns: 1 },
            _ => {
                free += 1;
                InGrid { row: (free - 1) / columns, column: (free - 1) % columns, columns: 1 }
            }
        };
        placed.push((at, child));
    }
    placed.sort_by_key(|(at, _)| (at.row, at.column));
    placed
}
