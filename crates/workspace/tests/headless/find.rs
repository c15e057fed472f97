//! Find and replace in one text.

use justbuilt_workspace::FindSnapshot;
use std::sync::Arc;

use crate::harness::{Machine, Window, manual};

fn find(window: &mut Window) -> Arc<FindSnapshot> {
    window.view().find.clone().expect("the find bar is closed")
}

/// Count, current one (from 1).
fn counts(window: &mut Window) -> (usize, Option<usize>) {
    let find = find(window);
    (find.count, find.current.map(|index| index + 1))
}

#[test]
fn the_nearest_match_is_selected_as_one_types() {
    let mut window = Window::editing("a.txt", "foo bar ˇfob food");
    window.step("find.open");
    window.step("find.set f");
    assert_eq!(window.marked(), "foo bar «fˇ»ob food");
    window.step("find.set fo");
    window.step("find.set foo");
    assert_eq!(window.marked(), "foo bar fob «fooˇ»d");
    assert_eq!(counts(&mut window), (2, Some(2)));
    window.step("find.set fo");
    assert_eq!(window.marked(), "foo bar «foˇ»b food", "back at the nearest when shortened");
    window.step("find.set xyz");
    assert_eq!(counts(&mut window), (0, None));
    assert_eq!(window.marked(), "foo bar «foˇ»b food");
}

#[test]
fn next_and_previous_go_around() {
    let mut window = Window::editing("a.txt", "ˇa1 a2 a3");
    window.step("find.set a");
    assert_eq!(counts(&mut window), (3, Some(1)));
    window.step("find.next");
    assert_eq!(counts(&mut window), (3, Some(2)));
    window.step("find.next");
    window.step("find.next");
    assert_eq!(counts(&mut window), (3, Some(1)));
    window.step("find.previous");
    assert_eq!(window.marked(), "a1 a2 «aˇ»3");
    window.step("find.close");
    assert!(window.view().find.is_none());
    window.step("find.next");
    assert_eq!(window.marked(), "«aˇ»1 a2 a3", "also while the bar is closed");
}

#[test]
fn the_selection_is_the_query() {
    let mut window = Window::editing("a.txt", "one «twoˇ» one two");
    window.step("find.open");
    assert_eq!(find(&mut window).query.text, "two");
    assert_eq!(counts(&mut window), (2, Some(1)));
    window.step("find.close");
    let mut window = Window::editing("a.txt", "onˇe One one");
    window.step("find.selection");
    assert_eq!(window.marked(), "one One «oneˇ»", "the word at the caret, as it is written");
}

#[test]
fn case_words_patterns_and_errors() {
    let mut window = Window::editing("a.txt", "ˇFoo foobar foo");
    window.step("find.set foo");
    assert_eq!(counts(&mut window).0, 3);
    window.step("find.toggle_case");
    assert_eq!(counts(&mut window).0, 2);
    window.step("find.toggle_word");
    assert_eq!(counts(&mut window).0, 1);
    window.step("find.set 'fo+(bar)?' true");
    assert_eq!(counts(&mut window).0, 3);
    window.step("find.set 'fo(' true");
    assert!(find(&mut window).error.is_some());
    assert_eq!(counts(&mut window), (0, None));
}

#[test]
fn in_a_selection_only() {
    let mut window = Window::editing("a.txt", "a a «a aˇ» a");
    window.step("find.set a false false false true");
    assert_eq!(counts(&mut window).0, 2);
    window.step("find.set_replacement b");
    window.step("find.replace_all");
    assert_eq!(window.text(), "a a b b a");
}

#[test]
fn replacing_one_after_the_other_and_all_at_once() {
    let mut window = Window::editing("a.txt", "ˇx1 x2 x3 x4");
    window.step("find.set 'x(\\d)' true");
    window.step("find.set_replacement y$1");
    window.step("find.replace_next");
    assert_eq!(window.marked(), "y1 «x2ˇ» x3 x4");
    window.step("find.next");
    window.step("find.replace_next");
    assert_eq!(window.marked(), "y1 x2 y3 «x4ˇ»", "what one skips stays");
    window.step("find.replace_all");
    assert_eq!(window.text(), "y1 y2 y3 y4");
    assert_eq!(window.notices(), ["Replaced 2 matches"]);
    window.step("undo.undo");
    assert_eq!(window.text(), "y1 x2 y3 x4", "all in one step");
}

#[test]
fn replacing_with_what_is_found_ends() {
    let mut window = Window::editing("a.txt", "ˇaa");
    window.step("find.set a");
    window.step("find.set_replacement aa");
    window.step("find.replace_next");
    window.step("find.replace_next");
    assert_eq!(window.text(), "aaaa");
}

#[test]
fn matches_follow_edits() {
    let mut window = Window::editing("a.txt", "ˇfoo foo");
    window.step("find.set foo");
    window.step("cursor.document_start");
    window.step("type foo_");
    assert_eq!(counts(&mut window).0, 3);
    assert_eq!(find(&mut window).matches.to_vec(), [0..3, 4..7, 8..11]);
}

#[test]
fn empty_matches_do_no_harm() {
    let mut window = Window::editing("a.txt", "ˇab\ncd\n");
    window.step("find.set ^ true");
    assert!(counts(&mut window).0 >= 2);
    window.step("find.set_replacement '> '");
    window.step("find.replace_all");
    assert!(window.text().starts_with("> ab\n> cd\n"), "{}", window.text());
}

#[test]
fn selecting_all_matches() {
    let mut window = Window::editing("a.txt", "ˇfoo bar foo");
    window.step("find.set foo");
    window.step("find.select_all");
    assert_eq!(window.marked(), "«fooˇ» bar «fooˇ»");
    assert!(window.view().find.is_none());
    window.step("type x");
    assert_eq!(window.marked(), "xˇ bar xˇ");
}

#[test]
fn the_newest_query_wins() {
    let machine = Machine::new(&[("/p/a.txt", "aaa bb")]);
    let (spawner, tasks) = manual();
    let mut window = machine.start_with(None, spawner);
    window.open("/p/a.txt");
    tasks.run_until_idle();
    window.settle();
    window.step("find.set a");
    window.step("find.set b");
    assert!(find(&mut window).searching);
    tasks.run_until_idle();
    window.settle();
    assert_eq!(counts(&mut window), (2, Some(1)));
    assert!(!find(&mut window).searching);
}
