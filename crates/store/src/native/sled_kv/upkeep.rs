//! What a store needs now and then: exports, garbage collection, and a look at how it is.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::Ordering,
    time::Duration,
};

use justbuilt_base::Timestamp;

use super::{
    KEPT_EXPORTS, Opened, SledKv, export, frame,
    frame::Payload,
    migrate, namespace_names,
    open::{count_records, exports, exports_folder, sentinel_path},
    sentinel::Sentinel,
    write_export,
};
use crate::{
    health::{Health, Kind, LostAndFound, Problem},
    kv::{KvResult, StoreError},
    native::disk::DiskFs,
};

/// Time between two exports.
const EXPORT_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// Exports older than this are a problem, when there was something to export.
const EXPORT_LATE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What [`SledKv::maintain`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintained {
    /// The export that was made, if one was due.
    pub exported: Option<PathBuf>,
    /// Large values deleted.
    pub collected: usize,
}

impl SledKv {
    /// Makes an export if the last one is older than a day and something has changed since, and deletes large
    /// values that nobody needs. For a background task, at start and then each hour or so.
    ///
    /// # Errors
    /// When records cannot be read, or the export cannot be written; what is there stays.
    pub fn maintain(&self, now: Timestamp) -> KvResult<Maintained> {
        let last = self.last_export();
        // One from the future is of a clock that went wrong.
        let due = last.is_none_or(|last| last > now || now.since(last) >= EXPORT_EVERY);
        let exported =
            if due && self.changed.load(Ordering::SeqCst) { Some(self.export(now)?) } else { None };
        Ok(Maintained { exported, collected: self.collect_garbage()? })
    }

    /// Writes all records to a file in `exports` and deletes the oldest ones but five. For a background task,
    /// now and then, and before anything that changes the store as a whole.
    ///
    /// # Errors
    /// When records cannot be read or the file cannot be written.
    pub fn export(&self, now: Timestamp) -> KvResult<PathBuf> {
        // What is written from here on may or may not be in it.
        self.changed.store(false, Ordering::SeqCst);
        let done = self.export_as_latest(now);
        if done.is_err() {
            self.changed.store(true, Ordering::SeqCst);
        }
        done
    }

    fn export_as_latest(&self, now: Timestamp) -> KvResult<PathBuf> {
        let folder = exports_folder(&self.folder);
        // Names in order of time, all of one width, and the new one is the latest whatever the clock says.
        let after_last = self.last_export().map_or(0, |last| last.0.saturating_add(1));
        let path = folder.join(format!("{:020}.records", now.0.max(0).max(after_last)));
        write_export(self, self.schema.version, &path)?;
        let rotating: Vec<PathBuf> =
            exports(&self.folder).into_iter().filter(|path| export_time(path).is_some()).collect();
        for old in rotating.iter().take(rotating.len().saturating_sub(KEPT_EXPORTS)) {
            if let Err(error) = fs::remove_file(old) {
                log::warn!("the old export {} could not be deleted: {error}", old.display());
            }
        }
        Ok(path)
    }

    fn last_export(&self) -> Option<Timestamp> {
        exports(&self.folder).iter().rev().find_map(|path| export_time(path))
    }

    /// How the store is, without reading every value.
    ///
    /// # Errors
    /// When the records cannot be counted.
    pub fn health(&self, now: Timestamp) -> KvResult<Health> {
        let records = count_records(&self.db, &self.folder)?;
        let last_export = self.last_export();
        let mut problems = Vec::new();
        if let Opened::SetAside { kept, restored } = &self.opened {
            let from = match restored {
                Some(export) => format!("it goes on from the export {}", export.display()),
                None => "it started empty, as there was no export".to_owned(),
            };
            problems.push(Problem::new(
                format!("the store could not be used and was set aside in {}; {from}", kept.display()),
                "Compare with `justbuilt store stats`; a backup can be put back with `justbuilt store restore`.",
            ));
        }
        let late = last_export.is_none_or(|last| now.since(last) >= EXPORT_LATE);
        if late
            && self.changed.load(Ordering::SeqCst)
            && records.values().any(|&count| count > 0)
            && last_export.is_some()
        {
            problems.push(Problem::new(
                "the last export is more than a week old, though records have changed".to_owned(),
                "Run `justbuilt store backup FILE`; if exports keep failing, look for a full or read-only disk.",
            ));
        }
        let lost_and_found = LostAndFound::of(&self.folder.join("lost-and-found"));
        problems.extend(lost_and_found.problem());
        Ok(Health {
            path: self.folder.clone(),
            kind: Kind::Records,
            schema: self.schema.version,
            records,
            logs: 0,
            blobs: crate::blobs::BlobStats::default(),
            bytes: bytes_below(&self.folder),
            last_export,
            lost_and_found,
            problems,
        })
    }

    /// What can be said of the store in `folder` without opening it, as when a window has it: the records are
    /// those of when it was last closed.
    ///
    /// # Errors
    /// When its sentinel cannot be read.
    pub fn peek(folder: &Path) -> KvResult<Health> {
        let sentinel = Sentinel::read(&DiskFs::new(), &sentinel_path(folder))?;
        let lost_and_found = LostAndFound::of(&folder.join("lost-and-found"));
        Ok(Health {
            path: folder.to_owned(),
            kind: Kind::Records,
            schema: sentinel.as_ref().map_or(migrate::CURRENT.version, |sentinel| sentinel.schema),
            records: sentinel.map(|sentinel| sentinel.records).unwrap_or_default(),
            logs: 0,
            blobs: crate::blobs::BlobStats::default(),
            bytes: bytes_below(folder),
            last_export: exports(folder).iter().rev().find_map(|path| export_time(path)),
            problems: lost_and_found.problem().into_iter().collect(),
            lost_and_found,
        })
    }

    /// Reads every record, large value and export. What is wrong with them; nothing is changed.
    ///
    /// # Errors
    /// When the database itself cannot be read.
    pub fn check(&self) -> KvResult<Vec<Problem>> {
        let mut problems = Vec::new();
        for namespace in namespace_names(&self.db) {
            for record in self.tree(&namespace)?.iter() {
                let (key, frame) = record.map_err(self.failed("read a record"))?;
                let why = match self.unpack(&namespace, &key, &frame) {
                    Ok(Ok(_)) => continue,
                    Ok(Err(why)) => why,
                    Err(StoreError::Newer { found, .. }) => {
                        format!("a newer program wrote it (schema {found})")
                    }
                    Err(error) => return Err(error),
                };
                let large = matches!(frame::decode(&namespace, &key, &frame), Ok((_, Payload::File(..))));
                let what = if large { "large record" } else { "record" };
                problems.push(Problem::new(
                    format!("the {what} {namespace}/{} is damaged: {why}", String::from_utf8_lossy(&key)),
                    "It is set aside when it is next read. `justbuilt store import` takes it from an export.",
                ));
            }
        }
        for path in exports(&self.folder) {
            if let Err(error) = export::verify(&self.disk, &path) {
                problems
                    .push(Problem::new(error.to_string(), "Delete it; the next one is made within a day."));
            }
        }
        Ok(problems)
    }
}

/// When an export was made; `None` for one that is not rotated.
fn export_time(path: &Path) -> Option<Timestamp> {
    path.file_stem()?.to_str()?.parse().ok().map(Timestamp)
}

/// Bytes of all files below a folder, as far as they can be seen.
pub(in crate::native) fn bytes_below(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => bytes_below(&entry.path()),
            Ok(found) => found.len(),
            Err(_) => 0,
        })
        .sum()
}

impl LostAndFound {
    /// What lies in `folder`, which need not be there.
    pub(in crate::native) fn of(folder: &Path) -> LostAndFound {
        let mut entries: Vec<String> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        entries.sort();
        LostAndFound { path: folder.to_owned(), entries, bytes: bytes_below(folder) }
    }
}

#[cfg(test)]
mod tests;
