//! How lines are cut and where hits are said to be.

use justbuilt_text::search::Query;

use super::*;

#[test]
fn short_lines_are_shown_whole() {
    let hit = hit_in_line(3, b"let a = b;\r", 4..5);
    assert_eq!((hit.line, hit.bytes, hit.text.as_str(), hit.in_text), (3, 4..5, "let a = b;", 4..5));
}

#[test]
fn long_lines_are_cut_around_the_match_at_characters() {
    let line = format!("{}needle{}", "ä".repeat(5000), "ö".repeat(5000));
    let hit = hit_in_line(0, line.as_bytes(), 10_000..10_006);
    assert_eq!(hit.bytes, 10_000..10_006);
    assert_eq!(&hit.text[hit.in_text.clone()], "needle");
    assert!(hit.text.starts_with("…ä") && hit.text.ends_with("ö…"), "{}", hit.text);
    assert!(hit.text.len() < SHOWN + 10);
    assert!(!hit.text.contains('\u{FFFD}'), "{}", hit.text);
    let whole = hit_in_line(0, line.as_bytes(), 0..line.len());
    assert_eq!((whole.bytes, whole.in_text.start), (0..line.len(), 0));
    assert!(whole.text.ends_with('…') && whole.text.len() < SHOWN + 10);
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    let hit = hit_in_line(0, b"\xFFa\xFEneedle", 3..9);
    assert_eq!(hit.text, "\u{FFFD}a\u{FFFD}needle");
    assert_eq!((&hit.text[hit.in_text.clone()], hit.bytes), ("needle", 3..9));
}

#[test]
fn hits_of_a_text_agree_with_those_of_its_lines() {
    let text = Text::from("one two\r\ntwo two\n\nend two");
    let searcher = Searcher::compile(&Query::literal("two")).unwrap();
    let hits = hits_in_text(&searcher, &text, 100);
    let places: Vec<(usize, Range<usize>)> = hits.iter().map(|hit| (hit.line, hit.bytes.clone())).collect();
    assert_eq!(places, [(0, 4..7), (1, 0..3), (1, 4..7), (3, 4..7)]);
    assert!(hits.iter().all(|hit| &hit.text[hit.in_text.clone()] == "two"));
    assert_eq!(hits_in_text(&searcher, &text, 2).len(), 2);
    let long = Text::from(format!("{}two{}", "x".repeat(1_000_000), "y".repeat(1_000_000)).as_str());
    let hits = hits_in_text(&searcher, &long, 10);
    assert_eq!(hits[0].bytes, 1_000_000..1_000_003);
    assert_eq!(&hits[0].text[hits[0].in_text.clone()], "two");
    assert!(hits[0].text.starts_with('…') && hits[0].text.len() < 1000);
}
