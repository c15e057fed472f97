//! Double clicks on sample lines.

use super::*;

fn word(text: &str, byte: usize) -> &str {
    &text[word_at(&Text::from(text), byte, "")]
}

#[test]
fn words_signs_and_space() {
    let text = "let x_1 = föö(a, b);\n  next";
    assert_eq!(word(text, 1), "let");
    assert_eq!(word(text, 3), "let", "after the end of a word it is that word");
    assert_eq!(word(text, 4), "x_1");
    assert_eq!(word(text, 11), "föö");
    assert_eq!(word(text, 8), "=");
    assert_eq!(word(text, text.find('(').unwrap() + 1), "a");
    assert_eq!(word(text, text.len()), "next");
}

#[test]
fn a_language_has_its_own_words() {
    let text = "margin-top: 1px";
    assert_eq!(word(text, 2), "margin");
    assert_eq!(&text[word_at(&Text::from(text), 2, "-")], "margin-top");
}

#[test]
fn a_line_ending_is_never_part_of_it() {
    assert_eq!(word("ab\r\ncd", 2), "ab");
    assert_eq!(word("\n", 0), "");
    assert_eq!(word("", 0), "");
}

#[test]
fn a_line_of_a_million_letters_is_not_read_whole() {
    let text = Text::from("a".repeat(1_000_000).as_str());
    assert_eq!(word_at(&text, 500_000, ""), 500_000 - REACH..500_000 + REACH);
}
