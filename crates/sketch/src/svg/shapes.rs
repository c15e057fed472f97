//! Basic shapes, paths, words and pictures of SVG as elements.
//!
//! Not here: groups and styles.

use super::Reader;
use super::style::State;
use crate::render::{Colour, measure};
use crate::scene::{
    Align, Element, ElementId, Family, Kind, Linear, Picture, StrokeStyle, Style, Text, Vertical,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, Vec2};
use roxmltree::Node;

/// How far the line of a curve may be off, px.
const TOLERANCE: f64 = 0.25;
/// Points of one line.
const MAX_POINTS: usize = 20_000;
/// Coordinates beyond this (px) are no drawing.
const FARTHEST: f64 = 1e8;

/// The numbers of a list.
pub(super) fn numbers(text: &str) -> Vec<f64> {
    svgtypes::NumberListParser::from(text).map_while(Result::ok).filter(|number| number.is_finite()).collect()
}

/// A length in px; `whole` is what 100 % is.
pub(super) fn length(text: &str, whole: f64) -> Option<f64> {
    use svgtypes::LengthUnit;
    let length: svgtypes::Length = text.trim().parse().ok()?;
    let scale = match length.unit {
        LengthUnit::None | LengthUnit::Px => 1.0,
        LengthUnit::Em => 16.0,
        LengthUnit::Ex => 8.0,
        LengthUnit::In => 96.0,
        LengthUnit::Cm => 96.0 / 2.54,
        LengthUnit::Mm => 96.0 / 25.4,
        LengthUnit::Pt => 96.0 / 72.0,
        LengthUnit::Pc => 16.0,
        LengthUnit::Percent => whole / 100.0,
    };
    Some(length.number * scale).filter(|length| length.is_finite())
}

/// A `transform` attribute; nothing for a broken one.
pub(super) fn transform(text: &str) -> Affine {
    let parsed: Result<svgtypes::Transform, _> = text.parse();
    parsed.map_or(Affine::IDENTITY, |t| Affine::new([t.a, t.b, t.c, t.d, t.e, t.f]))
}

impl<'a> Reader<'a> {
    pub(super) fn shape(
        &mut self,
        node: Node<'a, 'a>,
        state: &State,
        place: Affine,
        parent: Option<&ElementId>,
    ) {
        if !place.is_finite() || place.as_coeffs().iter().any(|c| c.abs() > FARTHEST) {
            self.skip("what lies too far away");
            return;
        }
        let at = |key: &str| {
            node.attribute(key).and_then(|text| length(text, 0.0)).unwrap_or(0.0).clamp(-FARTHEST, FARTHEST)
        };
        match node.tag_name().name() {
            "rect" => {
                let rect = Rect::new(at("x"), at("y"), at("x") + at("width"), at("y") + at("height"));
                let corner = if node.has_attribute("rx") { at("rx") } else { at("ry") };
                self.boxed(node, state, place, parent, (Kind::Rectangle, rect, corner));
            }
            name @ ("circle" | "ellipse") => {
                let (rx, ry) = if name == "circle" { (at("r"), at("r")) } else { (at("rx"), at("ry")) };
                let rect = Rect::new(at("cx") - rx, at("cy") - ry, at("cx") + rx, at("cy") + ry);
                self.boxed(node, state, place, parent, (Kind::Ellipse, rect, 0.0));
            }
            "line" => {
                let mut path = BezPath::new();
                path.move_to((at("x1"), at("y1")));
                path.line_to((at("x2"), at("y2")));
                self.path(node, state, place, parent, &path);
            }
            name @ ("polyline" | "polygon") => {
                let mut path = BezPath::new();
                let all = numbers(node.attribute("points").unwrap_or_default());
                for (n, pair) in all.chunks_exact(2).enumerate() {
                    let [x, y] = pair else { continue };
                    if n == 0 { path.move_to((*x, *y)) } else { path.line_to((*x, *y)) }
                }
                if name == "polygon" && !path.is_empty() {
                    path.close_path();
                }
                self.path(node, state, place, parent, &path);
            }
            "path" => match BezPath::from_svg(node.attribute("d").unwrap_or_default()) {
                Ok(path) => self.path(node, state, place, parent, &path),
                Err(_) => self.skip("a path that cannot be read"),
            },
            "text" => self.text(node, state, place, parent),
            "image" => {
                let href =
                    node.attributes().find(|attribute| attribute.name() == "href").map(|href| href.value());
                let picture = href.and_then(|href| self.picture(href));
                let rect = Rect::new(at("x"), at("y"), at("x") + at("width"), at("y") + at("height"));
                self.boxed(node, state, place, parent, (Kind::Image { picture }, rect, 0.0));
            }
            _ => {}
        }
    }

    /// A picture within the file; others are not fetched.
    fn picture(&mut self, href: &str) -> Option<String> {
        let data = href.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
        let Some((media_type, data)) = data else {
            self.skip("a picture that is not in the file");
            return None;
        };
        let data: String = data.chars().filter(|c| !c.is_whitespace()).collect();
        let Ok(bytes) = STANDARD.decode(data) else {
            self.skip("a picture that cannot be unpacked");
            return None;
        };
        let key = format!("picture-{}", self.pictures.len() + 1);
        let picture = Picture {
            media_type: media_type.to_owned(),
            bytes: bytes.into(),
            properties: Default::default(),
        };
        self.pictures.insert(key.clone(), picture);
        Some(key)
    }

    fn add(
        &mut self,
        node: Node<'a, 'a>,
        state: &State,
        parent: Option<&ElementId>,
        mut element: Element,
        scale: f64,
    ) {
        let faded = |colour: &str, share: f64| {
            Colour::parse(colour).map_or("transparent".to_owned(), |colour| colour.faded(share).to_string())
        };
        let is_text = matches!(element.kind, Kind::Text(_));
        let stroke =
            if is_text { (&state.fill, state.fill_opacity) } else { (&state.stroke, state.stroke_opacity) };
        let broken = !state.dash.is_empty() && !is_text;
        element.style = Style {
            stroke: faded(stroke.0, stroke.1),
            fill: if is_text { "transparent".to_owned() } else { faded(&state.fill, state.fill_opacity) },
            stroke_width: state.stroke_width * scale,
            stroke_style: match state.dash.first() {
                Some(first) if broken && *first <= state.stroke_width * 1.5 => StrokeStyle::Dotted,
                Some(_) if broken => StrokeStyle::Dashed,
                _ => StrokeStyle::Solid,
            },
            opacity: state.opacity,
            corner: element.style.corner,
            ..Style::default()
        };
        if element.style.stroke == "transparent"
            && element.style.fill == "transparent"
            && !matches!(element.kind, Kind::Image { .. })
        {
            return;
        }
        element.parent = parent.cloned();
        element.link = state.link.clone();
        element.name = node.attribute("aria-label").map(str::to_owned);
        self.elements.push(element);
    }

    /// A shape that fills a box: kept as one where it is only moved, scaled and turned.
    fn boxed(
        &mut self,
        node: Node<'a, 'a>,
        state: &State,
        place: Affine,
        parent: Option<&ElementId>,
        shape: (Kind, Rect, f64),
    ) {
        let (kind, rect, corner) = shape;
        if rect.width() <= 0.0 || rect.height() <= 0.0 {
            return;
        }
        let [a, b, c, d, _, _] = place.as_coeffs();
        let (along, across) = (Vec2::new(a, b), Vec2::new(c, d));
        let skewed = along.dot(across).abs() > 1e-6 * along.hypot() * across.hypot();
        if skewed && !matches!(kind, Kind::Image { .. }) {
            let path = if matches!(kind, Kind::Ellipse) {
                kurbo::Ellipse::from_rect(rect).to_path(0.1)
            } else {
                rect.to_path(0.1)
            };
            self.path(node, state, place, parent, &path);
            return;
        }
        let middle = place * rect.center();
        let size = (rect.width() * along.hypot(), rect.height() * across.hypot());
        let id = self.id(node, node.tag_name().name());
        let mut element = Element::new(id, kind, Rect::from_center_size(middle, size));
        let angle = b.atan2(a);
        element.angle = if angle.abs() < 1e-9 || matches!(element.kind, Kind::Ellipse) && size.0 == size.1 {
            0.0
        } else {
            angle
        };
        element.style.corner = (corner * along.hypot()).max(0.0);
        self.add(node, state, parent, element, place.determinant().abs().sqrt());
    }

    /// The parts of a path, each a line; a plain box is a rectangle.
    fn path(
        &mut self,
        node: Node<'a, 'a>,
        state: &State,
        place: Affine,
        parent: Option<&ElementId>,
        path: &BezPath,
    ) {
        let scale = place.determinant().abs().sqrt();
        let mut lines: Vec<Vec<Point>> = Vec::new();
        let mut start = Point::ZERO;
        kurbo::flatten(place * path.clone(), TOLERANCE, |element| match element {
            PathEl::MoveTo(point) => {
                start = point;
                lines.push(vec![point]);
            }
            PathEl::LineTo(point) => {
                if let Some(line) = lines.last_mut().filter(|line| line.len() < MAX_POINTS) {
                    line.push(point);
                }
            }
            _ => {
                if let Some(line) = lines.last_mut() {
                    if line.last().is_some_and(|last| last.distance(start) > 1e-9) {
                        line.push(start);
                    }
                    lines.push(vec![start]);
                }
            }
        });
        lines.retain(|line| {
            line.len() > 1 && line.iter().all(|point| point.is_finite() && point.to_vec2().hypot() < FARTHEST)
        });
        if lines.len() > 1 && state.fill != "transparent" {
            self.skip("holes in shapes of several parts (the parts lie on each other)");
        }
        for line in lines {
            let Some(first) = line.first() else { continue };
            let bounds =
                line.iter().fold(Rect::from_points(*first, *first), |rect, point| rect.union_pt(*point));
            let id = self.id(node, "path");
            let kind = if is_box(&line, bounds) {
                Kind::Rectangle
            } else {
                let mut points = line;
                // A fill closes a line.
                if state.fill != "transparent"
                    && state.stroke == "transparent"
                    && points.len() > 2
                    && points.first() != points.last()
                {
                    points.extend(points.first().copied());
                }
                let origin = bounds.origin().to_vec2();
                Kind::Line(Linear {
                    points: points.into_iter().map(|point| point - origin).collect(),
                    ..Linear::default()
                })
            };
            self.add(node, state, parent, Element::new(id, kind, bounds), scale);
        }
    }

    /// The lines of a text; each tag with a place of its own is one.
    fn text(&mut self, node: Node<'a, 'a>, state: &State, place: Affine, parent: Option<&ElementId>) {
        let scale = place.determinant().abs().sqrt();
        let at = |node: Node<'_, '_>, key: &str| {
            node.attribute(key)
                .and_then(|text| numbers(text).first().copied())
                .filter(|at| at.abs() < FARTHEST)
        };
        let mut pen = Point::new(at(node, "x").unwrap_or(0.0), at(node, "y").unwrap_or(0.0));
        let mut runs: Vec<(String, Point, State)> = Vec::new();
        for child in node.descendants().filter(|child| child.is_text()) {
            let tag = child.parent().filter(|tag| *tag != node);
            let mut own = state.clone();
            let mut moved = false;
            if let Some(tag) = tag {
                for what in self.rules.apply(&mut own, tag, &self.ids) {
                    self.skip(what);
                }
                own.opacity = state.opacity;
                let first = tag.descendants().find(|inner| inner.is_text()) == Some(child);
                if first {
                    moved = ["x", "y", "dy"].iter().any(|key| tag.has_attribute(*key));
                    pen.x = at(tag, "x").unwrap_or(pen.x);
                    let dy = tag.attribute("dy").and_then(|text| match text.trim().strip_suffix("em") {
                        Some(em) => em.parse::<f64>().ok().map(|em| em * own.size),
                        None => length(text, own.size),
                    });
                    pen.y =
                        at(tag, "y").unwrap_or(pen.y) + dy.filter(|dy| dy.abs() < FARTHEST).unwrap_or(0.0);
                }
            }
            let text = child.text().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
            if text.is_empty() || own.hidden {
                continue;
            }
            match runs.last_mut().filter(|_| !moved) {
                Some((line, _, _)) => {
                    line.push(' ');
                    line.push_str(&text);
                }
                None => runs.push((text, pen, own)),
            }
        }
        for (text, pen, own) in runs {
            let family = family(&own.family);
            let size = own.size * scale;
            let width = measure::width(&text, size, family, own.weight >= 600);
            let align = match own.anchor.as_str() {
                "middle" => Align::Middle,
                "end" => Align::End,
                _ => Align::Start,
            };
            let left = match align {
                Align::Start => 0.0,
                Align::Middle => width / 2.0,
                Align::End => width,
            };
            let above = match own.baseline.as_str() {
                "middle" | "central" => 0.62,
                "hanging" | "text-before-edge" | "text-top" => 0.1,
                _ => 0.98,
            };
            let corner = place * pen - Vec2::new(left, size * above);
            let id = self.id(node, "text");
            let words = Text {
                text,
                size,
                family,
                weight: own.weight,
                italic: own.italic,
                line_height: 1.25,
                align,
                vertical: Vertical::Top,
                auto_width: true,
                wrapped: None,
            };
            let mut element =
                Element::new(id, Kind::Text(words), Rect::from_origin_size(corner, (width, size * 1.25)));
            let [a, b, ..] = place.as_coeffs();
            let angle = b.atan2(a);
            if angle.abs() > 1e-9 {
                // Turned about its place on the baseline; elements turn about their middle.
                let middle = element.rect().center();
                let turned = Affine::rotate_about(angle, place * pen) * middle;
                (element.x, element.y) = (element.x + turned.x - middle.x, element.y + turned.y - middle.y);
                element.angle = angle;
            }
            self.add(node, &own, parent, element, scale);
        }
    }
}

/// A closed line along the sides of its own bounds.
fn is_box(line: &[Point], bounds: Rect) -> bool {
    let on_corner = |point: &Point| {
        let near = |at: f64, a: f64, b: f64| (at - a).abs() < 1e-6 || (at - b).abs() < 1e-6;
        near(point.x, bounds.x0, bounds.x1) && near(point.y, bounds.y0, bounds.y1)
    };
    line.len() == 5
        && line.first() == line.last()
        && line.iter().all(on_corner)
        && line.windows(2).all(|pair| matches!(pair, [a, b] if (a.x == b.x) != (a.y == b.y)))
}

fn family(names: &str) -> Family {
    let has = |words: &[&str]| words.iter().any(|word| names.contains(word));
    if has(&["mono", "courier", "consolas", "menlo", "cascadia"]) {
        Family::Mono
    } else if has(&["cursive", "virgil", "excalifont", "comic", "hand"]) {
        Family::Hand
    } else if has(&["georgia", "times", "serif"]) && !names.contains("sans") {
        Family::Serif
    } else {
        Family::Sans
    }
}
