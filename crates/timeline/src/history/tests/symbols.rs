//! Nodes by symbol, against a naive model and by example. A symbol is `fn NAME` up to the next line with only `}`.

use std::cell::Cell;
use std::collections::HashSet;
use std::ops::Range;

use justbuilt_base::Timestamp;
use justbuilt_store::Storage;
use justbuilt_testkit::{Random, random_cases};
use justbuilt_text::{Text, Transaction};

use super::{Typist, ada, open, path};
use crate::history::{
    Edit, Filter, OutsideChange, ProjectPath, Restore, SymbolPlaces, SymbolSearch, Timeline,
};
use crate::{OpKind, TimelineOptions};

/// Counts how often it is asked.
#[derive(Default)]
struct Functions(usize);

fn function(text: &str, name: &str) -> Vec<Range<usize>> {
    let head = format!("fn {name}(");
    let starts = text.match_indices(&head).map(|(at, _)| at);
    starts.filter_map(|at| Some(at..at + text[at..].find("\n}\n")? + 2)).collect()
}

impl SymbolPlaces for Functions {
    fn places(&mut self, _: &ProjectPath, text: &Text, name: &str) -> Vec<Range<usize>> {
        self.0 += 1;
        function(&text.to_string(), name)
    }
}

fn ask(timeline: &Timeline, search: &mut SymbolSearch, name: &str) -> Vec<u64> {
    let filter = Filter { symbol: Some(name.to_owned()), ..Filter::default() };
    let found = timeline.nodes_with_symbol(&filter, search, &mut Functions::default(), &|| false).unwrap();
    found.iter().rev().map(|node| node.id.0).collect()
}

fn found(timeline: &Timeline, name: &str) -> Vec<u64> {
    ask(timeline, &mut SymbolSearch::default(), name)
}

const TWO: &str = "fn one() {\n    1\n}\n\nfn two() {\n    2\n}\n";

impl Typist<'_> {
    fn replace(&mut self, range: Range<usize>, with: &str, now: i64) {
        let change = Transaction::from_edits(self.text.len(), [(range, with)]);
        let edit = Edit::new(OpKind::Other, ada(self.timeline));
        self.timeline.record(self.file, &self.text, &change, edit, Timestamp(now)).unwrap();
        self.text = change.apply(&self.text).unwrap();
    }

    fn at(&self, what: &str) -> usize {
        self.text.to_string().find(what).unwrap()
    }
}

#[test]
fn one_that_only_moved_was_not_touched() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let mut file = Typist::open(&timeline, "a.rs", TWO, 0);
    file.type_in(0, "// Above all.\n\n", 1_000);
    file.save(2_000);
    assert_eq!(found(&timeline, "one"), [] as [u64; 0], "it went down");
    file.type_in(file.at("1\n"), "1", 100_000);
    file.save(101_000);
    file.type_in(file.at("2\n"), "2", 200_000);
    file.save(201_000);
    assert_eq!(found(&timeline, "one"), [3]);
    assert_eq!(found(&timeline, "two"), [5]);
    // Another name: both of them have it happen at that node.
    let at = file.at("two()");
    file.replace(at..at + 3, "zwei", 300_000);
    file.save(301_000);
    assert_eq!(found(&timeline, "two"), [5, 7]);
    assert_eq!(found(&timeline, "zwei"), [7]);
    // Cut there and pasted here.
    let at = file.at("fn one");
    let body = function(&file.text.to_string(), "one")[0].clone();
    let cut = file.text.slice(body.clone()).into_owned();
    file.replace(body, "", 400_000);
    file.save(401_000);
    file.replace(at..at, "// gap\n", 500_000);
    file.save(501_000);
    let end = file.text.len();
    file.replace(end..end, &format!("{cut}\n"), 600_000);
    file.save(601_000);
    assert_eq!(found(&timeline, "one"), [3, 9, 13]);
    assert_eq!(found(&timeline, "zwei"), [7]);
}

#[test]
fn what_was_there_for_a_moment_only_counts() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let mut file = Typist::open(&timeline, "a.rs", TWO, 0);
    let at = file.at("1\n");
    file.type_in(at, "x", 1_000);
    file.replace(at..at + 1, "", 2_000);
    file.save(3_000);
    assert_eq!(file.text, TWO);
    assert_eq!(found(&timeline, "one"), [1]);
    assert_eq!(found(&timeline, "two"), [] as [u64; 0]);
}

#[test]
fn files_that_come_go_and_change_outside_count() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    timeline.baseline(&[], &mut |_| None, Timestamp(0)).unwrap();
    let outside = |text: &str, now| {
        let change = OutsideChange::bytes(path("src/b.rs"), text.as_bytes().to_vec());
        timeline.outside(&[change], Timestamp(now)).unwrap();
    };
    outside(TWO, 1_000);
    outside(&TWO.replace("2\n", "two\n"), 2_000);
    outside(&format!("// Moved.\n{}", TWO.replace("2\n", "two\n")), 3_000);
    timeline.renamed(&path("src/b.rs"), &path("c.rs"), ada(&timeline), Timestamp(4_000)).unwrap();
    timeline.deleted(&path("c.rs"), ada(&timeline), Timestamp(5_000)).unwrap();
    assert_eq!(found(&timeline, "one"), [2, 6]);
    assert_eq!(found(&timeline, "two"), [2, 3, 6]);
    let folder = Filter { symbol: Some("two".into()), folder: Some("src".into()), ..Filter::default() };
    let mut search = SymbolSearch::default();
    let nodes =
        timeline.nodes_with_symbol(&folder, &mut search, &mut Functions::default(), &|| false).unwrap();
    assert_eq!(nodes.iter().map(|node| node.id.0).collect::<Vec<_>>(), [3, 2], "with other conditions, too");
    assert!(timeline.nodes(&folder).is_err(), "without languages nothing is known of symbols");
}

#[test]
fn branches_restores_and_a_file_opened_later_count() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    timeline.baseline(&[], &mut |_| None, Timestamp(0)).unwrap();
    let first = OutsideChange::bytes(path("a.rs"), TWO.as_bytes().to_vec());
    timeline.outside(&[first], Timestamp(1_000)).unwrap();
    let mut file = Typist::open(&timeline, "a.rs", TWO, 2_000);
    let before = timeline.now();
    file.type_in(file.at("1\n"), "1", 3_000);
    file.save(4_000);
    assert_eq!(found(&timeline, "one"), [2, 3], "opening it was nothing");
    let plan = timeline.restore(Restore::File(path("a.rs")), before).unwrap();
    let node = timeline.restored(&plan, ada(&timeline), Timestamp(5_000)).unwrap();
    assert_eq!(found(&timeline, "one").last(), Some(&node.0));
    assert_eq!(found(&timeline, "two"), [2]);
}

#[test]
fn only_what_came_since_is_looked_at_and_it_can_be_stopped() {
    let storage = Storage::memory();
    let timeline = open(&storage);
    let mut file = Typist::open(&timeline, "a.rs", TWO, 0);
    for at in 1..=20 {
        file.type_in(file.at("1\n"), "1", at * 100_000);
        file.save(at * 100_000 + 1_000);
    }
    let filter = Filter { symbol: Some("one".into()), ..Filter::default() };
    let mut search = SymbolSearch::default();
    let left = Cell::new(5);
    let stopped = || left.replace(left.get() - 1) <= 0;
    let some = timeline.nodes_with_symbol(&filter, &mut search, &mut Functions::default(), &stopped).unwrap();
    assert_eq!(some.len(), 5);
    let mut counter = Functions::default();
    let all = timeline.nodes_with_symbol(&filter, &mut search, &mut counter, &|| false).unwrap();
    assert_eq!(all.len(), 20);
    assert!(counter.0 <= 2 * 15, "{}", counter.0);
    file.type_in(file.at("1\n"), "1", 3_000_000);
    file.save(3_001_000);
    let mut counter = Functions::default();
    let all = timeline.nodes_with_symbol(&filter, &mut search, &mut counter, &|| false).unwrap();
    assert_eq!((all.len(), counter.0 <= 2), (21, true), "{}", counter.0);
    // From the disk it is the same.
    timeline.close().unwrap();
    let again = Timeline::open(storage.clone(), TimelineOptions { read_only: true }).unwrap().0;
    assert_eq!(found(&again, "one"), all.iter().rev().map(|node| node.id.0).collect::<Vec<_>>());
}

/// What the model knows: after every operation the functions whose text is not what it was.
fn changed(old: &str, new: &str) -> Vec<&'static str> {
    let texts = |text: &str, name| -> Vec<String> {
        function(text, name).into_iter().map(|range| text[range].to_owned()).collect()
    };
    NAMES.into_iter().filter(|name| texts(old, name) != texts(new, name)).collect()
}

const NAMES: [&str; 3] = ["one", "two", "three"];

/// Edits that leave functions functions: in a body, or a line between two.
fn edit(random: &mut Random, text: &str) -> (Range<usize>, &'static str) {
    let name = *random.pick(&NAMES);
    let place = function(text, name).pop().unwrap();
    let body = text[place.clone()].find("{\n").unwrap() + place.start + 2;
    match random.below(4) {
        0 => (place.start..place.start, *random.pick(&["\n", "// one two three\n"])),
        1 if place.end - 2 > body => {
            let at = random.range(body..place.end - 2);
            (at..at + 1, "")
        }
        2 => (place.end + 1..place.end + 1, "\n"),
        _ => (body..body, *random.pick(&["x", "one(); ", "y\n"])),
    }
}

#[test]
fn it_is_what_going_through_every_operation_finds() {
    let mut hits = 0;
    random_cases(60, |random| {
        let storage = Storage::memory();
        let timeline = open(&storage);
        let start = format!("{TWO}\nfn three() {{\n    3\n}}\n");
        let mut file = Typist::open(&timeline, "a.rs", &start, 0);
        let mut search = SymbolSearch::default();
        let mut expected: Vec<HashSet<u64>> = vec![HashSet::new(); NAMES.len()];
        let mut now = 0;
        let mut burst: HashSet<&str> = HashSet::new();
        for _ in 0..random.range(5..60) {
            now += 100;
            let text = file.text.to_string();
            let (range, with) = edit(random, &text);
            file.replace(range, with, now);
            burst.extend(changed(&text, &file.text.to_string()));
            if random.one_in(4) {
                timeline.end_burst();
                let node = timeline.node_count() as u64;
                for name in std::mem::take(&mut burst) {
                    expected[NAMES.iter().position(|known| *known == name).unwrap()].insert(node);
                }
            }
            if random.one_in(10) {
                let name = NAMES[random.below(3)];
                ask(&timeline, &mut search, name);
            }
        }
        timeline.end_burst();
        let node = timeline.node_count() as u64;
        for name in burst {
            expected[NAMES.iter().position(|known| *known == name).unwrap()].insert(node);
        }
        for (name, expected) in NAMES.into_iter().zip(expected) {
            hits += expected.len();
            let found: HashSet<u64> = ask(&timeline, &mut search, name).into_iter().collect();
            assert_eq!(found, expected, "{name}");
        }
    });
    assert!(hits > 100, "{hits}");
}
