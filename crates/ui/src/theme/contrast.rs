//! Contrast of two colours after WCAG 2.2 (relative luminance). Only arithmetic: what must reach which
//! ratio is said by the tests of the theme.

use egui::{Color32, Rgba};

/// The contrast ratio of two opaque colours: 1 (the same) to 21 (black on white).
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// What one sees when `top`, premultiplied, is laid over the opaque `bottom`.
pub fn over(top: Color32, bottom: Color32) -> Color32 {
    bottom.blend(top)
}

/// Relative luminance of an opaque colour.
fn luminance(color: Color32) -> f32 {
    let linear = Rgba::from(color);
    0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b()
}
