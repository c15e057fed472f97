//! Sketches as documents: what is drawn is in the text, what is in the text is drawn, code goes into the project.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test, with its reason")]

mod browser;
mod export;
mod picture;
mod preview;
mod theirs;

use std::sync::Arc;

use justbuilt_sketch::canvas::{Board, Changes, Draft};
use justbuilt_sketch::code::Target;
use justbuilt_sketch::scene::{Element, ElementId, Kind, Sketch};
use justbuilt_workspace::command::{CodeCommand, SketchCommand};
use justbuilt_workspace::{Command, SketchSnapshot};

use crate::harness::{Machine, Window};

const LOGIN: &str = r#"{
  "format": "justbuilt-sketch",
  "version": 1,
  "name": "Login",
  "width": 1280,
  "height": 800,
  "pages": [
    {"id": "page-1", "name": "Page 1", "elements": [
      {"id": "a", "type": "rectangle", "x": 40, "y": 40, "width": 320, "height": 200},
      {"id": "b", "type": "rectangle", "x": 400, "y": 40, "width": 320, "height": 200}
    ]}
  ]
}
"#;

fn sketch(window: &mut Window) -> Arc<SketchSnapshot> {
    window.settle();
    window.document().sketch.clone().unwrap()
}

/// Changes made by this, on the first page.
fn changes(sketch: &Sketch, change: impl FnOnce(&mut Draft<'_>)) -> Changes {
    let board = Board::new(&sketch.pages[0]);
    let mut draft = Draft::new(&board);
    change(&mut draft);
    draft.finish()
}

fn draw(window: &mut Window, change: impl FnOnce(&mut Draft<'_>)) {
    let (view, now) = (window.view().id, sketch(window));
    let changes = changes(&now.sketch, change);
    window.send(Command::Sketch(SketchCommand::Change { view, page: 0, changes, what: "Draw" }));
}

fn move_to(window: &mut Window, id: &str, x: f64) {
    draw(window, |draft| draft.edit(&ElementId::from(id), |element| element.x = x));
}

fn x_of(window: &mut Window, id: &str) -> f64 {
    let now = sketch(window);
    let found = now.sketch.pages[0].elements.iter().find(|element| element.id.as_str() == id);
    found.map(|element| element.x).unwrap_or(f64::NAN)
}

fn login() -> (Machine, Window) {
    let machine = Machine::new(&[("/p/login.sketch.json", LOGIN)]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/login.sketch.json");
    (machine, window)
}

#[test]
fn what_is_drawn_is_in_the_text_line_by_line() {
    let (machine, mut window) = login();
    move_to(&mut window, "b", 500.0);
    let expected = LOGIN.replace("\"x\": 400", "\"x\": 500");
    assert_eq!(window.text(), expected);
    assert_eq!(window.tabs(), "[login.sketch.json*]");
    assert!(sketch(&mut window).current, "what was drawn needs no reading");
    window.step("file.save");
    assert_eq!(machine.read("/p/login.sketch.json"), expected);
}

#[test]
fn undo_and_redo_are_those_of_the_document() {
    let (_machine, mut window) = login();
    move_to(&mut window, "a", 100.0);
    move_to(&mut window, "a", 200.0);
    window.step("undo.undo");
    assert_eq!(x_of(&mut window, "a"), 100.0);
    window.step("undo.undo");
    assert_eq!(x_of(&mut window, "a"), 40.0);
    assert_eq!(window.text(), LOGIN);
    window.step("undo.redo");
    assert_eq!(x_of(&mut window, "a"), 100.0);
}

#[test]
fn what_is_typed_into_the_source_is_drawn_and_the_rest_stays_the_same_in_memory() {
    let (_machine, mut window) = login();
    let before = sketch(&mut window);
    window.step("sketch.toggle_source");
    assert!(!window.view().drawing);
    let at = window.text().find("400").unwrap();
    window.set_carets(&[(at, at + 3)]);
    window.step("type 450");
    assert_eq!(x_of(&mut window, "b"), 450.0);
    let after = sketch(&mut window);
    let element = |sketch: &SketchSnapshot| sketch.sketch.pages[0].elements[0].clone();
    assert!(Arc::ptr_eq(&element(&before), &element(&after)), "a was not touched");
    window.step("sketch.toggle_source");
    assert!(window.view().drawing);
}

#[test]
fn the_text_of_a_drawing_is_parsed_when_it_is_seen() {
    let (_machine, mut window) = login();
    let coloured = |window: &mut Window| {
        let document = window.view().document.clone();
        document.syntax.highlights(&document.text, 0..document.text.len()).len()
    };
    move_to(&mut window, "a", 100.0);
    assert_eq!(coloured(&mut window), 0, "nobody reads it");
    window.step("sketch.toggle_source");
    let colours = coloured(&mut window);
    assert!(colours > 10, "{colours}");
    window.step("sketch.toggle_source");
    move_to(&mut window, "a", 200.0);
    window.step("sketch.toggle_source");
    assert_eq!(coloured(&mut window), colours);
}

#[test]
fn a_broken_text_keeps_the_last_drawing_and_refuses_changes() {
    let (_machine, mut window) = login();
    sketch(&mut window);
    window.step("select.all");
    window.step("type no sketch");
    let broken = sketch(&mut window);
    assert!(broken.broken.is_some());
    assert_eq!(broken.sketch.pages[0].elements.len(), 2, "the last drawing is still there");
    move_to(&mut window, "a", 1.0);
    assert_eq!(window.text(), "no sketch", "nothing overwrites what was typed");
    while window.text() != LOGIN {
        window.step("undo.undo");
    }
    assert!(sketch(&mut window).broken.is_none());
    move_to(&mut window, "a", 1.0);
    assert_eq!(x_of(&mut window, "a"), 1.0);
}

#[test]
fn a_change_made_for_another_state_is_refused() {
    let (_machine, mut window) = login();
    let view = window.view().id;
    let now = sketch(&mut window);
    let stale = changes(&now.sketch, |draft| draft.edit(&ElementId::from("b"), |element| element.x = 7.0));
    draw(&mut window, |draft| draft.remove(&ElementId::from("a")));
    let text = window.text();
    window.send(Command::Sketch(SketchCommand::Change { view, page: 0, changes: stale, what: "Draw" }));
    assert_eq!(window.text(), text);
    assert_eq!(sketch(&mut window).sketch.pages[0].elements.len(), 1);
}

#[test]
fn unsaved_drawings_survive_a_kill() {
    let (_machine, mut window) = login();
    move_to(&mut window, "a", 123.0);
    window.advance(crate::harness::SECOND * 3);
    let machine = window.kill();
    let mut window = machine.start(Some("/p"));
    assert_eq!(x_of(&mut window, "a"), 123.0);
    assert_eq!(window.tabs(), "[login.sketch.json*]");
}

#[test]
fn line_ends_of_windows_stay() {
    let machine = Machine::new(&[("/p/w.sketch.json", &LOGIN.replace('\n', "\r\n"))]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/w.sketch.json");
    move_to(&mut window, "a", 41.0);
    window.step("file.save");
    let saved = machine.read("/p/w.sketch.json");
    assert_eq!(saved, LOGIN.replace("\"x\": 40,", "\"x\": 41,").replace('\n', "\r\n"));
}

#[test]
fn excalidraw_files_are_drawn_on_and_keep_keys_that_are_not_ours() {
    let scene = r##"{"type":"excalidraw","version":2,"source":"elsewhere","elements":[{"id":"r","type":"rectangle","x":1,"y":2,"width":30,"height":40,"angle":0,"strokeColor":"#1e1e1e","backgroundColor":"transparent","fillStyle":"solid","strokeWidth":1,"strokeStyle":"solid","roughness":1,"opacity":100,"groupIds":[],"frameId":null,"roundness":null,"seed":5,"version":3,"versionNonce":9,"isDeleted":false,"boundElements":null,"updated":1,"link":null,"locked":false,"theirs":{"x":1}}],"appState":{"gridSize":7},"files":{}}"##;
    let machine = Machine::new(&[("/p/a.excalidraw", scene)]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.excalidraw");
    move_to(&mut window, "r", 77.0);
    let after: serde_json::Value = serde_json::from_str(&window.text()).unwrap();
    let element = &after["elements"][0];
    assert_eq!((element["x"].as_f64(), &element["theirs"]["x"]), (Some(77.0), &serde_json::json!(1)));
    assert_eq!(after["appState"]["gridSize"], 7);
}

#[test]
fn code_is_made_while_it_is_shown_and_follows_the_drawing() {
    let machine = Machine::new(&[]);
    let mut window = machine.start(Some("/p"));
    window.step("sketch.sample login");
    assert!(sketch(&mut window).code.is_none());
    window.step("sketch.toggle_code");
    let text = |window: &mut Window| {
        let code = sketch(window).code.clone().unwrap();
        assert!(!code.making);
        code.made.unwrap().files[0].text.clone()
    };
    let html = text(&mut window);
    assert!(html.contains("Sign in") && html.contains("<!doctype html>"), "{html}");
    let view = window.view().id;
    let command = CodeCommand::Target(Target::Svelte);
    window.send(Command::Sketch(SketchCommand::Code { view, command }));
    assert!(!text(&mut window).contains("<!doctype html>"));
    let before = text(&mut window);
    draw(&mut window, |draft| {
        let at = kurbo::Rect::new(500.0, 740.0, 700.0, 760.0);
        draft.set(Element::new("new", Kind::Ellipse, at));
    });
    assert_ne!(text(&mut window), before);
}

#[test]
fn exported_code_keeps_what_was_changed_by_hand() {
    let (machine, mut window) = login();
    window.step("sketch.export_code");
    window.settle();
    let page = "/p/login-html/index.html";
    let first = machine.read(page);
    assert!(first.contains("<!doctype html>"), "{first}");
    machine.write(page, &first.replace("<title>Login</title>", "<title>By hand</title>"));
    draw(&mut window, |draft| {
        let at = kurbo::Rect::new(40.0, 300.0, 720.0, 420.0);
        draft.set(Element::new("c", Kind::Rectangle, at));
    });
    window.step("sketch.export_code");
    window.settle();
    let second = machine.read(page);
    assert!(second.contains("<title>By hand</title>"), "{second}");
    assert_ne!(second.replace("By hand", "Login"), first, "the new box is in the code");
    let said = window.notices();
    assert!(said.iter().any(|said| said.contains("login-html")), "{said:?}");
}

#[test]
fn a_sketch_without_a_file_asks_to_be_saved_before_its_code_is_exported() {
    let machine = Machine::new(&[]);
    let mut window = machine.start(Some("/p"));
    window.step("sketch.new");
    assert_eq!(window.tabs(), "[Sketch.sketch.json]");
    window.step("sketch.export_code");
    assert!(window.notices().iter().any(|said| said.contains("no file yet")));
}

#[test]
fn what_stands_in_the_way_of_code_is_not_overwritten() {
    let (machine, mut window) = login();
    machine.write("/p/login-html", "a file of mine");
    window.step("sketch.export_code");
    window.settle();
    assert_eq!(machine.read("/p/login-html"), "a file of mine");
    assert!(window.notices().iter().any(|said| said.contains("not written")), "{:?}", window.notices());
}
