//! Colours as CSS writes them.
//!
//! Not here: which colours a theme has.

use std::fmt;
use std::str::FromStr;

/// A colour with opacity, sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// 255 covers.
    pub a: u8,
}

impl Colour {
    /// What CSS text says; `None` for `transparent`, for nothing, and for what is no colour.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.eq_ignore_ascii_case("transparent") || text.eq_ignore_ascii_case("none") {
            return None;
        }
        let colour = svgtypes::Color::from_str(text).ok()?;
        (colour.alpha > 0).then_some(Self { r: colour.red, g: colour.green, b: colour.blue, a: colour.alpha })
    }

    /// This colour with a share of its opacity.
    #[must_use]
    pub fn faded(self, share: f64) -> Self {
        Self { a: (f64::from(self.a) * share.clamp(0.0, 1.0)).round() as u8, ..self }
    }

    /// How light it is, 0 to 1 (Rec. 709 weights).
    #[must_use]
    pub fn lightness(self) -> f64 {
        (0.2126 * f64::from(self.r) + 0.7152 * f64::from(self.g) + 0.0722 * f64::from(self.b)) / 255.0
    }

    /// Contrast of two colours that cover, 1 to 21 (<https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>).
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let light =
            |one: Self| 0.2126 * linear(one.r) + 0.7152 * linear(one.g) + 0.0722 * linear(one.b) + 0.05;
        let (a, b) = (light(self), light(other));
        a.max(b) / a.min(b)
    }

    /// `#rrggbb`, without the opacity.
    #[must_use]
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl fmt::Display for Colour {
    /// As CSS writes it, with the opacity where there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())?;
        if self.a < 255 { write!(f, "{:02x}", self.a) } else { Ok(()) }
    }
}
