//! The marks of an element as triangles that can be kept: in px of the page from the element's corner.
//!
//! Not here: which marks an element has (`justbuilt_sketch::render`), and where they go on the screen.

use egui::epaint::tessellator::Path;
use egui::epaint::{PathStroke, Vertex, WHITE_UV};
use egui::{Color32, Mesh, Pos2, pos2};
use justbuilt_sketch::canvas::geometry;
use justbuilt_sketch::render::{Colour, Mark, Rule, Words, marks, measure};
use justbuilt_sketch::scene::{Align, Element, Kind, Style};
use kurbo::{Affine, BezPath, PathEl, Point, Rect};
use lyon_tessellation::math::point;
use lyon_tessellation::{
    BuffersBuilder, FillOptions, FillRule, FillTessellator, FillVertex, VertexBuffers, path as lyon,
};

use crate::tokens::canvas as tokens;

/// What an element looks like, worked out for one scale.
#[derive(Debug, Default)]
pub struct Look {
    /// px of the page from the corner.
    pub vertices: Vec<Vertex>,
    /// Of those.
    pub indices: Vec<u32>,
    /// Lines of words, over the triangles.
    pub words: Vec<Line>,
    /// Pictures by their keys, under all.
    pub pictures: Vec<(String, Rect)>,
}

/// A line of words.
#[derive(Debug)]
pub struct Line {
    /// As the marks say.
    pub words: Words,
    /// As it is painted.
    pub color: Color32,
    /// About as wide as it is, px of the page.
    pub width: f64,
}

/// How an element is worked out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Manner {
    /// One pixel of the screen in px of the page.
    pub px: f64,
    /// In the ink on something dark.
    pub light: bool,
    /// It is small, and one of many: with no more corners than tell what it is.
    pub coarse: bool,
}

/// How far a curve may be from its corners, pixels of the screen.
const TOLERANCE: f64 = 0.2;
/// The same for small ones among many.
const COARSE: f64 = 0.45;
/// Round corners smaller than this are square, pixels of the screen; and for small ones among many.
const SQUARE: (f64, f64) = (2.0, 3.5);

/// Works an element out.
pub fn look(element: &Element, label: Option<Rect>, Manner { px, light, coarse }: Manner) -> Look {
    let lifted = light.then(|| super::ink::lifted(element));
    let element = lifted.as_ref().unwrap_or(element);
    let light = Colour::parse(tokens::LIFTED).filter(|_| light);
    let mut look = Look::default();
    let opacity = element.style.opacity.clamp(0.0, 1.0);
    let ink = |colour: Colour| {
        // Words of a component that are dark where their ground is not known: here it is.
        let colour = match light {
            Some(light) if super::ink::is_ink(Colour { a: 255, ..colour }) => Colour { a: colour.a, ..light },
            _ => colour,
        };
        let faded = colour.faded(opacity);
        tokens::painted([faded.r, faded.g, faded.b, faded.a])
    };
    let turned = turned(element);
    let feather = px as f32;
    let tolerance = (px * if coarse { COARSE } else { TOLERANCE }).clamp(1e-4, 1e4);
    let mut mesh = Mesh::default();
    // Corners that are not seen to be round are not, and a fill under a line needs no soft edge: most of the triangles
    // of a drawing that is seen from afar.
    let least = if coarse { SQUARE.1 } else { SQUARE.0 };
    let square = element.style.corner > 0.0 && element.style.corner < least * px;
    let plain =
        square.then(|| Element { style: Style { corner: 0.0, ..element.style.clone() }, ..element.clone() });
    let covered =
        element.style.stroke_width > px && Colour::parse(&element.style.stroke).is_some_and(|c| c.a > 250);
    let shape = matches!(element.kind, Kind::Rectangle | Kind::Ellipse | Kind::Diamond);
    let fill_feather = if covered && shape && element.style.roughness == 0.0 { 0.0 } else { feather };
    for mark in marks(plain.as_ref().unwrap_or(element), label) {
        match mark {
            Mark::Fill { path, rule, colour } => {
                let path = turn(path, turned);
                fill(&mut mesh, &path, ink(colour), fill_feather, tolerance, inside(rule));
            }
            Mark::Line { path, colour, width, dash } => {
                let path = turn(path, turned);
                line(&mut mesh, path, ink(colour), width, &dash, feather, tolerance);
            }
            Mark::Words(words) => {
                let width = measure::width(&words.text, words.size, words.family, words.weight >= 600);
                let color = ink(words.colour);
                look.words.push(Line { words, color, width });
            }
            Mark::Picture { picture, at } => look.pictures.push((picture, at)),
        }
    }
    look.vertices = mesh.vertices;
    look.indices = mesh.indices;
    look
}

/// The turn of an element about its middle, from its corner.
fn turned(element: &Element) -> Option<Affine> {
    let middle = geometry::centre(element) - kurbo::Vec2::new(element.x, element.y);
    (element.angle != 0.0 && element.angle.is_finite()).then(|| Affine::rotate_about(element.angle, middle))
}

fn turn(path: BezPath, by: Option<Affine>) -> BezPath {
    match by {
        Some(by) => by * path,
        None => path,
    }
}

/// The pieces of a path as points, no more than it takes; `true` for closed ones.
fn pieces(path: impl IntoIterator<Item = PathEl>, tolerance: f64) -> Vec<(Vec<Pos2>, bool)> {
    let mut pieces = flattened(path, tolerance);
    for (points, _) in &mut pieces {
        thin_out(points, tolerance as f32 / 2.0);
    }
    pieces
}

/// Takes out points that lie nearer than `most` to the line that is left (Douglas and Peucker 1973): a stroke of a pen
/// that is seen from afar has many to each pixel.
fn thin_out(points: &mut Vec<Pos2>, most: f32) {
    if points.len() < 8 || points.iter().any(|point| !point.is_finite()) {
        return;
    }
    let mut stays = vec![false; points.len()];
    let mut stretches = vec![(0, points.len() - 1)];
    while let Some((from, to)) = stretches.pop() {
        for end in [from, to] {
            if let Some(stays) = stays.get_mut(end) {
                *stays = true;
            }
        }
        let (Some(a), Some(b), Some(between)) = (points.get(from), points.get(to), points.get(from + 1..to))
        else {
            continue;
        };
        let along = *b - *a;
        let square = along.length_sq();
        let distance = |point: &Pos2| {
            let off = *point - *a;
            // From the ends where it lies beyond them: a line may turn back.
            let share = if square > 0.0 { (off.dot(along) / square).clamp(0.0, 1.0) } else { 0.0 };
            (off - along * share).length_sq()
        };
        let farthest = between.iter().map(distance).enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b));
        if let Some((at, distance)) = farthest
            && distance > most * most
        {
            let at = from + 1 + at;
            stretches.extend([(from, at), (at, to)]);
        }
    }
    let mut stays = stays.iter();
    points.retain(|_| stays.next().copied().unwrap_or(true));
}

fn flattened(path: impl IntoIterator<Item = PathEl>, tolerance: f64) -> Vec<(Vec<Pos2>, bool)> {
    let mut out: Vec<(Vec<Pos2>, bool)> = Vec::new();
    kurbo::flatten(path, tolerance, |element| match element {
        PathEl::MoveTo(p) => out.push((vec![at(p)], false)),
        PathEl::LineTo(p) => {
            if let Some((points, _)) = out.last_mut()
                && points.last() != Some(&at(p))
            {
                points.push(at(p));
            }
        }
        PathEl::ClosePath => {
            if let Some(piece) = out.last_mut() {
                piece.1 = true;
                if piece.0.len() > 1 && piece.0.first() == piece.0.last() {
                    piece.0.pop();
                }
            }
        }
        // Flattening leaves no curves.
        PathEl::QuadTo(..) | PathEl::CurveTo(..) => {}
    });
    out
}

fn at(point: Point) -> Pos2 {
    pos2(point.x as f32, point.y as f32)
}

fn inside(rule: Rule) -> FillRule {
    match rule {
        Rule::EvenOdd => FillRule::EvenOdd,
        Rule::NonZero => FillRule::NonZero,
    }
}

fn fill(mesh: &mut Mesh, path: &BezPath, color: Color32, feather: f32, tolerance: f64, rule: FillRule) {
    if color == Color32::TRANSPARENT {
        return;
    }
    let pieces = pieces(path.iter(), tolerance);
    if let [(points, _)] = pieces.as_slice()
        && is_convex(points)
    {
        let mut path = Path::default();
        path.add_line_loop(points);
        path.fill(feather, color, mesh);
        return;
    }
    let mut builder = lyon::Path::builder();
    for (points, _) in &pieces {
        let mut points = points.iter().filter(|p| p.x.is_finite() && p.y.is_finite());
        let Some(first) = points.next() else { continue };
        builder.begin(point(first.x, first.y));
        for p in points {
            builder.line_to(point(p.x, p.y));
        }
        builder.end(true);
    }
    let path = builder.build();
    let mut buffers: VertexBuffers<Pos2, u32> = VertexBuffers::new();
    let options = FillOptions::default().with_fill_rule(rule).with_tolerance(tolerance as f32);
    let done = FillTessellator::new().tessellate_path(
        &path,
        &options,
        &mut BuffersBuilder::new(&mut buffers, |v: FillVertex<'_>| {
            let p = v.position();
            pos2(p.x, p.y)
        }),
    );
    if done.is_err() {
        return;
    }
    let first = mesh.vertices.len() as u32;
    mesh.vertices.extend(buffers.vertices.iter().map(|&pos| Vertex { pos, uv: WHITE_UV, color }));
    mesh.indices.extend(buffers.indices.iter().map(|i| i + first));
    // The edge is made soft by a line of its own: the triangles end hard.
    let stroke = PathStroke::new(feather, color);
    for (points, _) in pieces.into_iter().filter(|(points, _)| points.len() > 2) {
        for (points, closed) in without_folds(points, true) {
            trace(mesh, &points, closed, &stroke, feather);
        }
    }
}

/// Cosine of the turn from which on a line goes back on itself: its corner would be a spike of more than four times its
/// width, where drawings have it cut off (`stroke-miterlimit` of SVG).
const FOLD: f32 = -0.87;

/// A line in pieces that nowhere go back on themselves; `closed` are those that are.
fn without_folds(mut points: Vec<Pos2>, closed: bool) -> Vec<(Vec<Pos2>, bool)> {
    let count = points.len();
    let folds = |at: usize| {
        let [Some(a), Some(b), Some(c)] =
            [(at + count - 1) % count, at, (at + 1) % count].map(|at| points.get(at).copied())
        else {
            return false;
        };
        let (from, to) = (b - a, c - b);
        let long = (from.length_sq() * to.length_sq()).sqrt();
        from.dot(to) < FOLD * long
    };
    let ends = if closed { 0..count } else { 1..count.saturating_sub(1) };
    let folds: Vec<usize> = ends.filter(|at| folds(*at)).collect();
    let Some(first) = folds.first().copied() else { return vec![(points, closed)] };
    let mut cuts = folds;
    if closed {
        // From the first of them around to it.
        points.rotate_left(first);
        points.extend(points.first().copied());
        cuts.iter_mut().for_each(|at| *at -= first);
        cuts.remove(0);
    }
    cuts.push(points.len() - 1);
    let mut from = 0;
    let piece = |to: usize| {
        let piece = points.get(std::mem::replace(&mut from, to)..=to).unwrap_or_default().to_vec();
        (piece, false)
    };
    cuts.into_iter().map(piece).collect()
}

/// A line along points.
fn trace(mesh: &mut Mesh, points: &[Pos2], closed: bool, stroke: &PathStroke, feather: f32) {
    let mut path = Path::default();
    match points {
        [] | [_] => {}
        [a, b] => {
            path.add_line_segment([*a, *b]);
            path.stroke_open(feather, stroke, mesh);
        }
        points if closed => {
            path.add_line_loop(points);
            path.stroke_closed(feather, stroke, mesh);
        }
        points => {
            path.add_open_points(points);
            path.stroke_open(feather, stroke, mesh);
        }
    }
}

fn line(
    mesh: &mut Mesh,
    path: BezPath,
    color: Color32,
    width: f64,
    dash: &[f64],
    feather: f32,
    tolerance: f64,
) {
    let stroke = PathStroke::new(width as f32, color);
    let usable = !dash.is_empty() && dash.iter().all(|d| d.is_finite() && *d > 0.0);
    // Broken so finely that nobody sees it, a line is whole.
    let visible = usable && dash.iter().sum::<f64>() > f64::from(feather) * 3.0;
    let pieces = if visible {
        pieces(kurbo::dash(path.iter(), 0.0, dash), tolerance)
    } else {
        pieces(path.iter(), tolerance)
    };
    for (points, closed) in pieces {
        if let [one] = points.as_slice() {
            let mut path = Path::default();
            path.add_circle(*one, width as f32 / 2.0);
            path.fill(feather, color, mesh);
            continue;
        }
        let pieces = without_folds(points, closed);
        let round = pieces.len() > 1 && color.is_opaque() && width > f64::from(feather);
        for (points, closed) in pieces {
            trace(mesh, &points, closed, &stroke, feather);
            if let (true, Some(first)) = (round, points.first()) {
                let mut path = Path::default();
                path.add_circle(*first, width as f32 / 2.0);
                path.fill(feather, color, mesh);
            }
        }
    }
}

/// All corners turn one way, once around.
fn is_convex(points: &[Pos2]) -> bool {
    let count = points.len();
    if count < 3 {
        return false;
    }
    let (mut sign, mut turns) = (0.0_f32, 0);
    let mut last_x = 0.0_f32;
    for i in 0..count {
        let p = |k: usize| points.get((i + k) % count).copied().unwrap_or_default();
        let (a, b) = (p(1) - p(0), p(2) - p(1));
        let cross = a.x * b.y - a.y * b.x;
        if cross != 0.0 {
            if sign != 0.0 && cross.signum() != sign {
                return false;
            }
            sign = cross.signum();
        }
        if a.x != 0.0 {
            if last_x != 0.0 && a.x.signum() != last_x {
                turns += 1;
            }
            last_x = a.x.signum();
        }
    }
    // A star turns one way, too, but goes back and forth more often.
    turns <= 2
}

/// Where a line of words begins, as a share of its width.
pub fn share(align: Align) -> f32 {
    match align {
        Align::Start => 0.0,
        Align::Middle => 0.5,
        Align::End => 1.0,
    }
}

#[cfg(test)]
mod tests;
