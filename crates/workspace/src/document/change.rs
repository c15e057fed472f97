//! The one way a document's text changes: a transaction goes to the buffer, and from there to everything that
//! looks at the text (every view's rows, carets and folds, the syntax tree, find bars, places one has been).
//! Undo and redo take the same way.

use justbuilt_text::edit::Change;
use justbuilt_text::{EditKind, Selections, Text, Transaction};
use justbuilt_timeline::OpKind;

use crate::command::{CommandError, CommandResult};
use crate::effect::Align;
use crate::ids::{DocumentId, ViewId};
use crate::timeline::op_kind;
use crate::workspace::Workspace;

/// Which way along the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Travel {
    Undo,
    Redo,
}

impl Workspace {
    /// Changes the text of a view's document; the view's carets go where the change says, those of other views
    /// on the document move along.
    pub(crate) fn edit(&mut self, view: ViewId, change: Change) -> CommandResult {
        let Change { transaction, selections, kind } = change;
        let id = self.view_document(view)?;
        self.check_writable(id)?;
        let before = self.views.get(&view).map(|view| view.selections.clone());
        let before = before.ok_or(CommandError::NotNow("the view is closed"))?;
        self.apply_to_document(id, &transaction, Some((view, &before, &selections)), kind)?;
        self.pin_tab_of(view);
        self.reveal_primary(view, Align::Nearest);
        Ok(())
    }

    /// Changes a document from outside its views: replacing across files, trimming before a save, taking a file's
    /// new content. One undo step.
    pub(crate) fn change_document(
        &mut self,
        id: DocumentId,
        transaction: &Transaction,
        kind: EditKind,
    ) -> CommandResult {
        self.apply_to_document(id, transaction, None, kind)
    }

    fn apply_to_document(
        &mut self,
        id: DocumentId,
        transaction: &Transaction,
        origin: Option<(ViewId, &Selections, &Selections)>,
        kind: EditKind,
    ) -> CommandResult {
        if transaction.is_empty() && origin.is_none() {
            return Ok(());
        }
        let now = self.platform.clock.now();
        let document = self.documents.get_mut(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let old = document.text().clone();
        let (before, after) = match origin {
            Some((_, before, after)) => (before.clone(), after.clone()),
            None => {
                let view = self.views.values().find(|view| view.document == id);
                let before = view.map_or_else(|| Selections::caret(0), |view| view.selections.clone());
                let after = before.map(transaction);
                (before, after)
            }
        };
        document
            .buffer
            .apply(transaction, &before, &after, kind, now)
            .map_err(|error| CommandError::Failed(error.to_string()))?;
        self.timeline_edited(id, transaction, &old, op_kind(kind));
        self.text_changed(id, transaction, &old, origin.map(|(view, _, after)| (view, after)));
        Ok(())
    }

    /// Steps along the history; the carets go back to where they were.
    pub(crate) fn travel(&mut self, view: ViewId, way: Travel) -> CommandResult {
        let id = self.view_document(view)?;
        self.check_writable(id)?;
        let document = self.documents.get_mut(id).ok_or(CommandError::NotNow("the document is closed"))?;
        let old = document.text().clone();
        let step = match way {
            Travel::Undo => document.buffer.undo(),
            Travel::Redo => document.buffer.redo(),
        };
        let (transaction, selections) = step.ok_or(CommandError::NotNow(match way {
            Travel::Undo => "there is nothing to undo",
            Travel::Redo => "there is nothing to redo",
        }))?;
        let kind = match way {
            Travel::Undo => OpKind::Undo,
            Travel::Redo => OpKind::Redo,
        };
        self.timeline_edited(id, &transaction, &old, kind);
        self.text_changed(id, &transaction, &old, Some((view, &selections)));
        self.reveal_primary(view, Align::CenterIfHidden);
        Ok(())
    }

    /// Tells everything that looks at a text that the buffer has changed by `transaction`.
    pub(crate) fn text_changed(
        &mut self,
        id: DocumentId,
        transaction: &Transaction,
        old: &Text,
        origin: Option<(ViewId, &Selections)>,
    ) {
        let now = self.platform.clock.elapsed();
        let Some(document) = self.documents.get_mut(id) else { return };
        let new = document.text().clone();
        document.changed_at = Some(now);
        document.save_failed = false;
        document.touch();
        let sketch = document.sketch.is_some();
        for view in self.views.values_mut().filter(|view| view.document == id) {
            view.edited(transaction, &new, sketch && view.drawing);
            if let Some((origin, selections)) = origin
                && origin == view.id
            {
                view.selections = selections.clone();
            }
        }
        self.navigation.edited(id, transaction, &new);
        self.syntax_edited(id, transaction, old, &new);
        self.find_edited(id, transaction);
        self.sketch_text_changed(id);
        self.session_text_changed(id);
        self.ai_text_changed(id, transaction, &new);
        self.touch();
    }

    /// Refuses where the text cannot be changed.
    pub(crate) fn check_writable(&self, id: DocumentId) -> CommandResult {
        use crate::snapshot::ReadOnly;
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        if self.timeline_shows_past(document) {
            return Err(CommandError::Past);
        }
        if document.recorded && self.timeline.is_writing() {
            return Err(CommandError::NotNow("the project’s files are being written"));
        }
        if self.ai.changes.holds(id) {
            return Err(CommandError::NotNow("changes of a model are being made"));
        }
        match document.read_only() {
            None => Ok(()),
            Some(ReadOnly::Past) => Err(CommandError::Past),
            Some(ReadOnly::Loading) => Err(CommandError::NotNow("the file is still being read")),
            Some(ReadOnly::Hex) => Err(CommandError::NotNow("bytes are shown, not changed")),
            Some(ReadOnly::Locked) => Err(CommandError::Failed(format!(
                "“{}” is read only here; switch that off with “Toggle read only”",
                document.name
            ))),
        }
    }

    /// The document that a view shows.
    pub(crate) fn view_document(&self, view: ViewId) -> Result<DocumentId, CommandError> {
        self.views.get(&view).map(|view| view.document).ok_or(CommandError::NotNow("the view is closed"))
    }
}
