//! Asking for nodes: by kind, author, file, folder, branch, time, words, and by text that came or went.

use std::collections::HashSet;
use std::sync::Arc;

use justbuilt_base::Timestamp;
use justbuilt_text::Text;

use crate::{AuthorIx, AuthorKind, BranchId, FileId, LaneId, NodeId, Step};

use super::core::Core;
use super::error::{HistoryError, HistoryResult};
use super::manifest::{Change, Source};
use super::node::{Node, NodeKind};
use super::path::ProjectPath;
use super::rules::glob_set;
use super::timeline::Timeline;

/// Operations read at once while looking for text.
const BATCH: usize = 8_192;

/// Which nodes are wanted. What is left empty does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One of these kinds.
    pub kinds: Vec<NodeKind>,
    /// By one of these kinds of authors.
    pub by: Vec<AuthorKind>,
    /// By one of these authors.
    pub authors: Vec<AuthorIx>,
    /// On one of these branches.
    pub branches: Vec<BranchId>,
    /// About a file whose path this glob matches; one without a `/` is for its name.
    pub file: Option<String>,
    /// About a file in this folder.
    pub folder: Option<String>,
    /// About this file, wherever it was.
    pub file_id: Option<FileId>,
    /// No earlier.
    pub from: Option<Timestamp>,
    /// No later.
    pub to: Option<Timestamp>,
    /// All of these words are in its title, name, notes, content, paths or author; case does not matter.
    pub search: Option<String>,
    /// This text came with it.
    pub added: Option<String>,
    /// This text went with it.
    pub removed: Option<String>,
    /// A function or type of this name was touched. Only [`Timeline::nodes_with_symbol`] knows what that is.
    pub symbol: Option<String>,
    /// It was given a name, a note or a decision.
    pub named: bool,
    /// So many at most, the newest.
    pub limit: Option<usize>,
}

impl Timeline {
    /// The nodes that a filter lets through, newest first. With `added` or `removed` the operations are read, which
    /// may take a second for a long history and waits for the disk; all else is a matter of milliseconds.
    ///
    /// # Errors
    /// [`HistoryError::Filter`] for a glob that is none, and for a symbol; those of reading.
    pub fn nodes(&self, filter: &Filter) -> HistoryResult<Vec<Arc<Node>>> {
        if filter.symbol.is_some() {
            return Err(HistoryError::Filter("symbols cannot be looked for here".to_owned()));
        }
        self.nodes_among(filter, None)
    }

    /// The same; with `among`, only these.
    pub(crate) fn nodes_among(
        &self,
        filter: &Filter,
        among: Option<&HashSet<NodeId>>,
    ) -> HistoryResult<Vec<Arc<Node>>> {
        let wants_text = [&filter.added, &filter.removed].iter().any(|text| text.is_some());
        if wants_text && !self.inner.read_only {
            self.state().close_burst();
        }
        let core = self.core();
        let mut faults = Vec::new();
        let globs = filter.file.as_ref().map(|glob| glob_set(std::slice::from_ref(glob), &mut faults));
        if let Some(fault) = faults.pop() {
            return Err(HistoryError::Filter(fault));
        }
        let words: Vec<String> =
            filter.search.iter().flat_map(|text| text.split_whitespace()).map(str::to_lowercase).collect();
        let with_text = if wants_text { Some(self.nodes_with_text(&core, filter)?) } else { None };
        let path_fits = |path: &ProjectPath| {
            globs.as_ref().is_none_or(|globs| globs.is_match(path.as_str()))
                && filter.folder.as_ref().is_none_or(|folder| path.is_in(folder))
        };
        let about_files = globs.is_some() || filter.folder.is_some() || filter.file_id.is_some();
        let fits = |node: &Node| {
            (filter.kinds.is_empty() || filter.kinds.contains(&node.kind))
                && (filter.branches.is_empty() || filter.branches.contains(&node.branch))
                && (filter.authors.is_empty() || filter.authors.contains(&node.author))
                && filter.from.is_none_or(|from| node.time >= from)
                && filter.to.is_none_or(|to| node.began <= to)
                && (!filter.named || node.is_named())
                && (filter.by.is_empty()
                    || core.author(node.author).is_some_and(|author| filter.by.contains(&author.kind)))
                && (!about_files
                    || node.files.iter().any(|touched| {
                        path_fits(&touched.path) && filter.file_id.is_none_or(|file| file == touched.file)
                    }))
                && with_text.as_ref().is_none_or(|found| found.contains(&node.id))
                && among.is_none_or(|found| found.contains(&node.id))
                && (words.is_empty() || has_words(&core, node, &words))
        };
        let limit = filter.limit.unwrap_or(usize::MAX);
        let mut found: Vec<Arc<Node>> =
            core.nodes.iter().rev().filter(|node| fits(node)).take(limit).cloned().collect();
        // Bursts are numbered when they end, but nothing else comes before their end; so this is in order already,
        // unless clocks and stores were mixed.
        if !found.is_sorted_by(|a, b| a.step >= b.step) {
            found.sort_by_key(|node| std::cmp::Reverse(node.step));
        }
        Ok(found)
    }

    /// The nodes with which text came or went.
    fn nodes_with_text(&self, core: &Core, filter: &Filter) -> HistoryResult<HashSet<NodeId>> {
        let mut found = HashSet::new();
        let wanted_branch =
            |branch: BranchId| filter.branches.is_empty() || filter.branches.contains(&branch);
        let needles =
            [filter.added.as_deref(), filter.removed.as_deref()].map(|n| n.filter(|n| !n.is_empty()));
        for lane in self.inner.ops.lanes() {
            let wanted = wanted_branch(lane.branch) && filter.file_id.is_none_or(|file| file == lane.file);
            if wanted {
                for step in self.steps_with_text(lane, needles)? {
                    found.extend(node_of_step(core, lane.branch, step));
                }
            }
        }
        for (id, branch) in core.branches.iter().filter(|(id, _)| wanted_branch(**id)) {
            self.contents_with_text(core, *id, branch, needles, &mut found)?;
        }
        Ok(found)
    }

    /// The steps of a lane at which text came or went.
    fn steps_with_text(&self, lane: LaneId, needles: [Option<&str>; 2]) -> HistoryResult<Vec<Step>> {
        let ops = &self.inner.ops;
        let Some(info) = ops.lane(lane) else { return Ok(Vec::new()) };
        let mut steps = Vec::new();
        let mut at = 0;
        while at < info.len {
            let to = info.len.min(at + BATCH);
            let (Ok(mut text), Ok(operations)) = (ops.text_at(lane, at), ops.operations(lane, at..to)) else {
                // Damaged or thinned out: nothing is known of these.
                at = to;
                continue;
            };
            for operation in operations {
                let Some(change) = operation.to_transaction(text.len()) else { break };
                let Ok(after) = change.apply(&text) else { break };
                let came = needles[0].is_none_or(|needle| {
                    change.edits().any(|edit| more(&text, &edit.old, &after, &edit.new, needle))
                });
                let went = needles[1].is_none_or(|needle| {
                    change.edits().any(|edit| more(&after, &edit.new, &text, &edit.old, needle))
                });
                if came && went {
                    steps.push(operation.step);
                }
                text = after;
            }
            at = to;
        }
        Ok(steps)
    }

    /// The same for files that were never opened: their contents are compared as wholes.
    fn contents_with_text(
        &self,
        core: &Core,
        id: BranchId,
        branch: &super::core::BranchState,
        needles: [Option<&str>; 2],
        found: &mut HashSet<NodeId>,
    ) -> HistoryResult<()> {
        let mut last: std::collections::HashMap<&ProjectPath, Source> = std::collections::HashMap::new();
        let read = |source: Option<Source>| -> HistoryResult<String> {
            let Some(Source::Blob(hash)) = source else { return Ok(String::new()) };
            let bytes = self.inner.storage.blobs.get(hash)?.unwrap_or_default();
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        for (step, change) in branch.changes.iter() {
            let (path, new) = match change {
                Change::Put(entry) => (&entry.path, Some(entry.source)),
                Change::Remove(path) => (path, None),
                Change::Move { from, to } => {
                    if let Some(source) = last.remove(from) {
                        last.insert(to, source);
                    }
                    continue;
                }
                Change::Saved { .. } => continue,
            };
            let old = last.get(path).copied();
            match new {
                Some(source) => last.insert(path, source),
                None => last.remove(path),
            };
            let node = node_of_step(core, id, *step);
            let begins = node.and_then(|node| core.node(node)).is_none_or(|node| node.kind == NodeKind::Open);
            // What is in the operations was looked at there; what was there from the beginning did not come.
            if begins
                || old == new
                || matches!((old, new), (_, Some(Source::Lane(_))) | (Some(Source::Lane(_)), _))
            {
                continue;
            }
            let (old, new) = (read(old)?, read(new)?);
            let count = |text: &str, needle: &str| text.matches(needle).count();
            let came = needles[0].is_none_or(|needle| count(&new, needle) > count(&old, needle));
            let went = needles[1].is_none_or(|needle| count(&new, needle) < count(&old, needle));
            if came && went {
                found.extend(node);
            }
        }
        Ok(())
    }
}

/// The node that a step belongs to: the first at or after it on its branch.
pub(crate) fn node_of_step(core: &Core, branch: BranchId, step: Step) -> Option<NodeId> {
    let nodes = &core.branch(branch)?.nodes;
    let at = nodes.partition_point(|id| core.node(*id).is_some_and(|node| node.step < step));
    nodes.get(at).copied()
}

/// Whether `needle` is around the new range more often than it was around the old one.
fn more(
    old: &Text,
    was: &std::ops::Range<usize>,
    new: &Text,
    is: &std::ops::Range<usize>,
    needle: &str,
) -> bool {
    let reach = needle.len() - 1;
    let around = |text: &Text, range: &std::ops::Range<usize>| {
        let start = text.clamp_boundary(range.start.saturating_sub(reach));
        let mut end = (range.end + reach).min(text.len());
        while !text.is_boundary(end) {
            end += 1;
        }
        overlapping(&text.slice(start..end), needle)
    };
    is.len() + was.len() > 0 && around(new, is) > around(old, was)
}

/// How often `needle` is in `text`, overlapping ones counted.
fn overlapping(text: &str, needle: &str) -> usize {
    let mut count = 0;
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(needle)) {
        count += 1;
        from += at + text.get(from + at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    }
    count
}

fn has_words(core: &Core, node: &Node, words: &[String]) -> bool {
    let author = core.author(node.author);
    let has = |text: &str, word: &str| {
        // Most texts are ASCII, and then nothing has to be copied.
        if text.is_ascii() && word.is_ascii() {
            text.as_bytes()
                .windows(word.len().max(1))
                .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
        } else {
            text.to_lowercase().contains(word)
        }
    };
    words.iter().all(|word| {
        has(&node.title, word)
            || node.label.as_ref().is_some_and(|label| has(label, word))
            || node.notes.iter().any(|note| has(&note.text, word))
            || node.files.iter().any(|touched| has(touched.path.as_str(), word))
            || author.is_some_and(|author| {
                has(&author.name, word) || author.detail.as_ref().is_some_and(|d| has(d, word))
            })
            || has(&node.content, word)
            || node.decision.as_ref().is_some_and(|decision| {
                has(&decision.context, word)
                    || has(&decision.decision, word)
                    || has(&decision.consequences, word)
            })
    })
}
