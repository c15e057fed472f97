//! Merges that wait for decisions. What the user decides is kept while the project goes on; when the merge is carried
//! out it is planned again, so that nothing that was typed meanwhile is lost.

use std::sync::Arc;

use justbuilt_timeline::history::{MergePlan, Resolution};
use justbuilt_timeline::{BranchId, ProjectPath};

use super::planning::Job;
use super::snapshot::MergeView;
use crate::command::{CommandError, CommandResult};
use crate::effect::{Effect, PanelId};
use crate::workspace::Workspace;

/// A merge that waits for decisions.
pub(super) struct Merge {
    from: BranchId,
    plan: Arc<MergePlan>,
}

impl Workspace {
    fn timeline_branch_name(&self, id: BranchId) -> String {
        let found = self.timeline.view.branches.iter().find(|branch| branch.id == id);
        found.map_or_else(|| id.to_string(), |branch| branch.name.clone())
    }

    /// A merge has something to be decided.
    pub(super) fn timeline_merge_waits(&mut self, from: BranchId, plan: MergePlan) {
        self.timeline.merge = Some(Merge { from, plan: Arc::new(plan) });
        self.timeline_show_merge();
        self.push_effect(Effect::FocusPanel(PanelId::Timeline));
    }

    fn timeline_show_merge(&mut self) {
        let shown = self.timeline.merge.as_ref().map(|merge| {
            let plan = Arc::clone(&merge.plan);
            Arc::new(MergeView {
                from: self.timeline_branch_name(merge.from),
                into: self.timeline_branch_name(plan.into.branch),
                open: plan.open().count(),
                plan,
                working: self.timeline.work.is_some(),
            })
        });
        self.timeline.view.merge = shown;
        self.timeline.touch();
        self.touch();
    }

    pub(super) fn timeline_resolve(&mut self, path: &ProjectPath, resolution: Resolution) -> CommandResult {
        let merge = self.timeline.merge.as_mut().ok_or(CommandError::NotNow("nothing is being merged"))?;
        if !Arc::make_mut(&mut merge.plan).resolve(path.as_str(), resolution) {
            return Err(CommandError::Failed(format!("“{path}” is not part of the merge")));
        }
        self.timeline_show_merge();
        Ok(())
    }

    pub(super) fn timeline_finish_merge(&mut self) -> CommandResult {
        let merge = self.timeline.merge.as_ref().ok_or(CommandError::NotNow("nothing is being merged"))?;
        let files = match merge.plan.open().count() {
            0 => None,
            1 => Some("1 file still needs".to_owned()),
            open => Some(format!("{open} files still need")),
        };
        if let Some(files) = files {
            return Err(CommandError::Failed(format!("{files} a decision")));
        }
        let job = Job::Merge { from: merge.from, decided: Some(Box::new((*merge.plan).clone())) };
        self.timeline_start(job)?;
        self.timeline_show_merge();
        Ok(())
    }

    /// The merge is carried out or given up.
    pub(super) fn timeline_merge_over(&mut self) {
        self.timeline.merge = None;
        self.timeline_show_merge();
    }
}
