//! The recorder: takes what happens to documents and files, in order, and brings it into the history in the
//! background. Handing something over costs a lock that is held for a push; the window never waits for the history or
//! its disk. What happens while the history is still being opened waits here.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use justbuilt_base::Timestamp;
use justbuilt_store::{ContentHash, Fs, FsError};
use justbuilt_text::{Text, Transaction};
use justbuilt_timeline::history::{Edit, NotKept, Opened, OutsideChange, OutsideContent, TextFormat};
use justbuilt_timeline::{
    Author, AuthorIx, AuthorKind, CommandIx, FileId, HistoryError, HistoryResult, NewNode, NodeKind, OpKind,
    ProjectPath, Timeline,
};
use parking_lot::{Mutex, MutexGuard};

use crate::command::CommandId;
use crate::ids::DocumentId;
use crate::project::{EntryKind, TreeSource};

/// Something that happened.
pub(crate) enum Entry {
    /// A document's text is there: its edits are recorded from now on.
    Open {
        document: DocumentId,
        path: ProjectPath,
        text: Text,
        format: TextFormat,
        disk: Option<ContentHash>,
        now: Timestamp,
    },
    /// A document was edited.
    Edit {
        document: DocumentId,
        before: Text,
        change: Transaction,
        kind: OpKind,
        command: Option<CommandId>,
        now: Timestamp,
    },
    /// A document was closed.
    Close(DocumentId),
    /// A document was written to its file.
    Saved { document: DocumentId, path: ProjectPath, text: Text, format: TextFormat, now: Timestamp },
    /// The explorer made a file.
    Created { path: ProjectPath, now: Timestamp },
    /// The explorer renamed or moved a file or folder.
    Renamed { from: ProjectPath, to: ProjectPath, now: Timestamp },
    /// The explorer deleted a file or folder.
    Deleted { path: ProjectPath, now: Timestamp },
    /// These may have changed on the disk; those that are open with unsaved changes are marked.
    Outside { paths: Vec<(PathBuf, bool)>, now: Timestamp },
    /// Project search replaced text in files that are not open.
    Replaced { title: String, files: Vec<ReplacedText>, now: Timestamp },
    /// A persona changed documents and files together.
    Acted { acted: Box<super::acting::Acted>, now: Timestamp },
}

/// A file in which project search replaced text.
#[derive(Debug)]
pub(crate) struct ReplacedText {
    pub path: PathBuf,
    pub before: Text,
    pub change: Transaction,
    pub format: TextFormat,
    /// Hash of the bytes before.
    pub disk: ContentHash,
}

/// What came of recording.
#[derive(Debug, Default)]
pub(crate) struct Drained {
    /// Documents whose content is not kept, and why.
    pub left: Vec<(DocumentId, NotKept)>,
    /// What went wrong.
    pub errors: Vec<HistoryError>,
    /// How much was taken in.
    pub count: usize,
}

/// Hands things over to the history of one project. Shared with background work.
pub(crate) struct Recorder {
    pub root: PathBuf,
    fs: Arc<dyn Fs>,
    tree: Arc<dyn TreeSource>,
    person: Author,
    queue: Mutex<Vec<Entry>>,
    work: Mutex<Work>,
    timeline: OnceLock<Timeline>,
}

/// What the one who is recording knows.
#[derive(Default)]
pub(crate) struct Work {
    files: HashMap<DocumentId, FileId>,
    /// Interned once.
    commands: HashMap<CommandId, Option<CommandIx>>,
}

impl Work {
    /// The file that a document is, in the history.
    pub(crate) fn file(&self, document: DocumentId) -> Option<FileId> {
        self.files.get(&document).copied()
    }
}

impl Recorder {
    pub(crate) fn new(
        root: PathBuf,
        fs: Arc<dyn Fs>,
        tree: Arc<dyn TreeSource>,
        person: Option<String>,
    ) -> Self {
        let person = Author::person(person.unwrap_or_else(|| "You".to_owned()));
        Self {
            root,
            fs,
            tree,
            person,
            queue: Mutex::default(),
            work: Mutex::default(),
            timeline: OnceLock::new(),
        }
    }

    /// The history is there: what waited can be taken in.
    pub(crate) fn start(&self, timeline: Timeline) {
        self.timeline.set(timeline).ok();
    }

    /// The history, once it is open.
    pub(crate) fn timeline(&self) -> Option<&Timeline> {
        self.timeline.get()
    }

    /// Hands something over. True when nothing waited before.
    pub(crate) fn push(&self, entry: Entry) -> bool {
        let mut queue = self.queue.lock();
        queue.push(entry);
        queue.len() == 1
    }

    /// Whether anything waits.
    pub(crate) fn has_waiting(&self) -> bool {
        !self.queue.lock().is_empty()
    }

    /// Whose edits these are.
    pub(crate) fn person(&self) -> AuthorIx {
        self.timeline.get().map_or_else(AuthorIx::default, |timeline| timeline.author(self.person.clone()))
    }

    /// The file that a document is, in the history.
    pub(crate) fn file_of(&self, document: DocumentId) -> Option<FileId> {
        self.work.lock().files.get(&document).copied()
    }

    /// A path of the project as the history names it; `None` for what is outside it or has a name that it cannot
    /// keep.
    pub(crate) fn relative(&self, path: &Path) -> Option<ProjectPath> {
        relative(&self.root, path)
    }

    /// Takes in what waits. May wait for the disk.
    pub(crate) fn drain(&self) -> Drained {
        self.drain_held().1
    }

    /// The same, and nothing else is taken in until the guard is dropped: for who writes the project's files.
    pub(crate) fn drain_held(&self) -> (MutexGuard<'_, Work>, Drained) {
        let mut work = self.work.lock();
        let mut drained = Drained::default();
        if let Some(timeline) = self.timeline.get() {
            loop {
                let entries = std::mem::take(&mut *self.queue.lock());
                if entries.is_empty() {
                    break;
                }
                for entry in entries {
                    drained.count += 1;
                    if let Err(error) = self.take(timeline, &mut work, entry, &mut drained) {
                        log::warn!("not recorded: {error}");
                        drained.errors.push(error);
                    }
                }
            }
        }
        (work, drained)
    }

    fn take(
        &self,
        timeline: &Timeline,
        work: &mut Work,
        entry: Entry,
        drained: &mut Drained,
    ) -> HistoryResult<()> {
        let person = self.person();
        match entry {
            Entry::Open { document, path, text, format, disk, now } => {
                let ignored = self.is_ignored(&path);
                match timeline.open_file(&path, &text, format, disk, ignored, now)? {
                    Opened::Recorded(file) => {
                        work.files.insert(document, file);
                    }
                    Opened::Left(why) => {
                        work.files.remove(&document);
                        drained.left.push((document, why));
                    }
                }
            }
            Entry::Edit { document, before, change, kind, command, now } => {
                let Some(file) = work.files.get(&document) else { return Ok(()) };
                let command = command.and_then(|id| {
                    *work.commands.entry(id).or_insert_with_key(|id| timeline.command(id.as_str()))
                });
                let author = match kind {
                    OpKind::Outside => timeline.author(Author::new(AuthorKind::Outside, "Outside")),
                    _ => person,
                };
                timeline.record(*file, &before, &change, Edit { kind, command, author }, now)?;
            }
            Entry::Close(document) => {
                if let Some(file) = work.files.remove(&document) {
                    timeline.close_file(file);
                }
            }
            Entry::Saved { document, path, text, format, now } => {
                let bytes = format.encode(&text);
                let (hash, size) = (ContentHash::of(&bytes), bytes.len() as u64);
                let file = match work.files.get(&document) {
                    Some(file) => *file,
                    // Saved under this name for the first time.
                    None => {
                        let ignored = self.is_ignored(&path);
                        match timeline.open_file(&path, &text, format, Some(hash), ignored, now)? {
                            Opened::Recorded(file) => file,
                            Opened::Left(why) => {
                                drained.left.push((document, why));
                                return Ok(());
                            }
                        }
                    }
                };
                work.files.insert(document, file);
                timeline.saved(file, format, hash, size, person, now)?;
            }
            Entry::Created { path, now } => {
                let bytes = self.fs.read(&path.in_folder(&self.root)).unwrap_or_default();
                timeline.created(&path, &bytes, person, now)?;
            }
            Entry::Renamed { from, to, now } => {
                timeline.renamed(&from, &to, person, now)?;
            }
            Entry::Deleted { path, now } => {
                timeline.deleted(&path, person, now)?;
            }
            Entry::Outside { paths, now } => {
                let changes = self.look_at(timeline, paths);
                if !changes.is_empty() {
                    timeline.outside(&changes, now)?;
                    // What a document took over from its file is a node at once.
                    timeline.end_burst();
                }
            }
            Entry::Replaced { title, files, now } => self.replaced(timeline, title, files, now)?,
            Entry::Acted { acted, now } => self.acted(timeline, work, *acted, now)?,
        }
        Ok(())
    }

    /// Project search replaced text in closed files: an edit of each, and one node over all.
    fn replaced(
        &self,
        timeline: &Timeline,
        title: String,
        files: Vec<ReplacedText>,
        now: Timestamp,
    ) -> HistoryResult<()> {
        let person = self.person();
        let command = timeline.command("search.replace_all");
        let mut about = Vec::new();
        for file in files {
            let Some(path) = self.relative(&file.path) else { continue };
            let ignored = self.is_ignored(&path);
            let opened =
                timeline.open_file(&path, &file.before, file.format, Some(file.disk), ignored, now)?;
            let Opened::Recorded(id) = opened else { continue };
            let edit = Edit { kind: OpKind::Replace, command, author: person };
            timeline.record(id, &file.before, &file.change, edit, now)?;
            if let Ok(after) = file.change.apply(&file.before) {
                // The text is known: only what is on the disk is noted.
                let bytes = file.format.encode(&after);
                timeline.outside(&[OutsideChange::bytes(path.clone(), bytes)], now)?;
            }
            timeline.close_file(id);
            about.push(path);
        }
        timeline.node(NewNode::new(NodeKind::Refactor, title, person).about(about), now)?;
        Ok(())
    }

    /// What is on the disk at these paths. Folders stand for what is in them.
    fn look_at(&self, timeline: &Timeline, paths: Vec<(PathBuf, bool)>) -> Vec<OutsideChange> {
        let manifest = timeline.manifest(timeline.now());
        let judge = timeline.judge();
        let mut ignored = Ignored::default();
        let mut seen: HashSet<ProjectPath> = HashSet::new();
        let mut changes: Vec<OutsideChange> = Vec::new();
        let mut waiting = paths;
        while let Some((full, unsaved)) = waiting.pop() {
            let Some(path) = self.relative(&full) else { continue };
            if !seen.insert(path.clone()) {
                continue;
            }
            let change = |content, ignored| OutsideChange { path: path.clone(), content, ignored, unsaved };
            match self.fs.link_metadata(&full) {
                Ok(found) if found.is_dir() => {
                    if ignored.asks(self, &full) && manifest.inside(path.as_str()).next().is_none() {
                        continue;
                    }
                    let entries = self.fs.read_dir(&full).unwrap_or_default();
                    waiting.extend(entries.into_iter().map(|entry| (entry.path, false)));
                }
                Ok(found) if found.is_file() => {
                    let is_ignored = ignored.asks(self, &full);
                    if is_ignored && manifest.get(path.as_str()).is_none() && !timeline.rules().ignored {
                        continue;
                    }
                    let verdict = judge.by_name(&path, is_ignored).and_then(|()| judge.by_size(found.size));
                    let content = match verdict {
                        Err(why) => OutsideContent::Unread { size: found.size, why },
                        Ok(()) => match self.fs.read(&full) {
                            Ok(bytes) => OutsideContent::Bytes(bytes),
                            Err(FsError::Missing { .. }) => OutsideContent::Gone,
                            Err(_) => OutsideContent::Unread { size: found.size, why: NotKept::Unreadable },
                        },
                    };
                    changes.push(change(content, is_ignored));
                }
                // Links, pipes, devices: they hold nothing of their own.
                Ok(_) => {}
                Err(FsError::Missing { .. }) => {
                    let gone = manifest.inside(path.as_str());
                    changes.extend(gone.map(|entry| OutsideChange::gone(entry.path.clone())));
                }
                Err(error) => log::debug!("{error}"),
            }
        }
        changes
    }

    /// Whether git ignores a file. Asks its folder, which may wait for the disk.
    pub(super) fn is_ignored(&self, path: &ProjectPath) -> bool {
        Ignored::default().asks(self, &path.in_folder(&self.root))
    }
}

/// What git ignores, by folder, for one round of questions.
#[derive(Default)]
struct Ignored {
    folders: HashMap<PathBuf, HashMap<PathBuf, bool>>,
}

impl Ignored {
    fn asks(&mut self, recorder: &Recorder, path: &Path) -> bool {
        let Some(folder) = path.parent().filter(|folder| folder.starts_with(&recorder.root)) else {
            return false;
        };
        if !self.folders.contains_key(folder) {
            let listed = recorder.tree.list(&recorder.root, folder).map(|listed| listed.entries);
            let entries = listed.unwrap_or_default().into_iter();
            let entries = entries.filter(|entry| matches!(entry.kind, EntryKind::File | EntryKind::Folder));
            self.folders
                .insert(folder.to_owned(), entries.map(|entry| (entry.path, entry.ignored)).collect());
        }
        self.folders.get(folder).and_then(|entries| entries.get(path)).copied().unwrap_or(false)
    }
}

/// A path of the history on the disk.
pub(crate) trait InFolder {
    fn in_folder(&self, root: &Path) -> PathBuf;
}

impl InFolder for ProjectPath {
    fn in_folder(&self, root: &Path) -> PathBuf {
        // Part by part, so that the system's own separator is used.
        let mut path = root.to_owned();
        path.extend(self.as_str().split('/'));
        path
    }
}

/// A path inside `root` as the history names it.
pub(crate) fn relative(root: &Path, path: &Path) -> Option<ProjectPath> {
    let mut parts = Vec::new();
    for part in path.strip_prefix(root).ok()?.components() {
        match part {
            std::path::Component::Normal(part) => parts.push(part.to_str()?),
            _ => return None,
        }
    }
    ProjectPath::new(parts.join("/")).ok()
}
