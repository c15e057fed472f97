//! Selections in marked text.

use justbuilt_testkit::{format_marked, parse_marked};

use super::*;

#[track_caller]
fn check(before: &str, f: impl Fn(&Text, &Selections) -> Selections, after: &str) {
    let (text, marked) = parse_marked(before);
    let selections = Selections::new(marked.iter().map(|(anchor, head)| Selection::new(*anchor, *head)), 0);
    let result = f(&Text::from(text.as_str()), &selections);
    let ranges: Vec<(usize, usize)> =
        result.iter().map(|selection| (selection.anchor, selection.head)).collect();
    assert_eq!(format_marked(&text, &ranges), after);
}

#[test]
fn words_lines_all() {
    check("one twˇo", select_word, "one «twoˇ»");
    check("oneˇ  two", select_word, "«oneˇ»  two");
    check("one ˇ two", select_word, "one ˇ two");
    check("one\ntˇwo\nthree", select_line, "one\n«two\nˇ»three");
    check("«one\nˇ»two\nthree", select_line, "«one\ntwo\nˇ»three");
    check("one\ntˇwo", |text, _| select_all(text), "«one\ntwoˇ»");
    check("a\n\nb\ncˇ\n\nd", select_paragraph, "a\n\n«b\nc\nˇ»\nd");
    let text = Text::from("a  b((c");
    assert_eq!([double_click(&text, 1), double_click(&text, 2), double_click(&text, 5)], [0..1, 1..3, 4..6]);
    assert_eq!(double_click(&Text::from("\n"), 0), 0..0);
    let css = Words::with("-");
    assert_eq!(double_click_of(css, &Text::from("a font-size"), 3), 2..11);
    check("font-ˇsize", |text, s| select_word_of(css, text, s), "«font-sizeˇ»");
}

#[test]
fn growing() {
    check("f(a, [bˇ])", expand_to_brackets, "f(a, [«bˇ»])");
    check("f(a, [«bˇ»])", expand_to_brackets, "f(a, «[b]ˇ»)");
    check("f(a, «[b]ˇ»)", expand_to_brackets, "f(«a, [b]ˇ»)");
    check("f(«ˇa, [b]»)", expand_to_brackets, "f«ˇ(a, [b])»");
    check("let aˇb = (c);", expand, "let «abˇ» = (c);");
    check("let «abˇ» = (c);", expand, "«let ab = (c);ˇ»");
    check("  xˇ\ny", expand, "  «xˇ»\ny");
    check("  «xˇ»\ny", expand, "«  x\nˇ»y");
    check("«  x\nˇ»y", expand, "«  x\nyˇ»");
}

#[test]
fn more_carets() {
    check("abcdˇ\nab\nabcd", |text, s| add_caret_below(text, s, 4), "abcdˇ\nabˇ\nabcd");
    let (text, _) = parse_marked("abcd\nab\nabcd");
    let text = Text::from(text);
    let mut selections = Selections::caret(4);
    for _ in 0..3 {
        selections = add_caret_below(&text, &selections, 4);
    }
    let heads: Vec<usize> = selections.iter().map(|selection| selection.head).collect();
    assert_eq!(heads, [4, 7, 12], "the column is kept over the short line");
    assert_eq!(selections.primary().head, 12);
    check("ab\na«bˇ»\nab", |text, s| add_caret_above(text, s, 4), "a«bˇ»\na«bˇ»\nab");
    check("«one\ntwo\nˇ»three", split_into_lines, "«oneˇ»\n«twoˇ»\nthree");
    check("o«ne\n\ntwˇ»o", split_into_lines, "o«neˇ»\nˇ\n«twˇ»o");
    check("«one\ntwoˇ»", carets_at_line_ends, "oneˇ\ntwoˇ");
    check("ab\n\tc\nlong", |text, _| column_selection(text, (0, 1), (2, 3), 4), "a«bˇ»\n«\tˇ»c\nl«onˇ»g");
}

#[test]
fn other_places() {
    let next = |text: &Text, s: &Selections| {
        add_next_match(Words::PLAIN, text, s, false).unwrap_or_else(|| s.clone())
    };
    check("fˇoo food foo", next, "«fooˇ» food foo");
    check("«fooˇ» food foo", next, "«fooˇ» «fooˇ»d foo");
    check("«fooˇ» «fooˇ»d «fooˇ»", next, "«fooˇ» «fooˇ»d «fooˇ»");
    check("foo «fooˇ»", next, "«fooˇ» «fooˇ»");
    let whole = |text: &Text, s: &Selections| {
        add_next_match(Words::PLAIN, text, s, true).unwrap_or_else(|| s.clone())
    };
    check("«fooˇ» food foo", whole, "«fooˇ» food «fooˇ»");
    let skip = |text: &Text, s: &Selections| {
        move_to_next_match(Words::PLAIN, text, s, false).unwrap_or_else(|| s.clone())
    };
    check("«fooˇ» foo", skip, "foo «fooˇ»");
    let every = |text: &Text, s: &Selections| all_matches(Words::PLAIN, text, s, false, 100).unwrap();
    check("foˇo food foo", every, "«fooˇ» food «fooˇ»");
    check("«ˇfo»o food", every, "«ˇfo»o «ˇfo»od");
    assert!(all_matches(Words::PLAIN, &Text::from("  "), &Selections::caret(1), false, 9).is_none());
}
