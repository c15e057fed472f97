//! Drawings to begin with: a settings page, a login form, a dashboard and a landing page.
//!
//! They are drawn as a careful designer would: one grid of 8 px, few sizes of type, one strong colour.
//!
//! Not here: what becomes of them.

mod dashboard;
mod landing;
mod login;
mod settings;

use crate::layout::metrics;
use crate::scene::{
    Align, Component, ComponentKind, Element, ElementId, Family, Kind, Linear, Page, Sketch, Style, Text,
    Vertical,
};
use kurbo::{Point, Rect};
use std::sync::Arc;

/// Name and drawing, in the order they are offered.
#[must_use]
pub fn all() -> Vec<(&'static str, Sketch)> {
    vec![
        ("Settings", settings::sketch()),
        ("Login", login::sketch()),
        ("Dashboard", dashboard::sketch()),
        ("Landing", landing::sketch()),
    ]
}

const INK: &str = "#1f2430";
const QUIET: &str = "#5b6472";
const LINE: &str = "#d8dde5";
const PAPER: &str = "#ffffff";
const GROUND: &str = "#f6f7f9";
const STRONG: &str = "#1d5fd6";
const GOOD: &str = "#177a3f";

/// A screen that is being drawn.
struct Screen {
    frame: ElementId,
    elements: Vec<Element>,
    name: &'static str,
    size: (f64, f64),
}

/// How words are set.
#[derive(Clone, Copy)]
struct Set {
    size: f64,
    weight: u16,
    colour: &'static str,
    align: Align,
}

const BODY: Set = Set { size: 14.0, weight: 400, colour: INK, align: Align::Start };
const NOTE: Set = Set { size: 14.0, weight: 400, colour: QUIET, align: Align::Start };
const LABEL: Set = Set { size: 14.0, weight: 600, colour: INK, align: Align::Start };
const TITLE: Set = Set { size: 28.0, weight: 700, colour: INK, align: Align::Start };
const HEADING: Set = Set { size: 18.0, weight: 600, colour: INK, align: Align::Start };

impl Set {
    fn line_height(self) -> f64 {
        if self.size >= 24.0 { 1.25 } else { 1.5 }
    }

    fn coloured(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    fn middle(self) -> Self {
        Self { align: Align::Middle, ..self }
    }
}

impl Screen {
    fn new(name: &'static str, width: f64, height: f64, background: &str) -> Self {
        let frame = ElementId::from("screen");
        let mut screen = Self { frame: frame.clone(), elements: Vec::new(), name, size: (width, height) };
        screen.shape("ground", Rect::new(0.0, 0.0, width, height), background, "transparent", 0.0);
        screen
    }

    fn add(&mut self, id: &str, kind: Kind, at: Rect, style: Style) -> &mut Element {
        let mut element = Element::new(id, kind, at);
        element.parent = Some(self.frame.clone());
        element.style = style;
        self.elements.push_mut(element)
    }

    /// A filled box, with a thin border unless that is transparent.
    fn shape(&mut self, id: &str, at: Rect, fill: &str, stroke: &str, corner: f64) {
        let width = if stroke == "transparent" { 0.0 } else { 1.0 };
        let style = Style {
            stroke: stroke.into(),
            fill: fill.into(),
            stroke_width: width,
            corner,
            ..Style::default()
        };
        self.add(id, Kind::Rectangle, at, style);
    }

    /// Words on one line from this corner; in the middle of it for those that are set so.
    fn words(&mut self, id: &str, x: f64, y: f64, words: &str, set: Set) {
        let width = width(words, set);
        let left = match set.align {
            Align::Start => x,
            Align::Middle => x - width / 2.0,
            Align::End => x - width,
        };
        let height = set.size * set.line_height();
        self.text(id, Rect::new(left, y, left + width, y + height), words, set, true);
    }

    /// Words beside each other with the same gap, px; the last ends at `right`.
    fn links(&mut self, right: f64, y: f64, gap: f64, links: &[(&str, &str)], set: Set) {
        let mut end = right;
        for (id, words) in links.iter().rev() {
            let start = end - width(words, set);
            self.words(id, start, y, words, set);
            end = start - gap;
        }
    }

    /// Words that wrap in a box.
    fn passage(&mut self, id: &str, at: Rect, words: &str, set: Set) {
        // Browsers put the letters of lines on whole pixels.
        self.text(id, at - kurbo::Vec2::new(0.0, 0.5), words, set, false);
    }

    fn text(&mut self, id: &str, at: Rect, words: &str, set: Set, auto_width: bool) {
        let text = Text {
            text: words.into(),
            size: set.size,
            family: Family::Sans,
            weight: set.weight,
            italic: false,
            line_height: set.line_height(),
            align: set.align,
            vertical: Vertical::Top,
            auto_width,
            // Lines end where those of the code will, whatever the window has for a font.
            wrapped: (!auto_width).then(|| {
                let measure = |line: &str| metrics::width(line, set.size, Family::Sans, set.weight >= 600);
                metrics::wrap(words, at.width(), measure).join("\n")
            }),
        };
        let style = Style { stroke: set.colour.into(), ..Style::default() };
        self.add(id, Kind::Text(text), at, style);
    }

    /// A component of the library.
    fn component(&mut self, id: &str, kind: ComponentKind, at: Rect, text: &str) -> &mut Element {
        let component = Component { kind, text: text.into(), ..Component::default() };
        let style = Style {
            stroke: LINE.into(),
            fill: PAPER.into(),
            stroke_width: 1.0,
            corner: 6.0,
            ..Style::default()
        };
        self.add(id, Kind::Component(component), at, style)
    }

    /// A button that matters.
    fn primary(&mut self, id: &str, at: Rect, text: &str) {
        let style = &mut self.component(id, ComponentKind::Button, at, text).style;
        STRONG.clone_into(&mut style.fill);
        STRONG.clone_into(&mut style.stroke);
    }

    /// A component with a mark that is on, or at a value.
    fn set(&mut self, id: &str, kind: ComponentKind, at: Rect, text: &str, on: bool, value: f64) {
        let element = self.component(id, kind, at, text);
        // Words beside a mark are set in its colour.
        let ink = if text.is_empty() { STRONG } else { INK };
        ink.clone_into(&mut element.style.stroke);
        if let Kind::Component(component) = &mut element.kind {
            component.on = on;
            component.value = value;
        }
    }

    /// A thin line across.
    fn rule(&mut self, id: &str, x: f64, y: f64, width: f64) {
        let line = Linear { points: vec![Point::ORIGIN, Point::new(width, 0.0)], ..Linear::default() };
        let style = Style { stroke: LINE.into(), stroke_width: 1.0, ..Style::default() };
        self.add(id, Kind::Line(line), Rect::new(x, y + 0.5, x + width, y + 0.5), style);
    }

    fn done(mut self) -> Sketch {
        let (width, height) = self.size;
        let mut frame = Element::new(self.frame.clone(), Kind::Frame, Rect::new(0.0, 0.0, width, height));
        frame.name = Some(self.name.to_owned());
        frame.style.stroke_width = 0.0;
        self.elements.push(frame);
        let elements = self.elements.into_iter().map(Arc::new).collect();
        let page = Page { id: "page".into(), name: "Page 1".into(), elements, ..Page::default() };
        Sketch { name: self.name.into(), width, height, pages: vec![page], ..Sketch::default() }
    }
}

/// The width of a button with these words, px.
fn button(words: &str) -> f64 {
    width(words, LABEL) + 48.0
}

/// A width for words on one line, px.
fn width(words: &str, set: Set) -> f64 {
    let bold = set.weight >= 600;
    (metrics::width(words, set.size, Family::Sans, bold) + 1.0).ceil()
}

#[cfg(test)]
mod tests;
