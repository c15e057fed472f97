//! Components that something was drawn on: a card, a dialog or a bar becomes a box that holds its words and the rest.
//!
//! Its words stand where the component shows them. They have ids of their own and belong to the component.
//!
//! Not here: components that nothing was drawn on, which stay what they are.

use super::metrics;
use super::piece::{Piece, Screen, What, paint, words_of};
use crate::classify::Guess;
use crate::render::wireframe;
use crate::render::wireframe::look::Look;
use crate::scene::{Align, Component, ComponentKind, Element, ElementId, Kind, Page, Text, Vertical};
use kurbo::{Rect, Vec2};
use std::collections::BTreeMap;

/// Over the edge of what it stands in, px.
const OVER: f64 = 3.0;

/// Opens the components on a screen that hold others; `page` has their elements.
pub(super) fn open(screen: &mut Screen, page: &Page) {
    let mut at = 0;
    while at < screen.pieces.len() {
        if let Some(parts) = screen.pieces.get(at).and_then(|piece| opened(screen, piece, at, page)) {
            let count = parts.len();
            let titled = matches!(
                screen.pieces.get(at).map(|piece| &piece.what),
                Some(What::Control(Component { kind: ComponentKind::Card | ComponentKind::Modal, .. }))
            );
            if let (true, Some(title)) = (titled, parts.get(1).and_then(|title| title.elements.first())) {
                let guess = Guess { role: super::Role::Heading(2), sure: 1.0, parts: Vec::new() };
                screen.guesses.insert(title.clone(), guess);
            }
            for part in parts.iter().skip(1) {
                let (Some(part), Some(whole)) = (part.elements.first(), parts.first()) else { continue };
                if let Some(owner) = whole.elements.first() {
                    screen.owners.insert(part.clone(), owner.clone());
                }
            }
            screen.pieces.splice(at..=at, parts);
            at += count;
        } else {
            at += 1;
        }
    }
}

/// The box of a component, and its words; none when nothing was drawn on it.
fn opened(screen: &Screen, piece: &Piece, at: usize, page: &Page) -> Option<Vec<Piece>> {
    let What::Control(component) = &piece.what else { return None };
    let kinds = [ComponentKind::Card, ComponentKind::Modal, ComponentKind::NavBar, ComponentKind::Image];
    if !kinds.contains(&component.kind) {
        return None;
    }
    let area = |rect: Rect| rect.width() * rect.height();
    let on = |other: &&Piece| {
        piece.rect.inflate(OVER, OVER).contains_rect(other.rect) && area(other.rect) < 0.95 * area(piece.rect)
    };
    let held: Vec<&Piece> = screen.pieces.iter().skip(at + 1).filter(on).collect();
    if held.is_empty() {
        return None;
    }
    let id = piece.elements.first()?;
    let element = page.elements.iter().find(|element| element.id == *id)?;
    let mut whole = Piece { words: None, what: What::Box, ..piece.clone() };
    match component.kind {
        ComponentKind::Image => whole.what = What::Picture { key: None },
        ComponentKind::NavBar => {
            let [_, _, bottom, _] = paint(element).borders;
            whole.paint.borders = [None, None, bottom, None];
            whole.paint.radius = 0.0;
        }
        ComponentKind::Modal if whole.paint.background.is_none() => {
            whole.paint.background = Some("#ffffff".to_owned());
        }
        _ => {}
    }
    let mut parts = vec![whole];
    if component.text.trim().is_empty() {
        return Some(parts);
    }
    let shown = wireframe::parts(component, element.width, element.height, &element.style);
    let corner = piece.rect.origin().to_vec2();
    let free = |rect: Rect| held.iter().all(|other| other.rect.intersect(rect).is_zero_area());
    let buttons = ["OK", "Cancel"];
    let mut ids = 0;
    for part in &shown {
        let Kind::Text(text) = &part.kind else { continue };
        let rect = place(part, text) + corner;
        // Words that something was drawn over are not seen.
        if !free(rect) {
            continue;
        }
        ids += 1;
        let id = ElementId::from(format!("{id}-words-{ids}"));
        let button = component.kind == ComponentKind::Modal && buttons.contains(&text.text.as_str());
        let piece = if button { action(part, &text.text, &shown, corner) } else { words(part, text, rect) };
        parts.extend(piece.map(|piece| Piece { elements: vec![id], ..piece }));
    }
    Some(parts)
}

/// Where the letters of a part stand in its component.
fn place(part: &Element, text: &Text) -> Rect {
    let (width, height) = size(text);
    let rect = part.rect();
    let x = match text.align {
        Align::Start => rect.x0,
        Align::Middle => rect.center().x - width / 2.0,
        Align::End => rect.x1 - width,
    };
    let y = match text.vertical {
        Vertical::Top => rect.y0,
        Vertical::Middle => rect.center().y - height / 2.0,
        Vertical::Bottom => rect.y1 - height,
    };
    Rect::new(x, y, x + width, y + height)
}

/// Width and height of words, px.
fn size(text: &Text) -> (f64, f64) {
    let wide = |line: &str| metrics::width(line, text.size, text.family, text.weight >= 600);
    let width = text.text.lines().map(wide).fold(0.0, f64::max).ceil();
    (width, text.text.lines().count().max(1) as f64 * text.size * text.line_height)
}

fn words(part: &Element, text: &Text, rect: Rect) -> Option<Piece> {
    let text = Text { align: Align::Start, auto_width: true, ..text.clone() };
    let mut element = Element::new(part.id.clone(), Kind::Text(text.clone()), rect);
    element.style = part.style.clone();
    let (run, fit) = words_of(&element, &text)?;
    Some(Piece { rect, what: What::Text(run, fit), ..Piece::default() })
}

/// A button of a dialog: the box behind its words.
fn action(part: &Element, words: &str, shown: &[Element], corner: Vec2) -> Option<Piece> {
    let middle = part.rect().center();
    let plate = shown
        .iter()
        .filter(|other| other.kind == Kind::Rectangle && other.rect().contains(middle))
        .min_by(|a, b| a.width.total_cmp(&b.width))?;
    let component = Component { kind: ComponentKind::Button, text: words.to_owned(), ..Component::default() };
    let look = Look::of(&component, &plate.style, plate.width, plate.height);
    let mut piece = Piece { rect: plate.rect() + corner, paint: paint(plate), ..Piece::default() };
    piece.paint.radius = look.radius;
    piece.words = Some(super::Run {
        weight: look.weight,
        colour: if look.plain { "currentcolor".to_owned() } else { look.words },
        line_height: 1.5,
        align: Align::Middle,
        ..super::piece::plain_run("", look.size)
    });
    piece.what = What::Control(component);
    Some(piece)
}

/// Words of a component belong to it.
pub(super) fn own(node: &mut super::Node, owners: &BTreeMap<ElementId, ElementId>) {
    for element in &mut node.elements {
        if let Some(owner) = owners.get(element) {
            *element = owner.clone();
        }
    }
    for child in &mut node.children {
        own(child, owners);
    }
}
