//! The keys of an object that each say one thing of the element, and tell nothing of any other: where it is, its
//! colours, its lock. A change of them alone is known by looking at the element; its object need not be written to be
//! compared.
//!
//! Not here: keys that depend on each other or on other elements.

use super::element::{OURS, point};
use super::keep::{KEPT, is_doubtful};
use crate::json::number;
use crate::scene::{Element, FillStyle, Kind, StrokeStyle, Style};
use kurbo::{Point, Vec2};
use serde_json::Value;

/// One of these keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    X,
    Y,
    Angle,
    Stroke,
    Fill,
    FillStyle,
    StrokeWidth,
    StrokeStyle,
    Roughness,
    Opacity,
    Locked,
    Link,
}

impl Plain {
    pub(super) const ALL: [Self; 12] = [
        Self::X,
        Self::Y,
        Self::Angle,
        Self::Stroke,
        Self::Fill,
        Self::FillStyle,
        Self::StrokeWidth,
        Self::StrokeStyle,
        Self::Roughness,
        Self::Opacity,
        Self::Locked,
        Self::Link,
    ];

    /// As files have it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::Y => "y",
            Self::Angle => "angle",
            Self::Stroke => "strokeColor",
            Self::Fill => "backgroundColor",
            Self::FillStyle => "fillStyle",
            Self::StrokeWidth => "strokeWidth",
            Self::StrokeStyle => "strokeStyle",
            Self::Roughness => "roughness",
            Self::Opacity => "opacity",
            Self::Locked => "locked",
            Self::Link => "link",
        }
    }

    /// What an element's object says.
    pub(super) fn value(self, element: &Element) -> Value {
        let style = &element.style;
        match self {
            Self::X => number(origin(element).x),
            Self::Y => number(origin(element).y),
            Self::Angle => number(element.angle),
            Self::Stroke => style.stroke.clone().into(),
            Self::Fill => style.fill.clone().into(),
            Self::FillStyle => match style.fill_style {
                FillStyle::Solid => "solid",
                FillStyle::Hachure => "hachure",
                FillStyle::CrossHatch => "cross-hatch",
                FillStyle::Zigzag => "zigzag",
            }
            .into(),
            Self::StrokeWidth => number(style.stroke_width),
            Self::StrokeStyle => match style.stroke_style {
                StrokeStyle::Solid => "solid",
                StrokeStyle::Dashed => "dashed",
                StrokeStyle::Dotted => "dotted",
            }
            .into(),
            Self::Roughness => number(style.roughness),
            Self::Opacity => number((style.opacity * 1e8).round() / 1e6),
            Self::Locked => element.locked.into(),
            Self::Link => element.link.clone().into(),
        }
    }
}

/// Where an element is for Excalidraw: what has points begins at the first of them.
pub(super) fn origin(element: &Element) -> Point {
    let first = match &element.kind {
        Kind::Line(line) | Kind::Arrow(line) => line.points.first(),
        Kind::Freehand(stroke) => stroke.points.first(),
        _ => None,
    };
    Point::new(element.x, element.y) + first.map_or(Vec2::ZERO, |first| first.to_vec2())
}

/// Some of the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys(u16);

impl Keys {
    /// Where an element is.
    pub(super) const PLACE: Self = Self(1 << Plain::X as u16 | 1 << Plain::Y as u16);

    pub(super) fn iter(self) -> impl Iterator<Item = Plain> {
        Plain::ALL.into_iter().filter(move |key| self.has(*key))
    }

    pub(super) fn has(self, key: Plain) -> bool {
        self.0 & 1 << key as u16 != 0
    }

    /// None but these.
    pub(super) fn is_within(self, others: Self) -> bool {
        self.0 & !others.0 == 0
    }
}

/// The keys whose values differ; `None` where anything else of the objects may.
pub(super) fn differing(old: &Element, new: &Element) -> Option<Keys> {
    let keys = differing_here(old, new)?;
    let turns = keys.iter().any(|key| matches!(key, Plain::X | Plain::Y | Plain::Angle));
    let doubtful = old.properties != new.properties
        || is_part(new)
        || keys.iter().any(|key| is_doubtful(&new.properties, key.name()))
        || turns && is_bound_by_place(new);
    (!doubtful).then_some(keys)
}

/// As [`differing`], whatever files said of the elements.
pub(super) fn differing_here(old: &Element, new: &Element) -> Option<Keys> {
    // All fields by name: a new one has to be thought of here.
    let Element {
        id,
        parent,
        kind,
        x,
        y,
        width,
        height,
        angle,
        style,
        locked,
        hidden,
        name,
        link,
        properties: _,
    } = old;
    let Style { stroke, fill, fill_style, stroke_width, stroke_style, opacity, roughness, corner } = style;
    let same = *id == new.id
        && *parent == new.parent
        && (*width, *height) == (new.width, new.height)
        && *corner == new.style.corner
        && *hidden == new.hidden
        && *name == new.name
        && *kind == new.kind;
    let differ = [
        (Plain::X, *x != new.x),
        (Plain::Y, *y != new.y),
        (Plain::Angle, *angle != new.angle),
        (Plain::Stroke, *stroke != new.style.stroke),
        (Plain::Fill, *fill != new.style.fill),
        (Plain::FillStyle, *fill_style != new.style.fill_style),
        (Plain::StrokeWidth, *stroke_width != new.style.stroke_width),
        (Plain::StrokeStyle, *stroke_style != new.style.stroke_style),
        (Plain::Roughness, *roughness != new.style.roughness),
        (Plain::Opacity, *opacity != new.style.opacity),
        (Plain::Locked, *locked != new.locked),
        (Plain::Link, *link != new.link),
    ];
    let keys =
        differ.into_iter().filter(|(_, differs)| *differs).fold(0, |all, (key, _)| all | 1 << key as u16);
    same.then_some(Keys(keys))
}

/// What a component of a file was made of, until somebody changed it there: it is a shape like others now, and its object
/// has still to say so.
fn is_part(element: &Element) -> bool {
    let ours = element.properties.get(KEPT).and_then(|kept| kept.get("customData")?.get(OURS));
    ours.is_some_and(|ours| ours.get("element").is_some() || ours.get("part").is_some())
}

/// A line of a file that does not say at which point of a shape its ends hold on: whether what it says still holds
/// depends on where both are.
pub(super) fn is_bound_by_place(element: &Element) -> bool {
    let by_place =
        |binding: &Value| binding.is_object() && binding.get("fixedPoint").and_then(point).is_none();
    matches!(element.kind, Kind::Arrow(_) | Kind::Line(_))
        && element.properties.get(KEPT).is_some_and(|kept| {
            ["startBinding", "endBinding"].iter().any(|key| kept.get(key).is_some_and(by_place))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_numbered_as_they_are_listed() {
        for (at, key) in Plain::ALL.into_iter().enumerate() {
            assert_eq!(key as usize, at);
        }
        assert_eq!(Keys::PLACE.iter().map(Plain::name).collect::<Vec<_>>(), ["x", "y"]);
    }
}
