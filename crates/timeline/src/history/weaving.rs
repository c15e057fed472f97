//! Merging two versions of a file by what was done to them, character by character, instead of by comparing lines: the
//! operations of both sides are replayed into one sequence in which everything that ever was keeps its place. The
//! algorithm is that of Gentle and Kleppmann, “Collaborative Text Editing with Eg-walker” (2024); inserts at the same
//! place are put in order as in YjsMod.
//!
//! Only what happened since both sides were the same last is replayed. Earlier merges in it are recognised, as long as
//! they were made in this way, too.

mod sequence;

use std::collections::{BTreeMap, HashMap};

use justbuilt_text::Text;

use crate::{BranchId, FileId, LaneId, Step};

use super::core::Core;
use super::error::HistoryResult;
use super::manifest::Moment;
use super::merging::common_ancestor;
use super::node::NodeKind;
use super::timeline::Timeline;
use sequence::{Event, Sequence};

/// Pieces of the sequence at most: beyond that replaying takes too long to be of use.
const MOST_PIECES: usize = 200_000;

/// What a moment knows: of each branch, up to which step.
type Version = HashMap<BranchId, Step>;

/// Merges by branch: at which step, of what.
type Merges = HashMap<BranchId, BTreeMap<Step, Vec<Moment>>>;

impl Timeline {
    /// Merges the text of a file at two moments by what was done to it since both were the same. `None` when that
    /// cannot be told: the file is no text on both sides, its operations are gone, or it was merged by other means in
    /// between. May wait for the disk.
    ///
    /// # Errors
    /// Those of reading.
    pub fn merge_operations(&self, file: FileId, ours: Moment, theirs: Moment) -> HistoryResult<Option<Text>> {
        let core = self.core();
        let Some(begin) = self.last_common(&core, ours, theirs) else { return Ok(None) };
        let text = |moment| -> HistoryResult<Option<Text>> {
            Ok(self.file_content(file, moment)?.and_then(|(_, content)| content.text().cloned()))
        };
        let (Some(base), Some(our_text), Some(their_text)) = (text(begin)?, text(ours)?, text(theirs)?) else {
            return Ok(None);
        };
        let known = core.reach(begin);
        let (ours, theirs) = (core.reach(ours), core.reach(theirs));
        let mut wanted = ours.clone();
        join(&mut wanted, &theirs);
        let Some((events, merges)) = self.events(&core, file, &known, &wanted)? else { return Ok(None) };
        let mut sequence = Sequence::new(base.len(), events);
        let mut versions: HashMap<BranchId, Version> = HashMap::new();
        let mut at = 0;
        while let Some(event) = sequence.events.get(at) {
            let (branch, step) = (event.branch, event.step);
            let before = Step(step.0.saturating_sub(1));
            let version = versions.entry(branch).or_insert_with(|| core.reach(Moment::new(branch, before)));
            if let Some(merged) = merges.get(&branch) {
                let last = version.get(&branch).copied().unwrap_or(Step(0));
                for (_, sources) in merged.range(last.after().min(step)..step) {
                    sources.iter().for_each(|source| join(version, &core.reach(*source)));
                }
            }
            version.insert(branch, before);
            sequence.go_to(version, &known);
            // The splices of an operation come one after the other.
            let same = |event: &&Event| event.branch == branch && event.step == step;
            let end = at + sequence.events.iter().skip(at).take_while(same).count();
            for event in at..end {
                if sequence.apply(event).is_none() || sequence.len() > MOST_PIECES {
                    return Ok(None);
                }
            }
            version.insert(branch, step);
            sequence.version.insert(branch, step);
            at = end;
        }
        // What was woven must be what both sides have; else something was done that no operation tells of.
        for (version, text) in [(&ours, our_text), (&theirs, their_text)] {
            sequence.go_to(version, &known);
            if sequence.text_there(&base) != text {
                return Ok(None);
            }
        }
        Ok(Some(sequence.merged_text(&base)))
    }

    /// The newest moment that everything since on both sides builds on.
    fn last_common(&self, core: &Core, ours: Moment, theirs: Moment) -> Option<Moment> {
        let mut begin = common_ancestor(core, ours, theirs)?;
        let mut wanted = core.reach(ours);
        join(&mut wanted, &core.reach(theirs));
        loop {
            let known = core.reach(begin);
            let outside = wanted.iter().find_map(|(branch, to)| {
                let from = known.get(branch).copied().unwrap_or(Step(0));
                if from >= *to {
                    return None;
                }
                // What came right behind the known part must know all of it.
                let next = self.first_after(from, *branch, *to)?;
                let before = Moment::new(*branch, Step(next.0.saturating_sub(1)));
                let knows = core.reach(before);
                let all = known.iter().all(|(branch, step)| {
                    knows.get(branch).is_some_and(|known| known >= step)
                        || knows.get(branch).is_some_and(|known| self.first_after(*known, *branch, *step).is_none())
                });
                (!all).then_some(before)
            });
            let Some(outside) = outside else { return Some(begin) };
            // Always an earlier one; otherwise there is none.
            begin = common_ancestor(core, begin, outside).filter(|earlier| earlier.step < begin.step)?;
        }
    }

    /// The step of the first operation on `branch` after `from`, no later than `to`.
    fn first_after(&self, from: Step, branch: BranchId, to: Step) -> Option<Step> {
        let lanes = self.inner.ops.lanes().into_iter().filter(|lane| lane.branch == branch);
        let firsts = lanes.filter_map(|lane| {
            let index = self.inner.ops.index_at(lane, from).ok()?;
            let meta = self.inner.ops.operation_meta(lane, index..index + 1).ok()?;
            meta.first().map(|meta| meta.step)
        });
        firsts.min().filter(|step| *step <= to)
    }

    /// What was done to a file on all branches of `wanted` beyond `known`, in an order in which causes come first, and
    /// the merges in between. `None` when some of it is gone.
    fn events(
        &self,
        core: &Core,
        file: FileId,
        known: &Version,
        wanted: &Version,
    ) -> HistoryResult<Option<(Vec<Event>, Merges)>> {
        let ops = &self.inner.ops;
        let mut events = Vec::new();
        let mut merges = Merges::new();
        for (branch, to) in wanted {
            let from = known.get(branch).copied().unwrap_or(Step(0));
            let Some(state) = core.branch(*branch) else { continue };
            // Operations that a merge made are those of the other branch once more.
            let mut made = Vec::new();
            let first = state.nodes.partition_point(|id| core.node(*id).is_some_and(|node| node.step <= from));
            for id in state.nodes.range(first, state.nodes.len()) {
                let Some(node) = core.node(*id) else { continue };
                if node.since > *to {
                    break;
                }
                if node.kind == NodeKind::Merge {
                    made.push((node.since, node.step));
                    let sources = merges.entry(*branch).or_default().entry(node.step).or_default();
                    sources.extend(node.sources.iter().copied());
                }
            }
            let lane = LaneId::new(file, *branch);
            if ops.lane(lane).is_none() {
                continue;
            }
            let (from, to) = (ops.index_at(lane, from)?, ops.index_at(lane, *to)?);
            let Ok(operations) = ops.operations(lane, from..to) else { return Ok(None) };
            if operations.len() != to - from {
                return Ok(None);
            }
            for operation in operations {
                let merged = made.partition_point(|(_, step)| *step < operation.step);
                if made.get(merged).is_some_and(|(since, _)| *since <= operation.step) {
                    continue;
                }
                for splice in &operation.splices {
                    let insert = splice.insert.clone();
                    events.push(Event::new(*branch, operation.step, splice.at, splice.delete, insert));
                }
            }
        }
        events.sort_by_key(|event| event.step);
        Ok(Some((events, merges)))
    }
}

fn join(version: &mut Version, other: &Version) {
    for (branch, step) in other {
        let known = version.entry(*branch).or_insert(*step);
        *known = (*known).max(*step);
    }
}

#[cfg(test)]
mod tests;
