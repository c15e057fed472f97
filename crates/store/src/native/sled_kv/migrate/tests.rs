//! Tests of migrations, with a made-up later program.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{Becomes, CURRENT, Migration, Schema};
use crate::{
    Kv, Opened, SledKv, StoreError,
    native::sled_kv::{frame, open::exports},
};

/// Schema 2 says `line=` before numbers of tabs, schema 3 keeps tabs elsewhere and has no use for `old`.
const LATER: Schema = Schema {
    version: 3,
    migrations: &[
        Migration {
            what: "lines of tabs get a name",
            record: |namespace, key, value| match (namespace, value) {
                ("tabs", b"broken") => Err("it is no number".into()),
                ("tabs", _) if key == b"untouched" => Ok(Becomes::Same),
                ("tabs", value) => Ok(Becomes::Value([b"line=", value].concat())),
                _ => Ok(Becomes::Same),
            },
        },
        Migration {
            what: "tabs move",
            record: |namespace, key, value| match namespace {
                "tabs" => {
                    let key = [b"tab/", key].concat();
                    Ok(Becomes::Moved { namespace: "session".into(), key, value: value.to_vec() })
                }
                "old" => Ok(Becomes::Nothing),
                _ => Ok(Becomes::Same),
            },
        },
    ],
};

fn old_store() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledKv::open_schema(&path, CURRENT).unwrap();
    for i in 0..600 {
        store.set("tabs", format!("{i}").as_bytes(), format!("{i}").as_bytes()).unwrap();
    }
    store.set("tabs", b"untouched", b"as it is").unwrap();
    store.set("tabs", b"bad", b"broken").unwrap();
    store.set("old", b"k", b"v").unwrap();
    store.set("large", b"k", &vec![7; 100_000]).unwrap();
    store.close().unwrap();
    (folder, path)
}

fn check_new(store: &SledKv) {
    assert!(store.scan("tabs", b"").unwrap().is_empty());
    assert!(store.scan("old", b"").unwrap().is_empty());
    let session = store.scan("session", b"tab/").unwrap();
    assert_eq!(session.len(), 601);
    assert_eq!(store.get("session", b"tab/77").unwrap().unwrap(), b"line=77");
    assert_eq!(store.get("session", b"tab/untouched").unwrap().unwrap(), b"as it is");
    assert_eq!(store.get("large", b"k").unwrap().unwrap().len(), 100_000);
}

fn lost(path: &Path) -> usize {
    fs::read_dir(path.join("lost-and-found")).map_or(0, Iterator::count)
}

#[test]
fn records_are_made_new_after_an_export_and_never_old_again() {
    let (folder, path) = old_store();
    let store = SledKv::open_schema(&path, LATER).unwrap();
    let Opened::Migrated { from: 1, export } = store.opened().clone() else { panic!("{store:?}") };
    check_new(&store);
    assert_eq!(lost(&path), 1, "the record that could not be made new");
    store.close().unwrap();
    // Once is enough.
    let store = SledKv::open_schema(&path, LATER).unwrap();
    assert_eq!(store.opened(), &Opened::Existing);
    check_new(&store);
    // The export is not rotated away, and older programs can go on from it.
    for day in 0..9 {
        store.export(justbuilt_base::Timestamp(4_000_000_000_000 + day)).unwrap();
    }
    assert!(export.exists());
    assert_eq!(exports(&path).len(), 6);
    store.close().unwrap();
    assert!(matches!(SledKv::open(&path), Err(StoreError::Newer { found: 3, known: 1, .. })));
    let again = SledKv::open(&folder.path().join("again")).unwrap();
    assert_eq!(again.import(&export).unwrap(), 604);
    assert_eq!(again.get("tabs", b"77").unwrap().unwrap(), b"77");
    // A newer program makes its records new as it takes them in; the one that cannot be is not left out silently.
    let newer = SledKv::open_schema(&folder.path().join("newer"), LATER).unwrap();
    assert!(matches!(newer.import(&export), Err(StoreError::Encode { .. })));
    again.delete("tabs", b"bad").unwrap();
    let export = again.export(justbuilt_base::Timestamp(1)).unwrap();
    newer.import(&export).unwrap();
    check_new(&newer);
    let export = newer.export(justbuilt_base::Timestamp(2)).unwrap();
    assert!(matches!(again.import(&export), Err(StoreError::Newer { found: 3, known: 1, .. })));
}

#[test]
fn an_interrupted_migration_goes_on() {
    let (_folder, path) = old_store();
    let store = SledKv::open_schema(&path, LATER).unwrap();
    let Opened::Migrated { export, .. } = store.opened().clone() else { panic!("{store:?}") };
    // As if it had been killed: some records still are what they were, and the sentinel says so.
    for i in 0..50 {
        let key = format!("{i}");
        store.delete("session", format!("tab/{key}").as_bytes()).unwrap();
        let old = frame::encode("tabs", key.as_bytes(), 1, &frame::Payload::Inline(key.clone().into_bytes()));
        store.tree("tabs").unwrap().insert(key.as_bytes(), old).unwrap();
    }
    store.close().unwrap();
    let sentinel = path.join("store.json");
    let text = fs::read_to_string(&sentinel).unwrap();
    let text = text.replace("\"schema\": 3,", "\"schema\": 3, \"migrating_from\": 1,");
    fs::write(&sentinel, text).unwrap();
    // Meanwhile an older program does not touch it.
    assert!(matches!(SledKv::open(&path), Err(StoreError::Newer { .. })));
    let store = SledKv::open_schema(&path, LATER).unwrap();
    assert_eq!(store.opened(), &Opened::Migrated { from: 1, export });
    check_new(&store);
    assert_eq!(exports(&path).len(), 1, "no export of a mixture");
}

#[test]
fn exports_of_the_first_format_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.records");
    let mut bytes = b"justbuilt-records 1\n".to_vec();
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(1_u32.to_le_bytes());
    bytes.extend(5_u64.to_le_bytes());
    bytes.extend(b"nkvalue");
    let hash = crate::ContentHash::of(&bytes);
    bytes.extend(hash.0);
    fs::write(&path, bytes).unwrap();
    let store = SledKv::open(&folder.path().join("store")).unwrap();
    assert_eq!(store.import(&path).unwrap(), 1);
    assert_eq!(store.get("n", b"k").unwrap().unwrap(), b"value");
}
