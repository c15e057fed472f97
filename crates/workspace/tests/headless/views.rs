//! Going to places, folds, wrapping, status bar commands.

use justbuilt_workspace::{Command, Effect, Scroll};

use crate::harness::{Machine, Window};

#[test]
fn go_to_line_and_back() {
    let text = "line\n".repeat(100);
    let mut window = Machine::new(&[("/p/a", &text), ("/p/b", "b\n")]).start(Some("/p"));
    window.open("/p/a");
    window.step("go.line 50:3");
    assert_eq!(window.document().text.point_of(window.view().selections.primary().head).line, 49);
    window.open("/p/b");
    window.step("go.back");
    assert_eq!(window.tabs(), "[a] b");
    assert_eq!(window.document().text.line_of(window.view().selections.primary().head), 49);
    window.step("go.back");
    assert_eq!(window.view().selections.primary().head, 0);
    window.step("go.forward");
    window.step("go.forward");
    assert_eq!(window.tabs(), "a [b]");
    assert!(window.try_step("go.forward").is_err());
    assert!(window.try_step("go.line nowhere").is_err());
}

#[test]
fn going_back_opens_closed_files_again() {
    let mut window = Machine::new(&[("/p/a", "1\n2\n3\n"), ("/p/b", "b\n")]).start(Some("/p"));
    window.open("/p/a:3");
    window.open("/p/b");
    window.step("tab.previous");
    window.step("tab.close");
    assert_eq!(window.tabs(), "[b]");
    window.step("go.back");
    assert_eq!(window.marked(), "1\n2\nˇ3\n");
}

#[test]
fn symbols_are_listed_and_gone_to() {
    let mut window = Window::editing("a.rs", "ˇfn one() {}\n\nfn two() {}\n");
    let names: Vec<String> =
        window.snapshot().outline.symbols.iter().map(|symbol| symbol.name.clone()).collect();
    assert_eq!(names, ["one", "two"]);
    window.step("go.symbol two");
    assert_eq!(window.marked(), "fn one() {}\n\nfn «twoˇ»() {}\n");
    assert_eq!(window.snapshot().outline.current, Some(1));
    assert!(window.try_step("go.symbol three").is_err());
}

#[test]
fn folding_hides_rows_and_going_there_opens_them() {
    let mut window = Window::editing("a.rs", "fn a() {\n    bˇ;\n}\nfn c() {\n    d;\n}\n");
    let all = window.view().display.row_count();
    window.step("fold.toggle");
    let folded = window.view().display.row_count();
    assert!(folded < all);
    assert_eq!(
        window.document().text.line_of(window.view().selections.primary().head),
        0,
        "no caret is hidden"
    );
    window.step("go.line 2");
    assert_eq!(window.view().display.row_count(), all);
    window.step("fold.all");
    assert!(window.view().display.row_count() < folded);
    window.step("fold.open_all");
    assert_eq!(window.view().display.row_count(), all);
    let view = window.view().id;
    window.send(Command::ToggleFold { view, line: 3 });
    assert_eq!(window.view().display.row_count(), folded);
}

#[test]
fn wrapping_follows_the_width() {
    let mut window = Window::editing("a.txt", &format!("ˇ{}", "word ".repeat(100)));
    let view = window.view().id;
    let viewport = |columns| Command::Viewport { view, scroll: Scroll::default(), rows: 20, columns };
    window.send(viewport(50));
    assert_eq!(window.view().display.row_count(), 1);
    window.step("view.toggle_wrap");
    let rows = window.view().display.row_count();
    assert!((10..=12).contains(&rows), "{rows}");
    window.send(viewport(100));
    assert!((5..=6).contains(&window.view().display.row_count()));
    window.step("view.toggle_wrap");
    assert_eq!(window.view().display.row_count(), 1);
}

#[test]
fn status_bar_commands() {
    let mut window = Window::editing("a.txt", "one\ntwoˇ\n");
    window.step("file.set_line_ending crlf");
    assert_eq!(window.text(), "one\r\ntwo\r\n");
    assert!(window.document().dirty);
    window.step("undo.undo");
    window.step("file.set_indentation tabs");
    window.step("cursor.line_start");
    window.step("edit.indent");
    assert!(window.text().contains("\ttwo"));
    window.step("file.set_indentation spaces:2");
    window.step("edit.outdent");
    assert_eq!(window.text(), "one\n  two\n", "two of the tab's four columns are left");
    window.step("file.set_language markdown");
    assert_eq!(window.document().language_name, "Markdown");
    assert!(window.try_step("file.set_language klingon").is_err());
    window.step("file.lock");
    assert!(window.try_step("type x").is_err());
    window.step("file.lock");
    window.step("type x");
}

#[test]
fn without_an_argument_the_picker_opens() {
    let mut window = Window::editing("a.txt", "ˇ");
    window.take_effects();
    for step in ["go.line", "go.symbol", "file.set_language", "file.set_line_ending", "palette.commands"] {
        window.step(step);
        let effects = window.take_effects();
        assert!(effects.iter().any(|effect| matches!(effect, Effect::OpenPicker(_))), "{step}");
    }
}

#[test]
fn every_command_can_be_run_anywhere_without_harm() {
    let mut window = Window::editing("a.rs", "fn a() {\n    «bˇ»;\n}\n");
    let ids: Vec<&str> = window.workspace.commands().iter().map(|spec| spec.id).collect();
    for id in ids {
        // What does not apply says so.
        let _ = window.try_step(id);
        window.snapshot();
    }
    let mut empty = Machine::new(&[("/p/a", "")]).start(Some("/p"));
    let ids: Vec<&str> = empty.workspace.commands().iter().map(|spec| spec.id).collect();
    for id in ids {
        let _ = empty.try_step(id);
        empty.snapshot();
    }
}

#[test]
fn commands_are_well_described() {
    let window = Machine::new(&[("/p/a", "")]).start(None);
    let mut ids: Vec<&str> = Vec::new();
    for spec in window.workspace.commands().iter() {
        assert!(!ids.contains(&spec.id), "{} is there twice", spec.id);
        ids.push(spec.id);
        let sentence = spec.help.ends_with('.') && spec.help.chars().next().is_some_and(char::is_uppercase);
        assert!(sentence, "{}: {:?} is no sentence", spec.id, spec.help);
        assert!(spec.title.chars().next().is_some_and(char::is_uppercase), "{}: {:?}", spec.id, spec.title);
        assert!(!spec.title.ends_with('.') && spec.title.len() < 50, "{}: {:?}", spec.id, spec.title);
    }
    assert!(ids.len() > 150, "{}", ids.len());
}

#[test]
fn unknown_commands_and_wrong_arguments_say_so() {
    let mut window = Machine::new(&[("/p/a", "")]).start(None);
    assert_eq!(window.try_step("no.such").unwrap_err().to_string(), "there is no command “no.such”");
    assert!(window.try_step("tab.go").unwrap_err().to_string().contains("missing"));
    assert!(window.try_step("tab.go x").unwrap_err().to_string().contains("does not fit"));
    assert!(window.try_step("file.new a b c").unwrap_err().to_string().contains("unexpected"));
}

#[test]
fn snapshots_are_made_anew_only_when_something_changed() {
    let mut window = Window::editing("a.rs", "fn a() {}\nˇ");
    window.open("/p/other");
    window.step("tab.previous");
    let first = window.snapshot();
    assert!(std::sync::Arc::ptr_eq(&first, &window.snapshot()));
    window.step("type x");
    let second = window.snapshot();
    assert!(second.revision > first.revision);
    let other = first.tabs.iter().find(|tab| tab.title == "other").unwrap();
    let justbuilt_workspace::TabItem::Document(view) = other.item else { panic!("no document") };
    assert!(std::sync::Arc::ptr_eq(&first.views[&view], &second.views[&view]), "the other view is the same");
}
