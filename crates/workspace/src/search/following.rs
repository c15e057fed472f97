//! Results follow the texts: a file with hits that is changed, in the editor or on the disk, is searched again a moment
//! later, alone. Files without hits are left to the next search.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{SpawnerExt as _, TaskHandle};
use justbuilt_text::{Buffer, Revision, Text};

use super::fs_search::searcher_of;
use super::hit::hits_in_text;
use super::running::Message;
use super::{MAX_HITS, SearchHit};
use crate::ids::DocumentId;
use crate::workspace::Workspace;

/// How long after a change its file is searched again.
const PAUSE: Duration = Duration::from_millis(250);
/// Files larger than this are left to the next search.
const MAX_BYTES: u64 = 64 << 20;

/// What is known about the texts behind the results.
#[derive(Debug, Default)]
pub(super) struct Following {
    /// The revision of each document that the results are about.
    seen: HashMap<DocumentId, Revision>,
    /// Files to search again.
    stale: BTreeSet<PathBuf>,
    due: Option<Duration>,
    task: Option<TaskHandle>,
    /// Lines whose hits were dismissed: they do not come back.
    dismissed: HashMap<PathBuf, Vec<String>>,
}

impl Following {
    /// The results are those of a new search.
    pub(super) fn begin(&mut self, seen: HashMap<DocumentId, Revision>) {
        *self = Self { seen, ..Self::default() };
    }

    pub(super) fn dismiss(&mut self, path: &Path, line: &str) {
        self.dismissed.entry(path.to_owned()).or_default().push(line.to_owned());
    }
}

/// A file that was searched again; `None` when it cannot be read any more.
pub(super) type Followed = (PathBuf, Option<Vec<SearchHit>>);

impl Workspace {
    /// The revisions of all documents with a file.
    pub(super) fn search_revisions(&self) -> HashMap<DocumentId, Revision> {
        self.documents.iter().map(|document| (document.id, document.buffer.revision())).collect()
    }

    /// The texts are known to be as the results say: what was replaced is not looked for again.
    pub(super) fn search_is_current(&mut self) {
        self.search.following.seen = self.search_revisions();
    }

    /// Files changed on disk; `None`: any may have.
    pub(crate) fn search_disk_changed(&mut self, paths: Option<&[PathBuf]>) {
        let changed = |file: &Path| {
            paths.is_none_or(|paths| paths.iter().any(|path| file == path || file.starts_with(path)))
        };
        let stale: Vec<PathBuf> = self
            .search
            .state
            .files
            .iter()
            .map(|file| &file.path)
            .filter(|path| changed(path) && self.documents.of_path(path).is_none())
            .cloned()
            .collect();
        self.search_mark(stale);
    }

    fn search_mark(&mut self, stale: Vec<PathBuf>) {
        if !stale.is_empty() {
            self.search.following.stale.extend(stale);
            self.search.following.due = Some(self.platform.clock.elapsed() + PAUSE);
        }
    }

    /// When [`Workspace::search_follow`] has something to do, on the monotonic clock.
    pub(crate) fn search_due(&self) -> Option<Duration> {
        let following = &self.search.following;
        following.due.filter(|_| following.task.is_none() && !self.search.state.running)
    }

    /// Notes which documents with hits have changed, and searches them again when that is due.
    pub(super) fn search_follow(&mut self) {
        if self.search.state.files.is_empty() {
            return;
        }
        let mut changed = Vec::new();
        for document in self.documents.iter().filter(|document| !document.load.is_reading()) {
            let revision = document.buffer.revision();
            if self.search.following.seen.insert(document.id, revision) != Some(revision) {
                changed.extend(document.path.clone());
            }
        }
        changed.retain(|path| self.search.state.files.iter().any(|file| file.path == *path));
        self.search_mark(changed);
        if self.search_due().is_some_and(|due| due <= self.platform.clock.elapsed()) {
            self.search_again();
        }
    }

    fn search_again(&mut self) {
        self.search.following.due = None;
        let stale = std::mem::take(&mut self.search.following.stale);
        let Ok(searcher) = searcher_of(&self.search.state.query) else { return };
        let texts: Vec<(PathBuf, Option<Text>)> = stale
            .into_iter()
            .map(|path| {
                let text = self.documents.of_path(&path).map(|document| document.text().clone());
                (path, text)
            })
            .collect();
        let fs = Arc::clone(&self.platform.fs);
        let (sender, generation) = (self.search_sender(), self.search.run.generation);
        let task = self.platform.spawner.blocking("search changed files", move |cancel| {
            let read = |path: &Path| {
                let small = fs.metadata(path).is_ok_and(|found| found.size <= MAX_BYTES);
                let bytes = small.then(|| fs.read(path).ok()).flatten()?;
                Some(Buffer::from_bytes(&bytes, None).buffer.text().clone())
            };
            let mut done: Vec<Followed> = Vec::new();
            for (path, text) in texts {
                if cancel.is_cancelled() {
                    return;
                }
                let text = text.or_else(|| read(&path));
                let hits = text.map(|text| hits_in_text(&searcher, &text, MAX_HITS));
                done.push((path, hits));
            }
            // The workspace may be closed.
            sender.send(Message::Followed(generation, done)).ok();
        });
        self.search.following.task = Some(task);
    }

    /// Takes in files that were searched again.
    pub(super) fn search_followed(&mut self, done: Vec<Followed>) {
        self.search.following.task = None;
        let selected = self.search.state.selected.and_then(|(file, hit)| {
            let file = self.search.state.files.get(file)?;
            Some((file.path.clone(), hit))
        });
        for (path, hits) in done {
            let files = &mut self.search.state.files;
            let Some(at) = files.iter().position(|file| file.path == path) else { continue };
            let mut hits = hits.unwrap_or_default();
            for line in self.search.following.dismissed.get(&path).into_iter().flatten() {
                if let Some(at) = hits.iter().position(|hit| hit.text == *line) {
                    hits.remove(at);
                }
            }
            match files.get_mut(at) {
                Some(file) if !hits.is_empty() => Arc::make_mut(file).hits = hits,
                _ => drop(files.remove(at)),
            }
        }
        self.search.state.selected = selected.and_then(|(path, hit)| {
            let at = self.search.state.files.iter().position(|file| file.path == path)?;
            Some((at, hit))
        });
    }
}
