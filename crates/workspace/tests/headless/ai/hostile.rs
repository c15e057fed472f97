//! Answers that mean harm, or do it: nothing outside the project is touched, nothing is written half, and every byte that
//! is not part of an edit stays.

use std::path::Path;

use justbuilt_store::Fs as _;
use justbuilt_store::fs::memory::Fault;
use justbuilt_workspace::ai::{ChangeState, ChangesCommand, Permission};

use super::changes::{Proposes as _, block, origin};
use crate::harness::{Machine, SECOND, Window};

fn open(machine: &Machine) -> Window {
    let mut window = machine.start(Some("/p"));
    window.advance(SECOND);
    window
}

/// Everything on the disk but the editor's own state.
fn disk(machine: &Machine) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new("/").to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in machine.fs.read_dir(&folder).unwrap() {
            if entry.path.starts_with("/state") {
                continue;
            }
            if entry.leads_to_dir() && machine.fs.link_metadata(&entry.path).unwrap().is_dir() {
                folders.push(entry.path);
            } else if let Ok(bytes) = machine.fs.read(&entry.path) {
                found.push((entry.path.display().to_string(), bytes));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn nothing_outside_the_project_is_ever_touched() {
    let machine = Machine::new(&[
        ("/p/a.txt", "one\n"),
        ("/etc/passwd", "root\n"),
        ("/p/.git/config", "[core]\n"),
        ("/p/.git/hooks/pre-commit", "#!/bin/sh\n"),
        ("/outside/b.txt", "bee\n"),
    ]);
    machine.fs.symlink(Path::new("/outside"), Path::new("/p/link")).unwrap();
    machine.fs.symlink(Path::new("/etc/passwd"), Path::new("/p/innocent.txt")).unwrap();
    let before = disk(&machine);
    let mut window = open(&machine);
    let paths = [
        "../etc/passwd",
        "/etc/passwd",
        "../../etc/passwd",
        "link/b.txt",
        "link/new.txt",
        "innocent.txt",
        ".git/config",
        ".git/hooks/pre-commit",
        ".GIT/config",
        "sub/../../etc/passwd",
        "C:\\windows\\x",
        "~/x",
        "a\u{202e}.txt",
        "git~1/config",
        "nul",
    ];
    for path in paths {
        for (search, replace) in
            [("root\n", "evil\n"), ("[core]\n", "evil\n"), ("bee\n", "evil\n"), ("", "evil\n")]
        {
            for answer in [
                block(path, search, replace),
                format!("*** Begin Patch\n*** Add File: {path}\n+evil\n*** End Patch\n"),
                format!("*** Begin Patch\n*** Delete File: {path}\n*** End Patch\n"),
                format!(
                    "*** Begin Patch\n*** Update File: a.txt\n*** Move to: {path}\n@@\n-one\n+evil\n*** End Patch\n"
                ),
            ] {
                let proposed = window.changes(ChangesCommand::Propose {
                    answer,
                    seen: Vec::new(),
                    origin: Box::new(origin("")),
                });
                if proposed.is_err() {
                    continue;
                }
                let set = window.set();
                for (at, file) in set.files.iter().enumerate() {
                    assert!(matches!(file.permission, Permission::No(_)), "{path}: {:?}", file.permission);
                    // Agreeing to it changes nothing.
                    window.changes(ChangesCommand::Agree { set: set.id, file: at, yes: true }).unwrap_err();
                }
                window.changes(ChangesCommand::Apply(set.id)).unwrap_err();
                window.changes(ChangesCommand::Drop(set.id)).unwrap();
            }
        }
    }
    assert_eq!(disk(&machine), before);
}

#[test]
fn a_link_that_comes_between_review_and_making_is_seen() {
    let machine = Machine::new(&[("/p/d/a.txt", "one\n"), ("/outside/a.txt", "one\n")]);
    let mut window = open(&machine);
    let set = window.propose(&block("d/a.txt", "one\n", "evil\n"));
    machine.fs.rename(Path::new("/p/d"), Path::new("/p/e"), false).unwrap();
    machine.fs.symlink(Path::new("/outside"), Path::new("/p/d")).unwrap();
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert!(matches!(window.set().state, ChangeState::Failed(_)), "{:?}", window.set().state);
    assert_eq!(machine.read("/outside/a.txt"), "one\n");
}

#[test]
fn secret_and_ignored_files_ask_and_a_persona_keeps_to_its_rights() {
    let machine = Machine::new(&[
        ("/p/.gitignore", "target/\n*.log\n"),
        ("/p/.env", "A=1\n"),
        ("/p/x.log", "log\n"),
        ("/p/target/out.txt", "out\n"),
        ("/p/src/a.rs", "fn a() {}\n"),
    ]);
    let mut window = open(&machine);
    let answer = block(".env", "A=1\n", "A=2\n")
        + &block("x.log", "log\n", "changed\n")
        + &block("target/out.txt", "out\n", "changed\n")
        + &block("target/new.txt", "", "new\n")
        + &block("new.log", "", "new\n")
        + &block("src/a.rs", "fn a() {}\n", "fn b() {}\n");
    let set = window.propose(&answer);
    let asks: Vec<bool> =
        set.files.iter().map(|file| matches!(file.permission, Permission::Asks(_, false))).collect();
    assert_eq!(asks, [true, true, true, true, true, false], "{:?}", set.refused);
    window.changes(ChangesCommand::Apply(set.id)).unwrap_err();
    assert_eq!(machine.read("/p/src/a.rs"), "fn a() {}\n");
    window.changes(ChangesCommand::Agree { set: set.id, file: 1, yes: true }).unwrap();
    for file in [0, 2, 3, 4] {
        window.changes(ChangesCommand::File { set: set.id, file, keep: false }).unwrap();
    }
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(
        (machine.read("/p/x.log"), machine.read("/p/src/a.rs")),
        ("changed\n".into(), "fn b() {}\n".into())
    );
    assert_eq!(machine.read("/p/.env"), "A=1\n");
    // A persona that may only read, and one that is not there, write nothing.
    for slug in ["reviewer", "nobody-of-that-name"] {
        let answer = block("src/a.rs", "fn b() {}\n", "fn c() {}\n");
        let origin = Box::new(origin(slug));
        window.changes(ChangesCommand::Propose { answer, seen: Vec::new(), origin }).unwrap();
        let set = window.set();
        assert!(set.files.iter().all(|file| matches!(file.permission, Permission::No(_))), "{slug}: {set:?}");
        window.changes(ChangesCommand::Apply(set.id)).unwrap_err();
    }
    assert_eq!(machine.read("/p/src/a.rs"), "fn b() {}\n");
}

#[test]
fn marks_and_line_ends_stay_and_other_bytes_are_refused() {
    let machine = Machine::with_bytes(&[
        ("/p/crlf.txt", b"one\r\ntwo\r\nthree\r\n"),
        ("/p/bom.txt", b"\xef\xbb\xbfone\r\ntwo\r\n"),
        ("/p/latin.txt", b"caf\xe9\nzwei\n"),
        ("/p/image.png", b"\x89PNG\r\n\x1a\n\0\0\0one\n"),
    ]);
    let mut window = open(&machine);
    let answer = block("crlf.txt", "two\n", "zwei\nund\n")
        + &block("bom.txt", "one\n", "eins\n")
        + &block("latin.txt", "zwei\n", "two\n")
        + &block("image.png", "one\n", "two\n");
    let set = window.propose(&answer);
    assert_eq!(set.files.len(), 3, "{:?}", set.refused);
    assert!(set.refused[0].2.contains("not a text"), "{:?}", set.refused);
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    let bytes = |path: &str| machine.fs.read(Path::new(path)).unwrap();
    assert_eq!(bytes("/p/crlf.txt"), b"one\r\nzwei\r\nund\r\nthree\r\n");
    assert_eq!(bytes("/p/bom.txt"), b"\xef\xbb\xbfeins\r\ntwo\r\n");
    assert_eq!(bytes("/p/latin.txt"), b"caf\xe9\ntwo\n");
    assert_eq!(bytes("/p/image.png"), b"\x89PNG\r\n\x1a\n\0\0\0one\n");
    // And are the same to the byte when it is taken back.
    window.changes(ChangesCommand::Undo(set.id)).unwrap();
    assert_eq!(bytes("/p/crlf.txt"), b"one\r\ntwo\r\nthree\r\n");
    assert_eq!(bytes("/p/bom.txt"), b"\xef\xbb\xbfone\r\ntwo\r\n");
    // What the encoding of the file lacks is said before anything is written.
    let set = window.propose(&block("latin.txt", "zwei\n", "二\n"));
    assert!(
        matches!(&set.files[0].permission, Permission::No(why) if why.contains("encoding"))
            || set.files[0].permission == Permission::Yes
    );
}

#[test]
fn a_disk_that_fails_half_way_is_put_back() {
    let machine = Machine::new(&[
        ("/p/a.txt", "one\n"),
        ("/p/b.txt", "bee\n"),
        ("/p/c.txt", "sea\n"),
        ("/p/d.txt", "dee\n"),
    ]);
    let answer = "*** Begin Patch\n*** Update File: a.txt\n@@\n-one\n+uno\n*** Update File: b.txt\n*** Move to: new/b.txt\n\
                  @@\n-bee\n+wasp\n*** Add File: new/deep/e.txt\n+eee\n*** Update File: c.txt\n@@\n-sea\n+see\n\
                  *** Delete File: d.txt\n*** End Patch\n";
    for fault in [Fault::FullAfter(0), Fault::BrokenAfter(1), Fault::Denied, Fault::ReadOnly] {
        for path in ["/p/c.txt", "/p/new", "/p/d.txt", "/p/a.txt"] {
            let before = disk(&machine);
            let mut window = open(&machine);
            window.open("/p/a.txt");
            window.open("/p/c.txt");
            window.step("tab.close");
            let set = window.propose(answer);
            machine.fs.inject(path, fault);
            window.changes(ChangesCommand::Apply(set.id)).ok();
            machine.fs.clear_faults();
            if window.set().state == ChangeState::Applied {
                // What failed was not needed for anything.
                window.changes(ChangesCommand::Undo(set.id)).unwrap();
                assert_eq!(window.set().state, ChangeState::Undone);
            } else {
                assert!(
                    matches!(&window.set().state, ChangeState::Failed(why) if why.contains("Nothing was changed")),
                    "{fault:?} {path}: {:?}",
                    window.set().state
                );
                assert_eq!(window.text(), "one\n", "{fault:?} {path}");
            }
            assert_eq!(disk(&machine), before, "{fault:?} {path}");
            window.changes(ChangesCommand::Drop(set.id)).unwrap();
            window.advance(SECOND);
            drop(window);
        }
    }
}

#[test]
fn an_answer_of_ten_megabytes_is_read_and_refused_or_taken() {
    let machine = Machine::new(&[("/p/a.txt", "one\n")]);
    let mut window = open(&machine);
    let noise: String =
        (0..200_000).map(|number| format!("line {number} of noise that says nothing, {number}\n")).collect();
    assert!(noise.len() > 8 << 20);
    let began = std::time::Instant::now();
    let set = window.propose(&format!("{noise}{}", block("a.txt", "one\n", "two\n")));
    assert_eq!(set.files.len(), 1, "{:?} {:?}", set.state, set.refused);
    let set = window.propose(&block("a.txt", "one\n", &noise));
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(machine.read("/p/a.txt"), noise);
    let set = window.propose(&block("a.txt", &noise, "one\n"));
    window.changes(ChangesCommand::Apply(set.id)).unwrap();
    assert_eq!(machine.read("/p/a.txt"), "one\n");
    // No line at all.
    let long = "x".repeat(10 << 20);
    let set = window.propose(&block("a.txt", "one\n", &format!("{long}\n")));
    assert_eq!(set.state, ChangeState::Ready);
    let unreadable = format!("<<<<<<< SEARCH\n{long}");
    window
        .changes(ChangesCommand::Propose {
            answer: unreadable,
            seen: Vec::new(),
            origin: Box::new(origin("")),
        })
        .unwrap();
    assert!(matches!(window.set().state, ChangeState::Failed(_)));
    println!("answers of ten megabytes: {:?}", began.elapsed());
}
