//! Questions of the face about the history: what the scrubber and the list show, a node in detail, two moments
//! compared, why a line is there. Answered in the background; of questions of one kind one is being answered and the
//! newest waits.

mod answers;

use std::ops::Range;
use std::sync::Arc;

use justbuilt_base::{CancelToken, SpawnerExt as _, Timestamp};
use justbuilt_timeline::history::{Filter, Reason};
use justbuilt_timeline::{BranchId, HistoryResult, Moment, NodeId, NodeKind, ProjectPath, Step, Timeline};
use parking_lot::Mutex;

use super::answer::{Answer, What};
use super::keeping::capitalised;
use super::recorder::Recorder;
use super::snapshot::{Comparison, NodeDetail, NodeListPage, ScrubberWindow, WhyAnswer};
use crate::command::{CommandError, CommandResult};
use crate::diff::Diff;
use crate::effect::{Effect, PanelId};
use crate::event::Event;
use crate::ids::ViewId;
use crate::notice::NewNotice;
use crate::tabs::Item;
use crate::workspace::Workspace;
use answers::{Lists, compare, detail, difference, line_text, page, window};

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
    compare: Question<Ends>,
    why: Question<(ProjectPath, usize, Option<Moment>)>,
    lists: Arc<Mutex<Lists>>,
    /// Ends the search for a list that is not wanted any more.
    list_stop: CancelToken,
}

/// What is compared; without a second one with now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Ends {
    /// Two moments.
    Moments(Moment, Option<Moment>),
    /// What was at two times on a branch, to the step.
    Times(BranchId, Timestamp, Option<Timestamp>),
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

/// An answer.
pub(crate) enum Found {
    Window(HistoryResult<Box<(ScrubberWindow, Option<Range<Timestamp>>)>>),
    List(Box<(Filter, Range<usize>)>, HistoryResult<Box<NodeListPage>>),
    Detail(NodeId, HistoryResult<NodeDetail>),
    Compare(Ends, HistoryResult<Comparison>),
    Why(ProjectPath, usize, HistoryResult<(String, Vec<Reason>)>),
    Difference(HistoryResult<Box<Diff>>),
    /// The node where the change set of this key was made.
    Located(String, HistoryResult<Option<NodeId>>),
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
            std::mem::take(&mut self.timeline.looking.list_stop).cancel();
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
        let lists = Arc::clone(&self.timeline.looking.lists);
        let (stop, languages) = (self.timeline.looking.list_stop.clone(), Arc::clone(&self.languages));
        self.timeline_ask("timeline nodes", move |_, timeline| {
            let page = page(timeline, &lists, &languages, &filter, rows.clone(), &stop);
            Found::List(Box::new((filter, rows)), page.map(Box::new))
        });
    }

    pub(super) fn timeline_select(&mut self, node: Option<NodeId>) {
        self.timeline.looking.detail.asked = node;
        match node {
            None => self.timeline.view.selected = None,
            Some(_) => self.timeline_ask_detail(),
        }
    }

    /// Shows the node where a change set was made.
    pub(crate) fn timeline_locate(&mut self, key: String) -> CommandResult {
        if self.timeline.history().is_none() {
            return Err(CommandError::Failed("the timeline of this project is not there".to_owned()));
        }
        self.timeline_ask("find a change set", move |_, timeline| {
            let filter = Filter {
                kinds: vec![NodeKind::AiAction],
                search: Some(key.clone()),
                limit: Some(1),
                ..Filter::default()
            };
            let found = timeline.nodes(&filter).map(|nodes| nodes.first().map(|node| node.id));
            Found::Located(key, found)
        });
        Ok(())
    }

    fn timeline_ask_detail(&mut self) {
        let Some(node) = self.timeline.looking.detail.begin() else { return };
        self.timeline_ask("timeline node", move |_, timeline| Found::Detail(node, detail(timeline, node)));
    }

    pub(super) fn timeline_compare(&mut self, ends: Ends) {
        self.timeline.looking.compare.asked = Some(ends);
        self.timeline.view.compare = Some(Arc::new(Comparison { loading: true, ..nothing_compared(ends) }));
        self.timeline_ask_compare();
    }

    fn timeline_ask_compare(&mut self) {
        let Some(ends) = self.timeline.looking.compare.begin() else { return };
        self.timeline_ask("compare moments", move |_, timeline| {
            Found::Compare(ends, compare(timeline, ends))
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
            Found::List(asked, page) => {
                let (filter, rows) = *asked;
                if self.timeline.looking.list.asked.as_ref().is_some_and(|(asked, _)| *asked == filter) {
                    let page = page.map(|page| *page).unwrap_or_else(|error| {
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
                        error: Some(capitalised(&error.to_string())),
                        ..nothing_compared(asked)
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
            Found::Located(key, Ok(node)) => {
                self.chat_set_located(&key, node.is_some());
                match node {
                    Some(_) => {
                        self.timeline_select(node);
                        self.push_effect(Effect::FocusPanel(PanelId::Timeline));
                    }
                    None => {
                        let notice = NewNotice::info("These changes are not in the timeline");
                        self.notify(notice.detail("They were dropped, or never made."));
                    }
                }
            }
            Found::Located(_, Err(error)) => self.timeline_tell("The timeline cannot be searched", &error),
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

/// A comparison that says nothing yet.
fn nothing_compared(ends: Ends) -> Comparison {
    let (from, to) = match ends {
        Ends::Moments(from, to) => (from, to),
        Ends::Times(branch, ..) => (Moment::new(branch, Step(0)), None),
    };
    let (titles, times) = Default::default();
    Comparison { from, to, titles, times, files: Vec::new(), loading: false, error: None }
}
