//! What a command says about itself: id, title, help, keys, when it applies and what it does. One
//! [`CommandSpec`] a command; palette, menus, keys, command line and docs are all made from it.

use std::borrow::Cow;
use std::fmt;

use smol_str::SmolStr;

use super::args::{ArgSpec, Args};
use crate::ability::Ability;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

/// Name of a command, such as `file.save`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CommandId(Cow<'static, str>);

impl CommandId {
    /// The id of a command known at compile time.
    pub const fn new(id: &'static str) -> Self {
        Self(Cow::Borrowed(id))
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for CommandId {
    fn from(id: &'static str) -> Self {
        Self::new(id)
    }
}
impl From<String> for CommandId {
    fn from(id: String) -> Self {
        Self(Cow::Owned(id))
    }
}
impl From<SmolStr> for CommandId {
    fn from(id: SmolStr) -> Self {
        Self(Cow::Owned(id.to_string()))
    }
}
impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl fmt::Debug for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Groups commands in the palette, in menus and in the docs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Files: open, save, revert.
    File,
    /// Changing text.
    Edit,
    /// Carets and selections.
    Selection,
    /// Moving the caret.
    Cursor,
    /// Finding and replacing.
    Find,
    /// Getting to places.
    Go,
    /// What the window shows.
    View,
    /// Tabs and splits.
    Tabs,
    /// The project's folder and its tree.
    Project,
    /// Everything that happened in the project.
    Timeline,
    /// Drawings and their code.
    Sketch,
    /// AI colleagues.
    Ai,
    /// Settings, keys, themes.
    Settings,
    /// The rest.
    Help,
}

impl Category {
    /// The name shown before the title in the palette.
    pub const fn title(self) -> &'static str {
        match self {
            Category::File => "File",
            Category::Edit => "Edit",
            Category::Selection => "Selection",
            Category::Cursor => "Cursor",
            Category::Find => "Find",
            Category::Go => "Go",
            Category::View => "View",
            Category::Tabs => "Tabs",
            Category::Project => "Project",
            Category::Timeline => "Timeline",
            Category::Sketch => "Sketch",
            Category::Ai => "AI",
            Category::Settings => "Settings",
            Category::Help => "Help",
        }
    }
}

/// What has the keyboard. The app says so with [`crate::Command::Focus`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Focus {
    /// Nothing that takes text.
    #[default]
    None,
    /// The text of the active tab.
    Editor,
    /// The canvas of the active tab.
    Canvas,
    /// The find bar of the active tab.
    FindBar,
    /// The explorer tree.
    Explorer,
    /// The project search panel.
    Search,
    /// The timeline panel.
    Timeline,
    /// A picker: palette, files, symbols.
    Picker,
    /// The field of an edit in place.
    Inline,
    /// A dialog or another text field.
    Field,
}

/// Where a command's keys work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// Everywhere.
    Always,
    /// Everywhere except in pickers, dialogs and text fields.
    NoField,
    /// The text has the keyboard.
    Editor,
    /// The text or its find bar has the keyboard.
    EditorOrFind,
    /// The text, its find bar or the canvas has the keyboard.
    Document,
    /// The canvas has the keyboard.
    Canvas,
    /// The field of an edit in place has the keyboard.
    Inline,
    /// The text or the field of an edit in place has the keyboard.
    EditorOrInline,
    /// The find bar has the keyboard.
    FindBar,
    /// The explorer tree has the keyboard.
    Explorer,
    /// The project search panel has the keyboard.
    Search,
    /// The timeline panel has the keyboard.
    Timeline,
    /// A picker is open.
    Picker,
}

impl When {
    /// Whether the keys work while `focus` has the keyboard.
    pub const fn holds(self, focus: Focus) -> bool {
        match self {
            When::Always => true,
            When::NoField => !matches!(focus, Focus::Picker | Focus::Inline | Focus::Field | Focus::FindBar),
            When::Editor => matches!(focus, Focus::Editor),
            When::EditorOrFind => matches!(focus, Focus::Editor | Focus::FindBar),
            When::Document => matches!(focus, Focus::Editor | Focus::FindBar | Focus::Canvas),
            When::Canvas => matches!(focus, Focus::Canvas),
            When::Inline => matches!(focus, Focus::Inline),
            When::EditorOrInline => matches!(focus, Focus::Editor | Focus::Inline),
            When::FindBar => matches!(focus, Focus::FindBar),
            When::Explorer => matches!(focus, Focus::Explorer),
            When::Search => matches!(focus, Focus::Search),
            When::Timeline => matches!(focus, Focus::Timeline),
            When::Picker => matches!(focus, Focus::Picker),
        }
    }

    /// The more specific of two places wins when both bind a key; higher is more specific.
    pub const fn rank(self) -> u8 {
        match self {
            When::Always => 0,
            When::NoField => 1,
            When::EditorOrFind | When::Document => 2,
            _ => 3,
        }
    }

    /// The name used in the keymap file.
    pub const fn name(self) -> &'static str {
        match self {
            When::Always => "always",
            When::NoField => "no-field",
            When::Editor => "editor",
            When::EditorOrFind => "editor-or-find",
            When::Document => "document",
            When::Canvas => "canvas",
            When::Inline => "inline",
            When::EditorOrInline => "editor-or-inline",
            When::FindBar => "find-bar",
            When::Explorer => "explorer",
            When::Search => "search",
            When::Timeline => "timeline",
            When::Picker => "picker",
        }
    }

    /// The place called `name` in the keymap file.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|when| when.name() == name)
    }

    /// Every place.
    pub const ALL: [When; 13] = [
        When::Always,
        When::NoField,
        When::Editor,
        When::EditorOrFind,
        When::Document,
        When::Canvas,
        When::Inline,
        When::EditorOrInline,
        When::FindBar,
        When::Explorer,
        When::Search,
        When::Timeline,
        When::Picker,
    ];
}

/// Why a command did not do what it is for. Shown to the user as it is.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommandError {
    /// No command has this id.
    #[error("there is no command “{0}”")]
    Unknown(CommandId),
    /// The arguments do not fit.
    #[error("{id}: {reason}")]
    Args {
        /// The command.
        id: CommandId,
        /// One sentence.
        reason: String,
    },
    /// Nothing to do here: no file open, no selection, nothing to undo. Says nothing to the user by itself.
    #[error("{0}")]
    NotNow(&'static str),
    /// The past is shown, which cannot be changed.
    #[error("this is the past, which cannot be changed; return to now first")]
    Past,
    /// It was tried and did not work.
    #[error("{0}")]
    Failed(String),
}

/// What a command's run function returns.
pub type CommandResult = Result<(), CommandError>;

/// One command. Made with [`command`] and its builder methods, in `const` tables.
#[derive(Clone, Copy)]
pub struct CommandSpec {
    /// Name, such as `file.save`.
    pub id: &'static str,
    /// What the palette shows, in sentence case.
    pub title: &'static str,
    /// One sentence about what it does.
    pub help: &'static str,
    /// Group in palette, menus and docs.
    pub category: Category,
    /// Default keys, such as `ctrl+k ctrl+s`; on a Mac `ctrl` reads as `cmd` unless `mac_keys` says otherwise.
    pub keys: &'static [&'static str],
    /// Default keys on a Mac, where they differ; empty means "as `keys`, with cmd for ctrl".
    pub mac_keys: &'static [&'static str],
    /// Where the keys work.
    pub when: When,
    /// What it takes.
    pub args: &'static [ArgSpec],
    /// Whether the palette lists it.
    pub in_palette: bool,
    /// Whether it can do something now.
    pub enabled: fn(&Snapshot) -> bool,
    /// What the face must be able to do.
    pub needs: Option<Ability>,
    /// Does it.
    pub run: fn(&mut Workspace, &Args) -> CommandResult,
}

impl fmt::Debug for CommandSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandSpec").field("id", &self.id).field("keys", &self.keys).finish()
    }
}

/// Starts the description of a command; `run` does it.
pub const fn command(
    id: &'static str,
    title: &'static str,
    help: &'static str,
    category: Category,
    run: fn(&mut Workspace, &Args) -> CommandResult,
) -> CommandSpec {
    CommandSpec {
        id,
        title,
        help,
        category,
        keys: &[],
        mac_keys: &[],
        when: When::Always,
        args: &[],
        in_palette: true,
        enabled: always,
        needs: None,
        run,
    }
}

fn always(_: &Snapshot) -> bool {
    true
}

impl CommandSpec {
    /// Default keys. On a Mac `ctrl` reads as `cmd`.
    pub const fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = keys;
        self
    }

    /// Default keys on a Mac, taken as written.
    pub const fn mac(mut self, keys: &'static [&'static str]) -> Self {
        self.mac_keys = keys;
        self
    }

    /// Where the keys work.
    pub const fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// What it takes.
    pub const fn args(mut self, args: &'static [ArgSpec]) -> Self {
        self.args = args;
        self
    }

    /// When it can do something.
    pub const fn enabled(mut self, enabled: fn(&Snapshot) -> bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// What the face must be able to do for it.
    pub const fn needs(mut self, ability: Ability) -> Self {
        self.needs = Some(ability);
        self
    }

    /// Why it can never do anything in this window; `None` when it can.
    pub fn impossible(&self, snapshot: &Snapshot) -> Option<&'static str> {
        self.needs.and_then(|ability| snapshot.abilities.against(ability))
    }

    /// Keeps it out of the palette: caret keys and what only makes sense with arguments.
    pub const fn hidden(mut self) -> Self {
        self.in_palette = false;
        self
    }
}
