//! What can go wrong with files: what was being done, to which path, why, and what the user can do about it.

use std::{
    fmt, io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// What was being done when it went wrong. Reads as a verb: "could not **save** …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FsAction {
    /// Reading a file.
    Read,
    /// Replacing the content of a file.
    Save,
    /// Looking into a folder.
    List,
    /// Asking for size, mode and the like.
    Inspect,
    /// Making a file.
    CreateFile,
    /// Making a folder.
    CreateFolder,
    /// Making a symbolic link.
    Link,
    /// Renaming or moving.
    Rename,
    /// Deleting for good.
    Delete,
    /// Moving to the trash.
    Trash,
    /// Setting the mode.
    SetMode,
}

impl fmt::Display for FsAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FsAction::Read => "read",
            FsAction::Save => "save",
            FsAction::List => "list the folder",
            FsAction::Inspect => "look at",
            FsAction::CreateFile => "create the file",
            FsAction::CreateFolder => "create the folder",
            FsAction::Link => "create the link",
            FsAction::Rename => "rename",
            FsAction::Delete => "delete",
            FsAction::Trash => "move to the trash",
            FsAction::SetMode => "set the mode of",
        })
    }
}

/// Why something could not be done to a file. Cheap to clone.
#[derive(Clone, Debug, thiserror::Error)]
pub enum FsError {
    /// There is nothing at the path.
    #[error("could not {action} {}: it does not exist", path.display())]
    Missing { action: FsAction, path: PathBuf },
    /// The user may not do this.
    #[error("could not {action} {}: permission denied", path.display())]
    Denied { action: FsAction, path: PathBuf },
    /// A folder is where a file was wanted.
    #[error("could not {action} {}: it is a folder", path.display())]
    IsDirectory { action: FsAction, path: PathBuf },
    /// A file is where a folder was wanted.
    #[error("could not {action} {}: a part of the path is not a folder", path.display())]
    NotDirectory { action: FsAction, path: PathBuf },
    /// No room, or the quota is used up.
    #[error("could not {action} {}: the disk is full", path.display())]
    Full { action: FsAction, path: PathBuf },
    /// The file, or the whole file system, is read-only.
    #[error("could not {action} {}: it is read-only", path.display())]
    ReadOnly { action: FsAction, path: PathBuf },
    /// Symbolic links go round in a circle.
    #[error("could not {action} {}: its symbolic links go round in a circle", path.display())]
    Loop { action: FsAction, path: PathBuf },
    /// Something is there already.
    #[error("could not {action} {}: it already exists", path.display())]
    Exists { action: FsAction, path: PathBuf },
    /// The file is not the one that was expected.
    #[error("could not {action} {}: it was changed by another program", path.display())]
    Changed { action: FsAction, path: PathBuf },
    /// The system does not take this name.
    #[error("could not {action} {}: the name is not allowed", path.display())]
    InvalidName { action: FsAction, path: PathBuf },
    /// A pipe, a socket or a device: reading one may wait for ever.
    #[error("could not {action} {}: it is a pipe or a device, not a file", path.display())]
    Special { action: FsAction, path: PathBuf },
    /// Writing over the file failed, and so did putting the old content back; that is in `kept`.
    #[error("could not {action} {}: {reason}; its old content is kept in {}", path.display(), kept.display())]
    Interrupted { action: FsAction, path: PathBuf, kept: PathBuf, reason: String },
    /// Anything else.
    #[error("could not {action} {}: {source}", path.display())]
    Io { action: FsAction, path: PathBuf, source: Arc<io::Error> },
}

/// "Too many levels of symbolic links"; std has no stable kind for it.
const ELOOP: &[i32] = if cfg!(target_os = "linux") { &[40] } else { &[62] };

impl FsError {
    /// The error that `source` means.
    pub fn from_io(action: FsAction, path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::NotFound => FsError::Missing { action, path },
            io::ErrorKind::PermissionDenied => FsError::Denied { action, path },
            io::ErrorKind::IsADirectory => FsError::IsDirectory { action, path },
            io::ErrorKind::NotADirectory => FsError::NotDirectory { action, path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FsError::Full { action, path },
            io::ErrorKind::ReadOnlyFilesystem => FsError::ReadOnly { action, path },
            io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => {
                FsError::Exists { action, path }
            }
            io::ErrorKind::InvalidFilename | io::ErrorKind::InvalidInput => {
                FsError::InvalidName { action, path }
            }
            _ if cfg!(unix) && source.raw_os_error().is_some_and(|code| ELOOP.contains(&code)) => {
                FsError::Loop { action, path }
            }
            _ => FsError::Io { action, path, source: Arc::new(source) },
        }
    }

    /// The path it is about.
    pub fn path(&self) -> &Path {
        self.place().1
    }

    /// What was being done.
    pub fn action(&self) -> FsAction {
        self.place().0
    }

    /// Whether there is nothing at the path.
    pub fn is_missing(&self) -> bool {
        matches!(self, FsError::Missing { .. })
    }

    /// What the user can do about it, as a sentence.
    pub fn help(&self) -> &'static str {
        match self {
            FsError::Missing { action: FsAction::Save | FsAction::CreateFile, .. } => {
                "Its folder is gone. Your text is kept here. Save under another name, or create the folder again."
            }
            FsError::Missing { .. } => "It may have been moved or deleted. Look for it in the file list.",
            FsError::Denied { action: FsAction::Save, .. } => {
                "Your text is kept here. Save under another name, or change the permissions and save again."
            }
            FsError::Denied { .. } => "Ask its owner for access, or change its permissions.",
            FsError::IsDirectory { action: FsAction::Save, .. } => {
                "A folder has taken its place. Your text is kept here. Save under another name, or move the folder away and save again."
            }
            FsError::IsDirectory { .. } => "Open it as a folder, or choose a file in it.",
            FsError::NotDirectory { action: FsAction::Save, .. } => {
                "Your text is kept here. Save under another name."
            }
            FsError::NotDirectory { .. } => "Choose a path whose folders all exist.",
            FsError::Full { action: FsAction::Save, .. } => {
                "The file on disk is untouched and your text is kept here. Free some space, or save to another disk."
            }
            FsError::Full { .. } => "Free some space and try again.",
            FsError::ReadOnly { action: FsAction::Save, .. } => {
                "Your text is kept here. Make the file writable and save again, or save under another name."
            }
            FsError::ReadOnly { .. } => "Make it writable, or choose another place.",
            FsError::Loop { .. } => {
                "One of the symbolic links in the path points back to itself: correct or delete it."
            }
            FsError::Exists { .. } => "Choose another name, or delete what is there first.",
            FsError::Changed { .. } => {
                "Compare the two versions, then keep yours, take the one on disk, or save under another name."
            }
            FsError::InvalidName { .. } => {
                "Choose another name: not empty, not too long, and without characters that the system reserves."
            }
            FsError::Special { .. } => "Choose a regular file.",
            FsError::Interrupted { .. } => "Your text is kept here. Save it under another name now.",
            FsError::Io { source, .. } if source.kind() == io::ErrorKind::CrossesDevices => {
                "The two places are on different disks. Copy it there, then delete it here."
            }
            FsError::Io { .. } => "Try again. If it happens again, check the disk or the network drive.",
        }
    }

    /// The same error about another path: the one the user gave instead of where its links lead.
    pub fn about(mut self, other: &Path) -> Self {
        match &mut self {
            FsError::Missing { path, .. }
            | FsError::Denied { path, .. }
            | FsError::IsDirectory { path, .. }
            | FsError::NotDirectory { path, .. }
            | FsError::Full { path, .. }
            | FsError::ReadOnly { path, .. }
            | FsError::Loop { path, .. }
            | FsError::Exists { path, .. }
            | FsError::Changed { path, .. }
            | FsError::InvalidName { path, .. }
            | FsError::Special { path, .. }
            | FsError::Interrupted { path, .. }
            | FsError::Io { path, .. } => other.clone_into(path),
        }
        self
    }

    fn place(&self) -> (FsAction, &Path) {
        match self {
            FsError::Missing { action, path }
            | FsError::Denied { action, path }
            | FsError::IsDirectory { action, path }
            | FsError::NotDirectory { action, path }
            | FsError::Full { action, path }
            | FsError::ReadOnly { action, path }
            | FsError::Loop { action, path }
            | FsError::Exists { action, path }
            | FsError::Changed { action, path }
            | FsError::InvalidName { action, path }
            | FsError::Special { action, path }
            | FsError::Interrupted { action, path, .. }
            | FsError::Io { action, path, .. } => (*action, path),
        }
    }
}
