//! Showing the past: the tabs of the project's files get documents of that moment, read-only, with views of their
//! own. The documents of the present, with their unsaved text, carets and folds, are not touched, and come back as
//! they are.

use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_text::{Buffer, EditKind, Selections, Text};
use justbuilt_timeline::ProjectPath;
use justbuilt_timeline::history::{LineHunk, Restore};

use super::TimelineCommand;
use super::answer::{Answer, What};
use super::recorder::InFolder as _;
use super::seeking::{PastText, Target, There, Wanted, change_between, marks};
use super::snapshot::{LineMark, PastFile, PastFileState, PastMoment, Shown};
use crate::command::{Command, CommandError, CommandResult};
use crate::document::Document;
use crate::effect::{Align, Effect};
use crate::event::Event;
use crate::ids::{DocumentId, TabId, ViewId};
use crate::notice::NewNotice;
use crate::snapshot::DiskState;
use crate::tabs::Item;
use crate::tabs::opening::name_of;
use crate::workspace::Workspace;

/// That the past is shown.
#[derive(Default)]
pub(super) struct Past {
    /// Differences to now are being looked for again, and are to be once more after that.
    marking: bool,
    marks_due: bool,
}

/// What a document of the past is.
pub(crate) struct PastDocument {
    /// The document of the same file now, if it is open.
    pub present: Option<DocumentId>,
    /// What the face sees.
    pub info: Arc<PastFile>,
}

/// Differences to now, looked for again.
pub(crate) struct Marked(Vec<MarkedText>);

/// A document of the past, its text, where that differs from now, and by how many lines.
type MarkedText = (DocumentId, Text, Arc<[LineMark]>, (usize, usize));

impl Workspace {
    /// The files that tabs show, with what they show.
    pub(super) fn timeline_wanted(&self) -> Vec<Wanted> {
        let mut wanted: Vec<Wanted> = Vec::new();
        for tab in self.tabs.iter() {
            let Item::Document(view) = &tab.item else { continue };
            let Some(document) = self.views.get(view).and_then(|view| self.documents.get(view.document))
            else {
                continue;
            };
            let found = match &document.past {
                Some(past) => {
                    let present = past.present.and_then(|id| self.documents.get(id));
                    let path = match present {
                        Some(present) => {
                            present.path.as_deref().and_then(|path| self.timeline.relative(path))
                        }
                        None => Some(past.info.path.clone()),
                    };
                    path.map(|path| Wanted {
                        document: past.present.unwrap_or(document.id),
                        path,
                        shown: document.text().clone(),
                        now: present.map(|present| present.text().clone()),
                    })
                }
                None => self.timeline_can_show(document).map(|path| Wanted {
                    document: document.id,
                    path,
                    shown: document.text().clone(),
                    now: Some(document.text().clone()),
                }),
            };
            if let Some(found) = found
                && !wanted.iter().any(|other| other.document == found.document)
            {
                wanted.push(found);
            }
        }
        wanted
    }

    /// The path of a document of the present whose past can be shown.
    fn timeline_can_show(&self, document: &Document) -> Option<ProjectPath> {
        if document.past.is_some() || document.hex || document.load.is_reading() {
            return None;
        }
        self.timeline.relative(document.path.as_deref()?)
    }

    /// Shows a moment that was looked up.
    pub(super) fn timeline_show(&mut self, there: There) {
        let There { moment, time, branch, node, files, texts, .. } = there;
        self.timeline.past.get_or_insert_default();
        let past = PastMoment { moment, time, branch, node, files, seeking: false };
        self.timeline.view.shown = Shown::Past(Arc::new(past));
        for text in texts {
            self.timeline_show_text(text);
        }
        self.touch_tabs();
    }

    fn timeline_show_text(&mut self, found: PastText) {
        let PastText { document: id, path, state, text, change, shown, marks, counts, focus } = found;
        let root = self.project.root().unwrap_or(std::path::Path::new("")).to_owned();
        let full_path = path.in_folder(&root);
        let info = Arc::new(PastFile { path, full_path, state, marks, counts });
        let known = self.documents.iter().find(|document| match &document.past {
            Some(past) => past.present == Some(id) || (past.present.is_none() && document.id == id),
            None => false,
        });
        let known = known.map(|document| document.id);
        let past = match known {
            Some(past) => past,
            None => match self.timeline_past_document(id, &info) {
                Some(past) => past,
                None => return,
            },
        };
        self.timeline_attach(id, past);
        let Some(document) = self.documents.get_mut(past) else { return };
        document.name = name_of(&info.full_path);
        if let Some(held) = &mut document.past {
            held.info = info;
        }
        let old = document.text().clone();
        let change = match change {
            // What is shown is not what it was when the look-up began.
            _ if old == text => None,
            Some(change) if old == shown => Some(change),
            _ => Some(change_between(&old, &text)),
        };
        if let Some(change) = change
            && let Err(error) = self.change_document(past, &change, EditKind::Other("the past"))
        {
            log::error!("the past cannot be shown: {error}");
        }
        if let Some(document) = self.documents.get_mut(past) {
            document.buffer.mark_saved();
        }
        for view in self.views_of(past) {
            if let Some(saved) = self.saved_view(view) {
                let (line, rows, columns) = saved.scroll;
                let held = self.views.get(&view).map(|held| held.viewport.scroll);
                if known.is_none() || held.is_some_and(|scroll| scroll.line != line) {
                    let scroll = crate::command::Scroll { line, rows, columns };
                    self.push_effect(Effect::RestoreScroll { view, scroll });
                }
            }
            if let Some(byte) = focus
                && let Err(error) = self.set_selections(view, Selections::caret(byte), Align::CenterIfHidden)
            {
                log::debug!("the caret stays: {error}");
            }
        }
        self.touch_document(past);
    }

    /// A document for the past of one of the present, with the text of now for a start.
    fn timeline_past_document(&mut self, present: DocumentId, info: &Arc<PastFile>) -> Option<DocumentId> {
        let document = self.documents.get(present)?;
        let (text, language) = (document.text().clone(), document.language);
        let (indent, tab_width) = (document.indent, document.tab_width);
        let id = self.insert_document(None, name_of(&info.full_path));
        let document = self.documents.get_mut(id)?;
        document.past = Some(PastDocument { present: Some(present), info: Arc::clone(info) });
        document.buffer = Buffer::new(text);
        document.disk = DiskState::InStep;
        document.language = language;
        document.language_chosen = true;
        document.indent = indent;
        document.indent_chosen = true;
        document.tab_width = tab_width;
        self.text_replaced(id);
        Some(id)
    }

    /// Tabs that show a document of the present show that of the past.
    fn timeline_attach(&mut self, present: DocumentId, past: DocumentId) {
        let views: Vec<(TabId, ViewId)> = self
            .tabs
            .iter()
            .filter_map(|tab| match tab.item {
                Item::Document(view) => Some((tab.id, view)),
                _ => None,
            })
            .filter(|(_, view)| self.views.get(view).is_some_and(|view| view.document == present))
            .filter(|_| present != past)
            .collect();
        for (tab, view) in views {
            let looks = self.saved_view(view);
            let viewport = self.views.get(&view).map(|held| held.viewport);
            let new = self.new_view(past);
            if let Some(held) = self.views.get_mut(&new) {
                held.present = Some(view);
                held.restore = looks;
                if let Some(viewport) = viewport {
                    held.viewport.rows = viewport.rows;
                    held.viewport.columns = viewport.columns;
                }
            }
            // The text is still that of now, so everything fits; then it moves along.
            self.restore_view(new);
            if let Some(held) = self.tabs.get_mut(tab) {
                held.item = Item::Document(new);
            }
            self.timeline_focus(tab, new);
        }
    }

    fn timeline_focus(&mut self, tab: TabId, view: ViewId) {
        if self.tabs.active_id() == Some(tab) && self.focus == crate::command::Focus::Editor {
            self.push_effect(Effect::FocusEditor(view));
        }
    }

    /// Opens a file of the moment that is shown.
    pub(super) fn timeline_open_then(&mut self, path: ProjectPath) -> CommandResult {
        let moment = self.timeline.shown_moment().ok_or(CommandError::NotNow("the present is shown"))?;
        let root = self.project.root().ok_or(CommandError::NotNow("no project is open"))?;
        let full_path = path.in_folder(root);
        let open = self
            .documents
            .iter()
            .find(|document| document.past.as_ref().is_some_and(|past| past.info.path == path))
            .map(|document| document.id);
        if let Some(tab) = open.and_then(|id| self.tab_of_document(id)) {
            self.show_tab(tab, false);
            return Ok(());
        }
        let there_now = self.timeline.history().is_some_and(|history| {
            history.manifest(history.now()).get(path.as_str()).is_some()
                && history.manifest(moment).get(path.as_str()).is_some()
        });
        if there_now {
            let open = crate::command::OpenAt { path: full_path, ..Default::default() };
            self.open_at(open);
            return Ok(());
        }
        let state = PastFileState::Loading;
        let info = Arc::new(PastFile { path, full_path, state, marks: Arc::default(), counts: (0, 0) });
        let id = self.insert_document(Some(info.full_path.clone()), name_of(&info.full_path));
        // The name says the language; there is no file to be read or written.
        self.guess_properties(id);
        if let Some(document) = self.documents.get_mut(id) {
            document.path = None;
            document.language_chosen = true;
            document.disk = DiskState::InStep;
            document.past = Some(PastDocument { present: None, info });
        }
        let view = self.new_view(id);
        self.text_replaced(id);
        self.open_item(Item::Document(view));
        self.timeline_seek(Target::Here)
    }

    /// Shows the present again, as it was left.
    pub(crate) fn timeline_leave_past(&mut self) {
        self.timeline_seek_forget();
        self.timeline_replay_stop();
        if self.timeline.past.take().is_none() {
            return;
        }
        self.timeline.view.shown = Shown::Now;
        if let Some(refusal) = self.timeline.refusal.take() {
            self.notices.retain(|notice| notice.id != refusal);
        }
        let tabs: Vec<TabId> = self.tabs.iter().map(|tab| tab.id).collect();
        for tab in tabs {
            self.timeline_release(tab);
        }
        let gone: Vec<DocumentId> = self
            .documents
            .iter()
            .filter(|document| document.past.is_some())
            .map(|document| document.id)
            .collect();
        for id in gone {
            for view in self.views_of(id) {
                self.views.remove(&view);
            }
            self.documents.remove(id);
        }
        self.timeline.touch();
        self.touch_tabs();
    }

    /// A tab of the past shows the present again; one whose file is not open now goes.
    pub(crate) fn timeline_release(&mut self, tab: TabId) {
        let Some(Item::Document(view)) = self.tabs.get(tab).map(|tab| tab.item.clone()) else { return };
        let Some(held) = self.views.get(&view) else { return };
        let Some(past) = self.documents.get(held.document).and_then(|document| document.past.as_ref()) else {
            return;
        };
        let (held, of) = (held.present, past.present);
        let present = held.filter(|view| self.views.contains_key(view)).or_else(|| {
            // A second view of the past: it shows the same file now.
            let present = of.filter(|id| self.documents.get(*id).is_some())?;
            Some(self.new_view(present))
        });
        match present {
            Some(present) => {
                if let Some(tab) = self.tabs.get_mut(tab) {
                    tab.item = Item::Document(present);
                }
                if let Some(saved) = self.saved_view(present) {
                    let (line, rows, columns) = saved.scroll;
                    let scroll = crate::command::Scroll { line, rows, columns };
                    self.push_effect(Effect::RestoreScroll { view: present, scroll });
                }
                self.timeline_focus(tab, present);
            }
            None => {
                self.tabs.remove(tab);
            }
        }
        self.views.remove(&view);
        self.touch_tabs();
    }

    /// Tabs that came while the past is shown get texts of the past, too.
    pub(super) fn timeline_past_tick(&mut self) {
        if self.timeline.past.is_none() {
            return;
        }
        let new = self.tabs.iter().any(|tab| match &tab.item {
            Item::Document(view) => {
                let document = self.views.get(view).and_then(|view| self.documents.get(view.document));
                document.is_some_and(|document| self.timeline_can_show(document).is_some())
            }
            _ => false,
        });
        if new {
            // It was just seen that there is a history.
            self.timeline_seek(Target::Here).ok();
        }
        if self.timeline.past.as_ref().is_some_and(|past| past.marks_due && !past.marking) {
            self.timeline_mark();
        }
    }

    /// A document of the present changed: differences to it are looked for again.
    pub(super) fn timeline_marks_due(&mut self) {
        if let Some(past) = &mut self.timeline.past {
            past.marks_due = true;
        }
    }

    fn timeline_mark(&mut self) {
        let Some(past) = &mut self.timeline.past else { return };
        (past.marking, past.marks_due) = (true, false);
        let pairs: Vec<(DocumentId, Text, Text)> = self
            .documents
            .iter()
            .filter_map(|document| {
                let past = document.past.as_ref().filter(|past| past.info.state == PastFileState::Text)?;
                let present = self.documents.get(past.present?)?;
                Some((document.id, document.text().clone(), present.text().clone()))
            })
            .collect();
        let (generation, sender) = (self.timeline.generation, self.sender.clone());
        let work = move || {
            let marked = pairs.into_iter().map(|(id, then, now)| {
                let (marks, counts) = marks(&then, &now);
                (id, then, marks, counts)
            });
            let what = What::Marked(Box::new(Marked(marked.collect())));
            // The workspace may be closed.
            sender.send(Event::Timeline(Box::new(Answer { generation, what }))).ok();
        };
        self.platform.spawner.blocking("compare with now", move |_| work()).detach();
    }

    /// Differences to now were looked for again.
    pub(super) fn timeline_marked(&mut self, marked: Marked) {
        if let Some(past) = &mut self.timeline.past {
            past.marking = false;
        }
        for (id, text, marks, counts) in marked.0 {
            let Some(document) = self.documents.get_mut(id) else { continue };
            if *document.text() != text {
                continue;
            }
            if let Some(past) = &mut document.past {
                past.info = Arc::new(PastFile { marks, counts, ..(*past.info).clone() });
                document.touch();
            }
        }
    }

    /// Restores the lines at a marked line of a view of the past.
    pub(super) fn timeline_restore_mark(&mut self, view: ViewId, line: usize) -> CommandResult {
        let id = self.view_document(view)?;
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let past = document.past.as_ref().ok_or(CommandError::NotNow("the present is shown"))?;
        let info = Arc::clone(&past.info);
        let present = past.present.and_then(|id| self.documents.get(id));
        // Looked for anew: the present may have changed since the marks were made.
        let marks = match present {
            Some(present) => marks(document.text(), present.text()).0,
            None => Arc::clone(&info.marks),
        };
        let mark = LineMark::at(&marks, line)
            .ok_or_else(|| CommandError::Failed("This line is the same now".to_owned()))?;
        let hunk = LineHunk { old: mark.lines.clone(), new: mark.now.clone() };
        let what = Restore::Hunk { path: info.path.clone(), hunk };
        self.timeline_run(TimelineCommand::Restore { what, from: None })
    }

    /// Says that the past cannot be changed, and what can be done instead.
    pub(crate) fn timeline_refuse(&mut self) {
        if self.timeline.refusal.is_some_and(|id| self.notices.iter().any(|notice| notice.id == id)) {
            return;
        }
        let notice = NewNotice::info("This is the past: it cannot be changed")
            .detail("Return to now to go on typing, bring back what you see, or begin a branch from here.")
            .action("Return to now", Command::run("timeline.return"))
            .action("Restore this file", Command::run("timeline.restore_file"))
            .action("Branch from here", Command::run("timeline.branch"));
        self.timeline.refusal = Some(self.notify(notice));
    }

    /// Whether a document cannot be edited since the past is shown.
    pub(crate) fn timeline_shows_past(&self, document: &Document) -> bool {
        document.past.is_some() || (self.timeline.past.is_some() && document.recorded)
    }
}
