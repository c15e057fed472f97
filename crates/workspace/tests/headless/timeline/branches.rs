//! Branches: two attempts side by side, switching with unsaved text, merging.

use std::time::Duration;

use justbuilt_workspace::TimelineCommand;
use justbuilt_workspace::timeline::{BranchId, Choice, NodeKind, Resolution};

use super::{InTime, project};
use crate::harness::{SECOND, Window};

fn branch(window: &mut Window, name: &str) -> BranchId {
    let timeline = window.timeline();
    timeline.branches.iter().find(|branch| branch.name == name).expect("no such branch").id
}

fn active(window: &mut Window) -> String {
    let timeline = window.timeline();
    timeline.branches.iter().find(|branch| branch.active).unwrap().name.clone()
}

#[test]
fn two_attempts_and_the_better_one_is_merged() {
    let mut window = project(&[("a.txt", "top\n\n\n\nbottom\n"), ("b.txt", "b\n")]);
    window.step("timeline.branch try");
    assert_eq!(active(&mut window), "try");
    window.type_at_end("tried");
    window.step("file.save");
    window.open("/p/b.txt");
    window.type_at_end("also");
    window.step("file.save");
    window.advance(SECOND);
    window.step("timeline.switch main");
    assert_eq!(active(&mut window), "main");
    assert_eq!(window.text(), "b\n");
    assert_eq!(window.machine.read("/p/a.txt"), "top\n\n\n\nbottom\n");
    assert_eq!(window.machine.read("/p/b.txt"), "b\n");
    assert_eq!(window.tabs(), "a.txt [b.txt]", "nothing is unsaved");
    window.open("/p/a.txt");
    window.step("cursor.document_start");
    window.step("type main ");
    window.step("file.save");
    window.step("timeline.merge try");
    assert_eq!(window.text(), "main top\n\n\n\nbottom\ntried");
    assert_eq!(window.machine.read("/p/a.txt"), "main top\n\n\n\nbottom\ntried");
    assert_eq!(window.machine.read("/p/b.txt"), "b\nalso");
    assert_eq!(window.tabs(), "[a.txt] b.txt");
    assert_eq!(window.kinds().last(), Some(&NodeKind::Merge), "{:?}", window.nodes());
    // Typing goes on from the merged text.
    window.type_at_end("!");
    window.step("timeline.keystroke_back");
    assert_eq!(window.text(), "main top\n\n\n\nbottom\ntried");
}

#[test]
fn unsaved_text_stays_on_its_branch() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.step("timeline.branch other");
    window.type_at_end("unsaved there");
    window.step("timeline.switch main");
    assert_eq!(window.text(), "one\n");
    assert_eq!(window.tabs(), "[a.txt]");
    window.step("timeline.switch other");
    assert_eq!(window.text(), "one\nunsaved there");
    window.advance(Duration::from_secs(40));
    let mut window = window.quit().start(Some("/p"));
    window.advance(SECOND);
    assert_eq!(active(&mut window), "other");
    assert_eq!(window.text(), "one\nunsaved there");
}

#[test]
fn a_branch_begins_in_the_past() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("mistake");
    window.step("file.save");
    window.ask(TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    window.step("timeline.branch clean");
    assert!(!window.shows_past());
    assert_eq!(window.text(), "one\n");
    assert_eq!(window.machine.read("/p/a.txt"), "one\n");
    window.type_at_end("right");
    window.step("timeline.switch main");
    assert_eq!(window.text(), "one\nmistake");
    let clean = branch(&mut window, "clean");
    window.ask(TimelineCommand::DeleteBranch(clean));
    assert!(window.timeline().branches.iter().any(|branch| branch.name == "clean" && branch.deleted));
    window.ask(TimelineCommand::RestoreBranch(clean));
    window.step("timeline.switch clean");
    assert_eq!(window.text(), "one\nright");
}

#[test]
fn a_conflict_waits_for_a_decision() {
    let mut window = project(&[("a.txt", "line\n")]);
    window.step("timeline.branch theirs");
    window.step("select.all");
    window.step("type their line");
    window.step("timeline.switch main");
    window.step("select.all");
    window.step("type our line");
    window.step("timeline.merge theirs");
    let merge = window.timeline().merge.clone().expect("there is a conflict");
    assert_eq!((merge.open, merge.from.as_str(), merge.into.as_str()), (1, "theirs", "main"));
    assert_eq!(window.text(), "our line", "nothing is changed yet");
    let path = merge.plan.files[0].path.clone();
    assert!(
        window
            .workspace
            .try_run(justbuilt_workspace::Command::Timeline(TimelineCommand::FinishMerge))
            .is_err()
    );
    window.ask(TimelineCommand::Resolve { path, resolution: Resolution::Choices(vec![Choice::Both]) });
    assert_eq!(window.timeline().merge.as_ref().unwrap().open, 0);
    window.ask(TimelineCommand::FinishMerge);
    let text = window.text();
    assert!(text.contains("our line") && text.contains("their line"), "{text:?} {:?}", window.notices());
    assert!(window.timeline().merge.is_none());
}

#[test]
fn a_file_that_only_one_branch_has_comes_and_goes() {
    use justbuilt_workspace::Command;
    use justbuilt_workspace::command::TreeCommand;
    let mut window = project(&[("a.txt", "a")]);
    window.step("timeline.branch more");
    window.send(Command::Tree(TreeCommand::NewFile("/p".into())));
    window.send(Command::Tree(TreeCommand::EditName("d/new.txt".into())));
    window.send(Command::Tree(TreeCommand::AcceptName));
    window.type_at_end("new");
    window.step("file.save");
    window.step("timeline.switch main");
    assert_eq!(window.tabs(), "[a.txt]");
    use justbuilt_store::Fs as _;
    assert!(!window.machine.fs.exists(std::path::Path::new("/p/d")), "the empty folder goes, too");
    window.step("timeline.switch more");
    assert_eq!(window.machine.read("/p/d/new.txt"), "new");
}

#[test]
fn labels_notes_and_decisions_are_found_again() {
    use justbuilt_workspace::timeline::Filter;
    let mut window = project(&[("a.txt", "a")]);
    window.step("timeline.label milestone");
    window.step("timeline.decide 'Use a rope' 'Texts are large' 'A rope' 'More code'");
    let named = Filter { named: true, ..Filter::default() };
    window.ask(TimelineCommand::List { filter: Box::new(named), rows: 0..10 });
    let names: Vec<String> =
        window.timeline().list.nodes.iter().map(|row| row.node.name().to_owned()).collect();
    assert_eq!(names, ["Use a rope", "milestone"]);
    let decision = window.timeline().list.nodes[0].node.decision.clone().unwrap();
    assert_eq!((decision.context.as_str(), decision.decision.as_str()), ("Texts are large", "A rope"));
}

#[test]
fn tabs_of_files_that_only_one_branch_has_come_back_where_they_were() {
    use justbuilt_workspace::Command;
    use justbuilt_workspace::command::{Scroll, TreeCommand};
    let mut window = project(&[("a.txt", "a"), ("z.txt", "z")]);
    window.step("timeline.branch more");
    for name in ["b.txt", "c.txt"] {
        window.send(Command::Tree(TreeCommand::NewFile("/p".into())));
        window.send(Command::Tree(TreeCommand::EditName(name.into())));
        window.send(Command::Tree(TreeCommand::AcceptName));
        for _ in 0..40 {
            window.step("type line of text");
            window.step("edit.newline");
        }
        window.step("file.save");
    }
    window.open("/p/z.txt");
    window.open("/p/b.txt");
    assert_eq!(window.tabs(), "a.txt [b.txt] c.txt z.txt");
    window.set_carets(&[(20, 33)]);
    let view = window.view().id;
    let scroll = Scroll { line: 12, rows: 0.5, columns: 0.0 };
    window.send(Command::Viewport { view, scroll, rows: 10, columns: 80 });
    let marked = window.marked();
    window.step("timeline.switch main");
    assert_eq!(window.tabs(), "a.txt [z.txt]");
    // What the user does meanwhile stays.
    window.open("/p/a.txt");
    window.take_effects();
    window.step("timeline.switch more");
    assert_eq!(window.tabs(), "a.txt [b.txt] c.txt z.txt");
    assert_eq!(window.marked(), marked);
    let view = window.view().id;
    let restored = window.take_effects().into_iter().find_map(|effect| match effect {
        justbuilt_workspace::Effect::RestoreScroll { view: of, scroll } if of == view => Some(scroll),
        _ => None,
    });
    assert_eq!(restored, Some(scroll));
    // And again, with one closed by hand: that one stays closed.
    window.step("timeline.switch main");
    window.step("timeline.switch more");
    window.step("tab.close");
    assert!(!window.tabs().contains("b.txt"), "{}", window.tabs());
    window.step("timeline.switch main");
    window.step("timeline.switch more");
    assert!(!window.tabs().contains("b.txt"), "{}", window.tabs());
}
