//! Watching folders with the operating system's notifications. All of it happens on a thread of its own, since
//! beginning to watch a large tree takes a while. On Linux every folder needs a watch of its own, so only those that
//! are not ignored get one; build folders neither cost watches nor make noise.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use justbuilt_store::fs::is_temporary_name;
use notify::{EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, DebouncedEvent, Debouncer, RecommendedCache, new_debouncer,
};

use super::super::globs::Globs;
use super::super::source::{WatchEvent, WatchHandle, WatchSource};
use super::{GATHERED, walk_builder};

/// Watches the disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskWatch;

type Send_ = Box<dyn Fn(WatchEvent) + Send + Sync>;

impl WatchSource for DiskWatch {
    fn watch(&self, root: Option<&Path>, send: Send_) -> Option<Box<dyn WatchHandle>> {
        let (sender, receiver) = channel();
        let events = sender.clone();
        let root = root.map(Path::to_owned);
        let started = std::thread::Builder::new().name("justbuilt-watch".into()).spawn(move || {
            let handler = move |result: DebounceEventResult| {
                // The watch may have ended.
                events.send(Message::Seen(result)).ok();
            };
            match new_debouncer(GATHERED, None, handler) {
                Ok(debouncer) => Watcher::new(debouncer, root, send).run(&receiver),
                Err(error) => log::warn!("changes on disk are not noticed: {error}"),
            }
        });
        match started {
            Ok(_) => Some(Box::new(Handle { sender })),
            Err(error) => {
                log::warn!("changes on disk are not noticed: {error}");
                None
            }
        }
    }
}

enum Message {
    Seen(DebounceEventResult),
    Watch(PathBuf),
    Unwatch(PathBuf),
    End,
}

struct Handle {
    sender: Sender<Message>,
}

impl Handle {
    fn tell(&self, message: Message) {
        // The thread may have ended for lack of watches; that was logged.
        self.sender.send(message).ok();
    }
}

impl WatchHandle for Handle {
    fn watch(&self, path: &Path) {
        self.tell(Message::Watch(path.to_owned()));
    }

    fn unwatch(&self, path: &Path) {
        self.tell(Message::Unwatch(path.to_owned()));
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.tell(Message::End);
    }
}

struct Watcher {
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
    root: Option<PathBuf>,
    send: Send_,
    /// Folders with a watch, and how often each was asked for.
    folders: HashMap<PathBuf, usize>,
    /// Single files and folders that were asked for.
    single: HashSet<PathBuf>,
    told_full: bool,
}

impl Watcher {
    fn new(
        debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
        root: Option<PathBuf>,
        send: Send_,
    ) -> Self {
        Self { debouncer, root, send, folders: HashMap::new(), single: HashSet::new(), told_full: false }
    }

    fn run(mut self, messages: &Receiver<Message>) {
        if let Some(root) = self.root.clone() {
            self.add_tree(&root);
        }
        while let Ok(message) = messages.recv() {
            match message {
                Message::Seen(Ok(events)) => self.seen(&events),
                Message::Seen(Err(errors)) => {
                    log::warn!("watching the disk: {errors:?}");
                    (self.send)(WatchEvent::Rescan);
                }
                Message::Watch(path) => self.add_single(path),
                Message::Unwatch(path) => self.remove_single(&path),
                Message::End => break,
            }
        }
        self.debouncer.stop_nonblocking();
    }

    /// Watches a folder and those below it.
    fn add_tree(&mut self, top: &Path) {
        if !cfg!(target_os = "linux") {
            self.add(top, RecursiveMode::Recursive);
            return;
        }
        let folders = walk_builder(top, true, Globs::default()).build();
        for entry in folders.flatten() {
            if entry.file_type().is_some_and(|kind| kind.is_dir()) {
                self.add(entry.path(), RecursiveMode::NonRecursive);
            }
        }
    }

    fn add(&mut self, folder: &Path, mode: RecursiveMode) {
        let count = self.folders.entry(folder.to_owned()).or_default();
        *count += 1;
        if *count > 1 {
            return;
        }
        if let Err(error) = self.debouncer.watch(folder, mode) {
            self.folders.remove(folder);
            if !std::mem::replace(&mut self.told_full, true) {
                log::warn!("changes below {} are not noticed: {error}", folder.display());
            }
        }
    }

    fn remove(&mut self, folder: &Path) {
        let Some(count) = self.folders.get_mut(folder) else { return };
        *count -= 1;
        if *count == 0 {
            self.folders.remove(folder);
            // It may be gone by now.
            self.debouncer.unwatch(folder).ok();
        }
    }

    /// A file is watched by its folder, since saving exchanges the file itself.
    fn add_single(&mut self, path: PathBuf) {
        let watched = watched_for(&path);
        if self.single.insert(path) && !self.in_root(&watched) {
            self.add(&watched, RecursiveMode::NonRecursive);
        } else if self.root.is_some() && cfg!(target_os = "linux") && !self.folders.contains_key(&watched) {
            // Ignored, and so without a watch: an expanded build folder, for example.
            self.add(&watched, RecursiveMode::NonRecursive);
        }
    }

    fn remove_single(&mut self, path: &Path) {
        let watched = watched_for(path);
        // Within the project the watch may be that of the tree; it does no harm if it stays.
        if self.single.remove(path) && !self.in_root(&watched) {
            self.remove(&watched);
        }
    }

    fn in_root(&self, path: &Path) -> bool {
        self.root.as_ref().is_some_and(|root| path.starts_with(root))
    }

    fn seen(&mut self, events: &[DebouncedEvent]) {
        if events.iter().any(|event| event.need_rescan()) {
            if let Some(root) = self.root.clone() {
                self.folders.clear();
                self.add_tree(&root);
            }
            return (self.send)(WatchEvent::Rescan);
        }
        let mut changed: Vec<PathBuf> = Vec::new();
        for event in events {
            if matches!(event.kind, EventKind::Access(_)) {
                continue;
            }
            for path in &event.paths {
                if !self.wanted(path) {
                    continue;
                }
                if !changed.contains(path) {
                    changed.push(path.clone());
                }
                if matches!(
                    event.kind,
                    EventKind::Create(_) | EventKind::Modify(notify::event::ModifyKind::Name(_))
                ) {
                    self.follow_new_folder(path);
                }
            }
        }
        if !changed.is_empty() {
            (self.send)(WatchEvent::Changed(changed));
        }
    }

    /// A folder that appeared is watched like the rest; one that is gone is forgotten.
    fn follow_new_folder(&mut self, path: &Path) {
        if !cfg!(target_os = "linux") || !self.in_root(path) {
            return;
        }
        if path.is_dir() && !path.is_symlink() {
            self.folders.retain(|folder, _| !folder.starts_with(path));
            self.add_tree(path);
        } else if !path.exists() {
            self.folders.retain(|folder, _| !folder.starts_with(path));
        }
    }

    fn wanted(&self, path: &Path) -> bool {
        if path.file_name().is_some_and(is_temporary_name) {
            return false;
        }
        if let Some(relative) = self.root.as_ref().and_then(|root| path.strip_prefix(root).ok()) {
            return !relative.components().any(|part| part.as_os_str() == ".git");
        }
        self.single.contains(path) || path.parent().is_some_and(|folder| self.single.contains(folder))
    }
}

/// The folder whose watch tells of changes to `path`.
fn watched_for(path: &Path) -> PathBuf {
    if path.is_dir() { path.to_owned() } else { path.parent().unwrap_or(path).to_owned() }
}
