//! Opening files in tabs: an open one is shown, otherwise a tab appears at once and its text follows. Folders
//! become projects, missing files become new ones, the rest says what it is.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use justbuilt_store::FsError;
use justbuilt_text::Buffer;

use crate::command::{Command, CommandError, CommandResult, OpenAt, Place};
use crate::document::loading::{Load, Loaded, LoadedText, ReadAs};
use crate::effect::{Align, Effect};
use crate::ids::{DocumentId, TabId, ViewId};
use crate::navigate::commands::{place_in, split_place};
use crate::notice::NewNotice;
use crate::snapshot::{BinaryPreview, DiskState, ImageFile, OpenFailure};
use crate::tabs::Item;
use crate::workspace::Workspace;

impl Workspace {
    /// Opens what the command line or the user wrote: a path with an optional `:line:column`.
    pub fn open_given(&mut self, given: &str) {
        let (path, place) = split_place(given);
        let path = self.absolute(Path::new(path));
        self.open_at(OpenAt { path, place, ..OpenAt::default() });
    }

    /// Opens files; folders become the project.
    pub(crate) fn open_paths(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            let path = self.absolute(&path);
            self.open_at(OpenAt { path, ..OpenAt::default() });
        }
    }

    /// Opens a file at a place, or shows it when it is open.
    pub(crate) fn open_at(&mut self, target: OpenAt) {
        let path = self.absolute(&target.path);
        self.remember_place();
        if let Some((tab, view)) = self.tab_of_path(&path) {
            if !target.preview {
                self.pin(tab);
            }
            self.show_tab(tab, target.keep_focus);
            if let (Some(view), Some(place)) = (view, target.place) {
                self.go_when_loaded(view, place);
            }
            return;
        }
        let document = match self.documents.of_path(&path).map(|document| document.id) {
            Some(id) => id,
            None => self.document_for(&path, ReadAs::default()),
        };
        let view = self.new_view(document);
        if let Some(held) = self.views.get_mut(&view) {
            held.place = target.place;
        }
        let tab = self.open_item_as(Item::Document(view), target.preview);
        self.show_tab(tab, target.keep_focus);
        self.place_if_loaded(view);
        self.session_opened(&path);
    }

    /// A document for a file, being read.
    pub(crate) fn document_for(&mut self, path: &Path, read_as: ReadAs) -> DocumentId {
        let name = name_of(path);
        let id = self.insert_document(Some(path.to_owned()), name);
        self.navigation.reopened(path, id);
        self.load(id, read_as);
        self.watch_document(id);
        id
    }

    /// An empty scratch document in a tab of its own.
    pub(crate) fn new_document(&mut self) -> DocumentId {
        self.remember_place();
        let taken = |number: usize| {
            let name = format!("Untitled-{number}");
            self.documents.iter().any(|document| document.path.is_none() && document.name == name)
        };
        let number = (1..).find(|number| !taken(*number)).unwrap_or(1);
        let id = self.insert_document(None, format!("Untitled-{number}"));
        let view = self.new_view(id);
        let tab = self.open_item_as(Item::Document(view), false);
        self.show_tab(tab, false);
        id
    }

    /// Puts an item into a new tab and shows it.
    pub(crate) fn open_item(&mut self, item: Item) -> TabId {
        let tab = self.open_item_as(item, false);
        self.show_tab(tab, false);
        tab
    }

    /// Shows the tab of this kind, or opens one.
    pub(crate) fn open_single(&mut self, item: Item) {
        let same = |other: &Item| std::mem::discriminant(other) == std::mem::discriminant(&item);
        let known = self.tabs.iter().find(|tab| same(&tab.item)).map(|tab| tab.id);
        match known {
            Some(tab) => self.show_tab(tab, false),
            None => {
                self.open_item(item);
            }
        }
    }

    pub(crate) fn open_welcome(&mut self) {
        self.open_single(Item::Welcome);
    }

    fn open_item_as(&mut self, item: Item, preview: bool) -> TabId {
        let id = TabId::next(&self.ids);
        let replaced = if preview { self.tabs.preview().map(|tab| tab.id) } else { None };
        match replaced {
            Some(old) => {
                // In the old preview's place, so that the strip does not jump.
                self.tabs.insert_before(old, id, item, true);
                self.close_tab_now(old);
                self.closed.forget_last();
            }
            None => self.tabs.insert_after_active(id, item, preview),
        }
        self.touch_tabs();
        id
    }

    /// Makes a tab the active one and gives it the keyboard.
    pub(crate) fn focus_tab(&mut self, tab: TabId) {
        if self.tabs.active_id() != Some(tab) {
            self.remember_place();
        }
        self.show_tab(tab, false);
    }

    /// Makes a tab the active one, without the keyboard.
    pub(crate) fn focus_tab_quietly(&mut self, tab: TabId) {
        self.show_tab(tab, true);
    }

    pub(crate) fn show_tab(&mut self, tab: TabId, keep_focus: bool) {
        let before = self.tabs.active_id();
        if !self.tabs.activate(tab) {
            return;
        }
        if before != Some(tab) {
            self.left_tab(before);
            if let Some(path) = self.active_path() {
                self.session_opened(&path);
            }
            self.touch_tabs();
        }
        if !keep_focus {
            self.focus_active();
        }
    }

    /// Gives the active tab the keyboard.
    pub(crate) fn focus_active(&mut self) {
        let effect = match (self.active_view_id(), self.tabs.active_id()) {
            (Some(view), _) => Effect::FocusEditor(view),
            (None, Some(tab)) => Effect::FocusTab(tab),
            (None, None) => return,
        };
        self.push_effect(effect);
    }

    /// The tabs changed in number, order or kind.
    pub(crate) fn touch_tabs(&mut self) {
        self.session_tabs_changed();
        self.touch();
    }

    /// Turns a preview into a tab that stays.
    pub(crate) fn pin(&mut self, tab: TabId) {
        if let Some(tab) = self.tabs.get_mut(tab)
            && tab.preview
        {
            tab.preview = false;
            self.touch_tabs();
        }
    }

    /// A view was edited: its tab stays.
    pub(crate) fn pin_tab_of(&mut self, view: ViewId) {
        if let Some(tab) = self.tabs.of_view(view).map(|tab| tab.id) {
            self.pin(tab);
        }
    }

    /// The tab that shows a file, and its view; the active pane first.
    fn tab_of_path(&self, path: &Path) -> Option<(TabId, Option<ViewId>)> {
        let pane = self.tabs.active().map_or(0, |tab| tab.pane);
        let mut found = self.tabs.iter().filter_map(|tab| match &tab.item {
            Item::Document(view) => {
                let document = self.documents.get(self.views.get(view)?.document)?;
                let past = document.past.as_ref().map(|past| past.info.full_path.as_path());
                let shown = past.or(document.path.as_deref());
                (shown == Some(path) && !document.hex).then_some((tab, Some(*view)))
            }
            Item::Failed(_) => None,
            item => (item.path() == Some(path)).then_some((tab, None)),
        });
        let all: Vec<_> = found.by_ref().collect();
        let best = all.iter().find(|(tab, _)| tab.pane == pane).or_else(|| all.first())?;
        Some((best.0.id, best.1))
    }

    /// A tab that shows a document.
    pub(crate) fn tab_of_document(&self, id: DocumentId) -> Option<TabId> {
        let shows = |view: &ViewId| self.views.get(view).is_some_and(|view| view.document == id);
        self.tabs
            .iter()
            .find(|tab| matches!(&tab.item, Item::Document(view) if shows(view)))
            .map(|tab| tab.id)
    }

    /// Shows a document that is open; its view.
    pub(crate) fn show_document(&mut self, id: DocumentId) -> Option<ViewId> {
        let active =
            self.active_view_id().filter(|view| self.views.get(view).is_some_and(|view| view.document == id));
        if active.is_some() {
            return active;
        }
        let tab = self.tab_of_document(id)?;
        self.show_tab(tab, false);
        self.active_view_id()
    }

    /// A full path: relative ones start at the project's folder, `.` and `..` are resolved by name.
    pub(crate) fn absolute(&self, path: &Path) -> PathBuf {
        let joined = match self.project.root() {
            Some(root) if !path.has_root() => root.join(path),
            _ => path.to_owned(),
        };
        let mut clean = PathBuf::new();
        for part in joined.components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => {
                    clean.pop();
                }
                part => clean.push(part),
            }
        }
        clean
    }

    /// Takes in what reading a file brought.
    pub(crate) fn loaded(&mut self, id: DocumentId, loaded: Loaded) {
        match loaded {
            Loaded::Head { text, total } => {
                let Some(document) = self.documents.get_mut(id) else { return };
                if let Load::Reading { total: all, .. } = &mut document.load {
                    *all = total;
                }
                document.buffer = Buffer::new(text);
                self.text_replaced(id);
            }
            Loaded::Text(text) => self.text_loaded(id, *text),
            Loaded::Missing => self.file_missing(id),
            Loaded::Folder => self.file_is_folder(id),
            Loaded::Binary { len } => {
                self.replace_document(id, |path| Item::Binary(Arc::new(BinaryPreview { path, len })));
            }
            Loaded::Image { bytes } => {
                self.replace_document(id, |path| Item::Image(Arc::new(ImageFile { path, bytes })));
            }
            Loaded::Failed(error) => self.open_failed(id, &error),
        }
    }

    fn text_loaded(&mut self, id: DocumentId, loaded: LoadedText) {
        let Some(document) = self.documents.get_mut(id) else { return self.retire_buffer(loaded.buffer) };
        // It may be there already, read in another encoding.
        let before = std::mem::replace(&mut document.buffer, loaded.buffer);
        document.notes = loaded.notes;
        document.mixed_line_endings = loaded.mixed_line_endings;
        document.stamp = Some(loaded.stamp);
        document.file_text = Some(document.buffer.text().clone());
        document.hex = loaded.hex;
        document.load = Load::Done;
        document.disk = DiskState::InStep;
        self.retire_buffer(before);
        self.text_replaced(id);
        self.session_adopt_text(id);
        self.timeline_document_ready(id);
        for view in self.views_of(id) {
            self.place_if_loaded(view);
        }
    }

    /// The whole text was exchanged: language, indentation, rows and syntax start over.
    pub(crate) fn text_replaced(&mut self, id: DocumentId) {
        self.guess_properties(id);
        self.sketch_restart(id);
        self.views_restart(id);
        self.syntax_restart(id);
        self.find_restart(id);
        self.touch_document(id);
    }

    fn file_missing(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        document.load = Load::Done;
        document.disk = DiskState::New;
        document.stamp = None;
        self.text_replaced(id);
        self.session_adopt_text(id);
        self.timeline_document_ready(id);
        for view in self.views_of(id) {
            self.place_if_loaded(view);
        }
    }

    fn file_is_folder(&mut self, id: DocumentId) {
        let path = self.documents.get(id).and_then(|document| document.path.clone());
        self.drop_document(id);
        let Some(path) = path else { return };
        if self.project.root().is_none() && self.tabs.len() == 0 {
            return self.open_project(path);
        }
        self.notify(
            NewNotice::info(format!("“{}” is a folder", name_of(&path)))
                .detail("Folders are opened as projects.")
                .action("Open folder", Command::OpenProject(path)),
        );
    }

    fn open_failed(&mut self, id: DocumentId, error: &FsError) {
        let (reason, help) = (error.to_string(), error.help().to_owned());
        self.replace_document(id, |path| Item::Failed(Arc::new(OpenFailure { path, reason, help })));
    }

    /// The file is not text: its tabs show something else.
    fn replace_document(&mut self, id: DocumentId, item: impl FnOnce(PathBuf) -> Item) {
        let Some(path) = self.documents.get(id).and_then(|document| document.path.clone()) else { return };
        let item = item(path);
        for view in self.views_of(id) {
            self.views.remove(&view);
            let tab = self.tabs.of_view(view).map(|tab| tab.id);
            if let Some(tab) = tab.and_then(|tab| self.tabs.get_mut(tab)) {
                tab.item = item.clone();
            }
        }
        self.session_rescue_text(id);
        self.forget_document(id);
        self.touch_tabs();
        self.focus_active();
    }

    /// Closes the tabs of a document that turned out not to be one.
    fn drop_document(&mut self, id: DocumentId) {
        for view in self.views_of(id) {
            if let Some(tab) = self.tabs.of_view(view).map(|tab| tab.id) {
                self.close_tab_now(tab);
                self.closed.forget_last();
            }
        }
    }

    /// The views of a document.
    pub(crate) fn views_of(&self, id: DocumentId) -> Vec<ViewId> {
        let mut views: Vec<ViewId> =
            self.views.values().filter(|view| view.document == id).map(|view| view.id).collect();
        views.sort_unstable();
        views
    }

    fn go_when_loaded(&mut self, view: ViewId, place: Place) {
        if let Some(held) = self.views.get_mut(&view) {
            held.place = Some(place);
        }
        self.place_if_loaded(view);
    }

    /// Goes where the view was to go, once its file is there.
    fn place_if_loaded(&mut self, view: ViewId) {
        let Some(held) = self.views.get(&view) else { return };
        if self.documents.get(held.document).is_none_or(|document| document.load.is_reading()) {
            return;
        }
        self.restore_view(view);
        let Some(place) = self.views.get_mut(&view).and_then(|held| held.place.take()) else { return };
        if let Ok(text) = self.view_text(view) {
            // The view was just looked up.
            self.set_selections(view, place_in(&text, &place), Align::CenterIfHidden).ok();
        }
    }

    /// Opens the file of a binary tab anyway.
    pub(crate) fn open_binary(&mut self, hex: bool) -> CommandResult {
        let tab = self.tabs.active().ok_or(CommandError::NotNow("no tab is open"))?;
        let (id, as_binary) = (tab.id, matches!(tab.item, Item::Binary(_)));
        let path = self.active_path().ok_or(CommandError::NotNow("the tab has no file"))?;
        let document = self.document_for(&path, ReadAs { encoding: None, anything: true, hex });
        if hex && let Some(document) = self.documents.get_mut(document) {
            document.hex = true;
            document.name.push_str(" (bytes)");
        }
        let view = self.new_view(document);
        if as_binary && let Some(tab) = self.tabs.get_mut(id) {
            tab.item = Item::Document(view);
            self.touch_tabs();
            self.focus_active();
        } else {
            self.open_item(Item::Document(view));
        }
        self.place_if_loaded(view);
        Ok(())
    }

    /// Tries again to open the file of a tab that failed.
    pub(crate) fn retry_open(&mut self) -> CommandResult {
        let tab = self.tabs.active().ok_or(CommandError::NotNow("no tab is open"))?;
        let Item::Failed(failure) = &tab.item else {
            return Err(CommandError::NotNow("nothing failed here"));
        };
        let (id, path) = (tab.id, failure.path.clone());
        let document = self.document_for(&path, ReadAs::default());
        let view = self.new_view(document);
        if let Some(tab) = self.tabs.get_mut(id) {
            tab.item = Item::Document(view);
        }
        self.touch_tabs();
        Ok(())
    }

    /// Closes a file that is still being read.
    pub(crate) fn stop_loading(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let id = self.view_document(view)?;
        if !self.documents.get(id).is_some_and(|document| document.load.is_reading()) {
            return Err(CommandError::NotNow("nothing is being read"));
        }
        self.drop_document(id);
        Ok(())
    }
}

/// The last part of a path, as shown.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
