//! Every setting: its key, what it is for, what it may be, and how it is read and written. The settings page, the
//! commented file of defaults and the checks of the user's file are all made from this list.

use std::time::Duration;

use toml_edit::Value;

use super::{AutoSave, Completion, CursorBlink, LineNumbers, RenderWhitespace, Settings, WordWrap};

/// What a setting may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SettingKind {
    /// Yes or no.
    Bool,
    /// A number.
    Number {
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
    },
    /// A whole number.
    Integer {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// Any text.
    Text,
    /// One of these: the value as it is written, and what a person reads.
    Choice(&'static [(&'static str, &'static str)]),
    /// Texts (or whole numbers, for columns).
    List,
}

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct SettingSpec {
    /// Such as `editor.font_size`: the table and the key in the file.
    pub key: &'static str,
    /// What the settings page shows, in sentence case.
    pub title: &'static str,
    /// One sentence or two.
    pub help: &'static str,
    /// What it may be.
    pub kind: SettingKind,
    /// Heading on the settings page.
    pub section: &'static str,
    get: fn(&Settings) -> Value,
    set: fn(&mut Settings, &Value),
}

impl SettingSpec {
    /// The table of the key, such as `editor`.
    pub fn table(&self) -> &'static str {
        self.key.split_once('.').map_or("", |(table, _)| table)
    }

    /// The key within its table, such as `font_size`.
    pub fn name(&self) -> &'static str {
        self.key.split_once('.').map_or(self.key, |(_, name)| name)
    }

    /// Whether a language may have its own value.
    pub fn per_language(&self) -> bool {
        let tidying = ["files.trim_trailing_whitespace", "files.insert_final_newline"];
        self.table() == "editor" || tidying.contains(&self.key)
    }

    /// The value of this setting.
    pub(crate) fn get(&self, settings: &Settings) -> Value {
        (self.get)(settings)
    }

    /// Sets a value that was checked.
    pub(crate) fn set(&self, settings: &mut Settings, value: &Value) {
        (self.set)(settings, value);
    }

    /// What is wrong with a value, as a sentence.
    ///
    /// # Errors
    /// The sentence.
    pub(crate) fn check(&self, value: &Value) -> Result<(), String> {
        let key = self.key;
        match self.kind {
            SettingKind::Bool => {
                value.as_bool().map(|_| ()).ok_or_else(|| format!("`{key}` is true or false"))
            }
            SettingKind::Number { min, max } => {
                let number = number_of(value).filter(|number| (min..=max).contains(number));
                number.map(|_| ()).ok_or_else(|| format!("`{key}` is a number from {min} to {max}"))
            }
            SettingKind::Integer { min, max } => {
                let number = value.as_integer().filter(|number| (min..=max).contains(number));
                number.map(|_| ()).ok_or_else(|| format!("`{key}` is a whole number from {min} to {max}"))
            }
            SettingKind::Text => {
                value.as_str().map(|_| ()).ok_or_else(|| format!("`{key}` is a text in quotes"))
            }
            SettingKind::Choice(choices) => {
                let fits =
                    value.as_str().is_some_and(|text| choices.iter().any(|(choice, _)| *choice == text));
                let names = || {
                    choices.iter().map(|(choice, _)| format!("\"{choice}\"")).collect::<Vec<_>>().join(", ")
                };
                fits.then_some(()).ok_or_else(|| format!("`{key}` is one of {}", names()))
            }
            SettingKind::List if key == "editor.rulers" => {
                let columns = |value: &Value| {
                    let array = value.as_array()?;
                    array
                        .iter()
                        .all(|item| item.as_integer().is_some_and(|column| (1..=10_000).contains(&column)))
                        .then_some(())
                };
                columns(value).ok_or_else(|| format!("`{key}` is a list of columns, such as [80, 100]"))
            }
            SettingKind::List => {
                let texts =
                    value.as_array().is_some_and(|array| array.iter().all(|item| item.as_str().is_some()));
                texts
                    .then_some(())
                    .ok_or_else(|| format!("`{key}` is a list of texts, such as [\"**/target\"]"))
            }
        }
    }

    /// Reads a value as it is typed on the settings page or as an argument: TOML, or plain text where that is meant.
    ///
    /// # Errors
    /// What the setting may be, as a sentence.
    pub(crate) fn parse(&self, text: &str) -> Result<Value, String> {
        let text = text.trim();
        let toml = text.parse::<Value>().ok();
        if let Some(value) = toml.filter(|value| self.check(value).is_ok()) {
            return Ok(value);
        }
        let plain = match self.kind {
            SettingKind::Text | SettingKind::Choice(_) => Value::from(text.trim_matches('"')),
            SettingKind::List => {
                let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
                items
                    .map(|item| item.parse::<i64>().map_or_else(|_| Value::from(item), Value::from))
                    .collect()
            }
            SettingKind::Bool => match text.to_ascii_lowercase().as_str() {
                "on" | "yes" => Value::from(true),
                "off" | "no" => Value::from(false),
                _ => Value::from(text),
            },
            SettingKind::Number { .. } | SettingKind::Integer { .. } => Value::from(text),
        };
        self.check(&plain).map(|()| plain)
    }
}

/// A value as a person reads and types it: texts without quotes, lists separated by commas.
pub(crate) fn plain_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Array(array) => array.iter().map(plain_text).collect::<Vec<_>>().join(", "),
        Value::Float(number) => number.value().to_string(),
        value => value.to_string().trim().to_owned(),
    }
}

fn number_of(value: &Value) -> Option<f64> {
    // Settings are small numbers: nothing is lost.
    value.as_float().or_else(|| value.as_integer().map(|number| number as f64))
}

fn unsigned(value: &Value) -> u32 {
    value.as_integer().and_then(|number| u32::try_from(number).ok()).unwrap_or_default()
}

/// A number as it was meant, not as 32 bits hold it: 13.5, 1.55.
fn short(number: f32) -> Value {
    Value::from(number.to_string().parse::<f64>().unwrap_or_else(|_| f64::from(number)))
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flat_map(|array| array.iter());
    items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

fn list<T: Into<Value> + Clone>(items: &[T]) -> Value {
    items.iter().cloned().map(Into::into).collect()
}

/// Reads and writes an enum by the names of its choices.
macro_rules! choice {
    ($key:literal, $title:literal, $help:literal, $section:literal, $field:ident, [$(($name:literal, $label:literal, $variant:expr)),+ $(,)?]) => {
        SettingSpec {
            key: $key,
            title: $title,
            help: $help,
            section: $section,
            kind: SettingKind::Choice(&[$(($name, $label)),+]),
            get: |settings| {
                let now = settings.editor.$field;
                $(if now == $variant { return Value::from($name); })+
                Value::from("")
            },
            set: |settings, value| {
                let name = value.as_str().unwrap_or_default();
                $(if name == $name { settings.editor.$field = $variant; })+
            },
        }
    };
}

macro_rules! flag {
    ($key:literal, $title:literal, $help:literal, $section:literal, $($field:ident).+) => {
        SettingSpec {
            key: $key,
            title: $title,
            help: $help,
            section: $section,
            kind: SettingKind::Bool,
            get: |settings| Value::from(settings.$($field).+),
            set: |settings, value| settings.$($field).+ = value.as_bool().unwrap_or_default(),
        }
    };
}

macro_rules! number {
    ($key:literal, $title:literal, $help:literal, $section:literal, $min:literal..=$max:literal, $($field:ident).+) => {
        SettingSpec {
            key: $key,
            title: $title,
            help: $help,
            section: $section,
            kind: SettingKind::Number { min: $min, max: $max },
            get: |settings| short(settings.$($field).+),
            set: |settings, value| {
                if let Some(number) = number_of(value) {
                    settings.$($field).+ = number as f32;
                }
            },
        }
    };
}

macro_rules! cells {
    ($key:literal, $title:literal, $help:literal, $section:literal, $min:literal..=$max:literal, $field:ident) => {
        SettingSpec {
            key: $key,
            title: $title,
            help: $help,
            section: $section,
            kind: SettingKind::Integer { min: $min, max: $max },
            get: |settings| Value::from(i64::from(settings.editor.$field)),
            set: |settings, value| settings.editor.$field = unsigned(value),
        }
    };
}

macro_rules! whole {
    ($key:literal, $title:literal, $help:literal, $section:literal, $min:literal..=$max:literal, $field:ident) => {
        SettingSpec {
            key: $key,
            title: $title,
            help: $help,
            section: $section,
            kind: SettingKind::Integer { min: $min, max: $max },
            get: |settings| Value::from(i64::from(settings.timeline.$field)),
            set: |settings, value| settings.timeline.$field = unsigned(value),
        }
    };
}

macro_rules! globs {
    ($key:literal, $title:literal, $help:literal, $section:literal, $field:ident) => {
        SettingSpec {
            key: $key,
            title: $title,
            help: $help,
            section: $section,
            kind: SettingKind::List,
            get: |settings| list(&settings.$field),
            set: |settings, value| settings.$field = texts(value),
        }
    };
}

/// Every setting, by section.
pub fn schema() -> &'static [SettingSpec] {
    SCHEMA
}

/// The setting called `key`.
pub fn spec(key: &str) -> Option<&'static SettingSpec> {
    SCHEMA.iter().find(|spec| spec.key == key)
}

/// The setting that a language's table calls `name`.
pub(crate) fn language_spec(name: &str) -> Option<&'static SettingSpec> {
    SCHEMA.iter().find(|spec| spec.name() == name && spec.per_language())
}

static SCHEMA: &[SettingSpec] = &[
    SettingSpec {
        key: "appearance.theme",
        title: "Theme",
        help: "The colours: \"dark\", \"light\", or the name of a file in the folder themes beside this file.",
        section: "Appearance",
        kind: SettingKind::Text,
        get: |settings| Value::from(settings.theme.as_str()),
        set: |settings, value| value.as_str().unwrap_or_default().clone_into(&mut settings.theme),
    },
    number!(
        "appearance.ui_scale",
        "Scale",
        "How large everything in the window is, as a factor.",
        "Appearance",
        0.5..=3.0,
        ui_scale
    ),
    flag!(
        "appearance.reduce_motion",
        "Reduce motion",
        "Leaves out movement that is not needed, such as smooth scrolling.",
        "Appearance",
        reduce_motion
    ),
    number!(
        "editor.font_size",
        "Font size",
        "The size of the text, in points.",
        "Editor",
        6.0..=60.0,
        editor.font_size
    ),
    number!(
        "editor.line_height",
        "Line height",
        "The height of a line, as a multiple of the font size.",
        "Editor",
        1.0..=3.0,
        editor.line_height
    ),
    flag!(
        "editor.ligatures",
        "Ligatures",
        "Joins characters such as -> where the font can.",
        "Editor",
        editor.ligatures
    ),
    cells!(
        "editor.tab_width",
        "Tab width",
        "How many columns a tab takes, and how many spaces Tab inserts.",
        "Editor",
        1..=16,
        tab_width
    ),
    flag!(
        "editor.insert_spaces",
        "Insert spaces",
        "Tab inserts spaces rather than a tab.",
        "Editor",
        editor.insert_spaces
    ),
    flag!(
        "editor.detect_indent",
        "Detect indentation",
        "A file's own indentation wins over the two settings above.",
        "Editor",
        editor.detect_indent
    ),
    SettingSpec {
        key: "editor.word_wrap",
        title: "Word wrap",
        help: "What happens to lines that are too long: nothing, or they go on in the next row at the edge of the view or at a column.",
        section: "Editor",
        kind: SettingKind::Choice(&[
            ("off", "Off"),
            ("view", "At the edge of the view"),
            ("column", "At a column"),
        ]),
        get: |settings| {
            Value::from(match settings.editor.word_wrap {
                WordWrap::Off => "off",
                WordWrap::View => "view",
                WordWrap::Column(_) => "column",
            })
        },
        set: |settings, value| {
            settings.editor.word_wrap = match value.as_str() {
                Some("view") => WordWrap::View,
                Some("column") => WordWrap::Column(settings.editor.word_wrap_column),
                _ => WordWrap::Off,
            };
        },
    },
    SettingSpec {
        key: "editor.word_wrap_column",
        title: "Word wrap column",
        help: "The column at which lines go on in the next row, when word wrap is \"column\".",
        section: "Editor",
        kind: SettingKind::Integer { min: 10, max: 10_000 },
        get: |settings| Value::from(i64::from(settings.editor.word_wrap_column)),
        set: |settings, value| {
            settings.editor.word_wrap_column = unsigned(value);
            if let WordWrap::Column(column) = &mut settings.editor.word_wrap {
                *column = unsigned(value);
            }
        },
    },
    choice!(
        "editor.line_numbers",
        "Line numbers",
        "What the gutter shows.",
        "Editor",
        line_numbers,
        [
            ("off", "None", LineNumbers::Off),
            ("absolute", "From the top", LineNumbers::Absolute),
            ("relative", "From the caret", LineNumbers::Relative),
        ]
    ),
    choice!(
        "editor.render_whitespace",
        "Visible whitespace",
        "Where blanks and tabs are shown.",
        "Editor",
        render_whitespace,
        [
            ("none", "Nowhere", RenderWhitespace::None),
            ("selection", "In selections", RenderWhitespace::Selection),
            ("trailing", "At the ends of lines", RenderWhitespace::Trailing),
            ("all", "Everywhere", RenderWhitespace::All),
        ]
    ),
    SettingSpec {
        key: "editor.rulers",
        title: "Rulers",
        help: "Columns with a vertical line, such as [80, 100].",
        section: "Editor",
        kind: SettingKind::List,
        get: |settings| {
            list(&settings.editor.rulers.iter().map(|column| i64::from(*column)).collect::<Vec<_>>())
        },
        set: |settings, value| {
            let columns = value.as_array().into_iter().flat_map(|array| array.iter());
            settings.editor.rulers = columns.map(unsigned).filter(|column| *column > 0).collect();
        },
    },
    flag!(
        "editor.indent_guides",
        "Indent guides",
        "Shows the indentation as thin lines.",
        "Editor",
        editor.indent_guides
    ),
    choice!(
        "editor.cursor_blink",
        "Caret",
        "Whether the caret blinks.",
        "Editor",
        cursor_blink,
        [("blink", "Blinks", CursorBlink::Blink), ("solid", "Stays", CursorBlink::Solid),]
    ),
    flag!(
        "editor.scroll_beyond_end",
        "Scroll beyond the end",
        "Scrolls until the last line is at the top.",
        "Editor",
        editor.scroll_beyond_end
    ),
    flag!(
        "editor.auto_pair",
        "Close brackets",
        "Types the closing bracket or quote along with the opening one.",
        "Editor",
        editor.auto_pair
    ),
    flag!(
        "editor.auto_indent",
        "Indent new lines",
        "Indents a new line as the language asks for.",
        "Editor",
        editor.auto_indent
    ),
    flag!(
        "editor.continue_comments",
        "Continue comments",
        "A new line in a doc comment or a block comment begins with its mark.",
        "Editor",
        editor.continue_comments
    ),
    flag!(
        "editor.continue_lists",
        "Continue lists",
        "A new line in an item of a Markdown list begins the next item; in an empty item it ends the list.",
        "Editor",
        editor.continue_lists
    ),
    choice!(
        "files.auto_save",
        "Save by itself",
        "When changed files are saved without being asked to.",
        "Files",
        auto_save,
        [
            ("off", "Never", AutoSave::Off),
            ("after_delay", "Some time after the last change", AutoSave::AfterDelay),
            ("on_focus_change", "When the tab or the window loses the focus", AutoSave::OnFocusChange),
        ]
    ),
    SettingSpec {
        key: "files.auto_save_delay",
        title: "Delay of saving",
        help: "How long after the last change files are saved by themselves, in milliseconds.",
        section: "Files",
        kind: SettingKind::Integer { min: 100, max: 600_000 },
        get: |settings| {
            Value::from(i64::try_from(settings.editor.auto_save_delay.as_millis()).unwrap_or(i64::MAX))
        },
        set: |settings, value| {
            settings.editor.auto_save_delay = Duration::from_millis(u64::from(unsigned(value)))
        },
    },
    flag!(
        "files.trim_trailing_whitespace",
        "Trim line ends",
        "Removes blanks at the ends of lines when saving.",
        "Files",
        editor.trim_trailing_whitespace
    ),
    flag!(
        "files.insert_final_newline",
        "End with a line break",
        "Ends the file with a line break when saving.",
        "Files",
        editor.insert_final_newline
    ),
    globs!(
        "files.exclude",
        "Hidden files",
        "Globs of files that explorer, finder and search leave out.",
        "Files",
        files_exclude
    ),
    flag!(
        "explorer.follow_active_file",
        "Follow the active file",
        "The explorer selects the file of the active tab, and opens the folders above it.",
        "Explorer",
        follow_active_file
    ),
    globs!(
        "search.exclude",
        "Not searched",
        "Globs of files that the project search leaves out, besides hidden ones and those that git ignores.",
        "Search",
        search_exclude
    ),
    SettingSpec {
        key: "ai.completion",
        title: "Completion",
        help: "Whether an AI model offers text at the caret. Nothing is sent before a provider is set up.",
        section: "AI",
        kind: SettingKind::Choice(&[
            ("off", "Never"),
            ("manual", "When asked for"),
            ("auto", "While typing"),
        ]),
        get: |settings| {
            Value::from(match settings.completion {
                Completion::Off => "off",
                Completion::Manual => "manual",
                Completion::Auto => "auto",
            })
        },
        set: |settings, value| {
            settings.completion = match value.as_str().unwrap_or_default() {
                "off" => Completion::Off,
                "manual" => Completion::Manual,
                _ => Completion::Auto,
            };
        },
    },
    flag!(
        "timeline.enabled",
        "Record everything",
        "Remembers every keystroke and every change of the project, outside its folder, so that any moment can be seen and brought back.",
        "Timeline",
        timeline.enabled
    ),
    SettingSpec {
        key: "timeline.exclude",
        title: "Not recorded",
        help: "Globs of files that the timeline leaves out, besides those that git ignores. Files that look like secrets are always left out.",
        section: "Timeline",
        kind: SettingKind::List,
        get: |settings| list(&settings.timeline.exclude),
        set: |settings, value| settings.timeline.exclude = texts(value),
    },
    whole!(
        "timeline.file_limit",
        "Largest file",
        "Files larger than this, in MiB, are not recorded.",
        "Timeline",
        1..=1024,
        file_limit
    ),
    whole!(
        "timeline.store_limit",
        "Most space",
        "What the history of a project may take on the disk, in MiB; beyond it the oldest detail goes. 0 is no limit.",
        "Timeline",
        0..=1_000_000,
        store_limit
    ),
    whole!(
        "timeline.detail_days",
        "Days of detail",
        "After so many days single keystrokes are given up; saves and all other nodes stay. 0 keeps them forever.",
        "Timeline",
        0..=36_500,
        detail_days
    ),
    whole!(
        "timeline.idle_gap",
        "Idle gap",
        "Seconds without an edit after which a while of editing is over and becomes a node.",
        "Timeline",
        1..=3600,
        idle_gap
    ),
];

/// The file of defaults: every setting with its help, commented out.
pub fn defaults_text() -> String {
    let defaults = Settings::default();
    let mut text = String::from(
        "# Settings of Just Built. Every setting is listed with its default: take the # away to change it.\n\
         # A project may have its own in .justbuilt/settings.toml; those win over these.\n\
         # Changes are used as soon as the file is saved. Mistakes are shown under Problems.\n",
    );
    let mut table = "";
    for spec in SCHEMA {
        if spec.table() != table {
            table = spec.table();
            text.push_str(&format!("\n[{table}]\n"));
        }
        let kind = match spec.kind {
            SettingKind::Choice(choices) => {
                let names: Vec<String> =
                    choices.iter().map(|(name, label)| format!("\"{name}\" ({label})")).collect();
                format!("One of {}.", names.join(", "))
            }
            SettingKind::Number { min, max } => format!("From {min} to {max}."),
            SettingKind::Integer { min, max } => format!("From {min} to {max}."),
            SettingKind::Bool | SettingKind::Text | SettingKind::List => String::new(),
        };
        text.push_str(&format!("\n# {}\n", spec.help));
        if !kind.is_empty() {
            text.push_str(&format!("# {kind}\n"));
        }
        text.push_str(&format!("# {} = {}\n", spec.name(), spec.get(&defaults)));
    }
    text.push_str(
        "\n# A language may have its own values of what is under [editor], of trim_trailing_whitespace and of\n\
         # insert_final_newline. Those win over the ones above.\n\
         #\n\
         #   [language.markdown]\n\
         #   word_wrap = \"off\"\n",
    );
    text
}
