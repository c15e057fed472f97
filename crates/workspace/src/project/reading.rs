//! Following the disk: reading folders in the background, watching, and telling the parts of the workspace what
//! has changed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::{SpawnerExt as _, channel};

use super::globs::Globs;
use super::source::{EntryKind, WatchEvent};
use super::tree::{Tree, rows_of};
use super::{Message, TreeSnapshot, Watched};
use crate::workspace::Workspace;

/// Results that wait to be taken in.
const WAITING: usize = 256;

impl Workspace {
    /// Starts reading and watching the tree of `root`, forgetting the one before; `None` closes the project.
    /// Called by the session code, which brings tabs back by itself.
    pub(crate) fn project_set_root(&mut self, root: Option<PathBuf>) {
        for folder in self.project_expanded() {
            self.project_unwatch_path(&folder);
        }
        let project = &mut self.project;
        project.generation += 1;
        project.root.clone_from(&root);
        project.tree = Tree::new(root.clone().unwrap_or_default());
        project.channel = Some(channel(WAITING, self.platform.waker.clone()));
        // Open documents and the files of settings are watched on.
        let before = std::mem::take(&mut project.watched);
        project.watch = None;
        let settings = self.settings.current();
        self.project.excluded.clone_from(&settings.files_exclude);
        self.project.exclude = Arc::new(Globs::lenient(&settings.files_exclude));
        self.project_watch();
        for (path, watched) in before {
            if let Some(watch) = &self.project.watch {
                watch.watch(&path);
            }
            self.project.watched.insert(path, watched);
        }
        if let Some(root) = root {
            self.project_read(&root);
            self.project.publish();
        } else {
            let revision = self.project.snapshot.revision + 1;
            self.project.snapshot = Arc::new(TreeSnapshot { revision, ..TreeSnapshot::default() });
        }
        self.finder_project_changed();
        self.search_project_changed();
        let root = self.project.root.clone();
        self.timeline_begin(root.as_deref());
    }

    fn project_watch(&mut self) {
        let waker = self.platform.waker.clone();
        let (sender, _) = self.project.channel.get_or_insert_with(|| channel(WAITING, waker));
        let sender = sender.clone();
        let tell = move |event| {
            // The project may be closed by now.
            sender.send(Message::Watch(event)).ok();
        };
        self.project.watch = self.platform.watch.watch(self.project.root.as_deref(), Box::new(tell));
    }

    /// Watches the file of an open document, also outside the project's folder. Asking twice is asking once.
    pub(crate) fn project_watch_file(&mut self, path: &Path) {
        self.project_watch_for(path, |watched| watched.document = true);
    }

    /// Ends what [`Workspace::project_watch_file`] began.
    pub(crate) fn project_unwatch_file(&mut self, path: &Path) {
        self.project_unwatch_for(path, |watched| watched.document = false);
    }

    /// Watches a file or folder for another part; each asks for itself.
    pub(crate) fn project_watch_path(&mut self, path: &Path) {
        self.project_watch_for(path, |watched| watched.parts += 1);
    }

    /// Ends what one call of [`Workspace::project_watch_path`] began.
    pub(crate) fn project_unwatch_path(&mut self, path: &Path) {
        self.project_unwatch_for(path, |watched| watched.parts = watched.parts.saturating_sub(1));
    }

    fn project_watch_for(&mut self, path: &Path, change: impl FnOnce(&mut Watched)) {
        if self.project.watch.is_none() && self.project.channel.is_none() {
            self.project_watch();
        }
        let new = !self.project.watched.contains_key(path);
        change(self.project.watched.entry(path.to_owned()).or_default());
        if let Some(watch) = self.project.watch.as_ref().filter(|_| new) {
            watch.watch(path);
        }
    }

    fn project_unwatch_for(&mut self, path: &Path, change: impl FnOnce(&mut Watched)) {
        let Some(watched) = self.project.watched.get_mut(path) else { return };
        change(watched);
        if *watched == Watched::default() {
            self.project.watched.remove(path);
            if let Some(watch) = &self.project.watch {
                watch.unwatch(path);
            }
        }
    }

    /// Watches a file or folder anew, since it was not there when watching it began.
    pub(crate) fn project_watch_again(&mut self, path: &Path) {
        if let Some(watch) = self.project.watch.as_ref().filter(|_| self.project.watched.contains_key(path)) {
            watch.unwatch(path);
            watch.watch(path);
        }
    }

    /// A file was written by the editor itself: where nothing watches the disk this is how the rest hears of it.
    pub(crate) fn project_file_written(&mut self, path: &Path) {
        let paths = [path.to_owned()];
        if path.file_name().is_some_and(|name| name == ".gitignore") {
            self.project_read_all();
        } else if path.parent().is_some_and(|folder| self.project.tree.knows(folder))
            && self.project.tree.row(path).is_none()
        {
            self.project_read_around(path);
            self.finder_disk_changed();
        }
        self.settings_disk_changed(Some(&paths));
        self.keymap_disk_changed(Some(&paths));
        self.ai_disk_changed(Some(&paths));
    }

    /// Takes in what background work and the disk have sent. True when something visible changed.
    pub(crate) fn project_tick(&mut self) -> bool {
        let mut changed = self.project_settings_changed();
        while let Some(message) = self.project.channel.as_ref().and_then(|(_, receiver)| receiver.try_recv())
        {
            match message {
                Message::Read { generation, folder, outcome } if generation == self.project.generation => {
                    let (new, again) = self.project.tree.read(&folder, outcome);
                    changed |= new;
                    if again {
                        self.project_read(&folder);
                    }
                }
                Message::Read { .. } => {}
                Message::Changed(outcome) => {
                    self.project_changed(outcome);
                    changed = true;
                }
                Message::Watch(event) => self.project_disk_changed(&event),
            }
        }
        if changed && self.project.root.is_some() {
            self.project.publish();
        }
        changed
    }

    /// The settings may leave other files out now.
    fn project_settings_changed(&mut self) -> bool {
        let settings = self.settings.current();
        if self.project.root.is_none() || self.project.excluded == settings.files_exclude {
            return false;
        }
        self.project.excluded.clone_from(&settings.files_exclude);
        self.project.exclude = Arc::new(Globs::lenient(&settings.files_exclude));
        self.project_read_all();
        self.finder_project_changed();
        true
    }

    /// Something changed on disk, as the watcher says or as somebody who wrote it.
    pub(crate) fn project_disk_changed(&mut self, event: &WatchEvent) {
        match event {
            WatchEvent::Rescan => {
                self.project_read_all();
                self.disk_changed(None);
                self.timeline_baseline();
                self.search_disk_changed(None);
                self.finder_disk_changed();
                self.settings_disk_changed(None);
                self.keymap_disk_changed(None);
                self.ai_disk_changed(None);
            }
            WatchEvent::Changed(paths) => {
                let rules =
                    paths.iter().any(|path| path.file_name().is_some_and(|name| name == ".gitignore"));
                if rules {
                    self.project_read_all();
                }
                for path in paths.iter().filter(|_| !rules) {
                    self.project_read_around(path);
                    if self.project.tree.knows(path) {
                        self.project_read(path);
                    }
                }
                self.disk_changed(Some(paths));
                self.timeline_disk_changed(paths);
                self.search_disk_changed(Some(paths));
                let root = self.project.root.as_deref();
                if root.is_some_and(|root| paths.iter().any(|path| path.starts_with(root))) {
                    self.finder_disk_changed();
                }
                self.settings_disk_changed(Some(paths));
                self.keymap_disk_changed(Some(paths));
                self.ai_disk_changed(Some(paths));
            }
        }
    }

    /// Reads a folder in the background.
    pub(super) fn project_read(&mut self, folder: &Path) {
        let Some(root) = self.project.root.clone() else { return };
        let Some(sender) = self.project.sender() else { return };
        if !self.project.tree.may_read(folder) {
            return;
        }
        let generation = self.project.generation;
        let depth = self.project.tree.depth_of_children(folder);
        let exclude = Arc::clone(&self.project.exclude);
        let source = Arc::clone(&self.platform.tree);
        let path = folder.to_owned();
        let task = self.platform.spawner.blocking("read folder", move |_| {
            let outcome = source
                .list(&root, &path)
                .map(|listed| rows_of(&root, depth, listed.entries, &exclude))
                .map_err(|error| error.reason);
            // The project may be closed by now.
            sender.send(Message::Read { generation, folder: path, outcome }).ok();
        });
        self.project.tree.reading(folder, task);
    }

    /// Reads the folder again that a path is in, or the nearest one above it that has been read.
    pub(super) fn project_read_around(&mut self, path: &Path) {
        let above = path.ancestors().skip(1).find(|above| self.project.tree.knows(above)).map(Path::to_owned);
        let Some(folder) = above else { return };
        if self.project.tree.is_expanded(&folder) {
            self.project_read(&folder);
        } else {
            self.project.tree.forget(&folder);
        }
    }

    /// Reads every folder that is seen again.
    pub(super) fn project_read_all(&mut self) {
        for folder in self.project.tree.known_folders() {
            if self.project.tree.is_expanded(&folder) {
                self.project_read(&folder);
            } else {
                self.project.tree.forget(&folder);
            }
        }
    }

    /// Reads the expanded folders at or below a path, which has just come to be.
    pub(super) fn project_read_expanded_below(&mut self, path: &Path) {
        let folders: Vec<PathBuf> =
            self.project.tree.expanded().filter(|folder| folder.starts_with(path)).cloned().collect();
        for folder in folders {
            self.project_read(&folder);
        }
    }

    /// Where something new goes: the selected folder, or the folder of what is selected.
    pub(super) fn project_target_folder(&self) -> Option<PathBuf> {
        let root = self.project.root.as_deref()?;
        let Some(selected) = self.project.tree.selected() else { return Some(root.to_owned()) };
        if self.project.tree.row(selected).is_some_and(|row| row.kind == EntryKind::Folder) {
            return Some(selected.to_owned());
        }
        Some(selected.parent().filter(|above| above.starts_with(root)).unwrap_or(root).to_owned())
    }
}
