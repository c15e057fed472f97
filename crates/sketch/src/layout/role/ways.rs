//! Words to move about: links in bars, beside the content and at the bottom of a screen, and whose screen it is.
//!
//! Not here: words that look like links wherever they stand ([`classify`](crate::classify)).

use crate::layout::{Content, Cross, Justify, Layout, Line, Node, Place, Role, Run, Size, Tree};
use std::ops::Range;

/// Longer words do not lead anywhere by their place alone, in letters.
const LONGEST: usize = 32;
/// A longer name is no name, in letters.
const NAME: usize = 24;
/// What stands beside the content is not wider than this share of the screen.
const SIDE: f64 = 0.3;
/// Whose screen it is stands within this share of its height.
const TOP: f64 = 0.15;

/// Finds links and what they stand in.
pub(super) fn find(tree: &mut Tree, body: f64) {
    let (width, height) = (tree.width, tree.height);
    for (at, part) in tree.root.children.iter_mut().enumerate() {
        match part.role {
            // Nothing but links at the very top.
            Role::Group if at == 0 && part.drawn.y0 <= 40.0 => {
                let links = run(&part.children, 2).is_some_and(|run| run.len() == part.children.len());
                if links && matches!(part.layout, Layout::Row(_)) {
                    bar(part);
                }
            }
            Role::Header => {
                super::bars::settle(part);
                bar(part);
            }
            Role::Footer => {
                super::bars::settle(part);
                bar(part);
                columns(part, width);
            }
            _ => {}
        }
    }
    sides(&mut tree.root, width, height, 0);
    brand(tree, body);
}

/// Short words on one line that say nothing but where they lead.
fn link(node: &Node) -> Option<&Run> {
    let Content::Text(run) = &node.content else { return None };
    let words = run.text.trim();
    let begins = words.chars().next().is_some_and(char::is_alphabetic);
    let ends = !words.ends_with(['.', ',', ':', ';', '!', '…']);
    let short = (2..=LONGEST).contains(&words.chars().count());
    let free = matches!(node.role, Role::Paragraph | Role::Link | Role::Item);
    (free && run.lines == 1 && begins && ends && short).then_some(run)
}

/// Set alike, but for the one that is chosen.
fn alike(a: &Run, b: &Run) -> bool {
    (a.size - b.size).abs() < 0.6 && a.family == b.family
}

/// The first run of at least so many links among children. Whose screen it is stands before them and is none.
fn run(children: &[Node], least: usize) -> Option<Range<usize>> {
    let mut from = 0;
    while let Some(first) = children.get(from).map(link) {
        let Some(first) = first else {
            from += 1;
            continue;
        };
        let count = children
            .iter()
            .skip(from)
            .take_while(|next| link(next).is_some_and(|next| alike(first, next)))
            .count();
        let second = children.get(from + 1).and_then(link);
        let third = children.get(from + 2).and_then(link);
        // Bolder than those after it, which are alike: a name, not a link.
        let stands_out = |second: &Run, third: &Run| {
            first.weight >= 600 && second.weight < 600 && third.weight < 600 && first.colour != second.colour
        };
        let name = from == 0 && second.zip(third).is_some_and(|(second, third)| stands_out(second, third));
        let painted = children.get(from).is_some_and(Node::is_painted);
        if name && !painted && count > least {
            return Some(from + 1..from + count);
        }
        if count >= least {
            return Some(from..from + count);
        }
        from += count.max(1);
    }
    None
}

/// Links beside each other in a header or footer.
fn bar(node: &mut Node) {
    for child in &mut node.children {
        bar(child);
    }
    if !matches!(node.layout, Layout::Row(_)) {
        return;
    }
    let Some(run) = run(&node.children, 2) else { return };
    together(node, run);
}

/// Makes links of children; where it changes nothing they get a part of their own.
fn together(node: &mut Node, run: Range<usize>) {
    let whole = run.len() == node.children.len();
    if let Some(links) = node.children.get_mut(run.clone()) {
        for link in links {
            link.role = Role::Link;
        }
    }
    if whole {
        node.role = Role::Navigation;
        return;
    }
    let line = match &node.layout {
        Layout::Row(line) => Line { justify: Justify::Start, wrap: false, stacks: false, ..*line },
        Layout::Column(line) => *line,
        _ => return,
    };
    let row = matches!(node.layout, Layout::Row(_));
    let spread = matches!(&node.layout, Layout::Row(line) if line.justify == Justify::Between);
    let links = node.children.get(run.clone()).unwrap_or_default();
    let last = links.len().saturating_sub(1);
    let still = links.iter().enumerate().all(|(at, link)| {
        let free = |margin: f64, edge: bool| margin.is_finite() || edge;
        let size = if row { matches!(link.width, Size::Content | Size::Fixed(_)) } else { true };
        size && link.place == Place::Flow
            && (!row || free(link.margin.left, at == 0) && free(link.margin.right, at == last))
    });
    if spread || !still {
        return;
    }
    let mut links: Vec<Node> = node.children.splice(run.clone(), []).collect();
    let drawn = links.iter().map(|link| link.drawn).reduce(|a, b| a.union(b)).unwrap_or_default();
    let mut nav = Node {
        id: format!("nav-{}", links.first().map_or("", |link| link.id.as_str())),
        drawn,
        role: Role::Navigation,
        layout: if row { Layout::Row(line) } else { Layout::Column(line) },
        room: if row { drawn.width() } else { node.room },
        ..Node::default()
    };
    if row && line.align == Cross::Stretch {
        nav.layout = Layout::Row(Line { align: Cross::Start, ..line });
    }
    if let Some(first) = links.first_mut() {
        let side = if row {
            (&mut nav.margin.left, &mut first.margin.left)
        } else {
            (&mut nav.margin.top, &mut first.margin.top)
        };
        *side.0 = std::mem::take(side.1);
    }
    if let Some(end) = links.last_mut() {
        let side = if row {
            (&mut nav.margin.right, &mut end.margin.right)
        } else {
            (&mut nav.margin.bottom, &mut end.margin.bottom)
        };
        *side.0 = std::mem::take(side.1);
    }
    nav.children = links;
    node.children.insert(run.start, nav);
}

/// Columns of links in a footer; what heads them stays.
fn columns(node: &mut Node, width: f64) {
    for child in &mut node.children {
        columns(child, width);
    }
    if matches!(node.layout, Layout::Column(_))
        && node.drawn.width() <= 0.4 * width
        && let Some(run) = run(&node.children, 3)
        && let Some(links) = node.children.get_mut(run)
    {
        for link in links {
            link.role = Role::Link;
        }
    }
}

/// Links below each other at the left or right edge of a screen.
fn sides(node: &mut Node, width: f64, height: f64, depth: usize) {
    if depth > 3 {
        return;
    }
    let row = matches!(node.layout, Layout::Row(_));
    let last = node.children.len().saturating_sub(1);
    for (at, child) in node.children.iter_mut().enumerate() {
        let outer = row && (at == 0 || at == last) && last > 0;
        let high = child.drawn.height() >= 0.35 * height || child.is_painted();
        let slim = child.drawn.width() <= SIDE * width && child.drawn.height() > child.drawn.width() * 0.5;
        if outer && high && slim && child.role == Role::Group && only_words(child, 0) {
            side(child);
        } else {
            sides(child, width, height, depth + 1);
        }
    }
}

/// Words, pictures and lines.
fn only_words(node: &Node, depth: usize) -> bool {
    depth < 6
        && match &node.content {
            Content::Text(_) | Content::Picture { .. } => !matches!(node.role, Role::Control(_)),
            Content::Control { .. } => false,
            Content::None => node.children.iter().all(|child| only_words(child, depth + 1)),
        }
}

fn side(node: &mut Node) {
    if !matches!(node.layout, Layout::Column(_)) {
        for child in &mut node.children {
            side(child);
        }
        return;
    }
    let Some(run) = run(&node.children, 3) else {
        for child in &mut node.children {
            side(child);
        }
        let found = |child: &Node| child.role == Role::Navigation;
        if node.children.iter().any(found) {
            node.role = Role::Aside;
        }
        return;
    };
    together(node, run);
    if node.role == Role::Navigation {
        node.name.get_or_insert_with(|| SIDE_LINKS.to_owned());
        return;
    }
    node.role = Role::Aside;
    for links in node.children.iter_mut().filter(|child| child.role == Role::Navigation) {
        links.name.get_or_insert_with(|| SIDE_LINKS.to_owned());
    }
}

/// What links at the side of a screen are called.
const SIDE_LINKS: &str = "side-nav";

/// The first words of a screen are whose it is, when larger ones head it: they lead to its start.
fn brand(tree: &mut Tree, body: f64) {
    let largest = crate::layout::infer::nodes(&tree.root)
        .iter()
        .filter_map(|node| match &node.content {
            Content::Text(run) if run.text.chars().filter(|letter| letter.is_alphabetic()).count() > 2 => {
                Some(run.size)
            }
            _ => None,
        })
        .fold(0.0, f64::max);
    let top = TOP * tree.height;
    let Some(first) = first_words(&mut tree.root, 0) else { return };
    let Some(run) = link(first) else { return };
    let stands_out = run.size >= LARGER * body || (run.weight >= 600 && run.size >= body);
    if stands_out
        && run.size * LARGER <= largest
        && run.text.chars().count() <= NAME
        && first.role == Role::Paragraph
        && first.drawn.y0 <= top
        && first.drawn.height() <= 64.0
    {
        first.role = Role::Link;
        first.link.get_or_insert_with(|| "/".to_owned());
        first.name.get_or_insert_with(|| "brand".to_owned());
    }
}

/// Whose screen it is, and what heads it, differ in size by at least this.
const LARGER: f64 = 1.18;

/// The node of the first words in reading order.
fn first_words(node: &mut Node, depth: usize) -> Option<&mut Node> {
    if matches!(node.content, Content::Text(_)) {
        return Some(node);
    }
    if depth > 20 {
        return None;
    }
    node.children.iter_mut().find_map(|child| first_words(child, depth + 1))
}
