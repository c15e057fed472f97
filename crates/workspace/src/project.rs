//! The project's folder: its tree of files, what is expanded, selected and being renamed, and what the disk
//! tells of changes. Files' contents are not here: see `document`.

pub mod commands;
pub mod source;

use std::path::PathBuf;
use std::sync::Arc;

pub use source::{Entry, EntryKind, ListedFolder, TreeError, TreeSource, WalkItem, WatchEvent, WatchHandle, WatchSource};

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
    /// Moves to the trash (asks first where there is none).
    Delete(PathBuf),
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
    /// Whether it is the selected row.
    pub selected: bool,
    /// Whether it cannot be read; the reason.
    pub error: Option<String>,
    /// The name field, when it is open on this row.
    pub field: Option<NameField>,
}

/// The explorer as it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeSnapshot {
    /// Grows with every change.
    pub revision: u64,
    /// The visible rows, from the top.
    pub rows: Vec<TreeRow>,
    /// Index of the selected row.
    pub selected: Option<usize>,
    /// Whether the first listing is still running.
    pub loading: bool,
}

/// The open project.
#[derive(Debug, Default)]
pub struct Project {
    root: Option<PathBuf>,
    snapshot: Arc<TreeSnapshot>,
}

impl Project {
    /// The project's folder.
    pub fn root(&self) -> Option<&std::path::Path> {
        self.root.as_deref()
    }

    /// The tree as it stands.
    pub fn snapshot(&self) -> Arc<TreeSnapshot> {
        Arc::clone(&self.snapshot)
    }
}

impl crate::Workspace {
    /// Starts reading and watching the tree of `root`, forgetting the one before; `None` closes the project.
    /// Called by the session code, which brings tabs back by itself.
    pub(crate) fn project_set_root(&mut self, root: Option<PathBuf>) {
        self.project.root = root;
    }

    /// Does a tree command.
    pub(crate) fn project_run(&mut self, _command: TreeCommand) {}

    /// Takes in what background work and the disk have sent. Watch events about open documents go to
    /// [`crate::Workspace::disk_changed`]. True when something visible changed.
    pub(crate) fn project_tick(&mut self) -> bool {
        false
    }

    /// Watches the file of an open document, also outside the project's folder.
    pub(crate) fn project_watch_file(&mut self, _path: &std::path::Path) {}

    /// Ends what [`crate::Workspace::project_watch_file`] began.
    pub(crate) fn project_unwatch_file(&mut self, _path: &std::path::Path) {}

    /// The folders that are expanded, for the session.
    pub(crate) fn project_expanded(&self) -> Vec<PathBuf> {
        Vec::new()
    }

    /// Expands these folders, from the session.
    pub(crate) fn project_expand(&mut self, _folders: Vec<PathBuf>) {}
}
