//! What the code looks like, at a width: made while it is shown, and only when something changed.

use super::*;
use justbuilt_workspace::sketches::{MadePreview, Pane};

fn shown(window: &mut Window) -> Arc<MadePreview> {
    let code = sketch(window).code.clone().unwrap();
    assert!(!code.making && !code.previewing);
    assert_eq!(code.pane, Pane::Preview);
    code.preview.unwrap()
}

fn code(window: &mut Window, command: CodeCommand) {
    let view = window.view().id;
    window.send(Command::Sketch(SketchCommand::Code { view, command }));
}

#[test]
fn a_preview_follows_the_drawing_and_the_width() {
    let (_machine, mut window) = login();
    window.step("sketch.toggle_preview");
    let first = shown(&mut window);
    assert_eq!((first.width, first.preview.width), (1280, 1280.0));
    let of = |preview: &MadePreview, id: &str| {
        let id = ElementId::from(id);
        preview.preview.parts_of(std::slice::from_ref(&id)).next().map(|part| part.at)
    };
    assert!(of(&first, "a").is_some() && of(&first, "b").is_some());
    code(&mut window, CodeCommand::Width(375));
    let narrow = shown(&mut window);
    assert_eq!(narrow.preview.width, 375.0);
    let ends = |at: kurbo::Rect| at.x1 <= 376.0;
    assert!(of(&narrow, "b").is_some_and(ends), "{:?}", of(&narrow, "b"));
    draw(&mut window, |draft| draft.remove(&ElementId::from("b")));
    let fewer = shown(&mut window);
    assert!(of(&fewer, "b").is_none() && of(&fewer, "a").is_some());
    window.step("sketch.preview_width 768");
    assert_eq!(shown(&mut window).preview.width, 768.0);
    window.step("sketch.toggle_preview");
    assert!(sketch(&mut window).code.is_none());
}

#[test]
fn nothing_is_worked_out_twice_or_while_it_is_hidden() {
    let (_machine, mut window) = login();
    window.step("sketch.toggle_code");
    assert!(
        sketch(&mut window).code.clone().unwrap().preview.is_none(),
        "the code is shown, not the preview"
    );
    code(&mut window, CodeCommand::Pane(Pane::Preview));
    let first = shown(&mut window);
    code(&mut window, CodeCommand::Width(1280));
    code(&mut window, CodeCommand::Pane(Pane::Code));
    code(&mut window, CodeCommand::Pane(Pane::Preview));
    assert!(Arc::ptr_eq(&first, &shown(&mut window)), "nothing changed");
    move_to(&mut window, "b", 410.0);
    let moved = shown(&mut window);
    let element = |preview: &MadePreview, id: &str| {
        preview.preview.page.elements.iter().find(|element| element.id.as_str() == id).cloned()
    };
    assert_ne!(element(&first, "a"), None);
    assert!(!Arc::ptr_eq(&first, &moved));
}

#[test]
fn a_width_beyond_all_reason_is_held_to_one_that_is_not() {
    let (_machine, mut window) = login();
    window.step("sketch.toggle_preview");
    code(&mut window, CodeCommand::Width(u32::MAX));
    assert_eq!(shown(&mut window).preview.width, 4000.0);
    code(&mut window, CodeCommand::Width(0));
    assert_eq!(shown(&mut window).preview.width, 200.0);
}
