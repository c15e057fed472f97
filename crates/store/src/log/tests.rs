//! Tests of the names of logs.

use super::check_log_name;

#[test]
fn names_of_logs() {
    for good in ["a", "ops/1-main", "events", "a.b/c_d/0", &"x".repeat(200)] {
        assert!(check_log_name(good).is_ok(), "{good}");
    }
    for bad in [
        "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", ".a", "A", "ä", "a b", "a\\b", "a.log", "a.log/b",
        "a.tmp",
    ] {
        assert!(check_log_name(bad).is_err(), "{bad}");
    }
    assert!(check_log_name(&"x".repeat(201)).is_err());
}
