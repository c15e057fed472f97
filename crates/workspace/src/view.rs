//! Views: each shows one document with its own carets, rows (folds, wrap), scroll position and find bar. Several
//! views on one document stay consistent, since each is moved along with every edit.

pub mod commands;
pub(crate) mod folding;
pub(crate) mod viewport;

use std::sync::Arc;

use justbuilt_display::{DisplayMap, Settings as DisplaySettings};
use justbuilt_syntax::SyntaxSnapshot;
use justbuilt_text::{Selections, Text, Transaction};

use crate::command::{CommandError, CommandResult, Place, Scroll};
use crate::effect::{Align, Effect};
use crate::find::FindState;
use crate::ids::{DocumentId, ViewId};
use crate::session::saved::SavedView;
use crate::snapshot::ViewSnapshot;
use crate::workspace::Workspace;

/// One view.
pub(crate) struct View {
    pub id: ViewId,
    pub document: DocumentId,
    /// Of a view of the past: the view whose place it takes.
    pub present: Option<ViewId>,
    pub selections: Selections,
    pub display: DisplayMap,
    /// Whether a sketch is shown as a drawing, not as text.
    pub drawing: bool,
    /// Wrapping, when it differs from the setting.
    pub wrap: Option<bool>,
    pub viewport: Viewport,
    pub find: Option<FindState>,
    /// Selections before each “expand selection”, for shrinking.
    pub expanded: Vec<Selections>,
    /// “Add next match” began at a caret, so it looks for whole words.
    pub whole_words: bool,
    /// Where to go once the file is there.
    pub place: Option<Place>,
    /// How the view looked when its session was saved, once the file is there.
    pub restore: Option<SavedView>,
    /// Whether the rows are still being measured.
    pub measuring: bool,
    /// When they were measured last, on the monotonic clock.
    pub measured: Option<std::time::Duration>,
    pub revision: u64,
    pub snapshot: Option<Arc<ViewSnapshot>>,
}

/// A change of more steps than this is not followed row by row where nobody sees the rows.
const MANY_STEPS: usize = 256;

/// What the face shows of a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Viewport {
    pub scroll: Scroll,
    /// The start of the anchor's line; moves along with edits.
    pub anchor: usize,
    pub rows: u32,
    /// Cells in a row; 0 until the face has said.
    pub columns: u32,
}

impl Default for Viewport {
    fn default() -> Self {
        Self { scroll: Scroll::default(), anchor: 0, rows: 40, columns: 0 }
    }
}

impl View {
    pub(crate) fn new(id: ViewId, document: DocumentId, text: &Text, settings: DisplaySettings) -> Self {
        Self {
            id,
            document,
            present: None,
            selections: Selections::caret(0),
            display: DisplayMap::new(text, settings),
            drawing: true,
            wrap: None,
            viewport: Viewport::default(),
            find: None,
            expanded: Vec::new(),
            whole_words: false,
            place: None,
            restore: None,
            measuring: false,
            measured: None,
            revision: 1,
            snapshot: None,
        }
    }

    /// Moves everything along with an edit of the document. `drawn`: nobody sees rows of its text.
    pub(crate) fn edited(&mut self, transaction: &Transaction, new: &Text, drawn: bool) {
        // To lay out rows anew when they are seen is cheaper than to follow a change of very many of them.
        if drawn && transaction.ops().len() > MANY_STEPS && self.display.folds().is_empty() {
            self.display.reset(new);
        } else {
            self.display.edit(new, transaction);
        }
        self.selections = self.selections.map(transaction);
        self.viewport.anchor = transaction.map(self.viewport.anchor, justbuilt_text::Bias::Left);
        self.expanded.clear();
        self.measuring = true;
        self.prepare();
        self.touch();
    }

    /// Something visible changed.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
        self.snapshot = None;
    }
}

impl Workspace {
    /// The view of the active tab.
    pub(crate) fn active_view_id(&self) -> Option<ViewId> {
        match self.tabs.active()?.item {
            crate::tabs::Item::Document(view) => Some(view),
            _ => None,
        }
    }

    pub(crate) fn active_view_or_err(&self) -> Result<ViewId, CommandError> {
        self.active_view_id().ok_or(CommandError::NotNow("no text is open in this tab"))
    }

    /// The text that a view shows.
    pub(crate) fn view_text(&self, view: ViewId) -> Result<Text, CommandError> {
        let id = self.view_document(view)?;
        let document = self.documents.get(id).ok_or(CommandError::NotNow("the document is closed"))?;
        Ok(document.text().clone())
    }

    /// The rows of a view.
    pub(crate) fn display_of(&self, view: ViewId) -> Result<DisplayMap, CommandError> {
        self.views
            .get(&view)
            .map(|held| held.display.clone())
            .ok_or(CommandError::NotNow("the view is closed"))
    }

    /// The syntax of a view's document.
    pub(crate) fn syntax_of(&self, view: ViewId) -> Result<SyntaxSnapshot, CommandError> {
        let document = self.view_document(view).map(|id| self.documents.get(id))?;
        document
            .map(|document| document.parsing.snapshot())
            .ok_or(CommandError::NotNow("the document is closed"))
    }

    /// Takes selections from the pointer.
    pub(crate) fn select(&mut self, view: ViewId, selections: Selections) -> CommandResult {
        let text = self.view_text(view)?;
        let selections = selections.clamp(&text);
        self.put_selections(view, selections)
    }

    /// Sets the carets and shows the primary one.
    pub(crate) fn set_selections(
        &mut self,
        view: ViewId,
        selections: Selections,
        align: Align,
    ) -> CommandResult {
        self.put_selections(view, selections)?;
        self.unfold_at_carets(view);
        self.reveal_primary(view, align);
        Ok(())
    }

    fn put_selections(&mut self, view: ViewId, selections: Selections) -> CommandResult {
        let Some(held) = self.views.get_mut(&view) else {
            return Err(CommandError::NotNow("the view is closed"));
        };
        if held.selections != selections {
            held.selections = selections;
            held.expanded.clear();
            held.whole_words = false;
            held.touch();
            if let Some(document) = self.documents.get_mut(held.document) {
                document.buffer.break_undo_group();
            }
            self.find_selection_changed(view);
            self.session_view_changed();
            self.touch();
        }
        Ok(())
    }

    /// Asks the face to show the primary caret.
    pub(crate) fn reveal_primary(&mut self, view: ViewId, align: Align) {
        if let Some(held) = self.views.get(&view) {
            let primary = held.selections.primary();
            // At the end of a row that goes on, it is this row that is to be seen.
            let byte = match primary.row_end {
                true => held.display.text().prev_grapheme(primary.head),
                false => primary.head,
            };
            self.push_effect(Effect::Reveal { view, byte, align });
        }
    }

    pub(crate) fn reveal_caret(&mut self, align: Align) -> CommandResult {
        let view = self.active_view_or_err()?;
        self.reveal_primary(view, align);
        Ok(())
    }

    /// Another view on a document, for a tab.
    pub(crate) fn new_view(&mut self, document: DocumentId) -> ViewId {
        let id = ViewId::next(&self.ids);
        let settings = self.display_settings(document, None, 0);
        let text = self.documents.get(document).map(|document| document.text().clone()).unwrap_or_default();
        self.views.insert(id, View::new(id, document, &text, settings));
        id
    }

    /// The whole text of a document was exchanged (not edited): its views start over with it.
    pub(crate) fn views_restart(&mut self, document: DocumentId) {
        let Some(text) = self.documents.get(document).map(|document| document.text().clone()) else { return };
        let ids: Vec<ViewId> =
            self.views.values().filter(|view| view.document == document).map(|view| view.id).collect();
        for id in ids {
            let Some((wrap, columns)) = self.views.get(&id).map(|view| (view.wrap, view.viewport.columns))
            else {
                continue;
            };
            let settings = self.display_settings(document, wrap, columns);
            let Some(view) = self.views.get_mut(&id) else { continue };
            view.display = DisplayMap::new(&text, settings);
            view.measured = None;
            view.prepare();
            view.selections = view.selections.clamp(&text);
            view.measuring = true;
            view.touch();
        }
    }

    /// Tells where the caret is, exactly.
    pub(crate) fn tell_position(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let text = self.view_text(view)?;
        let head = self.views.get(&view).map_or(0, |view| view.selections.primary().head);
        let character = text.char_at(head).map_or("the end of the text".to_owned(), |c| {
            format!("U+{:04X} {}", u32::from(c), c.escape_debug())
        });
        self.notify(crate::notice::NewNotice::info(format!("Byte {head}: {character}")));
        Ok(())
    }
}
