//! The log as several writers, a torn line and a budget leave it.

use std::thread;

use justbuilt_ai::budget::{Limit, Period};
use justbuilt_ai::event::Usage;
use justbuilt_ai::meter::{About, Day, Scope, State};
use justbuilt_ai::prices::Cost;
use justbuilt_ai::tokens::Window;
use justbuilt_base::Timestamp;

use super::*;

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
    let ledger = Ledger::below(&folder.path().join("state"));
    assert_eq!(ledger.read().unwrap().0.of(&Scope::All).requests, 0);
    ledger.put(&entry("a", 32_000)).unwrap();
    ledger.put(&entry("b", 5)).unwrap();
    ledger.put(&entry("a", 7)).unwrap();
    ledger.put(&entry("c", 1)).unwrap();
    ledger.forget("c").unwrap();
    let (meter, unreadable) = ledger.read().unwrap();
    let all = meter.of(&Scope::All);
    assert_eq!((all.requests, all.output, unreadable), (2, 12, 0));
}

#[test]
fn a_torn_line_takes_no_other_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::below(folder.path());
    ledger.put(&entry("a", 1)).unwrap();
    let mut torn = OpenOptions::new().append(true).open(ledger.path()).unwrap();
    torn.write_all(b"{\"request\":\"torn").unwrap();
    ledger.put(&entry("b", 2)).unwrap();
    let (meter, unreadable) = ledger.read().unwrap();
    assert_eq!((meter.of(&Scope::All).output, unreadable), (3, 1));
}

#[test]
fn many_at_once_do_not_spend_the_same_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::below(folder.path());
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
