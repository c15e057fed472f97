//! Tests of the timeline panel: what is made of the workspace's answers, and the panel in the whole window.

use std::time::Duration;

use egui::{Event, Modifiers, PointerButton, pos2};
use justbuilt_base::Timestamp;
use justbuilt_timeline::{BranchId, Moment, Step};
use justbuilt_ui::timeline::LinkKind;
use justbuilt_workspace::timeline::{Bucket, ScrubLane, ScrubberWindow, Shown};

use super::convert;
use crate::native::OpenPath;
use crate::native::offscreen::Screen;
use crate::native::screenshot::{OffscreenShell, editor, step};

fn lane(branch: u64, origin: Option<u64>, active: bool, operations: &[u32]) -> ScrubLane {
    ScrubLane {
        branch: BranchId(branch),
        name: format!("branch {branch}"),
        origin: origin.map(|branch| Moment { branch: BranchId(branch), step: Step(1) }),
        created: Timestamp(branch as i64 * 1_000),
        active,
        buckets: operations
            .iter()
            .map(|count| Bucket { operations: [*count, 0, 1, 0], ..Bucket::default() })
            .collect(),
    }
}

fn window() -> ScrubberWindow {
    ScrubberWindow {
        range: Timestamp(0)..Timestamp(10_000),
        sessions: [(0, 2_000), (900_000, 1_000_000)]
            .map(|(start, end)| Timestamp(start)..Timestamp(end))
            .as_slice()
            .into(),
        lanes: vec![lane(1, None, true, &[1, 0]), lane(2, Some(1), false, &[2, 3])],
        ..ScrubberWindow::default()
    }
}

#[test]
fn idle_time_is_what_lies_between_sessions_and_up_to_now() {
    let window = window();
    let gaps = convert::gaps(&window, Timestamp(1_000_000 + 20 * 60_000));
    let found: Vec<_> = gaps.iter().map(|gap| (gap.start.0, gap.end.0)).collect();
    assert_eq!(found, [(2_000, 900_000), (1_000_000, 2_200_000)]);
    assert_eq!(convert::gaps(&window, Timestamp(1_000_100)).len(), 1, "a moment ago is not idle");
}

#[test]
fn lanes_fork_where_they_were_made_and_bars_add_up() {
    let window = window();
    let lanes = convert::lanes(&window, Timestamp(-5));
    assert_eq!((lanes[0].start, lanes[0].end), (Timestamp(-5), None));
    assert_eq!((lanes[1].start, lanes[1].end), (Timestamp(2_000), Some(Timestamp(2_000))));
    let links = convert::links(&window);
    assert_eq!(links.len(), 1);
    assert_eq!((links[0].from, links[0].to, links[0].kind), (0, 1, LinkKind::Fork));
    let bars = convert::buckets(&window);
    let found: Vec<_> = bars.iter().map(|bar| (bar.start.0, bar.length, bar.counts)).collect();
    assert_eq!(found, [(0, 5_000, [3, 0, 2, 0]), (5_000, 5_000, [3, 0, 2, 0])]);
}

#[test]
fn every_kind_has_a_word_on_both_sides() {
    for kind in justbuilt_timeline::NodeKind::ALL {
        assert_eq!(convert::what(convert::node_kind(&kind)), Some(kind));
    }
    for kind in justbuilt_timeline::AuthorKind::ALL {
        assert_eq!(convert::who(convert::author_kind(kind)), kind);
    }
}

const SETTLE: Duration = Duration::from_secs(20);

fn open(folder: &std::path::Path) -> OffscreenShell {
    let file = folder.join("main.rs");
    std::fs::write(&file, "fn main() {}\n").unwrap();
    let open =
        [OpenPath { path: folder.to_owned(), place: None }, OpenPath { path: file, place: Some((1, 1)) }];
    editor(&open, Screen { pixels: [1280, 800], scale: 1.0 }, None).unwrap()
}

fn run(editor: &mut OffscreenShell, line: &str) {
    step(editor, &line.parse().unwrap()).unwrap();
}

/// Runs frames until something holds.
fn until(editor: &mut OffscreenShell, what: &str, holds: impl Fn(&OffscreenShell) -> bool) {
    for _ in 0..200 {
        if holds(editor) {
            return;
        }
        editor.settle(SETTLE);
        editor.frame(Vec::new());
    }
    panic!("{what}: {:?}", editor.face.snapshot().timeline);
}

fn is_past(editor: &OffscreenShell) -> bool {
    matches!(editor.face.snapshot().timeline.shown, Shown::Past(_))
}

#[test]
fn what_is_typed_shows_on_the_timeline_and_the_past_in_the_text() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path());
    until(&mut editor, "recording", |editor| editor.face.snapshot().timeline.is_recording());
    run(&mut editor, "type // one\n");
    run(&mut editor, "file.save");
    run(&mut editor, "type // two\n");
    run(&mut editor, "file.save");
    run(&mut editor, "timeline.show");
    let listed = |editor: &OffscreenShell| editor.face.snapshot().timeline.list.nodes.len();
    until(&mut editor, "the list", |editor| listed(editor) >= 4);
    let window = &editor.face.snapshot().timeline.window;
    assert_eq!(window.lanes.len(), 1);
    assert!(window.markers.len() >= 4, "{:?}", window.markers);

    // Back by the keyboard of the scrubber, and to now again.
    let focused = |editor: &OffscreenShell| editor.ctx.memory(|memory| memory.focused());
    let scrubber = Some(crate::shell::focus::timeline_id());
    assert_eq!(focused(&editor), scrubber, "the scrubber has the keyboard");
    run(&mut editor, "keys shift+left");
    until(&mut editor, "the past", is_past);
    let focus = editor.face.snapshot().focus;
    assert_eq!(focused(&editor), scrubber, "the scrubber keeps the keyboard; the workspace says {focus:?}");
    run(&mut editor, "keys escape");
    until(&mut editor, "the present", |editor| !is_past(editor));

    // By hand: a press on the axis, left of now.
    let at = pos2(560.0, 510.0);
    let press = |pressed| Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    };
    editor.frame(vec![Event::PointerMoved(at)]);
    editor.frame(vec![press(true)]);
    editor.frame(vec![press(false)]);
    until(&mut editor, "the past by hand", is_past);
    let view = editor.face.snapshot().active_view().cloned().unwrap();
    assert!(view.past.is_some(), "the tab shows the past");
}

#[test]
fn a_command_that_lacks_something_opens_its_form() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path());
    until(&mut editor, "recording", |editor| editor.face.snapshot().timeline.is_recording());
    run(&mut editor, "type // one\n");
    run(&mut editor, "file.save");
    run(&mut editor, "timeline.branch");
    assert!(editor.face.panels.timeline.is_asking());
    run(&mut editor, "type idea");
    run(&mut editor, "keys enter");
    let has = |editor: &OffscreenShell| {
        editor.face.snapshot().timeline.branches.iter().any(|branch| branch.name == "idea")
    };
    until(&mut editor, "the branch", has);
    assert!(!editor.face.panels.timeline.is_asking());
}

#[test]
fn the_list_is_filtered_by_a_function_and_keeps_its_graph() {
    let folder = tempfile::tempdir().unwrap();
    let mut editor = open(folder.path());
    until(&mut editor, "recording", |editor| editor.face.snapshot().timeline.is_recording());
    run(&mut editor, "type // one\n");
    run(&mut editor, "file.save");
    until(&mut editor, "the save", |editor| {
        editor.face.snapshot().active_view().is_some_and(|view| !view.document.dirty)
    });
    run(&mut editor, "go.line 2");
    run(&mut editor, "keys end left");
    run(&mut editor, "type go();");
    run(&mut editor, "file.save");
    run(&mut editor, "timeline.show");
    let listed = |editor: &OffscreenShell| editor.face.snapshot().timeline.list.total;
    until(&mut editor, "the list", |editor| listed(editor) >= 5);
    editor.face.panels.timeline.filters.symbol = "main".to_owned();
    until(&mut editor, "the filtered list", |editor| {
        let list = &editor.face.snapshot().timeline.list;
        list.filter.symbol.as_deref() == Some("main") && !list.searching
    });
    let list = &editor.face.snapshot().timeline.list;
    assert_eq!(list.error, None);
    let text = editor.face.snapshot().active_view().unwrap().document.text.to_string();
    assert_eq!(text, "// one\nfn main() {go();}\n");
    assert_eq!(list.total, 1, "{:?}", list.nodes);
    assert!(list.nodes[0].graph.is_some() && list.columns == 1);
}
