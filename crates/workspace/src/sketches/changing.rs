//! A change of the drawing as an edit of the text: only lines that differ are touched, of other programs' files only
//! values, so that the timeline, undo and a diff show what was drawn.

use std::sync::Arc;

use justbuilt_sketch::canvas::{Changes, pages};
use justbuilt_sketch::excalidraw;
use justbuilt_sketch::scene::{Element, Kind, Sketch};
use justbuilt_text::edit::Change;
use justbuilt_text::{Bias, EditKind, LineEnding, Selections, Text, Transaction};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{OUTDATED, SketchFormat};
use crate::command::{CommandError, CommandResult};
use crate::ids::{DocumentId, ViewId};
use crate::workspace::Workspace;

mod rows;

impl Workspace {
    pub(super) fn sketch_change(
        &mut self,
        view: ViewId,
        page: usize,
        changes: &Changes,
        what: &'static str,
    ) -> CommandResult {
        let (_, from) = self.sketch_at_hand(view)?;
        let mut to = Sketch::clone(&from);
        let held = to.pages.get_mut(page).ok_or(OUTDATED)?;
        changes.apply(held).map_err(|_| OUTDATED)?;
        let shows = |element: &Element| matches!(element.kind, Kind::Image { picture: Some(_) });
        if changes.removed.iter().any(|(_, element)| shows(element)) {
            pages::drop_pictures(&mut to);
        }
        self.sketch_replace(view, &from, Arc::new(to), what)
    }

    pub(super) fn sketch_replace(
        &mut self,
        view: ViewId,
        from: &Arc<Sketch>,
        to: Arc<Sketch>,
        what: &'static str,
    ) -> CommandResult {
        let (id, held) = self.sketch_at_hand(view)?;
        if !Arc::ptr_eq(&held, from) {
            return Err(OUTDATED);
        }
        let document = self.documents.get(id).ok_or(OUTDATED)?;
        let drawing = document.sketch.as_ref().ok_or(OUTDATED)?;
        if drawing.format == SketchFormat::Excalidraw && to.pages.len() > 1 {
            return Err(CommandError::Failed(
                "An Excalidraw file has one page: save the drawing as a .sketch.json to have more."
                    .to_owned(),
            ));
        }
        let ending = document.buffer.line_ending();
        let known = drawing.as_written && drawing.format == SketchFormat::JustBuilt;
        let by_rows = known.then(|| rows::by_rows(document.text(), from, &to, ending)).flatten();
        let (theirs, text) = (drawing.format == SketchFormat::Excalidraw, document.text());
        let known = drawing.places.as_ref().filter(|_| theirs);
        let step = known.and_then(|places| places.step(text.len(), &|range| text.slice(range), from, &to));
        let (edits, places) = match step {
            Some(step) => (Some(step.edits), Some(Box::new(step.places))),
            None if theirs => (excalidraw::edits_since(&text.to_string(), from, &to), None),
            None => (None, None),
        };
        let spliced = edits.map(|edits| Transaction::from_edits(text.len(), edits));
        let transaction = by_rows.or(spliced).unwrap_or_else(|| {
            let mut written = drawing.format.write(&to);
            if ending == LineEnding::CrLf {
                written = written.replace('\n', "\r\n");
            }
            by_lines(document.text(), &written)
        });
        if transaction.is_empty() {
            return Ok(());
        }
        let caret = transaction.map(transaction.first_change().unwrap_or(0), Bias::Left);
        let selections = Selections::caret(caret);
        self.sketch_is_changing(id, true);
        let done = self.edit(view, Change { transaction, selections, kind: EditKind::Other(what) });
        self.sketch_is_changing(id, false);
        done?;
        let Some(document) = self.documents.get_mut(id) else { return Ok(()) };
        let (revision, state) = (document.buffer.revision().0, document.buffer.state());
        if let Some(drawing) = document.sketch.as_deref_mut() {
            drawing.sketch = to;
            drawing.revision = Some(revision);
            drawing.as_written = true;
            drawing.places = places;
            drawing.remember(state);
            if drawing.places.is_none() {
                self.sketch_place(id);
            }
        }
        self.touch_document(id);
        self.sketch_make(id);
        self.sketch_show(id);
        Ok(())
    }

    /// While the drawing changes its text, the text is not read anew.
    fn sketch_is_changing(&mut self, id: DocumentId, changing: bool) {
        if let Some(drawing) = self.documents.get_mut(id).and_then(|document| document.sketch.as_deref_mut())
        {
            drawing.changing = changing;
        }
    }

    /// The document of a view and its drawing, when the drawing is that of the text.
    pub(super) fn sketch_at_hand(&self, view: ViewId) -> Result<(DocumentId, Arc<Sketch>), CommandError> {
        let id = self.view_document(view)?;
        self.check_writable(id)?;
        let document = self.documents.get(id).ok_or(OUTDATED)?;
        let drawing = document.sketch.as_deref().ok_or(CommandError::NotNow("this is no sketch"))?;
        if let Some(reason) = &drawing.broken {
            return Err(CommandError::Failed(format!(
                "The sketch cannot be changed as its file cannot be read: {reason}. Open its source, or undo."
            )));
        }
        if drawing.revision != Some(document.buffer.revision().0) {
            return Err(CommandError::NotNow("the sketch is being read"));
        }
        Ok((id, Arc::clone(&drawing.sketch)))
    }
}

/// The transaction that makes `new` of `old` and touches only lines that differ.
fn by_lines(old: &Text, new: &str) -> Transaction {
    let whole = old.to_string();
    let before: Vec<&str> = whole.split_inclusive('\n').collect();
    let after: Vec<&str> = new.split_inclusive('\n').collect();
    // Nearly all lines are the same: only those between the first and the last that differ are compared.
    let least = before.len().min(after.len());
    let head = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let pairs = before.iter().rev().zip(after.iter().rev()).take(least - head);
    let tail = pairs.take_while(|(a, b)| a == b).count();
    let (was, is) = (head..before.len() - tail, head..after.len() - tail);
    let (was_lines, is_lines) = (before.get(was.clone()), after.get(is.clone()));
    let starts = |lines: &[&str]| {
        let mut at = 0;
        let mut starts = Vec::with_capacity(lines.len() + 1);
        for line in lines {
            starts.push(at);
            at += line.len();
        }
        starts.push(at);
        starts
    };
    let (was_starts, is_starts) = (starts(&before), starts(&after));
    let at = |starts: &[usize], index: usize| starts.get(index).copied().unwrap_or_default();
    let ops =
        capture_diff_slices(Algorithm::Patience, was_lines.unwrap_or_default(), is_lines.unwrap_or_default());
    let edits = ops.into_iter().filter_map(|op| {
        let (from, to) = (op.old_range(), op.new_range());
        let text = new
            .get(at(&is_starts, is.start + to.start)..at(&is_starts, is.start + to.end))
            .unwrap_or_default();
        let taken = at(&was_starts, was.start + from.start)..at(&was_starts, was.start + from.end);
        (!matches!(op, DiffOp::Equal { .. })).then_some((taken, text))
    });
    Transaction::from_edits(old.len(), edits)
}

#[cfg(test)]
mod tests;
