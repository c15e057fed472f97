//! Editing through commands: what the keys do.

use justbuilt_workspace::{Command, Effect};

use crate::harness::{Machine, SECOND, Window, check, check_in};

#[test]
fn typing_pairs_and_indents() {
    check("ˇ", &["type fn a() {", "edit.newline", "type b;"], "fn a() {\n    b;ˇ\n}");
    check("fn a() {ˇ}", &["edit.newline"], "fn a() {\n    ˇ\n}");
    check("(ˇ)", &["type )"], "()ˇ");
    check("(ˇ)", &["delete.left"], "ˇ");
    check("«abˇ»", &["type ("], "(«abˇ»)");
    check("aˇ\r\n", &["edit.newline"], "a\r\nˇ\r\n");
}

#[test]
fn deleting() {
    check("ab cdˇ", &["delete.word_left"], "ab ˇ");
    check("ˇab cd", &["delete.word_right"], "ˇ cd");
    check("ae\u{301}ˇ", &["delete.left"], "aˇ");
    check("fooBarˇ", &["delete.subword_left"], "fooˇ");
    check("a«bcˇ»d", &["delete.right"], "aˇd");
    check("one\ntˇwo\nthree", &["line.delete"], "one\ntˇhree");
    check("abˇcd\nef", &["delete.to_line_end"], "abˇ\nef");
}

#[test]
fn moving() {
    check("ab ˇcd", &["cursor.left", "cursor.left"], "aˇb cd");
    check("a«bcˇ»d", &["cursor.left"], "aˇbcd");
    check("a«ˇbc»d", &["cursor.right"], "abcˇd");
    check("a👨‍👩‍👧ˇb", &["cursor.left"], "aˇ👨‍👩‍👧b");
    check("    abˇc", &["cursor.line_start"], "    ˇabc");
    check("    abˇc", &["cursor.line_start", "cursor.line_start"], "ˇ    abc");
    check("aˇbc\ndef", &["select.line_end"], "a«bcˇ»\ndef");
    check("long lineˇ\nab\nlong line", &["cursor.down", "cursor.down"], "long line\nab\nlong lineˇ");
    check("aˇb\n", &["cursor.up"], "ˇab\n");
    check("f(aˇ, b)", &["cursor.bracket"], "fˇ(a, b)");
    check("fˇ(a, b)", &["cursor.bracket"], "f(a, bˇ)");
    check("one ˇtwo", &["cursor.word_right"], "one twoˇ");
    check("one twoˇ", &["select.word_left"], "one «ˇtwo»");
}

#[test]
fn lines() {
    check("aˇ\nb\n", &["line.move_down"], "b\naˇ\n");
    check("a\nˇb\n", &["line.move_up"], "ˇb\na\n");
    check("aˇ\nb", &["line.duplicate_down"], "a\naˇ\nb");
    check("aˇ\nb", &["line.duplicate_up"], "aˇ\na\nb");
    check("«c\nb\naˇ»", &["line.sort"], "«a\nb\ncˇ»");
    check("    aˇ", &["edit.line_above"], "    ˇ\n    a");
    check("    ˇa", &["edit.line_below"], "    a\n    ˇ");
    check("«a\nbˇ»", &["edit.indent"], "«    a\n    bˇ»");
    check("    b\n        ˇa", &["edit.outdent"], "    b\n    ˇa");
}

#[test]
fn comments_follow_the_language() {
    check_in("a.rs", "aˇ", &["edit.toggle_comment"], "// aˇ");
    check_in("a.py", "aˇ", &["edit.toggle_comment"], "# aˇ");
    check_in("a.rs", "// aˇ", &["edit.toggle_comment"], "aˇ");
}

#[test]
fn the_end_of_a_wrapped_row_is_a_place_of_its_own() {
    let machine = Machine::new(&[("/p/a.txt", "aaaa bbbb cccc dddd\nnext\n")])
        .settings("[editor]\nword_wrap = \"column\"\nword_wrap_column = 10\n");
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.txt");
    let caret = |window: &mut Window| {
        let primary = window.view().selections.primary();
        (primary.head, primary.row_end)
    };
    window.step("cursor.line_end");
    assert_eq!(caret(&mut window), (10, true), "behind the last word of the first row");
    window.step("cursor.line_end");
    assert_eq!(caret(&mut window), (19, false), "then the end of the line");
    window.step("cursor.up");
    assert_eq!(caret(&mut window), (9, false), "by columns");
    window.step("cursor.line_end");
    window.step("cursor.down");
    assert_eq!(caret(&mut window), (19, false), "the row below is shorter");
    window.step("cursor.document_start");
    window.step("select.line_end");
    let selection = window.view().selections.primary();
    assert_eq!((selection.range(), selection.row_end), (0..10, true));
    window.step("cursor.line_start");
    assert_eq!(caret(&mut window), (0, false), "the start of the row it is shown on");
    window.step("cursor.line_end");
    window.step("type x");
    assert_eq!(window.marked(), "aaaa bbbb xˇcccc dddd\nnext\n");
    assert!(!caret(&mut window).1, "typing goes on as anywhere");
}

#[test]
fn lists_of_markdown_go_on_as_one_step() {
    check_in(
        "a.md",
        "- oneˇ",
        &["edit.newline", "type two", "edit.newline", "edit.newline"],
        "- one\n- two\nˇ",
    );
    check_in("a.md", "1. oneˇ", &["edit.newline", "undo.undo"], "1. oneˇ");
    check_in("a.md", "- one\n- ˇ", &["edit.newline", "undo.undo"], "- one\n- ˇ");
    check_in("a.rs", "- oneˇ", &["edit.newline"], "- one\nˇ");
    let machine = Machine::new(&[("/p/a.md", "- one")]).settings("[editor]\ncontinue_lists = false\n");
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.md");
    window.step("cursor.document_end");
    window.step("edit.newline");
    assert_eq!(window.text(), "- one\n");
}

#[test]
fn many_carets() {
    check("ˇab ab ab", &["select.next_match", "select.next_match"], "«abˇ» «abˇ» ab");
    check("ˇab abc ab", &["select.next_match", "select.next_match", "type x"], "xˇ abc xˇ");
    check("ˇab ab", &["select.all_matches", "type x"], "xˇ xˇ");
    check("aˇb\ncd", &["select.caret_below", "type x"], "axˇb\ncxˇd");
    check("ab\ncˇd", &["select.caret_above", "select.single"], "ab\ncˇd");
    check("«ab\ncdˇ»", &["select.split_lines", "type x"], "abxˇ\ncdxˇ");
    check("aˇb", &["select.all"], "«abˇ»");
    check("aˇb\ncd", &["select.line"], "«ab\nˇ»cd");
}

#[test]
fn selections_grow_with_the_syntax_and_shrink_again() {
    let mut window = Window::editing("a.rs", "fn a() { foo(bˇar, 1); }\n");
    window.step("select.expand");
    assert_eq!(window.marked(), "fn a() { foo(«barˇ», 1); }\n");
    window.step("select.expand");
    let larger = window.marked();
    assert_ne!(larger, "fn a() { foo(«barˇ», 1); }\n");
    window.step("select.expand");
    window.step("select.shrink");
    assert_eq!(window.marked(), larger);
    window.step("select.shrink");
    assert_eq!(window.marked(), "fn a() { foo(«barˇ», 1); }\n");
    window.step("select.shrink");
    assert_eq!(window.marked(), "fn a() { foo(bˇar, 1); }\n");
    assert!(window.try_step("select.shrink").is_err());
}

#[test]
fn undo_groups_by_time_and_kind_and_keeps_branches() {
    let mut window = Window::editing("a.txt", "ˇ");
    window.step("type one");
    window.advance(SECOND * 30);
    window.step("type 2");
    window.step("undo.undo");
    assert_eq!(window.marked(), "oneˇ");
    window.step("type 3");
    window.step("undo.undo");
    window.step("undo.redo");
    assert_eq!(window.text(), "one3", "redo goes to the newest branch");
    let view = window.view().id;
    assert_eq!(window.workspace.undo_states(view).len(), 4);
    window.step("undo.go 2");
    assert_eq!(window.text(), "one2", "the other branch is still there");
    window.step("undo.later");
    assert_eq!(window.text(), "one3");
    window.step("undo.go 0");
    assert_eq!(window.text(), "");
    assert!(!window.document().dirty, "that is what is on disk");
}

#[test]
fn moving_the_caret_ends_an_undo_step() {
    check("ˇ", &["type ab", "cursor.left", "type c", "undo.undo"], "aˇb");
}

#[test]
fn copying_and_pasting() {
    let mut window = Window::editing("a.txt", "«oneˇ» two\nˇthree\n");
    window.take_effects();
    window.step("edit.copy");
    let copied = window.take_effects().into_iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text),
        _ => None,
    });
    assert!(copied.as_deref().is_some_and(|text| text.contains("one")), "{copied:?}");
    let mut window = Window::editing("a.txt", "onˇe\ntwo\n");
    window.take_effects();
    window.step("edit.cut");
    assert_eq!(window.marked(), "twˇo\n", "without a selection it is the line");
    let view = window.view().id;
    window.send(Command::Paste { view, text: "x\r\ny".into() });
    assert_eq!(window.text(), "twx\nyo\n", "line endings are the document's own");
    window.step("edit.paste");
    assert!(window.take_effects().iter().any(|effect| matches!(effect, Effect::RequestPaste(_))));
}

#[test]
fn edits_made_for_another_text_are_refused() {
    let mut window = Window::editing("a.txt", "abcˇ");
    let change = justbuilt_text::edit::Change {
        transaction: justbuilt_text::Transaction::insert(99, 0, "x"),
        selections: justbuilt_text::Selections::caret(0),
        kind: justbuilt_text::EditKind::Insert,
    };
    let view = window.view().id;
    assert!(window.workspace.try_run(Command::Edit { view, change }).is_err());
    assert_eq!(window.marked(), "abcˇ");
    window.send(Command::Select { view, selections: justbuilt_text::Selections::caret(99) });
    assert_eq!(window.marked(), "abcˇ");
}

#[test]
fn words_are_those_of_the_language() {
    check_in("a.css", "ˇfont-size: 1", &["cursor.word_right"], "font-sizeˇ: 1");
    check_in("a.css", "a font-sizeˇ", &["cursor.word_left"], "a ˇfont-size");
    check_in("a.css", "font-ˇsize", &["select.word"], "«font-sizeˇ»");
    check_in("a.css", "a font-sizeˇ", &["delete.word_left"], "a ˇ");
    check_in("a.rs", "ˇfont-size", &["cursor.word_right"], "fontˇ-size");
    check_in("a.css", "a-bˇ a-b", &["select.next_match", "select.next_match"], "«a-bˇ» «a-bˇ»");
}

#[test]
fn comments_go_on_with_enter() {
    check_in("a.rs", "/// oneˇ", &["edit.newline", "type two"], "/// one\n/// twoˇ");
    check_in("a.c", "/**ˇ", &["edit.newline", "type x"], "/**\n * xˇ");
    check_in("a.rs", "// oneˇ", &["edit.newline"], "// one\nˇ");
    let machine = Machine::new(&[("/p/a.rs", "/// one")]).settings("[editor]\ncontinue_comments = false\n");
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.rs");
    window.step("cursor.document_end");
    window.step("edit.newline");
    assert_eq!(window.text(), "/// one\n");
}
