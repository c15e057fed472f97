//! The box and the words of a component as they are drawn: what its picture and its code have in common.
//!
//! Not here: the shapes that it is painted with, and those of its code.

use super::Colour;
use crate::scene::{Component, ComponentKind, Style};

/// Dark and light words, where those of the drawing could not be read.
const INK: Colour = Colour { r: 0x1e, g: 0x1e, b: 0x1e, a: 255 };
const WHITE: Colour = Colour { r: 255, g: 255, b: 255, a: 255 };
/// Contrast with the ground below which words are set in another colour (WCAG 2.2, large text).
const LEGIBLE: f64 = 3.0;

/// How a component looks.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Inside of the box; `None` where what is behind is seen.
    pub fill: Option<String>,
    /// Of its lines, its mark and its border.
    pub ink: String,
    /// Radius of the corners, px.
    pub radius: f64,
    /// Colour of its words.
    pub words: String,
    /// The colour is none of the drawing's: the words are plain ones.
    pub plain: bool,
    /// Size of its words, px.
    pub size: f64,
    /// 100 to 900.
    pub weight: u16,
}

impl Look {
    /// The look of a component of this size, px.
    #[must_use]
    pub fn of(component: &Component, style: &Style, width: f64, height: f64) -> Self {
        let ink = Colour::parse(&style.stroke).unwrap_or(INK);
        let paper = Colour::parse(&style.fill);
        let kind = component.kind;
        // A button stands out though it has no fill.
        let fill = match paper {
            None if kind == ComponentKind::Button => Some(ink.faded(0.08).to_string()),
            paper => paper.map(|paper| paper.to_string()),
        };
        let wanted = if style.corner > 0.0 { style.corner } else { radius(kind) };
        // Marks have words beside them, not on them.
        let ground = if framed(kind) { paper } else { None };
        let words = legible(ink, ground);
        Self {
            fill,
            ink: ink.to_string(),
            radius: wanted.min(height / 2.0).min(width / 2.0).max(0.0),
            plain: words != ink && words == INK,
            words: words.to_string(),
            size: words_size(kind, height),
            weight: if kind == ComponentKind::Button { 600 } else { 400 },
        }
    }
}

/// Words are in its box, on its fill.
#[must_use]
pub fn framed(kind: ComponentKind) -> bool {
    matches!(
        kind,
        ComponentKind::Button
            | ComponentKind::Input
            | ComponentKind::TextArea
            | ComponentKind::Select
            | ComponentKind::Card
            | ComponentKind::Modal
            | ComponentKind::Table
            | ComponentKind::NavBar
            | ComponentKind::Avatar
            | ComponentKind::Image
    )
}

/// The usual radius, px.
pub(super) fn radius(kind: ComponentKind) -> f64 {
    match kind {
        ComponentKind::Button => 8.0,
        ComponentKind::Input | ComponentKind::TextArea | ComponentKind::Select | ComponentKind::Table => 6.0,
        ComponentKind::Card => 10.0,
        ComponentKind::Modal => 12.0,
        _ => 0.0,
    }
}

/// Size of words in a control of this height, px.
fn words_size(kind: ComponentKind, height: f64) -> f64 {
    let size = match kind {
        ComponentKind::Checkbox | ComponentKind::Radio | ComponentKind::Toggle => height * 0.8,
        ComponentKind::TextArea => height / 2.0,
        ComponentKind::Avatar => return (height * 0.38).round().max(5.0),
        _ if framed(kind) || kind == ComponentKind::Tabs => height * 0.45,
        _ => 14.0,
    };
    if size.is_finite() { size.clamp(6.0, 14.0) } else { 14.0 }
}

/// The colour of words on this ground: the ink where it can be read.
pub(super) fn legible(ink: Colour, ground: Option<Colour>) -> Colour {
    match ground {
        Some(ground) if ground.a > 128 && ink.contrast(ground) < LEGIBLE => {
            if ground.contrast(WHITE) >= LEGIBLE { WHITE } else { INK }
        }
        // On a ground that is not known: that of most pages is light.
        None if ink.contrast(WHITE) < 1.6 && ink.lightness() < 0.95 => INK,
        _ => ink,
    }
}

/// Words in a field that tell what to fill in, and are not what is filled in.
#[must_use]
pub fn is_hint(words: &str) -> bool {
    let words = words.trim().to_lowercase();
    words.ends_with('…')
        || words.ends_with("...")
        || ["search", "enter ", "type ", "add ", "write ", "choose ", "e.g."]
            .iter()
            .any(|start| words.starts_with(start))
}
