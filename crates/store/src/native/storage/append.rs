//! The end of a file that only grows. A write that fails half-way leaves nothing behind: the file is cut back at
//! once, or before the next write. The disk is waited for outside of any lock.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// A file that is appended to.
#[derive(Debug)]
pub(super) struct Tail {
    path: PathBuf,
    file: Option<File>,
    /// Where good bytes end.
    end: u64,
    /// There may be bytes behind `end`.
    torn: bool,
    /// Counts writes; those up to `synced` are on the disk for sure.
    written: u64,
    synced: u64,
    /// Where the bytes end that are on the disk for sure.
    safe: u64,
    /// The file's name may not be on the disk yet.
    fresh: bool,
    /// Bytes that still fit on the disk.
    #[cfg(test)]
    pub room: Option<u64>,
}

/// Something to wait for the disk with.
pub(super) struct Pending {
    file: File,
    written: u64,
    end: u64,
    /// A new file: the folder it is in, too.
    folder: Option<PathBuf>,
}

impl Tail {
    /// The file at `path`, which need not be there, whose good bytes end at `end`.
    pub(super) fn new(path: PathBuf, end: u64) -> Tail {
        Tail {
            path,
            file: None,
            end,
            torn: true,
            written: 0,
            synced: 0,
            safe: end,
            fresh: false,
            #[cfg(test)]
            room: None,
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Where the bytes end that are on the disk for sure.
    pub(super) fn safe_end(&self) -> u64 {
        self.safe
    }

    /// Appends `bytes`, all or nothing. Where they start.
    pub(super) fn append(&mut self, bytes: &[u8]) -> io::Result<u64> {
        let start = self.end;
        match self.write(start, bytes) {
            Ok(()) => {
                self.torn = false;
                self.end += bytes.len() as u64;
                self.written += 1;
                Ok(start)
            }
            Err(error) => {
                // What was written of it is in the way of nobody: readers stop at `end`, and if cutting it off
                // fails now, the next write does it.
                self.torn = self.file.as_ref().is_none_or(|file| file.set_len(start).is_err());
                Err(error)
            }
        }
    }

    fn write(&mut self, start: u64, bytes: &[u8]) -> io::Result<()> {
        let torn = self.torn;
        #[cfg(test)]
        let fits = self.room.map_or(bytes.len(), |room| bytes.len().min(room as usize));
        let mut file = self.open()?;
        if torn {
            file.set_len(start)?;
        }
        file.seek(SeekFrom::Start(start))?;
        #[cfg(test)]
        if fits < bytes.len() {
            file.write_all(&bytes[..fits])?;
            return Err(io::ErrorKind::StorageFull.into());
        }
        file.write_all(bytes)
    }

    fn open(&mut self) -> io::Result<&File> {
        if self.file.is_none() {
            let mut options = OpenOptions::new();
            options.read(true).write(true);
            let file = match options.open(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    if let Some(folder) = self.path.parent() {
                        fs::create_dir_all(folder)?;
                    }
                    let file = options.create(true).open(&self.path)?;
                    self.fresh = true;
                    file
                }
                other => other?,
            };
            self.file = Some(file);
        }
        self.file.as_ref().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// What to wait for so that all that was written is on the disk; `None` when it is.
    pub(super) fn pending(&mut self) -> io::Result<Option<Pending>> {
        if self.written == self.synced {
            return Ok(None);
        }
        let folder = self.fresh.then(|| self.path.parent().map(Path::to_owned)).flatten();
        let file = self.open()?.try_clone()?;
        Ok(Some(Pending { file, written: self.written, end: self.end, folder }))
    }

    /// Notes that `pending` was waited for.
    pub(super) fn synced(&mut self, pending: &Pending) {
        self.synced = self.synced.max(pending.written);
        self.safe = self.safe.max(pending.end);
        if pending.folder.is_some() {
            self.fresh = false;
        }
    }

    /// Gives the handle of the file back; it is opened again when needed.
    pub(super) fn release(&mut self) {
        self.file = None;
    }
}

impl Pending {
    /// Waits. `root` is the folder up to which the names of folders may be new.
    pub(super) fn wait(&self, root: &Path) -> io::Result<()> {
        self.file.sync_data()?;
        if let Some(folder) = &self.folder {
            for folder in folder.ancestors().take_while(|folder| folder.starts_with(root)) {
                sync_folder(folder);
            }
        }
        Ok(())
    }
}

/// Makes names in a folder last. Some file systems cannot do this.
pub(in crate::native) fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        log::warn!("the folder {} could not be flushed: {error}", folder.display());
    }
}

#[cfg(test)]
mod tests;
