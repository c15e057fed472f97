//! How a view looked: carets, scroll position, folds, wrapping. For the session, closed tabs and splits.

use justbuilt_text::{Selection, Selections};

use crate::command::Scroll;
use crate::effect::Effect;
use crate::ids::ViewId;
use crate::session::saved::SavedView;
use crate::workspace::Workspace;

/// Carets kept at most.
const CARETS: usize = 100;

impl Workspace {
    /// How a view looks now; what it is waiting to look like, when its file is not there yet.
    pub(crate) fn saved_view(&self, view: ViewId) -> Option<SavedView> {
        let held = self.views.get(&view)?;
        if let Some(waiting) = &held.restore {
            return Some(waiting.clone());
        }
        Some(SavedView {
            selections: held.selections.iter().take(CARETS).map(|s| (s.anchor, s.head)).collect(),
            primary: held.selections.primary_index().min(CARETS - 1),
            scroll: self.scroll_of(view),
            folds: held.display.folds().into_iter().map(|fold| (fold.start, fold.end)).collect(),
            wrap: held.wrap,
            sketch: self.saved_sketch(view),
        })
    }

    /// Where a view stands, its anchor moved along with the edits since the face has said so.
    fn scroll_of(&self, view: ViewId) -> (usize, f64, f64) {
        let Some(held) = self.views.get(&view) else { return (0, 0.0, 0.0) };
        let Scroll { line, rows, columns } = held.viewport.scroll;
        let document = self.documents.get(held.document);
        let line = document.map_or(line, |document| document.text().line_of(held.viewport.anchor));
        (line, rows, columns)
    }

    /// Makes a view look as it did, once its file is there.
    pub(crate) fn restore_view(&mut self, view: ViewId) {
        let Ok(text) = self.view_text(view) else { return };
        let Some(held) = self.views.get_mut(&view) else { return };
        if self.documents.get(held.document).is_none_or(|document| document.load.is_reading()) {
            return;
        }
        let Some(saved) = held.restore.take() else { return };
        let carets = saved.selections.iter().map(|(anchor, head)| Selection::new(*anchor, *head));
        held.selections = Selections::new(carets, saved.primary).clamp(&text);
        if let Some(sketch) = &saved.sketch {
            held.drawing = !sketch.source;
        }
        let lines = text.line_count();
        for (start, end) in saved.folds {
            if start < end && end < lines {
                held.display.fold(start..end);
            }
        }
        let (line, rows, columns) = saved.scroll;
        let line = line.min(lines.saturating_sub(1));
        let scroll = Scroll { line, rows, columns };
        held.viewport.scroll = scroll;
        held.viewport.anchor = text.line_start(line);
        held.wrap = saved.wrap;
        self.apply_display_settings(view);
        self.push_effect(Effect::RestoreScroll { view, scroll });
        if let Some(sketch) = saved.sketch {
            self.restore_sketch(view, &sketch);
        }
    }
}
