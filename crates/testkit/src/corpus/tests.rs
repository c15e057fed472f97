//! Tests of the corpus look-up. They do not touch the environment: other tests read it at the same time.

use super::{find, package, repository};

#[test]
fn what_is_there_is_found_and_the_rest_is_not() {
    let here = &package();
    assert!(find(here, "src/corpus.rs").is_some_and(|path| path.is_absolute() && path.is_file()));
    assert_eq!(find(here, "no-such-corpus"), None);
}

#[test]
fn the_repository_is_the_one_the_test_runs_in() {
    assert_eq!(package(), repository().join("crates/testkit"));
    assert!(repository().join("Cargo.lock").is_file());
}
