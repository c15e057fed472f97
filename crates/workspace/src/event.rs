//! What background work sends back to the workspace. Taken in by [`crate::Workspace::tick`], in order. The
//! services (tree, finder, search, settings, keymap) have channels of their own.

use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_store::FsError;

use crate::ai::AiEvent;
use crate::document::disk::Compared;
use crate::document::loading::Loaded;
use crate::document::outline::Outlined;
use crate::document::parsing::Parsed;
use crate::document::saving::Saved;
use crate::find::Found;
use crate::ids::DocumentId;
use crate::session::restore::Restored;
use crate::sketches::making::MadeCode;
use crate::timeline::answer::Answer;
use crate::workspace::Workspace;

/// One result.
pub(crate) enum Event {
    /// Part or all of a file has been read.
    Loaded(DocumentId, Loaded),
    /// A document has been written, or not.
    Saved(DocumentId, Saved),
    /// A syntax tree is ready.
    Parsed(DocumentId, Parsed),
    /// Symbols have been listed.
    Outlined(DocumentId, Box<Outlined>),
    /// An open file was looked at again, since it may have changed on disk.
    Compared(DocumentId, Compared),
    /// Matches of a find bar.
    Found(Found),
    /// A session, with unsaved text, has been read.
    Restored(Box<Restored>),
    /// Unsaved text was written to the state folder, or not.
    Kept(DocumentId, Option<FsError>),
    /// Projects that were open before.
    Recent(Vec<PathBuf>),
    /// A drawing has been read from a text.
    SketchRead(DocumentId, Box<crate::sketches::reading::Read>),
    /// Where the elements of a drawing stand in this text.
    SketchPlaced(DocumentId, Box<(justbuilt_text::Text, justbuilt_sketch::excalidraw::Places)>),
    /// Code of a drawing has been made.
    SketchMade(DocumentId, Arc<MadeCode>),
    /// What code looks like has been worked out.
    SketchPreviewed(DocumentId, Arc<crate::sketches::MadePreview>),
    /// The page of a drawing is shown to browsers, or cannot be.
    SketchServed(DocumentId, crate::sketches::serving::Began),
    /// What code would be written has been looked at.
    SketchLooked(DocumentId, Box<crate::sketches::exporting::Looked>),
    /// The code of a drawing has been written, or not.
    SketchExported(Box<crate::sketches::exporting::Exported>),
    /// A file of another kind has become a sketch, or not.
    SketchImported(Box<crate::sketches::importing::Imported>),
    /// A picture of a drawing has been made, or not.
    SketchPictured(Box<crate::sketches::picturing::Pictured>),
    /// Libraries and pictures for drawings.
    Shelf(crate::sketches::ShelfEvent),
    /// Something about the timeline.
    Timeline(Box<Answer>),
    /// Something about the AI's part.
    Ai(AiEvent),
}

impl Workspace {
    /// Applies one result.
    pub(crate) fn take_in(&mut self, event: Event) {
        match event {
            Event::Loaded(document, loaded) => self.loaded(document, loaded),
            Event::Saved(document, saved) => self.saved(document, saved),
            Event::Parsed(document, parsed) => self.parsed(document, parsed),
            Event::Outlined(document, outlined) => self.outlined(document, *outlined),
            Event::Compared(document, compared) => self.compared(document, compared),
            Event::Found(found) => self.found(found),
            Event::Restored(restored) => self.restored(*restored),
            Event::Kept(document, error) => self.kept(document, error),
            Event::Recent(recent) => self.session_take_recent(recent),
            Event::SketchRead(document, read) => self.sketch_taken(document, *read),
            Event::SketchPlaced(document, found) => self.sketch_placed(document, *found),
            Event::SketchMade(document, made) => self.sketch_made(document, made),
            Event::SketchPreviewed(document, made) => self.sketch_previewed(document, made),
            Event::SketchServed(document, began) => self.sketch_served(document, began),
            Event::SketchLooked(document, looked) => self.sketch_looked(document, *looked),
            Event::SketchExported(exported) => self.sketch_exported(*exported),
            Event::SketchImported(imported) => self.sketch_imported(*imported),
            Event::SketchPictured(pictured) => self.sketch_pictured(*pictured),
            Event::Shelf(event) => self.shelf_taken(event),
            Event::Timeline(answer) => self.timeline_answer(*answer),
            Event::Ai(event) => self.ai_take(event),
        }
    }
}
