//! Replacing the content of a file so that, whatever happens, either the old or the new content is there.
//!
//! The usual way is a temporary file in the same folder, flushed and renamed. Where renaming would lose
//! something, the file is written in place, with the new content complete and the old content kept elsewhere
//! before the first byte is touched.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process,
    time::SystemTime,
};

use super::{DiskFs, kind_of, links_of, metadata_of};
use crate::{
    fs::{
        ContentWriter, FileKind, FileStamp, FsResult, TEMPORARY_PREFIX, WriteOptions,
        error::{FsAction, FsError},
        unchanged_on_disk,
    },
    hash::{ContentHash, Hasher},
};

const SAVE: FsAction = FsAction::Save;
const BLOCK: usize = 256 * 1024;
const MAX_LINKS: usize = 40;

/// See [`crate::Fs::write_atomic`].
pub(super) fn save(
    disk: &DiskFs,
    path: &Path,
    write: ContentWriter<'_>,
    options: &WriteOptions,
) -> FsResult<FileStamp> {
    let target = follow_links(path)?;
    let old = match fs::symlink_metadata(&target) {
        Ok(found) => Some(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failed(path, error)),
    };
    let saving = Saving { disk, path, target: &target, options };
    saving.check(old.as_ref())?;
    // What has several names would keep the old content under the others.
    if let Some(old) = old.as_ref().filter(|old| links_of(old) > 1) {
        return saving.write_in_place(old, write);
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.ok_or_else(|| FsError::InvalidName { action: SAVE, path: path.to_owned() })?;
    let temporary = match Temporary::create(folder, old.is_none()) {
        Ok(temporary) => temporary,
        Err(error) => {
            return match old {
                // The folder does not let us, but the file does: that was checked.
                Some(old) if error.kind() == io::ErrorKind::PermissionDenied => {
                    saving.write_in_place(&old, write)
                }
                _ => Err(failed(path, error)),
            };
        }
    };
    saving.replace(temporary, folder, old.as_ref(), write)
}

struct Saving<'a> {
    disk: &'a DiskFs,
    /// What the user named; errors speak of it.
    path: &'a Path,
    /// Where its links lead.
    target: &'a Path,
    options: &'a WriteOptions,
}

impl Saving<'_> {
    fn check(&self, old: Option<&fs::Metadata>) -> FsResult<()> {
        let path = || self.path.to_owned();
        let Some(old) = old else {
            return match self.options.expect {
                Some(_) => Err(FsError::Changed { action: SAVE, path: path() }),
                None => Ok(()),
            };
        };
        match kind_of(old) {
            FileKind::File => {}
            FileKind::Directory => return Err(FsError::IsDirectory { action: SAVE, path: path() }),
            FileKind::Symlink | FileKind::Special => {
                return Err(FsError::Special { action: SAVE, path: path() });
            }
        }
        if self.options.create_new {
            return Err(FsError::Exists { action: SAVE, path: path() });
        }
        self.check_expected()?;
        if self.options.overwrite_read_only {
            return Ok(());
        }
        // Asked even of root, whom the system would let do it: the mode says what the user wants.
        if old.permissions().readonly() {
            return Err(FsError::ReadOnly { action: SAVE, path: path() });
        }
        match OpenOptions::new().write(true).open(self.target) {
            // A program that runs can be replaced, though not written.
            Err(error) if error.kind() != io::ErrorKind::ExecutableFileBusy => Err(failed(self.path, error)),
            _ => Ok(()),
        }
    }

    fn check_expected(&self) -> FsResult<()> {
        let Some(expect) = &self.options.expect else { return Ok(()) };
        match unchanged_on_disk(self.disk, self.target, expect) {
            Ok(true) => Ok(()),
            Ok(false) => Err(FsError::Changed { action: SAVE, path: self.path.to_owned() }),
            Err(error) => Err(error.about(self.path)),
        }
    }

    /// Fills the temporary file and puts it in the place of the old one.
    fn replace(
        &self,
        temporary: Temporary,
        folder: &Path,
        old: Option<&fs::Metadata>,
        write: ContentWriter<'_>,
    ) -> FsResult<FileStamp> {
        let io = |error| failed(self.path, error);
        if let Some(old) = old {
            let same_owner = keep_owner(&temporary.file, old).map_err(io)?;
            if !same_owner {
                drop(temporary);
                return self.write_in_place(old, write);
            }
        }
        let hash = fill(&temporary.file, write).map_err(io)?;
        if let Some(old) = old {
            // After the writing and the owner, both of which may take bits away.
            temporary.file.set_permissions(old.permissions()).map_err(io)?;
        }
        if self.options.sync {
            temporary.file.sync_all().map_err(io)?;
        }
        let stamp = metadata_of(&temporary.file.metadata().map_err(io)?, None).stamp().with_hash(hash);
        self.check_expected()?;
        if self.options.create_new {
            temporary.become_new(self.target).map_err(io)?;
        } else {
            temporary.become_file(self.target).map_err(io)?;
        }
        if self.options.sync {
            sync_folder(folder);
        }
        Ok(stamp)
    }

    /// Writes over the old content, which is kept elsewhere until that is done.
    fn write_in_place(&self, old: &fs::Metadata, write: ContentWriter<'_>) -> FsResult<FileStamp> {
        let io = |error| failed(self.path, error);
        fs::create_dir_all(&self.disk.backup_folder).map_err(io)?;
        let fresh = Temporary::create(&self.disk.backup_folder, false).map_err(io)?;
        let hash = fill(&fresh.file, write).map_err(io)?;
        let kept = Temporary::create(&self.disk.backup_folder, false).map_err(io)?;
        let mut source = File::open(self.target).map_err(io)?;
        copy(&mut source, &kept.file).map_err(io)?;
        kept.file.sync_all().map_err(io)?;
        self.check_expected()?;

        let writable = fs::metadata(self.target).is_ok_and(|now| !now.permissions().readonly());
        if !writable && self.options.overwrite_read_only {
            fs::set_permissions(self.target, super::permissions(old, 0o600)).map_err(io)?;
        }
        let done = overwrite(self.target, &fresh.file, self.options.sync);
        let done = match done {
            Ok(found) => Ok(metadata_of(&found, None).stamp().with_hash(hash)),
            Err(error) => match overwrite(self.target, &kept.file, true) {
                Ok(_) => Err(failed(self.path, error)),
                Err(_) => Err(FsError::Interrupted {
                    action: SAVE,
                    path: self.path.to_owned(),
                    kept: kept.keep(),
                    reason: error.to_string(),
                }),
            },
        };
        if !writable && let Err(error) = fs::set_permissions(self.target, old.permissions()) {
            log::warn!("the mode of {} could not be set back: {error}", self.path.display());
        }
        done
    }
}

fn failed(path: &Path, source: io::Error) -> FsError {
    FsError::from_io(SAVE, path, source)
}

/// Where the links at the end of `path` lead, be there something or not.
fn follow_links(path: &Path) -> FsResult<PathBuf> {
    let mut at = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::symlink_metadata(&at) {
            Ok(found) if found.is_symlink() => {
                let says = fs::read_link(&at).map_err(|error| failed(path, error))?;
                at = at.parent().unwrap_or(Path::new("")).join(says);
            }
            _ => return Ok(at),
        }
    }
    Err(FsError::Loop { action: SAVE, path: path.to_owned() })
}

/// Lets `write` write the file, and hashes what goes in.
fn fill(file: &File, write: ContentWriter<'_>) -> io::Result<ContentHash> {
    let mut out =
        HashingWriter { out: BufWriter::with_capacity(BLOCK, file), hasher: Hasher::default(), failed: None };
    let written = write(&mut out).and_then(|()| out.flush());
    // The first error of the disk is the true one, whatever was made of it.
    match out.failed {
        Some(error) => Err(error),
        None => written.map(|()| out.hasher.finish()),
    }
}

struct HashingWriter<'a> {
    out: BufWriter<&'a File>,
    hasher: Hasher,
    failed: Option<io::Error>,
}

impl HashingWriter<'_> {
    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::Interrupted
            && self.failed.is_none()
        {
            self.failed = Some(match error.raw_os_error() {
                Some(code) => io::Error::from_raw_os_error(code),
                None => error.kind().into(),
            });
        }
        result
    }
}

impl Write for HashingWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.out.write(bytes);
        let count = self.note(result)?;
        self.hasher.write_all(bytes.get(..count).unwrap_or_default())?;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.out.flush();
        self.note(result)
    }
}

/// Makes `target` have the content of `content`, without asking the disk for room it has already.
fn overwrite(target: &Path, content: &File, sync: bool) -> io::Result<fs::Metadata> {
    let mut content: &File = content;
    content.seek(SeekFrom::Start(0))?;
    let file = OpenOptions::new().write(true).open(target)?;
    let size = copy(&mut content, &file)?;
    file.set_len(size)?;
    if sync {
        file.sync_all()?;
    }
    file.metadata()
}

fn copy(from: &mut dyn Read, mut to: &File) -> io::Result<u64> {
    let mut block = vec![0; BLOCK];
    let mut total = 0;
    loop {
        match from.read(&mut block) {
            Ok(0) => return Ok(total),
            Ok(count) => {
                to.write_all(block.get(..count).unwrap_or_default())?;
                total += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Makes a rename last. Some file systems cannot do this; the rename itself has been done.
fn sync_folder(folder: &Path) {
    if cfg!(unix)
        && let Err(error) = File::open(folder).and_then(|folder| folder.sync_all())
    {
        log::warn!("the folder {} could not be flushed: {error}", folder.display());
    }
}

/// Gives the new file the owner and group of the old one. `false` when the system refuses.
#[cfg(unix)]
fn keep_owner(file: &File, old: &fs::Metadata) -> io::Result<bool> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    if (new.uid(), new.gid()) == (old.uid(), old.gid()) {
        return Ok(true);
    }
    Ok(fchown(file, Some(old.uid()), Some(old.gid())).is_ok())
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &fs::Metadata) -> io::Result<bool> {
    Ok(true)
}

/// A file that goes when it is dropped, unless it became something.
struct Temporary {
    file: File,
    path: PathBuf,
    keep: bool,
}

impl Temporary {
    /// A new file in `folder`: with the mode that new files get if `public`, else for the owner alone.
    fn create(folder: &Path, public: bool) -> io::Result<Temporary> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        if !public {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = public;
        let mut attempts = 0;
        loop {
            // Two that meet in one nanosecond: the second is refused and tries the next.
            let time = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |time| time.as_nanos());
            let path = folder.join(format!("{TEMPORARY_PREFIX}{}-{time}-{attempts}.tmp", process::id()));
            match options.open(&path) {
                Ok(file) => return Ok(Temporary { file, path, keep: false }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempts < 1000 => {
                    attempts += 1
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes the place of `target`.
    fn become_file(mut self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)?;
        self.keep = true;
        Ok(())
    }

    /// Takes the name `target` if nothing has it.
    fn become_new(self, target: &Path) -> io::Result<()> {
        match fs::hard_link(&self.path, target) {
            // The temporary name goes with `self`.
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
            // No hard links on this file system: look, then rename.
            Err(_) if fs::symlink_metadata(target).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => self.become_file(target),
        }
    }

    /// Stays where it is.
    fn keep(mut self) -> PathBuf {
        self.keep = true;
        self.path.clone()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if !self.keep
            && let Err(error) = fs::remove_file(&self.path)
        {
            log::warn!("the temporary file {} could not be deleted: {error}", self.path.display());
        }
    }
}

#[cfg(test)]
mod tests;
