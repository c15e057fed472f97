//! Code that is shown and not edited: in conversations and differences. Text and kinds to a layout with their colours.

use std::ops::Range;

use egui::Stroke;
use egui::text::{LayoutJob, TextFormat};
use justbuilt_syntax::Highlight;

use crate::fonts;
use crate::theme::{SyntaxStyle, Theme};

/// How it looks beyond its colours.
pub(crate) struct CodeLook {
    /// The size of its font, in points.
    pub size: f32,
    /// The height of a line, in points; the font's own without it.
    pub line: Option<f32>,
    /// Characters of a line that are shown; how many more there are is said.
    pub longest: usize,
}

/// Lays code out: its lines, each piece in the colour of its kind. `spans` are in order and do not overlap.
pub(crate) fn job(
    text: &str,
    spans: &[(Range<usize>, Highlight)],
    theme: &Theme,
    look: &CodeLook,
) -> LayoutJob {
    let mut job = LayoutJob { break_on_newline: true, ..LayoutJob::default() };
    job.wrap.max_width = f32::INFINITY;
    let mut push = |text: &str, style: SyntaxStyle| {
        let font_id = match (style.bold, style.italic) {
            (true, _) => fonts::code_bold(look.size),
            (false, true) => fonts::code_italic(look.size),
            (false, false) => fonts::code(look.size),
        };
        let underline = if style.underline { Stroke::new(1.0, style.color) } else { Stroke::NONE };
        let format = TextFormat {
            font_id,
            color: style.color,
            underline,
            line_height: look.line,
            ..TextFormat::default()
        };
        let start = job.text.len();
        job.text.push_str(text);
        job.sections.push(egui::text::LayoutSection {
            leading_space: 0.0,
            byte_range: start.into()..job.text.len().into(),
            format,
        });
    };
    let text = text.strip_suffix('\n').unwrap_or(text);
    let mut from = 0;
    let mut span = 0;
    for line in text.split_inclusive('\n') {
        let end = from + line.len();
        let shown_end = match line.char_indices().nth(look.longest) {
            Some((cut, _)) => from + cut,
            None => end,
        };
        let mut at = from;
        while spans.get(span).is_some_and(|(range, _)| range.end <= at) {
            span += 1;
        }
        let mut index = span;
        while at < shown_end {
            let next = spans.get(index).filter(|(range, _)| range.start < shown_end);
            match next {
                Some((range, kind)) => {
                    if at < range.start {
                        push(text.get(at..range.start).unwrap_or_default(), theme.syntax.plain);
                    }
                    let (start, stop) = (range.start.max(at), range.end.min(shown_end));
                    push(text.get(start..stop).unwrap_or_default(), style_of(*kind, theme));
                    at = stop.max(at);
                    if range.end <= shown_end {
                        index += 1;
                    }
                }
                None => {
                    push(text.get(at..shown_end).unwrap_or_default(), theme.syntax.plain);
                    at = shown_end;
                }
            }
        }
        if shown_end < end {
            let rest = text.get(shown_end..end).unwrap_or_default().trim_end_matches('\n').chars().count();
            let hint = SyntaxStyle { color: theme.colors.text_hint, ..theme.syntax.plain };
            let line_end = if line.ends_with('\n') { "\n" } else { "" };
            push(&format!(" … and {rest} more characters{line_end}"), hint);
        }
        from = end;
    }
    job
}

fn style_of(kind: Highlight, theme: &Theme) -> SyntaxStyle {
    match kind {
        Highlight::Inserted => SyntaxStyle { color: theme.colors.good, ..theme.syntax.plain },
        Highlight::Deleted => SyntaxStyle { color: theme.colors.error, ..theme.syntax.plain },
        other => theme.syntax.by_name(other.name()),
    }
}
