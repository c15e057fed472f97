//! All stores in one file, and back. What was there before a restore is kept.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use justbuilt_base::Timestamp;
use serde::Serialize;

use super::{PROJECTS, RECORDS, StateFolder};
use crate::{
    kv::StoreError,
    native::{
        archive::{self, Source, Summary},
        owner,
        sled_kv::SledKv,
    },
};

/// The export of the records in a backup.
const EXPORT: &str = "store.records";
/// Where a backup is unpacked before it takes its place.
const STAGING: &str = "restoring";

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Restored {
    /// What was in the backup.
    pub backup: Summary,
    /// Records that are there now.
    pub records: u64,
    /// Projects that are there now.
    pub projects: usize,
    /// Where the stores are kept that were there before.
    pub kept: Option<PathBuf>,
}

impl StateFolder {
    /// Writes all stores to the file `target`, in one step.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a window has one of them: what it writes meanwhile would be torn apart.
    pub fn backup(&self, target: &Path, now: Timestamp) -> Result<Summary, StoreError> {
        let mut sources = Vec::new();
        let mut records = None;
        if let Some(path) = self.records() {
            let store = SledKv::open(&path)?;
            sources.push(Source { name: EXPORT.into(), path: store.export(now)? });
            records = Some(store);
        }
        let mut locks = Vec::new();
        for (name, path) in self.projects() {
            locks.push(owner::lock(&path)?);
            // An index is made again; what is unfinished is not wanted.
            let wanted = |file: &str| {
                let unwanted = [".idx", ".tmp", ".new"];
                file != owner::LOCK && !unwanted.iter().any(|ending| file.ends_with(ending))
            };
            sources.extend(archive::sources(&path, &name, &wanted)?);
        }
        let summary = archive::write(target, &sources, now)?;
        drop(locks);
        if let Some(store) = records {
            store.close()?;
        }
        Ok(summary)
    }

    /// Puts the stores of a backup in the place of those that are there, which are kept beside them.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a window has one of them; [`StoreError::Damaged`] when the backup is not whole.
    /// All stays as it was then.
    pub fn restore(&self, backup: &Path, now: Timestamp) -> Result<Restored, StoreError> {
        let summary = archive::verify(backup)?;
        let present = [RECORDS, PROJECTS].map(|name| (name, self.folder.join(name)));
        let mut locks: Vec<File> = Vec::new();
        for path in self.records().into_iter().chain(self.projects().into_iter().map(|(_, path)| path)) {
            locks.push(owner::lock(&path)?);
        }
        let staging = self.folder.join(STAGING);
        let restored = self.stage(backup, &staging, now).and_then(|(records, projects)| {
            let kept = self.folder.join(format!("before-restore-{}", now.0));
            let failed = |source| StoreError::from_io("put the stores in place", &self.folder, source);
            let moved = exchange(&present, &staging, &kept).map_err(failed)?;
            Ok(Restored { backup: summary, records, projects, kept: moved.then_some(kept) })
        });
        if let Err(error) = fs::remove_dir_all(&staging)
            && error.kind() != io::ErrorKind::NotFound
        {
            log::warn!("{} could not be deleted: {error}", staging.display());
        }
        drop(locks);
        restored
    }

    /// Makes the stores of a backup ready in `staging`. How many records and projects there are.
    fn stage(&self, backup: &Path, staging: &Path, now: Timestamp) -> Result<(u64, usize), StoreError> {
        let failed = |source| StoreError::from_io("make room for the backup", staging, source);
        match fs::remove_dir_all(staging) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
            _ => fs::create_dir_all(staging).map_err(failed)?,
        }
        archive::unpack(backup, staging)?;
        let export = staging.join(EXPORT);
        let mut records = 0;
        if export.exists() {
            let store = SledKv::open(&staging.join(RECORDS))?;
            records = store.import(&export)?;
            // So that there is one from the start.
            store.export(now)?;
            store.close()?;
            fs::remove_file(&export).map_err(failed)?;
        }
        Ok((records, StateFolder::new(staging).projects().len()))
    }
}

/// Moves what is `present` to `kept`, and what is staged in its place; all of it or nothing. Whether there was
/// something to keep.
fn exchange(present: &[(&str, PathBuf)], staging: &Path, kept: &Path) -> io::Result<bool> {
    let mut moves: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (name, path) in present.iter().filter(|(_, path)| path.exists()) {
        moves.push((path.clone(), kept.join(name)));
    }
    let had = !moves.is_empty();
    if had {
        fs::create_dir_all(kept)?;
    }
    for (name, path) in present.iter().filter(|(name, _)| staging.join(name).exists()) {
        moves.push((staging.join(name), path.clone()));
    }
    let mut done: Vec<&(PathBuf, PathBuf)> = Vec::new();
    for step in &moves {
        if let Err(error) = fs::rename(&step.0, &step.1) {
            for (from, to) in done.into_iter().rev() {
                if let Err(error) = fs::rename(to, from) {
                    log::error!("{} could not be moved back: {error}", to.display());
                }
            }
            return Err(error);
        }
        done.push(step);
    }
    Ok(had)
}
