//! Sessions: what a project's window looked like, kept in the state folder and brought back. One window a project
//! owns the session; a second one on the same project works, keeps its unsaved text, and leaves the session
//! alone. Nothing here waits for the disk, except [`Workspace::flush`] at the end.

pub(crate) mod journal;
pub(crate) mod recent;
pub(crate) mod restore;
pub(crate) mod saved;
pub(crate) mod views;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use justbuilt_base::{SpawnerExt as _, TaskHandle};
use justbuilt_store::WriteOptions;

use crate::ids::DocumentId;
use crate::platform::Lock;
use crate::session::journal::Kept;
use crate::session::saved::{SavedItem, SavedPath, SavedSession, SavedTab, VERSION};
use crate::tabs::Item;
use crate::workspace::Workspace;

/// How long after a change the session is written.
const DELAY: Duration = Duration::from_secs(1);

/// How many opened files are remembered.
const OPENED: usize = 200;

/// The session of this window.
#[derive(Default)]
pub(crate) struct Session {
    /// Names the project within the state folder.
    key: Option<String>,
    /// Tells answers about an earlier project apart.
    generation: u64,
    restoring: Option<TaskHandle>,
    lock: Option<Box<dyn Lock>>,
    /// Whether another window has the project.
    second: bool,
    /// Where unsaved text goes; set once the session has been read.
    unsaved: Option<PathBuf>,
    /// Texts that wait for their file to be read.
    waiting: Vec<(DocumentId, Kept)>,
    /// Files of kept texts that can go once their document is kept under its new name.
    adopted: Vec<(DocumentId, PathBuf)>,
    layout: Option<String>,
    recent: Vec<PathBuf>,
    /// Shared with snapshots, made anew when it changes.
    opened: Arc<[PathBuf]>,
    due: Option<Duration>,
    writing: Arc<AtomicBool>,
    told_not_kept: bool,
}

impl Session {
    /// Where unsaved text goes.
    fn unsaved_dir(&self) -> Option<&Path> {
        self.unsaved.as_deref()
    }

    /// Whether another window has the project.
    pub(crate) fn is_second(&self) -> bool {
        self.second
    }

    /// Projects that were open before, the latest first.
    pub(crate) fn recent(&self) -> &[PathBuf] {
        &self.recent
    }

    /// Lets go of the project.
    pub(crate) fn release(&mut self) {
        self.lock = None;
        self.restoring = None;
        self.unsaved = None;
        self.key = None;
        self.due = None;
    }
}

impl Workspace {
    /// Whether the session of the project is still being read: tabs and unsaved text of the last time are to come.
    pub fn is_restoring(&self) -> bool {
        self.session.restoring.is_some()
    }

    /// Brings back the session of a project, or of the window without one, and all text that was left unsaved.
    /// Call it once at the start; later, [`crate::Command::OpenProject`] changes the project.
    pub fn start(&mut self, project: Option<PathBuf>) {
        match project {
            Some(root) => self.open_project(root),
            None => self.session_begin(None),
        }
    }

    /// Opens a folder as the project; its tabs come back. The tabs of the project before go with it.
    pub(crate) fn open_project(&mut self, root: PathBuf) {
        let root = self.absolute(&root);
        if self.project.root() == Some(&root) {
            return;
        }
        self.leave_project();
        self.project_set_root(Some(root.clone()));
        self.settings_load();
        self.ai_project_changed();
        self.remember_recent(&root);
        self.session_begin(Some(&root));
        self.touch();
    }

    /// Closes the project; the window stays without one.
    pub(crate) fn close_project(&mut self) {
        if self.project.root().is_none() {
            return;
        }
        self.leave_project();
        self.project_set_root(None);
        self.settings_load();
        self.ai_project_changed();
        self.session_begin(None);
        self.touch();
    }

    /// Keeps session and unsaved text of the project, and closes its tabs without asking: they come back with it.
    fn leave_project(&mut self) {
        let had_session = self.session.key.is_some();
        self.timeline_leave_past();
        if had_session {
            self.session_flush();
        }
        self.session.release();
        // Without a session these documents were opened before any project: they stay.
        if !had_session {
            return;
        }
        let keeps = self.keeps_unsaved_text();
        let tabs: Vec<_> = self.tabs.iter().map(|tab| tab.id).collect();
        for tab in tabs {
            let id = self.document_of_tab(tab);
            let dirty =
                id.and_then(|id| self.documents.get(id)).is_some_and(|document| document.is_worth_keeping());
            if keeps || !dirty {
                self.close_tab_now(tab);
                self.closed.forget_last();
            }
        }
        self.session.waiting.clear();
        self.session.adopted.clear();
        self.session.layout = None;
    }

    /// The app's own layout, kept with the session.
    pub(crate) fn session_set_layout(&mut self, layout: String) {
        if self.session.layout.as_deref() != Some(&layout) {
            self.session.layout = Some(layout);
            self.session_changed();
        }
    }

    /// Tabs were opened, closed, moved.
    pub(crate) fn session_tabs_changed(&mut self) {
        self.session_changed();
    }

    /// Carets, folds, or the scroll position changed.
    pub(crate) fn session_view_changed(&mut self) {
        self.session_changed();
    }

    fn session_changed(&mut self) {
        if self.session.due.is_none() {
            self.session.due = Some(self.platform.clock.elapsed() + DELAY);
        }
    }

    /// Writes what is due.
    pub(crate) fn session_tick(&mut self) {
        self.journal_tick();
        let now = self.platform.clock.elapsed();
        if self.session.due.is_none_or(|due| due > now) || !self.writes_session() {
            return;
        }
        if self.session.writing.load(Ordering::Acquire) {
            self.session.due = Some(now + DELAY);
            return;
        }
        self.session.due = None;
        let Some((path, bytes)) = self.session_bytes() else { return };
        let (fs, writing) = (Arc::clone(&self.platform.fs), Arc::clone(&self.session.writing));
        writing.store(true, Ordering::Release);
        let write = move || {
            if let Err(error) = write_state(&*fs, &path, &bytes) {
                log::warn!("the session is not kept: {error}");
            }
            writing.store(false, Ordering::Release);
        };
        self.platform.spawner.blocking("keep session", move |_| write()).detach();
    }

    /// When [`Workspace::session_tick`] has something to do, on the monotonic clock.
    pub(crate) fn session_due(&self) -> Option<Duration> {
        let session = self.session.due.filter(|_| self.writes_session());
        [session, self.journal_due()].into_iter().flatten().min()
    }

    /// Writes session and unsaved text, waiting for the disk.
    pub(crate) fn session_flush(&mut self) {
        self.journal_flush();
        if !self.writes_session() {
            return;
        }
        self.session.due = None;
        let Some((path, bytes)) = self.session_bytes() else { return };
        if let Err(error) = write_state(&*self.platform.fs, &path, &bytes) {
            log::error!("the session is not kept: {error}");
        }
    }

    /// Whether this window owns its session, and has read it.
    fn writes_session(&self) -> bool {
        self.keeps_unsaved_text() && !self.session.second && self.session.unsaved.is_some()
    }

    fn session_path(&self) -> Option<PathBuf> {
        let (state, key) = (self.options.state_dir.as_ref()?, self.session.key.as_ref()?);
        Some(state.join("sessions").join(format!("{key}.json")))
    }

    fn session_bytes(&self) -> Option<(PathBuf, Vec<u8>)> {
        let tabs = self.tabs.iter().filter_map(|tab| {
            let item = match &tab.item {
                Item::Document(view) => self.saved_document(self.present_view(*view)?)?,
                Item::Diff { .. } | Item::Compare(_) | Item::Ai(_) => return None,
                Item::Settings => SavedItem::Settings,
                Item::Keymap => SavedItem::Keymap,
                Item::Welcome => SavedItem::Welcome,
                item => SavedItem::File { path: item.path()?.into() },
            };
            Some(SavedTab { id: tab.id.0, pane: tab.pane, preview: tab.preview, item })
        });
        let session = SavedSession {
            version: VERSION,
            project: self.project.root().map(SavedPath::from),
            active: self.tabs.active_id().map(|tab| tab.0),
            tabs: tabs.collect(),
            layout: self.session.layout.clone(),
            expanded: self
                .project_expanded()
                .iter()
                .map(|folder| SavedPath::from(folder.as_path()))
                .collect(),
            opened: self.session.opened.iter().map(|path| SavedPath::from(path.as_path())).collect(),
        };
        // Plain data; it cannot fail.
        Some((self.session_path()?, serde_json::to_vec(&session).ok()?))
    }

    /// The view whose place a view of the past takes; `None` when there is none.
    fn present_view(&self, view: crate::ids::ViewId) -> Option<crate::ids::ViewId> {
        let held = self.views.get(&view)?;
        let past = self.documents.get(held.document)?.past.as_ref();
        match past {
            None => Some(view),
            Some(past) => held.present.or_else(|| {
                self.views.values().find(|other| Some(other.document) == past.present).map(|other| other.id)
            }),
        }
    }

    fn saved_document(&self, view: crate::ids::ViewId) -> Option<SavedItem> {
        let document = self.documents.get(self.views.get(&view)?.document)?;
        if document.hex {
            return Some(SavedItem::File { path: document.path.as_deref()?.into() });
        }
        Some(SavedItem::Document {
            document: document.id.0,
            path: document.path.as_deref().map(SavedPath::from),
            name: document.name.clone(),
            language: document.language_chosen.then(|| document.language.as_str().to_owned()),
            encoding: document.path.is_some().then(|| document.buffer.encoding().name().to_owned()),
            view: self.saved_view(view)?,
        })
    }

    /// A file was opened: it counts as recent in the finder.
    pub(crate) fn session_opened(&mut self, path: &Path) {
        if self.session.opened.first().map(PathBuf::as_path) == Some(path) {
            return;
        }
        let others = self.session.opened.iter().filter(|other| *other != path).cloned();
        self.session.opened = std::iter::once(path.to_owned()).chain(others).take(OPENED).collect();
    }

    /// Files that were open before, from the session; those opened since come first.
    pub(crate) fn session_opened_before(&mut self, before: Vec<PathBuf>) {
        let now = &self.session.opened;
        let new = before.into_iter().filter(|path| !now.contains(path));
        self.session.opened = now.iter().cloned().chain(new).take(OPENED).collect();
    }

    /// Files that were opened, the latest first.
    pub(crate) fn recent_files(&self) -> Arc<[PathBuf]> {
        Arc::clone(&self.session.opened)
    }
}

fn write_state(
    fs: &dyn justbuilt_store::Fs,
    path: &Path,
    bytes: &[u8],
) -> Result<(), justbuilt_store::FsError> {
    if let Some(folder) = path.parent() {
        fs.create_dir_all(folder)?;
    }
    // A power cut may cost the last change of the session; a killed program costs nothing.
    let how = WriteOptions { sync: false, ..WriteOptions::default() };
    fs.write_atomic(path, &mut |out| out.write_all(bytes), &how).map(|_| ())
}

/// Names a project within the state folder.
pub(crate) fn key_of(root: Option<&Path>) -> String {
    match root {
        None => "no-project".to_owned(),
        Some(root) => justbuilt_timeline::history::project_key(root),
    }
}

#[cfg(test)]
mod tests;
