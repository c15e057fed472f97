//! What most words of a page have in common is said once, by the page.
//!
//! Size, height of lines and colour come down from the page; an element says only what is different. Only the page
//! gives them, so that a word that is drawn anew changes its own rule and no other.
//!
//! Not here: classes.

use super::dom::{Child, Declaration, Document, Element};
use std::collections::BTreeMap;

/// Properties that come down, and are worth being said once.
const COMMON: &[&str] = &["font-size", "line-height", "color"];

/// The document with what is common on its body.
pub(super) fn hoisted(mut document: Document) -> Document {
    for property in COMMON {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        count(&document.body, property, &mut counts, 0);
        // The one that most have; of those the first by its value.
        let most = counts.into_iter().max_by(|(a, x), (b, y)| x.cmp(y).then(b.cmp(a)));
        let Some((value, 2..)) = most else { continue };
        if value_of(&document.body, property).is_none() {
            let property = (*property).to_owned();
            document.body.style.push(Declaration { property, value });
        }
        let own = value_of(&document.body, property).map(str::to_owned);
        for child in &mut document.body.children {
            if let Child::Element(child) = child {
                strip(child, property, own.as_deref(), 0);
            }
        }
    }
    buttons(&mut document.body, 0);
    document
}

/// Words in buttons are in the middle anyway; others that were drawn say where theirs are.
fn buttons(element: &mut Element, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    if element.tag == "button" {
        match value_of(element, "text-align") {
            Some("center") => element.style.retain(|declaration| declaration.property != "text-align"),
            None if !element.id.is_empty() && value_of(element, "justify-content") != Some("center") => {
                element.style.push(Declaration { property: "text-align".into(), value: "left".into() });
            }
            _ => {}
        }
    }
    for child in &mut element.children {
        if let Child::Element(child) = child {
            buttons(child, depth + 1);
        }
    }
}

fn value_of<'e>(element: &'e Element, property: &str) -> Option<&'e str> {
    let found = element.style.iter().find(|declaration| declaration.property == property);
    found.map(|declaration| declaration.value.as_str())
}

fn count(element: &Element, property: &str, counts: &mut BTreeMap<String, usize>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    if let Some(value) = value_of(element, property) {
        *counts.entry(value.to_owned()).or_default() += 1;
    }
    for child in &element.children {
        if let Child::Element(child) = child {
            count(child, property, counts, depth + 1);
        }
    }
}

/// Takes out what an element would have anyway.
fn strip(element: &mut Element, property: &str, around: Option<&str>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    if around.is_some() && value_of(element, property) == around {
        element.style.retain(|declaration| declaration.property != property);
    }
    let own = value_of(element, property).map(str::to_owned);
    let own = own.as_deref().or(around);
    for child in &mut element.children {
        if let Child::Element(child) = child {
            strip(child, property, own, depth + 1);
        }
    }
}
