//! Places as people write them.

use super::*;

fn at(line: usize, column: usize) -> Option<Place> {
    Some(Place::Line { line, column })
}

#[test]
fn lines_and_columns() {
    assert_eq!(parse_line("12"), at(12, 1));
    assert_eq!(parse_line(" 12:5 "), at(12, 5));
    assert_eq!(parse_line(":3,7"), at(3, 7));
    assert_eq!(parse_line("0:0"), at(1, 1));
    assert_eq!(parse_line("4:"), at(4, 1));
    assert_eq!(parse_line("x"), None);
    assert_eq!(parse_line("4:x"), None);
}

#[test]
fn paths_with_places() {
    assert_eq!(split_place("a/b.rs"), ("a/b.rs", None));
    assert_eq!(split_place("a/b.rs:7"), ("a/b.rs", at(7, 1)));
    assert_eq!(split_place("a/b.rs:7:3"), ("a/b.rs", at(7, 3)));
    assert_eq!(split_place("a/b.rs:7:"), ("a/b.rs", at(7, 1)));
    assert_eq!(split_place("a:b"), ("a:b", None));
    assert_eq!(split_place(":7"), (":7", None));
    assert_eq!(split_place(r"C:\a.rs:2"), (r"C:\a.rs", at(2, 1)));
}

#[test]
fn places_outside_the_text_are_clamped() {
    let text = justbuilt_text::Text::from("añb\nxyz");
    let caret = |place: Place| place_in(&text, &place).primary().head;
    assert_eq!(caret(Place::Line { line: 1, column: 3 }), 3, "columns count characters");
    assert_eq!(caret(Place::Line { line: 1, column: 99 }), 4);
    assert_eq!(caret(Place::Line { line: 99, column: 2 }), 6);
    assert_eq!(caret(Place::Bytes(100..200)), text.len());
    assert_eq!(caret(Place::LineBytes { line: 0, bytes: 0..2 }), 1, "not inside ñ");
}
