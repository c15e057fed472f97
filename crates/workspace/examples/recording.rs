//! What recording costs, on a disk and with threads: `cargo run --release -p justbuilt-workspace --example recording`.
//! Prints the time that a keystroke takes in the workspace with the timeline and without it, how long the first look
//! at 10,000 files takes and what it does to frames meanwhile, and how long a branch, a switch and a seek take.

#![expect(clippy::print_stdout, reason = "its output is its report")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use justbuilt_base::{NativeSpawner, SystemClock, Waker};
use justbuilt_store::DiskFs;
use justbuilt_timeline::history::Stride;
use justbuilt_workspace::project::native::DiskTree;
use justbuilt_workspace::project::source::NoWatch;
use justbuilt_workspace::search::native::DiskSearch;
use justbuilt_workspace::timeline::{DiskHistory, Shown};
use justbuilt_workspace::{Command, MemoryLocks, Options, Platform, Step, TimelineCommand, Workspace};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Files of the project.
const FILES: usize = 10_000;
/// Keystrokes.
const KEYS: usize = 20_000;

fn main() -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let project = folder.path().join("project");
    for number in 0..FILES {
        let path = project.join(format!("d{}/f{number}.rs", number / 100));
        if number % 100 == 0 {
            std::fs::create_dir_all(path.parent().unwrap_or(&project))?;
        }
        let body =
            format!("// file {number}\n") + &"fn line() { println!(\"text of a line\"); }\n".repeat(60);
        std::fs::write(path, body)?;
    }
    std::fs::write(project.join("typed.rs"), "fn a() {}\n".repeat(10_000))?;
    for enabled in [false, true] {
        let state = folder.path().join(format!("state-{enabled}"));
        run(&project, &state, enabled)?;
    }
    Ok(())
}

struct Window {
    workspace: Workspace,
    longest: Duration,
}

impl Window {
    fn frame(&mut self) {
        let began = Instant::now();
        self.workspace.tick();
        self.workspace.take_effects();
        self.workspace.snapshot();
        self.longest = self.longest.max(began.elapsed());
        std::thread::sleep(Duration::from_millis(1));
    }

    fn until(&mut self, what: &str, done: impl Fn(&mut Workspace) -> bool) -> Duration {
        let began = Instant::now();
        self.longest = Duration::ZERO;
        while !done(&mut self.workspace) {
            self.frame();
            if began.elapsed() > Duration::from_secs(120) {
                println!("  {what}: not done after two minutes");
                break;
            }
        }
        began.elapsed()
    }

    fn step(&mut self, step: &str) -> Outcome<()> {
        Ok(self.workspace.run_step(step.parse::<Step>()?)?)
    }
}

fn percentile(times: &mut [Duration], of: f64) -> Duration {
    times.sort_unstable();
    times.get(((times.len() - 1) as f64 * of) as usize).copied().unwrap_or_default()
}

fn run(project: &Path, state: &Path, enabled: bool) -> Outcome<()> {
    println!("timeline {}", if enabled { "on" } else { "off" });
    let config = state.join("config");
    std::fs::create_dir_all(&config)?;
    std::fs::write(config.join("settings.toml"), format!("[timeline]\nenabled = {enabled}\n"))?;
    let platform = Platform {
        sketches: justbuilt_workspace::sketches::SketchOutside::default(),
        fs: Arc::new(DiskFs::default()),
        clock: Arc::new(SystemClock::default()),
        spawner: Arc::new(NativeSpawner::new()?),
        waker: Waker::noop(),
        tree: Arc::new(DiskTree::default()),
        search: Arc::new(DiskSearch),
        watch: Arc::new(NoWatch),
        locks: Arc::new(MemoryLocks::default()),
        history: Arc::new(DiskHistory::default()),
        vcs: Arc::new(justbuilt_vcs::NoVcs),
        ai: justbuilt_workspace::ai::AiOutside::offline(),
    };
    let options =
        Options { config_dir: Some(config), state_dir: Some(state.to_owned()), ..Options::default() };
    let mut window = Window { workspace: Workspace::new(platform, options), longest: Duration::ZERO };
    window.workspace.start(Some(project.to_owned()));
    window.workspace.open_given("typed.rs");
    window
        .until("open", |ws| ws.snapshot().active_view().is_some_and(|view| view.document.loading.is_none()));
    if enabled {
        let time = window.until("open timeline", |ws| ws.snapshot().timeline.is_recording());
        println!("  opened after {time:?}, longest frame {:?}", window.longest);
        let time = window.until("first look", |ws| ws.snapshot().timeline.nodes > 0);
        println!("  {FILES} files looked at after {time:?}, longest frame {:?}", window.longest);
    }
    let mut times = Vec::with_capacity(KEYS);
    let mut frames = Vec::with_capacity(KEYS);
    window.step("cursor.document_end")?;
    let view = window.workspace.snapshot().active_view().map(|view| view.id).ok_or("no view")?;
    for key in 0..KEYS {
        let text = if key % 60 == 59 { "\n" } else { "x" };
        let began = Instant::now();
        window.workspace.run(Command::Type { view, text: text.into() });
        times.push(began.elapsed());
        window.workspace.tick();
        window.workspace.take_effects();
        window.workspace.snapshot();
        frames.push(began.elapsed());
        if key % 20 == 0 {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
    println!(
        "  keystroke p50 {:?} p99 {:?} max {:?}; with its frame p99 {:?} max {:?}",
        percentile(&mut times, 0.5),
        percentile(&mut times, 0.99),
        percentile(&mut times, 1.0),
        percentile(&mut frames, 0.99),
        percentile(&mut frames, 1.0),
    );
    if enabled {
        looking(&mut window, project)?;
    }
    let began = Instant::now();
    window.workspace.close();
    println!("  closed in {:?}", began.elapsed());
    Ok(())
}

fn looking(window: &mut Window, project: &Path) -> Outcome<()> {
    window.step("file.save")?;
    window.until("written", |ws| {
        let snapshot = ws.snapshot();
        let saving = snapshot.active_view().is_some_and(|view| view.document.saving);
        snapshot.timeline.operations as usize >= KEYS && !saving
    });
    let past = |ws: &mut Workspace| matches!(ws.snapshot().timeline.shown, Shown::Past(_));
    let step = TimelineCommand::Step { by: Stride::Keystroke, forward: false, in_file: false };
    window.workspace.run(Command::Timeline(step.clone()));
    println!("  first step back after {:?}", window.until("step", past));
    let mut steps = Vec::new();
    for _ in 0..100 {
        let moment = window.workspace.snapshot().timeline.past().map(|past| past.moment);
        window.workspace.run(Command::Timeline(step.clone()));
        steps
            .push(window.until("step", |ws| ws.snapshot().timeline.past().map(|past| past.moment) != moment));
    }
    println!("  next steps p50 {:?} p99 {:?}", percentile(&mut steps, 0.5), percentile(&mut steps, 0.99));
    window.step("timeline.return")?;
    let idle = |ws: &mut Workspace| ws.snapshot().timeline.busy.is_none();
    window.step("timeline.branch try")?;
    println!("  branch, and going there, after {:?}", window.until("branch", idle));
    for number in 0..100 {
        std::fs::write(
            project.join(format!("d{number}/f{}.rs", number * 100)),
            format!("changed {number}\n"),
        )?;
    }
    // As the watcher would say it.
    window.workspace.run(Command::WindowFocus(false));
    window.step("timeline.retry").ok();
    for number in 0..100 {
        window.workspace.open_given(&format!("d{number}/f{}.rs", number * 100));
    }
    window.until("read", |ws| {
        let snapshot = ws.snapshot();
        snapshot.views.values().all(|view| view.document.loading.is_none())
    });
    std::thread::sleep(Duration::from_millis(500));
    window.until("recorded", |ws| ws.next_deadline().is_none_or(|due| due > Duration::from_secs(1)));
    let began = Instant::now();
    window.step("timeline.switch main")?;
    window.until("switch", idle);
    let notice = window
        .workspace
        .snapshot()
        .notices
        .last()
        .map(|notice| (notice.title.clone(), notice.detail.clone()));
    println!("  switch after {:?}, longest frame {:?}: {notice:?}", began.elapsed(), window.longest);
    Ok(())
}
