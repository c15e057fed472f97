//! A layout tree as a page: tags, attributes and declarations of CSS.
//!
//! Not here: how a page is printed (`code::html` and the other printers).

mod base;
mod style;
mod table;

pub use base::ruled;
pub(crate) use style::WINDOW;
pub use style::{ASIDE, px};
pub(crate) use style::{
    EDGE, PAIRS, at_edges, below, fills_window, from_edge_to_edge, gutter, in_pairs, stack_gap,
};

use super::controls::PLACE;
use super::dom::{Child, Document, Element};
use super::names::kebab;
use super::nodes::first_words;
use crate::layout::{Content, Layout, Node, Role, Tree};
use crate::scene::ComponentKind;
use std::collections::BTreeSet;

/// The page of a tree.
#[must_use]
pub fn document(tree: &Tree) -> Document {
    let nodes = crate::layout::infer::nodes(&tree.root);
    let labels: BTreeSet<&str> = nodes
        .iter()
        .filter_map(|node| if let Role::Label(of) = &node.role { Some(of.as_str()) } else { None })
        .collect();
    let mut body = element(&tree.root, None, tree, &labels);
    body.tag = "body".into();
    if tree.root.role == Role::Main {
        body.name = "page".into();
    }
    Document {
        title: if tree.name.is_empty() { "Screen".into() } else { tree.name.clone() },
        language: "en".into(),
        body,
        ..Document::default()
    }
}

/// The element of a node.
fn element(node: &Node, parent: Option<&Node>, tree: &Tree, labels: &BTreeSet<&str>) -> Element {
    let mut element =
        Element { tag: tag(node).into(), id: node.id.clone(), name: name(node), ..Element::default() };
    style::declare(&mut element, node, parent, tree);
    match &node.content {
        Content::Text(run) => {
            for (at, line) in run.text.split('\n').enumerate() {
                if at > 0 {
                    element.children.push(Child::Break);
                }
                element.children.push(Child::Text(line.to_owned()));
            }
        }
        Content::Picture { picture, alternative } if node.children.is_empty() => {
            let source = picture.clone().unwrap_or_else(|| "placeholder.svg".to_owned());
            element.attributes.push(("src".into(), Some(source)));
            let unknown = alternative == "Picture";
            let words = if unknown { PLACE } else { alternative.as_str() };
            element.attributes.push(("alt".into(), Some(words.to_owned())));
        }
        _ => {}
    }
    attributes(&mut element, node, parent, labels);
    let cell = |cell: &Node, row: &Node| self::element(cell, Some(row), tree, labels);
    if node.role == Role::Table && table::fill(&mut element, node, tree, &cell) {
        return element;
    }
    element.children.extend(
        node.children.iter().map(|child| Child::Element(self::element(child, Some(node), tree, labels))),
    );
    element
}

/// Attributes that say what a node is for: kind and name of a field, what a label names, where a link leads.
fn attributes(element: &mut Element, node: &Node, parent: Option<&Node>, labels: &BTreeSet<&str>) {
    let mut set = |name: &str, value: &str| element.attributes.push((name.into(), Some(value.into())));
    match &node.role {
        Role::Control(ComponentKind::Button) => set("type", "button"),
        Role::Control(ComponentKind::Input | ComponentKind::TextArea) => {
            let hint = if let Content::Control { hint, .. } = &node.content { hint.as_str() } else { "" };
            if matches!(node.role, Role::Control(ComponentKind::Input)) {
                let lower = hint.to_lowercase();
                let kind =
                    [("search", "search"), ("mail", "email"), ("password", "password"), ("phone", "tel")]
                        .into_iter()
                        .find(|(word, _)| lower.contains(word));
                set("type", kind.map_or("text", |(_, kind)| kind));
            }
            if labels.contains(node.id.as_str()) {
                set("id", &node.id);
            } else {
                set("aria-label", if hint.is_empty() { "Field" } else { hint });
            }
            if !hint.is_empty() {
                set("placeholder", hint);
            }
        }
        Role::Control(
            ComponentKind::Checkbox
            | ComponentKind::Radio
            | ComponentKind::Toggle
            | ComponentKind::Select
            | ComponentKind::Slider,
        ) if labels.contains(node.id.as_str()) => set("id", &node.id),
        Role::Control(ComponentKind::Modal) if !node.children.is_empty() => {
            set("role", "dialog");
            set("aria-label", &first_words(node, 0).unwrap_or_else(|| "Dialog".into()));
        }
        Role::Label(of) => set("for", of),
        Role::Link => {
            match (&node.link, first_words(node, 0)) {
                (Some(link), _) => set("href", link),
                (None, words) => set("href", &format!("#{}", kebab(&words.unwrap_or_default(), "top"))),
            }
            if parent.is_some_and(|parent| is_chosen(node, parent)) {
                set("aria-current", "page");
            }
        }
        Role::Rule if node.drawn.height() > node.drawn.width() => set("aria-orientation", "vertical"),
        _ => {}
    }
}

/// One of several links looks other than the rest, which are alike: it leads to where one is.
fn is_chosen(node: &Node, parent: &Node) -> bool {
    fn look(node: &Node) -> Option<(&crate::layout::Paint, u16, &str)> {
        match &node.content {
            Content::Text(run) => Some((&node.paint, run.weight, run.colour.as_str())),
            _ => None,
        }
    }
    let mut others = parent.children.iter().filter(|other| other.id != node.id);
    let Some(first) = others.next().map(look) else { return false };
    parent.role == Role::Navigation
        && parent.children.len() > 2
        && look(node) != first
        && others.all(|other| look(other) == first)
}

/// The tag of a node.
fn tag(node: &Node) -> &'static str {
    match &node.role {
        Role::Header => "header",
        Role::Navigation => "nav",
        Role::Main => "main",
        Role::Aside => "aside",
        Role::Footer => "footer",
        Role::Section => "section",
        Role::Group if is_section(node) => "section",
        Role::Article => "article",
        Role::Form => "form",
        Role::List => "ul",
        Role::Item => "li",
        Role::Heading(1) => "h1",
        Role::Heading(2) => "h2",
        Role::Heading(3) => "h3",
        Role::Heading(4) => "h4",
        Role::Heading(5) => "h5",
        Role::Heading(_) => "h6",
        Role::Paragraph => "p",
        Role::Link => "a",
        Role::Label(_) => "label",
        Role::Rule => "hr",
        Role::Picture if node.children.is_empty() => "img",
        Role::Control(ComponentKind::Button) => "button",
        Role::Control(ComponentKind::Input) => "input",
        Role::Control(ComponentKind::TextArea) => "textarea",
        _ => "div",
    }
}

/// A box that begins with a heading of its own.
fn is_section(node: &Node) -> bool {
    let heads = |node: &Node| matches!(node.role, Role::Heading(2..));
    let first = node.children.first();
    matches!(node.layout, Layout::Column(_))
        && node.children.len() > 1
        && first.is_some_and(|first| {
            let row = matches!(first.layout, Layout::Row(_)) && first.role == Role::Group;
            heads(first) || row && first.children.first().is_some_and(heads)
        })
}

/// A word for a node that classes are named after.
fn name(node: &Node) -> String {
    // A picture's name says what it shows.
    if let Some(name) = node.name.as_ref().filter(|_| node.role != Role::Picture) {
        return name.clone();
    }
    match &node.role {
        Role::Group => match &node.layout {
            Layout::Row(_) => "row",
            Layout::Column(_) => "stack",
            Layout::Grid { columns, .. } if columns.len() > 1 => "grid",
            Layout::Grid { .. } => "layers",
            _ => "box",
        },
        Role::Header => "header",
        Role::Navigation => "nav",
        Role::Main => "main",
        Role::Aside => "aside",
        Role::Footer => "footer",
        Role::Section => "section",
        Role::Article => "card",
        Role::Form => "form",
        Role::List => "list",
        Role::Item => "item",
        Role::Heading(_) => "heading",
        Role::Paragraph => "text",
        Role::Link => "link",
        Role::Label(_) => "label",
        Role::Rule => "rule",
        Role::Picture => "picture",
        Role::Control(ComponentKind::Button) => "button",
        Role::Control(ComponentKind::Input) => "input",
        Role::Control(ComponentKind::TextArea) => "text-area",
        Role::Control(ComponentKind::Modal) => "dialog",
        Role::Control(_) => "control",
        Role::Table => "table",
        Role::TableRow => "table-row",
        Role::TableCell(_) => "cell",
    }
    .into()
}
