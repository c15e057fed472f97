//! Whether the usual ink can be seen where it lies.
//!
//! Colours of a drawing are never changed, in no theme. Only the ink that nobody chose (near black, with which every
//! drawing begins) is painted light where it lies on something dark: on the dark canvas of the theme, but not on a white
//! screen drawn there. What lies behind is kept as a coarse picture of light and dark that grows as a page is painted
//! from the bottom up.

use justbuilt_sketch::canvas::{Board, Camera, geometry};
use justbuilt_sketch::render::Colour;
use justbuilt_sketch::scene::{Element, FillStyle, Kind};
use kurbo::{Point, Rect};

use crate::tokens::canvas as tokens;

/// A cell is at least this large on the screen, points.
const CELL: f64 = 12.0;
/// Cells that are written in one frame; what is more is taken to leave things as they are.
const MOST: usize = 2_000_000;
/// From here on a colour is light.
const LIGHT: f64 = 0.5;

/// What of an element says whether ink is seen, on it and beside it.
#[derive(Clone, Copy, Debug)]
pub struct Ink {
    /// The ink that nobody chose.
    usual: bool,
    /// Its inside hides what is behind it, by a light colour or by a dark one.
    light: Option<bool>,
    /// Where it does.
    covered: Rect,
    /// Where the ink lies.
    at: Point,
    /// Words, which may lie on what they are in.
    words: bool,
    frame: bool,
}

impl Ink {
    /// Of an element with this box around it, these colours of its fill and its lines.
    pub fn new(element: &Element, bounds: Rect, fill: Option<Colour>, edge: Option<Colour>) -> Self {
        let frame = matches!(element.kind, Kind::Frame);
        // Round and slanted shapes cover less than their box.
        let covered = match element.kind {
            Kind::Ellipse => bounds.inset(-bounds.width().min(bounds.height()) * 0.15),
            Kind::Diamond => bounds.inset(-bounds.width().min(bounds.height()) * 0.25),
            _ => bounds,
        };
        Self {
            usual: edge.is_some_and(is_ink),
            light: covers(element, fill),
            covered,
            // The name and the edge of a frame are outside of it.
            at: if frame { Point::new(element.x, element.y) } else { bounds.center() },
            words: matches!(element.kind, Kind::Text(_)),
            frame,
        }
    }

    /// Of an element about which nothing is known.
    pub fn of(element: &Element) -> Self {
        let (fill, edge) = (Colour::parse(&element.style.fill), Colour::parse(&element.style.stroke));
        Self::new(element, geometry::bounds(element), fill, edge)
    }
}

/// What is behind, in cells of the page.
#[derive(Clone, Debug, Default)]
pub struct Backdrop {
    /// px of the page.
    cell: f64,
    /// Of the first cell, in cells.
    origin: (f64, f64),
    columns: usize,
    rows: usize,
    dark: Vec<bool>,
    /// What is behind all.
    usual: bool,
    left: usize,
}

impl Backdrop {
    /// A new page over a canvas that is dark or not.
    pub fn begin(&mut self, camera: &Camera, dark: bool) {
        self.usual = dark;
        self.dark.clear();
        if !dark {
            return;
        }
        // Powers of two, at whole cells: moving the page does not move what is found.
        self.cell = camera.page_px(CELL).log2().ceil().exp2();
        let seen = camera.visible();
        self.origin = ((seen.x0 / self.cell).floor(), (seen.y0 / self.cell).floor());
        let count = |from: f64, to: f64| ((to / self.cell).floor() - from + 1.0).clamp(1.0, 1024.0) as usize;
        self.columns = count(self.origin.0, seen.x1);
        self.rows = count(self.origin.1, seen.y1);
        self.dark.resize(self.columns * self.rows, true);
        self.left = MOST;
    }

    /// An element is painted: what lies above it sees it.
    pub fn cover(&mut self, ink: &Ink) {
        if !self.usual {
            return;
        }
        let Some(light) = ink.light else { return };
        let rect = ink.covered;
        // Cells whose middles are covered. Casts cut off: rounding is a call for each of many elements.
        let first = |v: f64, origin: f64| {
            let from = (v / self.cell - origin) - 0.5;
            let cell = from.max(0.0) as usize;
            cell + usize::from((cell as f64) < from)
        };
        let last = |v: f64, origin: f64, count: usize| {
            let to = (v / self.cell - origin) - 0.5;
            if to < 0.0 { 0 } else { (to as usize).saturating_add(1).min(count) }
        };
        let (x0, x1) = (first(rect.x0, self.origin.0), last(rect.x1, self.origin.0, self.columns));
        let (y0, y1) = (first(rect.y0, self.origin.1), last(rect.y1, self.origin.1, self.rows));
        if x0 >= x1 || y0 >= y1 || self.left < (x1 - x0) * (y1 - y0) {
            return;
        }
        self.left -= (x1 - x0) * (y1 - y0);
        for row in y0..y1 {
            if let Some(cells) = self.dark.get_mut(row * self.columns + x0..row * self.columns + x1) {
                cells.fill(!light);
            }
        }
    }

    /// Something dark is there.
    fn is_dark(&self, at: Point) -> bool {
        if !self.usual {
            return false;
        }
        // What is left of the first cell is in it; a cast cuts off what is behind the point.
        let place = |v: f64, origin: f64, count: usize| {
            ((v / self.cell - origin) as usize).min(count.saturating_sub(1))
        };
        let (x, y) = (place(at.x, self.origin.0, self.columns), place(at.y, self.origin.1, self.rows));
        self.dark.get(y * self.columns + x).copied().unwrap_or(true)
    }

    /// The element's ink is to be painted light. It was not covered yet.
    pub fn lifts(&self, board: &Board, element: &Element) -> bool {
        self.usual && self.lifts_ink(board, element, &Ink::of(element))
    }

    /// The same where its ink is known; the element is looked at only for words.
    pub fn lifts_ink(&self, board: &Board, element: &Element, ink: &Ink) -> bool {
        if !self.usual || !ink.usual {
            return false;
        }
        if ink.frame {
            return self.is_dark(ink.at);
        }
        if let Some(light) = ink.light {
            return !light;
        }
        if ink.words
            && let Some(shape) = element.parent.as_ref().and_then(|parent| board.get(parent))
            && !matches!(shape.kind, Kind::Frame)
            && let Some(light) = covers(shape, Colour::parse(&shape.style.fill))
        {
            return !light;
        }
        self.is_dark(ink.at)
    }
}

/// Whether the inside of an element hides what is behind it by a light or a dark colour.
fn covers(element: &Element, fill: Option<Colour>) -> Option<bool> {
    let style = &element.style;
    let solid = matches!(
        element.kind,
        Kind::Rectangle | Kind::Diamond | Kind::Ellipse | Kind::Frame | Kind::Component(_)
    );
    if !solid || style.fill_style != FillStyle::Solid {
        return None;
    }
    let colour = fill?;
    let strength = f64::from(colour.a) / 255.0 * style.opacity.clamp(0.0, 1.0);
    (strength >= 0.5).then(|| colour.lightness() > LIGHT)
}

/// The ink with which every drawing begins, here and in other programs.
pub fn is_usual_ink(css: &str) -> bool {
    Colour::parse(css).is_some_and(is_ink)
}

/// The same of a colour that was read.
pub fn is_ink(c: Colour) -> bool {
    c.a == 255 && matches!((c.r, c.g, c.b), (0x1e, 0x1e, 0x1e) | (0, 0, 0))
}

/// The element in the ink that is seen on something dark.
pub fn lifted(element: &Element) -> Element {
    let mut lifted = element.clone();
    tokens::LIFTED.clone_into(&mut lifted.style.stroke);
    lifted
}

/// The canvas is dark.
pub fn is_dark(color: egui::Color32) -> bool {
    let [r, g, b, _] = color.to_array();
    Colour { r, g, b, a: 255 }.lightness() <= LIGHT
}
