//! Siblings that are alike but for their words: one component and a list of what differs.
//!
//! Not here: how the component is written.

use super::classes::called;
use super::dom::{Child, Element};
use super::names::{camel, free};
use std::collections::BTreeMap;

/// Tags that stay as they are: markup of their own says more than a list.
const PLAIN: &[&str] = &["option", "th", "td", "input", "br", "col", "label", "thead", "tbody"];

/// A child, or a run of children that are alike.
pub(super) enum Group<'a> {
    One(&'a Child),
    Run(Run<'a>),
}

/// Elements that are alike, and what differs.
pub(super) struct Run<'a> {
    /// At least two.
    pub(super) items: Vec<&'a Element>,
    /// In the order they are met.
    pub(super) slots: Vec<Slot>,
}

/// What differs from item to item.
#[derive(Debug)]
pub(super) struct Slot {
    /// Children to go through from the item, by their index.
    pub(super) path: Vec<usize>,
    pub(super) what: What,
    /// Of the property.
    pub(super) name: String,
    /// For every item; none where it is missing.
    pub(super) values: Vec<Option<String>>,
    /// There or not, without a value.
    pub(super) flag: bool,
    /// What follows the property's value: `-note`, when this is another property's value and more.
    pub(super) after: String,
    /// Another slot has given its name to the property.
    pub(super) again: bool,
}

/// The thing in an element that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The text that is this child.
    Text(usize),
    /// The value of this attribute.
    Attribute(String),
}

/// Children in groups, in order. `columns` names the cells of a row.
pub(super) fn groups<'a>(children: &'a [Child], columns: &[String]) -> Vec<Group<'a>> {
    let mut groups = Vec::new();
    let mut at = 0;
    while let Some(child) = children.get(at) {
        let run = run(children, at);
        if run.len() > 1 {
            at += run.len();
            let slots = slots(&run, columns);
            groups.push(Group::Run(Run { items: run, slots }));
        } else {
            at += 1;
            groups.push(Group::One(child));
        }
    }
    groups
}

/// The elements from here on that are alike; none when a list would say less than the markup.
fn run(children: &[Child], at: usize) -> Vec<&Element> {
    let Some(Child::Element(first)) = children.get(at) else { return Vec::new() };
    if PLAIN.contains(&first.tag.as_str()) {
        return Vec::new();
    }
    // The link to where one is may look other than the rest.
    let first = match children.get(at + 1) {
        Some(Child::Element(second)) if is_current(first) => second,
        _ => first,
    };
    let run: Vec<&Element> = children
        .iter()
        .skip(at)
        .map_while(|child| match child {
            Child::Element(element) if alike(first, element, 0) => Some(element),
            Child::Element(element) if is_current(element) && same_parts(first, element, 0) => Some(element),
            _ => None,
        })
        .collect();
    let size = size(first, 0);
    let listed = matches!(first.tag.as_str(), "a" | "li");
    let worth = run.len() >= 3 && (size > 1 || listed || run.len() > 3) || run.len() == 2 && size > 3;
    if worth { run } else { Vec::new() }
}

fn size(element: &Element, depth: usize) -> usize {
    if depth > super::DEEPEST {
        return 0;
    }
    1 + elements(element).map(|child| size(child, depth + 1)).sum::<usize>()
}

fn elements(element: &Element) -> impl Iterator<Item = &Element> {
    element.children.iter().filter_map(|child| match child {
        Child::Element(element) => Some(element),
        _ => None,
    })
}

/// Leads to where one is.
pub(super) fn is_current(element: &Element) -> bool {
    element.attributes.iter().any(|(name, _)| name == "aria-current")
}

/// The item that the others look like.
pub(super) fn model<'a>(items: &[&'a Element]) -> Option<&'a Element> {
    items.iter().find(|item| !is_current(item)).or(items.first()).copied()
}

/// Same tags, look and attributes, whatever the attributes and texts say.
fn alike(a: &Element, b: &Element, depth: usize) -> bool {
    a.name == b.name && a.style == b.style && a.narrow == b.narrow && same_parts(a, b, depth)
}

/// Same tags and attributes; and what is in them looks alike.
fn same_parts(a: &Element, b: &Element, depth: usize) -> bool {
    depth <= super::DEEPEST
        && a.tag == b.tag
        && a.children.len() == b.children.len()
        && attributes_alike(a, b)
        && a.children.iter().zip(&b.children).all(|(a, b)| match (a, b) {
            (Child::Element(a), Child::Element(b)) => alike(a, b, depth + 1),
            (Child::Text(_), Child::Text(_)) | (Child::Break, Child::Break) => true,
            _ => false,
        })
}

/// Attributes without a value, and `aria-current`, may be on one and not on the other.
fn attributes_alike(a: &Element, b: &Element) -> bool {
    let need = |element: &Element| -> Vec<String> {
        let needed = |(name, value): &&(String, Option<String>)| value.is_some() && name != "aria-current";
        element.attributes.iter().filter(needed).map(|(name, _)| name.clone()).collect()
    };
    need(a) == need(b)
}

fn slots(items: &[&Element], columns: &[String]) -> Vec<Slot> {
    let mut slots = Vec::new();
    collect(items, &mut Vec::new(), columns, &mut slots);
    let mut taken = vec!["id".to_owned()];
    join(&mut slots);
    for at in 0..slots.len() {
        let Some((before, slot)) =
            slots.split_at_mut_checked(at).and_then(|(a, b)| Some((a, b.first_mut()?)))
        else {
            break;
        };
        let same = |other: &&Slot| {
            slot.again && !other.again && ties(other) && more(slot, other).as_ref() == Some(&slot.after)
        };
        slot.name = match before.iter().find(same) {
            Some(other) => other.name.clone(),
            None => free(std::mem::take(&mut slot.name), "", &mut taken),
        };
    }
    slots
}

/// Attributes that tie elements to each other by an id.
fn ties(slot: &Slot) -> bool {
    let tie = ["id", "for", "name", "aria-describedby", "aria-labelledby", "aria-controls"];
    matches!(&slot.what, What::Attribute(name) if tie.contains(&name.as_str()))
}

/// Slots that tie elements to each other say the same, or one what the other says and more: they are one property,
/// called after the field.
fn join(slots: &mut Vec<Slot>) {
    // The field's name comes first: the others are made of it.
    let field = slots.iter().position(|slot| matches!(&slot.what, What::Attribute(name) if name == "name"));
    let Some(field) = field.or_else(|| slots.iter().position(ties)) else { return };
    let at = field;
    let field = slots.remove(at);
    for slot in slots.iter_mut().filter(|slot| ties(slot)) {
        if let Some(after) = more(slot, &field) {
            slot.after = after;
            slot.again = true;
        }
    }
    let shared = slots.iter().any(|slot| slot.again);
    slots.insert(if shared { 0 } else { at }, field);
}

/// What every value of a slot has after the other's.
fn more(slot: &Slot, of: &Slot) -> Option<String> {
    let mut rests = slot.values.iter().zip(&of.values).map(|pair| match pair {
        (Some(value), Some(start)) => value.strip_prefix(start.as_str()),
        _ => None,
    });
    let first = rests.next()??;
    (rests.all(|rest| rest == Some(first)) && (first.is_empty() || first.starts_with('-')))
        .then(|| first.to_owned())
}

fn collect(items: &[&Element], path: &mut Vec<usize>, columns: &[String], slots: &mut Vec<Slot>) {
    let Some(first) = items.first() else { return };
    if path.len() > super::DEEPEST {
        return;
    }
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in items.iter().flat_map(|item| &item.attributes) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let found: Vec<Option<&Option<String>>> = items
            .iter()
            .map(|item| item.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value))
            .collect();
        if found.windows(2).any(|pair| pair.first() != pair.last()) {
            let flag = found.iter().flatten().all(|value| value.is_none());
            let values =
                found.iter().map(|value| value.map(|value| value.clone().unwrap_or_default())).collect();
            let name_of = attribute_word(name, first);
            slots.push(Slot {
                path: path.clone(),
                what: What::Attribute(name.to_owned()),
                name: name_of,
                values,
                flag,
                after: String::new(),
                again: false,
            });
        }
    }
    for (index, child) in first.children.iter().enumerate() {
        match child {
            Child::Text(_) => {
                let values: Vec<Option<String>> = items
                    .iter()
                    .map(|item| match item.children.get(index) {
                        Some(Child::Text(text)) => Some(text.clone()),
                        _ => None,
                    })
                    .collect();
                if values.windows(2).any(|pair| pair.first() != pair.last()) {
                    let column =
                        path.first().and_then(|cell| columns.get(*cell)).filter(|name| !name.is_empty());
                    let name = column.map_or_else(|| text_word(first), |column| camel(column, "cell"));
                    slots.push(Slot {
                        path: path.clone(),
                        what: What::Text(index),
                        name,
                        values,
                        flag: false,
                        after: String::new(),
                        again: false,
                    });
                }
            }
            Child::Element(_) => {
                let inner: Vec<&Element> = items
                    .iter()
                    .filter_map(|item| match item.children.get(index) {
                        Some(Child::Element(element)) => Some(element),
                        _ => None,
                    })
                    .collect();
                path.push(index);
                collect(&inner, path, columns, slots);
                path.pop();
            }
            Child::Break => {}
        }
    }
}

fn attribute_word(name: &str, element: &Element) -> String {
    match name {
        "id" => "fieldId".to_owned(),
        "for" => "htmlFor".to_owned(),
        "aria-current" => "current".to_owned(),
        "aria-label" => "label".to_owned(),
        "value" if element.tag == "input" => "value".to_owned(),
        name => camel(name, "value"),
    }
}

fn text_word(element: &Element) -> String {
    let generic = ["div", "span", "group", "box", "item", "li", "part", "link", "current-link"];
    let word = called(element);
    if !generic.contains(&word) && word != element.tag {
        return camel(word, "text");
    }
    match element.tag.as_str() {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "title",
        "a" | "button" | "label" => "label",
        "td" | "th" => "cell",
        "time" => "date",
        _ => "text",
    }
    .to_owned()
}

/// The words that head the columns of a table.
pub(super) fn columns(table: &Element) -> Vec<String> {
    fn row(element: &Element, depth: usize) -> Option<&Element> {
        if element.tag == "tr" {
            return Some(element);
        }
        elements(element).find_map(|child| if depth < 4 { row(child, depth + 1) } else { None })
    }
    let Some(head) = row(table, 0) else { return Vec::new() };
    if !elements(head).all(|cell| cell.tag == "th") {
        return Vec::new();
    }
    elements(head).map(|cell| words_of(cell, 0)).collect()
}

/// All words in an element.
pub(super) fn words_of(element: &Element, depth: usize) -> String {
    let mut text = String::new();
    for child in &element.children {
        match child {
            Child::Text(words) => text.push_str(words),
            Child::Element(child) if depth < super::DEEPEST => text.push_str(&words_of(child, depth + 1)),
            _ => {}
        }
        text.push(' ');
    }
    text.trim().to_owned()
}

/// What stands for an element of the first item in the others: ids by path.
pub(super) fn ids(items: &[&Element]) -> BTreeMap<Vec<usize>, Vec<String>> {
    fn visit(element: &Element, path: &mut Vec<usize>, ids: &mut BTreeMap<Vec<usize>, Vec<String>>) {
        ids.entry(path.clone()).or_default().push(element.id.clone());
        if path.len() > super::DEEPEST {
            return;
        }
        for (index, child) in element.children.iter().enumerate() {
            if let Child::Element(child) = child {
                path.push(index);
                visit(child, path, ids);
                path.pop();
            }
        }
    }
    let mut ids = BTreeMap::new();
    for item in items {
        visit(item, &mut Vec::new(), &mut ids);
    }
    ids
}
