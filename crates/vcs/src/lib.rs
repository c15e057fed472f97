//! Version control as the editor needs it: the repository that a folder is in, the texts of its last commit, which files
//! were changed since, and that as a unified difference with what is not saved yet. Reads only: nothing here writes to
//! a repository, runs a hook, or speaks to another machine. Git on the machine is [`native`]; a browser has [`NoVcs`].

mod diff;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;

use std::path::{Path, PathBuf};

pub use diff::{Diff, Unsaved, Wish, diff};

/// Finds repositories. All of it waits for the disk: call it in the background.
pub trait Vcs: Send + Sync {
    /// The repository that a folder is in, seen from that folder: paths are below it, and files elsewhere in the
    /// repository do not exist. `None` where there is no repository, or one without files of its own (a bare one).
    ///
    /// # Errors
    /// [`VcsError`]: there is one, and it cannot be read.
    fn open(&self, folder: &Path) -> Result<Option<Box<dyn Repository>>, VcsError>;
}

/// A repository, seen from a folder in it. Waits for the disk.
pub trait Repository {
    /// The last commit; `None` before the first one.
    ///
    /// # Errors
    /// [`VcsError`], here and below.
    fn head(&self) -> Result<Option<Head>, VcsError>;

    /// A file as the last commit has it; `None` when it has none of this name.
    fn head_content(&self, path: &Path) -> Result<Option<Content>, VcsError>;

    /// A file as it is on the disk; `None` when there is none.
    fn disk_content(&self, path: &Path) -> Result<Option<Content>, VcsError>;

    /// Files that are on the disk or in the index as they are not in the last commit, in the order of their paths. New
    /// files are among them, those that are ignored are not.
    fn changed(&self) -> Result<Vec<Change>, VcsError>;

    /// Whether a file that is in no commit is to stay so.
    fn is_ignored(&self, path: &Path) -> Result<bool, VcsError>;

    /// Subjects of the last commits, the newest first.
    fn subjects(&self, most: usize) -> Result<Vec<String>, VcsError>;
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its hash, in hexadecimal.
    pub id: String,
    /// The branch; `None` when none is checked out.
    pub branch: Option<String>,
}

impl Head {
    /// The first characters of the hash, as people write it.
    pub fn short(&self) -> &str {
        self.id.get(..8).unwrap_or(&self.id)
    }
}

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text in UTF-8.
    Text(String),
    /// Something else: why it is not shown as text.
    Other(&'static str),
}

impl Content {
    /// Files longer than this, in bytes, are not read as text.
    pub const LARGEST: u64 = 4 << 20;

    /// Bytes as text, where they are some.
    pub fn of(bytes: Vec<u8>) -> Self {
        if bytes.len() as u64 > Self::LARGEST {
            return Content::Other("too large");
        }
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => Content::Text(text),
            _ => Content::Other("no text"),
        }
    }
}

/// A file that was changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// The file, below the folder that the repository is seen from. Of a deleted one, where it was.
    pub path: PathBuf,
    /// The name it had in the last commit, when that was another one.
    pub old_path: Option<PathBuf>,
    /// How it was changed.
    pub kind: ChangeKind,
}

/// How a file was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is not what it was.
    Modified,
    /// It is gone.
    Deleted,
    /// It has another name, and may be changed as well.
    Renamed,
}

/// Why a repository could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("could not {what} the git repository of {}: {reason}", folder.display())]
pub struct VcsError {
    /// What was being done: `open`, `list the changes of`, …
    pub what: &'static str,
    /// From where the repository is seen.
    pub folder: PathBuf,
    /// Why not.
    pub reason: String,
}

/// No version control: browsers, and tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoVcs;

impl Vcs for NoVcs {
    fn open(&self, _folder: &Path) -> Result<Option<Box<dyn Repository>>, VcsError> {
        Ok(None)
    }
}
