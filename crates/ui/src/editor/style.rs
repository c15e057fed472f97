//! How highlighted text looks in this view: a table from highlight to colour and font, and the measures of the code
//! font (cell width, row height). Colours come from the theme; nothing is laid out or painted here.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use egui::epaint::text::{FontsView, LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Stroke};
use justbuilt_syntax::Highlight;

use super::options::EditorOptions;
use super::shapes::snap;
use crate::theme::{SyntaxStyle, Theme};

/// The row of the style table for text that no grammar named.
pub(super) const PLAIN: u8 = 0;

/// The row of the style table of a highlight.
pub(super) fn style_of(highlight: Highlight) -> u8 {
    highlight as u8 + 1
}

/// The styles of one theme.
#[derive(Clone, Debug)]
pub(super) struct Styles {
    table: Vec<SyntaxStyle>,
    /// What is drawn for characters that have no picture of their own.
    pub(super) invalid: Color32,
    /// Pictures of control characters.
    pub(super) control: Color32,
    /// Behind them.
    pub(super) control_background: Color32,
    /// Behind the boxes of bytes that are no text.
    pub(super) invalid_background: Color32,
    /// Changes when anything above does.
    pub(super) hash: u64,
}

impl Styles {
    pub(super) fn of(theme: &Theme) -> Self {
        let syntax = &theme.syntax;
        let mut table = vec![syntax.plain];
        table.extend(Highlight::ALL.iter().map(|highlight| match highlight {
            Highlight::DocComment => *syntax.get("doc-comment").unwrap_or(&syntax.comment),
            Highlight::Regex => *syntax.get("regex").unwrap_or(&syntax.string),
            Highlight::Inserted => SyntaxStyle { color: theme.colors.good, ..syntax.plain },
            Highlight::Deleted => SyntaxStyle { color: theme.colors.error, ..syntax.plain },
            other => syntax.by_name(other.name()),
        }));
        let invalid = theme.colors.error;
        let mut hasher = DefaultHasher::new();
        for style in &table {
            (style.color, style.bold, style.italic, style.underline).hash(&mut hasher);
        }
        let (control, control_background) = (theme.colors.text_secondary, theme.colors.raised);
        (invalid, control, control_background).hash(&mut hasher);
        Self {
            table,
            invalid,
            control,
            control_background,
            invalid_background: invalid.gamma_multiply(0.18),
            hash: hasher.finish(),
        }
    }

    pub(super) fn get(&self, style: u8) -> SyntaxStyle {
        let plain = SyntaxStyle { color: self.invalid, bold: false, italic: false, underline: false };
        self.table.get(usize::from(style)).or(self.table.first()).copied().unwrap_or(plain)
    }
}

/// The code fonts at one size, measured.
#[derive(Clone, Debug)]
pub(super) struct Metrics {
    regular: FontId,
    bold: FontId,
    italic: FontId,
    /// Width of one cell in points; not rounded.
    pub(super) cell: f64,
    /// Height of a row in points; whole pixels.
    pub(super) row: f32,
    /// Whether the font draws character pairs such as `->` differently than their parts.
    pub(super) ligates: bool,
    pub(super) pixels_per_point: f32,
}

impl Metrics {
    /// Measures the fonts; a few layouts, so the result is kept while fonts and size stay.
    pub(super) fn measure(fonts: &mut FontsView<'_>, options: &EditorOptions, pixels_per_point: f32) -> Self {
        let size = options.font_size.clamp(4.0, 200.0);
        let families = &fonts.definitions().families;
        let font = |wanted: FontId| {
            if families.contains_key(&wanted.family) { wanted } else { FontId::monospace(size) }
        };
        let regular = font(if options.ligatures {
            crate::fonts::code_ligatures(size)
        } else {
            crate::fonts::code(size)
        });
        let (bold, italic) = (font(crate::fonts::code_bold(size)), font(crate::fonts::code_italic(size)));
        let measure = |fonts: &mut FontsView<'_>, text: &str, split: bool| -> Arc<Galley> {
            let format = TextFormat::simple(regular.clone(), Color32::PLACEHOLDER);
            let mut job =
                LayoutJob { break_on_newline: false, round_output_to_gui: false, ..LayoutJob::default() };
            if split {
                push_section(&mut job, 0.0, "-", format.clone());
                push_section(&mut job, 0.0, ">", format);
            } else {
                push_section(&mut job, 0.0, text, format);
            }
            fonts.layout_job(job)
        };
        let zeros = "0".repeat(64);
        let width = f64::from(measure(fonts, &zeros, false).intrinsic_size().x) / 64.0;
        let cell = if width > 0.5 { width } else { f64::from(size) * 0.6 };
        let ligates = glyph_places(&measure(fonts, "->", false)) != glyph_places(&measure(fonts, "->", true));
        let row = snap(size * options.line_height.clamp(1.0, 4.0), pixels_per_point).max(1.0);
        Self { regular, bold, italic, cell, row, ligates, pixels_per_point }
    }

    /// The format of a piece of text.
    pub(super) fn format(&self, style: SyntaxStyle) -> TextFormat {
        let font_id = match (style.bold, style.italic) {
            (true, _) => &self.bold,
            (false, true) => &self.italic,
            (false, false) => &self.regular,
        };
        let underline = if style.underline {
            Stroke::new(1.0 / self.pixels_per_point.min(1.5), style.color)
        } else {
            Stroke::NONE
        };
        TextFormat {
            font_id: font_id.clone(),
            color: style.color,
            line_height: Some(self.row),
            underline,
            ..TextFormat::default()
        }
    }

    /// The format of things beside the text, such as line numbers, in one colour.
    pub(super) fn plain(&self, color: Color32) -> TextFormat {
        self.format(SyntaxStyle { color, bold: false, italic: false, underline: false })
    }
}

/// Where the pictures of a galley's glyphs lie in the atlas.
fn glyph_places(galley: &Galley) -> Vec<([u16; 2], [u16; 2])> {
    galley
        .rows
        .iter()
        .flat_map(|row| &row.glyphs)
        .map(|glyph| (glyph.uv_rect.min, glyph.uv_rect.max))
        .collect()
}

/// Appends a section of its own: text of two sections is never shaped together, whatever their formats.
pub(super) fn push_section(job: &mut LayoutJob, leading_space: f32, text: &str, format: TextFormat) {
    let start = job.text.len().into();
    job.text.push_str(text);
    job.sections.push(egui::text::LayoutSection {
        leading_space,
        byte_range: start..job.text.len().into(),
        format,
    });
}
