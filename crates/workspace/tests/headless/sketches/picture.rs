//! Drawings leave as pictures: into the project, onto the clipboard, or handed over.

use super::*;
use crate::harness::Painted;
use justbuilt_sketch::render::picture::{Format, Look};
use justbuilt_sketch::scene::Component;
use justbuilt_workspace::{Effect, PictureJob, PictureTo};

fn drawn() -> (Machine, Window) {
    let mut machine = Machine::new(&[("/p/login.sketch.json", LOGIN), ("/p/there.svg", "mine")]);
    machine.sketches.painter = Some(Arc::new(Painted));
    let mut window = machine.start(Some("/p"));
    window.open("/p/login.sketch.json");
    (machine, window)
}

/// A file's window after it was taken as a sketch.
fn taken(files: &[(&str, &[u8])], open: &str) -> Window {
    let machine = Machine::with_bytes(files);
    let mut window = machine.start(Some("/p"));
    window.open(open);
    window.step("sketch.import");
    window.settle();
    window
}

#[test]
fn files_of_other_kinds_are_opened_as_sketches() {
    let mermaid = "flowchart LR\n  a[Start] --> b[End]\n";
    let mut window = taken(&[("/p/flow.mmd", mermaid.as_bytes())], "/p/flow.mmd");
    assert_eq!(window.tabs(), "flow.mmd [flow.sketch.json]");
    assert!(window.text().contains("Start") && window.view().drawing);
    // What is typed counts, not what is on the disk.
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect width=\"40\" height=\"30\"/></svg>";
    let machine = Machine::new(&[("/p/box.svg", svg)]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/box.svg");
    let at = window.text().find("40").unwrap();
    window.set_carets(&[(at, at + 2)]);
    window.step("type 70");
    window.step("sketch.import");
    assert_eq!(sketch(&mut window).sketch.pages[0].elements[0].width, 70.0);
    assert_eq!(machine.read("/p/box.svg"), svg, "the file stays as it is");
}

#[test]
fn what_cannot_be_a_sketch_says_so() {
    let mut window = taken(&[("/p/empty.svg", b"<svg")], "/p/empty.svg");
    assert!(window.notices().iter().any(|notice| notice.contains("“empty.svg” did not become a sketch")));
    assert_eq!(window.tabs(), "[empty.svg]");
    let (_machine, mut window) = login();
    assert!(window.try_step("sketch.import").is_err(), "it is a sketch already");
}

fn leave(window: &mut Window, look: Look, to: PictureTo) {
    let sketch = Arc::clone(&sketch(window).sketch);
    window.take_effects();
    window.send(Command::Sketch(SketchCommand::Picture(PictureJob { sketch, page: 0, look, to })));
    window.settle();
}

fn file(path: &str) -> PictureTo {
    PictureTo::File { path: path.into(), replace: false }
}

#[test]
fn pictures_go_into_the_project() {
    let (machine, mut window) = drawn();
    // 680 × 200 px are drawn, with room around them.
    leave(&mut window, Look { scale: 2.0, ..Look::default() }, file("art/login.png"));
    let written = machine.read("/p/art/login.png");
    let (width, height) = written.split_once(" x ").unwrap();
    assert!(width.parse::<u32>().unwrap() > 1360 && height.parse::<u32>().unwrap() > 400, "{written}");
    leave(&mut window, Look { format: Format::Svg, ..Look::default() }, file("login.svg"));
    assert!(machine.read("/p/login.svg").starts_with("<svg"));
    leave(&mut window, Look { format: Format::Excalidraw, ..Look::default() }, file("login.excalidraw"));
    assert!(machine.read("/p/login.excalidraw").contains("\"excalidraw\""));
    assert!(window.notices().iter().any(|notice| notice.contains("“login.svg” was written")));
}

#[test]
fn what_is_there_is_replaced_only_when_that_was_said() {
    let (machine, mut window) = drawn();
    let look = Look { format: Format::Svg, ..Look::default() };
    leave(&mut window, look, file("there.svg"));
    assert_eq!(machine.read("/p/there.svg"), "mine");
    window.answer("Cancel");
    assert_eq!(machine.read("/p/there.svg"), "mine");
    leave(&mut window, look, file("there.svg"));
    window.answer("Replace");
    window.settle();
    assert!(machine.read("/p/there.svg").starts_with("<svg"));
    leave(&mut window, look, file(""));
    let refused = |window: &mut Window| {
        window.snapshot().notices.iter().any(|notice| notice.detail.contains("choose another name"))
    };
    assert!(refused(&mut window), "a folder stays a folder");
}

#[test]
fn the_clipboard_gets_pixels_or_text() {
    let (_machine, mut window) = drawn();
    leave(&mut window, Look::default(), PictureTo::Clipboard);
    let effects = window.take_effects();
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CopyPicture(pixels) if pixels.width > 680)));
    leave(&mut window, Look { format: Format::Svg, ..Look::default() }, PictureTo::Clipboard);
    let effects = window.take_effects();
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Copy(text) if text.starts_with("<svg"))));
}

#[test]
fn words_are_copied_where_there_are_some() {
    let (_machine, mut window) = drawn();
    leave(&mut window, Look { format: Format::Words, ..Look::default() }, PictureTo::Clipboard);
    assert!(!window.take_effects().iter().any(|effect| matches!(effect, Effect::Copy(_))));
    assert!(window.notices().iter().any(|notice| notice == "Nothing was copied"), "boxes have no words");
    draw(&mut window, |draft| {
        draft.edit(&ElementId::from("a"), |element| {
            element.kind = Kind::Component(Component { text: "Save".into(), ..Component::default() });
        });
    });
    leave(&mut window, Look { format: Format::Words, ..Look::default() }, PictureTo::Clipboard);
    let effects = window.take_effects();
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::Copy(text) if text == "Save\n")),
        "{effects:?}"
    );
}

#[test]
fn without_a_disk_it_is_handed_over() {
    let (_machine, mut window) = drawn();
    leave(&mut window, Look::default(), PictureTo::HandOver("login.png".into()));
    let effects = window.take_effects();
    let handed = effects.iter().find_map(|effect| match effect {
        Effect::HandOver { name, bytes } => Some((name.clone(), bytes.len())),
        _ => None,
    });
    assert!(handed.is_some_and(|(name, size)| name == "login.png" && size > 0), "{effects:?}");
}

#[test]
fn without_a_painter_there_are_still_shapes_and_a_clear_word() {
    let (machine, mut window) = login();
    leave(&mut window, Look { format: Format::Svg, ..Look::default() }, file("login.svg"));
    assert!(machine.read("/p/login.svg").starts_with("<svg"));
    leave(&mut window, Look::default(), file("login.png"));
    assert!(window.notices().iter().any(|notice| notice.contains("“login.png” was not written")));
    assert!(machine.files().read(std::path::Path::new("/p/login.png")).is_err());
}
