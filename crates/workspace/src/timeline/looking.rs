//! Questions of the face about the history: what the scrubber and the list show, a node in detail, two moments
//! compared, why a line is there. Answered in the background; of questions of one kind one is being answered and the
//! newest waits.

use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::{SpawnerExt as _, Timestamp};
use justbuilt_text::Text;
use justbuilt_timeline::history::{FileContent, Filter, Reason};
use justbuilt_timeline::lanes::{LaneNode, Lanes, layout};
use justbuilt_timeline::{Author, HistoryResult, Moment, Node, NodeId, ProjectPath, Timeline};
use parking_lot::Mutex;

use super::answer::{Answer, What};
use super::keeping::capitalised;
use super::recorder::{InFolder as _, Recorder};
use super::snapshot::{Comparison, NodeDetail, NodeListPage, NodeRow, ScrubLane, ScrubberWindow, WhyAnswer};
use crate::command::{CommandError, CommandResult};
use crate::diff::Diff;
use crate::event::Event;
use crate::ids::ViewId;
use crate::notice::NewNotice;
use crate::tabs::Item;
use crate::workspace::Workspace;

/// Nodes that the scrubber shows at most.
const MARKERS: usize = 4000;
/// Buckets that the scrubber may ask for.
const BUCKETS: usize = 4096;

/// What the face looks at.
#[derive(Default)]
pub(super) struct Looking {
    /// Whether the panel is seen.
    pub panel: bool,
    window: Question<(Range<Timestamp>, usize)>,
    list: Question<(Filter, Range<usize>)>,
    detail: Question<NodeId>,
    compare: Question<(Moment, Option<Moment>)>,
    why: Question<(ProjectPath, usize, Option<Moment>)>,
    graph: Arc<Mutex<Graph>>,
}

/// A kind of question.
struct Question<Q> {
    /// What was asked last; asked again when the history has grown.
    asked: Option<Q>,
    running: bool,
    /// Asked again meanwhile.
    again: bool,
}

impl<Q> Default for Question<Q> {
    fn default() -> Self {
        Self { asked: None, running: false, again: false }
    }
}

impl<Q: Clone> Question<Q> {
    /// What is to be answered now; nothing while an answer is on its way.
    fn begin(&mut self) -> Option<Q> {
        let asked = self.asked.clone()?;
        if std::mem::replace(&mut self.running, true) {
            self.again = true;
            return None;
        }
        Some(asked)
    }

    /// An answer is there. Whether the question is to be asked once more.
    fn end(&mut self) -> bool {
        self.running = false;
        std::mem::take(&mut self.again)
    }
}

/// The graph of all nodes, laid out as far as they were known.
#[derive(Default)]
struct Graph {
    lanes: Lanes,
    nodes: usize,
    /// The last node's parents may not be final only when the history was another one.
    last: Option<Arc<Node>>,
}

/// An answer.
pub(crate) enum Found {
    Window(HistoryResult<Box<(ScrubberWindow, Option<Range<Timestamp>>)>>),
    List(Filter, Range<usize>, HistoryResult<NodeListPage>),
    Detail(NodeId, HistoryResult<NodeDetail>),
    Compare((Moment, Option<Moment>), HistoryResult<Comparison>),
    Why(ProjectPath, usize, HistoryResult<(String, Vec<Reason>)>),
    Difference(HistoryResult<Box<Diff>>),
}

impl Workspace {
    /// Answers a question in the background, after all that waits was taken in.
    fn timeline_ask(
        &mut self,
        name: &'static str,
        answer: impl FnOnce(&Recorder, &Timeline) -> Found + Send + 'static,
    ) {
        let Some(recorder) = self.timeline.recorder.clone() else { return };
        let (generation, sender) = (self.timeline.generation, self.sender.clone());
        let work = move || {
            recorder.drain();
            let Some(timeline) = recorder.timeline() else { return };
            let found = answer(&recorder, timeline);
            // The workspace may be closed.
            sender
                .send(Event::Timeline(Box::new(Answer { generation, what: What::Found(Box::new(found)) })))
                .ok();
        };
        self.platform.spawner.blocking(name, move |_| work()).detach();
    }

    /// The panel is seen, or not any more: what it shows is kept up to date only while it is.
    pub(super) fn timeline_panel(&mut self, seen: bool) {
        self.timeline.looking.panel = seen;
        if seen {
            self.timeline_refresh();
        }
    }

    /// The history has grown: what the face looks at is asked again.
    pub(super) fn timeline_refresh(&mut self) {
        if self.timeline.looking.panel && self.timeline.history().is_some() {
            self.timeline_ask_window();
            self.timeline_ask_list();
        }
    }

    pub(super) fn timeline_window(&mut self, range: Range<Timestamp>, buckets: usize) {
        self.timeline.looking.panel = true;
        self.timeline.looking.window.asked = Some((range, buckets.clamp(1, BUCKETS)));
        self.timeline_ask_window();
    }

    fn timeline_ask_window(&mut self) {
        if self.timeline.history().is_none() {
            return;
        }
        let Some((range, buckets)) = self.timeline.looking.window.begin() else { return };
        let gap = std::time::Duration::from_secs(u64::from(self.settings.current().timeline.idle_gap));
        self.timeline_ask("timeline window", move |_, timeline| {
            Found::Window(window(timeline, range, buckets, gap).map(Box::new))
        });
    }

    pub(super) fn timeline_list(&mut self, filter: Filter, rows: Range<usize>) {
        self.timeline.looking.panel = true;
        let asked = Some((filter.clone(), rows));
        if self.timeline.looking.list.asked == asked {
            return;
        }
        let same = self.timeline.view.list.filter == filter;
        self.timeline.looking.list.asked = asked;
        if !same {
            let page = NodeListPage { filter, searching: true, ..NodeListPage::default() };
            self.timeline.view.list = Arc::new(page);
        }
        self.timeline_ask_list();
    }

    fn timeline_ask_list(&mut self) {
        if self.timeline.history().is_none() {
            return;
        }
        let Some((filter, rows)) = self.timeline.looking.list.begin() else { return };
        let graph = Arc::clone(&self.timeline.looking.graph);
        self.timeline_ask("timeline nodes", move |_, timeline| {
            let page = page(timeline, &graph, &filter, rows.clone());
            Found::List(filter, rows, page)
        });
    }

    pub(super) fn timeline_select(&mut self, node: Option<NodeId>) {
        self.timeline.looking.detail.asked = node;
        match node {
            None => self.timeline.view.selected = None,
            Some(_) => self.timeline_ask_detail(),
        }
    }

    fn timeline_ask_detail(&mut self) {
        let Some(node) = self.timeline.looking.detail.begin() else { return };
        self.timeline_ask("timeline node", move |_, timeline| Found::Detail(node, detail(timeline, node)));
    }

    pub(super) fn timeline_compare(&mut self, from: Moment, to: Option<Moment>) {
        self.timeline.looking.compare.asked = Some((from, to));
        self.timeline.view.compare = Some(Arc::new(Comparison {
            from,
            to,
            titles: Default::default(),
            files: Vec::new(),
            loading: true,
            error: None,
        }));
        self.timeline_ask_compare();
    }

    fn timeline_ask_compare(&mut self) {
        let Some((from, to)) = self.timeline.looking.compare.begin() else { return };
        self.timeline_ask("compare moments", move |_, timeline| {
            Found::Compare((from, to), compare(timeline, from, to))
        });
    }

    pub(super) fn timeline_close_compare(&mut self) {
        self.timeline.looking.compare.asked = None;
        self.timeline.view.compare = None;
    }

    /// Opens the difference of one file of the comparison in a tab.
    pub(super) fn timeline_compare_file(&mut self, path: ProjectPath) -> CommandResult {
        let compare = self.timeline.view.compare.clone();
        let compare = compare.ok_or(CommandError::NotNow("no moments are compared"))?;
        self.timeline_ask("compare file", move |recorder, timeline| {
            Found::Difference(difference(recorder, timeline, &compare, &path).map(Box::new))
        });
        Ok(())
    }

    pub(super) fn timeline_why(&mut self, path: ProjectPath, line: usize, moment: Option<Moment>) {
        self.timeline.looking.why.asked = Some((path.clone(), line, moment));
        let text = String::new();
        let (reasons, error) = (Vec::new(), None);
        self.timeline.view.why =
            Some(Arc::new(WhyAnswer { path, line, text, reasons, loading: true, error }));
        self.timeline_ask_why();
    }

    pub(super) fn timeline_why_at(&mut self, view: ViewId, line: usize) -> CommandResult {
        let id = self.view_document(view)?;
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let (path, moment) = match &document.past {
            Some(past) => (Some(past.info.path.clone()), self.timeline.shown_moment()),
            None if document.recorded => {
                (document.path.as_deref().and_then(|path| self.timeline.relative(path)), None)
            }
            None => (None, None),
        };
        let name = document.name.clone();
        let path = path.ok_or_else(|| CommandError::Failed(format!("“{name}” is not recorded")))?;
        self.timeline_why(path, line, moment);
        Ok(())
    }

    fn timeline_ask_why(&mut self) {
        let Some((path, line, moment)) = self.timeline.looking.why.begin() else { return };
        self.timeline_ask("why a line is there", move |_, timeline| {
            let moment = moment.unwrap_or_else(|| timeline.now());
            let answer = timeline.text(path.as_str(), moment).and_then(|text| {
                let reasons = timeline.why(path.as_str(), line, moment)?;
                Ok((line_text(&text, line), reasons))
            });
            Found::Why(path, line, answer)
        });
    }

    pub(super) fn timeline_close_why(&mut self) {
        self.timeline.looking.why.asked = None;
        self.timeline.view.why = None;
    }

    /// Takes in an answer.
    pub(super) fn timeline_found(&mut self, found: Found) {
        match found {
            Found::Window(window) => {
                match window {
                    Ok(found) => {
                        let (window, span) = *found;
                        self.timeline.view.window = Arc::new(window);
                        self.timeline.view.span = span;
                    }
                    Err(error) => log::warn!("the scrubber shows nothing: {error}"),
                }
                if self.timeline.looking.window.end() {
                    self.timeline_ask_window();
                }
            }
            Found::List(filter, rows, page) => {
                if self.timeline.looking.list.asked.as_ref().is_some_and(|(asked, _)| *asked == filter) {
                    let page = page.unwrap_or_else(|error| {
                        let error = Some(capitalised(&error.to_string()));
                        NodeListPage { filter, rows, error, ..NodeListPage::default() }
                    });
                    self.timeline.view.list = Arc::new(page);
                }
                if self.timeline.looking.list.end() {
                    self.timeline_ask_list();
                }
            }
            Found::Detail(node, detail) => {
                if self.timeline.looking.detail.asked == Some(node) {
                    match detail {
                        Ok(detail) => self.timeline.view.selected = Some(Arc::new(detail)),
                        Err(error) => {
                            self.timeline.view.selected = None;
                            self.timeline_tell("The node cannot be shown", &error);
                        }
                    }
                }
                if self.timeline.looking.detail.end() {
                    self.timeline_ask_detail();
                }
            }
            Found::Compare(asked, comparison) => {
                if self.timeline.looking.compare.asked == Some(asked) {
                    let comparison = comparison.unwrap_or_else(|error| Comparison {
                        from: asked.0,
                        to: asked.1,
                        titles: Default::default(),
                        files: Vec::new(),
                        loading: false,
                        error: Some(capitalised(&error.to_string())),
                    });
                    self.timeline.view.compare = Some(Arc::new(comparison));
                }
                if self.timeline.looking.compare.end() {
                    self.timeline_ask_compare();
                }
            }
            Found::Why(path, line, answer) => {
                let asked = self.timeline.looking.why.asked.as_ref();
                if asked.is_some_and(|(asked, at, _)| *asked == path && *at == line) {
                    let (text, reasons, error) = match answer {
                        Ok((text, reasons)) => (text, reasons, None),
                        Err(error) => (String::new(), Vec::new(), Some(capitalised(&error.to_string()))),
                    };
                    let answer = WhyAnswer { path, line, text, reasons, loading: false, error };
                    self.timeline.view.why = Some(Arc::new(answer));
                }
                if self.timeline.looking.why.end() {
                    self.timeline_ask_why();
                }
            }
            Found::Difference(diff) => match diff {
                Ok(diff) => {
                    self.open_item(Item::Compare(Arc::new(*diff)));
                }
                Err(error) => self.timeline_tell("The file cannot be compared", &error),
            },
        }
    }

    pub(super) fn timeline_tell(&mut self, title: &str, error: &justbuilt_timeline::HistoryError) {
        self.notify(NewNotice::error(title).detail(format!(
            "{}. {}",
            capitalised(&error.to_string()),
            error.help()
        )));
    }
}

fn line_text(text: &Text, line: usize) -> String {
    if line < text.line_count() { text.slice(text.line_content(line)).into_owned() } else { String::new() }
}

fn author_of(timeline: &Timeline, node: &Node) -> Author {
    timeline.author_of(node.author).unwrap_or_else(|| Author::person("Unknown"))
}

fn window(
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
        NodeKind::EditBurst => 0,
        NodeKind::Save | NodeKind::Open => 1,
        _ => 2,
    }
}

/// A part of the list of nodes.
fn page(
    timeline: &Timeline,
    graph: &Mutex<Graph>,
    filter: &Filter,
    rows: Range<usize>,
) -> HistoryResult<NodeListPage> {
    let row = |node: Arc<Node>, graph| NodeRow { author: author_of(timeline, &node), node, graph };
    if *filter != Filter::default() {
        let found = timeline.nodes(filter)?;
        let range = rows.start.min(found.len())..rows.end.min(found.len());
        let nodes =
            found.get(range.clone()).unwrap_or_default().iter().map(|node| row(Arc::clone(node), None));
        return Ok(NodeListPage {
            filter: filter.clone(),
            rows: range,
            total: found.len(),
            nodes: nodes.collect(),
            ..NodeListPage::default()
        });
    }
    let total = timeline.node_count();
    let range = rows.start.min(total)..rows.end.min(total);
    let mut graph = graph.lock();
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

impl Graph {
    /// Lays out the nodes that came since.
    fn follow(&mut self, timeline: &Timeline, total: usize) {
        let node = |at: usize| {
            timeline.node_of(NodeId(at as u64 + 1)).map(|node| LaneNode {
                line: u32::try_from(node.branch.0).unwrap_or(u32::MAX),
                parents: node
                    .parents
                    .iter()
                    .filter_map(|parent| u32::try_from(parent.0).ok()?.checked_sub(1))
                    .collect(),
            })
        };
        // Only a node without a line of its own is missing: then its place stays empty.
        let lone = || LaneNode { line: u32::MAX, parents: Default::default() };
        if self.nodes > total {
            *self = Self::default();
        }
        if self.nodes == 0 {
            let nodes: Vec<LaneNode> = (0..total).map(|at| node(at).unwrap_or_else(lone)).collect();
            self.lanes = layout(&nodes);
        } else {
            for at in self.nodes..total {
                self.lanes.push(&node(at).unwrap_or_else(lone));
            }
        }
        self.nodes = total;
        self.last = timeline.node_of(NodeId(total as u64));
    }
}

fn detail(timeline: &Timeline, id: NodeId) -> HistoryResult<NodeDetail> {
    let node = timeline.node_of(id).ok_or(justbuilt_timeline::HistoryError::NoNode(id))?;
    let before = timeline.before_node(id)?;
    let files = timeline.changed_lines(before, node.moment())?;
    Ok(NodeDetail { author: author_of(timeline, &node), node, files, before, loading: false })
}

fn compare(timeline: &Timeline, from: Moment, to: Option<Moment>) -> HistoryResult<Comparison> {
    let end = to.unwrap_or_else(|| timeline.now());
    let files = timeline.changed_lines(from, end)?;
    let title = |moment| title_of(timeline, moment);
    let titles = (title(from), to.map_or_else(|| "Now".to_owned(), title));
    Ok(Comparison { from, to, titles, files, loading: false, error: None })
}

/// What a moment is called.
pub(super) fn title_of(timeline: &Timeline, moment: Moment) -> String {
    let branch = timeline.branch_info(moment.branch).map(|branch| branch.name).unwrap_or_default();
    match timeline.node_at(moment) {
        Some(node) if node.step == moment.step => format!("{} ({branch})", node.name()),
        Some(node) => format!("After {} ({branch})", node.name()),
        None => branch,
    }
}

fn difference(
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
