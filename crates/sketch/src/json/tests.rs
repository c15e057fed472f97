//! Broken JSON gives what can be read of it.

use super::{Lines, Reader, close, number, parse};
use justbuilt_testkit::random_cases;
use serde_json::{Value, json};

#[track_caller]
fn check(text: &str, value: &Value, problems: usize) {
    let mut told = Vec::new();
    assert_eq!(parse(text, &mut told).as_ref(), Some(value), "{text}");
    assert_eq!(told.len(), problems, "{text}: {told:?}");
}

#[test]
fn broken_text_is_read_as_far_as_it_goes() {
    check(r#"{"a": [1, 2.5, -3], "b": "x\n\u00e9"}"#, &json!({"a": [1, 2.5, -3], "b": "x\né"}), 0);
    check(r#"{"a": NaN, "b": 1}"#, &json!({"a": null, "b": 1}), 1);
    check(r#"{"a": 1e999, "b": -Infinity, "c": 2}"#, &json!({"a": null, "b": null, "c": 2}), 2);
    check(r#"{"a": [1, 2, {"b": "cut"#, &json!({"a": [1, 2, {}]}), 1);
    check(r#"{"a": 12"#, &json!({}), 1);
    check(r#"{"a": 1,, "b": 2,}"#, &json!({"a": 1, "b": 2}), 0);
    check(r#"{"a" 1, b: 2, "c": 3}"#, &json!({"a": 1, "c": 3}), 2);
    check(r#"{"a": "\ud83d\ude00 \ud83d x", "b": nul}"#, &json!({"a": "😀 \u{fffd} x", "b": null}), 1);
}

#[test]
fn deep_nesting_is_cut_off_without_a_crash() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let mut told = Vec::new();
    assert!(parse(&deep, &mut told).is_some());
    assert!(told.iter().any(|one| one.message.contains("too deep")), "{told:?}");
    assert!(parse(&"{\"a\":".repeat(100_000), &mut told).is_some());
}

#[test]
fn problems_know_their_lines() {
    let mut told = Vec::new();
    parse("{\n\"a\": 1,\n\"b\": Nope\n}", &mut told);
    assert_eq!(told.iter().filter_map(|one| one.line).collect::<Vec<_>>(), [2]);
    let lines = Lines::new("a\nbc\n\nd");
    assert_eq!([0, 1, 2, 4, 5, 6, 99].map(|at| lines.line(at)), [0, 0, 1, 1, 2, 3, 3]);
}

#[test]
fn any_text_is_read_without_a_crash_and_to_its_end() {
    let marks = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u12", "1", "-", "1e5", "NaN", "true", "\"a\":", "é",
        "\n", "😀",
    ];
    random_cases(3000, |random| {
        let text: String = (0..random.below(40)).map(|_| *random.pick(&marks)).collect();
        let mut reader = Reader::new(&text);
        let mut steps = 0;
        while reader.peek().is_some() {
            let before = reader.offset();
            reader.value();
            steps += 1;
            assert!(reader.offset() > before || reader.peek().is_none() || steps < 100, "{text:?}");
            if reader.offset() == before {
                break;
            }
        }
    });
}

#[test]
fn sound_json_is_read_as_serde_reads_it() {
    random_cases(500, |random| {
        let value = any_value(random, 4);
        for text in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
            let mut reader = Reader::new(&text);
            assert_eq!(reader.value(), Some(serde_json::from_str(&text).unwrap()), "{text}");
        }
    });
}

fn any_value(random: &mut justbuilt_testkit::Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 4 } else { 6 }) {
        0 => Value::Null,
        1 => number(random.next_u64() as f64 / 1e12 - 5e6),
        2 => Value::from(random.bool()),
        3 => Value::from(random.text(6)),
        4 => (0..random.below(5)).map(|_| any_value(random, depth - 1)).collect(),
        _ => Value::Object(
            (0..random.below(5)).map(|n| (format!("k{n}"), any_value(random, depth - 1))).collect(),
        ),
    }
}

#[test]
fn numbers_are_written_short_and_compared_with_some_room() {
    for (value, text) in
        [(1.0, "1"), (-0.0, "0"), (0.1, "0.1"), (f64::NAN, "0"), (1e300, "1e+300"), (-2.5, "-2.5")]
    {
        assert_eq!(number(value).to_string().replace("e300", "e+300"), text);
    }
    assert!(close(&json!([1, {"a": 2.0}]), &json!([1.0 + 1e-12, {"a": 2}])));
    assert!(!close(&json!([1]), &json!([1.001])));
    assert!(!close(&json!({"a": 1}), &json!({"b": 1})));
}
