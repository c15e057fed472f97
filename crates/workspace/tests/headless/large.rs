//! Large files: their first lines at once, no highlighting, everything else as ever.

use justbuilt_workspace::Loading;

use std::path::Path;

use justbuilt_store::Fs as _;

use crate::harness::{Machine, SECOND, manual};

#[test]
fn the_first_lines_are_there_before_the_rest() {
    let text = "fn line() {}\n".repeat(400_000);
    let machine = Machine::new(&[("/p/a.rs", &text)]);
    let (spawner, tasks) = manual();
    let mut window = machine.start_with(None, spawner);
    tasks.run_until_idle();
    window.settle();
    window.open("/p/a.rs:300000:4");
    // One slice reads the file; what it sent is taken in one by one.
    tasks.run_until_idle();
    window.settle();
    let document = window.document();
    assert_eq!(document.text.len(), text.len());
    assert_eq!(document.loading, None::<Loading>);
    assert_eq!(document.text.line_of(window.view().selections.primary().head), 299_999);
    window.step("type x");
    window.step("file.save");
    tasks.run_until_idle();
    window.settle();
    assert_eq!(machine.read("/p/a.rs").len(), text.len() + 1);
}

#[test]
fn texts_of_more_than_20_megabytes_are_not_highlighted() {
    let text = "let x = 1;\n".repeat(2 << 20);
    let machine = Machine::new(&[("/p/a.rs", &text)]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs");
    let document = window.document();
    assert!(document.syntax.highlights(&document.text, 0..100).is_empty());
    assert_eq!(document.language_name, "Rust");
    window.step("cursor.document_end");
    window.step("type x");
    assert_eq!(window.document().text.len(), text.len() + 1);
}

#[test]
fn unsaved_changes_of_large_files_are_kept_without_the_file() {
    let text = "let x = 1;\n".repeat(500_000);
    let machine = Machine::new(&[("/p/a.txt", &text)]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.txt:250000");
    window.step("type // mine");
    window.advance(SECOND * 2);
    let machine = window.kill();
    let kept = machine.kept();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].1.len() < 1000, "{} bytes", kept[0].1.len());

    let mut window = machine.start(Some("/p"));
    assert_eq!(window.tabs(), "[a.txt*]");
    assert_eq!(window.document().text.len(), text.len() + 7);
    assert!(window.text().contains("// minelet x = 1;"));
    window.step("undo.undo");
    assert!(!window.document().dirty);

    // The file moved on: what was kept fits no more, but is not thrown away.
    let mut window = window.quit().start(Some("/p"));
    window.step("go.line 5");
    window.step("type mine");
    window.advance(SECOND * 2);
    let machine = window.kill();
    machine.fs.write(Path::new("/p/a.txt"), b"other\n").unwrap();
    let mut window = machine.start(Some("/p"));
    assert_eq!(window.text(), "other\n");
    assert_eq!(window.notices(), ["Changes to “a.txt” could not be brought back"]);
    window.advance(SECOND * 2);
    assert!(machine.kept().iter().any(|(_, text)| text.ends_with("mine")));
}

#[test]
fn a_closed_text_is_given_back_in_the_background() {
    let text = "let x = 1;\n".repeat(200_000);
    let machine = Machine::new(&[("/p/a.txt", &text), ("/p/small.txt", "a\n")]);
    let (spawner, tasks) = manual();
    let mut window = machine.start_with(None, spawner);
    for (path, large) in [("/p/small.txt", false), ("/p/a.txt", true)] {
        window.open(path);
        tasks.run_until_idle();
        window.settle();
        window.step("tab.close");
        tasks.run_until_idle();
        assert!(!tasks.names().contains(&"give memory back"));
        // The face may still hold the last snapshot.
        window.advance(SECOND * 2);
        assert_eq!(tasks.names().contains(&"give memory back"), large, "{path}");
        tasks.run_until_idle();
        window.settle();
        assert!(window.workspace.next_deadline().is_none_or(|due| due > SECOND));
    }
}
