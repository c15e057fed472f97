//! All stores in the folder where an editor keeps its state: its records in `store`, and a storage for each
//! project in `timeline/KEY`. What `justbuilt store` does, and what the health view shows.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use justbuilt_base::Timestamp;
use serde::Serialize;

use super::{owner, sled_kv::SledKv, storage::FORMAT_FILE};
use crate::{
    health::{Health, Problem},
    kv::StoreError,
    storage::Storage,
};
pub use backup::Restored;
pub use records::Imported;

mod backup;
mod records;

/// The name of the records among the stores.
pub const RECORDS: &str = "store";
/// The folder of the storages of projects.
pub const PROJECTS: &str = "timeline";

/// The folder of an editor's state.
#[derive(Clone, Debug)]
pub struct StateFolder {
    folder: PathBuf,
}

/// What was found about a store.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// `store`, or `timeline/KEY`.
    pub name: String,
    /// Its folder.
    pub path: PathBuf,
    /// The process of the window that has it open.
    pub in_use_by: Option<String>,
    /// What is in it; nothing when it cannot be opened.
    pub health: Option<Health>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

impl StateFolder {
    /// The stores below `folder`, which need not be there.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// How each store is, the records first. Nothing is made, and a window may have them open.
    pub fn stats(&self, now: Timestamp) -> Vec<Report> {
        let records = self.records().map(|path| {
            report(RECORDS.into(), path, |path, in_use| match in_use {
                true => SledKv::peek(path).map(|health| (Some(health), Vec::new())),
                false => {
                    let health = SledKv::open(path)?.health(now)?;
                    Ok((Some(health), Vec::new()))
                }
            })
        });
        let projects = self
            .projects()
            .into_iter()
            .map(|(name, path)| report(name, path, |path, _| Ok((Some(Storage::health(path)?), Vec::new()))));
        records.into_iter().chain(projects).collect()
    }

    /// Reads everything in each store. Of records that a window has open only what can be seen from outside.
    pub fn check(&self, now: Timestamp) -> Vec<Report> {
        let records = self.records().map(|path| {
            report(RECORDS.into(), path, |path, in_use| match in_use {
                true => SledKv::peek(path).map(|health| (Some(health), Vec::new())),
                false => {
                    let store = SledKv::open(path)?;
                    let problems = store.check()?;
                    Ok((Some(store.health(now)?), problems))
                }
            })
        });
        let projects = self.projects().into_iter().map(|(name, path)| {
            report(name, path, |path, _| {
                let mut health = Storage::health(path)?;
                let problems = Storage::check(path)?;
                // They are among those already.
                health.problems.clear();
                Ok((Some(health), problems))
            })
        });
        records.into_iter().chain(projects).collect()
    }

    /// Gives back the room that deleted records take. The bytes freed.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while a window has the records; [`StoreError::Io`] when there are none.
    pub fn compact(&self) -> Result<u64, StoreError> {
        SledKv::compact(&self.existing_records()?)
    }

    /// The folder of the records, if there is one.
    fn records(&self) -> Option<PathBuf> {
        let path = self.folder.join(RECORDS);
        (path.join("store.json").exists() || path.join("sled").exists()).then_some(path)
    }

    fn existing_records(&self) -> Result<PathBuf, StoreError> {
        self.records().ok_or_else(|| {
            let source = io::Error::new(io::ErrorKind::NotFound, "nothing has been kept there yet");
            StoreError::from_io("open the store", self.folder.join(RECORDS), source)
        })
    }

    /// Names and folders of the storages of projects, in order.
    fn projects(&self) -> Vec<(String, PathBuf)> {
        let entries = fs::read_dir(self.folder.join(PROJECTS)).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        let paths = paths.filter(|path| path.join(FORMAT_FILE).exists() || path.join("logs").is_dir());
        let named = paths.filter_map(|path| {
            let key = path.file_name()?.to_str()?;
            Some((format!("{PROJECTS}/{key}"), path))
        });
        let mut named: Vec<_> = named.collect();
        named.sort();
        named
    }
}

/// What a store has and what is wrong, or why it cannot be seen.
type Look = Result<(Option<Health>, Vec<Problem>), StoreError>;

fn report(name: String, path: PathBuf, look: impl FnOnce(&Path, bool) -> Look) -> Report {
    let in_use_by = owner::of(&path);
    let (health, problems) = look(&path, in_use_by.is_some())
        .unwrap_or_else(|error| (None, vec![Problem::new(error.to_string(), error.help())]));
    let mut report = Report { name, path, in_use_by, problems, health };
    if let Some(health) = &mut report.health {
        report.problems.splice(0..0, std::mem::take(&mut health.problems));
    }
    report
}

#[cfg(test)]
mod tests;
