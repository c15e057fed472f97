//! The file finder: listing, ranking while one types, opening, following the disk.

use std::path::Path;

use justbuilt_store::Fs as _;
use justbuilt_workspace::command::FinderCommand;
use justbuilt_workspace::{Command, Effect, PickerKind};

use crate::harness::{Machine, Window, manual};

fn machine() -> Machine {
    Machine::new(&[
        ("/p/src/main.rs", "one\ntwo\nthree"),
        ("/p/src/lib.rs", ""),
        ("/p/docs/main.md", ""),
        ("/p/.gitignore", "target"),
        ("/p/target/main.rs", ""),
        ("/elsewhere/other.txt", "x"),
    ])
}

fn found(window: &mut Window) -> Vec<String> {
    let snapshot = window.snapshot();
    snapshot.finder.items.iter().map(|item| item.path.display().to_string()).collect()
}

fn query(window: &mut Window, text: &str) -> Vec<String> {
    window.send(Command::Finder(FinderCommand::Query(text.into())));
    found(window)
}

#[test]
fn files_are_found_and_opened_at_a_place() {
    let mut window = machine().start(Some("/p"));
    window.step("palette.files");
    assert!(
        window.take_effects().iter().any(|effect| matches!(effect, Effect::OpenPicker(PickerKind::Files)))
    );
    assert_eq!(found(&mut window).len(), 4, "all files without a query");
    assert_eq!(query(&mut window, "main"), ["/p/src/main.rs", "/p/docs/main.md"]);
    assert_eq!(query(&mut window, "main.rs:2:3"), ["/p/src/main.rs"]);
    let finder = window.snapshot();
    assert_eq!((finder.finder.total, finder.finder.matched, finder.finder.working), (4, 1, false));
    window.send(Command::Finder(FinderCommand::Accept { index: 0, beside: false }));
    assert_eq!(window.marked(), "one\ntwˇo\nthree");
    window.send(Command::Finder(FinderCommand::Close));
    assert!(!window.snapshot().finder.open && found(&mut window).is_empty());
    // What was opened last comes first from now on.
    window.open("/p/docs/main.md");
    window.step("finder.query main");
    assert_eq!(found(&mut window), ["/p/docs/main.md", "/p/src/main.rs"]);
    assert_eq!(query(&mut window, "/elsewhere/other.txt"), ["/elsewhere/other.txt"]);
    window.take_effects();
    window.send(Command::Finder(FinderCommand::Accept { index: 0, beside: true }));
    assert_eq!(window.tabs(), "main.rs main.md [other.txt]");
    assert!(window.take_effects().iter().any(|effect| matches!(effect, Effect::SplitPane { .. })));
    assert!(window.try_step("finder.accept 99").is_err());
}

#[test]
fn the_list_follows_the_disk_and_the_settings() {
    let machine = machine();
    let mut window = machine.start(Some("/p"));
    window.step("finder.query new");
    assert!(found(&mut window).is_empty());
    machine.write("/p/src/new.rs", "");
    machine.fs.remove(Path::new("/p/src/lib.rs")).unwrap();
    machine.watch.tell(&["/p/src/new.rs", "/p/src/lib.rs"]);
    window.settle();
    assert_eq!(found(&mut window), ["/p/src/new.rs"]);
    assert!(query(&mut window, "lib.rs").is_empty());
    window.step("settings.set files.exclude docs");
    assert!(query(&mut window, "main.md").is_empty());
    window.step("settings.reset files.exclude");
    assert_eq!(query(&mut window, "main.md"), ["/p/docs/main.md"]);
}

#[test]
fn the_newest_query_wins() {
    let (spawner, tasks) = manual();
    let mut window = machine().start_with(Some("/p"), spawner);
    tasks.run_until_idle();
    window.settle();
    window.step("palette.files");
    for text in ["m", "ma", "main", "lib"] {
        window.workspace.run(Command::Finder(FinderCommand::Query(text.into())));
    }
    assert!(window.snapshot().finder.working);
    tasks.run_until_idle();
    window.settle();
    assert_eq!(found(&mut window), ["/p/src/lib.rs"]);
    assert!(!window.snapshot().finder.working);
    let ranking = tasks.names().iter().filter(|name| **name == "rank files").count();
    assert_eq!(ranking, 0);
}

#[test]
fn without_a_project_only_full_paths_are_found() {
    let mut window = machine().start(None);
    window.step("palette.files");
    assert!(query(&mut window, "main").is_empty());
    assert_eq!(query(&mut window, "/p/src/main.rs:3"), ["/p/src/main.rs"]);
    window.step("finder.accept");
    assert_eq!(window.marked(), "one\ntwo\nˇthree");
}

#[test]
fn without_a_query_what_was_used_last_comes_first() {
    let mut window = machine().start(Some("/p"));
    window.open("/p/src/main.rs");
    window.open("/p/docs/main.md");
    window.open("/p/src/lib.rs");
    window.step("palette.files");
    // The file one looks at is the last of them, so that Enter goes back to the one before.
    assert_eq!(found(&mut window)[..3], ["/p/docs/main.md", "/p/src/main.rs", "/p/src/lib.rs"]);
    window.send(Command::Finder(FinderCommand::Close));
    // Going to a tab counts as much as opening a file.
    let tab = window.snapshot().tabs[0].id;
    window.send(Command::Tab(justbuilt_workspace::TabCommand::Focus(tab)));
    window.open("/elsewhere/other.txt");
    window.step("palette.files");
    assert_eq!(found(&mut window)[..3], ["/p/src/main.rs", "/p/src/lib.rs", "/p/docs/main.md"]);
    let recent = window.snapshot().recent_files.to_vec();
    assert_eq!(recent[0], Path::new("/elsewhere/other.txt"));
    window.take_effects();
    window.step("file.open_recent");
    let asked = window.take_effects();
    assert!(asked.iter().any(|effect| matches!(effect, Effect::OpenPicker(PickerKind::RecentFiles))));
}
