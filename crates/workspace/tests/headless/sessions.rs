//! Everything comes back: tabs, carets, folds, unsaved text, also after the program was killed.

use std::path::Path;
use std::time::Duration;

use justbuilt_store::{Fs as _, WriteOptions};
use justbuilt_workspace::{Command, DiskState, Effect};

use crate::harness::{Machine, SECOND, manual};

fn project() -> Machine {
    Machine::new(&[("/p/a.rs", "fn a() {\n    1;\n}\n"), ("/p/b.txt", "b\n"), ("/q/c.txt", "c\n")])
}

#[test]
fn tabs_carets_and_layout_come_back() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs:2:5");
    window.open("/p/b.txt");
    window.step("view.toggle_wrap");
    window.step("tab.previous");
    window.send(Command::WindowLayout("{\"dock\":200}".into()));
    let machine = window.quit();
    let mut window = machine.start(Some("/p"));
    assert_eq!(window.tabs(), "[a.rs] b.txt");
    assert_eq!(window.marked(), "fn a() {\n    ˇ1;\n}\n");
    let layout = window.take_effects().into_iter().find_map(|effect| match effect {
        Effect::RestoreLayout(layout) => Some(layout),
        _ => None,
    });
    assert_eq!(layout.as_deref(), Some("{\"dock\":200}"));
    window.step("tab.next");
    assert!(window.view().wrap);
}

#[test]
fn tab_ids_stay_the_same_for_the_layout() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs");
    window.open("/p/b.txt");
    let before: Vec<_> = window.snapshot().tabs.iter().map(|tab| tab.id).collect();
    let mut window = window.quit().start(Some("/p"));
    let after: Vec<_> = window.snapshot().tabs.iter().map(|tab| tab.id).collect();
    assert_eq!(before, after);
    window.step("file.new");
    let new = window.tab().id;
    assert!(!before.contains(&new), "and are not given out again");
}

#[test]
fn unsaved_text_survives_a_kill() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs");
    window.step("type // mine\\n");
    window.step("file.new");
    window.step("type scratch äöü");
    window.advance(SECOND);
    let machine = window.kill();
    assert_eq!(machine.read("/p/a.rs"), "fn a() {\n    1;\n}\n", "the file itself is not touched");

    let mut window = machine.start(Some("/p"));
    assert_eq!(window.tabs(), "a.rs* [Untitled-1*]");
    assert_eq!(window.text(), "scratch äöü");
    window.step("tab.previous");
    assert_eq!(window.text(), "// mine\nfn a() {\n    1;\n}\n");
    assert_eq!(window.document().disk, DiskState::InStep);
    window.step("undo.undo");
    assert_eq!(window.text(), "fn a() {\n    1;\n}\n", "undo goes back to the file");

    // And again, without a change in between.
    let mut window = window.kill().start(Some("/p"));
    assert_eq!(window.snapshot().tabs.len(), 2);
}

#[test]
fn unsaved_text_is_kept_within_a_second_even_while_typing_on() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/b.txt");
    for _ in 0..20 {
        window.step("type x");
        window.advance(Duration::from_millis(100));
    }
    let mut window = window.kill().start(Some("/p"));
    let kept = window.text().bytes().filter(|byte| *byte == b'x').count();
    assert!(kept >= 10, "only {kept} of 20 came back");
}

#[test]
fn saved_and_discarded_text_does_not_come_back() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/b.txt");
    window.step("type x");
    window.advance(SECOND);
    window.step("file.save");
    window.open("/p/a.rs");
    window.step("type y");
    window.advance(SECOND);
    window.step("tab.close");
    window.answer("Don’t save");
    window.advance(SECOND);
    let mut window = window.kill().start(Some("/p"));
    assert_eq!(window.tabs(), "[b.txt]");
    assert_eq!(window.text(), "xb\n");
}

#[test]
fn nothing_is_left_behind() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/b.txt");
    window.step("type x");
    window.advance(SECOND);
    assert_eq!(machine.kept().len(), 1);
    let machine = window.kill();
    // Killed between saving and forgetting the kept text.
    machine.write("/p/b.txt", "xb\n");
    let mut window = machine.start(Some("/p"));
    assert_eq!(window.tabs(), "[b.txt]");
    window.advance(SECOND);
    assert_eq!(machine.kept(), []);
}

/// Killed after the text was written anew and before what it was restored from was removed: the newer one counts.
#[test]
fn of_two_kept_texts_the_newer_one_comes_back() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/b.txt");
    window.step("type old ");
    window.step("file.new");
    window.step("type old scratch");
    window.advance(SECOND);
    let machine = window.kill();
    let old = machine.kept();
    assert_eq!(old.len(), 2);
    let mut window = machine.start(Some("/p"));
    window.step("type , new");
    window.step("tab.previous");
    window.step("type new ");
    window.advance(SECOND);
    for round in 0..3 {
        let machine = window.kill();
        for (path, bytes) in &old {
            machine.fs.create_dir_all(path.parent().unwrap()).unwrap();
            machine
                .fs
                .write_atomic(path, &mut |out| out.write_all(bytes.as_bytes()), &WriteOptions::default())
                .unwrap();
        }
        window = machine.start(Some("/p"));
        assert_eq!(window.tabs(), "[b.txt*] Untitled-1*", "round {round}");
        assert_eq!(window.text(), "old new b\n");
        window.step("tab.next");
        assert_eq!(window.text(), "old scratch, new");
        window.step("tab.previous");
        window.advance(SECOND);
        assert_eq!(window.machine.kept().len(), 2, "the old ones are gone");
    }
}

#[test]
fn when_text_cannot_be_kept_the_user_is_told_and_it_is_tried_again() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/b.txt");
    machine.fs.inject("/state", justbuilt_store::Fault::FullAfter(0));
    window.step("type x");
    window.advance(SECOND);
    assert_eq!(window.notices(), ["Unsaved text cannot be kept"]);
    machine.fs.clear_faults();
    window.advance(SECOND * 6);
    assert_eq!(window.kill().start(Some("/p")).text(), "xb\n");
}

#[test]
fn unsaved_text_over_a_file_that_moved_on_is_a_conflict() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/b.txt");
    window.step("type mine ");
    window.advance(SECOND);
    let machine = window.kill();
    machine.write("/p/b.txt", "theirs\n");
    let mut window = machine.start(Some("/p"));
    assert_eq!(window.text(), "mine b\n");
    assert_eq!(window.document().disk, DiskState::Conflict);
    assert_eq!(window.notices(), ["“b.txt” has changed on disk"]);
}

#[test]
fn unsaved_text_of_a_file_that_is_gone_comes_back() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/b.txt");
    window.step("type mine ");
    window.advance(SECOND);
    let machine = window.kill();
    machine.fs.remove(Path::new("/p/b.txt")).unwrap();
    let mut window = machine.start(Some("/p"));
    assert_eq!(window.text(), "mine b\n");
    assert_eq!(window.tabs(), "[b.txt*]");
    window.step("file.save");
    assert_eq!(machine.read("/p/b.txt"), "mine b\n");
}

#[test]
fn a_kept_text_that_was_cut_short_is_left_alone() {
    let machine = project();
    machine.write_state("/state/unsaved/no-project/0/0/1.txt", "{\"version\":1,\"document\":1,");
    let mut window = machine.start(None);
    assert_eq!(window.tabs(), "[Welcome]");
    assert!(machine.fs.exists(Path::new("/state/unsaved/no-project/0/0/1.txt")));
}

#[test]
fn a_damaged_session_is_no_reason_not_to_start() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs");
    let machine = window.quit();
    for entry in machine.fs.read_dir(Path::new("/state/sessions")).unwrap() {
        machine.fs.write(&entry.path, b"{ not json").unwrap();
    }
    let mut window = machine.start(Some("/p"));
    assert_eq!(window.tabs(), "");
    window.open("/p/a.rs");
    assert_eq!(window.tabs(), "[a.rs]");
}

#[test]
fn projects_have_sessions_of_their_own() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/b.txt");
    window.step("type unsaved ");
    window.send(Command::OpenProject("/q".into()));
    assert_eq!(window.tabs(), "");
    window.open("/q/c.txt");
    window.send(Command::OpenProject("/p".into()));
    assert_eq!(window.tabs(), "[b.txt*]");
    assert_eq!(window.text(), "unsaved b\n");
    window.send(Command::OpenProject("/q".into()));
    assert_eq!(window.tabs(), "[c.txt]");
    assert_eq!(window.snapshot().recent.to_vec(), [Path::new("/q"), Path::new("/p")]);
    window.step("project.close");
    assert!(window.snapshot().project.is_none());
    assert_eq!(window.tabs(), "[Welcome]");
}

#[test]
fn a_second_window_on_a_project_is_told_and_leaves_the_session_alone() {
    let machine = project();
    let mut first = machine.start(Some("/p"));
    first.open("/p/a.rs");
    first.advance(SECOND * 2);
    let mut second = machine.start(Some("/p"));
    assert!(second.snapshot().second_window);
    assert_eq!(second.notices(), ["This project is open in another window"], "told once");
    second.advance(SECOND);
    assert_eq!(second.notices().len(), 1, "{:?}", second.notices());
    assert!(!first.snapshot().second_window);
    second.open("/p/b.txt");
    second.step("type in the second ");
    second.advance(SECOND * 3);
    second.kill();
    first.quit();
    let mut window = machine.start(Some("/p"));
    assert!(!window.snapshot().second_window, "the lock went with its window");
    assert_eq!(window.tabs(), "[a.rs] b.txt*", "what the second left unsaved is not lost");
}

#[test]
fn two_workspaces_in_one_process_do_not_see_each_other() {
    let one = project();
    let other = project();
    let mut first = one.start(Some("/p"));
    let mut second = other.start(Some("/p"));
    first.open("/p/a.rs");
    assert_eq!(second.tabs(), "");
    assert!(!second.snapshot().second_window);
}

#[test]
fn folds_come_back() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs:2");
    window.step("fold.close");
    let rows = window.view().display.row_count();
    let mut window = window.quit().start(Some("/p"));
    assert_eq!(window.view().display.row_count(), rows);
    assert!(rows < 4, "{rows}");
}

#[test]
fn nothing_is_written_before_the_session_was_read() {
    let machine = project();
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs");
    let machine = window.quit();
    let (spawner, tasks) = manual();
    let mut window = machine.start_with(Some("/p"), spawner);
    window.open("/p/b.txt");
    window.advance(SECOND * 5);
    tasks.run_until_idle();
    window.settle();
    assert_eq!(window.tabs(), "[b.txt] a.rs", "the session's tabs are there too");
}
