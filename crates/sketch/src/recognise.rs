//! What a pen stroke means: a clean shape, a sign for a piece of an interface, or nothing but itself.
//!
//! Shapes are found by fitting them and looking at what is left over, not by templates: the size of the misfit says how
//! sure the answer is, and everything that fits nothing well stays freehand. [`stroke`] judges one stroke, [`strokes`] a
//! row of them in the order they were drawn (a box of four lines, an arrow and its head, a crossed box), and
//! [`on_page`] those on a page together with the shapes around them.
//!
//! Not here: handwriting (it stays freehand), and when to ask.

mod closed;
mod group;
mod ink;
mod open;
mod page;
mod read;

pub use page::{Replacement, TakenBack, on_page};
pub use read::read_strokes;

use ink::Ink;
use kurbo::{Point, Rect};
use serde_json::{Value, json};

/// What may be recognised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// A stroke whose box has a shorter diagonal stays freehand, px: dots, ticks, letters. Parts of a sign may be
    /// smaller.
    pub least: f64,
    /// Signs for pieces of an interface too: squiggle, crossed box, box with a triangle, small box with a label.
    pub signs: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { least: 20.0, signs: true }
    }
}

/// A clean shape in place of strokes. Px; angles are clockwise about the middle, radians.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Straight.
    Line {
        /// Where the pen began.
        from: Point,
        /// Where it ended.
        to: Point,
    },
    /// A line with heads: two points when straight, three when bent.
    Arrow {
        /// From tail to tip.
        points: Vec<Point>,
        /// A head at the first point.
        start: bool,
        /// A head at the last point.
        end: bool,
    },
    /// Four right angles.
    Rectangle {
        /// Before turning.
        at: Rect,
        /// 0 when it was nearly straight.
        angle: f64,
    },
    /// A square or rhombus on its tip.
    Diamond {
        /// Its tips are in the middles of the sides of this.
        at: Rect,
    },
    /// A circle or ellipse.
    Ellipse {
        /// Before turning.
        at: Rect,
        /// 0 when it was nearly straight, or round.
        angle: f64,
    },
    /// Three corners.
    Triangle([Point; 3]),
    /// A squiggle: text will be here.
    Text {
        /// Around the squiggle.
        at: Rect,
    },
    /// A crossed box: a picture will be here.
    Image {
        /// The box.
        at: Rect,
    },
    /// A box with a triangle that points down: a choice.
    Select {
        /// The box.
        at: Rect,
    },
    /// A small box and a label.
    Checkbox {
        /// Both.
        at: Rect,
    },
    /// A small circle and a label.
    Radio {
        /// Both.
        at: Rect,
    },
}

impl Shape {
    /// One word for it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Line { .. } => "line",
            Self::Arrow { .. } => "arrow",
            Self::Rectangle { .. } => "rectangle",
            Self::Diamond { .. } => "diamond",
            Self::Ellipse { .. } => "ellipse",
            Self::Triangle(_) => "triangle",
            Self::Text { .. } => "text",
            Self::Image { .. } => "image",
            Self::Select { .. } => "select",
            Self::Checkbox { .. } => "checkbox",
            Self::Radio { .. } => "radio",
        }
    }
}

/// A shape, and how sure it is: 0.5 is as near to something else, 1 is perfect.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it is.
    pub shape: Shape,
    /// 0.5 to 1.
    pub sure: f64,
}

/// Strokes that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Which ones, counted from 0, in the order they were drawn.
    pub strokes: Vec<usize>,
    /// What they are; `None` stays freehand.
    pub found: Option<Found>,
}

impl Drawn {
    /// For programs: `{"strokes":[0],"shape":"rectangle","sure":0.93,"box":[x,y,width,height],"angle":0}`, with
    /// `points` for lines, arrows and triangles, and `"shape":"freehand"` for what stays. Rounded to 0.01.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let round = |v: f64| (v * 100.0).round() / 100.0;
        let Some(found) = &self.found else { return json!({"strokes": self.strokes, "shape": "freehand"}) };
        let mut all =
            json!({"strokes": self.strokes, "shape": found.shape.name(), "sure": round(found.sure)});
        let list =
            |points: &[Point]| -> Value { points.iter().map(|p| json!([round(p.x), round(p.y)])).collect() };
        match &found.shape {
            Shape::Line { from, to } => all["points"] = list(&[*from, *to]),
            Shape::Arrow { points, start, end } => {
                all["points"] = list(points);
                all["heads"] = json!([start, end]);
            }
            Shape::Triangle(corners) => all["points"] = list(corners),
            Shape::Rectangle { at, angle } | Shape::Ellipse { at, angle } => {
                all["box"] = boxed(*at);
                all["angle"] = json!((angle * 1e4).round() / 1e4);
            }
            Shape::Diamond { at }
            | Shape::Text { at }
            | Shape::Image { at }
            | Shape::Select { at }
            | Shape::Checkbox { at }
            | Shape::Radio { at } => all["box"] = boxed(*at),
        }
        all
    }
}

fn boxed(rect: Rect) -> Value {
    let round = |v: f64| (v * 100.0).round() / 100.0;
    json!([round(rect.x0), round(rect.y0), round(rect.width()), round(rect.height())])
}

/// The shape of one stroke; `None` when it stays freehand.
#[must_use]
pub fn stroke(points: &[Point], settings: &Settings) -> Option<Found> {
    let ink = Ink::new(points)?;
    if ink.diagonal() < settings.least { None } else { alone(&ink, settings) }
}

/// The shapes of strokes in the order they were drawn, each judged when the pen lifted, with those before it.
#[must_use]
pub fn strokes(strokes: &[Vec<Point>], settings: &Settings) -> Vec<Drawn> {
    let mut board = group::Board::new(*settings);
    for (i, points) in strokes.iter().enumerate() {
        board.lift(i, points);
    }
    board.drawn()
}

fn alone(ink: &Ink, settings: &Settings) -> Option<Found> {
    open::line(ink)
        .or_else(|| closed::closed(ink))
        .or_else(|| open::arrow(ink))
        .or_else(|| settings.signs.then(|| open::squiggle(ink)).flatten())
}

#[cfg(test)]
mod tests;
