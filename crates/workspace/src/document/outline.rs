//! The symbols of the active document, made in the background a moment after the text has changed: never in the
//! frame of a keystroke.

use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{SpawnerExt as _, TaskHandle};
use justbuilt_syntax::SyntaxSnapshot;

use crate::event::Event;
use crate::ids::{DocumentId, ViewId};
use crate::snapshot::Outline;
use crate::workspace::Workspace;

/// How long the text has to rest.
const REST: Duration = Duration::from_millis(200);

/// What is known of a document's symbols.
#[derive(Default)]
pub(crate) struct OutlineState {
    made: Option<(SyntaxSnapshot, Arc<Outline>)>,
    due: Option<Duration>,
    task: Option<TaskHandle>,
}

/// Symbols that were made in the background.
pub(crate) struct Outlined {
    from: SyntaxSnapshot,
    outline: Outline,
}

impl Workspace {
    /// The syntax of a document changed.
    pub(crate) fn outline_changed(&mut self, id: DocumentId) {
        let now = self.platform.clock.elapsed();
        let Some(document) = self.documents.get_mut(id) else { return };
        let rest = if document.outline.made.is_none() { Duration::ZERO } else { REST };
        document.outline.due = Some(now + rest);
    }

    /// Starts what is due, for the document that is looked at.
    pub(crate) fn outline_tick(&mut self) {
        let now = self.platform.clock.elapsed();
        let Some(id) = self.outline_document() else { return };
        let Some(document) = self.documents.get_mut(id) else { return };
        let waiting = document.outline.due.is_some_and(|due| due <= now) && document.outline.task.is_none();
        let syntax = document.parsing.snapshot();
        if !waiting || !syntax.is_parsed() {
            return;
        }
        document.outline.due = None;
        let (text, revision) = (document.text().clone(), document.buffer.revision().0);
        let sender = self.sender.clone();
        let task = self.platform.spawner.blocking("outline", move |cancel| {
            let symbols = syntax.outline_until(&text, cancel);
            if !cancel.is_cancelled() {
                let outline =
                    Outline { document: Some(id), revision, symbols: symbols.into(), current: None };
                // The workspace may be gone.
                sender.send(Event::Outlined(id, Box::new(Outlined { from: syntax, outline }))).ok();
            }
        });
        if let Some(document) = self.documents.get_mut(id) {
            document.outline.task = Some(task);
        }
    }

    /// When [`Workspace::outline_tick`] has something to do.
    pub(crate) fn outline_due(&self) -> Option<Duration> {
        let outline = &self.documents.get(self.outline_document()?)?;
        let idle = outline.outline.task.is_none() && outline.parsing.snapshot().is_parsed();
        outline.outline.due.filter(|_| idle)
    }

    fn outline_document(&self) -> Option<DocumentId> {
        self.active_view_id().and_then(|view| self.views.get(&view)).map(|view| view.document)
    }

    /// Takes symbols in.
    pub(crate) fn outlined(&mut self, id: DocumentId, outlined: Outlined) {
        let Some(document) = self.documents.get_mut(id) else { return };
        document.outline.task = None;
        document.outline.made = Some((outlined.from, Arc::new(outlined.outline)));
        self.touch();
    }

    /// The symbols of a view's document as last made, and which of them the caret is in.
    pub(crate) fn known_outline(&self, view: ViewId) -> Arc<Outline> {
        let known = || {
            let held = self.views.get(&view)?;
            let (_, outline) = self.documents.get(held.document)?.outline.made.as_ref()?;
            Some(with_current(outline, held.selections.primary().head))
        };
        known().unwrap_or_default()
    }

    /// The symbols of a view's document as it is now; made on the spot when they are not up to date, so only for
    /// someone who asked.
    pub fn outline_of(&mut self, view: ViewId) -> Arc<Outline> {
        let Some(held) = self.views.get(&view) else { return Arc::default() };
        let head = held.selections.primary().head;
        let Some(document) = self.documents.get_mut(held.document) else { return Arc::default() };
        let syntax = document.parsing.snapshot();
        if let Some((_, outline)) = document.outline.made.as_ref().filter(|(from, _)| from.ptr_eq(&syntax)) {
            return with_current(outline, head);
        }
        let symbols = syntax.outline(document.text()).into();
        let revision = document.buffer.revision().0;
        let outline = Arc::new(Outline { document: Some(document.id), revision, symbols, current: None });
        document.outline.made = Some((syntax, Arc::clone(&outline)));
        with_current(&outline, head)
    }
}

/// Says which symbol a byte is in. Symbols come in the order of their starts, outer ones first.
fn with_current(outline: &Arc<Outline>, head: usize) -> Arc<Outline> {
    let before = outline.symbols.partition_point(|symbol| symbol.range.start <= head);
    let mut current = None;
    for (index, symbol) in outline.symbols.iter().enumerate().take(before).rev() {
        if head <= symbol.range.end {
            current = Some(index);
            break;
        }
        if symbol.depth == 0 {
            break;
        }
    }
    if outline.current == current {
        return Arc::clone(outline);
    }
    Arc::new(Outline { current, ..Outline::clone(outline) })
}
