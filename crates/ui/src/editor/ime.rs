//! Text from the keyboard, the clipboard and input methods: events to intents, and the preedit while one composes. Keys
//! are not bound here; the application's keymap turns them into commands.

use std::ops::Range;

use egui::{Context, Event, Id, ImeEvent};

use super::data::EditorIntent;

/// Text that an input method is composing. It is shown at the primary caret and is not part of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preedit {
    /// The text; empty when nothing is being composed.
    pub(super) text: String,
    /// The part that is being converted, in bytes of `text`.
    pub(super) active: Option<Range<usize>>,
}

/// Where the preedit stands in this frame, in columns of a visible row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Index of the visible row.
    pub(super) index: usize,
    /// The preedit.
    pub(super) columns: Range<u32>,
    /// The part that is being converted.
    pub(super) active: Option<Range<u32>>,
    /// The caret inside it.
    pub(super) caret: u32,
}

impl Preedit {
    /// Whether something is being composed.
    pub fn is_composing(&self) -> bool {
        !self.text.is_empty()
    }

    /// Takes an event of the input method.
    fn take(&mut self, event: ImeEvent) -> Option<EditorIntent> {
        match event {
            ImeEvent::Preedit { text, active_range_chars } if !is_enter(&text) => {
                let byte_of = |char: usize| text.char_indices().nth(char).map_or(text.len(), |(byte, _)| byte);
                self.active = active_range_chars.map(|chars| byte_of(chars.start)..byte_of(chars.end));
                self.text = text;
                None
            }
            ImeEvent::Commit(text) => {
                *self = Self::default();
                (!text.is_empty() && !is_enter(&text)).then_some(EditorIntent::Type(text))
            }
            ImeEvent::DeleteSurrounding { before_chars, after_chars } => {
                Some(EditorIntent::DeleteSurrounding { before: before_chars, after: after_chars })
            }
            _ => None,
        }
    }
}

/// Some integrations send the enter key as text as well.
fn is_enter(text: &str) -> bool {
    matches!(text, "\n" | "\r" | "\r\n")
}

/// Takes the text, clipboard and input method events of this frame out of the input and returns what they mean, in their
/// order. An application that handles keys before it draws calls this before, so that what was typed is in the document
/// when it is painted; the widget itself calls it for what is left.
pub fn take_text_events(ctx: &Context, id: Id, preedit: &mut Preedit, read_only: bool) -> Vec<EditorIntent> {
    let mut intents = Vec::new();
    if !ctx.memory(|memory| memory.has_focus(id)) {
        *preedit = Preedit::default();
        return intents;
    }
    ctx.input_mut(|input| {
        if !input.events.iter().any(is_text_event) {
            return;
        }
        let typed_with_command = input.modifiers.command || input.modifiers.ctrl && !input.modifiers.alt;
        for event in std::mem::take(&mut input.events) {
            match event {
                Event::Text(text) if !is_enter(&text) && !typed_with_command => {
                    if !read_only {
                        intents.push(EditorIntent::Type(text));
                    }
                }
                Event::Text(_) => {}
                Event::Copy => intents.push(EditorIntent::Copy),
                Event::Cut => intents.push(EditorIntent::Cut),
                Event::Paste(text) => intents.push(EditorIntent::Paste(text)),
                Event::Ime(event) if !read_only => intents.extend(preedit.take(event)),
                Event::Ime(_) => {}
                other => input.events.push(other),
            }
        }
    });
    intents
}

fn is_text_event(event: &Event) -> bool {
    matches!(event, Event::Text(_) | Event::Copy | Event::Cut | Event::Paste(_) | Event::Ime(_))
}

#[cfg(test)]
mod tests;
