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
