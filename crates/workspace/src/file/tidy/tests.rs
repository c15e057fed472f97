//! Tidied texts.

use justbuilt_text::Transaction;

use super::*;

fn trimmed(text: &str) -> String {
    let text = Text::from(text);
    Transaction::from_edits(text.len(), trailing_blanks(&text)).apply(&text).unwrap().to_string()
}

#[test]
fn blanks_at_line_ends_go() {
    assert_eq!(trimmed("a  \n\tb\t\r\n  \nc d \t"), "a\n\tb\r\n\nc d");
    assert_eq!(trimmed(""), "");
    assert_eq!(trimmed("x"), "x");
}

#[test]
fn the_last_line_gets_its_end() {
    assert_eq!(last_line_break(&Text::from("a"), "\r\n"), Some((1..1, "\r\n".to_owned())));
    assert_eq!(last_line_break(&Text::from("a\n"), "\n"), None);
    assert_eq!(last_line_break(&Text::from(""), "\n"), None);
}
