//! What every file system must do. `fs_contract!(setup)` makes a test of each point; `setup()` gives a [`Bench`].
//! Also for file systems outside this crate, and for places without a test runner: [`POINTS`].
#![expect(clippy::unwrap_used, reason = "these are tests: they fail by panicking")]

use std::{
    any::Any,
    ffi::OsStr,
    io::{Read, Seek, SeekFrom, Write},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{
    FileKind, FileStamp, Fs, FsError, WriteOptions, error::FsAction, is_temporary_name, unchanged_on_disk,
};
use crate::hash::ContentHash;

/// A file system and an empty folder in it.
pub struct Bench {
    pub fs: Arc<dyn Fs>,
    pub root: PathBuf,
    /// Lives as long as the folder should.
    pub _guard: Box<dyn Any>,
}

impl Bench {
    fn at(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.fs.read(&self.at(name)).unwrap()).unwrap()
    }

    /// Names in a folder. Nothing temporary may stay behind.
    fn names(&self, folder: &Path) -> Vec<String> {
        let entries = self.fs.read_dir(folder).unwrap();
        entries.into_iter().map(|entry| entry.name.into_string().unwrap()).collect()
    }
}

/// The name of a test, and the test.
pub type Point = (&'static str, fn(&Bench));

/// The points by name.
pub const POINTS: &[Point] = &[
    ("content_comes_back", content_comes_back),
    ("blocks_and_seeking", blocks_and_seeking),
    ("stamps_tell_versions_apart", stamps_tell_versions_apart),
    ("folders_list_in_order", folders_list_in_order),
    ("missing_things", missing_things),
    ("folders_are_not_files", folders_are_not_files),
    ("names_that_cannot_be", names_that_cannot_be),
    ("links_are_followed_and_kept", links_are_followed_and_kept),
    ("links_in_a_circle", links_in_a_circle),
    ("saving_keeps_the_mode", saving_keeps_the_mode),
    ("read_only_files_need_a_word", read_only_files_need_a_word),
    ("saving_expects_a_version", saving_expects_a_version),
    ("creating_never_replaces", creating_never_replaces),
    ("a_failed_save_changes_nothing", a_failed_save_changes_nothing),
    ("renaming", renaming),
    ("renaming_over_things", renaming_over_things),
    ("removing_links_and_folders", removing_links_and_folders),
    ("the_trash", the_trash),
    ("an_open_file_keeps_its_version", an_open_file_keeps_its_version),
];

/// A test of each point.
#[macro_export]
macro_rules! fs_contract {
    ($setup:expr) => {
        $crate::fs::contract::fs_contract!($setup;
            content_comes_back, blocks_and_seeking, stamps_tell_versions_apart, folders_list_in_order,
            missing_things, folders_are_not_files, names_that_cannot_be, links_are_followed_and_kept,
            links_in_a_circle, saving_keeps_the_mode, read_only_files_need_a_word, saving_expects_a_version,
            creating_never_replaces, a_failed_save_changes_nothing, renaming, renaming_over_things,
            removing_links_and_folders, the_trash, an_open_file_keeps_its_version);
    };
    ($setup:expr; $($name:ident),+) => {$(
        #[test]
        fn $name() {
            $crate::fs::contract::$name(&$setup());
        }
    )+};
}
pub use fs_contract;

pub fn content_comes_back(b: &Bench) {
    for content in ["", "a", "two\r\nlines", "no end of line\n\n", "日本\0語"] {
        let stamp = b.fs.write(&b.at("f"), content.as_bytes()).unwrap();
        assert_eq!(b.text("f"), content);
        assert_eq!(stamp.size, content.len() as u64);
        assert_eq!(stamp.hash, Some(ContentHash::of(content.as_bytes())));
    }
    assert_eq!(b.names(&b.root), ["f"]);
    // Names in odd encodings are names like others, where the system has them.
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::ffi::OsStrExt;
        let odd = b.root.join(OsStr::from_bytes(b"odd-\xff\xfe"));
        b.fs.write(&odd, b"odd").unwrap();
        assert_eq!(b.fs.read(&odd).unwrap(), b"odd");
        assert!(b.fs.read_dir(&b.root).unwrap().iter().any(|entry| entry.path == odd));
    }
}

pub fn blocks_and_seeking(b: &Bench) {
    let bytes: Vec<u8> = (0..10_000_u32).flat_map(u32::to_le_bytes).collect();
    b.fs.write(&b.at("big"), &bytes).unwrap();
    let mut file = b.fs.open(&b.at("big")).unwrap();
    assert_eq!(file.metadata().size, 40_000);
    let (mut seen, mut sizes) = (Vec::new(), Vec::new());
    let whole = file.read_blocks(4096, &mut |block| {
        seen.extend_from_slice(block);
        sizes.push(block.len());
        ControlFlow::Continue(())
    });
    assert!(whole.unwrap());
    assert_eq!(seen, bytes);
    assert_eq!(sizes.pop(), Some(40_000 % 4096));
    assert!(sizes.iter().all(|&size| size == 4096));

    file.seek(SeekFrom::Start(8)).unwrap();
    let mut number = [0; 4];
    file.read_exact(&mut number).unwrap();
    assert_eq!(u32::from_le_bytes(number), 2);
    assert!(!file.read_blocks(16, &mut |_| ControlFlow::Break(())).unwrap());
    file.seek(SeekFrom::End(-4)).unwrap();
    assert_eq!(file.read_all().unwrap(), 9_999_u32.to_le_bytes());
    assert_eq!(file.fill(&mut number).unwrap(), 0);
}

pub fn stamps_tell_versions_apart(b: &Bench) {
    let path = b.at("f");
    let first = b.fs.write(&path, b"one").unwrap();
    assert!(first.same_content(&b.fs.metadata(&path).unwrap().stamp()));
    assert!(unchanged_on_disk(&*b.fs, &path, &first).unwrap());
    b.fs.write(&path, b"two").unwrap();
    assert!(!unchanged_on_disk(&*b.fs, &path, &first).unwrap(), "same size, other content");
    b.fs.write(&path, b"one").unwrap();
    assert!(unchanged_on_disk(&*b.fs, &path, &first).unwrap(), "touched, but the same again");
    b.fs.write(&path, b"longer").unwrap();
    assert!(!unchanged_on_disk(&*b.fs, &path, &first).unwrap());
    b.fs.remove(&path).unwrap();
    assert!(!unchanged_on_disk(&*b.fs, &path, &first).unwrap());
    b.fs.create_dir_all(&path).unwrap();
    assert!(!unchanged_on_disk(&*b.fs, &path, &first).unwrap());
}

pub fn folders_list_in_order(b: &Bench) {
    b.fs.create_dir_all(&b.at("x/y/z")).unwrap();
    b.fs.create_dir_all(&b.at("x/y/z")).unwrap();
    b.fs.create_file(&b.at("x/b")).unwrap();
    b.fs.create_file(&b.at("x/a")).unwrap();
    b.fs.symlink(Path::new("y"), &b.at("x/link")).unwrap();
    b.fs.symlink(Path::new("nowhere"), &b.at("x/broken")).unwrap();
    let entries = b.fs.read_dir(&b.at("x")).unwrap();
    let found: Vec<_> =
        entries.iter().map(|e| (e.name.to_str().unwrap(), e.kind, e.target_kind, e.leads_to_dir())).collect();
    assert_eq!(
        found,
        [
            ("a", FileKind::File, None, false),
            ("b", FileKind::File, None, false),
            ("broken", FileKind::Symlink, None, false),
            ("link", FileKind::Symlink, Some(FileKind::Directory), true),
            ("y", FileKind::Directory, None, true),
        ]
    );
    assert_eq!(entries[0].path, b.at("x/a"));
    assert_eq!(b.fs.read_dir(&b.at("x/link")).unwrap()[0].path, b.at("x/link/z"));
}

pub fn missing_things(b: &Bench) {
    let gone = b.at("gone");
    assert!(!b.fs.exists(&gone));
    let missing = |error: FsError, action| {
        assert!(error.is_missing(), "{error:?}");
        assert_eq!((error.action(), error.path()), (action, gone.as_path()));
        assert!(error.to_string().contains("gone") && error.help().ends_with('.'));
    };
    missing(b.fs.read(&gone).unwrap_err(), FsAction::Read);
    missing(b.fs.metadata(&gone).unwrap_err(), FsAction::Inspect);
    missing(b.fs.link_metadata(&gone).unwrap_err(), FsAction::Inspect);
    missing(b.fs.canonicalize(&gone).unwrap_err(), FsAction::Inspect);
    missing(b.fs.read_dir(&gone).unwrap_err(), FsAction::List);
    missing(b.fs.remove(&gone).unwrap_err(), FsAction::Delete);
    missing(b.fs.trash(&gone).unwrap_err(), FsAction::Trash);
    missing(b.fs.set_mode(&gone, 0o600).unwrap_err(), FsAction::SetMode);
    missing(b.fs.rename(&gone, &b.at("to"), false).unwrap_err(), FsAction::Rename);
    assert!(b.fs.write(&b.at("no/folder"), b"x").unwrap_err().is_missing());
    b.fs.create_file(&b.at("f")).unwrap();
    let error = b.fs.rename(&b.at("f"), &b.at("no/folder"), false).unwrap_err();
    assert!(error.is_missing() && error.path() == b.at("no/folder"), "{error:?}");
    assert!(b.fs.exists(&b.at("f")));
}

pub fn folders_are_not_files(b: &Bench) {
    b.fs.create_dir_all(&b.at("dir")).unwrap();
    b.fs.create_file(&b.at("file")).unwrap();
    assert!(matches!(b.fs.read(&b.at("dir")), Err(FsError::IsDirectory { .. })));
    assert!(matches!(b.fs.write(&b.at("dir"), b""), Err(FsError::IsDirectory { .. })));
    assert!(matches!(b.fs.read_dir(&b.at("file")), Err(FsError::NotDirectory { .. })));
    assert!(matches!(b.fs.read(&b.at("file/x")), Err(FsError::NotDirectory { .. })));
    assert!(matches!(b.fs.write(&b.at("file/x"), b""), Err(FsError::NotDirectory { .. })));
    assert!(matches!(b.fs.create_dir_all(&b.at("file")), Err(FsError::Exists { .. })));
    assert!(matches!(b.fs.create_dir_all(&b.at("file/x")), Err(FsError::NotDirectory { .. })));
}

pub fn names_that_cannot_be(b: &Bench) {
    let long = "x".repeat(256);
    for name in [long.as_str(), "nul\0nul"] {
        for result in [
            b.fs.create_file(&b.at(name)),
            b.fs.write(&b.at(name), b"x").map(drop),
            b.fs.create_dir_all(&b.at(name)),
            b.fs.read(&b.at(name)).map(drop),
        ] {
            assert!(matches!(result, Err(FsError::InvalidName { .. })), "{result:?}");
        }
    }
    assert_eq!(b.names(&b.root), Vec::<String>::new());
}

pub fn links_are_followed_and_kept(b: &Bench) {
    b.fs.create_dir_all(&b.at("real/deep")).unwrap();
    b.fs.write(&b.at("real/deep/f"), b"old").unwrap();
    b.fs.symlink(Path::new("real"), &b.at("dir")).unwrap();
    b.fs.symlink(Path::new("dir/deep/f"), &b.at("one")).unwrap();
    b.fs.symlink(&b.at("one"), &b.at("two")).unwrap();
    b.fs.symlink(Path::new("real/new"), &b.at("ahead")).unwrap();

    b.fs.write(&b.at("two"), b"new").unwrap();
    b.fs.write(&b.at("ahead"), b"made").unwrap();
    assert_eq!(b.text("real/deep/f"), "new");
    assert_eq!(b.text("dir/deep/../new"), "made");
    for link in ["dir", "one", "two", "ahead"] {
        let found = b.fs.link_metadata(&b.at(link)).unwrap();
        assert_eq!(found.kind, FileKind::Symlink, "{link} was replaced");
        assert!(found.link_target.is_some());
    }
    assert_eq!(b.fs.link_metadata(&b.at("one")).unwrap().link_target, Some("dir/deep/f".into()));
    assert_eq!(b.fs.metadata(&b.at("two")).unwrap().kind, FileKind::File);
    assert_eq!(
        b.fs.canonicalize(&b.at("two")).unwrap(),
        b.fs.canonicalize(&b.root).unwrap().join("real/deep/f")
    );
    assert_eq!(b.names(&b.at("real/deep")), ["f"]);
    assert!(matches!(b.fs.symlink(Path::new("x"), &b.at("one")), Err(FsError::Exists { .. })));
}

pub fn links_in_a_circle(b: &Bench) {
    b.fs.symlink(Path::new("b"), &b.at("a")).unwrap();
    b.fs.symlink(Path::new("a"), &b.at("b")).unwrap();
    b.fs.symlink(Path::new("self"), &b.at("self")).unwrap();
    for name in ["a", "b", "self"] {
        let path = b.at(name);
        for result in [
            b.fs.read(&path).map(drop),
            b.fs.metadata(&path).map(drop),
            b.fs.write(&path, b"x").map(drop),
            b.fs.read_dir(&path).map(drop),
            b.fs.read(&path.join("below")).map(drop),
        ] {
            let error = result.unwrap_err();
            assert!(matches!(error, FsError::Loop { .. }), "{error:?}");
        }
    }
    assert_eq!(b.names(&b.root), ["a", "b", "self"]);
    b.fs.remove(&b.at("a")).unwrap();
    assert!(matches!(b.fs.read(&b.at("b")), Err(FsError::Missing { .. })));
}

pub fn saving_keeps_the_mode(b: &Bench) {
    let path = b.at("script");
    b.fs.write(&path, b"1").unwrap();
    let fresh = b.fs.metadata(&path).unwrap().mode;
    let Some(fresh) = fresh else { return };
    assert_eq!(fresh & 0o711, 0o600, "a new file is a plain one");
    for mode in [0o755, 0o600, 0o4711, 0o640] {
        b.fs.set_mode(&path, mode).unwrap();
        b.fs.write(&path, b"2").unwrap();
        assert_eq!(b.fs.metadata(&path).unwrap().mode, Some(mode));
    }
}

pub fn read_only_files_need_a_word(b: &Bench) {
    let path = b.at("locked");
    b.fs.write(&path, b"old").unwrap();
    b.fs.set_mode(&path, 0o444).unwrap();
    assert!(b.fs.metadata(&path).unwrap().read_only);
    let error = b.fs.write(&path, b"new").unwrap_err();
    assert!(matches!(error, FsError::ReadOnly { .. }), "{error:?}");
    assert_eq!(b.text("locked"), "old");
    let options = WriteOptions { overwrite_read_only: true, ..WriteOptions::default() };
    b.fs.write_atomic(&path, &mut |out| out.write_all(b"new"), &options).unwrap();
    assert_eq!(b.text("locked"), "new");
    assert!(b.fs.metadata(&path).unwrap().read_only, "and it still is");
    assert_eq!(b.names(&b.root), ["locked"]);
}

pub fn saving_expects_a_version(b: &Bench) {
    let path = b.at("f");
    let save = |expect: Option<FileStamp>| {
        let options = WriteOptions { expect, ..WriteOptions::default() };
        b.fs.write_atomic(&path, &mut |out| out.write_all(b"mine"), &options)
    };
    let read = b.fs.write(&path, b"read").unwrap();
    let mine = save(Some(read)).unwrap();
    b.fs.write(&path, b"hers").unwrap();
    assert!(matches!(save(Some(mine)), Err(FsError::Changed { .. })));
    assert_eq!(b.text("f"), "hers");

    // Somebody else saves while we are writing.
    let hers = b.fs.metadata(&path).unwrap().stamp();
    let options = WriteOptions { expect: Some(hers), ..WriteOptions::default() };
    let mut interrupt = |out: &mut dyn Write| {
        b.fs.write(&path, b"later").unwrap();
        out.write_all(b"mine")
    };
    let result = b.fs.write_atomic(&path, &mut interrupt, &options);
    assert!(matches!(result, Err(FsError::Changed { .. })), "{result:?}");
    assert_eq!(b.text("f"), "later");

    b.fs.remove(&path).unwrap();
    assert!(matches!(save(Some(mine)), Err(FsError::Changed { .. })));
    save(None).unwrap();
    assert_eq!((b.text("f").as_str(), b.names(&b.root)), ("mine", vec!["f".to_owned()]));
}

pub fn creating_never_replaces(b: &Bench) {
    let path = b.at("f");
    let options = WriteOptions { create_new: true, ..WriteOptions::default() };
    let save = |text: &str| b.fs.write_atomic(&path, &mut |out| out.write_all(text.as_bytes()), &options);
    let stamp = save("first").unwrap();
    assert!(unchanged_on_disk(&*b.fs, &path, &stamp).unwrap());
    assert_eq!(b.fs.metadata(&path).unwrap().links, 1);
    assert!(matches!(save("second"), Err(FsError::Exists { .. })));
    assert!(matches!(b.fs.create_file(&path), Err(FsError::Exists { .. })));
    assert_eq!(b.text("f"), "first");
    b.fs.remove(&path).unwrap();
    let mut race = |out: &mut dyn Write| {
        b.fs.write(&path, b"theirs").unwrap();
        out.write_all(b"mine")
    };
    assert!(matches!(b.fs.write_atomic(&path, &mut race, &options), Err(FsError::Exists { .. })));
    assert_eq!((b.text("f").as_str(), b.names(&b.root)), ("theirs", vec!["f".to_owned()]));
}

pub fn a_failed_save_changes_nothing(b: &Bench) {
    let path = b.at("f");
    let before = b.fs.write(&path, b"old").unwrap();
    let mut fail = |out: &mut dyn Write| {
        out.write_all(&[b'x'; 1_000_000])?;
        Err(std::io::ErrorKind::StorageFull.into())
    };
    for name in ["f", "new"] {
        let result = b.fs.write_atomic(&b.at(name), &mut fail, &WriteOptions::default());
        let error = result.unwrap_err();
        assert!(matches!(error, FsError::Full { action: FsAction::Save, .. }), "{error:?}");
        assert!(error.help().contains("untouched"));
    }
    assert_eq!(b.names(&b.root), ["f"]);
    assert!(before.same_content(&b.fs.metadata(&path).unwrap().stamp()));
    assert!(is_temporary_name(OsStr::new(".justbuilt-12-3-4.tmp")));
    assert!(!is_temporary_name(OsStr::new("f")) && !is_temporary_name(OsStr::new(".justbuilt-notes")));
}

pub fn renaming(b: &Bench) {
    b.fs.create_dir_all(&b.at("d/sub")).unwrap();
    b.fs.write(&b.at("d/sub/f"), b"text").unwrap();
    b.fs.symlink(Path::new("d"), &b.at("link")).unwrap();
    b.fs.rename(&b.at("d/sub/f"), &b.at("g"), false).unwrap();
    b.fs.rename(&b.at("g"), &b.at("G"), false).unwrap();
    b.fs.rename(&b.at("G"), &b.at("G"), false).unwrap();
    b.fs.rename(&b.at("link"), &b.at("knot"), false).unwrap();
    assert_eq!(b.fs.link_metadata(&b.at("knot")).unwrap().kind, FileKind::Symlink);
    b.fs.rename(&b.at("G"), &b.at("knot/sub/back"), false).unwrap();
    b.fs.rename(&b.at("d"), &b.at("e"), false).unwrap();
    assert_eq!(b.text("e/sub/back"), "text");
    let error = b.fs.rename(&b.at("e"), &b.at("e/sub/inside"), false).unwrap_err();
    assert!(matches!(error, FsError::InvalidName { .. }), "{error:?}");
    assert_eq!(b.names(&b.root), ["e", "knot"]);
}

pub fn renaming_over_things(b: &Bench) {
    b.fs.write(&b.at("a"), b"a").unwrap();
    b.fs.write(&b.at("b"), b"b").unwrap();
    b.fs.create_dir_all(&b.at("full/x")).unwrap();
    b.fs.create_dir_all(&b.at("empty")).unwrap();
    for to in ["b", "full", "empty"] {
        let error = b.fs.rename(&b.at("a"), &b.at(to), false).unwrap_err();
        assert!(matches!(error, FsError::Exists { .. }), "{error:?}");
        assert_eq!(error.path(), b.at(to));
    }
    b.fs.rename(&b.at("a"), &b.at("b"), true).unwrap();
    assert_eq!(b.text("b"), "a");
    assert!(matches!(b.fs.rename(&b.at("b"), &b.at("full"), true), Err(FsError::IsDirectory { .. })));
    assert!(matches!(b.fs.rename(&b.at("full"), &b.at("b"), true), Err(FsError::NotDirectory { .. })));
    assert!(matches!(b.fs.rename(&b.at("empty"), &b.at("full"), true), Err(FsError::Exists { .. })));
    b.fs.rename(&b.at("full"), &b.at("empty"), true).unwrap();
    assert_eq!(b.names(&b.root), ["b", "empty"]);
    assert_eq!(b.names(&b.at("empty")), ["x"]);
}

pub fn removing_links_and_folders(b: &Bench) {
    b.fs.create_dir_all(&b.at("keep")).unwrap();
    b.fs.write(&b.at("keep/f"), b"kept").unwrap();
    b.fs.create_dir_all(&b.at("d/deep")).unwrap();
    b.fs.write(&b.at("d/deep/f"), b"").unwrap();
    b.fs.symlink(&b.at("keep"), &b.at("d/deep/link")).unwrap();
    b.fs.symlink(&b.at("keep"), &b.at("link")).unwrap();
    b.fs.remove(&b.at("link")).unwrap();
    b.fs.remove(&b.at("d")).unwrap();
    assert_eq!(b.names(&b.root), ["keep"]);
    assert_eq!(b.text("keep/f"), "kept");
    b.fs.remove(&b.at("keep/f")).unwrap();
    assert_eq!(b.names(&b.at("keep")), Vec::<String>::new());
    assert!(b.fs.remove(Path::new("/")).is_err());
}

pub fn the_trash(b: &Bench) {
    b.fs.create_dir_all(&b.at("d")).unwrap();
    b.fs.write(&b.at("d/f"), b"1").unwrap();
    b.fs.write(&b.at("f"), b"2").unwrap();
    b.fs.trash(&b.at("d")).unwrap();
    b.fs.trash(&b.at("f")).unwrap();
    assert_eq!(b.names(&b.root), Vec::<String>::new());
    // The same name again must not replace the first.
    b.fs.write(&b.at("f"), b"3").unwrap();
    b.fs.trash(&b.at("f")).unwrap();
    assert!(!b.fs.exists(&b.at("f")));
}

pub fn an_open_file_keeps_its_version(b: &Bench) {
    let path = b.at("f");
    b.fs.write(&path, b"before").unwrap();
    let mut file = b.fs.open(&path).unwrap();
    b.fs.write(&path, b"after, and longer").unwrap();
    assert_eq!(file.read_all().unwrap(), b"before");
    assert!(!file.metadata().stamp().same_content(&b.fs.metadata(&path).unwrap().stamp()));
    let mut file = b.fs.open(&path).unwrap();
    b.fs.remove(&path).unwrap();
    assert_eq!(file.read_all().unwrap(), b"after, and longer");
}
