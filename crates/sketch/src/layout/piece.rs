//! What stands on a screen, as boxes with what they show: the input of inference.
//!
//! Elements that only make sense together (a box with a cross in it: a picture) are one piece; everything is measured
//! from the corner of the screen.
//!
//! Not here: what is inside what.

use super::metrics::{self, Fit};
use super::{Paint, Run};
use crate::classify::cross;
use crate::render::wireframe::look::Look;
use crate::scene::{
    Align, Component, ComponentKind, Element, ElementId, Family, Kind, Linear, Page, Routing, Sketch,
    StrokeStyle, Text,
};
use justbuilt_base::Diagnostic;
use kurbo::{Point, Rect, Vec2};
use std::collections::BTreeMap;

/// Where coordinates end; what lies beyond is left out.
const FAR: f64 = 1e6;

/// Something drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// What it was drawn with; the first names it.
    pub elements: Vec<ElementId>,
    /// Given by the user.
    pub name: Option<String>,
    /// A web address.
    pub link: Option<String>,
    /// The box, px from the corner of the screen.
    pub rect: Rect,
    /// What it is.
    pub what: What,
    /// How the box is painted.
    pub paint: Paint,
    /// The piece whose label it is, by its element.
    pub label_of: Option<ElementId>,
    /// How a component's words are set; the words themselves are the component's.
    pub words: Option<Run>,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// A painted box.
    Box,
    /// A horizontal or vertical line.
    Rule {
        /// From left to right.
        flat: bool,
    },
    /// A picture or the place of one.
    Picture {
        /// Key of the sketch's pictures.
        key: Option<String>,
    },
    /// Words, and the widths at which they break as drawn.
    Text(Run, Fit),
    /// A component of the library.
    Control(Component),
}

/// A screen's pieces in paint order.
#[derive(Clone, Debug, Default)]
pub struct Screen {
    /// Of the frame or the page.
    pub name: String,
    /// Id of the frame, or of the page.
    pub id: String,
    /// px.
    pub width: f64,
    /// px.
    pub height: f64,
    /// Behind all.
    pub background: Option<String>,
    /// From the bottom to the top.
    pub pieces: Vec<Piece>,
    /// What its elements seem to be.
    pub guesses: super::role::Guesses,
    /// Components by the ids of words that are theirs.
    pub owners: BTreeMap<ElementId, ElementId>,
    /// What was left out.
    pub diagnostics: Vec<Diagnostic>,
}

impl Screen {
    /// The pieces of a frame: of the one named, else of the largest, else of all that is on the page.
    #[must_use]
    pub fn of(sketch: &Sketch, page: &Page, frame: Option<&ElementId>) -> Self {
        let by_id: BTreeMap<&ElementId, &Element> =
            page.elements.iter().map(|element| (&element.id, element.as_ref())).collect();
        let frames = || {
            page.elements
                .iter()
                .filter(|element| element.kind == Kind::Frame && usable(element) && !element.hidden)
        };
        let frame = match frame {
            Some(id) => frames().find(|element| &element.id == id),
            None => frames().max_by(|a, b| (a.width * a.height).total_cmp(&(b.width * b.height))),
        };
        let mut screen = Self { background: sketch.background.clone(), ..Self::default() };
        let mut inside: Vec<&Element> = Vec::new();
        for element in &page.elements {
            if element.hidden || matches!(element.kind, Kind::Frame | Kind::Group) {
                continue;
            }
            if !usable(element) {
                let id = &element.id;
                screen.diagnostics.push(Diagnostic::warning(format!(
                    "the element {id} has no place that can be laid out; it is left out of the code"
                )));
                continue;
            }
            match frame {
                Some(frame)
                    if frame.rect().contains(seen(element).center())
                        || within(&by_id, element, &frame.id) =>
                {
                    inside.push(element)
                }
                Some(_) => {}
                None => inside.push(element),
            }
        }
        let bounds = match frame {
            Some(frame) => frame.rect(),
            None => inside
                .iter()
                .map(|element| element.rect())
                .reduce(|a, b| a.union(b))
                .map_or(Rect::ZERO, |all| all.inflate(16.0, 16.0)),
        };
        screen.name =
            frame.and_then(|frame| frame.name.clone()).filter(|name| !name.is_empty()).unwrap_or_else(|| {
                let alone = sketch.pages.len() < 2 && !sketch.name.is_empty();
                if alone || page.name.is_empty() { sketch.name.clone() } else { page.name.clone() }
            });
        screen.id = frame.map_or_else(|| page.id.clone(), |frame| frame.id.to_string());
        screen.width = bounds.width();
        screen.height = bounds.height();
        let crosses = crosses(&inside);
        for element in &inside {
            let parts = crosses.get(&element.id);
            if crosses.values().any(|lines| lines.iter().any(|line| line == &element.id)) {
                continue;
            }
            if let Some(mut piece) = piece(element, &by_id) {
                piece.rect = piece.rect - bounds.origin().to_vec2();
                if let Some(lines) = parts {
                    piece.what = What::Picture { key: None };
                    piece.paint = Paint::default();
                    piece.elements.extend(lines.iter().cloned());
                }
                screen.pieces.push(piece);
            }
        }
        screen
    }
}

/// Has a finite box that is not absurd.
fn usable(element: &Element) -> bool {
    [element.x, element.y, element.width, element.height]
        .iter()
        .all(|value| value.is_finite() && value.abs() < FAR)
        && element.width >= 0.0
        && element.height >= 0.0
}

/// Whether one of the first hundred ancestors is the frame.
fn within(by_id: &BTreeMap<&ElementId, &Element>, element: &Element, frame: &ElementId) -> bool {
    let mut at = element.parent.as_ref();
    for _ in 0..100 {
        match at {
            Some(id) if id == frame => return true,
            Some(id) => at = by_id.get(id).and_then(|parent| parent.parent.as_ref()),
            None => return false,
        }
    }
    false
}

/// Boxes with two lines from corner to corner, which are drawn right after them, and these lines.
fn crosses(elements: &[&Element]) -> BTreeMap<ElementId, Vec<ElementId>> {
    let mut found: BTreeMap<ElementId, Vec<ElementId>> = BTreeMap::new();
    for (at, shape) in elements.iter().enumerate() {
        if !matches!(shape.kind, Kind::Rectangle | Kind::Ellipse) {
            continue;
        }
        let lines: Vec<(&ElementId, Vec<Point>)> = elements
            .iter()
            .skip(at + 1)
            .take(8)
            .filter(|line| line.parent == shape.parent)
            .filter_map(|line| {
                let Kind::Line(path) = &line.kind else { return None };
                let corner = Vec2::new(line.x, line.y);
                Some((&line.id, path.points.iter().map(|point| *point + corner).collect()))
            })
            .collect();
        let round = shape.kind == Kind::Ellipse;
        if let Some(lines) = cross(shape.rect(), round, lines.iter().map(|(id, path)| (*id, path.as_slice())))
        {
            found.insert(shape.id.clone(), lines.map(Clone::clone).to_vec());
        }
    }
    found
}

/// The box in which an element is seen, px on the page: of a line, that of its points.
fn seen(element: &Element) -> Rect {
    match &element.kind {
        Kind::Line(path) | Kind::Arrow(path) => bounds(path, element).unwrap_or_else(|| element.rect()),
        _ => element.rect(),
    }
}

/// The box of a path, px on the page.
fn bounds(path: &Linear, element: &Element) -> Option<Rect> {
    path.points
        .iter()
        .filter(|point| point.x.is_finite() && point.y.is_finite())
        .map(|point| {
            Rect::new(element.x + point.x, element.y + point.y, element.x + point.x, element.y + point.y)
        })
        .reduce(|a, b| a.union(b))
}

/// The piece of one element, on the page; `None` when nothing of it can be seen.
fn piece(element: &Element, by_id: &BTreeMap<&ElementId, &Element>) -> Option<Piece> {
    let mut piece = Piece {
        elements: vec![element.id.clone()],
        name: element.name.clone().filter(|name| !name.is_empty()),
        link: element.link.clone().filter(|link| !link.is_empty()),
        rect: element.rect(),
        what: What::Box,
        paint: Paint::default(),
        label_of: None,
        words: None,
    };
    match &element.kind {
        Kind::Rectangle | Kind::Diamond | Kind::Unknown(_) => {
            piece.paint = paint(element);
            piece.paint.radius = element.style.corner.clamp(0.0, element.width.min(element.height) / 2.0);
        }
        Kind::Ellipse => {
            piece.paint = paint(element);
            piece.paint.round = true;
        }
        Kind::Line(path) | Kind::Arrow(path) => {
            let stroke = element.style.stroke_width.max(1.0);
            let along = bounds(path, element)?;
            let straight = path.routing == Routing::Straight && path.points.len() == 2;
            let middle = along.center();
            if straight && along.height() <= 2.0 + 0.02 * along.width() && along.width() > 0.0 {
                piece.what = What::Rule { flat: true };
                piece.rect = Rect::new(along.x0, middle.y - stroke / 2.0, along.x1, middle.y + stroke / 2.0);
                piece.paint.background = Some(colour(&element.style.stroke, element.style.opacity)?);
            } else if straight && along.width() <= 2.0 + 0.02 * along.height() {
                piece.what = What::Rule { flat: false };
                piece.rect = Rect::new(middle.x - stroke / 2.0, along.y0, middle.x + stroke / 2.0, along.y1);
                piece.paint.background = Some(colour(&element.style.stroke, element.style.opacity)?);
            } else {
                piece.what = What::Picture { key: None };
                piece.rect = along.inflate(stroke / 2.0, stroke / 2.0);
            }
            piece.paint.dashed = element.style.stroke_style != StrokeStyle::Solid;
        }
        Kind::Freehand(_) => piece.what = What::Picture { key: None },
        Kind::Image { picture } => {
            piece.what = What::Picture { key: picture.clone() };
            // A picture is drawn without a frame, the place of one with it.
            if picture.is_none() {
                piece.paint = paint(element);
                piece.paint.radius = element.style.corner.clamp(0.0, element.width.min(element.height) / 2.0);
            }
        }
        Kind::Text(text) => {
            let (run, fit) = words_of(element, text)?;
            // Browsers put the letters of a line on a whole pixel of its half leading; the line moves for that.
            let leading = (run.line_height * run.size - metrics::letters(run.size, run.family)) / 2.0;
            if run.lines > 1 {
                let shift = leading - (leading + 0.02).floor();
                piece.rect.y0 += shift;
                piece.rect.y1 += shift;
            }
            piece.what = What::Text(run, fit);
            piece.label_of = element.parent.clone().filter(|id| {
                by_id.get(id).is_some_and(|parent| !matches!(parent.kind, Kind::Frame | Kind::Group))
            });
        }
        Kind::Component(component) => {
            let look = Look::of(component, &element.style, element.width, element.height);
            piece.paint = paint(element);
            if piece.paint.background.is_none() {
                piece.paint.background = look.fill;
            }
            piece.paint.radius = look.radius;
            let align = if component.kind == ComponentKind::Button { Align::Middle } else { Align::Start };
            piece.words = Some(Run {
                weight: look.weight,
                colour: if look.plain { "currentcolor".to_owned() } else { look.words },
                line_height: 1.5,
                align,
                ..plain_run("", look.size)
            });
            piece.what = What::Control(component.clone());
        }
        Kind::Frame | Kind::Group => return None,
    }
    Some(piece)
}

/// How a shape's box is painted.
pub(super) fn paint(element: &Element) -> Paint {
    let style = &element.style;
    let background = colour(&style.fill, style.opacity);
    let border = colour(&style.stroke, style.opacity)
        .filter(|stroke| style.stroke_width > 0.0 && Some(stroke) != background.as_ref());
    let side = border.map(|colour| (style.stroke_width, colour));
    Paint {
        background,
        borders: [side.clone(), side.clone(), side.clone(), side],
        dashed: style.stroke_style != StrokeStyle::Solid,
        ..Paint::default()
    }
}

/// A colour with the opacity of its element; `None` when nothing is seen of it.
fn colour(value: &str, opacity: f64) -> Option<String> {
    let value = value.trim();
    if value.is_empty() || value == "transparent" || opacity <= 0.004 {
        return None;
    }
    if opacity >= 0.996 || !opacity.is_finite() {
        return Some(value.to_owned());
    }
    let whole = value.len() == 7
        && value.starts_with('#')
        && value.chars().skip(1).all(|digit| digit.is_ascii_hexdigit());
    let alpha = (opacity * 255.0).round();
    Some(if whole {
        format!("{value}{:02x}", alpha as u8)
    } else {
        format!("color-mix(in srgb, {value} {}%, transparent)", (opacity * 100.0).round())
    })
}

/// The words of a text element.
pub(super) fn words_of(element: &Element, text: &Text) -> Option<(Run, Fit)> {
    let clean = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let original = text.text.trim_matches('\n').split('\n').map(clean).collect::<Vec<_>>().join("\n");
    if original.trim().is_empty() {
        return None;
    }
    let size = if text.size.is_finite() && text.size > 0.0 { text.size.min(1000.0) } else { 16.0 };
    let bold = text.weight >= 600;
    let fine = |line: &str| metrics::width(line, size, text.family, bold);
    let lines: Vec<String> = match &text.wrapped {
        Some(wrapped) => wrapped.trim_matches('\n').split('\n').map(clean).collect(),
        None if text.auto_width => original.split('\n').map(str::to_owned).collect(),
        None => metrics::wrap(&original, element.width, fine),
    };
    let words: Vec<&str> = lines.iter().map(String::as_str).collect();
    let soft = text.wrapped.is_none() && !text.auto_width;
    let longest = |measure: &dyn Fn(&str) -> f64| words.iter().map(|line| measure(line)).fold(0.0, f64::max);
    let ink = if soft { longest(&fine) } else { element.width };
    // Drawings made in a browser with letters on whole pixels have other widths than those in fine steps.
    let whole = |line: &str| metrics::whole_width(line, size, text.family, bold);
    let fit = if (longest(&whole) - ink).abs() < (longest(&fine) - ink).abs() {
        Fit::of(&original, &words, ink, whole)
    } else {
        Fit::of(&original, &words, ink, fine)
    };
    let line_height = if text.line_height.is_finite() && text.line_height > 0.1 {
        text.line_height.min(10.0)
    } else {
        1.25
    };
    // Files round the line height; the distance of lines is mostly a round number of tenths.
    let pitch = line_height * size;
    let line_height = if (pitch * 10.0 - (pitch * 10.0).round()).abs() < 0.4 {
        (pitch * 10.0).round() / 10.0 / size
    } else {
        line_height
    };
    let run = Run {
        text: original,
        lines: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        size,
        weight: text.weight,
        italic: text.italic,
        family: text.family,
        line_height,
        colour: colour(&element.style.stroke, element.style.opacity)?,
        align: text.align,
    };
    Some((run, fit))
}

impl Piece {
    /// The words, when it is a text.
    #[must_use]
    pub fn text(&self) -> Option<(&Run, &Fit)> {
        match &self.what {
            What::Text(run, fit) => Some((run, fit)),
            _ => None,
        }
    }

    /// May hold other pieces.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self.what, What::Box | What::Picture { .. })
    }
}

/// For tests and readers of plain boxes.
impl Default for Piece {
    fn default() -> Self {
        Self {
            elements: Vec::new(),
            name: None,
            link: None,
            rect: Rect::ZERO,
            what: What::Box,
            paint: Paint::default(),
            label_of: None,
            words: None,
        }
    }
}

/// The start of lines, unless the drawing says otherwise.
#[must_use]
pub fn plain_run(text: &str, size: f64) -> Run {
    Run {
        text: text.to_owned(),
        lines: 1,
        size,
        weight: 400,
        italic: false,
        family: Family::Sans,
        line_height: 1.15,
        colour: "#000000".to_owned(),
        align: Align::Start,
    }
}
