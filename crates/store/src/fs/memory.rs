//! Files in memory, complete with links, modes and faults on demand: for tests, and for a browser without a disk.
//! Modes count as for the owner who is not root. Hard links are not here.

use std::{
    collections::BTreeMap,
    io::{self, Cursor, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use justbuilt_base::{Clock, ManualClock};
use parking_lot::Mutex;

use super::{
    ContentWriter, DirEntry, FileStamp, Fs, FsResult, Metadata, OpenFile, WriteOptions,
    error::{FsAction, FsError},
};
use crate::hash::ContentHash;
use tree::{Cause, Content, Node, Place, READ, Tree, WRITE};

mod tree;

/// What to let go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Reading, listing and looking at things is denied.
    UnreadableDenied,
    /// Every change is denied.
    Denied,
    /// Every change meets a read-only file system.
    ReadOnly,
    /// Saving finds the disk full after this many bytes.
    FullAfter(u64),
    /// Saving fails after this many bytes, as on a disk that breaks.
    BrokenAfter(u64),
}

/// A file system in memory. Clones share it.
#[derive(Clone)]
pub struct MemoryFs {
    state: Arc<Mutex<State>>,
}

struct State {
    tree: Tree,
    clock: Arc<dyn Clock>,
    last_ns: i64,
    faults: Vec<(PathBuf, Fault)>,
    capacity: Option<u64>,
    trashed: Vec<(PathBuf, u64)>,
}

impl MemoryFs {
    /// An empty root, on a clock of its own that stands still. Every change still gets a time of its own.
    pub fn new() -> Self {
        Self::with_clock(Arc::new(ManualClock::default()))
    }

    /// An empty root whose times come from `clock`.
    pub fn with_clock(clock: Arc<dyn Clock>) -> Self {
        let tree = Tree::new(clock.now().0.saturating_mul(1_000_000));
        let state =
            State { tree, clock, last_ns: 0, faults: Vec::new(), capacity: None, trashed: Vec::new() };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// A root with these files, their folders made as needed.
    ///
    /// # Errors
    /// Those of saving, for instance when a path is given as a file and as a folder.
    pub fn with_files<P: AsRef<Path>, C: AsRef<[u8]>>(
        files: impl IntoIterator<Item = (P, C)>,
    ) -> FsResult<MemoryFs> {
        let fs = Self::new();
        for (path, content) in files {
            if let Some(folder) = path.as_ref().parent() {
                fs.create_dir_all(folder)?;
            }
            fs.write(path.as_ref(), content.as_ref())?;
        }
        Ok(fs)
    }

    /// From now on `fault` happens to `path` and all below it.
    pub fn inject(&self, path: impl Into<PathBuf>, fault: Fault) {
        self.state.lock().faults.push((path.into(), fault));
    }

    /// No more faults.
    pub fn clear_faults(&self) {
        self.state.lock().faults.clear();
    }

    /// The disk is full at this many bytes; `None`: never.
    pub fn set_capacity(&self, bytes: Option<u64>) {
        self.state.lock().capacity = bytes;
    }

    /// Makes something that is no file, like a pipe.
    ///
    /// # Errors
    /// As for [`Fs::create_file`].
    pub fn create_special(&self, path: &Path) -> FsResult<()> {
        self.create(FsAction::CreateFile, path, Content::Special, 0o644)
    }

    /// Where the things in the trash were, in order of going there.
    pub fn trashed(&self) -> Vec<PathBuf> {
        self.state.lock().trashed.iter().map(|(path, _)| path.clone()).collect()
    }

    /// Takes the latest thing that was at `path` out of the trash and puts it back.
    ///
    /// # Errors
    /// When it is not in the trash, or its place is taken or gone.
    pub fn restore(&self, path: &Path) -> FsResult<()> {
        self.change(FsAction::Rename, path, |state, now| {
            let index = state.trashed.iter().rposition(|(was, _)| was == path).ok_or(Cause::Missing)?;
            let place = state.tree.resolve(path, false)?;
            if place.node.is_some() {
                return Err(Cause::Exists);
            }
            let (_, id) = state.trashed.remove(index);
            state.tree.enter(&place, id, now).map(|_| ())
        })
    }

    fn create(&self, action: FsAction, path: &Path, content: Content, mode: u32) -> FsResult<()> {
        self.change(action, path, |state, now| {
            let place = state.tree.resolve(path, false)?;
            if place.node.is_some() {
                return Err(Cause::Exists);
            }
            state.tree.put(&place, Node { content, mode, modified_ns: now }).map(|_| ())
        })
    }

    fn look<T>(
        &self,
        action: FsAction,
        path: &Path,
        f: impl FnOnce(&State) -> Result<T, Cause>,
    ) -> FsResult<T> {
        let state = self.state.lock();
        if state.fault(path, |fault| fault == Fault::UnreadableDenied).is_some() {
            return Err(Cause::Denied.at(action, path));
        }
        f(&state).map_err(|cause| cause.at(action, path))
    }

    fn change<T>(
        &self,
        action: FsAction,
        path: &Path,
        f: impl FnOnce(&mut State, i64) -> Result<T, Cause>,
    ) -> FsResult<T> {
        let mut state = self.state.lock();
        match state.fault(path, |fault| matches!(fault, Fault::Denied | Fault::ReadOnly)) {
            Some(Fault::ReadOnly) => return Err(Cause::ReadOnly.at(action, path)),
            Some(_) => return Err(Cause::Denied.at(action, path)),
            None => {}
        }
        let now = state.tick();
        f(&mut state, now).map_err(|cause| cause.at(action, path))
    }
}

impl Default for MemoryFs {
    fn default() -> Self {
        Self::new()
    }
}

impl State {
    /// A time later than any before.
    fn tick(&mut self) -> i64 {
        let now = self.clock.now().0.saturating_mul(1_000_000);
        self.last_ns = now.max(self.last_ns.saturating_add(1));
        self.last_ns
    }

    fn fault(&self, path: &Path, wanted: impl Fn(Fault) -> bool) -> Option<Fault> {
        if self.faults.is_empty() {
            return None;
        }
        let real = self.tree.resolve(path, true).map(|place| place.real).unwrap_or_default();
        self.faults
            .iter()
            .find(|(below, fault)| wanted(*fault) && (path.starts_with(below) || real.starts_with(below)))
            .map(|(_, fault)| *fault)
    }

    /// Whether saving may go on, and where to.
    fn check_save(&self, path: &Path, options: &WriteOptions) -> Result<Place, Cause> {
        let place = self.tree.resolve(path, true)?;
        let Some(id) = place.node else {
            let folder = self.tree.node(place.parent)?;
            return match folder.content {
                _ if options.expect.is_some() => Err(Cause::Changed),
                Content::Dir(_) if folder.mode & WRITE == 0 => Err(Cause::Denied),
                Content::Dir(_) => Ok(place),
                _ => Err(Cause::NotDirectory),
            };
        };
        let node = self.tree.node(id)?;
        let Content::File(bytes) = &node.content else {
            return Err(if node.kind() == super::FileKind::Directory {
                Cause::IsDirectory
            } else {
                Cause::Special
            });
        };
        if options.create_new {
            return Err(Cause::Exists);
        }
        if let Some(expect) = &options.expect {
            let mut now = self.tree.metadata(id)?.stamp();
            if expect.hash.is_some() {
                now = now.with_hash(ContentHash::of(bytes));
            }
            if !expect.same_content(&now) {
                return Err(Cause::Changed);
            }
        }
        if node.mode & 0o222 == 0 && !options.overwrite_read_only {
            return Err(Cause::ReadOnly);
        }
        if node.mode & WRITE == 0 && !options.overwrite_read_only {
            return Err(Cause::Denied);
        }
        Ok(place)
    }
}

impl Fs for MemoryFs {
    fn metadata(&self, path: &Path) -> FsResult<Metadata> {
        self.look(FsAction::Inspect, path, |state| state.tree.metadata(state.tree.find(path, true)?.1))
    }

    fn link_metadata(&self, path: &Path) -> FsResult<Metadata> {
        self.look(FsAction::Inspect, path, |state| state.tree.metadata(state.tree.find(path, false)?.1))
    }

    fn canonicalize(&self, path: &Path) -> FsResult<PathBuf> {
        self.look(FsAction::Inspect, path, |state| Ok(state.tree.find(path, true)?.0.real))
    }

    fn open(&self, path: &Path) -> FsResult<OpenFile> {
        self.look(FsAction::Read, path, |state| {
            let (_, id) = state.tree.find(path, true)?;
            let node = state.tree.node(id)?;
            let bytes = match &node.content {
                Content::File(bytes) => Arc::clone(bytes),
                Content::Dir(_) => return Err(Cause::IsDirectory),
                Content::Special | Content::Link(_) => return Err(Cause::Special),
            };
            if node.mode & READ == 0 {
                return Err(Cause::Denied);
            }
            let reader = Cursor::new(SharedBytes(bytes));
            Ok(OpenFile::new(path.to_owned(), state.tree.metadata(id)?, Box::new(reader)))
        })
    }

    fn read_dir(&self, path: &Path) -> FsResult<Vec<DirEntry>> {
        self.look(FsAction::List, path, |state| {
            let (_, id) = state.tree.find(path, true)?;
            let node = state.tree.node(id)?;
            let Content::Dir(children) = &node.content else { return Err(Cause::NotDirectory) };
            if node.mode & READ == 0 {
                return Err(Cause::Denied);
            }
            let entry = |(name, &id): (&std::ffi::OsString, &u64)| {
                let path = path.join(name);
                let node = state.tree.node(id)?;
                let target_kind = match &node.content {
                    Content::Link(_) => state
                        .tree
                        .find(&path, true)
                        .and_then(|(_, id)| state.tree.node(id))
                        .map(Node::kind)
                        .ok(),
                    _ => None,
                };
                Ok(DirEntry { name: name.clone(), path, kind: node.kind(), target_kind })
            };
            children.iter().map(entry).collect()
        })
    }

    fn create_file(&self, path: &Path) -> FsResult<()> {
        self.create(FsAction::CreateFile, path, Content::File(Arc::default()), 0o644)
    }

    fn create_dir_all(&self, path: &Path) -> FsResult<()> {
        let action = FsAction::CreateFolder;
        let mut missing = Vec::new();
        let mut at = Some(path);
        while let Some(folder) = at {
            match self.metadata(folder) {
                Ok(metadata) if metadata.is_dir() => break,
                Ok(_) if missing.is_empty() => return Err(Cause::Exists.at(action, path)),
                Ok(_) => return Err(Cause::NotDirectory.at(action, path)),
                Err(FsError::Missing { .. }) => missing.push(folder),
                Err(FsError::Loop { .. }) => return Err(Cause::Loop.at(action, path)),
                Err(FsError::NotDirectory { .. }) => return Err(Cause::NotDirectory.at(action, path)),
                Err(FsError::InvalidName { .. }) => return Err(Cause::InvalidName.at(action, path)),
                Err(_) => return Err(Cause::Denied.at(action, path)),
            }
            at = folder.parent();
        }
        for folder in missing.into_iter().rev() {
            self.create(action, folder, Content::Dir(BTreeMap::new()), 0o755)?;
        }
        Ok(())
    }

    fn symlink(&self, target: &Path, link: &Path) -> FsResult<()> {
        self.create(FsAction::Link, link, Content::Link(target.to_owned()), 0o777)
    }

    fn rename(&self, from: &Path, to: &Path, overwrite: bool) -> FsResult<()> {
        let action = FsAction::Rename;
        self.change(action, from, |_, _| Ok(()))?;
        let mut blamed = to;
        let done = self.change(action, to, |state, now| {
            let source = state.tree.find(from, false);
            let (source, id) = source.inspect_err(|_| blamed = from)?;
            let target = state.tree.resolve(to, false)?;
            if target.node == Some(id) {
                return Ok(());
            }
            if target.real.starts_with(&source.real) {
                return Err(Cause::InvalidName);
            }
            if let Some(there) = target.node {
                if !overwrite {
                    return Err(Cause::Exists);
                }
                match (&state.tree.node(id)?.content, &state.tree.node(there)?.content) {
                    (Content::Dir(_), Content::Dir(children)) if children.is_empty() => {}
                    (Content::Dir(_), Content::Dir(_)) => return Err(Cause::Exists),
                    (Content::Dir(_), _) => return Err(Cause::NotDirectory),
                    (_, Content::Dir(_)) => return Err(Cause::IsDirectory),
                    _ => {}
                }
            }
            if state.tree.node(target.parent)?.mode & WRITE == 0 {
                return Err(Cause::Denied);
            }
            state.tree.leave(&source, now)?;
            if let Some(old) = state.tree.enter(&target, id, now)? {
                state.tree.forget(old);
            }
            Ok(())
        });
        done.map_err(|error| if blamed == to { error } else { error.about(blamed) })
    }

    fn remove(&self, path: &Path) -> FsResult<()> {
        self.change(FsAction::Delete, path, |state, now| {
            let (place, id) = state.tree.find(path, false)?;
            state.tree.leave(&place, now)?;
            state.tree.forget(id);
            Ok(())
        })
    }

    fn trash(&self, path: &Path) -> FsResult<()> {
        self.change(FsAction::Trash, path, |state, now| {
            let (place, id) = state.tree.find(path, false)?;
            state.tree.leave(&place, now)?;
            state.trashed.push((path.to_owned(), id));
            Ok(())
        })
    }

    fn set_mode(&self, path: &Path, mode: u32) -> FsResult<()> {
        self.change(FsAction::SetMode, path, |state, _| {
            let (_, id) = state.tree.find(path, true)?;
            state.tree.node_mut(id)?.mode = mode & 0o7777;
            Ok(())
        })
    }

    fn write_atomic(
        &self,
        path: &Path,
        write: ContentWriter<'_>,
        options: &WriteOptions,
    ) -> FsResult<FileStamp> {
        let action = FsAction::Save;
        let mut out = self.change(action, path, |state, _| {
            state.check_save(path, options)?;
            let room = state.capacity.map(|capacity| capacity.saturating_sub(state.tree.used()));
            let fault = state.fault(path, |f| matches!(f, Fault::FullAfter(_) | Fault::BrokenAfter(_)));
            Ok(LimitedWriter { bytes: Vec::new(), room, fault, failed: None })
        })?;
        // The lock is free here, because what is saved may be read from this file system.
        let written = write(&mut out);
        if let Some(kind) = out.failed {
            return Err(FsError::from_io(action, path, kind.into()));
        }
        written.map_err(|source| FsError::from_io(action, path, source))?;
        let bytes = out.bytes;
        self.change(action, path, |state, now| {
            let place = state.check_save(path, options)?;
            let hash = ContentHash::of(&bytes);
            let content = Content::File(Arc::new(bytes));
            let id = match place.node {
                Some(id) if state.tree.node(place.parent)?.mode & WRITE == 0 => {
                    let node = state.tree.node_mut(id)?;
                    node.content = content;
                    node.modified_ns = now;
                    id
                }
                Some(id) => {
                    let mode = state.tree.node(id)?.mode;
                    state.tree.put(&place, Node { content, mode, modified_ns: now })?
                }
                None => state.tree.put(&place, Node { content, mode: 0o644, modified_ns: now })?,
            };
            Ok(state.tree.metadata(id)?.stamp().with_hash(hash))
        })
    }
}

/// Collects what is saved, and fails when it was told to.
struct LimitedWriter {
    bytes: Vec<u8>,
    room: Option<u64>,
    fault: Option<Fault>,
    failed: Option<io::ErrorKind>,
}

impl Write for LimitedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let after = (self.bytes.len() + bytes.len()) as u64;
        let failed = match self.fault {
            Some(Fault::FullAfter(limit)) if after > limit => Some(io::ErrorKind::StorageFull),
            Some(Fault::BrokenAfter(limit)) if after > limit => Some(io::ErrorKind::Other),
            _ if self.room.is_some_and(|room| after > room) => Some(io::ErrorKind::StorageFull),
            _ => None,
        };
        if let Some(kind) = failed {
            self.failed = Some(kind);
            return Err(kind.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct SharedBytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for SharedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for MemoryFs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryFs")
    }
}

#[cfg(test)]
mod tests;
