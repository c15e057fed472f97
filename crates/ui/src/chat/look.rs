//! What laid-out text depends on besides its words: theme, scale, and the atlas of glyphs. When one of them is another,
//! what was laid out before is of no use.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Stroke, Ui};

use super::markdown::{Rich, Style};
use crate::fonts;
use crate::theme::Theme;
use crate::tokens::{chat, type_size};

/// The look that things were laid out in.
#[derive(Default)]
pub(super) struct Look {
    theme: Option<Arc<Theme>>,
    scale: f32,
    sentinel: Option<Arc<Galley>>,
    /// Another one for every look.
    pub(super) generation: u64,
}

impl Look {
    /// Sees whether it is still the same.
    pub(super) fn update(&mut self, ui: &Ui) -> Arc<Theme> {
        let theme = Theme::of(ui.ctx());
        let scale = ui.pixels_per_point();
        // egui forgets its own galleys when it makes the atlas anew, which shows by one that is asked for each frame.
        let sentinel = ui.fonts_mut(|fonts| {
            fonts.layout_no_wrap("0".to_owned(), FontId::monospace(8.0), Color32::PLACEHOLDER)
        });
        let same = self.theme.as_ref().is_some_and(|before| Arc::ptr_eq(before, &theme))
            && self.scale == scale
            && self.sentinel.as_ref().is_some_and(|before| Arc::ptr_eq(before, &sentinel));
        if !same {
            self.generation += 1;
            self.theme = Some(Arc::clone(&theme));
            self.scale = scale;
        }
        self.sentinel = Some(sentinel);
        theme
    }
}

/// How large and heavy a text is.
#[derive(Clone, Copy)]
pub(super) struct Tone {
    pub(super) size: f32,
    pub(super) line: f32,
    pub(super) heavy: bool,
    pub(super) color: Color32,
}

impl Tone {
    /// Running text.
    pub(super) fn text(color: Color32) -> Self {
        Self { size: type_size::UI, line: chat::LINE, heavy: false, color }
    }

    /// A heading from 1 to 6.
    pub(super) fn heading(level: u8, color: Color32) -> Self {
        let (size, line) = match level {
            1 => (18.0, 26.0),
            2 => (16.0, 24.0),
            3 => (14.5, 22.0),
            _ => (13.0, 20.0),
        };
        Self { size, line, heavy: true, color }
    }
}

/// Styled text as a job for the layout.
pub(super) fn job(rich: &Rich, tone: Tone, theme: &Theme, width: f32) -> LayoutJob {
    let mut job = LayoutJob { text: rich.text.clone(), ..LayoutJob::default() };
    job.wrap.max_width = width.max(1.0);
    for (range, style) in &rich.runs {
        job.sections.push(egui::text::LayoutSection {
            leading_space: 0.0,
            byte_range: range.start.into()..range.end.into(),
            format: format(*style, tone, theme),
        });
    }
    job
}

fn format(style: Style, tone: Tone, theme: &Theme) -> TextFormat {
    let colors = &theme.colors;
    let font_id = match (style.code, style.strong || tone.heavy) {
        (true, true) => fonts::code_bold(tone.size - 0.5),
        (true, false) => fonts::code(tone.size - 0.5),
        (false, true) => fonts::ui_semibold(tone.size),
        (false, false) => fonts::ui(tone.size),
    };
    let color = if style.link { colors.accent } else { tone.color };
    let line = |on: bool| if on { Stroke::new(1.0, color) } else { Stroke::NONE };
    TextFormat {
        font_id,
        color,
        background: if style.code { colors.hover } else { Color32::TRANSPARENT },
        italics: style.emphasis,
        strikethrough: line(style.struck),
        line_height: Some(tone.line),
        valign: egui::Align::Center,
        ..TextFormat::default()
    }
}
