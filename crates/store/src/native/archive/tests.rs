//! Tests of archives.

use std::fs;

use justbuilt_base::Timestamp;

use super::{Source, Summary, sources, unpack, verify, write};
use crate::StoreError;

#[test]
fn files_come_back_and_every_damage_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("from");
    fs::create_dir_all(from.join("deep/er")).unwrap();
    let large = vec![3; super::PIECE * 2 + 5];
    for (name, content) in [("a", &b"one"[..]), ("deep/er/b", b""), ("deep/c", &large), ("skip.idx", b"x")] {
        fs::write(from.join(name), content).unwrap();
    }
    let files = sources(&from, "p", &|name| name != "skip.idx").unwrap();
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["p/a", "p/deep/c", "p/deep/er/b"]);
    let archive = folder.path().join("backup");
    let summary = write(&archive, &files, Timestamp(7)).unwrap();
    assert_eq!(summary, Summary { made: Timestamp(7), files: 3, bytes: large.len() as u64 + 3 });
    assert_eq!(verify(&archive).unwrap(), summary);
    let to = folder.path().join("to");
    assert_eq!(unpack(&archive, &to).unwrap(), summary);
    assert_eq!(fs::read(to.join("p/a")).unwrap(), b"one");
    assert!(fs::read(to.join("p/deep/c")).unwrap() == large);
    assert_eq!(fs::read(to.join("p/deep/er/b")).unwrap(), b"");

    let bytes = fs::read(&archive).unwrap();
    assert!(bytes.len() < 1_000);
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 0x10;
        fs::write(&archive, bad).unwrap();
        let error = verify(&archive).unwrap_err();
        assert!(matches!(error, StoreError::Damaged { .. } | StoreError::Newer { .. }), "{at}: {error:?}");
        fs::write(&archive, &bytes[..at]).unwrap();
        assert!(matches!(verify(&archive), Err(StoreError::Damaged { .. })), "cut at {at}");
    }
}

#[test]
fn it_writes_only_where_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let archive = folder.path().join("backup");
    for name in ["../out", "/out", "a/../../out", "", "a\\b"] {
        write(&archive, &[Source { name: name.into(), path: file.clone() }], Timestamp(0)).unwrap();
        assert!(
            matches!(unpack(&archive, &folder.path().join("to")), Err(StoreError::Damaged { .. })),
            "{name}"
        );
    }
    assert!(!folder.path().join("out").exists());
    // A file that is gone: no archive, and the one that was there stays.
    let before = fs::read(&archive).unwrap();
    let missing = Source { name: "a".into(), path: folder.path().join("missing") };
    assert!(write(&archive, &[missing], Timestamp(0)).unwrap_err().to_string().contains("missing"));
    assert_eq!(fs::read(&archive).unwrap(), before);
}
