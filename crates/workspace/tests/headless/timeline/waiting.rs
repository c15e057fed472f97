//! Background work that takes its time: what happens in between.

use justbuilt_workspace::{Command, TimelineCommand};

use super::InTime;
use crate::harness::{Machine, SECOND, Window, manual};

/// A window whose background work runs when told, with a file that was typed into.
fn slow() -> (Window, justbuilt_base::ManualSpawner) {
    let (spawner, tasks) = manual();
    let machine = Machine::new(&[("/p/a.txt", "one\n")]);
    let mut window = machine.start_with(Some("/p"), spawner);
    let rest = |window: &mut Window| {
        for _ in 0..20 {
            tasks.run_until_idle();
            window.settle();
        }
    };
    rest(&mut window);
    window.open("/p/a.txt");
    rest(&mut window);
    window.type_at_end("abc");
    window.advance(SECOND);
    rest(&mut window);
    (window, tasks)
}

fn run(window: &mut Window, tasks: &justbuilt_base::ManualSpawner) {
    for _ in 0..20 {
        tasks.run_until_idle();
        window.settle();
    }
}

#[test]
fn what_is_typed_before_the_history_is_open_is_recorded() {
    let (spawner, tasks) = manual();
    let machine = Machine::new(&[("/p/a.txt", "one\n")]);
    let mut window = machine.start_with(Some("/p"), spawner);
    window.open("/p/a.txt");
    // Everything but the history has been read.
    let mut held = 0;
    while window.snapshot().active_view().is_none_or(|view| view.document.loading.is_some()) {
        tasks.run_one();
        window.settle();
        held += 1;
        assert!(held < 100);
    }
    window.type_at_end("abc");
    run(&mut window, &tasks);
    window.advance(SECOND);
    run(&mut window, &tasks);
    assert_eq!(window.timeline().operations, 3);
}

#[test]
fn steps_add_up_and_returning_wins() {
    let (mut window, tasks) = slow();
    for _ in 0..3 {
        window.step("timeline.keystroke_back");
    }
    assert!(!window.shows_past(), "nothing waits for the history");
    run(&mut window, &tasks);
    assert_eq!(window.text(), "one\n");
    window.step("timeline.keystroke_forward");
    window.step("timeline.return");
    run(&mut window, &tasks);
    assert!(!window.shows_past());
    assert_eq!(window.text(), "one\nabc");
}

#[test]
fn returning_while_the_first_moment_is_looked_up_stays_in_the_present() {
    let (mut window, tasks) = slow();
    window.step("timeline.keystroke_back");
    window.ask(TimelineCommand::Return);
    run(&mut window, &tasks);
    assert!(!window.shows_past());
    window.type_at_end("d");
    assert_eq!(window.text(), "one\nabcd");
}

#[test]
fn nothing_is_edited_or_saved_while_files_are_written() {
    let (mut window, tasks) = slow();
    window.step("timeline.branch try");
    assert!(window.timeline().busy.is_some());
    let view = window.view().id;
    window.send(Command::Type { view, text: "x".into() });
    assert_eq!(window.text(), "one\nabc");
    assert!(window.try_step("timeline.branch other").is_err());
    run(&mut window, &tasks);
    assert!(window.timeline().busy.is_none());
    window.send(Command::Type { view, text: "x".into() });
    assert_eq!(window.text(), "one\nabcx");
    assert!(window.timeline().branches.iter().any(|branch| branch.name == "try" && branch.active));
}

#[test]
fn a_project_that_is_left_keeps_its_history_and_another_is_not_mixed_up() {
    let (mut window, tasks) = slow();
    window.type_at_end("d");
    window.step("timeline.keystroke_back");
    window.machine.write_state("/q/b.txt", "bee");
    window.send(Command::OpenProject("/q".into()));
    run(&mut window, &tasks);
    assert!(!window.shows_past());
    assert_eq!(window.timeline().operations, 0);
    window.send(Command::OpenProject("/p".into()));
    run(&mut window, &tasks);
    window.advance(SECOND);
    run(&mut window, &tasks);
    assert_eq!(window.timeline().operations, 4);
    assert_eq!(window.text(), "one\nabcd");
}
