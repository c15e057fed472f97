//! Mermaid flowcharts as drawings: nodes are shapes with labels, edges arrows that hold on to them, subgraphs frames.
//!
//! The language: <https://mermaid.js.org/syntax/flowchart.html>. The layout is layered (Sugiyama, Tagawa, Toda 1981) and
//! the same on every machine.
//!
//! Not here: other diagrams of Mermaid.

mod layout;
mod parse;

use crate::render::measure;
use crate::scene::{
    Align, Binding, Element, ElementId, Family, FillStyle, Head, Kind, Linear, Page, Routing, Sketch,
    StrokeStyle, Text, Vertical,
};
use justbuilt_base::Diagnostic;
use kurbo::{Point, Rect, Vec2};
use layout::Placed;
use parse::{Chart, Edge, Node, Shape};
use std::sync::Arc;

/// A text that is no flowchart.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is another diagram, or none.
    #[error("this is no Mermaid flowchart: it begins with {0:?}, not with `flowchart` or `graph`")]
    Foreign(String),
}

/// Size of the words, px.
const SIZE: f64 = 16.0;
const LINE_HEIGHT: f64 = 1.25;

/// The drawing of a flowchart, and what was left out.
///
/// # Errors
/// When the text is no flowchart.
pub fn read(text: &str) -> Result<(Sketch, Vec<Diagnostic>), Error> {
    let mut diagnostics = Vec::new();
    let chart = parse::parse(text, &mut diagnostics)?;
    let placed = layout::place(&chart);
    let mut page = Page { id: "page-1".to_owned(), name: "Page 1".to_owned(), ..Page::default() };
    let mut put = |element: Element| page.elements.push(Arc::new(element));
    let frame_id = |at: usize| ElementId::from(format!("frame-{}", at + 1));
    let mut order: Vec<usize> = (0..chart.groups.len()).collect();
    order.sort_by_key(|at| (depth(&chart, *at), *at));
    for at in order {
        let (Some(group), Some(rect)) = (chart.groups.get(at), placed.groups.get(at)) else { continue };
        let mut frame = Element::new(frame_id(at), Kind::Frame, *rect);
        frame.name = Some(group.title.clone());
        frame.parent = group.parent.map(frame_id);
        frame.style.stroke = "#b8bec8".to_owned();
        frame.style.stroke_width = 1.0;
        frame.style.corner = 8.0;
        put(frame);
    }
    for (node, rect) in chart.nodes.iter().zip(&placed.nodes) {
        for element in shape(node, *rect, node.group.map(frame_id)) {
            put(element);
        }
    }
    for (at, edge) in chart.edges.iter().enumerate() {
        for element in arrow(at, edge, &chart, &placed) {
            put(element);
        }
    }
    let bounds =
        page.elements.iter().map(|element| element.rect()).reduce(|a, b| a.union(b)).unwrap_or_default();
    let mut sketch = Sketch {
        name: chart.title.clone(),
        width: bounds.width().max(1.0),
        height: bounds.height().max(1.0),
        ..Sketch::default()
    };
    sketch.pages.push(page);
    Ok((sketch, diagnostics))
}

fn depth(chart: &Chart, group: usize) -> usize {
    std::iter::successors(Some(group), |at| chart.groups.get(*at).and_then(|group| group.parent))
        .take(100)
        .count()
}

/// Width and height of words, px.
fn words_size(text: &str) -> (f64, f64) {
    let width =
        text.split('\n').map(|line| measure::width(line, SIZE, Family::Sans, false)).fold(0.0, f64::max);
    (width, text.split('\n').count() as f64 * SIZE * LINE_HEIGHT)
}

/// The size of a node: its words and room around them.
fn node_size(node: &Node) -> (f64, f64) {
    let (w, h) = words_size(&node.text);
    let (w, h) = match node.shape {
        Shape::Diamond => ((w + h) * 1.25 + 24.0, (w + h) * 0.62 + 32.0),
        Shape::Circle => {
            let side = w.hypot(h) + 16.0;
            (side, side)
        }
        Shape::Hexagon | Shape::Slanted(_) | Shape::Trapezoid(_) | Shape::Flag => (w + 64.0, h + 28.0),
        _ => (w + 40.0, h + 28.0),
    };
    (w.max(56.0).round(), h.max(44.0).round())
}

fn text_element(id: String, parent: &ElementId, text: &str, middle: Point, colour: Option<&str>) -> Element {
    let size = words_size(text);
    let words = Text {
        text: text.to_owned(),
        size: SIZE,
        family: Family::Sans,
        weight: 400,
        italic: false,
        line_height: LINE_HEIGHT,
        align: Align::Middle,
        vertical: Vertical::Middle,
        auto_width: true,
        wrapped: None,
    };
    let mut element = Element::new(id, Kind::Text(words), Rect::from_center_size(middle, size));
    element.parent = Some(parent.clone());
    if let Some(colour) = colour {
        element.style.stroke = colour.to_owned();
    }
    element
}

/// A closed line, its points as shares of the box.
fn polygon(rect: Rect, points: &[(f64, f64)]) -> Kind {
    let at = |(x, y): &(f64, f64)| Point::new(x * rect.width(), y * rect.height());
    let points = points.iter().chain(points.first()).map(at).collect();
    Kind::Line(Linear { points, ..Linear::default() })
}

/// The corners of the shapes that are polygons, as shares of the box.
fn corners(shape: Shape, rect: Rect) -> Option<Vec<(f64, f64)>> {
    let lean = (rect.height() * 0.4 / rect.width().max(1.0)).min(0.4);
    Some(match shape {
        Shape::Hexagon => {
            vec![(lean, 0.0), (1.0 - lean, 0.0), (1.0, 0.5), (1.0 - lean, 1.0), (lean, 1.0), (0.0, 0.5)]
        }
        Shape::Slanted(true) => vec![(lean, 0.0), (1.0, 0.0), (1.0 - lean, 1.0), (0.0, 1.0)],
        Shape::Slanted(false) => vec![(0.0, 0.0), (1.0 - lean, 0.0), (1.0, 1.0), (lean, 1.0)],
        Shape::Trapezoid(true) => vec![(lean, 0.0), (1.0 - lean, 0.0), (1.0, 1.0), (0.0, 1.0)],
        Shape::Trapezoid(false) => vec![(0.0, 0.0), (1.0, 0.0), (1.0 - lean, 1.0), (lean, 1.0)],
        Shape::Flag => vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (lean, 0.5)],
        _ => return None,
    })
}

/// A node and its words.
fn shape(node: &Node, rect: Rect, parent: Option<ElementId>) -> Vec<Element> {
    let (kind, corner) = match node.shape {
        Shape::Round => (Kind::Rectangle, 10.0),
        Shape::Stadium => (Kind::Rectangle, rect.height() / 2.0),
        Shape::Cylinder => (Kind::Rectangle, 18.0),
        Shape::Diamond => (Kind::Diamond, 0.0),
        Shape::Circle => (Kind::Ellipse, 0.0),
        _ => (corners(node.shape, rect).map_or(Kind::Rectangle, |corners| polygon(rect, &corners)), 0.0),
    };
    let mut element = Element::new(node.id.clone(), kind, rect);
    element.parent = parent;
    element.link = node.link.clone();
    element.style.corner = corner;
    element.style.fill_style = FillStyle::Solid;
    element.style.fill = node.style.fill.clone().unwrap_or_else(|| "#ffffff".to_owned());
    if let Some(stroke) = &node.style.stroke {
        element.style.stroke.clone_from(stroke);
    }
    let id = element.id.clone();
    let mut out = vec![element];
    if !node.text.trim().is_empty() {
        out.push(text_element(
            format!("{}-label", node.id),
            &id,
            &node.text,
            rect.center(),
            node.style.colour.as_deref(),
        ));
    }
    out
}

/// Where a line from the middle of a node to a point leaves it.
fn leave(shape: Shape, rect: Rect, to: Point) -> Point {
    let middle = rect.center();
    let along = to - middle;
    let (w, h) = (rect.width() / 2.0, rect.height() / 2.0);
    let (x, y) = ((along.x / w.max(1e-9)).abs(), (along.y / h.max(1e-9)).abs());
    let reach = match shape {
        Shape::Diamond => x + y,
        Shape::Circle => x.hypot(y),
        _ => match corners(shape, rect) {
            Some(corners) => 1.0 / cut(&corners, rect, along),
            None => x.max(y),
        },
    };
    if reach > 1e-9 && reach.is_finite() { middle + along / reach } else { middle }
}

/// How much of a way from the middle is inside of a polygon of shares.
fn cut(corners: &[(f64, f64)], rect: Rect, along: Vec2) -> f64 {
    let at = |(x, y): (f64, f64)| Vec2::new((x - 0.5) * rect.width(), (y - 0.5) * rect.height());
    let next = corners.iter().skip(1).chain(corners.first());
    let cuts = corners.iter().zip(next).filter_map(|(a, b)| {
        let (a, side) = (at(*a), at(*b) - at(*a));
        let across = along.cross(side);
        let (share, on) = (a.cross(side) / across, a.cross(along) / across);
        (share > 0.0 && (-1e-9..=1.0 + 1e-9).contains(&on)).then_some(share)
    });
    cuts.fold(f64::INFINITY, f64::min)
}

/// An edge and its words.
fn arrow(at: usize, edge: &Edge, chart: &Chart, placed: &Placed) -> Vec<Element> {
    let end = |which: usize| chart.nodes.get(which).zip(placed.nodes.get(which));
    let (Some((from, from_rect)), Some((to, to_rect))) = (end(edge.from), end(edge.to)) else {
        return Vec::new();
    };
    if edge.hidden {
        return Vec::new();
    }
    let way = placed.ways.get(at).cloned().unwrap_or_default();
    let mut points;
    let mut routing = Routing::Straight;
    if edge.from == edge.to {
        // Around the corner of its own node.
        let corner = Point::new(from_rect.x1, from_rect.center().y);
        let far = 28.0;
        points = vec![
            corner - Vec2::new(0.0, from_rect.height() / 4.0),
            corner + Vec2::new(far, -from_rect.height() / 4.0),
            corner + Vec2::new(far, from_rect.height() / 4.0),
            corner + Vec2::new(0.0, from_rect.height() / 4.0),
        ];
        routing = Routing::Curved;
    } else {
        let first = way.first().copied().unwrap_or(to_rect.center());
        let last = way.last().copied().unwrap_or(from_rect.center());
        points = vec![leave(from.shape, *from_rect, first)];
        points.extend(&way);
        points.push(leave(to.shape, *to_rect, last));
        if !way.is_empty() {
            routing = Routing::Curved;
        }
        // Two edges between the same nodes lie beside each other.
        let twin = chart.edges.iter().take(at).filter(|other| {
            (other.from, other.to) == (edge.from, edge.to) || (other.from, other.to) == (edge.to, edge.from)
        });
        let shift = twin.count() as f64 * 24.0;
        if shift > 0.0 && way.is_empty() {
            let (a, b) =
                (points.first().copied().unwrap_or_default(), points.last().copied().unwrap_or_default());
            let along = b - a;
            let side = Vec2::new(-along.y, along.x) / along.hypot().max(1e-9) * shift;
            points.insert(1, a.midpoint(b) + side);
            routing = Routing::Curved;
        }
    }
    let middle = if points.len() > 2 {
        points.get(points.len() / 2).copied().unwrap_or_default()
    } else {
        points.first().copied().unwrap_or_default().midpoint(points.last().copied().unwrap_or_default())
    };
    let bounds =
        points.iter().fold(Rect::from_origin_size(middle, (0.0, 0.0)), |rect, point| rect.union_pt(*point));
    let bind = |node: &Node, rect: &Rect, point: Option<&Point>| {
        let point = point.copied().unwrap_or(rect.center());
        let share = |at: f64, start: f64, length: f64| {
            if length > 0.0 { ((at - start) / length).clamp(0.0, 1.0) } else { 0.5 }
        };
        Some(Binding {
            element: node.id.as_str().into(),
            at: Point::new(share(point.x, rect.x0, rect.width()), share(point.y, rect.y0, rect.height())),
            gap: 0.0,
        })
    };
    let line = Linear {
        start: bind(from, from_rect, points.first()),
        end: bind(to, to_rect, points.last()),
        points: points.iter().map(|point| *point - bounds.origin().to_vec2()).collect(),
        routing,
        start_head: edge.start_head.clone(),
        end_head: edge.end_head.clone(),
    };
    let mut element = Element::new(format!("edge-{}", at + 1), Kind::Arrow(line), bounds);
    element.style.stroke_width = if edge.thick { 4.0 } else { 2.0 };
    if edge.dotted {
        element.style.stroke_style = StrokeStyle::Dotted;
    }
    let id = element.id.clone();
    let mut out = vec![element];
    if !edge.text.trim().is_empty() {
        out.push(text_element(format!("edge-{}-label", at + 1), &id, &edge.text, middle, None));
    }
    out
}

/// For the parser: the head of an edge's end.
fn head(letter: Option<char>) -> Head {
    match letter {
        Some('>' | '<') => Head::Arrow,
        Some('o') => Head::Dot,
        Some('x') => Head::Bar,
        _ => Head::None,
    }
}

#[cfg(test)]
mod tests;
