//! What happens when files change under open documents.

use std::path::Path;

use justbuilt_store::Fs as _;
use justbuilt_workspace::{Command, DiffRow, DiskState, TabItem};

use crate::harness::{Machine, Window};

fn opened(text: &str) -> (Machine, Window) {
    let machine = Machine::new(&[("/p/a.txt", text)]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.txt");
    (machine, window)
}

/// The window gets the focus: files are looked at again.
fn look(window: &mut Window) {
    window.send(Command::WindowFocus(true));
}

#[test]
fn a_clean_document_is_reloaded_and_the_caret_stays_on_its_line() {
    let (machine, mut window) = opened("one\ntwo\nthree\n");
    window.step("go.line 3:2");
    machine.write("/p/a.txt", "zero\none\nthree\nfour\n");
    look(&mut window);
    assert_eq!(window.marked(), "zero\none\ntˇhree\nfour\n");
    assert_eq!(window.tabs(), "[a.txt]");
    window.step("undo.undo");
    assert_eq!(window.text(), "one\ntwo\nthree\n", "what was there can be had again");
    assert_eq!(window.tabs(), "[a.txt*]");
}

#[test]
fn a_file_that_was_only_touched_changes_nothing() {
    let (machine, mut window) = opened("one\n");
    let before = window.document().revision;
    machine.write("/p/a.txt", "one\n");
    look(&mut window);
    assert_eq!(window.document().revision, before);
    window.step("type x");
    window.step("file.save");
    assert_eq!(machine.read("/p/a.txt"), "xone\n", "the new time is no reason not to save");
}

#[test]
fn a_dirty_document_is_in_conflict_until_the_user_chooses() {
    let (machine, mut window) = opened("one\ntwo\n");
    window.step("type mine ");
    machine.write("/p/a.txt", "one\ntheirs\n");
    look(&mut window);
    assert_eq!(window.document().disk, DiskState::Conflict);
    assert_eq!(window.text(), "mine one\ntwo\n");
    look(&mut window);
    assert_eq!(window.notices(), ["“a.txt” has changed on disk"], "said once");

    window.step("file.show_conflict");
    let TabItem::Diff(diff) = window.tab().item.clone() else { panic!("no difference is shown") };
    let removed: Vec<&str> = diff
        .rows
        .iter()
        .filter_map(|row| match row {
            DiffRow::Removed { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(removed, ["one", "theirs"], "left is what is on disk");
    window.step("file.take_theirs");
    assert_eq!(window.tabs(), "[a.txt]", "the comparison is closed");
    assert_eq!(window.text(), "one\ntheirs\n");
    assert_eq!(window.document().disk, DiskState::InStep);
    window.step("undo.undo");
    assert_eq!(window.text(), "mine one\ntwo\n");
}

#[test]
fn saving_in_conflict_shows_the_difference_first() {
    let (machine, mut window) = opened("one\n");
    window.step("type x");
    machine.write("/p/a.txt", "theirs\n");
    look(&mut window);
    window.step("file.save");
    assert_eq!(machine.read("/p/a.txt"), "theirs\n");
    assert!(matches!(window.tab().item, TabItem::Diff(_)));
    window.step("file.keep_mine");
    assert_eq!(machine.read("/p/a.txt"), "xone\n");
    assert_eq!(window.tabs(), "[a.txt]");
}

#[test]
fn when_both_wrote_the_same_there_is_no_conflict() {
    let (machine, mut window) = opened("one\n");
    window.step("type x");
    machine.write("/p/a.txt", "xone\n");
    look(&mut window);
    assert_eq!(window.document().disk, DiskState::InStep);
    assert_eq!(window.tabs(), "[a.txt]");
}

#[test]
fn a_deleted_file_keeps_its_text_and_saving_makes_it_anew() {
    let (machine, mut window) = opened("one\n");
    machine.fs.remove(Path::new("/p/a.txt")).unwrap();
    look(&mut window);
    assert_eq!(window.document().disk, DiskState::Deleted);
    assert_eq!(window.tabs(), "[a.txt*]", "the text is nowhere else now");
    window.step("file.save");
    assert_eq!(machine.read("/p/a.txt"), "one\n");
    assert_eq!(window.tabs(), "[a.txt]");
}

#[test]
fn a_deleted_file_that_comes_back_is_reloaded() {
    let (machine, mut window) = opened("one\n");
    machine.fs.remove(Path::new("/p/a.txt")).unwrap();
    look(&mut window);
    machine.write("/p/a.txt", "two\n");
    look(&mut window);
    assert_eq!(window.text(), "two\n");
    assert_eq!(window.tabs(), "[a.txt]");
}

#[test]
fn a_file_replaced_by_a_folder_keeps_its_text() {
    let (machine, mut window) = opened("one\n");
    machine.fs.remove(Path::new("/p/a.txt")).unwrap();
    machine.fs.create_dir_all(Path::new("/p/a.txt")).unwrap();
    look(&mut window);
    assert_eq!(window.text(), "one\n");
    window.step("type x");
    window.step("file.save");
    assert_eq!(window.notices().last().map(String::as_str), Some("“a.txt” was not saved"));
    assert_eq!(window.text(), "xone\n");
}
