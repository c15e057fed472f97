//! Parts of a page that are one component: tabs, bars, lists, tables, cards, dialogs.
//!
//! Not here: controls of one line.

use super::{Control, attribute, become_tag, framed, leaf, style};
use crate::code::dom::{Child, Element};
use crate::code::names::kebab;
use crate::code::web::px;
use crate::render::wireframe::cells;

/// Room at the edges, px.
const EDGE: f64 = 16.0;

pub(super) fn tabs(element: &mut Element, control: &Control<'_>) {
    become_tag(element, "div", "tabs");
    attribute(element, "role", Some("tablist"));
    style(element, "display", "flex");
    if let Some(ink) = control.ink() {
        style(element, "border-bottom", &format!("1px solid {ink}"));
    }
    for (index, line) in control.lines().enumerate() {
        let mut tab = leaf("button", "tab", line);
        attribute(&mut tab, "type", Some("button"));
        attribute(&mut tab, "role", Some("tab"));
        attribute(&mut tab, "aria-selected", Some(if index == control.chosen() { "true" } else { "false" }));
        style(&mut tab, "padding", &format!("0 {}", px(EDGE)));
        element.children.push(Child::Element(tab));
    }
}

/// The first line is who it is, the others lead somewhere.
pub(super) fn nav(element: &mut Element, control: &Control<'_>) {
    become_tag(element, "nav", "nav");
    for (property, value) in [("display", "flex"), ("flex-wrap", "wrap"), ("align-items", "center")] {
        style(element, property, value);
    }
    style(element, "gap", &format!("0 {}", px(EDGE * 1.5)));
    style(element, "padding", &format!("0 {}", px(EDGE)));
    if let Some(at) = element.style.iter().position(|declaration| declaration.property == "border") {
        let line = element.style.remove(at).value;
        style(element, "border-bottom", &line);
    }
    // It may need a second line.
    for declaration in &mut element.style {
        if declaration.property == "height" {
            "min-height".clone_into(&mut declaration.property);
        }
    }
    for (index, line) in control.lines().enumerate() {
        let mut link = leaf("a", if index == 0 { "brand" } else { "nav-link" }, line);
        attribute(&mut link, "href", Some(&format!("#{}", kebab(line, "top"))));
        if index == 0 {
            style(&mut link, "margin-right", "auto");
            style(&mut link, "font-weight", "600");
        }
        element.children.push(Child::Element(link));
    }
}

pub(super) fn list(element: &mut Element, control: &Control<'_>) {
    become_tag(element, "ul", "list");
    for (property, value) in [
        ("display", "flex"),
        ("flex-direction", "column"),
        ("justify-content", "space-around"),
        ("list-style", "disc inside"),
    ] {
        style(element, property, value);
    }
    element.children.extend(control.lines().map(|line| Child::Element(leaf("li", "item", line))));
}

pub(super) fn table(element: &mut Element, control: &Control<'_>) {
    become_tag(element, "table", "table");
    style(element, "width", "100%");
    style(element, "border-collapse", "collapse");
    style(element, "text-align", "left");
    let line = control.ink().map(|ink| format!("1px solid {ink}"));
    // Rows are as high as each other, those of the head too.
    let height = control.node.drawn.height() / control.lines().count().max(1) as f64;
    element.style.retain(|one| one.property != "height");
    let row = |text: &str, tag: &str| {
        let mut row = Element { tag: "tr".into(), name: "table-row".into(), ..Element::default() };
        for words in cells(text) {
            let mut cell = leaf(tag, if tag == "th" { "column-title" } else { "cell" }, &words);
            if tag == "th" {
                attribute(&mut cell, "scope", Some("col"));
                style(&mut cell, "font-weight", "600");
            }
            style(&mut cell, "height", &px((height * 10.0).round() / 10.0));
            style(&mut cell, "padding", "0 12px");
            if let Some(line) = &line {
                style(&mut cell, "border-bottom", line);
            }
            row.children.push(Child::Element(cell));
        }
        Child::Element(row)
    };
    let mut lines = control.lines();
    let mut head = Element { tag: "thead".into(), ..Element::default() };
    head.children.extend(lines.next().map(|line| row(line, "th")));
    let mut body = Element { tag: "tbody".into(), ..Element::default() };
    body.children.extend(lines.map(|line| row(line, "td")));
    element.children.extend([Child::Element(head), Child::Element(body)]);
}

/// A title, and what is below it.
fn titled(element: &mut Element, control: &Control<'_>) {
    style(element, "display", "flex");
    style(element, "flex-direction", "column");
    style(element, "gap", "4px");
    for (index, line) in control.lines().enumerate() {
        let mut words = if index == 0 { leaf("h3", "title", line) } else { leaf("p", "text", line) };
        if index == 0 {
            style(&mut words, "font-size", "16px");
            style(&mut words, "font-weight", "600");
        }
        element.children.push(Child::Element(words));
    }
}

pub(super) fn card(element: &mut Element, control: &Control<'_>) {
    become_tag(element, "article", "card");
    framed(element, control, &px(EDGE));
    titled(element, control);
}

pub(super) fn dialog(element: &mut Element, control: &Control<'_>) {
    attribute(element, "role", Some("dialog"));
    attribute(element, "aria-label", Some(super::called(control, "Dialog")));
    "dialog".clone_into(&mut element.name);
    framed(element, control, "20px");
    titled(element, control);
    let mut actions = Element { tag: "div".into(), name: "actions".into(), ..Element::default() };
    for (property, value) in [
        ("display", "flex"),
        ("justify-content", "flex-end"),
        ("align-items", "flex-end"),
        ("gap", "8px"),
        ("flex", "1"),
    ] {
        style(&mut actions, property, value);
    }
    for words in ["Cancel", "OK"] {
        let mut button = leaf("button", "button", words);
        attribute(&mut button, "type", Some("button"));
        style(&mut button, "width", "88px");
        style(&mut button, "height", "36px");
        style(&mut button, "border-radius", "6px");
        style(&mut button, "text-align", "center");
        if let Some(ink) = control.ink() {
            if words == "OK" {
                style(&mut button, "background", ink);
                let paper = control.paint().background.as_deref().unwrap_or("#ffffff");
                style(&mut button, "color", paper);
            }
            style(&mut button, "border", &format!("1px solid {ink}"));
        }
        actions.children.push(Child::Element(button));
    }
    element.children.push(Child::Element(actions));
}
