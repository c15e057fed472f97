//! Bringing something back from the past: lines, a file, a folder, the whole project. What was there in between stays
//! in the history; a restore is one more node.

use justbuilt_base::Timestamp;
use justbuilt_store::ContentHash;
use justbuilt_text::{Text, Transaction};

use crate::{AuthorIx, BranchId, NodeId, OpKind};

use super::branches::not_kept;
use super::content::FileContent;
use super::error::{HistoryError, HistoryResult};
use super::files::counted;
use super::manifest::{Change, FileEntry, Moment, Source};
use super::node::{NodeKind, TouchKind, TouchedFile};
use super::path::ProjectPath;
use super::plan::{PlanKind, PlannedWrite, Restore, WritePlan, line_bytes};
use super::recording::{Edit, touched, touched_files};
use super::state::{NodeDraft, State};
use super::timeline::Timeline;

impl Timeline {
    /// What is to be written to bring something back as it was at a moment. The caller writes it or puts it into open
    /// documents, and calls [`restored`](Self::restored). May wait for the disk.
    ///
    /// # Errors
    /// [`HistoryError::NoFile`], [`HistoryError::NoText`], [`HistoryError::ReadOnly`]; those of reading.
    pub fn restore(&self, what: Restore, from: Moment) -> HistoryResult<WritePlan> {
        self.writable()?;
        let (core, made) = {
            let mut state = self.state();
            state.close_burst();
            (state.core.clone(), state.now())
        };
        let kind = PlanKind::Restore { what: what.clone(), from };
        match &what {
            Restore::Project => self.plan_all(&core, kind, made, from, ""),
            Restore::Folder(folder) => self.plan_all(&core, kind, made, from, folder.as_str()),
            Restore::File(path) | Restore::Hunk { path, .. } => {
                let (then, now) = (core.manifest(from), core.manifest(made));
                let no_file = || HistoryError::NoFile { path: path.to_string(), moment: from };
                let old = then.get(path.as_str()).ok_or_else(no_file)?;
                let current = now.of_file(old.file).or_else(|| now.get(path.as_str()));
                let mut plan = WritePlan { kind, made, deletes: Vec::new(), writes: Vec::new(), left: Vec::new() };
                // In its place of now, if it has one.
                let mut wanted = old.clone();
                if let Some(current) = current {
                    wanted.path = current.path.clone();
                    wanted.file = current.file;
                }
                match &what {
                    Restore::Hunk { hunk, .. } => {
                        let Some(current) = current else { return Err(no_file()) };
                        let old_text = self.text(path.as_str(), from)?;
                        let new_text = self.text(current.path.as_str(), made)?;
                        let lines = line_bytes(&new_text, &hunk.new);
                        let insert = old_text.slice(line_bytes(&old_text, &hunk.old)).into_owned();
                        let text = replace_lines(&new_text, lines, insert)?;
                        let format = current.format;
                        plan.writes.push(PlannedWrite {
                            path: current.path.clone(),
                            file: current.file,
                            content: FileContent::Text { text, format },
                            expected: current.disk,
                            moved_from: None,
                            to_disk: true,
                        });
                    }
                    _ => {
                        let content = self.content_of(&core, old, from)?;
                        let now = current.map(|entry| self.content_of(&core, entry, made)).transpose()?;
                        if let FileContent::NotKept { why, .. } = content {
                            plan.left.push((wanted.path, why));
                        } else if let Some(why) = current.and_then(not_kept) {
                            plan.left.push((wanted.path, why));
                        } else if now.as_ref() != Some(&content) {
                            plan.writes.push(PlannedWrite {
                                path: wanted.path,
                                file: wanted.file,
                                content,
                                expected: current.and_then(|entry| entry.disk),
                                moved_from: None,
                                to_disk: true,
                            });
                        }
                    }
                }
                Ok(plan)
            }
        }
    }

    /// A restore was carried out. What open documents recorded of it already is not recorded twice. Its node.
    ///
    /// # Errors
    /// [`HistoryError::Outdated`] when the plan was made on another branch; [`HistoryError::ReadOnly`]; those of the
    /// storage.
    pub fn restored(&self, plan: &WritePlan, author: AuthorIx, now: Timestamp) -> HistoryResult<NodeId> {
        self.writable()?;
        let PlanKind::Restore { what, from } = &plan.kind else { return Err(HistoryError::Outdated) };
        self.keep_all(plan)?;
        let mut state = self.state();
        if state.core.active != plan.made.branch {
            return Err(HistoryError::Outdated);
        }
        // The edits of open documents were part of this.
        state.burst = state.burst.take().filter(|burst| burst.class != super::burst::Class::Restore);
        state.close_burst();
        let since = crate::Step(state.next_step);
        let files = self.take_plan(&mut state, plan.made.branch, plan, Edit::new(OpKind::Restore, author), now)?;
        let title = match what {
            Restore::Project => format!("Restored the project, {}", counted(files.len(), "file")),
            Restore::Folder(folder) => format!("Restored {folder}, {}", counted(files.len(), "file")),
            Restore::File(path) => format!("Restored {}", path.name()),
            Restore::Hunk { path, .. } => format!("Restored lines of {}", path.name()),
        };
        let mut draft = NodeDraft::new(NodeKind::Restore, title, author);
        draft.files = touched_files(files);
        draft.sources.push(*from);
        draft.since = Some(since);
        let branch = state.core.active;
        Ok(state.add_node(branch, draft, now))
    }

    /// Keeps the contents of a plan that are no texts, before anybody waits for the lock.
    pub(crate) fn keep_all(&self, plan: &WritePlan) -> HistoryResult<()> {
        for write in &plan.writes {
            if let FileContent::Binary(bytes) = &write.content {
                self.inner.storage.blobs.put(bytes)?;
            }
        }
        Ok(())
    }

    /// Makes the files of a branch those of a plan that was carried out.
    pub(crate) fn take_plan(
        &self,
        state: &mut State,
        branch: BranchId,
        plan: &WritePlan,
        edit: Edit,
        now: Timestamp,
    ) -> HistoryResult<Vec<TouchedFile>> {
        let mut files = Vec::new();
        let head = state.core.head(branch);
        let mut changes = Vec::new();
        for delete in plan.deletes.iter().filter(|delete| !delete.moves) {
            if let Some(entry) = head.get(delete.path.as_str()) {
                files.push(touched(entry, TouchKind::Deleted));
                changes.push(Change::Remove(delete.path.clone()));
                state.doubt(entry.file);
            }
        }
        // Moves away from everywhere first: two files may change places.
        let mut texts = Vec::new();
        let mut moved: Vec<(FileEntry, ProjectPath)> = Vec::new();
        for write in &plan.writes {
            let here = write.moved_from.as_ref().unwrap_or(&write.path);
            let entry = head.get(here.as_str()).or_else(|| head.comes_back(here.as_str()));
            let kind = match (&write.moved_from, head.get(here.as_str())) {
                (Some(from), Some(_)) => TouchKind::Renamed { from: from.clone() },
                (None, Some(_)) => TouchKind::Changed,
                (_, None) => TouchKind::Created,
            };
            if let (Some(from), Some(entry)) = (&write.moved_from, entry) {
                moved.push((entry.clone(), from.clone()));
                if let Some(open) = state.open.get_mut(&entry.file) {
                    open.path = write.path.clone();
                }
            }
            let bytes = write.content.to_bytes().unwrap_or_default();
            let disk = if write.to_disk { Some(ContentHash::of(&bytes)) } else { entry.and_then(|e| e.disk) };
            let size = bytes.len() as u64;
            let leaves = |file| plan.deletes.iter().any(|delete| delete.file == file);
            let file = match head.get(here.as_str()) {
                Some(entry) => entry.file,
                None if head.of_file(write.file).is_none() || leaves(write.file) => write.file,
                None => entry.map_or_else(|| state.take_file(), |entry| entry.file),
            };
            let entry = entry.filter(|entry| entry.file == file);
            let path = write.path.clone();
            files.push(TouchedFile { file, path: path.clone(), kind });
            match &write.content {
                FileContent::Text { text, format } => {
                    let source = entry.map_or(Source::Lane(branch), |entry| entry.source);
                    texts.push((FileEntry { path, file, source, format: *format, disk, size }, text.clone()));
                }
                FileContent::Binary(_) => {
                    let source = Source::Blob(ContentHash::of(&bytes));
                    state.doubt(file);
                    changes.push(Change::Put(FileEntry { path, file, source, format: Default::default(), disk, size }));
                }
                FileContent::NotKept { .. } => {}
            }
        }
        drop(head);
        changes.splice(0..0, moved.into_iter().map(|(_, from)| Change::Remove(from)));
        if !changes.is_empty() {
            state.change_files(branch, changes, edit.author, now);
        }
        for (entry, text) in texts {
            self.settle_on(state, branch, &entry, &text, edit, now)?;
        }
        Ok(files)
    }
}

/// A text with some of its lines replaced. A last line without an ending stays apart from what comes behind it.
fn replace_lines(text: &Text, range: std::ops::Range<usize>, mut insert: String) -> HistoryResult<Text> {
    let ends_line = |text: &str| text.is_empty() || text.ends_with('\n');
    if range.end < text.len() && !ends_line(&insert) {
        insert.push('\n');
    }
    if range.start == text.len() && text.byte(text.len().saturating_sub(1)) != Some(b'\n') && !text.is_empty() {
        insert.insert(0, '\n');
    }
    let change = Transaction::replace(text.len(), range, insert);
    change.apply(text).map_err(|error| HistoryError::Change { path: String::new(), reason: error.to_string() })
}

impl Timeline {
    /// The moment just before a node: what was there when it began.
    pub fn before_node(&self, id: NodeId) -> HistoryResult<Moment> {
        let node = self.node_of(id).ok_or(HistoryError::NoNode(id))?;
        Ok(Moment::new(node.branch, crate::Step(node.since.0.saturating_sub(1))))
    }
}
