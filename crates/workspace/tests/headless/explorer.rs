//! The explorer: reading, following the disk, naming, moving, deleting.

use std::path::Path;

use justbuilt_store::{Fault, Fs as _};
use justbuilt_workspace::command::TreeCommand;
use justbuilt_workspace::project::EntryKind;
use justbuilt_workspace::{Command, DiskState, Effect};

use crate::harness::{Machine, Window, manual};

fn machine() -> Machine {
    Machine::new(&[
        ("/p/README.md", "read me"),
        ("/p/src/main.rs", "fn main() {}"),
        ("/p/src/deep/mod.rs", "// mod"),
        ("/p/.gitignore", "target\n"),
        ("/p/target/out", ""),
    ])
}

/// The rows as text: `>` closed, `v` open, `*` selected, `~` ignored, `[…]` a name field with what is wrong.
fn tree(window: &mut Window) -> String {
    let snapshot = window.snapshot();
    let row = |row: &std::sync::Arc<justbuilt_workspace::project::TreeRow>| {
        let mark = match (row.kind, row.expanded) {
            (EntryKind::Folder, true) => "v",
            (EntryKind::Folder, false) => ">",
            _ => "",
        };
        let name = match &row.field {
            Some(field) => format!(
                "[{}{}]",
                field.text,
                field.error.as_deref().map(|e| format!(": {e}")).unwrap_or_default()
            ),
            None => row.name.clone(),
        };
        let (selected, ignored) = (if row.selected { "*" } else { "" }, if row.ignored { "~" } else { "" });
        format!("{}{mark}{name}{selected}{ignored}", "  ".repeat(row.depth))
    };
    snapshot.tree.rows.iter().map(row).collect::<Vec<_>>().join("\n")
}

fn send(window: &mut Window, command: TreeCommand) {
    window.send(Command::Tree(command));
}

#[test]
fn folders_are_read_when_they_are_opened() {
    let mut window = machine().start(Some("/p"));
    assert_eq!(tree(&mut window), ">src\n>target~\n.gitignore\nREADME.md");
    send(&mut window, TreeCommand::Expand("/p/src".into()));
    assert_eq!(tree(&mut window), "vsrc\n  >deep\n  main.rs\n>target~\n.gitignore\nREADME.md");
    send(&mut window, TreeCommand::Open { path: "/p/src/main.rs".into(), preview: true });
    assert_eq!(window.tabs(), "[main.rs~]");
    send(&mut window, TreeCommand::Open { path: "/p/src/main.rs".into(), preview: false });
    assert_eq!(window.tabs(), "[main.rs]");
    send(&mut window, TreeCommand::Reveal("/p/src/deep/mod.rs".into()));
    assert_eq!(tree(&mut window), "vsrc\n  vdeep\n    mod.rs*\n  main.rs\n>target~\n.gitignore\nREADME.md");
    send(&mut window, TreeCommand::Collapse("/p/src".into()));
    assert_eq!(tree(&mut window), ">src*\n>target~\n.gitignore\nREADME.md");
}

#[test]
fn the_tree_follows_the_disk() {
    let mut window = machine().start(Some("/p"));
    send(&mut window, TreeCommand::Expand("/p/src".into()));
    window.machine.write("/p/src/new.rs", "");
    window.machine.watch.tell(&["/p/src/new.rs"]);
    window.settle();
    assert!(tree(&mut window).contains("  new.rs\n"), "{}", tree(&mut window));
    window.machine.fs.remove(Path::new("/p/src")).unwrap();
    window.machine.write("/p/.gitignore", "*.md\n");
    window.machine.watch.tell(&["/p/src", "/p/.gitignore"]);
    window.settle();
    assert_eq!(tree(&mut window), ">target\n.gitignore\nREADME.md~");
    window.machine.write("/p/more", "");
    window.machine.watch.tell_event(&justbuilt_workspace::project::WatchEvent::Rescan);
    window.settle();
    assert!(tree(&mut window).contains("more"));
}

#[test]
fn what_comes_from_the_project_before_is_not_mixed_in() {
    let machine = Machine::new(&[("/p/a", ""), ("/q/b", "")]);
    let (spawner, tasks) = manual();
    let mut window = machine.start_with(Some("/p"), spawner);
    assert!(window.snapshot().tree.loading && window.snapshot().tree.rows.is_empty());
    window.workspace.run(Command::OpenProject("/q".into()));
    tasks.run_until_idle();
    window.settle();
    assert_eq!(tree(&mut window), "b");
    assert!(!window.snapshot().tree.loading);
}

#[test]
fn files_and_folders_are_made_where_one_is() {
    let mut window = machine().start(Some("/p"));
    send(&mut window, TreeCommand::NewFile("/p/src".into()));
    assert_eq!(tree(&mut window), "vsrc\n  []\n  >deep\n  main.rs\n>target~\n.gitignore\nREADME.md");
    send(&mut window, TreeCommand::EditName("main.rs".into()));
    assert!(
        tree(&mut window).contains("[main.rs: There already is “main.rs” here.]"),
        "{}",
        tree(&mut window)
    );
    send(&mut window, TreeCommand::AcceptName);
    assert!(tree(&mut window).contains("[main.rs: "), "still open");
    send(&mut window, TreeCommand::EditName("a/../b".into()));
    assert!(tree(&mut window).contains("This name means a folder."));
    send(&mut window, TreeCommand::EditName("util/new.rs".into()));
    send(&mut window, TreeCommand::AcceptName);
    assert_eq!(
        tree(&mut window),
        "vsrc\n  >deep\n  vutil\n    new.rs*\n  main.rs\n>target~\n.gitignore\nREADME.md"
    );
    assert_eq!(window.tabs(), "[new.rs]");
    assert!(window.machine.fs.exists(Path::new("/p/src/util/new.rs")));
    window.step("explorer.select /p/README.md");
    window.step("explorer.new_folder docs");
    assert!(tree(&mut window).starts_with(">docs*\n"), "{}", tree(&mut window));
    assert!(window.try_step("explorer.new_folder docs").is_ok(), "in the selected folder");
    window.step("explorer.select /p/README.md");
    let error = window.try_step("explorer.new_folder docs").unwrap_err().to_string();
    assert_eq!(error, "There already is “docs” here.");
    send(&mut window, TreeCommand::NewFile("/p".into()));
    send(&mut window, TreeCommand::CancelName);
    assert!(!tree(&mut window).contains('['));
}

#[test]
fn a_folder_that_cannot_be_written_says_so_in_the_field() {
    let machine = machine();
    let mut window = machine.start(Some("/p"));
    machine.fs.inject("/p/src", Fault::Denied);
    send(&mut window, TreeCommand::NewFile("/p/src".into()));
    send(&mut window, TreeCommand::EditName("x".into()));
    send(&mut window, TreeCommand::AcceptName);
    assert!(tree(&mut window).contains("[x: You may not write in this folder.]"), "{}", tree(&mut window));
    machine.fs.clear_faults();
    send(&mut window, TreeCommand::AcceptName);
    assert!(tree(&mut window).contains("  x*"));
}

#[test]
fn open_documents_go_where_their_files_go() {
    let machine = machine();
    let mut window = machine.start(Some("/p"));
    window.open("/p/src/deep/mod.rs");
    window.step("type unsaved ");
    window.step("explorer.select /p/src/deep/mod.rs");
    window.step("explorer.select /p/src");
    window.step("explorer.rename lib");
    assert_eq!(tree(&mut window), "vlib*\n  vdeep\n    mod.rs\n  main.rs\n>target~\n.gitignore\nREADME.md");
    assert_eq!(window.document().path.as_deref(), Some(Path::new("/p/lib/deep/mod.rs")));
    assert_eq!(window.document().disk, DiskState::InStep);
    machine.watch.tell(&["/p/src", "/p/lib", "/p/src/deep/mod.rs"]);
    window.settle();
    assert_eq!(window.document().disk, DiskState::InStep);
    window.step("file.save");
    assert_eq!(machine.read("/p/lib/deep/mod.rs"), "unsaved // mod");
    // A new ending, another language.
    window.step("explorer.select /p/lib/deep/mod.rs");
    window.step("explorer.rename mod.py");
    assert_eq!(window.document().language_name, "Python");
    assert_eq!(window.tabs(), "[mod.py]");
    send(
        &mut window,
        TreeCommand::Move {
            paths: vec!["/p/lib/deep/mod.py".into(), "/p/lib".into()],
            into: "/p/target".into(),
        },
    );
    assert_eq!(window.document().path.as_deref(), Some(Path::new("/p/target/mod.py")));
    assert!(machine.fs.exists(Path::new("/p/target/lib/main.rs")));
    assert!(window.notices().is_empty(), "{:?}", window.notices());
}

#[test]
fn moving_refuses_what_makes_no_sense_and_overwrites_nothing() {
    let machine = machine();
    machine.write("/p/main.rs", "another");
    let mut window = machine.start(Some("/p"));
    send(&mut window, TreeCommand::Move { paths: vec!["/p/src".into()], into: "/p/src/deep".into() });
    assert_eq!(window.notices(), ["“src” was not moved"]);
    send(&mut window, TreeCommand::Move { paths: vec!["/p/main.rs".into()], into: "/p/src".into() });
    assert_eq!(window.notices(), ["“src” was not moved", "“main.rs” was not moved"]);
    assert_eq!(
        (machine.read("/p/src/main.rs"), machine.read("/p/main.rs")),
        ("fn main() {}".into(), "another".into())
    );
    send(&mut window, TreeCommand::Move { paths: vec!["/p/main.rs".into()], into: "/p".into() });
    assert_eq!(window.notices().len(), 2, "it is there already");
}

#[test]
fn deleting_goes_to_the_trash_and_asks_where_there_is_none() {
    let machine = machine();
    let mut window = machine.start(Some("/p"));
    window.open("/p/src/main.rs");
    window.open("/p/README.md");
    window.step("type kept ");
    window.step("explorer.select /p/src");
    window.step("explorer.delete");
    assert_eq!(machine.fs.trashed(), [Path::new("/p/src")]);
    assert_eq!(tree(&mut window), ">target*~\n.gitignore\nREADME.md");
    assert_eq!(window.tabs(), "[README.md*]", "the tab of a file in the trash is closed");
    assert_eq!(window.notices(), ["“src” is in the trash now"]);
    send(&mut window, TreeCommand::Delete(vec!["/p/README.md".into()]));
    assert_eq!(window.tabs(), "[README.md*]", "unsaved text stays");
    assert_eq!(window.document().disk, DiskState::Deleted);
    send(&mut window, TreeCommand::Delete(vec!["/p".into()]));
    assert!(machine.fs.exists(Path::new("/p")), "never the project itself");

    window.take_effects();
    machine.fs.inject("/p/target", Fault::Denied);
    send(&mut window, TreeCommand::Delete(vec!["/p/target".into()]));
    machine.fs.clear_faults();
    window.answer("Cancel");
    assert!(machine.fs.exists(Path::new("/p/target")));
    machine.fs.inject("/p/target", Fault::Denied);
    send(&mut window, TreeCommand::Delete(vec!["/p/target".into()]));
    machine.fs.clear_faults();
    window.answer("Delete");
    assert!(!machine.fs.exists(Path::new("/p/target")));
    assert_eq!(tree(&mut window), ".gitignore*");
}

#[test]
fn paths_are_copied_and_rows_walked_without_a_pointer() {
    let mut window = machine().start(Some("/p"));
    window.step("explorer.next");
    window.step("explorer.expand");
    window.step("explorer.next");
    window.step("explorer.next");
    assert!(tree(&mut window).contains("  main.rs*"));
    window.take_effects();
    window.step("explorer.copy_path");
    window.step("explorer.copy_relative_path");
    let copied: Vec<String> = window
        .take_effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Copy(text) => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(copied, ["/p/src/main.rs", "src/main.rs"]);
    window.step("explorer.open");
    assert_eq!(window.tabs(), "[main.rs]");
    window.step("explorer.select /p/README.md");
    window.step("explorer.reveal");
    assert!(tree(&mut window).contains("  main.rs*"));
    window.step("explorer.collapse_all");
    assert!(tree(&mut window).starts_with(">src*"));
}

#[test]
fn open_folders_come_back_with_the_session() {
    let mut window = machine().start(Some("/p"));
    window.step("explorer.select /p/src/deep/mod.rs");
    let machine = window.quit();
    let mut window = machine.start(Some("/p"));
    assert_eq!(tree(&mut window), "vsrc\n  vdeep\n    mod.rs\n  main.rs\n>target~\n.gitignore\nREADME.md");
}

#[test]
fn a_hundred_thousand_files_are_read_once_and_shown_at_once() {
    let files: Vec<(String, &str)> = (0..100_000).map(|number| (format!("/p/many/f{number}"), "")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
    let mut window = Machine::new(&files).start(Some("/p"));
    window.step("explorer.expand /p/many");
    let before = window.snapshot();
    assert_eq!(before.tree.rows.len(), 100_001);
    assert_eq!(before.tree.rows[11].name, "f10", "in natural order");
    window.step("explorer.select /p/many/f99999");
    let after = window.snapshot();
    let shared =
        before.tree.rows.iter().zip(&after.tree.rows).filter(|(a, b)| std::sync::Arc::ptr_eq(a, b)).count();
    assert!(shared >= 99_998, "rows that did not change are not made again: {shared}");
    assert_eq!(after.tree.selected, Some(100_000));
}

fn select(window: &mut Window, paths: &[&str]) {
    let paths: Vec<_> = paths.iter().map(Into::into).collect();
    let cursor = std::path::PathBuf::clone(paths.last().unwrap());
    send(window, TreeCommand::SelectMany { paths, cursor });
}

#[test]
fn many_are_moved_copied_and_deleted_at_once() {
    let machine = machine();
    let mut window = machine.start(Some("/p"));
    window.step("explorer.select /p/src/deep/mod.rs");
    select(&mut window, &["/p/README.md", "/p/src/deep", "/p/src/deep/mod.rs"]);
    assert!(tree(&mut window).contains("README.md*") && tree(&mut window).contains("vdeep*"));
    window.take_effects();
    window.step("explorer.copy_relative_path");
    let copied = window.take_effects().into_iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text),
        _ => None,
    });
    assert_eq!(copied.as_deref(), Some("README.md\nsrc/deep"), "what is in a folder goes with it");
    window.step("explorer.copy");
    window.step("explorer.select /p/target");
    window.step("explorer.paste");
    assert_eq!(machine.read("/p/target/README.md"), "read me");
    assert_eq!(machine.read("/p/target/deep/mod.rs"), "// mod");
    window.step("explorer.select /p/target");
    window.step("explorer.paste");
    assert_eq!(machine.read("/p/target/README copy.md"), "read me", "nothing is overwritten");
    // Cut moves, once.
    select(&mut window, &["/p/target/deep copy", "/p/target/README copy.md"]);
    window.step("explorer.cut");
    window.step("explorer.select /p/.gitignore");
    window.step("explorer.paste");
    assert_eq!(machine.read("/p/deep copy/mod.rs"), "// mod");
    assert!(!machine.fs.exists(Path::new("/p/target/README copy.md")));
    assert!(window.try_step("explorer.paste").is_err());
    select(&mut window, &["/p/README copy.md", "/p/deep copy"]);
    window.step("explorer.delete");
    assert_eq!(machine.fs.trashed().len(), 2);
    assert_eq!(window.notices(), ["2 items are in the trash now"]);
    // One question for all where there is no trash.
    window.take_effects();
    select(&mut window, &["/p/README.md", "/p/src"]);
    machine.fs.inject("/p", Fault::Denied);
    window.step("explorer.delete");
    machine.fs.clear_faults();
    let question = window.question();
    assert_eq!(question.title, "Delete 2 items for good?");
    window.send(Command::Answer { question: question.id, choice: Some(1) });
    assert!(!machine.fs.exists(Path::new("/p/README.md")) && !machine.fs.exists(Path::new("/p/src")));
}

#[test]
fn a_folder_copied_into_itself_ends() {
    let machine = machine();
    let mut window = machine.start(Some("/p"));
    send(&mut window, TreeCommand::Copy { paths: vec!["/p/src".into()], into: "/p/src".into() });
    assert_eq!(machine.read("/p/src/src/deep/mod.rs"), "// mod");
    assert!(!machine.fs.exists(Path::new("/p/src/src/src")));
}

#[test]
fn the_tree_follows_the_tabs_if_asked_to() {
    let mut window = machine().start(Some("/p"));
    window.open("/p/src/deep/mod.rs");
    assert!(tree(&mut window).contains("    mod.rs*"), "{}", tree(&mut window));
    window.open("/p/README.md");
    assert!(tree(&mut window).contains("README.md*"));
    window.step("explorer.select /p/target");
    window.step("type x");
    assert!(tree(&mut window).contains(">target*"), "once for each tab, not with each change");
    window.step("tab.previous");
    assert!(tree(&mut window).contains("mod.rs*"));

    let machine = machine().settings("[explorer]\nfollow_active_file = false\n");
    let mut window = machine.start(Some("/p"));
    window.open("/p/src/deep/mod.rs");
    assert!(!tree(&mut window).contains("mod.rs"), "{}", tree(&mut window));
}
