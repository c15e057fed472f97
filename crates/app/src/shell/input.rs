//! Keys to commands: takes out of the raw input what the keymap binds, so that widgets never see it, and hands
//! typed text straight to the active view. One frame from key to paint.
//!
//! A slow frame gets many keys at once, and they mean what they would have meant one by one: what follows a key
//! that moves the keyboard elsewhere (opens a picker, leaves a field) waits for the frame in which that has it. What
//! was pressed twice because the first press did not show yet is not taken for something else.

use egui::{Event, Key, RawInput};
use justbuilt_workspace::command::{Command, CommandTable, Focus};
use justbuilt_workspace::keymap::{Binding, Chord, Lookup};
use justbuilt_workspace::{Effect, PickerKind, Snapshot, TabItem, ViewId};

use super::Shell;
use super::focus::{Wish, editor_id};
use crate::ctx::Queue;
use crate::keys;
use crate::pickers::sources;

/// Chords pressed so far of a binding with several, and whether the next text event belongs to one of them.
#[derive(Default)]
pub struct KeyReader {
    pending: Vec<Chord>,
    swallow_text: bool,
    /// A line for the status bar: what is waited for, or what was not bound.
    hint: Option<String>,
    spent: Option<Spent>,
    /// What the chords pressed so far mean when nothing follows by this time of egui's.
    otherwise: Option<(Command, f64)>,
}

/// A chord that has just decided something, and that would mean something else if it came again.
struct Spent {
    chord: Chord,
    key: Key,
    released: bool,
    /// Until when it comes too soon to be meant anew, in egui's time; `None` before the outcome was shown.
    until: Option<f64>,
}

/// Commands that take themselves away: right after them their keys mean something else, such as a new line.
const DECIDE: [&str; 2] = ["ai.inline_keep", "ai.inline_drop"];
/// How long after the outcome was shown a second press was meant for what is decided, in seconds.
const AGAIN: f64 = 0.4;
/// How long the rest of a sequence is waited for where its beginning means something, too, in seconds.
const SEQUENCE: f64 = 0.7;
/// How long a key is taken to be held whose release was not seen, in seconds: another window may have got it.
const LONGEST_HELD: f64 = 10.0;

impl KeyReader {
    /// What to show about a binding that is being typed.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }

    /// A frame begins, at a time of egui's: what was decided before it has been shown.
    fn begin(&mut self, now: f64) {
        if let Some(spent) = &mut self.spent {
            spent.until.get_or_insert(now + AGAIN);
        }
    }

    /// Whether this press is one of a chord that has done its work: pressed again before one could see that, or held.
    fn is_spent(&mut self, chord: &Chord, now: f64) -> bool {
        let Some(spent) = self.spent.as_ref().filter(|spent| spent.chord == *chord) else { return false };
        let within = |longer: f64| spent.until.is_none_or(|until| now <= until + longer);
        let again = within(0.0) || (!spent.released && within(LONGEST_HELD));
        if !again {
            self.spent = None;
        }
        again
    }

    /// Takes a command, or the view's text, out of `event` and puts it into `queue`; gives the event back when it is
    /// a widget's. `typing` is the view that gets typed text.
    pub fn event(
        &mut self,
        event: Event,
        snapshot: &Snapshot,
        table: &CommandTable,
        typing: Option<ViewId>,
        queue: &Queue,
        now: f64,
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
            // What is typed after this is not what the key before typed.
            Event::Key { pressed: true, .. } | Event::PointerButton { pressed: true, .. } => {
                self.swallow_text = false;
            }
            Event::Key { key, pressed: false, .. } => {
                if let Some(spent) = self.spent.as_mut().filter(|spent| spent.key == *key) {
                    spent.released = true;
                }
            }
            _ => {}
        }
        let Some(chord) = keys::chord_of(&event).and_then(|text| text.parse::<Chord>().ok()) else {
            return Some(event);
        };
        let types_text = chord.may_type_text();
        if self.pending.is_empty() && self.is_spent(&chord, now) {
            self.swallow_text = types_text;
            return None;
        }
        self.pending.push(chord);
        self.otherwise = None;
        match snapshot.keymap.lookup(&self.pending, snapshot.focus) {
            Lookup::Prefix(found) => {
                self.otherwise = enabled(&found, snapshot, table).map(|command| (command, now + SEQUENCE));
                self.hint = Some(format!("{} was pressed, waiting for the next key", self.written()));
                self.swallow_text = types_text;
                None
            }
            Lookup::Match(found) => {
                let run = enabled(&found, snapshot, table);
                let sequence = self.pending.len() > 1;
                let chord = self.pending.pop();
                self.pending.clear();
                self.hint = None;
                match run {
                    Some(command) => {
                        self.spent = decided(&command, &event, chord);
                        queue.send(command);
                        self.swallow_text = types_text;
                        None
                    }
                    // Bound, but nothing to do here: in a text field the key keeps its own meaning.
                    None if !sequence
                        && matches!(
                            snapshot.focus,
                            Focus::Inline | Focus::Field | Focus::Picker | Focus::FindBar
                        ) =>
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

    /// What is meant when nothing followed until now; and how long to wait for that otherwise, in seconds.
    fn waited(&mut self, now: f64) -> Result<Command, Option<f64>> {
        match &self.otherwise {
            Some((_, until)) if *until > now => Err(Some(until - now)),
            Some(_) => {
                self.pending.clear();
                self.hint = None;
                self.otherwise.take().map(|(command, _)| command).ok_or(None)
            }
            None => Err(None),
        }
    }

    fn written(&self) -> String {
        self.pending.iter().map(|chord| chord.parts().join("+")).collect::<Vec<_>>().join(" ")
    }
}

/// The first of these commands that has something to do.
fn enabled(found: &[&Binding], snapshot: &Snapshot, table: &CommandTable) -> Option<Command> {
    found.iter().find_map(|binding| {
        let id = binding.command.as_ref()?;
        let spec = table.find(id)?;
        (spec.enabled)(snapshot).then(|| Command::Run { id: id.clone(), args: binding.args.clone() })
    })
}

/// What is remembered of a press that decided something.
fn decided(command: &Command, event: &Event, chord: Option<Chord>) -> Option<Spent> {
    match (command, event) {
        (Command::Run { id, .. }, Event::Key { key, .. }) if DECIDE.contains(&id.as_str()) => {
            Some(Spent { chord: chord?, key: *key, released: false, until: None })
        }
        _ => None,
    }
}

/// Whether this event comes from the keyboard, the clipboard or an input method.
fn is_typing(event: &Event) -> bool {
    matches!(
        event,
        Event::Key { .. } | Event::Text(_) | Event::Paste(_) | Event::Copy | Event::Cut | Event::Ime(_)
    )
}

/// Whether this is a key that acts on what a field says by now, rather than types into it.
fn acts_on_field(event: &Event) -> bool {
    keys::chord_of(event)
        .and_then(|text| text.parse::<Chord>().ok())
        .is_some_and(|chord| !chord.may_type_text())
}

/// Whether this is a key with which one usually leaves a field or a list.
fn leaves_field(event: &Event) -> bool {
    matches!(event, Event::Key { key: Key::Enter | Key::Escape | Key::Tab, pressed: true, .. })
}

/// Events that wait for the frame in which the right widget has the keyboard.
#[derive(Default)]
pub struct Held {
    events: Vec<Event>,
    /// When an Enter began to wait for results, in egui's time.
    since: Option<f64>,
    /// When keys began to wait for the project's files, in egui's time.
    writing_since: Option<f64>,
}

impl Held {
    /// Whether something waits.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }
}

/// How long Enter waits for the results of what was typed, in seconds.
const LONGEST_WAIT: f64 = 1.0;
/// How long keys wait for the project's files to be written, in seconds. A switch of branch takes a third of one.
const LONGEST_WRITE: f64 = 20.0;

impl Shell {
    /// Reads one frame's events: see the module's documentation.
    pub(super) fn read_keys(&mut self, ctx: &egui::Context, raw: &mut RawInput) {
        let mut events = std::mem::take(&mut self.held.events);
        events.append(&mut raw.events);
        // What the last frame asked for, the keyboard's new place among it, comes before the keys pressed since.
        if !events.is_empty() && !self.queue.is_empty() {
            self.step(ctx);
            self.text_gets_keyboard(ctx);
        }
        let now = raw.time.unwrap_or_default();
        self.keys.begin(now);
        let mut moved = false;
        let mut field_changed = false;
        for event in events {
            let typing = is_typing(&event);
            if typing
                && (moved
                    || (field_changed && acts_on_field(&event))
                    || self.awaits_focus()
                    || self.awaits_results(&event, now)
                    || self.awaits_files(now))
            {
                moved = true;
                self.held.events.push(event);
                continue;
            }
            // A dialog has the keyboard for itself.
            let event = if self.question.is_some() {
                Some(event)
            } else {
                let view = typing_view(&self.snapshot);
                self.keys.event(event, &self.snapshot, self.workspace.commands(), view, &self.queue, now)
            };
            match event {
                Some(event) => {
                    field_changed |= matches!(event, Event::Text(_) | Event::Paste(_) | Event::Ime(_));
                    moved |= self.snapshot.focus != Focus::Editor && leaves_field(&event);
                    raw.events.push(event);
                }
                None => moved |= self.run_queue(),
            }
        }
        match self.keys.waited(now) {
            Ok(command) => {
                self.queue.send(command);
                self.run_queue();
            }
            Err(Some(wait)) => ctx.request_repaint_after(std::time::Duration::from_secs_f64(wait)),
            Err(None) => {}
        }
        if self.held.is_empty() {
            self.held.since = None;
        }
        if !self.held.is_empty() || self.keys.spent.as_ref().is_some_and(|spent| spent.until.is_none()) {
            ctx.request_repaint();
        }
    }

    /// Runs what keys asked for; true when that moves the keyboard. The rest of what it brings is done in `logic`.
    fn run_queue(&mut self) -> bool {
        for command in self.queue.take_commands() {
            self.workspace.run(command);
        }
        let effects = self.workspace.take_effects();
        let moves = effects.iter().any(Effect::moves_keyboard);
        self.effects.extend(effects);
        moves
    }

    /// Gives the text the keyboard where that was asked for: it needs no frame to be painted first, as a field does.
    fn text_gets_keyboard(&mut self, ctx: &egui::Context) {
        if self.focus_wish != Some(Wish::ActiveTab) || !self.awaits_focus() {
            return;
        }
        let Some(view) = self.snapshot.active_view().map(|view| view.id) else { return };
        self.focus_wish = None;
        ctx.memory_mut(|memory| memory.request_focus(editor_id(view)));
        self.workspace.run(Command::Focus(Focus::Editor));
        self.snapshot = self.workspace.snapshot();
    }

    /// Whether the keyboard is on its way to another widget, which gets it when this frame is painted.
    fn awaits_focus(&self) -> bool {
        self.focus_wish.is_some() && self.picker.is_none() && self.question.is_none()
    }

    /// Whether what is typed into a text has to wait, as the timeline is writing the project's files (a switch of
    /// branch, a restore, a merge): it is meant for the text that comes.
    fn awaits_files(&mut self, now: f64) -> bool {
        if self.snapshot.timeline.busy.is_none() || self.snapshot.focus != Focus::Editor {
            self.held.writing_since = None;
            return false;
        }
        now - *self.held.writing_since.get_or_insert(now) < LONGEST_WRITE
    }

    /// Whether this is an Enter in a picker whose list is still being made: it means the best of what was typed, not
    /// of what was shown before.
    fn awaits_results(&mut self, event: &Event, now: f64) -> bool {
        let Some(picker) = &self.picker else { return false };
        let finder = &self.snapshot.finder;
        let pending = match picker.kind() {
            PickerKind::Files => {
                let becomes_another = sources::switch(picker.kind(), &picker.state.query).is_some();
                becomes_another || finder.query != picker.state.query || finder.working
            }
            PickerKind::Symbols => picker.rows().is_empty(),
            _ => false,
        };
        let enter = matches!(event, Event::Key { key: Key::Enter, pressed: true, .. });
        enter && pending && now - *self.held.since.get_or_insert(now) < LONGEST_WAIT
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
