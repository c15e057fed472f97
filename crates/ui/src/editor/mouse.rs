//! The mouse on text and gutter: clicks, drags, columns, dragged text. A state machine over egui's raw events,
//! because a press must act at once. It reads the frame's geometry and answers with intents.

mod drag;
mod press;

use std::ops::Range;

use egui::{CursorIcon, Event, Pos2, Response, Ui};
use justbuilt_text::{Selection, Selections};

use super::data::EditorIntent;
use super::frame::Frame;
use super::gutter;

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
    OnSelection { pos: Pos2, range: Range<usize>, byte: usize, index: usize },
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
    /// Takes the pointer events of this frame.
    pub(super) fn pointer(&mut self, ui: &Ui, response: &Response, frame: &Frame<'_>) -> MouseOutput {
        let mut out = MouseOutput::default();
        let events: Vec<Event> =
            ui.input(|input| input.events.iter().filter(|e| is_pointer_event(e)).cloned().collect());
        let touch = ui.input(|input| input.any_touches());
        for event in events {
            match event {
                Event::PointerButton { pos, button, pressed: true, modifiers }
                    if is_on_top(ui, response, pos) && frame.rect.contains(pos) =>
                {
                    self.press(ui, frame, pos, button, modifiers, touch, &mut out);
                }
                Event::PointerButton { pos, button, pressed: false, modifiers } => {
                    self.release(ui, frame, pos, button, modifiers, &mut out);
                }
                Event::PointerMoved(pos) => self.moved(frame, pos, &mut out),
                Event::MiddleClickPaste { pos, text } if is_on_top(ui, response, pos) => {
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

/// Whether a place belongs to the view: neither a popup nor a handle lies over it there.
pub(super) fn is_on_top(ui: &Ui, response: &Response, pos: Pos2) -> bool {
    let layer = ui.ctx().layer_id_at(pos);
    response.contains_pointer() && response.hovered() && layer.is_none_or(|layer| layer == response.layer_id)
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
