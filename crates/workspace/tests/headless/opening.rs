//! Opening files of every kind.

use std::path::Path;

use justbuilt_store::{Fault, Fs as _};
use justbuilt_workspace::{Command, DiskState, OpenAt, ReadOnly, TabItem};

use crate::harness::{Machine, Window, manual};

#[test]
fn a_file_opens_in_a_tab_at_its_place() {
    let mut window = Machine::new(&[("/p/src/main.rs", "fn main() {\n    go();\n}\n")]).start(Some("/p"));
    window.open("src/main.rs:2:5");
    assert_eq!(window.tabs(), "[main.rs]");
    assert_eq!(window.marked(), "fn main() {\n    ˇgo();\n}\n");
    let document = window.document();
    assert_eq!(document.language_name, "Rust");
    assert_eq!(document.disk, DiskState::InStep);
    assert!(!document.dirty);
    window.open("/p/src/../src/./main.rs:1");
    assert_eq!(window.tabs(), "[main.rs]", "it is the same file");
    assert_eq!(window.marked(), "ˇfn main() {\n    go();\n}\n");
}

#[test]
fn previews_are_replaced_until_they_are_edited_or_kept() {
    let mut window =
        Machine::new(&[("/p/a", "a"), ("/p/b", "b"), ("/p/c", "c"), ("/p/d", "d")]).start(Some("/p"));
    let preview = |window: &mut Window, path: &str| {
        window.send(Command::OpenAt(OpenAt { path: path.into(), preview: true, ..OpenAt::default() }));
    };
    preview(&mut window, "/p/a");
    assert_eq!(window.tabs(), "[a~]");
    preview(&mut window, "/p/b");
    assert_eq!(window.tabs(), "[b~]");
    window.step("type x");
    assert_eq!(window.tabs(), "[b*]");
    preview(&mut window, "/p/c");
    assert_eq!(window.tabs(), "b* [c~]");
    window.step("tab.keep");
    preview(&mut window, "/p/d");
    assert_eq!(window.tabs(), "b* c [d~]");
    window.open("/p/d");
    assert_eq!(window.tabs(), "b* c [d]", "opening it for good keeps it");
    preview(&mut window, "/p/c");
    assert_eq!(window.tabs(), "b* [c] d", "an open file is only shown");
}

#[test]
fn a_missing_file_is_a_new_one() {
    let mut window = Machine::new(&[("/p/a", "")]).start(Some("/p"));
    window.open("/p/new/x.py");
    let document = window.document();
    assert_eq!((document.disk, document.dirty), (DiskState::New, false));
    assert_eq!(document.language_name, "Python");
    window.step("type x = 1");
    window.step("file.save");
    assert_eq!(window.machine.read("/p/new/x.py"), "x = 1");
    assert_eq!(window.document().disk, DiskState::InStep);
}

#[test]
fn folders_denied_files_loops_and_pipes_say_what_they_are() {
    let machine = Machine::new(&[("/p/folder/x", ""), ("/p/secret", "s")]);
    machine.fs.inject("/p/secret", Fault::UnreadableDenied);
    machine.fs.symlink(Path::new("/p/loop"), Path::new("/p/loop")).unwrap();
    machine.fs.create_special(Path::new("/p/pipe")).unwrap();
    let mut window = machine.start(Some("/p"));
    window.open("/p/folder");
    assert_eq!(window.tabs(), "");
    assert_eq!(window.notices(), ["“folder” is a folder"]);
    window.open("/p/secret");
    assert!(window.failure().contains("permission denied"), "{}", window.failure());
    window.open("/p/loop");
    assert!(window.failure().contains("circle"), "{}", window.failure());
    window.open("/p/pipe");
    assert!(window.failure().contains("pipe"), "{}", window.failure());
    machine.fs.clear_faults();
    window.open("/p/secret");
    assert_eq!(window.text(), "s", "a failed tab is no open file");
}

#[test]
fn a_failed_tab_can_try_again() {
    let machine = Machine::new(&[("/p/secret", "s")]);
    machine.fs.inject("/p/secret", Fault::UnreadableDenied);
    let mut window = machine.start(Some("/p"));
    window.open("/p/secret");
    window.step("file.retry");
    assert!(window.failure().contains("permission denied"));
    machine.fs.clear_faults();
    window.step("file.retry");
    assert_eq!(window.text(), "s");
    assert_eq!(window.tabs(), "[secret]");
}

#[test]
fn binary_files_are_offered_and_shown_as_bytes() {
    let machine = Machine::with_bytes(&[("/p/x.bin", b"\x00\x01\x02ELF\x00\xff")]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/x.bin");
    let TabItem::Binary(preview) = &window.tab().item else { panic!("not offered") };
    assert_eq!(preview.len, 8);
    window.step("file.open_as_hex");
    assert_eq!(window.document().read_only, Some(ReadOnly::Hex));
    assert!(window.text().starts_with("00000000  00 01 02 45 4c 46 00 ff"), "{}", window.text());
    assert!(window.try_step("type x").is_err());
    window.step("tab.close");
    window.open("/p/x.bin");
    window.step("file.open_as_text");
    assert!(window.text().contains("ELF"));
    window.step("type A");
    window.step("file.save");
    assert_eq!(machine.fs.read(Path::new("/p/x.bin")).unwrap(), b"A\x00\x01\x02ELF\x00\xff");
}

#[test]
fn pictures_are_shown() {
    let machine = Machine::with_bytes(&[("/p/x.PNG", b"\x89PNG\r\n\x1a\n...")]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/x.PNG");
    let TabItem::Image(image) = &window.tab().item else { panic!("no picture") };
    assert_eq!(&*image.bytes, b"\x89PNG\r\n\x1a\n...");
}

#[test]
fn invalid_utf8_is_saved_as_it_was_where_it_was_not_touched() {
    let machine = Machine::with_bytes(&[("/p/x.txt", b"caf\xc3\xa9 \xff\xfe broken\r\nend")]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/x.txt");
    assert!(!window.document().notes.is_empty(), "the user is told");
    window.step("cursor.document_end");
    window.step("type !");
    window.step("file.save");
    assert_eq!(machine.fs.read(Path::new("/p/x.txt")).unwrap(), b"caf\xc3\xa9 \xff\xfe broken\r\nend!");
}

#[test]
fn encodings_are_found_kept_and_changed() {
    let utf16: Vec<u8> =
        [0xfeff_u16].into_iter().chain("añb\n".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let machine = Machine::with_bytes(&[("/p/u16.txt", &utf16), ("/p/latin.txt", b"se\xf1or\n")]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/u16.txt");
    assert_eq!(window.text(), "añb\n");
    window.step("type x");
    window.step("file.save");
    assert_eq!(machine.fs.read(Path::new("/p/u16.txt")).unwrap()[..4], [0xff, 0xfe, b'x', 0]);
    window.open("/p/latin.txt");
    window.step("file.reopen_with_encoding windows-1252");
    assert_eq!(window.text(), "señor\n");
    assert!(!window.document().dirty);
    window.step("file.save_with_encoding utf-8");
    assert_eq!(machine.read("/p/latin.txt"), "señor\n");
    assert!(window.try_step("file.reopen_with_encoding klingon").is_err());
}

#[test]
fn nothing_waits_for_the_disk() {
    let (spawner, tasks) = manual();
    let mut window = Machine::new(&[("/p/a.txt", "hello")]).start_with(None, spawner);
    window.open("/p/a.txt:1:3");
    assert!(window.document().loading.is_some());
    assert_eq!(window.text(), "");
    assert!(window.try_step("type x").is_err(), "there is nothing to type into yet");
    tasks.run_until_idle();
    window.settle();
    assert_eq!(window.marked(), "heˇllo");
    assert!(window.document().loading.is_none());
    window.step("type X");
    window.step("file.save");
    assert!(window.document().saving);
    window.step("type Y");
    tasks.run_until_idle();
    window.settle();
    assert_eq!(window.notices(), Vec::<String>::new());
    assert_eq!(window.machine.read("/p/a.txt"), "heXllo", "what was there when saving started");
    assert!(window.document().dirty, "and what was typed since is not saved");
    window.step("undo.undo");
    assert_eq!(window.text(), "heXllo");
    assert!(!window.document().dirty, "back at what was saved");
}

#[test]
fn reading_can_be_stopped() {
    let (spawner, tasks) = manual();
    let mut window = Machine::new(&[("/p/a.txt", "hello")]).start_with(None, spawner);
    tasks.run_until_idle();
    window.settle();
    window.open("/p/a.txt");
    window.step("file.stop_loading");
    assert!(!window.tabs().contains("a.txt"));
    tasks.run_until_idle();
    window.settle();
    assert!(!window.tabs().contains("a.txt"));
}
