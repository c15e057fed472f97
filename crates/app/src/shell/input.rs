//! Keys to commands: takes out of the raw input what the keymap binds, so that widgets never see it, and hands
//! typed text straight to the active view. One frame from key to paint.

use egui::{Event, RawInput};
use justbuilt_workspace::command::{Command, CommandTable, Focus};
use justbuilt_workspace::keymap::{Chord, Lookup};
use justbuilt_workspace::{Snapshot, TabItem, ViewId};

use crate::ctx::Queue;
use crate::keys;

/// Chords pressed so far of a binding with several, and whether the next text event belongs to one of them.
#[derive(Default)]
pub struct KeyReader {
    pending: Vec<Chord>,
    swallow_text: bool,
    /// A line for the status bar: what is waited for, or what was not bound.
    hint: Option<String>,
}

impl KeyReader {
    /// What to show about a binding that is being typed.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// Takes commands and the view's text out of `raw`. `typing` is the view that gets typed text.
    pub fn read(
        &mut self,
        raw: &mut RawInput,
        snapshot: &Snapshot,
        table: &CommandTable,
        typing: Option<ViewId>,
        queue: &Queue,
    ) {
        let events = std::mem::take(&mut raw.events);
        for event in events {
            if let Some(event) = self.event(event, snapshot, table, typing, queue) {
                raw.events.push(event);
            }
        }
    }

    /// Gives the event back when it is not a command's.
    fn event(
        &mut self,
        event: Event,
        snapshot: &Snapshot,
        table: &CommandTable,
        typing: Option<ViewId>,
        queue: &Queue,
    ) -> Option<Event> {
        match &event {
            Event::Text(_) if self.swallow_text => {
                self.swallow_text = false;
                return None;
            }
            Event::Text(text) => {
                if let Some(view) = typing.filter(|_| !text.is_empty()) {
                    queue.send(Command::Type { view, text: text.clone() });
                    return None;
                }
                return Some(event);
            }
            Event::Paste(text) => {
                if let Some(view) = typing {
                    queue.send(Command::Paste { view, text: text.clone() });
                    return None;
                }
                if snapshot.focus == Focus::Explorer {
                    queue.send(Command::run("explorer.paste"));
                    return None;
                }
                return Some(event);
            }
            Event::Key { pressed: true, .. } => self.swallow_text = false,
            _ => {}
        }
        let Some(chord) = keys::chord_of(&event).and_then(|text| text.parse::<Chord>().ok()) else {
            return Some(event);
        };
        let types_text = chord.types_text();
        self.pending.push(chord);
        match snapshot.keymap.lookup(&self.pending, snapshot.focus) {
            Lookup::Prefix => {
                self.hint = Some(format!("{} was pressed, waiting for the next key", self.written()));
                self.swallow_text = types_text;
                None
            }
            Lookup::Match(found) => {
                let run = found.iter().find_map(|binding| {
                    let id = binding.command.as_ref()?;
                    let spec = table.find(id)?;
                    (spec.enabled)(snapshot)
                        .then(|| Command::Run { id: id.clone(), args: binding.args.clone() })
                });
                let sequence = self.pending.len() > 1;
                self.pending.clear();
                self.hint = None;
                match run {
                    Some(command) => {
                        queue.send(command);
                        self.swallow_text = types_text;
                        None
                    }
                    // Bound, but nothing to do here: in a text field the key keeps its own meaning.
                    None if !sequence
                        && matches!(snapshot.focus, Focus::Field | Focus::Picker | Focus::FindBar) =>
                    {
                        Some(event)
                    }
                    None => {
                        self.swallow_text = types_text;
                        None
                    }
                }
            }
            Lookup::None if self.pending.len() > 1 => {
                self.hint = Some(format!("{} is not bound to a command", self.written()));
                self.pending.clear();
                self.swallow_text = types_text;
                None
            }
            Lookup::None => {
                self.pending.clear();
                self.hint = None;
                Some(event)
            }
        }
    }

    fn written(&self) -> String {
        self.pending.iter().map(|chord| chord.parts().join("+")).collect::<Vec<_>>().join(" ")
    }
}

/// The view that typed text goes to: that of the active tab, while its text has the keyboard.
pub fn typing_view(snapshot: &Snapshot) -> Option<ViewId> {
    if snapshot.focus != Focus::Editor {
        return None;
    }
    match snapshot.active_tab()?.item {
        TabItem::Document(view) => Some(view),
        _ => None,
    }
}
