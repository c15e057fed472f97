//! Large files: their first lines at once, no highlighting, everything else as ever.

use justbuilt_workspace::Loading;

use crate::harness::{Machine, manual};

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
