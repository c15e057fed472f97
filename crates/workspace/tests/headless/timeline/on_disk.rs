//! The same on a real disk: where things are kept, what a reopened window finds, how long a switch takes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_base::{InlineSpawner, ManualClock, Waker};
use justbuilt_store::DiskFs;
use justbuilt_workspace::project::native::DiskTree;
use justbuilt_workspace::project::source::NoWatch;
use justbuilt_workspace::search::native::DiskSearch;
use justbuilt_workspace::timeline::DiskHistory;
use justbuilt_workspace::{MemoryLocks, Options, Platform, Step, Workspace};

struct Disk {
    folder: tempfile::TempDir,
    clock: ManualClock,
}

impl Disk {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join("p").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self { folder, clock: ManualClock::default() }
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("p")
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.project().join(name)).unwrap()
    }

    fn start(&self) -> Workspace {
        let platform = Platform {
            sketches: justbuilt_workspace::sketches::SketchOutside::default(),
            fs: Arc::new(DiskFs::default()),
            clock: Arc::new(self.clock.clone()),
            spawner: Arc::new(InlineSpawner),
            waker: Waker::noop(),
            tree: Arc::new(DiskTree::default()),
            search: Arc::new(DiskSearch),
            watch: Arc::new(NoWatch),
            locks: Arc::new(MemoryLocks::default()),
            history: Arc::new(DiskHistory::new(Some("Ada".into()))),
            vcs: Arc::new(justbuilt_vcs::NoVcs),
            ai: justbuilt_workspace::ai::AiOutside::offline(),
        };
        let state_dir = Some(self.folder.path().join("state"));
        let mut workspace =
            Workspace::new(platform, Options { config_dir: None, state_dir, ..Options::default() });
        workspace.start(Some(self.project()));
        self.settle(&mut workspace);
        workspace
    }

    fn settle(&self, workspace: &mut Workspace) {
        for _ in 0..4 {
            workspace.tick();
            self.clock.advance(Duration::from_secs(1));
        }
        workspace.tick();
    }

    fn step(&self, workspace: &mut Workspace, step: &str) {
        workspace.run_step(step.parse::<Step>().unwrap()).unwrap();
        self.settle(workspace);
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_window_that_was_killed_finds_its_history_and_the_project_is_as_it_was() {
    let disk = Disk::new(&[("a.txt", "one\n"), (".git/HEAD", "ref: refs/heads/main\n")]);
    let before = files(&disk.project());
    let mut workspace = disk.start();
    workspace.open_given("a.txt");
    disk.settle(&mut workspace);
    disk.step(&mut workspace, "cursor.document_end");
    disk.step(&mut workspace, "type abc");
    // Killed: nothing is closed. The session keeps the unsaved text, the timeline every keystroke.
    drop(workspace);
    assert_eq!(files(&disk.project()), before);
    let mut workspace = disk.start();
    let snapshot = workspace.snapshot();
    assert_eq!(snapshot.timeline.operations, 3);
    assert!(snapshot.timeline.authors.iter().any(|author| author.name == "Ada"));
    assert_eq!(snapshot.active_view().unwrap().document.text.to_string(), "one\nabc");
    disk.step(&mut workspace, "timeline.keystroke_back");
    assert_eq!(workspace.snapshot().active_view().unwrap().document.text.to_string(), "one\nab");
    workspace.close();
    drop(workspace);
    assert_eq!(files(&disk.project()), before);
    assert_eq!(disk.read("a.txt"), "one\n");
}

#[test]
fn branches_are_switched_and_links_are_not_followed() {
    let disk = Disk::new(&[("a.txt", "one\n"), ("d/b.txt", "bee\n")]);
    let mut workspace = disk.start();
    workspace.open_given("d/b.txt");
    disk.settle(&mut workspace);
    disk.step(&mut workspace, "timeline.branch try");
    disk.step(&mut workspace, "type tried ");
    disk.step(&mut workspace, "file.save");
    assert_eq!(disk.read("d/b.txt"), "tried bee\n");
    disk.step(&mut workspace, "timeline.switch main");
    assert_eq!(disk.read("d/b.txt"), "bee\n");
    // The folder becomes a link to one outside the project: nothing is written there.
    #[cfg(unix)]
    {
        let outside = disk.folder.path().join("outside");
        std::fs::rename(disk.project().join("d"), &outside).unwrap();
        std::os::unix::fs::symlink(&outside, disk.project().join("d")).unwrap();
        disk.step(&mut workspace, "timeline.switch try");
        assert_eq!(std::fs::read_to_string(outside.join("b.txt")).unwrap(), "bee\n");
        let notice = workspace.snapshot().notices.last().unwrap().clone();
        assert!(
            notice.detail.contains("link") && notice.detail.contains("Nothing was changed"),
            "{notice:?}"
        );
    }
}
