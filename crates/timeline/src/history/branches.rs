//! Branches: making, naming, deleting and switching between them.

use justbuilt_base::Timestamp;
use justbuilt_store::ContentHash;

use crate::{AuthorIx, BranchId, NodeId, Step};

use super::content::{FileContent, NotKept};
use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::event::{BranchEdit, Event, NewBranch};
use super::looking::pairs;
use super::manifest::{Change, FileEntry, Moment, Source};
use super::node::NodeKind;
use super::plan::{PlanKind, PlannedDelete, PlannedWrite, WritePlan};
use super::state::{NodeDraft, State};
use super::timeline::Timeline;

impl Timeline {
    /// Begins a branch at a moment. Takes as long as there are branches, however many files there are. Nothing is
    /// switched to.
    ///
    /// # Errors
    /// [`HistoryError::BranchExists`], [`HistoryError::BranchName`], [`HistoryError::NoBranch`],
    /// [`HistoryError::ReadOnly`].
    pub fn branch(
        &self,
        name: &str,
        description: &str,
        from: Moment,
        author: AuthorIx,
        now: Timestamp,
    ) -> HistoryResult<BranchId> {
        self.writable()?;
        let mut state = self.state();
        let name = state.free_name(name, None)?;
        if state.core.branch(from.branch).is_none() {
            return Err(HistoryError::NoBranch(from.branch));
        }
        state.close_burst();
        let from = Moment::new(from.branch, from.step.min(Step(state.next_step.saturating_sub(1))));
        let step = state.take_step();
        let id = BranchId(state.next_branch);
        state.next_branch = state.next_branch.saturating_add(1);
        let description = description.to_owned();
        let title = format!("Began the branch {name}");
        state.push(Event::Branch(NewBranch { id, name, description, origin: Some(from), step, time: now, author }));
        let mut draft = NodeDraft::new(NodeKind::Branch, title, author);
        draft.sources.push(from);
        state.add_node(id, draft, now);
        Ok(id)
    }

    /// Gives a branch another name.
    ///
    /// # Errors
    /// As for [`branch`](Self::branch).
    pub fn rename_branch(&self, id: BranchId, name: &str, now: Timestamp) -> HistoryResult<()> {
        self.writable()?;
        let mut state = self.state();
        let name = state.free_name(name, Some(id))?;
        state.edit_branch(id, BranchEdit::Name(name), now)
    }

    /// Says what a branch is for.
    ///
    /// # Errors
    /// [`HistoryError::NoBranch`], [`HistoryError::ReadOnly`].
    pub fn describe_branch(&self, id: BranchId, description: &str, now: Timestamp) -> HistoryResult<()> {
        self.writable()?;
        self.state().edit_branch(id, BranchEdit::Description(description.to_owned()), now)
    }

    /// Takes a branch out of sight. Nothing of it is lost: [`restore_branch`](Self::restore_branch) brings it back.
    ///
    /// # Errors
    /// [`HistoryError::BranchInUse`] for the active one and the main one, [`HistoryError::NoBranch`],
    /// [`HistoryError::ReadOnly`].
    pub fn delete_branch(&self, id: BranchId, now: Timestamp) -> HistoryResult<()> {
        self.writable()?;
        let mut state = self.state();
        let branch = state.core.branch(id).ok_or(HistoryError::NoBranch(id))?;
        if id == state.core.active || id == BranchId::MAIN {
            return Err(HistoryError::BranchInUse(branch.info.name.clone()));
        }
        state.edit_branch(id, BranchEdit::Deleted(true), now)
    }

    /// Brings a deleted branch back. When its name was taken meanwhile it gets another.
    ///
    /// # Errors
    /// [`HistoryError::NoBranch`], [`HistoryError::ReadOnly`].
    pub fn restore_branch(&self, id: BranchId, now: Timestamp) -> HistoryResult<()> {
        self.writable()?;
        let mut state = self.state();
        let name = state.core.branch(id).ok_or(HistoryError::NoBranch(id))?.info.name.clone();
        if state.free_name(&name, Some(id)).is_err() {
            let other = (2..).find_map(|n| state.free_name(&format!("{name}-{n}"), Some(id)).ok());
            state.edit_branch(id, BranchEdit::Name(other.unwrap_or(name)), now)?;
        }
        state.edit_branch(id, BranchEdit::Deleted(false), now)
    }

    /// What is to be written to go from the active branch to another. The caller writes it, gives open documents the
    /// texts of that branch (without recording these as edits), calls [`switched`](Self::switched), and then
    /// [`open_file`](Self::open_file) for every open document. May wait for the disk.
    ///
    /// # Errors
    /// [`HistoryError::NoBranch`], [`HistoryError::ReadOnly`]; those of reading.
    pub fn switch(&self, to: BranchId) -> HistoryResult<WritePlan> {
        self.writable()?;
        let (core, made) = {
            let mut state = self.state();
            state.close_burst();
            (state.core.clone(), state.now())
        };
        if core.branch(to).is_none_or(|branch| branch.deleted) {
            return Err(HistoryError::NoBranch(to));
        }
        let target = Moment::new(to, made.step);
        let kind = PlanKind::Switch { from: made.branch, to };
        self.plan_all(&core, kind, made, target, "")
    }

    /// The switch was carried out: the other branch is the active one now. Its node.
    ///
    /// # Errors
    /// [`HistoryError::Outdated`] when the plan was made on another branch; [`HistoryError::ReadOnly`].
    pub fn switched(&self, plan: &WritePlan, author: AuthorIx, now: Timestamp) -> HistoryResult<NodeId> {
        self.writable()?;
        let PlanKind::Switch { from, to } = plan.kind else { return Err(HistoryError::Outdated) };
        let mut state = self.state();
        if state.core.active != from || state.core.branch(to).is_none() {
            return Err(HistoryError::Outdated);
        }
        let name = |state: &State, id| state.core.branch(id).map_or_else(String::new, |b| b.info.name.clone());
        let (from_name, to_name) = (name(&state, from), name(&state, to));
        state.close_burst();
        let left = state.now();
        let before = state.core.head(from);
        let mut draft = NodeDraft::new(NodeKind::Switch, format!("Went to the branch {to_name}"), author);
        draft.sources.push(Moment::new(to, left.step));
        state.add_node(from, draft, now);
        state.push(Event::Active { branch: to, time: now });
        // What is on the disk now: what was written, and what was there and stayed.
        let after = state.core.head(to);
        let written: std::collections::HashMap<&str, &PlannedWrite> =
            plan.writes.iter().map(|write| (write.path.as_str(), write)).collect();
        let changes: Vec<Change> = after
            .entries()
            .iter()
            .filter_map(|entry| {
                let found = match written.get(entry.path.as_str()) {
                    Some(write) => {
                        let bytes = write.content.to_bytes()?;
                        Some((ContentHash::of(&bytes), bytes.len() as u64))
                    }
                    None => before.get(entry.path.as_str()).and_then(|old| Some((old.disk?, old.size))),
                };
                let (hash, size) = found.filter(|(hash, _)| entry.disk != Some(*hash))?;
                Some(Change::Saved { path: entry.path.clone(), hash, size })
            })
            .collect();
        drop((before, after));
        if !changes.is_empty() {
            state.change_files(to, changes, author, now);
        }
        let mut draft = NodeDraft::new(NodeKind::Switch, format!("Came from the branch {from_name}"), author);
        draft.sources.push(left);
        Ok(state.add_node(to, draft, now))
    }

    /// The plan that makes the files in `folder` at the moment `made` those of `target`.
    pub(crate) fn plan_all(
        &self,
        core: &Core,
        kind: PlanKind,
        made: Moment,
        target: Moment,
        folder: &str,
    ) -> HistoryResult<WritePlan> {
        let (now, then) = (core.manifest(made), core.manifest(target));
        let mut plan = WritePlan { kind, made, deletes: Vec::new(), writes: Vec::new(), left: Vec::new() };
        let inside = |entry: &&FileEntry| entry.path.is_in(folder);
        for (old, new) in pairs(&now, &then) {
            match (old.filter(inside), new.filter(inside)) {
                (Some(old), None) => {
                    if let Some(why) = not_kept(old) {
                        plan.left.push((old.path.clone(), why));
                    } else {
                        plan.deletes.push(delete_of(old, false));
                    }
                }
                // One that comes back from another folder leaves nothing behind there.
                (None, Some(new)) => self.plan_write(core, &mut plan, old, new, target)?,
                (Some(before), Some(new)) => {
                    if before.path != new.path || self.differ(core, (before, made), (new, target))? {
                        self.plan_write(core, &mut plan, Some(before), new, target)?;
                    }
                }
                (None, None) => {}
            }
        }
        plan.writes.sort_by(|a, b| a.path.cmp(&b.path));
        plan.deletes.sort_by(|a, b| a.path.cmp(&b.path));
        let written: std::collections::HashSet<&str> = plan.writes.iter().map(|write| write.path.as_str()).collect();
        plan.deletes.retain(|delete| !written.contains(delete.path.as_str()));
        Ok(plan)
    }

    /// Adds to `plan` that `new`, as it is at `target`, is written in the place of `old`.
    pub(crate) fn plan_write(
        &self,
        core: &Core,
        plan: &mut WritePlan,
        old: Option<&FileEntry>,
        new: &FileEntry,
        target: Moment,
    ) -> HistoryResult<()> {
        if let Some(why) = old.and_then(not_kept) {
            plan.left.push((new.path.clone(), why));
            return Ok(());
        }
        let content = self.content_of(core, new, target)?;
        if let FileContent::NotKept { why, .. } = content {
            plan.left.push((new.path.clone(), why));
            return Ok(());
        }
        let moved = old.filter(|old| old.path != new.path);
        if let Some(old) = moved {
            plan.deletes.push(delete_of(old, true));
        }
        plan.writes.push(PlannedWrite {
            path: new.path.clone(),
            file: new.file,
            content,
            expected: old.filter(|old| old.path == new.path).and_then(|old| old.disk),
            moved_from: moved.map(|old| old.path.clone()),
            to_disk: true,
        });
        Ok(())
    }
}

fn delete_of(entry: &FileEntry, moves: bool) -> PlannedDelete {
    PlannedDelete { path: entry.path.clone(), file: entry.file, expected: entry.disk, moves }
}

/// Why what a file holds could not be brought back if it were overwritten.
pub(crate) fn not_kept(entry: &FileEntry) -> Option<NotKept> {
    match entry.source {
        Source::NotKept { why, .. } => Some(why),
        _ => None,
    }
}

impl State {
    /// `name` as a branch may have it, if no other has.
    fn free_name(&self, name: &str, own: Option<BranchId>) -> HistoryResult<String> {
        let name = name.trim();
        let fault = |reason| Err(HistoryError::BranchName { name: name.to_owned(), reason });
        if name.is_empty() {
            return fault("it is empty");
        }
        if name.chars().count() > 100 {
            return fault("it is longer than 100 characters");
        }
        // `main@14:30` and `main~2` are moments.
        if name.contains(['@', '~', '\n', '\r', '\0']) {
            return fault("it holds ‘@’, ‘~’ or a line break");
        }
        if name.bytes().all(|byte| byte.is_ascii_digit()) {
            return fault("a number is a node");
        }
        let taken = self.core.branches.iter();
        let taken = taken.filter(|(id, branch)| Some(**id) != own && !branch.deleted);
        if taken.into_iter().any(|(_, branch)| branch.info.name == name) {
            return Err(HistoryError::BranchExists(name.to_owned()));
        }
        Ok(name.to_owned())
    }

    fn edit_branch(&mut self, id: BranchId, edit: BranchEdit, now: Timestamp) -> HistoryResult<()> {
        if self.core.branch(id).is_none() {
            return Err(HistoryError::NoBranch(id));
        }
        self.push(Event::BranchEdit { id, time: now, edit });
        Ok(())
    }
}
