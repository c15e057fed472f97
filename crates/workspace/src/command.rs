//! Commands: everything that can be asked of a workspace. [`Command::Run`] calls one of the table by its id, as
//! palette, keys, menus and scripts do; the other variants carry what has no fixed id: typed text, pointer
//! selections, what a view shows, answers to questions.

pub mod args;
pub(crate) mod dispatch;
pub mod spec;
pub mod step;
pub mod table;

use std::ops::Range;
use std::path::PathBuf;

use justbuilt_text::Selections;
use justbuilt_text::edit::Change;

pub use args::{ArgKind, ArgSpec, Args, Value};
pub use spec::{Category, CommandError, CommandId, CommandResult, CommandSpec, Focus, When, command};
pub use step::{Step, StepError};
pub use table::CommandTable;

pub use crate::ai::AiCommand;
pub use crate::finder::FinderCommand;
pub use crate::project::TreeCommand;
pub use crate::search::SearchCommand;
pub use crate::settings::SettingsCommand;
pub use crate::sketches::{CodeCommand, SketchCommand};
pub use crate::timeline::TimelineCommand;

use crate::ids::{NoticeId, QuestionId, TabId, ViewId};
use crate::notice::NewNotice;

/// Something asked of the workspace.
#[derive(Clone, Debug)]
pub enum Command {
    /// Runs a command of the table on the focused tab.
    Run {
        /// Which.
        id: CommandId,
        /// With what.
        args: Args,
    },
    /// Typed text or an input method's commit; goes through auto-pair and auto-indent.
    Type {
        /// Where it was typed.
        view: ViewId,
        /// What was typed; a line break is `\n`.
        text: String,
    },
    /// Text from the clipboard.
    Paste {
        /// Where.
        view: ViewId,
        /// What.
        text: String,
    },
    /// New selections, from the pointer.
    Select {
        /// Where.
        view: ViewId,
        /// What is selected now. Positions outside the text are moved to its end.
        selections: Selections,
    },
    /// A change made outside the command table, such as text dragged to another place.
    Edit {
        /// Where.
        view: ViewId,
        /// The change; refused when it was made for another text.
        change: Change,
    },
    /// What the app shows of a view. Drives wrapping, the order of background work, and what the session keeps.
    Viewport {
        /// Of which view.
        view: ViewId,
        /// Where it stands.
        scroll: Scroll,
        /// How many rows fit.
        rows: u32,
        /// How many cells fit in a row; the wrap width when the view wraps.
        columns: u32,
    },
    /// Folds or opens what starts at this line.
    ToggleFold {
        /// In which view.
        view: ViewId,
        /// Line, counted from 0.
        line: usize,
    },
    /// The find bar of a view.
    Find {
        /// Of which view.
        view: ViewId,
        /// What to do.
        command: FindCommand,
    },
    /// Tabs, by id.
    Tab(TabCommand),
    /// The explorer tree.
    Tree(TreeCommand),
    /// Project search.
    Search(SearchCommand),
    /// The file finder.
    Finder(FinderCommand),
    /// The settings page.
    Settings(SettingsCommand),
    /// The timeline.
    Timeline(TimelineCommand),
    /// A sketch.
    Sketch(SketchCommand),
    /// AI colleagues.
    Ai(AiCommand),
    /// Opens a folder as the project (the one open before is closed first).
    OpenProject(PathBuf),
    /// Opens files or folders, for example dropped on the window.
    OpenPaths(Vec<PathBuf>),
    /// Opens a file at a place.
    OpenAt(OpenAt),
    /// Answers [`crate::Effect::Ask`]: the index of the choice, or `None` when it was dismissed.
    Answer {
        /// Which question.
        question: QuestionId,
        /// Index into its choices.
        choice: Option<usize>,
    },
    /// The path picked after [`crate::Effect::PickSavePath`]; `None` when dismissed.
    SavePathPicked {
        /// The tab that is to be saved.
        tab: TabId,
        /// Where to.
        path: Option<PathBuf>,
    },
    /// The face has something to tell the user, such as a program that could not be started.
    Tell(NewNotice),
    /// A notice was dismissed.
    DismissNotice(NoticeId),
    /// What has the keyboard now.
    Focus(Focus),
    /// The window became active (`true`) or lost the focus; files are checked and saved accordingly.
    WindowFocus(bool),
    /// The app's own layout (panes, docks, sizes), kept with the session as it is.
    WindowLayout(String),
}

impl Command {
    /// A command of the table without arguments.
    pub const fn run(id: &'static str) -> Self {
        Command::Run { id: CommandId::new(id), args: Args::NONE }
    }

    /// A command of the table with arguments by position.
    pub fn run_with<V: Into<Value>>(id: &'static str, args: impl IntoIterator<Item = V>) -> Self {
        Command::Run { id: CommandId::new(id), args: Args::of(args) }
    }
}

/// Where a view stands, so that it can be brought back there.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scroll {
    /// A line of the text, counted from 0: the anchor, which stays when rows above it change.
    pub line: usize,
    /// Rows from that line's first row to the top of the view; has a fraction between rows.
    pub rows: f64,
    /// Cells scrolled to the right.
    pub columns: f64,
}

/// Opens a file, and goes to a place in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenAt {
    /// Which file; relative paths start at the project's folder.
    pub path: PathBuf,
    /// What to select once it is open.
    pub place: Option<Place>,
    /// Opens as a preview, replaced by the next preview.
    pub preview: bool,
    /// Opens without giving it the keyboard.
    pub keep_focus: bool,
}

/// A place in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Line and column as people count them: from 1, columns in characters. Clamped to the text.
    Line {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Part of one line: the line counted from 0, bytes within the line. Selected, the caret at the end.
    LineBytes {
        /// From 0.
        line: usize,
        /// Bytes from the line's start.
        bytes: Range<usize>,
    },
    /// Bytes of the text.
    Bytes(Range<usize>),
}

/// What can be done with tabs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TabCommand {
    /// Shows a tab and makes it the active one.
    Focus(TabId),
    /// Closes a tab; asks first when unsaved text would be lost, unless `force`.
    Close {
        /// Which.
        tab: TabId,
        /// Throws unsaved text away without asking.
        force: bool,
    },
    /// Closes all other tabs of its pane.
    CloseOthers(TabId),
    /// Closes the tabs after it in its pane.
    CloseRight(TabId),
    /// Turns a preview into a tab that stays.
    Pin(TabId),
    /// The tabs as the app's panes now hold them: one list a pane, in order. Tabs left out stay where they are.
    Arrange(Vec<Vec<TabId>>),
    /// Shows the same document in another tab, for a pane beside this one.
    Split(TabId, Direction),
}

/// A direction on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
}

/// What can be done in a view's find bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindCommand {
    /// Opens the bar, with the selected text as the query; `replace` opens the second field as well.
    Open {
        /// Whether the replace field is shown.
        replace: bool,
    },
    /// What to look for now; the nearest match from where the bar was opened is selected as one types.
    Query(FindQuery),
    /// The replacement text.
    Replacement(String),
    /// Goes to the next match.
    Next,
    /// Goes to the one before.
    Previous,
    /// Replaces the current match and goes to the next.
    Replace,
    /// Replaces every match, as one undo step.
    ReplaceAll,
    /// Selects every match and closes the bar.
    SelectAll,
    /// Closes the bar.
    Close,
}

/// What the find bar looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindQuery {
    /// The text or pattern.
    pub text: String,
    /// Whether `text` is a regular expression.
    pub regex: bool,
    /// Whether case matters. Off: capitals match small letters.
    pub case: bool,
    /// Whether only whole words match.
    pub word: bool,
    /// Whether to look only inside what was selected when this was switched on.
    pub in_selection: bool,
}
