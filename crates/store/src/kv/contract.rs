//! What every store of records must do. `kv_contract!(setup)` makes a test of each point; `setup()` gives a
//! [`Bench`]. Also for stores outside this crate, and for places without a test runner: [`POINTS`].
#![expect(clippy::unwrap_used, reason = "these are tests: they fail by panicking")]

#[cfg(test)]
use std::collections::BTreeMap;
use std::{any::Any, sync::Arc};

#[cfg(test)]
use justbuilt_testkit::random_cases;
use serde::{Deserialize, Serialize};

use super::{Batch, Kv, KvExt, StoreError};

/// An empty store.
pub struct Bench {
    pub kv: Arc<dyn Kv>,
    /// Lives as long as the store should.
    pub _guard: Box<dyn Any>,
}

/// The name of a test, and the test.
pub type Point = (&'static str, fn(&Bench));

/// The points by name. Inside this crate random cases come on top.
pub const POINTS: &[Point] = &[
    ("values_come_back", values_come_back),
    ("namespaces_are_apart", namespaces_are_apart),
    ("scanning_goes_in_order", scanning_goes_in_order),
    ("batches_do_all_the_last_wins", batches_do_all_the_last_wins),
    ("any_size_of_value", any_size_of_value),
    ("names_of_namespaces", names_of_namespaces),
    ("json_values", json_values),
];

/// A test of each point.
#[macro_export]
macro_rules! kv_contract {
    ($setup:expr) => {
        $crate::kv::contract::kv_contract!($setup;
            values_come_back, namespaces_are_apart, scanning_goes_in_order, batches_do_all_the_last_wins, any_size_of_value, names_of_namespaces, json_values);
    };
    ($setup:expr; $($name:ident),+) => {$(
        #[test]
        fn $name() {
            $crate::kv::contract::$name(&$setup());
        }
    )+};
}
pub use kv_contract;

pub fn values_come_back(b: &Bench) {
    assert_eq!(b.kv.get("n", b"k").unwrap(), None);
    b.kv.delete("n", b"k").unwrap();
    for (key, value) in
        [(&b"k"[..], &b"v"[..]), (b"", b"empty key"), (b"\0\xff", b"\xff\0"), (b"empty value", b"")]
    {
        b.kv.set("n", key, value).unwrap();
        assert_eq!(b.kv.get("n", key).unwrap().as_deref(), Some(value));
    }
    b.kv.set("n", b"k", b"other").unwrap();
    assert_eq!(b.kv.get("n", b"k").unwrap().unwrap(), b"other");
    b.kv.flush().unwrap();
    b.kv.delete("n", b"k").unwrap();
    assert_eq!(b.kv.get("n", b"k").unwrap(), None);
    assert_eq!(b.kv.scan("n", b"").unwrap().len(), 3);
}

pub fn namespaces_are_apart(b: &Bench) {
    b.kv.set("one", b"k", b"1").unwrap();
    b.kv.set("two", b"k", b"2").unwrap();
    b.kv.delete("two", b"k").unwrap();
    assert_eq!(b.kv.get("one", b"k").unwrap().unwrap(), b"1");
    assert_eq!(b.kv.get("three", b"k").unwrap(), None);
    assert!(b.kv.scan("three", b"").unwrap().is_empty());
    b.kv.delete("three", b"k").unwrap();
    assert_eq!(b.kv.namespaces().unwrap(), ["one", "two"]);
}

pub fn scanning_goes_in_order(b: &Bench) {
    for key in ["b/2", "a", "b/10", "b", "c", "b/1"] {
        b.kv.set("n", key.as_bytes(), key.to_uppercase().as_bytes()).unwrap();
    }
    b.kv.set("n", b"\xff\xff", b"last").unwrap();
    let keys = |prefix: &[u8]| -> Vec<String> {
        let records = b.kv.scan("n", prefix).unwrap();
        records.iter().map(|(key, _)| String::from_utf8_lossy(key).into_owned()).collect()
    };
    assert_eq!(keys(b"b/"), ["b/1", "b/10", "b/2"]);
    assert_eq!(keys(b"b"), ["b", "b/1", "b/10", "b/2"]);
    assert_eq!(keys(b"").len(), 7);
    assert_eq!(keys(b"\xff").len(), 1);
    assert_eq!(keys(b"nothing"), Vec::<String>::new());
    assert_eq!(b.kv.scan("n", b"b/10").unwrap(), [(b"b/10".to_vec(), b"B/10".to_vec())]);
}

pub fn batches_do_all_the_last_wins(b: &Bench) {
    let mut batch = Batch::new();
    assert!(batch.is_empty());
    b.kv.apply(batch.clone()).unwrap();
    batch.set("n", "a", "1").set("n", "b", "1").delete("n", "a").set("m", "c", "1").set("n", "b", "2");
    assert_eq!(batch.len(), 5);
    b.kv.apply(batch).unwrap();
    assert_eq!(b.kv.get("n", b"a").unwrap(), None);
    assert_eq!(b.kv.get("n", b"b").unwrap().unwrap(), b"2");
    assert_eq!(b.kv.get("m", b"c").unwrap().unwrap(), b"1");
}

pub fn any_size_of_value(b: &Bench) {
    for size in [65_535, 65_536, 65_537, 3_000_000] {
        let value: Vec<u8> = (0..size).map(|i: usize| (i * 7 % 251) as u8).collect();
        b.kv.set("n", b"large", &value).unwrap();
        assert!(b.kv.get("n", b"large").unwrap().unwrap() == value, "{size}");
        assert!(b.kv.scan("n", b"l").unwrap()[0].1 == value, "{size}");
    }
    b.kv.set("n", b"large", b"small").unwrap();
    assert_eq!(b.kv.get("n", b"large").unwrap().unwrap(), b"small");
}

pub fn names_of_namespaces(b: &Bench) {
    for good in ["a", "session-2", "a.b_c", &"x".repeat(64)] {
        b.kv.set(good, b"k", b"v").unwrap();
    }
    for bad in ["", "A", "a/b", "ä", "a b", "__meta", "__sled__default", &"x".repeat(65)] {
        let refused = |result: Result<(), StoreError>| matches!(result, Err(StoreError::Namespace { .. }));
        assert!(refused(b.kv.set(bad, b"k", b"v")), "{bad}");
        assert!(refused(b.kv.delete(bad, b"k")) && refused(b.kv.get(bad, b"k").map(drop)), "{bad}");
        assert!(refused(b.kv.scan(bad, b"").map(drop)), "{bad}");
    }
    // One bad name, and nothing of the batch is done.
    let mut batch = Batch::new();
    batch.set("fresh", "k", "v").set("BAD", "k", "v");
    assert!(b.kv.apply(batch).is_err());
    assert_eq!(b.kv.get("fresh", b"k").unwrap(), None);
    assert_eq!(b.kv.namespaces().unwrap().len(), 4);
}

pub fn json_values(b: &Bench) {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Tab {
        path: String,
        line: usize,
    }
    let tab = Tab { path: "src/lib.rs".into(), line: 7 };
    b.kv.set_json("tabs", "1", &tab).unwrap();
    assert_eq!(b.kv.get_json::<Tab>("tabs", "1").unwrap(), Some(tab));
    assert_eq!(b.kv.get_json::<Tab>("tabs", "2").unwrap(), None);
    assert_eq!(b.kv.get_json::<Vec<u8>>("tabs", "1").unwrap(), None, "of another type: as if missing");
}

#[cfg(test)]
pub fn it_does_what_a_map_does(b: &Bench) {
    let mut model: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    random_cases(30, |random| {
        let mut batch = Batch::new();
        for _ in 0..random.below(12) {
            let key = random.text(2).into_bytes();
            if random.one_in(3) {
                batch.delete("n", key.clone());
                model.remove(&key);
            } else {
                let value = random.text(40).into_bytes();
                batch.set("n", key.clone(), value.clone());
                model.insert(key, value);
            }
        }
        b.kv.apply(batch).unwrap();
        let prefix = random.text(1).into_bytes();
        let expected: Vec<_> = model
            .iter()
            .filter(|(k, _)| k.starts_with(&prefix))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect();
        assert_eq!(b.kv.scan("n", &prefix).unwrap(), expected);
    });
}
