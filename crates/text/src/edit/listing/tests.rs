//! Enter in lists.

use justbuilt_testkit::{format_marked, parse_marked};

use crate::edit::{EditContext, LanguageEdit, newline};
use crate::{Selection, Selections, Text};

fn entered(before: &str, lists: bool, wanted: bool) -> String {
    let (content, selections) = parse_marked(before);
    let text = Text::from(content.as_str());
    let selections = selections.into_iter().map(|(anchor, head)| Selection::new(anchor, head));
    let language = LanguageEdit { lists, ..LanguageEdit::default() };
    let context = EditContext { language, continue_lists: wanted, ..EditContext::default() };
    let change = newline(&context, &text, &Selections::new(selections, 0)).expect("nothing happened");
    let after = change.transaction.apply(&text).expect("it fits");
    let selections: Vec<_> = change.selections.iter().map(|s| (s.anchor, s.head)).collect();
    format_marked(&after.to_string(), &selections)
}

#[track_caller]
fn check(before: &str, after: &str) {
    assert_eq!(entered(before, true, true), after);
}

#[test]
fn items_go_on_with_the_next_marker() {
    check("- oneˇ", "- one\n- ˇ");
    check("* oneˇ", "* one\n* ˇ");
    check("+ oneˇ\n", "+ one\n+ ˇ\n");
    check("1. oneˇ", "1. one\n2. ˇ");
    check("9) nineˇ", "9) nine\n10) ˇ");
    check("a\n  -   deepˇ", "a\n  -   deep\n  -   ˇ");
    check("- one ˇtwo\n- three", "- one \n- ˇtwo\n- three");
    check("- one «twoˇ» three", "- one \n- ˇthree");
    check("- aˇ\n1. bˇ", "- a\n- ˇ\n1. b\n2. ˇ");
}

#[test]
fn a_task_goes_on_with_a_box_that_is_open() {
    check("- [ ] oneˇ", "- [ ] one\n- [ ] ˇ");
    check("- [x] doneˇ", "- [x] done\n- [ ] ˇ");
    check("2. [X] doneˇ", "2. [X] done\n3. [ ] ˇ");
    check("- [x](link)ˇ", "- [x](link)\n- ˇ");
}

#[test]
fn an_empty_item_ends_the_list() {
    check("- one\n- ˇ", "- one\nˇ");
    check("- one\n- ˇ\nnext", "- one\nˇ\nnext");
    check("1. one\n2. ˇ", "1. one\nˇ");
    check("- [ ] ˇ", "ˇ");
    check("- [ ]ˇ", "ˇ");
    check("  - ˇ", "ˇ");
}

#[test]
fn what_is_no_item_does_not() {
    check("-ˇ", "-\nˇ");
    check("-oneˇ", "-one\nˇ");
    check("2024ˇ", "2024\nˇ");
    check("1.5 litresˇ", "1.5 litres\nˇ");
    check("1234567890. ˇ", "1234567890. \nˇ");
    check("---ˇ", "---\nˇ");
    check("- - -ˇ", "- - -\nˇ");
    check("* * *ˇ", "* * *\nˇ");
    check("**bold**ˇ", "**bold**\nˇ");
    check("ˇ- one", "\nˇ- one");
    check("-ˇ one", "-\nˇone");
}

#[test]
fn code_is_no_list() {
    check("```\n- oneˇ", "```\n- one\nˇ");
    check("```\n- a\n```\n- oneˇ", "```\n- a\n```\n- one\n- ˇ");
    check("~~~ sh\n```\n- oneˇ", "~~~ sh\n```\n- one\nˇ");
}

#[test]
fn it_is_for_languages_with_lists_and_can_be_switched_off() {
    assert_eq!(entered("- oneˇ", false, true), "- one\nˇ");
    assert_eq!(entered("- oneˇ", true, false), "- one\nˇ");
}
