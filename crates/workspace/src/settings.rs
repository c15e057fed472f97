//! Settings: the values the editor runs with, from the defaults, the user's file and the project's.

pub mod commands;
pub(crate) mod layer;
mod loading;
pub mod schema;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use justbuilt_syntax::Language;

pub(crate) use loading::{SettingsStore, read_text};
pub use schema::{SettingKind, SettingSpec, defaults_text, schema};

/// When changed files are saved by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AutoSave {
    /// Never.
    #[default]
    Off,
    /// Some time after the last change.
    AfterDelay,
    /// When another tab, or another window, gets the focus.
    OnFocusChange,
}

/// How long lines are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WordWrap {
    /// Scrolled to.
    #[default]
    Off,
    /// Wrapped at the edge of the view.
    View,
    /// Wrapped at a column, or at the edge when that comes first.
    Column(u32),
}

/// Which blanks are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RenderWhitespace {
    /// None.
    None,
    /// Those in selections.
    #[default]
    Selection,
    /// Those at the ends of lines.
    Trailing,
    /// All.
    All,
}

/// Whether text is offered at the caret by an AI model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Completion {
    /// Never.
    Off,
    /// When it is asked for.
    Manual,
    /// While one types, when somebody can be asked.
    #[default]
    Auto,
}

/// What the gutter counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineNumbers {
    /// Nothing.
    Off,
    /// Lines from the top.
    #[default]
    Absolute,
    /// Lines from the caret.
    Relative,
}

/// How the caret behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CursorBlink {
    /// It blinks.
    #[default]
    Blink,
    /// It stays.
    Solid,
}

/// What the editor itself goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct EditorSettings {
    /// Points.
    pub font_size: f32,
    /// Times the font size.
    pub line_height: f32,
    /// Cells, 1–16.
    pub tab_width: u32,
    /// Whether Tab inserts spaces.
    pub insert_spaces: bool,
    /// Whether a file's own indentation wins over the two above.
    pub detect_indent: bool,
    /// Long lines.
    pub word_wrap: WordWrap,
    /// The column of [`WordWrap::Column`], also kept while it is not used.
    pub word_wrap_column: u32,
    /// Saving by itself.
    pub auto_save: AutoSave,
    /// How long after the last change, for [`AutoSave::AfterDelay`].
    pub auto_save_delay: Duration,
    /// Removes blanks at the ends of lines when saving.
    pub trim_trailing_whitespace: bool,
    /// Ends the file with a line break when saving.
    pub insert_final_newline: bool,
    /// Visible blanks.
    pub render_whitespace: RenderWhitespace,
    /// The gutter.
    pub line_numbers: LineNumbers,
    /// Columns with a vertical line.
    pub rulers: Vec<u32>,
    /// The caret.
    pub cursor_blink: CursorBlink,
    /// Lines that show the indentation.
    pub indent_guides: bool,
    /// Types the closing bracket or quote along with the opening one.
    pub auto_pair: bool,
    /// Indents new lines.
    pub auto_indent: bool,
    /// Goes on with doc comments and block comments on the next line.
    pub continue_comments: bool,
    /// Goes on with the items of lists on the next line.
    pub continue_lists: bool,
    /// Joins characters such as `->` where the font can.
    pub ligatures: bool,
    /// Scrolls until the last line is at the top.
    pub scroll_beyond_end: bool,
}

impl Default for EditorSettings {
    fn default() -> Self {
        Self {
            font_size: 13.5,
            line_height: 1.55,
            tab_width: 4,
            insert_spaces: true,
            detect_indent: true,
            word_wrap: WordWrap::Off,
            word_wrap_column: 100,
            auto_save: AutoSave::Off,
            auto_save_delay: Duration::from_millis(1000),
            trim_trailing_whitespace: false,
            insert_final_newline: false,
            render_whitespace: RenderWhitespace::Selection,
            line_numbers: LineNumbers::Absolute,
            rulers: Vec::new(),
            cursor_blink: CursorBlink::Blink,
            indent_guides: true,
            auto_pair: true,
            auto_indent: true,
            continue_comments: true,
            continue_lists: true,
            ligatures: false,
            scroll_beyond_end: true,
        }
    }
}

/// What the timeline goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineSettings {
    /// Whether anything is recorded.
    pub enabled: bool,
    /// Globs of files that are not recorded, besides those that git ignores.
    pub exclude: Vec<String>,
    /// Largest file that is kept, in mebibytes.
    pub file_limit: u32,
    /// Most that the history of a project may take, in mebibytes; 0 for no limit.
    pub store_limit: u32,
    /// Days after which single keystrokes are given up; 0 for never.
    pub detail_days: u32,
    /// Seconds without an edit after which a while of editing is over.
    pub idle_gap: u32,
}

impl Default for TimelineSettings {
    fn default() -> Self {
        Self {
            enabled: true,
            exclude: Vec::new(),
            file_limit: 8,
            store_limit: 0,
            detail_days: 0,
            idle_gap: 30,
        }
    }
}

/// Every setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The editor.
    pub editor: EditorSettings,
    /// Name of the theme.
    pub theme: String,
    /// Scale of the whole window, 0.5–3.0.
    pub ui_scale: f32,
    /// No movement that is not needed.
    pub reduce_motion: bool,
    /// Globs of files that tree and finder leave out.
    pub files_exclude: Vec<String>,
    /// The explorer shows the file of the active tab.
    pub follow_active_file: bool,
    /// Globs of files that project search leaves out, besides those above.
    pub search_exclude: Vec<String>,
    /// The timeline.
    pub timeline: TimelineSettings,
    /// Completion by AI models.
    pub completion: Completion,
    /// What single languages have otherwise, by [`LanguageId`](justbuilt_syntax::LanguageId).
    pub languages: BTreeMap<String, LanguageSettings>,
}

/// What the editor goes by in one language.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LanguageSettings {
    /// All values, also those that are as everywhere.
    pub editor: EditorSettings,
    /// The keys that were set for this language.
    pub keys: BTreeSet<&'static str>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            editor: EditorSettings::default(),
            theme: "dark".into(),
            ui_scale: 1.0,
            reduce_motion: false,
            files_exclude: vec!["**/.git".into(), "**/.hg".into(), "**/.svn".into(), "**/.DS_Store".into()],
            follow_active_file: true,
            search_exclude: Vec::new(),
            timeline: TimelineSettings::default(),
            completion: Completion::Auto,
            languages: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// What the editor goes by in a language: what was set for it, else its custom (prose is wrapped), else what was
    /// set for all.
    pub fn editor_in(&self, language: &Language) -> EditorSettings {
        let own = self.languages.get(language.id.as_str());
        let mut editor = own.map_or(&self.editor, |own| &own.editor).clone();
        if language.soft_wrap
            && editor.word_wrap == WordWrap::Off
            && !self.is_own(language, "editor.word_wrap")
        {
            editor.word_wrap = WordWrap::View;
        }
        editor
    }

    /// Whether a setting was set for a language.
    pub fn is_own(&self, language: &Language, key: &str) -> bool {
        self.languages.get(language.id.as_str()).is_some_and(|own| own.keys.contains(key))
    }

    /// The value of a setting as a person reads and types it: texts without quotes, lists separated by commas. Empty
    /// for a key that does not exist.
    pub fn value_text(&self, key: &str) -> String {
        schema::spec(key).map(|spec| schema::plain_text(&spec.get(self))).unwrap_or_default()
    }

    /// The value of a setting as the file has it.
    pub fn value_toml(&self, key: &str) -> String {
        schema::spec(key).map(|spec| spec.get(self).to_string()).unwrap_or_default()
    }

    /// Whether a setting has its default.
    pub fn is_default(&self, key: &str) -> bool {
        self.value_text(key) == Settings::default().value_text(key)
    }
}

/// What can be done on the settings page.
#[derive(Clone, Debug, PartialEq)]
pub enum SettingsCommand {
    /// Writes a value into the user's file, keeping its comments.
    Set {
        /// Such as `editor.font_size`.
        key: String,
        /// As TOML, or as [`Settings::value_text`] has it.
        value: String,
    },
    /// Takes a value out of the user's file, back to the default.
    Reset {
        /// Such as `editor.font_size`.
        key: String,
    },
}

/// A theme file, unread: parsing it is the face's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFile {
    /// The file's name without its ending.
    pub name: String,
    /// Its content.
    pub text: String,
    /// Where it is.
    pub path: std::path::PathBuf,
}
