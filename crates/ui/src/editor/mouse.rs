//! The mouse on text and gutter: clicks, drags, columns, dragged text, the wheel. A state machine over egui's raw events,
//! because a press must act at once. It reads the frame's geometry and answers with intents.

use std::ops::Range;

use egui::{CursorIcon, Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, Response, Ui, Vec2, pos2};
use justbuilt_text::{Selection, Selections, Text};

use super::columns;
use super::data::{EditorData, EditorIntent};
use super::frame::Frame;
use super::gutter::{self, GutterPart};
use super::scroll::{Scroll, Viewport};
use super::words;

/// How far the pointer moves before a press becomes a drag, in points.
const DRAG_START: f32 = 4.0;
/// How far apart two presses may be to count as a double click, in points.
const SAME_PLACE: f32 = 6.0;
/// Rows a second the view scrolls for each row the pointer is outside of it.
const AUTO_SCROLL: f64 = 12.0;

/// What a drag selects by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Char,
    Word,
    Line,
}

/// A press that has not been released.
#[derive(Clone, Debug)]
enum Gesture {
    /// Selecting: the unit under the press, and the selections that stay beside.
    Select { unit: Unit, origin: Range<usize>, anchor: usize, others: Option<Selections> },
    /// Selecting a rectangle from a row and a column; other selections that stay.
    Column { row: usize, column: f64, others: Option<Selections> },
    /// On selected text: a drag of it, or a click.
    OnSelection { pos: Pos2, range: Range<usize>, byte: usize },
    /// Dragging that text.
    DragText { range: Range<usize> },
    /// The middle button, which selects a rectangle once it moves.
    Middle { pos: Pos2, row: usize, column: f64 },
    /// A finger that scrolls.
    Touch { last: Pos2, moved: bool },
}

/// The mouse's state.
#[derive(Clone, Debug, Default)]
pub(super) struct Mouse {
    gesture: Option<Gesture>,
    last_press: Option<(f64, Pos2, u32)>,
    /// Where dragged text would go.
    pub(super) drop_at: Option<usize>,
    /// Selections changed by the mouse and not yet reported to the system's primary selection.
    unsettled: bool,
}

/// What the mouse did in a frame.
#[derive(Default)]
pub(super) struct MouseOutput {
    pub(super) intents: Vec<EditorIntent>,
    /// The selections as the mouse leaves them, to be painted in this very frame.
    pub(super) selections: Option<Selections>,
    /// Text was pressed: the view wants the keyboard, and its caret should show.
    pub(super) pressed: bool,
    /// Rows and columns to scroll because a drag is outside the view.
    pub(super) scroll: Option<(f64, f64)>,
}

impl Mouse {
    /// Whether a button is being held on this view.
    pub(super) fn is_active(&self) -> bool {
        self.gesture.is_some()
    }

    /// Takes the wheel events of this frame, if the pointer is over the view. Returns the zoom wanted, and whether the
    /// view was moved.
    pub(super) fn wheel(
        ui: &Ui,
        response: &Response,
        data: &EditorData<'_>,
        scroll: &mut Scroll,
        view: &Viewport,
        row_height: f32,
    ) -> (Option<f32>, bool) {
        if !response.contains_pointer() {
            return (None, false);
        }
        let mut zoom = 1.0;
        let mut moved = false;
        let events: Vec<_> = ui.input(|input| {
            let wheel = |event: &Event| match event {
                Event::MouseWheel { unit, delta, modifiers, .. } => Some((*unit, *delta, *modifiers)),
                _ => None,
            };
            input.events.iter().filter_map(wheel).collect()
        });
        for (unit, delta, modifiers) in &events {
            if modifiers.command || modifiers.ctrl {
                zoom *= (delta.y.clamp(-10.0, 10.0)
                    * if *unit == MouseWheelUnit::Point { 0.01 } else { 0.1 })
                .exp();
                continue;
            }
            // macOS turns the wheel itself when Shift is down.
            let delta = if modifiers.shift && delta.x == 0.0 { Vec2::new(delta.y, 0.0) } else { *delta };
            let (rows, columns) = (-f64::from(delta.y), -f64::from(delta.x));
            let display = data.display;
            moved = true;
            match unit {
                MouseWheelUnit::Point => {
                    let scale = 1.0 / f64::from(row_height);
                    scroll.jump_by(display, view, rows * scale, columns * scale * 2.0);
                }
                MouseWheelUnit::Line => {
                    let by = f64::from(data.options.wheel_rows);
                    let smooth = data.options.smooth_scroll;
                    scroll.glide_by(display, view, rows * by, columns * by * 2.0, smooth);
                }
                MouseWheelUnit::Page => {
                    let page = (view.rows - 1.0).max(1.0);
                    scroll.glide_by(display, view, rows * page, columns * page, data.options.smooth_scroll);
                }
            }
        }
        if !events.is_empty() {
            // Nothing around this view shall scroll as well.
            ui.input_mut(|input| input.smooth_scroll_delta = Vec2::ZERO);
        }
        let pinch = ui.input(|input| {
            let factor = |event: &Event| if let Event::Zoom(factor) = event { Some(*factor) } else { None };
            input.events.iter().filter_map(factor).product::<f32>()
        });
        zoom *= pinch;
        ((zoom != 1.0).then_some(zoom), moved)
    }

    /// Takes the pointer events of this frame.
    pub(super) fn pointer(&mut self, ui: &Ui, response: &Response, frame: &Frame<'_>) -> MouseOutput {
        let mut out = MouseOutput::default();
        let events: Vec<Event> =
            ui.input(|input| input.events.iter().filter(|e| is_pointer_event(e)).cloned().collect());
        let touch = ui.input(|input| input.any_touches());
        for event in events {
            match event {
                Event::PointerButton { pos, button, pressed: true, modifiers } => {
                    if response.contains_pointer() && frame.rect.contains(pos) {
                        self.press(ui, frame, pos, button, modifiers, touch, &mut out);
                    }
                }
                Event::PointerButton { pos, button, pressed: false, modifiers } => {
                    self.release(ui, frame, pos, button, modifiers, &mut out);
                }
                Event::PointerMoved(pos) => self.moved(frame, pos, &mut out),
                Event::MiddleClickPaste { pos, text } if response.contains_pointer() => {
                    if let Some((byte, _)) = frame.byte_at(pos) {
                        out.intents.push(EditorIntent::MiddlePaste { byte, text });
                    }
                }
                Event::PointerGone => {}
                _ => {}
            }
        }
        self.auto_scroll(ui, frame, &mut out);
        self.cursor(ui, response, frame);
        out
    }

    /// The selections as they are now, mouse included.
    fn current(frame: &Frame<'_>, out: &MouseOutput) -> Selections {
        out.selections.clone().unwrap_or_else(|| frame.data.selections.clone())
    }

    fn select(&mut self, selections: Selections, out: &mut MouseOutput) {
        self.unsettled = true;
        out.intents.retain(|intent| !matches!(intent, EditorIntent::Select(_)));
        out.intents.push(EditorIntent::Select(selections.clone()));
        out.selections = Some(selections);
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of egui's event")]
    fn press(
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
                    self.select(Selections::caret(byte), out);
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
        if let Some(rect) = super::paint::fold_mark_rect(frame, index)
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
            self.extend_to(frame, byte, out);
            return;
        }
        let on_selection =
            current.iter().find(|s| !s.is_caret() && s.range().contains(&byte)).map(Selection::range);
        if let Some(range) = on_selection
            && clicks == 1
            && !modifiers.alt
            && frame.data.options.drag_and_drop
        {
            self.gesture = Some(Gesture::OnSelection { pos, range, byte });
            return;
        }
        let (unit, origin) = match clicks {
            2 => (Unit::Word, words::word_at(text, byte)),
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
        self.extend_to(frame, byte, out);
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
                self.extend_to(frame, start, out);
            }
        }
    }

    /// Extends the selection under way to a place.
    fn extend_to(&mut self, frame: &Frame<'_>, byte: usize, out: &mut MouseOutput) {
        let Some(Gesture::Select { unit, origin, anchor, others }) = &self.gesture else { return };
        let text = frame.data.text;
        let reached = match unit {
            Unit::Char => byte..byte,
            Unit::Word => words::word_at(text, byte),
            Unit::Line => text.line_range(text.line_of(byte)),
        };
        let selection = if origin.is_empty() && *unit == Unit::Char {
            Selection { anchor: *anchor, head: byte, goal: None }
        } else if reached.start < origin.start {
            Selection { anchor: origin.end, head: reached.start, goal: None }
        } else {
            Selection { anchor: origin.start, head: reached.end.max(origin.end), goal: None }
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

    fn moved(&mut self, frame: &Frame<'_>, pos: Pos2, out: &mut MouseOutput) {
        match self.gesture.clone() {
            None => {}
            Some(Gesture::Select { .. }) => {
                if let Some((byte, _)) = frame.byte_at(pos) {
                    self.extend_to(frame, byte, out);
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

    fn release(
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
            Some(Gesture::OnSelection { byte, .. }) => self.select(Selections::caret(byte), out),
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
                if let Some((byte, _)) = frame.byte_at(pos) {
                    self.select(Selections::caret(byte), out);
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
    fn auto_scroll(&mut self, ui: &Ui, frame: &Frame<'_>, out: &mut MouseOutput) {
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

    fn cursor(&self, ui: &Ui, response: &Response, frame: &Frame<'_>) {
        let Some(pos) = response.hover_pos() else { return };
        let icon = match &self.gesture {
            Some(Gesture::DragText { .. }) => {
                if ui.input(|input| input.modifiers.ctrl || input.modifiers.alt) {
                    CursorIcon::Copy
                } else {
                    CursorIcon::Move
                }
            }
            Some(Gesture::Column { .. }) => CursorIcon::Crosshair,
            None if gutter::part_at(frame, pos).is_some() => CursorIcon::Default,
            None if frame
                .index_at(pos.y)
                .and_then(|i| super::paint::fold_mark_rect(frame, i))
                .is_some_and(|r| r.contains(pos)) =>
            {
                CursorIcon::PointingHand
            }
            None if self.over_selection(frame, pos) => CursorIcon::Default,
            _ => CursorIcon::Text,
        };
        ui.set_cursor_icon(icon);
    }

    fn over_selection(&self, frame: &Frame<'_>, pos: Pos2) -> bool {
        frame.data.options.drag_and_drop
            && frame.char_at(pos).is_some_and(|(byte, _)| {
                let all = frame.data.selections.as_slice();
                let after = all.partition_point(|s| s.to() <= byte);
                all.get(after).is_some_and(|s| !s.is_caret() && s.range().contains(&byte))
            })
    }
}

/// Selections of a list, its last one the primary; `None` for an empty list.
fn collect(all: Vec<Selection>) -> Option<Selections> {
    let primary = all.len().checked_sub(1)?;
    Some(Selections::new(all, primary))
}

fn slice(text: &Text, range: Range<usize>) -> String {
    text.slice(range).into_owned()
}

fn is_pointer_event(event: &Event) -> bool {
    matches!(
        event,
        Event::PointerButton { .. }
            | Event::PointerMoved(_)
            | Event::MiddleClickPaste { .. }
            | Event::PointerGone
    )
}
