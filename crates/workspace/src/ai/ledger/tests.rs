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
