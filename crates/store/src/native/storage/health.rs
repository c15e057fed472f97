//! How the storage of a project is, and whether all of it can be read. Looks only, also while a window has it.

use std::{ops::ControlFlow, path::Path};

use super::{FORMAT, LOST};
use crate::{
    health::{Health, Kind, LostAndFound, Problem},
    kv::StoreError,
    log::{Damage, LogPosition},
    native::sled_kv::upkeep::bytes_below,
    storage::Storage,
};

impl Storage {
    /// What is in the storage in `folder`. Reads the logs, but not the content.
    ///
    /// # Errors
    /// Those of [`Storage::open_read_only`], and when it cannot be read.
    pub fn health(folder: &Path) -> Result<Health, StoreError> {
        let storage = Storage::open_read_only(folder)?;
        let mut health = Health {
            path: folder.to_owned(),
            kind: Kind::Project,
            schema: FORMAT,
            records: Default::default(),
            logs: 0,
            blobs: storage.blobs.stats()?,
            bytes: bytes_below(folder),
            last_export: None,
            lost_and_found: LostAndFound::of(&folder.join(LOST)),
            problems: Vec::new(),
        };
        for log in storage.logs.names("")? {
            let mut count = 0;
            let report = storage.logs.read(&log, LogPosition::START, &mut |_, _| {
                count += 1;
                ControlFlow::Continue(())
            })?;
            health.logs += storage.logs.size(&log)?;
            health.problems.extend(report.damaged.iter().map(|damage| problem_of(&log, damage)));
            health.records.insert(log, count);
        }
        health.problems.extend(health.lost_and_found.problem());
        Ok(health)
    }

    /// Reads every record and all content of the storage in `folder`. What is wrong with them.
    ///
    /// # Errors
    /// Those of [`Storage::health`].
    pub fn check(folder: &Path) -> Result<Vec<Problem>, StoreError> {
        let mut problems = Storage::health(folder)?.problems;
        let storage = Storage::open_read_only(folder)?;
        let mut hashes = storage.blobs.hashes()?;
        hashes.sort_unstable();
        for hash in hashes {
            match storage.blobs.get(hash) {
                Ok(_) => {}
                Err(error @ StoreError::DamagedContent { .. }) => problems.push(Problem::new(
                    error.to_string(),
                    "Texts of that moment may be missing. A backup has them: `justbuilt store restore FILE`.",
                )),
                Err(error) => return Err(error),
            }
        }
        Ok(problems)
    }
}

fn problem_of(log: &str, damage: &Damage) -> Problem {
    let Damage { at, bytes, reason } = damage;
    Problem::new(
        format!("{bytes} bytes at {at} of the log '{log}' cannot be read: {reason}"),
        "All other records can. They are kept in lost-and-found when the project is next edited.",
    )
}

#[cfg(test)]
mod tests;
