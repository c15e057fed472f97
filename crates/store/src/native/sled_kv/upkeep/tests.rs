//! Tests of what is done now and then.

use std::fs;

use justbuilt_base::Timestamp;

use crate::{
    Kv, SledKv,
    native::sled_kv::{Maintained, open::exports},
};

const DAY: i64 = 24 * 60 * 60 * 1000;

#[test]
fn an_export_a_day_when_something_changed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledKv::open(&path).unwrap();
    let maintain = |store: &SledKv, now| store.maintain(Timestamp(now)).unwrap().exported.is_some();
    let start = 1_000 * DAY;
    store.set("n", b"k", b"1").unwrap();
    assert!(maintain(&store, start), "the first");
    store.set("n", b"k", b"2").unwrap();
    assert!(!maintain(&store, start + DAY - 1), "too early");
    assert!(maintain(&store, start + DAY));
    assert!(!maintain(&store, start + 5 * DAY), "nothing has changed");
    store.close().unwrap();
    // That nothing changed is remembered, and so is that something did.
    let store = SledKv::open(&path).unwrap();
    assert!(!maintain(&store, start + 6 * DAY));
    store.set("n", b"k", b"3").unwrap();
    store.close().unwrap();
    let store = SledKv::open(&path).unwrap();
    assert!(maintain(&store, start + 7 * DAY));
    // A clock that goes back: the new export still is the latest.
    store.set("n", b"k", b"4").unwrap();
    assert!(maintain(&store, start));
    let other = SledKv::open(&folder.path().join("other")).unwrap();
    other.import(exports(&path).last().unwrap()).unwrap();
    assert_eq!(other.get("n", b"k").unwrap().unwrap(), b"4");
    assert_eq!(exports(&path).len(), 4);
}

#[test]
fn garbage_goes_too() {
    let folder = tempfile::tempdir().unwrap();
    let store = SledKv::open(&folder.path().join("store")).unwrap();
    store.set("n", b"k", &vec![1; 100_000]).unwrap();
    store.maintain(Timestamp(DAY)).unwrap();
    store.delete("n", b"k").unwrap();
    assert_eq!(store.maintain(Timestamp(DAY)).unwrap(), Maintained { exported: None, collected: 1 });
}

#[test]
fn a_failed_export_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledKv::open(&path).unwrap();
    store.set("n", b"k", b"1").unwrap();
    fs::write(path.join("exports"), "in the way").unwrap();
    assert!(store.maintain(Timestamp(DAY)).is_err());
    fs::remove_file(path.join("exports")).unwrap();
    assert!(store.maintain(Timestamp(DAY)).unwrap().exported.is_some());
}

#[test]
fn health_and_check_say_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledKv::open(&path).unwrap();
    for key in ["a", "b", "c"] {
        store.set("n", key.as_bytes(), b"v").unwrap();
    }
    store.set("large", b"k", &vec![1; 100_000]).unwrap();
    store.export(Timestamp(5)).unwrap();
    let health = store.health(Timestamp(DAY)).unwrap();
    assert_eq!(
        health.records.iter().map(|(n, c)| (n.as_str(), *c)).collect::<Vec<_>>(),
        [("large", 1), ("n", 3)]
    );
    assert_eq!((health.schema, health.last_export, health.problems.len()), (1, Some(Timestamp(5)), 0));
    assert!(health.bytes > 200_000);
    assert_eq!(store.check().unwrap(), []);

    store.set("n", b"d", b"v").unwrap();
    let late = store.health(Timestamp(8 * DAY)).unwrap();
    assert!(late.problems[0].what.contains("more than a week"), "{:?}", late.problems);
    let tree = store.tree("n").unwrap();
    tree.insert("a", "no frame").unwrap();
    let export = exports(&path).pop().unwrap();
    fs::write(export, "cut short").unwrap();
    let blobs = fs::read_dir(path.join("blobs")).unwrap().next().unwrap().unwrap().path();
    fs::remove_dir_all(blobs).unwrap();
    let problems = store.check().unwrap();
    let whats: Vec<&str> = problems.iter().map(|problem| problem.what.as_str()).collect();
    assert_eq!(whats.len(), 3, "{whats:?}");
    assert!(whats[0].contains("large record large/k is damaged"), "{whats:?}");
    assert!(whats[1].contains("record n/a is damaged"), "{whats:?}");
    assert!(whats[2].contains("export is not whole"), "{whats:?}");
    assert!(problems.iter().all(|problem| problem.help.ends_with('.')));
    // Looking changed nothing; reading sets aside, and that is seen.
    assert_eq!(store.check().unwrap().len(), 3);
    store.get("n", b"a").unwrap();
    let health = store.health(Timestamp(DAY)).unwrap();
    assert_eq!(health.lost_and_found.entries.len(), 1);
    assert!(health.problems[0].to_string().contains("1 damaged thing is kept"), "{:?}", health.problems);
}

#[test]
fn a_look_from_outside_while_a_window_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledKv::open(&path).unwrap();
    store.set("n", b"k", b"1").unwrap();
    store.close().unwrap();
    let store = SledKv::open(&path).unwrap();
    store.export(Timestamp(9)).unwrap();
    let health = SledKv::peek(&path).unwrap();
    assert_eq!((health.records["n"], health.last_export), (1, Some(Timestamp(9))));
}
