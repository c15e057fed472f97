//! Tests of namespaces, in memory and in sled.

use std::collections::BTreeMap;

use justbuilt_base::ManualClock;
use justbuilt_testkit::random_cases;
use serde_json::json;

use super::*;
use crate::{SledKv, kv::memory::MemoryKv};

fn project(kv: Arc<dyn Kv>, id: u8) -> ProjectNamespaces {
    ProjectNamespaces::new(kv, Arc::new(ManualClock::default()), RecordId([id; 16]))
}

fn fresh() -> Namespace {
    project(Arc::new(MemoryKv::new()), 1).namespace("test").unwrap()
}

fn keys(namespace: &Namespace, prefix: &str) -> Vec<String> {
    namespace.keys(prefix).unwrap().into_iter().map(|entry| entry.key).collect()
}

#[test]
fn values_come_back_by_key() {
    let folder = tempfile::tempdir().unwrap();
    let sled = Arc::new(SledKv::open(&folder.path().join("store")).unwrap());
    for kv in [Arc::new(MemoryKv::new()) as Arc<dyn Kv>, sled] {
        let namespace = project(kv, 1).namespace("my-tool").unwrap();
        assert_eq!(namespace.get("a").unwrap(), None);
        assert!(!namespace.delete("a").unwrap());
        let large: Vec<u8> = (0..MAX_VALUE).map(|i| (i % 251) as u8).collect();
        for (key, value) in
            [("a", &b"1"[..]), ("a/b", b""), ("ü ", b"\xff\0"), ("large", &large), (&"k".repeat(512), b"x")]
        {
            namespace.set(key, value).unwrap();
            assert!(namespace.get(key).unwrap().as_deref() == Some(value), "{key}");
        }
        assert_eq!(keys(&namespace, "a"), ["a", "a/b"]);
        assert_eq!(keys(&namespace, "").len(), 5);
        let entry = namespace.keys("large").unwrap().remove(0);
        assert_eq!((entry.bytes, entry.updated), (MAX_VALUE as u64, ManualClock::default().now()));
        assert!(namespace.delete("a").unwrap());
        assert_eq!(keys(&namespace, "a"), ["a/b"]);
        assert_eq!(namespace.clear().unwrap(), 4);
        assert_eq!((namespace.clear().unwrap(), namespace.get("large").unwrap()), (0, None));
    }
}

#[test]
fn projects_and_namespaces_are_apart() {
    let kv: Arc<dyn Kv> = Arc::new(MemoryKv::new());
    let (one, two) = (project(Arc::clone(&kv), 1), project(kv, 2));
    for (place, name) in [(&one, "a"), (&one, "a.b"), (&two, "a")] {
        place.namespace(name).unwrap().set("key", name.as_bytes()).unwrap();
    }
    assert_eq!(one.namespace("a").unwrap().get("key").unwrap().unwrap(), b"a");
    assert_eq!(keys(&one.namespace("a").unwrap(), ""), ["key"]);
    let usage = |name: &str, bytes| Usage { name: name.into(), keys: 1, bytes };
    assert_eq!(one.usage().unwrap(), [usage("a", 4), usage("a.b", 6)]);
    one.namespace("a").unwrap().clear().unwrap();
    assert_eq!(one.usage().unwrap(), [usage("a.b", 6)]);
    assert_eq!(one.clear().unwrap(), 1);
    assert!(one.usage().unwrap().is_empty());
    assert_eq!(two.usage().unwrap(), [usage("a", 4)]);
}

#[test]
fn names_keys_and_values_have_limits() {
    let place = project(Arc::new(MemoryKv::new()), 1);
    for good in ["a", "0", "my-tool_2.x", &"x".repeat(64)] {
        place.namespace(good).unwrap();
    }
    for bad in ["", "A", "a b", "a/b", "ä", ".a", "-a", "_a", "a\0", &"x".repeat(65)] {
        let error = place.namespace(bad).unwrap_err();
        assert!(matches!(error, NamespaceError::Name { .. }), "{bad}");
        assert!(error.help().contains("1 to 64"));
    }
    let namespace = fresh();
    for bad in ["", "a\nb", "a\0", "\u{7f}", &"ü".repeat(257)] {
        assert!(matches!(namespace.set(bad, b""), Err(NamespaceError::Key { .. })), "{bad:?}");
        assert!(matches!(namespace.get(bad), Err(NamespaceError::Key { .. })), "{bad:?}");
        assert!(matches!(namespace.delete(bad), Err(NamespaceError::Key { .. })), "{bad:?}");
    }
    let error = namespace.set("large", &vec![0; MAX_VALUE + 1]).unwrap_err();
    assert_eq!(error.to_string(), "the value of 'large' has 16777217 bytes; up to 16777216 can be kept");
    assert!(keys(&namespace, "").is_empty());
}

#[test]
fn an_export_is_plain_json_and_comes_back() {
    let namespace = fresh();
    namespace.set("text", "grüße\n".as_bytes()).unwrap();
    namespace.set("bytes", b"\xff\0").unwrap();
    let export = namespace.export().unwrap();
    assert_eq!(
        export,
        json!({"format": "justbuilt-namespace", "version": 1, "namespace": "test",
            "entries": {"text": "grüße\n", "bytes": {"base64": "/wA="}}})
    );
    let other = fresh();
    other.set("text", b"mine").unwrap();
    other.set("more", b"stays").unwrap();
    assert_eq!(other.import(&export, ImportMode::Merge).unwrap(), Imported { set: 2, deleted: 0 });
    assert_eq!(keys(&other, ""), ["bytes", "more", "text"]);
    assert_eq!(other.import(&export, ImportMode::Replace).unwrap(), Imported { set: 2, deleted: 1 });
    assert_eq!(other.export().unwrap(), export);
}

#[test]
fn what_is_no_export_changes_nothing() {
    let namespace = fresh();
    namespace.set("kept", b"1").unwrap();
    let good = json!({"format": "justbuilt-namespace", "version": 1, "entries": {"a": "1"}});
    let with = |name: &str, value: Value| {
        let mut export = good.clone();
        export[name] = value;
        export
    };
    use serde_json::Value;
    for bad in [
        json!([]),
        json!({"a": "1"}),
        with("format", json!("other")),
        with("version", json!(0)),
        with("version", json!("1")),
        with("entries", json!([])),
        with("entries", json!({"a": "1", "b": 5})),
        with("entries", json!({"a": {"base64": "%"}})),
        with("entries", json!({"a": {"base64": "AA==", "more": 1}})),
        with("entries", json!({"a\n": "1"})),
        with("entries", json!({"": "1"})),
    ] {
        assert!(namespace.import(&bad, ImportMode::Replace).is_err(), "{bad}");
        assert_eq!(keys(&namespace, ""), ["kept"]);
    }
    let newer = namespace.import(&with("version", json!(2)), ImportMode::Merge);
    assert!(matches!(newer, Err(NamespaceError::Newer { found: 2, known: 1 })));
    namespace.import(&good, ImportMode::Merge).unwrap();
}

#[test]
fn it_does_what_a_map_does() {
    random_cases(30, |random| {
        let namespace = fresh();
        let mut model: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for _ in 0..40 {
            let key: String = random.text(2).chars().filter(|c| !c.is_control()).collect();
            let value = random.text(20).into_bytes();
            match random.below(4) {
                0 => {
                    let deleted = namespace.delete(&key);
                    assert_eq!(deleted.ok(), (!key.is_empty()).then(|| model.remove(&key).is_some()));
                }
                _ if namespace.set(&key, &value).is_ok() => {
                    model.insert(key, value);
                }
                _ => assert!(key.is_empty()),
            }
        }
        let prefix = random.text(1);
        let expected: Vec<_> = model.keys().filter(|key| key.starts_with(&prefix)).cloned().collect();
        assert_eq!(keys(&namespace, &prefix), expected);
        let copy = fresh();
        copy.import(&namespace.export().unwrap(), ImportMode::Merge).unwrap();
        for (key, value) in &model {
            assert_eq!(copy.get(key).unwrap().as_ref(), Some(value));
        }
        assert_eq!(copy.keys("").unwrap(), namespace.keys("").unwrap());
    });
}

#[test]
fn any_bytes_in_the_store_are_read_without_a_panic() {
    random_cases(200, |random| {
        let kv = MemoryKv::new();
        let place = project(Arc::new(kv.clone()), 1);
        let mut key = vec![1; 16];
        key.extend(random.pick(&[b"e", b"v"]).iter());
        key.extend(random.text(4).into_bytes());
        if random.bool() {
            key.push(0xff);
        }
        kv.set(PLACE, &key, random.text(5).as_bytes()).unwrap();
        place.usage().unwrap();
        place.namespace("a").unwrap().export().unwrap();
        place.clear().unwrap();
    });
}
