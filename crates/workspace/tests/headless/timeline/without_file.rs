//! Documents whose file is gone, came later or was changed while nobody looked: what is typed into them, and what
//! others wrote under them, is in the history all the same.

use std::path::Path;

use justbuilt_store::Fs as _;
use justbuilt_workspace::snapshot::DiskState;

use super::{InTime, project};
use crate::ai::nothing_lost::to_be_had;
use crate::harness::{SECOND, Window};

/// Another program writes a file.
fn write(window: &mut Window, path: &str, text: &str) {
    window.machine.write(path, text);
    window.machine.watch.tell(&[path]);
    window.settle();
    window.advance(SECOND);
}

/// Another program deletes it.
fn remove(window: &mut Window, path: &str) {
    window.machine.fs.remove(Path::new(path)).unwrap();
    window.machine.watch.tell(&[path]);
    window.settle();
    window.advance(SECOND);
}

/// Ended and started again.
fn again(mut window: Window) -> Window {
    window.advance(SECOND);
    let mut window = window.quit().start(Some("/p"));
    window.advance(SECOND);
    window
}

/// All these can be had back.
#[track_caller]
fn had(mut window: Window, texts: &[&str]) {
    window.advance(SECOND);
    let had = to_be_had(&window.quit().storage().unwrap());
    for text in texts {
        assert!(had.contains(text.as_bytes()), "{text:?} is lost");
    }
}

#[test]
fn a_text_whose_file_is_gone_is_recorded_through_restarts_and_when_the_file_comes_back() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("1");
    remove(&mut window, "/p/a.txt");
    assert_eq!(window.document().disk, DiskState::Deleted);
    for typed in ["2", "3"] {
        window = again(window);
        assert_eq!(window.document().disk, DiskState::Deleted);
        window.type_at_end(typed);
    }
    write(&mut window, "/p/a.txt", "theirs\n");
    assert_eq!(window.document().disk, DiskState::Conflict);
    window.type_at_end("4");
    had(window, &["one\n1", "one\n12", "one\n123", "theirs\n", "one\n1234"]);
}

#[test]
fn a_document_without_a_file_is_recorded_once_another_program_writes_it() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.open("/p/clean.txt");
    write(&mut window, "/p/clean.txt", "theirs\n");
    window.type_at_end("1");
    window.open("/p/dirty.txt");
    window.type_at_end("mine");
    write(&mut window, "/p/dirty.txt", "written\n");
    assert_eq!(window.document().disk, DiskState::Conflict);
    window.type_at_end("2");
    had(window, &["theirs\n", "theirs\n1", "written\n", "mine", "mine2"]);
}

#[test]
fn what_is_written_under_an_unsaved_text_while_the_editor_is_away_is_kept() {
    let mut window = project(&[("a.txt", "one\n"), ("b.txt", "bee\n")]);
    window.type_at_end("1");
    window.open("/p/b.txt");
    window.type_at_end("2");
    remove(&mut window, "/p/b.txt");
    window = again(window);
    let machine = window.quit();
    machine.write("/p/a.txt", "theirs\n");
    machine.write("/p/b.txt", "back\n");
    let mut window = machine.start(Some("/p"));
    window.advance(SECOND);
    for (path, text) in [("/p/a.txt", "one\n1"), ("/p/b.txt", "bee\n2")] {
        window.open(path);
        assert_eq!((window.text().as_str(), window.document().disk), (text, DiskState::Conflict), "{path}");
        window.type_at_end("3");
    }
    had(window, &["one\n1", "theirs\n", "one\n13", "bee\n2", "back\n", "bee\n23"]);
}

#[test]
fn a_text_that_was_thrown_away_and_comes_back_is_recorded() {
    let mut window = project(&[("a.txt", "one\n"), ("b.txt", "bee\n")]);
    window.type_at_end("1");
    window.step("tab.close");
    window.answer("Don’t save");
    window.step("tab.reopen_closed");
    window.advance(SECOND);
    assert_eq!(window.document().disk, DiskState::InStep);
    window.type_at_end("2");
    window.open("/p/b.txt");
    remove(&mut window, "/p/b.txt");
    window.type_at_end("3");
    window.step("tab.close");
    window.answer("Don’t save");
    window.step("tab.reopen_closed");
    window.advance(SECOND);
    assert_eq!(window.document().disk, DiskState::Deleted);
    window.type_at_end("4");
    had(window, &["one\n1", "one\n12", "bee\n3", "bee\n34"]);
}

#[test]
fn a_conflict_lasts_through_a_restart_whatever_was_typed_since() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("1");
    write(&mut window, "/p/a.txt", "theirs\n");
    window.type_at_end("2");
    for typed in ["3", "4"] {
        window = again(window);
        assert_eq!(window.document().disk, DiskState::Conflict);
        window.type_at_end(typed);
    }
    had(window, &["one\n1", "theirs\n", "one\n12", "one\n123", "one\n1234"]);
}
