//! Documents: open files and scratch texts. Each has one text with its history, a language and syntax, a relation
//! to a file on disk, and any number of views. Changes go through [`Workspace::change_document`], so that every
//! view, the syntax tree and the find bars follow; reading, writing and parsing happen in the background.

pub(crate) mod binary;
pub(crate) mod change;
pub(crate) mod disk;
pub(crate) mod loading;
pub(crate) mod outline;
pub(crate) mod parsing;
pub(crate) mod properties;
pub(crate) mod retiring;
pub(crate) mod saving;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::TaskHandle;
use justbuilt_store::FileStamp;
use justbuilt_syntax::LanguageId;
use justbuilt_text::edit::IndentStyle;
use justbuilt_text::{Buffer, Text};

use crate::ids::DocumentId;
use crate::session::journal::Journal;
use crate::sketches::Drawing;
use crate::snapshot::{DiskState, DocumentSnapshot, ReadOnly};
use crate::timeline::PastDocument;
use crate::workspace::Workspace;

pub(crate) use loading::Load;
pub(crate) use outline::OutlineState;
pub(crate) use parsing::Parsing;
pub(crate) use retiring::Retired;
pub(crate) use saving::Saving;

/// One open document.
pub(crate) struct Document {
    pub id: DocumentId,
    pub path: Option<PathBuf>,
    /// File name, or `Untitled-1`.
    pub name: String,
    pub buffer: Buffer,
    pub language: LanguageId,
    /// Whether the user chose the language, so that a new name does not change it.
    pub language_chosen: bool,
    pub parsing: Parsing,
    pub outline: OutlineState,
    /// The drawing that the text is, when it is a sketch.
    pub sketch: Option<Box<Drawing>>,
    pub indent: IndentStyle,
    pub indent_chosen: bool,
    pub tab_width: u32,
    pub load: Load,
    pub disk: DiskState,
    /// The file as it was when it was read or written last.
    pub stamp: Option<FileStamp>,
    /// The text as it was read or written last; shares its memory with the text.
    pub file_text: Option<Text>,
    /// Looks at the file again.
    pub checking: Option<TaskHandle>,
    /// Looks at the file once more after that.
    pub check_again: bool,
    pub saving: Option<Saving>,
    /// The last attempt to save failed; auto-save then waits for a change.
    pub save_failed: bool,
    pub hex: bool,
    pub locked: bool,
    /// Its edits are handed to the timeline.
    pub recorded: bool,
    /// It shows a file as it was.
    pub past: Option<PastDocument>,
    pub notes: Vec<String>,
    pub mixed_line_endings: bool,
    pub journal: Journal,
    /// When the text changed last, on the monotonic clock; for auto-save.
    pub changed_at: Option<Duration>,
    /// Grows with every visible change, also of what is not text.
    pub revision: u64,
    pub snapshot: Option<Arc<DocumentSnapshot>>,
}

impl Document {
    pub(crate) fn text(&self) -> &Text {
        self.buffer.text()
    }

    /// Unsaved changes, or no file any more to hold the text.
    pub(crate) fn is_dirty(&self) -> bool {
        !self.hex && (self.buffer.is_dirty() || self.disk == DiskState::Deleted)
    }

    /// Whether closing it would lose text: changes, or a scratch document that is not empty.
    pub(crate) fn is_worth_keeping(&self) -> bool {
        self.is_dirty() && !(self.path.is_none() && self.text().is_empty())
    }

    /// The path of what it shows: its file, or where that was.
    pub(crate) fn shown_path(&self) -> Option<&Path> {
        self.past.as_ref().map(|past| past.info.full_path.as_path()).or(self.path.as_deref())
    }

    /// Why it cannot be changed.
    pub(crate) fn read_only(&self) -> Option<ReadOnly> {
        if self.past.is_some() {
            Some(ReadOnly::Past)
        } else if self.hex {
            Some(ReadOnly::Hex)
        } else if self.load.is_reading() {
            Some(ReadOnly::Loading)
        } else {
            self.locked.then_some(ReadOnly::Locked)
        }
    }

    /// Something visible changed.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
        self.snapshot = None;
    }
}

/// All open documents.
#[derive(Default)]
pub(crate) struct Documents {
    by_id: BTreeMap<DocumentId, Document>,
}

impl Documents {
    pub(crate) fn get(&self, id: DocumentId) -> Option<&Document> {
        self.by_id.get(&id)
    }

    pub(crate) fn get_mut(&mut self, id: DocumentId) -> Option<&mut Document> {
        self.by_id.get_mut(&id)
    }

    pub(crate) fn insert(&mut self, document: Document) {
        self.by_id.insert(document.id, document);
    }

    pub(crate) fn remove(&mut self, id: DocumentId) -> Option<Document> {
        self.by_id.remove(&id)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.by_id.values()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Document> {
        self.by_id.values_mut()
    }

    pub(crate) fn ids(&self) -> Vec<DocumentId> {
        self.by_id.keys().copied().collect()
    }

    /// The document of a file.
    pub(crate) fn of_path(&self, path: &Path) -> Option<&Document> {
        self.by_id.values().find(|document| !document.hex && document.path.as_deref() == Some(path))
    }
}

impl Workspace {
    /// Something visible of a document changed.
    pub(crate) fn touch_document(&mut self, id: DocumentId) {
        if let Some(document) = self.documents.get_mut(id) {
            document.touch();
        }
        self.touch();
    }

    /// What is due for documents: auto-save, looking for changes on disk.
    pub(crate) fn documents_tick(&mut self) {
        self.loading_tick();
        self.syntax_tick();
        self.auto_save_tick();
        self.outline_tick();
        self.retiring_tick();
    }

    /// When [`Workspace::documents_tick`] has something to do, on the monotonic clock.
    pub(crate) fn documents_due(&self) -> Option<Duration> {
        [self.auto_save_due(), self.outline_due(), self.retiring_due()].into_iter().flatten().min()
    }

    /// The unsaved texts, for the project search: they win over what is on disk.
    pub(crate) fn unsaved_texts(&self) -> std::collections::HashMap<PathBuf, Text> {
        self.documents
            .iter()
            .filter(|document| document.is_dirty())
            .filter_map(|document| Some((document.path.clone()?, document.text().clone())))
            .collect()
    }
}
