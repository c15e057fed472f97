//! Projects that were open before: a list in the state folder, shared by all windows.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_store::Fs;

use crate::event::Event;
use crate::session::saved::SavedPath;
use crate::session::write_state;
use crate::workspace::Workspace;

/// How many are kept.
const KEPT: usize = 30;

impl Workspace {
    /// Reads the list in the background.
    pub(crate) fn session_load_recent(&mut self) {
        self.update_recent(|_| false);
    }

    /// Puts a project to the front.
    pub(crate) fn remember_recent(&mut self, root: &Path) {
        let root = root.to_owned();
        self.update_recent(move |list| {
            list.retain(|other| *other != root);
            list.insert(0, root);
            list.truncate(KEPT);
            true
        });
    }

    /// Forgets all of them.
    pub(crate) fn clear_recent(&mut self) {
        self.update_recent(|list| {
            list.clear();
            true
        });
    }

    /// Takes the list in.
    pub(crate) fn session_take_recent(&mut self, recent: Vec<PathBuf>) {
        self.session.recent = recent;
        self.touch();
    }

    /// Reads the list, changes it, writes it when `change` says so.
    fn update_recent(&mut self, change: impl FnOnce(&mut Vec<PathBuf>) -> bool + Send + 'static) {
        let Some(state) = &self.options.state_dir else {
            let mut list = std::mem::take(&mut self.session.recent);
            change(&mut list);
            self.session.recent = list;
            return;
        };
        let path = state.join("recent.json");
        let (fs, sender, writes) =
            (Arc::clone(&self.platform.fs), self.sender.clone(), !self.options.read_only_state);
        let update = move || {
            let mut list = read(&*fs, &path);
            if change(&mut list) && writes {
                let saved: Vec<SavedPath> = list.iter().map(|root| SavedPath::from(root.as_path())).collect();
                let bytes = serde_json::to_vec(&saved).unwrap_or_default();
                if let Err(error) = write_state(&*fs, &path, &bytes) {
                    log::warn!("the list of recent projects is not kept: {error}");
                }
            }
            // The workspace may be closed; the list is written.
            sender.send(Event::Recent(list)).ok();
        };
        self.platform.spawner.blocking("recent projects", move |_| update()).detach();
    }
}

fn read(fs: &dyn Fs, path: &Path) -> Vec<PathBuf> {
    let Ok(bytes) = fs.read(path) else { return Vec::new() };
    let saved: Vec<SavedPath> = serde_json::from_slice(&bytes).unwrap_or_default();
    saved.into_iter().map(PathBuf::from).collect()
}
