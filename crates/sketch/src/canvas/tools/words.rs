//! Words that are typed on the canvas: free ones, labels of shapes and arrows, those of components, names of frames.
//!
//! Not here: the field they are typed into; the widget has one.

use super::super::arrange::delete_in;
use super::super::change::Draft;
use super::super::clipboard::frame_at;
use super::super::event::{Action, Pointer};
use super::super::label::{self, Measure};
use super::super::snap::to_grid;
use super::super::transform::place_label;
use super::{Canvas, Gesture};
use crate::scene::{Align, Element, ElementId, Kind, Style, Vertical};
use kurbo::{Point, Rect};
use std::sync::Arc;

/// Words that are being typed.
#[derive(Clone, Debug, PartialEq)]
pub struct TextEdit {
    /// The element with the words as they were; not on the page yet when it is new.
    pub element: Arc<Element>,
    /// As typed by now.
    pub words: String,
    /// It is not on the page yet.
    pub is_new: bool,
}

impl Canvas {
    /// The words that are being typed, when some are.
    #[must_use]
    pub fn editing(&self) -> Option<&TextEdit> {
        self.editing.as_ref()
    }

    /// The words are these by now.
    pub fn type_words(&mut self, words: String) {
        if let Some(editing) = &mut self.editing {
            editing.words = words;
        }
    }

    /// Where the words that are being typed stand, px of the page before turning.
    #[must_use]
    pub fn editing_box(&self, measure: &dyn Measure) -> Option<Rect> {
        let editing = self.editing.as_ref()?;
        let mut draft = Draft::new(&self.board);
        let id = self.type_into(&mut draft, editing, measure);
        draft.get(&id).map(|e| e.rect())
    }

    /// The text tool, or a double click on nothing.
    pub(super) fn write_at(&mut self, at: Point, pointer: Pointer, actions: &mut Vec<Action>) {
        if let Some(id) = self.topmost(at, pointer.device)
            && self.board.get(&id).is_some_and(|e| matches!(e.kind, Kind::Text(_)))
        {
            self.edit_words_of(&id, actions);
            return;
        }
        let mut ids = self.ids.clone();
        let id = ids.next(&self.board);
        let text = self.options.text.clone();
        let height = text.size * text.line_height;
        let step = self.step();
        let corner = Point::new(at.x, at.y - height / 2.0);
        let rect = Rect::from_origin_size(corner + to_grid(corner, step), (1.0, height));
        let mut element = Element::new(id, Kind::Text(text), rect);
        element.style = Style { fill: "transparent".into(), roughness: 0.0, ..self.options.style.clone() };
        element.parent = frame_at(&self.board, at);
        self.ids = ids;
        self.gesture = Gesture::Dead;
        self.start_editing(element, true, actions);
    }

    /// Edits the words of an element: a text, a component, the label of a shape, the name of a frame.
    pub fn edit_words_of(&mut self, id: &ElementId, actions: &mut Vec<Action>) {
        let Some(element) = self.board.get(id).cloned() else { return };
        if element.locked {
            return;
        }
        match &element.kind {
            Kind::Text(_) | Kind::Component(_) | Kind::Frame => {
                self.start_editing((*element).clone(), false, actions);
            }
            Kind::Group | Kind::Unknown(_) | Kind::Freehand(_) | Kind::Image { .. } => {}
            _ => {
                if let Some(label) = self.board.label(id).cloned() {
                    self.start_editing((*label).clone(), false, actions);
                    return;
                }
                let mut text = self.options.text.clone();
                (text.align, text.vertical) = (Align::Middle, Vertical::Middle);
                let name = self.ids.next(&self.board);
                let mut label = Element::new(name, Kind::Text(text), element.rect());
                label.parent = Some(id.clone());
                label.style = Style { stroke: element.style.stroke.clone(), ..Style::default() };
                self.start_editing(label, true, actions);
            }
        }
    }

    fn start_editing(&mut self, element: Element, is_new: bool, actions: &mut Vec<Action>) {
        let words = words_of(&element);
        self.preview = None;
        self.editing = Some(TextEdit { element: Arc::new(element), words, is_new });
        actions.push(Action::EditText);
    }

    /// Ends typing; what was typed is on the page. Empty texts go away.
    pub fn finish_editing(&mut self, measure: &dyn Measure) -> Vec<Action> {
        let mut actions = Vec::new();
        let Some(editing) = self.editing.take() else { return actions };
        if matches!(self.gesture, Gesture::Dead) {
            self.gesture = Gesture::None;
        }
        let mut draft = Draft::new(&self.board);
        let id = self.type_into(&mut draft, &editing, measure);
        let empty = editing.words.trim().is_empty() && matches!(editing.element.kind, Kind::Text(_));
        let unchanged = editing.words == words_of(&editing.element) && !editing.is_new;
        if empty {
            draft = Draft::new(&self.board);
            delete_in(&mut draft, std::slice::from_ref(&id));
        } else if unchanged {
            draft = Draft::new(&self.board);
        }
        let changes = draft.finish();
        let made = !empty && editing.is_new;
        self.commit(changes, &mut actions);
        if self.tool() == super::Tool::Text {
            self.tool_used(made.then_some(id), &mut actions);
            actions.push(Action::Selection);
        }
        actions
    }

    /// Ends typing without a trace.
    pub fn cancel_editing(&mut self) {
        self.editing = None;
        if matches!(self.gesture, Gesture::Dead) {
            self.gesture = Gesture::None;
        }
    }

    fn type_into(&self, draft: &mut Draft<'_>, editing: &TextEdit, measure: &dyn Measure) -> ElementId {
        let mut element = (*editing.element).clone();
        let id = element.id.clone();
        let mut label = None;
        match &mut element.kind {
            Kind::Text(text) => {
                text.text.clone_from(&editing.words);
                text.wrapped = None;
                let holder = element.parent.as_ref().and_then(|p| self.board.get(p));
                label = holder.filter(|p| !matches!(p.kind, Kind::Frame | Kind::Group)).map(|p| p.id.clone());
            }
            Kind::Component(component) => component.text.clone_from(&editing.words),
            Kind::Frame => {
                let words = editing.words.trim();
                element.name = (!words.is_empty()).then(|| words.to_owned());
            }
            _ => {}
        }
        if label.is_none() {
            label::fit(&mut element, measure);
        }
        if draft.get(&id).is_some() {
            draft.set(element);
        } else {
            let above = label.as_ref().and_then(|l| self.board.position(l)).map_or(usize::MAX, |p| p + 1);
            draft.add(element, above);
        }
        if let Some(shape) = label {
            grow(draft, &shape, &id, measure);
            place_label(draft, &shape, measure);
            label::place(draft, &id, measure);
        }
        id
    }
}

/// A shape becomes as high as its label needs.
fn grow(draft: &mut Draft<'_>, shape: &ElementId, text: &ElementId, measure: &dyn Measure) {
    let Some(holder) = draft.get(shape).cloned() else { return };
    if matches!(holder.kind, Kind::Line(_) | Kind::Arrow(_)) {
        return;
    }
    let Some(Kind::Text(words)) = draft.get(text).map(|e| &e.kind) else { return };
    let room = label::room(&holder);
    let needs = measure.size(words, Some(room.width().max(1.0))).height;
    if needs > room.height() + 0.5 && room.height() > 0.0 {
        let share = holder.height / room.height().max(1.0);
        let more = match holder.kind {
            Kind::Ellipse | Kind::Diamond => (needs - room.height()) * share.clamp(1.0, 3.0),
            _ => needs - room.height(),
        };
        draft.edit(shape, |e| e.height += more);
    }
}

fn words_of(element: &Element) -> String {
    match &element.kind {
        Kind::Text(text) => text.text.clone(),
        Kind::Component(component) => component.text.clone(),
        Kind::Frame => element.name.clone().unwrap_or_default(),
        _ => String::new(),
    }
}
