//! A page as the rules see it: boxes, what is inside what, neighbours. Not the rules.

use crate::scene::{Element, ElementId, Kind, Linear, Page, Text};
use kurbo::{Affine, Point, Rect};
use std::collections::BTreeSet;
use std::sync::Arc;

/// An element with its place among the others.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) element: Arc<Element>,
    /// The box around it as it stands, turned.
    pub(super) rect: Rect,
    /// What it is the label of.
    pub(super) label_of: Option<usize>,
    /// What lies directly inside it.
    pub(super) inside: Vec<usize>,
}

/// The elements that are judged together.
#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) items: Vec<Item>,
    /// Around all of them.
    pub(super) whole: Rect,
    /// The size of most letters, px.
    pub(super) body: f64,
    /// The colour of most letters.
    pub(super) ink: String,
}

/// More elements than this are judged without looking at what is inside what: each against each would take too long.
const MANY: usize = 4_000;

impl View {
    pub(super) fn new(page: &Page, ids: &[ElementId]) -> Self {
        let wanted: BTreeSet<&ElementId> = ids.iter().collect();
        let mut items: Vec<Item> = page
            .elements
            .iter()
            .filter(|element| !element.hidden && wanted.contains(&element.id))
            .map(|element| Item {
                rect: around(element),
                element: element.clone(),
                label_of: None,
                inside: Vec::new(),
            })
            .filter(|item| item.rect.is_finite())
            .collect();
        let whole = items.iter().map(|item| item.rect).reduce(|a, b| a.union(b)).unwrap_or(Rect::ZERO);
        let (body, ink) = usual_letters(&items);
        nest(&mut items);
        Self { items, whole, body, ink }
    }

    /// Several boxes, and not a word or picture.
    pub(super) fn is_wordless(&self) -> bool {
        let bare = |item: &Item| matches!(item.element.kind, Kind::Rectangle);
        self.items.len() > 2 && self.items.iter().all(|item| bare(item) && item.inside.is_empty())
    }

    pub(super) fn item(&self, i: usize) -> Option<&Item> {
        self.items.get(i)
    }

    pub(super) fn text(&self, i: usize) -> Option<&Text> {
        match &self.items.get(i)?.element.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Its words: the label bound to it, and texts directly inside.
    pub(super) fn words(&self, i: usize) -> Vec<usize> {
        let inside = self.items.get(i).map(|item| item.inside.as_slice()).unwrap_or_default();
        inside.iter().copied().filter(|j| self.text(*j).is_some()).collect()
    }

    /// Elements whose box comes close to this one, nearest first: `(index, px between the boxes)`.
    pub(super) fn near(&self, rect: Rect, reach: f64) -> Vec<(usize, f64)> {
        let mut found: Vec<(usize, f64)> = self
            .items
            .iter()
            .enumerate()
            .map(|(i, item)| (i, gap(rect, item.rect)))
            .filter(|(_, gap)| *gap <= reach)
            .collect();
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        found
    }

    /// The corners of a line, on the page.
    pub(super) fn path(&self, i: usize) -> Vec<Point> {
        let Some(item) = self.items.get(i) else { return Vec::new() };
        match &item.element.kind {
            Kind::Line(line) | Kind::Arrow(line) => on_page(&item.element, line),
            Kind::Freehand(stroke) => {
                let line = Linear { points: stroke.points.clone(), ..Linear::default() };
                on_page(&item.element, &line)
            }
            _ => Vec::new(),
        }
    }
}

fn on_page(element: &Element, line: &Linear) -> Vec<Point> {
    let turn = Affine::rotate_about(element.angle, element.rect().center());
    line.points.iter().map(|point| turn * (*point + kurbo::Vec2::new(element.x, element.y))).collect()
}

fn around(element: &Element) -> Rect {
    let rect = element.rect();
    if element.angle == 0.0 {
        return rect;
    }
    Affine::rotate_about(element.angle, rect.center()).transform_rect_bbox(rect)
}

/// Px between two boxes; 0 when they touch.
pub(super) fn gap(a: Rect, b: Rect) -> f64 {
    let x = (b.x0 - a.x1).max(a.x0 - b.x1).max(0.0);
    let y = (b.y0 - a.y1).max(a.y0 - b.y1).max(0.0);
    x.hypot(y)
}

/// The share of the smaller one's height that two boxes have beside each other.
pub(super) fn level(a: Rect, b: Rect) -> f64 {
    (a.y1.min(b.y1) - a.y0.max(b.y0)) / a.height().min(b.height()).max(1.0)
}

/// Fills [`Item::inside`] and [`Item::label_of`].
fn nest(items: &mut [Item]) {
    if items.len() > MANY {
        return;
    }
    let area = |rect: Rect| rect.width() * rect.height();
    let mut parents = Vec::with_capacity(items.len());
    for (i, item) in items.iter().enumerate() {
        let bound =
            matches!(item.element.kind, Kind::Text(_)).then_some(item.element.parent.as_ref()).flatten();
        let bound = bound.and_then(|parent| items.iter().position(|other| other.element.id == *parent));
        let holds = |(j, other): &(usize, &Item)| {
            let box_like = matches!(
                other.element.kind,
                Kind::Rectangle | Kind::Ellipse | Kind::Diamond | Kind::Frame | Kind::Image { .. }
            );
            // A hand draws a little over the edge.
            let slack = (0.06 * other.rect.width().min(other.rect.height())).clamp(1.0, 6.0);
            *j != i
                && box_like
                && other.rect.inflate(slack, slack).contains_rect(item.rect)
                && (area(other.rect), *j) > (area(item.rect) * 1.02, i)
        };
        let smallest = items
            .iter()
            .enumerate()
            .filter(holds)
            .min_by(|(_, a), (_, b)| area(a.rect).total_cmp(&area(b.rect)))
            .map(|(j, _)| j);
        let box_like = |j: &usize| {
            items
                .get(*j)
                .is_some_and(|item| !matches!(item.element.kind, Kind::Group | Kind::Frame | Kind::Text(_)))
        };
        parents.push((bound.filter(box_like), smallest));
    }
    for (i, (bound, smallest)) in parents.into_iter().enumerate() {
        if let Some(item) = items.get_mut(i) {
            item.label_of = bound;
        }
        if let Some(parent) = bound.or(smallest).and_then(|j| items.get_mut(j)) {
            parent.inside.push(i);
        }
    }
}

/// Size and colour of most letters.
fn usual_letters(items: &[Item]) -> (f64, String) {
    let mut letters: Vec<(f64, &str, usize)> = items
        .iter()
        .filter_map(|item| match &item.element.kind {
            Kind::Text(text) => {
                Some((text.size, item.element.style.stroke.as_str(), text.text.chars().count()))
            }
            _ => None,
        })
        .collect();
    letters.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: usize = letters.iter().map(|(_, _, count)| count).sum();
    let mut before = 0;
    let body = letters
        .iter()
        .find(|(_, _, count)| {
            before += count;
            before * 2 >= all
        })
        .map_or(16.0, |(size, _, _)| *size);
    let mut colours = std::collections::BTreeMap::new();
    for (_, colour, count) in letters {
        *colours.entry(colour).or_insert(0) += count;
    }
    let ink = colours.into_iter().max_by_key(|(_, count)| *count).map_or("", |(colour, _)| colour);
    (body, ink.to_owned())
}
