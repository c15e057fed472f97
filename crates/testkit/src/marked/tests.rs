//! Tests of the marked-text notation.

use super::{format_marked, parse_marked};
use crate::random_cases;

#[track_caller]
fn check(marked: &str, text: &str, selections: &[(usize, usize)]) {
    assert_eq!(parse_marked(marked), (text.to_owned(), selections.to_vec()));
}

#[test]
fn carets_and_selections() {
    check("", "", &[]);
    check("ˇ", "", &[(0, 0)]);
    check("aˇb", "ab", &[(1, 1)]);
    check("a«bcˇ»d", "abcd", &[(1, 3)]);
    check("a«ˇbc»d", "abcd", &[(3, 1)]);
    check("a«bc»d", "abcd", &[(1, 3)]);
    check("日ˇ本\n«éˇ»", "日本\né", &[(3, 3), (7, 9)]);
    check("«a»«b»ˇ", "ab", &[(0, 1), (1, 2), (2, 2)]);
}

#[test]
fn format_orders_and_marks_heads() {
    assert_eq!(format_marked("abcd", &[(3, 1), (0, 0)]), "ˇa«ˇbc»d");
    assert_eq!(format_marked("abcd", &[(1, 3), (3, 4)]), "a«bcˇ»«dˇ»");
    assert_eq!(format_marked("", &[(0, 0)]), "ˇ");
    assert_eq!(format_marked("ab", &[]), "ab");
}

#[test]
fn bad_marks_are_refused() {
    for bad in ["«a", "a»", "««a»»", "«aˇb»", "«ˇaˇ»"] {
        assert!(std::panic::catch_unwind(|| parse_marked(bad)).is_err(), "{bad} was taken");
    }
    assert!(std::panic::catch_unwind(|| format_marked("é", &[(1, 1)])).is_err());
    assert!(std::panic::catch_unwind(|| format_marked("abc", &[(0, 2), (1, 3)])).is_err());
    assert!(std::panic::catch_unwind(|| format_marked("abc", &[(4, 4)])).is_err());
}

#[test]
fn what_was_written_is_read_again() {
    random_cases(200, |random| {
        let text = random.text(30);
        let mut selections = Vec::new();
        let mut from = 0;
        while from < text.len() && !random.one_in(4) {
            let rest = &text[from..];
            let a = from + random.boundary(rest);
            let b = a + random.boundary(&text[a..]);
            selections.push(if random.bool() { (a, b) } else { (b, a) });
            from = b.max(from + 1);
            while !text.is_char_boundary(from) {
                from += 1;
            }
        }
        let marked = format_marked(&text, &selections);
        assert_eq!(parse_marked(&marked), (text, selections));
    });
}
