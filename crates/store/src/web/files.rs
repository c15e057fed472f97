//! The user's files, written behind. Times are those of the page: a file that was not written since it was loaded
//! has the time of the loading.

use std::path::{Path, PathBuf};

use super::{
    database::{Change, Row, Table},
    writer::Writer,
};
use crate::fs::{
    ContentWriter, DirEntry, FileKind, FileStamp, Fs, FsResult, Metadata, OpenFile, WriteOptions,
    memory::MemoryFs,
};

const FILE: u8 = 0;
const FOLDER: u8 = 1;
const LINK: u8 = 2;

/// Files in memory and in the database: by path a letter for the kind, the mode (4 bytes, little endian), and the
/// content or where the link leads.
pub(super) struct WebFs {
    memory: MemoryFs,
    writer: Writer,
}

impl WebFs {
    pub(super) fn new(memory: MemoryFs, writer: Writer) -> Self {
        Self { memory, writer }
    }

    /// Writes down what is at `path` now and below it, or that nothing is.
    fn note(&self, path: &Path) {
        let path = self.real(path);
        let key = key(&path);
        let (from, to) = ([key.as_slice(), b"/"].concat(), [key.as_slice(), b"0"].concat());
        let mut changes =
            vec![Change::Delete(Table::Files, key), Change::DeleteRange(Table::Files, from, to)];
        self.collect(&path, &mut changes);
        self.writer.push(changes);
    }

    /// The path of the thing itself: links on the way followed, but not the last one.
    fn real(&self, path: &Path) -> PathBuf {
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => {
                self.memory.canonicalize(parent).map_or_else(|_| path.to_owned(), |parent| parent.join(name))
            }
            _ => path.to_owned(),
        }
    }

    fn collect(&self, path: &Path, changes: &mut Vec<Change>) {
        let Ok(found) = self.memory.link_metadata(path) else { return };
        let (kind, content) = match found.kind {
            FileKind::File => (FILE, content_of(&self.memory, path, found.mode)),
            FileKind::Directory => (FOLDER, Some(Vec::new())),
            FileKind::Symlink => (LINK, found.link_target.as_deref().map(key)),
            FileKind::Special => return,
        };
        let Some(content) = content else { return };
        let value = [&[kind], found.mode.unwrap_or(0).to_le_bytes().as_slice(), &content].concat();
        changes.push(Change::Put(Table::Files, key(path), value));
        if found.kind == FileKind::Directory {
            for entry in self.memory.read_dir(path).into_iter().flatten() {
                self.collect(&entry.path, changes);
            }
        }
    }
}

/// The content of a file, also of one whose mode does not let it be read.
fn content_of(memory: &MemoryFs, path: &Path, mode: Option<u32>) -> Option<Vec<u8>> {
    let read = memory.read(path);
    let read = match (read, mode) {
        (Err(_), Some(mode)) => {
            memory.set_mode(path, mode | 0o400).ok()?;
            let read = memory.read(path);
            memory.set_mode(path, mode).ok()?;
            read
        }
        (read, _) => read,
    };
    read.inspect_err(|error| log::error!("{error}")).ok()
}

fn key(path: &Path) -> Vec<u8> {
    path.to_string_lossy().into_owned().into_bytes()
}

/// Puts the rows of the table, which come in order of path, into `memory`.
pub(super) fn load(memory: &MemoryFs, rows: Vec<Row>) {
    let mut modes = Vec::new();
    for (path, value) in rows {
        let Some((&kind, rest)) = value.split_first() else { continue };
        let Some((mode, content)) = rest.split_first_chunk::<4>() else { continue };
        let path = PathBuf::from(String::from_utf8_lossy(&path).into_owned());
        let made = match kind {
            FOLDER => memory.create_dir_all(&path),
            LINK => memory.symlink(Path::new(&*String::from_utf8_lossy(content)), &path),
            _ => memory.write(&path, content).map(drop),
        };
        match made {
            Ok(()) if kind != LINK => modes.push((path, u32::from_le_bytes(*mode))),
            Ok(()) => {}
            Err(error) => log::error!("{error}"),
        }
    }
    // Last, and the deepest first: a folder may not let its files be made.
    for (path, mode) in modes.into_iter().rev() {
        if let Err(error) = memory.set_mode(&path, mode) {
            log::error!("{error}");
        }
    }
}

impl Fs for WebFs {
    fn metadata(&self, path: &Path) -> FsResult<Metadata> {
        self.memory.metadata(path)
    }

    fn link_metadata(&self, path: &Path) -> FsResult<Metadata> {
        self.memory.link_metadata(path)
    }

    fn canonicalize(&self, path: &Path) -> FsResult<PathBuf> {
        self.memory.canonicalize(path)
    }

    fn open(&self, path: &Path) -> FsResult<OpenFile> {
        self.memory.open(path)
    }

    fn read_dir(&self, path: &Path) -> FsResult<Vec<DirEntry>> {
        self.memory.read_dir(path)
    }

    fn create_file(&self, path: &Path) -> FsResult<()> {
        self.memory.create_file(path)?;
        self.note(path);
        Ok(())
    }

    fn create_dir_all(&self, path: &Path) -> FsResult<()> {
        let first_new = path.ancestors().take_while(|folder| !self.memory.exists(folder)).last();
        self.memory.create_dir_all(path)?;
        if let Some(folder) = first_new {
            self.note(folder);
        }
        Ok(())
    }

    fn symlink(&self, target: &Path, link: &Path) -> FsResult<()> {
        self.memory.symlink(target, link)?;
        self.note(link);
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path, overwrite: bool) -> FsResult<()> {
        self.memory.rename(from, to, overwrite)?;
        self.note(from);
        self.note(to);
        Ok(())
    }

    fn remove(&self, path: &Path) -> FsResult<()> {
        let removed = self.memory.remove(path);
        // Also when some of it could not be removed.
        self.note(path);
        removed
    }

    fn trash(&self, path: &Path) -> FsResult<()> {
        let trashed = self.memory.trash(path);
        self.note(path);
        trashed
    }

    fn set_mode(&self, path: &Path, mode: u32) -> FsResult<()> {
        self.memory.set_mode(path, mode)?;
        self.note(&self.memory.canonicalize(path)?);
        Ok(())
    }

    fn write_atomic(
        &self,
        path: &Path,
        write: ContentWriter<'_>,
        options: &WriteOptions,
    ) -> FsResult<FileStamp> {
        let stamp = self.memory.write_atomic(path, write, options)?;
        self.note(&self.memory.canonicalize(path)?);
        Ok(stamp)
    }
}
