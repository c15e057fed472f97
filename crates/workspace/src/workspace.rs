//! The workspace itself: holds every part, takes commands, drains background results once a frame. It is the only
//! mutator; what the parts do is in their own modules, as `impl Workspace` blocks.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{IdSource, Receiver, Sender, channel};
use justbuilt_syntax::Languages;
use justbuilt_text::edit::Clip;

use crate::ai::Ai;
use crate::command::{CommandTable, Focus};
use crate::document::{Documents, Retired};
use crate::effect::Effect;
use crate::event::Event;
use crate::finder::Finder;
use crate::ids::{NoticeId, QuestionId, ViewId};
use crate::keymap::KeymapStore;
use crate::navigate::Navigation;
use crate::notice::{NewNotice, Notice};
use crate::platform::{Options, Platform};
use crate::project::Project;
use crate::search::Search;
use crate::session::Session;
use crate::settings::SettingsStore;
use crate::sketches::Shelf;
use crate::snapshot::Snapshot;
use crate::snapshot::build::SnapshotCache;
use crate::tabs::Tabs;
use crate::tabs::closing::{ClosedTabs, PendingQuestion};
use crate::timeline::Timelines;
use crate::view::View;

/// Results of background work that wait to be taken in.
const EVENTS: usize = 256;
/// Notices that are kept.
const NOTICES: usize = 100;

/// The editor without a face. See the crate's documentation.
pub struct Workspace {
    pub(crate) platform: Platform,
    pub(crate) options: Options,
    pub(crate) commands: CommandTable,
    pub(crate) languages: Arc<Languages>,
    pub(crate) ids: IdSource,
    pub(crate) documents: Documents,
    pub(crate) retired: Retired,
    pub(crate) views: HashMap<ViewId, View>,
    pub(crate) tabs: Tabs,
    pub(crate) closed: ClosedTabs,
    pub(crate) project: Project,
    pub(crate) finder: Finder,
    pub(crate) search: Search,
    pub(crate) timeline: Timelines,
    pub(crate) ai: Ai,
    pub(crate) shelf: Shelf,
    pub(crate) settings: SettingsStore,
    pub(crate) keymap: KeymapStore,
    pub(crate) session: Session,
    pub(crate) navigation: Navigation,
    pub(crate) notices: Vec<Notice>,
    pub(crate) questions: HashMap<QuestionId, PendingQuestion>,
    pub(crate) focus: Focus,
    /// What was copied last.
    pub(crate) clip: Clip,
    pub(crate) sender: Sender<Event>,
    events: Receiver<Event>,
    effects: Vec<Effect>,
    revision: u64,
    pub(crate) cache: SnapshotCache,
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workspace").field("revision", &self.revision).finish_non_exhaustive()
    }
}

impl Workspace {
    /// A workspace without a project. Settings, keymap, recent projects and whatever was left unsaved are read in
    /// the background; nothing is on the screen until a path is opened or [`Workspace::start`] is called.
    pub fn new(platform: Platform, options: Options) -> Workspace {
        let (sender, events) = channel(EVENTS, platform.waker.clone());
        let mut workspace = Workspace {
            platform,
            options,
            commands: CommandTable::standard(),
            languages: Arc::new(Languages::new()),
            ids: IdSource::new(),
            documents: Documents::default(),
            retired: Retired::default(),
            views: HashMap::new(),
            tabs: Tabs::default(),
            closed: ClosedTabs::default(),
            project: Project::default(),
            finder: Finder::default(),
            search: Search::default(),
            timeline: Timelines::default(),
            ai: Ai::default(),
            shelf: Shelf::default(),
            settings: SettingsStore::default(),
            keymap: KeymapStore::default(),
            session: Session::default(),
            navigation: Navigation::default(),
            notices: Vec::new(),
            questions: HashMap::new(),
            focus: Focus::None,
            clip: Clip::default(),
            sender,
            events,
            effects: Vec::new(),
            revision: 1,
            cache: SnapshotCache::default(),
        };
        workspace.settings_load();
        workspace.keymap_load();
        workspace.session_load_recent();
        workspace
    }

    /// Every command.
    pub fn commands(&self) -> &CommandTable {
        &self.commands
    }

    /// The languages the editor knows.
    pub fn languages(&self) -> &Arc<Languages> {
        &self.languages
    }

    /// Takes in background results and does what is due: auto-save, keeping unsaved text, syntax and wrapping
    /// within a small budget. True when something visible changed.
    pub fn tick(&mut self) -> bool {
        let before = self.revision;
        while let Some(event) = self.events.try_recv() {
            self.take_in(event);
        }
        let mut changed = self.project_tick();
        changed |= self.project_follow();
        changed |= self.finder_tick();
        changed |= self.search_tick();
        changed |= self.keymap_tick();
        if self.settings_tick() {
            self.settings_changed();
            changed = true;
        }
        if changed {
            self.touch();
        }
        self.documents_tick();
        self.conflicts_tick();
        self.timeline_tick();
        self.ai_tick();
        self.views_tick();
        self.session_tick();
        self.revision != before
    }

    /// When [`Workspace::tick`] is due although nothing happens; `None` when only an event can bring work.
    pub fn next_deadline(&self) -> Option<Duration> {
        let now = self.platform.clock.elapsed();
        let due = [
            self.documents_due(),
            self.views_due(),
            self.session_due(),
            self.search_due(),
            self.timeline_due(),
            self.ai_due(),
        ];
        due.into_iter().flatten().min().map(|due| due.saturating_sub(now))
    }

    /// What the face is to do, in order. Empties the queue.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The workspace as it stands.
    pub fn snapshot(&mut self) -> Arc<Snapshot> {
        self.build_snapshot()
    }

    /// Writes session and unsaved text at once, waiting for the disk.
    pub fn flush(&mut self) {
        self.session_flush();
        self.ai_flush();
        self.timeline_flush(false);
    }

    /// The same, and ends background work. For the end of the program.
    pub fn close(&mut self) {
        self.session_flush();
        self.ai_flush();
        self.timeline_flush(true);
        self.session.release();
    }

    /// Says that something visible changed.
    pub(crate) fn touch(&mut self) {
        self.revision += 1;
    }

    /// Grows with every visible change.
    pub(crate) fn revision(&self) -> u64 {
        self.revision
    }

    pub(crate) fn push_effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Tells the user something and keeps it in the list.
    pub(crate) fn notify(&mut self, new: NewNotice) -> NoticeId {
        let notice = new.with_id(NoticeId::next(&self.ids));
        let id = notice.id;
        self.notices.push(notice.clone());
        if self.notices.len() > NOTICES {
            self.notices.remove(0);
        }
        self.push_effect(Effect::Toast(notice));
        self.touch();
        id
    }
}
