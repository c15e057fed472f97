//! One element of a file: its keys, what they are where they are left out, and what is taken for bad ones.
//!
//! Not here: lists of elements.

use super::names::{
    ALIGNS, FAMILIES, FILLS, ROUTINGS, STROKES, VERTICALS, component_name, component_named, head_name,
    head_named, named, word,
};
use crate::json::number;
use crate::scene::{
    Align, Binding, Component, Element, ElementId, Family, Head, Kind, Linear, Stroke, Style, Text, Vertical,
};
use kurbo::{Point, Rect};
use serde_json::{Map, Value, json};

/// Coordinates beyond this (px) are no drawing.
const FARTHEST: f64 = 1e8;
/// The keys of elements of any kind, in the order they are written; the rest is sorted after them.
pub(super) const KEYS: &[&str] = &[
    "id",
    "type",
    "component",
    "parent",
    "name",
    "x",
    "y",
    "width",
    "height",
    "angle",
    "text",
    "on",
    "value",
    "points",
    "pressures",
    "routing",
    "start",
    "startHead",
    "end",
    "endHead",
    "picture",
    "size",
    "family",
    "weight",
    "italic",
    "lineHeight",
    "align",
    "vertical",
    "wrap",
    "wrapped",
    "stroke",
    "strokeWidth",
    "strokeStyle",
    "fill",
    "fillStyle",
    "opacity",
    "roughness",
    "corner",
    "locked",
    "hidden",
    "link",
    "properties",
];

/// A text with nothing said about it.
pub(super) fn usual_text() -> Text {
    Text {
        text: String::new(),
        size: 20.0,
        family: Family::Sans,
        weight: 400,
        italic: false,
        line_height: 1.25,
        align: Align::Start,
        vertical: Vertical::Top,
        auto_width: true,
        wrapped: None,
    }
}

/// Takes the known keys out of an object, and tells what is wrong with them.
struct Keys<'a> {
    map: Map<String, Value>,
    of: String,
    tell: &'a mut dyn FnMut(String),
}

impl Keys<'_> {
    fn take<T>(&mut self, key: &str, wanted: &str, read: impl FnOnce(Value) -> Option<T>) -> Option<T> {
        let value = self.map.remove(key)?;
        let read = read(value);
        if read.is_none() {
            (self.tell)(format!("`{key}` of {} is no {wanted}: left out", self.of));
        }
        read
    }

    fn float(&mut self, key: &str) -> Option<f64> {
        self.take(key, "number", |value| value.as_f64().filter(|value| value.is_finite()))
    }

    fn within(&mut self, key: &str, low: f64, high: f64) -> Option<f64> {
        let value = self.float(key)?;
        if (low..=high).contains(&value) {
            return Some(value);
        }
        (self.tell)(format!("`{key}` of {} is {value}, outside of {low} to {high}", self.of));
        Some(value.clamp(low, high))
    }

    fn string(&mut self, key: &str) -> Option<String> {
        self.take(key, "text", |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        })
    }

    fn flag(&mut self, key: &str) -> bool {
        self.take(key, "`true` or `false`", |value| value.as_bool()).unwrap_or(false)
    }

    fn named<T: Clone>(&mut self, key: &str, words: &[(&'static str, T)]) -> Option<T> {
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.take(key, &all.join(", "), |value| named(words, value.as_str()?))
    }

    /// Pairs of numbers in one list.
    fn points(&mut self) -> Vec<Point> {
        let numbers = self.numbers("points", FARTHEST);
        numbers
            .chunks_exact(2)
            .map(|pair| Point::new(first(pair), pair.get(1).copied().unwrap_or(0.0)))
            .collect()
    }

    fn numbers(&mut self, key: &str, limit: f64) -> Vec<f64> {
        let list = self.take(key, "list of numbers", |value| {
            let Value::Array(items) = value else { return None };
            items.iter().map(|item| item.as_f64().map(|number| number.clamp(-limit, limit))).collect()
        });
        list.unwrap_or_default()
    }

    fn binding(&mut self, key: &str) -> Option<Binding> {
        self.take(key, "binding", |value| {
            let map = value.as_object()?;
            let at = |n: usize| {
                map.get("at")
                    .and_then(|at| at.get(n))
                    .and_then(Value::as_f64)
                    .map_or(0.5, |at| at.clamp(-10.0, 10.0))
            };
            Some(Binding {
                element: map.get("element")?.as_str()?.into(),
                at: Point::new(at(0), at(1)),
                gap: map.get("gap").and_then(Value::as_f64).unwrap_or(0.0).clamp(-1e4, 1e4),
            })
        })
    }

    fn linear(&mut self) -> Linear {
        Linear {
            points: self.points(),
            routing: self.named("routing", ROUTINGS).unwrap_or_default(),
            start: self.binding("start"),
            end: self.binding("end"),
            start_head: self.string("startHead").map_or(Head::None, |name| head_named(&name)),
            end_head: self.string("endHead").map_or(Head::None, |name| head_named(&name)),
        }
    }

    fn text(&mut self) -> Text {
        let usual = usual_text();
        Text {
            text: self.string("text").unwrap_or_default(),
            size: self.within("size", 0.1, 1e5).unwrap_or(usual.size),
            family: self.named("family", FAMILIES).unwrap_or(usual.family),
            weight: self.within("weight", 1.0, 1000.0).map_or(usual.weight, |weight| weight as u16),
            italic: self.flag("italic"),
            line_height: self.within("lineHeight", 0.1, 100.0).unwrap_or(usual.line_height),
            align: self.named("align", ALIGNS).unwrap_or_default(),
            vertical: self.named("vertical", VERTICALS).unwrap_or_default(),
            auto_width: !self.flag("wrap"),
            wrapped: self.string("wrapped"),
        }
    }

    fn style(&mut self) -> Style {
        let usual = Style::default();
        Style {
            stroke: self.string("stroke").unwrap_or(usual.stroke),
            fill: self.string("fill").unwrap_or(usual.fill),
            fill_style: self.named("fillStyle", FILLS).unwrap_or_default(),
            stroke_width: self.within("strokeWidth", 0.0, 1e4).unwrap_or(usual.stroke_width),
            stroke_style: self.named("strokeStyle", STROKES).unwrap_or_default(),
            opacity: self.within("opacity", 0.0, 1.0).unwrap_or(1.0),
            roughness: self.within("roughness", 0.0, 10.0).unwrap_or(0.0),
            corner: self.within("corner", 0.0, FARTHEST).unwrap_or(0.0),
        }
    }
}

fn first(numbers: &[f64]) -> f64 {
    numbers.first().copied().unwrap_or(0.0)
}

/// The element of an object; its id is empty when there is none.
pub(super) fn read(map: Map<String, Value>, tell: &mut dyn FnMut(String)) -> Element {
    let of = map
        .get("id")
        .and_then(Value::as_str)
        .map_or("an element without id".to_owned(), |id| format!("{id:?}"));
    let mut keys = Keys { map, of, tell };
    let id = keys.string("id").unwrap_or_default();
    let kind = keys.string("type").unwrap_or_default();
    let kind = match kind.as_str() {
        "rectangle" => Kind::Rectangle,
        "diamond" => Kind::Diamond,
        "ellipse" => Kind::Ellipse,
        "line" => Kind::Line(keys.linear()),
        "arrow" => Kind::Arrow(keys.linear()),
        "freehand" => {
            let points = keys.points();
            Kind::Freehand(Stroke { points, pressures: keys.numbers("pressures", 1.0) })
        }
        "text" => Kind::Text(keys.text()),
        "image" => Kind::Image { picture: keys.string("picture") },
        "frame" => Kind::Frame,
        "group" => Kind::Group,
        "component" => {
            let kind = keys.string("component").unwrap_or_default();
            match component_named(&kind) {
                Some(kind) => Kind::Component(Component {
                    kind,
                    text: keys.string("text").unwrap_or_default(),
                    on: keys.flag("on"),
                    value: keys.within("value", -1e9, 1e9).unwrap_or(0.0),
                }),
                None => {
                    (keys.tell)(format!("{} is an unknown component, {kind:?}: shown as a box", keys.of));
                    keys.map.insert("component".to_owned(), kind.into());
                    Kind::Unknown("component".to_owned())
                }
            }
        }
        other => {
            (keys.tell)(format!("{} is of an unknown type, {other:?}: shown as a box", keys.of));
            Kind::Unknown(other.to_owned())
        }
    };
    let parent = keys.string("parent").map(ElementId::from);
    let name = keys.string("name");
    let mut side = |at: &str, length: &str| {
        let start = keys.within(at, -FARTHEST, FARTHEST).unwrap_or(0.0);
        let length = keys.within(length, -FARTHEST, FARTHEST).unwrap_or(0.0);
        (start.min(start + length).max(-FARTHEST), length.abs())
    };
    let ((x, width), (y, height)) = (side("x", "width"), side("y", "height"));
    let angle = keys.within("angle", -1e4, 1e4).unwrap_or(0.0);
    let mut element = Element::new(id, kind, Rect::ZERO);
    (element.x, element.y, element.width, element.height) = (x, y, width, height);
    element.angle = angle;
    element.parent = parent;
    element.name = name;
    element.style = keys.style();
    element.locked = keys.flag("locked");
    element.hidden = keys.flag("hidden");
    element.link = keys.string("link");
    if let Some(Value::Object(more)) = keys.map.remove("properties") {
        keys.map.extend(more);
    }
    element.properties = keys.map.into();
    element
}

/// The keys of an element in the order they are written, without those that are as usual.
pub(super) fn members(element: &Element) -> Vec<(&str, Value)> {
    let mut out: Vec<(&str, Value)> = Vec::with_capacity(16);
    out.push(("id", element.id.as_str().into()));
    let kind = match &element.kind {
        Kind::Rectangle => "rectangle",
        Kind::Diamond => "diamond",
        Kind::Ellipse => "ellipse",
        Kind::Line(_) => "line",
        Kind::Arrow(_) => "arrow",
        Kind::Freehand(_) => "freehand",
        Kind::Text(_) => "text",
        Kind::Image { .. } => "image",
        Kind::Frame => "frame",
        Kind::Group => "group",
        Kind::Component(_) => "component",
        Kind::Unknown(name) => name,
    };
    out.push(("type", kind.into()));
    if let Kind::Component(component) = &element.kind {
        out.push(("component", component_name(component.kind).into()));
    }
    let text = |key, value: &Option<String>| value.as_deref().map(|value| (key, Value::from(value)));
    out.extend(element.parent.as_ref().map(|parent| ("parent", parent.as_str().into())));
    out.extend(text("name", &element.name));
    for (key, value) in
        [("x", element.x), ("y", element.y), ("width", element.width), ("height", element.height)]
    {
        out.push((key, number(value)));
    }
    let float = |key, value: f64, usual: f64| (value != usual).then(|| (key, number(value)));
    out.extend(float("angle", element.angle, 0.0));
    match &element.kind {
        Kind::Line(line) | Kind::Arrow(line) => linear_members(line, &mut out),
        Kind::Freehand(stroke) => {
            out.push(("points", flat(&stroke.points)));
            if !stroke.pressures.is_empty() {
                out.push(("pressures", stroke.pressures.iter().map(|one| number(*one)).collect()));
            }
        }
        Kind::Text(words) => text_members(words, &mut out),
        Kind::Image { picture } => out.extend(text("picture", picture)),
        Kind::Component(component) => {
            if !component.text.is_empty() {
                out.push(("text", component.text.as_str().into()));
            }
            if component.on {
                out.push(("on", true.into()));
            }
            out.extend(float("value", component.value, 0.0));
        }
        _ => {}
    }
    let (style, usual) = (&element.style, Style::default());
    let word_of = |key, word: &str, usual: &str| (word != usual).then(|| (key, Value::from(word)));
    out.extend(word_of("stroke", &style.stroke, &usual.stroke));
    out.extend(float("strokeWidth", style.stroke_width, usual.stroke_width));
    out.extend(word_of("strokeStyle", word(STROKES, &style.stroke_style), "solid"));
    out.extend(word_of("fill", &style.fill, &usual.fill));
    out.extend(word_of("fillStyle", word(FILLS, &style.fill_style), "solid"));
    out.extend(float("opacity", style.opacity, 1.0));
    out.extend(float("roughness", style.roughness, 0.0));
    out.extend(float("corner", style.corner, 0.0));
    for (key, flag) in [("locked", element.locked), ("hidden", element.hidden)] {
        if flag {
            out.push((key, true.into()));
        }
    }
    out.extend(text("link", &element.link));
    out
}

fn flat(points: &[Point]) -> Value {
    points.iter().flat_map(|point| [number(point.x), number(point.y)]).collect()
}

fn linear_members(line: &Linear, out: &mut Vec<(&str, Value)>) {
    out.push(("points", flat(&line.points)));
    if line.routing != Default::default() {
        out.push(("routing", word(ROUTINGS, &line.routing).into()));
    }
    let ends = [
        ("start", &line.start, "startHead", &line.start_head),
        ("end", &line.end, "endHead", &line.end_head),
    ];
    for (key, binding, head_key, head) in ends {
        if let Some(binding) = binding {
            let at = [number(binding.at.x), number(binding.at.y)];
            out.push((
                key,
                json!({"element": binding.element.as_str(), "at": at, "gap": number(binding.gap)}),
            ));
        }
        if *head != Head::None {
            out.push((head_key, head_name(head).into()));
        }
    }
}

fn text_members(words: &Text, out: &mut Vec<(&str, Value)>) {
    let usual = usual_text();
    out.push(("text", words.text.as_str().into()));
    if words.size != usual.size {
        out.push(("size", number(words.size)));
    }
    if words.family != usual.family {
        out.push(("family", word(FAMILIES, &words.family).into()));
    }
    if words.weight != usual.weight {
        out.push(("weight", words.weight.into()));
    }
    if words.italic {
        out.push(("italic", true.into()));
    }
    if words.line_height != usual.line_height {
        out.push(("lineHeight", number(words.line_height)));
    }
    if words.align != usual.align {
        out.push(("align", word(ALIGNS, &words.align).into()));
    }
    if words.vertical != usual.vertical {
        out.push(("vertical", word(VERTICALS, &words.vertical).into()));
    }
    if !words.auto_width {
        out.push(("wrap", true.into()));
    }
    if let Some(wrapped) = &words.wrapped {
        out.push(("wrapped", wrapped.as_str().into()));
    }
}
