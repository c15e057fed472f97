//! What is painted when nothing happens.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use justbuilt_app::native::OpenPath;
use justbuilt_app::native::screenshot::{OffscreenShell, editor};
use justbuilt_sketch::{file, samples};
use justbuilt_workspace::Command;

use crate::Lab;
use crate::editing::SCREEN;
use crate::inputs;
use crate::report::Row;

/// What is open while nothing happens.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    /// A file, without a caret.
    File,
    /// A file with a caret.
    Caret,
    /// A sketch on the canvas.
    Sketch,
    /// A sketch, the code that it becomes and a preview of it.
    Code,
    /// A conversation beside a file.
    Conversation,
}

/// Frames painted in some seconds in which nothing happens: those that egui asks for, and those for which threads wake
/// the window.
pub fn idle(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let path = lab.path("idle.rs");
    inputs::rust_file(&path, 1_000)?;
    let sketch = lab.path("idle.sketch.json");
    let (_, sample) = samples::all().into_iter().next().context("a sample")?;
    std::fs::write(&sketch, file::write(&sample)).context("writing a sketch")?;
    let mut rows = Vec::new();
    for (what, open, bar) in [
        ("no caret", Open::File, 0.0),
        ("a blinking caret", Open::Caret, 21.0),
        ("a sketch open", Open::Sketch, 0.0),
        ("a sketch and its code open", Open::Code, 0.0),
        ("a conversation open", Open::Conversation, 0.0),
    ] {
        let shown = if matches!(open, Open::Sketch | Open::Code) { &sketch } else { &path };
        let mut editor = editor(&[OpenPath { path: shown.clone(), place: None }], SCREEN, None)?;
        match open {
            Open::File => editor.face.send(Command::run("settings.open")),
            Open::Code => {
                editor.face.send(Command::run("sketch.toggle_code"));
                editor.face.send(Command::run_with("sketch.preview_width", ["375"]));
            }
            Open::Conversation => {
                editor.face.send(Command::run("ai.chat"));
                editor.face.send(Command::run("settings.open"));
            }
            Open::Caret | Open::Sketch => {}
        }
        editor.settle(Duration::from_secs(10));
        let length = if lab.smoke { Duration::from_secs(1) } else { Duration::from_secs(10) };
        let frames = frames_in(&mut editor, length);
        let what = format!("frames painted in {} s idle, {what}", length.as_secs());
        rows.push(Row::at_most(what, f64::from(frames), "frames", bar));
    }
    Ok(rows)
}

/// How often the window would be painted.
fn frames_in(editor: &mut OffscreenShell, length: Duration) -> u32 {
    let (sender, wakes) = mpsc::channel();
    // Nobody listens any more at the end.
    editor.ctx.set_request_repaint_callback(move |wish| {
        sender.send(wish.delay).ok();
    });
    let mut wait = editor.frame(Vec::new()).repaint_after;
    // What it asked for is what it gave back.
    wakes.try_iter().for_each(drop);
    let start = Instant::now();
    let mut frames = 0;
    loop {
        let left = length.saturating_sub(start.elapsed());
        if left.is_zero() {
            return frames;
        }
        match wakes.recv_timeout(wait.min(left)) {
            Ok(delay) if delay < wait => wait = delay,
            Ok(_) => continue,
            Err(_) if wait > left => return frames,
            Err(_) => wait = Duration::ZERO,
        }
        if wait.is_zero() {
            wait = editor.frame(Vec::new()).repaint_after;
            wakes.try_iter().for_each(drop);
            frames += 1;
        }
    }
}
