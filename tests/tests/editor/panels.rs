//! What is around a drawing, through the whole editor: pages, layers, libraries, pictures, search, looks by keys.

use std::fs;

use egui::pos2;
use justbuilt_sketch::scene::{Kind, Sketch};

use super::sketching::{drag, elements, line, new_sketch};
use super::*;

fn sketch(editor: &OffscreenShell) -> Sketch {
    let snapshot = editor.face.snapshot();
    let sketch = snapshot.active_view().and_then(|view| view.document.sketch.clone()).unwrap();
    Sketch::clone(&sketch.sketch)
}

fn page_names(editor: &OffscreenShell) -> Vec<String> {
    sketch(editor).pages.iter().map(|page| page.name.clone()).collect()
}

/// Waits a few frames: what a command asks of the canvas is done in the next.
fn settle(editor: &mut OffscreenShell) {
    editor.settle(Duration::from_secs(5));
}

#[test]
fn pages_are_added_drawn_on_and_taken_away_by_keys() {
    let (_folder, mut editor) = new_sketch();
    steps(&mut editor, &["keys r"]);
    drag(&mut editor, &line(pos2(600.0, 300.0), pos2(800.0, 420.0), 4));
    steps(&mut editor, &["keys alt+n"]);
    settle(&mut editor);
    assert_eq!(page_names(&editor), ["Page 1", "Page 2"]);
    steps(&mut editor, &["keys o"]);
    // Not at the same place: at this pace that would be a double click.
    drag(&mut editor, &line(pos2(620.0, 340.0), pos2(820.0, 460.0), 4));
    let pages = sketch(&editor).pages;
    assert_eq!((pages[0].elements.len(), pages[1].elements.len()), (1, 1), "each page has its own");
    assert_eq!(pages[1].elements[0].kind, Kind::Ellipse);
    // Back, and a copy of the first.
    steps(&mut editor, &["keys alt+pageup"]);
    settle(&mut editor);
    steps(&mut editor, &["sketch.duplicate_page"]);
    settle(&mut editor);
    assert_eq!(page_names(&editor), ["Page 1", "Page 1 copy", "Page 2"]);
    steps(&mut editor, &["sketch.delete_page"]);
    settle(&mut editor);
    assert_eq!(page_names(&editor), ["Page 1", "Page 2"]);
    steps(&mut editor, &["keys ctrl+z"]);
    until(&mut editor, "undo", |editor| page_names(editor).len() == 3);
}

#[test]
fn looks_are_taken_by_keys() {
    let (_folder, mut editor) = new_sketch();
    steps(&mut editor, &["keys r"]);
    drag(&mut editor, &line(pos2(600.0, 300.0), pos2(800.0, 420.0), 4));
    steps(&mut editor, &["keys g"]);
    settle(&mut editor);
    steps(&mut editor, &["keys g"]);
    settle(&mut editor);
    steps(&mut editor, &["keys shift+g", "keys j"]);
    settle(&mut editor);
    let style = elements(&editor)[0].style.clone();
    assert_eq!(style.fill, "#e9ecef", "the second after none");
    assert_eq!(style.fill_style, justbuilt_sketch::scene::FillStyle::Hachure);
    assert_eq!(style.roughness, 1.0);
}

#[test]
fn a_picture_of_the_project_is_put_in_and_shown() {
    let folder = project();
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(64, 32, image::Rgb([200, 30, 30]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    fs::write(folder.path().join("logo.png"), bytes.into_inner()).unwrap();
    let mut editor = open(&[folder.path()], None);
    steps(&mut editor, &["sketch.new"]);
    settle(&mut editor);
    // The tool asks for one; the picker lists those of the project.
    steps(&mut editor, &["keys i"]);
    drag(&mut editor, &line(pos2(600.0, 300.0), pos2(800.0, 500.0), 4));
    until(&mut editor, "the pictures", |editor| {
        let snapshot = editor.face.snapshot();
        snapshot.focus == Focus::Picker && snapshot.shelf.pictures.len() == 1
    });
    steps(&mut editor, &["keys enter"]);
    until(&mut editor, "the picture", |editor| {
        matches!(elements(editor).first().map(|e| e.kind.clone()), Some(Kind::Image { picture: Some(_) }))
    });
    let placed = elements(&editor)[0].clone();
    assert_eq!((placed.width.round(), placed.height.round()), (200.0, 100.0), "as high as the picture wants");
    assert_eq!(sketch(&editor).pictures.len(), 1);
    // Taken away, it is not kept in the file.
    steps(&mut editor, &["keys delete"]);
    settle(&mut editor);
    assert!(sketch(&editor).pictures.is_empty() && elements(&editor).is_empty());
}

#[test]
fn the_selection_becomes_an_item_of_the_library() {
    let (folder, mut editor) = new_sketch();
    steps(&mut editor, &["keys r"]);
    drag(&mut editor, &line(pos2(600.0, 300.0), pos2(800.0, 420.0), 4));
    steps(&mut editor, &["sketch.keep_in_library"]);
    let file = folder.path().join("library.excalidrawlib");
    until(&mut editor, "the library", |editor| {
        file.is_file() && editor.face.snapshot().shelf.libraries.len() == 1
    });
    let library = editor.face.snapshot().shelf.libraries[0].clone();
    assert_eq!(library.sketch.pages.len(), 1);
    assert_eq!(library.sketch.pages[0].elements[0].kind, Kind::Rectangle);
}

#[test]
fn layers_have_the_keyboard_and_the_commands_of_the_canvas() {
    let (_folder, mut editor) = new_sketch();
    steps(&mut editor, &["keys r"]);
    drag(&mut editor, &line(pos2(600.0, 300.0), pos2(700.0, 360.0), 4));
    steps(&mut editor, &["keys o"]);
    drag(&mut editor, &line(pos2(760.0, 300.0), pos2(860.0, 360.0), 4));
    steps(&mut editor, &["keys alt+1"]);
    settle(&mut editor);
    assert_eq!(editor.face.snapshot().focus, Focus::Canvas, "the layers");
    // Down to the rectangle, which lies below, and away with it.
    steps(&mut editor, &["keys down"]);
    settle(&mut editor);
    steps(&mut editor, &["keys delete"]);
    settle(&mut editor);
    let left = elements(&editor);
    assert_eq!((left.len(), left[0].kind.clone()), (1, Kind::Ellipse));
}
