//! The window's side of the system: file dialogs, links, other windows. Dialogs run in the background; their
//! answers come back as commands.

use std::path::PathBuf;
use std::process::Command as Process;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use justbuilt_base::{Spawner, SpawnerExt, Waker};
use justbuilt_ui::timeline::TimeStyle;
use justbuilt_workspace::{Command, TabId};

use crate::host::Host;

/// The native host.
pub struct NativeHost {
    spawner: Arc<dyn Spawner>,
    waker: Waker,
    sender: Sender<Command>,
    receiver: Receiver<Command>,
}

impl NativeHost {
    /// A host that runs dialogs on `spawner` and wakes the window when they are done.
    pub fn new(spawner: Arc<dyn Spawner>, waker: Waker) -> Self {
        let (sender, receiver) = channel();
        Self { spawner, waker, sender, receiver }
    }

    fn dialog<T: Send + 'static>(
        &self,
        ask: impl Future<Output = T> + Send + 'static,
        answer: impl FnOnce(T) -> Option<Command> + Send + 'static,
    ) {
        let (sender, waker) = (self.sender.clone(), self.waker.clone());
        let task = self.spawner.future("file dialog", async move {
            if let Some(command) = answer(ask.await) {
                // A window that is gone needs no answer.
                sender.send(command).ok();
                waker.wake();
            }
        });
        task.detach();
    }

    fn start(&self, program: &str, arguments: &[&std::ffi::OsStr]) {
        if let Err(error) = Process::new(program).args(arguments).spawn() {
            log::error!("cannot start {program}: {error}");
        }
    }
}

const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else if cfg!(target_os = "windows") {
    "explorer"
} else {
    "xdg-open"
};

impl Host for NativeHost {
    fn time_style(&self) -> TimeStyle {
        super::time::style()
    }

    fn pick_folder(&mut self) {
        let ask = rfd::AsyncFileDialog::new().set_title("Open a folder").pick_folder();
        self.dialog(ask, |picked| picked.map(|folder| Command::OpenProject(folder.path().to_owned())));
    }

    fn pick_files(&mut self) {
        let ask = rfd::AsyncFileDialog::new().set_title("Open files").pick_files();
        self.dialog(ask, |picked| {
            picked.map(|files| Command::OpenPaths(files.iter().map(|file| file.path().to_owned()).collect()))
        });
    }

    fn pick_save_path(&mut self, tab: TabId, folder: Option<PathBuf>, name: String) {
        let mut dialog = rfd::AsyncFileDialog::new().set_title("Save as").set_file_name(name);
        if let Some(folder) = folder {
            dialog = dialog.set_directory(folder);
        }
        self.dialog(dialog.save_file(), move |picked| {
            let path = picked.map(|file| file.path().to_owned());
            Some(Command::SavePathPicked { tab, path })
        });
    }

    fn open_url(&mut self, url: &str) {
        let web = url.starts_with("https://") || url.starts_with("http://");
        if web {
            self.start(OPENER, &[url.as_ref()]);
        } else {
            log::warn!("not opened, since it is no web address: {url}");
        }
    }

    fn show_in_file_manager(&mut self, path: PathBuf) {
        let folder = path.parent().unwrap_or(&path);
        self.start(OPENER, &[folder.as_os_str()]);
    }

    fn new_window(&mut self, folder: Option<PathBuf>) {
        let Ok(program) = std::env::current_exe() else { return };
        let mut process = Process::new(program);
        process.args(folder);
        if let Err(error) = process.spawn() {
            log::error!("cannot open another window: {error}");
        }
    }

    fn dropped_path(&self, file: &egui::DroppedFileHandle) -> Option<PathBuf> {
        Some(file.path().to_owned()).filter(|path| !path.as_os_str().is_empty())
    }

    fn take_commands(&mut self) -> Vec<Command> {
        self.receiver.try_iter().collect()
    }
}
