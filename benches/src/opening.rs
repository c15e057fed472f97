//! Large files: how soon their first lines are seen, what memory they take, and whether one can work in them.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use justbuilt_app::native::screenshot::{OffscreenShell, unopened};
use justbuilt_app::native::timings::{memory, millis};
use justbuilt_app::native::{OpenPath, open_commands};
use justbuilt_workspace::Command;

use crate::Lab;
use crate::editing::{SCREEN, frame};
use crate::inputs;
use crate::report::{Frame, Row, Samples, Thread};

const PATIENCE: Duration = Duration::from_secs(120);

fn shows_text(editor: &OffscreenShell) -> bool {
    editor.face.snapshot().active_view().is_some_and(|view| !view.document.text.is_empty())
}

fn is_loaded(editor: &OffscreenShell) -> bool {
    editor
        .face
        .snapshot()
        .active_view()
        .is_some_and(|view| view.document.loading.is_none() && !view.document.text.is_empty())
}

/// How a file was opened.
struct Opened {
    editor: OffscreenShell,
    /// Milliseconds until its first lines were in a paint list.
    first: f64,
    /// Milliseconds until all of it was there.
    whole: f64,
    /// The frames meanwhile.
    frames: Samples,
    /// The same sum between these frames, each time: what the machine itself adds to it.
    control: Samples,
}

/// Bytes of memory that the control goes through: about what a frame does.
const CONTROL: usize = 4 << 20;

/// A sum over memory that is there, a number of each line of the cache: about 0.05 ms.
fn control(memory: &[u64]) -> Frame {
    let (before, begin) = (Thread::now(), Instant::now());
    let sum = memory.iter().step_by(8).fold(0_u64, |sum, number| sum.rotate_left(5) ^ black_box(*number));
    black_box(sum);
    before.frame(millis(begin.elapsed()))
}

fn open(path: &Path) -> anyhow::Result<Opened> {
    let mut editor = unopened(SCREEN, None)?;
    editor.settle(Duration::from_secs(5));
    let memory: Vec<u64> = (0..(CONTROL / 8) as u64).collect();
    let start = Instant::now();
    editor.face.send_all(open_commands(&[OpenPath { path: path.to_owned(), place: None }]));
    let (mut first, mut frames, mut controls) = (None, Vec::new(), Vec::new());
    while start.elapsed() < PATIENCE {
        frames.push(frame(&mut editor, Vec::new()));
        if first.is_none() && shows_text(&editor) {
            // The frame that shows it has just been made.
            first = Some(millis(start.elapsed()));
        }
        if is_loaded(&editor) {
            break;
        }
        controls.push(control(&memory));
        std::thread::yield_now();
    }
    let whole = millis(start.elapsed());
    let first = first.ok_or_else(|| anyhow::anyhow!("{} never showed", path.display()))?;
    let (frames, control) = (Samples::of_frames(&frames), Samples::of_frames(&controls));
    Ok(Opened { editor, first, whole, frames, control })
}

/// 100 MB.
pub fn large(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let megabytes = lab.size(100, 2);
    let path = lab.path("large.log");
    inputs::log_file(&path, megabytes as u64 * 1_000_000)?;
    let before = memory();
    let Opened { mut editor, first, whole, .. } = open(&path)?;
    editor.settle(Duration::from_secs(5));
    let mut rows = vec![
        Row::at_most(format!("open {megabytes} MB, first lines painted"), first, "ms", 100.0)
            .note(format!("all of it after {whole:.0} ms")),
    ];
    if let (Some(before), Some(after)) = (before, memory()) {
        let bar = 1.3 * megabytes as f64 + 150.0;
        let note = format!("peak {:.0} MB, before opening {:.0} MB", mb(after.peak), mb(before.resident));
        rows.push(
            Row::at_most(format!("resident memory with {megabytes} MB open"), mb(after.resident), "MB", bar)
                .note(note),
        );
    }
    Ok(rows)
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// How often 1 GB is opened and saved. What the editor does it does each time; what the machine adds to a frame while
/// memory grows by a gigabyte and the disk is written to, it does not: so the middle one of the worst frames counts.
const TIMES: usize = 5;

/// 1 GB: opens, scrolls, edits, saves.
pub fn huge(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let megabytes = lab.size(1000, 5);
    let path = lab.path("huge.log");
    inputs::log_file(&path, megabytes as u64 * 1_000_000)?;
    let mut opened = Vec::new();
    let mut worked = Vec::new();
    let (mut first, mut whole, mut saved) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..lab.size(TIMES, 1) {
        let mut opening = open(&path)?;
        let (frames, saving) = work(&mut opening.editor)?;
        first.push(opening.first);
        whole.push(opening.whole);
        saved.push(saving);
        worked.push((frames, None));
        opened.push((opening.frames, Some(opening.control)));
    }
    let middle = |times: Vec<f64>| Samples::new(times).percentile(50.0);
    Ok(vec![
        worst(format!("{megabytes} MB: worst frame while jumping, typing, saving"), worked),
        worst(format!("{megabytes} MB: worst frame while opening"), opened),
        Row::reported(format!("{megabytes} MB: first lines"), middle(first), "ms")
            .note(format!("all of it after {:.0} ms", middle(whole))),
        Row::reported(format!("{megabytes} MB: saved after"), middle(saved), "ms"),
    ])
}

/// Jumps, types and saves: the frames, and how many milliseconds it took to save.
fn work(editor: &mut OffscreenShell) -> anyhow::Result<(Samples, f64)> {
    let mut frames = Vec::new();
    for line in [1_i64, 1_000_000, 5_000_000, 9_000_000] {
        editor.face.send(Command::run_with("go.line", [line]));
        for _ in 0..10 {
            frames.push(frame(editor, Vec::new()));
        }
        for letter in ["x", "y", "z"] {
            frames.push(frame(editor, vec![egui::Event::Text(letter.to_owned())]));
        }
    }
    let saving = Instant::now();
    editor.face.send(Command::run("file.save"));
    loop {
        anyhow::ensure!(saving.elapsed() < PATIENCE, "the file was not saved");
        frames.push(frame(editor, Vec::new()));
        let view = editor.face.snapshot().active_view();
        if view.is_some_and(|view| !view.document.dirty && !view.document.saving) {
            return Ok((Samples::of_frames(&frames), millis(saving.elapsed())));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The middle one of the worst frames of several times, with all of them and what is known of it as a note.
fn worst(what: String, mut times: Vec<(Samples, Option<Samples>)>) -> Row {
    times.sort_by(|(a, _), (b, _)| a.worst().total_cmp(&b.worst()));
    let all: Vec<String> = times.iter().map(|(frames, _)| format!("{:.2}", frames.worst())).collect();
    let Some((frames, control)) = times.get((times.len() - 1) / 2) else {
        return Row::reported(what, f64::NAN, "ms");
    };
    let control =
        control.as_ref().map(|control| format!("; a sum of 0.05 ms between them: {}", control.note()));
    Row::at_most(what, frames.worst(), "ms", 4.0).note(format!(
        "the middle of {}; p99.9 {:.2}; {}{}",
        all.join(", "),
        frames.percentile(99.9),
        frames.note(),
        control.unwrap_or_default()
    ))
}
