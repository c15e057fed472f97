//! Writing the files of a plan. First everything is looked at: links, read-only files, files that are not what the
//! history says. Nothing is touched unless all of it can be done; when the disk fails half-way it is undone.

use std::path::{Path, PathBuf};

use justbuilt_store::{ContentHash, FileKind, FileStamp, Fs, FsError, WriteOptions};
use justbuilt_timeline::history::WritePlan;
use justbuilt_timeline::{ProjectPath, Timeline};

use super::carrying::{Failure, Written};
use super::recorder::{Entry, InFolder as _, Recorder, relative};

/// A file as it was before it was touched; `None`: it was not there.
struct Before {
    path: ProjectPath,
    bytes: Option<Vec<u8>>,
}

impl From<FsError> for Failure {
    fn from(error: FsError) -> Self {
        Failure::new(format!("{error}. {}", error.help()))
    }
}

/// Checks everything, then does it.
pub(super) fn write(
    fs: &dyn Fs,
    recorder: &Recorder,
    timeline: &Timeline,
    plan: &WritePlan,
    written: &mut Vec<Written>,
) -> Result<(), Failure> {
    let root = &recorder.root;
    // The present is safe before anything takes its place.
    timeline.flush().map_err(|error| {
        Failure::new(format!("The present could not be kept first: {error}. {}", error.help()))
    })?;
    let mut before: Vec<Before> = Vec::new();
    let mut strangers: Vec<PathBuf> = Vec::new();
    let deleted = |path: &str| plan.deletes.iter().any(|delete| delete.path.as_str() == path);
    let contents: Vec<Option<Vec<u8>>> =
        plan.writes.iter().map(|write| if write.to_disk { write.content.to_bytes() } else { None }).collect();
    for delete in &plan.deletes {
        check_way(fs, root, &delete.path, &deleted)?;
        match look(fs, root, &delete.path)? {
            None => {}
            Some(bytes) if delete.expected.is_none_or(|expected| expected == ContentHash::of(&bytes)) => {
                before.push(Before { path: delete.path.clone(), bytes: Some(bytes) });
            }
            Some(_) => strangers.push(delete.path.in_folder(root)),
        }
    }
    for (write, content) in plan.writes.iter().zip(&contents) {
        let Some(content) = content else { continue };
        check_way(fs, root, &write.path, &deleted)?;
        if deleted(write.path.as_str()) {
            continue;
        }
        match look(fs, root, &write.path)? {
            Some(bytes) if bytes != *content && write.expected != Some(ContentHash::of(&bytes)) => {
                strangers.push(write.path.in_folder(root));
            }
            bytes => before.push(Before { path: write.path.clone(), bytes }),
        }
    }
    if let Some(first) = strangers.first() {
        let name = first.strip_prefix(root).unwrap_or(first).display().to_string();
        let more = match strangers.len() {
            1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        let paths = strangers.into_iter().map(|path| (path, false)).collect();
        recorder.push(Entry::Outside { paths, now: timeline.last_time() });
        return Err(Failure::new(format!(
            "{name}{more} was changed by another program just now. That is being recorded; try again."
        )));
    }
    let mut touched = Vec::new();
    write_all(fs, root, plan, &contents, written, &mut touched).map_err(|error| {
        written.clear();
        let changed = put_back(fs, root, before, &touched);
        Failure { changed, ..Failure::from(error) }
    })
}

/// Refuses paths that lead through links, or through a file.
fn check_way(
    fs: &dyn Fs,
    root: &Path,
    path: &ProjectPath,
    deleted: &dyn Fn(&str) -> bool,
) -> Result<(), Failure> {
    let full = path.in_folder(root);
    for folder in full.ancestors().skip(1).take_while(|above| *above != root) {
        match fs.link_metadata(folder) {
            Ok(found) if found.kind == FileKind::Symlink => {
                let reason = format!("{path} is behind a link, which may lead out of the project.");
                return Err(Failure::new(reason));
            }
            Ok(found) if !found.is_dir() => {
                if !relative(root, folder).is_some_and(|inside| deleted(inside.as_str())) {
                    return Err(Failure::new(format!("{} is in the way of {path}.", folder.display())));
                }
            }
            Ok(_) | Err(FsError::Missing { .. } | FsError::NotDirectory { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// What is at a path; an error for what must not be written over.
fn look(fs: &dyn Fs, root: &Path, path: &ProjectPath) -> Result<Option<Vec<u8>>, Failure> {
    let full = path.in_folder(root);
    match fs.link_metadata(&full) {
        Err(FsError::Missing { .. } | FsError::NotDirectory { .. }) => Ok(None),
        Err(error) => Err(error.into()),
        Ok(found) if found.kind == FileKind::Symlink => {
            Err(Failure::new(format!("{path} is a link, which may lead out of the project.")))
        }
        Ok(found) if !found.is_file() => Err(Failure::new(format!("{path} is a folder now."))),
        Ok(found) if found.read_only => {
            Err(Failure::new(format!("{path} is read-only; make it writable first.")))
        }
        Ok(_) => Ok(Some(fs.read(&full)?)),
    }
}

fn write_all(
    fs: &dyn Fs,
    root: &Path,
    plan: &WritePlan,
    contents: &[Option<Vec<u8>>],
    written: &mut Vec<Written>,
    touched: &mut Vec<ProjectPath>,
) -> Result<(), FsError> {
    for delete in &plan.deletes {
        touched.push(delete.path.clone());
        match fs.remove(&delete.path.in_folder(root)) {
            Ok(()) | Err(FsError::Missing { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    for (write, content) in plan.writes.iter().zip(contents) {
        let Some(content) = content else { continue };
        touched.push(write.path.clone());
        let stamp = write_one(fs, &write.path.in_folder(root), content)?;
        let stamp = stamp.with_hash(ContentHash::of(content));
        written.push((write.path.clone(), write.content.text().cloned(), stamp));
    }
    // Folders that nothing is in any more go, as far as that is possible.
    for delete in &plan.deletes {
        let full = delete.path.in_folder(root);
        for folder in full.ancestors().skip(1).take_while(|above| *above != root) {
            let empty = fs.read_dir(folder).is_ok_and(|entries| entries.is_empty());
            if !empty || fs.remove(folder).is_err() {
                break;
            }
        }
    }
    Ok(())
}

fn write_one(fs: &dyn Fs, path: &Path, content: &[u8]) -> Result<FileStamp, FsError> {
    if let Some(folder) = path.parent() {
        fs.create_dir_all(folder)?;
    }
    // Everything is in the history already: a power cut costs nothing that cannot be had from there.
    let how = WriteOptions { sync: false, ..WriteOptions::default() };
    fs.write_atomic(path, &mut |out| out.write_all(content), &how)
}

/// Makes files what they were. Those that it did not work for.
fn put_back(fs: &dyn Fs, root: &Path, before: Vec<Before>, touched: &[ProjectPath]) -> Vec<ProjectPath> {
    let mut changed = Vec::new();
    for before in before.into_iter().filter(|before| touched.contains(&before.path)) {
        let path = before.path.in_folder(root);
        let done = match &before.bytes {
            Some(bytes) if fs.read(&path).is_ok_and(|now| now == *bytes) => Ok(()),
            Some(bytes) => write_one(fs, &path, bytes).map(|_| ()),
            None => match fs.remove(&path) {
                Err(FsError::Missing { .. }) => Ok(()),
                done => done,
            },
        };
        if let Err(error) = done {
            log::error!("{error}");
            changed.push(before.path);
        }
    }
    changed
}
