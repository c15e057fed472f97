//! Reading the drawing from the text, in the background; the newest text wins. Elements that did not change stay the
//! same in memory, so that what was made of them (shapes on the screen) is used again.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use justbuilt_base::{Diagnostic, SpawnerExt as _};
use justbuilt_sketch::excalidraw::Places;
use justbuilt_sketch::scene::{Element, ElementId, Sketch};
use justbuilt_sketch::{excalidraw, file};
use justbuilt_text::Text;

use super::Boards;
use crate::document::Load;
use crate::event::Event;
use crate::ids::DocumentId;
use crate::workspace::Workspace;

/// How a sketch is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SketchFormat {
    /// `.sketch.json`
    JustBuilt,
    /// `.excalidraw`
    Excalidraw,
}

impl SketchFormat {
    /// The format of a file with this name; `None` when it is no sketch.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        if name.ends_with(".sketch.json") {
            Some(SketchFormat::JustBuilt)
        } else if name.ends_with(".excalidraw") {
            Some(SketchFormat::Excalidraw)
        } else {
            None
        }
    }

    /// Reads a text.
    ///
    /// # Errors
    /// Says why there is no sketch in it.
    pub fn read(self, text: &str) -> Result<(Sketch, Vec<Diagnostic>), String> {
        match self {
            SketchFormat::JustBuilt => file::read(text).map_err(|error| error.to_string()),
            SketchFormat::Excalidraw if text.trim().is_empty() => {
                file::read("").map_err(|error| error.to_string())
            }
            SketchFormat::Excalidraw => excalidraw::read(text.as_bytes()).map_err(|error| error.to_string()),
        }
    }

    /// The text of a sketch.
    #[must_use]
    pub fn write(self, sketch: &Sketch) -> String {
        match self {
            SketchFormat::JustBuilt => file::write(sketch),
            SketchFormat::Excalidraw => excalidraw::write(sketch),
        }
    }
}

/// What reading brought.
pub(crate) struct Read {
    pub revision: u64,
    pub read: Result<(Sketch, Vec<Diagnostic>), String>,
    pub boards: Boards,
    /// The text is the one that the sketch is written as.
    pub as_written: bool,
}

impl Workspace {
    /// A document's text changed otherwise than by its drawing.
    pub(crate) fn sketch_text_changed(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let (revision, state) = (document.buffer.revision().0, document.buffer.state());
        let stale = |drawing: &&mut super::Drawing| !drawing.changing && drawing.revision != Some(revision);
        let Some(drawing) = document.sketch.as_deref_mut().filter(stale) else { return };
        // Undo and redo lead back to texts that were read before.
        if drawing.recall(state, revision) {
            self.sketch_place(id);
            self.touch_document(id);
            self.sketch_make(id);
        } else {
            self.sketch_read(id);
        }
    }

    /// Reads the drawing from the text as it is now.
    pub(super) fn sketch_read(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        // A part of a file is no sketch.
        if !matches!(document.load, Load::Done) {
            return;
        }
        let text: Text = document.text().clone();
        let revision = document.buffer.revision().0;
        let Some(drawing) = document.sketch.as_deref_mut() else { return };
        let (format, sender, before) = (drawing.format, self.sender.clone(), Arc::clone(&drawing.sketch));
        drawing.reading = Some(self.platform.spawner.blocking("sketch", move |cancel| {
            let text = text.to_string();
            let mut read = format.read(&text);
            let (mut as_written, mut boards) = (false, Boards::default());
            if let Ok((sketch, _)) = &mut read
                && !cancel.is_cancelled()
            {
                as_written = format == SketchFormat::JustBuilt && is_written(sketch, &text);
                share(&before, sketch);
                boards = Boards::of(sketch);
            }
            if !cancel.is_cancelled() {
                // The workspace may be gone.
                sender
                    .send(Event::SketchRead(id, Box::new(Read { revision, read, boards, as_written })))
                    .ok();
            }
        }));
    }

    /// Takes in what was read.
    pub(crate) fn sketch_taken(&mut self, id: DocumentId, read: Read) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let (now, state) = (document.buffer.revision().0, document.buffer.state());
        let Some(drawing) = document.sketch.as_deref_mut() else { return };
        if now != read.revision {
            return;
        }
        drawing.reading = None;
        drawing.revision = Some(read.revision);
        drawing.places = None;
        match read.read {
            Ok((sketch, problems)) => {
                drawing.sketch = Arc::new(sketch);
                drawing.boards = Arc::new(read.boards);
                drawing.problems = problems.into();
                drawing.broken = None;
                drawing.as_written = read.as_written;
                drawing.remember(state);
            }
            Err(reason) => drawing.broken = Some(reason.into()),
        }
        self.sketch_place(id);
        self.touch_document(id);
        self.sketch_make(id);
        self.sketch_show(id);
    }

    /// Finds where the elements of another program's file stand, so that the next change need not read it.
    pub(super) fn sketch_place(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let (text, revision) = (document.text().clone(), document.buffer.revision().0);
        let Some(drawing) = document.sketch.as_deref_mut() else { return };
        if drawing.format != SketchFormat::Excalidraw || drawing.revision != Some(revision) {
            return;
        }
        let (sketch, sender) = (Arc::clone(&drawing.sketch), self.sender.clone());
        drawing.placing = Some(self.platform.spawner.blocking("places of a sketch", move |cancel| {
            if cancel.is_cancelled() {
                return;
            }
            let places = Places::of(&text.to_string(), &sketch);
            if let Some(places) = places.filter(|_| !cancel.is_cancelled()) {
                // The workspace may be gone.
                sender.send(Event::SketchPlaced(id, Box::new((text, places)))).ok();
            }
        }));
    }

    /// Takes in where they stand.
    pub(crate) fn sketch_placed(&mut self, id: DocumentId, (text, places): (Text, Places)) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let same = document.text().ptr_eq(&text);
        if let Some(drawing) = document.sketch.as_deref_mut().filter(|_| same) {
            (drawing.places, drawing.placing) = (Some(Box::new(places)), None);
        }
    }
}

/// The text is the one that the sketch is written as, with whatever ends lines.
fn is_written(sketch: &Sketch, text: &str) -> bool {
    let written = file::write(sketch);
    written == text || text.contains('\r') && text.replace("\r\n", "\n") == written
}

/// Elements of `new` that are as they were are those of `old`.
fn share(old: &Sketch, new: &mut Sketch) {
    for (before, after) in old.pages.iter().zip(&mut new.pages) {
        let known: HashMap<&ElementId, &Arc<Element>> =
            before.elements.iter().map(|element| (&element.id, element)).collect();
        for element in &mut after.elements {
            if let Some(same) = known.get(&element.id).filter(|old| ***old == *element) {
                *element = Arc::clone(same);
            }
        }
    }
}
