//! Tests of looking at a storage.

use std::fs;

use crate::{Storage, StoreError, native::storage::tests::everything};

#[test]
fn all_is_well_until_something_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage");
    assert!(matches!(Storage::health(&path), Err(StoreError::Io { .. })));
    let storage = Storage::open(&path).unwrap();
    for log in ["events", "ops/1"] {
        storage.logs.append(log, &[b"first record", b"second record"]).unwrap();
    }
    storage.blobs.put_all(&mut (0..10_u8).map(|i| vec![i; 1_000])).unwrap();
    // Also while somebody has it.
    assert_eq!(Storage::check(&path).unwrap(), []);
    drop(storage);
    let before = everything(&path);
    let health = Storage::health(&path).unwrap();
    assert_eq!(health.records.values().collect::<Vec<_>>(), [&2, &2]);
    assert_eq!((health.blobs.blobs, health.blobs.content_bytes), (10, 10_000));
    assert!(health.logs > 50 && health.bytes > health.logs + health.blobs.stored_bytes);
    assert!(health.problems.is_empty());

    for (name, at) in [("logs/events.log", 5), ("blobs/00000001.pack", 100)] {
        let mut bytes = fs::read(path.join(name)).unwrap();
        bytes[at] ^= 1;
        fs::write(path.join(name), bytes).unwrap();
    }
    let problems = Storage::check(&path).unwrap();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems[0].what.contains("of the log 'events' cannot be read"), "{problems:?}");
    assert!(problems[1].what.contains("is damaged"), "{problems:?}");
    assert_eq!(everything(&path).len(), before.len(), "looking changes nothing");
}
