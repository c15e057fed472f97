//! Clusters and their widths, case by case.

use super::*;

fn widths(text: &str) -> Vec<(&str, u32, CellKind)> {
    clusters(text, 0).map(|c| (&text[c.start..c.start + c.len], c.width, c.kind)).collect()
}

#[test]
fn kinds_and_widths() {
    use CellKind::{Control, Invalid, Tab, Text};
    assert_eq!(widths(""), vec![]);
    assert_eq!(widths("ab"), vec![("a", 1, Text), ("b", 1, Text)]);
    assert_eq!(widths("e\u{301}x"), vec![("e\u{301}", 1, Text), ("x", 1, Text)]);
    assert_eq!(widths("漢"), vec![("漢", 2, Text)]);
    assert_eq!(widths("👩‍👩‍👧"), vec![("👩‍👩‍👧", 2, Text)]);
    assert_eq!(widths("🇦🇹🇩🇪"), vec![("🇦🇹", 2, Text), ("🇩🇪", 2, Text)]);
    assert_eq!(widths("\t\u{1}\u{7f}"), vec![("\t", 1, Tab), ("\u{1}", 1, Control), ("\u{7f}", 1, Control)]);
    assert_eq!(widths("\u{202E}\u{2028}"), vec![("\u{202E}", 1, Control), ("\u{2028}", 1, Control)]);
    assert_eq!(widths("\u{10FFC3}("), vec![("\u{10FFC3}", 4, Invalid), ("(", 1, Text)]);
    assert_eq!(widths("\u{10FFC3}\u{301}"), vec![("\u{10FFC3}", 4, Invalid), ("\u{301}", 0, Text)]);
    assert_eq!(widths("\u{200B}"), vec![("\u{200B}", 0, Text)]);
}

#[test]
fn the_letter_before_a_mark_is_not_taken_alone_at_any_distance() {
    for n in 0..200 {
        let text = format!("{}e\u{301}", "x".repeat(n));
        let last = clusters(&text, 0).last().unwrap();
        assert_eq!((last.start, last.len), (n, 3), "{n}");
        assert_eq!(Width::of(&text, 4), Width { head: n as u32 + 1, tail: None });
    }
}

#[test]
fn a_mark_storm_is_cut() {
    let text = format!("a{}", "\u{301}".repeat(10_000));
    assert!(clusters(&text, 0).all(|c| c.len <= MAX_CLUSTER));
    assert_eq!(clusters(&text, 0).map(|c| c.len).sum::<usize>(), text.len());
    assert_eq!(Width::of(&text, 4).end(0, 4), 1);
}

#[test]
fn widths_compose_over_tabs() {
    for (a, b) in [("ab", "c"), ("a\tb", "cd\te"), ("", "\t"), ("\t", "\t\t"), ("漢\t", "字\u{7}\t1")] {
        for tab in 1..9 {
            for start in 0..9 {
                let whole = Width::of(&format!("{a}{b}"), tab).end(start, tab);
                assert_eq!(Width::of(b, tab).end(Width::of(a, tab).end(start, tab), tab), whole);
            }
        }
    }
}

#[test]
fn simple_characters_are_what_unicode_says() {
    let mut count = 0;
    for c in '\0'..=char::MAX {
        if is_simple(c) {
            count += 1;
            let one = c.to_string();
            assert_eq!(c.width(), Some(one.width()), "{c:?}");
            for other in ["a", "é", "漢", "한", "あ", "→", "Я"] {
                let (before, after) = (format!("{other}{c}"), format!("{c}{other}"));
                assert_eq!((before.graphemes(true).count(), after.graphemes(true).count()), (2, 2), "{c:?}");
                assert_eq!(before.width(), other.width() + one.width(), "{c:?}");
            }
        }
    }
    assert!(count > 70_000);
}
