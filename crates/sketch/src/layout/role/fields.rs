//! Buttons and fields that were drawn as boxes, and the words that name fields.
//!
//! Not here: what a box or a text is by itself ([`classify`](crate::classify)).

use super::Guesses;
use crate::layout::{Content, Layout, Node, Role, Size};
use crate::scene::{ComponentKind, ElementId};
use kurbo::Rect;
use std::collections::BTreeMap;

/// Less sure than this no box is something to press.
const BUTTON: f64 = 0.55;
/// Flatter boxes are bars, in heights.
const FLAT: f64 = 12.0;
/// Less sure than this no box is something to fill in.
const FIELD: f64 = 0.7;
/// With a frame and a hint in it this is enough.
const FRAMED: f64 = 0.6;

/// Gives boxes their kind of control.
pub(super) fn controls(node: &mut Node, guesses: &Guesses) {
    for child in &mut node.children {
        controls(child, guesses);
    }
    let Some(guess) = node.elements.first().and_then(|id| guesses.get(id)) else { return };
    let Role::Control(kind) = guess.role else { return };
    let framed = node.paint.borders.iter().all(Option::is_some);
    let field = matches!(kind, ComponentKind::Input | ComponentKind::TextArea);
    match &node.content {
        Content::Text(_) if node.role != Role::Paragraph || !node.is_painted() => {}
        Content::Text(_)
            if kind == ComponentKind::Button
                && guess.sure >= BUTTON
                && node.drawn.width() < FLAT * node.drawn.height() =>
        {
            node.role = Role::Control(kind);
        }
        Content::Text(run) if field && (guess.sure >= 0.85 || (framed && guess.sure >= FRAMED)) => {
            let (hint, run) = (run.text.clone(), Some(run.clone()));
            node.role = Role::Control(kind);
            node.height = Size::Fixed((node.drawn.height() * 10.0).round() / 10.0);
            node.content = Content::Control { text: String::new(), hint, on: false, value: 0.0, run };
            node.padding.top = 0.0;
            node.padding.bottom = 0.0;
            node.one_line = false;
        }
        Content::None
            if field && guess.sure >= FIELD && node.role == Role::Group && node.children.is_empty() =>
        {
            node.role = Role::Control(kind);
            let (text, hint) = (String::new(), String::new());
            node.content = Content::Control { text, hint, on: false, value: 0.0, run: None };
        }
        // What was drawn on a component of the library stands in it.
        Content::None if !node.children.is_empty() && node.role == Role::Group => match kind {
            ComponentKind::Card => node.role = Role::Article,
            ComponentKind::Modal => node.role = Role::Control(kind),
            _ => {}
        },
        _ => {}
    }
}

/// Ties words to the fields that they name.
pub(super) fn labels(root: &mut Node, guesses: &Guesses) {
    let mut fields: BTreeMap<ElementId, (String, Rect)> = BTreeMap::new();
    let mut nearest: BTreeMap<String, (f64, String)> = BTreeMap::new();
    let nodes = crate::layout::infer::nodes(root);
    for node in &nodes {
        if is_field(node) {
            let field = (node.id.clone(), node.drawn);
            fields.extend(node.elements.iter().map(|element| (element.clone(), field.clone())));
        }
    }
    for node in nodes.iter().filter(|node| plain_words(node)) {
        let guess = node.elements.first().and_then(|id| guesses.get(id));
        let Some(Role::Label(named)) = guess.map(|guess| &guess.role) else { continue };
        let Some((field, at)) = fields.get(&ElementId::from(named.as_str())) else { continue };
        let away = (at.y0 - node.drawn.y1).max(0.0) + (at.x0 - node.drawn.x1).max(0.0);
        let closer = nearest.get(field).is_none_or(|(known, _)| away < *known);
        if closer {
            nearest.insert(field.clone(), (away, node.id.clone()));
        }
    }
    let names = nearest.into_iter().map(|(field, (_, words))| (words, field)).collect();
    name(root, &names);
    ticks(root);
}

/// Something to fill in or to choose from.
fn is_field(node: &Node) -> bool {
    matches!(
        node.role,
        Role::Control(
            ComponentKind::Input | ComponentKind::TextArea | ComponentKind::Select | ComponentKind::Slider
        )
    )
}

/// Words without a box of their own, of which nothing is known yet.
fn plain_words(node: &Node) -> bool {
    node.role == Role::Paragraph && matches!(node.content, Content::Text(_)) && !node.is_painted()
}

fn name(node: &mut Node, names: &BTreeMap<String, String>) {
    if let Some(field) = names.get(&node.id).filter(|_| node.role == Role::Paragraph) {
        node.role = Role::Label(field.clone());
    }
    for child in &mut node.children {
        name(child, names);
    }
}

/// The words right after a box to tick name it; those right before a switch as well.
fn ticks(node: &mut Node) {
    for child in &mut node.children {
        ticks(child);
    }
    if !matches!(node.layout, Layout::Row(_)) {
        return;
    }
    for at in 1..node.children.len() {
        let Some((before, after)) = node.children.split_at_mut_checked(at) else { continue };
        let (Some(a), Some(b)) = (before.last_mut(), after.first_mut()) else { continue };
        if is_bare_tick(a) && plain_words(b) {
            b.role = Role::Label(a.id.clone());
        } else if is_bare_tick(b) && b.role == Role::Control(ComponentKind::Toggle) && plain_words(a) {
            a.role = Role::Label(b.id.clone());
        }
    }
}

/// Something to tick, without words of its own.
fn is_bare_tick(node: &Node) -> bool {
    let kind = matches!(
        node.role,
        Role::Control(ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle)
    );
    kind && matches!(&node.content, Content::Control { text, .. } if text.is_empty())
}
