//! Recording files: created, renamed and deleted in the editor, changed by other programs, and what is on the disk
//! when a project is opened.

use std::collections::{HashMap, HashSet};

use justbuilt_base::Timestamp;
use justbuilt_store::ContentHash;

use crate::{AuthorIx, FileId, NodeId, OpKind, Step};

use super::content::{FileContent, NotKept};
use super::error::HistoryResult;
use super::manifest::{Change, FileEntry, Manifest, Source};
use super::node::{NodeKind, TouchKind, TouchedFile};
use super::path::ProjectPath;
use super::recording::{Edit, touched, touched_files};
use super::rules::Judge;
use super::state::{NodeDraft, State};
use super::timeline::Timeline;

/// Files named by a node, at most; what a node is about beyond that is in the difference to the node before it.
pub(crate) const NAMED: usize = 2000;

/// A file as it is on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskFile {
    /// Where.
    pub path: ProjectPath,
    /// Size in bytes.
    pub size: u64,
    /// Hash of its bytes; `None` when it was not read (too large, or no right to).
    pub hash: Option<ContentHash>,
    /// Whether git ignores it.
    pub ignored: bool,
}

/// A change that another program made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideChange {
    /// Where.
    pub path: ProjectPath,
    /// What is there now.
    pub content: OutsideContent,
    /// Whether git ignores it.
    pub ignored: bool,
    /// Whether it is open with unsaved changes, so that its text in the editor stays what it is. The bytes are kept
    /// all the same.
    pub unsaved: bool,
}

impl OutsideChange {
    /// A file that has these bytes now.
    pub fn bytes(path: ProjectPath, bytes: Vec<u8>) -> Self {
        Self { path, content: OutsideContent::Bytes(bytes), ignored: false, unsaved: false }
    }

    /// A file that is gone.
    pub fn gone(path: ProjectPath) -> Self {
        Self { path, content: OutsideContent::Gone, ignored: false, unsaved: false }
    }
}

/// What another program left at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutsideContent {
    /// A file with these bytes.
    Bytes(Vec<u8>),
    /// Nothing.
    Gone,
    /// A file that was not read.
    Unread {
        /// Its size in bytes.
        size: u64,
        /// Why.
        why: NotKept,
    },
}

/// What was different when a project was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaselineReport {
    /// The node that says so, if anything was.
    pub node: Option<NodeId>,
    /// Files that were not known.
    pub added: usize,
    /// Files with another content.
    pub changed: usize,
    /// Files with another path.
    pub renamed: usize,
    /// Files that are gone.
    pub removed: usize,
    /// Files whose content is not kept, by the rules.
    pub left: usize,
}

impl Timeline {
    /// A file was created in the editor, or by one of its tools, with these bytes. May wait for the disk.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`](super::HistoryError::ReadOnly); those of the storage.
    pub fn created(
        &self,
        path: &ProjectPath,
        bytes: &[u8],
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<FileId> {
        self.writable()?;
        let source = self.keep(&self.judge(), path, false, bytes)?;
        let mut state = self.state();
        state.close_burst();
        let (touched, since) = state.file_created(path, source, bytes, author, now);
        let mut draft = NodeDraft::new(NodeKind::Files, format!("Created {}", path.name()), author);
        let file = touched.file;
        draft.files.push(touched);
        draft.since = Some(since);
        let branch = state.core.active;
        state.add_node(branch, draft, now);
        Ok(file)
    }

    /// A file or folder was renamed or moved in the editor. What was at `to` is replaced. `None` when history knows
    /// nothing there.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`](super::HistoryError::ReadOnly).
    pub fn renamed(
        &self,
        from: &ProjectPath,
        to: &ProjectPath,
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<Option<NodeId>> {
        self.writable()?;
        let mut state = self.state();
        let Some((files, since)) = state.files_renamed(from, to, author, now) else { return Ok(None) };
        let mut draft =
            NodeDraft::new(NodeKind::Files, format!("Renamed {} to {}", from.name(), to.name()), author);
        if from.name() == to.name() {
            let folder = if to.folder().is_empty() { "the project’s folder" } else { to.folder() };
            draft.title = format!("Moved {} to {folder}", from.name());
        }
        draft.files.extend(files.into_iter().take(NAMED));
        draft.since = Some(since);
        let branch = state.core.active;
        Ok(Some(state.add_node(branch, draft, now)))
    }

    /// A file or folder was deleted in the editor. Its history stays. `None` when history knows nothing there.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`](super::HistoryError::ReadOnly).
    pub fn deleted(
        &self,
        path: &ProjectPath,
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<Option<NodeId>> {
        self.writable()?;
        let mut state = self.state();
        let Some((files, since)) = state.files_deleted(path, author, now) else { return Ok(None) };
        let title = match files.len() {
            1 => format!("Deleted {}", path.name()),
            count => format!("Deleted {} with {count} files", path.name()),
        };
        let mut draft = NodeDraft::new(NodeKind::Files, title, author);
        draft.files.extend(files.into_iter().take(NAMED));
        draft.since = Some(since);
        let branch = state.core.active;
        Ok(Some(state.add_node(branch, draft, now)))
    }

    /// Other programs changed these files, seen just now. What is as history has it already (the editor's own saving,
    /// for one) is passed over. `None` when nothing is left then. May wait for the disk.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`](super::HistoryError::ReadOnly); those of the storage.
    pub fn outside(&self, changes: &[OutsideChange], now: Timestamp) -> HistoryResult<Option<NodeId>> {
        self.writable()?;
        let report = self.take_in(changes, &HashMap::new(), now)?;
        let mut state = self.state();
        if report.touched.is_empty() {
            return Ok(None);
        }
        let author = state.outside_author();
        let mut draft = NodeDraft::new(NodeKind::Outside, report.title(), author);
        draft.files = touched_files(report.touched);
        draft.since = report.since;
        let branch = state.core.active;
        Ok(Some(state.add_node(branch, draft, now)))
    }

    /// What is on the disk when a project is opened: all of its files. Differences to what history has are recorded
    /// as changes from outside, with one node. `read` is asked for the bytes of those whose content is to be kept and
    /// is not yet. May wait for the disk.
    ///
    /// # Errors
    /// [`HistoryError::ReadOnly`](super::HistoryError::ReadOnly); those of the storage.
    pub fn baseline(
        &self,
        found: &[DiskFile],
        read: &mut dyn FnMut(&ProjectPath) -> Option<Vec<u8>>,
        now: Timestamp,
    ) -> HistoryResult<BaselineReport> {
        self.writable()?;
        let (head, judge, first) = {
            let mut state = self.state();
            state.close_burst();
            (state.core.head(state.core.active), state.judge.clone(), state.core.nodes.len() == 0)
        };
        let there: HashSet<&str> = found.iter().map(|file| file.path.as_str()).collect();
        let gone: Vec<&FileEntry> =
            head.entries().iter().filter(|entry| !there.contains(entry.path.as_str())).collect();
        let renames = renames(&head, &gone, found);
        let renamed_from: HashSet<&str> = renames.values().map(|entry| entry.path.as_str()).collect();
        let mut changes: Vec<OutsideChange> = gone
            .iter()
            .filter(|entry| !renamed_from.contains(entry.path.as_str()))
            .map(|entry| OutsideChange::gone(entry.path.clone()))
            .collect();
        let mut left = 0;
        for file in found {
            let known = head.get(file.path.as_str());
            let same = known.is_some_and(|entry| match (file.hash, entry.disk) {
                (Some(found), Some(known)) => found == known,
                // A secret, or one that is not read: only its size tells.
                _ => matches!(entry.source, Source::NotKept { .. }) && entry.size == file.size,
            });
            if same || renames.contains_key(file.path.as_str()) {
                continue;
            }
            let verdict = judge.by_name(&file.path, file.ignored).and_then(|()| judge.by_size(file.size));
            let content = match verdict {
                Ok(()) => match read(&file.path) {
                    Some(bytes) => OutsideContent::Bytes(bytes),
                    None => OutsideContent::Unread { size: file.size, why: NotKept::Unreadable },
                },
                Err(why) => OutsideContent::Unread { size: file.size, why },
            };
            left += usize::from(verdict.is_err());
            changes.push(OutsideChange {
                path: file.path.clone(),
                content,
                ignored: file.ignored,
                unsaved: false,
            });
        }
        let report = self.take_in(&changes, &renames, now)?;
        let count =
            |wanted: fn(&TouchKind) -> bool| report.touched.iter().filter(|file| wanted(&file.kind)).count();
        let mut outcome = BaselineReport {
            node: None,
            added: count(|kind| matches!(kind, TouchKind::Created)),
            changed: count(|kind| matches!(kind, TouchKind::Changed)),
            renamed: count(|kind| matches!(kind, TouchKind::Renamed { .. })),
            removed: count(|kind| matches!(kind, TouchKind::Deleted)),
            left,
        };
        if report.touched.is_empty() && !first {
            return Ok(outcome);
        }
        let mut state = self.state();
        let author = state.outside_author();
        let mut draft = NodeDraft::new(NodeKind::Outside, report.title(), author);
        draft.since = report.since;
        if first {
            draft.kind = NodeKind::Open;
            draft.title = format!("The history begins, with {}", counted(found.len(), "file"));
        } else {
            draft.content = "Found when the project was opened.".to_owned();
            draft.files = touched_files(report.touched.into_iter().take(NAMED).collect());
        }
        let branch = state.core.active;
        outcome.node = Some(state.add_node(branch, draft, now));
        Ok(outcome)
    }

    /// Puts what was found on the disk into the history of the active branch.
    fn take_in(
        &self,
        found: &[OutsideChange],
        renames: &HashMap<&str, &FileEntry>,
        now: Timestamp,
    ) -> HistoryResult<TakenIn> {
        let judge = self.judge();
        let mut taken = TakenIn::default();
        let mut sources = Vec::with_capacity(found.len());
        for change in found {
            // Contents go to the disk before anybody waits for the lock.
            sources.push(match &change.content {
                OutsideContent::Bytes(bytes) => {
                    Some(self.keep(&judge, &change.path, change.ignored, bytes)?)
                }
                OutsideContent::Unread { why, .. } => Some(Source::NotKept { why: *why, hash: None }),
                OutsideContent::Gone => None,
            });
        }
        let mut state = self.state();
        state.close_burst();
        taken.since = Some(Step(state.next_step));
        let author = state.outside_author();
        let branch = state.core.active;
        let mut changes = Vec::new();
        for (to, entry) in renames {
            let Ok(to) = ProjectPath::new(to) else { continue };
            if let Some(open) = state.open.get_mut(&entry.file) {
                open.path = to.clone();
            }
            let kind = TouchKind::Renamed { from: entry.path.clone() };
            taken.touched.push(TouchedFile { file: entry.file, path: to.clone(), kind });
            changes.push(Change::Move { from: entry.path.clone(), to });
        }
        taken.touched.sort_by(|a, b| a.path.cmp(&b.path));
        let mut texts = Vec::new();
        let head = state.core.head(branch);
        for (change, source) in found.iter().zip(sources) {
            let known = head.get(change.path.as_str());
            match (&change.content, source, known) {
                (OutsideContent::Gone, _, Some(entry)) => {
                    taken.touched.push(touched(entry, TouchKind::Deleted));
                    changes.push(Change::Remove(change.path.clone()));
                    state.doubt(entry.file);
                }
                (OutsideContent::Bytes(bytes), Some(source), Some(entry)) => {
                    let hash = ContentHash::of(bytes);
                    if entry.disk == Some(hash) {
                        continue;
                    }
                    let size = bytes.len() as u64;
                    let is_text =
                        matches!(entry.source, Source::Lane(_)) && matches!(source, Source::Blob(_));
                    if change.unsaved {
                        taken.touched.push(touched(entry, TouchKind::Changed));
                        changes.push(Change::Saved { path: change.path.clone(), hash, size });
                    } else if is_text && let Some(text) = FileContent::text_of(bytes, Some(entry.format)) {
                        texts.push((entry.clone(), text, hash, size));
                    } else {
                        taken.touched.push(touched(entry, TouchKind::Changed));
                        let disk = known_hash(source, bytes);
                        state.doubt(entry.file);
                        changes.push(Change::Put(FileEntry { source, disk, size, ..entry.clone() }));
                    }
                }
                (OutsideContent::Unread { size, .. }, Some(source), Some(entry)) => {
                    if matches!(entry.source, Source::NotKept { .. }) && entry.size == *size {
                        continue;
                    }
                    taken.touched.push(touched(entry, TouchKind::Changed));
                    changes.push(Change::Put(FileEntry { source, disk: None, size: *size, ..entry.clone() }));
                }
                (content, Some(source), None) => {
                    let (size, disk) = match content {
                        OutsideContent::Bytes(bytes) => (bytes.len() as u64, known_hash(source, bytes)),
                        OutsideContent::Unread { size, .. } => (*size, None),
                        OutsideContent::Gone => continue,
                    };
                    let back = head.comes_back(change.path.as_str()).map(|entry| entry.file);
                    let file = back.unwrap_or_else(|| state.take_file());
                    let path = change.path.clone();
                    let entry = FileEntry { path, file, source, format: Default::default(), disk, size };
                    taken.touched.push(touched(&entry, TouchKind::Created));
                    changes.push(Change::Put(entry));
                }
                (OutsideContent::Gone, _, None) | (_, None, _) => {}
            }
        }
        drop(head);
        if !changes.is_empty() {
            state.change_files(branch, changes, author, now);
        }
        let edit = Edit::new(OpKind::Outside, author);
        for (entry, (text, format), hash, size) in texts {
            let entry = FileEntry { format, ..entry };
            let settled = self.settle(&mut state, &entry, &text, edit, now)?;
            state.change_files(
                branch,
                vec![Change::Saved { path: entry.path.clone(), hash, size }],
                author,
                now,
            );
            if settled == super::recording::Settled::Changed {
                taken.touched.push(touched(&entry, TouchKind::Changed));
            }
        }
        Ok(taken)
    }

    /// Keeps the bytes of a file, if the rules want it; where they are then.
    pub(crate) fn keep(
        &self,
        judge: &Judge,
        path: &ProjectPath,
        ignored: bool,
        bytes: &[u8],
    ) -> HistoryResult<Source> {
        match judge.all(path, ignored, bytes) {
            Ok(()) => Ok(Source::Blob(self.inner.storage.blobs.put(bytes)?)),
            // The hash of a short secret would give it away.
            Err(why @ NotKept::Secret) => Ok(Source::NotKept { why, hash: None }),
            Err(why) => Ok(Source::NotKept { why, hash: Some(ContentHash::of(bytes)) }),
        }
    }
}

/// What [`Timeline::take_in`] found to be different.
#[derive(Default)]
struct TakenIn {
    /// The first step of it.
    since: Option<Step>,
    touched: Vec<TouchedFile>,
}

impl TakenIn {
    fn title(&self) -> String {
        let what = |kind: &TouchKind| match kind {
            TouchKind::Created => "appeared",
            TouchKind::Deleted => "was deleted",
            TouchKind::Renamed { .. } => "was renamed",
            _ => "changed",
        };
        match self.touched.as_slice() {
            [] => "Nothing changed outside".to_owned(),
            [one] => format!("{} {} outside", one.path.name(), what(&one.kind)),
            many => {
                let verb = what(&many.first().map_or(TouchKind::Changed, |file| file.kind.clone()));
                let alike = many.iter().all(|file| what(&file.kind) == verb);
                let verb = if alike { verb.replace("was ", "were ") } else { "changed".to_owned() };
                format!("{} {verb} outside", counted(many.len(), "file"))
            }
        }
    }
}

pub(crate) fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn known_hash(source: Source, bytes: &[u8]) -> Option<ContentHash> {
    match source {
        Source::NotKept { why: NotKept::Secret, .. } => None,
        Source::NotKept { hash, .. } => hash,
        _ => Some(ContentHash::of(bytes)),
    }
}

/// Files that are gone from one path and there at another with the same content: renamed, when it is clear which.
fn renames<'a>(
    head: &Manifest,
    gone: &[&'a FileEntry],
    found: &'a [DiskFile],
) -> HashMap<&'a str, &'a FileEntry> {
    let mut by_hash: HashMap<ContentHash, (Vec<&'a FileEntry>, Vec<&'a DiskFile>)> = HashMap::new();
    for entry in gone.iter().filter(|entry| entry.size > 0) {
        if let Some(hash) = entry.disk {
            by_hash.entry(hash).or_default().0.push(entry);
        }
    }
    for file in found.iter().filter(|file| head.get(file.path.as_str()).is_none()) {
        if let Some(places) = file.hash.and_then(|hash| by_hash.get_mut(&hash)) {
            places.1.push(file);
        }
    }
    by_hash
        .into_values()
        .filter_map(|places| match (places.0.as_slice(), places.1.as_slice()) {
            ([entry], [file]) => Some((file.path.as_str(), *entry)),
            _ => None,
        })
        .collect()
}

impl State {
    /// A file is there that was not, on the active branch; where its content is kept is `source`.
    pub fn file_created(
        &mut self,
        path: &ProjectPath,
        source: Source,
        bytes: &[u8],
        author: AuthorIx,
        now: Timestamp,
    ) -> (TouchedFile, Step) {
        let branch = self.core.active;
        let head = self.core.head(branch);
        let file = head.get(path.as_str()).or_else(|| head.comes_back(path.as_str())).map(|entry| entry.file);
        drop(head);
        let entry = FileEntry {
            path: path.clone(),
            file: file.unwrap_or_else(|| self.take_file()),
            source,
            format: Default::default(),
            disk: known_hash(source, bytes),
            size: bytes.len() as u64,
        };
        self.open.remove(&entry.file);
        let touched = touched(&entry, TouchKind::Created);
        (touched, self.change_files(branch, vec![Change::Put(entry)], author, now))
    }

    /// A file or folder has another path, on the active branch. `None` when history knows nothing there.
    pub fn files_renamed(
        &mut self,
        from: &ProjectPath,
        to: &ProjectPath,
        author: AuthorIx,
        now: Timestamp,
    ) -> Option<(Vec<TouchedFile>, Step)> {
        let branch = self.core.active;
        let head = self.core.head(branch);
        let moves: Vec<(FileEntry, ProjectPath)> = head
            .inside(from.as_str())
            .filter_map(|entry| Some((entry.clone(), entry.path.moved(from, to)?)))
            .filter(|(entry, to)| entry.path != *to)
            .collect();
        drop(head);
        if moves.is_empty() {
            return None;
        }
        self.close_burst();
        let (mut files, mut changes) = (Vec::new(), Vec::new());
        for (entry, to) in moves {
            if let Some(open) = self.open.get_mut(&entry.file) {
                open.path = to.clone();
            }
            let kind = TouchKind::Renamed { from: entry.path.clone() };
            files.push(TouchedFile { file: entry.file, path: to.clone(), kind });
            changes.push(Change::Move { from: entry.path, to });
        }
        Some((files, self.change_files(branch, changes, author, now)))
    }

    /// A file or folder is gone, on the active branch. `None` when history knows nothing there.
    pub fn files_deleted(
        &mut self,
        path: &ProjectPath,
        author: AuthorIx,
        now: Timestamp,
    ) -> Option<(Vec<TouchedFile>, Step)> {
        let branch = self.core.active;
        let head = self.core.head(branch);
        let gone: Vec<FileEntry> = head.inside(path.as_str()).cloned().collect();
        drop(head);
        if gone.is_empty() {
            return None;
        }
        self.close_burst();
        gone.iter().for_each(|entry| self.doubt(entry.file));
        let files = gone.iter().map(|entry| touched(entry, TouchKind::Deleted)).collect();
        let changes = gone.into_iter().map(|entry| Change::Remove(entry.path)).collect();
        Some((files, self.change_files(branch, changes, author, now)))
    }

    /// Makes the next edit of a file look at what history says before it is recorded.
    pub fn doubt(&mut self, file: FileId) {
        if let Some(open) = self.open.get_mut(&file) {
            open.len = usize::MAX;
        }
    }

    /// The files now of the active branch.
    pub fn here(&self) -> std::sync::Arc<Manifest> {
        self.core.head(self.core.active)
    }
}
