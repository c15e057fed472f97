//! Sketches are documents: a drawing is read from the text of its file, and each change of the drawing is an edit of
//! that text. So undo, the timeline, unsaved text, conflicts, saving and changes from outside are those of every
//! document, and a sketch can be scrubbed through time like any file.
//!
//! Not here: what a drawing is and how it becomes code (`justbuilt-sketch`), and what it looks like on the screen.

pub mod arranging;
pub(crate) mod changing;
pub mod commands;
pub(crate) mod exporting;
pub(crate) mod importing;
pub(crate) mod making;
pub mod outside;
pub(crate) mod picturing;
pub(crate) mod previewing;
pub(crate) mod reading;
mod refining;
pub mod serving;
pub(crate) mod shelf;
pub mod showing;
mod snapshot;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use justbuilt_base::{Diagnostic, TaskHandle};
use justbuilt_sketch::canvas::Changes;
use justbuilt_sketch::code::Target;
use justbuilt_sketch::excalidraw::Places;
use justbuilt_sketch::scene::{ElementId, Sketch};

use crate::command::{CommandError, CommandResult};
use crate::ids::{DocumentId, ViewId};
use crate::workspace::Workspace;

pub use exporting::{ExportChunk, ExportCommand, ExportFate, ExportFile, ExportSnapshot, Planned, Side};
pub use importing::can_import;
pub(crate) use making::CodeState;
pub use making::{CodeSnapshot, MadeCode, make_code};
pub use outside::SketchOutside;
pub use picturing::{PictureJob, PictureTo};
pub use previewing::MadePreview;
pub use reading::SketchFormat;
pub use serving::{PageServer, Served, ServedPage};
pub use shelf::{LibrarySnapshot, PictureFrom, ShelfCommand, ShelfSnapshot, is_library, is_picture};
pub(crate) use shelf::{Shelf, ShelfEvent};
pub use snapshot::{Boards, SketchSnapshot};

/// Why nothing was done.
const OUTDATED: CommandError = CommandError::NotNow("the sketch has changed meanwhile");

/// What is asked of a sketch.
#[derive(Clone, Debug)]
pub enum SketchCommand {
    /// Changes elements of a page; refused when the page is not the one it was made for.
    Change {
        /// In which view.
        view: ViewId,
        /// Which page, from 0.
        page: usize,
        /// What changes.
        changes: Changes,
        /// What was done, for people: `Move`, `Draw`.
        what: &'static str,
    },
    /// Takes a whole new state: pages added, renamed, removed; pictures put in.
    Replace {
        /// In which view.
        view: ViewId,
        /// The state it was made from; refused when it is not the one at hand.
        from: Arc<Sketch>,
        /// The new state.
        to: Arc<Sketch>,
        /// What was done, for people.
        what: &'static str,
    },
    /// The code beside the drawing.
    Code {
        /// Of which view.
        view: ViewId,
        /// What to do.
        command: CodeCommand,
    },
    /// What is asked before code is written into the project.
    Export {
        /// Of which view.
        view: ViewId,
        /// What to do.
        command: ExportCommand,
    },
    /// Makes a picture that leaves the editor.
    Picture(PictureJob),
    /// Libraries and pictures.
    Shelf(ShelfCommand),
}

/// What is asked of the code beside a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeCommand {
    /// Shows or hides it.
    Show(bool),
    /// In which language.
    Target(Target),
    /// Of which page, and which frame of it; without a frame the first one, or else the whole page.
    Screen(usize, Option<ElementId>),
    /// Which of the two is shown beside the drawing.
    Pane(Pane),
    /// The width of the preview, px.
    Width(u32),
}

/// What is shown beside a drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The code.
    #[default]
    Code,
    /// What the code looks like.
    Preview,
}

/// The drawing that a document's text is.
pub(crate) struct Drawing {
    pub format: SketchFormat,
    pub sketch: Arc<Sketch>,
    /// Pages of what was read last, for the canvas that shows them.
    pub boards: Arc<Boards>,
    /// The revision of the text that it was read from; `None` before it was read for the first time.
    pub revision: Option<u64>,
    pub problems: Arc<[Diagnostic]>,
    /// Why the text cannot be read now; the drawing is then the last one that could.
    pub broken: Option<Arc<str>>,
    pub reading: Option<TaskHandle>,
    /// The text is being changed by the drawing itself.
    pub changing: bool,
    /// The text is the one that this drawing is written as: rows are known by counting.
    pub as_written: bool,
    /// Where the elements stand in another program's file, once that was found for the text of `revision`.
    pub places: Option<Box<Places>>,
    pub placing: Option<TaskHandle>,
    /// Drawings of texts that undo and redo may come back to, the newest last.
    seen: VecDeque<Seen>,
    pub code: CodeState,
    pub serving: serving::Serving,
    /// Code is about to be written, and something is asked.
    pub exporting: Option<exporting::Asking>,
}

/// What a text was read as.
struct Seen {
    /// [`Buffer::state`](justbuilt_text::Buffer::state) of the text.
    state: u64,
    sketch: Arc<Sketch>,
    problems: Arc<[Diagnostic]>,
    as_written: bool,
}

/// As many elements are remembered in drawings of other texts: one takes a pointer.
const REMEMBERED: usize = 1 << 20;

impl Drawing {
    /// Remembers the drawing as that of this text.
    fn remember(&mut self, state: u64) {
        self.seen.retain(|seen| seen.state != state);
        self.seen.push_back(Seen {
            state,
            sketch: Arc::clone(&self.sketch),
            problems: Arc::clone(&self.problems),
            as_written: self.as_written,
        });
        let size = |seen: &Seen| seen.sketch.pages.iter().map(|page| page.elements.len() + 64).sum::<usize>();
        let mut all: usize = self.seen.iter().map(size).sum();
        while all > REMEMBERED && self.seen.len() > 1 {
            all -= self.seen.pop_front().map_or(0, |oldest| size(&oldest));
        }
    }

    /// Takes the drawing of this text, when it is remembered.
    fn recall(&mut self, state: u64, revision: u64) -> bool {
        let Some(seen) = self.seen.iter().find(|seen| seen.state == state) else { return false };
        self.sketch = Arc::clone(&seen.sketch);
        self.problems = Arc::clone(&seen.problems);
        self.as_written = seen.as_written;
        self.revision = Some(revision);
        self.broken = None;
        self.reading = None;
        self.places = None;
        true
    }

    fn new(format: SketchFormat) -> Self {
        Self {
            format,
            sketch: Arc::default(),
            boards: Arc::default(),
            revision: None,
            problems: Arc::default(),
            broken: None,
            reading: None,
            changing: false,
            as_written: false,
            places: None,
            placing: None,
            seen: VecDeque::new(),
            code: CodeState::default(),
            serving: serving::Serving::default(),
            exporting: None,
        }
    }
}

impl Workspace {
    pub(crate) fn sketch_run(&mut self, command: SketchCommand) -> CommandResult {
        match command {
            SketchCommand::Change { view, page, changes, what } => {
                self.sketch_change(view, page, &changes, what)
            }
            SketchCommand::Replace { view, from, to, what } => self.sketch_replace(view, &from, to, what),
            SketchCommand::Code { view, command } => self.sketch_code(view, command),
            SketchCommand::Export { view, command } => self.sketch_export_ask(view, command),
            SketchCommand::Picture(job) => self.sketch_picture(job),
            SketchCommand::Shelf(command) => self.shelf_run(command),
        }
    }

    /// The text of a document was exchanged, or its name changed: it may have become a sketch, or is none any more.
    pub(crate) fn sketch_restart(&mut self, id: DocumentId) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let path = document.shown_path().map(Path::to_owned);
        let name = path.unwrap_or_else(|| document.name.clone().into());
        let format = SketchFormat::of_path(&name).filter(|_| !document.hex);
        let before = document.sketch.as_ref().map(|drawing| drawing.format);
        match format {
            None => document.sketch = None,
            Some(format) if before == Some(format) => {
                if let Some(drawing) = &mut document.sketch {
                    // Another buffer counts from the start.
                    drawing.seen.clear();
                    drawing.as_written = false;
                    drawing.places = None;
                }
            }
            Some(format) => document.sketch = Some(Box::new(Drawing::new(format))),
        }
        if format.is_some() {
            self.sketch_read(id);
        }
    }

    pub(crate) fn drawing(&self, id: DocumentId) -> Option<&Drawing> {
        self.documents.get(id)?.sketch.as_deref()
    }
}
