//! What parts mean: headings, links, lists, fields with their labels, the top and the bottom of a screen.
//!
//! Told from size, place and repetition alone, and only where these are clear: a part of which nothing is known stays
//! a group or a paragraph. Nothing moves by it.
//!
//! Not here: which tag or widget a role becomes.

use super::{Content, Layout, Node, Place, Role, Size, Tree};
use crate::scene::{Align, ComponentKind, ElementId};
use std::collections::{BTreeMap, BTreeSet};

/// Gives roles to the nodes of a tree.
pub fn assign(tree: &mut Tree, links: &BTreeSet<ElementId>) {
    let body = body_size(&tree.root);
    join_labels(&mut tree.root);
    controls(&mut tree.root);
    let mut first = true;
    headings(&mut tree.root, body, &mut first);
    tables(&mut tree.root);
    lists(&mut tree.root);
    lead(&mut tree.root, links);
    ends(tree);
    middle(tree);
    pictures(&mut tree.root);
}

/// The size of type that most letters have.
fn body_size(root: &Node) -> f64 {
    let mut letters: BTreeMap<i64, usize> = BTreeMap::new();
    for node in super::infer::nodes(root) {
        if let Content::Text(run) = &node.content {
            *letters.entry((run.size * 10.0).round() as i64).or_default() += run.text.chars().count();
        }
    }
    letters
        .into_iter()
        .max_by_key(|(size, count)| (*count, -size))
        .map_or(16.0, |(size, _)| size as f64 / 10.0)
}

/// A box with nothing but words in it is one node: a label on its ground.
fn join_labels(node: &mut Node) {
    for child in &mut node.children {
        join_labels(child);
    }
    let [child] = node.children.as_slice() else { return };
    let plain = matches!(node.layout, Layout::Column(_))
        && matches!(node.content, Content::None)
        && node.limit.is_none()
        && !node.overflows
        && node.role == Role::Group;
    let words = matches!(child.content, Content::Text(_))
        && !child.is_painted()
        && matches!(child.width, Size::Content)
        && matches!(child.place, Place::Flow)
        && child.link.is_none();
    if !(plain
        && node.is_painted()
        && words
        && child.margin.left.is_finite()
        && matches!(node.height, Size::Content))
    {
        return;
    }
    let Some(child) = node.children.pop() else { return };
    node.padding.left += child.margin.left;
    node.padding.right += child.margin.right;
    node.elements.extend(child.elements);
    node.content = child.content;
    node.one_line = child.one_line;
    node.layout = Layout::Leaf;
    node.role = Role::Paragraph;
}

/// Buttons and fields.
fn controls(node: &mut Node) {
    for child in &mut node.children {
        controls(child);
    }
    let (width, height) = (node.drawn.width(), node.drawn.height());
    if let Content::Text(run) = &node.content
        && node.is_painted()
        && run.lines == 1
        && node.role == Role::Paragraph
        && (18.0..=72.0).contains(&height)
    {
        let letters = run.text.chars().count();
        let framed = node.paint.borders.iter().all(Option::is_some);
        if run.align == Align::Middle && letters <= 32 && width <= 420.0 && width < height * 12.0 {
            node.role = Role::Control(ComponentKind::Button);
        } else if framed
            && run.align == Align::Start
            && letters <= 48
            && width >= 120.0
            && node.padding.left <= 28.0
        {
            let hint = run.text.clone();
            let run = run.clone();
            node.role = Role::Control(ComponentKind::Input);
            node.height = Size::Fixed((height * 10.0).round() / 10.0);
            node.content =
                Content::Control { text: String::new(), hint, on: false, value: 0.0, run: Some(run) };
            node.padding.top = 0.0;
            node.padding.bottom = 0.0;
            node.one_line = false;
        }
    }
    label_fields(node);
    label_ticks(node);
}

/// A short text right above or before an empty framed box names it: both are a field.
fn label_fields(node: &mut Node) {
    let mut fields = Vec::new();
    for (at, pair) in node.children.windows(2).enumerate() {
        let (Some(label), Some(field)) = (pair.first(), pair.get(1)) else { continue };
        let Content::Text(run) = &label.content else { continue };
        let near = match node.layout {
            Layout::Column(_) => {
                field.drawn.y0 - label.drawn.y1 <= 16.0 && (field.drawn.x0 - label.drawn.x0).abs() <= 12.0
            }
            Layout::Row(_) => field.drawn.x0 - label.drawn.x1 <= 48.0,
            _ => false,
        };
        let height = field.drawn.height();
        let empty = matches!(field.content, Content::None)
            && field.children.is_empty()
            && field.paint.borders.iter().all(Option::is_some);
        let input = field.role == Role::Control(ComponentKind::Input);
        let fits = field.drawn.width() >= 100.0 && (20.0..=240.0).contains(&height);
        if near
            && fits
            && (empty || input)
            && run.lines == 1
            && run.text.chars().count() <= 48
            && !label.is_painted()
        {
            fields.push((at, height));
        }
    }
    for (at, height) in fields {
        let Some(id) = node.children.get(at + 1).map(|field| field.id.clone()) else { continue };
        if let Some(label) = node.children.get_mut(at) {
            label.role = Role::Label(id);
        }
        if let Some(field) = node.children.get_mut(at + 1)
            && !matches!(field.role, Role::Control(_))
        {
            field.role =
                Role::Control(if height > 72.0 { ComponentKind::TextArea } else { ComponentKind::Input });
            field.content = Content::Control {
                text: String::new(),
                hint: String::new(),
                on: false,
                value: 0.0,
                run: None,
            };
        }
    }
}

/// The words right after a box to tick name it.
fn label_ticks(node: &mut Node) {
    if !matches!(node.layout, Layout::Row(_)) {
        return;
    }
    let ticks: Vec<Option<String>> = node
        .children
        .iter()
        .map(|child| {
            let kind = matches!(
                child.role,
                Role::Control(ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle)
            );
            let bare = matches!(&child.content, Content::Control { text, .. } if text.is_empty());
            (kind && bare).then(|| child.id.clone())
        })
        .collect();
    for (words, tick) in node.children.iter_mut().skip(1).zip(ticks) {
        if let Some(id) = tick
            && words.role == Role::Paragraph
            && matches!(words.content, Content::Text(_))
        {
            words.role = Role::Label(id);
        }
    }
}

/// Texts larger than the body are headings, by how much larger; one is the first.
fn headings(node: &mut Node, body: f64, first: &mut bool) {
    if let Content::Text(run) = &node.content
        && node.role == Role::Paragraph
        && run.lines <= 3
        && run.text.chars().count() <= 120
        && run.text.chars().filter(|letter| letter.is_alphabetic()).count() >= 3
    {
        let larger = run.size / body;
        let level = match larger {
            larger if larger >= 1.75 && *first => Some(1),
            larger if larger >= 1.45 => Some(2),
            larger if larger >= 1.18 => Some(3),
            larger
                if larger >= 1.0 && run.weight >= 600 && run.lines == 1 && run.text.chars().count() <= 60 =>
            {
                Some(4)
            }
            _ => None,
        };
        if let Some(level) = level {
            node.role = Role::Heading(level);
            *first = *first && level != 1;
        }
    }
    for child in &mut node.children {
        headings(child, body, first);
    }
}

/// What makes two items of a list alike.
fn likeness(node: &Node, depth: usize) -> String {
    let own = match &node.content {
        Content::Text(run) => format!("t{:.0}{}{}", run.size, run.weight >= 600, run.colour),
        Content::Picture { .. } => "p".into(),
        Content::Control { .. } => "c".into(),
        Content::None => "b".into(),
    };
    let inside: Vec<String> = if depth < 4 {
        node.children.iter().map(|child| likeness(child, depth + 1)).collect()
    } else {
        Vec::new()
    };
    format!("{own}{}({})", node.is_painted(), inside.join(","))
}

/// Three or more alike below or beside each other are a list; short texts beside each other are links to move about.
fn lists(node: &mut Node) {
    for child in &mut node.children {
        lists(child);
    }
    if node.children.len() < 3
        || node.role != Role::Group
        || !matches!(node.layout, Layout::Row(_) | Layout::Column(_))
    {
        return;
    }
    let mut looks = node.children.iter().map(|child| likeness(child, 0));
    let Some(first) = looks.next() else { return };
    if !looks.all(|look| look == first) {
        return;
    }
    let texts = node.children.iter().all(|child| matches!(&child.content, Content::Text(run) if run.lines == 1 && run.text.chars().count() <= 32));
    let free = node
        .children
        .iter()
        .all(|child| matches!(child.role, Role::Group | Role::Paragraph | Role::Heading(4..)));
    if texts && free && matches!(node.layout, Layout::Row(_)) {
        node.role = Role::Navigation;
        for child in &mut node.children {
            child.role = Role::Link;
        }
    } else if free
        && node.children.iter().all(|child| matches!(child.content, Content::None | Content::Text(_)))
    {
        node.role = Role::List;
        for child in &mut node.children {
            child.role = Role::Item;
        }
    }
}

/// Three or more rows of as many short texts, each below the one above: a table. Its first row heads it when it is set
/// in another way.
fn tables(node: &mut Node) {
    for child in &mut node.children {
        tables(child);
    }
    let texts = |node: &Node| {
        matches!(node.layout, Layout::Row(_))
            && node.children.len() > 1
            && node.children.iter().all(|cell| matches!(cell.content, Content::Text(_)) && !cell.is_painted())
    };
    let rows: Vec<&Node> = node.children.iter().filter(|child| child.role != Role::Rule).collect();
    let Some(first) = rows.first() else { return };
    let starts = |node: &Node| node.children.iter().map(|cell| cell.drawn.x0).collect::<Vec<_>>();
    let ends = |node: &Node| node.children.iter().map(|cell| cell.drawn.x1).collect::<Vec<_>>();
    let even = |a: &[f64], b: &[f64]| a.len() == b.len();
    let lined = |a: &Node, b: &Node| {
        let (from, to) = (starts(a), starts(b));
        even(&from, &to)
            && from
                .iter()
                .zip(&to)
                .zip(ends(a).iter().zip(&ends(b)))
                .all(|((a, b), (c, d))| (a - b).abs() <= 2.0 || (c - d).abs() <= 2.0)
    };
    let table = rows.len() > 2
        && node.role == Role::Group
        && matches!(node.layout, Layout::Column(_))
        && rows.iter().all(|row| row.role == Role::Group && texts(row) && lined(first, row));
    if !table {
        return;
    }
    let look = |node: &Node| {
        node.children.first().and_then(|cell| match &cell.content {
            Content::Text(run) => Some((run.weight, run.colour.clone(), (run.size * 10.0) as i64)),
            _ => None,
        })
    };
    let headed = rows.get(1).is_some_and(|second| look(first) != look(second));
    node.role = Role::Table;
    let mut heads = headed;
    for row in node.children.iter_mut().filter(|child| child.role == Role::Group) {
        row.role = Role::TableRow;
        for cell in &mut row.children {
            cell.role = Role::TableCell(heads);
        }
        heads = false;
    }
}

/// Words that look like links are links, where nothing else is known of them.
fn lead(node: &mut Node, links: &BTreeSet<ElementId>) {
    let linked = node.link.is_some() || node.elements.first().is_some_and(|id| links.contains(id));
    if node.role == Role::Paragraph && linked && matches!(node.content, Content::Text(_)) {
        node.role = Role::Link;
    }
    for child in &mut node.children {
        lead(child, links);
    }
}

/// What is between the header and the footer of a screen is what it is for.
fn middle(tree: &mut Tree) {
    let Layout::Column(line) = tree.root.layout else { return };
    let children = &tree.root.children;
    let from = usize::from(children.first().is_some_and(|first| first.role == Role::Header));
    let to = children.len() - usize::from(children.last().is_some_and(|last| last.role == Role::Footer));
    if from + children.len() - to == 0 || to <= from || tree.root.overflows {
        return;
    }
    let inside: Vec<Node> = tree.root.children.splice(from..to, []).collect();
    let main = match <[Node; 1]>::try_from(inside) {
        Ok([mut only]) if only.role == Role::Group => {
            only.role = Role::Main;
            only
        }
        other => {
            let inside = match other {
                Ok(only) => only.into_iter().collect(),
                Err(several) => several,
            };
            let drawn = inside.iter().map(|child| child.drawn).reduce(|a, b| a.union(b)).unwrap_or_default();
            Node {
                id: "main".into(),
                drawn,
                role: Role::Main,
                layout: Layout::Column(line),
                room: tree.root.room,
                children: inside,
                ..Node::default()
            }
        }
    };
    tree.root.children.insert(from, main);
    tree.root.role = Role::Group;
    tree.root.name.get_or_insert_with(|| "page".into());
}

/// The first and the last part of a screen of several: its header and its footer.
fn ends(tree: &mut Tree) {
    let (height, width) = (tree.height, tree.width);
    let count = tree.root.children.len();
    if count < 2 {
        return;
    }
    if let Some(first) = tree.root.children.first_mut()
        && first.role == Role::Group
        && !first.children.is_empty()
        && first.drawn.height() <= 180.0
        && first.drawn.y0 <= 40.0
        && first.drawn.width() >= 0.4 * width
    {
        first.role = Role::Header;
    }
    if let Some(last) = tree.root.children.last_mut()
        && last.role == Role::Group
        && !last.children.is_empty()
        && last.drawn.height() <= 0.4 * height
        && last.drawn.y1 >= height - 80.0
    {
        last.role = Role::Footer;
    }
}

/// Pictures are named after the words they stand with.
fn pictures(node: &mut Node) {
    let words = node.children.iter().find_map(|child| match &child.content {
        Content::Text(run) => Some(run.text.replace('\n', " ")),
        _ => None,
    });
    for child in &mut node.children {
        let small = child.drawn.width().min(child.drawn.height()) < 32.0;
        if let Content::Picture { alternative, .. } = &mut child.content
            && alternative.is_empty()
            && !small
        {
            *alternative = words.clone().unwrap_or_else(|| "Picture".into());
        }
        pictures(child);
    }
}
