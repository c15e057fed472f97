//! What drawn elements are in an interface: a button, a field, a heading, a picture.
//!
//! Told from geometry, style, words and what is inside what, without any model: each rule is what a reader of wireframes
//! would say, with how sure it is. A page of nothing but boxes, without a word in it, is judged by the boxes' sizes and
//! neighbours alone ([`boxes`]).
//!
//! Not here: rows and columns, and what becomes of an element ([`layout`](crate::layout)).

pub mod boxes;
mod controls;
mod view;
mod words;

use crate::layout::Role;
use crate::scene::{ElementId, Kind, Page};
use std::collections::BTreeMap;
use view::View;

pub(crate) use controls::cross;
pub use words::heads;

/// What an element seems to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// In the words of the layout tree. [`Role::Label`] carries the id of the element it names. [`Role::Article`] is a
    /// card.
    pub role: Role,
    /// From 0 to 1; below 0.5 it is hardly more than a box.
    pub sure: f64,
    /// Elements that are drawn only to show what this one is: the cross in a picture, the knob of a switch, the words
    /// beside a box to tick. They need no place of their own.
    pub parts: Vec<ElementId>,
}

impl Guess {
    fn new(role: Role, sure: f64) -> Self {
        Self { role, sure, parts: Vec::new() }
    }

    fn with(self, parts: Vec<ElementId>) -> Self {
        Self { parts, ..self }
    }
}

/// What these elements of a page are. Ids that are not on the page are left out; so is what is hidden.
#[must_use]
pub fn classify(page: &Page, ids: &[ElementId]) -> BTreeMap<ElementId, Guess> {
    let view = View::new(page, ids);
    let mut guesses = BTreeMap::new();
    if view.is_wordless() {
        let rects: Vec<_> = view.items.iter().map(|item| item.rect).collect();
        for (item, guess) in view.items.iter().zip(boxes::classify(&rects)) {
            let mut role = guess.role();
            if let (Role::Label(field), Some(named)) =
                (&mut role, guess.names.and_then(|i| view.items.get(i)))
            {
                *field = named.element.id.to_string();
            }
            guesses.insert(item.element.id.clone(), Guess::new(role, guess.sure));
        }
        return guesses;
    }
    for (i, item) in view.items.iter().enumerate() {
        let guess = match &item.element.kind {
            Kind::Component(component) => Guess::new(Role::Control(component.kind), 1.0),
            Kind::Image { .. } => Guess::new(Role::Picture, 1.0),
            Kind::Text(_) => continue,
            Kind::Rectangle => controls::rectangle(&view, i),
            Kind::Ellipse => controls::ellipse(&view, i),
            Kind::Line(_) => controls::line(&view, i),
            Kind::Diamond | Kind::Arrow(_) | Kind::Freehand(_) => Guess::new(Role::Picture, 0.4),
            Kind::Frame | Kind::Group | Kind::Unknown(_) => Guess::new(Role::Group, 0.5),
        };
        guesses.insert(item.element.id.clone(), guess);
    }
    // Words last: what they name is known now.
    for (i, item) in view.items.iter().enumerate() {
        if matches!(item.element.kind, Kind::Text(_)) {
            guesses.insert(item.element.id.clone(), words::text(&view, i, &guesses));
        }
    }
    guesses
}

#[cfg(test)]
mod tests;
