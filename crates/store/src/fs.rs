//! The user's files: what can be asked and done, and the types that pass. On disk: `native::disk`; in memory,
//! for tests and for the browser: [`memory`]. Watching for changes and ignoring files are not here.

use std::{
    ffi::{OsStr, OsString},
    fmt,
    io::{self, Read, Seek, SeekFrom, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use justbuilt_base::Timestamp;

use crate::hash::ContentHash;
pub use error::{FsAction, FsError};

pub mod error;
pub mod memory;

#[cfg(any(test, feature = "contract"))]
pub mod contract;

/// A result about files.
pub type FsResult<T> = Result<T, FsError>;

/// What writes the content of a file. It may be called once only, and its errors end the saving.
pub type ContentWriter<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// A file system. Every call may wait for a disk or a network: never call one on the UI thread.
///
/// Paths are absolute. On `wasm32-unknown-unknown` `Path::is_absolute` is always false; ask `has_root`.
pub trait Fs: Send + Sync {
    /// What is at `path`, symbolic links followed.
    ///
    /// # Errors
    /// See [`FsError`], here and below.
    fn metadata(&self, path: &Path) -> FsResult<Metadata>;

    /// What is at `path` itself: of a link, the link.
    fn link_metadata(&self, path: &Path) -> FsResult<Metadata>;

    /// The path without links, `.` and `..`.
    fn canonicalize(&self, path: &Path) -> FsResult<PathBuf>;

    /// Opens a regular file for reading in blocks. What is read belongs to one version of the file as long as
    /// others save by renaming.
    fn open(&self, path: &Path) -> FsResult<OpenFile>;

    /// What is in a folder, in order of name.
    fn read_dir(&self, path: &Path) -> FsResult<Vec<DirEntry>>;

    /// Makes an empty file where there is nothing.
    fn create_file(&self, path: &Path) -> FsResult<()>;

    /// Makes a folder and those above it that are missing. A folder that is there is fine.
    fn create_dir_all(&self, path: &Path) -> FsResult<()>;

    /// Makes a symbolic link at `link` that says `target`.
    fn symlink(&self, target: &Path, link: &Path) -> FsResult<()>;

    /// Moves `from` to `to`. What is at `to` stays, and the answer is [`FsError::Exists`], unless `overwrite`.
    fn rename(&self, from: &Path, to: &Path, overwrite: bool) -> FsResult<()>;

    /// Deletes a file or a link (never what it points to), or a folder with all that is in it.
    fn remove(&self, path: &Path) -> FsResult<()>;

    /// Moves to the trash, from where the user can take it back.
    fn trash(&self, path: &Path) -> FsResult<()>;

    /// Sets the permission bits, as `chmod`.
    fn set_mode(&self, path: &Path, mode: u32) -> FsResult<()>;

    /// Replaces the content of a file, or makes it: afterwards either the whole new content is there or the old,
    /// whatever happens in between. Mode, owner and a symbolic link stay as they are.
    ///
    /// The content goes to a temporary file in the same folder ([`is_temporary_name`]) that is flushed to the
    /// disk and renamed. Where that would lose something (the folder is not writable but the file is; the file
    /// has several names; its owner could not be kept) it is written in place, the old content kept elsewhere
    /// until that is done. Returns the stamp of the new file, with the hash of its content.
    fn write_atomic(
        &self,
        path: &Path,
        write: ContentWriter<'_>,
        options: &WriteOptions,
    ) -> FsResult<FileStamp>;

    /// The whole content.
    fn read(&self, path: &Path) -> FsResult<Vec<u8>> {
        self.open(path)?.read_all()
    }

    /// [`Fs::write_atomic`] of bytes that are at hand.
    fn write(&self, path: &Path, bytes: &[u8]) -> FsResult<FileStamp> {
        self.write_atomic(path, &mut |out| out.write_all(bytes), &WriteOptions::default())
    }

    /// Whether there is anything at `path`, be it a broken link.
    fn exists(&self, path: &Path) -> bool {
        self.link_metadata(path).is_ok()
    }
}

/// What something in a file system is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// A folder.
    Directory,
    /// A regular file.
    File,
    /// A symbolic link.
    Symlink,
    /// A pipe, a socket or a device.
    Special,
}

/// Names a file as long as it exists, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId {
    /// The file system.
    pub device: u64,
    /// The file in it.
    pub inode: u64,
}

/// What is known of a file without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// What it is.
    pub kind: FileKind,
    /// Bytes of content.
    pub size: u64,
    /// Permission bits, where the system has them.
    pub mode: Option<u32>,
    /// Last change of the content, in nanoseconds since the Unix epoch.
    pub modified_ns: Option<i64>,
    /// Which file it is.
    pub id: Option<FileId>,
    /// How many names it has (hard links).
    pub links: u64,
    /// Whether nobody may write it, by its mode.
    pub read_only: bool,
    /// What a symbolic link says.
    pub link_target: Option<PathBuf>,
}

impl Metadata {
    /// What to compare later, to see whether the file has changed.
    pub fn stamp(&self) -> FileStamp {
        FileStamp { size: self.size, modified_ns: self.modified_ns, id: self.id, hash: None }
    }

    /// Last change of the content.
    pub fn modified(&self) -> Option<Timestamp> {
        self.modified_ns.map(|ns| Timestamp(ns.div_euclid(1_000_000)))
    }

    /// Whether it is a regular file.
    pub fn is_file(&self) -> bool {
        self.kind == FileKind::File
    }

    /// Whether it is a folder.
    pub fn is_dir(&self) -> bool {
        self.kind == FileKind::Directory
    }
}

/// A version of a file, to see later whether it is still the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileStamp {
    /// Bytes of content.
    pub size: u64,
    /// Last change of the content, in nanoseconds since the Unix epoch.
    pub modified_ns: Option<i64>,
    /// Which file it was.
    pub id: Option<FileId>,
    /// Hash of the content, when it was read.
    pub hash: Option<ContentHash>,
}

impl FileStamp {
    /// The same, with the hash of the content that was read.
    pub fn with_hash(mut self, hash: ContentHash) -> Self {
        self.hash = Some(hash);
        self
    }

    /// Whether both are stamps of the same content, as far as can be told without reading: by the hashes when
    /// both are known, else by size, time and identity. A file that was only touched counts as changed then;
    /// [`unchanged_on_disk`] looks closer.
    pub fn same_content(&self, other: &FileStamp) -> bool {
        if self.size != other.size {
            return false;
        }
        match (self.hash, other.hash) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => self.modified_ns == other.modified_ns && (self.id == other.id),
        }
    }
}

/// Whether the file at `path` still has the content that `stamp` was made of. Reads the file only when its
/// time or identity changed but its size did not, and the stamp has a hash. A missing file has changed.
///
/// # Errors
/// When the file is there but cannot be looked at.
pub fn unchanged_on_disk(fs: &dyn Fs, path: &Path, stamp: &FileStamp) -> FsResult<bool> {
    let now = match fs.metadata(path) {
        Ok(metadata) if metadata.kind == FileKind::File => metadata.stamp(),
        Ok(_) | Err(FsError::Missing { .. }) => return Ok(false),
        Err(error) => return Err(error),
    };
    if stamp.same_content(&now) {
        return Ok(true);
    }
    let Some(hash) = stamp.hash.filter(|_| stamp.size == now.size) else { return Ok(false) };
    let mut file = fs.open(path)?;
    let found = ContentHash::of_reader(&mut file);
    Ok(found.map_err(|source| FsError::from_io(FsAction::Read, path, source))? == hash)
}

/// One thing in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirEntry {
    /// Its name; not always valid Unicode.
    pub name: OsString,
    /// Folder and name.
    pub path: PathBuf,
    /// What it is; of a link, [`FileKind::Symlink`].
    pub kind: FileKind,
    /// What a link leads to; `None` for what is no link, and for broken ones.
    pub target_kind: Option<FileKind>,
}

impl DirEntry {
    /// Whether it is a folder or a link to one.
    pub fn leads_to_dir(&self) -> bool {
        self.target_kind.unwrap_or(self.kind) == FileKind::Directory
    }
}

/// How to save.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteOptions {
    /// Only if the file still is this version; else [`FsError::Changed`], also when it is gone.
    pub expect: Option<FileStamp>,
    /// Only if nothing is there; else [`FsError::Exists`].
    pub create_new: bool,
    /// Also over a file whose mode lets nobody write; else [`FsError::ReadOnly`].
    pub overwrite_read_only: bool,
    /// Wait until the disk has it. Without it a power cut may undo the saving.
    pub sync: bool,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { expect: None, create_new: false, overwrite_read_only: false, sync: true }
    }
}

/// What an open file can do.
pub trait FileReader: Read + Seek + Send {}

impl<R: Read + Seek + Send> FileReader for R {}

/// A file open for reading.
pub struct OpenFile {
    path: PathBuf,
    metadata: Metadata,
    reader: Box<dyn FileReader>,
}

impl OpenFile {
    /// For implementations of [`Fs`].
    pub fn new(path: PathBuf, metadata: Metadata, reader: Box<dyn FileReader>) -> Self {
        Self { path, metadata, reader }
    }

    /// What was asked for.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Of the file that is open, even if another is at the path by now.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Everything from here to the end.
    ///
    /// # Errors
    /// Those of reading.
    pub fn read_all(&mut self) -> FsResult<Vec<u8>> {
        // The size is a hint: files in /proc say 0, and a growing file says too little.
        let expected = usize::try_from(self.metadata.size).unwrap_or(0).min(1 << 30);
        let mut bytes = Vec::with_capacity(expected.saturating_add(1));
        match self.reader.read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(source) => Err(FsError::from_io(FsAction::Read, &self.path, source)),
        }
    }

    /// Gives the rest of the file to `visit` in blocks of `size` bytes (the last one is shorter), until it says
    /// stop. Returns whether the end was reached.
    ///
    /// # Errors
    /// Those of reading.
    pub fn read_blocks(
        &mut self,
        size: usize,
        visit: &mut dyn FnMut(&[u8]) -> ControlFlow<()>,
    ) -> FsResult<bool> {
        let mut block = vec![0; size.max(1)];
        loop {
            let filled = self.fill(&mut block)?;
            let Some(bytes) = block.get(..filled).filter(|bytes| !bytes.is_empty()) else { return Ok(true) };
            if visit(bytes).is_break() {
                return Ok(false);
            }
        }
    }

    /// Fills `block` as far as the file goes. Returns the number of bytes; fewer than asked only at the end.
    ///
    /// # Errors
    /// Those of reading.
    pub fn fill(&mut self, block: &mut [u8]) -> FsResult<usize> {
        let mut filled = 0;
        while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.reader.read(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(FsError::from_io(FsAction::Read, &self.path, source)),
            }
        }
        Ok(filled)
    }
}

impl Read for OpenFile {
    fn read(&mut self, block: &mut [u8]) -> io::Result<usize> {
        self.reader.read(block)
    }
}

impl Seek for OpenFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}

impl fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenFile").field("path", &self.path).field("metadata", &self.metadata).finish()
    }
}

/// Start of the names of temporary files that saving makes beside the file. They live for moments.
pub const TEMPORARY_PREFIX: &str = ".justbuilt-";

/// Whether a name is that of a temporary file of ours. Watchers and file lists leave these out.
pub fn is_temporary_name(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    bytes.starts_with(TEMPORARY_PREFIX.as_bytes()) && bytes.ends_with(b".tmp")
}

/// Why a file or folder cannot have this name, as a sentence; `None` when it can. For names typed by a user.
pub fn name_problem(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("A name must not be empty.")
    } else if name == "." || name == ".." {
        Some("This name means a folder.")
    } else if name.contains(['/', '\0'])
        || (cfg!(windows) && name.contains(['\\', ':', '*', '?', '"', '<', '>', '|']))
    {
        Some("A name must not contain a slash or another character that the system reserves.")
    } else if name.len() > 255 {
        Some("A name must not be longer than 255 bytes.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
