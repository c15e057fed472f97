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
use crate::report::{Frame, Row, Samples, waited};

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
    /// The same sum between these frames, each time: what the machine itself adds to a tenth of a millisecond.
    control: Samples,
}

/// A sum that takes about a tenth of a millisecond, and no memory.
fn control() -> Frame {
    let (before, begin) = (waited(), Instant::now());
    let sum = (0..black_box(200_000_u64)).fold(0_u64, |sum, number| sum.rotate_left(5) ^ black_box(number));
    black_box(sum);
    Frame { wall: millis(begin.elapsed()), waited: waited() - before }
}

fn open(path: &Path) -> anyhow::Result<Opened> {
    let mut editor = unopened(SCREEN, None)?;
    editor.settle(Duration::from_secs(5));
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
        controls.push(control());
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

/// 1 GB: opens, scrolls, edits, saves.
pub fn huge(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let megabytes = lab.size(1000, 5);
    let path = lab.path("huge.log");
    inputs::log_file(&path, megabytes as u64 * 1_000_000)?;
    let Opened { mut editor, first, whole, frames: opening, control } = open(&path)?;
    let mut frames = Vec::new();
    for line in [1_i64, 1_000_000, 5_000_000, 9_000_000] {
        editor.face.send(Command::run_with("go.line", [line]));
        for _ in 0..10 {
            frames.push(frame(&mut editor, Vec::new()));
        }
        for letter in ["x", "y", "z"] {
            frames.push(frame(&mut editor, vec![egui::Event::Text(letter.to_owned())]));
        }
    }
    let saving = Instant::now();
    editor.face.send(Command::run("file.save"));
    while saving.elapsed() < PATIENCE {
        frames.push(frame(&mut editor, Vec::new()));
        let saved = editor
            .face
            .snapshot()
            .active_view()
            .is_some_and(|view| !view.document.dirty && !view.document.saving);
        if saved {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let saved = editor.face.snapshot().active_view().is_some_and(|view| !view.document.dirty);
    anyhow::ensure!(saved, "the file was not saved");
    let samples = Samples::of_frames(&frames);
    Ok(vec![
        Row::at_most(
            format!("{megabytes} MB: worst frame while jumping, typing, saving"),
            samples.worst(),
            "ms",
            4.0,
        )
        .note(samples.note()),
        Row::at_most(format!("{megabytes} MB: worst frame while opening"), opening.worst(), "ms", 4.0).note(
            format!(
                "p99.9 {:.2}; {}; a sum of 0.1 ms between them: {}",
                opening.percentile(99.9),
                opening.note(),
                control.note()
            ),
        ),
        Row::reported(format!("{megabytes} MB: first lines"), first, "ms")
            .note(format!("all of it after {whole:.0} ms")),
        Row::reported(format!("{megabytes} MB: saved after"), millis(saving.elapsed()), "ms"),
    ])
}
