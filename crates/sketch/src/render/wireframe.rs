//! The look of the library's components: each as a few plain shapes and words, as one expects them in a wireframe.
//!
//! The parts are elements, so that they are painted like all others (clean or by hand), can be written to programs that
//! have no components, and can be taken apart by the user.
//!
//! Not here: what a component is in code.

mod large;
pub mod look;
mod pictograms;
mod small;

use super::Colour;
use super::measure;
use crate::scene::{
    Align, Component, ComponentKind, Element, Family, FillStyle, Kind, Linear, StrokeStyle, Style, Text,
    Vertical,
};
use kurbo::{Point, Rect, Vec2};
pub use large::{bars, cells};

/// The parts of a component in a box of this size, px, from its corner; from the bottom to the top.
#[must_use]
pub fn parts(component: &Component, width: f64, height: f64, style: &Style) -> Vec<Element> {
    if !(width > 0.0 && height > 0.0 && width.is_finite() && height.is_finite()) {
        return Vec::new();
    }
    let mut parts = Parts::new(width, height, style);
    match component.kind {
        ComponentKind::Button => small::button(&mut parts, component),
        ComponentKind::Input => small::input(&mut parts, component),
        ComponentKind::TextArea => small::text_area(&mut parts, component),
        ComponentKind::Checkbox => small::checkbox(&mut parts, component),
        ComponentKind::Radio => small::radio(&mut parts, component),
        ComponentKind::Toggle => small::toggle(&mut parts, component),
        ComponentKind::Select => small::select(&mut parts, component),
        ComponentKind::Slider => small::slider(&mut parts, component),
        ComponentKind::Tabs => large::tabs(&mut parts, component),
        ComponentKind::Table => large::table(&mut parts, component),
        ComponentKind::Card => large::card(&mut parts, component),
        ComponentKind::List => large::list(&mut parts, component),
        ComponentKind::NavBar => large::nav_bar(&mut parts, component),
        ComponentKind::Avatar => small::avatar(&mut parts, component),
        ComponentKind::Image => large::image(&mut parts, component),
        ComponentKind::Icon => pictograms::icon(&mut parts, component),
        ComponentKind::Modal => large::modal(&mut parts, component),
        ComponentKind::Chart => large::chart(&mut parts, component),
    }
    parts.out
}

/// How words of a part are set.
#[derive(Clone, Copy)]
struct Set {
    size: f64,
    bold: bool,
    align: Align,
    muted: bool,
}

impl Default for Set {
    fn default() -> Self {
        Self { size: 14.0, bold: false, align: Align::Start, muted: false }
    }
}

/// Parts while they are put together.
struct Parts<'a> {
    out: Vec<Element>,
    width: f64,
    height: f64,
    style: &'a Style,
    /// Lines and words.
    ink: Colour,
    /// Inside of fields.
    paper: Option<Colour>,
}

impl<'a> Parts<'a> {
    fn new(width: f64, height: f64, style: &'a Style) -> Self {
        let paper = Colour::parse(&style.fill);
        let ink = Colour::parse(&style.stroke).unwrap_or(Colour { r: 0x1e, g: 0x1e, b: 0x1e, a: 255 });
        Self { out: Vec::new(), width, height, style, ink, paper }
    }

    fn whole(&self) -> Rect {
        Rect::new(0.0, 0.0, self.width, self.height)
    }

    /// The radius of a control: what the style says, else a share of its height.
    fn radius(&self, usual: f64) -> f64 {
        let wanted = if self.style.corner > 0.0 { self.style.corner } else { usual };
        wanted.min(self.height / 2.0).min(self.width / 2.0)
    }

    /// Size of words that fit in a control of this height, px.
    fn size(&self) -> f64 {
        (self.height * 0.45).clamp(6.0, 14.0)
    }

    /// The ink at a share of its strength, over whatever is below.
    fn ink_at(&self, share: f64) -> String {
        self.ink.faded(share).to_string()
    }

    /// The colour of an area that stands out a little.
    fn tint(&self) -> String {
        self.ink_at(0.08)
    }

    fn push(&mut self, kind: Kind, rect: Rect, stroke: &str, fill: &str, corner: f64) {
        let mut element = Element::new(format!("part-{}", self.out.len() + 1), kind, rect);
        element.style = Style {
            stroke: stroke.to_owned(),
            fill: fill.to_owned(),
            fill_style: FillStyle::Solid,
            stroke_style: StrokeStyle::Solid,
            opacity: 1.0,
            corner,
            ..self.style.clone()
        };
        self.out.push(element);
    }

    /// The outline of the component itself, with the fill and its pattern.
    fn outline(&mut self, rect: Rect, corner: f64) {
        let fill = self.style.fill.clone();
        let stroke = self.ink.to_string();
        self.push(Kind::Rectangle, rect, &stroke, &fill, corner);
        if let Some(last) = self.out.last_mut() {
            last.style.fill_style = self.style.fill_style;
            last.style.stroke_style = self.style.stroke_style;
        }
    }

    /// A box without an outline.
    fn plate(&mut self, rect: Rect, fill: &str, corner: f64) {
        self.push(Kind::Rectangle, rect, "transparent", fill, corner);
        if let Some(last) = self.out.last_mut() {
            last.style.roughness = 0.0;
        }
    }

    fn ellipse(&mut self, rect: Rect, fill: &str) {
        let stroke = self.ink.to_string();
        self.push(Kind::Ellipse, rect, &stroke, fill, 0.0);
    }

    /// A line through points; closed when the last is the first.
    fn line(&mut self, points: &[(f64, f64)], share: f64, fill: &str) {
        let points: Vec<Point> = points.iter().map(|point| Point::from(*point)).collect();
        let Some(first) = points.first() else { return };
        let bounds =
            points.iter().fold(Rect::from_points(*first, *first), |rect, point| rect.union_pt(*point));
        let line = Linear {
            points: points.iter().map(|point| *point - Vec2::new(bounds.x0, bounds.y0)).collect(),
            ..Linear::default()
        };
        let stroke = self.ink_at(share);
        self.push(Kind::Line(line), bounds, &stroke, fill, 0.0);
    }

    /// The last part with a line of this width, px.
    fn thick(&mut self, width: f64) {
        if let Some(last) = self.out.last_mut() {
            last.style.stroke_width = width;
        }
    }

    /// The face of its words.
    fn family(&self) -> Family {
        if self.style.roughness > 0.0 { Family::Hand } else { Family::Sans }
    }

    /// Words in the middle of a box's height.
    fn words(&mut self, text: &str, rect: Rect, set: Set) {
        self.words_in(text, rect, set, Vertical::Middle, None);
    }

    fn words_in(&mut self, text: &str, rect: Rect, set: Set, vertical: Vertical, colour: Option<String>) {
        if text.trim().is_empty() || rect.width() <= 0.0 {
            return;
        }
        let text = Text {
            text: text.to_owned(),
            size: set.size,
            family: self.family(),
            weight: if set.bold { 600 } else { 400 },
            italic: false,
            line_height: 1.4,
            align: set.align,
            vertical,
            auto_width: true,
            wrapped: None,
        };
        // A border may be paler than words can be.
        let ink = look::legible(self.ink, self.paper);
        let colour = colour.unwrap_or_else(|| ink.faded(if set.muted { 0.7 } else { 1.0 }).to_string());
        self.push(Kind::Text(text), rect, &colour, "transparent", 0.0);
    }

    /// As much of a line as fits, with `…` for the rest.
    fn fitted(&self, text: &str, size: f64, bold: bool, room: f64) -> String {
        let family = self.family();
        if measure::width(text, size, family, bold) <= room {
            return text.to_owned();
        }
        let mut out = String::new();
        for letter in text.chars() {
            out.push(letter);
            if measure::width(&out, size, family, bold) + size > room {
                out.pop();
                break;
            }
        }
        if out.is_empty() { out } else { format!("{}…", out.trim_end()) }
    }

    /// Bars in the place of words.
    fn greeked(&mut self, rect: Rect, lines: usize) {
        let fill = self.ink_at(0.18);
        let pitch = rect.height() / lines.max(1) as f64;
        let thick = (pitch * 0.4).clamp(2.0, 8.0);
        for line in 0..lines {
            let share = one_of(&[0.94, 1.0, 0.86, 0.97], line)
                * if line + 1 == lines && lines > 1 { 0.6 } else { 1.0 };
            let y = rect.y0 + pitch * (line as f64 + 0.5) - thick / 2.0;
            self.plate(Rect::new(rect.x0, y, rect.x0 + rect.width() * share, y + thick), &fill, thick / 2.0);
        }
    }
}

/// One of several values, over and over.
fn one_of(values: &[f64], place: usize) -> f64 {
    values.iter().cycle().nth(place % values.len().max(1)).copied().unwrap_or(0.0)
}

/// The lines of a component's words that are not blank.
fn lines_of(component: &Component) -> Vec<&str> {
    component.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}
