//! What a page looks like, as marks to paint: filled paths, lines, words, pictures. Independent of any window.
//!
//! ```text
//! Page ─▶ render::page ─▶ Drawing ─▶ svg::write, raster::png (as files: picture::make), a canvas
//! ```
//!
//! The marks of an element are relative to its corner and unturned, so that they can be kept while it is moved. The
//! hand-drawn look is that of rough.js, with random numbers that start from the element: the same drawing has the same
//! marks on every machine.
//!
//! Not here: colours of the canvas around a drawing, and what is selected.

mod colour;
mod hatch;
mod heads;
pub mod measure;
pub mod picture;
#[cfg(feature = "raster")]
pub mod raster;
mod rough;
mod shapes;
pub mod svg;
mod tree;
pub mod wireframe;
mod words;

use crate::scene::{Align, Element, ElementId, Family, Kind, Page, Picture, Sketch};
use kurbo::{Affine, BezPath, Rect};
use std::collections::BTreeMap;

pub use colour::Colour;

/// Room around a drawing, px.
const MARGIN: f64 = 16.0;

/// A page as marks.
#[derive(Clone, Debug, Default)]
pub struct Drawing<'a> {
    /// What is to be seen, px on the page.
    pub view: Rect,
    /// Behind everything; `None` for nothing.
    pub background: Option<Colour>,
    /// From the bottom to the top.
    pub elements: Vec<Drawn>,
    /// Pictures by the keys of [`Mark::Picture`].
    pub pictures: Option<&'a BTreeMap<String, Picture>>,
}

/// The marks of an element and where they go.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Which element.
    pub element: ElementId,
    /// From the marks' px to the page's.
    pub place: Affine,
    /// 0 to 1, for all marks together.
    pub opacity: f64,
    /// Nothing is seen outside of this part of the page: the frame the element is in.
    pub clip: Option<Rect>,
    /// Where a click leads.
    pub link: Option<String>,
    /// From the bottom to the top.
    pub marks: Vec<Mark>,
}

/// Something to paint. Coordinates are px from the element's corner.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// An area.
    Fill {
        /// Its outline.
        path: BezPath,
        /// What of it is inside where the outline crosses itself.
        rule: Rule,
        /// Of the area.
        colour: Colour,
    },
    /// A line along a path, with round joins.
    Line {
        /// Its middle.
        path: BezPath,
        /// Of the line.
        colour: Colour,
        /// px.
        width: f64,
        /// Lengths of dashes and gaps, px; empty for a whole line.
        dash: Vec<f64>,
    },
    /// One line of words.
    Words(Words),
    /// A picture that fills a box.
    Picture {
        /// Key in the sketch's pictures.
        picture: String,
        /// Where.
        at: Rect,
    },
}

/// What is inside an outline that crosses itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// What a line to the outside crosses an odd number of times: shapes.
    EvenOdd,
    /// All that the outline goes around: a pen that goes over its own ink leaves no holes.
    NonZero,
}

/// A line of words.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// Without line ends.
    pub text: String,
    /// The start, middle or end of the baseline, as `align` says.
    pub x: f64,
    /// The baseline.
    pub y: f64,
    /// px.
    pub size: f64,
    /// Which face.
    pub family: Family,
    /// 100 to 900.
    pub weight: u16,
    /// Slanted.
    pub italic: bool,
    /// Of the letters.
    pub colour: Colour,
    /// What `x` is of the words.
    pub align: Align,
}

/// The marks of a page; an empty drawing when there is no such page.
#[must_use]
pub fn page(sketch: &Sketch, page: usize) -> Drawing<'_> {
    let Some(page) = sketch.pages.get(page) else { return Drawing::default() };
    let mut drawing = elements(page);
    drawing.background = sketch.background.as_deref().and_then(Colour::parse);
    drawing.pictures = Some(&sketch.pictures);
    drawing
}

/// The marks of all elements of a page that are to be seen.
fn elements(page: &Page) -> Drawing<'_> {
    let tree = tree::Tree::of(page);
    let mut drawing = Drawing::default();
    let mut view: Option<Rect> = None;
    for element in &page.elements {
        if tree.is_hidden(element) || matches!(element.kind, Kind::Group) {
            continue;
        }
        let drawn = Drawn {
            element: element.id.clone(),
            place: place(element),
            opacity: element.style.opacity.clamp(0.0, 1.0) * tree.opacity(element),
            clip: tree.clip(element),
            link: element.link.clone(),
            marks: marks(element, tree.label_of(element)),
        };
        let mut seen = drawn.bounds();
        if let Some(clip) = drawn.clip {
            seen = seen.intersect(clip);
        }
        view = Some(view.map_or(seen, |view| view.union(seen)));
        drawing.elements.push(drawn);
    }
    drawing.view = view.map_or(Rect::new(0.0, 0.0, 1.0, 1.0), |view| view.inflate(MARGIN, MARGIN));
    drawing
}

/// From px of an element to px of the page.
#[must_use]
pub fn place(element: &Element) -> Affine {
    let corner = Affine::translate((element.x, element.y));
    if element.angle == 0.0 {
        return corner;
    }
    Affine::rotate_about(element.angle, element.rect().center()) * corner
}

/// The marks of an element, from its corner. `label` is the box of the words on an arrow, from the same corner: the line
/// leaves room for them.
#[must_use]
pub fn marks(element: &Element, label: Option<Rect>) -> Vec<Mark> {
    shapes::marks(element, label)
}

impl Drawn {
    /// The box of all marks on the page, px; as large as words are thought to be.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let mut bounds: Option<Rect> = None;
        for mark in &self.marks {
            let own = match mark {
                Mark::Fill { path, .. } => path.control_box(),
                Mark::Line { path, width, .. } => path.control_box().inflate(width / 2.0, width / 2.0),
                Mark::Words(words) => words.bounds(),
                Mark::Picture { at, .. } => *at,
            };
            let own = self.place.transform_rect_bbox(own);
            if own.is_finite() {
                bounds = Some(bounds.map_or(own, |bounds| bounds.union(own)));
            }
        }
        bounds.unwrap_or(self.place.transform_rect_bbox(Rect::ZERO))
    }
}

impl Words {
    /// Their box, as large as they are thought to be.
    #[must_use]
    pub fn bounds(&self) -> Rect {
        let width = measure::width(&self.text, self.size, self.family, self.weight >= 600);
        let x = match self.align {
            Align::Start => self.x,
            Align::Middle => self.x - width / 2.0,
            Align::End => self.x - width,
        };
        Rect::new(x, self.y - 0.95 * self.size, x + width, self.y + 0.25 * self.size)
    }
}

#[cfg(test)]
mod tests;
