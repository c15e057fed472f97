//! What is beside a drawing, through the whole editor: its preview by the mouse, its page over a real connection, the
//! export by its dialog.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;

use egui::{Event, Modifiers, PointerButton, Pos2, pos2};
use justbuilt_sketch::scene::{ComponentKind, Kind};
use justbuilt_workspace::SketchSnapshot;

use super::*;

/// Where things stand in a window of [`SCREEN`]'s size: the button of the sample in its preview at 1280 px, the switch to
/// the width of a phone, and the button that writes in the dialog of the export.
const BUTTON: Pos2 = pos2(1075.0, 315.0);
const PHONE: Pos2 = pos2(896.0, 126.0);
const WRITE: Pos2 = pos2(870.0, 490.0);

fn sketch(editor: &OffscreenShell) -> Option<Arc<SketchSnapshot>> {
    let snapshot = editor.face.snapshot();
    snapshot.active_view().and_then(|view| view.document.sketch.clone()).filter(|sketch| sketch.ready)
}

fn login() -> (tempfile::TempDir, OffscreenShell) {
    let folder = project();
    let sample = justbuilt_sketch::samples::all().into_iter().find(|(name, _)| *name == "Login").unwrap().1;
    let file: PathBuf = folder.path().join("login.sketch.json");
    fs::write(&file, justbuilt_sketch::file::write(&sample)).unwrap();
    let mut editor = open(&[folder.path(), &file], None);
    until(&mut editor, "the drawing", |editor| sketch(editor).is_some());
    (folder, editor)
}

fn press(editor: &mut OffscreenShell, at: Pos2) {
    let button = |pressed| Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    editor.frame(vec![Event::PointerMoved(at)]);
    editor.frame(vec![button(true)]);
    editor.frame(vec![button(false)]);
    editor.frame(Vec::new());
    editor.settle(Duration::from_secs(5));
}

fn buttons(editor: &OffscreenShell) -> usize {
    let sketch = sketch(editor).unwrap();
    let is_button = |kind: &Kind| matches!(kind, Kind::Component(part) if part.kind == ComponentKind::Button);
    sketch.sketch.pages[0].elements.iter().filter(|element| is_button(&element.kind)).count()
}

/// The width of the preview, when it is that of the drawing as it is.
fn width(editor: &OffscreenShell) -> Option<f64> {
    let sketch = sketch(editor)?;
    let code = sketch.code.as_ref()?;
    code.preview.as_ref().filter(|_| !code.making && !code.previewing).map(|made| made.preview.width)
}

#[test]
fn a_click_in_the_preview_selects_what_was_drawn() {
    let (_folder, mut editor) = login();
    steps(&mut editor, &["sketch.preview_width 1280"]);
    until(&mut editor, "the preview", |editor| width(editor) == Some(1280.0));
    editor.settle(Duration::from_secs(5));
    let before = buttons(&editor);
    assert!(before > 0);
    press(&mut editor, BUTTON);
    steps(&mut editor, &["sketch.delete"]);
    until(&mut editor, "the button is gone", |editor| buttons(editor) == before - 1);
}

#[test]
fn the_width_is_chosen_by_the_mouse() {
    let (_folder, mut editor) = login();
    steps(&mut editor, &["sketch.toggle_preview"]);
    until(&mut editor, "the preview", |editor| width(editor) == Some(1280.0));
    editor.settle(Duration::from_secs(5));
    press(&mut editor, PHONE);
    until(&mut editor, "the phone", |editor| width(editor) == Some(375.0));
}

/// `GET` of a path; the whole answer.
fn get(url: &str, name: &str) -> std::io::Result<String> {
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let mut stream = TcpStream::connect(host)?;
    write!(stream, "GET /{path}{name} HTTP/1.1\r\nHost: {host}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

#[test]
fn a_browser_sees_the_page_is_told_of_changes_and_loses_it_with_the_tab() {
    let (_folder, mut editor) = login();
    steps(&mut editor, &["sketch.open_in_browser"]);
    until(&mut editor, "the page", |editor| sketch(editor).is_some_and(|sketch| sketch.served.is_some()));
    let url = sketch(&editor).unwrap().served.clone().unwrap();
    let page = get(&url, "").unwrap();
    assert!(page.contains("Sign in") && page.contains("new EventSource(\"changes?1\")"), "{page}");
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /{path}changes?1 HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    steps(&mut editor, &["sketch.select_all", "sketch.delete"]);
    editor.settle(Duration::from_secs(5));
    let mut lines = BufReader::new(stream).lines();
    assert!(lines.any(|line| line.unwrap() == "data: 2"), "the page is told to load itself anew");
    assert!(!get(&url, "").unwrap().contains("Sign in"));
    steps(&mut editor, &["sketch.stop_serving"]);
    until(&mut editor, "nobody answers", |_| get(&url, "").is_err());
}

#[test]
fn the_dialog_writes_the_code() {
    let (folder, mut editor) = login();
    steps(&mut editor, &["sketch.export"]);
    let planned = |editor: &OffscreenShell| {
        let sketch = sketch(editor).unwrap();
        sketch.export.as_ref().is_some_and(|asked| asked.planned.is_some() && !asked.busy)
    };
    until(&mut editor, "what will be written", planned);
    editor.settle(Duration::from_secs(5));
    let page = folder.path().join("login-html/index.html");
    assert!(!page.exists());
    press(&mut editor, WRITE);
    until(&mut editor, "the code", |_| page.is_file());
    until(&mut editor, "the end of the dialog", |editor| sketch(editor).unwrap().export.is_none());
}
