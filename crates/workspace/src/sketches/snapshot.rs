//! What the face sees of a sketch.

use std::sync::{Arc, Mutex, PoisonError};

use justbuilt_base::Diagnostic;
use justbuilt_sketch::canvas::Board;
use justbuilt_sketch::scene::{Page, Sketch};

use super::{CodeSnapshot, Drawing, ExportSnapshot, SketchFormat};

/// Pages that were made ready for a canvas where they were read. A large one takes longer than a frame.
#[derive(Debug, Default)]
pub struct Boards(Mutex<Vec<Board>>);

impl Boards {
    pub(crate) fn of(sketch: &Sketch) -> Self {
        // Of small pages the canvas makes its own in no time.
        let large = sketch.pages.iter().filter(|page| page.elements.len() >= 1_000);
        Self(Mutex::new(large.map(Board::new).collect()))
    }

    /// Takes that of a page; only the first who asks gets it.
    pub fn take(&self, page: &Page) -> Option<Board> {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = boards.iter().position(|board| board.page().id == page.id)?;
        Some(boards.swap_remove(at))
    }
}

/// The drawing that a document's text is.
#[derive(Clone, Debug)]
pub struct SketchSnapshot {
    /// How it is written down.
    pub format: SketchFormat,
    /// The drawing. Unchanged elements are the same [`Arc`] as before.
    pub sketch: Arc<Sketch>,
    /// Its pages as they were when it was read.
    pub boards: Arc<Boards>,
    /// Whether it was read at all.
    pub ready: bool,
    /// Whether it is the drawing of the text as it is now; changes are refused meanwhile.
    pub current: bool,
    /// What was left out when it was read.
    pub problems: Arc<[Diagnostic]>,
    /// Why the text cannot be read; the drawing is then the last one that could.
    pub broken: Option<Arc<str>>,
    /// The code beside it, when it is shown.
    pub code: Option<CodeSnapshot>,
    /// The address of its page, while it is shown to browsers.
    pub served: Option<Arc<str>>,
    /// What is asked before its code is written.
    pub export: Option<ExportSnapshot>,
}

impl Drawing {
    /// What the face sees, for a text of this revision.
    pub(crate) fn snapshot(&self, revision: u64) -> SketchSnapshot {
        SketchSnapshot {
            format: self.format,
            sketch: Arc::clone(&self.sketch),
            boards: Arc::clone(&self.boards),
            ready: self.revision.is_some(),
            current: self.revision == Some(revision),
            problems: Arc::clone(&self.problems),
            broken: self.broken.clone(),
            code: self.code.snapshot(),
            served: self.serving.url(),
            export: self.exporting.as_ref().map(super::exporting::Asking::snapshot),
        }
    }
}
