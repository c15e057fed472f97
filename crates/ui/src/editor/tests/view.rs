//! A document with a view in a test harness, as an application would hold them.

use std::sync::Arc;
use std::time::Duration;

use egui::{Event, Modifiers, MouseWheelUnit, PointerButton, Pos2, Rect, TouchPhase, Ui, Vec2, pos2, vec2};
use egui_kittest::Harness;
use justbuilt_display::{DisplayMap, Settings};
use justbuilt_syntax::{LanguageId, Languages, Syntax};
use justbuilt_text::{Selection, Selections, Text};

use super::super::*;
use crate::theme::Theme;

/// What a test sees of a frame.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) caret: Option<Rect>,
    pub(super) stats: PaintStats,
    pub(super) rows: std::ops::Range<usize>,
    pub(super) hover: Option<Hover>,
    pub(super) blocks: Vec<BlockPlace>,
    pub(super) replaced: Vec<BlockPlace>,
}

/// The document, its view, and everything it wished for.
pub(super) struct View {
    pub(super) text: Text,
    pub(super) selections: Selections,
    pub(super) display: DisplayMap,
    pub(super) syntax: Syntax,
    pub(super) options: EditorOptions,
    pub(super) state: EditorState,
    pub(super) reveal: Option<Reveal>,
    pub(super) focused: bool,
    pub(super) revision: u64,
    pub(super) intents: Vec<EditorIntent>,
    pub(super) seen: Seen,
    pub(super) find_matches: Vec<std::ops::Range<usize>>,
    pub(super) blocks: Vec<Block>,
    pub(super) replaced: Vec<std::ops::Range<usize>>,
    pub(super) ghost: Option<(usize, String)>,
}

impl View {
    /// A view on text of a language.
    pub(super) fn of_language(source: &str, language: &str) -> Self {
        let mut view = Self::new(source, Settings::default());
        let languages = Arc::new(Languages::new());
        let language = languages.by_name(language).expect("a language");
        view.syntax = Syntax::new(&languages, language, &view.text);
        assert!(view.syntax.try_parse(Duration::from_secs(10)));
        view
    }

    pub(super) fn new(source: &str, settings: Settings) -> Self {
        let text = Text::from(source);
        let languages = Arc::new(Languages::new());
        let mut syntax = Syntax::new(&languages, LanguageId::PLAIN, &text);
        syntax.try_parse(Duration::from_secs(10));
        let options = EditorOptions { smooth_scroll: false, ..EditorOptions::default() };
        Self {
            selections: Selections::caret(0),
            display: DisplayMap::new(&text, settings),
            syntax,
            options,
            state: EditorState::default(),
            reveal: None,
            focused: true,
            revision: 0,
            intents: Vec::new(),
            seen: Seen::default(),
            find_matches: Vec::new(),
            blocks: Vec::new(),
            replaced: Vec::new(),
            ghost: None,
            text,
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui) {
        let syntax = self.syntax.snapshot();
        let data = EditorData {
            id: egui::Id::unique("editor"),
            label: "sample.txt",
            text: &self.text,
            revision: self.revision,
            selections: &self.selections,
            display: &self.display,
            syntax: &syntax,
            find_matches: &self.find_matches,
            current_match: None,
            line_marks: &[],
            decorations: &[],
            blocks: &self.blocks,
            replaced: &self.replaced,
            ghost: self.ghost.as_ref().map(|(at, text)| GhostText { at: *at, text }),
            read_only: false,
            focused: self.focused,
            reveal: self.reveal,
            options: &self.options,
        };
        let output = editor_ui(ui, &mut self.state, &data, &Theme::dark());
        self.seen = Seen {
            caret: output.caret_rect,
            stats: output.stats,
            rows: output.visible_rows,
            hover: output.hover,
            blocks: output.blocks,
            replaced: output.replaced,
        };
        for intent in output.intents {
            if let EditorIntent::Select(selections) = &intent {
                self.selections = selections.clone();
            }
            self.intents.push(intent);
        }
    }

    pub(super) fn reveal(&mut self, byte: usize, align: RevealAlign) {
        let seq = self.reveal.map_or(1, |reveal| reveal.seq + 1);
        self.reveal = Some(Reveal { seq, byte, align });
    }

    /// The selections as (anchor, head).
    pub(super) fn selected(&self) -> Vec<(usize, usize)> {
        self.selections.iter().map(|selection: &Selection| (selection.anchor, selection.head)).collect()
    }
}

/// A harness around a view of this text.
pub(super) fn open(source: &str) -> Window {
    open_with(View::new(source, Settings::default()))
}

/// A harness around a view.
pub(super) fn open_with(view: View) -> Window {
    let mut harness = Harness::builder()
        .with_size(vec2(800.0, 600.0))
        .with_step_dt(1.0 / 60.0)
        .allow_missing_glyphs()
        .with_context_setup(|ctx| crate::install(ctx, &Theme::dark()))
        .build_ui_state(|ui, view: &mut View| view.ui(ui), view);
    harness.run_steps(3);
    Window { harness }
}

/// A view in a window, and hands to use it.
pub(super) struct Window {
    pub(super) harness: Harness<'static, View>,
}

impl Window {
    pub(super) fn view(&mut self) -> &mut View {
        self.harness.state_mut()
    }

    pub(super) fn step(&mut self) {
        self.harness.step();
    }

    /// The place of a caret at `byte`: its upper left corner.
    pub(super) fn place(&mut self, byte: usize) -> Pos2 {
        let before = std::mem::replace(&mut self.view().selections, Selections::caret(byte));
        self.step();
        let caret = self.view().seen.caret.unwrap_or_else(|| panic!("byte {byte} is not in view"));
        self.view().selections = before;
        self.step();
        pos2(caret.center().x, caret.center().y)
    }

    pub(super) fn events(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.harness.event(event);
        }
        self.step();
    }

    pub(super) fn button(&mut self, pos: Pos2, button: PointerButton, pressed: bool, modifiers: Modifiers) {
        self.events([
            Event::ModifiersChanged(modifiers),
            Event::PointerMoved(pos),
            Event::PointerButton { pos, button, pressed, modifiers },
        ]);
    }

    pub(super) fn press(&mut self, pos: Pos2, modifiers: Modifiers) {
        // The pointer has to be there in one frame to be over the view in the next.
        self.events([Event::PointerMoved(pos)]);
        self.button(pos, PointerButton::Primary, true, modifiers);
    }

    pub(super) fn release(&mut self, pos: Pos2, modifiers: Modifiers) {
        self.button(pos, PointerButton::Primary, false, modifiers);
    }

    /// A click at a place.
    pub(super) fn click(&mut self, pos: Pos2, modifiers: Modifiers) {
        self.press(pos, modifiers);
        self.release(pos, modifiers);
    }

    /// Lets enough time pass that the next click is not the second of a double click.
    pub(super) fn pause(&mut self) {
        self.harness.run_steps(40);
    }

    pub(super) fn wheel(&mut self, unit: MouseWheelUnit, delta: Vec2, modifiers: Modifiers) {
        let source = egui::MouseWheelSource::Unknown;
        self.events([
            Event::ModifiersChanged(modifiers),
            Event::MouseWheel { unit, delta, phase: TouchPhase::Move, source, modifiers },
        ]);
    }
}
