//! The store: kills, another owner, a full disk, a newer version.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use justbuilt_store::log::limited::{LimitedLogs, Room};
use justbuilt_store::{Storage, StoreError};
use justbuilt_workspace::HistorySource;
use justbuilt_workspace::timeline::{OffWhy, TimelineState};

use super::{InTime, project};
use crate::harness::{Machine, SECOND};

#[test]
fn a_kill_costs_less_than_a_second_of_typing() {
    let mut window = project(&[("a.txt", "one\n")]);
    window.type_at_end("kept");
    window.advance(Duration::from_millis(500));
    window.type_at_end("lost");
    let mut window = window.kill().start(Some("/p"));
    window.open("/p/a.txt");
    window.advance(SECOND);
    window.ask(justbuilt_workspace::TimelineCommand::SeekNode(justbuilt_timeline::NodeId(1)));
    assert_eq!(window.text(), "one\n");
    for expected in ["one\nk", "one\nke", "one\nkep", "one\nkept"] {
        window.step("timeline.keystroke_forward");
        assert_eq!(window.text(), expected);
    }
    assert!(window.notices().is_empty(), "{:?}", window.notices());
}

#[test]
fn blur_and_close_write_at_once() {
    let mut window = project(&[("a.txt", "")]);
    window.type_at_end("a");
    window.send(justbuilt_workspace::Command::WindowFocus(false));
    let mut window = window.kill().start(Some("/p"));
    window.advance(SECOND);
    // Nothing but the timeline knows of it: it was killed before unsaved text is kept.
    assert_eq!(window.text(), "");
    assert_eq!(window.nodes().last().unwrap(), "Unsaved changes of a.txt were dropped");
    window.step("timeline.keystroke_back");
    assert_eq!(window.text(), "a");
    window.step("timeline.return");
    window.type_at_end("b");
    let mut window = window.quit().start(Some("/p"));
    window.advance(SECOND);
    assert_eq!(window.timeline().operations, 3);
}

/// A source that fails.
struct Broken(StoreError);

impl HistorySource for Broken {
    fn open(&self, _: Option<&Path>) -> Result<Storage, StoreError> {
        Err(self.0.clone())
    }
}

#[test]
fn a_store_that_cannot_be_opened_is_told_once_and_editing_goes_on() {
    let path = PathBuf::from("/state/timeline/p");
    let cases = [
        (StoreError::InUse { path: path.clone(), owner: "7".into() }, OffWhy::InUse),
        (StoreError::Newer { path: path.clone(), found: 9, known: 1 }, OffWhy::Newer),
        (StoreError::Damaged { path: path.clone(), reason: "no magic".into() }, OffWhy::Damaged),
        (StoreError::Full { path: path.clone() }, OffWhy::Full),
        (StoreError::ReadOnly { path }, OffWhy::Failed),
    ];
    for (error, why) in cases {
        let mut machine = Machine::new(&[("/p/a.txt", "one\n")]);
        machine.source = Some(Arc::new(Broken(error)));
        let mut window = machine.start(Some("/p"));
        window.open("/p/a.txt");
        window.type_at_end("two");
        window.step("file.save");
        window.advance(Duration::from_secs(60));
        let timeline = window.timeline();
        let TimelineState::Off(off) = &timeline.state else { panic!("{:?}", timeline.state) };
        assert_eq!(off.why, why);
        assert!(!off.help.is_empty());
        assert_eq!(window.notices().len(), 1, "{:?}", window.notices());
        assert_eq!(window.machine.read("/p/a.txt"), "one\ntwo");
        assert_eq!(window.workspace.next_deadline(), None);
    }
}

#[test]
fn a_second_window_is_told_once_that_there_is_another() {
    let mut machine = Machine::new(&[("/p/a.txt", "one\n")]);
    let _first = machine.start(Some("/p"));
    let path = PathBuf::from("/state/timeline/p");
    machine.source = Some(Arc::new(Broken(StoreError::InUse { path, owner: "7".into() })));
    let mut second = machine.start(Some("/p"));
    second.advance(SECOND * 5);
    assert!(second.snapshot().second_window);
    assert!(matches!(&second.timeline().state, TimelineState::Off(off) if off.why == OffWhy::InUse));
    assert_eq!(second.notices().len(), 1, "{:?}", second.notices());
}

struct Small(Storage);

impl HistorySource for Small {
    fn open(&self, _: Option<&Path>) -> Result<Storage, StoreError> {
        Ok(self.0.clone())
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_recorded_is_lost() {
    let room = Room::default();
    let inner = Storage::memory();
    let logs = Arc::new(LimitedLogs::new(Arc::clone(&inner.logs), room.clone()));
    let storage = Storage { logs, blobs: inner.blobs };
    let mut machine = Machine::new(&[("/p/a.txt", "one\n")]);
    machine.source = Some(Arc::new(Small(storage)));
    let mut window = machine.start(Some("/p"));
    window.open("/p/a.txt");
    window.advance(SECOND);
    room.set(0);
    window.type_at_end("abc");
    window.advance(SECOND);
    assert!(window.timeline().fault.as_ref().is_some_and(|fault| fault.text.contains("full")));
    window.type_at_end("def");
    window.advance(Duration::from_secs(20));
    assert_eq!(window.notices(), ["The timeline cannot be written: the disk is full"]);
    // Looking still works, out of memory.
    window.step("timeline.keystroke_back");
    assert_eq!(window.text(), "one\nabcde");
    window.step("timeline.return");
    room.free();
    window.advance(Duration::from_secs(10));
    assert_eq!(window.timeline().fault, None);
    let mut window = window.kill().start(Some("/p"));
    window.advance(SECOND);
    assert_eq!(window.timeline().operations, 6);
}
