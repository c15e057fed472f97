//! The log as several writers, a torn line and a budget leave it.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::thread;

use justbuilt_ai::budget::{Limit, Period};
use justbuilt_ai::event::Usage;
use justbuilt_ai::meter::{About, Day, Scope, State};
use justbuilt_ai::prices::Cost;
use justbuilt_ai::tokens::Window;
use justbuilt_base::Timestamp;

use super::native::FileLog;
use super::*;

fn below(state: &Path) -> Ledger {
    Ledger::new(Arc::new(FileLog::default()), Some(state.to_owned()))
}

fn put(ledger: &Ledger, entry: &Entry) {
    ledger.write(&[Line::of(entry)]).unwrap();
}

fn entry(request: &str, output: u64) -> Entry {
    Entry {
        request: request.to_owned(),
        time: Timestamp(1_000),
        day: Day(20_000),
        about: About::default(),
        usage: Usage { input: Some(10), output: Some(output), ..Usage::default() },
        cost: Cost::Unknown,
        state: State::Told,
        by: String::new(),
    }
}

#[test]
fn the_last_line_of_a_request_counts() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let ledger = below(&state);
    assert_eq!(ledger.read().unwrap().0.of(&Scope::All).requests, 0);
    assert!(!state.exists(), "a look makes nothing");
    put(&ledger, &entry("a", 32_000));
    put(&ledger, &entry("b", 5));
    put(&ledger, &entry("a", 7));
    put(&ledger, &entry("c", 1));
    ledger.write(&[Line::forget("c")]).unwrap();
    let (meter, unreadable) = ledger.read().unwrap();
    let all = meter.of(&Scope::All);
    assert_eq!((all.requests, all.output, unreadable), (2, 12, 0));
}

#[test]
fn a_torn_line_takes_no_other_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = below(folder.path());
    put(&ledger, &entry("a", 1));
    let mut torn = OpenOptions::new().append(true).open(FileLog::path(folder.path())).unwrap();
    torn.write_all(b"{\"request\":\"torn").unwrap();
    put(&ledger, &entry("b", 2));
    let (meter, unreadable) = ledger.read().unwrap();
    assert_eq!((meter.of(&Scope::All).output, unreadable), (3, 1));
}

#[test]
fn many_at_once_do_not_spend_the_same_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = below(folder.path());
    // Of twenty requests of 110 tokens each, nine fit 1000.
    let budget = Budget {
        scope: Scope::All,
        period: Period::Always,
        limit: Limit::Tokens(1_000),
        allow_unknown: true,
    };
    let estimate = Estimate { window: Window { input: 10, output: 100, context: None }, cost: Cost::Unknown };
    let out: usize = thread::scope(|scope| {
        let threads: Vec<_> = (0..20)
            .map(|at| {
                let (ledger, budget) = (ledger.clone(), budget.clone());
                scope.spawn(move || {
                    let one = entry(&format!("r{at}"), 100);
                    ledger.begin(&[budget], &estimate, &one).unwrap().is_ok()
                })
            })
            .collect();
        threads.into_iter().map(|thread| usize::from(thread.join().unwrap())).sum()
    });
    assert_eq!(out, 9);
    assert_eq!(ledger.read().unwrap().0.of(&Scope::All).requests, 9);
}

#[test]
fn each_look_reads_what_is_new_and_a_log_that_was_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = (below(folder.path()), below(folder.path()));
    let output = |ledger: &Ledger| ledger.with(|meter| meter.of(&Scope::All).output).unwrap();
    put(&one, &entry("a", 1));
    assert_eq!((output(&one), output(&other)), (1, 1));
    put(&other, &entry("a", 5));
    put(&other, &entry("b", 2));
    assert_eq!((output(&one), output(&other)), (7, 7));
    std::fs::write(FileLog::path(folder.path()), "").unwrap();
    assert_eq!((output(&one), output(&other)), (0, 0));
    put(&one, &entry("c", 3));
    assert_eq!((output(&one), output(&other)), (3, 3));
}

fn open(request: &str) -> Entry {
    Entry { state: State::Open, ..entry(request, 1_000) }
}

#[test]
fn what_a_program_had_under_way_that_ended_is_unknown_and_held_back() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (below(folder.path()), below(folder.path()));
    put(&here, &open("mine"));
    put(&there, &open("lost"));
    put(&there, &entry("told", 5));
    assert_eq!(here.settle().unwrap(), 0, "both run");
    let named = |request: &str| {
        let by = here.with(|meter| meter.entry(request).map(|entry| (entry.state, entry.by.is_empty())));
        by.unwrap().unwrap()
    };
    assert_eq!((named("mine"), named("told")), ((State::Open, false), (State::Told, true)));
    // As the system does when it is killed: its locks are let go, and nothing is written.
    drop(there);
    assert_eq!(here.settle().unwrap(), 1);
    assert_eq!((named("mine"), named("lost")), ((State::Open, false), (State::Unknown, true)));
    assert_eq!(here.settle().unwrap(), 0, "once");
    let all = here.read().unwrap().0.of(&Scope::All);
    assert_eq!((all.output, all.unsettled, all.unsettled_tokens), (1_005, 1, 1_010));
    // A budget is a promise: what may have been spent is not spent again.
    let budget = Budget {
        scope: Scope::All,
        period: Period::Always,
        limit: Limit::Tokens(2_500),
        allow_unknown: true,
    };
    let estimate = Estimate { window: Window { input: 10, output: 490, context: None }, cost: Cost::Unknown };
    let begin = |request| here.begin(std::slice::from_ref(&budget), &estimate, &open(request)).unwrap();
    let refusal = begin("more").unwrap_err().to_string();
    assert!(refusal.contains("1010 tokens is held back"), "{refusal}");
    assert_eq!(here.decide(false).unwrap(), 1);
    assert!(begin("more").is_ok(), "the user says that it cost nothing");
}

#[test]
fn what_is_unknown_can_be_counted() {
    let folder = tempfile::tempdir().unwrap();
    put(&below(folder.path()), &open("lost"));
    let ledger = below(folder.path());
    assert_eq!((ledger.settle().unwrap(), ledger.decide(true).unwrap()), (1, 1));
    let all = below(folder.path()).read().unwrap().0.of(&Scope::All);
    assert_eq!((all.output, all.estimated, all.unsettled), (1_000, 1, 0));
    assert!(std::fs::read_dir(folder.path().join("ai-running")).unwrap().next().is_none(), "nothing is left");
}

#[test]
fn entries_without_a_name_are_of_programs_that_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let old = serde_json::to_string(&open("old")).unwrap();
    assert!(!old.contains("\"by\""), "{old}");
    std::fs::create_dir_all(folder.path()).unwrap();
    std::fs::write(FileLog::path(folder.path()), format!("{old}\n")).unwrap();
    assert_eq!(below(folder.path()).settle().unwrap(), 1);
    // A killed one leaves its file behind, and nobody holds its lock.
    let left = folder.path().join("ai-running/7-7");
    std::fs::create_dir_all(left.parent().unwrap()).unwrap();
    std::fs::write(&left, "").unwrap();
    put(&below(folder.path()), &Entry { by: "7-7".to_owned(), ..open("killed") });
    assert_eq!(below(folder.path()).settle().unwrap(), 1);
    assert!(!left.exists());
}
