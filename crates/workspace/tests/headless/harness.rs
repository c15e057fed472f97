//! A workspace over files in memory, and short words for what tests do with it.

mod disk;
mod painter;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use justbuilt_base::{InlineSpawner, ManualClock, ManualSpawner, Spawner, Waker};
use justbuilt_store::{DiskFs, Fs, MemoryFs, Storage};
use justbuilt_testkit::{format_marked, parse_marked};
use justbuilt_text::{Selection, Selections};
use justbuilt_workspace::project::{FsTree, WatchEvent, WatchHandle, WatchSource};
use justbuilt_workspace::search::FsSearch;
use justbuilt_workspace::sketches::SketchOutside;
use justbuilt_workspace::{
    Abilities, AiOutside, Command, CommandError, DocumentSnapshot, Effect, HistorySource, MemoryHistory,
    MemoryLocks, Options, Platform, Question, Snapshot, Step, TabItem, TabSnapshot, ViewId, ViewSnapshot,
    Workspace,
};

use disk::Disk;
pub use painter::Painted;

/// A disk whose changes are told when the test says so.
#[derive(Clone, Default)]
pub struct TestWatch {
    send: Arc<Mutex<Vec<Tell>>>,
    watched: Arc<Mutex<Vec<PathBuf>>>,
}

type Tell = Arc<dyn Fn(WatchEvent) + Send + Sync>;

impl TestWatch {
    /// These paths changed.
    pub fn tell(&self, paths: &[&str]) {
        self.tell_event(&WatchEvent::Changed(paths.iter().map(PathBuf::from).collect()));
    }

    pub fn tell_event(&self, event: &WatchEvent) {
        // The last one: the windows before it have ended.
        if let Some(send) = self.send.lock().unwrap().last() {
            send(event.clone());
        }
    }

    /// Files and folders that are watched besides the project.
    pub fn watched(&self) -> Vec<PathBuf> {
        self.watched.lock().unwrap().clone()
    }
}

impl WatchSource for TestWatch {
    fn watch(
        &self,
        _: Option<&Path>,
        send: Box<dyn Fn(WatchEvent) + Send + Sync>,
    ) -> Option<Box<dyn WatchHandle>> {
        self.watched.lock().unwrap().clear();
        self.send.lock().unwrap().push(Arc::from(send));
        Some(Box::new(self.clone()))
    }
}

impl WatchHandle for TestWatch {
    fn watch(&self, path: &Path) {
        self.watched.lock().unwrap().push(path.to_owned());
    }

    fn unwatch(&self, path: &Path) {
        self.watched.lock().unwrap().retain(|watched| watched != path);
    }
}

/// The machine that workspaces run on: it outlives them.
#[derive(Clone)]
pub struct Machine {
    pub fs: MemoryFs,
    pub clock: ManualClock,
    pub locks: MemoryLocks,
    pub history: MemoryHistory,
    /// What asking models needs; nobody can be reached unless a test says so.
    pub ai: AiOutside,
    /// What sketches need; nothing unless a test says so.
    pub sketches: SketchOutside,
    /// Instead of `history`.
    pub source: Option<Arc<dyn HistorySource>>,
    pub watch: TestWatch,
    pub abilities: Abilities,
    /// A folder that stands for `/`: everything is on the real disk, instead of in `fs` and `history`.
    pub disk: Option<Arc<Disk>>,
}

impl Machine {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let bytes: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
        Self::with_bytes(&bytes)
    }

    pub fn with_bytes(files: &[(&str, &[u8])]) -> Self {
        let fs = MemoryFs::with_files(files.iter().map(|(path, bytes)| (Path::new(*path), *bytes))).unwrap();
        Self {
            fs,
            clock: ManualClock::default(),
            locks: MemoryLocks::default(),
            history: MemoryHistory::default(),
            source: None,
            watch: TestWatch::default(),
            abilities: Abilities::ALL,
            ai: AiOutside::offline(),
            sketches: SketchOutside::default(),
            disk: None,
        }
    }

    /// A machine with these files in a folder of the real disk.
    pub fn on_disk(files: &[(&str, &str)]) -> Self {
        let disk = Arc::new(Disk::default());
        let machine = Self { disk: Some(Arc::clone(&disk)), source: Some(disk), ..Self::with_bytes(&[]) };
        files.iter().for_each(|(path, text)| machine.write_state(path, text));
        machine
    }

    /// Where a path really is.
    pub fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        match &self.disk {
            Some(disk) => disk.at(path),
            None => path.to_owned(),
        }
    }

    /// The files.
    pub fn files(&self) -> Arc<dyn Fs> {
        match &self.disk {
            Some(_) => Arc::new(DiskFs::default()),
            None => Arc::new(self.fs.clone()),
        }
    }

    /// The history of the project that was opened, as it is kept.
    pub fn storage(&self) -> Option<Storage> {
        match &self.disk {
            Some(disk) => disk.storage(),
            None => self.history.folders().first().and_then(|folder| self.history.storage(folder)),
        }
    }

    /// The same, opened again after all windows are gone.
    pub fn storage_again(&self) -> Option<Storage> {
        match &self.disk {
            Some(disk) => disk.storage_again(),
            None => self.storage(),
        }
    }

    /// A window, as the program starts it.
    pub fn start(&self, project: Option<&str>) -> Window {
        self.start_with(project, Arc::new(InlineSpawner))
    }

    pub fn start_with(&self, project: Option<&str>, spawner: Arc<dyn Spawner>) -> Window {
        let fs = self.files();
        let platform = Platform {
            sketches: self.sketches.clone(),
            fs: Arc::clone(&fs),
            clock: Arc::new(self.clock.clone()),
            spawner,
            waker: Waker::noop(),
            tree: Arc::new(FsTree::new(Arc::clone(&fs))),
            search: Arc::new(FsSearch::new(fs)),
            watch: Arc::new(self.watch.clone()),
            locks: Arc::new(self.locks.clone()),
            history: self.source.clone().unwrap_or_else(|| Arc::new(self.history.clone())),
            vcs: Arc::new(justbuilt_vcs::NoVcs),
            ai: self.ai.clone(),
        };
        let options = Options {
            config_dir: Some(self.at("/config")),
            state_dir: Some(self.at("/state")),
            read_only_state: false,
            abilities: self.abilities,
        };
        let mut workspace = Workspace::new(platform, options);
        workspace.start(project.map(|project| self.at(project)));
        let mut window = Window { workspace, machine: self.clone(), effects: Vec::new() };
        window.settle();
        window
    }

    pub fn read(&self, path: &str) -> String {
        String::from_utf8(self.fs.read(Path::new(path)).unwrap()).unwrap()
    }

    /// The time of the clock.
    pub fn now(&self) -> justbuilt_base::Timestamp {
        justbuilt_base::Clock::now(&self.clock)
    }

    /// Unsaved text in the state folder.
    pub fn kept(&self) -> Vec<(PathBuf, String)> {
        let mut found = Vec::new();
        let mut folders = vec![PathBuf::from("/state/unsaved")];
        while let Some(folder) = folders.pop() {
            for entry in self.fs.read_dir(&folder).unwrap_or_default() {
                if entry.leads_to_dir() {
                    folders.push(entry.path);
                } else {
                    found.push((entry.path.clone(), self.read(entry.path.to_str().unwrap())));
                }
            }
        }
        found
    }

    /// The user's settings file.
    pub fn settings(self, text: &str) -> Self {
        self.write_state("/config/settings.toml", text);
        self
    }

    /// Writes a file and the folders above it.
    pub fn write_state(&self, path: &str, text: &str) {
        self.files().create_dir_all(self.at(path).parent().unwrap()).unwrap();
        self.write(path, text);
    }

    pub fn write(&self, path: &str, text: &str) {
        match &self.disk {
            None => {
                self.fs.write(Path::new(path), text.as_bytes()).unwrap();
            }
            Some(disk) => disk.write(path, text),
        }
    }
}

/// A window without a face.
pub struct Window {
    pub workspace: Workspace,
    pub machine: Machine,
    pub effects: Vec<Effect>,
}

impl Window {
    /// A window with one file open, the carets where the marks are.
    pub fn editing(name: &str, marked: &str) -> Self {
        let (text, selections) = parse_marked(marked);
        let path = format!("/p/{name}");
        let mut window = Machine::new(&[(&path, &text)]).start(Some("/p"));
        window.open(&path);
        window.set_carets(&selections);
        window
    }

    pub fn set_carets(&mut self, selections: &[(usize, usize)]) {
        let view = self.view().id;
        let selections = selections.iter().map(|(anchor, head)| Selection::new(*anchor, *head));
        self.send(Command::Select { view, selections: Selections::new(selections, 0) });
    }

    /// Lets everything happen that is due now.
    pub fn settle(&mut self) {
        let mut quiet = 0;
        for _ in 0..50 {
            let changed = self.workspace.tick();
            self.effects.extend(self.workspace.take_effects());
            let waits = self.workspace.next_deadline().is_none_or(|due| due > Duration::ZERO);
            // What a tick starts may be answered in the next one.
            quiet = if changed || !waits { 0 } else { quiet + 1 };
            if quiet == 2 {
                return;
            }
        }
        panic!("the workspace does not come to rest; due in {:?}", self.workspace.next_deadline());
    }

    pub fn send(&mut self, command: Command) {
        self.workspace.run(command);
        self.settle();
    }

    /// A step as on the command line; it must work.
    #[track_caller]
    pub fn step(&mut self, step: &str) {
        if let Err(error) = self.try_step(step) {
            panic!("{step}: {error}");
        }
    }

    pub fn try_step(&mut self, step: &str) -> Result<(), CommandError> {
        let result = self.workspace.run_step(step.parse::<Step>().unwrap());
        self.settle();
        result
    }

    pub fn open(&mut self, path: &str) {
        let path = self.machine.at(path);
        self.workspace.open_given(path.to_str().unwrap());
        self.settle();
    }

    pub fn advance(&mut self, by: Duration) {
        self.machine.clock.advance(by);
        self.settle();
    }

    pub fn snapshot(&mut self) -> Arc<Snapshot> {
        self.workspace.snapshot()
    }

    #[track_caller]
    pub fn tab(&mut self) -> Arc<TabSnapshot> {
        Arc::clone(self.snapshot().active_tab().expect("no tab is active"))
    }

    #[track_caller]
    pub fn view(&mut self) -> Arc<ViewSnapshot> {
        Arc::clone(self.snapshot().active_view().expect("the tab shows no document"))
    }

    #[track_caller]
    pub fn document(&mut self) -> Arc<DocumentSnapshot> {
        Arc::clone(&self.view().document)
    }

    #[track_caller]
    pub fn text(&mut self) -> String {
        self.document().text.to_string()
    }

    /// The active text with its carets.
    #[track_caller]
    pub fn marked(&mut self) -> String {
        let view = self.view();
        marked(&view)
    }

    pub fn marked_in(&mut self, view: ViewId) -> String {
        marked(&self.snapshot().views[&view])
    }

    /// Titles of the tabs: `*` unsaved, `~` preview, `[…]` active.
    pub fn tabs(&mut self) -> String {
        let snapshot = self.snapshot();
        let title = |tab: &Arc<TabSnapshot>| {
            let mut title = tab.title.clone();
            if tab.dirty {
                title.push('*');
            }
            if tab.preview {
                title.push('~');
            }
            if snapshot.active == Some(tab.id) { format!("[{title}]") } else { title }
        };
        snapshot.tabs.iter().map(title).collect::<Vec<_>>().join(" ")
    }

    /// Titles of the notices.
    pub fn notices(&mut self) -> Vec<String> {
        self.snapshot().notices.iter().map(|notice| notice.title.clone()).collect()
    }

    /// The effects since the last call.
    pub fn take_effects(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.effects)
    }

    /// The question that is open.
    #[track_caller]
    pub fn question(&mut self) -> Question {
        let effects = self.take_effects();
        let question = effects.into_iter().find_map(|effect| match effect {
            Effect::Ask(question) => Some(question),
            _ => None,
        });
        question.expect("nothing was asked")
    }

    pub fn answer(&mut self, label: &str) {
        let question = self.question();
        let choice = question.choices.iter().position(|choice| choice.label == label);
        assert!(choice.is_some(), "{label:?} is not among {:?}", question.choices);
        self.send(Command::Answer { question: question.id, choice });
    }

    /// The program is killed: nothing is flushed, only the lock goes.
    pub fn kill(self) -> Machine {
        let machine = self.machine.clone();
        drop(self);
        machine
    }

    /// The program ends as it should.
    pub fn quit(mut self) -> Machine {
        self.workspace.close();
        self.machine.clone()
    }

    #[track_caller]
    pub fn failure(&mut self) -> String {
        match &self.tab().item {
            TabItem::Failed(failure) => format!("{} {}", failure.reason, failure.help),
            other => panic!("the tab shows {other:?}"),
        }
    }
}

fn marked(view: &ViewSnapshot) -> String {
    let selections: Vec<(usize, usize)> = view.selections.iter().map(|s| (s.anchor, s.head)).collect();
    format_marked(&view.document.text.to_string(), &selections)
}

/// Types into a text and compares: `check("aˇ", &["type b"], "abˇ")`.
#[track_caller]
pub fn check(before: &str, steps: &[&str], after: &str) {
    check_in("a.rs", before, steps, after);
}

#[track_caller]
pub fn check_in(name: &str, before: &str, steps: &[&str], after: &str) {
    let mut window = Window::editing(name, before);
    for step in steps {
        window.step(step);
    }
    assert_eq!(window.marked(), after, "{before:?} after {steps:?}");
}

/// A spawner whose tasks run when told, for what happens in between.
pub fn manual() -> (Arc<dyn Spawner>, ManualSpawner) {
    let spawner = ManualSpawner::default();
    (Arc::new(spawner.clone()), spawner)
}

pub const SECOND: Duration = Duration::from_secs(1);
