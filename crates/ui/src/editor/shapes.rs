//! One mesh for the many small filled things of a frame (row backgrounds, selections, guides, dots, squiggles), so that
//! they cost vertices, not shapes. Rectangles are snapped to pixels and not feathered: adjoining ones leave no seam.

use egui::epaint::{Mesh, Shape};
use egui::{Color32, Pos2, Rect, pos2};

/// Rounds a length in points to whole pixels.
pub(super) fn snap(value: f32, pixels_per_point: f32) -> f32 {
    (value * pixels_per_point).round() / pixels_per_point
}

/// A growing mesh of flat colours.
pub(super) struct Batch {
    pub(super) mesh: Mesh,
    pixels_per_point: f32,
}

impl Batch {
    pub(super) fn new(pixels_per_point: f32) -> Self {
        Self { mesh: Mesh::default(), pixels_per_point }
    }

    /// The length of one pixel in points.
    pub(super) fn pixel(&self) -> f32 {
        1.0 / self.pixels_per_point
    }

    pub(super) fn snap(&self, value: f32) -> f32 {
        snap(value, self.pixels_per_point)
    }

    /// A filled rectangle with its edges on pixels. Anything visible is at least one pixel wide and high.
    pub(super) fn rect(&mut self, rect: Rect, color: Color32) {
        if color == Color32::TRANSPARENT || rect.width() <= 0.0 || rect.height() <= 0.0 {
            return;
        }
        let min = pos2(self.snap(rect.min.x), self.snap(rect.min.y));
        let max = pos2(
            self.snap(rect.max.x).max(min.x + self.pixel()),
            self.snap(rect.max.y).max(min.y + self.pixel()),
        );
        self.mesh.add_colored_rect(Rect::from_min_max(min, max), color);
    }

    /// The outline of a rectangle, `width` points thick, inside it.
    pub(super) fn outline(&mut self, rect: Rect, width: f32, color: Color32) {
        let w = self.snap(width).max(self.pixel());
        let r = Rect::from_min_max(
            pos2(self.snap(rect.min.x), self.snap(rect.min.y)),
            pos2(self.snap(rect.max.x), self.snap(rect.max.y)),
        );
        self.rect(Rect::from_min_max(r.min, pos2(r.max.x, r.min.y + w)), color);
        self.rect(Rect::from_min_max(pos2(r.min.x, r.max.y - w), r.max), color);
        self.rect(Rect::from_min_max(pos2(r.min.x, r.min.y + w), pos2(r.min.x + w, r.max.y - w)), color);
        self.rect(Rect::from_min_max(pos2(r.max.x - w, r.min.y + w), pos2(r.max.x, r.max.y - w)), color);
    }

    /// A straight line with soft edges.
    pub(super) fn line(&mut self, from: Pos2, to: Pos2, width: f32, color: Color32) {
        let along = to - from;
        let length = along.length();
        if length <= 0.0 {
            return;
        }
        let normal = along.rot90() / length;
        let soft = 0.5 * self.pixel();
        let core = (0.5 * width - soft).max(0.0);
        let first = self.mesh.vertices.len() as u32;
        for end in [from, to] {
            self.mesh.colored_vertex(end - normal * (core + 2.0 * soft), Color32::TRANSPARENT);
            self.mesh.colored_vertex(end - normal * core, color);
            self.mesh.colored_vertex(end + normal * core, color);
            self.mesh.colored_vertex(end + normal * (core + 2.0 * soft), Color32::TRANSPARENT);
        }
        for strip in 0..3 {
            let (a, b) = (first + strip, first + 4 + strip);
            self.mesh.add_triangle(a, a + 1, b);
            self.mesh.add_triangle(b, a + 1, b + 1);
        }
    }

    /// A disc with a soft edge.
    pub(super) fn disc(&mut self, center: Pos2, radius: f32, color: Color32) {
        const SIDES: u32 = 12;
        let soft = 0.5 * self.pixel();
        let first = self.mesh.vertices.len() as u32;
        self.mesh.colored_vertex(center, color);
        for side in 0..SIDES {
            let (sin, cos) = (side as f32 * std::f32::consts::TAU / SIDES as f32).sin_cos();
            let direction = egui::vec2(cos, sin);
            self.mesh.colored_vertex(center + direction * (radius - soft).max(0.0), color);
            self.mesh.colored_vertex(center + direction * (radius + soft), Color32::TRANSPARENT);
        }
        for side in 0..SIDES {
            let (a, b) = (first + 1 + 2 * side, first + 1 + 2 * ((side + 1) % SIDES));
            self.mesh.add_triangle(first, a, b);
            self.mesh.add_triangle(a, a + 1, b);
            self.mesh.add_triangle(b, a + 1, b + 1);
        }
    }

    /// A wavy underline between `left` and `right`, with its middle at `y`.
    pub(super) fn wave(&mut self, left: f32, right: f32, y: f32, color: Color32) {
        let (step, height) = (2.0, 1.1);
        let mut x = left;
        let mut up = true;
        while x < right {
            let next = (x + step).min(right);
            let (from, to) = if up { (y + height, y - height) } else { (y - height, y + height) };
            let to = from + (to - from) * (next - x) / step;
            self.line(pos2(x, from), pos2(next, to), 1.2, color);
            x = next;
            up = !up;
        }
    }

    /// The finished shape, if there is anything in it.
    pub(super) fn finish(self) -> Option<Shape> {
        (!self.mesh.is_empty()).then(|| Shape::mesh(self.mesh))
    }
}
