//! Server-sent events, after the examples of the specification and what is seen beyond it.

use super::{Frame, Reader};

/// The frames of a stream, `name|data` a line; the same in pieces of every size.
fn read(stream: &str) -> Vec<String> {
    let in_pieces = |size: usize| {
        let (mut reader, mut all) = (Reader::default(), Vec::new());
        for piece in stream.as_bytes().chunks(size) {
            reader.feed(piece, &mut |frame| {
                all.push(match frame {
                    Frame::Event { name, data } => format!("{name}|{data}"),
                    Frame::Comment => ":".to_owned(),
                    Frame::Stray(text) => format!("stray|{text}"),
                    Frame::TooLarge => "too large".to_owned(),
                });
            });
        }
        all
    };
    let whole = in_pieces(stream.len().max(1));
    for size in 1..stream.len() {
        assert_eq!(in_pieces(size), whole, "in pieces of {size}");
    }
    whole
}

#[test]
fn lines_of_data_are_joined() {
    assert_eq!(read("data: YHOO\ndata: +2\ndata: 10\n\n"), ["|YHOO\n+2\n10"]);
}

#[test]
fn one_space_is_taken_away_and_no_more() {
    assert_eq!(read("data:a\n\ndata: b\n\ndata:  c\n\n"), ["|a", "|b", "| c"]);
}

#[test]
fn every_end_of_a_line_is_one() {
    let all = ["|a", "x|b"];
    assert_eq!(read("data: a\n\nevent: x\ndata: b\n\n"), all);
    assert_eq!(read("data: a\r\n\r\nevent: x\r\ndata: b\r\n\r\n"), all);
    assert_eq!(read("data: a\r\revent: x\rdata: b\r\r"), all);
    assert_eq!(read("data: a\r\n\nevent: x\rdata: b\n\r\n"), all);
}

#[test]
fn a_byte_order_mark_comments_and_other_fields_are_passed_over() {
    assert_eq!(read("\u{feff}data: a\n\n"), ["|a"]);
    assert_eq!(read(": ping\n\n: pong\nid: 7\nretry: 10\ndata: a\n\n"), [":", ":", "|a"]);
}

#[test]
fn an_event_without_data_or_without_its_end_is_none() {
    assert!(read("event: x\n\n\n\n").is_empty());
    assert!(read("data: a\n").is_empty());
    assert_eq!(read("data\n\n"), ["|"]);
    assert_eq!(read("event: x\n\ndata: a\n\n"), ["|a"]);
}

#[test]
fn characters_may_be_cut() {
    assert_eq!(read("data: é日👩\u{200d}👧\n\n"), ["|é日👩\u{200d}👧"]);
}

#[test]
fn json_without_a_field_is_given_as_it_is() {
    assert_eq!(read("data: a\n\n{\n \"error\": 1\n}\n"), ["|a", "stray|{\n \"error\": 1\n}"]);
}

#[test]
fn what_is_pending_can_be_asked_for() {
    let mut reader = Reader::default();
    reader.feed(b"event: x\ndata: {\"a\":1}", &mut |_| ());
    assert_eq!(reader.pending(), Some(("x".to_owned(), "{\"a\":1}".to_owned())));
    assert_eq!(reader.pending_ends_with(), Some(b'}'));
    reader.feed(b"\n\n", &mut |_| ());
    assert_eq!(reader.pending(), None);
}
