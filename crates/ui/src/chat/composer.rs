//! The field in which the next message is written, with what goes along, who answers, and what it will cost. What can be
//! named behind `@` and `/` is handed in; what comes of it goes out.

mod chips;
mod footer;
mod popup;
mod token;

use std::sync::Arc;

use egui::{
    ColorImage, CornerRadius, Event, EventFilter, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers,
    RichText, Stroke, Ui, WidgetInfo, vec2,
};

pub use token::Wish;

use crate::icons::Icon;
use crate::theme::Theme;
use crate::tokens::{chat, radius, space};
use crate::{focus, fonts};

/// Lines and characters from which on a pasted text becomes a chip.
pub const PASTE_LINES: usize = 20;
/// See [`PASTE_LINES`].
pub const PASTE_CHARS: usize = 2_000;

/// Something that goes along.
#[derive(Clone, Debug)]
pub struct Chip {
    /// Names it.
    pub id: u64,
    /// Its picture.
    pub icon: Icon,
    /// What it is, short.
    pub label: String,
    /// What it is, whole.
    pub detail: String,
    /// How far it is.
    pub state: ChipState,
}

/// How far a chip is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChipState {
    /// It is being read.
    Reading,
    /// It has so many tokens.
    Tokens(u64),
    /// It cannot go along: why.
    Failed(String),
}

/// A row of the popup behind `@` or `/`.
#[derive(Clone, Debug)]
pub struct CompletionRow {
    /// Its picture.
    pub icon: Icon,
    /// What it is.
    pub label: String,
    /// More about it.
    pub detail: String,
    /// Bytes of the label that agree with what was typed.
    pub matches: Vec<std::ops::Range<usize>>,
}

/// What the popup shows.
#[derive(Clone, Copy, Debug)]
pub struct Completion<'a> {
    /// The rows, the best first.
    pub rows: &'a [CompletionRow],
    /// What to say when there is none.
    pub empty: &'a str,
}

/// A persona that can answer.
#[derive(Clone, Debug)]
pub struct PersonaRow {
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// A character or two.
    pub avatar: String,
    /// What it does.
    pub about: String,
    /// Whether it answers next.
    pub on: bool,
}

/// What the next message takes.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    /// Tokens of all that is sent.
    pub tokens: u64,
    /// The model's window.
    pub window: Option<u64>,
    /// What it costs at most, written out.
    pub cost: Option<String>,
    /// Who will be asked.
    pub target: String,
    /// Why, or why nobody can be.
    pub why: String,
    /// Whether somebody can be asked.
    pub ready: bool,
}

/// What happened in the field.
#[derive(Clone, Debug)]
pub enum ComposerIntent {
    /// The text is another one.
    Draft(String),
    /// Send it.
    Send(String),
    /// Stop the answer that comes in.
    Stop,
    /// Something is looked for behind `@` or `/`, or nothing any more.
    Look(Option<Wish>),
    /// A row of the popup was chosen.
    Complete(usize),
    /// Leave a chip out.
    Detach(u64),
    /// A long text was pasted.
    Paste(String),
    /// A picture was pasted.
    PasteImage(Arc<ColorImage>),
    /// These personas answer next.
    Personas(Vec<String>),
    /// This of the models answers next; `None` leaves it to the routes.
    Model(Option<usize>),
    /// Show what exactly goes out.
    Context,
    /// Edit the last question.
    EditLast,
    /// Go to the list of what was said.
    ToList,
    /// Leave for the text.
    Leave,
}

/// What the field keeps between frames.
#[derive(Clone, Debug, Default)]
pub struct ComposerState {
    /// What stands in it.
    pub text: String,
    looked_for: Option<Wish>,
    /// The word behind `@` or `/`: bytes.
    token: Option<std::ops::Range<usize>>,
    /// The popup was put away for this word.
    dismissed: Option<usize>,
    selected: usize,
    cursor: usize,
    set_cursor: Option<usize>,
    focus: bool,
}

impl ComposerState {
    /// Gives the field the keyboard.
    pub fn take_focus(&mut self) {
        self.focus = true;
    }

    /// Whether it is to take the keyboard and could not yet.
    #[must_use]
    pub fn waits_for_focus(&self) -> bool {
        self.focus
    }

    /// Sets the text; the caret goes to its end.
    pub fn set(&mut self, text: String) {
        self.set_cursor = Some(text.len());
        self.text = text;
        self.looked_for = None;
        self.token = None;
    }

    /// Puts something in place of the word behind `@` or `/`.
    pub fn replace_token(&mut self, with: &str) {
        let Some(token) = self.token.take() else { return };
        if self.text.get(token.clone()).is_some() {
            self.text.replace_range(token.clone(), with);
            self.set_cursor = Some(token.start + with.len());
        }
        self.looked_for = None;
    }

    /// What is looked for.
    pub fn wish(&self) -> Option<&Wish> {
        self.looked_for.as_ref()
    }

    /// Puts text at the caret: what a button writes for the user.
    pub fn insert(&mut self, text: &str) {
        let at = self.cursor.min(self.text.len());
        if self.text.is_char_boundary(at) {
            self.text.insert_str(at, text);
            self.set_cursor = Some(at + text.len());
        }
        self.focus = true;
    }
}

/// The field and what is around it.
#[must_use = "show it in a Ui"]
pub struct Composer<'a> {
    /// The id of the field.
    pub id: Id,
    /// What goes along.
    pub chips: &'a [Chip],
    /// What the popup shows, while something is looked for.
    pub completion: Completion<'a>,
    /// Who can answer.
    pub personas: &'a [PersonaRow],
    /// The models that can be asked.
    pub models: &'a [String],
    /// The one that the user chose.
    pub model: Option<usize>,
    /// What the next message takes.
    pub meter: &'a Meter,
    /// Whether an answer is coming in.
    pub busy: bool,
    /// What stands in the empty field.
    pub placeholder: &'a str,
    /// The highest that the text may become, in points.
    pub most: f32,
}

impl Composer<'_> {
    /// Shows it over the whole width.
    pub fn show(self, ui: &mut Ui, state: &mut ComposerState) -> Vec<ComposerIntent> {
        let theme = Theme::of(ui.ctx());
        let colors = &theme.colors;
        let mut intents = Vec::new();
        if focus::taken(ui, &mut state.focus) {
            ui.memory_mut(|memory| memory.request_focus(self.id));
        }
        let focused = ui.memory(|memory| memory.has_focus(self.id));
        if focused {
            self.keys(ui, state, &mut intents);
        }
        let line = match focused {
            true => Stroke::new(1.5, colors.accent),
            false => Stroke::new(1.0, colors.border_control),
        };
        let frame = Frame::new()
            .fill(colors.input)
            .stroke(line)
            .corner_radius(CornerRadius::same(radius::POPUP))
            .inner_margin(Margin { left: 8, right: 6, top: 8, bottom: 6 });
        let shown = frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing = vec2(space::XS, space::XS);
            if !self.chips.is_empty() {
                chips::chips_ui(ui, &theme, self.chips, &mut intents);
            }
            self.field(ui, &theme, state, &mut intents);
            footer::footer_ui(ui, &theme, &self, state, &mut intents);
        });
        footer::meter_ui(ui, &theme, self.meter, &mut intents);
        if focused && state.looked_for.is_some() {
            popup::popup_ui(ui, &theme, &self, state, shown.response.rect, &mut intents);
        }
        intents
    }

    fn field(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        state: &mut ComposerState,
        intents: &mut Vec<ComposerIntent>,
    ) {
        let colors = &theme.colors;
        let before = state.text.clone();
        if let Some(at) = state.set_cursor.take() {
            let chars = state.text.get(..at).unwrap_or(&state.text).chars().count();
            let mut edit = egui::text_edit::TextEditState::load(ui.ctx(), self.id).unwrap_or_default();
            let cursor = egui::text::CCursor::new(chars);
            edit.cursor.set_char_range(Some(egui::text::CCursorRange::one(cursor)));
            edit.store(ui.ctx(), self.id);
        }
        let area = egui::ScrollArea::vertical().id_salt(self.id.with("scroll")).max_height(self.most);
        let output = area
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                egui::TextEdit::multiline(&mut state.text)
                    .id(self.id)
                    .frame(Frame::NONE)
                    .margin(Margin { left: 2, right: 2, top: 2, bottom: 4 })
                    .font(fonts::body())
                    .text_color(colors.text)
                    .hint_text(RichText::new(self.placeholder).color(colors.text_hint))
                    .desired_rows(2)
                    .desired_width(f32::INFINITY)
                    .return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter))
                    .event_filter(EventFilter {
                        horizontal_arrows: true,
                        vertical_arrows: true,
                        escape: true,
                        tab: false,
                    })
                    .show(ui)
            })
            .inner;
        let (text, hint) = (state.text.clone(), self.placeholder);
        output.response.response.widget_info(|| WidgetInfo {
            label: Some("Message".to_owned()),
            ..WidgetInfo::text_edit(true, &text, &text, hint)
        });
        let chars = output.cursor_range.map_or(0, |range| range.primary.index.0);
        state.cursor = state.text.char_indices().nth(chars).map_or(state.text.len(), |(at, _)| at);
        if state.text != before {
            intents.push(ComposerIntent::Draft(state.text.clone()));
        }
        let found = match output.cursor_range.is_some() {
            true => token::token(&state.text, state.cursor),
            false => None,
        };
        let start = found.as_ref().map(|(range, _)| range.start);
        if state.dismissed.is_some() && state.dismissed != start {
            state.dismissed = None;
        }
        let (token, wish) = match found.filter(|(range, _)| state.dismissed != Some(range.start)) {
            Some((range, wish)) => (Some(range), Some(wish)),
            None => (None, None),
        };
        state.token = token;
        if wish != state.looked_for {
            state.selected = 0;
            state.looked_for.clone_from(&wish);
            intents.push(ComposerIntent::Look(wish));
        }
    }

    /// The keys that mean more than typing, before the field sees them.
    fn keys(&self, ui: &Ui, state: &mut ComposerState, intents: &mut Vec<ComposerIntent>) {
        let press = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        self.pastes(ui, intents);
        let rows = self.completion.rows.len();
        if state.looked_for.is_some() {
            if press(Modifiers::NONE, Key::Escape) {
                state.dismissed = state.token.as_ref().map(|token| token.start);
                state.looked_for = None;
                intents.push(ComposerIntent::Look(None));
                return;
            }
            if rows > 0 {
                if press(Modifiers::NONE, Key::ArrowDown) {
                    state.selected = (state.selected + 1) % rows;
                }
                if press(Modifiers::NONE, Key::ArrowUp) {
                    state.selected = (state.selected + rows - 1) % rows;
                }
                if plain_enter(ui) || press(Modifiers::NONE, Key::Tab) {
                    intents.push(ComposerIntent::Complete(state.selected.min(rows - 1)));
                    return;
                }
            }
        }
        if plain_enter(ui) && !self.busy {
            self.send(state, intents);
        }
        if press(Modifiers::NONE, Key::Escape) {
            intents.push(if self.busy { ComposerIntent::Stop } else { ComposerIntent::Leave });
        }
        if state.text.is_empty() && press(Modifiers::NONE, Key::ArrowUp) {
            intents.push(ComposerIntent::EditLast);
        }
        if press(Modifiers::CTRL, Key::ArrowUp) {
            intents.push(ComposerIntent::ToList);
        }
        if state.cursor == 0
            && let Some(chip) = self.chips.last()
        {
            let none_selected = egui::text_edit::TextEditState::load(ui.ctx(), self.id)
                .and_then(|edit| edit.cursor.char_range())
                .is_none_or(|range| range.is_empty());
            if none_selected && press(Modifiers::NONE, Key::Backspace) {
                intents.push(ComposerIntent::Detach(chip.id));
            }
        }
    }

    /// Long texts and pictures do not go into the field.
    fn pastes(&self, ui: &Ui, intents: &mut Vec<ComposerIntent>) {
        ui.input_mut(|input| {
            input.events.retain(|event| match event {
                Event::Paste(text) if is_long(text) => {
                    intents.push(ComposerIntent::Paste(text.clone()));
                    false
                }
                Event::PasteImage(image) => {
                    intents.push(ComposerIntent::PasteImage(Arc::clone(image)));
                    false
                }
                _ => true,
            });
        });
    }

    fn send(&self, state: &ComposerState, intents: &mut Vec<ComposerIntent>) {
        if !state.text.trim().is_empty() {
            intents.push(ComposerIntent::Send(state.text.clone()));
        }
    }

    /// The highest that the field may become in a dock of that height.
    pub fn most_of(dock: f32) -> f32 {
        (dock * chat::FIELD_PART).max(chat::LINE * 3.0)
    }
}

/// Takes an Enter without Shift, which would begin a line.
pub(super) fn plain_enter(ui: &Ui) -> bool {
    ui.input_mut(|input| !input.modifiers.shift && input.consume_key(Modifiers::NONE, Key::Enter))
}

/// Whether a pasted text is too long for the field.
pub fn is_long(text: &str) -> bool {
    text.lines().nth(PASTE_LINES).is_some() || text.chars().nth(PASTE_CHARS).is_some()
}
