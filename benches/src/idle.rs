//! What is painted when nothing happens.

use std::time::{Duration, Instant};

use justbuilt_app::native::OpenPath;
use justbuilt_app::native::screenshot::editor;
use justbuilt_workspace::Command;

use crate::Lab;
use crate::editing::SCREEN;
use crate::inputs;
use crate::report::Row;

/// Frames that egui asks for in five seconds with nothing that blinks.
pub fn idle(lab: &Lab) -> anyhow::Result<Vec<Row>> {
    let path = lab.path("idle.rs");
    inputs::rust_file(&path, 1_000)?;
    let mut rows = Vec::new();
    let length = if lab.smoke { Duration::from_secs(1) } else { Duration::from_secs(5) };
    for (what, focused, bar) in [("no caret", false, 0.0), ("a blinking caret", true, 11.0)] {
        let mut editor = editor(&[OpenPath { path: path.clone(), place: None }], SCREEN, None)?;
        if !focused {
            editor.face.send(Command::run("settings.open"));
        }
        editor.settle(Duration::from_secs(10));
        let mut wait = editor.frame(Vec::new()).repaint_after;
        let start = Instant::now();
        let mut frames = 0.0;
        while start.elapsed() < length {
            let left = length.saturating_sub(start.elapsed());
            if wait > left {
                break;
            }
            std::thread::sleep(wait);
            wait = editor.frame(Vec::new()).repaint_after;
            frames += 1.0;
        }
        rows.push(Row::at_most(
            format!("frames painted in {} s idle, {what}", length.as_secs()),
            frames,
            "frames",
            bar,
        ));
    }
    Ok(rows)
}
