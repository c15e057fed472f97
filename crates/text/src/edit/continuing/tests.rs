//! Enter in comments.

use justbuilt_testkit::{format_marked, parse_marked};

use crate::edit::{EditContext, LanguageEdit, newline};
use crate::{Selection, Selections, Text};

fn entered(line: &str, block: (&str, &str), before: &str, wanted: bool) -> String {
    let (content, selections) = parse_marked(before);
    let text = Text::from(content.as_str());
    let selections = selections.into_iter().map(|(anchor, head)| Selection::new(anchor, head));
    let language = LanguageEdit {
        line_comment: Some(line.into()),
        block_comment: Some((block.0.into(), block.1.into())),
        ..LanguageEdit::default()
    };
    let context = EditContext { language, continue_comments: wanted, ..EditContext::default() };
    let change = newline(&context, &text, &Selections::new(selections, 0)).expect("nothing happened");
    let after = change.transaction.apply(&text).expect("it fits");
    let selections: Vec<_> = change.selections.iter().map(|s| (s.anchor, s.head)).collect();
    format_marked(&after.to_string(), &selections)
}

#[track_caller]
fn check(before: &str, after: &str) {
    assert_eq!(entered("//", ("/*", "*/"), before, true), after);
}

#[test]
fn doc_comments_go_on() {
    check("/// oneˇ", "/// one\n/// ˇ");
    check("    //! one ˇtwo", "    //! one \n    //! ˇtwo");
    check("/// ˇ", "///\n/// ˇ");
    check("///ˇ", "///\n/// ˇ");
    check("//! newˇ//! old", "//! new\nˇ//! old");
    check("  /// «oneˇ» two", "  ///\n  /// ˇtwo");
    assert_eq!(entered("--", ("--[[", "]]"), "--- oneˇ", true), "--- one\n--- ˇ");
}

#[test]
fn plain_comments_and_rules_do_not() {
    check("// oneˇ", "// one\nˇ");
    check("//////ˇ", "//////\nˇ");
    check("let a = 1; /// oneˇ", "let a = 1; /// one\nˇ");
    check("ˇ/// one", "\nˇ/// one");
    check("/ˇ// one", "/\nˇ// one");
    assert_eq!(entered("#", ("<!--", "-->"), "/// oneˇ", true), "/// one\nˇ");
    assert_eq!(entered("//", ("/*", "*/"), "/// oneˇ", false), "/// one\nˇ");
}

#[test]
fn block_comments_go_on_with_a_star() {
    check("/**ˇ", "/**\n * ˇ");
    check("  /* oneˇ", "  /* one\n   * ˇ");
    check("/** ˇ */", "/** \n * ˇ\n */");
    check("/**\n * oneˇ", "/**\n * one\n * ˇ");
    check("/**\n * ˇ", "/**\n *\n * ˇ");
    check("/**\n * one ˇtwo\n */", "/**\n * one \n * ˇtwo\n */");
    check("/**\n * one\n */ˇ", "/**\n * one\n */\nˇ");
    check("/**\n * oneˇ*/", "/**\n * one\n ˇ*/");
}

#[test]
fn stars_elsewhere_are_just_stars() {
    check("* itemˇ", "* item\nˇ");
    check("a\n * 2ˇ", "a\n * 2\n ˇ");
    check("/* a */ bˇ", "/* a */ b\nˇ");
    check("/* a */\n* bˇ", "/* a */\n* b\nˇ");
    check("/*\n *p = 1ˇ", "/*\n *p = 1\n ˇ");
}

#[test]
fn every_caret_has_its_own_comment() {
    check("/// aˇ\n// bˇ\n", "/// a\n/// ˇ\n// b\nˇ\n");
}
