//! What only the platform can do for the window: file dialogs, links, other windows. Answers come back as
//! commands. A host without a window does nothing.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use justbuilt_ui::timeline::TimeStyle;
use justbuilt_workspace::{Command, TabId};

/// The platform's side of the window.
pub trait Host {
    /// Lets the user pick a folder, then sends `OpenProject`.
    fn pick_folder(&mut self);
    /// Lets the user pick files, then sends `OpenPaths`.
    fn pick_files(&mut self);
    /// Lets the user pick where to save, then sends `SavePathPicked`.
    fn pick_save_path(&mut self, tab: TabId, folder: Option<PathBuf>, name: String);
    /// Opens a web address.
    fn open_url(&mut self, url: &str);
    /// Shows a file in the system's file manager.
    fn show_in_file_manager(&mut self, path: PathBuf);
    /// Opens another window.
    fn new_window(&mut self, folder: Option<PathBuf>);
    /// The path of a file dropped on the window.
    fn dropped_path(&self, file: &egui::DroppedFileHandle) -> Option<PathBuf>;
    /// How the person writes moments, and in which zone; UTC where nobody knows.
    fn time_style(&self) -> TimeStyle {
        TimeStyle::default()
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
    fn dropped_path(&self, _file: &egui::DroppedFileHandle) -> Option<PathBuf> {
        None
    }
    fn take_commands(&mut self) -> Vec<Command> {
        Vec::new()
    }
}
