//! What is told of a part without drawing it: its first words, whether it may shrink, how its row grows.
//!
//! Not here: how wide words are ([`metrics`]).

use super::tokens::colour::Colour;
use crate::layout::{Content, Cross, Justify, Layout, Line, Node, Paint, Place, Role, Size, Tree, metrics};
use crate::scene::{Align, ComponentKind};

/// Higher than this a part is no line of words, px.
const LINE: f64 = 100.0;

/// The first text in a node.
pub(super) fn first_words(node: &Node, depth: usize) -> Option<String> {
    match &node.content {
        Content::Text(run) => Some(run.text.clone()),
        _ if depth > super::DEEPEST => None,
        _ => node.children.iter().find_map(|child| first_words(child, depth + 1)),
    }
}

/// A number with what belongs to it, or a date: it is read as one.
pub(super) fn is_figure(words: &str) -> bool {
    let digits = words.chars().any(|letter| letter.is_ascii_digit());
    digits && words.chars().count() <= 14 && words.split_whitespace().count() <= 3
}

/// Nothing but words on one line, whose width is that of the words and the gaps between them.
pub(super) fn of_words(node: &Node, depth: usize) -> bool {
    let spread = |line: &Line| line.justify != Justify::Start;
    let pushed = |child: &Node| !child.margin.left.is_finite() || !child.margin.right.is_finite();
    if depth > super::DEEPEST
        || node.paint != Paint::default()
        || matches!(&node.layout, Layout::Row(line) if spread(line) || node.children.iter().any(pushed))
    {
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

/// The tree with words that look like links as links, and its high rows aligned so that they can grow: parts that begin
/// at the top stay there, a painted one goes on to the end, and what stood in the middle of it keeps the room above it.
pub(super) fn settled(tree: &Tree) -> Tree {
    let mut tree = tree.clone();
    settle(&mut tree.root, 0);
    columns(&mut tree.root, 0);
    let mut strong = Vec::new();
    fills(&tree.root, &mut strong, 0);
    if !strong.is_empty() {
        links(&mut tree.root, &strong, 0);
    }
    tree
}

/// Strong colours that buttons are filled with.
fn fills(node: &Node, found: &mut Vec<Colour>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    if node.role == Role::Control(ComponentKind::Button)
        && let Some(fill) = node.paint.background.as_deref().and_then(Colour::parse)
        && fill.strong()
    {
        found.push(fill);
    }
    node.children.iter().for_each(|child| fills(child, found, depth + 1));
}

/// Short words in the colour of buttons can be pressed as well: they are links.
fn links(node: &mut Node, strong: &[Colour], depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    if let (Role::Paragraph | Role::Heading(2..), Content::Text(run)) = (&node.role, &node.content)
        && run.lines <= 1
        && run.size <= 16.0
        && run.text.chars().count() <= 40
        && node.paint == Paint::default()
        && Colour::parse(&run.colour).is_some_and(|colour| strong.contains(&colour))
    {
        node.role = Role::Link;
    }
    if node.role != Role::Link {
        node.children.iter_mut().for_each(|child| links(child, strong, depth + 1));
    }
}

/// How wide the longest word of a cell is, px; of a figure the whole.
fn unbroken(cell: &Node) -> f64 {
    let Content::Text(run) = &cell.content else { return 0.0 };
    let wide = |words: &str| metrics::width(words, run.size, run.family, run.weight >= 600);
    if is_figure(&run.text) {
        return wide(&run.text).ceil();
    }
    run.text.split_whitespace().map(wide).fold(0.0, f64::max).ceil()
}

/// The cells of a table have the widths of its columns, in every row.
fn columns(node: &mut Node, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    node.children.iter_mut().for_each(|child| columns(child, depth + 1));
    if node.role != Role::Table || !matches!(node.layout, Layout::Column(_)) {
        return;
    }
    let rows = || node.children.iter().filter(|row| row.role == Role::TableRow);
    let count = rows().map(|row| row.children.len()).max().unwrap_or(0);
    let start = |at: usize| {
        rows().filter_map(|row| Some(row.children.get(at)?.drawn.x0)).fold(f64::INFINITY, f64::min)
    };
    let end = rows().map(|row| row.drawn.x1).fold(node.drawn.x1 - node.padding.right, f64::max);
    let starts: Vec<f64> = (0..count).map(start).chain([end]).collect();
    let least = |at: usize| rows().filter_map(|row| row.children.get(at)).map(unbroken).fold(0.0, f64::max);
    let least: Vec<f64> = (0..count).map(least).collect();
    for row in node.children.iter_mut().filter(|row| row.role == Role::TableRow) {
        let Layout::Row(line) = &mut row.layout else { continue };
        *line = Line { gap: 0.0, justify: Justify::Start, wrap: false, stacks: false, ..*line };
        for ((cell, column), least) in row.children.iter_mut().zip(starts.windows(2)).zip(&least) {
            let wide = column.last().zip(column.first()).map_or(0.0, |(to, from)| to - from);
            let weight = (wide.max(1.0) * 10.0).round() / 10.0;
            cell.width = Size::Fill { weight, min: *least, max: f64::INFINITY };
            (cell.margin.left, cell.margin.right) = (0.0, 0.0);
        }
    }
}

fn settle(node: &mut Node, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    node.children.iter_mut().for_each(|child| settle(child, depth + 1));
    let Layout::Row(line) = &mut node.layout else { return };
    if !matches!(line.align, Cross::Middle | Cross::Start) || line.wrap {
        return;
    }
    let top = node.children.iter().map(|child| child.drawn.y0).fold(f64::INFINITY, f64::min);
    let bottom = node.children.iter().map(|child| child.drawn.y1).fold(f64::NEG_INFINITY, f64::max);
    if bottom - top <= LINE {
        return;
    }
    let fills = |child: &Node| {
        child.paint.background.is_some()
            && !child.children.is_empty()
            && child.place == Place::Flow
            && child.drawn.y0 <= top + 0.5
            && child.drawn.y1 >= bottom - 0.5
    };
    let level = node.children.iter().all(|child| (child.drawn.y0 - top).abs() < 0.5);
    if node.children.iter().any(fills) {
        for child in node.children.iter_mut().filter(|child| child.place == Place::Flow) {
            let above = child.drawn.y0 - top;
            if line.align == Cross::Middle && above > 0.5 {
                child.margin.top = (above * 10.0).round() / 10.0;
                child.margin.bottom = ((bottom - child.drawn.y1) * 10.0).round().max(0.0) / 10.0;
            }
        }
        line.align = Cross::Stretch;
        // What can be seen and does not reach the end keeps its height.
        for child in node.children.iter_mut().filter(|child| child.place == Place::Flow) {
            let seen =
                child.paint != Paint::default() || !matches!(child.content, Content::None | Content::Text(_));
            if seen && !fills(child) && child.drawn.y1 < bottom - 0.5 {
                child.place = Place::Own(Cross::Start);
            }
        }
        // The others make the row as high as it is: what fills it needs no height of its own.
        let reaches = |child: &Node| !fills(child) && child.drawn.y1 + child.margin.bottom >= bottom - 0.5;
        if node.children.iter().any(reaches) {
            for child in node.children.iter_mut().filter(|child| fills(child)) {
                child.height = Size::Content;
                // As much room below what is in it as above, where the row is not that high.
                if let Some(below) = super::web::below(child) {
                    child.padding.bottom = below;
                }
            }
        }
    } else if level {
        line.align = Cross::Start;
    }
}

/// Must stay as wide as it was drawn: words on a line of their own, buttons, small pictures, and rows of these.
pub(super) fn tight(node: &Node, depth: usize) -> bool {
    if depth > super::DEEPEST {
        return false;
    }
    let basis = if let Size::Fill { weight, .. } = node.width { Some(weight) } else { None };
    match (&node.role, &node.content, &node.layout) {
        (Role::Control(ComponentKind::Button), ..) => true,
        (_, Content::Text(run), _) => {
            let words = metrics::width(&run.text, run.size, run.family, run.weight >= 600);
            run.lines <= 1 && basis.is_none_or(|basis| basis <= words * 1.3 + 8.0)
        }
        (_, Content::Picture { .. } | Content::Control { .. }, _) => node.drawn.width() <= 64.0,
        (_, Content::None, Layout::Row(line)) => {
            !line.wrap && node.children.iter().all(|child| tight(child, depth + 1))
        }
        _ => false,
    }
}

/// A row of painted parts that keep what is in them off their edges: below each other they need no gap between them, but
/// where their own edges are drawn.
pub(crate) fn wide_apart(node: &Node) -> bool {
    let off = |pair: &[Node]| match pair {
        [above, below] => {
            let edged = above.paint.radius > 0.0 || above.paint.borders.iter().any(Option::is_some);
            above.is_painted() && !edged && below.padding.top + below.margin.top >= super::web::EDGE
        }
        _ => true,
    };
    matches!(&node.layout, Layout::Row(line) if line.gap > 0.0)
        && node.padding.left == 0.0
        && node.limit.is_none()
        && node.children.windows(2).all(off)
}

/// Widest window in which what stands beside each other goes below each other, px.
pub(crate) const SMALL: f64 = 640.0;

/// A row that is too wide for a small window: it goes on in new lines there.
pub(crate) fn stacks(node: &Node) -> bool {
    let Layout::Row(line) = &node.layout else { return false };
    if line.wrap || node.children.len() < 2 || matches!(node.role, Role::TableRow) {
        return false;
    }
    let gaps = line.gap * (node.children.len() - 1) as f64;
    if node.children.iter().all(|child| tight(child, 0)) {
        let width: f64 = node.children.iter().map(|child| child.drawn.width()).sum();
        return width + gaps > SMALL / 2.0;
    }
    // A mark or a small picture stays beside its words.
    let small = |child: &Node| tight(child, 0) && child.drawn.width() <= 64.0;
    if node.children.iter().filter(|child| !small(child)).count() < 2 {
        return false;
    }
    let (first, last) = (node.children.first(), node.children.last());
    let width = first.zip(last).map_or(0.0, |(first, last)| last.drawn.x1 - first.drawn.x0);
    width > SMALL - 32.0
}
