//! Closing tabs: asks when text would be lost, remembers what was closed (text that was thrown away included), opens
//! it again.

use std::path::PathBuf;

use justbuilt_store::FileStamp;
use justbuilt_text::{Buffer, Selections, Text};

use crate::command::{CommandError, CommandResult, OpenAt, TabCommand};
use crate::document::saving::SaveOptions;
use crate::effect::{Choice, Effect, Question};
use crate::ids::{DocumentId, QuestionId, TabId};
use crate::session::saved::SavedView;
use crate::settings::AutoSave;
use crate::snapshot::DiskState;
use crate::tabs::Item;
use crate::workspace::Workspace;

/// How many closed tabs are remembered.
const REMEMBERED: usize = 50;

/// What is to happen with the answer to a question.
#[derive(Clone, Debug)]
pub(crate) enum PendingQuestion {
    /// Choices: save, cancel, throw away.
    Close(Vec<TabId>),
    /// Choices: save all, cancel, throw away.
    Quit,
    /// Choices: cancel, do it.
    Service(crate::command::Command),
}

/// Tabs that were closed, the latest last.
#[derive(Default)]
pub(crate) struct ClosedTabs {
    list: Vec<ClosedTab>,
}

pub(crate) struct ClosedTab {
    item: ClosedItem,
    view: SavedView,
}

pub(crate) enum ClosedItem {
    File(PathBuf),
    /// Unsaved text that was thrown away.
    Text {
        path: Option<PathBuf>,
        name: String,
        buffer: Box<Buffer>,
        /// Its file as it was seen last; `None` when that is to be looked at as if for the first time.
        file: Option<(DiskState, Option<FileStamp>, Option<Text>)>,
    },
    Settings,
    Keymap,
    Welcome,
}

impl ClosedTabs {
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The tab closed last was not closed by the user.
    pub(crate) fn forget_last(&mut self) {
        self.list.pop();
    }

    fn remember(&mut self, tab: ClosedTab) {
        self.list.push(tab);
        if self.list.len() > REMEMBERED {
            self.list.remove(0);
        }
    }
}

impl Workspace {
    /// Does a tab command.
    pub(crate) fn tab_run(&mut self, command: TabCommand) -> CommandResult {
        match command {
            TabCommand::Focus(tab) => self.focus_tab(tab),
            TabCommand::Close { tab, force: true } => self.close_tab_now(tab),
            TabCommand::Close { tab, force: false } => self.close_tabs(vec![tab]),
            TabCommand::CloseOthers(tab) => {
                let others = self.tabs.siblings(tab).into_iter().filter(|other| *other != tab).collect();
                self.close_tabs(others);
            }
            TabCommand::CloseRight(tab) => {
                let right =
                    self.tabs.siblings(tab).into_iter().skip_while(|other| *other != tab).skip(1).collect();
                self.close_tabs(right);
            }
            TabCommand::Pin(tab) => self.pin(tab),
            TabCommand::Arrange(panes) => {
                if self.tabs.arrange(&panes) {
                    self.touch_tabs();
                }
            }
            TabCommand::Split(tab, direction) => return self.split_tab(tab, direction),
        }
        Ok(())
    }

    fn split_tab(&mut self, tab: TabId, direction: crate::command::Direction) -> CommandResult {
        let item = self
            .tabs
            .get(tab)
            .map(|tab| tab.item.clone())
            .ok_or(CommandError::NotNow("the tab is closed"))?;
        let item = match item {
            Item::Document(view) => {
                let state = self.saved_view(view);
                let copy = self.new_view(self.view_document(view)?);
                if let Some(held) = self.views.get_mut(&copy) {
                    held.restore = state;
                }
                self.restore_view(copy);
                Item::Document(copy)
            }
            other => other,
        };
        let new = self.open_item(item);
        self.effect(Effect::SplitPane { tab: new, beside: tab, direction })
    }

    /// Closes the tabs of the active pane that have nothing unsaved.
    pub(crate) fn close_saved(&mut self) {
        let Some(active) = self.tabs.active_id() else { return };
        for tab in self.tabs.siblings(active) {
            self.timeline_release(tab);
            if !self.would_lose(tab) {
                self.close_tab_now(tab);
            }
        }
    }

    pub(crate) fn close_all(&mut self) {
        let all = self.tabs.iter().map(|tab| tab.id).collect();
        self.close_tabs(all);
    }

    /// Closes tabs; those with unsaved text after asking once for all of them.
    pub(crate) fn close_tabs(&mut self, tabs: Vec<TabId>) {
        let mut lossy = Vec::new();
        for tab in tabs {
            self.timeline_release(tab);
            // Asked anew for each: the second tab of a document becomes its last one when the first is closed.
            if self.would_lose(tab) {
                lossy.push(tab);
            } else {
                self.close_tab_now(tab);
            }
        }
        if lossy.is_empty() {
            return;
        }
        let auto = self.settings.current().editor.auto_save != AutoSave::Off;
        if auto
            && lossy.iter().all(|tab| self.document_of_tab(*tab).is_some_and(|id| self.can_save_silently(id)))
        {
            for tab in lossy {
                self.save_then_close(tab);
            }
            return;
        }
        let names: Vec<String> = lossy
            .iter()
            .filter_map(|tab| self.document_of_tab(*tab))
            .filter_map(|id| self.documents.get(id))
            .map(|document| format!("“{}”", document.name))
            .collect();
        let title = match names.as_slice() {
            [one] => format!("Save {one} before closing?"),
            _ => format!("Save {} documents before closing?", names.len()),
        };
        let text = format!("{} would be lost.", names.join(", "));
        self.ask(
            PendingQuestion::Close(lossy),
            title,
            text,
            vec![Choice::safe("Save"), Choice::safe("Cancel"), Choice::destructive("Don’t save")],
        );
    }

    /// Asks something; the answer comes back as a command.
    pub(crate) fn ask(
        &mut self,
        pending: PendingQuestion,
        title: String,
        text: String,
        choices: Vec<Choice>,
    ) {
        let id = QuestionId::next(&self.ids);
        self.questions.insert(id, pending);
        self.push_effect(Effect::Ask(Question { id, title, text, choices }));
    }

    pub(crate) fn ask_before_quit(&mut self) {
        self.ask(
            PendingQuestion::Quit,
            "Quit with unsaved text?".into(),
            "There is no place to keep unsaved text in, so it would be lost.".into(),
            vec![
                Choice::safe("Save all"),
                Choice::safe("Cancel"),
                Choice::destructive("Quit without saving"),
            ],
        );
    }

    /// Takes an answer.
    pub(crate) fn answer(&mut self, question: QuestionId, choice: Option<usize>) {
        match (self.questions.remove(&question), choice) {
            (Some(PendingQuestion::Close(tabs)), Some(0)) => {
                for tab in tabs {
                    self.save_then_close(tab);
                }
            }
            (Some(PendingQuestion::Close(tabs)), Some(2)) => {
                for tab in tabs {
                    self.close_tab_now(tab);
                }
            }
            (Some(PendingQuestion::Quit), Some(0)) => {
                // What cannot be saved says so itself; then the user is still here.
                self.save_all().ok();
            }
            (Some(PendingQuestion::Quit), Some(2)) => self.push_effect(Effect::Quit),
            (Some(PendingQuestion::Service(command)), Some(1)) => self.run(command),
            _ => {}
        }
    }

    fn save_then_close(&mut self, tab: TabId) {
        let Some(id) = self.document_of_tab(tab) else { return self.close_tab_now(tab) };
        if self.documents.get(id).is_some_and(|document| document.path.is_some()) {
            self.save_document(id, SaveOptions::default(), vec![tab]);
        } else {
            self.show_tab(tab, false);
            // The tab is there, so there is something to ask for.
            self.ask_save_path(tab).ok();
        }
    }

    /// Closes a tab, whatever it holds.
    pub(crate) fn close_tab_now(&mut self, tab: TabId) {
        self.timeline_release(tab);
        let view = match self.tabs.get(tab).map(|tab| &tab.item) {
            Some(Item::Document(view)) => Some(*view),
            Some(_) => None,
            None => return,
        };
        let state = view.and_then(|view| self.saved_view(view)).unwrap_or_default();
        let Some((removed, _)) = self.tabs.remove(tab) else { return };
        let item = match removed.item {
            Item::Document(view) => self.close_view(view),
            Item::Settings => Some(ClosedItem::Settings),
            Item::Keymap => Some(ClosedItem::Keymap),
            Item::Welcome => Some(ClosedItem::Welcome),
            Item::Diff { .. } | Item::Compare(_) | Item::Ai(_) => None,
            item => item.path().map(|path| ClosedItem::File(path.to_owned())),
        };
        if let Some(item) = item {
            self.closed.remember(ClosedTab { item, view: state });
        }
        self.touch_tabs();
        self.focus_active();
    }

    /// Drops a view, and its document when that was the last one.
    fn close_view(&mut self, view: crate::ids::ViewId) -> Option<ClosedItem> {
        let document = self.views.remove(&view)?.document;
        let path = self.documents.get(document)?.path.clone();
        if !self.views_of(document).is_empty() {
            return path.map(ClosedItem::File);
        }
        let loses = self.documents.get(document).is_some_and(|document| document.is_worth_keeping());
        self.close_diffs_of(document);
        let removed = self.forget_document(document)?;
        if loses {
            let buffer = Box::new(removed.buffer);
            // A conflict is told anew.
            let file = (removed.disk != DiskState::Conflict).then_some((
                removed.disk,
                removed.stamp,
                removed.file_text,
            ));
            return Some(ClosedItem::Text { path, name: removed.name, buffer, file });
        }
        self.retire_buffer(removed.buffer);
        path.map(ClosedItem::File)
    }

    /// Takes a document out; its file is no longer watched, its kept text is removed.
    pub(crate) fn forget_document(&mut self, id: DocumentId) -> Option<crate::document::Document> {
        let removed = self.documents.remove(id)?;
        self.timeline_closed(id, removed.recorded);
        self.retire_document(&removed);
        self.unwatch(removed.path.as_deref());
        self.session_document_closed(id);
        self.touch();
        Some(removed)
    }

    /// Closes the comparisons of a document.
    pub(crate) fn close_diffs_of(&mut self, id: DocumentId) {
        let diffs: Vec<TabId> = self
            .tabs
            .iter()
            .filter(|tab| matches!(tab.item, Item::Diff { document, .. } if document == id))
            .map(|tab| tab.id)
            .collect();
        for tab in diffs {
            self.close_tab_now(tab);
        }
    }

    /// Opens what was closed last.
    pub(crate) fn reopen_closed(&mut self) -> CommandResult {
        let closed = self.closed.list.pop().ok_or(CommandError::NotNow("no tab was closed"))?;
        match closed.item {
            ClosedItem::Settings => self.open_single(Item::Settings),
            ClosedItem::Keymap => self.open_single(Item::Keymap),
            ClosedItem::Welcome => self.open_single(Item::Welcome),
            ClosedItem::File(path) => {
                self.open_at(OpenAt { path, ..OpenAt::default() });
                self.restore_active(closed.view);
            }
            ClosedItem::Text { path, name, buffer, file } => {
                let id = self.insert_document(path, name);
                if let Some(document) = self.documents.get_mut(id) {
                    document.buffer = *buffer;
                    if let Some((disk, stamp, text)) = file {
                        (document.disk, document.stamp, document.file_text) = (disk, stamp, text);
                    }
                }
                let view = self.new_view(id);
                self.text_replaced(id);
                self.session_text_changed(id);
                self.timeline_document_ready(id);
                self.look_again(id, crate::document::disk::Why::Check);
                self.open_item(Item::Document(view));
                self.restore_active(closed.view);
            }
        }
        self.touch();
        Ok(())
    }

    fn restore_active(&mut self, state: SavedView) {
        let Some(view) = self.active_view_id() else { return };
        let Some(held) = self.views.get_mut(&view) else { return };
        if held.selections == Selections::caret(0) {
            held.restore = Some(state);
            self.restore_view(view);
        }
    }

    /// The document of a tab.
    pub(crate) fn document_of_tab(&self, tab: TabId) -> Option<DocumentId> {
        match &self.tabs.get(tab)?.item {
            Item::Document(view) => self.views.get(view).map(|view| view.document),
            Item::Diff { document, .. } => Some(*document),
            _ => None,
        }
    }

    /// Whether closing a tab would lose text: it is the last one of a document with unsaved changes.
    fn would_lose(&self, tab: TabId) -> bool {
        if !matches!(self.tabs.get(tab).map(|tab| &tab.item), Some(Item::Document(_))) {
            return false;
        }
        let Some(id) = self.document_of_tab(tab) else { return false };
        self.documents.get(id).is_some_and(|document| document.is_worth_keeping())
            && self.views_of(id).len() == 1
    }

    fn can_save_silently(&self, id: DocumentId) -> bool {
        self.documents.get(id).is_some_and(|document| {
            document.path.is_some() && document.disk == DiskState::InStep && !document.save_failed
        })
    }
}
