//! Effects: what the workspace asks of its face. A face without a window (command line, tests) may drop those it
//! has no use for; none is needed for the workspace to stay consistent.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_sketch::canvas;
use justbuilt_sketch::render::picture::{Format, Pixels};

use crate::ability::Ability;
use crate::command::{Command, Direction, Scroll};
use crate::ids::{QuestionId, TabId, ViewId};
use crate::notice::Notice;

/// What a canvas is asked to do, as only it knows what is selected.
#[derive(Clone, Debug, PartialEq)]
pub enum CanvasDoes {
    /// Changes what is selected, or the view.
    Run(canvas::Command),
    /// Takes a tool.
    Take(canvas::Tool),
    /// Shows a part of its dock, or hides it.
    Show(CanvasPart),
    /// Opens the search.
    Find,
    /// Goes to what was found next, or before.
    FindNext {
        /// To the one before.
        back: bool,
    },
    /// Lets what is selected be named.
    Rename,
    /// Lets the link of what is selected be written.
    EditLink,
    /// Follows the link of what is selected.
    FollowLink,
    /// Takes the next of what the panel of looks offers in the row with this caption.
    NextLook(&'static str),
    /// Does something with the pages.
    Page(PageStep),
    /// Puts what is selected into the library of the project.
    KeepInLibrary,
    /// Puts what is selected, or all of the page, on the clipboard as another program takes it.
    CopyAs(Format),
    /// Opens the dialog in which a drawing leaves as a file.
    ExportDrawing,
    /// Puts a picture from a file into the place that waits for one, or into the middle.
    PutPicture(PathBuf),
    /// Shows a grid to snap to, or none.
    ToggleGrid,
    /// Snaps to others, or not.
    ToggleSnap,
    /// Keeps tools in the hand after use, or not.
    ToggleKeep,
}

/// A part of the dock of a canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CanvasPart {
    /// Pages and layers.
    Layers,
    /// Components and libraries.
    Library,
    /// The looks of what is selected.
    Looks,
}

/// Something to do with the pages of a sketch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStep {
    /// Shows the next.
    Next,
    /// Shows the one before.
    Previous,
    /// Adds an empty one after the one that is shown.
    Add,
    /// Copies the one that is shown.
    Duplicate,
    /// Lets the one that is shown be named.
    Rename,
    /// Takes the one that is shown away.
    Delete,
}

/// Something for the face to do.
#[derive(Clone, Debug)]
pub enum Effect {
    /// Open a picker.
    OpenPicker(PickerKind),
    /// Close whatever picker is open.
    ClosePicker,
    /// Tell the user something, without taking the focus.
    Toast(Notice),
    /// Scroll a view so that a place is seen.
    Reveal {
        /// In which view.
        view: ViewId,
        /// Byte offset in its text.
        byte: usize,
        /// Where on the screen.
        align: Align,
    },
    /// Scroll a view, the caret stays.
    Scroll {
        /// Which view.
        view: ViewId,
        /// How far.
        by: ScrollBy,
    },
    /// Scroll a view to where it was when the session was saved.
    RestoreScroll {
        /// Which view.
        view: ViewId,
        /// Where it stood.
        scroll: Scroll,
    },
    /// Something for the canvas of a view to do.
    Canvas {
        /// Which view.
        view: ViewId,
        /// What.
        what: CanvasDoes,
    },
    /// Give a view the keyboard.
    FocusEditor(ViewId),
    /// Give a tab the keyboard, whatever it shows.
    FocusTab(TabId),
    /// Give the field of the edit in place of a view the keyboard.
    FocusInline(ViewId),
    /// Give the find bar of a view the keyboard, its text selected.
    FocusFind {
        /// Of which view.
        view: ViewId,
        /// The replace field rather than the query.
        replace: bool,
    },
    /// Show the project search and give it the keyboard, its text selected.
    FocusSearch {
        /// The replace field, when there is a query already.
        replace: bool,
    },
    /// Ask for what a command of the timeline lacks, in the timeline panel or beside it.
    AskTimeline(AskFor),
    /// Show a panel and give it the keyboard.
    FocusPanel(PanelId),
    /// Show a panel, or hide it when it is shown.
    TogglePanel(PanelId),
    /// Put text on the clipboard.
    Copy(String),
    /// Put a picture on the clipboard.
    CopyPicture(Arc<Pixels>),
    /// Hand a file over to whoever keeps files for the user: the browser.
    HandOver {
        /// Its name.
        name: String,
        /// What is in it.
        bytes: Arc<[u8]>,
    },
    /// Ask for the clipboard's text and send it back as [`Command::Paste`].
    RequestPaste(ViewId),
    /// Let the user pick a folder and send [`Command::OpenProject`].
    PickFolder,
    /// Let the user pick files and send [`Command::OpenPaths`].
    PickFile,
    /// Let the user pick where to save; answer with [`Command::SavePathPicked`].
    PickSavePath {
        /// The tab to be saved.
        tab: TabId,
        /// Suggested folder.
        folder: Option<PathBuf>,
        /// Suggested file name.
        name: String,
    },
    /// Ask something that cannot be undone; answer with [`Command::Answer`].
    Ask(Question),
    /// Open a link outside.
    OpenUrl(String),
    /// Show a file in the system's file manager.
    ShowInFileManager(PathBuf),
    /// Put a tab into a new pane beside another's.
    SplitPane {
        /// The new tab.
        tab: TabId,
        /// The tab whose pane is split.
        beside: TabId,
        /// On which side the new pane goes.
        direction: Direction,
    },
    /// A tab that was there before is back: put it into its old place in a strip.
    PlaceTab {
        /// The tab.
        tab: TabId,
        /// The tab it comes behind.
        after: Option<TabId>,
        /// The tab it comes before, where it is the first.
        before: Option<TabId>,
    },
    /// Give the next or previous pane the keyboard.
    FocusPane {
        /// Forwards or backwards.
        forwards: bool,
    },
    /// Multiply the scale of the window; `None` goes back to 1.
    Zoom(Option<f32>),
    /// The app's own layout from the session, as it was given.
    RestoreLayout(String),
    /// Switch full screen on or off.
    ToggleFullScreen,
    /// Show the tour, about box, and so on.
    ShowAbout,
    /// Open another window on a folder (native: another process).
    NewWindow(Option<PathBuf>),
    /// Everything is saved; leave.
    Quit,
}

impl Effect {
    /// Whether keys pressed after it are meant for another widget than those before.
    pub fn moves_keyboard(&self) -> bool {
        matches!(
            self,
            Effect::OpenPicker(_)
                | Effect::ClosePicker
                | Effect::FocusEditor(_)
                | Effect::FocusTab(_)
                | Effect::FocusInline(_)
                | Effect::FocusFind { .. }
                | Effect::FocusSearch { .. }
                | Effect::FocusPanel(_)
                | Effect::TogglePanel(_)
                | Effect::FocusPane { .. }
                | Effect::SplitPane { .. }
                | Effect::Ask(_)
        )
    }

    /// What the face must be able to do for it.
    pub fn needs(&self) -> Option<Ability> {
        match self {
            Effect::PickFolder => Some(Ability::PickFolder),
            Effect::PickFile => Some(Ability::PickFiles),
            Effect::PickSavePath { .. } => Some(Ability::PickSavePath),
            Effect::OpenUrl(_) => Some(Ability::OpenLinks),
            Effect::ShowInFileManager(_) => Some(Ability::ShowInFileManager),
            Effect::NewWindow(_) => Some(Ability::NewWindow),
            Effect::ToggleFullScreen => Some(Ability::FullScreen),
            Effect::RequestPaste(_) => Some(Ability::ReadClipboard),
            Effect::Quit => Some(Ability::Quit),
            _ => None,
        }
    }
}

/// Where a revealed place goes on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// As little scrolling as shows it with some lines around.
    Nearest,
    /// In the middle.
    Center,
    /// In the middle, unless it is seen already.
    CenterIfHidden,
    /// At the top.
    Top,
    /// At the bottom.
    Bottom,
}

/// How far a view scrolls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ScrollBy {
    /// Rows; negative goes up.
    Rows(f32),
    /// Screens; negative goes up.
    Pages(f32),
    /// To the first row.
    Top,
    /// To the last row.
    Bottom,
}

/// The pickers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PickerKind {
    /// All commands.
    Commands,
    /// Files of the project.
    Files,
    /// Symbols of the file.
    Symbols,
    /// Line and column to go to.
    Line,
    /// Languages.
    Languages,
    /// Encodings, to read the file anew.
    ReopenEncoding,
    /// Encodings, to save with.
    SaveEncoding,
    /// Line endings.
    LineEndings,
    /// Indentation: tabs or spaces, and how wide.
    Indentation,
    /// Themes.
    Themes,
    /// Recent projects.
    RecentProjects,
    /// Files that were open, also from outside the project.
    RecentFiles,
    /// Open tabs, most recently used first.
    Tabs,
    /// Undo states of the file.
    UndoHistory,
    /// Notices so far.
    Notices,
    /// Pictures of the project, to put into a drawing.
    Pictures,
    /// Sample sketches.
    Samples,
    /// Places that mean something.
    Meaning,
}

/// The panels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PanelId {
    /// The explorer tree.
    Explorer,
    /// Project search.
    Search,
    /// Symbols of the file.
    Outline,
    /// Everything that happened in the project.
    Timeline,
    /// Problems in settings, keymap and themes.
    Problems,
    /// The conversation with AI colleagues, in the right dock.
    Chat,
    /// The whole left dock.
    LeftDock,
    /// The whole bottom dock.
    BottomDock,
}

/// What a command of the timeline lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AskFor {
    /// Name and description of a new branch.
    Branch,
    /// The branch to work on.
    Switch,
    /// The branch to take in.
    Merge,
    /// A name for the moment that is shown.
    Label,
    /// A decision.
    Decision,
    /// Which files are recorded.
    Rules,
}

/// A question about something that cannot be undone.
#[derive(Clone, Debug)]
pub struct Question {
    /// Goes back with the answer.
    pub id: QuestionId,
    /// One short question.
    pub title: String,
    /// What will happen.
    pub text: String,
    /// Labels of the choices, the safest first. Dismissing chooses none.
    pub choices: Vec<Choice>,
}

/// One answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The button's label.
    pub label: String,
    /// Whether it loses something for good.
    pub destructive: bool,
}

impl Choice {
    /// A choice that loses nothing.
    pub fn safe(label: impl Into<String>) -> Self {
        Self { label: label.into(), destructive: false }
    }

    /// A choice that loses something for good.
    pub fn destructive(label: impl Into<String>) -> Self {
        Self { label: label.into(), destructive: true }
    }
}

/// What the app does when a notice's button is pressed: it sends this.
pub type NoticeAction = (String, Command);
