//! What only the platform can do for the window: file dialogs, links, other windows. Answers come back as
//! commands. What a host cannot do is missing from the abilities its workspace was given, so that nobody asks for it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use justbuilt_ui::timeline::TimeStyle;
use justbuilt_workspace::{Command, TabId, ViewId};

/// Whether a host did something itself, or leaves it to egui.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// Done here.
    Yes,
    /// egui can do it.
    No,
}

/// The platform's side of the window.
pub trait Host {
    /// Lets the user pick a folder, then sends `OpenProject`.
    fn pick_folder(&mut self);
    /// Lets the user pick files, then sends `OpenPaths`.
    fn pick_files(&mut self);
    /// Lets the user pick where to save, then sends `SavePathPicked`.
    fn pick_save_path(&mut self, tab: TabId, folder: Option<PathBuf>, name: String);
    /// Hands a file over to whoever keeps files for the person, where there is no disk to write to.
    fn hand_over(&mut self, _name: &str, _bytes: &[u8]) {}
    /// Opens a web address.
    fn open_url(&mut self, url: &str);
    /// Shows a file in the system's file manager.
    fn show_in_file_manager(&mut self, path: PathBuf);
    /// Opens another window.
    fn new_window(&mut self, folder: Option<PathBuf>);
    /// How the person writes moments, and in which zone; UTC where nobody knows.
    fn time_style(&self) -> TimeStyle {
        TimeStyle::default()
    }
    /// The paths of files dropped on the window. A host that must read them first gives none back and sends
    /// `OpenPaths` later.
    fn dropped(&mut self, files: &[egui::DroppedFileHandle]) -> Vec<PathBuf>;
    /// Reads the clipboard and sends `Paste`, where egui does not.
    fn request_paste(&mut self, _view: ViewId) -> Handled {
        Handled::No
    }
    /// Fills the screen or stops doing so, where egui does not.
    fn toggle_full_screen(&mut self) -> Handled {
        Handled::No
    }
    /// How many background tasks run, where somebody counts them; pictures and tests wait for 0.
    fn background_tasks(&self) -> usize {
        0
    }
    /// Commands that came back since the last call.
    fn take_commands(&mut self) -> Vec<Command>;
}

/// A host without a window: pictures, tests, benches.
#[derive(Debug, Default)]
pub struct NoHost {
    running: Arc<AtomicUsize>,
    time: TimeStyle,
}

impl NoHost {
    /// A host that knows how many background tasks run.
    pub fn counting(running: Arc<AtomicUsize>) -> Self {
        Self { running, ..Self::default() }
    }

    /// With another way to write moments.
    #[must_use]
    pub fn with_time(mut self, time: TimeStyle) -> Self {
        self.time = time;
        self
    }
}

impl Host for NoHost {
    fn time_style(&self) -> TimeStyle {
        self.time.clone()
    }

    fn background_tasks(&self) -> usize {
        self.running.load(Ordering::Acquire)
    }

    fn pick_folder(&mut self) {}
    fn pick_files(&mut self) {}
    fn pick_save_path(&mut self, _tab: TabId, _folder: Option<PathBuf>, _name: String) {}
    fn open_url(&mut self, _url: &str) {}
    fn show_in_file_manager(&mut self, _path: PathBuf) {}
    fn new_window(&mut self, _folder: Option<PathBuf>) {}
    fn dropped(&mut self, _files: &[egui::DroppedFileHandle]) -> Vec<PathBuf> {
        Vec::new()
    }
    fn take_commands(&mut self) -> Vec<Command> {
        Vec::new()
    }
}
