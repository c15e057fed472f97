//! What all logs must do. `logs_contract!(setup)` makes a test of each point; `setup()` gives a [`Bench`].
//! Also for stores outside this crate, and for places without a test runner: [`POINTS`].
#![expect(clippy::unwrap_used, reason = "these are tests: they fail by panicking")]

#[cfg(test)]
use std::collections::BTreeMap;
use std::{any::Any, ops::ControlFlow, sync::Arc};

#[cfg(test)]
use justbuilt_testkit::random_cases;

use super::{LogPosition, Logs, MAX_RECORD};
use crate::kv::StoreError;

/// Logs, none of them there yet.
pub struct Bench {
    pub logs: Arc<dyn Logs>,
    /// Lives as long as the logs should.
    pub _guard: Box<dyn Any>,
}

/// The name of a test, and the test.
pub type Point = (&'static str, fn(&Bench));

/// The points by name. Inside this crate random cases come on top.
pub const POINTS: &[Point] = &[
    ("records_come_back_in_order", records_come_back_in_order),
    ("reading_goes_on_where_it_ended", reading_goes_on_where_it_ended),
    ("a_visitor_can_stop_and_can_write", a_visitor_can_stop_and_can_write),
    ("records_are_found_by_their_position", records_are_found_by_their_position),
    ("logs_are_apart_and_listed", logs_are_apart_and_listed),
    ("replacing_and_removing", replacing_and_removing),
    ("missing_logs_are_empty", missing_logs_are_empty),
    ("names_are_checked", names_are_checked),
];

/// A test of each point.
#[macro_export]
macro_rules! logs_contract {
    ($setup:expr) => {
        $crate::log::contract::logs_contract!($setup;
            records_come_back_in_order, reading_goes_on_where_it_ended, a_visitor_can_stop_and_can_write,
            records_are_found_by_their_position, logs_are_apart_and_listed, replacing_and_removing,
            missing_logs_are_empty, names_are_checked);
    };
    ($setup:expr; $($name:ident),+) => {$(
        #[test]
        fn $name() {
            $crate::log::contract::$name(&$setup());
        }
    )+};
}
pub use logs_contract;

fn all(b: &Bench, log: &str) -> Vec<Vec<u8>> {
    let (records, report) = b.logs.read_all(log).unwrap();
    assert!(report.damaged.is_empty(), "{report:?}");
    records
}

pub fn records_come_back_in_order(b: &Bench) {
    let long: Vec<u8> = (0..3_000_000_usize).map(|i| (i * 7 % 251) as u8).collect();
    let records: [&[u8]; 7] = [b"one", b"", b"\0\xff", b"", &long, b"last", b"more"];
    let mut positions = b.logs.append("n", &records[..6]).unwrap();
    assert_eq!(positions.len(), 6);
    assert_eq!(positions[0], LogPosition::START);
    assert!(positions.is_sorted_by(|a, b| a < b));
    positions.extend(b.logs.append("n", &records[6..]).unwrap());
    assert!(positions.is_sorted_by(|a, b| a < b));
    b.logs.sync("n").unwrap();
    let mut visited = Vec::new();
    let report = b.logs.read("n", LogPosition::START, &mut |at, record| {
        visited.push((at, record.to_vec()));
        ControlFlow::Continue(())
    });
    assert!(report.unwrap().damaged.is_empty());
    assert!(
        visited.iter().map(|(at, record)| (*at, record.as_slice())).eq(positions.into_iter().zip(records))
    );
}

pub fn reading_goes_on_where_it_ended(b: &Bench) {
    let positions = b.logs.append("n", &[b"a", b"b", b"c"]).unwrap();
    let (_, report) = b.logs.read_all("n").unwrap();
    assert!(report.end > positions[2]);
    let from = |from| {
        let mut records = Vec::new();
        let report = b.logs.read("n", from, &mut |_, record| {
            records.push(record.to_vec());
            ControlFlow::Continue(())
        });
        (records, report.unwrap().end)
    };
    assert_eq!(from(report.end), (vec![], report.end));
    assert_eq!(from(positions[1]).0, [b"b", b"c"]);
    let next = b.logs.append("n", &[b"d"]).unwrap();
    assert_eq!(next, [report.end], "the end is where the next record goes");
    let (records, end) = from(report.end);
    assert_eq!(records, [b"d"]);
    assert!(end > next[0]);
}

pub fn a_visitor_can_stop_and_can_write(b: &Bench) {
    let positions = b.logs.append("n", &[b"a", b"b", b"c"]).unwrap();
    let mut visited = 0;
    let report = b.logs.read("n", LogPosition::START, &mut |_, record| {
        visited += 1;
        b.logs.append("n", &[b"new"]).unwrap();
        b.logs.append("other", &[record]).unwrap();
        if record == b"b" { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((visited, report.unwrap().end), (2, positions[2]));
    assert_eq!(all(b, "other"), [b"a", b"b"]);
    // What is appended while one reads is not visited.
    let mut visited = 0;
    let report = b.logs.read("n", LogPosition::START, &mut |_, _| {
        visited += 1;
        b.logs.append("n", &[b"new"]).unwrap();
        ControlFlow::Continue(())
    });
    assert_eq!(visited, 5);
    let end = report.unwrap().end;
    assert_eq!(b.logs.read_at("n", end).unwrap(), b"new");
}

pub fn records_are_found_by_their_position(b: &Bench) {
    let records: Vec<Vec<u8>> = (0..50_usize).map(|i| vec![i as u8; i * 37]).collect();
    let slices: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    let positions = b.logs.append("n", &slices).unwrap();
    for (at, record) in positions.iter().zip(&records).rev() {
        assert_eq!(&b.logs.read_at("n", *at).unwrap(), record);
    }
    for (log, at) in [("n", LogPosition(1)), ("n", LogPosition(1 << 40)), ("other", LogPosition::START)] {
        let error = b.logs.read_at(log, at).unwrap_err();
        assert!(matches!(error, StoreError::NoRecord { .. }), "{error:?}");
    }
}

pub fn logs_are_apart_and_listed(b: &Bench) {
    for name in ["ops/2", "events", "ops/1", "ops-old"] {
        b.logs.append(name, &[name.as_bytes()]).unwrap();
    }
    assert_eq!(b.logs.names("").unwrap(), ["events", "ops-old", "ops/1", "ops/2"]);
    assert_eq!(b.logs.names("ops/").unwrap(), ["ops/1", "ops/2"]);
    assert_eq!(b.logs.names("ops").unwrap(), ["ops-old", "ops/1", "ops/2"]);
    assert_eq!(b.logs.names("x").unwrap(), Vec::<String>::new());
    for name in ["ops/2", "events", "ops/1", "ops-old"] {
        assert_eq!(all(b, name), [name.as_bytes()]);
    }
}

pub fn replacing_and_removing(b: &Bench) {
    b.logs.append("n", &[b"old", b"older"]).unwrap();
    b.logs.append("m", &[b"kept"]).unwrap();
    let before = b.logs.size("n").unwrap();
    assert!(before > 8);
    let records = [b"new".to_vec(), vec![7; 500_000], b"newer".to_vec()];
    let positions = b.logs.replace("n", &mut records.iter().cloned()).unwrap();
    assert_eq!(positions[0], LogPosition::START);
    assert!(b.logs.size("n").unwrap() > 500_000);
    assert_eq!(all(b, "n"), records);
    assert_eq!(b.logs.read_at("n", positions[2]).unwrap(), b"newer");
    b.logs.append("n", &[b"appended"]).unwrap();
    assert_eq!(all(b, "n").len(), 4);
    // By nothing, and where nothing was.
    assert_eq!(b.logs.replace("n", &mut std::iter::empty()).unwrap(), []);
    assert!(all(b, "n").is_empty());
    b.logs.replace("fresh", &mut [b"1".to_vec()].into_iter()).unwrap();
    assert_eq!(all(b, "fresh"), [b"1"]);
    for name in ["n", "fresh"] {
        b.logs.remove(name).unwrap();
        assert_eq!((all(b, name).len(), b.logs.size(name).unwrap()), (0, 0));
    }
    assert_eq!(b.logs.names("").unwrap(), ["m"]);
    assert_eq!(b.logs.append("n", &[b"again"]).unwrap(), [LogPosition::START]);
    assert_eq!(all(b, "n"), [b"again"]);
}

pub fn missing_logs_are_empty(b: &Bench) {
    assert_eq!(b.logs.size("n").unwrap(), 0);
    assert!(all(b, "n").is_empty());
    b.logs.sync("n").unwrap();
    b.logs.remove("n").unwrap();
    assert_eq!(b.logs.append("n", &[]).unwrap(), []);
    assert!(b.logs.names("").unwrap().is_empty());
}

pub fn names_are_checked(b: &Bench) {
    for name in ["", "..", "a/../../b", "/a", "a//b", "A", "a\0"] {
        let errors = [
            b.logs.append(name, &[b"x"]).unwrap_err(),
            b.logs.sync(name).unwrap_err(),
            b.logs.read_all(name).unwrap_err(),
            b.logs.read_at(name, LogPosition::START).unwrap_err(),
            b.logs.replace(name, &mut std::iter::empty()).unwrap_err(),
            b.logs.remove(name).unwrap_err(),
            b.logs.size(name).unwrap_err(),
        ];
        assert!(errors.iter().all(|error| matches!(error, StoreError::LogName { .. })), "{errors:?}");
    }
    let long = vec![0; MAX_RECORD + 1];
    let error = b.logs.append("n", &[b"short", &long]).unwrap_err();
    assert!(matches!(error, StoreError::TooLarge { .. }), "{error:?}");
    assert!(b.logs.names("").unwrap().is_empty());
}

#[cfg(test)]
pub fn they_do_what_vectors_do(b: &Bench) {
    let mut model: BTreeMap<String, Vec<(LogPosition, Vec<u8>)>> = BTreeMap::new();
    random_cases(40, |random| {
        let name = format!("log-{}", random.below(4));
        let records: Vec<Vec<u8>> = (0..random.below(6)).map(|_| random.text(30).into_bytes()).collect();
        let expected = model.entry(name.clone()).or_default();
        match random.below(10) {
            0 => {
                b.logs.remove(&name).unwrap();
                expected.clear();
            }
            1 => {
                let positions = b.logs.replace(&name, &mut records.iter().cloned()).unwrap();
                *expected = positions.into_iter().zip(records).collect();
            }
            _ => {
                let slices: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
                let positions = b.logs.append(&name, &slices).unwrap();
                expected.extend(positions.into_iter().zip(records));
            }
        }
        for (name, expected) in &model {
            let from =
                expected.get(random.below(expected.len() + 1)).map_or(LogPosition::START, |(at, _)| *at);
            let mut found = Vec::new();
            let report = b.logs.read(name, from, &mut |at, record| {
                found.push((at, record.to_vec()));
                ControlFlow::Continue(())
            });
            assert!(report.unwrap().damaged.is_empty());
            assert!(expected.iter().filter(|(at, _)| *at >= from).eq(&found), "{name} from {from}");
        }
    });
}
