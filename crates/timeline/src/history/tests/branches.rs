//! Branches: making, switching, merging, restoring.

use justbuilt_base::Timestamp;
use justbuilt_store::Storage;
use justbuilt_text::Text;

use super::{Typist, ada, open, path, titles};
use crate::history::lines::line_hunks;
use crate::history::{
    Choice, Conflict, FileContent, HistoryError, NodeKind, Outcome, PlanKind, Resolution, Restore, Timeline,
    WritePlan,
};
use crate::{BranchId, Step};

const T: Timestamp = Timestamp(1_000_000);

/// What a plan writes and deletes.
fn writes(plan: &WritePlan) -> Vec<(String, Option<String>)> {
    let text = |content: &FileContent| String::from_utf8(content.to_bytes().unwrap()).unwrap();
    let deletes = plan.deletes.iter().map(|delete| (delete.path.to_string(), None));
    deletes
        .chain(plan.writes.iter().map(|write| (write.path.to_string(), Some(text(&write.content)))))
        .collect()
}

fn text(timeline: &Timeline, branch: BranchId, path: &str) -> String {
    timeline.text(path, timeline.head(branch)).unwrap().to_string()
}

fn switch(timeline: &Timeline, to: BranchId) -> WritePlan {
    let plan = timeline.switch(to).unwrap();
    timeline.switched(&plan, ada(timeline), T).unwrap();
    plan
}

#[test]
fn two_approaches_on_two_branches() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    let mut doc = Typist::open(&timeline, "a.txt", "one\ntwo\nthree\nfour\n", 0);
    timeline.created(&path("keep.txt"), b"kept\n", me, T).unwrap();
    doc.type_in(0, "ab", 10);
    let from = crate::Moment::new(BranchId::MAIN, Step(timeline.now().step.0 - 1));
    assert_eq!(timeline.text("a.txt", from).unwrap(), "aone\ntwo\nthree\nfour\n");
    let other = timeline.branch("other", "an idea", from, me, T).unwrap();
    assert!(matches!(timeline.branch("other", "", from, me, T), Err(HistoryError::BranchExists(_))));
    assert!(matches!(timeline.branch("a@b", "", from, me, T), Err(HistoryError::BranchName { .. })));
    doc.type_in(2, "c", 11);

    let plan = switch(&timeline, other);
    assert_eq!(plan.kind, PlanKind::Switch { from: BranchId::MAIN, to: other });
    assert_eq!(writes(&plan), [("a.txt".to_owned(), Some("aone\ntwo\nthree\nfour\n".to_owned()))]);
    let mut there = Typist::open(&timeline, "a.txt", "aone\ntwo\nthree\nfour\n", 12);
    assert_eq!(there.file, doc.file);
    there.type_in(there.text.len(), "five\n", 13);
    timeline.created(&path("new.txt"), b"new\n", me, T).unwrap();
    timeline.deleted(&path("keep.txt"), me, T).unwrap();
    assert_eq!(text(&timeline, other, "a.txt"), "aone\ntwo\nthree\nfour\nfive\n");
    assert_eq!(text(&timeline, BranchId::MAIN, "a.txt"), "abcone\ntwo\nthree\nfour\n");

    let plan = switch(&timeline, BranchId::MAIN);
    let expected = [
        ("new.txt".to_owned(), None),
        ("a.txt".to_owned(), Some("abcone\ntwo\nthree\nfour\n".to_owned())),
        ("keep.txt".to_owned(), Some("kept\n".to_owned())),
    ];
    assert_eq!(writes(&plan), expected);

    let compared = timeline.changed_lines(timeline.head(BranchId::MAIN), timeline.head(other)).unwrap();
    let compared: Vec<_> = compared
        .iter()
        .map(|change| (change.path.as_str(), change.kind.name(), change.added, change.removed))
        .collect();
    let expected = [
        ("a.txt", "changed", Some(2), Some(1)),
        ("keep.txt", "deleted", Some(0), Some(1)),
        ("new.txt", "added", Some(1), Some(0)),
    ];
    assert_eq!(compared, expected);

    let plan = timeline.merge(&[timeline.head(other)], BranchId::MAIN).unwrap();
    assert_eq!(plan.open().count(), 0);
    let expected = [
        ("keep.txt".to_owned(), None),
        ("a.txt".to_owned(), Some("abcone\ntwo\nthree\nfour\nfive\n".to_owned())),
        ("new.txt".to_owned(), Some("new\n".to_owned())),
    ];
    assert_eq!(writes(&plan.writes().unwrap()), expected);
    let node = timeline.merged(&plan, me, T).unwrap();
    let node = timeline.node_of(node).unwrap();
    assert_eq!((node.kind.clone(), node.parents.len()), (NodeKind::Merge, 2));
    assert_eq!(text(&timeline, BranchId::MAIN, "a.txt"), "abcone\ntwo\nthree\nfour\nfive\n");
    assert!(timeline.text("keep.txt", timeline.now()).is_err());
    // Once is enough.
    assert!(matches!(timeline.merge(&[timeline.head(other)], BranchId::MAIN), Err(HistoryError::Merge(_))));
    // And back: now the other only has to take what main had.
    let plan = timeline.merge(&[timeline.head(BranchId::MAIN)], other).unwrap();
    timeline.merged(&plan, me, T).unwrap();
    assert_eq!(text(&timeline, other, "a.txt"), "abcone\ntwo\nthree\nfour\nfive\n");
    assert!(timeline.changed(timeline.head(BranchId::MAIN), timeline.head(other)).unwrap().is_empty());
}

#[test]
fn conflicts_are_left_to_the_user() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    for (name, bytes) in
        [("text", &b"a\nb\nc\n"[..]), ("gone", b"x\n"), ("pic", b"\0\x01"), ("moved", b"m\n")]
    {
        timeline.created(&path(name), bytes, me, T).unwrap();
    }
    let other = timeline.branch("other", "", timeline.now(), me, T).unwrap();
    let change = |name: &str, bytes: &[u8]| {
        let change = crate::history::OutsideChange::bytes(path(name), bytes.to_vec());
        timeline.outside(&[change], T).unwrap();
    };
    change("text", b"a\nours\nc\n");
    timeline.deleted(&path("gone"), me, T).unwrap();
    change("pic", b"\0\x02");
    timeline.renamed(&path("moved"), &path("here"), me, T).unwrap();
    change("same", b"1\n2\n");
    switch(&timeline, other);
    change("text", b"a\ntheirs\nc\nd\n");
    change("gone", b"x\ny\n");
    change("pic", b"\0\x03");
    timeline.renamed(&path("moved"), &path("there"), me, T).unwrap();
    change("same", b"1\n2\n3\n");
    switch(&timeline, BranchId::MAIN);
    let mut plan = timeline.merge(&[timeline.head(other)], BranchId::MAIN).unwrap();
    let kinds: Vec<(&str, &str)> = plan
        .files
        .iter()
        .map(|file| {
            let kind = match &file.outcome {
                Outcome::Conflict(Conflict::Text { .. }) => "text",
                Outcome::Conflict(Conflict::DeletedHere(_)) => "deleted here",
                Outcome::Conflict(Conflict::DeletedThere(_)) => "deleted there",
                Outcome::Conflict(Conflict::Content { .. }) => "content",
                Outcome::Conflict(Conflict::Renamed { .. }) => "renamed",
                Outcome::Merged { .. } => "merged",
                _ => "other",
            };
            (file.path.as_str(), kind)
        })
        .collect();
    let expected = [
        ("gone", "deleted here"),
        ("here", "renamed"),
        ("pic", "content"),
        ("same", "text"),
        ("text", "text"),
    ];
    assert_eq!(kinds, expected);
    assert!(plan.writes().is_none());
    assert!(matches!(timeline.merged(&plan, me, T), Err(HistoryError::Merge(_))));
    assert!(plan.resolve("gone", Resolution::Theirs));
    assert!(plan.resolve("here", Resolution::Theirs));
    assert!(plan.resolve("pic", Resolution::Ours));
    assert!(plan.resolve("same", Resolution::Text(Text::from("1\n"))));
    assert!(plan.resolve("text", Resolution::Choices(vec![Choice::Both])));
    timeline.merged(&plan, me, T).unwrap();
    assert_eq!(text(&timeline, BranchId::MAIN, "text"), "a\nours\ntheirs\nc\nd\n");
    assert_eq!(text(&timeline, BranchId::MAIN, "gone"), "x\ny\n");
    assert_eq!(text(&timeline, BranchId::MAIN, "there"), "m\n");
    assert_eq!(text(&timeline, BranchId::MAIN, "same"), "1\n");
    let here = timeline.manifest(timeline.now());
    assert!(here.get("here").is_none());
    assert_eq!(
        timeline.content("pic", timeline.now()).unwrap(),
        Some(FileContent::Binary(b"\0\x02"[..].into()))
    );
}

#[test]
fn a_rename_on_one_side_and_edits_on_the_other_come_together() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    let mut doc = Typist::open(&timeline, "old.txt", "one\n", 0);
    let other = timeline.branch("other", "", timeline.now(), me, T).unwrap();
    timeline.renamed(&path("old.txt"), &path("dir/new.txt"), me, T).unwrap();
    switch(&timeline, other);
    doc.text = Text::from("one\n");
    let mut there = Typist::open(&timeline, "old.txt", "one\n", 1);
    there.type_in(4, "two\n", 2);
    let third = timeline.branch("third", "", crate::Moment::new(BranchId::MAIN, Step(2)), me, T).unwrap();
    switch(&timeline, third);
    timeline.created(&path("third.txt"), b"3\n", me, T).unwrap();
    switch(&timeline, BranchId::MAIN);
    // Two at once.
    let plan = timeline.merge(&[timeline.head(other), timeline.head(third)], BranchId::MAIN).unwrap();
    let node = timeline.merged(&plan, me, T).unwrap();
    assert_eq!(timeline.node_of(node).unwrap().parents.len(), 3);
    assert_eq!(text(&timeline, BranchId::MAIN, "dir/new.txt"), "one\ntwo\n");
    assert_eq!(text(&timeline, BranchId::MAIN, "third.txt"), "3\n");
    // The other side takes the new name.
    let plan = timeline.merge(&[timeline.head(BranchId::MAIN)], other).unwrap();
    timeline.merged(&plan, me, T).unwrap();
    assert_eq!(text(&timeline, other, "dir/new.txt"), "one\ntwo\n");
    assert!(timeline.manifest(timeline.head(other)).get("old.txt").is_none());
}

#[test]
fn deleted_branches_come_back() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    Typist::open(&timeline, "a", "one\n", 0);
    let other = timeline.branch("other", "", timeline.now(), me, T).unwrap();
    assert!(matches!(timeline.delete_branch(BranchId::MAIN, T), Err(HistoryError::BranchInUse(_))));
    timeline.delete_branch(other, T).unwrap();
    assert!(matches!(timeline.switch(other), Err(HistoryError::NoBranch(_))));
    timeline.branch("other", "", timeline.now(), me, T).unwrap();
    timeline.restore_branch(other, T).unwrap();
    let names: Vec<String> = timeline.branches().into_iter().map(|branch| branch.name).collect();
    assert_eq!(names, ["main", "other-2", "other"]);
    timeline.rename_branch(other, "better", T).unwrap();
    assert_eq!(timeline.branch_named("better").unwrap().id, other);
    assert_eq!(text(&timeline, other, "a"), "one\n");
}

#[test]
fn lost_lines_files_and_folders_come_back() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    let mut doc = Typist::open(&timeline, "src/a.txt", "one\ntwo\nthree\n", 0);
    timeline.created(&path("src/b.txt"), b"b\n", me, T).unwrap();
    let then = timeline.now();
    doc.text = Text::from("one\nthree\nfour\n");
    doc.type_in(15, "!", 10);
    timeline.renamed(&path("src/a.txt"), &path("src/c.txt"), me, T).unwrap();
    timeline.deleted(&path("src/b.txt"), me, T).unwrap();
    timeline.created(&path("src/new.txt"), b"n\n", me, T).unwrap();
    timeline.created(&path("top.txt"), b"t\n", me, T).unwrap();

    let (old, new) =
        (timeline.text("src/a.txt", then).unwrap(), timeline.text("src/c.txt", timeline.now()).unwrap());
    let hunk = line_hunks(&old, &new).remove(0);
    let plan = timeline.restore(Restore::Hunk { path: path("src/a.txt"), hunk }, then).unwrap();
    assert_eq!(writes(&plan), [("src/c.txt".to_owned(), Some("one\ntwo\nthree\nfour\n!".to_owned()))]);
    timeline.restored(&plan, me, T).unwrap();
    assert_eq!(text(&timeline, BranchId::MAIN, "src/c.txt"), "one\ntwo\nthree\nfour\n!");

    let plan = timeline.restore(Restore::File(path("src/b.txt")), then).unwrap();
    timeline.restored(&plan, me, T).unwrap();
    assert_eq!(text(&timeline, BranchId::MAIN, "src/b.txt"), "b\n");
    assert!(timeline.restore(Restore::File(path("src/b.txt")), then).unwrap().is_empty());
    assert!(matches!(timeline.restore(Restore::File(path("no")), then), Err(HistoryError::NoFile { .. })));

    let before = timeline.now();
    let plan = timeline.restore(Restore::Folder(path("src")), then).unwrap();
    let expected = [
        ("src/c.txt".to_owned(), None),
        ("src/new.txt".to_owned(), None),
        ("src/a.txt".to_owned(), Some("one\ntwo\nthree\n".to_owned())),
    ];
    assert_eq!(writes(&plan), expected);
    let node = timeline.restored(&plan, me, T).unwrap();
    let files: Vec<String> =
        timeline.manifest(timeline.now()).entries().iter().map(|entry| entry.path.to_string()).collect();
    assert_eq!(files, ["src/a.txt", "src/b.txt", "top.txt"]);
    assert_eq!(timeline.before_node(node).unwrap().step, before.step);
    // And a restore is undone by another.
    let plan = timeline.restore(Restore::Project, before).unwrap();
    timeline.restored(&plan, me, T).unwrap();
    assert!(timeline.changed(before, timeline.now()).unwrap().is_empty());
    assert_eq!(text(&timeline, BranchId::MAIN, "src/c.txt"), "one\ntwo\nthree\nfour\n!");
    let restores =
        titles(&timeline).into_iter().filter(|title| title.starts_with("restore")).collect::<Vec<_>>();
    let expected = [
        "restore: Restored lines of a.txt",
        "restore: Restored b.txt",
        "restore: Restored src, 2 files",
        "restore: Restored the project, 2 files",
    ];
    assert_eq!(restores, expected);
}

#[test]
fn a_restore_into_an_open_document_is_recorded_once() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    let mut doc = Typist::open(&timeline, "a.txt", "one\n", 0);
    let then = timeline.now();
    doc.type_in(0, "x", 1);
    let plan = timeline.restore(Restore::File(path("a.txt")), then).unwrap();
    let change = justbuilt_text::Transaction::replace(5, 0..1, "");
    let edit = crate::history::Edit::new(crate::OpKind::Restore, me);
    timeline.record(doc.file, &doc.text, &change, edit, T).unwrap();
    timeline.restored(&plan, me, T).unwrap();
    assert_eq!(titles(&timeline), ["edit: Edited a.txt, line 1", "restore: Restored a.txt"]);
    let lane = crate::LaneId::new(doc.file, BranchId::MAIN);
    assert_eq!(timeline.operations().lane(lane).unwrap().len, 2);
}
