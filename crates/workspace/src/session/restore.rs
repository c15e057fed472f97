//! Bringing a session back: taking the project's lock, reading the session and every kept text in the background,
//! then opening the tabs. Text that was left unsaved goes over the file it was made from, as an edit.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use justbuilt_base::SpawnerExt as _;
use justbuilt_store::Fs;
use justbuilt_text::{EditKind, Encoding, LineEnding, Transaction};

use crate::document::loading::ReadAs;
use crate::effect::Effect;
use crate::event::Event;
use crate::ids::{DocumentId, TabId};
use crate::notice::NewNotice;
use crate::platform::{Lock, LockSource};
use crate::session::journal::{Kept, newest, read_all};
use crate::session::key_of;
use crate::session::saved::{SavedItem, SavedSession, SavedTab, Stamp, VERSION};
use crate::snapshot::DiskState;
use crate::tabs::Item;
use crate::workspace::Workspace;

/// More windows than this on one project find no place for their unsaved text.
const SLOTS: usize = 64;

/// A session as it was read.
pub(crate) struct Restored {
    generation: u64,
    session: SavedSession,
    kept: Vec<Kept>,
    lock: Option<Box<dyn Lock>>,
    second: bool,
    unsaved: PathBuf,
}

impl Workspace {
    /// Starts reading the session of a project.
    pub(crate) fn session_begin(&mut self, root: Option<&Path>) {
        let key = key_of(root);
        self.session.generation += 1;
        self.session.key = Some(key.clone());
        self.session.second = false;
        let Some(state) = self.options.state_dir.clone() else {
            return self.restored_nothing();
        };
        let generation = self.session.generation;
        let (fs, locks) = (Arc::clone(&self.platform.fs), Arc::clone(&self.platform.locks));
        let (sender, exclusive) = (self.sender.clone(), !self.options.read_only_state);
        let task = self.platform.spawner.blocking("read session", move |cancel| {
            let restored = read(&*fs, &*locks, &state, &key, exclusive);
            if !cancel.is_cancelled() {
                // The workspace may be closed; then the lock goes with the message.
                sender.send(Event::Restored(Box::new(Restored { generation, ..restored }))).ok();
            }
        });
        self.session.restoring = Some(task);
    }

    fn restored_nothing(&mut self) {
        if self.tabs.len() == 0 && self.project.root().is_none() {
            self.open_welcome();
        }
    }

    /// Opens what the session says.
    pub(crate) fn restored(&mut self, restored: Restored) {
        if restored.generation != self.session.generation {
            return;
        }
        let Restored { session, mut kept, lock, second, unsaved, .. } = restored;
        self.session.restoring = None;
        self.session.lock = lock;
        self.session.second = second;
        self.session.unsaved = Some(unsaved);
        // The timeline may have said it already.
        if second && !self.timeline.is_in_use() {
            self.notify(NewNotice::info("This project is open in another window").detail(
                "Both can be used. Tabs and layout are remembered by the first one only, and it records what is \
                 changed here as changes from outside.",
            ));
        }
        let had_tabs = self.tabs.len() > 0;
        self.session_opened_before(session.opened.into_iter().map(PathBuf::from).collect());
        self.project_expand(session.expanded.into_iter().map(PathBuf::from).collect());
        let highest = session.tabs.iter().map(|tab| tab.id).max().unwrap_or(0);
        self.reserve_ids(highest);
        let mut documents: Vec<(u64, DocumentId)> = Vec::new();
        for tab in session.tabs {
            self.restore_tab(tab, &mut documents, &mut kept);
        }
        for kept in kept {
            self.restore_orphan(kept);
        }
        if let Some(layout) = session.layout {
            self.session.layout = Some(layout.clone());
            self.push_effect(Effect::RestoreLayout(layout));
        }
        let active = session.active.map(TabId).filter(|tab| !had_tabs && self.tabs.get(*tab).is_some());
        let active =
            active.or_else(|| self.tabs.active_id()).or_else(|| self.tabs.iter().next().map(|tab| tab.id));
        match active {
            Some(tab) => self.show_tab(tab, false),
            None => self.restored_nothing(),
        }
        self.session.due = None;
        self.touch();
    }

    fn restore_tab(&mut self, tab: SavedTab, documents: &mut Vec<(u64, DocumentId)>, kept: &mut Vec<Kept>) {
        let SavedTab { id, pane, preview, item } = tab;
        let id = if self.tabs.get(TabId(id)).is_some() { TabId::next(&self.ids) } else { TabId(id) };
        let item = match item {
            SavedItem::Settings => Item::Settings,
            SavedItem::Keymap => Item::Keymap,
            SavedItem::Welcome => Item::Welcome,
            SavedItem::File { path } => {
                let document = self.document_for(&PathBuf::from(path), ReadAs::default());
                Item::Document(self.new_view(document))
            }
            SavedItem::Document { document: old, path, name, language, encoding, view } => {
                let known = documents.iter().find(|(other, _)| *other == old).map(|(_, id)| *id);
                let text =
                    kept.iter().position(|kept| kept.head.document == old).map(|at| kept.swap_remove(at));
                let path = path.map(PathBuf::from);
                let open =
                    path.as_deref().and_then(|path| self.documents.of_path(path)).map(|document| document.id);
                let document = match (known.or(open), path) {
                    (Some(document), _) => document,
                    (None, Some(path)) => {
                        let encoding = encoding.as_deref().and_then(Encoding::by_name);
                        self.document_for_session(&path, encoding, language.as_deref())
                    }
                    // A scratch document that was empty is not worth bringing back.
                    (None, None) if text.is_none() => return,
                    (None, None) => self.insert_document(None, name),
                };
                documents.push((old, document));
                if let Some(text) = text {
                    self.adopt_or_wait(document, text);
                }
                if known.is_none() && open.is_some() && self.tab_of_document(document).is_some() {
                    // Opened by name before the session was read: one tab of it is enough.
                    return;
                }
                let new = self.new_view(document);
                if let Some(held) = self.views.get_mut(&new) {
                    held.restore = Some(view);
                }
                if self.documents.get(document).is_some_and(|document| !document.load.is_reading()) {
                    self.restore_view(new);
                }
                Item::Document(new)
            }
        };
        self.tabs.push(id, pane, item, preview);
    }

    fn document_for_session(
        &mut self,
        path: &Path,
        encoding: Option<Encoding>,
        language: Option<&str>,
    ) -> DocumentId {
        // Only an encoding that was not guessed from the bytes has to be remembered.
        let encoding = encoding.filter(|encoding| *encoding != Encoding::default());
        let id = self.document_for(path, ReadAs { encoding, anything: false, hex: false });
        let language = language.and_then(|name| self.languages.by_name(name));
        if let (Some(language), Some(document)) = (language, self.documents.get_mut(id)) {
            document.language = language;
            document.language_chosen = true;
        }
        id
    }

    /// Text without a tab: the session was written before the tab was opened, or belonged to another window.
    fn restore_orphan(&mut self, kept: Kept) {
        let path = kept.head.path.clone().map(PathBuf::from);
        let open = path.as_deref().and_then(|path| self.documents.of_path(path)).map(|document| document.id);
        let document = match (open, &path) {
            (Some(document), _) => document,
            (None, Some(path)) => self.document_for(path, ReadAs::default()),
            (None, None) => self.insert_document(None, kept.head.name.clone()),
        };
        self.adopt_or_wait(document, kept);
        if self.tab_of_document(document).is_none() {
            let view = self.new_view(document);
            let id = TabId::next(&self.ids);
            self.tabs.push(id, 0, Item::Document(view), false);
        }
    }

    fn adopt_or_wait(&mut self, id: DocumentId, kept: Kept) {
        self.session.waiting.push((id, kept));
        if self.documents.get(id).is_some_and(|document| !document.load.is_reading()) {
            self.session_adopt_text(id);
        }
    }

    /// A document's file is there (or there is none): unsaved text goes over it.
    pub(crate) fn session_adopt_text(&mut self, id: DocumentId) {
        let Some(at) = self.session.waiting.iter().position(|(waiting, _)| *waiting == id) else { return };
        let (_, kept) = self.session.waiting.remove(at);
        self.session_adopt(id, kept);
        // Another window that is gone had unsaved text of the same file: neither takes the place of the other.
        while self.session.waiting.iter().any(|(waiting, _)| *waiting == id) {
            self.session_rescue_text(id);
        }
    }

    fn session_adopt(&mut self, id: DocumentId, kept: Kept) {
        let Some(document) = self.documents.get_mut(id) else { return };
        let now = document.stamp.map(|stamp| Stamp { len: stamp.size, modified: stamp.modified_ns });
        // Also where there was no file then, and there is one now.
        let moved_on = kept.head.base != now;
        if let Some(encoding) = Encoding::by_name(&kept.head.encoding) {
            document.buffer.set_encoding(encoding);
        }
        if let Some(ending) = LineEnding::by_name(&kept.head.line_ending) {
            document.buffer.set_line_ending(ending);
        }
        if let Some(language) = kept.head.language.as_deref().and_then(|name| self.languages.by_name(name)) {
            document.language = language;
            document.language_chosen = true;
        }
        let old = document.text();
        let range = match kept.head.within {
            None => 0..old.len(),
            Some(within) if !moved_on && within.len == old.len() => within.before..within.len - within.after,
            Some(_) => return self.tell_not_restored(&kept),
        };
        let same = kept.text.len() == range.len() && old.slice(range.clone()) == kept.text.as_str();
        if !same {
            let transaction = Transaction::replace(old.len(), range, kept.text.as_str());
            if let Err(error) = self.change_document(id, &transaction, EditKind::Other("restore")) {
                // The file stays where it is and is tried again at the next start.
                log::error!("unsaved text could not be brought back: {error}");
                return;
            }
        }
        self.guess_properties(id);
        self.syntax_restart(id);
        if let Some(document) = self.documents.get_mut(id) {
            document.buffer.break_undo_group();
            if document.disk == DiskState::New && (kept.head.base.is_some() || kept.head.gone) {
                document.disk = DiskState::Deleted;
            }
        }
        let files = std::iter::once(kept.file).chain(kept.older);
        self.session.adopted.extend(files.map(|file| (id, file)));
        self.session_remember_replaced(id);
        if self.documents.get(id).is_some_and(|document| document.is_worth_keeping()) {
            self.journal_now(id);
        } else {
            self.session_forget_adopted(id);
        }
        if (moved_on || kept.head.conflict)
            && !same
            && self.documents.get(id).is_some_and(|document| document.disk == DiskState::InStep)
        {
            self.enter_conflict(id);
        }
    }

    /// What is kept from now on says which files it takes the place of.
    fn session_remember_replaced(&mut self, id: DocumentId) {
        let files = self.session.adopted.iter().filter(|(of, _)| *of == id).map(|(_, file)| file.clone());
        let files: Vec<PathBuf> = files.collect();
        if let Some(document) = self.documents.get_mut(id) {
            document.journal.replaces = files;
        }
    }

    /// Only the difference to a large file was kept, and the file is another one now.
    fn tell_not_restored(&mut self, kept: &Kept) {
        let notice = NewNotice::warning(format!("Changes to “{}” could not be brought back", kept.head.name));
        self.notify(notice.detail(format!(
            "The file was changed by another program since. What was changed is kept in {}.",
            kept.file.display()
        )));
    }

    /// A document's file cannot be shown as text, but there is unsaved text of it: that goes to a tab of its own.
    pub(crate) fn session_rescue_text(&mut self, id: DocumentId) {
        let Some(at) = self.session.waiting.iter().position(|(waiting, _)| *waiting == id) else { return };
        let (_, mut kept) = self.session.waiting.remove(at);
        kept.head.name = format!("{} (recovered)", kept.head.name);
        kept.head.path = None;
        kept.head.base = None;
        self.restore_orphan(kept);
    }

    /// A document is kept under its new name: the file it came from can go.
    pub(crate) fn session_forget_adopted(&mut self, id: DocumentId) {
        let (gone, stay) =
            std::mem::take(&mut self.session.adopted).into_iter().partition(|(of, _)| *of == id);
        self.session.adopted = stay;
        let fs = Arc::clone(&self.platform.fs);
        let gone: Vec<(DocumentId, PathBuf)> = gone;
        if gone.is_empty() {
            return;
        }
        let remove = move || {
            for (_, file) in gone {
                if let Err(error) = fs.remove(&file) {
                    log::warn!("{error}");
                }
            }
        };
        self.platform.spawner.blocking("forget kept text", move |_| remove()).detach();
    }

    fn reserve_ids(&mut self, highest: u64) {
        let next = self.ids.next();
        self.ids = justbuilt_base::IdSource::starting_at(next.max(highest.saturating_add(1)));
    }
}

/// Takes the lock and reads everything. May block.
fn read(fs: &dyn Fs, locks: &dyn LockSource, state: &Path, key: &str, exclusive: bool) -> Restored {
    let mut lock = None;
    let mut slot = 0;
    if exclusive {
        while slot < SLOTS {
            lock = locks.acquire(&lock_path(state, key, slot));
            if lock.is_some() {
                break;
            }
            slot += 1;
        }
    }
    let second = slot > 0;
    let texts = state.join("unsaved").join(key);
    let mut found = Vec::new();
    let mut session = SavedSession::default();
    let mut generation = 0;
    if !second {
        session = read_session(fs, &state.join("sessions").join(format!("{key}.json")));
        for (other, folder) in numbered(fs, &texts) {
            // Windows that are still there keep their text; those that are gone left it to us.
            let guard =
                if other == 0 || !exclusive { None } else { locks.acquire(&lock_path(state, key, other)) };
            if other != 0 && guard.is_none() {
                continue;
            }
            for (number, folder) in numbered(fs, &folder) {
                found.extend(read_all(fs, &folder).into_iter().map(|kept| (other, number, kept)));
                generation = generation.max(if other == 0 { number + 1 } else { 0 });
            }
        }
    } else {
        generation = numbered(fs, &texts.join(slot.to_string()))
            .iter()
            .map(|(number, _)| number + 1)
            .max()
            .unwrap_or(0);
    }
    let unsaved = texts.join(slot.to_string()).join(generation.to_string());
    Restored { generation: 0, session, kept: newest(found), lock, second, unsaved }
}

fn lock_path(state: &Path, key: &str, slot: usize) -> PathBuf {
    state.join("locks").join(format!("{key}.{slot}"))
}

/// The folders whose name is a number. Empty ones that are left over are removed.
fn numbered(fs: &dyn Fs, folder: &Path) -> Vec<(usize, PathBuf)> {
    let entries = fs.read_dir(folder).unwrap_or_default();
    let number = |name: &std::ffi::OsStr| name.to_str().and_then(|name| name.parse().ok());
    entries.into_iter().filter_map(|entry| Some((number(&entry.name)?, entry.path))).collect()
}

fn read_session(fs: &dyn Fs, path: &Path) -> SavedSession {
    let Ok(bytes) = fs.read(path) else { return SavedSession::default() };
    match serde_json::from_slice::<SavedSession>(&bytes) {
        Ok(session) if session.version <= VERSION => session,
        Ok(_) => SavedSession::default(),
        Err(error) => {
            log::warn!("the session {} cannot be read: {error}", path.display());
            SavedSession::default()
        }
    }
}
