//! Where a new line starts.

use std::sync::Arc;

use justbuilt_syntax::Languages;

use crate::support::Document;

/// The line with `|` is asked about; the answer in spaces of four.
fn check(name: &str, marked: &str, expected: usize) {
    let line = marked.lines().position(|line| line.contains('|')).unwrap();
    let source = marked.replacen('|', "", 1);
    let document = Document::named(&Arc::new(Languages::new()), name, &source);
    let hint = document
        .snapshot()
        .indent_for(&document.text, line)
        .unwrap_or_else(|| panic!("{name}: no opinion\n{marked}"));
    let from = source.lines().nth(hint.line).unwrap_or_default();
    let spaces = from.len() - from.trim_start().len();
    let found = spaces as isize + 4 * isize::from(hint.levels);
    assert_eq!(found, expected as isize, "{name}: {hint:?}\n{marked}");
}

#[test]
fn brackets_indent() {
    check("a.rs", "fn f() {\n|\n}\n", 4);
    check("a.rs", "fn f() {\n    a();\n|\n}\n", 4);
    check("a.rs", "fn f() {\n    a();\n|}\n", 0);
    check("a.rs", "fn f() {\n    if x {\n        a();\n    }\n|\n}\n", 4);
    check("a.rs", "fn f() {\n    a(\n        b,\n|\n    );\n}\n", 8);
    check("a.rs", "fn f() {\n    a(\n        b,\n    |);\n}\n", 4);
    check("a.rs", "fn f() { // note {\n|\n}\n", 4);
    check("a.rs", "fn f() {\n    let x = a\n        .b();\n|\n}\n", 4);
    check("a.rs", "fn f() {}\n|\n", 0);
    check("a.rs", "fn f() {\n    g(|x| {\n        y\n    });\n|", 4);
    check("a.ts", "foo(() => {\n    bar();\n|\n});\n", 4);
    check("a.json", "{\n    \"a\": [\n|\n    ]\n}\n", 8);
    check("a.c", "int main() {\n    if (x) {\n        y();\n|    }\n}\n", 4);
}

#[test]
fn unfinished_text_indents_too() {
    check("a.rs", "fn f() {\n|", 4);
    check("a.rs", "fn f() {\n    if x {\n|", 8);
    check("a.go", "func f() {\n    x := []int{\n|", 8);
}

#[test]
fn colons_words_and_tags() {
    check("a.py", "def f():\n|\n", 4);
    check("a.py", "def f():\n    if x:\n        return 1\n|\n", 4);
    check("a.py", "def f():\n    if x:\n        a()\n    |else:\n", 4);
    check("a.py", "x = [\n    1,\n|\n]\n", 4);
    check("a.py", "x = 'a:'\n|\n", 0);
    check("a.yaml", "a:\n|\n", 4);
    check("a.sh", "if x; then\n|\nfi\n", 4);
    check("a.sh", "for i in 1; do\n    x\n|done\n", 0);
    check("a.html", "<ul>\n|\n</ul>\n", 4);
    check("a.html", "<ul>\n    <li>x</li>\n|</ul>\n", 0);
    check("a.rb", "def f\n    x do\n|\n", 8);
}

#[test]
fn prose_keeps_its_indentation() {
    check("a.md", "    text (\n|\n", 4);
    check("a.txt", "  a\n|\n", 2);
    let document = Document::named(&Arc::new(Languages::new()), "a.rs", "x\n");
    assert!(document.snapshot().indent_for(&document.text, 0).is_none());
    assert!(document.snapshot().indent_for(&document.text, 9).is_none());
}
