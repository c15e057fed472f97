//! How a press goes on: selections grow, rectangles too, text is carried, the view scrolls; and how it ends.

use std::ops::Range;

use egui::{Modifiers, PointerButton, Pos2, Ui, pos2};
use justbuilt_text::{Selection, Selections, Text};

use super::{Gesture, Mouse, MouseOutput, Unit, collect};
use crate::editor::data::EditorIntent;
use crate::editor::frame::Frame;
use crate::editor::{columns, words};

/// How far the pointer moves before a press becomes a drag, in points.
const DRAG_START: f32 = 4.0;
/// Rows a second the view scrolls for each row the pointer is outside of it.
const AUTO_SCROLL: f64 = 12.0;

impl Mouse {
    /// Extends the selection under way to a place in the row of this index.
    pub(super) fn extend_to(
        &mut self,
        frame: &Frame<'_>,
        (byte, index): (usize, usize),
        out: &mut MouseOutput,
    ) {
        let Some(Gesture::Select { unit, origin, anchor, others }) = &self.gesture else { return };
        let text = frame.data.text;
        let row_end = frame.is_row_end(byte, index);
        let reached = match unit {
            Unit::Char => byte..byte,
            Unit::Word => word_in_row(frame, byte, index),
            Unit::Line => text.line_range(text.line_of(byte)),
        };
        let selection = if origin.is_empty() && *unit == Unit::Char {
            Selection::new(*anchor, byte).at_row_end(row_end)
        } else if reached.start < origin.start {
            Selection::new(origin.end, reached.start)
        } else {
            Selection::new(origin.start, reached.end.max(origin.end))
        };
        let selections = match others {
            Some(others) => {
                let mut all: Vec<Selection> = others.iter().copied().collect();
                all.push(selection);
                collect(all)
            }
            None => Some(Selections::single(selection)),
        };
        if let Some(selections) = selections {
            self.select(selections, out);
        }
    }

    pub(super) fn moved(&mut self, frame: &Frame<'_>, pos: Pos2, out: &mut MouseOutput) {
        match self.gesture.clone() {
            None => {}
            Some(Gesture::Select { .. }) => {
                if let Some(place) = frame.byte_at(pos) {
                    self.extend_to(frame, place, out);
                }
            }
            Some(Gesture::Column { row, column, others }) => {
                self.select_columns(frame, row, column, others, pos, out)
            }
            Some(Gesture::OnSelection { pos: from, range, .. }) if from.distance(pos) > DRAG_START => {
                self.gesture = Some(Gesture::DragText { range });
                self.drop_at = frame.byte_at(pos).map(|(byte, _)| byte);
            }
            Some(Gesture::DragText { range }) => {
                let byte = frame.byte_at(pos).map(|(byte, _)| byte);
                self.drop_at = byte.filter(|byte| !(range.start < *byte && *byte < range.end));
            }
            Some(Gesture::Middle { pos: from, row, column }) if from.distance(pos) > DRAG_START => {
                self.gesture = Some(Gesture::Column { row, column, others: None });
                self.select_columns(frame, row, column, None, pos, out);
            }
            Some(Gesture::Touch { last, moved }) => {
                let delta = pos - last;
                if moved || delta.length() > DRAG_START {
                    let rows = -f64::from(delta.y) / f64::from(frame.metrics.row);
                    let columns = -f64::from(delta.x) / frame.metrics.cell;
                    let (more, across) = out.scroll.unwrap_or_default();
                    out.scroll = Some((more + rows, across + columns));
                    self.gesture = Some(Gesture::Touch { last: pos, moved: true });
                }
            }
            Some(_) => {}
        }
    }

    fn select_columns(
        &mut self,
        frame: &Frame<'_>,
        row: usize,
        column: f64,
        others: Option<Selections>,
        pos: Pos2,
        out: &mut MouseOutput,
    ) {
        let Some(to_row) = frame.index_at(pos.y).and_then(|index| frame.rows.get(index)).map(|row| row.row)
        else {
            return;
        };
        let made = columns::rectangle(frame.data.display, (row, column), (to_row, frame.column_at(pos.x)));
        let all = others.iter().flat_map(|others| others.iter().copied()).chain(made).collect();
        if let Some(selections) = collect(all) {
            self.select(selections, out);
        }
    }

    pub(super) fn release(
        &mut self,
        ui: &Ui,
        frame: &Frame<'_>,
        pos: Pos2,
        button: PointerButton,
        modifiers: Modifiers,
        out: &mut MouseOutput,
    ) {
        let ends = match &self.gesture {
            None => return,
            Some(Gesture::Middle { .. }) => button == PointerButton::Middle,
            Some(Gesture::Column { .. }) => button != PointerButton::Secondary,
            Some(_) => button == PointerButton::Primary,
        };
        if !ends {
            return;
        }
        match self.gesture.take() {
            Some(Gesture::OnSelection { byte, index, .. }) => self.select(caret(frame, byte, index), out),
            Some(Gesture::DragText { range }) => {
                let copy = modifiers.ctrl || modifiers.alt;
                if let Some(to) = self.drop_at.take()
                    && frame.rect.contains(pos)
                    && (copy || to < range.start || to > range.end)
                {
                    out.intents.push(EditorIntent::DropText { from: range, to, copy });
                }
            }
            Some(Gesture::Touch { moved: false, .. }) => {
                if let Some((byte, index)) = frame.byte_at(pos) {
                    self.select(caret(frame, byte, index), out);
                }
            }
            _ => {}
        }
        self.drop_at = None;
        if std::mem::take(&mut self.unsettled) {
            let primary = Self::current(frame, out).primary();
            // What was selected becomes the primary selection of X11 and Wayland; not megabytes of it.
            if !primary.is_caret() && primary.range().len() <= 1 << 20 {
                let text = slice(frame.data.text, primary.range());
                ui.ctx().send_cmd(egui::OutputCommand::TextSelectionSettled(text));
            }
        }
    }

    /// A selecting drag outside the view scrolls it, faster the further away.
    pub(super) fn auto_scroll(&mut self, ui: &Ui, frame: &Frame<'_>, out: &mut MouseOutput) {
        let selecting = matches!(
            self.gesture,
            Some(Gesture::Select { .. } | Gesture::Column { .. } | Gesture::DragText { .. })
        );
        let Some(pos) = ui.input(|input| input.pointer.latest_pos()).filter(|_| selecting) else { return };
        let area = frame.text_rect;
        let beyond = |value: f32, low: f32, high: f32| {
            if value < low {
                value - low
            } else if value > high {
                value - high
            } else {
                0.0
            }
        };
        let (x, y) =
            (beyond(pos.x, frame.rect.left(), area.right()), beyond(pos.y, area.top(), area.bottom()));
        if x == 0.0 && y == 0.0 {
            return;
        }
        let dt = f64::from(ui.input(|input| input.stable_dt.min(0.05)));
        let rows = f64::from(y / frame.metrics.row) * AUTO_SCROLL * dt;
        let columns = f64::from(x) / frame.metrics.cell * AUTO_SCROLL * dt;
        let (more, across) = out.scroll.unwrap_or_default();
        out.scroll = Some((more + rows, across + columns));
        let inside =
            pos2(pos.x.clamp(area.left(), area.right()), pos.y.clamp(area.top(), area.bottom() - 1.0));
        self.moved(frame, inside, out);
        ui.ctx().request_repaint();
    }
}

/// A caret where the row of this index was pressed.
pub(super) fn caret(frame: &Frame<'_>, byte: usize, index: usize) -> Selections {
    Selections::single(Selection::caret(byte).at_row_end(frame.is_row_end(byte, index)))
}

/// The word at a place of a row: at the end of a row that goes on it is the row's last, not the next one's first.
pub(super) fn word_in_row(frame: &Frame<'_>, byte: usize, index: usize) -> Range<usize> {
    let text = frame.data.text;
    let at = if frame.is_row_end(byte, index) { text.prev_grapheme(byte) } else { byte };
    words::word_at(text, at, &frame.data.options.word_chars)
}

fn slice(text: &Text, range: Range<usize>) -> String {
    text.slice(range).into_owned()
}
