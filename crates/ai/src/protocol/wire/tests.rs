//! Addresses and the user's keys.

use serde_json::{Map, Value, json};

use super::{merge, number, versioned};

#[test]
fn a_version_is_added_where_the_base_has_none() {
    assert_eq!(versioned("https://a.example/", "v1", "x"), "https://a.example/v1/x");
    assert_eq!(versioned("https://a.example/v1", "v1", "x"), "https://a.example/v1/x");
    assert_eq!(versioned("https://a.example/v1beta/", "v1", "x"), "https://a.example/v1beta/x");
    assert_eq!(versioned("https://a.example/vertex", "v1", "x"), "https://a.example/vertex/v1/x");
}

#[test]
fn keys_are_merged_as_a_patch() {
    let object = |value: Value| value.as_object().cloned().unwrap_or_else(Map::new);
    let mut body = object(json!({"a": {"b": 1, "c": 2}, "d": 3}));
    merge(&mut body, &object(json!({"a": {"b": null, "e": {"f": 4}}, "d": {"g": null, "h": 5}})));
    assert_eq!(Value::Object(body), json!({"a": {"c": 2, "e": {"f": 4}}, "d": {"h": 5}}));
}

#[test]
fn numbers_are_as_short_as_they_were_written() {
    assert_eq!(number(0.2).to_string(), "0.2");
    assert_eq!(number(f32::NAN), Value::Null);
}
