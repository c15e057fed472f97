//! Editing: from commands to `justbuilt_text`'s pure functions and back into documents. What typing, pasting and
//! deleting mean is decided there; here is where they are asked for, with the document's language and the
//! settings.

pub(crate) mod clipboard;
pub mod commands;
pub mod cursor_commands;
pub mod select_commands;
pub(crate) mod undo;

use justbuilt_text::edit::{Change, EditContext};
use justbuilt_text::{Selection, Selections, Text, edit};

use smol_str::SmolStr;

use crate::command::{CommandError, CommandResult};
use crate::effect::Align;
use crate::ids::{DocumentId, ViewId};
use crate::workspace::Workspace;

impl Workspace {
    /// What edits of a document go by.
    pub(crate) fn edit_context(&self, id: DocumentId) -> Option<EditContext> {
        let editor = self.editor_settings(id);
        let document = self.documents.get(id)?;
        Some(EditContext {
            language: self.languages.get(document.language).edit.clone(),
            indent: document.indent,
            tab_width: document.tab_width,
            line_ending: document.buffer.line_ending(),
            auto_pair: editor.auto_pair,
            auto_surround: editor.auto_pair,
            auto_indent: editor.auto_indent,
            continue_comments: editor.continue_comments,
            continue_lists: editor.continue_lists,
        })
    }

    pub(crate) fn edit_context_of(&self, view: ViewId) -> Result<EditContext, CommandError> {
        let context = self.view_document(view).map(|id| self.edit_context(id))?;
        context.ok_or(CommandError::NotNow("the document is closed"))
    }

    /// Characters besides letters, digits and `_` that are part of words in the active document.
    pub(crate) fn active_word_chars(&self) -> SmolStr {
        let document = self.active_view_id().and_then(|view| self.view_document(view).ok());
        let document = document.and_then(|id| self.documents.get(id));
        document
            .map(|document| self.languages.get(document.language).edit.word_chars.clone())
            .unwrap_or_default()
    }

    /// Types text at the carets of a view.
    pub(crate) fn type_text(&mut self, view: ViewId, typed: &str) -> CommandResult {
        let mut rest = typed;
        // A line break is a command of its own: it indents.
        while let Some(at) = rest.find('\n') {
            let (line, after) = rest.split_at(at);
            self.insert(view, line.strip_suffix('\r').unwrap_or(line))?;
            self.change(view, edit::newline)?;
            rest = after.get(1..).unwrap_or_default();
        }
        self.insert(view, rest)
    }

    fn insert(&mut self, view: ViewId, typed: &str) -> CommandResult {
        if typed.is_empty() {
            return Ok(());
        }
        self.change(view, |context, text, selections| edit::insert_text(context, text, selections, typed))
    }

    /// Makes a change that `make` computes from the view's text and carets.
    pub(crate) fn change(
        &mut self,
        view: ViewId,
        make: impl FnOnce(&EditContext, &Text, &Selections) -> Option<Change>,
    ) -> CommandResult {
        let id = self.view_document(view)?;
        self.check_writable(id)?;
        let context = self.edit_context_of(view)?;
        let text = self.view_text(view)?;
        let selections = self.view_selections(view)?;
        match make(&context, &text, &selections) {
            Some(change) => self.edit(view, change),
            None => Ok(()),
        }
    }

    /// The same in the active view.
    pub(crate) fn change_active(
        &mut self,
        make: impl FnOnce(&EditContext, &Text, &Selections) -> Option<Change>,
    ) -> CommandResult {
        let view = self.active_view_or_err()?;
        self.change(view, make)
    }

    /// The carets of a view.
    pub(crate) fn view_selections(&self, view: ViewId) -> Result<Selections, CommandError> {
        self.views
            .get(&view)
            .map(|held| held.selections.clone())
            .ok_or(CommandError::NotNow("the view is closed"))
    }

    /// The active view with its text and selections.
    pub(crate) fn active_selections(&self) -> Result<(ViewId, Text, Selections), CommandError> {
        let view = self.active_view_or_err()?;
        Ok((view, self.view_text(view)?, self.view_selections(view)?))
    }

    /// Moves or extends every selection of the active view.
    pub(crate) fn move_each(&mut self, to: impl FnMut(&Text, Selection) -> Selection) -> CommandResult {
        let mut to = to;
        self.reselect(|text, selections| Some(selections.transform(|selection| to(text, selection))))
    }

    /// Replaces the selections of the active view; `None` leaves them.
    pub(crate) fn reselect(
        &mut self,
        to: impl FnOnce(&Text, &Selections) -> Option<Selections>,
    ) -> CommandResult {
        let (view, text, selections) = self.active_selections()?;
        match to(&text, &selections) {
            Some(moved) => self.set_selections(view, moved, Align::Nearest),
            None => Ok(()),
        }
    }
}
