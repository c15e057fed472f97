//! Whether the usual ink can be seen where it lies.
//!
//! Colours of a drawing are never changed, in no theme. Only the ink that nobody chose (near black, with which every
//! drawing begins) is painted light where it lies on something dark: on the dark canvas of the theme, but not on a white
//! screen drawn there. What lies behind is kept as a coarse picture of light and dark that grows as a page is painted
//! from the bottom up.

use justbuilt_sketch::canvas::{Board, Camera, geometry};
use justbuilt_sketch::render::Colour;
use justbuilt_sketch::scene::{Element, FillStyle, Kind};
use kurbo::Point;

use crate::tokens::canvas as tokens;

/// A cell is at least this large on the screen, points.
const CELL: f64 = 12.0;
/// Cells that are written in one frame; what is more is taken to leave things as they are.
const MOST: usize = 2_000_000;
/// From here on a colour is light.
const LIGHT: f64 = 0.5;

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
    pub fn cover(&mut self, element: &Element) {
        if !self.usual {
            return;
        }
        let Some(light) = fill(element) else { return };
        let rect = geometry::bounds(element);
        // Round and slanted shapes cover less than their box.
        let rect = match element.kind {
            Kind::Ellipse => rect.inset(-rect.width().min(rect.height()) * 0.15),
            Kind::Diamond => rect.inset(-rect.width().min(rect.height()) * 0.25),
            _ => rect,
        };
        let first = |v: f64, origin: f64| ((v / self.cell - origin) - 0.5).ceil().max(0.0) as usize;
        let last = |v: f64, origin: f64, count: usize| {
            (((v / self.cell - origin) - 0.5).floor() + 1.0).clamp(0.0, count as f64) as usize
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
        let place = |v: f64, origin: f64, count: usize| {
            (v / self.cell - origin).floor().clamp(0.0, count.saturating_sub(1) as f64) as usize
        };
        let (x, y) = (place(at.x, self.origin.0, self.columns), place(at.y, self.origin.1, self.rows));
        self.dark.get(y * self.columns + x).copied().unwrap_or(true)
    }

    /// The element's ink is to be painted light. It was not covered yet.
    pub fn lifts(&self, board: &Board, element: &Element) -> bool {
        if !self.usual || !is_usual_ink(&element.style.stroke) {
            return false;
        }
        if matches!(element.kind, Kind::Frame) {
            // Its name and its edge are outside of it.
            return self.is_dark(Point::new(element.x, element.y));
        }
        if let Some(light) = fill(element) {
            return !light;
        }
        let holder = element.parent.as_ref().and_then(|parent| board.get(parent));
        if matches!(element.kind, Kind::Text(_))
            && let Some(light) =
                holder.filter(|shape| !matches!(shape.kind, Kind::Frame)).and_then(|s| fill(s))
        {
            return !light;
        }
        self.is_dark(geometry::bounds(element).center())
    }
}

/// Whether the inside of an element hides what is behind it by a light or a dark colour.
fn fill(element: &Element) -> Option<bool> {
    let style = &element.style;
    let solid = matches!(
        element.kind,
        Kind::Rectangle | Kind::Diamond | Kind::Ellipse | Kind::Frame | Kind::Component(_)
    );
    if !solid || style.fill_style != FillStyle::Solid {
        return None;
    }
    let colour = parse(&style.fill)?;
    let strength = f64::from(colour.a) / 255.0 * style.opacity.clamp(0.0, 1.0);
    (strength >= 0.5).then(|| colour.lightness() > LIGHT)
}

/// The ink with which every drawing begins, here and in other programs.
pub fn is_usual_ink(css: &str) -> bool {
    Colour::parse(css)
        .is_some_and(|c| c.a == 255 && matches!((c.r, c.g, c.b), (0x1e, 0x1e, 0x1e) | (0, 0, 0)))
}

/// A colour as CSS writes it. Asked for every element in every frame: the usual ways of writing are read at once.
fn parse(css: &str) -> Option<Colour> {
    if css == "transparent" {
        return None;
    }
    let digits = css.strip_prefix('#').filter(|digits| digits.len() == 6);
    match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        Some(hex) => {
            let [_, r, g, b] = hex.to_be_bytes();
            Some(Colour { r, g, b, a: 255 })
        }
        None => Colour::parse(css),
    }
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
