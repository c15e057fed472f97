//! The tree below `MemoryFs`: nodes, and the walk along a path as a Unix kernel does it. Knows nothing of faults.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    ffi::OsString,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use crate::fs::{
    FileId, FileKind, Metadata,
    error::{FsAction, FsError},
};

/// Links that one path may go through, as on Linux.
const MAX_LINKS: usize = 40;

pub(super) const READ: u32 = 0o400;
pub(super) const WRITE: u32 = 0o200;
pub(super) const SEARCH: u32 = 0o100;

pub(super) const ROOT: u64 = 1;

#[derive(Clone, Debug)]
pub(super) struct Node {
    pub content: Content,
    pub mode: u32,
    pub modified_ns: i64,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    File(Arc<Vec<u8>>),
    Dir(BTreeMap<OsString, u64>),
    Link(PathBuf),
    Special,
}

#[derive(Debug)]
pub(super) struct Tree {
    nodes: HashMap<u64, Node>,
    next: u64,
}

/// Why a walk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Missing,
    Denied,
    IsDirectory,
    NotDirectory,
    ReadOnly,
    Loop,
    Exists,
    Changed,
    InvalidName,
    Special,
}

impl Cause {
    pub(super) fn at(self, action: FsAction, path: &Path) -> FsError {
        let path = path.to_owned();
        match self {
            Cause::Missing => FsError::Missing { action, path },
            Cause::Denied => FsError::Denied { action, path },
            Cause::IsDirectory => FsError::IsDirectory { action, path },
            Cause::NotDirectory => FsError::NotDirectory { action, path },
            Cause::ReadOnly => FsError::ReadOnly { action, path },
            Cause::Loop => FsError::Loop { action, path },
            Cause::Exists => FsError::Exists { action, path },
            Cause::Changed => FsError::Changed { action, path },
            Cause::InvalidName => FsError::InvalidName { action, path },
            Cause::Special => FsError::Special { action, path },
        }
    }
}

/// Where a path leads.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The folder that has, or would have, the name. The root is in itself.
    pub parent: u64,
    /// The name in it; empty for the root.
    pub name: OsString,
    /// What is there.
    pub node: Option<u64>,
    /// The path without links.
    pub real: PathBuf,
}

impl Tree {
    pub(super) fn new(now_ns: i64) -> Self {
        let root = Node { content: Content::Dir(BTreeMap::new()), mode: 0o755, modified_ns: now_ns };
        Self { nodes: HashMap::from([(ROOT, root)]), next: ROOT + 1 }
    }

    /// Walks along `path`; a link at its end is followed if `follow`. Only the last name may be missing.
    pub(super) fn resolve(&self, path: &Path, follow: bool) -> Result<Place, Cause> {
        let mut todo: VecDeque<OsString> = VecDeque::new();
        let mut stack: Vec<(u64, OsString)> = Vec::new();
        push_front(&mut todo, path);
        let mut links = 0;
        while let Some(name) = todo.pop_front() {
            if name == ".." {
                stack.pop();
                continue;
            }
            if name.len() > 255 || name.as_encoded_bytes().contains(&0) {
                return Err(Cause::InvalidName);
            }
            let parent = stack.last().map_or(ROOT, |(id, _)| *id);
            let folder = self.nodes.get(&parent).ok_or(Cause::Missing)?;
            let Content::Dir(children) = &folder.content else { return Err(Cause::NotDirectory) };
            if folder.mode & SEARCH == 0 {
                return Err(Cause::Denied);
            }
            let Some(&id) = children.get(&name) else {
                if todo.is_empty() {
                    let real = real_path(&stack).join(&name);
                    return Ok(Place { parent, name, node: None, real });
                }
                return Err(Cause::Missing);
            };
            if let Some(Node { content: Content::Link(target), .. }) = self.nodes.get(&id)
                && (follow || !todo.is_empty())
            {
                links += 1;
                if links > MAX_LINKS {
                    return Err(Cause::Loop);
                }
                if target.has_root() {
                    stack.clear();
                }
                push_front(&mut todo, target);
                continue;
            }
            stack.push((id, name));
        }
        let real = real_path(&stack);
        let Some((id, name)) = stack.pop() else {
            return Ok(Place { parent: ROOT, name: OsString::new(), node: Some(ROOT), real });
        };
        let parent = stack.last().map_or(ROOT, |(id, _)| *id);
        Ok(Place { parent, name, node: Some(id), real })
    }

    /// The same, and there must be something.
    pub(super) fn find(&self, path: &Path, follow: bool) -> Result<(Place, u64), Cause> {
        let place = self.resolve(path, follow)?;
        let id = place.node.ok_or(Cause::Missing)?;
        Ok((place, id))
    }

    pub(super) fn node(&self, id: u64) -> Result<&Node, Cause> {
        self.nodes.get(&id).ok_or(Cause::Missing)
    }

    pub(super) fn node_mut(&mut self, id: u64) -> Result<&mut Node, Cause> {
        self.nodes.get_mut(&id).ok_or(Cause::Missing)
    }

    /// Puts a new node where `place` says; what was there is forgotten.
    pub(super) fn put(&mut self, place: &Place, node: Node) -> Result<u64, Cause> {
        let now = node.modified_ns;
        let id = self.next;
        self.next += 1;
        self.nodes.insert(id, node);
        if let Some(old) = self.enter(place, id, now)? {
            self.forget(old);
        }
        Ok(id)
    }

    /// Gives the name at `place` to node `id`. Returns the node that had it.
    pub(super) fn enter(&mut self, place: &Place, id: u64, now: i64) -> Result<Option<u64>, Cause> {
        if place.name.is_empty() {
            return Err(Cause::Exists);
        }
        let folder = self.writable_dir(place.parent)?;
        folder.modified_ns = now;
        match &mut folder.content {
            Content::Dir(children) => Ok(children.insert(place.name.clone(), id)),
            _ => Err(Cause::NotDirectory),
        }
    }

    /// Takes the name at `place` away. The node lives on.
    pub(super) fn leave(&mut self, place: &Place, now: i64) -> Result<(), Cause> {
        if place.name.is_empty() {
            return Err(Cause::Denied);
        }
        let folder = self.writable_dir(place.parent)?;
        folder.modified_ns = now;
        if let Content::Dir(children) = &mut folder.content {
            children.remove(&place.name);
        }
        Ok(())
    }

    fn writable_dir(&mut self, id: u64) -> Result<&mut Node, Cause> {
        let folder = self.node_mut(id)?;
        if folder.mode & WRITE == 0 { Err(Cause::Denied) } else { Ok(folder) }
    }

    /// Drops a node and all below it.
    pub(super) fn forget(&mut self, id: u64) {
        if let Some(Node { content: Content::Dir(children), .. }) = self.nodes.remove(&id) {
            for child in children.into_values() {
                self.forget(child);
            }
        }
    }

    /// Bytes of all files.
    pub(super) fn used(&self) -> u64 {
        self.nodes.values().map(Node::size).sum()
    }

    pub(super) fn metadata(&self, id: u64) -> Result<Metadata, Cause> {
        let node = self.node(id)?;
        Ok(Metadata {
            kind: node.kind(),
            size: node.size(),
            mode: Some(node.mode),
            modified_ns: Some(node.modified_ns),
            id: Some(FileId { device: 0, inode: id }),
            links: 1,
            read_only: node.mode & 0o222 == 0,
            link_target: match &node.content {
                Content::Link(target) => Some(target.clone()),
                _ => None,
            },
        })
    }
}

impl Node {
    pub(super) fn kind(&self) -> FileKind {
        match self.content {
            Content::File(_) => FileKind::File,
            Content::Dir(_) => FileKind::Directory,
            Content::Link(_) => FileKind::Symlink,
            Content::Special => FileKind::Special,
        }
    }

    fn size(&self) -> u64 {
        match &self.content {
            Content::File(bytes) => bytes.len() as u64,
            Content::Link(target) => target.as_os_str().len() as u64,
            Content::Dir(_) | Content::Special => 0,
        }
    }
}

fn push_front(todo: &mut VecDeque<OsString>, path: &Path) {
    for component in path.components().rev() {
        match component {
            Component::Normal(name) => todo.push_front(name.to_owned()),
            Component::ParentDir => todo.push_front("..".into()),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
}

fn real_path(stack: &[(u64, OsString)]) -> PathBuf {
    let mut path = PathBuf::from("/");
    path.extend(stack.iter().map(|(_, name)| name));
    path
}
