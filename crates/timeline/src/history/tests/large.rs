//! A long history of a large project: that it opens, and that questions are answered quickly. The figures are printed;
//! what is asserted holds for a debug build on a busy machine.

use std::time::{Duration, Instant};

use justbuilt_base::Timestamp;
use justbuilt_store::{ContentHash, Storage};
use justbuilt_text::{Text, Transaction};

use super::{ada, open, path};
use crate::history::{DiskFile, Edit, Filter, NewNode, Opened, ProjectPath, TextFormat};
use crate::{AuthorKind, BranchId, Moment, NodeKind, OpKind, Step};

const FILES: usize = 10_000;
/// A debug build does a quarter of it, to be done in seconds.
const SHARE: usize = if cfg!(debug_assertions) { 4 } else { 1 };
const NODES: usize = 60_000 / SHARE;
const OPERATIONS: usize = 260_000 / SHARE;

#[track_caller]
fn measured<T>(what: &str, at_most: Duration, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = work();
    let took = start.elapsed();
    println!("{what}: {took:?}");
    assert!(took < at_most, "{what} took {took:?}");
    result
}

#[test]
fn measure_sixty_thousand_nodes_of_ten_thousand_files() {
    let storage = Storage::memory();
    {
        let timeline = open(&storage);
        let me = ada(&timeline);
        let found: Vec<DiskFile> = (0..FILES)
            .map(|i| DiskFile {
                path: path(&format!("src/part{}/file{i}.rs", i % 100)),
                size: 20,
                hash: Some(ContentHash::of(format!("content of file {i}\n").as_bytes())),
                ignored: false,
            })
            .collect();
        let mut read = |path: &ProjectPath| {
            let number = path.name().trim_start_matches("file").trim_end_matches(".rs").to_owned();
            Some(format!("content of file {number}\n").into_bytes())
        };
        measured("baseline of 10,000 files", Duration::from_secs(60), || {
            timeline.baseline(&found, &mut read, Timestamp(0)).unwrap()
        });
        let mut text = Text::from("content of file 7\n");
        let name = path("src/part7/file7.rs");
        let opened =
            timeline.open_file(&name, &text, TextFormat::default(), None, false, Timestamp(1)).unwrap();
        let Opened::Recorded(file) = opened else { panic!("{opened:?}") };
        let edit = Edit::new(OpKind::Typing, me);
        let mut slowest: Vec<Duration> = Vec::with_capacity(OPERATIONS);
        for i in 0..OPERATIONS {
            let now = Timestamp(1_000 * i as i64);
            let at = if i % 97 == 0 { 0 } else { text.len() };
            let change = match text.len() > 4_000 {
                true => Transaction::replace(text.len(), 0..2_000, ""),
                false => Transaction::insert(text.len(), at, "x"),
            };
            let start = Instant::now();
            timeline.record(file, &text, &change, edit, now).unwrap();
            slowest.push(start.elapsed());
            text = change.apply(&text).unwrap();
            if i * NODES / OPERATIONS != (i + 1) * NODES / OPERATIONS {
                let kind = if i % 3 == 0 { NodeKind::Save } else { NodeKind::TestRun };
                timeline
                    .node(NewNode::new(kind, format!("Node {i}"), me).about([name.clone()]), now)
                    .unwrap();
            }
        }
        slowest.sort_unstable();
        println!("record: p50 {:?}, p99 {:?}", slowest[OPERATIONS / 2], slowest[OPERATIONS * 99 / 100]);
        measured("close", Duration::from_secs(60), || timeline.close().unwrap());
    }
    let timeline = measured("open", Duration::from_secs(30), || open(&storage));
    let me = ada(&timeline);
    let now = Timestamp(1_000 * OPERATIONS as i64);
    assert!(timeline.node_count() >= NODES);
    measured("files now", Duration::from_secs(2), || {
        assert_eq!(timeline.manifest(timeline.now()).len(), FILES)
    });
    let half = Moment::new(BranchId::MAIN, Step(timeline.now().step.0 / 2));
    measured("files half-way", Duration::from_secs(2), || assert_eq!(timeline.manifest(half).len(), FILES));
    measured("branch", Duration::from_secs(1), || timeline.branch("other", "", half, me, now).unwrap());
    measured("first density", Duration::from_secs(20), || {
        timeline.density(&[BranchId::MAIN], Timestamp(0)..now, 2_000).unwrap()
    });
    let density = measured("density", Duration::from_secs(1), || {
        timeline.density(&[BranchId::MAIN], Timestamp(0)..now, 2_000).unwrap()
    });
    let total: u32 = density.branches[0].buckets.iter().map(|bucket| bucket.of(AuthorKind::Person)).sum();
    assert_eq!(total as usize, OPERATIONS);
    let saves = Filter { kinds: vec![NodeKind::Save], ..Filter::default() };
    measured("filter by kind", Duration::from_secs(2), || timeline.nodes(&saves).unwrap());
    let words = Filter { search: Some("node 12".into()), ..Filter::default() };
    measured("search by words", Duration::from_secs(5), || timeline.nodes(&words).unwrap());
    let file = Filter { file: Some("**/file7.rs".into()), ..Filter::default() };
    measured("filter by file", Duration::from_secs(5), || timeline.nodes(&file).unwrap());
    measured("changed between two moments", Duration::from_secs(5), || {
        assert_eq!(timeline.changed(half, timeline.now()).unwrap().len(), 1);
    });
}
