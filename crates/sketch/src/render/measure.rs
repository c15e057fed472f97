//! Widths of words without a font, in the faces that the canvas paints them in.
//!
//! Good enough to break lines and to frame a drawing; who has the font measures with it.
//!
//! Not here: shaping; the widths of the code that is made of a drawing (`layout::metrics`).

use crate::scene::Family;
use crate::widths::{self, Face};

/// Share of the size that a letter of JetBrains Mono is wide.
const MONO: f64 = 0.6;

/// Width of a line of words, px.
#[must_use]
pub fn width(text: &str, size: f64, family: Family, bold: bool) -> f64 {
    let share = match family {
        Family::Mono => widths::cells(text) * MONO,
        Family::Sans => Face::Inter.line(text, bold),
        Family::Serif => Face::Georgia.line(text, bold),
        Family::Hand => Face::Excalifont.line(text, bold),
    };
    share * size
}

/// The lines that words take in a box of this width, px: broken at spaces, and in words that are longer than a line.
#[must_use]
pub fn wrap(text: &str, size: f64, family: Family, bold: bool, room: f64) -> Vec<String> {
    let mut lines = Vec::new();
    for typed in text.split('\n') {
        let mut line = String::new();
        for word in typed.split_inclusive(' ') {
            let with = format!("{line}{}", word.trim_end());
            if line.is_empty() || width(&with, size, family, bold) <= room {
                line.push_str(word);
            } else {
                lines.push(std::mem::take(&mut line).trim_end().to_owned());
                line.push_str(word);
            }
            while width(line.trim_end(), size, family, bold) > room && line.trim_end().chars().count() > 1 {
                let mut fits = String::new();
                let mut rest = line.chars();
                for letter in rest.by_ref() {
                    fits.push(letter);
                    if width(&fits, size, family, bold) > room && fits.chars().count() > 1 {
                        fits.pop();
                        let rest: String = std::iter::once(letter).chain(rest).collect();
                        line = rest;
                        break;
                    }
                }
                if fits.is_empty() || fits == line {
                    break;
                }
                lines.push(fits);
            }
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}
