//! Shapes and their areas.

use std::f64::consts::PI;

/// Something flat with an area.
pub trait Shape {
    /// What it is called.
    fn name(&self) -> &'static str;
    /// Square units.
    fn area(&self) -> f64;
}

/// A circle.
pub struct Circle {
    pub radius: f64,
}

/// A rectangle.
pub struct Rectangle {
    pub width: f64,
    pub height: f64,
}

impl Shape for Circle {
    fn name(&self) -> &'static str {
        "circle"
    }

    fn area(&self) -> f64 {
        PI * self.radius * self.radius
    }
}

impl Shape for Rectangle {
    fn name(&self) -> &'static str {
        "rectangle"
    }

    fn area(&self) -> f64 {
        self.width * self.height
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_circle_has_the_area_pi() {
        assert_eq!(Circle { radius: 1.0 }.area(), PI);
    }
}
