//! Copying files and folders on whatever files there are: contents and modes, links as links.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use justbuilt_store::{Fs, FsError, WriteOptions};

/// Bytes copied at a time.
const BLOCK: usize = 64 << 10;

/// Copies what is at `from` to `to`, or beside it when something is there: `a copy.txt`, `a copy 2.txt`.
pub(super) fn copy(fs: &dyn Fs, from: &Path, to: &Path) -> Result<(), FsError> {
    let to = free_name(fs, to);
    // Listed before anything is made: a folder that is copied into itself does not copy the copy.
    let mut all = vec![(from.to_owned(), to)];
    let mut next = 0;
    while let Some((from, to)) = all.get(next).cloned() {
        next += 1;
        let found = fs.link_metadata(&from)?;
        if found.link_target.is_none() && found.is_dir() {
            for entry in fs.read_dir(&from)? {
                if let Some(name) = entry.path.file_name() {
                    all.push((entry.path.clone(), to.join(name)));
                }
            }
        }
    }
    all.iter().try_for_each(|(from, to)| copy_one(fs, from, to))
}

fn copy_one(fs: &dyn Fs, from: &Path, to: &Path) -> Result<(), FsError> {
    let found = fs.link_metadata(from)?;
    if let Some(target) = &found.link_target {
        return fs.symlink(target, to);
    }
    if found.is_dir() {
        return fs.create_dir_all(to);
    }
    let mut file = fs.open(from)?;
    let how = WriteOptions { create_new: true, ..WriteOptions::default() };
    fs.write_atomic(
        to,
        &mut |out| {
            let mut block = vec![0; BLOCK];
            loop {
                let read = file.read(&mut block)?;
                match block.get(..read) {
                    Some(bytes) if read > 0 => out.write_all(bytes)?,
                    _ => return out.flush(),
                }
            }
        },
        &how,
    )?;
    match found.mode {
        Some(mode) => fs.set_mode(to, mode),
        None => Ok(()),
    }
}

fn free_name(fs: &dyn Fs, wanted: &Path) -> PathBuf {
    let stem = wanted.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending =
        wanted.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let numbered = (1_u32..).map(|number| match number {
        1 => wanted.with_file_name(format!("{stem} copy{ending}")),
        number => wanted.with_file_name(format!("{stem} copy {number}{ending}")),
    });
    let taken = |path: &PathBuf| fs.link_metadata(path).is_ok();
    std::iter::once(wanted.to_owned()).chain(numbered).find(|path| !taken(path)).unwrap_or_default()
}
