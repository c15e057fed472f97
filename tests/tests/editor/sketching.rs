//! Drawing through the whole editor: keys and the mouse into the window, what was drawn in the file.

use std::fs;

use egui::{Event, Modifiers, PointerButton, Pos2, pos2};
use justbuilt_sketch::code::Target;
use justbuilt_sketch::scene::{Element, Kind};
use justbuilt_workspace::{CodeCommand, SketchCommand};

use super::*;

/// Drags with the primary button through these points, a frame each.
pub(super) fn drag(editor: &mut OffscreenShell, points: &[Pos2]) {
    let button = |pos, pressed| Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
    editor.frame(vec![Event::PointerMoved(*first)]);
    editor.frame(vec![button(*first, true)]);
    for point in points {
        editor.frame(vec![Event::PointerMoved(*point)]);
    }
    editor.frame(vec![button(*last, false)]);
    editor.frame(Vec::new());
    editor.settle(Duration::from_secs(5));
}

pub(super) fn line(from: Pos2, to: Pos2, pieces: usize) -> Vec<Pos2> {
    (0..=pieces).map(|piece| from.lerp(to, piece as f32 / pieces as f32)).collect()
}

pub(super) fn elements(editor: &OffscreenShell) -> Vec<Element> {
    let snapshot = editor.face.snapshot();
    let sketch = snapshot.active_view().and_then(|view| view.document.sketch.clone()).unwrap();
    sketch.sketch.pages[0].elements.iter().map(|element| Element::clone(element)).collect()
}

fn kinds(editor: &OffscreenShell) -> Vec<String> {
    elements(editor)
        .iter()
        .map(|element| format!("{:?}", element.kind))
        .map(|kind| first_word(&kind))
        .collect()
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|letter| letter.is_alphanumeric()).collect()
}

pub(super) fn new_sketch() -> (tempfile::TempDir, OffscreenShell) {
    let folder = project();
    let mut editor = open(&[folder.path()], None);
    steps(&mut editor, &["sketch.new"]);
    editor.settle(Duration::from_secs(5));
    assert_eq!(editor.face.snapshot().focus, Focus::Canvas, "a new canvas has the keyboard");
    (folder, editor)
}

#[test]
fn a_tool_is_taken_by_its_letter_and_draws() {
    let (_folder, mut editor) = new_sketch();
    let before = text(&editor);
    steps(&mut editor, &["keys r"]);
    drag(&mut editor, &line(pos2(600.0, 300.0), pos2(800.0, 420.0), 6));
    let drawn = elements(&editor);
    assert_eq!(drawn.len(), 1, "{drawn:?}");
    assert_eq!(drawn[0].kind, Kind::Rectangle);
    assert_eq!((drawn[0].width.round(), drawn[0].height.round()), (200.0, 120.0));
    assert!(text(&editor).contains("\"type\": \"rectangle\""));
    steps(&mut editor, &["keys ctrl+z"]);
    until(&mut editor, "undo", |editor| elements(editor).is_empty());
    assert_eq!(text(&editor), before, "letters of tools were not typed into the text");
    steps(&mut editor, &["keys ctrl+shift+z"]);
    until(&mut editor, "redo", |editor| elements(editor).len() == 1);
}

#[test]
fn what_is_selected_is_moved_duplicated_and_deleted_by_keys() {
    let (_folder, mut editor) = new_sketch();
    steps(&mut editor, &["keys r"]);
    drag(&mut editor, &line(pos2(600.0, 300.0), pos2(700.0, 360.0), 4));
    let x = elements(&editor)[0].x;
    steps(&mut editor, &["keys right", "keys shift+right"]);
    assert_eq!(elements(&editor)[0].x, x + 11.0);
    steps(&mut editor, &["keys ctrl+d"]);
    assert_eq!(elements(&editor).len(), 2);
    steps(&mut editor, &["keys ctrl+a", "keys ctrl+g"]);
    assert_eq!(elements(&editor).len(), 3, "a group");
    steps(&mut editor, &["keys delete"]);
    assert_eq!(elements(&editor).len(), 0);
}

#[test]
fn a_box_drawn_by_pen_becomes_a_rectangle_and_undo_gives_the_stroke_back() {
    let (_folder, mut editor) = new_sketch();
    steps(&mut editor, &["keys p"]);
    let corners =
        [pos2(600.0, 300.0), pos2(820.0, 302.0), pos2(818.0, 440.0), pos2(601.0, 438.0), pos2(602.0, 303.0)];
    let stroke: Vec<Pos2> = corners.windows(2).flat_map(|pair| line(pair[0], pair[1], 14)).collect();
    drag(&mut editor, &stroke);
    assert_eq!(kinds(&editor), ["Rectangle"]);
    steps(&mut editor, &["keys ctrl+z"]);
    until(&mut editor, "the stroke", |editor| kinds(editor) == ["Freehand"]);
}

#[test]
fn words_are_typed_where_they_stand() {
    let (_folder, mut editor) = new_sketch();
    steps(&mut editor, &["keys t"]);
    drag(&mut editor, &[pos2(620.0, 320.0)]);
    steps(&mut editor, &["type Sign in"]);
    steps(&mut editor, &["keys escape"]);
    editor.settle(Duration::from_secs(5));
    let drawn = elements(&editor);
    let Some(Kind::Text(words)) = drawn.first().map(|element| element.kind.clone()) else {
        panic!("no text: {drawn:?}");
    };
    assert_eq!(words.text, "Sign in");
}

#[test]
fn a_drawing_is_saved_opened_again_and_its_code_goes_into_the_project() {
    let folder = project();
    let sample = justbuilt_sketch::samples::all().into_iter().find(|(name, _)| *name == "Login").unwrap().1;
    let file = folder.path().join("login.sketch.json");
    fs::write(&file, justbuilt_sketch::file::write(&sample)).unwrap();
    let mut editor = open(&[folder.path(), &file], None);
    until(&mut editor, "the drawing", |editor| {
        editor.face.snapshot().active_view().is_some_and(|view| {
            view.drawing && view.document.sketch.as_ref().is_some_and(|sketch| sketch.ready)
        })
    });
    steps(&mut editor, &["sketch.toggle_code"]);
    until(&mut editor, "the code", |editor| {
        let snapshot = editor.face.snapshot();
        let sketch = snapshot.active_view().and_then(|view| view.document.sketch.clone());
        sketch.and_then(|sketch| sketch.code.clone()).is_some_and(|code| code.made.is_some())
    });
    steps(&mut editor, &["sketch.export_code"]);
    let page = folder.path().join("login-html/index.html");
    until(&mut editor, "the export", |_| page.is_file());
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("Sign in") && html.contains("<button"), "{html}");
}

#[test]
fn looks_are_changed_in_the_panel() {
    let (_folder, mut editor) = new_sketch();
    steps(&mut editor, &["keys r"]);
    drag(&mut editor, &line(pos2(700.0, 300.0), pos2(900.0, 420.0), 6));
    // The red of the fills, in the panel at the left.
    drag(&mut editor, &[pos2(409.0, 216.0)]);
    let drawn = elements(&editor);
    assert_eq!((drawn.len(), drawn[0].style.fill.as_str()), (1, "#ffc9c9"), "the panel takes the press");
}

#[test]
fn how_a_sketch_is_shown_comes_back_after_a_restart() {
    let folder = project();
    let home = tempfile::tempdir().unwrap();
    let sample = justbuilt_sketch::samples::all().into_iter().find(|(name, _)| *name == "Login").unwrap().1;
    let file = folder.path().join("login.sketch.json");
    fs::write(&file, justbuilt_sketch::file::write(&sample)).unwrap();
    let shown = |editor: &OffscreenShell| {
        let snapshot = editor.face.snapshot();
        let sketch = snapshot.active_view().and_then(|view| view.document.sketch.clone());
        sketch.and_then(|sketch| sketch.code.clone()).map(|code| (code.target.name(), code.pane, code.width))
    };
    let wanted = Some(("svelte", justbuilt_workspace::sketches::Pane::Preview, 640));
    let left = {
        let mut editor = open(&[folder.path(), &file], Some(home.path()));
        until(&mut editor, "the drawing", |editor| {
            let snapshot = editor.face.snapshot();
            snapshot.active_view().is_some_and(|view| view.document.sketch.as_ref().is_some_and(|s| s.ready))
        });
        steps(&mut editor, &["sketch.preview_width 640", "sketch.library"]);
        let view = editor.face.snapshot().active_view().unwrap().id;
        let command = CodeCommand::Target(Target::Svelte);
        editor.face.send(Command::Sketch(SketchCommand::Code { view, command }));
        until(&mut editor, "the preview", |editor| shown(editor) == wanted);
        let canvas = editor.ctx.read_response(justbuilt_app::shell::focus::editor_id(view)).unwrap().rect;
        // The edge between the drawing and the preview.
        let edge = pos2(canvas.right() + 2.0, 500.0);
        drag(&mut editor, &line(edge, edge - egui::vec2(90.0, 0.0), 4));
        let layout = justbuilt_app::shell::layout::save(&editor.face);
        let width = after(&layout, "code_width");
        assert!(width.starts_with(|letter: char| letter.is_ascii_digit()), "the split was dragged: {layout}");
        let sessions = home.path().join("state/sessions");
        // The layout is text within the session.
        let kept = format!("code_width\\\":{width}");
        until(&mut editor, "the session to be kept", |_| {
            contains(&sessions, "svelte") && contains(&sessions, &kept)
        });
        // Dropped without closing: as after kill -9.
        layout
    };
    let mut editor = open(&[folder.path()], Some(home.path()));
    until(&mut editor, "the sketch as it was shown", |editor| shown(editor) == wanted);
    editor.settle(Duration::from_secs(5));
    let now = justbuilt_app::shell::layout::save(&editor.face);
    assert!(after(&now, "canvas").starts_with("{\"open\":\"Library\""), "{now}");
    assert_eq!(after(&now, "canvas"), after(&left, "canvas"));
    assert_eq!(after(&now, "code_width"), after(&left, "code_width"));
}

/// What stands after a key, up to the next end of a value.
fn after(layout: &str, key: &str) -> String {
    let (_, rest) = layout.split_once(&format!("\"{key}\":")).unwrap();
    let end = if rest.starts_with('{') { rest.find('}') } else { rest.find([',', '}']) };
    rest[..end.unwrap()].to_owned()
}

#[test]
fn a_link_to_an_element_of_another_page_is_followed() {
    use justbuilt_sketch::scene::{Page, Sketch};
    let folder = project();
    let element = |id: &str, at: f64, link: Option<&str>| {
        let rect = kurbo::Rect::new(at, at, at + 120.0, at + 60.0);
        let mut element = Element::new(id, Kind::Rectangle, rect);
        element.link = link.map(str::to_owned);
        std::sync::Arc::new(element)
    };
    let page = |number: u32, elements| Page {
        id: format!("page-{number}"),
        name: format!("Page {number}"),
        elements,
        ..Page::default()
    };
    let sketch = Sketch {
        name: "Linked".to_owned(),
        pages: vec![
            page(1, vec![element("here", 0.0, Some("#far"))]),
            page(2, vec![element("near", 0.0, None), element("far", 9000.0, Some("#page-1"))]),
        ],
        ..Sketch::default()
    };
    let file = folder.path().join("linked.sketch.json");
    fs::write(&file, justbuilt_sketch::file::write(&sketch)).unwrap();
    let mut editor = open(&[folder.path(), &file], None);
    let canvas = |editor: &OffscreenShell| {
        let snapshot = editor.face.snapshot();
        let state = editor.face.canvas(snapshot.active_view()?.id)?;
        let canvas = &state.canvas;
        let selected: Vec<String> = canvas.selection().iter().map(ToString::to_string).collect();
        let seen = canvas.board().bounds_of(canvas.selection()).is_some_and(|rect| {
            let visible = canvas.camera.visible();
            visible.contains(rect.origin()) && rect.width() * canvas.camera.zoom() > 100.0
        });
        Some((canvas.board().page().id.clone(), selected, seen))
    };
    until(&mut editor, "the first page", |editor| canvas(editor).is_some_and(|(page, ..)| page == "page-1"));
    steps(&mut editor, &["keys ctrl+a", "sketch.follow_link"]);
    let wanted = Some(("page-2".to_owned(), vec!["far".to_owned()], true));
    until(&mut editor, "the element on the other page", |editor| canvas(editor) == wanted);
    // A link may lead to a page, too.
    steps(&mut editor, &["sketch.follow_link"]);
    until(&mut editor, "the first page again", |editor| {
        canvas(editor).is_some_and(|(page, ..)| page == "page-1")
    });
}

#[test]
fn what_is_selected_leaves_as_a_picture_that_can_be_opened_again() {
    let (folder, mut editor) = new_sketch();
    for (key, from, to) in
        [("r", pos2(620.0, 260.0), pos2(740.0, 360.0)), ("o", pos2(800.0, 260.0), pos2(900.0, 360.0))]
    {
        steps(&mut editor, &[&format!("keys {key}")]);
        drag(&mut editor, &line(from, to, 4));
    }
    assert_eq!(kinds(&editor), ["Rectangle", "Ellipse"]);
    // The ellipse is selected, as it was drawn last.
    steps(&mut editor, &["keys ctrl+k", "keys ctrl+e"]);
    editor.settle(Duration::from_secs(5));
    steps(&mut editor, &["keys enter"]);
    let find = |ending: &str| {
        let entries = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
        entries.into_iter().find(|path| path.extension().is_some_and(|found| found == ending))
    };
    until(&mut editor, "the picture", |_| find("png").is_some());
    let picture = fs::read(find("png").unwrap()).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    let (back, told) = justbuilt_sketch::excalidraw::read(&picture).unwrap();
    let kinds: Vec<String> =
        back.pages[0].elements.iter().map(|element| first_word(&format!("{:?}", element.kind))).collect();
    assert_eq!((kinds, told.len()), (vec!["Ellipse".to_owned()], 0));
    assert_eq!(editor.face.snapshot().focus, Focus::Canvas, "the canvas has the keyboard again");
    // And in the window: the picture says that there is a drawing in it.
    let path = find("png").unwrap();
    editor.face.send(Command::OpenPaths(vec![path]));
    editor.settle(Duration::from_secs(5));
    steps(&mut editor, &["sketch.import"]);
    until(&mut editor, "the sketch", |editor| {
        editor.face.snapshot().active_view().is_some_and(|view| view.document.sketch.is_some())
    });
    assert_eq!(self::kinds(&editor), ["Ellipse"]);
}
