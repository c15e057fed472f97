//! The ends of lines: arrows, triangles, dots, bars, diamonds, and the crow's feet of entity diagrams.
//!
//! Not here: the line.

use super::rough::Hand;
use super::{Colour, Mark, Rule};
use crate::scene::Head;
use kurbo::{Affine, BezPath, Circle, Point, Shape, Vec2};

/// Sizes and angles are Excalidraw's (`packages/element/src/bounds.ts` there).
struct Look {
    size: f64,
    /// Largest share of the last piece of line.
    share: f64,
    /// Radians to each side.
    angle: f64,
}

/// Adds the head at `tip`, for a line that comes from `from`.
pub(super) fn add(
    marks: &mut Vec<Mark>,
    head: &Head,
    (from, tip): (Point, Point),
    (colour, width): (Colour, f64),
    hand: &mut Hand,
) {
    let name = match head {
        Head::None => return,
        Head::Arrow => "arrow",
        Head::Triangle => "triangle",
        Head::Dot => "circle",
        Head::Bar => "bar",
        Head::Diamond => "diamond",
        Head::Other(name) => name,
    };
    let along = tip - from;
    let length = along.hypot();
    if length <= 1e-6 || !length.is_finite() {
        return;
    }
    let look = match name {
        "bar" => Look { size: 15.0, share: 0.5, angle: std::f64::consts::FRAC_PI_2 },
        name if name.starts_with("diamond") => Look { size: 12.0, share: 0.25, angle: 0.0 },
        name if name.starts_with("crowfoot") => Look { size: 20.0, share: 0.5, angle: 0.436_33 },
        name if name.starts_with("triangle") || name.starts_with("circle") => {
            Look { size: 15.0, share: 0.5, angle: 0.436_33 }
        }
        _ => Look { size: 25.0, share: 0.5, angle: 0.349_07 },
    };
    let size = look.size.min(length * look.share);
    let back = -along / length * size;
    let wing = |angle: f64| tip + (Affine::rotate(angle) * back.to_point()).to_vec2();
    let mut lines = BezPath::new();
    let mut polygon = |marks: &mut Vec<Mark>, points: &[Point], filled: bool| {
        let mut area = BezPath::new();
        for (place, point) in points.iter().enumerate() {
            if place == 0 { area.move_to(*point) } else { area.line_to(*point) }
        }
        area.close_path();
        outline(marks, &area, filled, colour, width, hand);
    };
    match name {
        "triangle" | "triangle_outline" => {
            polygon(marks, &[tip, wing(look.angle), wing(-look.angle)], name == "triangle");
        }
        "diamond" | "diamond_outline" => {
            let side = Vec2::new(-back.y, back.x) * 0.6;
            let points = [tip, tip + back + side, tip + back * 2.0, tip + back - side];
            polygon(marks, &points, name == "diamond");
        }
        "circle" | "circle_outline" | "dot" => {
            let circle = Circle::new(tip + back / 2.0, size / 2.0).to_path(0.1);
            outline(marks, &circle, name != "circle_outline", colour, width, hand);
        }
        "crowfoot_many" | "crowfoot_one" | "crowfoot_one_or_many" => {
            let side = Vec2::new(-back.y, back.x) * 0.5;
            if name != "crowfoot_one" {
                for end in [tip + side, tip - side] {
                    hand.line(&mut lines, tip + back, end);
                }
            }
            if name != "crowfoot_many" {
                let at = if name == "crowfoot_one" { tip + back * 0.5 } else { tip + back * 1.2 };
                hand.line(&mut lines, at + side, at - side);
            }
        }
        _ => {
            for end in [wing(look.angle), wing(-look.angle)] {
                hand.line(&mut lines, end, tip);
            }
        }
    }
    if !lines.is_empty() {
        marks.push(Mark::Line { path: lines, colour, width, dash: Vec::new() });
    }
}

fn outline(marks: &mut Vec<Mark>, area: &BezPath, filled: bool, colour: Colour, width: f64, hand: &mut Hand) {
    if filled {
        marks.push(Mark::Fill { path: area.clone(), rule: Rule::EvenOdd, colour });
    }
    let mut path = BezPath::new();
    hand.path(&mut path, area);
    marks.push(Mark::Line { path, colour, width, dash: Vec::new() });
}
