//! Tests of the conversation dock in the whole window: that it shows, takes the keyboard and keeps its keys.

use std::time::Duration;

use crate::native::OpenPath;
use crate::native::offscreen::Screen;
use crate::native::screenshot::{OffscreenShell, editor, step};

const SETTLE: Duration = Duration::from_secs(20);

fn open(folder: &std::path::Path) -> OffscreenShell {
    let file = folder.join("main.rs");
    std::fs::write(&file, "fn main() {}\n").unwrap();
    let open =
        [OpenPath { path: folder.to_owned(), place: None }, OpenPath { path: file, place: Some((1, 1)) }];
    editor(&open, Screen { pixels: [1280, 800], scale: 1.0 }, None).unwrap()
}

fn run(editor: &mut OffscreenShell, line: &str) {
    step(editor, &line.parse().unwrap()).unwrap();
    editor.settle(SETTLE);
}

fn text(editor: &OffscreenShell) -> String {
    editor.face.snapshot().active_view().unwrap().document.text.to_string()
}

#[test]
fn the_dock_is_shown_takes_what_is_typed_and_gives_the_keyboard_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path());
    assert!(!editor.face.docks.right_open);
    run(&mut editor, "ai.chat");
    assert!(editor.face.docks.right_open);
    run(&mut editor, "type hello");
    assert_eq!(text(&editor), "fn main() {}\n", "what is typed there does not reach the file");
    run(&mut editor, "keys escape");
    run(&mut editor, "type x");
    assert_eq!(text(&editor), "xfn main() {}\n", "Escape leads back to the text");
    run(&mut editor, "ai.toggle_chat");
    assert!(!editor.face.docks.right_open);
}

#[test]
fn what_is_chosen_in_the_palette_has_the_keyboard_when_the_palette_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path());
    for _ in 0..3 {
        run(&mut editor, "palette.commands");
        run(&mut editor, "type ai: show conversation");
        run(&mut editor, "keys enter");
        run(&mut editor, "type hello");
        assert_eq!(text(&editor), "fn main() {}\n", "it went to the conversation");
        run(&mut editor, "keys escape");
    }
}

#[test]
fn the_layout_keeps_the_dock() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path());
    run(&mut editor, "ai.chat");
    let saved = crate::shell::layout::save(&editor.face);
    run(&mut editor, "ai.toggle_chat");
    crate::shell::layout::restore(&mut editor.face, &saved);
    assert!(editor.face.docks.right_open);
}
