//! One element of Excalidraw as one of ours, and back: pure functions of a JSON object.
//!
//! [`full`] writes every key that Excalidraw 0.18 gives an element of this type; what of it a file needs is decided in
//! [`keep`](super::keep). The reference are `element/types.ts` and `data/restore.ts` of
//! <https://github.com/excalidraw/excalidraw>.
//!
//! Not here: what refers to other elements (parents, groups, bindings by id).

use super::plain::Plain;
use super::text;
use crate::json::number;
use crate::scene::{
    Element, ElementId, FillStyle, Head, Kind, Linear, Properties, Routing, Stroke, StrokeStyle, Style,
};
use kurbo::{Point, Rect};
use serde_json::{Map, Value, json};

/// Coordinates beyond this (px) are no drawing: they are taken to here, and the file keeps its own.
const FARTHEST: f64 = 1e8;
/// Radius of corners that Excalidraw gives to large shapes, px.
const ADAPTIVE_RADIUS: f64 = 32.0;
/// Share of the shorter side that a radius may have there.
const PROPORTION: f64 = 0.25;
/// The key under which what Excalidraw does not know travels in its `customData`.
pub(super) const OURS: &str = "justbuilt";

/// A finite number of a key.
pub(super) fn float(map: &Map<String, Value>, key: &str) -> Option<f64> {
    map.get(key).and_then(Value::as_f64).filter(|value| value.is_finite())
}

/// A coordinate of a key.
fn place(map: &Map<String, Value>, key: &str) -> f64 {
    float(map, key).unwrap_or(0.0).clamp(-FARTHEST, FARTHEST)
}

/// A text of a key.
pub(super) fn string<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Value::as_str)
}

/// A key is there and `true`.
pub(super) fn is_set(map: &Map<String, Value>, key: &str) -> bool {
    map.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// The element that an object tells of, without parent and bindings.
pub(super) fn parse(map: &Map<String, Value>, id: ElementId) -> Element {
    let (x, y, mut width, mut height) =
        (place(map, "x"), place(map, "y"), place(map, "width"), place(map, "height"));
    let (mut left, mut top) = (x.min(x + width), y.min(y + height));
    (width, height) = (width.abs(), height.abs());
    let curved = is_round(map);
    let ours = map.get("customData").and_then(|data| data.get(OURS)).and_then(Value::as_object);
    let kind = match string(map, "type").unwrap_or_default() {
        "rectangle" => Kind::Rectangle,
        "diamond" => Kind::Diamond,
        "ellipse" => Kind::Ellipse,
        "text" => Kind::Text(text::parse(map, ours)),
        "image" => Kind::Image { picture: string(map, "fileId").map(str::to_owned) },
        "frame" | "magicframe" => Kind::Frame,
        name @ ("line" | "draw" | "arrow" | "freedraw") => {
            let mut points = points(map);
            if points.is_empty() && name != "freedraw" {
                points = vec![Point::ZERO, Point::new(place(map, "width"), place(map, "height"))];
            }
            let bounds = bounds(&points);
            (left, top) = (x + bounds.x0, y + bounds.y0);
            (width, height) = (bounds.width(), bounds.height());
            if bounds.x0 != 0.0 || bounds.y0 != 0.0 {
                for point in &mut points {
                    *point = (point.x - bounds.x0, point.y - bounds.y0).into();
                }
            }
            if name == "freedraw" {
                Kind::Freehand(Stroke { points, pressures: pressures(map) })
            } else {
                let elbow = map.get("elbowed").and_then(Value::as_bool).unwrap_or(false);
                let routing = match (elbow, curved) {
                    (true, _) => Routing::Elbow,
                    (_, true) => Routing::Curved,
                    _ => Routing::Straight,
                };
                let arrow = name == "arrow";
                let line = Linear {
                    points,
                    routing,
                    start: None,
                    end: None,
                    start_head: head(map.get("startArrowhead")),
                    end_head: map
                        .get("endArrowhead")
                        .map_or(if arrow { Head::Arrow } else { Head::None }, |value| head(Some(value))),
                };
                if arrow { Kind::Arrow(line) } else { Kind::Line(line) }
            }
        }
        other => Kind::Unknown(other.to_owned()),
    };
    let style = Style {
        stroke: string(map, "strokeColor").unwrap_or("#000000").to_owned(),
        fill: string(map, "backgroundColor").unwrap_or("transparent").to_owned(),
        fill_style: match string(map, "fillStyle") {
            Some("solid") => FillStyle::Solid,
            Some("cross-hatch") => FillStyle::CrossHatch,
            Some("zigzag" | "zigzag-line") => FillStyle::Zigzag,
            _ => FillStyle::Hachure,
        },
        stroke_width: float(map, "strokeWidth").unwrap_or(1.0).clamp(0.0, 1e4),
        stroke_style: match string(map, "strokeStyle") {
            Some("dashed") => StrokeStyle::Dashed,
            Some("dotted") => StrokeStyle::Dotted,
            _ => StrokeStyle::Solid,
        },
        opacity: (float(map, "opacity").unwrap_or(100.0) / 100.0).clamp(0.0, 1.0),
        roughness: float(map, "roughness").unwrap_or(1.0).clamp(0.0, 10.0),
        corner: corner(map, &kind, width, height),
    };
    let name = match kind {
        Kind::Frame => string(map, "name"),
        _ => ours.and_then(|ours| string(ours, "name")),
    };
    Element {
        id,
        parent: None,
        kind,
        x: left,
        y: top,
        width,
        height,
        angle: float(map, "angle").unwrap_or(0.0),
        style,
        locked: map.get("locked").and_then(Value::as_bool).unwrap_or(false),
        hidden: is_set(map, "isDeleted") || ours.is_some_and(|ours| is_set(ours, "hidden")),
        name: name.map(str::to_owned),
        link: string(map, "link").map(str::to_owned),
        properties: Properties::default(),
    }
}

/// `roundness`, and before it `strokeSharpness`, say that corners or lines are round.
fn is_round(map: &Map<String, Value>) -> bool {
    match map.get("roundness") {
        Some(Value::Object(_)) => true,
        Some(Value::Null) | None => string(map, "strokeSharpness") == Some("round"),
        Some(_) => false,
    }
}

/// The radius that Excalidraw paints.
fn corner(map: &Map<String, Value>, kind: &Kind, width: f64, height: f64) -> f64 {
    if !matches!(kind, Kind::Rectangle | Kind::Diamond | Kind::Image { .. } | Kind::Unknown(_))
        || !is_round(map)
    {
        return 0.0;
    }
    let shorter = width.min(height);
    let roundness = map.get("roundness").and_then(Value::as_object);
    let adaptive = roundness.is_some_and(|r| r.get("type").and_then(Value::as_u64) == Some(3));
    let fixed = roundness.and_then(|r| float(r, "value")).unwrap_or(ADAPTIVE_RADIUS).max(0.0);
    if adaptive { fixed.min(shorter * PROPORTION) } else { shorter * PROPORTION }
}

/// How Excalidraw would say a radius.
fn roundness(element: &Element) -> Value {
    let corner = element.style.corner;
    let linear = match &element.kind {
        Kind::Line(line) | Kind::Arrow(line) => Some(line.routing == Routing::Curved),
        Kind::Freehand(_) | Kind::Text(_) | Kind::Frame | Kind::Ellipse => Some(false),
        _ => None,
    };
    match linear {
        Some(true) => json!({"type": 2}),
        Some(false) => Value::Null,
        None if corner <= 0.0 => Value::Null,
        None => {
            let usual = ADAPTIVE_RADIUS.min(element.width.min(element.height) * PROPORTION);
            if (corner - usual).abs() < 1e-6 {
                json!({"type": 3})
            } else {
                json!({"type": 3, "value": number(corner)})
            }
        }
    }
}

fn points(map: &Map<String, Value>) -> Vec<Point> {
    let Some(items) = map.get("points").and_then(Value::as_array) else { return Vec::new() };
    items.iter().filter_map(point).collect()
}

/// A pair of numbers.
pub(super) fn point(value: &Value) -> Option<Point> {
    let at = |n: usize| value.get(n).and_then(Value::as_f64).filter(|v| v.is_finite());
    Some(Point::new(at(0)?.clamp(-FARTHEST, FARTHEST), at(1)?.clamp(-FARTHEST, FARTHEST)))
}

fn pressures(map: &Map<String, Value>) -> Vec<f64> {
    let Some(items) = map.get("pressures").and_then(Value::as_array) else { return Vec::new() };
    items.iter().map(|item| item.as_f64().unwrap_or(0.5).clamp(0.0, 1.0)).collect()
}

/// The box of points; empty at 0, 0 when there are none.
fn bounds(points: &[Point]) -> Rect {
    let mut points = points.iter();
    let Some(first) = points.next() else { return Rect::ZERO };
    points.fold(Rect::from_points(*first, *first), |rect, point| rect.union_pt(*point))
}

fn head(value: Option<&Value>) -> Head {
    match value.and_then(Value::as_str) {
        None => Head::None,
        Some("arrow") => Head::Arrow,
        Some("triangle") => Head::Triangle,
        Some("dot" | "circle") => Head::Dot,
        Some("bar") => Head::Bar,
        Some("diamond") => Head::Diamond,
        Some(other) => Head::Other(other.to_owned()),
    }
}

fn head_value(head: &Head) -> Value {
    match head {
        Head::None => Value::Null,
        Head::Arrow => "arrow".into(),
        Head::Triangle => "triangle".into(),
        Head::Dot => "circle".into(),
        Head::Bar => "bar".into(),
        Head::Diamond => "diamond".into(),
        Head::Other(name) => name.clone().into(),
    }
}

/// The type that Excalidraw calls a kind; `None` for those it has not.
pub(super) fn type_name(kind: &Kind) -> Option<&str> {
    Some(match kind {
        Kind::Rectangle => "rectangle",
        Kind::Diamond => "diamond",
        Kind::Ellipse => "ellipse",
        Kind::Line(_) => "line",
        Kind::Arrow(_) => "arrow",
        Kind::Freehand(_) => "freedraw",
        Kind::Text(_) => "text",
        Kind::Image { .. } => "image",
        Kind::Frame => "frame",
        Kind::Unknown(name) => name,
        Kind::Group | Kind::Component(_) => return None,
    })
}

/// All keys of an element but those that refer to others, as Excalidraw would write them.
pub(super) fn full(element: &Element) -> Map<String, Value> {
    let mut map = Map::new();
    let mut put = |key: &str, value: Value| {
        map.insert(key.to_owned(), value);
    };
    put("type", type_name(&element.kind).unwrap_or("rectangle").into());
    put("width", number(element.width));
    put("height", number(element.height));
    put("roundness", roundness(element));
    put("isDeleted", element.hidden.into());
    for key in Plain::ALL {
        put(key.name(), key.value(element));
    }
    let mut ours = Map::new();
    match &element.kind {
        Kind::Line(line) | Kind::Arrow(line) => {
            put("points", points_value(&line.points));
            put("startArrowhead", head_value(&line.start_head));
            put("endArrowhead", head_value(&line.end_head));
            if matches!(element.kind, Kind::Arrow(_)) {
                put("elbowed", (line.routing == Routing::Elbow).into());
            }
        }
        Kind::Freehand(stroke) => {
            put("points", points_value(&stroke.points));
            put("pressures", stroke.pressures.iter().map(|pressure| number(*pressure)).collect());
            put("simulatePressure", stroke.pressures.is_empty().into());
        }
        Kind::Text(words) => text::full(words, &mut map, &mut ours),
        Kind::Image { picture } => {
            put("fileId", picture.clone().into());
            put("status", if picture.is_some() { "saved" } else { "pending" }.into());
            put("scale", json!([1, 1]));
        }
        Kind::Frame => put("name", element.name.clone().into()),
        Kind::Rectangle
        | Kind::Diamond
        | Kind::Ellipse
        | Kind::Group
        | Kind::Component(_)
        | Kind::Unknown(_) => {}
    }
    if let Some(name) = element.name.as_ref().filter(|_| !matches!(element.kind, Kind::Frame)) {
        ours.insert("name".to_owned(), name.clone().into());
    }
    if !ours.is_empty() {
        map.insert("customData".to_owned(), json!({ OURS: ours }));
    }
    map
}

/// Points from the first one on.
fn points_value(points: &[Point]) -> Value {
    let origin = points.first().copied().unwrap_or_default();
    points.iter().map(|point| json!([number(point.x - origin.x), number(point.y - origin.y)])).collect()
}
