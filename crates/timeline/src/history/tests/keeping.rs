//! Keeping on the disk: reopening, cuts, newer versions, thinning, garbage, exporting.

use justbuilt_base::Timestamp;
use justbuilt_store::{LogPosition, Storage};

use super::{Typist, ada, open, path, titles};
use crate::history::{HistoryError, Restore, Rules, Timeline, TimelineOptions};
use crate::{BranchId, Moment, Step, TimelineError};

/// A storage whose logs have only the first so many records.
fn cut(storage: &Storage, events: usize, operations: usize) -> Storage {
    let cut = Storage::memory();
    for name in storage.logs.names("").unwrap() {
        let (records, _) = storage.logs.read_all(&name).unwrap();
        let keep = if name == "events" { events } else { operations };
        cut.logs.replace(&name, &mut records.into_iter().take(keep)).unwrap();
    }
    for hash in storage.blobs.hashes().unwrap() {
        cut.blobs.put(&storage.blobs.get(hash).unwrap().unwrap()).unwrap();
    }
    cut
}

/// Everything one can see of a history: its nodes, and all texts at all steps of all branches.
fn seen(timeline: &Timeline) -> Vec<String> {
    let mut seen = titles(timeline);
    for branch in timeline.branches() {
        let last = timeline.node_of(crate::NodeId(timeline.node_count() as u64)).map_or(0, |node| node.step.0);
        for step in 0..=last {
            let moment = Moment::new(branch.id, Step(step));
            for entry in timeline.manifest(moment).entries() {
                let content = timeline.content(entry.path.as_str(), moment).unwrap();
                seen.push(format!("{} {step} {} {content:?}", branch.name, entry.path));
            }
        }
    }
    seen
}

fn story(timeline: &Timeline) {
    let me = ada(timeline);
    let mut a = Typist::open(timeline, "a.txt", "one\n", 0);
    a.type_in(4, "two", 1_000);
    a.save(2_000);
    timeline.flush().unwrap();
    let other = timeline.branch("other", "", timeline.now(), me, Timestamp(3_000)).unwrap();
    a.type_in(0, "x", 4_000);
    timeline.flush().unwrap();
    let plan = timeline.switch(other).unwrap();
    timeline.switched(&plan, me, Timestamp(5_000)).unwrap();
    let mut there = Typist::open(timeline, "a.txt", "one\ntwo", 5_000);
    there.type_in(7, " three\n", 6_000);
    timeline.created(&path("b.bin"), b"\0\x01\x02", me, Timestamp(7_000)).unwrap();
    timeline.flush().unwrap();
    timeline.label_now("end", me, Timestamp(8_000)).unwrap();
}

#[test]
fn what_was_closed_is_there_again() {
    let storage = Storage::memory();
    let before = {
        let timeline = open(&storage);
        story(&timeline);
        timeline.close().unwrap();
        assert!(!timeline.has_unwritten());
        seen(&timeline)
    };
    let timeline = open(&storage);
    assert_eq!(seen(&timeline), before);
    assert_eq!(timeline.branch_info(timeline.active_branch()).unwrap().name, "other");
    assert_eq!(timeline.node_of(crate::NodeId(1)).unwrap().files[0].path.as_str(), "a.txt");
    // And it goes on from there.
    let mut a = Typist::open(&timeline, "a.txt", "one\ntwo three\n", 9_000);
    a.type_in(0, "y", 9_500);
    assert_eq!(timeline.text("a.txt", timeline.now()).unwrap(), "yone\ntwo three\n");
    assert_eq!(timeline.changed(Moment::new(BranchId(2), Step(10_000)), timeline.now()).unwrap(), []);
}

#[test]
fn wherever_it_was_cut_it_opens_and_goes_on() {
    let storage = Storage::memory();
    story(&open(&storage));
    // Not closed: killed.
    let records = |name: &str| storage.logs.read_all(name).unwrap().0.len();
    let events = records("events");
    let operations = storage.logs.names("").unwrap().iter().filter(|name| *name != "events").map(|name| records(name)).max().unwrap();
    for cut_events in 0..=events {
        for cut_operations in 0..=operations {
            let cut = cut(&storage, cut_events, cut_operations);
            let (timeline, diagnostics) = Timeline::open(cut.clone(), TimelineOptions::default()).unwrap();
            let all = seen(&timeline);
            assert!(all.iter().all(|line| !line.contains("Err")), "{cut_events} {cut_operations}: {all:?}");
            let mut a = Typist::open(&timeline, "a.txt", "whatever is there\n", 10_000);
            a.type_in(0, "y", 10_001);
            a.save(10_002);
            assert_eq!(timeline.text("a.txt", timeline.now()).unwrap(), "ywhatever is there\n");
            timeline.close().unwrap();
            let again = open(&cut);
            assert_eq!(again.text("a.txt", again.head(again.active_branch())).unwrap(), "ywhatever is there\n", "{cut_events} {cut_operations} {diagnostics:?}");
        }
    }
}

#[test]
fn edits_of_a_burst_that_was_cut_off_have_a_node() {
    let storage = Storage::memory();
    {
        let timeline = open(&storage);
        let mut a = Typist::open(&timeline, "a.txt", "", 0);
        a.type_in(0, "first", 1_000);
        a.type_in(5, "second", 100_000);
        timeline.flush().unwrap();
    }
    let timeline = open(&storage);
    assert_eq!(titles(&timeline), ["edit: Typed “first” in a.txt", "edit: Edited a.txt"]);
    let node = timeline.node_of(crate::NodeId(2)).unwrap();
    assert_eq!((node.operations, node.inserted), (6, 6));
}

#[test]
fn a_newer_version_is_refused_and_nothing_is_touched() {
    let storage = Storage::memory();
    story(&open(&storage));
    let (mut records, _) = storage.logs.read_all("events").unwrap();
    *records[0].iter_mut().nth(17).unwrap() = 99;
    storage.logs.replace("events", &mut records.clone().into_iter()).unwrap();
    let refused = Timeline::open(storage.clone(), TimelineOptions::default());
    assert!(matches!(refused, Err(HistoryError::Timeline(TimelineError::Newer { found: 99, .. }))));
    assert_eq!(storage.logs.read_all("events").unwrap().0, records);
}

#[test]
fn damaged_events_are_passed_over() {
    let storage = Storage::memory();
    story(&open(&storage));
    let (records, _) = storage.logs.read_all("events").unwrap();
    for at in 1..records.len() {
        let mut damaged = records.clone();
        damaged[at] = vec![1, 255, 255, 3];
        let copy = cut(&storage, 0, usize::MAX);
        copy.logs.replace("events", &mut damaged.into_iter()).unwrap();
        let (timeline, diagnostics) = Timeline::open(copy, TimelineOptions::default()).unwrap();
        assert!(!diagnostics.is_empty());
        seen(&timeline);
    }
}

#[test]
fn read_only_looks_and_does_not_write() {
    let storage = Storage::memory();
    story(&open(&storage));
    let size = storage.logs.size("events").unwrap();
    let (timeline, _) = Timeline::open(storage.clone(), TimelineOptions { read_only: true }).unwrap();
    assert!(!seen(&timeline).is_empty());
    let refused = timeline.label_now("no", crate::AuthorIx(0), Timestamp(1));
    assert!(matches!(refused, Err(HistoryError::ReadOnly)));
    timeline.close().unwrap();
    assert_eq!(storage.logs.size("events").unwrap(), size);
}

#[test]
fn an_export_imports_as_the_same_history() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    story(&timeline);
    let mut file = Vec::new();
    let written = timeline.export(&mut file).unwrap();
    assert_eq!(written.bytes, file.len() as u64);
    let copy = Storage::memory();
    let read = Timeline::import(&copy, &mut file.as_slice()).unwrap();
    assert_eq!(read, written);
    assert_eq!(seen(&open(&copy)), seen(&timeline));
    assert!(matches!(Timeline::import(&copy, &mut file.as_slice()), Err(HistoryError::NotEmpty)));
    for end in (0..file.len()).step_by(7) {
        let empty = Storage::memory();
        let cut = Timeline::import(&empty, &mut &file[..end]);
        assert!(matches!(cut, Err(HistoryError::Import(_))), "{end}");
        assert_eq!(empty.logs.read_all("events").unwrap().0.len(), 0);
    }
    for at in (0..file.len()).step_by(11) {
        let mut damaged = file.clone();
        damaged[at] ^= 4;
        assert!(Timeline::import(&Storage::memory(), &mut damaged.as_slice()).is_err(), "{at}");
    }
}

#[test]
fn thinning_keeps_what_has_a_name_and_gc_what_is_used() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    let mut a = Typist::open(&timeline, "a.txt", "one\n", 0);
    for i in 0..50 {
        a.type_in(0, "some words ", 10_000 * i);
        if i % 10 == 0 {
            a.save(10_000 * i + 1);
        }
    }
    timeline.created(&path("b.txt"), b"kept\n", me, Timestamp(600_000)).unwrap();
    let other = timeline.branch("other", "", Moment::new(BranchId::MAIN, Step(100)), me, Timestamp(600_001)).unwrap();
    storage.blobs.put(b"nothing refers to this").unwrap();
    let nodes: Vec<_> = (1..=timeline.node_count() as u64)
        .map(|id| timeline.node_of(crate::NodeId(id)).unwrap())
        .filter(|node| node.kind != crate::NodeKind::EditBurst)
        .map(|node| node.moment())
        .chain([timeline.head(other), timeline.now()])
        .collect();
    let texts = |timeline: &Timeline| -> Vec<String> {
        nodes.iter().map(|moment| timeline.text("a.txt", *moment).unwrap().to_string()).collect()
    };
    let before = texts(&timeline);
    let thinned = timeline.thin(Timestamp(700_000), Timestamp(700_000)).unwrap();
    assert!(thinned.operations > 400, "{thinned:?}");
    assert_eq!(timeline.gc().unwrap().blobs, 1);
    assert_eq!(texts(&timeline), before);
    assert_eq!(timeline.text("b.txt", timeline.now()).unwrap(), "kept\n");
    // A moment that is gone shows the last one kept before it.
    assert!(timeline.text("a.txt", Moment::new(BranchId::MAIN, Step(150))).is_ok());
    assert!(timeline.density(&[BranchId::MAIN], Timestamp(0)..Timestamp(700_000), 3).is_ok());
    timeline.close().unwrap();
    let again = open(&storage);
    assert_eq!(texts(&again), before);
    assert_eq!(again.stats().unwrap().thinned, Some(Timestamp(700_000)));
    let plan = again.restore(Restore::File(path("a.txt")), nodes[0]).unwrap();
    again.restored(&plan, me, Timestamp(800_000)).unwrap();
    assert_eq!(again.text("a.txt", again.now()).unwrap().to_string(), before[0]);
    again.set_rules(Rules { cap: Some(10), detail_days: Some(1), ..Rules::default() }).unwrap();
    let tidied = again.tidy(Timestamp(900_000_000)).unwrap();
    // There was nothing left to give up; saying so takes a few bytes.
    assert!(tidied.after <= tidied.before + 1_000, "{tidied:?}");
    assert_eq!(texts(&again), before);
}

#[test]
fn a_log_without_records_is_an_empty_history() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    assert_eq!(timeline.node_count(), 0);
    assert!(timeline.manifest(timeline.now()).is_empty());
    timeline.close().unwrap();
    let report = storage.logs.read("events", LogPosition::START, &mut |_, _| std::ops::ControlFlow::Continue(())).unwrap();
    assert!(report.damaged.is_empty());
}
