//! Tabs, wide, combining and odd characters; there and back.

use justbuilt_testkit::random_cases;

use super::*;

#[test]
fn widths() {
    assert_eq!(width_of("abc", 0, 4), 3);
    assert_eq!(width_of("\tx", 0, 4), 5);
    assert_eq!(width_of("ab\tx", 0, 4), 5);
    assert_eq!(width_of("\t", 3, 4), 1);
    assert_eq!(width_of("日本", 0, 4), 4);
    assert_eq!(width_of("e\u{301}", 0, 4), 1);
    assert_eq!(width_of("👩\u{200d}👩\u{200d}👧", 0, 4), 2);
    assert_eq!(width_of("\u{10FFFF}", 0, 4), 4);
    assert_eq!(width_of("\u{1}\u{7f}", 0, 4), 2);
    assert_eq!(width_of("a\r\n", 0, 4), 1);
}

#[test]
fn places_on_a_line() {
    let text = Text::from("\tab日e\u{301}x\nshort");
    let column = |byte| column_of(&text, byte, 4);
    assert_eq!(
        [column(0), column(1), column(2), column(3), column(6), column(9), column(10)],
        [0, 4, 5, 6, 8, 9, 10]
    );
    let byte = |column| byte_at(&text, 0, column, 4);
    assert_eq!([byte(0), byte(1), byte(2), byte(3), byte(4)], [0, 0, 1, 1, 1]);
    assert_eq!([byte(6), byte(7), byte(8), byte(9), byte(99)], [3, 6, 6, 9, 10]);
    assert_eq!(byte_at(&text, 1, 99, 4), text.len());
    assert_eq!(line_width(&text, 0, 4), 10);
}

#[test]
fn there_and_back() {
    random_cases(300, |random| {
        let text = Text::from(random.text(30).repeat(random.range(1..30)));
        for line in 0..text.line_count().min(20) {
            let content = text.line_content(line);
            let slice = text.slice(content.clone());
            assert_eq!(line_width(&text, line, 4), width_of(&slice, 0, 4));
            let mut column = 0;
            for (offset, grapheme) in slice.grapheme_indices(true).take(200) {
                let at = content.start + offset;
                assert_eq!(column_of(&text, at, 4), column, "{offset} in {slice:?}");
                let width = grapheme_width(grapheme, column, 4);
                if width > 0 {
                    // A place with nothing wide before it at the same column is found again.
                    let back = byte_at(&text, line, column, 4);
                    assert_eq!(column_of(&text, back, 4), column);
                }
                column += width;
            }
        }
    });
}
