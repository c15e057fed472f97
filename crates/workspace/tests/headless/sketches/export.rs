//! Before code is written: what would be, and whose lines stay.

use std::path::PathBuf;

use super::*;
use justbuilt_workspace::sketches::{ExportChunk, ExportCommand, ExportFate, ExportSnapshot, Side};

const PAGE: &str = "/p/login-html/index.html";

fn ask(window: &mut Window, command: ExportCommand) -> Result<(), justbuilt_workspace::CommandError> {
    let view = window.view().id;
    let command = Command::Sketch(SketchCommand::Export { view, command });
    let done = window.workspace.try_run(command);
    window.settle();
    done
}

fn asked(window: &mut Window) -> ExportSnapshot {
    sketch(window).export.clone().unwrap()
}

fn fates(asked: &ExportSnapshot) -> Vec<(String, ExportFate)> {
    asked.planned.as_ref().unwrap().files.iter().map(|file| (file.path.clone(), file.fate)).collect()
}

/// An exported sketch in which the drawing and somebody changed the title.
fn disputed() -> (Machine, Window) {
    let (machine, mut window) = login();
    window.step("sketch.export_code");
    window.settle();
    let first = machine.read(PAGE);
    machine.write(PAGE, &first.replace("<title>Login</title>", "<title>By hand</title>"));
    let text = window.text().replace("\"name\": \"Login\"", "\"name\": \"Drawn\"");
    window.step("sketch.toggle_source");
    window.step("select.all");
    let view = window.view().id;
    window.send(Command::Type { view, text });
    window.step("sketch.toggle_source");
    (machine, window)
}

#[test]
fn it_shows_what_will_be_written_and_writes_that() {
    let (machine, mut window) = login();
    window.step("sketch.export");
    let first = asked(&mut window);
    assert_eq!((first.target, first.folder.clone()), (Target::Html, PathBuf::from("login-html")));
    let all = fates(&first);
    assert!(
        all.iter().any(|(path, fate)| path == "index.html" && matches!(fate, ExportFate::New(5..))),
        "{all:?}"
    );
    assert!(machine.files().read(std::path::Path::new(PAGE)).is_err(), "nothing is written yet");
    ask(&mut window, ExportCommand::Target(Target::Svelte)).unwrap();
    assert_eq!(asked(&mut window).folder, PathBuf::from("login-svelte"));
    ask(&mut window, ExportCommand::Folder(PathBuf::from("web/app"))).unwrap();
    ask(&mut window, ExportCommand::Target(Target::Html)).unwrap();
    assert_eq!(asked(&mut window).folder, PathBuf::from("web/app"), "a folder that was named stays");
    ask(&mut window, ExportCommand::Write).unwrap();
    assert!(machine.read("/p/web/app/index.html").contains("<!doctype html>"));
    assert!(sketch(&mut window).export.is_none(), "it is done");
    window.step("sketch.export");
    ask(&mut window, ExportCommand::Folder(PathBuf::from("web/app"))).unwrap();
    let all = fates(&asked(&mut window));
    assert!(all.iter().all(|(_, fate)| *fate == ExportFate::Same), "{all:?}");
    ask(&mut window, ExportCommand::Close).unwrap();
    assert!(sketch(&mut window).export.is_none());
}

#[test]
fn lines_that_both_changed_are_asked_about_and_nothing_is_written_before() {
    for (side, expected) in [
        (Side::Hand, "<title>By hand</title>"),
        (Side::Drawing, "<title>Drawn</title>"),
        (Side::Written("    <title>Third</title>\n".into()), "    <title>Third</title>\n"),
    ] {
        let (machine, mut window) = disputed();
        let before = machine.read(PAGE);
        window.step("sketch.export_code");
        window.settle();
        assert_eq!(machine.read(PAGE), before, "no marks are written");
        let now = asked(&mut window);
        assert_eq!(now.open, 1, "{:?}", fates(&now));
        let file = now.planned.as_ref().unwrap().files[0].clone();
        assert_eq!((file.path.as_str(), file.fate), ("index.html", ExportFate::Conflicts(1)));
        let conflict = file.chunks.iter().find_map(|chunk| match chunk {
            ExportChunk::Conflict { last, hand, drawing } => {
                Some((last.clone(), hand.clone(), drawing.clone()))
            }
            ExportChunk::Same(_) => None,
        });
        let (last, hand, drawing) = conflict.unwrap();
        assert!(last.contains("Login") && hand.contains("By hand") && drawing.contains("Drawn"));
        assert!(ask(&mut window, ExportCommand::Write).is_err(), "it is not said yet");
        let settle = |side| ExportCommand::Settle { path: "index.html".to_owned(), conflict: 0, side };
        ask(&mut window, settle(Some(side.clone()))).unwrap();
        ask(&mut window, settle(None)).unwrap();
        assert_eq!(asked(&mut window).open, 1, "it was taken back");
        ask(&mut window, settle(Some(side))).unwrap();
        ask(&mut window, ExportCommand::Write).unwrap();
        let written = machine.read(PAGE);
        assert!(written.contains(expected) && !written.contains("<<<<<<<"), "{written}");
        window.step("sketch.export_code");
        window.settle();
        assert!(sketch(&mut window).export.is_none(), "what was settled is not asked again");
        assert_eq!(machine.read(PAGE), written);
    }
}

#[test]
fn what_somebody_wrote_meanwhile_is_not_overwritten() {
    let (machine, mut window) = login();
    window.step("sketch.export_code");
    window.settle();
    machine.write(PAGE, "yours");
    draw(&mut window, |draft| draft.remove(&ElementId::from("b")));
    window.step("sketch.export");
    let open = asked(&mut window).open;
    assert!(open > 0, "{:?}", fates(&asked(&mut window)));
    for conflict in 0..open {
        let path = "index.html".to_owned();
        ask(&mut window, ExportCommand::Settle { path, conflict, side: Some(Side::Drawing) }).unwrap();
    }
    machine.write(PAGE, "mine");
    ask(&mut window, ExportCommand::Write).unwrap();
    assert_eq!(machine.read(PAGE), "mine");
    let now = asked(&mut window);
    assert!(now.open > 0 && !now.busy, "it was looked at anew: {:?}", fates(&now));
}

#[test]
fn an_answer_for_what_is_not_asked_is_refused() {
    let (_machine, mut window) = login();
    assert!(ask(&mut window, ExportCommand::Write).is_err());
    window.step("sketch.export");
    let settle = ExportCommand::Settle { path: "index.html".into(), conflict: 7, side: Some(Side::Both) };
    assert!(ask(&mut window, settle).is_err());
}

#[test]
fn a_sketch_without_a_file_goes_into_the_project() {
    let machine = Machine::new(&[("/p/a.txt", "")]);
    let mut window = machine.start(Some("/p"));
    window.step("sketch.sample login");
    sketch(&mut window);
    window.step("sketch.export");
    ask(&mut window, ExportCommand::Write).unwrap();
    let all: Vec<String> = window.notices();
    assert!(all.iter().any(|said| said.contains("-html")), "{all:?}");
}
