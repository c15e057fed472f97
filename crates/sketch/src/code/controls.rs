//! Components of the library as elements: what `code::web` left as an empty box gets its words, its parts and the look
//! that it was drawn with.
//!
//! Not here: where components stand and how large they are; which words name a field (`code::labels`).

mod drawn;
mod large;

use super::File;
use super::dom::{Child, Declaration, Document, Element};
use super::nodes::first_words;
use super::web::px;
use crate::layout::metrics;
use crate::layout::{Content, Node, Paint, Role, Run, Tree};
use crate::scene::ComponentKind;
use std::collections::BTreeMap;

/// Room beside words in a field, px.
const PAD: f64 = 12.0;
/// A mark that is ticked, px.
const MARK: f64 = 18.0;

/// What is said of a picture to come: that it is one is said by its tag.
pub(super) const PLACE: &str = "Placeholder";

/// The document with its components filled.
pub(super) fn filled(mut document: Document, tree: &Tree) -> Document {
    let mut controls = BTreeMap::new();
    collect(&tree.root, &mut controls, 0);
    if !controls.is_empty() {
        visit(&mut document.body, &controls, 0);
        let drawn = drawn::pictures(&mut document.body, &controls).into_iter();
        // A page with a heading of its own has no other of the first rank.
        let mut last = u32::from(headed(&document.body, 0));
        ranked(&mut document.body, &mut last, 0);
        document.pictures = drawn.map(|(path, text)| File { path, text, ..File::default() }).collect();
    }
    document
}

/// Titles of components are one level below the heading before them at most.
fn ranked(element: &mut Element, last: &mut u32, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    let level = element.tag.strip_prefix('h').and_then(|level| level.parse::<u32>().ok());
    if let Some(level) = level {
        *last = level.min(*last + 1);
        element.tag = format!("h{last}");
    }
    for child in &mut element.children {
        if let Child::Element(child) = child {
            ranked(child, last, depth + 1);
        }
    }
}

/// Something in it is a heading of the first rank.
fn headed(element: &Element, depth: usize) -> bool {
    let inside = |child: &Child| matches!(child, Child::Element(child) if headed(child, depth + 1));
    element.tag == "h1" || depth < super::DEEPEST && element.children.iter().any(inside)
}

/// A component, and the words that stand before it.
struct Control<'t> {
    node: &'t Node,
    kind: ComponentKind,
    text: &'t str,
    on: bool,
    value: f64,
    run: Option<&'t Run>,
    before: Option<String>,
    /// Of its parent: radio buttons there are one choice.
    group: &'t str,
}

impl<'t> Control<'t> {
    fn paint(&self) -> &'t Paint {
        &self.node.paint
    }

    /// The colour of its lines and its mark.
    fn ink(&self) -> Option<&'t str> {
        self.paint().borders.iter().flatten().map(|(_, colour)| colour.as_str()).next()
    }

    fn lines(&self) -> impl Iterator<Item = &'t str> {
        self.text.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    /// Which of several is chosen.
    fn chosen(&self) -> usize {
        if self.value.is_finite() { self.value.clamp(0.0, 1000.0) as usize } else { 0 }
    }
}

fn collect<'t>(node: &'t Node, controls: &mut BTreeMap<&'t str, Control<'t>>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    let mut before = None;
    for child in &node.children {
        if let (Role::Control(kind), Content::Control { text, on, value, run, .. }) =
            (&child.role, &child.content)
        {
            let control = Control {
                node: child,
                kind: *kind,
                text,
                on: *on,
                value: *value,
                run: run.as_ref(),
                before: before.take(),
                group: &node.id,
            };
            controls.insert(&child.id, control);
        }
        before = first_words(child, 0);
        collect(child, controls, depth + 1);
    }
}

fn visit(element: &mut Element, controls: &BTreeMap<&str, Control<'_>>, depth: usize) {
    if depth > super::DEEPEST {
        return;
    }
    // What a control is made of has no id.
    if let Some(control) = controls.get(element.id.as_str()).filter(|_| !element.id.is_empty())
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
    match control.kind {
        ComponentKind::Input => {
            if !control.text.is_empty() {
                attribute(element, "value", Some(control.text));
            }
            framed(element, control, &format!("0 {}", px(PAD)));
            named(element, control);
        }
        ComponentKind::TextArea => {
            if !control.text.is_empty() {
                element.children.push(Child::Text(control.text.to_owned()));
            }
            framed(element, control, &px(PAD.min(control.node.drawn.height() / 4.0)));
            named(element, control);
        }
        ComponentKind::Button => {
            become_tag(element, "button", "button");
            attribute(element, "type", Some("button"));
            let words = if control.text.trim().is_empty() { "Button" } else { control.text.trim() };
            element.children.push(Child::Text(words.to_owned()));
            framed(element, control, "");
            style(element, "text-align", "center");
            roomy(element, control, words);
        }
        ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle => ticked(element, control),
        ComponentKind::Select => {
            become_tag(element, "select", "select");
            for (index, line) in control.lines().enumerate() {
                let mut option = leaf("option", "option", line);
                if index == control.chosen() && index > 0 {
                    attribute(&mut option, "selected", None);
                }
                element.children.push(Child::Element(option));
            }
            // Browsers leave 4 px more.
            framed(element, control, &format!("0 {}", px(PAD - 4.0)));
            named(element, control);
        }
        ComponentKind::Slider => {
            let share = if control.value.is_finite() { control.value.clamp(0.0, 1.0) } else { 0.0 };
            become_tag(element, "input", "slider");
            attribute(element, "type", Some("range"));
            attribute(element, "value", Some(&format!("{:.0}", share * 100.0)));
            if let Some(ink) = control.ink() {
                style(element, "accent-color", ink);
            }
            named(element, control);
        }
        ComponentKind::Tabs => large::tabs(element, control),
        ComponentKind::NavBar => large::nav(element, control),
        ComponentKind::List => large::list(element, control),
        ComponentKind::Table => large::table(element, control),
        ComponentKind::Card => large::card(element, control),
        ComponentKind::Modal => large::dialog(element, control),
        ComponentKind::Avatar => {
            attribute(element, "role", Some("img"));
            attribute(element, "aria-label", Some(called(control, "Avatar")));
            "avatar".clone_into(&mut element.name);
            let initials: String = control
                .text
                .split_whitespace()
                .filter_map(|word| word.chars().next())
                .take(2)
                .flat_map(char::to_uppercase)
                .collect();
            for (property, value) in [("display", "grid"), ("place-items", "center")] {
                style(element, property, value);
            }
            if !initials.is_empty() {
                style(element, "font-weight", "600");
                element.children.push(Child::Text(initials));
            }
        }
        ComponentKind::Image | ComponentKind::Icon | ComponentKind::Chart => {
            become_tag(element, "img", role_word(control.kind));
            role_word(control.kind).clone_into(&mut element.name);
            attribute(element, "src", Some(drawn::PENDING));
            let word = match control.kind {
                ComponentKind::Chart => "Chart",
                ComponentKind::Icon => "Icon",
                _ => PLACE,
            };
            attribute(element, "alt", Some(shown(control).unwrap_or(word)));
            // It keeps its proportions in narrow windows.
            let drawn = control.node.drawn;
            if let Some(height) = element.style.iter_mut().find(|one| one.property == "height")
                && drawn.height() > 0.0
            {
                "aspect-ratio".clone_into(&mut height.property);
                let number = super::classes::number;
                height.value = format!("{} / {}", number(drawn.width()), number(drawn.height()));
            }
        }
    }
}

/// Words of a button up to this stay on a line, letters.
const BRIEF: usize = 24;

/// A button is as wide as its words and the room beside them, where it was drawn so.
fn roomy(element: &mut Element, control: &Control<'_>, words: &str) {
    if words.chars().count() <= BRIEF {
        style(element, "white-space", "nowrap");
    }
    let of = |name: &str| element.style.iter().position(|declaration| declaration.property == name);
    let (Some(at), None, Some(run)) = (of("width"), of("max-width"), control.run) else { return };
    let drawn = control.node.drawn.width();
    let inner = metrics::width(words, run.size, run.family, run.weight >= 600);
    let edges: f64 =
        control.paint().borders.iter().skip(1).step_by(2).flatten().map(|(width, _)| width).sum();
    let room = ((drawn - inner - edges) / 8.0).round() * 4.0;
    let off = inner + edges + 2.0 * room - drawn;
    if room >= 8.0
        && off.abs() <= 2.5
        && element.style.get(at).is_some_and(|width| width.value.ends_with("px"))
    {
        element.style.remove(at);
        style(element, "padding", &format!("0 {}", px(room)));
        style(element, "white-space", "nowrap");
    }
}

fn role_word(kind: ComponentKind) -> &'static str {
    match kind {
        ComponentKind::Chart => "chart",
        ComponentKind::Icon => "icon",
        _ => "picture",
    }
}

/// What a picture shows: its first line, where that is not the numbers of a chart.
fn shown<'c>(control: &'c Control<'_>) -> Option<&'c str> {
    control.lines().next().filter(|said| said.chars().any(char::is_alphabetic))
}

/// The first line of a component's words, else this.
fn called<'c>(control: &'c Control<'_>, or: &'c str) -> &'c str {
    control.lines().next().unwrap_or(or)
}

/// A box to tick, one of several, a switch: the mark, with its words beside it where it has any.
fn ticked(element: &mut Element, control: &Control<'_>) {
    let (kind, word) = match control.kind {
        ComponentKind::Radio => ("radio", "radio"),
        ComponentKind::Toggle => ("checkbox", "toggle"),
        _ => ("checkbox", "checkbox"),
    };
    let mut input = Element { tag: "input".into(), name: word.into(), ..Element::default() };
    attribute(&mut input, "type", Some(kind));
    match control.kind {
        ComponentKind::Radio => {
            attribute(&mut input, "name", Some(control.group));
            if !control.text.is_empty() {
                attribute(&mut input, "value", Some(&super::names::kebab(control.text, "choice")));
            }
        }
        ComponentKind::Toggle => attribute(&mut input, "role", Some("switch")),
        _ => {}
    }
    if control.on {
        attribute(&mut input, "checked", None);
    }
    // Words that stand elsewhere name it by its id.
    let id = element.attributes.iter().position(|(name, _)| name == "id");
    let named_elsewhere = id.map(|at| input.attributes.push(element.attributes.remove(at))).is_some();
    let (width, height) = mark(control);
    style(&mut input, "width", &px(width));
    style(&mut input, "height", &px(height));
    if control.kind == ComponentKind::Toggle {
        if let Some(ink) = control.ink() {
            style(&mut input, "color", ink);
        }
    } else {
        style(&mut input, "margin", "0");
        if let Some(ink) = control.ink() {
            style(&mut input, "accent-color", ink);
        }
    }
    if control.text.is_empty() {
        if !named_elsewhere {
            named(&mut input, control);
        }
        // It stands where the whole component stood.
        let place = |declaration: &Declaration| {
            ["margin", "position", "left", "top", "right", "bottom", "align-self", "grid-area"]
                .iter()
                .any(|property| declaration.property.starts_with(property))
        };
        input.style.extend(element.style.iter().filter(|declaration| place(declaration)).cloned());
        input.id = std::mem::take(&mut element.id);
        *element = input;
        return;
    }
    become_tag(element, "label", "choice");
    // As wide as its words, which another font may set wider.
    element.style.retain(|declaration| !matches!(declaration.property.as_str(), "width" | "max-width"));
    element.style.retain(|declaration| declaration.property != "height");
    style(element, "display", "flex");
    style(element, "align-items", "center");
    style(element, "gap", "8px");
    style(element, "min-height", &px(control.node.drawn.height()));
    element.children.push(Child::Element(input));
    element.children.push(Child::Text(control.text.to_owned()));
}

/// The size of a mark, px, as it is drawn.
fn mark(control: &Control<'_>) -> (f64, f64) {
    let (width, height) = (control.node.drawn.width().max(1.0), control.node.drawn.height().max(1.0));
    if control.kind == ComponentKind::Toggle {
        let height = 22.0_f64.min(height).min(width / 1.8);
        return ((height * 1.8).round(), height.round());
    }
    let side = MARK.min(width).min(height).round();
    (side, side)
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

/// The room in a control; its border too, when it was drawn as nothing but a place.
fn framed(element: &mut Element, control: &Control<'_>, padding: &str) {
    if *control.paint() == Paint::default() {
        style(element, "border", "1px solid #8a8f98");
        style(element, "border-radius", "4px");
    }
    let padded = element.style.iter().any(|declaration| declaration.property.starts_with("padding"));
    if !padded && !padding.is_empty() {
        style(element, "padding", padding);
    }
    if control.run.is_none() {
        style(element, "font-size", "14px");
    }
}

/// What has no label is called by the words before it.
fn named(element: &mut Element, control: &Control<'_>) {
    let told = ["id", "aria-label"];
    if !element.attributes.iter().any(|(name, _)| told.contains(&name.as_str())) {
        attribute(element, "aria-label", Some(control.before.as_deref().unwrap_or("Field")));
    }
}
