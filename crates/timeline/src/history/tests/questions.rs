//! Asking: filters, density, stepping, why a line is here.

use std::time::Duration;

use justbuilt_base::Timestamp;
use justbuilt_store::Storage;
use justbuilt_text::Text;

use super::{Typist, ada, open, path};
use crate::history::{Filter, OutsideChange, Restore, Stride, Timeline};
use crate::{Author, AuthorKind, BranchId, Moment, NewNode, NodeKind};

fn found(timeline: &Timeline, filter: &Filter) -> Vec<u64> {
    timeline.nodes(filter).unwrap().iter().map(|node| node.id.0).collect()
}

/// Two files, a save, an outside change, a label.
fn story(storage: &Storage) -> Timeline {
    let timeline = open(storage);
    let mut a = Typist::open(&timeline, "src/a.rs", "fn a() {}\n", 0);
    a.type_in(8, " alpha();", 1_000);
    a.save(2_000);
    let mut b = Typist::open(&timeline, "docs/b.md", "# Title\n", 3_000);
    b.type_in(8, "words\n", 100_000);
    let outside = OutsideChange::bytes(path("src/a.rs"), b"fn a() { beta();}\n".to_vec());
    timeline.outside(&[outside], Timestamp(200_000)).unwrap();
    timeline.label_now("before lunch", ada(&timeline), Timestamp(300_000)).unwrap();
    let tool = timeline.author(Author::new(AuthorKind::Tool, "rustfmt").with_detail("cargo fmt"));
    timeline.node(NewNode::new(NodeKind::Format, "All formatted", tool), Timestamp(400_000)).unwrap();
    timeline
}

#[test]
fn filters_let_through_what_they_say() {
    let storage = Storage::memory();
    let timeline = story(&storage);
    let all = Filter::default();
    assert_eq!(found(&timeline, &all), [6, 5, 4, 3, 2, 1]);
    let kinds = Filter { kinds: vec![NodeKind::EditBurst, NodeKind::Save], ..all.clone() };
    assert_eq!(found(&timeline, &kinds), [3, 2, 1]);
    assert_eq!(
        found(&timeline, &Filter { by: vec![AuthorKind::Outside, AuthorKind::Tool], ..all.clone() }),
        [6, 4]
    );
    assert_eq!(found(&timeline, &Filter { file: Some("*.rs".into()), ..all.clone() }), [4, 2, 1]);
    assert_eq!(found(&timeline, &Filter { file: Some("src/*".into()), ..all.clone() }), [4, 2, 1]);
    assert_eq!(found(&timeline, &Filter { folder: Some("docs".into()), ..all.clone() }), [3]);
    assert_eq!(found(&timeline, &Filter { search: Some("LUNCH".into()), ..all.clone() }), [5]);
    assert_eq!(found(&timeline, &Filter { search: Some("a.rs saved".into()), ..all.clone() }), [2]);
    assert_eq!(found(&timeline, &Filter { search: Some("cargo".into()), ..all.clone() }), [6]);
    assert_eq!(found(&timeline, &Filter { named: true, ..all.clone() }), [5]);
    let time = Filter { from: Some(Timestamp(2_000)), to: Some(Timestamp(200_000)), ..all.clone() };
    assert_eq!(found(&timeline, &time), [4, 3, 2]);
    assert_eq!(found(&timeline, &Filter { limit: Some(2), ..all.clone() }), [6, 5]);
    assert_eq!(found(&timeline, &Filter { added: Some("alpha()".into()), ..all.clone() }), [1]);
    assert_eq!(found(&timeline, &Filter { removed: Some("alpha()".into()), ..all.clone() }), [4]);
    assert_eq!(found(&timeline, &Filter { added: Some("beta".into()), ..all.clone() }), [4]);
    assert_eq!(found(&timeline, &Filter { added: Some("nowhere".into()), ..all.clone() }), [] as [u64; 0]);
    assert!(timeline.nodes(&Filter { file: Some("[".into()), ..all }).is_err());
}

#[test]
fn density_counts_by_author_and_goes_on_while_recording() {
    let storage = Storage::memory();
    let timeline = story(&storage);
    let range = Timestamp(0)..Timestamp(400_001);
    let density = timeline.density(&[BranchId::MAIN], range.clone(), 4).unwrap();
    let person: Vec<u32> =
        density.branches[0].buckets.iter().map(|bucket| bucket.of(AuthorKind::Person)).collect();
    let outside: Vec<u32> =
        density.branches[0].buckets.iter().map(|bucket| bucket.of(AuthorKind::Outside)).collect();
    let nodes: Vec<u32> = density.branches[0].buckets.iter().map(|bucket| bucket.nodes).collect();
    assert_eq!((person, outside, nodes), (vec![9, 6, 0, 0], vec![0, 0, 1, 0], vec![2, 1, 1, 2]));
    let mut b = Typist::open(&timeline, "docs/b.md", "# Title\nwords\n", 3_000);
    b.type_in(0, "!", 399_000);
    let density = timeline.density(&[BranchId::MAIN], range, 4).unwrap();
    assert_eq!(density.branches[0].buckets[3].total(), 1);
    let sessions = timeline.sessions(&[BranchId::MAIN], Duration::from_secs(60)).unwrap();
    let starts: Vec<i64> = sessions.iter().map(|session| session.start.0).collect();
    assert_eq!(starts, [1_000, 100_000, 200_000, 300_000, 399_000]);
}

#[test]
fn stepping_goes_through_everything_and_back() {
    let storage = Storage::memory();
    let timeline = story(&storage);
    let start = Moment::new(BranchId::MAIN, crate::Step(0));
    let mut at = start;
    let mut stops = vec![];
    while let Some(next) = timeline.next_moment(at, Stride::Keystroke, None).unwrap() {
        stops.push(next);
        at = next;
    }
    assert_eq!(stops.len(), 16);
    let mut back = vec![at];
    while let Some(previous) = timeline.previous_moment(at, Stride::Keystroke, None).unwrap() {
        back.push(previous);
        at = previous;
    }
    let before_first = back.pop().unwrap();
    assert_eq!(before_first.step.0, stops[0].step.0 - 1);
    back.reverse();
    assert_eq!(back, stops);
    let walk = |by| {
        let mut at = start;
        let mut count = 0;
        while let Some(next) = timeline.next_moment(at, by, None).unwrap() {
            at = next;
            count += 1;
        }
        count
    };
    assert_eq!((walk(Stride::Burst), walk(Stride::Save), walk(Stride::Node)), (2, 1, 6));
    let noon = timeline.moment_at_time(BranchId::MAIN, Timestamp(150_000)).unwrap();
    assert_eq!(timeline.text("src/a.rs", noon).unwrap(), "fn a() { alpha();}\n");
    assert_eq!(timeline.text("docs/b.md", noon).unwrap(), "# Title\nwords\n");
    let dawn = timeline.moment_at_time(BranchId::MAIN, Timestamp(-5)).unwrap();
    assert!(dawn.step < stops[0].step);
    assert_eq!(timeline.time_of(noon).unwrap(), Some(Timestamp(100_000)));
}

fn reasons(timeline: &Timeline, name: &str, line: usize) -> Vec<(String, String, Option<String>)> {
    let reasons = timeline.why(name, line, timeline.now()).unwrap();
    reasons
        .into_iter()
        .map(|reason| {
            let title = reason.node.map_or_else(|| "–".to_owned(), |node| node.kind.to_string());
            (title, reason.after, reason.before)
        })
        .collect()
}

fn reason(kind: &str, after: &str, before: Option<&str>) -> (String, String, Option<String>) {
    (kind.to_owned(), after.to_owned(), before.map(str::to_owned))
}

#[test]
fn a_line_is_followed_to_its_birth() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    timeline.created(&path("a.txt"), b"one\ntwo\nthree\n", ada(&timeline), Timestamp(0)).unwrap();
    let mut a = Typist::open(&timeline, "a.txt", "one\ntwo\nthree\n", 1);
    a.type_in(7, " more", 1_000);
    a.save(2_000);
    a.type_in(0, "zero\n", 3_000);
    a.save(4_000);
    let outside = OutsideChange::bytes(path("a.txt"), b"zero\none\ntwo MORE\nthree\n".to_vec());
    timeline.outside(&[outside], Timestamp(5_000)).unwrap();
    let expected = [
        reason("outside", "two MORE", Some("two more")),
        reason("edit", "two more", Some("two")),
        reason("files", "two", None),
    ];
    assert_eq!(reasons(&timeline, "a.txt", 2), expected);
    assert_eq!(reasons(&timeline, "a.txt", 0), [reason("edit", "zero", None)]);
    assert_eq!(reasons(&timeline, "a.txt", 3), [reason("files", "three", None)]);
    assert!(timeline.why("a.txt", 5, timeline.now()).is_err());
    assert!(timeline.why("b.txt", 0, timeline.now()).is_err());
}

#[test]
fn a_line_is_followed_through_branches_merges_and_restores() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    let mut a = Typist::open(&timeline, "a.txt", "one\ntwo\n", 1);
    a.type_in(8, "born\n", 1_000);
    a.save(1_500);
    let other = timeline.branch("other", "", timeline.now(), me, Timestamp(2_000)).unwrap();
    a.type_in(0, "top\n", 2_500);
    let plan = timeline.switch(other).unwrap();
    timeline.switched(&plan, me, Timestamp(3_000)).unwrap();
    let mut there = Typist::open(&timeline, "a.txt", "one\ntwo\nborn\n", 3_000);
    there.type_in(12, " there", 4_000);
    let plan = timeline.switch(BranchId::MAIN).unwrap();
    timeline.switched(&plan, me, Timestamp(5_000)).unwrap();
    let plan = timeline.merge(&[timeline.head(other)], BranchId::MAIN).unwrap();
    timeline.merged(&plan, me, Timestamp(6_000)).unwrap();
    assert_eq!(timeline.text("a.txt", timeline.now()).unwrap(), "top\none\ntwo\nborn there\n");
    let expected = [
        reason("merge", "born there", Some("born")),
        reason("edit", "born there", Some("born")),
        reason("edit", "born", None),
    ];
    assert_eq!(reasons(&timeline, "a.txt", 3), expected);
    let merged = timeline.now();
    let mut a = Typist::open(&timeline, "a.txt", "top\none\ntwo\nborn there\n", 7_000);
    a.text = Text::from("top\n");
    a.type_in(0, "x", 8_000);
    let plan = timeline.restore(Restore::File(path("a.txt")), merged).unwrap();
    timeline.restored(&plan, me, Timestamp(9_000)).unwrap();
    let mut longer = vec![reason("restore", "born there", None)];
    longer.extend(expected);
    assert_eq!(reasons(&timeline, "a.txt", 3), longer);
}

#[test]
fn a_merge_is_no_reason_for_the_lines_beside_it() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let me = ada(&timeline);
    let mut a = Typist::open(&timeline, "a.txt", "one\n", 1);
    a.type_in(4, "two\nthree\n", 1_000);
    a.save(1_500);
    let other = timeline.branch("other", "", timeline.now(), me, Timestamp(2_000)).unwrap();
    timeline.switched(&timeline.switch(other).unwrap(), me, Timestamp(3_000)).unwrap();
    let mut there = Typist::open(&timeline, "a.txt", "one\ntwo\nthree\n", 3_000);
    there.type_in(4, "beside\n", 4_000);
    timeline.switched(&timeline.switch(BranchId::MAIN).unwrap(), me, Timestamp(5_000)).unwrap();
    let plan = timeline.merge(&[timeline.head(other)], BranchId::MAIN).unwrap();
    timeline.merged(&plan, me, Timestamp(6_000)).unwrap();
    assert_eq!(timeline.text("a.txt", timeline.now()).unwrap(), "one\nbeside\ntwo\nthree\n");
    for (line, text) in [(2, "two"), (3, "three")] {
        assert_eq!(reasons(&timeline, "a.txt", line), [reason("edit", text, None)]);
    }
    assert_eq!(reasons(&timeline, "a.txt", 1)[0].0, "merge");
}
