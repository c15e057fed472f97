//! Saving, and what can go wrong with it.

use std::path::Path;
use std::time::Duration;

use justbuilt_store::{Fault, Fs as _};
use justbuilt_workspace::{Command, DiskState, Effect};

use crate::harness::{Machine, SECOND, Window, manual};

fn edited(machine: &Machine, path: &str) -> Window {
    let mut window = machine.start(Some("/p"));
    window.open(path);
    window.step("type x");
    window
}

#[test]
fn saving_keeps_mode_links_and_line_endings() {
    let machine = Machine::new(&[("/p/real.sh", "a\r\nb\r\n")]);
    machine.fs.set_mode(Path::new("/p/real.sh"), 0o755).unwrap();
    machine.fs.symlink(Path::new("real.sh"), Path::new("/p/link.sh")).unwrap();
    let mut window = edited(&machine, "/p/link.sh");
    window.step("edit.newline");
    window.step("file.save");
    assert_eq!(machine.read("/p/real.sh"), "x\r\na\r\nb\r\n");
    assert_eq!(
        machine.fs.metadata(Path::new("/p/real.sh")).unwrap().mode.map(|mode| mode & 0o777),
        Some(0o755)
    );
    assert!(machine.fs.link_metadata(Path::new("/p/link.sh")).unwrap().link_target.is_some(), "still a link");
    assert_eq!(window.tabs(), "[link.sh]");
}

#[test]
fn when_saving_fails_the_text_stays_and_the_user_is_told() {
    for (fault, word) in [
        (Fault::FullAfter(2), "full"),
        (Fault::Denied, "denied"),
        (Fault::ReadOnly, "read-only"),
        (Fault::BrokenAfter(1), "Could not save"),
    ] {
        let machine = Machine::new(&[("/p/a.txt", "12345")]);
        let mut window = edited(&machine, "/p/a.txt");
        machine.fs.inject("/p", fault);
        window.step("file.save");
        let snapshot = window.snapshot();
        let notice = snapshot.notices.last().expect("nothing was said");
        assert_eq!(notice.title, "“a.txt” was not saved");
        assert!(notice.detail.contains(word), "{fault:?}: {}", notice.detail);
        assert!(!notice.actions.is_empty());
        assert_eq!(window.text(), "x12345");
        assert_eq!(window.tabs(), "[a.txt*]");
        assert_eq!(machine.read("/p/a.txt"), "12345", "{fault:?}: nothing is truncated");
        machine.fs.clear_faults();
        window.step("file.save");
        assert_eq!(machine.read("/p/a.txt"), "x12345");
        assert_eq!(window.tabs(), "[a.txt]");
    }
}

/// Presses a button of the last notice.
fn press(window: &mut Window, label: &str) {
    let snapshot = window.snapshot();
    let notice = snapshot.notices.last().expect("nothing was said");
    let found = notice.actions.iter().find(|(name, _)| name == label);
    let command = found.unwrap_or_else(|| panic!("{label:?} is not among {:?}", notice.actions)).1.clone();
    window.send(command);
}

#[test]
fn a_read_only_file_is_overwritten_when_asked_to() {
    let machine = Machine::new(&[("/p/a.txt", "one")]);
    let path = Path::new("/p/a.txt");
    machine.fs.set_mode(path, 0o444).unwrap();
    let mut window = edited(&machine, "/p/a.txt");
    window.step("file.save");
    assert_eq!(machine.read("/p/a.txt"), "one");
    assert_eq!(window.tabs(), "[a.txt*]");
    press(&mut window, "Overwrite anyway");
    assert_eq!(machine.read("/p/a.txt"), "xone");
    assert_eq!(window.tabs(), "[a.txt]");
    assert!(machine.fs.metadata(path).unwrap().read_only, "the mark stays");
    // A disk that is read-only as a whole: what cannot help is offered once only.
    machine.fs.inject("/p", Fault::ReadOnly);
    window.step("type y");
    window.step("file.save_over_read_only");
    let snapshot = window.snapshot();
    let labels: Vec<_> = snapshot.notices.last().unwrap().actions.iter().map(|(label, _)| label).collect();
    assert_eq!(labels, ["Save as…", "Try again"]);
}

#[test]
fn a_file_that_was_deleted_is_made_anew_and_its_folder_when_asked_to() {
    let machine = Machine::new(&[("/p/sub/a.txt", "one")]);
    let mut window = edited(&machine, "/p/sub/a.txt");
    machine.fs.remove(Path::new("/p/sub/a.txt")).unwrap();
    window.step("file.save");
    assert_eq!(machine.read("/p/sub/a.txt"), "xone", "nobody had said that it is gone");
    assert!(window.notices().is_empty(), "{:?}", window.notices());
    window.step("type y");
    machine.fs.remove(Path::new("/p/sub/a.txt")).unwrap();
    machine.fs.remove(Path::new("/p/sub")).unwrap();
    window.step("file.save");
    assert_eq!(window.notices(), ["“a.txt” was not saved"]);
    assert!(window.snapshot().notices[0].detail.contains("folder is gone"));
    assert_eq!(window.text(), "xyone");
    press(&mut window, "Create the folder");
    assert_eq!(machine.read("/p/sub/a.txt"), "xyone");
    assert_eq!(window.tabs(), "[a.txt]");
}

#[test]
fn the_journal_has_the_text_when_saving_fails() {
    let machine = Machine::new(&[("/p/a.txt", "12345")]);
    let mut window = edited(&machine, "/p/a.txt");
    machine.fs.inject("/p", Fault::FullAfter(0));
    window.step("file.save");
    window.advance(SECOND);
    let machine = window.kill();
    machine.fs.clear_faults();
    assert_eq!(machine.start(Some("/p")).text(), "x12345");
}

#[test]
fn a_scratch_document_asks_for_a_name() {
    let mut window = Machine::new(&[("/p/x", "")]).start(Some("/p"));
    window.step("file.new");
    window.step("type fn main() {}");
    window.step("file.set_language rust");
    window.step("file.save");
    let asked = window.take_effects().into_iter().find_map(|effect| match effect {
        Effect::PickSavePath { tab, name, folder } => Some((tab, name, folder)),
        _ => None,
    });
    let (tab, name, folder) = asked.expect("no name was asked for");
    assert_eq!(name, "Untitled-1.rs");
    assert_eq!(folder.as_deref(), Some(Path::new("/p")));
    window.send(Command::SavePathPicked { tab, path: None });
    assert_eq!(window.tabs(), "[Untitled-1*]", "nothing happens when dismissed");
    window.send(Command::SavePathPicked { tab, path: Some("/p/main.rs".into()) });
    assert_eq!(window.machine.read("/p/main.rs"), "fn main() {}");
    assert_eq!(window.tabs(), "[main.rs]");
}

#[test]
fn save_as_goes_on_in_the_new_file() {
    let machine = Machine::new(&[("/p/a.txt", "a"), ("/p/b.py", "old")]);
    let mut window = edited(&machine, "/p/a.txt");
    window.step("file.save_as b.py");
    assert_eq!((machine.read("/p/a.txt"), machine.read("/p/b.py")), ("a".into(), "xa".into()));
    assert_eq!(window.tabs(), "[b.py]");
    assert_eq!(window.document().language_name, "Python");
}

#[test]
fn save_all_saves_all() {
    let machine = Machine::new(&[("/p/a", "a"), ("/p/b", "b")]);
    let mut window = edited(&machine, "/p/a");
    window.open("/p/b");
    window.step("type y");
    window.step("file.save_all");
    assert_eq!((machine.read("/p/a"), machine.read("/p/b")), ("xa".into(), "yb".into()));
}

#[test]
fn saving_twice_quickly_writes_the_latest() {
    let machine = Machine::new(&[("/p/a", "")]);
    let (spawner, tasks) = manual();
    let mut window = machine.start_with(None, spawner);
    window.open("/p/a");
    tasks.run_until_idle();
    window.settle();
    window.step("type 1");
    window.step("file.save");
    window.step("type 2");
    window.step("file.save");
    for _ in 0..5 {
        tasks.run_until_idle();
        window.settle();
    }
    assert_eq!(machine.read("/p/a"), "12");
    assert!(!window.document().dirty);
}

#[test]
fn a_file_that_changed_meanwhile_is_not_overwritten() {
    let machine = Machine::new(&[("/p/a.txt", "one")]);
    let mut window = edited(&machine, "/p/a.txt");
    machine.write("/p/a.txt", "theirs");
    window.step("file.save");
    assert_eq!(machine.read("/p/a.txt"), "theirs");
    assert_eq!(window.document().disk, DiskState::Conflict);
    assert_eq!(window.notices(), ["“a.txt” has changed on disk"]);
    window.step("file.keep_mine");
    assert_eq!(machine.read("/p/a.txt"), "xone");
    assert_eq!(window.document().disk, DiskState::InStep);
}

#[test]
fn reverting_can_be_undone() {
    let machine = Machine::new(&[("/p/a.txt", "one\n")]);
    let mut window = edited(&machine, "/p/a.txt");
    window.step("file.revert");
    assert_eq!(window.text(), "one\n");
    assert_eq!(window.tabs(), "[a.txt]");
    window.step("undo.undo");
    assert_eq!(window.text(), "xone\n");
    assert_eq!(window.tabs(), "[a.txt*]");
}

#[test]
fn documents_save_themselves_when_asked_to() {
    // With the default settings nothing is saved by itself.
    let machine = Machine::new(&[("/p/a.txt", "one")]);
    let mut window = edited(&machine, "/p/a.txt");
    window.advance(Duration::from_secs(60));
    window.send(Command::WindowFocus(false));
    assert_eq!(machine.read("/p/a.txt"), "one");

    let machine = Machine::new(&[("/p/a.txt", "one"), ("/p/b.txt", "two")])
        .settings("[files]\nauto_save = \"after_delay\"\nauto_save_delay = 3000\n");
    let mut window = edited(&machine, "/p/a.txt");
    window.advance(SECOND * 2);
    window.step("type y");
    window.advance(SECOND * 2);
    assert_eq!(machine.read("/p/a.txt"), "one", "someone is still typing");
    window.advance(SECOND);
    assert_eq!(machine.read("/p/a.txt"), "xyone");
    machine.write("/p/a.txt", "theirs");
    window.step("type z");
    window.advance(SECOND * 10);
    assert_eq!(machine.read("/p/a.txt"), "theirs", "never over what someone else wrote");
    assert_eq!(window.notices(), ["“a.txt” has changed on disk"]);

    let machine = Machine::new(&[("/p/a.txt", "one"), ("/p/b.txt", "two")])
        .settings("[files]\nauto_save = \"on_focus_change\"\n");
    let mut window = edited(&machine, "/p/a.txt");
    window.open("/p/b.txt");
    assert_eq!(machine.read("/p/a.txt"), "xone", "another tab");
    window.step("type y");
    window.send(Command::WindowFocus(false));
    assert_eq!(machine.read("/p/b.txt"), "ytwo", "another window");
}

#[test]
fn texts_are_tidied_when_saved_if_asked_to() {
    let machine = Machine::new(&[("/p/a.txt", "one  \r\n two\t")])
        .settings("[files]\ntrim_trailing_whitespace = true\ninsert_final_newline = true\n");
    let mut window = edited(&machine, "/p/a.txt");
    window.step("file.save_plain");
    assert_eq!(machine.read("/p/a.txt"), "xone  \r\n two\t");
    window.step("type y");
    window.step("file.save");
    assert_eq!(machine.read("/p/a.txt"), "xyone\r\n two\r\n");
    window.step("undo.undo");
    assert_eq!(window.text(), "xyone  \r\n two\t", "in one step");
}

#[test]
fn characters_that_the_encoding_lacks_are_not_lost() {
    let machine = Machine::with_bytes(&[("/p/a.txt", b"se\xf1or\n")]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.txt");
    window.step("file.reopen_with_encoding windows-1252");
    window.step("type 漢");
    window.step("file.save");
    assert_eq!(machine.fs.read(Path::new("/p/a.txt")).unwrap(), b"se\xf1or\n", "nothing was written");
    assert_eq!(window.notices(), ["“a.txt” was not saved"]);
    window.step("file.save_with_encoding utf-8");
    assert_eq!(machine.read("/p/a.txt"), "漢señor\n");
}

#[test]
fn undo_after_saving_is_dirty_again() {
    let machine = Machine::new(&[("/p/a.txt", "one")]);
    let mut window = edited(&machine, "/p/a.txt");
    window.step("file.save");
    window.step("undo.undo");
    assert_eq!(window.tabs(), "[a.txt*]");
    window.step("undo.redo");
    assert_eq!(window.tabs(), "[a.txt]");
}
