//! Tests of all stores together.

use std::{fs, path::Path};

use justbuilt_base::Timestamp;
use tempfile::TempDir;

use super::{Report, StateFolder};
use crate::{Kv, SledKv, Storage, StoreError};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn filled() -> (TempDir, StateFolder) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let store = SledKv::open(&path.join("store")).unwrap();
    store.set("settings", b"theme", br#"{"name":"dark"}"#).unwrap();
    store.set("settings", b"spaced", br#"{ "a": 1 }"#).unwrap();
    store.set("bytes", b"\xff\0", b"\xfe\0").unwrap();
    store.set("large", b"k", &vec![b'x'; 100_000]).unwrap();
    store.close().unwrap();
    for key in ["one-1", "two-2"] {
        let storage = Storage::open(&path.join("timeline").join(key)).unwrap();
        storage.logs.append("events", &[key.as_bytes()]).unwrap();
        storage.blobs.put_all(&mut (0..20_u8).map(|i| vec![i; 500])).unwrap();
    }
    (folder, StateFolder::new(path))
}

fn check_filled(path: &Path) {
    let store = SledKv::open(&path.join("store")).unwrap();
    assert_eq!(store.get("settings", b"theme").unwrap().unwrap(), br#"{"name":"dark"}"#);
    assert_eq!(store.get("settings", b"spaced").unwrap().unwrap(), br#"{ "a": 1 }"#);
    assert_eq!(store.get("bytes", b"\xff\0").unwrap().unwrap(), b"\xfe\0");
    assert_eq!(store.get("large", b"k").unwrap().unwrap().len(), 100_000);
}

fn check_projects(path: &Path) {
    for key in ["one-1", "two-2"] {
        let storage = Storage::open(&path.join("timeline").join(key)).unwrap();
        assert_eq!(storage.logs.read_all("events").unwrap().0, [key.as_bytes()]);
        assert_eq!(storage.blobs.stats().unwrap().blobs, 20);
    }
}

fn problems(reports: &[Report]) -> usize {
    reports.iter().map(|report| report.problems.len()).sum()
}

#[test]
fn nothing_there_is_no_problem_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let state = StateFolder::new(folder.path().join("state"));
    assert!(state.stats(NOW).is_empty() && state.check(NOW).is_empty());
    assert!(matches!(state.compact(), Err(StoreError::Io { .. })));
    assert!(matches!(state.export_records(&[], &mut Vec::new()), Err(StoreError::Io { .. })));
    assert!(!state.path().exists());
}

#[test]
fn stats_and_check_see_every_store() {
    let (_folder, state) = filled();
    let reports = state.stats(NOW);
    let names: Vec<&str> = reports.iter().map(|report| report.name.as_str()).collect();
    assert_eq!(names, ["store", "timeline/one-1", "timeline/two-2"]);
    assert_eq!(reports[0].health.as_ref().unwrap().records["settings"], 2);
    assert_eq!(reports[1].health.as_ref().unwrap().blobs.blobs, 20);
    assert_eq!(problems(&state.check(NOW)), 0);
    assert_eq!(problems(&state.stats(NOW)), 0);

    let pack = state.path().join("timeline/two-2/blobs/00000001.pack");
    let mut bytes = fs::read(&pack).unwrap();
    bytes[60] ^= 1;
    fs::write(&pack, bytes).unwrap();
    fs::write(state.path().join("store/store.json"), "{").unwrap();
    let reports = state.check(NOW);
    assert_eq!(reports.iter().map(|report| report.problems.len()).collect::<Vec<_>>(), [1, 0, 1]);
    assert!(reports[0].problems[0].what.contains("sentinel cannot be read"), "{reports:?}");
    assert!(reports[2].problems[0].help.contains("store restore"), "{reports:?}");
}

#[test]
fn a_window_that_has_them_is_named_and_left_alone() {
    let (folder, state) = filled();
    let store = SledKv::open(&state.path().join("store")).unwrap();
    let storage = Storage::open(&state.path().join("timeline/one-1")).unwrap();
    let me = Some(std::process::id().to_string());
    for reports in [state.stats(NOW), state.check(NOW)] {
        assert_eq!(problems(&reports), 0, "{reports:?}");
        let owners: Vec<_> = reports.iter().map(|report| report.in_use_by.clone()).collect();
        assert_eq!(owners, [me.clone(), me.clone(), None]);
        assert_eq!(reports[0].health.as_ref().unwrap().records["settings"], 2);
    }
    let backup = folder.path().join("backup");
    let mut nothing: &[u8] = b"{}";
    assert!(matches!(state.backup(&backup, NOW), Err(StoreError::InUse { .. })));
    assert!(matches!(state.compact(), Err(StoreError::InUse { .. })));
    assert!(matches!(state.export_records(&[], &mut Vec::new()), Err(StoreError::InUse { .. })));
    assert!(matches!(state.import_records(&mut nothing), Err(StoreError::Damaged { .. })));
    drop(store);
    assert!(matches!(state.backup(&backup, NOW), Err(StoreError::InUse { .. })));
    drop(storage);
    state.backup(&backup, NOW).unwrap();
    let storage = Storage::open(&state.path().join("timeline/one-1")).unwrap();
    assert!(matches!(state.restore(&backup, NOW), Err(StoreError::InUse { .. })));
    drop(storage);
    state.restore(&backup, NOW).unwrap();
}

#[test]
fn a_backup_brings_everything_back_and_keeps_what_was_there() {
    let (folder, state) = filled();
    let file = folder.path().join("backup");
    let summary = state.backup(&file, NOW).unwrap();
    assert!(summary.files >= 7 && summary.made == NOW, "{summary:?}");
    // Into the same place, where things have changed since.
    let store = SledKv::open(&state.path().join("store")).unwrap();
    store.delete("settings", b"theme").unwrap();
    store.set("settings", b"later", b"1").unwrap();
    store.close().unwrap();
    fs::remove_dir_all(state.path().join("timeline/one-1")).unwrap();
    let restored = state.restore(&file, Timestamp(NOW.0 + 1)).unwrap();
    assert_eq!((restored.records, restored.projects, restored.backup), (4, 2, summary));
    check_filled(state.path());
    check_projects(state.path());
    let kept = restored.kept.unwrap();
    let old = SledKv::open(&kept.join("store")).unwrap();
    assert_eq!(old.get("settings", b"later").unwrap().unwrap(), b"1");
    assert!(kept.join("timeline/two-2").exists() && !state.path().join("restoring").exists());
    assert_eq!(problems(&state.check(NOW)), 0);
    // Onto a new machine.
    let fresh = StateFolder::new(folder.path().join("fresh"));
    assert_eq!(fresh.restore(&file, NOW).unwrap().kept, None);
    check_filled(fresh.path());
    check_projects(fresh.path());
    // One that is not whole changes nothing.
    let mut bytes = fs::read(&file).unwrap();
    bytes.pop();
    fs::write(&file, bytes).unwrap();
    assert!(matches!(fresh.restore(&file, NOW), Err(StoreError::Damaged { .. })));
    check_filled(fresh.path());
    assert_eq!(fs::read_dir(fresh.path()).unwrap().count(), 2);
}

#[test]
fn records_go_out_and_in_as_json() {
    let (folder, state) = filled();
    let mut json = Vec::new();
    assert_eq!(state.export_records(&[], &mut json).unwrap(), 4);
    let text = String::from_utf8(json.clone()).unwrap();
    assert!(text.contains(r#""name": "dark""#), "readable as it is: {text}");
    assert!(text.contains(r#""hex": "fe00""#));
    let other = StateFolder::new(folder.path().join("other"));
    assert_eq!(other.import_records(&mut json.as_slice()).unwrap().records, 4);
    check_filled(other.path());
    let mut some = Vec::new();
    assert_eq!(state.export_records(&["settings".into()], &mut some).unwrap(), 2);

    for bad in [
        "",
        "[]",
        r#"{"format":"x","version":1,"records":[]}"#,
        r#"{"format":"justbuilt-records","version":1,"records":[{"namespace":"n","key":"k","hex":"0"}]}"#,
        r#"{"format":"justbuilt-records","version":1,"records":[{"namespace":"n","key":"k","hex":"+1"}]}"#,
        r#"{"format":"justbuilt-records","version":1,"records":[{"namespace":"n","key":"k"}]}"#,
    ] {
        let error = other.import_records(&mut bad.as_bytes()).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. }), "{bad}: {error:?}");
    }
    let newer = r#"{"format":"justbuilt-records","version":2,"records":[]}"#;
    assert!(matches!(other.import_records(&mut newer.as_bytes()), Err(StoreError::Newer { .. })));
    let name =
        r#"{"format":"justbuilt-records","version":1,"records":[{"namespace":"__x","key":"k","text":""}]}"#;
    assert!(matches!(other.import_records(&mut name.as_bytes()), Err(StoreError::Namespace { .. })));
}

#[test]
fn compacting_frees_what_was_overwritten() {
    let (_folder, state) = filled();
    let store = SledKv::open(&state.path().join("store")).unwrap();
    for round in 0..20_u8 {
        for i in 0..50_u8 {
            store.set("n", &[i], &vec![round; 20_000]).unwrap();
        }
        store.flush().unwrap();
    }
    store.close().unwrap();
    assert!(state.compact().unwrap() > 0);
    check_filled(state.path());
}
