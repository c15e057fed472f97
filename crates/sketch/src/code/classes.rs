//! Class names and rules for the elements of a page.
//!
//! Elements that are called alike and look alike share a class. A class is named after its element; where two that look
//! different are called alike, the later one is named after its parent as well.
//!
//! Not here: what elements are called.

use super::dom::{Child, Declaration, Document, Element};
use super::names::{camel, free, kebab};
use super::writer::Writer;
use std::collections::BTreeMap;

/// How a class is spelled.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spelling {
    /// `card-title`, for style sheets.
    Kebab,
    /// `cardTitle`, for modules.
    Camel,
}

/// A class: its name, its rule, and the elements that have it.
pub(super) struct Class {
    pub(super) name: String,
    style: Vec<Declaration>,
    narrow: Vec<(f64, Vec<Declaration>)>,
    /// Ids of elements.
    parts: Vec<String>,
}

/// The classes of a page.
pub(super) struct Classes {
    spelling: Spelling,
    classes: Vec<Class>,
    /// By the address of the element: not every element has an id. Looked up, never walked.
    by_place: BTreeMap<*const Element, usize>,
    taken: Vec<String>,
}

impl Classes {
    pub(super) fn of(document: &Document, spelling: Spelling) -> Self {
        let mut classes =
            Self { spelling, classes: Vec::new(), by_place: BTreeMap::new(), taken: Vec::new() };
        classes.visit(&document.body, None, 0);
        classes
    }

    /// The class of an element, when it has a look of its own.
    pub(super) fn name(&self, element: &Element) -> Option<&str> {
        let at = *self.by_place.get(&std::ptr::from_ref(element))?;
        self.classes.get(at).map(|class| class.name.as_str())
    }

    /// No element has a look of its own.
    pub(super) fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    fn visit(&mut self, element: &Element, parent: Option<&Element>, depth: usize) {
        if depth > super::DEEPEST {
            return;
        }
        if !element.style.is_empty() || !element.narrow.is_empty() {
            let at = self.class(element, parent);
            self.by_place.insert(std::ptr::from_ref(element), at);
        }
        for child in &element.children {
            if let Child::Element(child) = child {
                self.visit(child, Some(element), depth + 1);
            }
        }
    }

    fn class(&mut self, element: &Element, parent: Option<&Element>) -> usize {
        let word = called(element);
        let same = |class: &Class| class.style == element.style && class.narrow == element.narrow;
        let plain = self.spell(word);
        let owned = parent.map(|parent| self.spell(&format!("{} {word}", called(parent))));
        // A number at the end is only ever ours.
        let stem = |class: &Class, name: &str| {
            class
                .name
                .strip_prefix(name)
                .is_some_and(|rest| rest.trim_start_matches('-').chars().all(|c| c.is_ascii_digit()))
        };
        let known = self.classes.iter().position(|class| {
            same(class) && (stem(class, &plain) || owned.as_deref().is_some_and(|owned| stem(class, owned)))
        });
        if let Some(at) = known {
            if let Some(class) = self.classes.get_mut(at) {
                class.parts.push(element.id.clone());
            }
            return at;
        }
        let name = if self.taken.contains(&plain) { owned.unwrap_or(plain) } else { plain };
        let name = free(name, if self.spelling == Spelling::Kebab { "-" } else { "" }, &mut self.taken);
        self.classes.push(Class {
            name,
            style: element.style.clone(),
            narrow: element.narrow.clone(),
            parts: vec![element.id.clone()],
        });
        self.classes.len() - 1
    }

    fn spell(&self, text: &str) -> String {
        match self.spelling {
            Spelling::Kebab => kebab(text, "part"),
            Spelling::Camel => camel(text, "part"),
        }
    }

    /// Writes the rules, then those for narrow windows, widest first.
    pub(super) fn print(&self, out: &mut Writer, depth: usize) {
        let mut first = true;
        for class in self.classes.iter().filter(|class| !class.style.is_empty()) {
            if !std::mem::take(&mut first) {
                out.push("\n");
            }
            rule(out, depth, class, &class.style);
        }
        let mut widths: Vec<f64> =
            self.classes.iter().flat_map(|class| class.narrow.iter().map(|(width, _)| *width)).collect();
        widths.sort_by(|a, b| b.total_cmp(a));
        widths.dedup();
        for width in widths {
            if !std::mem::take(&mut first) {
                out.push("\n");
            }
            // Below the width, as seen at fractions of a pixel too.
            out.line(depth, "  ", &format!("@media (max-width: {}px) {{", number(width - 0.02)));
            let mut first = true;
            for class in &self.classes {
                for (_, style) in class.narrow.iter().filter(|(at, _)| *at == width) {
                    if !std::mem::take(&mut first) {
                        out.push("\n");
                    }
                    rule(out, depth + 1, class, style);
                }
            }
            out.line(depth, "  ", "}");
        }
    }
}

fn rule(out: &mut Writer, depth: usize, class: &Class, style: &[Declaration]) {
    let mark = out.mark();
    out.line(depth, "  ", &format!(".{} {{", class.name));
    for Declaration { property, value } in style {
        out.line(depth + 1, "  ", &format!("{property}: {value};"));
    }
    out.line(depth, "  ", "}");
    for part in &class.parts {
        out.part(part, mark);
    }
}

/// The word for an element: its name, else its tag.
pub(super) fn called(element: &Element) -> &str {
    if element.name.is_empty() { &element.tag } else { &element.name }
}

/// A number as CSS writes it: at most three digits after the point.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
