//! Tests of compacting.

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use super::super::upkeep::bytes_below;
use super::DATABASE;
use crate::{Kv, SledKv, StoreError, native::sled_kv::frame};

const RECORDS: u32 = 800;
/// Of 5,000 bytes each.
const FEW: u32 = 50;

fn store() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let store = SledKv::open(&path).unwrap();
    for round in 0..5_u8 {
        for i in 0..RECORDS {
            store.set("n", &i.to_be_bytes(), &vec![round; 5_000]).unwrap();
        }
        store.flush().unwrap();
    }
    store.set("m", b"k", b"v").unwrap();
    store.close().unwrap();
    (folder, path)
}

fn check(store: &SledKv) {
    check_some(store, RECORDS);
}

fn check_some(store: &SledKv, count: u32) {
    let records = store.scan("n", b"").unwrap();
    assert_eq!(records.len(), count as usize);
    assert!(records.iter().all(|(_, value)| *value == [4; 5_000]));
    assert_eq!(store.get("m", b"k").unwrap().unwrap(), b"v");
}

#[test]
fn it_gets_smaller_and_keeps_everything() {
    let (_folder, path) = store();
    let large = SledKv::open(&path).unwrap();
    for i in FEW..RECORDS {
        large.delete("n", &i.to_be_bytes()).unwrap();
    }
    large.close().unwrap();
    // How much of it sled gives back by itself depends on the timing of its threads; what is left over must not.
    let before = bytes_below(&path.join(DATABASE));
    let freed = SledKv::compact(&path).unwrap();
    let after = bytes_below(&path.join(DATABASE));
    assert!(freed > 1_000_000 && after < 2_000_000, "{before} bytes became {after}, {freed} were freed");
    check_some(&SledKv::open(&path).unwrap(), FEW);
    assert!(!path.join("sled.old").exists() && !path.join("sled.new").exists());
    let open = SledKv::open(&path).unwrap();
    assert!(matches!(SledKv::compact(&path), Err(StoreError::InUse { .. })));
    check_some(&open, FEW);
}

#[test]
fn opening_tidies_up_after_a_kill() {
    let (_folder, path) = store();
    // While the new one was made.
    fs::create_dir(path.join("sled.new")).unwrap();
    check(&SledKv::open(&path).unwrap());
    assert!(!path.join("sled.new").exists());
    // Between the two renamings.
    fs::rename(path.join("sled"), path.join("sled.old")).unwrap();
    fs::create_dir(path.join("sled.new")).unwrap();
    check(&SledKv::open(&path).unwrap());
    // After them.
    fs::create_dir(path.join("sled.old")).unwrap();
    check(&SledKv::open(&path).unwrap());
    assert!(!path.join("sled.old").exists());
}

#[test]
fn damaged_frames_are_carried_along() {
    let (_folder, path) = store();
    let store = SledKv::open(&path).unwrap();
    store.tree("n").unwrap().insert("bad", "no frame").unwrap();
    store.close().unwrap();
    SledKv::compact(&path).unwrap();
    let store = SledKv::open(&path).unwrap();
    let frame = store.tree("n").unwrap().get("bad").unwrap().unwrap();
    assert_eq!(frame, "no frame");
    assert!(frame::decode("n", b"bad", &frame).is_err());
}
