//! Going through the past step by step: by keystroke, burst, save or node; and to a time.

use justbuilt_base::Timestamp;

use crate::{BranchId, FileId, Step};

use super::core::Core;
use super::error::HistoryResult;
use super::index::OpIndex;
use super::manifest::Moment;
use super::node::{Node, NodeKind};
use super::timeline::Timeline;

/// How large a step is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stride {
    /// One operation: a keystroke, a paste, a replacement.
    #[default]
    Keystroke,
    /// To the end of a burst of edits.
    Burst,
    /// To a save.
    Save,
    /// To any node.
    Node,
}

impl Stride {
    fn stops_at(self, node: &Node) -> bool {
        match self {
            Stride::Keystroke | Stride::Node => true,
            Stride::Burst => node.operations > 0,
            Stride::Save => node.kind == NodeKind::Save,
        }
    }
}

impl Timeline {
    /// The next moment after `from` on its branch; `None` at the end. With `file`, only what happened to that file
    /// counts.
    ///
    /// # Errors
    /// Those of reading operations.
    pub fn next_moment(
        &self,
        from: Moment,
        by: Stride,
        file: Option<FileId>,
    ) -> HistoryResult<Option<Moment>> {
        let (guard, core) = self.indexed()?;
        let chain = core.ancestry(Moment::new(from.branch, Step(u64::MAX)));
        let next = chain.iter().filter_map(|at| {
            let found = match by {
                Stride::Keystroke => next_operation(guard.as_ref()?, at.branch, from.step, file),
                _ => next_node(&core, at.branch, from.step, by, file),
            };
            found.filter(|step| *step <= at.step)
        });
        Ok(next.min().map(|step| Moment::new(from.branch, step)))
    }

    /// The moment before `from` on its branch; `None` at the beginning, which is the moment before the first.
    ///
    /// # Errors
    /// Those of reading operations.
    pub fn previous_moment(
        &self,
        from: Moment,
        by: Stride,
        file: Option<FileId>,
    ) -> HistoryResult<Option<Moment>> {
        let (guard, core) = self.indexed()?;
        let chain = core.ancestry(Moment::new(from.branch, Step(u64::MAX)));
        let last = |before: Step| {
            let found = chain.iter().filter_map(|at| {
                let before = before.min(at.step.after());
                match by {
                    Stride::Keystroke => previous_operation(guard.as_ref()?, at.branch, before, file),
                    _ => previous_node(&core, at.branch, before, by, file),
                }
            });
            found.max()
        };
        let before_first = || last(from.step.after()).filter(|step| *step == from.step && step.0 > 0);
        let step = last(from.step).or_else(|| before_first().map(|step| Step(step.0 - 1)));
        Ok(step.map(|step| Moment::new(from.branch, step)))
    }

    /// The last moment of a branch that is no later than `time`; the moment before its first, when all are.
    ///
    /// # Errors
    /// Those of reading operations.
    pub fn moment_at_time(&self, branch: BranchId, time: Timestamp) -> HistoryResult<Moment> {
        let (guard, core) = self.indexed()?;
        let mut first = None::<Step>;
        for at in core.ancestry(Moment::new(branch, Step(u64::MAX))) {
            let Some(found) = guard.as_ref().and_then(|index| index.branches.get(&at.branch)) else {
                continue;
            };
            let operations = found.operations.partition_point(|op| op.time <= time.0 && op.step <= at.step);
            let nodes = found.nodes.partition_point(|(step, node)| *node <= time.0 && *step <= at.step);
            let last = |count: usize| count.checked_sub(1);
            let operation = last(operations).and_then(|last| found.operations.get(last)).map(|op| op.step);
            let node = last(nodes).and_then(|last| found.nodes.get(last)).map(|(step, _)| *step);
            if let Some(step) = operation.max(node) {
                return Ok(Moment::new(branch, step));
            }
            let starts =
                [found.operations.first().map(|op| op.step), found.nodes.first().map(|(step, _)| *step)];
            first = first.into_iter().chain(starts.into_iter().flatten()).min();
        }
        Ok(Moment::new(branch, Step(first.map_or(0, |step| step.0.saturating_sub(1)))))
    }

    /// When a moment was: the time of the last thing at or before it.
    ///
    /// # Errors
    /// Those of reading operations.
    pub fn time_of(&self, moment: Moment) -> HistoryResult<Option<Timestamp>> {
        let (guard, core) = self.indexed()?;
        for at in core.ancestry(moment) {
            let Some(found) = guard.as_ref().and_then(|index| index.branches.get(&at.branch)) else {
                continue;
            };
            let operations = found.operations.partition_point(|op| op.step <= at.step);
            let nodes = found.nodes.partition_point(|(step, _)| *step <= at.step);
            let operation = operations.checked_sub(1).and_then(|last| found.operations.get(last));
            let node = nodes.checked_sub(1).and_then(|last| found.nodes.get(last));
            let time = match (operation, node) {
                (Some(op), Some((step, time))) => Some(if op.step > *step { op.time } else { *time }),
                (Some(op), None) => Some(op.time),
                (None, Some((_, time))) => Some(*time),
                (None, None) => None,
            };
            if let Some(time) = time {
                return Ok(Some(Timestamp(time)));
            }
        }
        Ok(None)
    }
}

fn next_operation(index: &OpIndex, branch: BranchId, after: Step, file: Option<FileId>) -> Option<Step> {
    let operations = &index.branches.get(&branch)?.operations;
    let from = operations.partition_point(|op| op.step <= after);
    let mut rest = operations.get(from..)?.iter();
    rest.find(|op| file.is_none_or(|file| op.file == file)).map(|op| op.step)
}

fn previous_operation(index: &OpIndex, branch: BranchId, before: Step, file: Option<FileId>) -> Option<Step> {
    let operations = &index.branches.get(&branch)?.operations;
    let to = operations.partition_point(|op| op.step < before);
    let mut rest = operations.get(..to)?.iter().rev();
    rest.find(|op| file.is_none_or(|file| op.file == file)).map(|op| op.step)
}

fn fits(core: &Core, id: crate::NodeId, by: Stride, file: Option<FileId>) -> Option<Step> {
    let node = core.node(id)?;
    let about = file.is_none_or(|file| node.files.iter().any(|touched| touched.file == file));
    (by.stops_at(node) && about).then_some(node.step)
}

fn next_node(core: &Core, branch: BranchId, after: Step, by: Stride, file: Option<FileId>) -> Option<Step> {
    let nodes = &core.branch(branch)?.nodes;
    let from = nodes.partition_point(|id| core.node(*id).is_some_and(|node| node.step <= after));
    nodes.range(from, nodes.len()).find_map(|id| fits(core, *id, by, file))
}

fn previous_node(
    core: &Core,
    branch: BranchId,
    before: Step,
    by: Stride,
    file: Option<FileId>,
) -> Option<Step> {
    let nodes = &core.branch(branch)?.nodes;
    let to = nodes.partition_point(|id| core.node(*id).is_some_and(|node| node.step < before));
    nodes.range(0, to).rev().find_map(|id| fits(core, *id, by, file))
}
