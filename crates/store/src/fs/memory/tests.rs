//! Tests of files in memory: the contract, and what only this file system has.

use std::path::{Path, PathBuf};

use super::{Fault, MemoryFs};
use crate::fs::{
    Fs, FsError,
    contract::{Bench, fs_contract},
};

fn setup() -> Bench {
    let fs = MemoryFs::new();
    fs.create_dir_all(Path::new("/tmp/work")).unwrap();
    Bench { fs: std::sync::Arc::new(fs), root: PathBuf::from("/tmp/work"), _guard: Box::new(()) }
}

fs_contract!(setup);

fn sample() -> MemoryFs {
    MemoryFs::with_files([("/p/a.rs", "fn a() {}\n"), ("/p/src/b.rs", ""), ("/q", "q")]).unwrap()
}

#[test]
fn a_full_disk_keeps_the_old_content() {
    let fs = sample();
    let path = Path::new("/p/a.rs");
    fs.inject("/p", Fault::FullAfter(4));
    let error = fs.write(path, b"12345").unwrap_err();
    assert!(matches!(error, FsError::Full { .. }), "{error:?}");
    fs.write(path, b"1234").unwrap();
    fs.write(Path::new("/q"), b"elsewhere is room").unwrap();
    // A writer that hides the error does not make a file of half the content.
    let mut hides = |out: &mut dyn std::io::Write| {
        let _hidden = out.write_all(b"12345");
        Ok(())
    };
    assert!(matches!(fs.write_atomic(path, &mut hides, &Default::default()), Err(FsError::Full { .. })));
    assert_eq!(fs.read(path).unwrap(), b"1234");
    fs.clear_faults();
    fs.set_capacity(Some(30));
    assert!(matches!(fs.write(path, &[b'x'; 40]), Err(FsError::Full { .. })));
    fs.set_capacity(None);
    fs.write(path, &[b'x'; 40]).unwrap();
}

#[test]
fn denied_read_only_and_broken() {
    let fs = sample();
    let path = Path::new("/p/a.rs");
    fs.inject("/p", Fault::ReadOnly);
    assert!(matches!(fs.write(path, b""), Err(FsError::ReadOnly { .. })));
    assert!(matches!(fs.remove(path), Err(FsError::ReadOnly { .. })));
    assert!(matches!(fs.create_dir_all(Path::new("/p/new")), Err(FsError::ReadOnly { .. })));
    assert!(matches!(fs.rename(path, Path::new("/moved"), false), Err(FsError::ReadOnly { .. })));
    fs.read(path).unwrap();
    fs.symlink(path, Path::new("/link")).unwrap();
    assert!(matches!(fs.write(Path::new("/link"), b""), Err(FsError::ReadOnly { .. })), "through a link too");
    fs.clear_faults();
    fs.inject(path, Fault::Denied);
    assert!(matches!(fs.write(path, b""), Err(FsError::Denied { .. })));
    fs.clear_faults();
    fs.inject(path, Fault::UnreadableDenied);
    assert!(matches!(fs.read(path), Err(FsError::Denied { .. })));
    assert!(matches!(fs.metadata(path), Err(FsError::Denied { .. })));
    fs.clear_faults();
    fs.inject(path, Fault::BrokenAfter(2));
    assert!(matches!(fs.write(path, b"123"), Err(FsError::Io { .. })));
    assert_eq!(fs.read(path).unwrap(), b"fn a() {}\n");
}

#[test]
fn modes_count_as_for_the_owner() {
    let fs = sample();
    let path = Path::new("/p/a.rs");
    fs.set_mode(path, 0o200).unwrap();
    assert!(matches!(fs.read(path), Err(FsError::Denied { .. })));
    fs.set_mode(path, 0o464).unwrap();
    assert!(matches!(fs.write(path, b""), Err(FsError::Denied { .. })));
    fs.set_mode(path, 0o644).unwrap();

    // The folder cannot be written, the file can: the file stays the same file.
    fs.set_mode(Path::new("/p"), 0o555).unwrap();
    let id = fs.metadata(path).unwrap().id;
    fs.write(path, b"in place").unwrap();
    assert_eq!(fs.metadata(path).unwrap().id, id);
    assert!(matches!(fs.write(Path::new("/p/new"), b""), Err(FsError::Denied { .. })));
    assert!(matches!(fs.remove(path), Err(FsError::Denied { .. })));
    assert!(matches!(fs.rename(path, Path::new("/out"), false), Err(FsError::Denied { .. })));
    fs.set_mode(Path::new("/p"), 0o666).unwrap();
    assert!(matches!(fs.read(path), Err(FsError::Denied { .. })));
    assert_eq!(fs.read_dir(Path::new("/p")).unwrap().len(), 2, "names can be seen without searching");
    fs.set_mode(Path::new("/p"), 0o755).unwrap();
    assert_eq!(fs.read(path).unwrap(), b"in place");
}

#[test]
fn the_trash_gives_back() {
    let fs = sample();
    fs.trash(Path::new("/p")).unwrap();
    assert_eq!(fs.trashed(), [PathBuf::from("/p")]);
    fs.restore(Path::new("/p")).unwrap();
    assert_eq!(fs.read(Path::new("/p/a.rs")).unwrap(), b"fn a() {}\n");
    assert!(fs.trashed().is_empty());
    assert!(fs.restore(Path::new("/p")).is_err());
}

#[test]
fn pipes_are_not_opened() {
    let fs = sample();
    fs.create_special(Path::new("/pipe")).unwrap();
    assert!(matches!(fs.open(Path::new("/pipe")), Err(FsError::Special { .. })));
    assert!(matches!(fs.write(Path::new("/pipe"), b""), Err(FsError::Special { .. })));
}

#[test]
fn two_file_systems_do_not_see_each_other() {
    let (one, two) = (sample(), MemoryFs::new());
    assert!(one.exists(Path::new("/p")) && !two.exists(Path::new("/p")));
    assert!(one.clone().exists(Path::new("/p")));
}
