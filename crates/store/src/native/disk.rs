//! Files on disk, by the operating system. Saving is in `save`.
//! Extended attributes and access lists are not carried over when a file is replaced; mode and owner are.

use std::{
    env,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::fs::{
    ContentWriter, DirEntry, FileKind, FileStamp, Fs, FsResult, Metadata, OpenFile, WriteOptions,
    error::{FsAction, FsError},
};

mod save;

/// The machine's file system.
#[derive(Clone, Debug)]
pub struct DiskFs {
    trash: TrashPlace,
    /// Keeps the old content of a file while it is written in place.
    pub(super) backup_folder: PathBuf,
}

#[derive(Clone, Debug)]
enum TrashPlace {
    System,
    Folder(PathBuf),
}

impl DiskFs {
    /// With the desktop's trash, and the system's folder for temporary files where one is needed.
    pub fn new() -> Self {
        Self { trash: TrashPlace::System, backup_folder: env::temp_dir() }
    }

    /// With `folder` for the trash: for systems that have none, and for tests. It must be on the same disk.
    pub fn with_trash_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.trash = TrashPlace::Folder(folder.into());
        self
    }

    /// With `folder` for the old content of files that must be written in place.
    pub fn with_backup_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.backup_folder = folder.into();
        self
    }
}

impl Default for DiskFs {
    fn default() -> Self {
        Self::new()
    }
}

impl Fs for DiskFs {
    fn metadata(&self, path: &Path) -> FsResult<Metadata> {
        fs::metadata(path).map(|found| metadata_of(&found, None)).map_err(failed(FsAction::Inspect, path))
    }

    fn link_metadata(&self, path: &Path) -> FsResult<Metadata> {
        let found = fs::symlink_metadata(path).map_err(failed(FsAction::Inspect, path))?;
        let target = if found.is_symlink() { fs::read_link(path).ok() } else { None };
        Ok(metadata_of(&found, target))
    }

    fn canonicalize(&self, path: &Path) -> FsResult<PathBuf> {
        fs::canonicalize(path).map_err(failed(FsAction::Inspect, path))
    }

    fn open(&self, path: &Path) -> FsResult<OpenFile> {
        let action = FsAction::Read;
        // Asked first, because opening a pipe waits for the other end.
        let check = |found: &fs::Metadata| match kind_of(found) {
            FileKind::File => Ok(()),
            FileKind::Directory => Err(FsError::IsDirectory { action, path: path.to_owned() }),
            FileKind::Symlink | FileKind::Special => Err(FsError::Special { action, path: path.to_owned() }),
        };
        check(&fs::metadata(path).map_err(failed(action, path))?)?;
        let file = File::open(path).map_err(failed(action, path))?;
        let found = file.metadata().map_err(failed(action, path))?;
        check(&found)?;
        Ok(OpenFile::new(path.to_owned(), metadata_of(&found, None), Box::new(file)))
    }

    fn read_dir(&self, path: &Path) -> FsResult<Vec<DirEntry>> {
        let action = FsAction::List;
        let mut entries = Vec::new();
        for entry in fs::read_dir(path).map_err(failed(action, path))? {
            let entry = entry.map_err(failed(action, path))?;
            let path = entry.path();
            // A thing that is gone by now, or that cannot be looked at, still is in the folder.
            let kind = entry.file_type().map_or(FileKind::Special, kind_of_type);
            let target_kind = match kind {
                FileKind::Symlink => fs::metadata(&path).map(|found| kind_of(&found)).ok(),
                _ => None,
            };
            entries.push(DirEntry { name: entry.file_name(), path, kind, target_kind });
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    fn create_file(&self, path: &Path) -> FsResult<()> {
        File::create_new(path).map(drop).map_err(failed(FsAction::CreateFile, path))
    }

    fn create_dir_all(&self, path: &Path) -> FsResult<()> {
        fs::create_dir_all(path).map_err(failed(FsAction::CreateFolder, path))
    }

    fn symlink(&self, target: &Path, link: &Path) -> FsResult<()> {
        make_symlink(target, link).map_err(failed(FsAction::Link, link))
    }

    fn rename(&self, from: &Path, to: &Path, overwrite: bool) -> FsResult<()> {
        let action = FsAction::Rename;
        let source = fs::symlink_metadata(from).map_err(failed(action, from))?;
        if from == to {
            return Ok(());
        }
        if !overwrite && let Ok(there) = fs::symlink_metadata(to) {
            // On a disk that ignores case, a change of case finds the file itself at the new name.
            let same = id_of(&there).is_some() && id_of(&there) == id_of(&source);
            let case_only = from.parent() == to.parent()
                && from.as_os_str().to_string_lossy().to_lowercase()
                    == to.as_os_str().to_string_lossy().to_lowercase();
            if !(same && case_only) {
                return Err(FsError::Exists { action, path: to.to_owned() });
            }
        }
        fs::rename(from, to).map_err(failed(action, to))
    }

    fn remove(&self, path: &Path) -> FsResult<()> {
        let action = FsAction::Delete;
        if path.parent().is_none() {
            return Err(FsError::Denied { action, path: path.to_owned() });
        }
        let found = fs::symlink_metadata(path).map_err(failed(action, path))?;
        let removed = if found.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        removed.map_err(failed(action, path))
    }

    fn trash(&self, path: &Path) -> FsResult<()> {
        let action = FsAction::Trash;
        if path.parent().is_none() {
            return Err(FsError::Denied { action, path: path.to_owned() });
        }
        fs::symlink_metadata(path).map_err(failed(action, path))?;
        match &self.trash {
            TrashPlace::System => ::trash::delete(path).map_err(|error| match error {
                ::trash::Error::FileSystem { source, .. } => FsError::from_io(action, path, source),
                ::trash::Error::TargetedRoot => FsError::Denied { action, path: path.to_owned() },
                ::trash::Error::CouldNotAccess { .. } => FsError::Denied { action, path: path.to_owned() },
                other => FsError::from_io(action, path, io::Error::other(other.to_string())),
            }),
            TrashPlace::Folder(folder) => {
                fs::create_dir_all(folder).map_err(failed(action, path))?;
                fs::rename(path, free_name(folder, path)).map_err(failed(action, path))
            }
        }
    }

    fn set_mode(&self, path: &Path, mode: u32) -> FsResult<()> {
        let action = FsAction::SetMode;
        let found = fs::metadata(path).map_err(failed(action, path))?;
        fs::set_permissions(path, permissions(&found, mode)).map_err(failed(action, path))
    }

    fn write_atomic(
        &self,
        path: &Path,
        write: ContentWriter<'_>,
        options: &WriteOptions,
    ) -> FsResult<FileStamp> {
        save::save(self, path, write, options)
    }
}

fn failed(action: FsAction, path: &Path) -> impl FnOnce(io::Error) -> FsError {
    move |source| FsError::from_io(action, path, source)
}

/// A name in `folder` that nothing has, like that of `path`.
fn free_name(folder: &Path, path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default();
    let mut number = 1_u64;
    let mut candidate = folder.join(name);
    while fs::symlink_metadata(&candidate).is_ok() {
        number += 1;
        let mut numbered = name.to_owned();
        numbered.push(format!(" {number}"));
        candidate = folder.join(numbered);
    }
    candidate
}

fn metadata_of(found: &fs::Metadata, link_target: Option<PathBuf>) -> Metadata {
    Metadata {
        kind: kind_of(found),
        size: found.len(),
        mode: mode_of(found),
        modified_ns: found.modified().ok().and_then(nanoseconds),
        id: id_of(found),
        links: links_of(found),
        read_only: found.permissions().readonly(),
        link_target,
    }
}

fn kind_of(found: &fs::Metadata) -> FileKind {
    kind_of_type(found.file_type())
}

fn kind_of_type(found: fs::FileType) -> FileKind {
    if found.is_file() {
        FileKind::File
    } else if found.is_dir() {
        FileKind::Directory
    } else if found.is_symlink() {
        FileKind::Symlink
    } else {
        FileKind::Special
    }
}

/// Nanoseconds since the Unix epoch; `None` outside of the years 1677 to 2262.
fn nanoseconds(time: SystemTime) -> Option<i64> {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).ok(),
        Err(before) => i64::try_from(before.duration().as_nanos()).ok().map(|ns| -ns),
    }
}

#[cfg(unix)]
mod system {
    //! What only Unix knows.

    use std::{
        fs, io,
        os::unix::fs::{MetadataExt, PermissionsExt},
        path::Path,
    };

    use crate::fs::FileId;

    pub(super) fn id_of(found: &fs::Metadata) -> Option<FileId> {
        Some(FileId { device: found.dev(), inode: found.ino() })
    }

    pub(super) fn mode_of(found: &fs::Metadata) -> Option<u32> {
        Some(found.mode() & 0o7777)
    }

    pub(super) fn links_of(found: &fs::Metadata) -> u64 {
        found.nlink()
    }

    pub(super) fn permissions(_now: &fs::Metadata, mode: u32) -> fs::Permissions {
        fs::Permissions::from_mode(mode & 0o7777)
    }

    pub(super) fn make_symlink(target: &Path, link: &Path) -> io::Result<()> {
        std::os::unix::fs::symlink(target, link)
    }
}

#[cfg(not(unix))]
mod system {
    //! What other systems can say.

    use std::{fs, io, path::Path};

    use crate::fs::FileId;

    pub(super) fn id_of(_found: &fs::Metadata) -> Option<FileId> {
        None
    }

    pub(super) fn mode_of(_found: &fs::Metadata) -> Option<u32> {
        None
    }

    pub(super) fn links_of(_found: &fs::Metadata) -> u64 {
        1
    }

    pub(super) fn permissions(now: &fs::Metadata, mode: u32) -> fs::Permissions {
        let mut permissions = now.permissions();
        permissions.set_readonly(mode & 0o222 == 0);
        permissions
    }

    #[cfg(windows)]
    pub(super) fn make_symlink(target: &Path, link: &Path) -> io::Result<()> {
        std::os::windows::fs::symlink_file(target, link)
    }

    #[cfg(not(windows))]
    pub(super) fn make_symlink(_target: &Path, _link: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

use system::{id_of, links_of, make_symlink, mode_of, permissions};

#[cfg(test)]
mod tests;
