//! Rows with the same columns, one below the other, are a grid.
//!
//! Not here: how rows were found (`cut`) and how wide their cells are (`size`).

use super::{Cross, Justify, Layout, Line, Node, Place, Size, Track};

/// Columns of a row of equal cells, and the gap between them.
fn cells(node: &Node) -> Option<(usize, f64)> {
    let Layout::Row(Line { gap, justify: Justify::Start, align: Cross::Start | Cross::Stretch, .. }) =
        node.layout
    else {
        return None;
    };
    let first = match node.children.first()?.width {
        Size::Fill { weight, .. } => weight,
        _ => return None,
    };
    let even = node.children.iter().all(|child| {
        let same = matches!(child.width, Size::Fill { weight, max, .. }
            if (weight - first).abs() <= 0.2 && max.is_infinite());
        same && child.place == Place::Flow && child.margin == super::Sides::default()
    });
    let bare = node.elements.is_empty() && node.padding.top == 0.0 && node.padding.bottom == 0.0;
    (even && bare && node.children.len() > 1).then_some((node.children.len(), gap))
}

/// Whether a row goes on the grid that the first row begins.
fn goes_on(first: &Node, node: &Node, slack: f64) -> bool {
    let (Some((columns, gap)), Some((others, other))) = (cells(first), cells(node)) else { return false };
    let (a, b) = (first.padding, node.padding);
    columns == others
        && (gap - other).abs() <= slack
        && (a.left - b.left).abs() <= slack
        && (a.right - b.right).abs() <= slack
        && first.limit == node.limit
        && (first.room - node.room).abs() <= slack
}

/// Makes grids of all runs of such rows. Spaces between rows may differ by `slack` px.
pub fn gather(node: &mut Node, slack: f64) {
    for child in &mut node.children {
        gather(child, slack);
    }
    let Layout::Column(line) = node.layout else { return };
    let mut rows = std::mem::take(&mut node.children).into_iter().peekable();
    while let Some(first) = rows.next() {
        let mut run = vec![first];
        while let (Some(first), Some(next)) = (run.first(), rows.peek()) {
            let space = run.get(1).map(|second: &Node| second.margin.top);
            let even = space.is_none_or(|space| (space - next.margin.top).abs() <= slack);
            if !(even && goes_on(first, next, slack)) {
                break;
            }
            run.extend(rows.next());
        }
        if run.len() > 1 {
            node.children.extend(grid(run, line.gap));
        } else {
            node.children.append(&mut run);
        }
    }
}

/// One grid of several rows; `above` is the gap of the column they stood in.
fn grid(rows: Vec<Node>, above: f64) -> Option<Node> {
    let count = rows.len();
    let spaces: f64 = rows.iter().skip(1).map(|row| row.margin.top + above).sum();
    let mut rows = rows.into_iter();
    let mut grid = rows.next()?;
    let (columns, gap) = cells(&grid)?;
    for row in rows {
        grid.drawn = grid.drawn.union(row.drawn);
        grid.children.extend(row.children);
    }
    grid.id = format!("grid-{}", grid.id);
    grid.layout = Layout::Grid {
        columns: vec![Track::Share(1.0); columns],
        rows: vec![Track::Content; count],
        column_gap: gap,
        row_gap: super::size::tenth(spaces / (count as f64 - 1.0).max(1.0)),
    };
    grid.room = (grid.room - gap * (columns as f64 - 1.0)) / columns as f64;
    for child in &mut grid.children {
        child.width = Size::Content;
    }
    Some(grid)
}
