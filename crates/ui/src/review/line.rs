//! One line of a difference: its numbers, its sign, its text on the tint that says what becomes of it.

use std::ops::Range;

use egui::{Align, Painter, Rect, pos2};
use justbuilt_syntax::Highlight;

use crate::code::{self, CodeLook};
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

/// Kinds of code: byte ranges of a line in order, without overlaps.
pub type Spans<'a> = &'a [(Range<usize>, Highlight)];

/// How a line is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct LineLook<'a> {
    /// It will not be made.
    pub quiet: bool,
    /// What its code is.
    pub spans: Spans<'a>,
    /// How far its text is scrolled to the left, in points.
    pub scrolled: f32,
}

/// What came of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Painted {
    /// What a screen reader says.
    pub said: String,
    /// How wide its text is, in points.
    pub width: f32,
}

/// Where text begins, in points from the left end of a line.
pub(super) const LEAD: f32 = 2.0 * NUMBER + SIGN;
/// Characters of a line that are shown.
const LONGEST: usize = 10_000;

/// How wide the column of a line number is.
const NUMBER: f32 = 48.0;
/// The column of the sign.
const SIGN: f32 = 28.0;

/// Paints a line.
pub fn line(
    painter: &Painter,
    theme: &Theme,
    place: Rect,
    line: &DiffLine<'_>,
    look: &LineLook<'_>,
) -> Painted {
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
            return Painted { said: text, width: 0.0 };
        }
    };
    let tint = tint.filter(|_| !look.quiet);
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
    let galley = painter.layout_job(job(text, theme, look));
    let (width, height) = (galley.size().x, galley.size().y);
    let at = paint::snap(painter, pos2(room.left() - look.scrolled, room.center().y - height / 2.0));
    // What is scrolled away does not stand over the numbers.
    let seen = painter.clip_rect().intersect(room);
    painter.with_clip_rect(seen).galley(at, galley, colors.text);
    Painted { said: format!("{sign} {text}"), width }
}

/// The text of a line, in the colours of its code.
fn job(text: &str, theme: &Theme, look: &LineLook<'_>) -> egui::text::LayoutJob {
    let code_look = CodeLook { size: type_size::SMALL, line: None, longest: LONGEST };
    let mut job = code::job(text, if look.quiet { &[] } else { look.spans }, theme, &code_look);
    job.break_on_newline = false;
    if look.quiet {
        for section in &mut job.sections {
            section.format.color = theme.colors.text_hint;
        }
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_has_its_colours_unless_it_will_not_be_made() {
        let theme = Theme::dark();
        let spans = [(0..2, Highlight::Keyword), (3..7, Highlight::Function)];
        let look = LineLook { spans: &spans, ..LineLook::default() };
        let colored = job("fn main() {}", &theme, &look);
        let colors: Vec<_> = colored.sections.iter().map(|section| section.format.color).collect();
        assert_eq!(colored.text, "fn main() {}");
        assert_eq!(colors.first(), Some(&theme.syntax.by_name("keyword").color));
        assert!(colors.contains(&theme.syntax.by_name("function").color), "{colors:?}");
        let quiet = job("fn main() {}", &theme, &LineLook { quiet: true, ..look });
        assert!(quiet.sections.iter().all(|section| section.format.color == theme.colors.text_hint));
    }
}
