//! An index of when which operations were made, by branch: for density, stepping and times. Made at the first question
//! and kept up from then on.

use std::collections::HashMap;

use justbuilt_base::Timestamp;
use parking_lot::MutexGuard;

use crate::{Author, AuthorKind, BranchId, FileId, OpMeta, Step};

use super::core::Core;
use super::error::HistoryResult;
use super::timeline::Timeline;

/// Operations read at once.
const BATCH: usize = 16_384;

/// When which operations were made.
#[derive(Default)]
pub(crate) struct OpIndex {
    pub branches: HashMap<BranchId, BranchOps>,
    /// Nodes that are in it, by number.
    nodes: usize,
}

/// The operations and nodes of a branch.
#[derive(Default)]
pub(crate) struct BranchOps {
    /// By step.
    pub operations: Vec<OpRef>,
    /// Times of operations by kind of author, in order.
    pub times: [Vec<i64>; 4],
    /// Times of nodes, in order.
    pub node_times: Vec<i64>,
    /// Steps and times of nodes, by step; times never fall.
    pub nodes: Vec<(Step, i64)>,
}

/// An operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpRef {
    pub step: Step,
    pub file: FileId,
    /// In milliseconds; never earlier than that of the one before it, whatever the clock did.
    pub time: i64,
}

/// An operation that was recorded since the index was made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recorded {
    pub branch: BranchId,
    pub file: FileId,
    pub step: Step,
    pub time: Timestamp,
    pub by: AuthorKind,
}

fn place(kind: AuthorKind) -> usize {
    AuthorKind::ALL.iter().position(|known| *known == kind).unwrap_or(0)
}

fn insert(times: &mut Vec<i64>, time: i64) {
    match times.last() {
        Some(last) if *last > time => {
            let at = times.partition_point(|other| *other <= time);
            times.insert(at, time);
        }
        _ => times.push(time),
    }
}

impl BranchOps {
    fn add(&mut self, file: FileId, step: Step, time: i64, by: AuthorKind) {
        let latest = self.operations.last().map_or(time, |last| last.time.max(time));
        self.operations.push(OpRef { step, file, time: latest });
        if let Some(times) = self.times.get_mut(place(by)) {
            insert(times, time);
        }
    }
}

impl OpIndex {
    fn add_nodes(&mut self, core: &Core) {
        for node in core.nodes.range(self.nodes, core.nodes.len()) {
            let branch = self.branches.entry(node.branch).or_default();
            insert(&mut branch.node_times, node.time.0);
            let latest = branch.nodes.last().map_or(node.time.0, |(_, last)| node.time.0.max(*last));
            branch.nodes.push((node.step, latest));
        }
        self.nodes = core.nodes.len();
    }
}

impl Timeline {
    /// The index, up to date, and the state it belongs to.
    pub(crate) fn indexed(&self) -> HistoryResult<(MutexGuard<'_, Option<OpIndex>>, Core)> {
        let mut guard = self.inner.index.lock();
        if guard.is_none() {
            let (core, last) = {
                let mut state = self.state();
                state.recorded = Some(Vec::new());
                (state.core.clone(), Step(state.next_step.saturating_sub(1)))
            };
            match self.make_index(&core, last) {
                Ok(index) => *guard = Some(index),
                Err(error) => {
                    self.state().recorded = None;
                    return Err(error);
                }
            }
        }
        let (recorded, core) = {
            let mut state = self.state();
            (state.recorded.as_mut().map(std::mem::take).unwrap_or_default(), state.core.clone())
        };
        if let Some(index) = guard.as_mut() {
            for new in recorded {
                index.branches.entry(new.branch).or_default().add(new.file, new.step, new.time.0, new.by);
            }
            index.add_nodes(&core);
        }
        Ok((guard, core))
    }

    fn make_index(&self, core: &Core, last: Step) -> HistoryResult<OpIndex> {
        let ops = &self.inner.ops;
        let mut by_branch: HashMap<BranchId, Vec<(FileId, OpMeta)>> = HashMap::new();
        for lane in ops.lanes() {
            let len = ops.index_at(lane, last)?;
            let found = by_branch.entry(lane.branch).or_default();
            found.reserve(len);
            for from in (0..len).step_by(BATCH) {
                // What is damaged is missing; the rest is shown.
                let Ok(metas) = ops.operation_meta(lane, from..len.min(from + BATCH)) else { continue };
                found.extend(metas.into_iter().map(|meta| (lane.file, meta)));
            }
        }
        let mut index = OpIndex::default();
        for (branch, mut operations) in by_branch {
            operations.sort_by_key(|(_, meta)| meta.step);
            let made = index.branches.entry(branch).or_default();
            made.operations.reserve(operations.len());
            for (file, meta) in operations {
                let by = core.author(meta.author).map_or(AuthorKind::Person, |author: &Author| author.kind);
                made.add(file, meta.step, meta.time.0, by);
            }
        }
        Ok(index)
    }
}
