//! What a panel gets: the snapshot to read and a queue to send commands to. Nothing else of the shell.

use std::cell::RefCell;
use std::panic::Location;

use justbuilt_base::{Diagnostic, Timestamp};
use justbuilt_ui::theme::Theme;
use justbuilt_ui::timeline::TimeStyle;
use justbuilt_workspace::{Command, PanelId, PickerKind, Snapshot, TabId};

/// What only the window can do; everything else is a [`Command`].
#[derive(Clone, Debug, PartialEq)]
pub enum WindowAction {
    /// Shows a panel in its dock and gives it the keyboard.
    ShowPanel(PanelId),
    /// Shows or hides a panel.
    TogglePanel(PanelId),
    /// Opens a picker.
    OpenPicker(PickerKind),
    /// Closes the picker.
    ClosePicker,
    /// Puts text on the clipboard.
    Copy(String),
    /// Gives the keyboard back to the active tab.
    FocusActiveTab,
    /// Opens the menu of a tab at the pointer.
    TabMenu(TabId),
    /// Opens a web address outside.
    OpenUrl(String),
}

/// Collects what a frame asks for, in order. Applied before the next frame is painted.
#[derive(Default)]
pub struct Queue {
    commands: RefCell<Vec<Command>>,
    actions: RefCell<Vec<WindowAction>>,
}

impl Queue {
    /// Sends a command to the workspace.
    #[track_caller]
    pub fn send(&self, command: Command) {
        log::trace!("{} sends {command:?}", Location::caller());
        self.commands.borrow_mut().push(command);
    }

    /// Asks something of the window.
    #[track_caller]
    pub fn act(&self, action: WindowAction) {
        log::trace!("{} asks {action:?}", Location::caller());
        self.actions.borrow_mut().push(action);
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.commands.borrow().is_empty() && self.actions.borrow().is_empty()
    }

    /// Takes the commands.
    pub fn take_commands(&self) -> Vec<Command> {
        std::mem::take(&mut *self.commands.borrow_mut())
    }

    /// Takes the window's actions.
    pub fn take_actions(&self) -> Vec<WindowAction> {
        std::mem::take(&mut *self.actions.borrow_mut())
    }
}

/// What every panel is handed.
pub struct Ctx<'a> {
    /// The workspace as it is.
    pub snapshot: &'a Snapshot,
    /// Colours.
    pub theme: &'a Theme,
    /// Errors in settings, keymap and themes.
    pub problems: &'a [Diagnostic],
    /// The time on the wall.
    pub now: Timestamp,
    /// How the person writes moments.
    pub time: &'a TimeStyle,
    queue: &'a Queue,
}

/// What the window knows of time.
#[derive(Clone, Copy, Debug)]
pub struct Wall<'a> {
    /// The time on the wall.
    pub now: Timestamp,
    /// How the person writes moments.
    pub style: &'a TimeStyle,
}

impl<'a> Ctx<'a> {
    /// A context for one frame.
    pub fn new(
        snapshot: &'a Snapshot,
        theme: &'a Theme,
        problems: &'a [Diagnostic],
        wall: Wall<'a>,
        queue: &'a Queue,
    ) -> Self {
        Self { snapshot, theme, problems, now: wall.now, time: wall.style, queue }
    }

    /// Sends a command to the workspace; it is applied before the next frame.
    #[track_caller]
    pub fn send(&self, command: Command) {
        self.queue.send(command);
    }

    /// Runs a command of the table.
    #[track_caller]
    pub fn run(&self, id: &'static str) {
        self.queue.send(Command::run(id));
    }

    /// Asks something of the window.
    #[track_caller]
    pub fn act(&self, action: WindowAction) {
        self.queue.act(action);
    }

    /// The keys of a command as a person reads them, or nothing.
    pub fn keys(&self, command: &str) -> String {
        self.snapshot.keymap.keys_text(command).unwrap_or_default()
    }
}
