//! The area of selection outlines, measured from the triangles.

use super::*;

fn row(index: usize, left: f32, right: f32) -> RowSpan {
    RowSpan { left, right, top: 20.0 * index as f32, bottom: 20.0 * (index + 1) as f32 }
}

/// The sum of the triangles' areas, each weighed with its mean alpha: overlaps would count twice.
fn covered(rows: &[RowSpan], radius: f32) -> f32 {
    let mut mesh = Mesh::default();
    add_selection(&mut mesh, rows, radius, 0.5, Color32::from_white_alpha(255));
    assert!(mesh.is_valid());
    let triangle = |corners: [u32; 3]| {
        let [a, b, c] = corners.map(|index| mesh.vertices[index as usize]);
        let (u, v) = (b.pos - a.pos, c.pos - a.pos);
        let alpha = (f32::from(a.color.a()) + f32::from(b.color.a()) + f32::from(c.color.a())) / 765.0;
        0.5 * (u.x * v.y - u.y * v.x).abs() * alpha
    };
    mesh.triangles().map(triangle).sum()
}

/// What a rounded corner takes away.
fn corner(radius: f32) -> f32 {
    radius * radius * (1.0 - std::f32::consts::FRAC_PI_4)
}

fn close(a: f32, b: f32) {
    assert!((a - b).abs() < 6.0, "{a} is not {b}");
}

#[test]
fn a_single_row_loses_its_four_corners() {
    close(covered(&[row(0, 10.0, 110.0)], 4.0), 2000.0 - 4.0 * corner(4.0));
    assert_eq!(covered(&[row(0, 10.0, 110.0)], 0.0), 2000.0);
}

#[test]
fn equal_rows_join_without_corners_between() {
    let rows = [row(0, 10.0, 110.0), row(1, 10.0, 110.0), row(2, 10.0, 110.0)];
    close(covered(&rows, 4.0), 6000.0 - 4.0 * corner(4.0));
}

#[test]
fn inner_corners_gain_what_outer_corners_lose() {
    let rows = [row(0, 50.0, 210.0), row(1, 10.0, 110.0)];
    close(covered(&rows, 4.0), 3200.0 + 2000.0 - 6.0 * corner(4.0) + 2.0 * corner(4.0));
}

#[test]
fn rows_that_only_touch_at_an_edge_are_rounded_apart() {
    let rows = [row(0, 200.0, 260.0), row(1, 10.0, 100.0)];
    close(covered(&rows, 4.0), 1200.0 + 1800.0 - 8.0 * corner(4.0));
}

#[test]
fn a_step_smaller_than_the_radius_stays_sound() {
    let rows = [row(0, 10.0, 110.0), row(1, 10.0, 113.0)];
    close(covered(&rows, 4.0), 2000.0 + 2060.0 - 4.0 * corner(4.0));
}

#[test]
fn an_empty_row_draws_nothing() {
    assert_eq!(covered(&[row(0, 10.0, 10.0)], 4.0), 0.0);
    assert_eq!(covered(&[], 4.0), 0.0);
}
