//! What the face shows of a view, and what follows from it: the wrap width, measuring rows in small portions, and
//! the scroll position that the session keeps.

use std::time::Duration;

use justbuilt_display::{ScrollAnchor, Settings as DisplaySettings};

use crate::command::{CommandError, CommandResult, Scroll};
use crate::ids::{DocumentId, ViewId};
use crate::settings::WordWrap;
use crate::view::{View, Viewport};
use crate::workspace::Workspace;

/// What one tick may spend on measuring rows, over all views: an eighth of a frame that must be there within 4 ms.
const BUDGET: Duration = Duration::from_micros(500);
/// How long a view rests between two such portions: the frame is for other things.
const PAUSE: Duration = Duration::from_millis(15);

impl View {
    /// Measures the rows that are seen.
    pub(crate) fn prepare(&mut self) {
        let Viewport { scroll, rows, .. } = self.viewport;
        let row_in_line = scroll.rows.max(0.0).floor();
        let anchor = ScrollAnchor {
            line: self.display.text().line_of(self.viewport.anchor),
            row_in_line: row_in_line as usize,
            fraction: (scroll.rows.max(0.0) - row_in_line) as f32,
        };
        self.measuring |= !self.display.prepare(anchor, rows as usize);
    }
}

impl Workspace {
    /// Takes in what the face shows.
    pub(crate) fn set_viewport(
        &mut self,
        view: ViewId,
        scroll: Scroll,
        rows: u32,
        columns: u32,
    ) -> CommandResult {
        let text = self.view_text(view)?;
        let held = self.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        let columns_changed = held.viewport.columns != columns;
        let scrolled = held.viewport.scroll != scroll;
        let line = scroll.line.min(text.line_count().saturating_sub(1));
        held.viewport = Viewport { scroll, anchor: text.line_start(line), rows, columns };
        let before = held.display.row_count();
        held.prepare();
        if held.display.row_count() != before {
            self.touch_view(view);
        }
        if columns_changed {
            self.apply_display_settings(view);
        }
        if scrolled {
            self.session_view_changed();
        }
        Ok(())
    }

    /// How a view lays out its rows.
    pub(crate) fn display_settings(
        &self,
        document: DocumentId,
        wrap: Option<bool>,
        columns: u32,
    ) -> DisplaySettings {
        let editor = self.editor_settings(document);
        let document = self.documents.get(document);
        let tab_width = document.map_or(editor.tab_width, |document| document.tab_width);
        let width = (columns > 0).then_some(columns);
        let by_setting = match editor.word_wrap {
            WordWrap::Off => None,
            WordWrap::View => width,
            WordWrap::Column(column) => Some(width.map_or(column, |width| width.min(column))),
        };
        let wrap = match wrap {
            None => by_setting,
            Some(false) => None,
            Some(true) => by_setting.or(width).or(Some(100)),
        };
        DisplaySettings { tab_width, wrap }
    }

    /// Whether a view wraps long lines.
    pub(crate) fn wraps(&self, document: DocumentId, wrap: Option<bool>) -> bool {
        wrap.unwrap_or_else(|| self.editor_settings(document).word_wrap != WordWrap::Off)
    }

    pub(crate) fn apply_display_settings(&mut self, view: ViewId) {
        let Some((document, wrap, columns)) =
            self.views.get(&view).map(|view| (view.document, view.wrap, view.viewport.columns))
        else {
            return;
        };
        let settings = self.display_settings(document, wrap, columns);
        if let Some(view) = self.views.get_mut(&view) {
            view.display.set_settings(settings);
            view.prepare();
            view.measuring = true;
            view.touch();
        }
        self.touch();
    }

    /// Wraps long lines, or stops doing so, in the active view.
    pub(crate) fn toggle_wrap(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let wraps = self.views.get(&view).is_some_and(|held| self.wraps(held.document, held.wrap));
        if let Some(held) = self.views.get_mut(&view) {
            held.wrap = Some(!wraps);
        }
        self.apply_display_settings(view);
        self.session_view_changed();
        Ok(())
    }

    /// Measures rows for a moment, the active view first.
    pub(crate) fn views_tick(&mut self) {
        let now = self.platform.clock.elapsed();
        let active = self.active_view_id();
        let due = |view: &&View| {
            view.measuring && view.measured.is_none_or(|last| last + PAUSE <= now) && !self.is_drawn(view)
        };
        let mut waiting: Vec<ViewId> = self.views.values().filter(due).map(|view| view.id).collect();
        waiting.sort_by_key(|id| Some(*id) != active);
        let Some(view) = waiting.first().and_then(|id| self.views.get_mut(id)) else { return };
        let before = view.display.row_count();
        view.measuring = !view.display.step(BUDGET);
        view.measured = Some(now);
        if view.display.row_count() != before {
            view.touch();
            self.touch();
        }
    }

    /// A sketch is shown as a drawing: nobody sees rows of its text.
    fn is_drawn(&self, view: &View) -> bool {
        view.drawing && self.drawing(view.document).is_some()
    }

    /// When [`Workspace::views_tick`] has something to do, on the monotonic clock.
    pub(crate) fn views_due(&self) -> Option<Duration> {
        let waiting = self.views.values().filter(|view| view.measuring && !self.is_drawn(view));
        waiting.map(|view| view.measured.map_or(Duration::ZERO, |last| last + PAUSE)).min()
    }

    /// The settings changed: rows are laid out anew where they depend on them.
    pub(crate) fn settings_changed(&mut self) {
        self.documents_settings_changed();
        self.timeline_settings_changed();
        for view in self.views.keys().copied().collect::<Vec<_>>() {
            self.apply_display_settings(view);
        }
    }
}
