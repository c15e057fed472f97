//! Looking at the past: the files at a moment, their texts, what changed between two moments. Nothing here changes
//! anything; questions are answered on a standing copy while recording goes on.

use std::sync::Arc;

use justbuilt_base::Timestamp;
use justbuilt_text::Text;

use crate::{AuthorIx, BranchId, FileId, LaneId, NodeId, OpLog, Step, TimelineError};

use super::content::{FileContent, NotKept};
use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::lines;
use super::manifest::{Change, FileEntry, Manifest, Moment, Source};
use super::node::Node;
use super::path::ProjectPath;
use super::timeline::Timeline;

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchInfo {
    /// Its number.
    pub id: BranchId,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Where it began; `None` for the first one.
    pub origin: Option<Moment>,
    /// When it was made.
    pub created: Timestamp,
    /// By whom.
    pub author: AuthorIx,
    /// Whether it is the one that is worked on.
    pub active: bool,
    /// Whether it was deleted. It can be restored.
    pub deleted: bool,
    /// Its last moment.
    pub head: Moment,
    /// Its nodes.
    pub nodes: usize,
}

/// A file that is not the same at two moments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Which.
    pub file: FileId,
    /// Where it is at the second moment; where it was, if it is gone.
    pub path: ProjectPath,
    /// Where it was at the first moment, if elsewhere.
    pub old_path: Option<ProjectPath>,
    /// In which way.
    pub kind: FileChangeKind,
    /// Lines that came; `None` when the contents are no texts.
    pub added: Option<usize>,
    /// Lines that went; `None` when the contents are no texts.
    pub removed: Option<usize>,
}

/// In which way a file is not the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileChangeKind {
    /// It came.
    Added,
    /// It went.
    Deleted,
    /// It has another content.
    Changed,
    /// It is elsewhere; its content may be another, too.
    Renamed,
}

impl FileChangeKind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            FileChangeKind::Added => "added",
            FileChangeKind::Deleted => "deleted",
            FileChangeKind::Changed => "changed",
            FileChangeKind::Renamed => "renamed",
        }
    }
}

/// Where the content of a file at a moment is, exactly: equal places are equal contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Lane(LaneId, usize),
    Fixed(Source),
}

impl Timeline {
    /// All branches, deleted ones too, oldest first.
    pub fn branches(&self) -> Vec<BranchInfo> {
        let core = self.core();
        let last = self.state().next_step.saturating_sub(1);
        core.branches.keys().filter_map(|id| branch_info(&core, *id, Step(last))).collect()
    }

    /// A branch.
    ///
    /// # Errors
    /// [`HistoryError::NoBranch`].
    pub fn branch_info(&self, id: BranchId) -> HistoryResult<BranchInfo> {
        let last = self.state().next_step.saturating_sub(1);
        branch_info(&self.core(), id, Step(last)).ok_or(HistoryError::NoBranch(id))
    }

    /// The branch of that name; one that is not deleted comes first.
    ///
    /// # Errors
    /// [`HistoryError::NoBranchNamed`].
    pub fn branch_named(&self, name: &str) -> HistoryResult<BranchInfo> {
        let mut found: Vec<BranchInfo> = self.branches().into_iter().filter(|branch| branch.name == name).collect();
        found.sort_by_key(|branch| branch.deleted);
        found.into_iter().next().ok_or_else(|| HistoryError::NoBranchNamed(name.to_owned()))
    }

    /// The branch that is worked on.
    pub fn active_branch(&self) -> BranchId {
        self.state().core.active
    }

    /// The last moment of a branch: everything recorded on it.
    pub fn head(&self, branch: BranchId) -> Moment {
        Moment::new(branch, Step(self.state().next_step.saturating_sub(1)))
    }

    /// The node with that number.
    pub fn node_of(&self, id: NodeId) -> Option<Arc<Node>> {
        self.state().core.node(id).cloned()
    }

    /// How many nodes there are: their numbers go from 1 to this.
    pub fn node_count(&self) -> usize {
        self.state().core.nodes.len()
    }

    /// The last node at or before a moment, on its branch or on those it began on.
    pub fn node_at(&self, moment: Moment) -> Option<Arc<Node>> {
        let core = self.core();
        core.node_at(moment).and_then(|id| core.node(id).cloned())
    }

    /// The files at a moment.
    pub fn manifest(&self, moment: Moment) -> Arc<Manifest> {
        self.core().manifest(moment)
    }

    /// A file at a moment; `None` when it was not there. May wait for the disk.
    ///
    /// # Errors
    /// Those of reading the operations or the storage.
    pub fn content(&self, path: &str, moment: Moment) -> HistoryResult<Option<FileContent>> {
        let core = self.core();
        let manifest = core.manifest(moment);
        manifest.get(path).map(|entry| self.content_of(&core, entry, moment)).transpose()
    }

    /// The same by the file's number, wherever it was then.
    ///
    /// # Errors
    /// Those of reading the operations or the storage.
    pub fn file_content(&self, file: FileId, moment: Moment) -> HistoryResult<Option<(ProjectPath, FileContent)>> {
        let core = self.core();
        let manifest = core.manifest(moment);
        let Some(entry) = manifest.of_file(file) else { return Ok(None) };
        Ok(Some((entry.path.clone(), self.content_of(&core, entry, moment)?)))
    }

    /// The text of a file at a moment.
    ///
    /// # Errors
    /// [`HistoryError::NoFile`], [`HistoryError::NoText`]; those of reading.
    pub fn text(&self, path: &str, moment: Moment) -> HistoryResult<Text> {
        match self.content(path, moment)? {
            Some(FileContent::Text { text, .. }) => Ok(text),
            Some(FileContent::Binary(_)) => {
                Err(HistoryError::NoText { path: path.to_owned(), reason: NotKept::Binary.label().to_owned() })
            }
            Some(FileContent::NotKept { why, .. }) => {
                Err(HistoryError::NoText { path: path.to_owned(), reason: why.label().to_owned() })
            }
            None => Err(HistoryError::NoFile { path: path.to_owned(), moment }),
        }
    }

    /// The files that are not the same at two moments, by path, without counting lines. May wait for the disk.
    ///
    /// # Errors
    /// Those of reading the operations or the storage.
    pub fn changed(&self, from: Moment, to: Moment) -> HistoryResult<Vec<FileChange>> {
        let core = self.core();
        let mut changes = Vec::new();
        for (old, new) in pairs(&core.manifest(from), &core.manifest(to)) {
            let change = |entry: &FileEntry, kind| FileChange {
                file: entry.file,
                path: entry.path.clone(),
                old_path: None,
                kind,
                added: None,
                removed: None,
            };
            match (old, new) {
                (Some(old), None) => changes.push(change(old, FileChangeKind::Deleted)),
                (None, Some(new)) => changes.push(change(new, FileChangeKind::Added)),
                (Some(old), Some(new)) if old.path != new.path => {
                    let old_path = Some(old.path.clone());
                    changes.push(FileChange { old_path, ..change(new, FileChangeKind::Renamed) });
                }
                (Some(old), Some(new)) => {
                    if self.differ(&core, (old, from), (new, to))? {
                        changes.push(change(new, FileChangeKind::Changed));
                    }
                }
                (None, None) => {}
            }
        }
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(changes)
    }

    /// The same with lines counted. Reads all texts that changed.
    ///
    /// # Errors
    /// Those of reading the operations or the storage.
    pub fn changed_lines(&self, from: Moment, to: Moment) -> HistoryResult<Vec<FileChange>> {
        let mut changes = self.changed(from, to)?;
        for change in &mut changes {
            let old = match change.kind {
                FileChangeKind::Added => Some(Text::new()),
                _ => self.text_if_any(change.file, from)?,
            };
            let new = match change.kind {
                FileChangeKind::Deleted => Some(Text::new()),
                _ => self.text_if_any(change.file, to)?,
            };
            if let (Some(old), Some(new)) = (old, new) {
                let (added, removed) = lines::line_counts(&old, &new);
                (change.added, change.removed) = (Some(added), Some(removed));
            }
        }
        Ok(changes)
    }

    fn text_if_any(&self, file: FileId, moment: Moment) -> HistoryResult<Option<Text>> {
        Ok(self.file_content(file, moment)?.and_then(|(_, content)| content.text().cloned()))
    }

    /// Whether a file is not the same at two moments.
    pub(crate) fn differ(&self, core: &Core, a: (&FileEntry, Moment), b: (&FileEntry, Moment)) -> HistoryResult<bool> {
        let (one, two) = (self.place(core, a.0, a.1), self.place(core, b.0, b.1));
        if one == two && a.0.format == b.0.format {
            return Ok(false);
        }
        if let (Place::Fixed(Source::Blob(one)), Place::Fixed(Source::Blob(two))) = (one, two) {
            return Ok(one != two);
        }
        let (one, two) = (self.content_of(core, a.0, a.1)?, self.content_of(core, b.0, b.1)?);
        // A text that was opened and one that was not are the same when their bytes are.
        Ok(one != two && (one.text().is_none() || one.text() != two.text() || one.to_bytes() != two.to_bytes()))
    }

    /// Where the content of an entry of the manifest at `moment` is.
    pub(crate) fn place(&self, core: &Core, entry: &FileEntry, moment: Moment) -> Place {
        place(core, &self.inner.ops, entry, moment)
    }

    /// The content of an entry of the manifest at `moment`.
    pub(crate) fn content_of(&self, core: &Core, entry: &FileEntry, moment: Moment) -> HistoryResult<FileContent> {
        match self.place(core, entry, moment) {
            Place::Lane(lane, index) => match self.inner.ops.text_at(lane, index) {
                Ok(text) => Ok(FileContent::Text { text, format: entry.format }),
                Err(TimelineError::Thinned { kept, .. }) => {
                    let text = self.inner.ops.text_at(lane, kept)?;
                    Ok(FileContent::Text { text, format: entry.format })
                }
                Err(TimelineError::NoContent(hash)) => self.blob(entry, hash),
                Err(error) => Err(error.into()),
            },
            Place::Fixed(Source::Blob(hash)) => self.blob(entry, hash),
            // Its operations did not reach the disk: what was on the disk last is the best there is.
            Place::Fixed(Source::Lane(_)) => match entry.disk {
                Some(hash) => self.blob(entry, hash),
                None => Ok(FileContent::NotKept { size: entry.size, hash: None, why: NotKept::Gone }),
            },
            Place::Fixed(Source::NotKept { why, hash }) => {
                Ok(FileContent::NotKept { size: entry.size, hash, why })
            }
        }
    }

    fn blob(&self, entry: &FileEntry, hash: justbuilt_store::ContentHash) -> HistoryResult<FileContent> {
        match self.inner.storage.blobs.get(hash)? {
            Some(bytes) => Ok(FileContent::from_bytes(&bytes)),
            None => Ok(FileContent::NotKept { size: entry.size, hash: Some(hash), why: NotKept::Gone }),
        }
    }
}

/// See [`Timeline::place`].
pub(crate) fn place(core: &Core, ops: &OpLog, entry: &FileEntry, moment: Moment) -> Place {
    let Some((lane, bound)) = core.lane_at(entry.source, entry.file, moment) else {
        return Place::Fixed(entry.source);
    };
    match ops.index_at(lane, bound) {
        Ok(index) => Place::Lane(lane, index),
        // Its operations did not reach the disk: what was there before them is the best there is.
        Err(_) => before_lane(core, ops, lane).unwrap_or(Place::Fixed(entry.source)),
    }
}

/// Where the content of a file was before it had a lane on its branch.
fn before_lane(core: &Core, ops: &OpLog, lane: LaneId) -> Option<Place> {
    let branch = core.branch(lane.branch)?;
    let begins = |(_, change): &&(Step, Change)| {
        matches!(change, Change::Put(entry) if entry.file == lane.file && entry.source == Source::Lane(lane.branch))
    };
    let (step, _) = branch.changes.iter().find(begins)?;
    let before = Moment::new(lane.branch, Step(step.0.checked_sub(1)?));
    let manifest = core.manifest(before);
    Some(place(core, ops, manifest.of_file(lane.file)?, before))
}

fn branch_info(core: &Core, id: BranchId, last: Step) -> Option<BranchInfo> {
    let branch = core.branch(id)?;
    Some(BranchInfo {
        id,
        name: branch.info.name.clone(),
        description: branch.info.description.clone(),
        origin: branch.info.origin,
        created: branch.info.time,
        author: branch.info.author,
        active: core.active == id,
        deleted: branch.deleted,
        head: Moment::new(id, last),
        nodes: branch.nodes.len(),
    })
}

/// The files of two manifests side by side: first by their number, what is left by their path.
pub(crate) fn pairs<'a>(
    old: &'a Manifest,
    new: &'a Manifest,
) -> Vec<(Option<&'a FileEntry>, Option<&'a FileEntry>)> {
    let mut pairs = Vec::new();
    let (mut only_old, mut only_new) = (Vec::new(), Vec::new());
    let (mut left, mut right) = (old.entries().iter().peekable(), new.entries().iter().peekable());
    // Both are sorted by path; most files are the same file at the same path.
    loop {
        match (left.peek(), right.peek()) {
            (Some(a), Some(b)) if a.path == b.path => {
                if a.file == b.file {
                    pairs.push((Some(*a), Some(*b)));
                } else {
                    only_old.push(*a);
                    only_new.push(*b);
                }
                left.next();
                right.next();
            }
            (Some(a), Some(b)) if a.path < b.path => {
                only_old.push(*a);
                left.next();
            }
            (Some(a), None) => {
                only_old.push(*a);
                left.next();
            }
            (_, Some(b)) => {
                only_new.push(*b);
                right.next();
            }
            (None, None) => break,
        }
    }
    let mut by_file: std::collections::HashMap<FileId, &FileEntry> =
        only_new.iter().map(|entry| (entry.file, *entry)).collect();
    let mut unpaired = Vec::new();
    for old in only_old {
        match by_file.remove(&old.file) {
            Some(new) => pairs.push((Some(old), Some(new))),
            None => unpaired.push(old),
        }
    }
    let mut by_path: std::collections::HashMap<&ProjectPath, &FileEntry> =
        by_file.into_values().map(|entry| (&entry.path, entry)).collect();
    for old in unpaired {
        pairs.push((Some(old), by_path.remove(&old.path)));
    }
    pairs.extend(by_path.into_values().map(|new| (None, Some(new))));
    pairs
}
