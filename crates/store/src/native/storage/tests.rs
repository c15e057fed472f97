//! Tests of the storage as a whole: one owner, versions, places that cannot be written.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::TempDir;

use super::{FORMAT_FILE, LOST, Place, owner};
use crate::{LogPosition, Storage, StoreError};

/// A storage that has been filled and closed.
fn filled() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("storage");
    let storage = Storage::open(&path).unwrap();
    storage.logs.append("ops/1", &[b"one", b"two"]).unwrap();
    storage.logs.sync("ops/1").unwrap();
    storage.blobs.put(b"content").unwrap();
    storage.blobs.sync().unwrap();
    (folder, path)
}

fn check_filled(storage: &Storage) {
    assert_eq!(storage.logs.read_all("ops/1").unwrap().0, [b"one", b"two"]);
    let hash = crate::ContentHash::of(b"content");
    assert_eq!(storage.blobs.get(hash).unwrap().unwrap(), b"content");
}

/// A place of this process, made if needed.
pub(super) fn place(path: &Path) -> Arc<Place> {
    let owner = owner::lock(path).unwrap();
    Arc::new(Place { folder: path.to_owned(), owner: Some(owner) })
}

/// Bytes that no codec makes smaller.
pub(super) fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut random = justbuilt_testkit::Random::new(seed);
    (0..size).map(|_| random.below(256) as u8).collect()
}

/// All files below a folder, with what is in them.
pub(super) fn everything(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Files in lost-and-found.
pub(super) fn lost(folder: &Path) -> Vec<Vec<u8>> {
    let folder = folder.join(LOST);
    if folder.exists() {
        everything(&folder).into_iter().map(|(_, bytes)| bytes).collect()
    } else {
        Vec::new()
    }
}

#[test]
fn it_outlives_the_process_and_has_one_owner() {
    let (_folder, path) = filled();
    let storage = Storage::open(&path).unwrap();
    check_filled(&storage);
    let error = Storage::open(&path).unwrap_err();
    let StoreError::InUse { owner, .. } = &error else { panic!("{error:?}") };
    assert_eq!(owner, &std::process::id().to_string());
    // Who only looks may do so, and sees what was appended when it opened.
    let reader = Storage::open_read_only(&path).unwrap();
    check_filled(&reader);
    // The lock goes with the last clone.
    let clone = storage.clone();
    drop(storage);
    assert!(matches!(Storage::open(&path), Err(StoreError::InUse { .. })));
    drop(clone);
    check_filled(&Storage::open(&path).unwrap());
}

#[test]
fn a_reader_writes_nothing() {
    let (_folder, path) = filled();
    let before = everything(&path);
    let reader = Storage::open_read_only(&path).unwrap();
    let log = "ops/1";
    let errors = [
        reader.logs.append(log, &[b"x"]).unwrap_err(),
        reader.logs.sync(log).unwrap_err(),
        reader.logs.replace(log, &mut std::iter::empty()).unwrap_err(),
        reader.logs.remove(log).unwrap_err(),
        reader.blobs.put(b"x").unwrap_err(),
        reader.blobs.put_all(&mut std::iter::empty()).unwrap_err(),
        reader.blobs.sync().unwrap_err(),
        reader.blobs.retain(&|_| false).unwrap_err(),
    ];
    assert!(errors.iter().all(|error| matches!(error, StoreError::ReadOnly { .. })), "{errors:?}");
    assert!(errors[0].help().contains("Editing goes on"));
    check_filled(&reader);
    drop(reader);
    assert!(everything(&path) == before);
    let missing = Storage::open_read_only(&path.join("nowhere")).unwrap_err();
    assert!(matches!(missing, StoreError::Io { .. }), "{missing:?}");
    assert!(!path.join("nowhere").exists());
}

#[test]
fn a_reader_sees_what_the_owner_appends() {
    let (_folder, path) = filled();
    let owner = Storage::open(&path).unwrap();
    let reader = Storage::open_read_only(&path).unwrap();
    let positions = owner.logs.append("ops/1", &[b"three"]).unwrap();
    assert_eq!(reader.logs.read_at("ops/1", positions[0]).unwrap(), b"three");
    assert_eq!(reader.logs.read_all("ops/1").unwrap().0.len(), 3);
    // Content is found again when its pack was written anew.
    let wanted = crate::ContentHash::of(b"content");
    owner.blobs.put(b"unwanted").unwrap();
    owner.blobs.retain(&|hash| hash == wanted).unwrap();
    check_filled_content(&reader);
}

fn check_filled_content(storage: &Storage) {
    let hash = crate::ContentHash::of(b"content");
    assert_eq!(storage.blobs.get(hash).unwrap().unwrap(), b"content");
}

#[test]
fn a_newer_one_is_not_touched() {
    let (_folder, path) = filled();
    let format = fs::read_to_string(path.join(FORMAT_FILE)).unwrap();
    let newer = format.replace("\"version\": 1", "\"version\": 7");
    assert_ne!(newer, format);
    fs::write(path.join(FORMAT_FILE), newer).unwrap();
    fs::remove_file(path.join("owner.lock")).unwrap();
    let before = everything(&path);
    for result in [Storage::open(&path), Storage::open_read_only(&path)] {
        assert!(matches!(result, Err(StoreError::Newer { found: 7, known: 1, .. })));
    }
    assert!(everything(&path) == before);
    fs::write(path.join(FORMAT_FILE), format).unwrap();
    check_filled(&Storage::open(&path).unwrap());
}

#[test]
fn other_folders_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    assert!(matches!(Storage::open(folder.path()), Err(StoreError::Damaged { .. })));
    assert_eq!(everything(folder.path()).len(), 1);
    fs::write(folder.path().join(FORMAT_FILE), r#"{"format":"a cake","version":1}"#).unwrap();
    assert!(matches!(Storage::open(folder.path()), Err(StoreError::Damaged { .. })));
    fs::write(folder.path().join(FORMAT_FILE), "{").unwrap();
    assert!(matches!(Storage::open(folder.path()), Err(StoreError::Damaged { .. })));
    assert_eq!(everything(folder.path()).len(), 2);
}

#[test]
fn a_format_file_that_is_gone_is_made_again() {
    let (_folder, path) = filled();
    fs::remove_file(path.join(FORMAT_FILE)).unwrap();
    check_filled(&Storage::open_read_only(&path).unwrap());
    assert!(!path.join(FORMAT_FILE).exists());
    check_filled(&Storage::open(&path).unwrap());
    assert!(path.join(FORMAT_FILE).exists());
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = filled();
    let mode = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    fs::remove_file(path.join("owner.lock")).unwrap();
    mode(0o555);
    if fs::write(path.join("probe"), "").is_ok() {
        fs::remove_file(path.join("probe")).unwrap();
        mode(0o755);
        eprintln!("skipped: root may write everywhere; the mounted disk of the other test does it");
        return;
    }
    let error = Storage::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly { .. }), "{error:?}");
    check_filled(&Storage::open_read_only(&path).unwrap());
    mode(0o755);
}

/// A real small disk, which fills up and then becomes read-only. Needs root, and a system that lets it mount.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_and_one_that_is_read_only() {
    use std::process::Command;
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("small");
    fs::create_dir(&disk).unwrap();
    let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"]).arg(&disk).output();
    if !mount.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: cannot mount here; the other tests inject the full disk");
        return;
    }
    let check = std::panic::catch_unwind(|| {
        let path = disk.join("storage");
        let storage = Storage::open(&path).unwrap();
        let record = noise(1, 50_000);
        let mut kept = 0;
        let error = loop {
            match storage.logs.append("n", &[&record, b"small"]) {
                Ok(_) => kept += 2,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
        assert!(kept > 10);
        for size in [200_000, 100_000] {
            assert!(matches!(storage.blobs.put(&noise(2, size)), Err(StoreError::Full { .. })));
        }
        let error = storage.logs.replace("n", &mut vec![record.clone(); 3].into_iter()).unwrap_err();
        assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
        let (records, report) = storage.logs.read_all("n").unwrap();
        assert_eq!((records.len(), report.damaged.len()), (kept, 0));
        // What is short may still fit; the log goes on behind the last whole record.
        storage.logs.append("n", &[b"fits"]).unwrap();
        storage.logs.sync("n").unwrap();
        drop(storage);
        let storage = Storage::open(&path).unwrap();
        let (records, report) = storage.logs.read_all("n").unwrap();
        assert_eq!((records.len(), report.damaged.len()), (kept + 1, 0));
        assert_eq!(lost(&path).len(), 0);
        drop(storage);

        let remount = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk).status().unwrap();
        assert!(remount.success());
        let error = Storage::open(&path).unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error:?}");
        let reader = Storage::open_read_only(&path).unwrap();
        assert_eq!(reader.logs.read_at("n", LogPosition::START).unwrap(), record);
    });
    let unmount = Command::new("umount").arg(&disk).status();
    assert!(check.is_ok() && unmount.unwrap().success());
}
