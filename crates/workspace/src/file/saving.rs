//! What the save commands do around writing: names, tidying up, all documents, conflicts, reverting.

use std::path::PathBuf;

use justbuilt_text::{EditKind, Selections, Transaction, edit};

use crate::command::{Args, CommandError, CommandResult};
use crate::document::disk::Why;
use crate::document::saving::SaveOptions;
use crate::effect::Effect;
use crate::ids::{DocumentId, TabId};
use crate::settings::AutoSave;
use crate::snapshot::DiskState;
use crate::tabs::Item;
use crate::tabs::opening::name_of;
use crate::workspace::Workspace;

impl Workspace {
    /// The document that a command is about: the one given by number, or that of the active tab.
    pub(crate) fn target_document(&self, args: &Args) -> Result<DocumentId, CommandError> {
        let given = args.number(0, "document").and_then(|number| u64::try_from(number).ok()).map(DocumentId);
        let id = given.or_else(|| self.tabs.active_id().and_then(|tab| self.document_of_tab(tab)));
        id.filter(|id| self.documents.get(*id).is_some())
            .ok_or(CommandError::NotNow("no document is open here"))
    }

    pub(crate) fn save_active(&mut self) -> CommandResult {
        let id = self.target_document(&Args::NONE)?;
        self.save_or_ask(id, SaveOptions::default())
    }

    pub(crate) fn save_plain(&mut self) -> CommandResult {
        let id = self.target_document(&Args::NONE)?;
        self.save_or_ask(id, SaveOptions { plain: true, ..SaveOptions::default() })
    }

    /// Saves a document although what was in the way the last time still is.
    pub(crate) fn save_despite(&mut self, args: &Args, despite: SaveOptions) -> CommandResult {
        let id = self.target_document(args)?;
        self.save_or_ask(id, despite)
    }

    fn save_or_ask(&mut self, id: DocumentId, options: SaveOptions) -> CommandResult {
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        if document.past.is_some() {
            return Err(CommandError::Past);
        }
        if document.hex {
            return Err(CommandError::NotNow("bytes are shown, not changed"));
        }
        if document.path.is_none() {
            let tab = self.tab_of_document(id).ok_or(CommandError::NotNow("the document has no tab"))?;
            return self.ask_save_path(tab);
        }
        if document.disk == DiskState::Conflict {
            return self.show_conflict_of(id);
        }
        if let Some(tab) = self.tab_of_document(id) {
            self.pin(tab);
        }
        self.save_document(id, options, Vec::new());
        Ok(())
    }

    pub(crate) fn save_all(&mut self) -> CommandResult {
        for id in self.documents.ids() {
            if self.documents.get(id).is_some_and(|document| document.is_worth_keeping()) {
                self.save_or_ask(id, SaveOptions::default())?;
            }
        }
        Ok(())
    }

    /// Asks where to save the document of a tab.
    pub(crate) fn ask_save_path(&mut self, tab: TabId) -> CommandResult {
        let id = self.document_of_tab(tab).ok_or(CommandError::NotNow("no document is open here"))?;
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        if document.past.is_some() {
            return Err(CommandError::Past);
        }
        let folder = document.path.as_deref().and_then(|path| path.parent()).or(self.project.root());
        let name = match &document.path {
            Some(path) => name_of(path),
            None => format!("{}.{}", document.name, self.ending_of(id)),
        };
        let folder = folder.map(PathBuf::from);
        self.effect(Effect::PickSavePath { tab, folder, name })
    }

    fn ending_of(&self, id: DocumentId) -> &'static str {
        let language = self.documents.get(id).map(|document| self.languages.get(document.language));
        language.and_then(|language| language.extensions.first().copied()).unwrap_or("txt")
    }

    /// Saves the document of a tab under a path that the user picked (and where they agreed to overwrite).
    pub(crate) fn save_path_picked(&mut self, tab: TabId, path: Option<PathBuf>) -> CommandResult {
        let Some(path) = path else { return Ok(()) };
        let path = self.absolute(&path);
        let id = self.document_of_tab(tab).ok_or(CommandError::NotNow("no document is open here"))?;
        let other = self.documents.of_path(&path).map(|document| document.id).filter(|other| *other != id);
        if let Some(other) = other {
            if self.documents.get(other).is_some_and(|document| document.is_dirty()) {
                return Err(CommandError::Failed(format!(
                    "“{}” is open with unsaved changes; save or close it first",
                    path.display()
                )));
            }
            for view in self.views_of(other) {
                if let Some(tab) = self.tabs.of_view(view).map(|tab| tab.id) {
                    self.close_tab_now(tab);
                }
            }
        }
        if self.documents.get(id).is_some_and(|document| document.past.is_some()) {
            return Err(CommandError::Past);
        }
        if self.documents.get(id).is_some_and(|document| document.path.as_ref() != Some(&path)) {
            self.timeline_renamed_document(id);
        }
        let Some(document) = self.documents.get_mut(id) else { return Ok(()) };
        let old = document.path.replace(path.clone());
        document.name = name_of(&path);
        document.stamp = None;
        document.disk = DiskState::New;
        if old.as_deref() != Some(&path) {
            self.unwatch(old.as_deref());
        }
        self.guess_properties(id);
        self.syntax_restart(id);
        self.pin(tab);
        self.save_document(id, SaveOptions { overwrite: true, ..SaveOptions::default() }, Vec::new());
        self.session_opened(&path);
        self.touch_tabs();
        Ok(())
    }

    /// A file or folder was renamed in the tree: documents follow.
    pub(crate) fn path_renamed(&mut self, from: &std::path::Path, to: &std::path::Path) {
        for id in self.documents.ids() {
            let Some(document) = self.documents.get_mut(id) else { continue };
            let Some(path) = document.path.clone() else { continue };
            let Ok(rest) = path.strip_prefix(from) else { continue };
            let new = if rest.as_os_str().is_empty() { to.to_owned() } else { to.join(rest) };
            document.name = name_of(&new);
            document.path = Some(new);
            self.unwatch(Some(&path));
            self.guess_properties(id);
            self.syntax_restart(id);
            self.watch_document(id);
            self.session_text_changed(id);
        }
        self.touch_tabs();
    }

    /// Removes blanks at line ends and adds a last line break, as the settings say. When saving by itself, blanks
    /// on lines with a caret stay: someone is typing there.
    pub(crate) fn tidy_before_save(&mut self, id: DocumentId, auto: bool) {
        let editor = self.editor_settings(id);
        if self.check_writable(id).is_err() {
            return;
        }
        let Some(document) = self.documents.get(id) else { return };
        let mut text = document.text().clone();
        let everywhere = Selections::caret(0);
        let mut transaction = Transaction::identity(text.len());
        if editor.trim_trailing_whitespace {
            let carets = self
                .views
                .values()
                .filter(|view| view.document == id)
                .flat_map(|view| view.selections.iter());
            let keep: Vec<usize> = if auto {
                carets.map(|selection| text.line_of(selection.head)).collect()
            } else {
                Vec::new()
            };
            if let Some(change) = edit::trim_trailing_whitespace(&text, &everywhere, &keep)
                && let Ok(trimmed) = change.transaction.apply(&text)
            {
                text = trimmed;
                transaction = change.transaction;
            }
        }
        if editor.insert_final_newline {
            let ending = document.buffer.line_ending();
            if let Some(change) = edit::with_final_line_ending(&text, &everywhere, ending) {
                transaction = transaction.compose(change.transaction);
            }
        }
        if transaction.is_empty() {
            return;
        }
        if let Err(error) = self.change_document(id, &transaction, EditKind::Format) {
            log::error!("not tidied before saving: {error}");
        }
    }

    /// Takes the text of the file, whatever the document holds.
    pub(crate) fn revert(&mut self, id: DocumentId) -> CommandResult {
        if self.documents.get(id).is_none_or(|document| document.path.is_none()) {
            return Err(CommandError::NotNow("the document has no file"));
        }
        self.look_again(id, Why::Revert);
        Ok(())
    }

    /// Writes the text over the file that changed on disk.
    pub(crate) fn keep_mine(&mut self, id: DocumentId) -> CommandResult {
        self.save_document(
            id,
            SaveOptions { overwrite: true, plain: true, ..SaveOptions::default() },
            Vec::new(),
        );
        self.close_diffs_of(id);
        Ok(())
    }

    /// Puts the path of the active tab on the clipboard.
    pub(crate) fn copy_path(&mut self, relative: bool) -> CommandResult {
        let path = self.active_path().ok_or(CommandError::NotNow("the tab has no file"))?;
        let path = match self.project.root() {
            Some(root) if relative => path.strip_prefix(root).map(PathBuf::from).unwrap_or(path),
            _ => path,
        };
        self.effect(Effect::Copy(path.to_string_lossy().into_owned()))
    }

    /// The path of the active tab.
    pub(crate) fn active_path(&self) -> Option<PathBuf> {
        let tab = self.tabs.active()?;
        match &tab.item {
            Item::Document(_) | Item::Diff { .. } => {
                self.documents.get(self.document_of_tab(tab.id)?)?.shown_path().map(std::path::Path::to_owned)
            }
            item => item.path().map(PathBuf::from),
        }
    }

    /// The window became active, or lost the focus.
    pub(crate) fn window_focus(&mut self, active: bool) {
        if active {
            self.disk_changed(None);
        } else {
            self.save_on_focus_change(None);
            self.timeline_due_now();
        }
    }

    /// Another tab was shown.
    pub(crate) fn left_tab(&mut self, left: Option<TabId>) {
        if let Some(id) = left.and_then(|tab| self.document_of_tab(tab)) {
            self.save_on_focus_change(Some(id));
        }
    }

    fn save_on_focus_change(&mut self, only: Option<DocumentId>) {
        if self.settings.current().editor.auto_save != AutoSave::OnFocusChange {
            return;
        }
        let ids = only.map_or_else(|| self.documents.ids(), |id| vec![id]);
        for id in ids {
            self.auto_save(id);
        }
    }
}
