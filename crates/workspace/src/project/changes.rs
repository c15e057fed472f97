//! What the explorer does to the disk: making, renaming, moving, deleting. Each is done in the background; the tree
//! and open documents follow when it has worked, and the user is told when it has not.

mod copying;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_store::fs::name_problem;
use justbuilt_store::{Fs, FsError};

use super::tree::{Field, Naming};
use super::{Message, TreeCommand};
use crate::command::{Command, OpenAt};
use crate::effect::Choice;
use crate::notice::NewNotice;
use crate::tabs::closing::PendingQuestion;
use crate::tabs::opening::name_of;
use crate::workspace::Workspace;

/// What is to be done.
#[derive(Debug)]
pub(super) enum Change {
    Create { path: PathBuf, is_folder: bool },
    Rename { from: PathBuf, to: PathBuf },
    Move(Vec<(PathBuf, PathBuf)>),
    Copy(Vec<(PathBuf, PathBuf)>),
    Trash(Vec<PathBuf>),
    Remove(Vec<PathBuf>),
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Outcome {
    Created { path: PathBuf, is_folder: bool, result: Result<(), FsError> },
    Renamed { from: PathBuf, to: PathBuf, result: Result<(), FsError> },
    Moved(Vec<(PathBuf, PathBuf, Result<(), FsError>)>),
    Copied(Vec<(PathBuf, PathBuf, Result<(), FsError>)>),
    Trashed(Vec<(PathBuf, Result<(), FsError>)>),
    Removed(Vec<(PathBuf, Result<(), FsError>)>),
}

impl Change {
    fn run(self, fs: &dyn Fs) -> Outcome {
        match self {
            Change::Create { path, is_folder } => {
                let result = create(fs, &path, is_folder);
                Outcome::Created { path, is_folder, result }
            }
            Change::Rename { from, to } => {
                let result = fs.rename(&from, &to, false);
                Outcome::Renamed { from, to, result }
            }
            Change::Move(moves) => Outcome::Moved(each_pair(moves, |from, to| fs.rename(from, to, false))),
            Change::Copy(pairs) => Outcome::Copied(each_pair(pairs, |from, to| copying::copy(fs, from, to))),
            Change::Trash(paths) => Outcome::Trashed(each(paths, |path| fs.trash(path))),
            Change::Remove(paths) => Outcome::Removed(each(paths, |path| fs.remove(path))),
        }
    }
}

type Done<T> = Vec<(T, Result<(), FsError>)>;

fn each(paths: Vec<PathBuf>, act: impl Fn(&Path) -> Result<(), FsError>) -> Done<PathBuf> {
    paths.into_iter().map(|path| (act(&path), path)).map(|(result, path)| (path, result)).collect()
}

fn each_pair(
    pairs: Vec<(PathBuf, PathBuf)>,
    act: impl Fn(&Path, &Path) -> Result<(), FsError>,
) -> Vec<(PathBuf, PathBuf, Result<(), FsError>)> {
    let done = |(from, to): (PathBuf, PathBuf)| {
        let result = act(&from, &to);
        (from, to, result)
    };
    pairs.into_iter().map(done).collect()
}

fn create(fs: &dyn Fs, path: &Path, is_folder: bool) -> Result<(), FsError> {
    if let Some(above) = path.parent() {
        fs.create_dir_all(above)?;
    }
    if !is_folder {
        return fs.create_file(path);
    }
    if fs.exists(path) {
        return Err(FsError::Exists {
            action: justbuilt_store::FsAction::CreateFolder,
            path: path.to_owned(),
        });
    }
    fs.create_dir_all(path)
}

impl Workspace {
    fn project_change(&mut self, change: Change) {
        let Some(sender) = self.project.sender() else { return };
        let fs = Arc::clone(&self.platform.fs);
        let work = move || {
            // The project may be closed by now; what was asked for is done all the same.
            sender.send(Message::Changed(change.run(&*fs))).ok();
        };
        self.platform.spawner.blocking("change files", move |_| work()).detach();
    }

    /// Opens a name field for something new.
    pub(super) fn project_name_new(&mut self, folder: PathBuf, is_folder: bool) {
        if self.project.root().is_none() {
            return;
        }
        self.project_expand_folder(&folder);
        let on = Naming::New { folder, is_folder };
        self.project.tree.set_field(Some(Field { on, text: String::new(), error: None, busy: false }));
    }

    /// Opens the name field of a row.
    pub(super) fn project_name_again(&mut self, path: PathBuf) {
        if self.project.root() == Some(&path) || self.project.tree.row(&path).is_none() {
            return;
        }
        let text = name_of(&path);
        self.project.tree.select(Some(path.clone()));
        self.project.tree.set_field(Some(Field { on: Naming::Rename(path), text, error: None, busy: false }));
    }

    pub(super) fn project_edit_name(&mut self, text: String) {
        let Some(field) = self.project.tree.field().filter(|field| !field.busy).cloned() else { return };
        // An empty field is not yet wrong.
        let error = if text.is_empty() { None } else { self.name_error(&field.on, &text) };
        self.project.tree.set_field(Some(Field { text, error, ..field }));
    }

    /// Does what the name field says.
    pub(super) fn project_accept_name(&mut self) {
        let Some(field) = self.project.tree.field().filter(|field| !field.busy).cloned() else { return };
        let unchanged = matches!(&field.on, Naming::Rename(path) if name_of(path) == field.text);
        if unchanged {
            return self.project.tree.set_field(None);
        }
        if let Some(error) = self.name_error(&field.on, &field.text) {
            return self.project.tree.set_field(Some(Field { error: Some(error), ..field }));
        }
        let change = match &field.on {
            Naming::New { folder, is_folder } => {
                let text = field.text.trim_end_matches('/');
                Change::Create { path: folder.join(text), is_folder: *is_folder || field.text.ends_with('/') }
            }
            Naming::Rename(from) => {
                Change::Rename { from: from.clone(), to: from.with_file_name(&field.text) }
            }
        };
        self.project.tree.set_field(Some(Field { busy: true, ..field }));
        self.project_change(change);
    }

    /// What is wrong with a name. A new file's may have folders in it.
    fn name_error(&self, on: &Naming, text: &str) -> Option<String> {
        let (folder, own) = match on {
            Naming::New { folder, .. } => (folder.as_path(), None),
            Naming::Rename(path) => (path.parent()?, Some(path.as_path())),
        };
        let problem = match on {
            Naming::New { .. } => text.trim_end_matches('/').split('/').find_map(name_problem),
            Naming::Rename(_) => name_problem(text),
        };
        if let Some(problem) = problem {
            return Some(problem.to_owned());
        }
        let path = folder.join(text.trim_end_matches('/'));
        let taken = own != Some(&path) && self.project.tree.row(&path).is_some();
        taken.then(|| format!("There already is “{}” here.", name_of(&path)))
    }

    /// Moves files and folders into a folder.
    pub(super) fn project_move(&mut self, paths: Vec<PathBuf>, into: &Path) {
        let mut moves: Vec<(PathBuf, PathBuf)> = Vec::new();
        for path in paths {
            // A folder takes what is in it along.
            let Some(name) = path.file_name().filter(|_| path.parent() != Some(into)) else { continue };
            if moves.iter().any(|(other, _)| path.starts_with(other)) {
                continue;
            }
            if into.starts_with(&path) {
                self.notify(
                    NewNotice::error(format!("“{}” was not moved", name_of(&path)))
                        .detail("A folder cannot be moved into itself."),
                );
                continue;
            }
            let to = into.join(name);
            moves.push((path, to));
        }
        if !moves.is_empty() {
            self.project_change(Change::Move(moves));
        }
    }

    /// Copies files and folders into a folder, under free names.
    pub(super) fn project_copy(&mut self, paths: Vec<PathBuf>, into: PathBuf) {
        let pairs: Vec<(PathBuf, PathBuf)> = paths
            .into_iter()
            .filter_map(|path| path.file_name().map(|name| into.join(name)).map(|to| (path, to)))
            .collect();
        if !pairs.is_empty() {
            self.project_change(Change::Copy(pairs));
        }
    }

    /// Moves to the trash.
    pub(super) fn project_trash(&mut self, paths: Vec<PathBuf>) {
        let paths = self.within_project(paths);
        if !paths.is_empty() {
            self.project_change(Change::Trash(paths));
        }
    }

    /// Deletes for good; the user was asked.
    pub(super) fn project_delete_for_good(&mut self, paths: Vec<PathBuf>) {
        let paths = self.within_project(paths);
        if !paths.is_empty() {
            self.project_change(Change::Remove(paths));
        }
    }

    /// Those that are below the project's folder: never the folder itself.
    fn within_project(&self, mut paths: Vec<PathBuf>) -> Vec<PathBuf> {
        paths.retain(|path| self.project.root().is_some_and(|root| root != path && path.starts_with(root)));
        paths
    }

    /// Takes in what came of a change.
    pub(super) fn project_changed(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created { path, is_folder, result: Ok(()) } => {
                self.project.tree.set_field(None);
                self.project_read_around(&path);
                self.project_reveal(&path);
                if !is_folder {
                    self.timeline_file_created(&path);
                    self.open_at(OpenAt { path, ..OpenAt::default() });
                }
            }
            Outcome::Renamed { from, to, result: Ok(()) } => {
                self.project.tree.set_field(None);
                self.project_moved(&from, &to);
            }
            Outcome::Created { path, result: Err(error), .. } => self.name_refused(&path, "created", &error),
            Outcome::Renamed { from, result: Err(error), .. } => self.name_refused(&from, "renamed", &error),
            Outcome::Moved(moves) => {
                for (from, to, result) in moves {
                    match result {
                        Ok(()) => self.project_moved(&from, &to),
                        Err(error) => self.tell_not_done(&from, "moved", &error),
                    }
                }
            }
            Outcome::Copied(copies) => {
                let mut made = Vec::new();
                for (from, to, result) in copies {
                    self.project_read_around(&to);
                    match result {
                        Ok(()) => made.push(to),
                        Err(error) => self.tell_not_done(&from, "copied", &error),
                    }
                }
                if let Some(first) = made.first().cloned() {
                    self.project_reveal(&first);
                    self.project.tree.mark(made, first);
                }
            }
            Outcome::Trashed(done) => {
                let (mut gone, mut refused) = (Vec::new(), Vec::new());
                for (path, result) in done {
                    match result {
                        Ok(()) => gone.push(path),
                        Err(FsError::Missing { .. }) => self.project_gone(&path),
                        Err(error) => refused.push((path, error)),
                    }
                }
                for path in &gone {
                    self.project_gone(path);
                }
                match gone.as_slice() {
                    [] => {}
                    [path] => {
                        self.notify(NewNotice::info(format!("“{}” is in the trash now", name_of(path))));
                    }
                    many => {
                        self.notify(NewNotice::info(format!("{} items are in the trash now", many.len())));
                    }
                }
                self.ask_delete_for_good(refused);
            }
            Outcome::Removed(done) => {
                for (path, result) in done {
                    match result {
                        Ok(()) => self.project_gone(&path),
                        Err(error) => self.tell_not_done(&path, "deleted", &error),
                    }
                }
            }
        }
    }

    /// The tree and open documents follow a file or folder to its new path.
    fn project_moved(&mut self, from: &Path, to: &Path) {
        self.project.tree.moved(from, to);
        self.timeline_file_renamed(from, to);
        if let Some(rest) = self.project.followed.as_deref().and_then(|path| path.strip_prefix(from).ok()) {
            // The same file under another name: what is selected stays.
            let new = if rest.as_os_str().is_empty() { to.to_owned() } else { to.join(rest) };
            self.project.followed = Some(new);
        }
        self.path_renamed(from, to);
        self.project_read_around(from);
        self.project_read_around(to);
        self.project_reveal(to);
        self.project_read_expanded_below(to);
        self.disk_changed(Some(&[to.to_owned()]));
    }

    /// A file or folder is gone by the user's wish: tabs without unsaved text go with it.
    fn project_gone(&mut self, path: &Path) {
        self.project_read_around(path);
        self.timeline_file_deleted(path);
        for id in self.documents.ids() {
            let Some(document) = self.documents.get(id) else { continue };
            let below = document.path.as_deref().is_some_and(|document| document.starts_with(path));
            if !below || document.buffer.is_dirty() {
                continue;
            }
            let tabs: Vec<_> = self
                .views_of(id)
                .iter()
                .filter_map(|view| self.tabs.of_view(*view))
                .map(|tab| tab.id)
                .collect();
            for tab in tabs {
                self.close_tab_now(tab);
            }
        }
        self.disk_changed(Some(&[path.to_owned()]));
    }

    fn ask_delete_for_good(&mut self, refused: Vec<(PathBuf, FsError)>) {
        let Some((first, error)) = refused.first() else { return };
        let title = match refused.len() {
            1 => format!("Delete “{}” for good?", name_of(first)),
            many => format!("Delete {many} items for good?"),
        };
        let text = match refused.len() {
            1 => format!("It cannot be moved to the trash: {error}. Deleting it cannot be undone."),
            _ => format!("They cannot be moved to the trash: {error}. Deleting them cannot be undone."),
        };
        let choices = vec![Choice::safe("Cancel"), Choice::destructive("Delete")];
        let paths = refused.into_iter().map(|(path, _)| path).collect();
        let command = Command::Tree(TreeCommand::DeleteForGood(paths));
        self.ask(PendingQuestion::Service(command), title, text, choices);
    }

    /// The name field stays open and says why; when it was closed meanwhile, a notice says so.
    fn name_refused(&mut self, path: &Path, done: &str, error: &FsError) {
        let Some(field) = self.project.tree.field_mut().filter(|field| field.busy) else {
            return self.tell_not_done(path, done, error);
        };
        field.busy = false;
        field.error = Some(match error {
            FsError::Exists { .. } => format!("There already is “{}” here.", field.text),
            FsError::Denied { .. } => "You may not write in this folder.".to_owned(),
            FsError::ReadOnly { .. } => "This folder is read only.".to_owned(),
            FsError::Full { .. } => "The disk is full.".to_owned(),
            error => error.to_string(),
        });
    }

    fn tell_not_done(&mut self, path: &Path, done: &str, error: &FsError) {
        self.notify(
            NewNotice::error(format!("“{}” was not {done}", name_of(path)))
                .detail(format!("{error}. {}", error.help())),
        );
    }
}
