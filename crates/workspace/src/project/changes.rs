//! What the explorer does to the disk: making, renaming, moving, deleting. Each is done in the background; the tree
//! and open documents follow when it has worked, and the user is told when it has not.

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
    Trash(PathBuf),
    Remove(PathBuf),
}

/// What came of it.
#[derive(Debug)]
pub(super) enum Outcome {
    Created { path: PathBuf, is_folder: bool, result: Result<(), FsError> },
    Renamed { from: PathBuf, to: PathBuf, result: Result<(), FsError> },
    Moved(Vec<(PathBuf, PathBuf, Result<(), FsError>)>),
    Trashed { path: PathBuf, result: Result<(), FsError> },
    Removed { path: PathBuf, result: Result<(), FsError> },
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
            Change::Move(moves) => Outcome::Moved(
                moves
                    .into_iter()
                    .map(|(from, to)| {
                        let result = fs.rename(&from, &to, false);
                        (from, to, result)
                    })
                    .collect(),
            ),
            Change::Trash(path) => {
                let result = fs.trash(&path);
                Outcome::Trashed { path, result }
            }
            Change::Remove(path) => {
                let result = fs.remove(&path);
                Outcome::Removed { path, result }
            }
        }
    }
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

    /// Moves to the trash.
    pub(super) fn project_trash(&mut self, path: PathBuf) {
        if self.project.root().is_some_and(|root| root != path && path.starts_with(root)) {
            self.project_change(Change::Trash(path));
        }
    }

    /// Deletes for good; the user was asked.
    pub(super) fn project_delete_for_good(&mut self, path: PathBuf) {
        if self.project.root().is_some_and(|root| root != path && path.starts_with(root)) {
            self.project_change(Change::Remove(path));
        }
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
            Outcome::Trashed { path, result: Ok(()) } => {
                self.project_gone(&path);
                self.notify(NewNotice::info(format!("“{}” is in the trash now", name_of(&path))));
            }
            Outcome::Trashed { path, result: Err(FsError::Missing { .. }) } => self.project_gone(&path),
            Outcome::Trashed { path, result: Err(error) } => self.ask_delete_for_good(path, &error),
            Outcome::Removed { path, result: Ok(()) } => self.project_gone(&path),
            Outcome::Removed { path, result: Err(error) } => self.tell_not_done(&path, "deleted", &error),
        }
    }

    /// The tree and open documents follow a file or folder to its new path.
    fn project_moved(&mut self, from: &Path, to: &Path) {
        self.project.tree.moved(from, to);
        self.timeline_file_renamed(from, to);
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

    fn ask_delete_for_good(&mut self, path: PathBuf, error: &FsError) {
        let title = format!("Delete “{}” for good?", name_of(&path));
        let text = format!("It cannot be moved to the trash: {error}. Deleting it cannot be undone.");
        let choices = vec![Choice::safe("Cancel"), Choice::destructive("Delete")];
        let command = Command::Tree(TreeCommand::DeleteForGood(path));
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
