//! What a press of a button begins, by what it is on and how often it was pressed there.

use egui::{Modifiers, PointerButton, Pos2, Ui};
use justbuilt_text::{Selection, Selections};

use super::drag::{caret, word_in_row};
use super::{Gesture, Mouse, MouseOutput, Unit, collect};
use crate::editor::data::EditorIntent;
use crate::editor::frame::Frame;
use crate::editor::gutter::{self, GutterPart};
use crate::editor::paint;

/// How far apart two presses may be to count as a double click, in points.
const SAME_PLACE: f32 = 6.0;

impl Mouse {
    #[expect(clippy::too_many_arguments, reason = "the fields of egui's event")]
    pub(super) fn press(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        pos: Pos2,
        button: PointerButton,
        modifiers: Modifiers,
        touch: bool,
        out: &mut MouseOutput,
    ) {
        out.pressed = true;
        if let Some((part, index)) = gutter::part_at(frame, pos)
            && button == PointerButton::Primary
        {
            return self.press_gutter(frame, part, index, modifiers, out);
        }
        let Some((byte, index)) = frame.byte_at(pos) else { return };
        match button {
            PointerButton::Primary if touch => {
                self.gesture = Some(Gesture::Touch { last: pos, moved: false })
            }
            PointerButton::Primary => {
                let clicks = self.count_clicks(ui, pos);
                self.press_primary(frame, pos, byte, index, modifiers, clicks, out);
            }
            PointerButton::Secondary => {
                let inside = frame.data.selections.iter().any(|s| !s.is_caret() && s.range().contains(&byte));
                if !inside {
                    self.select(caret(frame, byte, index), out);
                }
                out.intents.push(EditorIntent::OpenContextMenu { pos, byte });
            }
            PointerButton::Middle => {
                let row = frame.rows.get(index).map_or(0, |row| row.row);
                self.gesture = Some(Gesture::Middle { pos, row, column: frame.column_at(pos.x) });
            }
            _ => {}
        }
    }

    fn count_clicks(&mut self, ui: &Ui, pos: Pos2) -> u32 {
        let now = ui.input(|input| input.time);
        let delay = ui.ctx().options(|options| options.input_options.max_double_click_delay);
        let clicks = match self.last_press {
            Some((then, place, count)) if now - then <= delay && place.distance(pos) <= SAME_PLACE => {
                count % 3 + 1
            }
            _ => 1,
        };
        self.last_press = Some((now, pos, clicks));
        clicks
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of a press")]
    fn press_primary(
        &mut self,
        frame: &Frame<'_>,
        pos: Pos2,
        byte: usize,
        index: usize,
        modifiers: Modifiers,
        clicks: u32,
        out: &mut MouseOutput,
    ) {
        if let Some(rect) = paint::fold_mark_rect(frame, index)
            && rect.contains(pos)
            && let Some(row) = frame.rows.get(index)
        {
            out.intents.push(EditorIntent::ToggleFold(row.line));
            return;
        }
        let text = frame.data.text;
        let current = Self::current(frame, out);
        if modifiers.alt && modifiers.shift {
            let row = frame.rows.get(index).map_or(0, |row| row.row);
            let column = frame.column_at(pos.x);
            self.gesture = Some(Gesture::Column { row, column, others: None });
            self.select(Selections::caret(byte), out);
            return;
        }
        if modifiers.command && !modifiers.alt && clicks == 1 {
            if let Some((byte, _)) = frame.char_at(pos) {
                out.intents.push(EditorIntent::Follow(byte));
            }
            return;
        }
        if modifiers.shift {
            let primary = current.primary();
            let unit = match clicks {
                2 => Unit::Word,
                3 => Unit::Line,
                _ => Unit::Char,
            };
            let origin = primary.anchor..primary.anchor;
            self.gesture = Some(Gesture::Select { unit, origin, anchor: primary.anchor, others: None });
            self.extend_to(frame, (byte, index), out);
            return;
        }
        let on_selection =
            current.iter().find(|s| !s.is_caret() && s.range().contains(&byte)).map(Selection::range);
        if let Some(range) = on_selection
            && clicks == 1
            && !modifiers.alt
            && frame.data.options.drag_and_drop
        {
            self.gesture = Some(Gesture::OnSelection { pos, range, byte, index });
            return;
        }
        let (unit, origin) = match clicks {
            2 => (Unit::Word, word_in_row(frame, byte, index)),
            3 => (Unit::Line, text.line_range(text.line_of(byte))),
            _ => (Unit::Char, byte..byte),
        };
        let others = (modifiers.alt && clicks == 1).then(|| current.clone());
        // A second click with Alt on a lone caret takes it away again.
        if let Some(others) = &others
            && others.len() > 1
            && others.iter().any(|s| s.is_caret() && s.head == byte)
        {
            let left = others.iter().filter(|s| s.head != byte).copied().collect::<Vec<_>>();
            if let Some(selections) = collect(left) {
                self.select(selections, out);
            }
            return;
        }
        let others = if clicks > 1 && modifiers.alt { Some(current) } else { others };
        self.gesture = Some(Gesture::Select { unit, origin, anchor: byte, others });
        self.extend_to(frame, (byte, index), out);
    }

    fn press_gutter(
        &mut self,
        frame: &Frame<'_>,
        part: GutterPart,
        index: usize,
        modifiers: Modifiers,
        out: &mut MouseOutput,
    ) {
        let Some(row) = frame.rows.get(index) else { return };
        match part {
            GutterPart::Marks => out.intents.push(EditorIntent::GutterClick(row.line)),
            GutterPart::Chevrons => out.intents.push(EditorIntent::ToggleFold(row.line)),
            GutterPart::Numbers => {
                let current = Self::current(frame, out);
                let line = frame.data.text.line_range(row.line);
                let start = line.start;
                let (origin, anchor) = if modifiers.shift {
                    let anchor = current.primary().anchor;
                    (anchor..anchor, anchor)
                } else {
                    (line, start)
                };
                let others = modifiers.alt.then_some(current);
                self.gesture = Some(Gesture::Select { unit: Unit::Line, origin, anchor, others });
                self.extend_to(frame, (start, index), out);
            }
        }
    }
}
