//! Motions in marked text: each `|` is a stop.

use justbuilt_testkit::random_cases;

use super::*;
use crate::{Point, Selection};

/// All stops of a motion from one end of the text to the other.
#[track_caller]
fn stops(marked: &str, forwards: bool, motion: impl Fn(&Text, usize) -> usize) {
    let text = Text::from(marked.replace('|', ""));
    let mut at = if forwards { 0 } else { text.len() };
    let mut found = vec![at];
    loop {
        let next = motion(&text, at);
        if next == at {
            break;
        }
        assert_eq!(next > at, forwards, "wrong way from {at} to {next}");
        found.push(next);
        at = next;
    }
    found.sort_unstable();
    let mut shown = String::new();
    let plain = text.to_string();
    for (index, c) in plain.char_indices().map(|(i, c)| (i, Some(c))).chain([(plain.len(), None)]) {
        if found.contains(&index) {
            shown.push('|');
        }
        shown.extend(c);
    }
    assert_eq!(shown, marked);
}

#[test]
fn words() {
    stops("|foo| bar_baz|  (qux|)|\n|\n  two|.three| ++| x|", true, next_word_end);
    stops("|foo |bar_baz  |(|qux|)\n|\n|  |two.|three |++ |x|", false, prev_word_start);
    stops("|foo |bar_baz  |(|qux|)|\n|\n  |two|.|three|", true, next_word_start);
    stops("|grün| straße| l\u{2019}été|", true, next_word_end);
    stops("|日|本| 👍🏽👩\u{200d}👧| e\u{301}a|", true, next_word_end);
    stops("|can|'t| 3|.14|", true, next_word_end);
}

#[test]
fn parts_of_words() {
    stops("|camel|Case| HTTP|Server| snake|_case| utf8| x|", true, next_subword_end);
    stops("|camel|Case |HTTP|Server |snake_|case |utf8|", false, prev_subword_start);
}

#[test]
fn deleting_words() {
    let text = Text::from("foo bar   baz\n  qux");
    assert_eq!(word_left_for_delete(&text, 7), 4);
    assert_eq!(word_left_for_delete(&text, 10), 7);
    assert_eq!(word_left_for_delete(&text, 8), 4);
    assert_eq!(word_left_for_delete(&text, 14), 13);
    assert_eq!(word_right_for_delete(&text, 3), 7);
    assert_eq!(word_right_for_delete(&text, 7), 10);
    assert_eq!(word_right_for_delete(&text, 13), 16);
    assert_eq!(word_right_for_delete(&text, text.len()), text.len());
}

#[test]
fn every_motion_ends_and_stays_on_graphemes() {
    type Motion = fn(&Text, usize) -> usize;
    let forwards: [Motion; 6] =
        [next_word_end, next_word_start, next_subword_end, next_paragraph, word_right_for_delete, right];
    let back: [Motion; 6] =
        [prev_word_start, prev_word_end, prev_subword_start, previous_paragraph, word_left_for_delete, left];
    random_cases(150, |random| {
        let text = Text::from(random.text(25));
        for motion in forwards {
            let mut at = 0;
            while at < text.len() {
                let next = motion(&text, at);
                assert!(next > at && text.is_grapheme_boundary(next), "from {at} to {next} in {text:?}");
                at = next;
            }
            assert_eq!(motion(&text, text.len()), text.len());
        }
        for motion in back {
            let mut at = text.len();
            while at > 0 {
                let next = motion(&text, at);
                assert!(next < at && text.is_grapheme_boundary(next), "from {at} to {next} in {text:?}");
                at = next;
            }
            assert_eq!(motion(&text, 0), 0);
        }
    });
}

#[test]
fn lines_and_paragraphs() {
    let text = Text::from("  one\r\n\r\n   \ntwo\nthree\n\nfour");
    assert_eq!(smart_line_start(&text, 4), 2);
    assert_eq!(smart_line_start(&text, 2), 0);
    assert_eq!(smart_line_start(&text, 0), 2);
    assert_eq!(line_end(&text, 0), 5);
    stops("  one\n|\ntwo\nthree\n|\nfour|".replacen("  one", "|  one", 1).as_str(), true, next_paragraph);
    stops(
        "|one\n|\n\ntwo\nthree\n|\nfour|".replace("one\n|\n\n", "one\n\n|\n").as_str(),
        false,
        previous_paragraph,
    );
}

#[test]
fn up_and_down_keep_the_column() {
    let text = Text::from("long line\nab\n\tx日本\nlast");
    let mut selection = Selection::caret(7);
    let mut heads = Vec::new();
    for _ in 0..4 {
        selection = vertical(&text, selection, 1, false, 4);
        heads.push(text.point_of(selection.head));
    }
    assert_eq!(heads, [Point::new(1, 2), Point::new(2, 5), Point::new(3, 4), Point::new(3, 4)]);
    assert_eq!(selection.goal, Some(7));
    assert_eq!(vertical(&text, selection, -9, true, 4), Selection::new(text.len(), 0).with_goal(Some(7)));
    assert_eq!(page(&text, Selection::caret(0), 3, true, false, 4).head, text.line_start(2));
    assert_eq!(page(&text, Selection::caret(0), 30, true, false, 4).head, text.line_start(3));
}

#[test]
fn brackets() {
    let text = Text::from("f(a[1], {b: (c)}) x");
    assert_eq!(matching_bracket(&text, 1), Some(16));
    assert_eq!(matching_bracket(&text, 16), Some(1));
    assert_eq!(matching_bracket(&text, 17), Some(1));
    assert_eq!(matching_bracket(&text, 3), Some(5));
    assert_eq!(matching_bracket(&text, 18), None);
    assert_eq!(enclosing_brackets(&text, 13..13), Some(12..15));
    assert_eq!(enclosing_brackets(&text, 12..15), Some(8..16));
    assert_eq!(enclosing_brackets(&text, 7..7), Some(1..17));
    assert_eq!(enclosing_brackets(&text, 18..18), None);
    assert_eq!(matching_bracket(&Text::from("(()"), 0), None);
    assert_eq!(enclosing_brackets(&Text::from("(a]b)"), 2..2), Some(0..5));
}
