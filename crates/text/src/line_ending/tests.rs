//! Counting in pieces, converting, mixed endings.

use super::*;

#[test]
fn pieces_do_not_matter() {
    let bytes = b"a\r\nb\nc\rd\r\r\n\n";
    let mut whole = EndingCount::default();
    whole.feed(bytes);
    assert_eq!((whole.lf, whole.crlf, whole.cr), (2, 2, 2));
    for size in 1..bytes.len() {
        let mut pieces = EndingCount::default();
        bytes.chunks(size).for_each(|piece| pieces.feed(piece));
        assert_eq!(pieces, whole, "in pieces of {size}");
    }
    assert!(whole.is_mixed());
}

#[test]
fn the_majority_wins() {
    let detect = |text: &str| LineEnding::detect(&Text::from(text));
    assert_eq!(detect("one line"), None);
    assert_eq!(detect(""), None);
    assert_eq!(detect("a\nb"), Some(LineEnding::Lf));
    assert_eq!(detect("a\r\nb\r\nc\n"), Some(LineEnding::CrLf));
    assert_eq!(detect("a\rb"), Some(LineEnding::Cr));
    assert_eq!(detect("a\rb\n"), Some(LineEnding::Lf));
}

#[test]
fn converting_touches_only_what_differs() {
    let text = Text::from("a\r\nb\nc\rd");
    let change = LineEnding::CrLf.convert(&text);
    assert_eq!(change.edits().count(), 2);
    assert_eq!(change.apply(&text).unwrap(), "a\r\nb\r\nc\r\nd");
    assert_eq!(LineEnding::Lf.convert(&text).apply(&text).unwrap(), "a\nb\nc\nd");
    assert_eq!(LineEnding::Lf.normalise("x\r\ny\rz\n\n"), "x\ny\nz\n\n");
    assert_eq!(LineEnding::CrLf.normalise("x\ny"), "x\r\ny");
}

#[test]
fn names_round_trip() {
    for ending in LineEnding::ALL {
        assert_eq!(LineEnding::by_name(&ending.to_string()), Some(ending));
    }
    assert_eq!(LineEnding::by_name("other"), None);
}
