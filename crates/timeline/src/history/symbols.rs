//! Which nodes touched a function or a type: its places in the texts before and after each node, carried through the
//! operations between them, so that one that only moved because of lines above it was not touched. What a symbol is
//! the caller says: languages are not known here.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use justbuilt_text::Text;

use crate::oplog::before_change;
use crate::{BranchId, LaneId, NodeId, Step};

use super::asking::{Filter, node_of_step};
use super::core::Core;
use super::error::HistoryResult;
use super::lines;
use super::manifest::{Change, FileEntry, Manifest, Moment, Source};
use super::node::{Node, NodeKind, TouchKind};
use super::path::ProjectPath;
use super::timeline::Timeline;

/// Operations read at once.
const BATCH: usize = 16_384;

/// Finds symbols in texts.
pub trait SymbolPlaces {
    /// The bytes of everything called `name` in `text`, the file at `path`: each from the first to the last byte of
    /// its definition.
    fn places(&mut self, path: &ProjectPath, text: &Text, name: &str) -> Vec<Range<usize>>;
}

/// What is known of a symbol. Kept between questions about the same history and symbol, only what came since the last
/// one is looked at.
#[derive(Default)]
pub struct SymbolSearch {
    name: String,
    found: HashSet<NodeId>,
    /// Operations that were looked at, by lane.
    lanes: HashMap<LaneId, usize>,
    /// Changes of files that were looked at, by branch, and the files after them.
    branches: HashMap<BranchId, (usize, Arc<Manifest>)>,
    /// Where the symbol was when a lane was looked at last: its text, and its places in it.
    last: Option<(Text, Vec<Range<usize>>)>,
}

/// One change of a text: where, bytes that went, bytes that came. Each has its place in the text that those before
/// it made.
type Splice = (usize, usize, usize);

impl Timeline {
    /// The nodes that a filter with a symbol lets through, newest first. The first question about a symbol reads all
    /// operations, which may take seconds for a long history and waits for the disk; it ends early, with what was
    /// found so far, once `stopped` says so, and the next question goes on from there.
    ///
    /// # Errors
    /// [`HistoryError::Filter`](super::HistoryError::Filter) for a glob that is none; those of reading.
    pub fn nodes_with_symbol(
        &self,
        filter: &Filter,
        search: &mut SymbolSearch,
        places: &mut dyn SymbolPlaces,
        stopped: &dyn Fn() -> bool,
    ) -> HistoryResult<Vec<Arc<Node>>> {
        let Some(name) = filter.symbol.as_deref() else { return self.nodes(filter) };
        if search.name != name {
            *search = SymbolSearch { name: name.to_owned(), ..SymbolSearch::default() };
        }
        let core = self.core();
        let mut looking = Looking { timeline: self, core: &core, search, places, stopped };
        looking.lanes()?;
        looking.files()?;
        let found = search.found.clone();
        self.nodes_among(filter, Some(&found))
    }
}

/// One round of looking.
struct Looking<'a> {
    timeline: &'a Timeline,
    core: &'a Core,
    search: &'a mut SymbolSearch,
    places: &'a mut dyn SymbolPlaces,
    stopped: &'a dyn Fn() -> bool,
}

impl Looking<'_> {
    /// What was edited, operation by operation.
    fn lanes(&mut self) -> HistoryResult<()> {
        let ops = &self.timeline.inner.ops;
        for lane in ops.lanes() {
            // Operations after the last node are those of a burst that is going on: it is a node when it ends.
            let last = self.core.branch(lane.branch).and_then(|branch| branch.nodes.last());
            let Some(last) = last.and_then(|id| self.core.node(*id)) else { continue };
            let end = ops.index_at(lane, last.step)?;
            while let Some(from) =
                Some(self.search.lanes.get(&lane).copied().unwrap_or(0)).filter(|at| *at < end)
            {
                if (self.stopped)() {
                    return Ok(());
                }
                let (to, node) = self.stretch(lane, from, end)?;
                if let Some(node) = node.filter(|node| !self.search.found.contains(node))
                    && self.touched_in_lane(lane, from..to, node)
                {
                    self.search.found.insert(node);
                }
                self.search.lanes.insert(lane, to);
            }
        }
        Ok(())
    }

    /// The operations from `from` on that belong to the same node, and that node.
    fn stretch(&self, lane: LaneId, from: usize, end: usize) -> HistoryResult<(usize, Option<NodeId>)> {
        let ops = &self.timeline.inner.ops;
        let to = end.min(from + BATCH);
        let Ok(metas) = ops.operation_meta(lane, from..to) else {
            // Damaged or thinned out: taken together with what they are a part of.
            return Ok((to, None));
        };
        let Some(node) = metas.first().and_then(|meta| node_of_step(self.core, lane.branch, meta.step))
        else {
            return Ok((to, None));
        };
        let last = self.core.node(node).map_or(Step(0), |node| node.step);
        let count = metas.partition_point(|meta| meta.step <= last);
        Ok((from + count.max(1), Some(node)))
    }

    fn touched_in_lane(&mut self, lane: LaneId, range: Range<usize>, node: NodeId) -> bool {
        let ops = &self.timeline.inner.ops;
        // What cannot be read any more says nothing.
        let (Ok(old), Ok(new)) = (ops.text_at(lane, range.start), ops.text_at(lane, range.end)) else {
            return false;
        };
        if !self.may_have(&old) && !self.may_have(&new) {
            self.search.last = None;
            return false;
        }
        let Some(node) = self.core.node(node) else { return false };
        let touched = node.files.iter().find(|touched| touched.file == lane.file);
        let path = touched.map(|touched| touched.path.clone()).or_else(|| {
            let manifest = self.core.manifest(node.moment());
            manifest.of_file(lane.file).map(|entry| entry.path.clone())
        });
        let Some(path) = path else { return false };
        let splices = ops.operations(lane, range).ok().map(|operations| {
            let splices = operations.iter().flat_map(|operation| &operation.splices);
            splices.map(|splice| (splice.at, splice.delete, splice.insert.len())).collect::<Vec<Splice>>()
        });
        // A text that was put in the place of another one between them cannot be followed by operations.
        let length = |splices: &Vec<Splice>| {
            splices.iter().try_fold(old.len(), |len, splice| (len + splice.2).checked_sub(splice.1))
        };
        let splices = splices.filter(|splices| length(splices) == Some(new.len()));
        let splices = splices.unwrap_or_else(|| differences(&old, &new));
        self.touched_between((&path, &old), (&path, &new), &splices)
    }

    /// What changed as a whole: files that came and went, and those that were never open.
    fn files(&mut self) -> HistoryResult<()> {
        for (id, branch) in &self.core.branches {
            let begin = || (0, branch.info.origin.map(|at| self.core.manifest(at)).unwrap_or_default());
            let (mut done, mut files) = self.search.branches.remove(id).unwrap_or_else(begin);
            while let Some((step, change)) = branch.changes.get(done).filter(|_| !(self.stopped)()) {
                let Some(node) = node_of_step(self.core, *id, *step) else { break };
                let begins = self.core.node(node).is_none_or(|node| node.kind == NodeKind::Open);
                // What was there from the beginning did not come.
                if !begins
                    && !self.search.found.contains(&node)
                    && self.touched_by_change(&files, change, node, Moment::new(*id, *step))?
                {
                    self.search.found.insert(node);
                }
                Arc::make_mut(&mut files).apply(change);
                done += 1;
            }
            self.search.branches.insert(*id, (done, files));
        }
        Ok(())
    }

    fn touched_by_change(
        &mut self,
        files: &Manifest,
        change: &Change,
        node: NodeId,
        at: Moment,
    ) -> HistoryResult<bool> {
        let (old, new) = match change {
            Change::Put(entry) => (files.get(entry.path.as_str()), Some(entry)),
            Change::Remove(path) => (files.get(path.as_str()), None),
            Change::Move { .. } | Change::Saved { .. } => return Ok(false),
        };
        let is_lane = |entry: Option<&FileEntry>| entry.is_some_and(|e| matches!(e.source, Source::Lane(_)));
        if (is_lane(old) && is_lane(new)) || old.map(|old| old.source) == new.map(|new| new.source) {
            return Ok(false);
        }
        // One that is seen for the first time when it is opened was there before, unless the node made it.
        let made = |entry: &FileEntry| {
            let files = self.core.node(node).map(|node| node.files.as_slice()).unwrap_or_default();
            files.iter().any(|touched| touched.file == entry.file && touched.kind == TouchKind::Created)
        };
        if old.is_none() && is_lane(new) && !new.is_some_and(made) {
            return Ok(false);
        }
        let before = Moment::new(at.branch, Step(at.step.0.saturating_sub(1)));
        let text = |entry: Option<&FileEntry>, moment| -> HistoryResult<Text> {
            let content =
                entry.map(|entry| self.timeline.content_of(self.core, entry, moment)).transpose()?;
            Ok(content.and_then(|content| content.text().cloned()).unwrap_or_default())
        };
        let (old_text, new_text) = (text(old, before)?, text(new, at)?);
        if old_text == new_text || !(self.may_have(&old_text) || self.may_have(&new_text)) {
            return Ok(false);
        }
        let Some(path) = new.or(old).map(|entry| entry.path.clone()) else { return Ok(false) };
        let splices = differences(&old_text, &new_text);
        Ok(self.touched_between((&path, &old_text), (&path, &new_text), &splices))
    }

    /// Whether a symbol of one of two texts was touched on the way from the first to the second.
    fn touched_between(
        &mut self,
        (old_path, old): (&ProjectPath, &Text),
        (new_path, new): (&ProjectPath, &Text),
        splices: &[Splice],
    ) -> bool {
        let before = match self.search.last.take().filter(|(text, _)| text.ptr_eq(old)) {
            Some((_, places)) => places,
            None => self.places(old_path, old),
        };
        let after = self.places(new_path, new);
        let touched = before.iter().any(|place| {
            let mut place = place.clone();
            splices.iter().any(|&(at, delete, insert)| {
                // The same rule with past and future changed round.
                let (hit, next) = before_change(&place, at, insert, delete);
                place = next;
                hit || place.is_empty()
            })
        }) || after.iter().any(|place| {
            let mut place = place.clone();
            splices.iter().rev().any(|&(at, delete, insert)| {
                let (hit, next) = before_change(&place, at, delete, insert);
                place = next;
                hit || place.is_empty()
            })
        });
        self.search.last = Some((new.clone(), after));
        touched
    }

    fn places(&mut self, path: &ProjectPath, text: &Text) -> Vec<Range<usize>> {
        if !self.may_have(text) {
            return Vec::new();
        }
        let mut places = self.places.places(path, text, &self.search.name);
        places.retain(|place| !place.is_empty() && place.end <= text.len());
        places
    }

    /// Whether the name is in a text at all. Names may be on several lines there.
    fn may_have(&self, text: &Text) -> bool {
        let text = lines::whole(text);
        self.search.name.split_whitespace().all(|word| text.contains(word))
    }
}

/// What leads from one text to another, by lines.
fn differences(old: &Text, new: &Text) -> Vec<Splice> {
    let change = lines::change(old, new);
    change.edits().map(|edit| (edit.new.start, edit.old.len(), edit.new.len())).collect()
}
