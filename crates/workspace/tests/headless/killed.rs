//! A whole editor that types, with threads, a disk and the real time, is killed (`SIGKILL`), again and again on the same
//! project: it always opens again, brings back the unsaved text and the history, and at most a second of typing is
//! gone. `TRIALS=1000` runs so many, else a few; `SEED=n` chooses when the kills come.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use justbuilt_base::{NativeSpawner, SystemClock, Waker};
use justbuilt_store::{DiskFs, Storage};
use justbuilt_testkit::Random;
use justbuilt_timeline::history::project_key;
use justbuilt_timeline::{Timeline, TimelineOptions};
use justbuilt_workspace::platform::native::FileLocks;
use justbuilt_workspace::project::native::DiskTree;
use justbuilt_workspace::project::source::NoWatch;
use justbuilt_workspace::search::native::DiskSearch;
use justbuilt_workspace::timeline::DiskHistory;
use justbuilt_workspace::{Command, Options, Platform, Step, Workspace};

/// Tells the child where to work. Without it the child's test does nothing.
const FOLDER: &str = "JUSTBUILT_KILLED_FOLDER";
/// Between two keys: somebody who types ten times as fast as people do.
const PAUSE: Duration = Duration::from_millis(10);
/// Kills on one project before the next begins with an empty file.
const KILLS: usize = 25;
/// What may be lost.
const SECOND: Duration = Duration::from_secs(1);
/// On a machine that is busy with other things the threads that write come late; that is not what a short run is for.
const BUSY: Duration = Duration::from_secs(8);

/// A key: where it is pressed and what it is. It depends on its number only.
struct Key {
    at_start: bool,
    text: Option<char>,
}

fn key(index: usize) -> Key {
    let mut random = Random::new(index as u64 + 1);
    let text = (!random.one_in(7)).then(|| *random.pick(&['a', 'b', 'c', 'ä', '.', '\n']));
    Key { at_start: random.one_in(9), text }
}

/// The same on a string.
fn press(model: &mut String, key: &Key) {
    match (key.text, key.at_start) {
        (Some(c), true) => model.insert(0, c),
        (Some(c), false) => model.push(c),
        (None, true) => {}
        (None, false) => drop(model.pop()),
    }
}

/// After how many keys the text was this one; the largest number when there are several.
fn keys_of(text: &str, at_most: usize) -> Option<usize> {
    let (mut model, mut found) = (String::new(), None);
    for index in 0..=at_most {
        if model == text {
            found = Some(index);
        }
        press(&mut model, &key(index));
    }
    found
}

fn start(folder: &Path) -> Workspace {
    let platform = Platform {
        sketches: justbuilt_workspace::sketches::SketchOutside::default(),
        fs: Arc::new(DiskFs::default()),
        clock: Arc::new(SystemClock::default()),
        spawner: Arc::new(NativeSpawner::new().unwrap()),
        waker: Waker::noop(),
        tree: Arc::new(DiskTree::default()),
        search: Arc::new(DiskSearch),
        watch: Arc::new(NoWatch),
        locks: Arc::new(FileLocks),
        history: Arc::new(DiskHistory::new(Some("Ada".into()))),
        vcs: Arc::new(justbuilt_vcs::NoVcs),
        ai: justbuilt_workspace::ai::AiOutside::offline(),
    };
    let options = Options { config_dir: None, state_dir: Some(folder.join("state")), ..Options::default() };
    let mut workspace = Workspace::new(platform, options);
    workspace.start(Some(folder.join("project")));
    workspace
}

fn frame(workspace: &mut Workspace) {
    workspace.tick();
    workspace.take_effects();
    workspace.snapshot();
}

fn until(workspace: &mut Workspace, what: &str, done: impl Fn(&mut Workspace) -> bool) {
    let began = Instant::now();
    while !done(workspace) {
        frame(workspace);
        assert!(began.elapsed() < Duration::from_secs(60), "{what} did not come");
        std::thread::yield_now();
    }
}

fn step(workspace: &mut Workspace, step: &str) {
    workspace.run_step(step.parse::<Step>().unwrap()).unwrap();
}

/// The text that the history has for now, read before the editor opens it.
fn recorded(folder: &Path) -> Option<String> {
    let root = folder.join("project").canonicalize().unwrap();
    let store = folder.join("state/timeline").join(project_key(&root));
    if !store.exists() {
        return None;
    }
    let (timeline, diagnostics) =
        Timeline::open(Storage::open_read_only(&store).unwrap(), TimelineOptions { read_only: true })
            .unwrap();
    assert!(diagnostics.iter().all(|it| !it.message.contains("lost")), "{diagnostics:?}");
    let now = timeline.head(timeline.active_branch());
    timeline.text("a.txt", now).ok().map(|text| text.to_string())
}

/// Opens the project, says how much is there, and types until it is killed.
#[test]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let history = recorded(&folder);
    let mut workspace = start(&folder);
    until(&mut workspace, "the session", |ws| !ws.is_restoring());
    workspace.open_given("a.txt");
    until(&mut workspace, "the text", |ws| {
        let snapshot = ws.snapshot();
        snapshot.timeline.is_recording()
            && snapshot.active_view().is_some_and(|view| view.document.loading.is_none())
    });
    let view = workspace.snapshot().active_view().map(|view| (view.id, view.document.text.to_string()));
    let (view, text) = view.unwrap();
    let begin = keys_of(&text, 100_000.min(text.len() * 8 + 2_000)).expect("a text that was never typed");
    let kept =
        history.map_or(0, |history| keys_of(&history, begin + 2_000).expect("a history of other keys"));
    println!("\nback {begin} {kept}");
    let (_typist, next) = mpsc::channel::<()>();
    for index in begin.. {
        let Key { at_start, text } = key(index);
        step(&mut workspace, if at_start { "cursor.document_start" } else { "cursor.document_end" });
        match text {
            Some(c) => workspace.run(Command::Type { view, text: c.to_string() }),
            None => step(&mut workspace, "delete.left"),
        }
        frame(&mut workspace);
        println!("\ntyped {}", index + 1);
        // Nothing ever comes: this is how fast somebody types.
        assert_eq!(next.recv_timeout(PAUSE), Err(mpsc::RecvTimeoutError::Timeout));
    }
}

/// What a run of the child said until it was killed.
struct Run {
    /// Keys that were there when it began: unsaved text, history.
    back: Option<(usize, usize)>,
    /// When each key was typed.
    typed: Vec<(usize, Instant)>,
    killed: Instant,
    said: String,
}

/// Runs a child and kills it after so many lines.
fn run(folder: &Path, lines_to_live: usize) -> Run {
    let mut child = Process::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut back, mut typed, mut left) = (None, Vec::new(), lines_to_live);
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["back", text, history] => back = Some((text.parse().unwrap(), history.parse().unwrap())),
            ["typed", count] => typed.push((count.parse().unwrap(), Instant::now())),
            _ => continue,
        }
        if left == 0 {
            break;
        }
        left -= 1;
    }
    child.kill().unwrap();
    let killed = Instant::now();
    let output = child.wait_with_output().unwrap();
    assert!(back.is_some(), "the editor did not open: {}", String::from_utf8_lossy(&output.stderr));
    Run { back, typed, killed, said: String::from_utf8_lossy(&output.stderr).into_owned() }
}

#[test]
fn a_killed_editor_loses_at_most_a_second() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let trials = number("TRIALS");
    let limit = if trials.is_some() { SECOND } else { BUSY };
    let mut random = Random::new(number("SEED").unwrap_or(1));
    let (mut folder, mut before) = (None, None::<Run>);
    let mut lost = Vec::new();
    for trial in 0..trials.unwrap_or(6) as usize {
        if trial % KILLS == 0 {
            let new = tempfile::tempdir().unwrap();
            std::fs::create_dir(new.path().join("project")).unwrap();
            std::fs::write(new.path().join("project/a.txt"), "").unwrap();
            (folder, before) = (Some(new), None);
        }
        let folder = folder.as_ref().unwrap().path();
        // The last one of a project only looks.
        let lines = random.range(0..220);
        let this = run(folder, lines);
        if let (Some(last), Some((text, history))) = (&before, this.back) {
            let safe = |limit: Duration| {
                let old = |(_, at): &&(usize, Instant)| last.killed.duration_since(*at) > limit;
                last.typed.iter().filter(old).map(|(count, _)| *count).max().unwrap_or(0)
            };
            let begun = last.back.unwrap_or_default().0;
            let (old, age) = (
                safe(limit).max(begun),
                last.killed.duration_since(last.typed.first().map_or(last.killed, |it| it.1)),
            );
            assert!(
                text >= old && history >= safe(limit),
                "trial {trial}: {text} keys of text and {history} of history, {old} were old; {begun} at the start, {:?} of typing\n{}",
                age,
                last.said
            );
            let first_lost = |count: usize| last.typed.iter().find(|(number, _)| *number > count);
            let gone = |count: usize| {
                first_lost(count).map_or(Duration::ZERO, |(_, at)| last.killed.duration_since(*at))
            };
            lost.push((gone(text), gone(history)));
        }
        assert_eq!(std::fs::read_to_string(folder.join("project/a.txt")).unwrap(), "");
        before = Some(this);
    }
    let worst = |of: fn(&(Duration, Duration)) -> Duration| lost.iter().map(of).max().unwrap_or_default();
    println!(
        "{} kills: at most {:?} of text and {:?} of history lost",
        lost.len(),
        worst(|it| it.0),
        worst(|it| it.1)
    );
}
