//! A document with one view on it, as an application would hold them: enough to type, select and scroll.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use egui::Ui;
use justbuilt_display::{DisplayMap, Settings};
use justbuilt_syntax::{LanguageId, Languages, Syntax};
use justbuilt_text::{Selection, Selections, Text, Transaction};
use justbuilt_ui::Theme;
use justbuilt_ui::editor::{
    Decoration, EditorData, EditorIntent, EditorOptions, EditorState, LineMark, PaintStats, Reveal,
    RevealAlign, editor_ui,
};

/// The document and its view.
pub struct View {
    pub text: Text,
    pub selections: Selections,
    pub display: DisplayMap,
    pub syntax: Syntax,
    pub options: EditorOptions,
    pub state: EditorState,
    pub theme: Theme,
    pub reveal: Option<Reveal>,
    pub find_matches: Vec<Range<usize>>,
    pub decorations: Vec<Decoration>,
    pub line_marks: Vec<LineMark>,
    pub stats: PaintStats,
    revision: u64,
}

impl View {
    pub fn new(source: &str, language: &str, settings: Settings, theme: Theme) -> Self {
        let text = Text::from(source);
        let languages = Arc::new(Languages::new());
        let language = languages.by_name(language).unwrap_or(LanguageId::PLAIN);
        let mut syntax = Syntax::new(&languages, language, &text);
        syntax.try_parse(Duration::from_secs(60));
        Self {
            selections: Selections::caret(0),
            display: DisplayMap::new(&text, settings),
            syntax,
            options: EditorOptions::default(),
            state: EditorState::default(),
            theme,
            reveal: None,
            find_matches: Vec::new(),
            decorations: Vec::new(),
            line_marks: Vec::new(),
            stats: PaintStats::default(),
            revision: 0,
            text,
        }
    }

    /// Brings a place into view.
    pub fn reveal_line(&mut self, byte: usize) {
        let seq = self.reveal.map_or(1, |reveal| reveal.seq + 1);
        self.reveal = Some(Reveal { seq, byte, align: RevealAlign::Center });
    }

    /// Replaces every selection by `inserted`, as typing does.
    pub fn insert(&mut self, inserted: &str) {
        let edits = self.selections.iter().map(|selection| (selection.range(), inserted));
        let transaction = Transaction::from_edits(self.text.len(), edits.collect::<Vec<_>>());
        let Ok(new) = transaction.apply(&self.text) else { return };
        self.syntax.edit(&transaction, &self.text, &new);
        self.syntax.try_parse(Duration::from_micros(500));
        self.display.edit(&new, &transaction);
        self.state.text_changed(&self.text, &new, &transaction);
        let mapped = self.selections.map(&transaction);
        self.selections = mapped.transform(|s| Selection::caret(s.to()));
        self.text = new;
        self.revision += 1;
    }

    pub fn ui(&mut self, ui: &mut Ui) {
        let syntax = self.syntax.snapshot();
        let data = EditorData {
            id: egui::Id::unique("editor"),
            label: "sample.rs",
            text: &self.text,
            revision: self.revision,
            selections: &self.selections,
            display: &self.display,
            syntax: &syntax,
            find_matches: &self.find_matches,
            current_match: (!self.find_matches.is_empty()).then_some(0),
            line_marks: &self.line_marks,
            blocks: &[],
            replaced: &[],
            ghost: None,
            decorations: &self.decorations,
            read_only: false,
            focused: true,
            reveal: self.reveal,
            options: &self.options,
        };
        let output = editor_ui(ui, &mut self.state, &data, &self.theme);
        self.stats = output.stats;
        for intent in output.intents {
            match intent {
                EditorIntent::Select(selections) => self.selections = selections,
                EditorIntent::Type(text) => self.insert(&text),
                _ => {}
            }
        }
    }
}
