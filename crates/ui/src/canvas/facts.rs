//! What painting asks of every element in every frame, worked out once: place, colours, whether its ink is the usual
//! one. Kept in the order of the page in one list, so that a frame with many small elements reads this list and
//! nothing else.
//!
//! Not here: shapes and words ([`cache`](super::cache)), and what lies behind ([`ink`](super::ink)).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use egui::Color32;
use justbuilt_sketch::canvas::{Board, geometry};
use justbuilt_sketch::render::Colour;
use justbuilt_sketch::scene::{Element, Kind};
use kurbo::Rect;
use web_time::Instant;

use super::ink::Ink;
use crate::tokens::canvas as tokens;

/// How an element is painted when it is a few points large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Its box.
    Box,
    /// On its tip.
    Diamond,
    /// Round.
    Ellipse,
    /// Through some of its points.
    Bends,
    /// Words, whose box says nothing.
    Words,
    /// Nothing less than all of it.
    Whole,
}

/// What is known of an element.
#[derive(Clone, Debug)]
pub struct Fact {
    /// Keeps the address taken.
    pub element: Arc<Element>,
    /// The box around it, px of the page.
    pub bounds: Rect,
    /// The longer side of its box, px of the page.
    pub size: f64,
    /// Its fill with its opacity, as it is painted.
    pub fill: Option<Color32>,
    /// The same of its lines.
    pub edge: Option<Color32>,
    /// Of its lines where the usual ink would not be seen.
    pub lifted: Option<Color32>,
    /// Width of its lines, px of the page.
    pub line: f32,
    /// When it is small.
    pub form: Form,
    /// It is not painted.
    pub hidden: bool,
    /// Somebody hid it.
    element_hidden: bool,
    /// It may be in something that clips or hides it.
    pub inside: bool,
    /// It has a link.
    pub linked: bool,
    /// It is not turned.
    pub upright: bool,
    /// What of it hides what is behind.
    pub ink: Ink,
}

impl Fact {
    /// What is known of this one.
    pub fn of(element: &Arc<Element>, colours: &mut Colours) -> Self {
        let style = &element.style;
        let share = style.opacity.clamp(0.0, 1.0) as f32;
        let (fill, edge) = (colours.of(&style.fill), colours.of(&style.stroke));
        let paint = |colour: Option<Colour>| {
            colour.map(|c| tokens::painted([c.r, c.g, c.b, c.a]).gamma_multiply(share))
        };
        let bounds = geometry::bounds(element);
        Self {
            bounds,
            size: element.width.max(element.height),
            fill: paint(fill),
            edge: paint(edge),
            lifted: paint(colours.of(tokens::LIFTED)),
            line: style.stroke_width as f32,
            form: match element.kind {
                Kind::Rectangle | Kind::Component(_) | Kind::Unknown(_) => Form::Box,
                Kind::Diamond => Form::Diamond,
                Kind::Ellipse => Form::Ellipse,
                Kind::Line(_) | Kind::Arrow(_) | Kind::Freehand(_) => Form::Bends,
                Kind::Text(_) => Form::Words,
                Kind::Image { .. } | Kind::Frame | Kind::Group => Form::Whole,
            },
            hidden: element.hidden || matches!(element.kind, Kind::Group),
            element_hidden: element.hidden,
            inside: element.parent.is_some(),
            linked: element.link.is_some(),
            upright: element.angle == 0.0,
            ink: Ink::new(element, bounds, fill, edge),
            element: Arc::clone(element),
        }
    }
}

impl Fact {
    /// The colour of its lines; `light` where the usual ink would not be seen.
    pub fn ink_colour(&self, light: bool) -> Option<Color32> {
        if light { self.lifted } else { self.edge }
    }
}

/// Colours that were read lately: a drawing has a few, and asks for them again and again.
#[derive(Debug, Default)]
pub struct Colours(HashMap<String, Option<Colour>>);

impl Colours {
    /// What CSS text says, as [`Colour::parse`] does.
    pub fn of(&mut self, css: &str) -> Option<Colour> {
        if let Some(known) = self.0.get(css) {
            return *known;
        }
        // A drawing whose colours are all different gains nothing here.
        if self.0.len() > 4096 {
            self.0.clear();
        }
        let colour = Colour::parse(css);
        self.0.insert(css.to_owned(), colour);
        colour
    }
}

/// Elements that came at once are taken in for this long in a frame; the others in the next ones.
const TAKING: Duration = Duration::from_millis(4);

/// What is known of the elements of a page, in its order.
#[derive(Debug, Default)]
pub struct Facts {
    known: Vec<Fact>,
    /// Places of those that lead elsewhere.
    linked: Vec<usize>,
    /// How many are hidden.
    hidden: usize,
    colours: Colours,
}

impl Facts {
    /// Takes over the page as it is: costs a comparison of addresses where nothing changed, and as much as what did.
    /// `false` when not all is known yet: the rest comes with the next call.
    pub fn follow(&mut self, board: &Board) -> bool {
        let elements = board.elements();
        let same = |fact: &Fact, element: &Arc<Element>| Arc::ptr_eq(&fact.element, element);
        if self.known.len() == elements.len() && self.replace(elements) {
            return true;
        }
        let least = self.known.len().min(elements.len());
        let head = self.known.iter().zip(elements).take_while(|(fact, e)| same(fact, e)).count();
        let back = self.known.iter().rev().zip(elements.iter().rev());
        let tail = back.take(least - head).take_while(|(fact, e)| same(fact, e)).count();
        let mut ends = self.known.split_off(self.known.len() - tail);
        // What lies between came, went or changed places.
        let mut between: HashMap<usize, Fact> =
            self.known.drain(head..).map(|fact| (Arc::as_ptr(&fact.element) as usize, fact)).collect();
        let start = Instant::now();
        for element in elements.iter().take(elements.len() - tail).skip(head) {
            let known = between.remove(&(Arc::as_ptr(element) as usize));
            self.known.push(known.unwrap_or_else(|| Fact::of(element, &mut self.colours)));
            // Only where nothing lies above them: places must stay what they are.
            if tail == 0 && self.known.len().is_multiple_of(1024) && start.elapsed() > TAKING {
                break;
            }
        }
        self.known.append(&mut ends);
        self.hidden = self.known.iter().filter(|fact| fact.element_hidden).count();
        self.find_links();
        self.known.len() == elements.len()
    }

    /// Takes over elements that stayed where they are; `false`, and no matter how far it came, when they did not.
    fn replace(&mut self, elements: &[Arc<Element>]) -> bool {
        let mut links = false;
        for (fact, element) in self.known.iter_mut().zip(elements) {
            if Arc::ptr_eq(&fact.element, element) {
                continue;
            }
            if fact.element.id != element.id {
                return false;
            }
            let new = Fact::of(element, &mut self.colours);
            links |= fact.linked || new.linked;
            self.hidden = self.hidden - usize::from(fact.element_hidden) + usize::from(new.element_hidden);
            *fact = new;
        }
        if links {
            self.find_links();
        }
        true
    }

    fn find_links(&mut self) {
        self.linked.clear();
        let linked = self.known.iter().enumerate().filter(|(_, fact)| fact.linked && !fact.hidden);
        self.linked.extend(linked.map(|(at, _)| at));
    }

    /// Of an element that is not on the page as it stands.
    pub fn of_changed(&mut self, element: &Arc<Element>) -> Fact {
        Fact::of(element, &mut self.colours)
    }

    /// Of the element at this place.
    pub fn get(&self, position: usize) -> Option<&Fact> {
        self.known.get(position)
    }

    /// Elements that lead elsewhere, by their places.
    pub fn linked(&self) -> &[usize] {
        &self.linked
    }

    /// Number of elements that somebody hid.
    pub fn hidden(&self) -> usize {
        self.hidden
    }
}
