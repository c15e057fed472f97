//! The past in the tabs: going there, stepping, looking, restoring, and coming back.

use std::time::Duration;

use justbuilt_workspace::timeline::{LineHunk, PastFileState, ProjectPath, Restore, Stride};
use justbuilt_workspace::{Align, Command, CommandError, Effect, ReadOnly, TimelineCommand};

use super::{InTime, project};
use crate::harness::SECOND;

fn path(name: &str) -> ProjectPath {
    ProjectPath::new(name).unwrap()
}

#[test]
fn stepping_goes_keystroke_by_keystroke_and_comes_back_exactly() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("abc");
    window.step("cursor.left");
    let now = window.marked();
    window.step("timeline.keystroke_back");
    assert_eq!(window.text(), "one\nab");
    assert_eq!(window.document().read_only, Some(ReadOnly::Past));
    window.step("timeline.keystroke_back");
    window.step("timeline.keystroke_back");
    assert_eq!(window.text(), "one\n");
    window.step("timeline.keystroke_forward");
    assert_eq!(window.text(), "one\na");
    assert_eq!(window.tabs(), "[a.txt]");
    window.step("timeline.keystroke_forward");
    window.step("timeline.keystroke_forward");
    assert!(!window.shows_past(), "the last step forth is now");
    assert_eq!(window.marked(), now);
    assert_eq!(window.tabs(), "[a.txt*]");
    window.step("undo.undo");
    assert_eq!(window.text(), "one\n");
}

#[test]
fn the_past_cannot_be_typed_into_and_says_what_to_do() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("abc");
    window.step("timeline.keystroke_back");
    let view = window.view().id;
    for _ in 0..3 {
        window.send(Command::Type { view, text: "x".into() });
    }
    assert_eq!(window.text(), "one\nab");
    assert_eq!(window.notices(), ["This is the past: it cannot be changed"]);
    let actions: Vec<String> =
        window.snapshot().notices[0].actions.iter().map(|(label, _)| label.clone()).collect();
    assert_eq!(actions, ["Return to now", "Restore this file", "Branch from here"]);
    assert!(matches!(window.try_step("file.save"), Err(CommandError::Past)));
    assert!(matches!(window.try_step("undo.undo"), Err(CommandError::Past)));
    window.step("timeline.return");
    assert_eq!(window.text(), "one\nabc");
    assert!(window.notices().is_empty());
}

#[test]
fn a_paragraph_lost_an_hour_ago_comes_back() {
    let text = "# Title\n\nThe paragraph\nof two lines.\n\nThe end.\n";
    let mut window = project(&[("a.md", text)]);
    window.advance(Duration::from_secs(60));
    window.step("line.delete");
    window.step("cursor.down");
    window.step("line.delete");
    window.step("line.delete");
    assert_eq!(window.text(), "\n\nThe end.\n");
    window.advance(Duration::from_secs(3600));
    window.type_at_end("Typed since.");
    window.step("file.save");
    window.advance(SECOND);
    // Half an hour ago everything was gone; a minute before that it was there.
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    assert_eq!(window.text(), text);
    assert!(window.marks().contains("Added"), "{}", window.marks());
    let view = window.view().id;
    window.ask(TimelineCommand::RestoreMark { view, line: 2 });
    assert!(!window.shows_past());
    let now = window.text();
    assert!(now.contains("The paragraph\nof two lines.\n") && now.contains("Typed since."), "{now:?}");
    assert_eq!(window.tabs(), "[a.md*]", "restored in the editor, not saved yet");
    let unsaved = "not saved yet";
    assert!(window.snapshot().notices.iter().any(|notice| notice.detail.contains(unsaved)));
    window.step("file.save");
    assert!(!window.snapshot().notices.iter().any(|notice| notice.detail.contains(unsaved)), "it is saved");
    window.step("undo.undo");
    assert!(!window.text().contains("The paragraph"));
}

#[test]
fn unsaved_text_and_session_are_those_of_now() {
    let mut window = project(&[("a.txt", "one\n"), ("b.txt", "bee\n")]);
    window.open("/p/b.txt");
    window.type_at_end("unsaved");
    window.advance(SECOND);
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    assert_eq!(window.text(), "bee\n");
    window.advance(Duration::from_secs(10));
    // Killed while the past is shown.
    let mut window = window.kill().start(Some("/p"));
    assert_eq!(window.tabs(), "a.txt [b.txt*]");
    assert_eq!(window.text(), "bee\nunsaved");
    assert!(!window.shows_past());
}

#[test]
fn all_tabs_show_the_moment_and_tabs_that_come_follow() {
    let mut window = project(&[("a.txt", "a"), ("b.txt", "b"), ("c.txt", "c")]);
    window.open("/p/b.txt");
    window.type_at_end("2");
    window.open("/p/a.txt");
    window.type_at_end("1");
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    assert_eq!(window.text(), "a");
    window.open("/p/b.txt");
    assert_eq!(window.text(), "b");
    window.open("/p/c.txt");
    assert_eq!(window.document().read_only, Some(ReadOnly::Past));
    assert_eq!(window.tabs(), "a.txt b.txt [c.txt]");
    window.step("tab.close");
    window.step("timeline.return");
    assert_eq!(window.tabs(), "a.txt* [b.txt*]");
}

#[test]
fn a_file_that_was_not_there_says_so_and_one_that_is_gone_can_be_seen() {
    use justbuilt_workspace::command::TreeCommand;
    let mut window = project(&[("a.txt", "a"), ("old.txt", "old\n")]);
    window.send(Command::Tree(TreeCommand::NewFile("/p".into())));
    window.send(Command::Tree(TreeCommand::EditName("new.txt".into())));
    window.send(Command::Tree(TreeCommand::AcceptName));
    window.type_at_end("new");
    window.step("file.save");
    window.send(Command::Tree(TreeCommand::DeleteForGood(vec!["/p/old.txt".into()])));
    window.advance(SECOND);
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    assert_eq!(window.view().past.as_ref().unwrap().state, PastFileState::Missing);
    assert_eq!(window.text(), "");
    window.ask(TimelineCommand::OpenThen(path("old.txt")));
    assert_eq!(window.text(), "old\n");
    window.step("timeline.restore_file");
    assert_eq!(window.machine.read("/p/old.txt"), "old\n");
    assert_eq!(window.tabs(), "a.txt [new.txt]", "{:?}", window.notices());
}

#[test]
fn restoring_lines_a_file_a_folder_and_the_project() {
    let files = [("a.txt", "a1\na2\na3\n"), ("d/b.txt", "b\n"), ("d/c.txt", "c\n"), ("e.txt", "e\n")];
    let mut window = project(&files);
    for file in ["/p/d/b.txt", "/p/d/c.txt", "/p/e.txt"] {
        window.open(file);
        window.type_at_end("changed");
        window.step("file.save");
        window.step("tab.close");
    }
    window.open("/p/a.txt");
    window.step("line.delete");
    window.step("file.save");
    window.advance(SECOND);
    let from = window.timeline().branches[0].origin;
    assert_eq!(from, None);
    let node = justbuilt_timeline::NodeId(1);
    window.ask(TimelineCommand::Select(Some(node)));
    let from = window.timeline().selected.as_ref().unwrap().node.moment();
    let restore = |what| TimelineCommand::Restore { what, from: Some(from) };
    window.step("cursor.document_end");
    window.ask(restore(Restore::Hunk { path: path("a.txt"), hunk: LineHunk { old: 0..1, new: 0..0 } }));
    assert_eq!(window.marked(), "ˇa1\na2\na3\n", "the caret is where the lines came back");
    window.ask(restore(Restore::Folder(path("d"))));
    assert_eq!(window.machine.read("/p/d/b.txt"), "b\n");
    assert_eq!(window.machine.read("/p/d/c.txt"), "c\n");
    assert_eq!(window.machine.read("/p/e.txt"), "e\nchanged");
    window.ask(restore(Restore::Project));
    assert_eq!(window.machine.read("/p/e.txt"), "e\n");
    // Each is a node, and the last notice takes it back.
    let notice = window.snapshot().notices.last().unwrap().clone();
    assert_eq!(notice.title, "The project was restored");
    let undo = notice.actions.iter().find(|(label, _)| label == "Undo").unwrap().1.clone();
    window.send(undo);
    assert_eq!(window.machine.read("/p/e.txt"), "e\nchanged");
}

#[test]
fn what_stands_in_the_way_stops_a_restore_before_anything_is_written() {
    let mut window = project(&[("x.txt", "x"), ("a.txt", "a\n"), ("b.txt", "b\n")]);
    for file in ["/p/a.txt", "/p/b.txt"] {
        window.open(file);
        window.type_at_end("changed");
        window.step("file.save");
        window.step("tab.close");
    }
    window.advance(SECOND);
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    // Another program writes, and the watcher has not said so yet.
    window.machine.write("/p/b.txt", "from outside\n");
    window.step("timeline.restore_project");
    assert_eq!(window.machine.read("/p/a.txt"), "a\nchanged", "nothing was written");
    assert_eq!(window.notices().last().unwrap(), "Restoring the project did not work");
    // It was recorded; now it works.
    window.advance(SECOND);
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    window.step("timeline.restore_project");
    assert_eq!(window.machine.read("/p/b.txt"), "b\n");
}

#[test]
fn a_disk_that_is_full_half_way_leaves_everything_as_it_was() {
    let long = "x".repeat(20_000);
    let mut window = project(&[("x.txt", "x"), ("a.txt", "a\n"), ("b.txt", &long)]);
    for file in ["/p/a.txt", "/p/b.txt"] {
        window.open(file);
        window.step("select.all");
        window.step("type short");
        window.step("file.save");
        window.step("tab.close");
    }
    window.advance(SECOND);
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    window.machine.fs.set_capacity(Some(15_000));
    window.step("timeline.restore_project");
    window.machine.fs.set_capacity(None);
    assert_eq!(window.machine.read("/p/a.txt"), "short");
    assert_eq!(window.machine.read("/p/b.txt"), "short");
    let notice = window.snapshot().notices.last().unwrap().clone();
    assert_eq!(notice.title, "Restoring the project did not work");
    assert!(
        notice.detail.contains("full") && notice.detail.contains("Nothing was changed"),
        "{}",
        notice.detail
    );
}

#[test]
fn two_moments_are_compared_file_by_file() {
    let mut window = project(&[("a.txt", "one\n"), ("b.txt", "b")]);
    window.type_at_end("two");
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    window.step("timeline.compare_with_now");
    let compare = window.timeline().compare.clone().unwrap();
    assert_eq!(compare.error, None);
    let files: Vec<_> =
        compare.files.iter().map(|file| (file.path.as_str().to_owned(), file.added, file.removed)).collect();
    assert_eq!(files, [("a.txt".to_owned(), Some(1), Some(0))]);
    window.ask(TimelineCommand::CompareFile(path("a.txt")));
    assert!(window.tab().title.starts_with("a.txt ("), "{}", window.tab().title);
}

#[test]
fn the_scrubber_goes_by_time_and_a_replay_moves_by_itself() {
    let mut window = project(&[("a.txt", "")]);
    for letter in ["a", "b", "c", "d"] {
        window.type_at_end(letter);
        window.advance(Duration::from_secs(2));
    }
    let start = window.machine.now();
    let buckets = 8;
    let range = justbuilt_base::Timestamp(start.0 - 20_000)..start;
    window.ask(TimelineCommand::Window { range: range.clone(), buckets });
    let scrubber = window.timeline().window.clone();
    assert_eq!(scrubber.lanes.len(), 1);
    assert_eq!(scrubber.lanes[0].buckets.iter().map(|bucket| bucket.total()).sum::<u32>(), 4);
    window.ask(TimelineCommand::SeekTime { branch: None, time: justbuilt_base::Timestamp(start.0 - 5_000) });
    assert_eq!(window.text(), "ab");
    window.ask(TimelineCommand::Replay { from: None, to: None, speed: 1.0 });
    assert!(window.timeline().replay.as_ref().unwrap().playing);
    let mut seen = vec![window.text()];
    for _ in 0..200 {
        window.advance(Duration::from_millis(50));
        let text = window.text();
        if seen.last() != Some(&text) {
            seen.push(text);
        }
    }
    assert_eq!(seen, ["ab", "abc", "abcd"]);
    assert!(!window.timeline().replay.as_ref().unwrap().playing, "it has come to its end");
    window.advance(Duration::from_secs(60));
    assert_eq!(window.workspace.next_deadline(), None);
    window.ask(TimelineCommand::Step { by: Stride::Keystroke, forward: false, in_file: true });
    assert_eq!(window.text(), "abc");
    assert!(window.timeline().replay.is_none());
}

/// The line that the view was last sent to.
fn line_sent_to(window: &mut crate::harness::Window) -> Option<usize> {
    let byte = window.take_effects().into_iter().rev().find_map(|effect| match effect {
        Effect::Reveal { byte, align: Align::CenterIfHidden, .. } => Some(byte),
        _ => None,
    })?;
    Some(window.text()[..byte].matches('\n').count())
}

#[test]
fn the_view_goes_to_where_things_happened() {
    let lines: String = (0..200).map(|number| format!("line {number}\n")).collect();
    let mut window = project(&[("a.txt", &lines)]);
    let edit = |window: &mut crate::harness::Window, line: i64| {
        window.send(Command::run_with("go.line", [line]));
        window.step("type x");
        window.step("file.save");
        window.machine.clock.advance(SECOND * 120);
        window.settle();
    };
    edit(&mut window, 151);
    edit(&mut window, 11);
    window.take_effects();
    window.step("timeline.keystroke_back");
    assert_eq!(line_sent_to(&mut window), Some(10));
    window.step("timeline.keystroke_back");
    assert_eq!(line_sent_to(&mut window), Some(150));
    window.step("timeline.return");
    // Of each edit and each save: the place of the edit.
    window.send(Command::Timeline(TimelineCommand::List { filter: Box::default(), rows: 0..10 }));
    window.settle();
    let nodes: Vec<_> = window
        .snapshot()
        .timeline
        .list
        .nodes
        .iter()
        .map(|row| (row.node.title.clone(), row.node.id))
        .collect();
    let mut seen = Vec::new();
    for (title, node) in nodes.into_iter().rev().skip(1) {
        window.take_effects();
        window.send(Command::Timeline(TimelineCommand::SeekNode(node)));
        window.settle();
        seen.push((title, line_sent_to(&mut window)));
    }
    let lines: Vec<Option<usize>> = seen.iter().map(|(_, line)| *line).collect();
    assert_eq!(lines, [Some(150), Some(150), Some(10), Some(10)], "{seen:?}");
}

#[test]
fn a_range_of_time_is_compared_to_the_step() {
    let mut window = project(&[("a.txt", "one\n")]);
    let start = window.machine.now();
    window.advance(SECOND);
    window.type_at_end("first\n");
    window.advance(SECOND);
    let middle = window.machine.now();
    window.advance(SECOND);
    window.type_at_end("second\n");
    window.advance(SECOND);
    let end = window.machine.now();
    window.advance(SECOND);
    window.type_at_end("third\n");
    window.advance(SECOND);
    // All of it is one burst that goes on: there is no node in between.
    assert_eq!(window.timeline().nodes, 1);
    let mut lines = |from, to| {
        window.ask(TimelineCommand::CompareTimes { from, to });
        let compare = window.timeline().compare.clone().unwrap();
        assert_eq!((compare.loading, &compare.error), (false, &None));
        let file = compare.files.first().map(|file| (file.added, file.removed));
        (file, compare.times)
    };
    assert_eq!(lines(middle, Some(end)).0, Some((Some(1), Some(0))));
    assert_eq!(lines(start, Some(end)).0, Some((Some(2), Some(0))));
    assert_eq!(lines(middle, None).0, Some((Some(2), Some(0))));
    assert_eq!(lines(end, Some(end)).0, None);
    let (_, times) = lines(middle, Some(end));
    assert!(
        times.0.unwrap() <= middle && times.1.unwrap() > middle,
        "what is between nodes says when it was"
    );
    // And one file of it is the difference of these two.
    window.ask(TimelineCommand::CompareFile(ProjectPath::new("a.txt").unwrap()));
    let tab = window.tab();
    let justbuilt_workspace::TabItem::Diff(diff) = &tab.item else { panic!("no difference is shown") };
    assert_eq!((diff.added, diff.removed), (1, 0));
}
