//! Tests of records in sled: the contract, and what happens when things go wrong on the disk.

use std::{
    fs::{self, OpenOptions},
    path::{Path, PathBuf},
};

use justbuilt_base::Timestamp;
use tempfile::TempDir;

use super::{Opened, SledKv};
use crate::kv::{
    Kv, StoreError,
    contract::{Bench, kv_contract},
};

fn setup() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    Bench {
        kv: std::sync::Arc::new(SledKv::open(&folder.path().join("store")).unwrap()),
        _guard: Box::new(folder),
    }
}

kv_contract!(setup);
kv_contract!(setup; it_does_what_a_map_does);

/// A store that has been filled and closed.
fn filled() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledKv::open(&path).unwrap();
    assert_eq!(store.opened(), &Opened::New);
    for i in 0..500_u32 {
        store.set("n", &i.to_be_bytes(), format!("value {i}").as_bytes()).unwrap();
    }
    store.set("large", b"k", &large()).unwrap();
    store.close().unwrap();
    (folder, path)
}

fn large() -> Vec<u8> {
    vec![42; 200_000]
}

fn check_filled(store: &SledKv) {
    assert_eq!(store.scan("n", b"").unwrap().len(), 500);
    assert_eq!(store.get("n", &7_u32.to_be_bytes()).unwrap().unwrap(), b"value 7");
    assert!(store.get("large", b"k").unwrap().unwrap() == large());
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(files_below(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn records_outlive_the_process() {
    let (_folder, path) = filled();
    let store = SledKv::open(&path).unwrap();
    assert_eq!(store.opened(), &Opened::Existing);
    check_filled(&store);
    // Dropping closes too.
    store.delete("n", &0_u32.to_be_bytes()).unwrap();
    drop(store);
    let store = SledKv::open(&path).unwrap();
    assert_eq!(store.scan("n", b"").unwrap().len(), 499);
}

#[test]
fn it_has_one_owner() {
    let (_folder, path) = filled();
    let store = SledKv::open(&path).unwrap();
    for result in [SledKv::open(&path), SledKv::open_or_set_aside(&path)] {
        let error = result.unwrap_err();
        let StoreError::InUse { owner, .. } = &error else { panic!("{error:?}") };
        assert_eq!(owner, &std::process::id().to_string());
        assert!(error.help().contains("other window"));
    }
    drop(store);
    check_filled(&SledKv::open(&path).unwrap());
}

#[test]
fn a_log_cut_short_is_refused_and_can_be_set_aside() {
    // sled alone opens most of these as an empty or a smaller database.
    let mut refused = 0;
    for part in [0, 5, 10, 50, 90] {
        let (_folder, path) = filled();
        let store = SledKv::open(&path).unwrap();
        let export = store.export(Timestamp(1_000)).unwrap();
        store.close().unwrap();
        let log = path.join("sled/db");
        let size = fs::metadata(&log).unwrap().len();
        OpenOptions::new().write(true).open(&log).unwrap().set_len(size * part / 100).unwrap();
        // Where sled keeps its snapshot, it notices by itself; without, it does not.
        for file in files_below(&path.join("sled")) {
            if file.file_name().unwrap().to_string_lossy().starts_with("snap") {
                fs::remove_file(file).unwrap();
            }
        }
        match SledKv::open(&path) {
            Err(StoreError::Lost { .. } | StoreError::Damaged { .. }) => {}
            Ok(store) => {
                // All was in the part that is left.
                check_filled(&store);
                continue;
            }
            Err(error) => panic!("{part} %: {error:?}"),
        }
        refused += 1;
        // Refusing changes nothing, so it is refused again.
        assert!(matches!(SledKv::open(&path), Err(StoreError::Lost { .. } | StoreError::Damaged { .. })));
        let store = SledKv::open_or_set_aside(&path).unwrap();
        let Opened::SetAside { kept, restored } = store.opened().clone() else { panic!("{store:?}") };
        assert_eq!(restored, Some(export));
        assert!(kept.join("sled/db").exists() && kept.join("store.json").exists());
        check_filled(&store);
        drop(store);
        check_filled(&SledKv::open(&path).unwrap());
    }
    assert!(refused >= 2, "the cuts did not reach the records");
}

/// What a killed process leaves: the files as they are while the store is open.
#[test]
fn what_was_flushed_survives_a_kill() {
    let (folder, path) = filled();
    let store = SledKv::open(&path).unwrap();
    store.set("n", b"flushed", b"yes").unwrap();
    store.set("large", b"k", &[9; 100_000]).unwrap();
    store.delete("n", &1_u32.to_be_bytes()).unwrap();
    store.flush().unwrap();
    let copy = folder.path().join("copy");
    for file in files_below(&path) {
        let to = copy.join(file.strip_prefix(&path).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&file, to).unwrap();
    }
    let after = SledKv::open(&copy).unwrap();
    assert_eq!(after.get("n", b"flushed").unwrap().unwrap(), b"yes");
    assert_eq!(after.get("n", &1_u32.to_be_bytes()).unwrap(), None);
    assert!(after.get("large", b"k").unwrap().unwrap() == [9; 100_000]);
}

#[test]
fn an_empty_or_foreign_database_is_refused() {
    let (_folder, path) = filled();
    fs::remove_dir_all(path.join("sled")).unwrap();
    assert!(matches!(SledKv::open(&path), Err(StoreError::Lost { .. })));
    // An empty one made by sled itself.
    drop(sled::open(path.join("sled")).unwrap());
    let error = SledKv::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Lost { .. }), "{error:?}");
    // That of another store.
    let (_other_folder, other) = filled();
    fs::remove_dir_all(path.join("sled")).unwrap();
    fs::rename(other.join("sled"), path.join("sled")).unwrap();
    let error = SledKv::open(&path).unwrap_err();
    assert!(error.to_string().contains("another store"), "{error}");
}

#[test]
fn records_lost_since_it_was_closed_are_noticed() {
    let (_folder, path) = filled();
    {
        let db = sled::open(path.join("sled")).unwrap();
        let tree = db.open_tree("n").unwrap();
        tree.remove(3_u32.to_be_bytes()).unwrap();
    }
    let error = SledKv::open(&path).unwrap_err();
    assert!(error.to_string().contains("499 of 500"), "{error}");
}

#[test]
fn the_sentinel_can_be_made_again_but_not_guessed() {
    let (_folder, path) = filled();
    let sentinel = path.join("store.json");
    fs::remove_file(&sentinel).unwrap();
    check_filled(&SledKv::open(&path).unwrap());
    assert!(sentinel.exists());
    fs::write(&sentinel, "{").unwrap();
    assert!(matches!(SledKv::open(&path), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_newer_store_is_left_alone() {
    let (_folder, path) = filled();
    let sentinel = path.join("store.json");
    let text = fs::read_to_string(&sentinel).unwrap();
    fs::write(&sentinel, text.replace("\"schema\": 1", "\"schema\": 999")).unwrap();
    for result in [SledKv::open(&path), SledKv::open_or_set_aside(&path)] {
        assert!(matches!(result, Err(StoreError::Newer { found: 999, .. })));
    }
    fs::write(&sentinel, text).unwrap();
    check_filled(&SledKv::open(&path).unwrap());
}

#[test]
fn a_bad_frame_is_set_aside_and_the_rest_lives_on() {
    let (_folder, path) = filled();
    {
        let db = sled::open(path.join("sled")).unwrap();
        let tree = db.open_tree("n").unwrap();
        tree.insert(1_u32.to_be_bytes(), "no frame at all").unwrap();
        let mut frame = tree.get(2_u32.to_be_bytes()).unwrap().unwrap().to_vec();
        *frame.last_mut().unwrap() ^= 1;
        tree.insert(2_u32.to_be_bytes(), frame).unwrap();
        tree.insert(3_u32.to_be_bytes(), "").unwrap();
    }
    let store = SledKv::open(&path).unwrap();
    assert_eq!(store.get("n", &1_u32.to_be_bytes()).unwrap(), None);
    assert_eq!(store.scan("n", b"").unwrap().len(), 497);
    let kept = files_below(&path.join("lost-and-found"));
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().any(|path| fs::read(path).unwrap() == b"no frame at all"));
    store.set("n", &1_u32.to_be_bytes(), b"again").unwrap();
    drop(store);
    let store = SledKv::open(&path).unwrap();
    assert_eq!(store.scan("n", b"").unwrap().len(), 498);
}

#[test]
fn large_values_are_files_and_their_damage_is_seen() {
    let (_folder, path) = filled();
    let store = SledKv::open(&path).unwrap();
    let blobs = || files_below(&path.join("blobs"));
    assert_eq!(blobs().len(), 1);
    // The same content twice is one file; nothing is deleted while a record speaks of it.
    store.set("large", b"twin", &large()).unwrap();
    store.set("large", b"other", &vec![1; 70_000]).unwrap();
    assert_eq!(blobs().len(), 2);
    store.delete("large", b"k").unwrap();
    assert_eq!(store.collect_garbage().unwrap(), 0);
    store.delete("large", b"other").unwrap();
    assert_eq!(store.collect_garbage().unwrap(), 1);
    assert!(store.get("large", b"twin").unwrap().unwrap() == large());

    fs::write(&blobs()[0], "damaged").unwrap();
    assert_eq!(store.get("large", b"twin").unwrap(), None);
    assert_eq!(files_below(&path.join("lost-and-found")).len(), 1);
    store.set("large", b"twin", &large()).unwrap();
    assert!(
        store.get("large", b"twin").unwrap().unwrap() == large(),
        "the damaged file was not written again"
    );
}

#[test]
fn exports_restore_rotate_and_are_checked() {
    let (folder, path) = filled();
    let store = SledKv::open(&path).unwrap();
    let exports: Vec<PathBuf> =
        (0..8).map(|day| store.export(Timestamp(day * 86_400_000)).unwrap()).collect();
    assert_eq!(super::open::exports(&path), exports[3..]);

    let other = SledKv::open(&folder.path().join("other")).unwrap();
    assert_eq!(other.import(&exports[7]).unwrap(), 501);
    check_filled(&other);

    let mut bytes = fs::read(&exports[7]).unwrap();
    bytes[100] ^= 1;
    fs::write(&exports[7], bytes).unwrap();
    let third = SledKv::open(&folder.path().join("third")).unwrap();
    assert!(matches!(third.import(&exports[7]), Err(StoreError::Damaged { .. })));
    assert!(third.namespaces().unwrap().is_empty());
}

#[test]
fn a_damaged_export_is_passed_over_for_an_older_one() {
    let (_folder, path) = filled();
    let store = SledKv::open(&path).unwrap();
    let old = store.export(Timestamp(1)).unwrap();
    let new = store.export(Timestamp(2)).unwrap();
    store.close().unwrap();
    fs::write(new, "justbuilt-records 1\n").unwrap();
    fs::remove_dir_all(path.join("sled")).unwrap();
    let store = SledKv::open_or_set_aside(&path).unwrap();
    assert!(matches!(store.opened(), Opened::SetAside { restored: Some(from), .. } if *from == old));
    check_filled(&store);
}

#[test]
fn two_stores_in_one_process_do_not_see_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let one = SledKv::open(&folder.path().join("one")).unwrap();
    let two = SledKv::open(&folder.path().join("two")).unwrap();
    one.set("n", b"k", b"1").unwrap();
    assert_eq!(two.get("n", b"k").unwrap(), None);
}
