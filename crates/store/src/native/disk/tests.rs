//! Tests of files on disk: the contract, and what only a real system has.

use std::{fs, path::Path};

use super::DiskFs;
use crate::fs::{
    Fs, FsError,
    contract::{Bench, fs_contract},
};

fn setup() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("work");
    fs::create_dir(&root).unwrap();
    let disk = DiskFs::new()
        .with_trash_folder(folder.path().join("trash"))
        .with_backup_folder(folder.path().join("backup"));
    Bench { fs: std::sync::Arc::new(disk), root, _guard: Box::new(folder) }
}

fs_contract!(setup);

#[test]
fn the_trash_keeps_each_thing() {
    let bench = setup();
    for text in ["one", "two", "three"] {
        bench.fs.write(&bench.root.join("f"), text.as_bytes()).unwrap();
        bench.fs.trash(&bench.root.join("f")).unwrap();
    }
    let trash = bench.root.with_file_name("trash");
    let kept = |name: &str| fs::read_to_string(trash.join(name)).unwrap();
    assert_eq!([kept("f"), kept("f 2"), kept("f 3")], ["one", "two", "three"]);
}

#[cfg(unix)]
#[test]
fn devices_and_sockets_are_refused_at_once() {
    let bench = setup();
    let path = bench.root.join("socket");
    let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    for path in [path.as_path(), Path::new("/dev/null")] {
        assert!(matches!(bench.fs.open(path), Err(FsError::Special { .. })));
        assert!(matches!(bench.fs.write(path, b"x"), Err(FsError::Special { .. })));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_without_a_size_are_read_to_the_end() {
    let bytes = DiskFs::new().read(Path::new("/proc/self/status")).unwrap();
    assert!(bytes.starts_with(b"Name:") && bytes.len() > 100);
}
