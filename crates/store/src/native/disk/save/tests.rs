//! Tests of saving on disk, of the ways that are not the usual one above all.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
};

use super::{Saving, Temporary, fill, overwrite};
use crate::{
    DiskFs, Fs, FsError, WriteOptions,
    fs::{error::FsAction, unchanged_on_disk},
    hash::ContentHash,
};

struct Place {
    folder: tempfile::TempDir,
    disk: DiskFs,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let disk = DiskFs::new().with_backup_folder(folder.path().join("backup"));
        Self { folder, disk }
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn in_place(&self, path: &Path, bytes: &[u8], options: &WriteOptions) -> Result<(), FsError> {
        let saving = Saving { disk: &self.disk, path, target: path, options };
        let old = fs::metadata(path).unwrap();
        let stamp = saving.write_in_place(&old, &mut |out| out.write_all(bytes))?;
        assert_eq!(stamp.hash, Some(ContentHash::of(bytes)));
        assert!(unchanged_on_disk(&self.disk, path, &stamp).unwrap());
        Ok(())
    }

    fn backups(&self) -> usize {
        fs::read_dir(self.at("backup")).map_or(0, Iterator::count)
    }
}

#[cfg(unix)]
#[test]
fn hard_links_stay_one_file() {
    let place = Place::new();
    let (one, two) = (place.at("one"), place.at("two"));
    fs::write(&one, "old and longer").unwrap();
    fs::hard_link(&one, &two).unwrap();
    let before = place.disk.metadata(&one).unwrap();
    let stamp = place.disk.write(&one, b"new").unwrap();
    assert_eq!(fs::read_to_string(&two).unwrap(), "new");
    assert_eq!(place.disk.metadata(&two).unwrap().id, before.id);
    assert!(unchanged_on_disk(&place.disk, &two, &stamp).unwrap());
    assert_eq!(place.backups(), 0);
}

#[test]
fn in_place_grows_shrinks_and_leaves_nothing() {
    let place = Place::new();
    let path = place.at("f");
    fs::write(&path, "old").unwrap();
    for text in ["much longer than the old", "", "short"] {
        place.in_place(&path, text.as_bytes(), &WriteOptions::default()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(place.backups(), 0);
    }
    let big = vec![7; super::BLOCK * 2 + 1];
    place.in_place(&path, &big, &WriteOptions::default()).unwrap();
    assert_eq!(fs::read(&path).unwrap(), big);
}

#[test]
fn in_place_touches_nothing_until_the_content_is_complete() {
    let place = Place::new();
    let path = place.at("f");
    fs::write(&path, "old").unwrap();
    let stamp = place.disk.metadata(&path).unwrap().stamp();
    let options = WriteOptions::default();
    let saving = Saving { disk: &place.disk, path: &path, target: &path, options: &options };
    let old = fs::metadata(&path).unwrap();
    let result = saving.write_in_place(&old, &mut |out| {
        out.write_all(&vec![0; super::BLOCK * 2])?;
        Err(std::io::ErrorKind::StorageFull.into())
    });
    assert!(matches!(result, Err(FsError::Full { .. })));
    assert!(stamp.same_content(&place.disk.metadata(&path).unwrap().stamp()));

    fs::write(&path, "theirs").unwrap();
    let options = WriteOptions { expect: Some(stamp), ..options };
    assert!(matches!(place.in_place(&path, b"mine", &options), Err(FsError::Changed { .. })));
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    assert_eq!(place.backups(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_said_to_be_full() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let error = fill(&full, &mut |out| out.write_all(b"x")).unwrap_err();
    assert!(matches!(FsError::from_io(FsAction::Save, "/f", error), FsError::Full { .. }));
    // Also when the one who writes does not listen.
    let deaf = fill(&full, &mut |out| {
        for _ in 0..3 {
            let _unheard = out.write_all(&vec![0; super::BLOCK]);
        }
        Ok(())
    });
    assert!(deaf.is_err());
    let place = Place::new();
    let fresh = Temporary::create(place.folder.path(), true).unwrap();
    (&fresh.file).write_all(b"x").unwrap();
    assert!(overwrite(Path::new("/dev/full"), &fresh.file, false).is_err());
    drop(fresh);
    assert_eq!(fs::read_dir(place.folder.path()).unwrap().count(), 0);
}

/// A disk of 1 MiB that really fills up. Needs root, and a system that lets it mount.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_keeps_the_old_content() {
    let place = Place::new();
    let small = place.at("small");
    fs::create_dir(&small).unwrap();
    let mount = std::process::Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
        .arg(&small)
        .output();
    if !mount.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: cannot mount here; the other tests inject the full disk");
        return;
    }
    let check = std::panic::catch_unwind(|| {
        let (path, link) = (small.join("f"), small.join("other-name"));
        let old = vec![b'o'; 600 * 1024];
        fs::write(&path, &old).unwrap();
        let new = vec![b'n'; 700 * 1024];
        let error = place.disk.write(&path, &new).unwrap_err();
        assert!(matches!(error, FsError::Full { .. }), "{error:?}");
        assert!(fs::read(&path).unwrap() == old);
        assert_eq!(fs::read_dir(&small).unwrap().count(), 1, "a temporary file stayed");
        // In place, the old content goes back when the new one does not fit.
        fs::hard_link(&path, &link).unwrap();
        let error = place.disk.write(&path, &vec![b'n'; 2 * 1024 * 1024]).unwrap_err();
        assert!(matches!(error, FsError::Full { .. }), "{error:?}");
        assert!(fs::read(&link).unwrap() == old);
        assert_eq!(place.backups(), 0);
    });
    let unmount = std::process::Command::new("umount").arg(&small).status();
    assert!(check.is_ok() && unmount.unwrap().success());
}

#[cfg(unix)]
#[test]
fn the_owner_stays() {
    use std::os::unix::fs::{MetadataExt, chown};
    let place = Place::new();
    let path = place.at("f");
    fs::write(&path, "old").unwrap();
    if chown(&path, Some(12_345), Some(23_456)).is_err() {
        eprintln!("skipped: only root can give files away");
        return;
    }
    place.disk.set_mode(&path, 0o6755).unwrap();
    place.disk.write(&path, b"new").unwrap();
    let now = fs::metadata(&path).unwrap();
    assert_eq!((now.uid(), now.gid(), now.mode() & 0o7777), (12_345, 23_456, 0o6755));
}

#[cfg(unix)]
#[test]
fn a_file_with_no_write_bit_is_written_in_place_when_told_to() {
    let place = Place::new();
    let path = place.at("f");
    fs::write(&path, "old").unwrap();
    fs::hard_link(&path, place.at("g")).unwrap();
    place.disk.set_mode(&path, 0o444).unwrap();
    let options = WriteOptions { overwrite_read_only: true, ..WriteOptions::default() };
    place.disk.write_atomic(&path, &mut |out| out.write_all(b"new"), &options).unwrap();
    assert_eq!(fs::read_to_string(place.at("g")).unwrap(), "new");
    assert_eq!(place.disk.metadata(&path).unwrap().mode, Some(0o444));
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_does_not_keep_its_files_from_being() {
    let place = Place::new();
    let folder = place.at("locked");
    let (path, closed) = (folder.join("f"), folder.join("closed"));
    fs::create_dir(&folder).unwrap();
    for file in [&path, &closed] {
        fs::write(file, "old").unwrap();
    }
    place.disk.set_mode(&closed, 0o464).unwrap();
    place.disk.set_mode(&folder, 0o555).unwrap();
    if fs::write(folder.join("probe"), "").is_ok() {
        eprintln!("skipped: root may write everywhere");
        return;
    }
    let id = place.disk.metadata(&path).unwrap().id;
    place.disk.write(&path, b"new and longer").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "new and longer");
    assert_eq!(place.disk.metadata(&path).unwrap().id, id);
    assert!(matches!(place.disk.write(&folder.join("new"), b""), Err(FsError::Denied { .. })));
    assert!(matches!(place.disk.write(&closed, b"new"), Err(FsError::Denied { .. })));
    assert_eq!(fs::read_to_string(&closed).unwrap(), "old");
    assert_eq!(place.backups(), 0);
    place.disk.set_mode(&folder, 0o755).unwrap();
}
