//! Paints what is seen of a page: triangles of many elements in one mesh, words between.
//!
//! Not here: what lies over a drawing ([`overlay`](super::overlay)).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use egui::emath::{GuiRounding as _, TSTransform};
use egui::epaint::{TextShape, Vertex, WHITE_UV};
use egui::{Color32, Mesh, Painter, Pos2, Rect, Shape, TextureHandle, pos2, vec2};
use justbuilt_sketch::canvas::{Board, Camera, Canvas, Seen, geometry};
use justbuilt_sketch::render::Colour;
use justbuilt_sketch::scene::{Element, ElementId, Kind};

use super::cache::{Cache, Laid};
use super::facts::{Fact, Facts, Form};
use super::ink::Backdrop;
use super::letters;
use super::mesh::{Look, share};
use crate::tokens::canvas as tokens;

/// Elements smaller than this on the screen are painted as a box, points.
const TINY: f64 = 5.0;
/// Smaller ones than this are painted with as few corners as tell what they are, points.
const SMALL: f64 = 11.0;
/// And up to this one without corners that are hardly seen, points.
const COARSE: f64 = 26.0;
/// With no more elements than this in view, small ones are painted whole, too.
const MANY: usize = 2_000;
/// Corners of a small ellipse.
const ROUND: usize = 8;
/// Cosine and sine of their angles.
const CIRCLE: [(f32, f32); ROUND] = {
    const HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;
    [
        (1.0, 0.0),
        (HALF, HALF),
        (0.0, 1.0),
        (-HALF, HALF),
        (-1.0, 0.0),
        (-HALF, -HALF),
        (0.0, -1.0),
        (HALF, -HALF),
    ]
};
/// Points of a small stroke.
const BENDS: usize = 7;

/// What a frame paints, in order.
struct Page<'a> {
    painter: &'a Painter,
    camera: Camera,
    /// The corner of the view.
    corner: Pos2,
    view: Rect,
    clip: Rect,
    mesh: Mesh,
    /// Vertices of the mesh that are letters, whose places in the atlas are not yet shares of its size.
    letters: Vec<Range<usize>>,
    meshes: &'a mut Meshes,
}

/// Meshes of the frame before, to be filled anew: their memory is used again.
#[derive(Default)]
pub struct Meshes {
    shown: Vec<Arc<Mesh>>,
    free: Vec<Mesh>,
}

impl Meshes {
    /// Takes back what nobody paints any more.
    fn begin(&mut self) {
        self.free.clear();
        // The first of a frame is mostly the largest.
        while let Some(mesh) = self.shown.pop() {
            if let Ok(mut mesh) = Arc::try_unwrap(mesh) {
                // One that was large once does not stay.
                if mesh.vertices.capacity() < mesh.vertices.len() * 4 + 4096 {
                    mesh.clear();
                    self.free.push(mesh);
                }
            }
        }
    }

    fn next(&mut self) -> Mesh {
        self.free.pop().unwrap_or_default()
    }
}

/// What of a page to paint.
pub struct Scene<'a> {
    /// The page, the camera, what goes on.
    pub canvas: &'a Canvas,
    /// Pictures that are on the graphics card.
    pub textures: &'a BTreeMap<String, TextureHandle>,
    /// The canvas behind the page is dark.
    pub dark: bool,
    /// Its words are being typed: not painted.
    pub typed: Option<&'a ElementId>,
}

/// What is kept of a page from frame to frame.
#[derive(Default)]
pub struct Kept {
    /// What is known of each element.
    pub facts: Facts,
    /// Looks.
    pub cache: Cache,
    /// What lies behind.
    pub backdrop: Backdrop,
    /// Of the last frame.
    pub meshes: Meshes,
    /// Elements painted in the last frame.
    pub painted: usize,
}

/// Paints the page into `view`.
pub fn page(painter: &Painter, view: Rect, scene: &Scene<'_>, kept: &mut Kept) {
    let canvas = scene.canvas;
    let board = canvas.board();
    let Kept { facts, cache, backdrop, meshes, painted } = kept;
    meshes.begin();
    let mut page = Page {
        painter,
        camera: canvas.camera,
        corner: view.min,
        view,
        clip: view,
        mesh: meshes.next(),
        letters: Vec::new(),
        meshes,
    };
    if !facts.follow(board) {
        painter.ctx().request_repaint();
    }
    backdrop.begin(&canvas.camera, scene.dark);
    let erased: Vec<&ElementId> = canvas.erasing().iter().collect();
    *painted = 0;
    // Frames show their names above themselves.
    let margin = canvas.camera.page_px(24.0);
    let area = canvas.camera.visible().inflate(margin, margin);
    let seen = board.seen(area, canvas.preview());
    let many = seen.len() > MANY;
    let mut changed: Fact;
    for seen in seen {
        let (fact, was) = match seen {
            Seen::Still(position) => match facts.get(position) {
                Some(fact) => (fact, None),
                None => continue,
            },
            Seen::Changed(change) => {
                changed = facts.of_changed(&change.new);
                (&changed, Some(&change.old))
            }
            Seen::Added(element) => {
                changed = facts.of_changed(element);
                (&changed, None)
            }
        };
        if fact.hidden {
            continue;
        }
        if fact.inside {
            let Some(clip) = page.clip_of(canvas, &fact.element) else { continue };
            page.set_clip(clip);
        } else {
            page.set_clip(view);
        }
        *painted += 1;
        let element = &fact.element;
        if fact.form == Form::Words && scene.typed == Some(&element.id) {
            continue;
        }
        let light = backdrop.lifts_ink(board, element, &fact.ink);
        backdrop.cover(&fact.ink);
        let faint = !erased.is_empty() && is_erased(board, &element.id, &erased);
        let size = fact.size * canvas.camera.zoom();
        if size < TINY && fact.form != Form::Words {
            page.tiny(fact, faint, light);
            continue;
        }
        if many && size < SMALL && page.small(fact, faint, light) {
            continue;
        }
        let Some(look) = cache.look(board, element, was, (light, many && size < COARSE)) else {
            if !page.small(fact, faint, light) {
                page.tiny(fact, faint, light);
            }
            continue;
        };
        page.pictures(element, &look, scene.textures);
        page.triangles(element, &look, faint);
        if !look.words.is_empty() {
            page.words(element, was, &look, cache, faint);
        }
    }
    page.flush();
}

fn is_erased(board: &Board, id: &ElementId, erased: &[&ElementId]) -> bool {
    erased.contains(&id) || board.ancestors(id).iter().any(|parent| erased.contains(&parent))
}

impl Page<'_> {
    /// The part of the view that the element may paint into: that of its frame. `None` when it is hidden.
    fn clip_of(&self, canvas: &Canvas, element: &Element) -> Option<Rect> {
        if element.parent.is_none() {
            return Some(self.view);
        }
        let mut clip = self.view;
        let mut next = element.parent.clone();
        // What a preview put into a frame is not on the board.
        for _ in 0..64 {
            let Some(parent) = next.as_ref().and_then(|id| canvas.shown(id)) else { break };
            if parent.hidden {
                return None;
            }
            if matches!(parent.kind, Kind::Frame) && parent.angle == 0.0 {
                clip = clip.intersect(self.on_screen(geometry::local_box(parent)));
            }
            next.clone_from(&parent.parent);
        }
        clip.is_positive().then_some(clip)
    }

    fn on_screen(&self, rect: kurbo::Rect) -> Rect {
        let at = self.camera.rect_to_screen(rect);
        Rect::from_min_max(pos2(at.x0 as f32, at.y0 as f32), pos2(at.x1 as f32, at.y1 as f32))
            .translate(self.corner.to_vec2())
    }

    fn set_clip(&mut self, clip: Rect) {
        if self.clip != clip {
            self.flush();
            self.clip = clip;
        }
    }

    fn flush(&mut self) {
        if self.mesh.indices.is_empty() {
            return;
        }
        if !self.letters.is_empty() {
            letters::place(self.painter, &mut self.mesh, &self.letters);
            self.letters.clear();
        }
        let mesh = Arc::new(std::mem::replace(&mut self.mesh, self.meshes.next()));
        self.painter.with_clip_rect(self.clip).add(Shape::Mesh(Arc::clone(&mesh)));
        self.meshes.shown.push(mesh);
    }

    /// From px of the page, from the element's corner, to the screen.
    fn place(&self, element: &Element) -> (Pos2, f32) {
        let at = self.camera.to_screen(kurbo::Point::new(element.x, element.y));
        (self.corner + vec2(at.x as f32, at.y as f32), self.camera.zoom() as f32)
    }

    fn triangles(&mut self, element: &Element, look: &Look, faint: bool) {
        let (corner, zoom) = self.place(element);
        let first = self.mesh.vertices.len() as u32;
        if faint {
            self.mesh.vertices.extend(look.vertices.iter().map(|v| Vertex {
                pos: corner + v.pos.to_vec2() * zoom,
                uv: WHITE_UV,
                color: v.color.gamma_multiply(tokens::ERASED),
            }));
        } else {
            self.mesh.vertices.extend(look.vertices.iter().map(|v| Vertex {
                pos: corner + v.pos.to_vec2() * zoom,
                uv: WHITE_UV,
                color: v.color,
            }));
        }
        self.mesh.indices.extend(look.indices.iter().map(|i| i + first));
    }

    /// A shape of a few points on the screen, with as few corners as it takes; `false` when it needs a look.
    fn small(&mut self, fact: &Fact, faint: bool, light: bool) -> bool {
        if !fact.upright || matches!(fact.form, Form::Words | Form::Whole) {
            return false;
        }
        let Some(edge) = fact.ink_colour(light) else { return false };
        let (fill, edge) = (fact.fill.map(|color| faded(color, faint)), faded(edge, faint));
        let width = (fact.line * self.camera.zoom() as f32).clamp(0.6, 3.0);
        let rect = self.on_screen(fact.bounds);
        let (middle, half) = (rect.center(), rect.size() / 2.0);
        match fact.form {
            Form::Box => {
                let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom()];
                self.polygon(&corners, middle, (fill, edge, width));
            }
            Form::Diamond => {
                let corners =
                    [rect.center_top(), rect.right_center(), rect.center_bottom(), rect.left_center()];
                self.polygon(&corners, middle, (fill, edge, width));
            }
            Form::Ellipse => {
                let corners: [Pos2; ROUND] = std::array::from_fn(|at| {
                    let (cos, sin) = CIRCLE.get(at).copied().unwrap_or_default();
                    middle + vec2(half.x * cos, half.y * sin)
                });
                self.polygon(&corners, middle, (fill, edge, width));
            }
            Form::Bends => {
                let element = &fact.element;
                self.bends(element, geometry::points(element), edge, width);
            }
            Form::Words | Form::Whole => return false,
        }
        true
    }

    /// A shape around a middle, filled, with an edge.
    fn polygon(
        &mut self,
        corners: &[Pos2],
        middle: Pos2,
        (fill, edge, width): (Option<Color32>, Color32, f32),
    ) {
        let count = corners.len() as u32;
        if let Some(color) = fill.filter(|color| *color != Color32::TRANSPARENT) {
            let first = self.mesh.vertices.len() as u32;
            self.mesh.vertices.extend(corners.iter().map(|pos| Vertex { pos: *pos, uv: WHITE_UV, color }));
            for at in 2..count {
                self.mesh.indices.extend([first, first + at - 1, first + at]);
            }
        }
        let first = self.mesh.vertices.len() as u32;
        for corner in corners {
            let way = middle - *corner;
            // Not `length()`: that is a call of `hypot` for each corner of each of many elements.
            let inner = *corner + way * (width / way.length_sq().sqrt().max(width));
            for pos in [*corner, inner] {
                self.mesh.vertices.push(Vertex { pos, uv: WHITE_UV, color: edge });
            }
        }
        for at in 0..count {
            let (a, b) = (first + at * 2, first + (at + 1) % count * 2);
            self.mesh.indices.extend([a, a + 1, b, b, a + 1, b + 1]);
        }
    }

    /// A line through some of the points.
    fn bends(&mut self, element: &Element, points: &[kurbo::Point], color: Color32, width: f32) {
        let (corner, zoom) = self.place(element);
        let every = points.len().div_ceil(BENDS).max(1);
        let some = points.iter().step_by(every).chain(points.last().filter(|_| every > 1));
        let mut before: Option<Pos2> = None;
        for point in some {
            let at = corner + vec2(point.x as f32, point.y as f32) * zoom;
            if let Some(from) = before.replace(at) {
                let across = (at - from).rot90();
                let across = across * (width / 2.0 / across.length_sq().sqrt().max(1e-3));
                let first = self.mesh.vertices.len() as u32;
                for pos in [from + across, from - across, at - across, at + across] {
                    self.mesh.vertices.push(Vertex { pos, uv: WHITE_UV, color });
                }
                self.mesh.indices.extend([0, 1, 2, 0, 2, 3].map(|at| at + first));
            }
        }
    }

    /// A box in the colour of the element: it is too small for more, or has no look yet.
    fn tiny(&mut self, fact: &Fact, faint: bool, light: bool) {
        let ink = fact.ink_colour(light);
        // A hollow box is mostly what is behind it.
        let Some(shown) = fact.fill.or_else(|| ink.map(|ink| ink.gamma_multiply(0.5))) else { return };
        let rect = self.on_screen(fact.bounds);
        let rect = rect.expand2((vec2(1.0, 1.0) - rect.size()).max(egui::Vec2::ZERO) / 2.0);
        let edge =
            ink.filter(|_| fact.fill.is_some() && rect.width().min(rect.height()) > 2.5 && fact.line > 0.0);
        let Some(edge) = edge.map(|ink| ink.gamma_multiply(0.6)) else {
            self.mesh.add_colored_rect(rect, faded(shown, faint));
            return;
        };
        let line = (fact.line * self.camera.zoom() as f32).clamp(0.25, 1.0);
        if shown.is_opaque() && !faint {
            // What is under the line is known: a box in a box.
            self.mesh.add_colored_rect(rect, shown.blend(edge));
            self.mesh.add_colored_rect(rect.shrink(line), shown);
            return;
        }
        let edge = faded(edge, faint);
        self.mesh.add_colored_rect(rect, faded(shown, faint));
        self.mesh.add_colored_rect(rect.with_max_y(rect.top() + line), edge);
        self.mesh.add_colored_rect(rect.with_min_y(rect.bottom() - line), edge);
        self.mesh.add_colored_rect(rect.with_max_x(rect.left() + line), edge);
        self.mesh.add_colored_rect(rect.with_min_x(rect.right() - line), edge);
    }

    fn pictures(&mut self, element: &Element, look: &Look, textures: &BTreeMap<String, TextureHandle>) {
        for (key, at) in &look.pictures {
            let Some(texture) = textures.get(key) else { continue };
            self.flush();
            let rect = self.on_screen(*at + kurbo::Vec2::new(element.x, element.y));
            let mut mesh = Mesh::with_texture(texture.id());
            let whole = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
            let tint = crate::tokens::UNTINTED.gamma_multiply(element.style.opacity.clamp(0.0, 1.0) as f32);
            mesh.add_rect_with_uv(rect, whole, tint);
            if element.angle != 0.0 && element.angle.is_finite() {
                mesh.rotate(egui::emath::Rot2::from_angle(element.angle as f32), rect.center());
            }
            self.painter.with_clip_rect(self.clip).add(Shape::mesh(mesh));
        }
    }

    fn words(
        &mut self,
        element: &Arc<Element>,
        was: Option<&Arc<Element>>,
        look: &Look,
        cache: &mut Cache,
        faint: bool,
    ) {
        let (corner, zoom) = self.place(element);
        let angle = if element.angle.is_finite() { element.angle as f32 } else { 0.0 };
        let middle = geometry::centre(element) - kurbo::Vec2::new(element.x, element.y);
        let middle = vec2(middle.x as f32, middle.y as f32);
        let turn = egui::emath::Rot2::from_angle(angle);
        let on_screen = |x: f32, y: f32| corner + (middle + turn * (vec2(x, y) - middle)) * zoom;
        let readable = look.words.iter().any(|l| l.words.size as f32 * zoom >= tokens::READABLE);
        let laid = if readable { cache.galleys(element, was, look, self.painter) } else { None };
        let Some(laid) = laid else {
            self.bars(look, faint, on_screen);
            return;
        };
        let Laid { scale, lines } = laid;
        let stretch = (self.camera.zoom() / scale) as f32;
        let stretch = if (stretch - 1.0).abs() > 1e-3 { stretch } else { 1.0 };
        for (line, galley) in look.words.iter().zip(lines.iter()) {
            let Some(row) = galley.rows.first() else { continue };
            let baseline = row.glyphs.first().map_or(galley.size().y * 0.8, |g| row.pos.y + g.pos.y);
            let (width, scale) = (galley.size().x, scale as f32);
            let left = line.words.x as f32 - width / scale * share(line.words.align);
            let top = line.words.y as f32 - baseline / scale;
            let at = on_screen(left, top);
            let far = Rect::from_center_size(at, vec2(width, galley.size().y) * stretch * 2.0);
            if !far.intersects(self.clip) {
                continue;
            }
            let color = if faint { line.color.gamma_multiply(tokens::ERASED) } else { line.color };
            if letters::plain(galley) {
                let at = at.round_to_pixels(self.painter.pixels_per_point());
                let letters = letters::add(&mut self.mesh, galley, (at, stretch, turn), color);
                self.letters.push(letters);
                continue;
            }
            let mut shape = TextShape::new(Pos2::ZERO, galley.clone(), color);
            if stretch != 1.0 {
                shape.transform(TSTransform::from_scaling(stretch));
            }
            shape.pos = at;
            shape.angle = angle;
            self.flush();
            self.painter.with_clip_rect(self.clip).add(Shape::Text(shape));
        }
    }

    /// Words too small to read, or not laid out yet.
    fn bars(&mut self, look: &Look, faint: bool, on_screen: impl Fn(f32, f32) -> Pos2) {
        for line in &look.words {
            let (width, size) = (line.width as f32, line.words.size as f32);
            let left = line.words.x as f32 - width * share(line.words.align);
            let base = line.words.y as f32;
            let strength = if faint { tokens::ERASED } else { 1.0 } * tokens::BAR;
            let color = line.color.gamma_multiply(strength);
            let first = self.mesh.vertices.len() as u32;
            let (top, right) = (base - size * 0.55, left + width);
            for (x, y) in [(left, top), (right, top), (right, base), (left, base)] {
                self.mesh.vertices.push(Vertex { pos: on_screen(x, y), uv: WHITE_UV, color });
            }
            self.mesh.indices.extend([0, 1, 2, 0, 2, 3].map(|i| i + first));
        }
    }
}

/// The colour of the canvas behind a drawing.
pub fn background(css: Option<&str>, usual: Color32) -> Color32 {
    match css.and_then(Colour::parse) {
        Some(c) => tokens::painted([c.r, c.g, c.b, c.a]),
        None => usual,
    }
}

/// As what the eraser has touched is painted.
fn faded(color: Color32, faint: bool) -> Color32 {
    if faint { color.gamma_multiply(tokens::ERASED) } else { color }
}
