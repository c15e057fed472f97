//! Merging branches: three ways, file by file. What only one side changed is taken; what both changed is merged by
//! lines; what cannot be decided is left to the user.

mod files;
mod plan;

use std::collections::{BTreeMap, HashMap};

use justbuilt_base::Timestamp;

use crate::{AuthorIx, BranchId, FileId, NodeId, OpKind, Step};

use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::manifest::Moment;
use super::node::NodeKind;
use super::recording::{Edit, touched_files};
use super::state::NodeDraft;
use super::timeline::Timeline;

pub use plan::{Conflict, FileMerge, MergePlan, Outcome, Resolution};

/// How texts that both sides changed come together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MergeBy {
    /// By comparing lines. What both changed is for the user to decide.
    #[default]
    Lines,
    /// By what was done, character by character: there are no conflicts, every change of both sides is taken. Good
    /// for prose and for people typing at the same time; code needs a look afterwards. By lines where it cannot be
    /// told what was done.
    Operations,
}

impl Timeline {
    /// Where two moments were the same last: the newest moment that both know.
    pub fn common_ancestor(&self, a: Moment, b: Moment) -> Option<Moment> {
        common_ancestor(&self.core(), a, b)
    }

    /// Prepares taking moments of other branches into a branch. May wait for the disk.
    ///
    /// Several at once are taken in one after the other; that needs them to be free of conflicts.
    ///
    /// # Errors
    /// [`HistoryError::Merge`] when there is nothing to take in, or a conflict among several;
    /// [`HistoryError::NoBranch`]; those of reading.
    pub fn merge(&self, from: &[Moment], into: BranchId) -> HistoryResult<MergePlan> {
        self.merge_by(MergeBy::Lines, from, into)
    }

    /// The same, and how texts come together.
    ///
    /// # Errors
    /// As for [`merge`](Self::merge).
    pub fn merge_by(&self, by: MergeBy, from: &[Moment], into: BranchId) -> HistoryResult<MergePlan> {
        self.writable()?;
        let (core, ours) = {
            let mut state = self.state();
            state.close_burst();
            let last = Step(state.next_step.saturating_sub(1));
            (state.core.clone(), Moment::new(into, last))
        };
        for branch in from.iter().map(|moment| moment.branch).chain([into]) {
            core.branch(branch).ok_or(HistoryError::NoBranch(branch))?;
        }
        let from: Vec<Moment> = from.iter().map(|m| Moment::new(m.branch, m.step.min(ours.step))).collect();
        let reach = core.reach(ours);
        let news: Vec<Moment> =
            from.into_iter().filter(|theirs| self.is_news(&core, &reach, *theirs)).collect();
        match news.as_slice() {
            [] => Err(HistoryError::Merge("everything there is here already".to_owned())),
            [theirs] => {
                let base = common_ancestor(&core, ours, *theirs);
                let mut files = self.merge_files(&core, ours, *theirs, base)?;
                if by == MergeBy::Operations {
                    self.weave(&mut files, ours, *theirs)?;
                }
                Ok(MergePlan { into: ours, from: news, base, files })
            }
            many => {
                let mut files: BTreeMap<FileId, FileMerge> = BTreeMap::new();
                for theirs in many {
                    let base = common_ancestor(&core, ours, *theirs);
                    for file in self.merge_files(&core, ours, *theirs, base)? {
                        let clash = files.contains_key(&file.file) || file.is_open();
                        if clash {
                            let path = &file.path;
                            let reason =
                                format!("‘{path}’ needs a decision; merge these one after the other");
                            return Err(HistoryError::Merge(reason));
                        }
                        files.insert(file.file, file);
                    }
                }
                Ok(MergePlan { into: ours, from: news, base: None, files: files.into_values().collect() })
            }
        }
    }

    /// Merges texts by their operations, where that can be done.
    fn weave(&self, files: &mut [FileMerge], ours: Moment, theirs: Moment) -> HistoryResult<()> {
        for file in files {
            let format = match &file.outcome {
                Outcome::Merged { format, .. } | Outcome::Conflict(Conflict::Text { format, .. }) => *format,
                _ => continue,
            };
            if let Some(text) = self.merge_operations(file.file, ours, theirs)? {
                file.outcome = Outcome::Merged { text, format, chunks: Vec::new() };
            }
        }
        Ok(())
    }

    /// Whether something happened on the way to `moment` that `reach` does not know.
    fn is_news(&self, core: &Core, reach: &HashMap<BranchId, Step>, moment: Moment) -> bool {
        core.reach(moment).into_iter().any(|(branch, step)| {
            let known = reach.get(&branch).copied();
            let Some(known) = known else { return true };
            known < step && self.happened(core, branch, known, step)
        })
    }

    /// Whether anything was recorded on `branch` after `from` and no later than `to`.
    fn happened(&self, core: &Core, branch: BranchId, from: Step, to: Step) -> bool {
        let Some(state) = core.branch(branch) else { return false };
        let changed = state.changes.partition_point(|(step, _)| *step <= from);
        if state.changes.get(changed).is_some_and(|(step, _)| *step <= to) {
            return true;
        }
        self.inner.ops.lanes().into_iter().filter(|lane| lane.branch == branch).any(|lane| {
            let index = |step| self.inner.ops.index_at(lane, step).unwrap_or(0);
            index(from) < index(to)
        })
    }

    /// A merge was carried out: everything decided, and what [`MergePlan::writes`] says written if the branch is the
    /// active one. Its node, with two or more parents.
    ///
    /// # Errors
    /// [`HistoryError::Merge`] when something is not decided; [`HistoryError::Outdated`] when the branch moved on in a
    /// file that the merge touches; [`HistoryError::ReadOnly`]; those of the storage.
    pub fn merged(&self, plan: &MergePlan, author: AuthorIx, now: Timestamp) -> HistoryResult<NodeId> {
        self.writable()?;
        let open = plan.open().count();
        let Some(writes) = plan.writes() else {
            let files = super::files::counted(open, "file");
            return Err(HistoryError::Merge(format!("{files} still need a decision")));
        };
        self.keep_all(&writes)?;
        let into = plan.into.branch;
        let core = self.core();
        let head = self.head(into);
        let (then, now_there) = (core.manifest(plan.into), core.head(into));
        for write in &writes.writes {
            let path = write.moved_from.as_ref().unwrap_or(&write.path);
            let same = match (then.get(path.as_str()), now_there.get(path.as_str())) {
                (Some(then), Some(now)) if !self.differ(&core, (then, plan.into), (now, head))? => true,
                (None, None) => true,
                // An open document may have the merged text already.
                (_, Some(now)) => self.content_of(&core, now, head)? == write.content,
                _ => false,
            };
            if !same {
                return Err(HistoryError::Outdated);
            }
        }
        drop((core, then, now_there));
        let mut state = self.state();
        state.close_burst();
        let since = Step(state.next_step);
        let names: Vec<String> = plan
            .from
            .iter()
            .filter_map(|from| state.core.branch(from.branch).map(|branch| branch.info.name.clone()))
            .collect();
        let into_name = state.core.branch(into).map_or_else(String::new, |branch| branch.info.name.clone());
        let files = self.take_plan(&mut state, into, &writes, Edit::new(OpKind::Other, author), now)?;
        let title = format!("Merged {} into {into_name}", names.join(", "));
        let mut draft = NodeDraft::new(NodeKind::Merge, title, author);
        draft.sources = plan.from.iter().copied().collect();
        draft.files = touched_files(files);
        draft.since = Some(since);
        Ok(state.add_node(into, draft, now))
    }
}

pub(crate) fn common_ancestor(core: &Core, a: Moment, b: Moment) -> Option<Moment> {
    let (known_a, known_b) = (core.reach(a), core.reach(b));
    let mut common: Vec<Moment> = known_a
        .iter()
        .filter_map(|(branch, step)| Some(Moment::new(*branch, *step.min(known_b.get(branch)?))))
        .collect();
    common.sort_by_key(|moment| std::cmp::Reverse(moment.step));
    // One that another of them descends from is older news.
    let reaches: Vec<HashMap<BranchId, Step>> = common.iter().map(|moment| core.reach(*moment)).collect();
    let newest = common.iter().enumerate().find(|(at, moment)| {
        reaches.iter().enumerate().all(|(other, reach)| {
            other == *at || reach.get(&moment.branch).is_none_or(|step| *step < moment.step)
        })
    });
    newest.map(|(_, moment)| *moment).or_else(|| common.first().copied())
}
