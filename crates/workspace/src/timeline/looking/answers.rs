//! Answers to questions about the history, out of a standing copy of it. Called in the background.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::{CancelToken, Timestamp};
use justbuilt_syntax::Languages;
use justbuilt_text::Text;
use justbuilt_timeline::history::{FileContent, Filter, SymbolSearch};
use justbuilt_timeline::lanes::{LaneNode, LaneRow, Lanes, layout, layout_with, only};
use justbuilt_timeline::{Author, HistoryResult, Moment, Node, NodeId, ProjectPath, Timeline};
use parking_lot::Mutex;

use super::super::recorder::{InFolder as _, Recorder};
use super::super::snapshot::{Comparison, NodeDetail, NodeListPage, NodeRow, ScrubLane, ScrubberWindow};
use super::super::symbols::LanguageSymbols;
use super::Ends;
use crate::diff::Diff;

/// Nodes that the scrubber shows at most.
const MARKERS: usize = 4000;

/// The graph of all nodes, laid out as far as they were known.
#[derive(Default)]
struct Graph {
    lanes: Lanes,
    nodes: usize,
    /// The last node's parents may not be final only when the history was another one.
    last: Option<Arc<Node>>,
}

pub(super) fn line_text(text: &Text, line: usize) -> String {
    if line < text.line_count() { text.slice(text.line_content(line)).into_owned() } else { String::new() }
}

fn author_of(timeline: &Timeline, node: &Node) -> Author {
    timeline.author_of(node.author).unwrap_or_else(|| Author::person("Unknown"))
}

pub(super) fn window(
    timeline: &Timeline,
    range: Range<Timestamp>,
    buckets: usize,
    gap: std::time::Duration,
) -> HistoryResult<(ScrubberWindow, Option<Range<Timestamp>>)> {
    let branches: Vec<_> = timeline.branches().into_iter().filter(|branch| !branch.deleted).collect();
    let ids: Vec<_> = branches.iter().map(|branch| branch.id).collect();
    let density = timeline.density(&ids, range.clone(), buckets)?;
    let sessions = timeline.sessions(&ids, gap)?;
    let span = match (sessions.first(), sessions.last()) {
        (Some(first), Some(last)) => Some(first.start..last.end),
        _ => None,
    };
    let lanes = branches.into_iter().zip(density.branches).map(|(branch, density)| ScrubLane {
        branch: branch.id,
        name: branch.name,
        origin: branch.origin,
        created: branch.created,
        active: branch.active,
        buckets: density.buckets,
    });
    let filter = Filter { branches: ids, from: Some(range.start), to: Some(range.end), ..Filter::default() };
    let mut markers = timeline.nodes(&filter)?;
    let left_out = markers.len().saturating_sub(MARKERS);
    if left_out > 0 {
        // The weightier ones stay, in their order.
        markers.sort_by_key(|node| std::cmp::Reverse((node.is_named(), weight(node), node.id)));
        markers.truncate(MARKERS);
    }
    markers.sort_by_key(|node| (node.time, node.id));
    let window =
        ScrubberWindow { range, sessions: sessions.into(), lanes: lanes.collect(), markers, left_out };
    Ok((window, span))
}

fn weight(node: &Node) -> u8 {
    use justbuilt_timeline::NodeKind;
    match node.kind {
        _ if node.kind.is_burst() => 0,
        NodeKind::Save | NodeKind::Open => 1,
        _ => 2,
    }
}

/// What a list of nodes needs besides the history: kept between questions, as far as it goes.
#[derive(Default)]
pub(in crate::timeline) struct Lists {
    graph: Graph,
    symbols: SymbolSearch,
    /// Made at the first question about a symbol.
    languages: Option<LanguageSymbols>,
}

/// A part of the list of nodes.
pub(super) fn page(
    timeline: &Timeline,
    lists: &Mutex<Lists>,
    languages: &Arc<Languages>,
    filter: &Filter,
    rows: Range<usize>,
    stop: &CancelToken,
) -> HistoryResult<NodeListPage> {
    let row = |node: Arc<Node>, graph| NodeRow { author: author_of(timeline, &node), node, graph };
    let mut lists = lists.lock();
    if *filter != Filter::default() {
        let Lists { symbols, languages: finder, .. } = &mut *lists;
        let finder = finder.get_or_insert_with(|| LanguageSymbols::new(Arc::clone(languages)));
        let found = timeline.nodes_with_symbol(filter, symbols, finder, &|| stop.is_cancelled())?;
        let range = rows.start.min(found.len())..rows.end.min(found.len());
        let (graph, columns) = some_graph(timeline, &found, range.clone());
        let mut graph = graph.into_iter();
        let nodes = found.get(range.clone()).unwrap_or_default();
        return Ok(NodeListPage {
            filter: filter.clone(),
            rows: range,
            total: found.len(),
            nodes: nodes.iter().map(|node| row(Arc::clone(node), graph.next())).collect(),
            columns,
            ..NodeListPage::default()
        });
    }
    let graph = &mut lists.graph;
    let total = timeline.node_count();
    let range = rows.start.min(total)..rows.end.min(total);
    graph.follow(timeline, total);
    let lanes = graph.lanes.rows(range.clone());
    let nodes = range.clone().zip(lanes).filter_map(|(at, lane)| {
        let id = NodeId((total - at) as u64);
        Some(row(timeline.node_of(id)?, Some(lane)))
    });
    Ok(NodeListPage {
        filter: Filter::default(),
        nodes: nodes.collect(),
        rows: range,
        total,
        columns: graph.lanes.columns(),
        searching: false,
        error: None,
    })
}

/// A node of the graph by its place, from the oldest.
fn lane_node(timeline: &Timeline, at: usize) -> LaneNode {
    let node = timeline.node_of(NodeId(at as u64 + 1)).map(|node| LaneNode {
        line: u32::try_from(node.branch.0).unwrap_or(u32::MAX),
        parents: node
            .parents
            .iter()
            .filter_map(|parent| u32::try_from(parent.0).ok()?.checked_sub(1))
            .collect(),
    });
    // Only a node without a line of its own is missing: then its place stays empty.
    node.unwrap_or_else(|| LaneNode { line: u32::MAX, parents: Default::default() })
}

/// The graph of the nodes that a filter left, newest first: rows of a part of them, and the columns of all.
fn some_graph(timeline: &Timeline, found: &[Arc<Node>], rows: Range<usize>) -> (Vec<LaneRow>, usize) {
    // The rows of a graph are in the order of the numbers.
    if !found.is_sorted_by(|newer, older| newer.id > older.id) {
        return (Vec::new(), 0);
    }
    let all: Vec<LaneNode> = (0..timeline.node_count()).map(|at| lane_node(timeline, at)).collect();
    let mut shown = found.iter().rev().map(|node| node.id).peekable();
    let some = only(&all, |at| shown.next_if_eq(&NodeId(u64::from(at) + 1)).is_some());
    let lanes = layout_with(&some, all.first().map(|first| first.line));
    (lanes.rows(rows), lanes.columns())
}

impl Graph {
    /// Lays out the nodes that came since.
    fn follow(&mut self, timeline: &Timeline, total: usize) {
        if self.nodes > total {
            *self = Self::default();
        }
        if self.nodes == 0 {
            let nodes: Vec<LaneNode> = (0..total).map(|at| lane_node(timeline, at)).collect();
            self.lanes = layout(&nodes);
        } else {
            for at in self.nodes..total {
                self.lanes.push(&lane_node(timeline, at));
            }
        }
        self.nodes = total;
        self.last = timeline.node_of(NodeId(total as u64));
    }
}

pub(super) fn detail(timeline: &Timeline, id: NodeId) -> HistoryResult<NodeDetail> {
    let node = timeline.node_of(id).ok_or(justbuilt_timeline::HistoryError::NoNode(id))?;
    let before = timeline.before_node(id)?;
    let files = timeline.changed_lines(before, node.moment())?;
    Ok(NodeDetail { author: author_of(timeline, &node), node, files, before, loading: false })
}

pub(super) fn compare(timeline: &Timeline, ends: Ends) -> HistoryResult<Comparison> {
    let (from, to) = match ends {
        Ends::Moments(from, to) => (from, to),
        Ends::Times(branch, from, to) => {
            let at = |time| timeline.moment_at_time(branch, time);
            (at(from)?, to.map(at).transpose()?)
        }
    };
    let end = to.unwrap_or_else(|| timeline.now());
    let files = timeline.changed_lines(from, end)?;
    let title = |moment| title_of(timeline, moment);
    let titles = (title(from), to.map_or_else(|| "Now".to_owned(), title));
    // A node says itself when it was.
    let time = |moment: Moment| match timeline.node_at(moment) {
        Some(node) if node.step == moment.step => Ok(None),
        _ => timeline.time_of(moment),
    };
    let times = (time(from)?, to.map(time).transpose()?.flatten());
    Ok(Comparison { from, to, titles, times, files, loading: false, error: None })
}

/// What a moment is called.
fn title_of(timeline: &Timeline, moment: Moment) -> String {
    let branch = timeline.branch_info(moment.branch).map(|branch| branch.name).unwrap_or_default();
    match timeline.node_at(moment) {
        Some(node) if node.step == moment.step => format!("{} ({branch})", node.name()),
        Some(node) => format!("After {} ({branch})", node.name()),
        None => branch,
    }
}

pub(super) fn difference(
    recorder: &Recorder,
    timeline: &Timeline,
    compare: &Comparison,
    path: &ProjectPath,
) -> HistoryResult<Diff> {
    let end = compare.to.unwrap_or_else(|| timeline.now());
    let change = compare.files.iter().find(|change| change.path == *path);
    let old_path = change.and_then(|change| change.old_path.as_ref()).unwrap_or(path);
    let text = |path: &ProjectPath, moment| -> HistoryResult<Text> {
        let content = timeline.content(path.as_str(), moment)?;
        Ok(content.as_ref().and_then(FileContent::text).cloned().unwrap_or_default())
    };
    let (old, new) = (text(old_path, compare.from)?, text(path, end)?);
    let path = path.in_folder(&recorder.root);
    Ok(Diff::new(Some(path), (&compare.titles.0, &old), (&compare.titles.1, &new)))
}
