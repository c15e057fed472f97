//! What the face reads: the whole workspace as immutable values. Cheap to make, since only the parts that changed
//! are made anew, and cheap to compare: `revision` grows with every change, and unchanged parts are the same
//! [`Arc`]. Nothing here can change the workspace.

pub(crate) mod build;

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use justbuilt_base::Diagnostic;
use justbuilt_display::DisplayMap;
use justbuilt_syntax::{LanguageId, Symbol, SyntaxSnapshot};
use justbuilt_text::edit::IndentStyle;
use justbuilt_text::{Encoding, LineEnding, Selections, Text};
use smol_str::SmolStr;

use crate::ability::Abilities;
use crate::ai::{AiPage, AiSnapshot};
use crate::command::{FindQuery, Focus};
use crate::diff::Diff;
use crate::finder::FinderSnapshot;
use crate::ids::{DocumentId, TabId, ViewId};
use crate::keymap::Keymap;
use crate::notice::Notice;
use crate::project::TreeSnapshot;
use crate::search::SearchSnapshot;
use crate::settings::{EditorSettings, Settings, ThemeFile};
use crate::sketches::{ShelfSnapshot, SketchSnapshot};
use crate::timeline::{PastFile, TimelineSnapshot};

/// The workspace at one moment.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Grows with every visible change.
    pub revision: u64,
    /// The open project.
    pub project: Option<Arc<ProjectSnapshot>>,
    /// The tabs: panes in order, tabs in their order within each.
    pub tabs: Arc<[Arc<TabSnapshot>]>,
    /// The active tab.
    pub active: Option<TabId>,
    /// The views of all tabs that show documents.
    pub views: Arc<HashMap<ViewId, Arc<ViewSnapshot>>>,
    /// The explorer.
    pub tree: Arc<TreeSnapshot>,
    /// Project search.
    pub search: Arc<SearchSnapshot>,
    /// The file finder.
    pub finder: Arc<FinderSnapshot>,
    /// The settings.
    pub settings: Arc<Settings>,
    /// The key bindings.
    pub keymap: Arc<Keymap>,
    /// Theme files from the configuration folder.
    pub themes: Arc<Vec<ThemeFile>>,
    /// Projects opened before, the latest first.
    pub recent: Arc<[PathBuf]>,
    /// Files that were opened, also in earlier sessions, the latest first.
    pub recent_files: Arc<[PathBuf]>,
    /// Notices that were not dismissed, oldest first.
    pub notices: Arc<[Notice]>,
    /// Symbols of the active document.
    pub outline: Arc<Outline>,
    /// Everything that happened in the project.
    pub timeline: Arc<TimelineSnapshot>,
    /// AI colleagues.
    pub ai: AiSnapshot,
    /// Libraries and pictures that drawings can take from the project.
    pub shelf: Arc<ShelfSnapshot>,
    /// Errors in settings, keymap and themes.
    pub problems: Arc<[Diagnostic]>,
    /// What has the keyboard.
    pub focus: Focus,
    /// Whether another window has this project; this one then keeps no session.
    pub second_window: bool,
    /// Whether there is a place to go back to, and one to go forward to.
    pub can_go: (bool, bool),
    /// Whether a closed tab can be opened again.
    pub can_reopen_tab: bool,
    /// What the window can do.
    pub abilities: Abilities,
}

impl Snapshot {
    /// The active tab.
    pub fn active_tab(&self) -> Option<&Arc<TabSnapshot>> {
        let active = self.active?;
        self.tab(active)
    }

    /// The tab with this id.
    pub fn tab(&self, id: TabId) -> Option<&Arc<TabSnapshot>> {
        self.tabs.iter().find(|tab| tab.id == id)
    }

    /// The view of the active tab, when it shows a document.
    pub fn active_view(&self) -> Option<&Arc<ViewSnapshot>> {
        match self.active_tab()?.item {
            TabItem::Document(view) => self.views.get(&view),
            _ => None,
        }
    }
}

/// The open project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectSnapshot {
    /// Its folder.
    pub root: PathBuf,
    /// Its name: the folder's.
    pub name: String,
}

/// One tab.
#[derive(Clone, Debug)]
pub struct TabSnapshot {
    /// Which.
    pub id: TabId,
    /// Which pane it is in, counted from 0; the face keeps the panes.
    pub pane: usize,
    /// File name, or what it is.
    pub title: String,
    /// Part of the folder, when two tabs have the same title.
    pub subtitle: Option<String>,
    /// Full path, when it has one.
    pub path: Option<PathBuf>,
    /// Whether it has unsaved changes.
    pub dirty: bool,
    /// Whether it is a preview, shown in italics.
    pub preview: bool,
    /// What it shows.
    pub item: TabItem,
}

/// What a tab shows.
#[derive(Clone, Debug)]
pub enum TabItem {
    /// A document.
    Document(ViewId),
    /// Two texts, compared: unsaved text and the file, or a file at two moments.
    Diff(Arc<Diff>),
    /// A file that does not look like text.
    Binary(Arc<BinaryPreview>),
    /// A picture.
    Image(Arc<ImageFile>),
    /// A file that could not be opened.
    Failed(Arc<OpenFailure>),
    /// The settings page.
    Settings,
    /// The list of key bindings.
    Keymap,
    /// A page about AI colleagues.
    Ai(AiPage),
    /// The welcome page.
    Welcome,
}

/// A file that does not look like text. `file.open_as_text` opens it anyway, `file.open_as_hex` shows its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BinaryPreview {
    /// Where it is.
    pub path: PathBuf,
    /// Bytes in all.
    pub len: u64,
}

/// A picture file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its bytes, as they are on disk.
    pub bytes: Arc<[u8]>,
}

/// Why a file could not be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFailure {
    /// Which file.
    pub path: PathBuf,
    /// What happened, one sentence.
    pub reason: String,
    /// What can be done.
    pub help: String,
}

/// One view on a document.
#[derive(Clone, Debug)]
pub struct ViewSnapshot {
    /// Which.
    pub id: ViewId,
    /// Grows with every change of this view or its document.
    pub revision: u64,
    /// The document.
    pub document: Arc<DocumentSnapshot>,
    /// Carets and selections.
    pub selections: Selections,
    /// Rows of the screen.
    pub display: DisplayMap,
    /// Whether the document is a sketch and shown as a drawing, not as text.
    pub drawing: bool,
    /// Whether long lines are wrapped.
    pub wrap: bool,
    /// The find bar, when it is open.
    pub find: Option<Arc<FindSnapshot>>,
    /// The pair of brackets at the primary caret: byte offsets of both.
    pub brackets: Option<(usize, usize)>,
    /// Set when it shows a file as it was: which, and where that differs from now.
    pub past: Option<Arc<PastFile>>,
}

/// One document.
#[derive(Clone)]
pub struct DocumentSnapshot {
    /// Which.
    pub id: DocumentId,
    /// Where it is saved; `None` for a scratch document.
    pub path: Option<PathBuf>,
    /// File name, or `Untitled-1`.
    pub name: String,
    /// The text.
    pub text: Text,
    /// Grows with every change of the text.
    pub revision: u64,
    /// The language.
    pub language: LanguageId,
    /// The language's name.
    pub language_name: String,
    /// The drawing that the text is, when it is a sketch.
    pub sketch: Option<Arc<SketchSnapshot>>,
    /// Highlights, folds, symbols; plain for large files.
    pub syntax: SyntaxSnapshot,
    /// Line ending of the document.
    pub line_ending: LineEnding,
    /// Whether the file mixes line endings; they stay as they are on lines that are not touched.
    pub mixed_line_endings: bool,
    /// How it is encoded on disk.
    pub encoding: Encoding,
    /// Tabs or spaces.
    pub indent: IndentStyle,
    /// Cells a tab takes.
    pub tab_width: u32,
    /// What the editor goes by in its language.
    pub editor: EditorSettings,
    /// Characters other than letters, digits and `_` that are part of its words.
    pub word_chars: SmolStr,
    /// Whether it has unsaved changes.
    pub dirty: bool,
    /// Why it cannot be changed.
    pub read_only: Option<ReadOnly>,
    /// How the text stands to the file on disk.
    pub disk: DiskState,
    /// Set while the file is being read.
    pub loading: Option<Loading>,
    /// Whether it is being saved.
    pub saving: bool,
    /// What was odd about the file: bytes that are not text in its encoding, and so on.
    pub notes: Vec<String>,
    /// Whether there is something to undo, and something to redo.
    pub can_undo: (bool, bool),
}

impl std::fmt::Debug for DocumentSnapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DocumentSnapshot")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("revision", &self.revision)
            .finish_non_exhaustive()
    }
}

/// Why a document cannot be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadOnly {
    /// It is still being read.
    Loading,
    /// It shows the bytes of a binary file.
    Hex,
    /// The user locked it.
    Locked,
    /// It shows the past.
    Past,
}

/// How a document stands to its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DiskState {
    /// As far as known the file is what was read or saved last.
    #[default]
    InStep,
    /// There is no file yet.
    New,
    /// The file has changed, and so has the text: the user must choose (`file.show_conflict`,
    /// `file.keep_mine`, `file.take_theirs`).
    Conflict,
    /// The file is gone; saving makes it anew.
    Deleted,
}

/// How far reading has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loading {
    /// Bytes read.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
}

/// The find bar of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindSnapshot {
    /// What is looked for.
    pub query: FindQuery,
    /// The replacement text.
    pub replacement: String,
    /// Whether the replace field is shown.
    pub replacing: bool,
    /// The matches in order (the first [`crate::find::MAX_MATCHES`]).
    pub matches: Arc<[Range<usize>]>,
    /// How many there are in all.
    pub count: usize,
    /// Whether counting goes on.
    pub searching: bool,
    /// Index of the match that is selected.
    pub current: Option<usize>,
    /// What is wrong with the pattern.
    pub error: Option<String>,
    /// Where is looked, when only in a selection.
    pub scope: Option<Arc<[Range<usize>]>>,
}

/// Symbols of a document.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Of which document; `None` when there is none.
    pub document: Option<DocumentId>,
    /// Text revision it was made from.
    pub revision: u64,
    /// The symbols in order.
    pub symbols: Arc<[Symbol]>,
    /// Index of the symbol around the primary caret.
    pub current: Option<usize>,
}
