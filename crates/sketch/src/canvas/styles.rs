//! The look of a selection: what all of it has in common, and setting it.
//!
//! Not here: palettes.

use super::board::Board;
use super::change::{Changes, Draft};
use super::label::Measure;
use super::transform::{fit_text, settle};
use crate::scene::{
    Align, Element, ElementId, Family, FillStyle, Head, Kind, Routing, StrokeStyle, Vertical,
};

/// One value of a selection.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Common<T> {
    /// Nothing selected has this property.
    #[default]
    None,
    /// All that have it have this value.
    Same(T),
    /// They differ.
    Mixed,
}

impl<T> Common<T> {
    /// The value when all agree.
    #[must_use]
    pub fn same(&self) -> Option<&T> {
        match self {
            Self::Same(value) => Some(value),
            _ => None,
        }
    }
}

impl<T: PartialEq> Common<T> {
    fn add(&mut self, value: T) {
        match self {
            Self::None => *self = Self::Same(value),
            Self::Same(old) if *old != value => *self = Self::Mixed,
            _ => {}
        }
    }
}

/// The look of a selection.
#[derive(Clone, Debug, PartialEq, Default)]
#[expect(missing_docs, reason = "as in scene::Style, scene::Text and scene::Linear")]
pub struct Looks {
    pub stroke: Common<String>,
    pub fill: Common<String>,
    pub fill_style: Common<FillStyle>,
    pub stroke_width: Common<f64>,
    pub stroke_style: Common<StrokeStyle>,
    pub opacity: Common<f64>,
    pub roughness: Common<f64>,
    pub corner: Common<f64>,
    pub size: Common<f64>,
    pub family: Common<Family>,
    pub weight: Common<u16>,
    pub italic: Common<bool>,
    pub align: Common<Align>,
    pub vertical: Common<Vertical>,
    pub routing: Common<Routing>,
    pub start_head: Common<Head>,
    pub end_head: Common<Head>,
}

/// One value to set.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "as in scene::Style, scene::Text and scene::Linear")]
pub enum Look {
    Stroke(String),
    Fill(String),
    FillStyle(FillStyle),
    StrokeWidth(f64),
    StrokeStyle(StrokeStyle),
    Opacity(f64),
    Roughness(f64),
    Corner(f64),
    Size(f64),
    Family(Family),
    Weight(u16),
    Italic(bool),
    Align(Align),
    Vertical(Vertical),
    Routing(Routing),
    StartHead(Head),
    EndHead(Head),
}

/// What the selection, with its labels and members, has in common.
#[must_use]
pub fn read(board: &Board, ids: &[ElementId]) -> Looks {
    let mut looks = Looks::default();
    for id in board.with_descendants(ids) {
        let Some(element) = board.get(&id) else { continue };
        if matches!(element.kind, Kind::Group)
            || is_label(board, element) && ids.len() == 1 && ids.contains(&id)
        {
            continue;
        }
        read_one(&mut looks, element, is_label(board, element));
    }
    looks
}

fn is_label(board: &Board, element: &Element) -> bool {
    matches!(element.kind, Kind::Text(_))
        && element
            .parent
            .as_ref()
            .and_then(|p| board.get(p))
            .is_some_and(|p| !matches!(p.kind, Kind::Frame | Kind::Group))
}

fn read_one(looks: &mut Looks, element: &Element, label: bool) {
    let style = &element.style;
    // A label has a colour and a face; its shape has the rest.
    if !label {
        looks.stroke.add(style.stroke.clone());
        looks.opacity.add(style.opacity);
        if !matches!(element.kind, Kind::Text(_) | Kind::Image { .. }) {
            looks.stroke_width.add(style.stroke_width);
            looks.stroke_style.add(style.stroke_style);
            looks.roughness.add(style.roughness);
        }
        if has_fill(&element.kind) {
            looks.fill.add(style.fill.clone());
            looks.fill_style.add(style.fill_style);
        }
        if has_corner(&element.kind) {
            looks.corner.add(style.corner);
        }
    }
    match &element.kind {
        Kind::Text(text) => {
            looks.size.add(text.size);
            looks.family.add(text.family);
            looks.weight.add(text.weight);
            looks.italic.add(text.italic);
            looks.align.add(text.align);
            looks.vertical.add(text.vertical);
        }
        Kind::Line(linear) | Kind::Arrow(linear) => {
            looks.routing.add(linear.routing);
            looks.start_head.add(linear.start_head.clone());
            looks.end_head.add(linear.end_head.clone());
        }
        _ => {}
    }
}

fn has_fill(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::Rectangle | Kind::Diamond | Kind::Ellipse | Kind::Frame | Kind::Line(_) | Kind::Freehand(_)
    )
}

fn has_corner(kind: &Kind) -> bool {
    matches!(kind, Kind::Rectangle | Kind::Diamond | Kind::Frame | Kind::Image { .. })
}

/// Sets a value on all that have it, with labels and members.
#[must_use]
pub fn set(board: &Board, ids: &[ElementId], look: &Look, measure: &dyn Measure) -> Changes {
    let mut draft = Draft::new(board);
    let all = board.with_descendants(ids);
    for id in &all {
        let Some(element) = board.get(id) else { continue };
        let label = is_label(board, element);
        draft.edit(id, |e| set_one(e, look, label));
        if matches!(element.kind, Kind::Text(_)) && !label && is_face(look) {
            fit_text(&mut draft, id, measure);
        }
        if matches!(look, Look::Routing(_)) {
            super::connect::reroute(&mut draft, id);
        }
    }
    if is_face(look) {
        settle(&mut draft, &all, measure);
    }
    draft.finish()
}

fn is_face(look: &Look) -> bool {
    matches!(
        look,
        Look::Size(_)
            | Look::Family(_)
            | Look::Weight(_)
            | Look::Italic(_)
            | Look::Align(_)
            | Look::Vertical(_)
            | Look::Routing(_)
    )
}

/// Sets a value on one element that has it.
pub fn set_one(element: &mut Element, look: &Look, label: bool) {
    let number = |v: f64, most: f64| if v.is_finite() { v.clamp(0.0, most) } else { 0.0 };
    if matches!(element.kind, Kind::Group) {
        return;
    }
    let (fill, corner) = (has_fill(&element.kind), has_corner(&element.kind));
    let style = &mut element.style;
    match look {
        Look::Stroke(colour) => style.stroke.clone_from(colour),
        Look::Opacity(v) => style.opacity = number(*v, 1.0),
        Look::Fill(colour) if fill => style.fill.clone_from(colour),
        Look::FillStyle(v) if fill => style.fill_style = *v,
        Look::StrokeWidth(v) if !label => style.stroke_width = number(*v, 200.0),
        Look::StrokeStyle(v) if !label => style.stroke_style = *v,
        Look::Roughness(v) if !label => style.roughness = number(*v, 5.0),
        Look::Corner(v) if corner => style.corner = number(*v, 10_000.0),
        _ => {}
    }
    match (&mut element.kind, look) {
        (Kind::Text(text), Look::Size(v)) => text.size = number(*v, 2000.0).max(1.0),
        (Kind::Text(text), Look::Family(v)) => text.family = *v,
        (Kind::Text(text), Look::Weight(v)) => text.weight = (*v).clamp(100, 900),
        (Kind::Text(text), Look::Italic(v)) => text.italic = *v,
        (Kind::Text(text), Look::Align(v)) => text.align = *v,
        (Kind::Text(text), Look::Vertical(v)) => text.vertical = *v,
        (Kind::Line(line) | Kind::Arrow(line), Look::Routing(v)) => line.routing = *v,
        (Kind::Line(line) | Kind::Arrow(line), Look::StartHead(v)) => line.start_head.clone_from(v),
        (Kind::Line(line) | Kind::Arrow(line), Look::EndHead(v)) => line.end_head.clone_from(v),
        _ => {}
    }
}
