//! Tests of `justbuilt kv`.

use justbuilt_store::SledKv;
use serde_json::json;

use super::Bench;

#[test]
fn values_are_set_printed_listed_and_deleted() {
    let b = Bench::new();
    let err = b.run(&["kv", "get", "tool", "a"], b"").bad(1);
    assert_eq!(err, "justbuilt: there is no 'a' in 'tool'\n");
    assert!(!b.path("home").exists(), "looking makes no store");
    assert_eq!(b.run(&["kv", "set", "tool", "a", "one"], b"").good(), "");
    b.run(&["kv", "set", "tool", "b/bytes"], b"\xff\0\n").good();
    b.run(&["kv", "set", "tool", "b/minus", "-1"], b"").good();
    assert_eq!(b.run(&["kv", "get", "tool", "a"], b"").good(), "one");
    assert_eq!(b.run(&["kv", "get", "tool", "b/bytes"], b"").0.stdout, b"\xff\0\n");
    let value = b.run(&["kv", "get", "--json", "tool", "b/bytes"], b"").json();
    assert_eq!(value, json!({"key": "b/bytes", "bytes": 3, "value": {"base64": "/wAK"}}));
    assert_eq!(b.run(&["kv", "keys", "tool"], b"").good(), "a\nb/bytes\nb/minus\n");
    assert_eq!(b.run(&["kv", "keys", "tool", "b/"], b"").good(), "b/bytes\nb/minus\n");
    let long = b.run(&["kv", "keys", "--long", "tool", "b/"], b"").good();
    assert!(long.ends_with("           5  bytes in 2\n"), "{long}");
    let keys = b.run(&["kv", "keys", "tool", "--json", "a"], b"").json();
    assert_eq!((&keys[0]["key"], &keys[0]["bytes"]), (&json!("a"), &json!(3)));
    assert_eq!(
        b.run(&["kv", "list", "--json"], b"").json(),
        json!([{"name": "tool", "keys": 3, "bytes": 23}])
    );
    b.run(&["kv", "delete", "tool", "a"], b"").good();
    assert_eq!(b.run(&["kv", "delete", "tool", "a"], b"").bad(1), "justbuilt: there is no 'a' in 'tool'\n");
    assert_eq!(b.run(&["kv", "clear", "tool"], b"").good(), "2 deleted\n");
    assert_eq!(b.run(&["kv", "keys", "tool"], b"").good(), "");
}

#[test]
fn projects_are_apart() {
    let b = Bench::new();
    std::fs::create_dir(b.path("other")).unwrap();
    let other = b.path("other").display().to_string();
    b.run(&["kv", "set", "tool", "key", "here"], b"").good();
    b.run(&["kv", "set", "--project", &other, "tool", "key", "there"], b"").good();
    assert_eq!(b.run(&["kv", "get", "tool", "key"], b"").good(), "here");
    assert_eq!(b.run_in(&b.path("other"), &["kv", "get", "tool", "key"], b"").good(), "there");
    assert_eq!(b.run(&["kv", "get", "tool", "key", "--project", "../project/."], b"").good(), "here");
    let err = b.run(&["kv", "get", "tool", "key", "--project", "none"], b"").bad(1);
    assert!(err.starts_with("justbuilt: there is no folder none"), "{err}");
}

#[test]
fn a_namespace_goes_out_and_in_as_json() {
    let b = Bench::new();
    b.run(&["kv", "export", "tool"], b"").bad(1);
    b.run(&["kv", "set", "tool", "text"], "grüße\n".as_bytes()).good();
    b.run(&["kv", "set", "tool", "bytes"], b"\xff").good();
    let export = b.run(&["kv", "export", "tool"], b"").good();
    b.run(&["kv", "export", "tool", "export.json"], b"").good();
    assert_eq!(std::fs::read_to_string(b.path("project/export.json")).unwrap(), export);
    b.run(&["kv", "set", "copy", "more", "x"], b"").good();
    assert_eq!(b.run(&["kv", "import", "copy"], export.as_bytes()).good(), "2 set, 0 deleted\n");
    assert_eq!(b.run(&["kv", "keys", "copy"], b"").good(), "bytes\nmore\ntext\n");
    let done = b.run(&["kv", "import", "copy", "export.json", "--replace", "--json"], b"").json();
    assert_eq!(done, json!({"set": 2, "deleted": 1}));
    assert_eq!(b.run(&["kv", "get", "copy", "text"], b"").good(), "grüße\n");
    for bad in
        ["", "{}", "[1]", "{\"format\": \"justbuilt-namespace\", \"version\": 1, \"entries\": {\"a\": 1}}"]
    {
        let err = b.run(&["kv", "import", "copy", "--replace"], bad.as_bytes()).bad(1);
        assert!(err.contains("JSON") || err.contains("not an export"), "{err}");
    }
    assert_eq!(b.run(&["kv", "keys", "copy"], b"").good(), "bytes\ntext\n");
}

#[test]
fn wrong_use_ends_with_2() {
    let b = Bench::new();
    for args in [
        &["kv"][..],
        &["kv", "get", "tool"],
        &["kv", "get", "TOOL", "key"],
        &["kv", "get", "", "key"],
        &["kv", "set", "tool", "a\nb", "v"],
        &["kv", "set", "tool", "", "v"],
        &["kv", "set", "tool", &"k".repeat(513), "v"],
        &["kv", "other"],
    ] {
        b.run(args, b"").bad(2);
    }
    let err = b.run(&["kv", "get", "Tool", "key"], b"").bad(2);
    assert!(err.contains("1 to 64 of a-z"), "{err}");
    assert!(!b.path("home").exists());
}

#[test]
fn a_window_that_has_the_store_is_named() {
    let b = Bench::new();
    b.run(&["kv", "set", "tool", "key", "value"], b"").good();
    let window = SledKv::open(&b.store()).unwrap();
    for args in [&["kv", "get", "tool", "key"][..], &["kv", "set", "tool", "key", "x"], &["vault", "status"]]
    {
        let err = b.run(args, b"").bad(1);
        assert!(err.contains(&format!("in use by another window (process {})", std::process::id())), "{err}");
        assert!(
            err.ends_with("\nClose that window, or wait for that command to end, and try again.\n"),
            "{err}"
        );
    }
    drop(window);
    assert_eq!(b.run(&["kv", "get", "tool", "key"], b"").good(), "value");
}
