//! Words are tied to the fields that they name, fields to the form that they are sent with, and navigations get names.
//!
//! Ids and names of fields come from the words of their labels, so that they can be read.
//!
//! Not here: fields themselves (`code::controls`).

use super::dom::{Child, Document, Element};
use super::names::{free, kebab};
use super::repeats::words_of;
use std::collections::BTreeMap;

/// The document with its fields named.
pub(super) fn tied(mut document: Document) -> Document {
    let mut tie = Tie { ids: BTreeMap::new(), taken: Vec::new() };
    tie.known(&document.body, 0);
    tie.element(&mut document.body, 0);
    rename(&mut document.body, &tie.ids, 0);
    if !any(&document.body, &|element| element.tag == "form", 0) {
        form(&mut document.body, 0);
    }
    submits(&mut document.body, false, 0);
    boxes(&mut document.body, 0);
    if count(&document.body, &|element| element.tag == "nav", 0) > 1 {
        let title = first(&document.body, &|element| element.tag == "h1", 0).map(|title| words_of(title, 0));
        navigations(&mut document.body, "", title.as_deref(), &mut Vec::new(), 0);
    }
    document
}

/// A part whose heading names a field now has none: it is a box. What heads a section stands in it.
fn boxes(element: &mut Element, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    let heads = |element: &Element| matches!(element.tag.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    let labels = |element: &Element| element.tag == "label";
    if element.tag == "section" && !any(element, &heads, 0) && any(element, &labels, 0) {
        "div".clone_into(&mut element.tag);
        if element.name == "section" {
            "stack".clone_into(&mut element.name);
        }
    }
    for child in &mut element.children {
        if let Child::Element(child) = child {
            boxes(child, depth + 1);
        }
    }
}

/// Several navigations are told apart by what they are called.
fn navigations(
    element: &mut Element,
    inside: &str,
    title: Option<&str>,
    taken: &mut Vec<String>,
    depth: usize,
) {
    if depth > super::DEEPEST {
        return;
    }
    if element.tag == "nav" {
        let links = words_of(element, 0);
        let own = match inside {
            "header" => "Main".to_owned(),
            "footer" => "Footer".to_owned(),
            _ => title.unwrap_or("Main").to_owned(),
        };
        let words = [own, links].into_iter().find(|words| !taken.contains(words));
        let words = words.unwrap_or_else(|| format!("Navigation {}", taken.len() + 1));
        set(element, "aria-label", &words);
        taken.push(words);
    }
    let inside = match element.tag.as_str() {
        "header" => "header",
        "footer" => "footer",
        "main" => "",
        _ => inside,
    };
    for child in &mut element.children {
        if let Child::Element(child) = child {
            navigations(child, inside, title, taken, depth + 1);
        }
    }
}

fn first<'e>(element: &'e Element, test: &dyn Fn(&Element) -> bool, depth: usize) -> Option<&'e Element> {
    if test(element) {
        return Some(element);
    }
    elements(element).filter(|_| depth < super::DEEPEST).find_map(|child| first(child, test, depth + 1))
}

fn count(element: &Element, test: &dyn Fn(&Element) -> bool, depth: usize) -> usize {
    let inside: usize =
        elements(element).filter(|_| depth < super::DEEPEST).map(|child| count(child, test, depth + 1)).sum();
    usize::from(test(element)) + inside
}

struct Tie {
    /// Ids by what they were: the words of the label instead of the id of a node.
    ids: BTreeMap<String, String>,
    taken: Vec<String>,
}

/// Words longer than this name nothing.
const LONGEST: usize = 60;

impl Tie {
    /// Labels that the layout found.
    fn known(&mut self, element: &Element, depth: usize) {
        if depth > super::DEEPEST {
            return;
        }
        if let Some(of) = attribute(element, "for").filter(|_| element.tag == "label") {
            let id = free(kebab(&words_of(element, 0), "field"), "-", &mut self.taken);
            self.ids.insert(of.to_owned(), id);
        }
        for child in elements(element) {
            self.known(child, depth + 1);
        }
    }

    fn element(&mut self, element: &mut Element, depth: usize) {
        if depth > super::DEEPEST {
            return;
        }
        for at in 1..element.children.len() {
            let Some((before, after)) = element.children.split_at_mut_checked(at) else { continue };
            let (Some(Child::Element(before)), Some(Child::Element(field))) =
                (before.last_mut(), after.first_mut())
            else {
                continue;
            };
            // A field with a hint says by itself what it is for.
            if is_field(field)
                && attribute(field, "id").is_none()
                && attribute(field, "placeholder").is_none()
            {
                self.name(before, field);
            }
        }
        for child in &mut element.children {
            if let Child::Element(child) = child {
                self.element(child, depth + 1);
            }
        }
    }

    /// What stands before a field names it: the first words, and a note below them says more.
    fn name(&mut self, before: &mut Element, field: &mut Element) {
        let mut texts = Vec::new();
        gather(before, &mut texts, 0);
        let count = texts.len();
        let mut texts = texts.into_iter();
        let Some(label) = texts.next().filter(|label| count <= 2 && names(label)) else { return };
        let id = free(kebab(&words_of(label, 0), "field"), "-", &mut self.taken);
        "label".clone_into(&mut label.tag);
        label.attributes.push(("for".into(), Some(id.clone())));
        if label.name == "heading" || label.name == "text" {
            "label".clone_into(&mut label.name);
        }
        field.attributes.retain(|(name, _)| name != "aria-label");
        set(field, "id", &id);
        if let Some(note) = texts.next() {
            let note_id = free(format!("{id}-note"), "-", &mut self.taken);
            set(note, "id", &note_id);
            set(field, "aria-describedby", &note_id);
        }
        self.ids.insert(id.clone(), id);
    }
}

/// Fields that are named by words before them.
fn is_field(element: &Element) -> bool {
    match element.tag.as_str() {
        "select" | "textarea" => true,
        "input" => !matches!(attribute(element, "type"), Some("radio" | "hidden")),
        _ => false,
    }
}

/// Words that may name a field.
fn names(element: &Element) -> bool {
    let plain = matches!(element.tag.as_str(), "p" | "span" | "div" | "h3" | "h4" | "h5" | "h6");
    plain && words_of(element, 0).chars().count() <= LONGEST
}

/// The elements with words in a part that has nothing else.
fn gather<'e>(element: &'e mut Element, texts: &mut Vec<&'e mut Element>, depth: usize) {
    let words = element.children.iter().any(|child| matches!(child, Child::Text(_)));
    if words {
        texts.push(element);
    } else if depth < 3 && matches!(element.tag.as_str(), "div" | "section") {
        for child in &mut element.children {
            if let Child::Element(child) = child {
                gather(child, texts, depth + 1);
            }
        }
    }
}

/// Ids of nodes become those of words; a field knows its kind from the words before it.
fn rename(element: &mut Element, ids: &BTreeMap<String, String>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    for (name, value) in &mut element.attributes {
        if matches!(name.as_str(), "id" | "for" | "aria-describedby")
            && let Some(id) = value.as_ref().and_then(|value| ids.get(value))
        {
            *value = Some(id.clone());
        }
    }
    if is_field(element)
        && let Some(id) = attribute(element, "id").map(str::to_owned)
    {
        if element.tag == "input" && attribute(element, "type") == Some("text") {
            let (kind, fills) = kind(&id);
            for (name, value) in &mut element.attributes {
                if name == "type" {
                    *value = Some(kind.to_owned());
                }
            }
            if let Some(fills) = fills {
                set(element, "autocomplete", fills);
            }
        }
        set(element, "name", &id);
    }
    for child in &mut element.children {
        if let Child::Element(child) = child {
            rename(child, ids, depth + 1);
        }
    }
}

/// The kind of a field and what a browser may fill in (<https://html.spec.whatwg.org/#autofill>), from its name.
pub(super) fn kind(id: &str) -> (&'static str, Option<&'static str>) {
    let words: Vec<&str> = id.split('-').collect();
    let has = |word: &str| words.contains(&word);
    match () {
        () if has("email") || has("mail") => ("email", Some("email")),
        () if has("password") && (has("new") || has("confirm") || has("repeat")) => {
            ("password", Some("new-password"))
        }
        () if has("password") => ("password", Some("current-password")),
        () if has("phone") || has("telephone") || has("mobile") => ("tel", Some("tel")),
        () if has("website") || has("url") => ("url", Some("url")),
        () if has("search") => ("search", None),
        () if has("first") && has("name") => ("text", Some("given-name")),
        () if has("last") && has("name") || has("surname") => ("text", Some("family-name")),
        () if has("username") => ("text", Some("username")),
        () if words == ["name"] || has("full") && has("name") => ("text", Some("name")),
        _ => ("text", None),
    }
}

/// The smallest part with all fields and a button to send them is a form.
fn form(element: &mut Element, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    let fields = fields_in(element, 0);
    if fields == 0 {
        return;
    }
    let whole = |child: &Child| matches!(child, Child::Element(child) if fields_in(child, 0) == fields && has_send(child));
    if let Some(at) = element.children.iter().position(whole) {
        if let Some(Child::Element(child)) = element.children.get_mut(at) {
            form(child, depth + 1);
        }
    } else if has_send(element) && matches!(element.tag.as_str(), "div" | "section" | "article") {
        "form".clone_into(&mut element.tag);
    }
}

fn has_send(element: &Element) -> bool {
    any(element, &|element| element.tag == "button" && sends(element), 0)
}

fn fields_in(element: &Element, depth: usize) -> usize {
    if depth > super::DEEPEST {
        return 0;
    }
    usize::from(is_field(element) && attribute(element, "type") != Some("search"))
        + elements(element).map(|child| fields_in(child, depth + 1)).sum::<usize>()
}

/// Words of a button that send a form.
const SENDS: &[&str] = &[
    "save",
    "sign",
    "log",
    "send",
    "submit",
    "create",
    "continue",
    "subscribe",
    "join",
    "register",
    "pay",
    "order",
    "apply",
    "update",
    "next",
    "book",
    "confirm",
];

fn sends(element: &Element) -> bool {
    let words = words_of(element, 0).to_lowercase();
    words.split_whitespace().next().is_some_and(|word| SENDS.contains(&word))
}

/// In a form the button that sends it says so.
fn submits(element: &mut Element, in_form: bool, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    let in_form = in_form || element.tag == "form";
    if in_form && element.tag == "button" && sends(element) {
        for (name, value) in &mut element.attributes {
            if name == "type" {
                *value = Some("submit".to_owned());
            }
        }
    }
    for child in &mut element.children {
        if let Child::Element(child) = child {
            submits(child, in_form, depth + 1);
        }
    }
}

fn any(element: &Element, test: &dyn Fn(&Element) -> bool, depth: usize) -> bool {
    test(element) || depth < super::DEEPEST && elements(element).any(|child| any(child, test, depth + 1))
}

fn elements(element: &Element) -> impl Iterator<Item = &Element> {
    element.children.iter().filter_map(|child| match child {
        Child::Element(element) => Some(element),
        _ => None,
    })
}

fn attribute<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    let found = element.attributes.iter().find(|(known, _)| known == name);
    found.and_then(|(_, value)| value.as_deref())
}

fn set(element: &mut Element, name: &str, value: &str) {
    if attribute(element, name).is_none() {
        element.attributes.push((name.to_owned(), Some(value.to_owned())));
    }
}
