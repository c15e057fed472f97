//! Words of a drawing in our fonts: how large they are, and their galleys.
//!
//! Not here: where they stand.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Painter};
use justbuilt_sketch::canvas::Measure;
use justbuilt_sketch::scene::{Family, Text};
use kurbo::Size;

use crate::fonts;

/// Sizes are asked of the fonts at this size, and scaled.
const MEASURED_AT: f32 = 64.0;

/// The face for words of a drawing.
pub fn face(family: Family, weight: u16, italic: bool, size: f32) -> FontId {
    match (family, weight) {
        (Family::Mono, _) if italic => fonts::code_italic(size),
        (Family::Mono, 600..) => fonts::code_bold(size),
        (Family::Mono, _) => fonts::code(size),
        (Family::Serif, 600..) => fonts::serif_bold(size),
        (Family::Serif, _) if italic => fonts::serif_italic(size),
        (Family::Serif, _) => fonts::serif(size),
        (Family::Hand, 600..) => fonts::hand_bold(size),
        (Family::Hand, _) => fonts::hand(size),
        (Family::Sans, 600..) => fonts::ui_semibold(size),
        (Family::Sans, 500..) => fonts::ui_medium(size),
        (Family::Sans, _) => fonts::ui(size),
    }
}

/// Whether italic words are slanted by the painter: their family has no face of its own for them.
pub fn slanted(family: Family, weight: u16, italic: bool) -> bool {
    match family {
        Family::Mono => false,
        Family::Serif => italic && weight >= 600,
        Family::Sans | Family::Hand => italic,
    }
}

/// One line in the colour that it is painted with later.
pub fn line(painter: &Painter, text: &str, font: FontId, italics: bool) -> Arc<Galley> {
    let format = TextFormat { font_id: font, color: Color32::PLACEHOLDER, italics, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap.max_width = f32::INFINITY;
    job.break_on_newline = false;
    painter.layout_job(job)
}

/// Measures with the fonts that paint.
pub struct Faces<'a> {
    painter: &'a Painter,
    /// By words and their face, at [`MEASURED_AT`].
    widths: RefCell<HashMap<(String, Family, u16, bool), f64>>,
}

impl<'a> Faces<'a> {
    /// The painter knows the fonts.
    pub fn new(painter: &'a Painter) -> Self {
        Self { painter, widths: RefCell::default() }
    }

    fn width(&self, text: &Text, line: &str) -> f64 {
        let font = face(text.family, text.weight, text.italic, MEASURED_AT);
        let key = (line.to_owned(), text.family, text.weight, text.italic);
        if let Some(width) = self.widths.borrow().get(&key) {
            return width * text.size / f64::from(MEASURED_AT);
        }
        let width = f64::from(self::line(self.painter, line, font, false).size().x);
        self.widths.borrow_mut().insert(key, width);
        width * text.size / f64::from(MEASURED_AT)
    }
}

impl Measure for Faces<'_> {
    fn size(&self, text: &Text, width: Option<f64>) -> Size {
        let height = text.size * text.line_height;
        let (mut lines, mut widest) = (0.0, 0.0_f64);
        for line in text.text.split('\n') {
            lines += 1.0;
            let Some(most) = width else {
                widest = widest.max(self.width(text, line));
                continue;
            };
            let mut at = String::new();
            for word in line.split_inclusive(' ') {
                let longer = format!("{at}{word}");
                if !at.is_empty() && self.width(text, longer.trim_end()) > most {
                    widest = widest.max(self.width(text, at.trim_end()));
                    lines += 1.0;
                    word.clone_into(&mut at);
                } else {
                    at = longer;
                }
            }
            widest = widest.max(self.width(text, at.trim_end()));
        }
        Size::new(widest, lines * height)
    }
}
