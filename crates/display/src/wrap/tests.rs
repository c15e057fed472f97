//! Where rows end, case by case, and the fast path against the slow one.

use justbuilt_testkit::{Random, random_cases};

use super::*;

fn rows(text: &str, limit: u32) -> Vec<&str> {
    let wrap = Wrap::new(text, limit, 4);
    wrap.rows(text, 0).map(|row| &text[row.start..row.end]).collect()
}

#[test]
fn words_stay_whole_and_one_space_hangs() {
    assert_eq!(rows("", 10), [""]);
    assert_eq!(rows("0123456789", 10), ["0123456789"]);
    assert_eq!(rows("0123456789 ", 10), ["0123456789 "]);
    assert_eq!(rows("0123456789 a", 10), ["0123456789 ", "a"]);
    assert_eq!(rows("hello big world", 10), ["hello big ", "world"]);
    assert_eq!(rows("hello   big", 8), ["hello   ", "big"]);
    assert_eq!(rows("0123456789012", 10), ["0123456789", "012"]);
    assert_eq!(rows("ab 0123456789012", 10), ["ab ", "0123456789", "012"]);
}

#[test]
fn continuation_hangs_under_the_indent_and_indent_is_no_opportunity() {
    assert_eq!(rows("  aaaaaaaaaaaaaaaaa", 10), ["  aaaaaaaa", "aaaaaaaa", "a"]);
    assert_eq!(Wrap::new("\t\t\t\tx", 20, 4).indent, 10);
    assert_eq!(Wrap::new("\tx", 20, 4).indent, 4);
}

#[test]
fn ideographs_break_but_not_before_closing_marks() {
    assert_eq!(rows("漢字漢字漢字", 8), ["漢字漢字", "漢字"]);
    assert_eq!(rows("漢字漢字。漢", 8), ["漢字漢", "字。漢"]);
    assert_eq!(rows("漢字漢（字）", 8), ["漢字漢", "（字）"]);
    assert_eq!(rows("abcdef漢字", 9), ["abcdef漢", "字"]);
}

#[test]
fn wide_tabs_and_marks_at_the_edge() {
    assert_eq!(rows("1234567漢", 8), ["1234567", "漢"]);
    assert_eq!(rows("12345678\u{301}9", 8), ["12345678\u{301}", "9"]);
    assert_eq!(rows("12345678\t9", 8), ["12345678", "\t9"]);
    assert_eq!(rows("123456\u{10FF80}", 8), ["123456", "\u{10FF80}"]);
}

#[test]
fn fast_and_slow_agree() {
    random_cases(400, |random: &mut Random| {
        let letters = ["a", "b", "c", " ", "  ", "x", "é", "e\u{301}", "漢", "\t", "。"];
        let plain = random.below(2) == 0;
        let count = random.below(120);
        let text: String =
            (0..count).map(|_| letters[random.below(if plain { 6 } else { letters.len() })]).collect();
        let wrap = Wrap::new(&text, 8 + random.below(30) as u32, 1 + random.below(8) as u32);
        let (mut start, mut column) = (0, 0);
        loop {
            let end = wrap.row_end(&text, start, column);
            assert_eq!(end, wrap.slow_row_end(&text, start, column), "{text:?} {start} {wrap:?}");
            assert!(end > start || text.is_empty());
            if end >= text.len() {
                break;
            }
            (start, column) = (end, wrap.indent);
        }
    });
}
