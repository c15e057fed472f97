//! The project's folder: its tree of files, what is expanded, selected and being renamed, and what the disk
//! tells of changes. Files' contents are not here: see `document`.

mod changes;
pub mod commands;
pub(crate) mod fs_tree;
pub(crate) mod gitignore;
pub mod globs;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
pub mod order;
mod reading;
pub mod source;
mod tree;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::{Receiver, Sender};

use crate::command::{CommandError, CommandResult};
use crate::effect::Effect;

pub use fs_tree::FsTree;

pub use source::{
    Entry, EntryKind, ListedFolder, TreeError, TreeSource, WalkItem, WatchEvent, WatchHandle, WatchSource,
};

/// What can be done in the explorer tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeCommand {
    /// Shows a folder's children.
    Expand(PathBuf),
    /// Hides a folder's children.
    Collapse(PathBuf),
    /// Expands or collapses.
    Toggle(PathBuf),
    /// Selects a row, without opening it.
    Select(PathBuf),
    /// Selects many rows.
    SelectMany {
        /// All of them.
        paths: Vec<PathBuf>,
        /// The one that the keys act on.
        cursor: PathBuf,
    },
    /// Opens a file: as a preview with a click, to stay with a double click; toggles a folder.
    Open {
        /// Which.
        path: PathBuf,
        /// Opens as a preview.
        preview: bool,
    },
    /// Starts the name field of a new file in this folder.
    NewFile(PathBuf),
    /// Starts the name field of a new folder in this folder.
    NewFolder(PathBuf),
    /// Starts the name field of this row.
    Rename(PathBuf),
    /// The text of the open name field changed.
    EditName(String),
    /// Creates or renames as the name field says.
    AcceptName,
    /// Closes the name field.
    CancelName,
    /// Moves files or folders into a folder.
    Move {
        /// What.
        paths: Vec<PathBuf>,
        /// Where to.
        into: PathBuf,
    },
    /// Copies files or folders into a folder, under other names where theirs are taken.
    Copy {
        /// What.
        paths: Vec<PathBuf>,
        /// Where to.
        into: PathBuf,
    },
    /// Moves to the trash (asks first where there is none).
    Delete(Vec<PathBuf>),
    /// Deletes for good; the user has been asked.
    DeleteForGood(Vec<PathBuf>),
    /// Opens all folders down to this file and selects it.
    Reveal(PathBuf),
    /// Collapses everything.
    CollapseAll,
    /// Reads the tree anew.
    Refresh,
}

/// The name field of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameField {
    /// The text now.
    pub text: String,
    /// Whether it names something new (otherwise it renames).
    pub creates: bool,
    /// What is wrong with the text, if anything.
    pub error: Option<String>,
}

/// One visible row of the explorer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeRow {
    /// Full path.
    pub path: PathBuf,
    /// The name as shown; odd encodings are shown with replacement characters.
    pub name: String,
    /// 0 for the project's own children.
    pub depth: usize,
    /// File, folder, link.
    pub kind: EntryKind,
    /// Whether a folder shows its children.
    pub expanded: bool,
    /// Whether the children are being read.
    pub loading: bool,
    /// Whether git ignores it.
    pub ignored: bool,
    /// Whether it is selected, alone or with others.
    pub selected: bool,
    /// Whether it cannot be read; the reason.
    pub error: Option<String>,
    /// The name field, when it is open on this row.
    pub field: Option<NameField>,
}

impl TreeRow {
    /// A row with nothing special about it.
    fn new(path: PathBuf, name: String, depth: usize, kind: EntryKind) -> Self {
        Self {
            path,
            name,
            depth,
            kind,
            expanded: false,
            loading: false,
            ignored: false,
            selected: false,
            error: None,
            field: None,
        }
    }
}

/// The explorer as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeSnapshot {
    /// Grows with every change.
    pub revision: u64,
    /// The visible rows, from the top.
    pub rows: Vec<Arc<TreeRow>>,
    /// Index of the row that the keys act on.
    pub selected: Option<usize>,
    /// The selected paths where there is more than one.
    pub marked: Vec<PathBuf>,
    /// Whether the first listing is still running.
    pub loading: bool,
    /// Why the project's folder cannot be read.
    pub error: Option<String>,
}

/// The open project.
#[derive(Default)]
pub struct Project {
    root: Option<PathBuf>,
    tree: tree::Tree,
    snapshot: Arc<TreeSnapshot>,
    /// Grows with the project, so that what was sent for another one is not mixed up.
    generation: u64,
    channel: Option<(Sender<Message>, Receiver<Message>)>,
    watch: Option<Box<dyn WatchHandle>>,
    /// Files and folders that are watched besides the tree.
    watched: BTreeMap<PathBuf, Watched>,
    exclude: Arc<globs::Globs>,
    excluded: Vec<String>,
    /// The file that the tree was last shown at, so that it follows the tabs once for each.
    followed: Option<PathBuf>,
    /// What was copied or cut in the tree.
    clip: Option<TreeClip>,
}

/// Files and folders on their way to another place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct TreeClip {
    paths: Vec<PathBuf>,
    /// They move rather than being copied.
    cut: bool,
}

/// For whom a path is watched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Watched {
    document: bool,
    parts: usize,
}

/// What background work and the disk send.
#[derive(Debug)]
enum Message {
    Read { generation: u64, folder: PathBuf, outcome: Result<tree::Children, String> },
    Changed(changes::Outcome),
    Watch(WatchEvent),
}

impl std::fmt::Debug for Project {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Project").field("root", &self.root).finish_non_exhaustive()
    }
}

impl Project {
    /// The project's folder.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// The tree as it stands.
    pub fn snapshot(&self) -> Arc<TreeSnapshot> {
        Arc::clone(&self.snapshot)
    }

    fn sender(&self) -> Option<Sender<Message>> {
        self.channel.as_ref().map(|(sender, _)| sender.clone())
    }

    /// Makes the tree visible as it is now.
    fn publish(&mut self) {
        let (rows, selected) = self.tree.rows();
        self.snapshot = Arc::new(TreeSnapshot {
            revision: self.snapshot.revision + 1,
            rows,
            selected,
            marked: self.tree.marked(),
            loading: self.tree.is_loading(),
            error: self.tree.root_error().map(str::to_owned),
        });
    }
}

impl crate::Workspace {
    /// Does a tree command.
    pub(crate) fn project_run(&mut self, command: TreeCommand) {
        match command {
            TreeCommand::Expand(folder) => self.project_expand_folder(&folder),
            TreeCommand::Collapse(folder) => self.project_collapse(&folder),
            TreeCommand::Toggle(folder) if self.project.tree.is_expanded(&folder) => {
                self.project_collapse(&folder)
            }
            TreeCommand::Toggle(folder) => self.project_expand_folder(&folder),
            TreeCommand::Select(path) => self.project.tree.select(Some(path)),
            TreeCommand::SelectMany { paths, cursor } => self.project.tree.mark(paths, cursor),
            TreeCommand::Open { path, preview } => self.project_open(path, preview),
            TreeCommand::NewFile(folder) => self.project_name_new(folder, false),
            TreeCommand::NewFolder(folder) => self.project_name_new(folder, true),
            TreeCommand::Rename(path) => self.project_name_again(path),
            TreeCommand::EditName(text) => self.project_edit_name(text),
            TreeCommand::AcceptName => self.project_accept_name(),
            TreeCommand::CancelName => self.project.tree.set_field(None),
            TreeCommand::Move { paths, into } => self.project_move(paths, &into),
            TreeCommand::Copy { paths, into } => self.project_copy(paths, into),
            TreeCommand::Delete(paths) => self.project_trash(paths),
            TreeCommand::DeleteForGood(paths) => self.project_delete_for_good(paths),
            TreeCommand::Reveal(path) => self.project_reveal(&path),
            TreeCommand::CollapseAll => {
                for folder in self.project.tree.collapse_all() {
                    self.project_unwatch_path(&folder);
                }
            }
            TreeCommand::Refresh => self.project_read_all(),
        }
        self.project.publish();
        self.touch();
    }

    fn project_open(&mut self, path: PathBuf, preview: bool) {
        let kind = self.project.tree.row(&path).map(|row| row.kind);
        self.project.tree.select(Some(path.clone()));
        match kind {
            Some(EntryKind::Folder) if self.project.tree.is_expanded(&path) => self.project_collapse(&path),
            Some(EntryKind::Folder) => self.project_expand_folder(&path),
            // The explorer keeps the keyboard while one looks through files.
            _ => self.open_at(crate::command::OpenAt { path, preview, keep_focus: preview, place: None }),
        }
    }

    /// Opens all folders down to a path and selects it.
    fn project_reveal(&mut self, path: &Path) {
        if !self.project.root().is_some_and(|root| path.starts_with(root) && path != root) {
            return;
        }
        for folder in self.project.tree.expand_to(path) {
            self.project_watch_path(&folder);
            self.project_read(&folder);
        }
        self.project.tree.select(Some(path.to_owned()));
    }

    fn project_expand_folder(&mut self, folder: &Path) {
        if self.project.tree.expand(folder) {
            self.project_watch_path(folder);
            self.project_read(folder);
        }
    }

    fn project_collapse(&mut self, folder: &Path) {
        if self.project.tree.collapse(folder) {
            self.project_unwatch_path(folder);
        }
    }

    /// Shows the file of the active tab in the tree when it became another one. True when the tree changed.
    pub(crate) fn project_follow(&mut self) -> bool {
        let Some(root) = self.project.root() else {
            self.project.followed = None;
            return false;
        };
        let path = self.active_path().filter(|path| path.starts_with(root));
        if path == self.project.followed {
            return false;
        }
        self.project.followed.clone_from(&path);
        let Some(path) = path.filter(|_| self.settings.current().follow_active_file) else { return false };
        if self.project.tree.selected() == Some(&path) || self.project.tree.field().is_some() {
            return false;
        }
        self.project_reveal(&path);
        self.project.publish();
        true
    }

    /// Keeps what is selected for [`Self::project_paste`].
    pub(crate) fn project_clip(&mut self, cut: bool) -> CommandResult {
        let paths = self.project.tree.all_selected();
        if paths.is_empty() {
            return Err(CommandError::NotNow("nothing is selected"));
        }
        let text: Vec<_> = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
        self.project.clip = Some(TreeClip { paths, cut });
        self.effect(Effect::Copy(text.join("\n")))
    }

    /// Copies or moves what was kept into the selected folder.
    pub(crate) fn project_paste(&mut self) -> CommandResult {
        let into = self.project_target_folder().ok_or(CommandError::NotNow("no folder is open"))?;
        let clip = self.project.clip.clone().ok_or(CommandError::NotNow("no file was copied"))?;
        if clip.cut {
            self.project.clip = None;
            self.project_move(clip.paths, &into);
        } else {
            self.project_copy(clip.paths, into);
        }
        Ok(())
    }

    /// The folders that are expanded, for the session.
    pub(crate) fn project_expanded(&self) -> Vec<PathBuf> {
        self.project.tree.expanded().cloned().collect()
    }

    /// Expands these folders, from the session.
    pub(crate) fn project_expand(&mut self, folders: Vec<PathBuf>) {
        for folder in folders {
            self.project_expand_folder(&folder);
        }
        self.project.publish();
    }
}
