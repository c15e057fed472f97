//! Writing the files of a change set. First everything is looked at: links, read-only files, files that are not what was
//! reviewed, names that are taken. Nothing is touched unless all of it can be done; when the disk fails half-way it is
//! undone. Runs in the background.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use justbuilt_store::{ContentHash, FileKind, Fs, FsError, WriteOptions};
use justbuilt_text::{Text, Transaction};
use justbuilt_timeline::ProjectPath;
use justbuilt_timeline::history::{Deed, TextFormat};

use super::guarding::World;
use super::planning::unwritable;

/// Something that is done to the disk. Paths are from the root of the project.
#[derive(Clone, Debug)]
pub(super) enum DiskDeed {
    Write { path: String, hash: ContentHash, before: Text, change: Transaction, format: TextFormat },
    Create { path: String, bytes: Vec<u8> },
    Rename { from: String, to: String },
    Delete { path: String, hash: ContentHash },
}

impl DiskDeed {
    /// As the history takes it.
    pub fn deed(&self) -> Option<Deed> {
        let path = |path: &str| ProjectPath::new(path).ok();
        Some(match self {
            DiskDeed::Write { path: name, hash, before, change, format } => Deed::Write {
                path: path(name)?,
                before: before.clone(),
                change: change.clone(),
                format: *format,
                disk: *hash,
                ignored: false,
            },
            DiskDeed::Create { path: name, bytes } => {
                Deed::Create { path: path(name)?, bytes: bytes.clone(), ignored: false }
            }
            DiskDeed::Rename { from, to } => Deed::Rename { from: path(from)?, to: path(to)? },
            DiskDeed::Delete { path: name, .. } => Deed::Delete { path: path(name)? },
        })
    }

    /// All paths that it touches.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let (one, other) = match self {
            DiskDeed::Write { path, .. } | DiskDeed::Create { path, .. } | DiskDeed::Delete { path, .. } => {
                (path, None)
            }
            DiskDeed::Rename { from, to } => (from, Some(to.as_str())),
        };
        std::iter::once(one.as_str()).chain(other)
    }
}

/// Why it was not done, in sentences.
pub(super) struct Failure {
    pub reason: String,
    /// What is not as it was before.
    pub changed: Vec<PathBuf>,
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Self { reason, changed: Vec::new() }
    }
}

impl From<FsError> for Failure {
    fn from(error: FsError) -> Self {
        format!("{error}. {}", error.help()).into()
    }
}

/// How something is taken back.
enum Back {
    Bytes(PathBuf, Vec<u8>),
    Remove(PathBuf),
    Rename(PathBuf, PathBuf),
}

/// Checks everything, then does it. `kept` says whether the history has the content of a file.
pub(super) fn write(world: &World, deeds: &[DiskDeed], kept: &dyn Fn(&str) -> bool) -> Result<(), Failure> {
    let mut taken: HashSet<&str> = HashSet::new();
    for deed in deeds {
        check(world, deed)?;
        let target = match deed {
            DiskDeed::Create { path, .. } => Some(path),
            DiskDeed::Rename { to, .. } => Some(to),
            _ => None,
        };
        if let Some(target) = target.filter(|target| !taken.insert(target)) {
            return Err(format!("Two changes make {target}.").into());
        }
    }
    let mut back = Vec::new();
    // What cannot be taken back as easily comes last.
    let (last, first): (Vec<_>, Vec<_>) =
        deeds.iter().partition(|deed| matches!(deed, DiskDeed::Delete { .. }));
    for deed in first.into_iter().chain(last) {
        if let Err(error) = do_one(world, deed, kept, &mut back) {
            let changed = put_back(&*world.fs, back);
            return Err(Failure { changed, ..Failure::from(error) });
        }
    }
    Ok(())
}

fn check(world: &World, deed: &DiskDeed) -> Result<(), Failure> {
    for path in deed.paths() {
        world.is_plain(path)?;
    }
    match deed {
        DiskDeed::Write { path, hash, before, change, format } => {
            look(world, path, *hash)?;
            let after = change.apply(before).map_err(|error| format!("{path}: {error}."))?;
            match unwritable(*format, &after) {
                Some(why) => Err(format!("{path} cannot be written: {why}.").into()),
                None => Ok(()),
            }
        }
        DiskDeed::Delete { path, hash } => look(world, path, *hash),
        DiskDeed::Create { path, .. } => free(world, path),
        DiskDeed::Rename { from, to } => {
            let full = world.full(from);
            match world.fs.link_metadata(&full) {
                Ok(found) if found.is_file() => free(world, to),
                Ok(_) => Err(format!("{from} is not a file now.").into()),
                Err(error) => Err(error.into()),
            }
        }
    }
}

/// A file that is what was reviewed, and may be written.
fn look(world: &World, path: &str, hash: ContentHash) -> Result<(), Failure> {
    let full = world.full(path);
    let found = world.fs.link_metadata(&full)?;
    if found.kind == FileKind::Symlink || !found.is_file() {
        return Err(format!("{path} is not a file of its own now.").into());
    }
    if found.read_only {
        return Err(format!("{path} is read-only; make it writable first.").into());
    }
    if ContentHash::of(&world.fs.read(&full)?) != hash {
        return Err(
            format!("{path} was changed by another program just now; look at the changes again.").into()
        );
    }
    Ok(())
}

/// A path where nothing is.
fn free(world: &World, path: &str) -> Result<(), Failure> {
    let full = world.full(path);
    if world.fs.exists(&full) {
        return Err(format!("There is a file {path} already.").into());
    }
    for folder in full.ancestors().skip(1).take_while(|above| *above != world.root) {
        match world.fs.link_metadata(folder) {
            Ok(found) if !found.is_dir() => {
                return Err(format!("{} is in the way of {path}.", folder.display()).into());
            }
            Ok(_) => return Ok(()),
            Err(_) => {}
        }
    }
    Ok(())
}

fn do_one(
    world: &World,
    deed: &DiskDeed,
    kept: &dyn Fn(&str) -> bool,
    back: &mut Vec<Back>,
) -> Result<(), FsError> {
    let fs = &*world.fs;
    match deed {
        DiskDeed::Write { path, before, change, format, hash } => {
            let full = world.full(path);
            let mut file = fs.open(&full)?;
            let stamp = file.metadata().stamp();
            let bytes = file.read_all()?;
            let options = WriteOptions { expect: Some(stamp.with_hash(*hash)), ..WriteOptions::default() };
            // Checked before: it is a change of this text.
            let after = change.apply(before).unwrap_or_else(|_| before.clone());
            back.push(Back::Bytes(full.clone(), bytes));
            fs.write_atomic(&full, &mut |out| out.write_all(&format.encode(&after)), &options)?;
        }
        DiskDeed::Create { path, bytes } => {
            let full = world.full(path);
            make_folders(fs, &full, &world.root, back)?;
            let options = WriteOptions { create_new: true, ..WriteOptions::default() };
            fs.write_atomic(&full, &mut |out| out.write_all(bytes), &options)?;
            back.push(Back::Remove(full));
        }
        DiskDeed::Rename { from, to } => {
            let (from, to) = (world.full(from), world.full(to));
            make_folders(fs, &to, &world.root, back)?;
            fs.rename(&from, &to, false)?;
            back.push(Back::Rename(to, from));
        }
        DiskDeed::Delete { path, .. } => {
            let full = world.full(path);
            let bytes = fs.read(&full)?;
            back.push(Back::Bytes(full.clone(), bytes));
            if let Err(error) = fs.trash(&full) {
                // There is no trash: then only what the timeline has can be had back.
                if !kept(path) || fs.remove(&full).is_err() {
                    return Err(error);
                }
            }
        }
    }
    Ok(())
}

fn make_folders(fs: &dyn Fs, full: &Path, root: &Path, back: &mut Vec<Back>) -> Result<(), FsError> {
    let Some(folder) = full.parent() else { return Ok(()) };
    let missing = folder.ancestors().take_while(|above| *above != root && !fs.exists(above));
    let made: Vec<PathBuf> = missing.map(Path::to_owned).collect();
    fs.create_dir_all(folder)?;
    back.extend(made.into_iter().rev().map(Back::Remove));
    Ok(())
}

/// Makes everything what it was. Those that it did not work for.
fn put_back(fs: &dyn Fs, back: Vec<Back>) -> Vec<PathBuf> {
    let mut changed = Vec::new();
    for step in back.into_iter().rev() {
        let (path, done) = match step {
            Back::Bytes(path, bytes) => {
                let same = fs.read(&path).is_ok_and(|now| now == bytes);
                let how = WriteOptions { sync: false, ..WriteOptions::default() };
                let done = if same {
                    Ok(())
                } else {
                    fs.write_atomic(&path, &mut |out| out.write_all(&bytes), &how).map(drop)
                };
                (path, done)
            }
            Back::Remove(path) => {
                // A folder that somebody has put something into stays.
                let full = fs.read_dir(&path).is_ok_and(|entries| !entries.is_empty());
                let done = if full { Ok(()) } else { fs.remove(&path) };
                (path, done)
            }
            Back::Rename(from, to) => {
                let done = fs.rename(&from, &to, false);
                (to, done)
            }
        };
        match done {
            Ok(()) | Err(FsError::Missing { .. }) => {}
            Err(error) => {
                log::error!("{error}");
                changed.push(path);
            }
        }
    }
    changed
}
