//! Recognised shapes as elements of a page: what goes, what comes, and how to take it back. Not how strokes are judged.

use super::group::Board;
use super::ink::bounds;
use super::{Found, Settings, Shape};
use crate::scene::{
    Align, Component, ComponentKind, Element, ElementId, Family, Head, Kind, Linear, Page, Style, Text,
    Vertical,
};
use kurbo::{Affine, Point, Rect};
use std::sync::Arc;

/// Elements that take the place of others.
#[derive(Clone, Debug, PartialEq)]
pub struct Replacement {
    /// What was recognised.
    pub found: Found,
    /// The strokes, and the shapes that were joined with them.
    pub take: Vec<ElementId>,
    /// In place of them; it has the id of one of them, so that what was bound to it stays so.
    pub put: Element,
}

/// What a [`Replacement`] took from a page, to put it back.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenBack {
    put: ElementId,
    /// With their places from the bottom, lowest first.
    taken: Vec<(usize, Arc<Element>)>,
}

impl Replacement {
    /// Does it. The shape stands where the topmost of what it replaces stood.
    pub fn apply(&self, page: &mut Page) -> TakenBack {
        let mut taken = Vec::new();
        let mut kept = Vec::with_capacity(page.elements.len());
        let mut top = None;
        for (place, element) in std::mem::take(&mut page.elements).into_iter().enumerate() {
            if self.take.contains(&element.id) {
                taken.push((place, element));
                top = Some(kept.len());
            } else {
                kept.push(element);
            }
        }
        kept.insert(top.unwrap_or(kept.len()), Arc::new(self.put.clone()));
        page.elements = kept;
        TakenBack { put: self.put.id.clone(), taken }
    }
}

impl TakenBack {
    /// The strokes and shapes that were there before, each at its old place; the shape in their place goes.
    pub fn apply(&self, page: &mut Page) {
        page.elements.retain(|element| element.id != self.put);
        for (place, element) in &self.taken {
            if !page.elements.iter().any(|there| there.id == element.id) {
                page.elements.insert((*place).min(page.elements.len()), element.clone());
            }
        }
    }
}

/// What the newest of these freehand elements (the last of `strokes`, in the order they were drawn) means, together with
/// the others and the shapes around it. `None` leaves the page as it is.
#[must_use]
pub fn on_page(page: &Page, strokes: &[ElementId], settings: &Settings) -> Option<Replacement> {
    let find = |id: &ElementId| page.elements.iter().position(|element| element.id == *id);
    let drawn: Vec<(usize, Vec<Point>)> = strokes
        .iter()
        .filter_map(|id| find(id).and_then(|i| Some((i, points_of(page.elements.get(i)?)?))))
        .collect();
    let (newest, points) = drawn.last()?;
    let newest_element = page.elements.get(*newest)?;
    if strokes.last() != Some(&newest_element.id) {
        return None;
    }
    let around = bounds(points);
    let reach = around.width().hypot(around.height()).max(60.0);
    let around = around.inflate(reach, reach);
    let mut board = Board::new(*settings);
    for (i, element) in page.elements.iter().enumerate() {
        let near = element.rect().overlaps(around) && element.parent == newest_element.parent;
        let free = !element.locked && !element.hidden && !drawn.iter().any(|(place, _)| *place == i);
        if let Some(shape) = shape_of(element).filter(|_| near && free) {
            board.element(i, shape);
        }
    }
    for (i, points) in &drawn {
        board.lift(*i, points);
    }
    let part = board.parts.into_iter().find(|part| part.strokes.contains(newest))?;
    if part.elements.is_empty() && part.strokes.len() == 1 && part.is_small() {
        return None;
    }
    let found = part.found?;
    let places: Vec<usize> = part.elements.iter().chain(&part.strokes).copied().collect();
    let taken: Vec<&Arc<Element>> = places.iter().filter_map(|place| page.elements.get(*place)).collect();
    // The box of a sign, or the stroke: its id goes on.
    let rank = |element: &&&Arc<Element>| match element.kind {
        Kind::Rectangle | Kind::Ellipse => 0,
        Kind::Text(_) => 2,
        _ => 1,
    };
    let heir = taken.iter().min_by_key(rank)?;
    let words = taken.iter().find_map(|element| match &element.kind {
        Kind::Text(text) => Some(text.text.clone()),
        _ => None,
    });
    let mut put = element_of(heir.id.clone(), &found.shape, newest_element.style.clone(), words);
    let label_of = label_parent(page, &found.shape, &taken);
    if let (Some(_), Kind::Text(text)) = (&label_of, &mut put.kind) {
        text.align = Align::Middle;
    }
    put.parent = label_of.or_else(|| newest_element.parent.clone());
    put.name = taken.iter().find_map(|element| element.name.clone());
    put.link = taken.iter().find_map(|element| element.link.clone());
    Some(Replacement { found, take: taken.iter().map(|element| element.id.clone()).collect(), put })
}

/// A squiggle in the middle of a box that is not much higher than it is the label of that box.
fn label_parent(page: &Page, shape: &Shape, taken: &[&Arc<Element>]) -> Option<ElementId> {
    let Shape::Text { at } = shape else { return None };
    let holds = |element: &&Arc<Element>| {
        let rect = element.rect();
        let middle = (rect.center().x - at.center().x).abs() < 0.12 * rect.width()
            && (rect.center().y - at.center().y).abs() < 0.25 * rect.height();
        let box_like =
            matches!(element.kind, Kind::Rectangle | Kind::Ellipse | Kind::Diamond) && element.angle == 0.0;
        box_like && middle && rect.contains(at.origin()) && rect.height() < 4.5 * at.height().max(1.0)
    };
    let free = |element: &&Arc<Element>| !taken.iter().any(|taken| taken.id == element.id);
    page.elements.iter().rev().filter(free).find(holds).map(|element| element.id.clone())
}

/// The points of a freehand element on the page.
fn points_of(element: &Element) -> Option<Vec<Point>> {
    let Kind::Freehand(stroke) = &element.kind else { return None };
    let turn = Affine::rotate_about(element.angle, element.rect().center());
    let place = turn * Affine::translate((element.x, element.y));
    Some(stroke.points.iter().map(|point| place * *point).collect())
}

/// What a sign or an outline could be made with.
fn shape_of(element: &Element) -> Option<Shape> {
    let linear = |linear: &Linear| -> Vec<Point> {
        let turn = Affine::rotate_about(element.angle, element.rect().center());
        let place = turn * Affine::translate((element.x, element.y));
        linear.points.iter().map(|point| place * *point).collect()
    };
    let at = element.rect();
    match &element.kind {
        Kind::Rectangle => Some(Shape::Rectangle { at, angle: element.angle }),
        Kind::Ellipse => Some(Shape::Ellipse { at, angle: element.angle }),
        Kind::Line(line) => match linear(line).as_slice() {
            [from, to] => Some(Shape::Line { from: *from, to: *to }),
            [a, b, c, d] if a.distance(*d) < 1e-6 => Some(Shape::Triangle([*a, *b, *c])),
            _ => None,
        },
        Kind::Arrow(line) if line.start.is_none() && line.end.is_none() => {
            let (start, end) = (line.start_head != Head::None, line.end_head != Head::None);
            Some(Shape::Arrow { points: linear(line), start, end }).filter(|_| line.points.len() > 1)
        }
        Kind::Text(_) if element.parent.is_none() => Some(Shape::Text { at }),
        _ => None,
    }
}

/// The element that a shape becomes.
pub(super) fn element_of(id: ElementId, shape: &Shape, style: Style, words: Option<String>) -> Element {
    let linear = |points: &[Point], start: bool, end: bool| {
        let at = bounds(points);
        let head = |there: bool| if there { Head::Arrow } else { Head::None };
        let routing = if points.len() == 3 && (start || end) {
            crate::scene::Routing::Curved
        } else {
            crate::scene::Routing::Straight
        };
        let linear = Linear {
            points: points.iter().map(|point| (*point - at.origin()).to_point()).collect(),
            routing,
            start_head: head(start),
            end_head: head(end),
            ..Linear::default()
        };
        (linear, at)
    };
    let component =
        |kind, text: &str| Kind::Component(Component { kind, text: text.into(), ..Component::default() });
    let mut turned = 0.0;
    let (kind, at) = match shape {
        Shape::Line { from, to } => {
            let (line, at) = linear(&[*from, *to], false, false);
            (Kind::Line(line), at)
        }
        Shape::Arrow { points, start, end } => {
            let (line, at) = linear(points, *start, *end);
            (Kind::Arrow(line), at)
        }
        Shape::Triangle([a, b, c]) => {
            let (line, at) = linear(&[*a, *b, *c, *a], false, false);
            (Kind::Line(line), at)
        }
        Shape::Rectangle { at, angle } => {
            turned = *angle;
            (Kind::Rectangle, *at)
        }
        Shape::Ellipse { at, angle } => {
            turned = *angle;
            (Kind::Ellipse, *at)
        }
        Shape::Diamond { at } => (Kind::Diamond, *at),
        Shape::Text { at } => (Kind::Text(placeholder(*at)), *at),
        Shape::Image { at } => (Kind::Image { picture: None }, *at),
        Shape::Select { at } => (component(ComponentKind::Select, words.as_deref().unwrap_or("Select")), *at),
        Shape::Checkbox { at } => {
            (component(ComponentKind::Checkbox, words.as_deref().unwrap_or("Label")), *at)
        }
        Shape::Radio { at } => (component(ComponentKind::Radio, words.as_deref().unwrap_or("Label")), *at),
    };
    let rect = Rect::new(at.x0, at.y0, at.x1, at.y1);
    Element { angle: turned, style, ..Element::new(id, kind, rect) }
}

/// Words as large as the squiggle was high. They become as wide as what is typed in their place.
fn placeholder(at: Rect) -> Text {
    let size = (at.height() / 1.2).clamp(10.0, 96.0).round();
    Text {
        text: "Text".into(),
        size,
        family: Family::Sans,
        weight: 400,
        italic: false,
        line_height: 1.25,
        align: Align::Start,
        vertical: Vertical::Middle,
        auto_width: true,
        wrapped: None,
    }
}
