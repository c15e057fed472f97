//! What gets into the timeline.

use std::time::Duration;

use justbuilt_store::Fs as _;
use justbuilt_workspace::TimelineCommand;
use justbuilt_workspace::timeline::{AuthorKind, Filter, NodeKind, OpKind, ProjectPath};

use super::{InTime, project, tree};
use crate::harness::{Machine, SECOND};

#[test]
fn typing_saving_and_pausing_become_nodes() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("two");
    window.advance(Duration::from_secs(40));
    window.type_at_end(" three");
    window.step("file.save");
    window.advance(SECOND);
    let kinds = window.kinds();
    assert_eq!(
        kinds,
        [NodeKind::Open, NodeKind::EditBurst, NodeKind::EditBurst, NodeKind::Save],
        "{:?}",
        window.nodes()
    );
    let timeline = window.timeline();
    assert_eq!(timeline.operations, 3 + 6);
    assert!(timeline.size.is_some_and(|size| size.bytes > 0));
    assert_eq!(timeline.fault, None);
}

#[test]
fn nothing_is_due_once_all_is_written() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("two");
    window.step("file.save");
    window.advance(Duration::from_secs(60));
    assert_eq!(window.workspace.next_deadline(), None);
}

#[test]
fn undo_redo_and_commands_are_told_apart() {
    let mut window = project(&[("a.txt", "b\na\n")]);
    window.type_at_end("x");
    window.step("undo.undo");
    window.step("undo.redo");
    window.step("select.all");
    window.step("line.sort");
    let text = window.text();
    let line = text.lines().position(|line| line == "a").unwrap();
    let view = window.view().id;
    window.ask(TimelineCommand::WhyAt { view, line });
    let why = window.timeline().why.clone().unwrap();
    assert_eq!((why.error.clone(), why.text.as_str()), (None, "a"));
    let first = why.reasons.first().unwrap();
    assert!(matches!(first.kind, Some(OpKind::Format | OpKind::Other)), "{:?}", first.kind);
    assert_eq!(first.author.as_ref().unwrap().kind, AuthorKind::Person);
}

#[test]
fn changes_from_outside_are_found_while_running_and_at_the_start() {
    let mut window = project(&[("a.txt", "one\n"), ("b.txt", "bee\n")]);
    window.machine.write("/p/b.txt", "wasp\n");
    window.machine.watch.tell(&["/p/b.txt"]);
    window.machine.write("/p/a.txt", "one\nmore\n");
    window.machine.watch.tell(&["/p/a.txt"]);
    window.advance(Duration::from_secs(40));
    assert_eq!(window.text(), "one\nmore\n");
    let outside = |kind: &NodeKind| *kind == NodeKind::Outside;
    assert_eq!(window.kinds().iter().filter(|kind| outside(kind)).count(), 2, "{:?}", window.nodes());
    let machine = window.quit();
    machine.write("/p/b.txt", "hornet\n");
    machine.fs.remove(std::path::Path::new("/p/a.txt")).unwrap();
    let mut window = machine.start(Some("/p"));
    window.advance(SECOND);
    assert!(window.kinds().iter().filter(|kind| outside(kind)).count() >= 3, "{:?}", window.nodes());
}

#[test]
fn the_explorers_work_is_recorded_and_history_survives_a_rename() {
    use justbuilt_workspace::Command;
    use justbuilt_workspace::command::TreeCommand;
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("two");
    window.step("file.save");
    window.send(Command::Tree(TreeCommand::Rename("/p/a.txt".into())));
    window.send(Command::Tree(TreeCommand::EditName("b.txt".into())));
    window.send(Command::Tree(TreeCommand::AcceptName));
    window.advance(SECOND);
    assert!(window.nodes().iter().any(|name| name == "Renamed a.txt to b.txt"), "{:?}", window.nodes());
    window.type_at_end("!");
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    assert_eq!(window.text(), "one\n");
    assert_eq!(window.view().past.as_ref().unwrap().path, ProjectPath::new("a.txt").unwrap());
    window.step("timeline.return");
    assert_eq!(window.text(), "one\ntwo!");
}

#[test]
fn replacing_in_closed_files_can_be_taken_back() {
    use justbuilt_workspace::command::SearchCommand;
    use justbuilt_workspace::{Command, search::SearchQuery};
    let mut window = project(&[("a.txt", "one\n"), ("b.txt", "bee one\n"), ("c.txt", "sea one\n")]);
    window.send(Command::Search(SearchCommand::Query(SearchQuery {
        text: "one".into(),
        ..Default::default()
    })));
    window.advance(SECOND);
    window.send(Command::Search(SearchCommand::Replacement("two".into())));
    let before = window.timeline();
    assert!(before.is_recording());
    window.step("search.replace_all");
    let question = window.question();
    assert!(question.text.contains("timeline"), "{}", question.text);
    let choice = question.choices.iter().position(|choice| choice.label.starts_with("Replace"));
    window.send(Command::Answer { question: question.id, choice });
    window.advance(SECOND);
    assert_eq!(window.machine.read("/p/b.txt"), "bee two\n");
    assert!(window.kinds().contains(&NodeKind::Refactor), "{:?}", window.nodes());
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    window.step("timeline.restore_project");
    assert_eq!(window.machine.read("/p/b.txt"), "bee one\n");
    assert_eq!(window.machine.read("/p/c.txt"), "sea one\n");
    assert_eq!(window.text(), "one\n");
}

#[test]
fn secrets_and_ignored_files_are_left_out() {
    let machine = Machine::new(&[
        ("/p/.gitignore", "target\n"),
        ("/p/.env", "KEY=1"),
        ("/p/a.txt", "a"),
        ("/p/target/x.txt", "x"),
    ]);
    let mut window = machine.start(Some("/p"));
    window.open("/p/target/x.txt");
    window.type_at_end("secret-1");
    window.open("/p/.env");
    window.type_at_end("secret-2");
    window.advance(SECOND);
    for needle in ["secret-1", "secret-2"] {
        let filter = Filter { added: Some(needle.to_owned()), ..Filter::default() };
        window.ask(TimelineCommand::List { filter: Box::new(filter), rows: 0..10 });
        assert_eq!(window.timeline().list.total, 0, "{needle}");
    }
    assert_eq!(window.timeline().operations, 0);
}

#[test]
fn nothing_is_written_into_the_project() {
    let mut window = project(&[("a.txt", "one\n"), (".git/HEAD", "ref: refs/heads/main\n")]);
    let before = tree(&window.machine, "/p");
    window.type_at_end("two");
    window.advance(Duration::from_secs(40));
    window.ask(TimelineCommand::Label { node: None, text: Some("here".into()) });
    window.step("timeline.keystroke_back");
    window.step("timeline.return");
    let machine = window.quit();
    assert_eq!(tree(&machine, "/p"), before);
}

#[test]
fn the_settings_switch_it_off_and_on_and_say_what_is_left_out() {
    let machine = Machine::new(&[("/p/a.txt", "a")]).settings("[timeline]\nenabled = false\n");
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.txt");
    window.type_at_end("b");
    window.advance(SECOND);
    assert!(!window.timeline().is_recording());
    assert!(window.machine.history.folders().is_empty());
    window
        .machine
        .write_state("/config/settings.toml", "[timeline]\nexclude = [\"*.log\"]\nfile_limit = 3\n");
    window.machine.watch.tell(&["/config/settings.toml"]);
    window.advance(SECOND);
    let timeline = window.timeline();
    assert!(timeline.is_recording());
    assert_eq!(
        (timeline.rules.exclude.clone(), timeline.rules.text_limit),
        (vec!["*.log".to_owned()], 3 << 20)
    );
    window.type_at_end("c");
    window.step("timeline.keystroke_back");
    assert_eq!(window.text(), "ab");
}
