//! What lies over a drawing: the grid under it, what is selected, handles, guides, the marquee, the laser, the eraser.
//!
//! Not here: the drawing.

use egui::epaint::PathShape;
use egui::{Color32, CornerRadius, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, vec2};
use justbuilt_sketch::canvas::geometry::{is_open, local_box, outline, turn};
use justbuilt_sketch::canvas::snap::Guide;
use justbuilt_sketch::canvas::{Canvas, Handle, Marquee, TRAIL_SECONDS, Tool};
use justbuilt_sketch::scene::{ElementId, Kind};
use kurbo::Point;

use crate::theme::Theme;
use crate::tokens::{alpha, canvas as tokens};

/// Outlines of this many selected elements are painted one by one; of more only the box around all.
const OUTLINES: usize = 400;

/// Paints over and under a page.
pub struct Overlay<'a> {
    /// Clipped to the view.
    pub painter: &'a Painter,
    /// Where the page is seen.
    pub view: Rect,
    /// What is shown.
    pub canvas: &'a Canvas,
    /// The look.
    pub theme: &'a Theme,
}

impl Overlay<'_> {
    fn at(&self, point: Point) -> Pos2 {
        let p = self.canvas.camera.to_screen(point);
        self.view.min + vec2(p.x as f32, p.y as f32)
    }

    fn rect(&self, rect: kurbo::Rect) -> Rect {
        Rect::from_two_pos(self.at(rect.origin()), self.at(Point::new(rect.x1, rect.y1)))
    }

    /// A line that is seen over any colour: in the accent, with an edge that is light where the accent is dark.
    fn outlined(&self, points: Vec<Pos2>, closed: bool, width: f32) {
        let path = |points: Vec<Pos2>, stroke: Stroke| match closed {
            true => Shape::closed_line(points, stroke),
            false => Shape::Path(PathShape::line(points, stroke)),
        };
        self.painter.add(path(points.clone(), self.halo(width)));
        self.painter.add(path(points, Stroke::new(width, self.theme.colors.accent)));
    }

    /// What is around a line of this width.
    fn halo(&self, width: f32) -> Stroke {
        Stroke::new(
            width + 2.0 * tokens::HALO,
            self.theme.colors.editor_background.gamma_multiply(alpha::HALO),
        )
    }

    /// Dots where things snap to.
    pub fn grid(&self) {
        let Some(step) = self.canvas.options.grid.filter(|s| s.is_finite() && *s > 0.0) else { return };
        let camera = self.canvas.camera;
        let mut step = step;
        while camera.zoom() * step < f64::from(tokens::DOT_ROOM) {
            step *= 2.0;
        }
        let seen = camera.visible();
        let color = self.theme.colors.border_strong.gamma_multiply(alpha::TINT_STRONG);
        let mut mesh = egui::Mesh::default();
        let (mut y, half) = ((seen.y0 / step).floor() * step, tokens::DOT / 2.0);
        while y <= seen.y1 {
            let mut x = (seen.x0 / step).floor() * step;
            while x <= seen.x1 {
                let p = crate::paint::snap(self.painter, self.at(Point::new(x, y)));
                mesh.add_colored_rect(Rect::from_center_size(p, vec2(half * 2.0, half * 2.0)), color);
                x += step;
            }
            y += step;
        }
        self.painter.add(Shape::mesh(mesh));
    }

    /// Everything over the page. `now` is the time of the laser's trail, seconds.
    pub fn paint(&self, trail: &[justbuilt_sketch::canvas::TrailPoint], now: f64, pointer: Option<Pos2>) {
        self.hovered();
        self.selected();
        self.guides();
        self.marquee();
        self.laser(trail, now);
        if self.canvas.tool() == Tool::Eraser
            && let Some(at) = pointer.filter(|p| self.view.contains(*p))
        {
            let ring = Stroke::new(tokens::LINE, self.theme.colors.text_secondary);
            self.painter.circle_stroke(at, tokens::ERASER, ring);
        }
        if self.canvas.tool() == Tool::Laser
            && let Some(at) = pointer.filter(|p| self.view.contains(*p))
        {
            self.painter.circle_filled(at, tokens::LASER / 2.0 + 1.0, self.theme.colors.error);
        }
    }

    /// A mark at what leads elsewhere: the elements at these places.
    pub fn links(&self, linked: &[usize]) {
        let board = self.canvas.board();
        let seen = self.canvas.camera.visible();
        for position in linked {
            let near = board.box_at(*position).is_some_and(|place| place.overlaps(seen));
            let Some(element) = board.elements().get(*position).filter(|_| near) else { continue };
            let Some(shown) = self.canvas.shown(&element.id) else { continue };
            let rect = self.rect(justbuilt_sketch::canvas::geometry::bounds(shown));
            if rect.width() < tokens::LINK {
                continue;
            }
            let middle = rect.right_top() + vec2(-tokens::LINK / 2.0, -tokens::LINK / 2.0 - 2.0);
            let plate = Rect::from_center_size(middle, vec2(tokens::LINK, tokens::LINK));
            crate::paint::fill(self.painter, plate, 4, self.theme.colors.popup);
            crate::paint::border(self.painter, plate, 4, self.theme.colors.border);
            let icon = crate::icons::Icon::Link;
            crate::paint::icon(self.painter, middle, icon, tokens::LINK * 0.7, self.theme.colors.accent);
        }
    }

    fn hovered(&self) {
        let Some(id) = self.canvas.hover() else { return };
        if self.canvas.selection().contains(id) {
            return;
        }
        self.outline(id, tokens::LINE);
    }

    fn outline(&self, id: &ElementId, width: f32) {
        let Some(element) = self.canvas.shown(id) else { return };
        if matches!(element.kind, Kind::Group) {
            if let Some(rect) = self.canvas.board().bounds(id) {
                self.dashed(self.rect(rect), Stroke::new(width, self.theme.colors.accent));
            }
            return;
        }
        let points: Vec<Pos2> = match element.kind {
            // Strokes have too many points; their box is enough.
            Kind::Freehand(_) | Kind::Text(_) => {
                let r = local_box(element);
                let corners =
                    [r.origin(), Point::new(r.x1, r.y0), Point::new(r.x1, r.y1), Point::new(r.x0, r.y1)];
                corners.map(|p| self.at(turn(p, r.center(), element.angle))).to_vec()
            }
            _ => outline(element).into_iter().map(|p| self.at(p)).collect(),
        };
        let open = is_open(element) && !matches!(element.kind, Kind::Freehand(_));
        self.outlined(points, !open, width);
    }

    fn dashed(&self, rect: Rect, stroke: Stroke) {
        let corners =
            [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
        self.dashes(&corners, stroke, (4.0, 3.0));
    }

    /// Between the dashes the edge goes on: they are seen over any colour, too.
    fn dashes(&self, points: &[Pos2], stroke: Stroke, (dash, gap): (f32, f32)) {
        self.painter.add(Shape::Path(PathShape::line(points.to_vec(), self.halo(stroke.width))));
        self.painter.extend(Shape::dashed_line(points, stroke, dash, gap));
    }

    fn selected(&self) {
        let canvas = self.canvas;
        let selection = canvas.selection();
        if selection.is_empty() || canvas.editing().is_some() {
            return;
        }
        let thin = 1.0;
        if let Some(entered) = canvas.entered()
            && let Some(rect) = canvas.board().bounds(entered)
        {
            self.dashed(self.rect(rect).expand(4.0), Stroke::new(1.0, self.theme.colors.border_strong));
        }
        if selection.len() <= OUTLINES && selection.len() > 1 {
            for id in selection {
                self.outline(id, thin);
            }
        }
        let handles = canvas.handles();
        let points = handles.iter().any(|(h, _)| matches!(h, Handle::Point(_)));
        let line = matches!(selection, [one] if canvas.shown(one).is_some_and(|e| matches!(e.kind, Kind::Line(_) | Kind::Arrow(_))));
        if line {
            if let [one] = selection {
                self.outline(one, thin);
            }
        } else if let Some((rect, angle)) = canvas.frame() {
            let c = rect.center();
            let corners = [
                rect.origin(),
                Point::new(rect.x1, rect.y0),
                Point::new(rect.x1, rect.y1),
                Point::new(rect.x0, rect.y1),
            ];
            let corners: Vec<Pos2> = corners.iter().map(|p| self.at(turn(*p, c, angle))).collect();
            let locked = selection.iter().all(|id| canvas.board().get(id).is_some_and(|e| e.locked));
            if locked {
                let mut around = corners.clone();
                around.extend(corners.first().copied());
                let quiet = Stroke::new(1.0, self.theme.colors.text_hint);
                self.dashes(&around, quiet, (4.0, 3.0));
            } else {
                self.outlined(corners, true, thin);
            }
        }
        let accent = self.theme.colors.accent;
        let edge = Stroke::new(tokens::HALO, self.theme.colors.editor_background);
        for (handle, place) in handles {
            let at = self.at(place);
            match handle {
                Handle::Side(0, _) | Handle::Side(_, 0) => {}
                Handle::Side(..) => {
                    let rect = Rect::from_center_size(at, vec2(tokens::HANDLE, tokens::HANDLE));
                    self.painter.rect(rect, CornerRadius::same(2), accent, edge, StrokeKind::Outside);
                }
                Handle::Rotate | Handle::Point(_) => {
                    let radius = tokens::HANDLE / 2.0;
                    self.painter.circle_filled(at, radius + tokens::HALO, edge.color);
                    self.painter.circle_filled(at, radius, accent);
                }
                Handle::Between(_) if points => {
                    let radius = tokens::HANDLE_BETWEEN / 2.0;
                    self.painter.circle_filled(at, radius + tokens::HALO, edge.color);
                    self.painter.circle_stroke(at, radius - 0.5, Stroke::new(1.0, accent));
                }
                Handle::Between(_) => {}
            }
        }
    }

    fn guides(&self) {
        // Another hue than the selection, so that both are seen together.
        let color = self.theme.colors.hue_5;
        let stroke = Stroke::new(1.0, color);
        for guide in self.canvas.guides() {
            match *guide {
                Guide::Line { from, to } => {
                    let (a, b) = (self.at(from), self.at(to));
                    self.painter.line_segment([a, b], stroke);
                    for end in [a, b] {
                        self.painter.line_segment([end + vec2(-3.0, -3.0), end + vec2(3.0, 3.0)], stroke);
                        self.painter.line_segment([end + vec2(-3.0, 3.0), end + vec2(3.0, -3.0)], stroke);
                    }
                }
                Guide::Gap { from, to } => {
                    let (a, b) = (self.at(from), self.at(to));
                    self.painter.line_segment([a, b], stroke);
                    let across =
                        if (b - a).x.abs() > (b - a).y.abs() { vec2(0.0, 5.0) } else { vec2(5.0, 0.0) };
                    for end in [a, b, a + (b - a) / 2.0] {
                        self.painter.line_segment([end - across, end + across], stroke);
                    }
                }
            }
        }
    }

    fn marquee(&self) {
        let tint = self.theme.colors.accent.gamma_multiply(alpha::TINT * 0.6);
        match self.canvas.marquee() {
            None => {}
            Some(Marquee::Box(rect)) => {
                let line = Stroke::new(1.0, self.theme.colors.accent);
                self.painter.rect(self.rect(rect), CornerRadius::ZERO, tint, line, StrokeKind::Middle);
            }
            Some(Marquee::Lasso(points)) => {
                let mut points: Vec<Pos2> = points.iter().map(|p| self.at(*p)).collect();
                points.extend(points.first().copied());
                let line = Stroke::new(tokens::LINE, self.theme.colors.accent);
                self.dashes(&points, line, (5.0, 4.0));
            }
        }
    }

    /// Thinner and fainter towards its end.
    fn laser(&self, trail: &[justbuilt_sketch::canvas::TrailPoint], now: f64) {
        let color: Color32 = self.theme.colors.error;
        for pair in trail.windows(2) {
            let [a, b] = pair else { continue };
            if b.start {
                continue;
            }
            let age = ((now - b.time) / TRAIL_SECONDS).clamp(0.0, 1.0) as f32;
            let stroke = Stroke::new(tokens::LASER * (1.0 - age).max(0.1), color.gamma_multiply(1.0 - age));
            self.painter.line_segment([self.at(a.at), self.at(b.at)], stroke);
        }
    }
}
