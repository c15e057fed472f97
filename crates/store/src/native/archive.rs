//! Many files in one, for backups: compressed, checked, and written in one step.
//!
//! Format: a line `justbuilt-backup 1`, then frames as in a log (see `log::frame`), whose records start with a
//! letter: `I` what it is, as JSON; `F` the path of a file; `D` a piece of its content, packed; `E` the BLAKE3
//! hash of all its content; at the end `Z` the number of files.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
};

use justbuilt_base::Timestamp;
use serde::{Deserialize, Serialize};

use super::disk::DiskFs;
use crate::{
    codec::{self, Effort},
    fs::{Fs, FsError},
    hash::Hasher,
    kv::StoreError,
    log::frame::{Head, MAX_HEAD, encode, head, is_whole},
};

const FIRST_LINE: &[u8] = b"justbuilt-backup 1\n";
const PIECE: usize = 1 << 20;

/// What an archive says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// When it was made.
    pub made: Timestamp,
}

/// What went into an archive, or came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// When it was made.
    pub made: Timestamp,
    /// Files in it.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A file to put in: its path in the archive (relative, with `/`), and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// In the archive.
    pub name: String,
    /// On the disk.
    pub path: PathBuf,
}

/// All files below `folder` for which `wanted` says so of their names, under `name` in the archive.
///
/// # Errors
/// When a folder cannot be listed.
pub fn sources(folder: &Path, name: &str, wanted: &dyn Fn(&str) -> bool) -> Result<Vec<Source>, StoreError> {
    let failed = |source| StoreError::from_io("list the files", folder, source);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // None of ours has another kind of name.
        let Ok(file_name) = entry.file_name().into_string() else { continue };
        let below = format!("{name}/{file_name}");
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            found.extend(sources(&entry.path(), &below, wanted)?);
        } else if kind.is_file() && wanted(&file_name) {
            found.push(Source { name: below, path: entry.path() });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Writes the archive `target`, in one step. Files that only grow may do so meanwhile.
///
/// # Errors
/// When a file cannot be read or the archive cannot be written; then there is none, or the one that was there.
pub fn write(target: &Path, files: &[Source], now: Timestamp) -> Result<Summary, StoreError> {
    let mut summary = Summary { made: now, files: 0, bytes: 0 };
    let mut unread = None;
    let mut fill = |out: &mut dyn Write| {
        let mut out = Out { out, position: 0 };
        out.out.write_all(FIRST_LINE)?;
        out.record(b'I', &serde_json::to_vec(&Info { made: now })?)?;
        for Source { name, path } in files {
            summary.bytes += put(&mut out, name, path, &mut unread)?;
            summary.files += 1;
        }
        out.record(b'Z', &summary.files.to_le_bytes())
    };
    let written = DiskFs::new().write_atomic(target, &mut fill, &Default::default());
    if let Some(error) = unread {
        return Err(error);
    }
    written.map_err(|error| match error {
        FsError::Full { path, .. } => StoreError::Full { path },
        error => StoreError::from_io("write the backup", target, io::Error::other(error.to_string())),
    })?;
    Ok(summary)
}

struct Out<'a> {
    out: &'a mut dyn Write,
    /// Of the next frame, behind the first line.
    position: u64,
}

impl Out<'_> {
    fn record(&mut self, letter: u8, content: &[u8]) -> io::Result<()> {
        let mut record = Vec::with_capacity(content.len() + 1);
        record.push(letter);
        record.extend(content);
        let mut frame = Vec::with_capacity(record.len() + MAX_HEAD + 4);
        encode(self.position, &record, &mut frame);
        self.position += frame.len() as u64;
        self.out.write_all(&frame)
    }
}

/// Puts a file in. When that cannot be read, `unread` says so.
fn put(out: &mut Out<'_>, name: &str, path: &Path, unread: &mut Option<StoreError>) -> io::Result<u64> {
    let mut said = |error: io::Error| {
        *unread = Some(StoreError::from_io("read a file", path, error));
        io::Error::other("a file could not be read")
    };
    let mut file = File::open(path).map_err(&mut said)?;
    out.record(b'F', name.as_bytes())?;
    let mut hasher = Hasher::default();
    let mut size = 0;
    loop {
        let mut piece = Vec::new();
        (&mut file).take(PIECE as u64).read_to_end(&mut piece).map_err(&mut said)?;
        if piece.is_empty() {
            break;
        }
        size += piece.len() as u64;
        hasher.write_all(&piece)?;
        out.record(b'D', &codec::pack(&piece, Effort::Fast))?;
    }
    out.record(b'E', &hasher.finish().0)?;
    Ok(size)
}

/// Reads all of the archive, and nothing else.
///
/// # Errors
/// [`StoreError::Damaged`] when it is not whole.
pub fn verify(archive: &Path) -> Result<Summary, StoreError> {
    read(archive, &mut |_| Ok(None))
}

/// Puts the files of an archive below `folder`, on the disk for sure. Verify it first.
///
/// # Errors
/// As [`verify`], and when a file cannot be written; some may be there then.
pub fn unpack(archive: &Path, folder: &Path) -> Result<Summary, StoreError> {
    read(archive, &mut |name| {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        File::create_new(path).map(Some)
    })
}

/// Goes through an archive; `open` is asked for a place for each file.
fn read(
    archive: &Path,
    open: &mut dyn FnMut(&str) -> io::Result<Option<File>>,
) -> Result<Summary, StoreError> {
    let failed = |source| StoreError::from_io("read the backup", archive, source);
    let damaged = |reason: &str| StoreError::Damaged { path: archive.to_owned(), reason: reason.to_owned() };
    let mut input = io::BufReader::with_capacity(PIECE, File::open(archive).map_err(failed)?);
    let mut first = vec![0; FIRST_LINE.len()];
    match input.read_exact(&mut first) {
        Ok(()) if first == FIRST_LINE => {}
        Ok(()) if first.starts_with(b"justbuilt-backup ") => {
            return Err(StoreError::Newer { path: archive.to_owned(), found: 2, known: 1 });
        }
        _ => return Err(damaged("it is no backup of this program")),
    }
    let mut position = 0;
    let mut info = None;
    let mut current: Option<(Option<File>, Hasher)> = None;
    let (mut files, mut bytes) = (0, 0);
    loop {
        let record = next_record(&mut input, &mut position).map_err(failed)?;
        let record = record.ok_or_else(|| damaged("it is cut short or damaged"))?;
        let (letter, content) = record.split_first().ok_or_else(|| damaged("it is damaged"))?;
        match (letter, &mut current) {
            (b'I', None) => info = serde_json::from_slice::<Info>(content).ok(),
            (b'F', None) => {
                let name = std::str::from_utf8(content).ok().filter(|name| is_plain(name));
                let name = name.ok_or_else(|| damaged("it has a file of a strange name"))?;
                current = Some((open(name).map_err(failed)?, Hasher::default()));
            }
            (b'D', Some((file, hasher))) => {
                let piece = codec::unpack(content, PIECE).map_err(|error| damaged(&error.to_string()))?;
                bytes += piece.len() as u64;
                hasher.write_all(&piece).map_err(failed)?;
                if let Some(file) = file {
                    file.write_all(&piece).map_err(failed)?;
                }
            }
            (b'E', Some((file, hasher))) => {
                if hasher.finish().0 != content {
                    return Err(damaged("the content of a file is not what it was"));
                }
                if let Some(file) = file {
                    file.sync_all().map_err(failed)?;
                }
                files += 1;
                current = None;
            }
            (b'Z', None) => {
                let made = info.ok_or_else(|| damaged("it does not say what it is"))?.made;
                return if content == u64::to_le_bytes(files) {
                    Ok(Summary { made, files, bytes })
                } else {
                    Err(damaged("it has lost files"))
                };
            }
            _ => return Err(damaged("its records are in disorder")),
        }
    }
}

/// The next record; `None` when what comes is none.
fn next_record(input: &mut dyn Read, position: &mut u64) -> io::Result<Option<Vec<u8>>> {
    let mut frame = Vec::with_capacity(MAX_HEAD);
    loop {
        match head(*position, &frame) {
            Head::Short if frame.len() <= MAX_HEAD => {
                let mut byte = [0];
                if input.read(&mut byte)? == 0 {
                    return Ok(None);
                }
                frame.extend(byte);
            }
            Head::Short | Head::Bad => return Ok(None),
            found @ Head::Frame { head, record, sum } => {
                let total = found.frame_len().unwrap_or_default();
                // A damaged length must not take memory that the file cannot fill.
                input.take((total - frame.len()) as u64).read_to_end(&mut frame)?;
                *position += total as u64;
                return Ok(is_whole(&frame, head, record, sum).map(<[u8]>::to_vec));
            }
        }
    }
}

/// Whether a path leads to somewhere below the folder it is joined to.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && !name.contains('\\')
        && Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests;
