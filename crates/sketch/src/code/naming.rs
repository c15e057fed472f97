//! Words for parts that the layout could only call a row or a box: from what is in them and from their look.
//!
//! Not here: classes and components, which are named after these words.

use super::dom::{Child, Document, Element};
use super::names::{kebab, plural, words};
use super::repeats;
use super::tokens::colour::Colour;
use std::collections::BTreeMap;

/// Words that say how children stand and not what they are.
pub(super) const GENERIC: &[&str] =
    &["", "row", "stack", "column", "box", "group", "layers", "grid", "section", "div", "part"];

/// The document with a telling word for every part that had none.
pub(super) fn told(mut document: Document) -> Document {
    let mut letters = Letters::default();
    letters.count(&document.body, None, None, 0);
    let base = letters.base();
    visit(&mut document.body, &base, 0);
    document
}

/// How most words are set.
struct Base {
    /// Thousandths of a pixel.
    size: u32,
    colour: Option<Colour>,
}

/// How many letters are set in which size, in thousandths of a pixel, and in which colour.
#[derive(Default)]
struct Letters {
    sizes: BTreeMap<u32, usize>,
    colours: BTreeMap<Colour, usize>,
}

impl Letters {
    fn count(&mut self, element: &Element, size: Option<u32>, colour: Option<Colour>, depth: usize) {
        if depth > super::DEEPEST {
            return;
        }
        let size = self::size(element).or(size);
        let colour = declared(element, "color").and_then(Colour::parse).or(colour);
        for child in &element.children {
            match child {
                Child::Text(text) => {
                    let letters = text.chars().count();
                    if let Some(size) = size {
                        *self.sizes.entry(size).or_default() += letters;
                    }
                    if let Some(colour) = colour {
                        *self.colours.entry(colour).or_default() += letters;
                    }
                }
                Child::Element(child) => self.count(child, size, colour, depth + 1),
                Child::Break => {}
            }
        }
    }

    fn base(&self) -> Base {
        let size = self.sizes.iter().max_by(|(a, x), (b, y)| x.cmp(y).then(b.cmp(a)));
        // Words that stand out more are not the quiet ones, though those may be longer.
        let all: usize = self.colours.values().sum();
        let contrast = |colour: &Colour| (colour.lightness() * 1000.0).round() as i64;
        let colour = (self.colours.iter())
            .filter(|(colour, count)| **count * 8 >= all && !colour.strong())
            .min_by_key(|(colour, _)| contrast(colour));
        Base { size: size.map_or(14_000, |(size, _)| *size), colour: colour.map(|(colour, _)| *colour) }
    }
}

fn size(element: &Element) -> Option<u32> {
    let px: f64 = declared(element, "font-size")?.strip_suffix("px")?.parse().ok()?;
    (px.is_finite() && px > 0.0 && px < 10_000.0).then(|| (px * 1000.0).round() as u32)
}

fn declared<'a>(element: &'a Element, property: &str) -> Option<&'a str> {
    element
        .style
        .iter()
        .find(|declaration| declaration.property == property)
        .map(|declaration| declaration.value.as_str())
}

fn visit(element: &mut Element, base: &Base, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    // Items of a list are called alike: what they say is not what they are.
    let repeated = repeated(&element.children);
    for child in &mut element.children {
        if let Child::Element(child) = child {
            visit(child, base, depth + 1);
        }
    }
    let named = words(&element.name).join("-");
    let mut first = true;
    for (index, child) in element.children.iter_mut().enumerate() {
        let Child::Element(child) = child else { continue };
        let word = if repeated.contains(&index) {
            item(child, base)
        } else {
            one(child, base, first, depth + 1, &named)
        };
        if let Some(word) = word {
            child.name = word;
        }
        first = false;
    }
    if element.name == "list"
        && let Some(items) = items(element)
    {
        element.name = items;
    }
}

/// What the items of a list are called, when all are called alike.
fn items(list: &Element) -> Option<String> {
    let items = elements(list);
    let name = &items.first()?.name;
    let telling = !GENERIC.contains(&name.as_str()) && name != "item";
    (telling && items.iter().all(|item| item.name == *name)).then(|| plural(name))
}

/// Children that are alike and stand beside each other.
fn repeated(children: &[Child]) -> Vec<usize> {
    let mut at = 0;
    let mut found = Vec::new();
    for group in repeats::groups(children, &[]) {
        match group {
            repeats::Group::One(_) => at += 1,
            repeats::Group::Run(run) => {
                found.extend(at..at + run.items.len());
                at += run.items.len();
            }
        }
    }
    found
}

fn as_element(child: &Child) -> Option<&Element> {
    if let Child::Element(element) = child { Some(element) } else { None }
}

fn elements(element: &Element) -> Vec<&Element> {
    element.children.iter().filter_map(as_element).collect()
}

fn item(element: &Element, base: &Base) -> Option<String> {
    if element.name == "text" {
        return text(element, base);
    }
    if is_current(element) {
        return Some("current-link".to_owned());
    }
    if !GENERIC.contains(&element.name.as_str()) && element.name != "item" {
        return None;
    }
    if is_field(element) {
        return Some("field".to_owned());
    }
    Some(if painted(element) { "card" } else { "item" }.to_owned())
}

/// The link to where one is.
fn is_current(element: &Element) -> bool {
    element.name == "link" && repeats::is_current(element)
}

fn painted(element: &Element) -> bool {
    ["background", "background-color", "border"].iter().any(|name| declared(element, name).is_some())
}

fn fill(element: &Element) -> Option<Colour> {
    declared(element, "background").and_then(Colour::parse)
}

fn one(element: &Element, base: &Base, first: bool, depth: usize, parent: &str) -> Option<String> {
    if element.name == "text" && matches!(element.tag.as_str(), "p" | "span" | "div") {
        return text(element, base);
    }
    if is_current(element) {
        return Some("current-link".to_owned());
    }
    if element.name == "button" && fill(element).is_some_and(Colour::strong) {
        return Some("primary-button".to_owned());
    }
    if !GENERIC.contains(&element.name.as_str()) {
        return None;
    }
    let inside = elements(element);
    let all = |word: &str| inside.len() > 1 && inside.iter().all(|child| child.tag == word);
    let word = match () {
        () if all("button") => "actions",
        () if all("a") => "links",
        () if is_field(element) => "field",
        () if inside.len() > 1 && inside.iter().all(|child| child.name == "field") => "fields",
        // What only holds the parts of a page is not called after one of them.
        () if depth == 1 && inside.len() > 1 && !painted(element) && !has_heading(element) => "content",
        () if is_hero(element) && has_heading(element) => "intro",
        () if is_hero(element) => "hero",
        () => match heading(element, 0).map(|heading| kebab(&heading, "part")) {
            // The row that a part's heading stands in.
            Some(heading)
                if first
                    && !painted(element)
                    && (parent == heading || element.tag == "div")
                    && inside.len() > 1
                    && !parent.is_empty() =>
            {
                return Some(if parent == heading || GENERIC.contains(&parent) {
                    "head".to_owned()
                } else {
                    heading
                });
            }
            Some(heading) => return Some(heading),
            None if round(element) => "avatar",
            None if painted(element) => "panel",
            None if depth == 1 => "content",
            None => return None,
        },
    };
    Some(word.to_owned())
}

/// A field and its label.
fn is_field(element: &Element) -> bool {
    let inside = elements(element);
    let takes = |element: &&Element| matches!(element.tag.as_str(), "input" | "select" | "textarea");
    inside.len() < 4
        && inside.iter().filter(|child| child.tag == "label").count() == 1
        && inside.iter().any(takes)
}

/// The heading of the page with something to press: what is seen first.
fn is_hero(element: &Element) -> bool {
    fn has(element: &Element, tags: &[&str], depth: usize) -> bool {
        tags.contains(&element.tag.as_str())
            || depth < 4 && elements(element).iter().any(|child| has(child, tags, depth + 1))
    }
    let fields = ["input", "select", "textarea", "table"];
    elements(element).len() > 1
        && has(element, &["h1"], 0)
        && has(element, &["button"], 0)
        && has(element, &["img", "p"], 0)
        && !has(element, &fields, 0)
}

fn has_heading(element: &Element) -> bool {
    elements(element).iter().any(|child| HEADINGS.contains(&child.tag.as_str()))
}

const HEADINGS: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6"];

/// The first heading in an element, in few words.
pub(super) fn heading(element: &Element, depth: usize) -> Option<String> {
    for child in elements(element) {
        if HEADINGS.contains(&child.tag.as_str()) {
            let words = words(&repeats::words_of(child, 0));
            return (!words.is_empty()).then(|| words.into_iter().take(3).collect::<Vec<_>>().join(" "));
        }
        // Parts of their own have their own.
        let own =
            painted(child) || matches!(child.tag.as_str(), "nav" | "aside" | "section" | "article" | "li");
        if depth < 2
            && !own
            && let Some(found) = heading(child, depth + 1)
        {
            return Some(found);
        }
    }
    None
}

/// A small disc.
fn round(element: &Element) -> bool {
    let px = |property: &str| declared(element, property)?.strip_suffix("px")?.parse::<f64>().ok();
    let half = px("width").map(|width| width / 2.0);
    let radius = declared(element, "border-radius");
    element.children.is_empty()
        && px("width") == px("height")
        && half.is_some_and(|half| (8.0..=48.0).contains(&half))
        && (radius == Some("50%") || px("border-radius") >= half)
}

/// Words by how they are set.
fn text(element: &Element, base: &Base) -> Option<String> {
    let size = size(element)?;
    let weight: u32 = declared(element, "font-weight").and_then(|weight| weight.parse().ok()).unwrap_or(400);
    let colour = declared(element, "color").and_then(Colour::parse);
    let word = match () {
        () if size * 10 >= base.size * 14 => "title",
        () if size * 100 <= base.size * 88 => "note",
        () if weight >= 600 => "label",
        () if size * 10 > base.size * 11 => "lead",
        () if colour.is_some_and(Colour::strong) => "accent",
        () if colour.is_some() && colour != base.colour => "note",
        () => return None,
    };
    Some(word.to_owned())
}
