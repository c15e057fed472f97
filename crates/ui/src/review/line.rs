//! One line of a difference: its numbers, its sign, its text on the tint that says what becomes of it.

use egui::{Align, Painter, Rect, pos2};

use crate::theme::Theme;
use crate::tokens::{alpha, space, type_size};
use crate::{fonts, paint};

/// A line of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffLine<'a> {
    /// In both texts.
    Same {
        /// Line in the old text, from 0.
        old: usize,
        /// Line in the new text, from 0.
        new: usize,
        /// The line.
        text: &'a str,
    },
    /// Only in the old text.
    Removed {
        /// Line in the old text, from 0.
        old: usize,
        /// The line.
        text: &'a str,
    },
    /// Only in the new text.
    Added {
        /// Line in the new text, from 0; `None` while it is not known.
        new: Option<usize>,
        /// The line.
        text: &'a str,
    },
    /// Lines of both that are left out.
    Gap(usize),
}

/// How wide the column of a line number is.
const NUMBER: f32 = 48.0;
/// The column of the sign.
const SIGN: f32 = 28.0;

/// Paints a line; gives back what a screen reader says. `quiet` for what will not be made.
pub fn line(painter: &Painter, theme: &Theme, place: Rect, line: &DiffLine<'_>, quiet: bool) -> String {
    let colors = &theme.colors;
    let (old, new, sign, text, tint) = match *line {
        DiffLine::Same { old, new, text } => (Some(old), Some(new), " ", text, None),
        DiffLine::Removed { old, text } => (Some(old), None, "−", text, Some(colors.error)),
        DiffLine::Added { new, text } => (None, new, "+", text, Some(colors.good)),
        DiffLine::Gap(lines) => {
            paint::fill(painter, place, 0, colors.raised);
            let text =
                if lines == 1 { "1 unchanged line".to_owned() } else { format!("{lines} unchanged lines") };
            let room = place.shrink2(egui::vec2(space::L, 0.0));
            paint::text(painter, room, Align::Min, &text, fonts::small(), colors.text_hint);
            return text;
        }
    };
    let tint = tint.filter(|_| !quiet);
    if let Some(tint) = tint {
        paint::fill(painter, place, 0, tint.gamma_multiply(alpha::TINT));
    }
    let font = fonts::code(type_size::SMALL);
    let number = |line: Option<usize>| line.map(|line| (line + 1).to_string()).unwrap_or_default();
    let column = |left: f32, width: f32| {
        Rect::from_min_max(pos2(left, place.top()), pos2(left + width, place.bottom()))
    };
    let (first, second) = (column(place.left(), NUMBER), column(place.left() + NUMBER, NUMBER));
    paint::text(painter, first, Align::Max, &number(old), font.clone(), colors.line_number);
    paint::text(painter, second, Align::Max, &number(new), font.clone(), colors.line_number);
    let left = place.left() + 2.0 * NUMBER;
    paint::text(
        painter,
        column(left, SIGN),
        Align::Center,
        sign,
        font.clone(),
        tint.unwrap_or(colors.text_hint),
    );
    let room = Rect::from_x_y_ranges(left + SIGN..=place.right().max(left + SIGN), place.y_range());
    let color = if quiet { colors.text_hint } else { colors.text };
    paint::text(painter, room, Align::Min, &text.replace('\t', "    "), font, color);
    format!("{sign} {text}")
}
