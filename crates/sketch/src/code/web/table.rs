//! Tables: rows and cells become those of HTML, with the widths, heights and lines that were drawn.
//!
//! Not here: which boxes are a table (`layout::role`), tables of the component library (`code::controls`).

use super::style::{self, px};
use crate::code::classes::number;
use crate::code::dom::{Child, Declaration, Element};
use crate::code::nodes::is_figure;
use crate::layout::{Content, Node, Role, Tree};
use crate::scene::Align;

/// Room between the words of a column and the next one, px.
const BETWEEN: f64 = 16.0;

/// How the children of a flex or grid stand; a table's do not.
const ARRANGED: &[&str] = &[
    "display",
    "flex-direction",
    "flex-wrap",
    "justify-content",
    "align-items",
    "gap",
    "row-gap",
    "column-gap",
    "grid-template-columns",
];

/// The rows of a node that is a table; none when it has none.
fn rows(node: &Node) -> Vec<&Node> {
    node.children.iter().filter(|child| child.role == Role::TableRow && !child.children.is_empty()).collect()
}

/// What a row stands for: the line above it, which it is drawn with, else the row itself.
fn line_above<'n>(table: &'n Node, row: &'n Node) -> &'n str {
    let at = table.children.iter().position(|child| child.id == row.id);
    let before = at.and_then(|at| table.children.get(at.checked_sub(1)?));
    before.filter(|before| before.role == Role::Rule).map_or(&row.id, |rule| &rule.id)
}

/// Fills the element of a table; `cell` makes the element of what is in a cell. False when it has no rows.
pub(super) fn fill(
    element: &mut Element,
    node: &Node,
    tree: &Tree,
    cell: &dyn Fn(&Node, &Node) -> Element,
) -> bool {
    let rows = rows(node);
    let Some(widest) = rows.iter().max_by_key(|row| row.children.len()) else { return false };
    let columns = Columns::of(node, widest, &rows);
    element.style.retain(|declaration| !ARRANGED.contains(&declaration.property.as_str()));
    element.narrow.clear();
    // A box with room in it stays a box around the table.
    let padded = element.style.iter().any(|one| one.property.starts_with("padding"));
    let mut table =
        if padded { Element { name: "table".into(), ..Element::default() } } else { std::mem::take(element) };
    "table".clone_into(&mut table.tag);
    set(&mut table, "width", "100%");
    set(&mut table, "text-align", "left");
    let line = node.children.iter().find(|child| child.role == Role::Rule);
    let line = line.and_then(|rule| {
        Some(format!("{} solid {}", px(rule.drawn.height().max(1.0)), rule.paint.background.as_ref()?))
    });
    let headed = |row: &&Node| row.children.iter().all(|cell| cell.role == Role::TableCell(true));
    let mut head = Element { tag: "thead".into(), ..Element::default() };
    let mut body = Element { tag: "tbody".into(), ..Element::default() };
    let mut drift = 0.0;
    for (index, row) in rows.iter().enumerate() {
        let in_head = index == 0 && headed(row);
        let mut out = Element {
            tag: "tr".into(),
            id: line_above(node, row).to_owned(),
            name: "table-row".into(),
            ..Element::default()
        };
        style::declare(&mut out, row, None, tree);
        out.style.retain(|one| one.property == "background");
        out.narrow.clear();
        let (own, usual) = (columns.room(node, &rows, index), columns.room(node, &rows, 1));
        // Rows that are off by a hair are alike, as long as that does not add up.
        let off = drift + usual.0 + usual.1 - own.0 - own.1;
        let near = (own.0 - usual.0).abs() <= 3.0 && (own.1 - usual.1).abs() <= 3.0;
        let alike = index > 0 && near && f64::abs(off) <= 1.0;
        let room = if alike { usual } else { own };
        drift = if alike { off } else { drift };
        for (at, inside) in row.children.iter().enumerate() {
            let mut one = cell(inside, row);
            columns.cell(&mut one, inside, at, room, in_head);
            if let Some(line) = &line
                && index > 0
            {
                set(&mut one, "border-top", line);
            }
            out.children.push(Child::Element(one));
        }
        if in_head { &mut head } else { &mut body }.children.push(Child::Element(out));
    }
    for part in [head, body] {
        if !part.children.is_empty() {
            table.children.push(Child::Element(part));
        }
    }
    if padded {
        element.children.push(Child::Element(table));
        "div".clone_into(&mut element.tag);
    } else {
        *element = table;
    }
    true
}

/// Where columns begin, as shares of the table, and how their words are aligned.
struct Columns {
    widths: Vec<f64>,
    aligns: Vec<Align>,
    /// Before the words of the first column, px.
    indent: f64,
}

impl Columns {
    fn of(node: &Node, widest: &Node, rows: &[&Node]) -> Self {
        let (left, right) = (node.drawn.x0 + node.padding.left, node.drawn.x1 - node.padding.right);
        let whole = (right - left).max(1.0);
        let count = widest.children.len();
        let column = |at: usize| rows.iter().filter_map(move |row| row.children.get(at));
        let aligns: Vec<Align> = (0..count)
            .map(|at| {
                let edges: Vec<(f64, f64)> = column(at).map(|cell| (cell.drawn.x0, cell.drawn.x1)).collect();
                let same = |of: &dyn Fn(&(f64, f64)) -> f64| {
                    edges.windows(2).all(|pair| {
                        pair.first().zip(pair.last()).is_some_and(|(a, b)| (of(a) - of(b)).abs() <= 2.0)
                    })
                };
                let starts = same(&|edge| edge.0);
                match () {
                    () if starts => Align::Start,
                    () if same(&|edge| edge.1) => Align::End,
                    () => Align::Start,
                }
            })
            .collect();
        let begin = |at: usize| -> f64 {
            if at == 0 {
                return left;
            }
            let first = column(at).map(|cell| cell.drawn.x0).fold(f64::INFINITY, f64::min);
            match aligns.get(at) {
                Some(Align::End) => {
                    let before = column(at - 1).map(|cell| cell.drawn.x1).fold(left, f64::max);
                    f64::midpoint(before, first)
                }
                _ => first,
            }
        };
        let starts: Vec<f64> = (0..count).map(begin).chain([right]).collect();
        let widths = starts.windows(2).map(|pair| match pair {
            [a, b] => ((b - a) / whole * 100.0).max(0.0),
            _ => 0.0,
        });
        let first = column(0).map(|cell| cell.drawn.x0).fold(f64::INFINITY, f64::min);
        let starts = aligns.first() == Some(&Align::Start) && first.is_finite();
        let indent = if starts { ((first - left).max(0.0) * 10.0).round() / 10.0 } else { 0.0 };
        Self { widths: widths.collect(), aligns, indent }
    }

    /// Room above and below the words of a row, px.
    fn room(&self, node: &Node, rows: &[&Node], index: usize) -> (f64, f64) {
        let Some(row) = rows.get(index) else { return (0.0, 0.0) };
        let words = |row: &Node| {
            let top = row.children.iter().map(|cell| cell.drawn.y0).fold(f64::INFINITY, f64::min);
            let bottom = row.children.iter().map(|cell| cell.drawn.y1).fold(f64::NEG_INFINITY, f64::max);
            (top, bottom)
        };
        let (top, bottom) = words(row);
        let before = index.checked_sub(1).and_then(|before| rows.get(before)).map(|row| words(row).1);
        let after = rows.get(index + 1).map(|row| words(row).0);
        // The line between two rows, else the middle between them.
        let between = |from: f64, to: f64| {
            let rule = node.children.iter().find(|child| {
                child.role == Role::Rule && child.drawn.y0 >= from - 1.0 && child.drawn.y1 <= to + 1.0
            });
            rule.map_or(f64::midpoint(from, to), |rule| rule.drawn.y1)
        };
        let above =
            before.map_or(top - node.drawn.y0 - node.padding.top, |before| top - between(before, top));
        let line = node.children.iter().find(|child| child.role == Role::Rule);
        let line = line.map_or(0.0, |rule| rule.drawn.height().max(1.0));
        let below = match after {
            Some(after) => between(bottom, after) - bottom - line,
            None => node.drawn.y1 - node.padding.bottom - bottom,
        };
        (above.clamp(0.0, 64.0), below.clamp(0.0, 64.0))
    }

    /// Tag, width and room of a cell.
    fn cell(&self, out: &mut Element, node: &Node, at: usize, (above, below): (f64, f64), in_head: bool) {
        let heads = node.role == Role::TableCell(true);
        if heads { "th" } else { "td" }.clone_into(&mut out.tag);
        if heads {
            out.attributes.push(("scope".into(), Some(if in_head { "col" } else { "row" }.into())));
        }
        let keeps = |property: &str| {
            property.starts_with("font") || matches!(property, "color" | "line-height" | "background")
        };
        out.style.retain(|one| keeps(&one.property) || matches!(node.content, Content::None));
        if matches!(node.content, Content::Text(_)) {
            out.narrow.clear();
        }
        if in_head && let Some(width) = self.widths.get(at) {
            set(out, "width", &format!("{}%", number((width * 100.0).round() / 100.0)));
        }
        let (above, below) = (px(above), px(below));
        let left = px(if at == 0 { self.indent } else { 0.0 });
        set(out, "padding", &format!("{above} {} {below} {left}", px(BETWEEN)));
        if self.aligns.get(at) == Some(&Align::End) {
            set(out, "text-align", "right");
        }
        if let Content::Text(run) = &node.content
            && !heads
            && is_figure(&run.text)
        {
            set(out, "white-space", "nowrap");
        }
        name(out, heads);
    }
}

fn name(out: &mut Element, heads: bool) {
    if heads { "column-title" } else { "cell" }.clone_into(&mut out.name);
}

fn set(element: &mut Element, property: &str, value: &str) {
    match element.style.iter_mut().find(|one| one.property == property) {
        Some(one) => value.clone_into(&mut one.value),
        None => element.style.push(Declaration { property: property.into(), value: value.into() }),
    }
}
