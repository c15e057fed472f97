//! Components of the library as elements: what `code::web` left as an empty box gets its words, its parts and a plain
//! look.
//!
//! Not here: where components stand and how large they are.

use super::dom::{Child, Declaration, Document, Element};
use crate::layout::{Content, Node, Role, Tree};
use crate::scene::ComponentKind;
use std::collections::BTreeMap;

/// The document with its components filled.
pub(super) fn filled(mut document: Document, tree: &Tree) -> Document {
    let mut controls = BTreeMap::new();
    collect(&tree.root, &mut controls, 0);
    if !controls.is_empty() {
        visit(&mut document.body, &controls, 0);
    }
    document
}

/// A component, and the words that stand before it.
struct Control<'t> {
    kind: ComponentKind,
    text: &'t str,
    on: bool,
    value: f64,
    before: Option<String>,
    /// Of its parent: radio buttons there are one choice.
    group: &'t str,
}

fn collect<'t>(node: &'t Node, controls: &mut BTreeMap<&'t str, Control<'t>>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    let mut before = None;
    for child in &node.children {
        if let (Role::Control(kind), Content::Control { text, on, value, .. }) = (&child.role, &child.content)
        {
            let control =
                Control { kind: *kind, text, on: *on, value: *value, before: before.take(), group: &node.id };
            controls.insert(&child.id, control);
        }
        before = words(child, 0);
        collect(child, controls, depth + 1);
    }
}

/// The first text in a node.
fn words(node: &Node, depth: usize) -> Option<String> {
    match &node.content {
        Content::Text(run) => Some(run.text.clone()),
        _ if depth > super::DEEPEST => None,
        _ => node.children.iter().find_map(|child| words(child, depth + 1)),
    }
}

fn visit(element: &mut Element, controls: &BTreeMap<&str, Control<'_>>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    if let Some(control) = controls.get(element.id.as_str())
        && element.children.is_empty()
    {
        fill(element, control);
    }
    for child in &mut element.children {
        if let Child::Element(child) = child {
            visit(child, controls, depth + 1);
        }
    }
}

fn fill(element: &mut Element, control: &Control<'_>) {
    let lines = || control.text.lines().filter(|line| !line.trim().is_empty());
    let chosen = if control.value.is_finite() { control.value.clamp(0.0, 1000.0) as usize } else { 0 };
    match control.kind {
        ComponentKind::Input | ComponentKind::TextArea => {
            if element.tag == "textarea" && !control.text.is_empty() {
                element.children.push(Child::Text(control.text.to_owned()));
            } else if element.tag == "input" && !control.text.is_empty() {
                attribute(element, "value", Some(control.text));
            }
            framed(element);
            named(element, control);
        }
        ComponentKind::Button => {
            become_tag(element, "button", "button");
            attribute(element, "type", Some("button"));
            element.children.push(Child::Text(control.text.to_owned()));
            framed(element);
            style(element, "text-align", "center");
        }
        ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle => {
            let radio = control.kind == ComponentKind::Radio;
            let mut input = Element { tag: "input".into(), name: "box".into(), ..Element::default() };
            attribute(&mut input, "type", Some(if radio { "radio" } else { "checkbox" }));
            if radio {
                attribute(&mut input, "name", Some(control.group));
            }
            if control.kind == ComponentKind::Toggle {
                attribute(&mut input, "role", Some("switch"));
            }
            if control.on {
                attribute(&mut input, "checked", None);
            }
            // Named by words that stand elsewhere, by its own, or by those before it.
            let id = element.attributes.iter().position(|(name, _)| name == "id");
            match id {
                Some(at) => input.attributes.push(element.attributes.remove(at)),
                None if control.text.is_empty() => named(&mut input, control),
                None => {}
            }
            become_tag(element, if control.text.is_empty() { "div" } else { "label" }, "choice");
            style(element, "display", "flex");
            style(element, "align-items", "center");
            style(element, "gap", "8px");
            style(element, "font-size", "14px");
            element.children.push(Child::Element(input));
            if !control.text.is_empty() {
                element.children.push(Child::Element(leaf("span", "choice-text", control.text)));
            }
        }
        ComponentKind::Select => {
            become_tag(element, "select", "select");
            for (index, line) in lines().enumerate() {
                let mut option = leaf("option", "option", line);
                if index == chosen {
                    attribute(&mut option, "selected", None);
                }
                element.children.push(Child::Element(option));
            }
            framed(element);
            named(element, control);
        }
        ComponentKind::Slider => {
            let share = if control.value.is_finite() { control.value.clamp(0.0, 1.0) } else { 0.0 };
            become_tag(element, "input", "slider");
            attribute(element, "type", Some("range"));
            attribute(element, "value", Some(&format!("{:.0}", share * 100.0)));
            named(element, control);
        }
        ComponentKind::Tabs => {
            become_tag(element, "div", "tabs");
            attribute(element, "role", Some("tablist"));
            row(element);
            for (index, line) in lines().enumerate() {
                let mut tab = leaf("button", "tab", line);
                attribute(&mut tab, "type", Some("button"));
                attribute(&mut tab, "role", Some("tab"));
                attribute(&mut tab, "aria-selected", Some(if index == chosen { "true" } else { "false" }));
                element.children.push(Child::Element(tab));
            }
        }
        ComponentKind::NavBar => {
            become_tag(element, "nav", "nav");
            row(element);
            for line in lines() {
                let mut link = leaf("a", "nav-link", line);
                attribute(&mut link, "href", Some("#"));
                element.children.push(Child::Element(link));
            }
        }
        ComponentKind::List => {
            become_tag(element, "ul", "list");
            style(element, "font-size", "14px");
            element.children.extend(lines().map(|line| Child::Element(leaf("li", "item", line))));
        }
        ComponentKind::Table => table(element, control.text),
        ComponentKind::Card | ComponentKind::Modal => {
            framed(element);
            element.children.extend(lines().map(|line| Child::Element(leaf("p", "text", line))));
        }
        ComponentKind::Avatar | ComponentKind::Image | ComponentKind::Icon | ComponentKind::Chart => {
            attribute(element, "role", Some("img"));
            let words = if control.text.is_empty() { "Picture" } else { control.text };
            attribute(element, "aria-label", Some(words));
            style(element, "background", "#e9ecef");
        }
    }
}

fn table(element: &mut Element, text: &str) {
    become_tag(element, "table", "table");
    style(element, "border-collapse", "collapse");
    style(element, "font-size", "14px");
    style(element, "text-align", "left");
    let row = |line: &str, tag: &str| {
        let mut row = Element { tag: "tr".into(), name: "row".into(), ..Element::default() };
        row.children.extend(line.split(',').map(|cell| Child::Element(leaf(tag, "cell", cell.trim()))));
        Child::Element(row)
    };
    let mut lines = text.lines();
    let mut head = Element { tag: "thead".into(), ..Element::default() };
    head.children.extend(lines.next().map(|line| row(line, "th")));
    let mut body = Element { tag: "tbody".into(), ..Element::default() };
    body.children.extend(lines.map(|line| row(line, "td")));
    element.children.extend([Child::Element(head), Child::Element(body)]);
}

fn leaf(tag: &str, name: &str, text: &str) -> Element {
    Element {
        tag: tag.into(),
        name: name.into(),
        children: vec![Child::Text(text.into())],
        ..Element::default()
    }
}

/// A box that says nothing else becomes this element.
fn become_tag(element: &mut Element, tag: &str, name: &str) {
    if element.tag == "div" {
        tag.clone_into(&mut element.tag);
        name.clone_into(&mut element.name);
    }
}

fn attribute(element: &mut Element, name: &str, value: Option<&str>) {
    if !element.attributes.iter().any(|(known, _)| known == name) {
        element.attributes.push((name.to_owned(), value.map(str::to_owned)));
    }
}

fn style(element: &mut Element, property: &str, value: &str) {
    if !element.style.iter().any(|declaration| declaration.property == property) {
        element.style.push(Declaration { property: property.into(), value: value.into() });
    }
}

fn row(element: &mut Element) {
    style(element, "display", "flex");
    style(element, "align-items", "center");
    style(element, "gap", "24px");
    style(element, "font-size", "14px");
}

/// The look of a control that has none.
fn framed(element: &mut Element) {
    if !element.style.iter().any(|declaration| declaration.property.starts_with("border")) {
        style(element, "border", "1px solid #8a8f98");
        style(element, "border-radius", "4px");
    }
    if !element.style.iter().any(|declaration| declaration.property.starts_with("padding")) {
        style(element, "padding", "0 8px");
    }
    style(element, "font-size", "14px");
}

/// What has no label is called by the words before it.
fn named(element: &mut Element, control: &Control<'_>) {
    let told = ["id", "aria-label", "placeholder"];
    if !element.attributes.iter().any(|(name, _)| told.contains(&name.as_str())) {
        attribute(element, "aria-label", Some(control.before.as_deref().unwrap_or("Field")));
    }
}
