//! Keys: letters take tools, others do commands. Those of Excalidraw where it has them.
//!
//! Not here: undo, redo, save, paste; these belong to the document and the clipboard's owner.

use super::super::arrange::{Axis, Order};
use super::super::event::{Action, Key, Modifiers, Pointer, Tool};
use super::super::label::Measure;
use super::{Canvas, Command, Gesture};
use crate::scene::{Element, ElementId, Kind};
use kurbo::Vec2;
use std::sync::Arc;

/// The tool that a letter or digit takes.
#[must_use]
pub fn tool_for(letter: char) -> Option<Tool> {
    Some(match letter {
        'v' | '1' => Tool::Select,
        'r' | '2' => Tool::Rectangle,
        'd' | '3' => Tool::Diamond,
        'o' | '4' => Tool::Ellipse,
        'a' | '5' => Tool::Arrow,
        'l' | '6' => Tool::Line,
        'p' | '7' => Tool::Freehand,
        't' | '8' => Tool::Text,
        'i' | '9' => Tool::Image,
        'e' | '0' => Tool::Eraser,
        'f' => Tool::Frame,
        'h' => Tool::Hand,
        'k' => Tool::Laser,
        's' => Tool::Lasso,
        _ => return None,
    })
}

impl Canvas {
    pub(super) fn key(
        &mut self,
        key: Key,
        modifiers: Modifiers,
        measure: &dyn Measure,
        actions: &mut Vec<Action>,
    ) {
        match key {
            Key::SpaceDown => self.space = true,
            Key::SpaceUp => self.space = false,
            Key::Escape => self.escape(actions),
            // A gesture is not disturbed by other keys, but a line by clicks ends with Enter.
            Key::Enter if matches!(self.gesture, Gesture::Line(_)) => self.finish_line(measure, actions),
            _ if self.is_busy() => {}
            Key::Enter if self.selection().is_empty() && self.tool() != Tool::Select => {
                // Without a pointer: in the middle of what is seen.
                let middle = self.camera.visible().center();
                if self.tool() == Tool::Text {
                    self.write_at(middle, Pointer::default(), actions);
                } else {
                    actions.extend(self.place(self.tool(), middle));
                }
            }
            Key::Enter => {
                if let [one] = self.selection() {
                    let one = one.clone();
                    if self.board().get(&one).is_some_and(|e| matches!(e.kind, Kind::Group)) {
                        let first = self.board().children(&one).into_iter().next();
                        self.entered = Some(one);
                        self.selection = first.into_iter().collect();
                    } else {
                        self.edit_words_of(&one, actions);
                    }
                }
            }
            Key::Delete => actions.extend(self.run(&Command::Delete, measure)),
            Key::Tab => self.next_element(modifiers.shift),
            Key::Left | Key::Right | Key::Up | Key::Down => {
                let step = match (self.options.grid, modifiers.shift) {
                    (Some(grid), _) if grid.is_finite() && grid > 0.0 => grid,
                    (_, true) => 10.0,
                    _ => 1.0,
                };
                let by = match key {
                    Key::Left => Vec2::new(-step, 0.0),
                    Key::Right => Vec2::new(step, 0.0),
                    Key::Up => Vec2::new(0.0, -step),
                    _ => Vec2::new(0.0, step),
                };
                if self.selection().is_empty() {
                    self.camera.pan(by * -40.0 / step.max(1e-3));
                } else {
                    actions.extend(self.run(&Command::Nudge(by), measure));
                }
            }
            Key::Char(letter) => self.letter(letter.to_ascii_lowercase(), modifiers, measure, actions),
        }
    }

    fn letter(
        &mut self,
        letter: char,
        modifiers: Modifiers,
        measure: &dyn Measure,
        actions: &mut Vec<Action>,
    ) {
        let Modifiers { shift, alt, command } = modifiers;
        let run = match (letter, command, shift, alt) {
            ('a', true, false, false) => Command::SelectAll,
            ('d', true, false, false) => Command::Duplicate,
            ('g', true, false, false) => Command::Group,
            ('g', true, true, false) => Command::Ungroup,
            ('l', true, true, false) => Command::Lock,
            ('c', true, false, false) => Command::Copy,
            ('x', true, false, false) => Command::Cut,
            (']', true, false, false) => Command::Order(Order::Forward),
            (']' | '}', true, true, false) => Command::Order(Order::ToFront),
            ('[', true, false, false) => Command::Order(Order::Backward),
            ('[' | '{', true, true, false) => Command::Order(Order::ToBack),
            ('h', false, true, false) => Command::Flip(Axis::Horizontal),
            ('v', false, true, false) => Command::Flip(Axis::Vertical),
            ('1' | '!', false, true, false) => Command::Fit,
            ('2' | '@', false, true, false) => Command::FitSelection,
            ('0', true, false, false) => Command::Actual,
            ('=' | '+', true, _, false) => Command::ZoomIn,
            ('-', true, _, false) => Command::ZoomOut,
            ('q', false, false, false) => {
                self.options.keep_tool = !self.options.keep_tool;
                return;
            }
            (_, false, false, false) => {
                if let Some(tool) = tool_for(letter) {
                    self.set_tool(tool);
                    actions.push(Action::Tool(tool));
                }
                return;
            }
            _ => return,
        };
        actions.extend(self.run(&run, measure));
    }

    /// First what is under way, then the tool, then the group that was entered, then the selection.
    fn escape(&mut self, actions: &mut Vec<Action>) {
        if self.take_back() {
            return;
        }
        if self.tool() != Tool::Select {
            self.set_tool(Tool::Select);
            actions.push(Action::Tool(Tool::Select));
        } else if let Some(group) = self.entered.take() {
            self.selection = vec![group.clone()];
            self.entered = self
                .board()
                .get(&group)
                .and_then(|e| e.parent.clone())
                .filter(|parent| self.board().get(parent).is_some_and(|p| matches!(p.kind, Kind::Group)));
        } else {
            self.selection.clear();
        }
    }

    /// In paint order, around again at the end.
    fn next_element(&mut self, back: bool) {
        let Some(next) = self.element_after(back) else { return };
        self.selection = vec![next];
        if let Some(rect) = self.selection_box() {
            self.camera.reveal(rect, 24.0);
        }
    }

    /// Whether Tab comes to another element, backwards with `back`: else the keyboard goes on to what is beside the
    /// canvas.
    #[must_use]
    pub fn walks(&self, back: bool) -> bool {
        self.is_busy() || self.element_after(back).is_some()
    }

    /// Where Tab leads: from the first element to the last, in the order in which they are painted.
    fn element_after(&self, back: bool) -> Option<ElementId> {
        let inside = |e: &&Arc<Element>| {
            !e.hidden
                && !e.locked
                && super::pick::unit(self.board(), &e.id, self.entered()) == e.id
                && self.entered().is_none_or(|group| e.parent.as_ref() == Some(group))
        };
        let elements = self.board().elements();
        let now = self.selection().last().and_then(|id| self.board().position(id));
        let next = match (now, back) {
            (None, true) => None,
            (None, false) => elements.iter().find(inside),
            (Some(now), true) => elements.get(..now).unwrap_or_default().iter().rev().find(inside),
            (Some(now), false) => elements.get(now + 1..).unwrap_or_default().iter().find(inside),
        };
        next.map(|element| element.id.clone())
    }
}
