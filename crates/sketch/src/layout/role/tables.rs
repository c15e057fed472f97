//! Rows of words that stand below each other are a table, also where more stands in the same box.
//!
//! Not here: tables of the component library.

use crate::layout::{Content, Layout, Node, Role};
use std::ops::Range;

/// Fewer rows are no table.
const ROWS: usize = 3;
/// Edges of a column are off by less than this, px.
const OFF: f64 = 2.0;

/// Finds the tables in a tree.
pub(super) fn find(node: &mut Node) {
    for child in &mut node.children {
        find(child);
    }
    let Layout::Column(line) = node.layout else { return };
    if node.role != Role::Group {
        return;
    }
    while let Some(run) = rows(&node.children) {
        if run.len() == node.children.len() {
            fill(node);
            return;
        }
        let ends = run.end == node.children.len();
        let mut inside: Vec<Node> = node.children.splice(run.clone(), []).collect();
        let drawn = inside.iter().map(|row| row.drawn).reduce(|a, b| a.union(b)).unwrap_or_default();
        let mut table = Node {
            id: format!("table-{}", inside.first().map_or("", |row| row.id.as_str())),
            drawn,
            layout: Layout::Column(line),
            room: node.room,
            ..Node::default()
        };
        // What keeps the first and the last row off others keeps the table off them.
        if let Some(first) = inside.first_mut() {
            table.margin.top = std::mem::take(&mut first.margin.top);
        }
        if let Some(last) = inside.last_mut() {
            table.margin.bottom = std::mem::take(&mut last.margin.bottom);
        }
        table.children = inside;
        // The last row has as much room below it as the others: it is the box's.
        if let Some(below) = below(&table.children).filter(|below| ends && *below <= node.padding.bottom) {
            table.drawn.y1 += below;
            node.padding.bottom = ((node.padding.bottom - below) * 10.0).round() / 10.0;
        }
        fill(&mut table);
        node.children.insert(run.start, table);
    }
}

/// Children that are the rows of a table, with the lines between them.
fn rows(children: &[Node]) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(first) = children.get(from) {
        let mut to = from + 1;
        let mut count = usize::from(is_row(first));
        if count == 1 {
            for (at, next) in children.iter().enumerate().skip(from + 1) {
                if next.role == Role::Rule {
                    continue;
                }
                if !(is_row(next) && lined(first, next)) {
                    break;
                }
                count += 1;
                to = at + 1;
            }
        }
        let ruled =
            children.get(from..to).is_some_and(|run| run.iter().any(|child| child.role == Role::Rule));
        let whole = from == 0 && to == children.len();
        // Pairs below each other may be anything; with lines between them or with more beside them they are rows.
        if count >= ROWS && (whole || ruled || first.children.len() > 2) {
            return Some(from..to);
        }
        from += 1;
    }
    None
}

/// Room between the words of a row and the line below it, or the middle of the space to the next row, px.
fn below(children: &[Node]) -> Option<f64> {
    let at = children.iter().enumerate().filter(|(_, child)| child.role != Role::Rule).nth(1)?.0;
    let (row, next) = (children.get(at)?, children.get(at + 1)?);
    let space = next.drawn.y0 - row.drawn.y1;
    let room = if next.role == Role::Rule { space } else { space / 2.0 };
    (room > 0.0).then_some(room)
}

/// Words beside each other, and nothing else.
fn is_row(node: &Node) -> bool {
    let cell = |cell: &Node| {
        cell.role == Role::Paragraph && matches!(cell.content, Content::Text(_)) && !cell.is_painted()
    };
    node.role == Role::Group
        && matches!(node.layout, Layout::Row(_))
        && node.children.len() > 1
        && node.children.iter().all(cell)
}

/// As many cells, each below that of the other row at its left or right edge.
fn lined(a: &Node, b: &Node) -> bool {
    let below = |(a, b): (&Node, &Node)| {
        (a.drawn.x0 - b.drawn.x0).abs() <= OFF || (a.drawn.x1 - b.drawn.x1).abs() <= OFF
    };
    a.children.len() == b.children.len() && a.children.iter().zip(&b.children).all(below)
}

/// The first row heads the table when it is set in another way than the second.
fn fill(table: &mut Node) {
    let look = |node: &Node| {
        node.children.first().and_then(|cell| match &cell.content {
            Content::Text(run) => Some((run.weight, run.colour.clone(), (run.size * 10.0) as i64)),
            _ => None,
        })
    };
    let mut rows = table.children.iter().filter(|child| child.role != Role::Rule);
    let (first, second) = (rows.next().and_then(look), rows.next().and_then(look));
    let mut heads = first != second;
    table.role = Role::Table;
    for row in table.children.iter_mut().filter(|child| child.role == Role::Group) {
        row.role = Role::TableRow;
        for cell in &mut row.children {
            cell.role = Role::TableCell(heads);
        }
        heads = false;
    }
}
