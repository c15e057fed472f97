//! The storage of one project on disk, in a folder of its own:
//!
//! ```text
//! format.json       what this is, and the version of the format
//! owner.lock        who writes here
//! logs/NAME.log     frames of records, see `log::frame`
//! blobs/N.pack      frames of content, each its hash and what `codec::pack` made of it
//! blobs/N.idx       what is in that pack, up to some length; made again when it is gone
//! lost-and-found/   bytes that were damaged, before what is good took their place
//! ```
//!
//! Everything is appended, and what replaces something is written, synced and renamed. So after a kill or a loss
//! of power there are at most torn ends, which readers leave out and the next owner sets aside.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

use super::{disk::DiskFs, owner};
use crate::{
    fs::{Fs, FsError},
    hash::ContentHash,
    kv::StoreError,
    storage::Storage,
};
pub(super) use append::sync_folder;
pub use logs::DiskLogs;
pub use packs::DiskBlobs;

mod append;
mod frames;
mod health;
mod logs;
mod packs;

/// Version of the format, raised when an older program could not read it.
pub const FORMAT: u32 = 1;

/// The file that says what the folder is.
pub const FORMAT_FILE: &str = "format.json";
const KIND: &str = "justbuilt storage";
pub(super) const LOGS: &str = "logs";
pub(super) const BLOBS: &str = "blobs";
/// The folder of bytes that were set aside.
pub const LOST: &str = "lost-and-found";

#[derive(Serialize, Deserialize)]
struct Format {
    format: String,
    version: u32,
}

impl Storage {
    /// Opens the storage in `folder` for this process alone, or makes one there.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process has it, [`StoreError::Newer`] when a newer program made it,
    /// [`StoreError::ReadOnly`] where nothing can be written; nothing is changed then.
    pub fn open(folder: &Path) -> Result<Storage, StoreError> {
        // Looked at first: what a newer program made is not touched, not even by a lock.
        check_format(folder)?;
        let lock = owner::lock(folder)?;
        if check_format(folder)?.is_none() {
            write_format(folder)?;
        }
        Self::from_place(Place { folder: folder.to_owned(), owner: Some(lock) })
    }

    /// Opens the storage in `folder` as it is now, to look at it; another process may have it meanwhile. Nothing
    /// can be written.
    ///
    /// # Errors
    /// [`StoreError::Newer`]; [`StoreError::Io`] when there is none.
    pub fn open_read_only(folder: &Path) -> Result<Storage, StoreError> {
        if check_format(folder)?.is_none() && !folder.join(LOGS).is_dir() {
            let source = io::Error::new(io::ErrorKind::NotFound, "there is none");
            return Err(StoreError::from_io("open the store", folder, source));
        }
        Self::from_place(Place { folder: folder.to_owned(), owner: None })
    }

    fn from_place(place: Place) -> Result<Storage, StoreError> {
        let place = Arc::new(place);
        Ok(Storage {
            logs: Arc::new(DiskLogs::new(Arc::clone(&place))?),
            blobs: Arc::new(DiskBlobs::new(place)?),
        })
    }
}

/// Where a storage is, and by what right.
#[derive(Debug)]
pub(super) struct Place {
    folder: PathBuf,
    /// Without it nothing is written.
    owner: Option<File>,
}

impl Place {
    /// An error unless this process owns the place.
    fn check_owned(&self) -> Result<(), StoreError> {
        match self.owner {
            Some(_) => Ok(()),
            None => Err(StoreError::ReadOnly { path: self.folder.clone() }),
        }
    }

    fn failed(&self, action: &'static str) -> impl Fn(io::Error) -> StoreError + '_ {
        move |source| StoreError::from_io(action, &self.folder, source)
    }

    /// Keeps the bytes from `at` to `end` of `path` in lost-and-found, on the disk for sure. `name` says where
    /// they come from. Bytes that are there already are not kept twice.
    fn set_aside(&self, path: &Path, at: u64, end: u64, name: &str) -> io::Result<PathBuf> {
        let folder = self.folder.join(LOST);
        fs::create_dir_all(&folder)?;
        let mut bytes = frames::Part::open(path, at, end)?;
        let hash = ContentHash::of_reader(&mut bytes)?.to_hex();
        let kept = folder.join(format!("{name}-{at}-{}.damaged", hash.get(..12).unwrap_or_default()));
        if !kept.exists() {
            let mut bytes = frames::Part::open(path, at, end)?;
            let mut write = |out: &mut dyn io::Write| io::copy(&mut bytes, out).map(drop);
            DiskFs::new().write_atomic(&kept, &mut write, &Default::default()).map_err(to_io)?;
            log::error!(
                "{} bytes of {} are damaged; they are kept in {}",
                end - at,
                path.display(),
                kept.display()
            );
        }
        Ok(kept)
    }
}

/// The version of the format of the storage in `folder`; `None` when there is no storage.
///
/// # Errors
/// When it is too new, or when the folder is something else.
fn check_format(folder: &Path) -> Result<Option<u32>, StoreError> {
    let damaged = |reason: String| StoreError::Damaged { path: folder.to_owned(), reason };
    match fs::read(folder.join(FORMAT_FILE)) {
        Ok(bytes) => {
            let format: Format = serde_json::from_slice(&bytes)
                .map_err(|error| damaged(format!("{FORMAT_FILE} cannot be read: {error}")))?;
            if format.format != KIND {
                return Err(damaged(format!("it is a '{}'", format.format)));
            }
            if format.version > FORMAT {
                let (found, known) = (format.version, FORMAT);
                return Err(StoreError::Newer { path: folder.to_owned(), found, known });
            }
            Ok(Some(format.version))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let ours = [owner::LOCK, LOGS, BLOBS, LOST];
            let entries = match fs::read_dir(folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(StoreError::from_io("look into the store", folder, error)),
            };
            let mut names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
            let foreign =
                names.find(|name| !ours.iter().any(|our| name == our) && !crate::fs::is_temporary_name(name));
            match foreign {
                Some(name) => Err(damaged(format!("there is something else, '{}'", name.to_string_lossy()))),
                // New, or a storage whose format file is gone: its frames say enough.
                None => Ok(None),
            }
        }
        Err(error) => Err(StoreError::from_io("open the store", folder, error)),
    }
}

fn write_format(folder: &Path) -> Result<(), StoreError> {
    let format = Format { format: KIND.into(), version: FORMAT };
    let text = serde_json::to_string_pretty(&format)
        .map_err(|error| StoreError::Encode { record: FORMAT_FILE.into(), reason: error.to_string() })?;
    DiskFs::new()
        .write(&folder.join(FORMAT_FILE), text.as_bytes())
        .map(drop)
        .map_err(|error| StoreError::from_io("make a store", folder, to_io(error)))
}

/// The error of the system behind one about files.
fn to_io(error: FsError) -> io::Error {
    match error {
        FsError::Full { .. } => io::ErrorKind::StorageFull.into(),
        FsError::ReadOnly { .. } => io::ErrorKind::ReadOnlyFilesystem.into(),
        FsError::Denied { .. } => io::ErrorKind::PermissionDenied.into(),
        FsError::Missing { .. } => io::ErrorKind::NotFound.into(),
        other => io::Error::other(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
