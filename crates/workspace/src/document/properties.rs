//! What a document is besides its text: language, indentation, line ending, encoding. Guessed from file and
//! settings, changed from the status bar.

use std::path::PathBuf;

use justbuilt_syntax::{DefaultIndent, LanguageId};
use justbuilt_text::edit::IndentStyle;
use justbuilt_text::{Buffer, EditKind, Encoding, LineEnding};

use crate::command::{CommandError, CommandResult};
use crate::document::loading::{Load, ReadAs};
use crate::document::{Document, OutlineState, Parsing};
use crate::ids::DocumentId;
use crate::session::journal::Journal;
use crate::settings::EditorSettings;
use crate::snapshot::DiskState;
use crate::workspace::Workspace;

/// How much of a text is looked at to guess language and indentation, in bytes.
const GUESSED_FROM: usize = 64 << 10;

impl Workspace {
    /// A document without text, which is not shown anywhere yet.
    pub(crate) fn insert_document(&mut self, path: Option<PathBuf>, name: String) -> DocumentId {
        let id = DocumentId::next(&self.ids);
        let buffer = Buffer::default();
        let parsing = Parsing::new(&self.languages, LanguageId::PLAIN, buffer.text());
        let settings = self.settings.current();
        self.documents.insert(Document {
            id,
            disk: DiskState::New,
            path,
            name,
            buffer,
            language: LanguageId::PLAIN,
            language_chosen: false,
            parsing,
            outline: OutlineState::default(),
            sketch: None,
            indent: indent_style(settings.editor.insert_spaces, settings.editor.tab_width),
            indent_chosen: false,
            tab_width: settings.editor.tab_width,
            load: Load::Done,
            stamp: None,
            file_text: None,
            checking: None,
            check_again: false,
            saving: None,
            save_failed: false,
            hex: false,
            locked: false,
            recorded: false,
            past: None,
            notes: Vec::new(),
            mixed_line_endings: false,
            journal: Journal::default(),
            changed_at: None,
            revision: 1,
            snapshot: None,
        });
        id
    }

    /// What the editor goes by in a document.
    pub(crate) fn editor_settings(&self, id: DocumentId) -> EditorSettings {
        let language = self.documents.get(id).map_or(LanguageId::PLAIN, |document| document.language);
        self.settings.current().editor_in(self.languages.get(language))
    }

    /// Guesses language and indentation, unless the user chose them.
    pub(crate) fn guess_properties(&mut self, id: DocumentId) {
        let settings = self.settings.current();
        let Some(document) = self.documents.get_mut(id) else { return };
        let text = document.buffer.text();
        let head = text.slice(0..text.clamp_boundary(GUESSED_FROM.min(text.len()))).into_owned();
        if !document.language_chosen {
            let first = head.get(..head.len().min(512)).unwrap_or(&head);
            document.language = self.languages.detect(document.path.as_deref(), first);
        }
        let language = self.languages.get(document.language);
        let editor = settings.editor_in(language);
        document.tab_width = editor.tab_width;
        if document.indent_chosen {
            return;
        }
        let own =
            ["editor.tab_width", "editor.insert_spaces"].iter().any(|key| settings.is_own(language, key));
        let guess = editor.detect_indent.then(|| justbuilt_text::indent::detect(&head)).flatten();
        document.indent = guess.unwrap_or(match language.indent {
            _ if own => indent_style(editor.insert_spaces, editor.tab_width),
            DefaultIndent::Tabs => IndentStyle::Tabs,
            DefaultIndent::Spaces(width) if language.id != LanguageId::PLAIN && editor.insert_spaces => {
                // A language whose custom differs from the default of 4 keeps its custom.
                let width = if u32::from(width) == 4 { editor.tab_width } else { u32::from(width) };
                IndentStyle::Spaces(width)
            }
            DefaultIndent::Spaces(_) => indent_style(editor.insert_spaces, editor.tab_width),
        });
    }

    /// The settings changed: documents follow where nothing was chosen for them.
    pub(crate) fn documents_settings_changed(&mut self) {
        for id in self.documents.ids() {
            self.guess_properties(id);
            self.touch_document(id);
        }
    }

    fn active_document(&mut self) -> Result<&mut Document, CommandError> {
        let view = self.active_view_or_err()?;
        let id = self.view_document(view)?;
        self.documents.get_mut(id).ok_or(CommandError::NotNow("the document is closed"))
    }

    /// Sets the language of the active document.
    pub(crate) fn set_language(&mut self, name: &str) -> CommandResult {
        let language = self.languages.by_name(name);
        let language =
            language.ok_or_else(|| CommandError::Failed(format!("there is no language “{name}”")))?;
        let document = self.active_document()?;
        document.language = language;
        document.language_chosen = true;
        let id = document.id;
        self.guess_properties(id);
        self.syntax_restart(id);
        self.session_tabs_changed();
        Ok(())
    }

    /// Sets what Tab inserts in the active document.
    pub(crate) fn set_indentation(&mut self, style: &str) -> CommandResult {
        let style = style.trim().to_ascii_lowercase();
        let (kind, width) = style.split_once([':', ' ']).map_or((style.as_str(), None), |(kind, width)| {
            (kind, width.trim().parse::<u32>().ok().map(|width| width.clamp(1, 16)))
        });
        let id = self.active_document()?.id;
        let default = self.editor_settings(id).tab_width;
        let document = self.active_document()?;
        match kind {
            "tabs" | "tab" => {
                document.indent = IndentStyle::Tabs;
                document.tab_width = width.unwrap_or(document.tab_width);
            }
            "spaces" | "space" => document.indent = IndentStyle::Spaces(width.unwrap_or(default)),
            _ => return Err(CommandError::Failed(format!("“{style}” is neither tabs nor spaces"))),
        }
        document.indent_chosen = true;
        let id = document.id;
        self.touch_document(id);
        for view in self.views_of(id) {
            self.apply_display_settings(view);
        }
        Ok(())
    }

    /// Converts the line endings of the active document.
    pub(crate) fn set_line_ending(&mut self, name: &str) -> CommandResult {
        let ending = LineEnding::by_name(name)
            .ok_or_else(|| CommandError::Failed(format!("“{name}” is none of lf, crlf and cr")))?;
        let view = self.active_view_or_err()?;
        let id = self.view_document(view)?;
        self.check_writable(id)?;
        let text = self.view_text(view)?;
        self.change_document(id, &ending.convert(&text), EditKind::Format)?;
        if let Some(document) = self.documents.get_mut(id) {
            document.buffer.set_line_ending(ending);
            document.mixed_line_endings = false;
        }
        self.session_text_changed(id);
        self.touch_document(id);
        Ok(())
    }

    /// Reads the active document's file again in another encoding.
    pub(crate) fn reopen_with_encoding(&mut self, name: &str) -> CommandResult {
        let encoding = encoding_named(name)?;
        let document = self.active_document()?;
        if document.path.is_none() {
            return Err(CommandError::NotNow("the document has no file"));
        }
        if document.is_dirty() {
            return Err(CommandError::Failed(format!(
                "“{}” has unsaved changes; save or revert it before reading it in another encoding",
                document.name
            )));
        }
        let id = document.id;
        self.load(id, ReadAs { encoding: Some(encoding), anything: true, hex: false });
        Ok(())
    }

    /// Writes the active document in another encoding from now on.
    pub(crate) fn save_with_encoding(&mut self, name: &str) -> CommandResult {
        let encoding = encoding_named(name)?;
        let document = self.active_document()?;
        document.buffer.set_encoding(encoding);
        let id = document.id;
        self.session_text_changed(id);
        self.touch_document(id);
        self.save_active()
    }

    /// Protects the active document from changes, or stops doing so.
    pub(crate) fn toggle_lock(&mut self) -> CommandResult {
        let document = self.active_document()?;
        document.locked = !document.locked;
        let id = document.id;
        self.touch_document(id);
        Ok(())
    }
}

fn indent_style(spaces: bool, width: u32) -> IndentStyle {
    if spaces { IndentStyle::Spaces(width) } else { IndentStyle::Tabs }
}

fn encoding_named(name: &str) -> Result<Encoding, CommandError> {
    Encoding::by_name(name).ok_or_else(|| CommandError::Failed(format!("there is no encoding “{name}”")))
}
