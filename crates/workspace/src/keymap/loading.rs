//! Reading the keymap's file in the background, again when it changes. While it has mistakes the bindings that can be
//! read are used, or those of before when it is no TOML at all.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_base::{Diagnostic, Receiver, Sender, SpawnerExt as _, channel};
use justbuilt_store::FsError;

use super::Keymap;
use crate::command::CommandTable;
use crate::settings::read_text;
use crate::workspace::Workspace;

/// Results that wait to be taken in.
const WAITING: usize = 16;

/// What a new keymap file says.
pub(super) const TEMPLATE: &str = r#"# Your own keys. They win over the defaults; changes are used as soon as the file is saved.
# Take the # away to try these.

# Two strokes after each other are separated by a blank.
# [[bind]]
# keys = "ctrl+k ctrl+f"
# command = "search.open"

# Arguments are those of the command; `when` is one of
# always, no-field, editor, editor-or-find, inline, editor-or-inline, find-bar, explorer, search, timeline, picker.
# [[bind]]
# keys = "ctrl+alt+g"
# command = "go.line"
# args = ["1"]
# when = "editor"

# The command "none" takes a default away.
# [[bind]]
# keys = "ctrl+q"
# command = "none"
"#;

/// Holds the keymap and watches its file.
#[derive(Debug, Default)]
pub struct KeymapStore {
    defaults: Keymap,
    current: Arc<Keymap>,
    problems: Vec<Diagnostic>,
    channel: Option<(Sender<Read>, Receiver<Read>)>,
}

/// The file as it was read; `None` when there is none.
type Read = Result<Option<String>, FsError>;

impl KeymapStore {
    /// The bindings now.
    pub fn current(&self) -> Arc<Keymap> {
        Arc::clone(&self.current)
    }

    /// What is wrong in the keymap's file.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.problems
    }

    fn set(&mut self, mut keymap: Keymap) {
        keymap.revision = self.current.revision + 1;
        self.current = Arc::new(keymap);
    }

    fn take(&mut self, read: Read, path: PathBuf, table: &CommandTable) {
        match read {
            Ok(text) => match self.defaults.with_user(&text.unwrap_or_default(), table) {
                Ok((keymap, problems)) => {
                    self.problems =
                        problems.into_iter().map(|problem| problem.at_path(path.clone())).collect();
                    self.set(keymap);
                }
                Err(problem) => {
                    let help = "The keys of before are used until it is corrected.";
                    self.problems = vec![problem.at_path(path).with_help(help)];
                }
            },
            Err(error) => {
                self.problems =
                    vec![Diagnostic::error(error.to_string()).at_path(path).with_help(error.help())];
            }
        }
    }
}

impl Workspace {
    /// The user's file.
    pub(crate) fn keymap_path(&self) -> Option<PathBuf> {
        Some(self.options.config_dir.as_ref()?.join("keymap.toml"))
    }

    /// Starts reading and watching the keymap's file.
    pub(crate) fn keymap_load(&mut self) {
        self.keymap.defaults = Keymap::defaults(&self.commands, cfg!(target_os = "macos"));
        self.keymap.set(self.keymap.defaults.clone());
        if let Some(path) = self.keymap_path() {
            self.project_watch_path(&path);
            self.keymap_read();
        }
    }

    fn keymap_read(&mut self) {
        let Some(path) = self.keymap_path() else { return };
        let waker = &self.platform.waker;
        let (sender, _) = self.keymap.channel.get_or_insert_with(|| channel(WAITING, waker.clone()));
        let (sender, fs) = (sender.clone(), Arc::clone(&self.platform.fs));
        let work = move || {
            // The workspace may be closed.
            sender.send(read_text(&*fs, &path)).ok();
        };
        self.platform.spawner.blocking("read keymap", move |_| work()).detach();
    }

    /// Files have changed on disk; `None`: anything may have.
    pub(crate) fn keymap_disk_changed(&mut self, paths: Option<&[PathBuf]>) {
        let Some(file) = self.keymap_path() else { return };
        if paths.is_none_or(|paths| paths.iter().any(|path| *path == file || file.starts_with(path))) {
            self.keymap_read();
        }
    }

    /// Takes in what background work has sent. True when a binding changed.
    pub(crate) fn keymap_tick(&mut self) -> bool {
        let mut changed = false;
        while let Some(read) = self.keymap.channel.as_ref().and_then(|(_, receiver)| receiver.try_recv()) {
            let path = self.keymap_path().unwrap_or_default();
            self.keymap.take(read, path, &self.commands);
            changed = true;
        }
        changed
    }
}
