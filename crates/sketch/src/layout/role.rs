//! What parts mean: headings, links, lists, fields with their labels, the top and the bottom of a screen.
//!
//! What a single element is, is told by [`classify`](crate::classify); here it is carried over to the tree, and what
//! only the tree can tell is added. A part of which nothing is known stays a group or a paragraph. Nothing moves by it.
//!
//! Not here: which tag or widget a role becomes.

mod bars;
mod fields;
mod headings;
mod tables;
mod ways;

use super::{Content, Layout, Node, Place, Role, Size, Tree};
use crate::classify::Guess;
use crate::scene::{ComponentKind, ElementId};
use std::collections::BTreeMap;

/// What elements seem to be, by their id.
pub type Guesses = BTreeMap<ElementId, Guess>;

/// Gives roles to the nodes of a tree.
pub fn assign(tree: &mut Tree, guesses: &Guesses) {
    let body = body_size(&tree.root);
    join_labels(&mut tree.root);
    fields::controls(&mut tree.root, guesses);
    fields::labels(&mut tree.root, guesses);
    tables::find(&mut tree.root);
    bars::marks(&mut tree.root);
    ends(tree);
    ways::find(tree, body);
    lists(&mut tree.root);
    headings::rank(&mut tree.root, body, guesses);
    lead(&mut tree.root, guesses);
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

/// Three or more alike below or beside each other are a list; words beside each other are none.
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
    let words = node.children.iter().all(|child| matches!(child.content, Content::Text(_)));
    let free = node.children.iter().all(|child| {
        matches!(child.role, Role::Group | Role::Paragraph | Role::Article)
            && matches!(child.content, Content::None | Content::Text(_))
    });
    if free && !(words && matches!(node.layout, Layout::Row(_))) {
        node.role = Role::List;
        for child in &mut node.children {
            child.role = Role::Item;
        }
    }
}

/// Words that look like links are links, where nothing else is known of them.
fn lead(node: &mut Node, guesses: &Guesses) {
    let guess = node.elements.first().and_then(|id| guesses.get(id));
    let linked =
        node.link.is_some() || guess.is_some_and(|guess| guess.role == Role::Link && guess.sure >= 0.7);
    if node.role == Role::Paragraph && linked && matches!(node.content, Content::Text(_)) {
        node.role = Role::Link;
    }
    for child in &mut node.children {
        lead(child, guesses);
    }
}

/// What is between the header and the footer of a screen, or beside its links, is what it is for.
fn middle(tree: &mut Tree) {
    if matches!(tree.root.layout, Layout::Row(_)) {
        let aside = |node: &Node| matches!(node.role, Role::Aside | Role::Navigation);
        let [a, b] = tree.root.children.as_mut_slice() else { return };
        let main = match (aside(a), aside(b)) {
            (true, false) => b,
            (false, true) => a,
            _ => return,
        };
        if main.role == Role::Group && !main.children.is_empty() {
            main.role = Role::Main;
            tree.root.role = Role::Group;
            tree.root.name.get_or_insert_with(|| "page".into());
        }
        return;
    }
    let Layout::Column(line) = tree.root.layout else { return };
    let children = &tree.root.children;
    let is = |at: usize, role: &Role| children.get(at).is_some_and(|child| child.role == *role);
    let above = [Role::Header, Role::Navigation, Role::Control(ComponentKind::NavBar)];
    let mut from = usize::from(above.iter().any(|role| is(0, role)));
    let mut to = children.len() - usize::from(is(children.len().saturating_sub(1), &Role::Footer));
    // Lines below the header and above the footer belong to neither part.
    from += usize::from(from > 0 && is(from, &Role::Rule));
    to -= usize::from(to < children.len() && to > from && is(to - 1, &Role::Rule));
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
