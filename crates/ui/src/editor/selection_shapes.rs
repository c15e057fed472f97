//! The outline of a selection over several rows: outer corners are rounded, inner corners are filled with a fillet, and
//! the rows meet without a seam or an overlap (the colour is translucent). Pure geometry into a mesh.

use egui::epaint::Mesh;
use egui::{Color32, Pos2, Vec2, pos2, vec2};

/// The part of a selection on one row, in points, edges on whole pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RowSpan {
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

/// What a corner of a row looks like, seen from its neighbour above or below.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Corner {
    /// Nothing adjoins: rounded.
    Round(f32),
    /// The neighbour goes on here: square, and the neighbour draws whatever is needed.
    Square,
    /// The neighbour reaches further out: square, with a fillet in the angle.
    Fillet(f32),
}

/// Steps of a quarter circle.
const STEPS: usize = 4;

/// Adds the rows of one selection (top to bottom, adjoining) to `mesh`. `soft` is half a pixel in points.
pub(super) fn add_selection(mesh: &mut Mesh, rows: &[RowSpan], radius: f32, soft: f32, color: Color32) {
    for (index, row) in rows.iter().enumerate() {
        if row.right <= row.left {
            continue;
        }
        let above = index.checked_sub(1).and_then(|i| rows.get(i)).filter(|r| r.bottom == row.top);
        let below = rows.get(index + 1).filter(|r| r.top == row.bottom);
        let most = radius.min(0.5 * (row.bottom - row.top)).min(0.5 * (row.right - row.left));
        let corners = [
            left_corner(row, above, most),
            right_corner(row, above, most),
            right_corner(row, below, most),
            left_corner(row, below, most),
        ];
        add_row(mesh, row, corners, soft, color);
    }
}

/// The corner at the left of `row` towards `other`.
fn left_corner(row: &RowSpan, other: Option<&RowSpan>, radius: f32) -> Corner {
    match other {
        Some(other) if row.left > other.left && row.left < other.right => {
            Corner::Fillet(radius.min(0.5 * (row.left - other.left)))
        }
        Some(other) if row.left == other.left && other.right > other.left => Corner::Square,
        Some(other) if row.left < other.left && row.right > other.left => {
            Corner::Round(radius.min(0.5 * (other.left - row.left)))
        }
        _ => Corner::Round(radius),
    }
}

/// The corner at the right of `row` towards `other`.
fn right_corner(row: &RowSpan, other: Option<&RowSpan>, radius: f32) -> Corner {
    match other {
        Some(other) if row.right < other.right && row.right > other.left => {
            Corner::Fillet(radius.min(0.5 * (other.right - row.right)))
        }
        Some(other) if row.right == other.right && other.right > other.left => Corner::Square,
        Some(other) if row.right > other.right && row.left < other.right => {
            Corner::Round(radius.min(0.5 * (row.right - other.right)))
        }
        _ => Corner::Round(radius),
    }
}

/// One row: a fan around its middle, and soft strips along its round corners.
fn add_row(mesh: &mut Mesh, row: &RowSpan, corners: [Corner; 4], soft: f32, color: Color32) {
    let points = [
        (pos2(row.left, row.top), vec2(1.0, 1.0)),
        (pos2(row.right, row.top), vec2(-1.0, 1.0)),
        (pos2(row.right, row.bottom), vec2(-1.0, -1.0)),
        (pos2(row.left, row.bottom), vec2(1.0, -1.0)),
    ];
    if corners.iter().all(|corner| !matches!(corner, Corner::Round(_))) {
        let rect = egui::Rect::from_min_max(points[0].0, points[2].0);
        mesh.add_colored_rect(rect, color);
    } else {
        let center = mesh.vertices.len() as u32;
        mesh.colored_vertex(pos2(0.5 * (row.left + row.right), 0.5 * (row.top + row.bottom)), color);
        let outline = mesh.vertices.len() as u32;
        let mut strips: Vec<[Pos2; 2]> = Vec::new();
        let mut strip_ends: Vec<usize> = Vec::new();
        for (index, ((point, inward), corner)) in points.iter().zip(corners).enumerate() {
            match corner {
                Corner::Round(radius) if radius > soft => {
                    let middle = *point + *inward * radius;
                    // Clockwise around the row, the arc starts on the edge that came before.
                    let arc = |step: usize| arc_direction(*inward, step, index % 2 == 0);
                    mesh.colored_vertex(middle + arc(0) * radius, color);
                    for step in 0..=STEPS {
                        mesh.colored_vertex(middle + arc(step) * (radius - soft), color);
                        strips.push([
                            middle + arc(step) * (radius - soft),
                            middle + arc(step) * (radius + soft),
                        ]);
                    }
                    mesh.colored_vertex(middle + arc(STEPS) * radius, color);
                    strip_ends.push(strips.len());
                }
                _ => mesh.colored_vertex(*point, color),
            }
        }
        let count = mesh.vertices.len() as u32 - outline;
        for index in 0..count {
            mesh.add_triangle(center, outline + index, outline + (index + 1) % count);
        }
        let mut start = 0;
        for end in strip_ends {
            if let Some(points) = strips.get(start..end) {
                add_strip(mesh, points, color);
            }
            start = end;
        }
    }
    for ((point, inward), corner) in points.into_iter().zip(corners) {
        if let Corner::Fillet(radius) = corner
            && radius > soft
        {
            add_fillet(mesh, point, vec2(-inward.x, inward.y), radius, soft, color);
        }
    }
}

/// A unit vector from a corner's circle towards its edge: `step` of [`STEPS`] along the quarter.
fn arc_direction(inward: Vec2, step: usize, from_horizontal: bool) -> Vec2 {
    let angle = std::f32::consts::FRAC_PI_2 * step as f32 / STEPS as f32;
    let (sin, cos) = angle.sin_cos();
    if from_horizontal {
        vec2(-inward.x * cos, -inward.y * sin)
    } else {
        vec2(-inward.x * sin, -inward.y * cos)
    }
}

/// The area between an inner corner and a circle that touches both its edges. `outward` points into the free quadrant.
fn add_fillet(mesh: &mut Mesh, corner: Pos2, outward: Vec2, radius: f32, soft: f32, color: Color32) {
    let middle = corner + outward * radius;
    let first = mesh.vertices.len() as u32;
    mesh.colored_vertex(corner, color);
    let mut strip = Vec::with_capacity(STEPS + 1);
    for step in 0..=STEPS {
        let direction = arc_direction(outward, step, true);
        mesh.colored_vertex(middle + direction * radius, color);
        strip.push([middle + direction * radius, middle + direction * (radius - 2.0 * soft).max(0.0)]);
    }
    for step in 0..STEPS as u32 {
        mesh.add_triangle(first, first + 1 + step, first + 2 + step);
    }
    add_strip(mesh, &strip, color);
}

/// A ribbon from full colour (first of each pair) to nothing (second).
fn add_strip(mesh: &mut Mesh, points: &[[Pos2; 2]], color: Color32) {
    let first = mesh.vertices.len() as u32;
    for [full, faded] in points {
        mesh.colored_vertex(*full, color);
        mesh.colored_vertex(*faded, Color32::TRANSPARENT);
    }
    for index in 1..points.len() as u32 {
        let (a, b) = (first + 2 * (index - 1), first + 2 * index);
        mesh.add_triangle(a, a + 1, b);
        mesh.add_triangle(b, a + 1, b + 1);
    }
}

#[cfg(test)]
mod tests;
