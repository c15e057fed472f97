//! Keystrokes, scrolling and long lines: CPU time from the event to the paint list, through the whole shell.

use std::path::Path;

use justbuilt_app::native::OpenPath;
use justbuilt_app::native::offscreen::Screen;
use justbuilt_app::native::screenshot::{OffscreenShell, editor};
use justbuilt_app::native::timings::millis;
use justbuilt_workspace::Command;

use crate::Lab;
use crate::inputs;
use crate::report::{Frame, Row, Samples, Thread};

/// An ordinary window.
pub const SCREEN: Screen = Screen { pixels: [1280, 800], scale: 1.0 };

/// An editor with one file open, the caret in the middle of it.
fn open_in_the_middle(path: &Path, line: usize) -> anyhow::Result<OffscreenShell> {
    let open = OpenPath { path: path.to_owned(), place: Some((line, 9)) };
    let mut editor = editor(&[open], SCREEN, None)?;
    anyhow::ensure!(editor.face.snapshot().active_view().is_some(), "{} did not open", path.display());
    // Caches as they are after a moment's work.
    for _ in 0..20 {
        editor.frame(Vec::new());
    }
    Ok(editor)
}

/// Runs a frame and measures it.
pub fn frame(editor: &mut OffscreenShell, events: Vec<egui::Event>) -> Frame {
    let before = Thread::now();
    let cost = editor.frame(events);
    before.frame(millis(cost.paint_list))
}

/// Milliseconds a frame that takes in one typed letter.
fn type_letters(editor: &mut OffscreenShell, count: usize) -> Samples {
    let letters = b"let value = compute(other_value, 42); ";
    let frames: Vec<Frame> = (0..count)
        .map(|index| {
            let letter = char::from(letters[index % letters.len()]).to_string();
            frame(editor, vec![egui::Event::Text(letter)])
        })
        .collect();
    Samples::of_frames(&frames)
}

/// Keystroke to paint list at 1,000, 100,000 and 1,000,000 lines.
pub fn keystroke(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let rounds = lab.size(400, 20);
    let mut rows = Vec::new();
    let mut base = None;
    let sizes = [(1_000, 2.0), (lab.size(100_000, 5_000), 2.0), (lab.size(1_000_000, 20_000), 4.0)];
    for (lines, bar) in sizes {
        let path = lab.path(&format!("lines_{lines}.rs"));
        inputs::rust_file(&path, lines)?;
        let mut editor = open_in_the_middle(&path, lines / 2)?;
        let samples = type_letters(&mut editor, rounds);
        let p95 = samples.percentile(95.0);
        rows.push(
            Row::at_most(format!("keystroke → paint list, {lines} lines of Rust, p95"), p95, "ms", bar)
                .note(samples.note()),
        );
        match base {
            None => base = Some(samples.percentile(50.0)),
            Some(base) if lines > 100_000 || lab.smoke && lines > 5_000 => {
                let ratio = samples.percentile(50.0) / base;
                rows.push(Row::at_most(
                    format!("the same against 1,000 lines, p50, {lines} lines"),
                    ratio,
                    "×",
                    1.5,
                ));
            }
            Some(_) => {}
        }
    }
    Ok(rows)
}

/// Frames while the wheel turns.
pub fn scroll(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let lines = lab.size(100_000, 5_000);
    let path = lab.path(&format!("scroll_{lines}.rs"));
    inputs::rust_file(&path, lines)?;
    let mut editor = open_in_the_middle(&path, lines / 2)?;
    let samples = turn_wheel(&mut editor, lab.size(400, 20), egui::vec2(0.0, -53.0));
    let row = Row::at_most(format!("scroll frame, {lines} lines, p95"), samples.percentile(95.0), "ms", 2.0);
    Ok(vec![row.note(samples.note())])
}

fn turn_wheel(editor: &mut OffscreenShell, count: usize, delta: egui::Vec2) -> Samples {
    let middle = egui::pos2(800.0, 400.0);
    editor.frame(vec![egui::Event::PointerMoved(middle)]);
    let frames: Vec<Frame> = (0..count)
        .map(|_| {
            let wheel = egui::Event::MouseWheel {
                unit: egui::MouseWheelUnit::Point,
                delta,
                phase: egui::TouchPhase::Move,
                source: egui::MouseWheelSource::Unknown,
                modifiers: egui::Modifiers::NONE,
            };
            frame(editor, vec![wheel])
        })
        .collect();
    Samples::of_frames(&frames)
}

/// One line of 1,000,000 characters: typing, moving, scrolling sideways, wrapping.
pub fn long_line(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let characters = lab.size(1_000_000, 50_000);
    let path = lab.path("long.json");
    inputs::long_line(&path, characters)?;
    let mut rows = Vec::new();
    for wrap in [false, true] {
        let mut editor = open_in_the_middle(&path, 1)?;
        if wrap {
            editor.face.send(Command::run("view.toggle_wrap"));
            editor.settle(std::time::Duration::from_secs(20));
        }
        editor.face.send(Command::run_with("go.line", [1_i64, characters as i64 / 2]));
        editor.settle(std::time::Duration::from_secs(20));
        let rounds = lab.size(100, 10);
        let mut worst = type_letters(&mut editor, rounds);
        let sideways = turn_wheel(&mut editor, rounds, egui::vec2(-90.0, -20.0));
        if sideways.worst() > worst.worst() {
            worst = sideways;
        }
        let how = if wrap { "wrapped" } else { "not wrapped" };
        let what = format!("one line of {characters} characters, {how}: typing and scrolling, worst frame");
        rows.push(Row::at_most(what, worst.worst(), "ms", 4.0).note(worst.note()));
    }
    Ok(rows)
}
