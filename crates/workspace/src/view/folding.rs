//! Folds of a view: what can be folded is `justbuilt_syntax`'s, the rows themselves are `justbuilt_display`'s.

use std::ops::Range;

use justbuilt_text::{Bias, Selection, Text};

use crate::command::{CommandError, CommandResult};
use crate::ids::ViewId;
use crate::workspace::Workspace;

/// Texts with more lines than this are not folded as a whole.
const MAX_LINES: usize = 500_000;

impl Workspace {
    /// Folds or opens what starts at a line.
    pub(crate) fn toggle_fold(&mut self, view: ViewId, line: usize) -> CommandResult {
        let text = self.view_text(view)?;
        if self.is_folded(view, line) {
            return self.open_fold(view, line);
        }
        let fold = self.folds_of(view, &text, line..line + 1).into_iter().find(|fold| fold.start == line);
        let fold = fold.ok_or(CommandError::NotNow("nothing can be folded here"))?;
        self.close_folds(view, &text, vec![fold])
    }

    /// Folds (`Some(true)`), opens (`Some(false)`) or toggles the innermost block around the caret.
    pub(crate) fn fold_at_caret(&mut self, close: Option<bool>) -> CommandResult {
        let view = self.active_view_or_err()?;
        let text = self.view_text(view)?;
        let head = self.views.get(&view).map_or(0, |held| held.selections.primary().head);
        let line = text.line_of(head);
        let folded = self.is_folded(view, line);
        if folded && close != Some(true) {
            return self.open_fold(view, line);
        }
        if close == Some(false) {
            return Err(CommandError::NotNow("nothing is folded here"));
        }
        let first = line.saturating_sub(5_000);
        let around = self.folds_of(view, &text, first..line + 1).into_iter().filter(|fold| fold.end >= line);
        let innermost = around.filter(|fold| !self.is_folded(view, fold.start)).max_by_key(|fold| fold.start);
        let fold = innermost.ok_or(CommandError::NotNow("nothing can be folded here"))?;
        self.close_folds(view, &text, vec![fold])
    }

    /// Folds every block, or those of one depth (1 is the outermost).
    pub(crate) fn fold_level(&mut self, level: Option<usize>) -> CommandResult {
        let view = self.active_view_or_err()?;
        let text = self.view_text(view)?;
        if text.line_count() > MAX_LINES {
            return Err(CommandError::Failed("the text is too long to be folded as a whole".into()));
        }
        let mut folds = self.folds_of(view, &text, 0..text.line_count());
        folds.sort_by_key(|fold| (fold.start, std::cmp::Reverse(fold.end)));
        let mut open: Vec<Range<usize>> = Vec::new();
        let mut wanted = Vec::new();
        for fold in folds {
            while open.last().is_some_and(|outer| outer.end < fold.end) {
                open.pop();
            }
            open.push(fold.clone());
            if level.is_none_or(|level| open.len() == level) {
                wanted.push(fold);
            }
        }
        self.close_folds(view, &text, wanted)
    }

    pub(crate) fn unfold_all(&mut self) -> CommandResult {
        let view = self.active_view_or_err()?;
        let held = self.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        held.display.unfold_all();
        self.folds_changed(view);
        Ok(())
    }

    /// Opens the folds that hide a caret.
    pub(crate) fn unfold_at_carets(&mut self, view: ViewId) {
        let Some(held) = self.views.get_mut(&view) else { return };
        let heads: Vec<usize> = held.selections.iter().map(|selection| selection.head).collect();
        let mut changed = false;
        for head in heads {
            changed |= held.display.reveal(head);
        }
        if changed {
            self.folds_changed(view);
        }
    }

    fn is_folded(&self, view: ViewId, line: usize) -> bool {
        self.views.get(&view).is_some_and(|held| held.display.fold_at(line).is_some())
    }

    fn open_fold(&mut self, view: ViewId, line: usize) -> CommandResult {
        let held = self.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        held.display.unfold(line);
        self.folds_changed(view);
        Ok(())
    }

    /// Folds; carets that would be hidden go to the end of the line that stays.
    fn close_folds(&mut self, view: ViewId, text: &Text, folds: Vec<Range<usize>>) -> CommandResult {
        let held = self.views.get_mut(&view).ok_or(CommandError::NotNow("the view is closed"))?;
        held.display.fold_all(folds);
        let display = &held.display;
        held.selections = held.selections.transform(|selection| {
            if !display.is_hidden(text.line_of(selection.head)) {
                return selection;
            }
            Selection::caret(display.clip(selection.head, Bias::Left))
        });
        self.folds_changed(view);
        Ok(())
    }

    fn folds_changed(&mut self, view: ViewId) {
        if let Some(held) = self.views.get_mut(&view) {
            held.measuring = true;
        }
        self.session_view_changed();
        self.touch_view(view);
    }

    /// What can be folded and starts in these lines: first and last line of each.
    fn folds_of(&self, view: ViewId, text: &Text, lines: Range<usize>) -> Vec<Range<usize>> {
        let Some(document) = self.views.get(&view).and_then(|held| self.documents.get(held.document)) else {
            return Vec::new();
        };
        let lines = lines.start..lines.end.min(text.line_count());
        let folds = document.parsing.snapshot().folds(text, lines);
        folds.into_iter().map(|fold| fold.start_line..fold.end_line).collect()
    }
}
