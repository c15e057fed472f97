//! Tests of what is kept of fields that are not known.

use serde_json::json;

use super::*;

/// `read` came from a newer version, which this one knows as `known` and changes to `changed`.
#[track_caller]
fn check(read: Value, known: Value, changed: Value, expected: Value) {
    let remainder = Remainder::of(&read, &known);
    let mut written = known.clone();
    remainder.put_back(&mut written);
    assert_eq!(written, read, "unchanged");
    let mut written = changed;
    remainder.put_back(&mut written);
    assert_eq!(written, expected);
}

#[test]
fn fields_of_the_record_and_of_what_is_in_it() {
    check(
        json!({"a": 1, "new": [1, 2], "in": {"b": 1, "new": 2}}),
        json!({"a": 1, "in": {"b": 1}}),
        json!({"a": 2, "in": {"b": 3}}),
        json!({"a": 2, "new": [1, 2], "in": {"b": 3, "new": 2}}),
    );
    check(
        json!({"in": {"b": 1, "new": 2}}),
        json!({"in": {"b": 1}}),
        json!({"in": null}),
        json!({"in": null}),
    );
}

#[test]
fn elements_of_lists_that_stay_move_change_and_go() {
    let read =
        json!([{"name": "a", "v": 1, "new": "A"}, {"name": "b", "v": 1, "new": "B"}, {"v": 3, "new": "C"}]);
    let known = json!([{"name": "a", "v": 1}, {"name": "b", "v": 1}, {"v": 3}]);
    check(
        read.clone(),
        known.clone(),
        json!([{"v": 3}, {"name": "x", "v": 0}, {"name": "b", "v": 2}]),
        json!([{"v": 3, "new": "C"}, {"name": "x", "v": 0}, {"name": "b", "v": 2, "new": "B"}]),
    );
    check(read, known, json!([]), json!([]));
}

#[test]
fn what_is_known_is_nothing() {
    let value = json!({"a": [1, {"b": null}], "c": {"d": 0.1}});
    assert_eq!(Remainder::of(&value, &value), Remainder::Nothing);
    assert_eq!(Remainder::of(&json!(1), &json!({"a": 1})), Remainder::Nothing);
}
