//! What can go along with a message, as it is at this moment: open texts with what is not saved, the caret, the
//! history, the files. Taken on the window's thread by sharing alone; read in the background.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use justbuilt_ai::persona::Persona;
use justbuilt_ai::prices::PriceList;
use justbuilt_ai::secrets::Scanner;
use justbuilt_base::{CancelToken, Clock, Diagnostic, Timestamp};
use justbuilt_sketch::scene::Sketch;
use justbuilt_store::Fs;
use justbuilt_syntax::Symbol;
use justbuilt_text::Text;
use justbuilt_timeline::NodeId;
use justbuilt_vcs::Vcs;
use parking_lot::Mutex;

use crate::ai::semantic::Related;
use crate::ids::DocumentId;
use crate::project::TreeSource;
use crate::search::SearchSource;
use crate::tabs::Item;
use crate::timeline::recorder::Recorder;
use crate::workspace::Workspace;

/// Bytes of a file that is read.
pub(super) const LARGEST: u64 = 4 << 20;
/// Files of a project whose names are known.
const MOST_FILES: usize = 50_000;
/// How long the list of files is good.
const FILES_AGE: Duration = Duration::from_secs(30);

/// Made once and shared with background work.
#[derive(Clone, Default)]
pub(in crate::ai) struct Shared {
    scanner: Arc<OnceLock<Option<Arc<Scanner>>>>,
    prices: Arc<OnceLock<Option<PriceList>>>,
    gallery: Arc<OnceLock<Vec<Persona>>>,
    files: Arc<Mutex<Option<Listed>>>,
}

/// The names of the project's files, and when they were listed, on the monotonic clock.
type Listed = (Duration, Arc<Vec<String>>);

impl Shared {
    /// Finds secrets. Made on first use, which takes milliseconds: in the background.
    pub fn scanner(&self) -> Option<Arc<Scanner>> {
        let made = self.scanner.get_or_init(|| match Scanner::built_in() {
            Ok(scanner) => Some(Arc::new(scanner)),
            Err(error) => {
                log::error!("secrets cannot be looked for: {error}");
                None
            }
        });
        made.clone()
    }

    /// The same, without what belongs to the project.
    pub fn for_another_project(&self) -> Self {
        Self { files: Arc::default(), ..self.clone() }
    }

    /// The personas that come with the program.
    pub fn gallery(&self) -> &[Persona] {
        self.gallery.get_or_init(justbuilt_ai::persona::gallery)
    }

    /// What models cost. Made on first use: in the background.
    pub fn prices(&self) -> Option<&PriceList> {
        self.prices.get_or_init(|| PriceList::built_in().ok()).as_ref()
    }
}

/// What can go along.
#[derive(Clone)]
pub(in crate::ai) struct Sources {
    pub root: Option<PathBuf>,
    pub fs: Arc<dyn Fs>,
    pub tree: Arc<dyn TreeSource>,
    pub search: Arc<dyn SearchSource>,
    pub vcs: Arc<dyn Vcs>,
    pub clock: Arc<dyn Clock>,
    /// Open texts, the one that was used last first.
    pub open: Arc<Vec<OpenText>>,
    pub active: Option<Active>,
    /// Sketches that are open.
    pub sketches: Vec<OpenSketch>,
    pub history: Option<Arc<Recorder>>,
    /// When the project was opened.
    pub began: Timestamp,
    /// The moment of the past that is shown.
    pub shown: Option<NodeId>,
    pub problems: Vec<Diagnostic>,
    /// Globs that the settings leave out.
    pub exclude: Vec<String>,
    /// Set when nobody waits for what is read any more.
    pub cancel: CancelToken,
    /// What is known of the meaning of the project's files.
    pub related: Option<Related>,
    pub shared: Shared,
}

/// A text that is open.
#[derive(Clone)]
pub(in crate::ai) struct OpenText {
    pub path: PathBuf,
    /// As models are told of it.
    pub source: String,
    pub text: Text,
    /// The text as it is on the disk, when it is not the same.
    pub saved: Option<Text>,
}

/// A sketch that is open.
#[derive(Clone)]
pub(in crate::ai) struct OpenSketch {
    pub document: DocumentId,
    pub path: Option<PathBuf>,
    /// As models are told of it.
    pub source: String,
    pub sketch: Arc<Sketch>,
}

/// The text that is looked at.
#[derive(Clone)]
pub(in crate::ai) struct Active {
    pub source: String,
    pub in_project: bool,
    pub text: Text,
    pub head: usize,
    /// What is selected; empty at a caret.
    pub selected: Vec<Range<usize>>,
    pub language: &'static str,
    pub symbols: Arc<[Symbol]>,
}

impl Sources {
    /// A path as models are told of it: from the project's folder on, with `/`.
    pub fn name(&self, path: &Path) -> String {
        let inside = self.root.as_deref().and_then(|root| path.strip_prefix(root).ok()).unwrap_or(path);
        inside.to_string_lossy().replace('\\', "/")
    }

    /// Where that is.
    pub fn path(&self, name: &str) -> PathBuf {
        match &self.root {
            Some(root) => root.join(name),
            None => PathBuf::from(name),
        }
    }

    /// The text of a file, as it is in the window when it is open there. Waits for the disk.
    pub fn text(&self, path: &Path) -> Result<Text, String> {
        if let Some(open) = self.open.iter().find(|open| open.path == path) {
            return Ok(open.text.clone());
        }
        let name = self.name(path);
        let metadata = self.fs.metadata(path).map_err(|error| error.to_string())?;
        if metadata.is_dir() {
            return Err(format!("{name} is a folder"));
        }
        if metadata.size > LARGEST {
            return Err(format!("{name} has more than {} MiB", LARGEST >> 20));
        }
        let bytes = self.fs.read(path).map_err(|error| error.to_string())?;
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'));
        text.map(Text::from).ok_or_else(|| format!("{name} is no text in UTF-8"))
    }

    /// Texts that are not saved, for the search.
    pub fn unsaved(&self) -> HashMap<PathBuf, Text> {
        let unsaved = self.open.iter().filter(|open| open.saved.is_some());
        unsaved.map(|open| (open.path.clone(), open.text.clone())).collect()
    }

    /// The files of the project, without those that are ignored; a list of the last half minute will do. Waits for the
    /// disk.
    pub fn files(&self) -> Arc<Vec<String>> {
        let now = self.clock.elapsed();
        let mut held = self.shared.files.lock();
        if let Some((then, files)) = &*held
            && now.saturating_sub(*then) < FILES_AGE
        {
            return Arc::clone(files);
        }
        let Some(root) = &self.root else { return Arc::default() };
        let mut files = Vec::new();
        let mut found = |batch: Vec<crate::project::WalkItem>| {
            files.extend(batch.iter().map(|item| self.name(&item.path)));
            files.len() < MOST_FILES
        };
        if let Err(error) = self.tree.walk(root, &self.exclude, &self.cancel, &mut found) {
            log::debug!("no list of files: {error}");
        }
        files.sort();
        let files = Arc::new(files);
        if self.cancel.is_cancelled() {
            return files;
        }
        *held = Some((now, Arc::clone(&files)));
        files
    }
}

impl Workspace {
    /// All that can go along, as it is now.
    pub(in crate::ai) fn chat_sources(&self) -> Sources {
        let root = self.project.root().map(Path::to_owned);
        let mut sources = Sources {
            root,
            fs: Arc::clone(&self.platform.fs),
            tree: Arc::clone(&self.platform.tree),
            search: Arc::clone(&self.platform.search),
            vcs: Arc::clone(&self.platform.vcs),
            clock: Arc::clone(&self.platform.clock),
            open: Arc::default(),
            active: None,
            sketches: Vec::new(),
            history: self.timeline.recorder(),
            began: self.ai.chat.began,
            shown: self.timeline.shown_node(),
            problems: self.settings.problems().iter().chain(self.keymap.problems()).cloned().collect(),
            exclude: self.settings.current().files_exclude.to_vec(),
            cancel: CancelToken::default(),
            related: self.semantic_related(),
            shared: self.ai.chat.shared.clone(),
        };
        let mut open: Vec<OpenText> = Vec::new();
        for tab in self.tabs.by_use() {
            let Some(document) = self.document_of_tab(tab).and_then(|id| self.documents.get(id)) else {
                continue;
            };
            let Some(path) = document.path.clone().filter(|_| !document.hex && document.past.is_none())
            else {
                continue;
            };
            if document.load.is_reading() || open.iter().any(|known| known.path == path) {
                continue;
            }
            let saved = document.is_dirty().then(|| document.file_text.clone().unwrap_or_default());
            open.push(OpenText { source: sources.name(&path), path, text: document.text().clone(), saved });
        }
        sources.active = self.chat_active(&sources);
        let sketches =
            self.documents.iter().filter(|document| document.past.is_none()).filter_map(|document| {
                let drawing = document.sketch.as_deref().filter(|drawing| drawing.revision.is_some())?;
                let path = document.path.clone();
                let source = path.as_deref().map_or_else(|| document.name.clone(), |path| sources.name(path));
                let sketch = Arc::clone(&drawing.sketch);
                Some(OpenSketch { document: document.id, path, source, sketch })
            });
        sources.sketches = sketches.collect();
        sources.open = Arc::new(open);
        sources
    }

    fn chat_active(&self, sources: &Sources) -> Option<Active> {
        // A page of the AI's part beside the text does not take the text's place.
        let view = self.active_view_id().or_else(|| {
            self.tabs.by_use().find_map(|tab| match self.tabs.get(tab).map(|tab| &tab.item) {
                Some(Item::Document(view)) => Some(*view),
                _ => None,
            })
        })?;
        let held = self.views.get(&view)?;
        let document = self.documents.get(held.document)?;
        if document.hex || document.load.is_reading() {
            return None;
        }
        let path = document.shown_path();
        let in_project = path.zip(sources.root.as_deref()).is_some_and(|(path, root)| path.starts_with(root));
        let selections = held.selections.iter().map(|one| one.range()).filter(|range| !range.is_empty());
        Some(Active {
            source: path.map_or_else(|| document.name.clone(), |path| sources.name(path)),
            in_project: in_project && document.past.is_none(),
            text: document.text().clone(),
            head: held.selections.primary().head,
            selected: selections.collect(),
            language: document.language.as_str(),
            symbols: Arc::clone(&self.known_outline(view).symbols),
        })
    }
}
