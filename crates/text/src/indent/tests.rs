//! Samples of real layouts.

use super::*;

#[test]
fn common_layouts() {
    assert_eq!(detect(""), None);
    assert_eq!(detect("flat\ntext\n"), None);
    assert_eq!(detect("a {\n\tb\n\tc {\n\t\td\n\t}\n}\n"), Some(IndentStyle::Tabs));
    assert_eq!(detect("a:\n  b:\n    c: 1\n  d: 2\n"), Some(IndentStyle::Spaces(2)));
    assert_eq!(
        detect("fn a() {\n    b();\n    if c {\n        d();\n    }\n}\n"),
        Some(IndentStyle::Spaces(4))
    );
    assert_eq!(detect("a\n        b\n        c\nd\n"), Some(IndentStyle::Spaces(8)));
    assert_eq!(detect("a\r\n   b\r\n      c\r\n   d\r\ne\r\n"), Some(IndentStyle::Spaces(3)));
}

#[test]
fn block_comments_are_not_indentation() {
    let text = "/**\n * a\n * b\n * c\n */\nfn a() {\n    b();\n}\nfn c() {\n    d();\n}\n";
    assert_eq!(detect(text), Some(IndentStyle::Spaces(4)));
}

#[test]
fn white_space_of_a_width() {
    assert_eq!(IndentStyle::Tabs.white(10, 4), "\t\t  ");
    assert_eq!(IndentStyle::Spaces(2).white(3, 4), "   ");
    assert_eq!(IndentStyle::Tabs.unit(), "\t");
    assert_eq!(IndentStyle::Spaces(0).unit(), " ");
}
