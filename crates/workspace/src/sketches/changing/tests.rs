//! Edits of a drawing's text.

use super::by_lines;
use justbuilt_text::Text;

#[track_caller]
fn check(old: &str, new: &str, touched: usize) {
    let text = Text::from(old);
    let transaction = by_lines(&text, new);
    assert_eq!(transaction.apply(&text).unwrap().to_string(), new);
    let bytes: usize = transaction.edits().map(|edit| edit.old.len() + edit.new.len()).sum();
    assert_eq!(bytes, touched, "bytes taken out and put in");
}

#[test]
fn only_lines_that_differ_are_touched() {
    check("a\nb\nc\n", "a\nB\nc\n", 4);
    check("a\nb\nc\n", "a\nc\n", 2);
    check("a\nc\n", "a\nb\nc\n", 2);
    check("a\nb\nc\nd\n", "A\nb\nc\nD\n", 8);
    check("", "a\n", 2);
    check("a\r\nb\r\n", "a\r\nb\r\n", 0);
}
