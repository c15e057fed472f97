//! Text elements as lines of words.
//!
//! Not here: fonts; the lines stand where the usual ones put their baseline.

use super::measure::wrap;
use super::{Colour, Mark, Words};
use crate::scene::{Align, Element, Family, Text, Vertical};

/// Lines of one text that are painted at most.
const MAX_LINES: usize = 2000;

/// How far faces reach above and below the baseline, as shares of the size.
fn reach(family: Family) -> (f64, f64) {
    match family {
        Family::Hand => (0.886, 0.374),
        Family::Sans => (0.969, 0.242),
        Family::Serif => (0.917, 0.219),
        Family::Mono => (1.02, 0.3),
    }
}

/// The lines of a text.
pub(super) fn add(marks: &mut Vec<Mark>, element: &Element, text: &Text) {
    let Some(colour) = Colour::parse(&element.style.stroke) else { return };
    let lines: Vec<String> = match &text.wrapped {
        Some(wrapped) => wrapped.split('\n').map(str::to_owned).collect(),
        None if text.auto_width => text.text.split('\n').map(str::to_owned).collect(),
        None => wrap(&text.text, text.size, text.family, text.weight >= 600, element.width),
    };
    let height = text.size * text.line_height;
    let total = height * lines.len() as f64;
    let top = match text.vertical {
        Vertical::Top => 0.0,
        Vertical::Middle => (element.height - total) / 2.0,
        Vertical::Bottom => element.height - total,
    };
    let x = match text.align {
        Align::Start => 0.0,
        Align::Middle => element.width / 2.0,
        Align::End => element.width,
    };
    let (above, below) = reach(text.family);
    let baseline = (height - text.size * (above + below)) / 2.0 + text.size * above;
    for (place, line) in lines.into_iter().enumerate().take(MAX_LINES) {
        if line.trim().is_empty() {
            continue;
        }
        marks.push(Mark::Words(Words {
            text: line.trim_end_matches('\r').replace('\t', "    "),
            x,
            y: top + height * place as f64 + baseline,
            size: text.size,
            family: text.family,
            weight: text.weight,
            italic: text.italic,
            colour,
            align: text.align,
        }));
    }
}
