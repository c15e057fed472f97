//! Tabs: order, closing with and without unsaved text, opening again.

use justbuilt_workspace::{Command, Direction, Effect, TabCommand};

use crate::harness::{Machine, Window};

fn window() -> Window {
    let mut window = Machine::new(&[("/p/a", "a"), ("/p/b", "b"), ("/p/c", "c")]).start(Some("/p"));
    for path in ["/p/a", "/p/b", "/p/c"] {
        window.open(path);
    }
    window
}

#[test]
fn going_around() {
    let mut window = window();
    window.step("tab.next");
    assert_eq!(window.tabs(), "[a] b c");
    window.step("tab.previous");
    assert_eq!(window.tabs(), "a b [c]");
    window.step("tab.last_used");
    assert_eq!(window.tabs(), "[a] b c");
    window.step("tab.go 2");
    assert_eq!(window.tabs(), "a [b] c");
    window.step("tab.go_last");
    assert_eq!(window.tabs(), "a b [c]");
    window.step("tab.move_left");
    assert_eq!(window.tabs(), "a [c] b");
    assert!(window.try_step("tab.go 7").is_err());
}

#[test]
fn closing_asks_only_when_text_would_be_lost() {
    let mut window = window();
    window.step("tab.close");
    assert_eq!(window.tabs(), "a [b]");
    window.step("type x");
    window.step("tab.close");
    assert_eq!(window.tabs(), "a [b*]", "asked first");
    window.answer("Cancel");
    assert_eq!(window.tabs(), "a [b*]");
    window.step("tab.close");
    window.answer("Save");
    assert_eq!(window.tabs(), "[a]");
    assert_eq!(window.machine.read("/p/b"), "xb");
    window.step("type y");
    window.step("tab.close");
    window.answer("Don’t save");
    assert_eq!(window.tabs(), "");
    assert_eq!(window.machine.read("/p/a"), "a");
}

#[test]
fn several_unsaved_tabs_ask_once() {
    let mut window = window();
    window.step("type x");
    window.step("tab.previous");
    window.step("type y");
    window.step("tab.close_all");
    assert_eq!(window.tabs(), "[b*] c*");
    let question = window.question();
    assert_eq!(question.title, "Save 2 documents before closing?");
    window.send(Command::Answer { question: question.id, choice: Some(0) });
    assert_eq!(window.tabs(), "");
    assert_eq!((window.machine.read("/p/b"), window.machine.read("/p/c")), ("yb".into(), "xc".into()));
}

#[test]
fn close_others_right_and_saved() {
    let mut window = window();
    window.step("tab.go 2");
    window.step("tab.close_right");
    assert_eq!(window.tabs(), "a [b]");
    window.step("tab.close_others");
    assert_eq!(window.tabs(), "[b]");
    window.open("/p/a");
    window.step("type x");
    window.step("tab.close_saved");
    assert_eq!(window.tabs(), "[a*]");
}

#[test]
fn closed_tabs_come_back_with_their_caret() {
    let mut window = window();
    window.step("cursor.document_end");
    window.step("tab.close");
    window.step("tab.close");
    window.step("tab.reopen_closed");
    assert_eq!(window.tabs(), "a [b]");
    window.step("tab.reopen_closed");
    assert_eq!(window.tabs(), "a b [c]");
    assert_eq!(window.marked(), "cˇ");
    assert!(window.try_step("tab.reopen_closed").is_err());
}

#[test]
fn text_thrown_away_comes_back_too() {
    let mut window = window();
    window.step("type x");
    window.step("tab.close");
    window.answer("Don’t save");
    window.step("file.new");
    window.step("type scratch");
    window.step("tab.close");
    window.answer("Don’t save");
    window.step("tab.reopen_closed");
    assert_eq!(window.text(), "scratch");
    window.step("tab.reopen_closed");
    assert_eq!(window.text(), "xc");
    window.step("undo.undo");
    assert_eq!(window.text(), "c", "with its history");
}

#[test]
fn an_empty_scratch_document_closes_without_a_word() {
    let mut window = window();
    window.step("file.new");
    window.step("type x");
    window.step("delete.left");
    window.step("tab.close");
    assert_eq!(window.tabs(), "a b [c]");
}

#[test]
fn two_views_on_one_document_stay_consistent() {
    let mut window = Window::editing("a.rs", "one\ntwoˇ\nthree\n");
    let left = window.view().id;
    window.step("pane.split_right");
    let effects = window.take_effects();
    assert!(
        effects.iter().any(|effect| matches!(effect, Effect::SplitPane { direction: Direction::Right, .. }))
    );
    let right = window.view().id;
    assert_ne!(left, right);
    assert_eq!(window.marked(), "one\ntwoˇ\nthree\n", "the new view starts where the old one is");
    window.step("cursor.document_start");
    window.step("type x\\n");
    assert_eq!(window.marked_in(right), "x\nˇone\ntwo\nthree\n");
    assert_eq!(window.marked_in(left), "x\none\ntwoˇ\nthree\n");
    let tab = window.tab().id;
    window.send(Command::Tab(TabCommand::Close { tab, force: false }));
    assert_eq!(window.tabs(), "[a.rs*]", "the other view still has the text: nothing is asked");
    window.step("undo.undo");
    window.step("undo.undo");
    assert_eq!(window.text(), "one\ntwo\nthree\n");
}

#[test]
fn closing_both_views_of_an_unsaved_document_asks() {
    let mut window = Window::editing("a.rs", "ˇ");
    window.step("type x");
    window.step("pane.split_right");
    window.step("tab.close_all");
    assert_eq!(window.question().title, "Save “a.rs” before closing?");
    assert_eq!(window.tabs(), "[a.rs*]");
}

#[test]
fn equal_names_get_their_folder() {
    let mut window = Machine::new(&[("/p/a/mod.rs", ""), ("/p/b/mod.rs", "")]).start(Some("/p"));
    window.open("a/mod.rs");
    assert_eq!(window.tab().subtitle, None);
    window.open("b/mod.rs");
    let snapshot = window.snapshot();
    let subtitles: Vec<_> = snapshot.tabs.iter().map(|tab| tab.subtitle.clone()).collect();
    assert_eq!(subtitles, [Some("a".to_owned()), Some("b".to_owned())]);
}

#[test]
fn panes_are_taken_over_from_the_face() {
    let mut window = window();
    let ids: Vec<_> = window.snapshot().tabs.iter().map(|tab| tab.id).collect();
    window.send(Command::Tab(TabCommand::Arrange(vec![vec![ids[2]], vec![ids[1], ids[0]]])));
    assert_eq!(window.tabs(), "[c] b a");
    window.step("tab.next");
    assert_eq!(window.tabs(), "[c] b a", "it is alone in its pane");
    window.step("pane.go_2");
    assert_eq!(window.tabs(), "c [b] a");
}
