//! Code to be read, not changed: coloured lines with numbers, those in view only. Lines may be marked, and a click says
//! where it was. For code to be changed there is the editor.

use std::ops::Range;

use egui::{Align2, Color32, Id, Rect, Response, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use justbuilt_syntax::Highlight;

use crate::code::{self, CodeLook};
use crate::theme::Theme;
use crate::tokens::{chat, space};
use crate::{fonts, paint};

/// How the code looks: lines of more characters are cut.
const LOOK: CodeLook = CodeLook { size: chat::CODE, line: Some(chat::CODE_LINE), longest: 2_000 };

/// Coloured lines.
#[must_use = "show it in a Ui"]
pub struct CodeList<'a> {
    text: &'a str,
    lines: &'a [Range<usize>],
    spans: &'a [(Range<usize>, Highlight)],
    marked: &'a [Range<usize>],
    reveal: Option<usize>,
}

impl<'a> CodeList<'a> {
    /// The lines of `text`, as bytes without line ends, and its colours in order.
    pub fn new(text: &'a str, lines: &'a [Range<usize>], spans: &'a [(Range<usize>, Highlight)]) -> Self {
        Self { text, lines, spans, marked: &[], reveal: None }
    }

    /// These bytes are marked: whole lines.
    pub fn marked(mut self, marked: &'a [Range<usize>]) -> Self {
        self.marked = marked;
        self
    }

    /// Scrolls to the line with this byte.
    pub fn reveal(mut self, byte: Option<usize>) -> Self {
        self.reveal = byte;
        self
    }

    /// Shows it in all the space there is; the byte that was clicked.
    pub fn show(self, ui: &mut Ui, id: Id, name: &str) -> Option<usize> {
        let theme = Theme::of(ui.ctx());
        let height = chat::CODE_LINE;
        let digits = self.lines.len().max(1).ilog10() + 1;
        let letter = ui.fonts_mut(|fonts| fonts.glyph_width(&fonts::code(chat::CODE), '0'));
        let gutter = letter * digits.max(2) as f32 + space::XL;
        let line_of =
            |byte: usize| self.lines.partition_point(|line| line.end < byte).min(self.lines.len().max(1) - 1);
        let mut area = ScrollArea::both().id_salt(id).auto_shrink([false, false]);
        if let Some(byte) = self.reveal {
            let top = line_of(byte) as f32 * height - ui.available_height() / 3.0;
            area = area.vertical_scroll_offset(top.max(0.0));
        }
        let mut clicked = None;
        area.show_viewport(ui, |ui, view| {
            let first = (view.top() / height).floor().max(0.0) as usize;
            let last = ((view.bottom() / height).ceil() as usize).min(self.lines.len());
            let origin = ui.max_rect().min;
            let mut widest: f32 = 0.0;
            for index in first..last {
                let Some(line) = self.lines.get(index) else { break };
                let top = origin.y + index as f32 * height;
                let row = Rect::from_min_size(pos2(origin.x + view.left(), top), vec2(view.width(), height));
                let marked = self
                    .marked
                    .iter()
                    .any(|range| range.start <= line.end && line.start < range.end.max(range.start + 1));
                if marked {
                    paint::fill(ui.painter(), row, 0, theme.colors.selection);
                }
                let response = ui.interact(row, id.with(index), Sense::click());
                self.number(ui, row, index, gutter, &theme);
                let galley = self.galley(ui, line, &theme);
                widest = widest.max(galley.size().x);
                let at = pos2(origin.x + gutter, top);
                if response.clicked()
                    && let Some(pointer) = response.interact_pointer_pos()
                {
                    let column = galley.cursor_from_pos(pointer - at).index.0;
                    let text = self.text.get(line.clone()).unwrap_or_default();
                    let byte = text.char_indices().nth(column).map_or(text.len(), |(byte, _)| byte);
                    clicked = Some(line.start + byte);
                }
                ui.painter().galley(at, galley, theme.syntax.plain.color);
                self.spoken(&response, line);
            }
            ui.allocate_rect(
                Rect::from_min_size(
                    origin,
                    vec2(gutter + widest + space::XL, self.lines.len() as f32 * height),
                ),
                Sense::hover(),
            )
            .widget_info(|| WidgetInfo::labeled(Role::List, true, name));
        });
        clicked
    }

    fn number(&self, ui: &Ui, row: Rect, index: usize, gutter: f32, theme: &Theme) {
        let at = pos2(row.left() + gutter - space::M, row.center().y);
        let color: Color32 = theme.colors.text_hint;
        ui.painter().text(at, Align2::RIGHT_CENTER, (index + 1).to_string(), fonts::code(chat::CODE), color);
    }

    fn galley(&self, ui: &Ui, line: &Range<usize>, theme: &Theme) -> std::sync::Arc<egui::Galley> {
        let text = self.text.get(line.clone()).unwrap_or_default();
        let from = self.spans.partition_point(|(span, _)| span.end <= line.start);
        let here = self.spans.iter().skip(from).take_while(|(span, _)| span.start < line.end);
        let moved: Vec<(Range<usize>, Highlight)> = here
            .map(|(span, kind)| {
                let start = span.start.max(line.start) - line.start;
                (start..span.end.min(line.end) - line.start, *kind)
            })
            .collect();
        ui.fonts_mut(|fonts| fonts.layout_job(code::job(text, &moved, theme, &LOOK)))
    }

    fn spoken(&self, response: &Response, line: &Range<usize>) {
        let text = self.text.get(line.clone()).unwrap_or_default();
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, text));
    }
}
