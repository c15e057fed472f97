//! Append-only logs of records: what happened, in order, by the name of the log. In memory here, on disk in
//! `native::disk_logs`. What the records mean is not known here, and nothing in a log is ever changed in place.

use std::{fmt, ops::ControlFlow};

use crate::kv::StoreError;

pub mod frame;
pub mod limited;
pub mod memory;

#[cfg(any(test, feature = "contract"))]
pub mod contract;

/// A result about logs.
pub type LogResult<T> = Result<T, StoreError>;

/// What is called with each record; it says whether to go on.
pub type Visitor<'a> = &'a mut dyn FnMut(LogPosition, &[u8]) -> ControlFlow<()>;

/// The longest record, in bytes: 256 MiB less one.
pub const MAX_RECORD: usize = (1 << 28) - 1;

/// Append-only logs of records, by name: 1 to 200 of `a-z`, `0-9`, `-`, `_`, `.`, with `/` between parts that
/// neither are empty nor start with a dot. A log is made by its first record. Every call may wait for the disk.
pub trait Logs: Send + Sync {
    /// Appends `records` in one step: after an error none of them is there, though a kill or a loss of power may
    /// leave the first ones only. On the disk for sure only after [`Logs::sync`]. Where each record is.
    ///
    /// # Errors
    /// See [`StoreError`], here and below. After an error the log is as it was, and may be written again.
    fn append(&self, log: &str, records: &[&[u8]]) -> LogResult<Vec<LogPosition>>;

    /// Waits until all that was appended to `log` is on the disk.
    fn sync(&self, log: &str) -> LogResult<()>;

    /// Visits the records in order from `from`: [`LogPosition::START`], the position of a record, or the end of
    /// an earlier report. What is appended meanwhile is not visited. A torn tail ends the reading, damage in
    /// the middle is skipped; both are in the report. A log that is not there has no records.
    fn read(&self, log: &str, from: LogPosition, visit: Visitor<'_>) -> LogResult<ReadReport>;

    /// The record at `at`.
    ///
    /// # Errors
    /// [`StoreError::NoRecord`] when there is none, or a damaged one.
    fn read_at(&self, log: &str, at: LogPosition) -> LogResult<Vec<u8>>;

    /// Puts these records in the place of all, in one step and on the disk for sure. Their positions.
    fn replace(&self, log: &str, records: &mut dyn Iterator<Item = Vec<u8>>) -> LogResult<Vec<LogPosition>>;

    /// Deletes a log; that there is none is fine.
    fn remove(&self, log: &str) -> LogResult<()>;

    /// Bytes that the log takes; 0 when it is not there.
    fn size(&self, log: &str) -> LogResult<u64>;

    /// The logs whose names start with `prefix`, in order.
    fn names(&self, prefix: &str) -> LogResult<Vec<String>>;

    /// All records, for logs known to be small.
    fn read_all(&self, log: &str) -> LogResult<(Vec<Vec<u8>>, ReadReport)> {
        let mut records = Vec::new();
        let report = self.read(log, LogPosition::START, &mut |_, record| {
            records.push(record.to_vec());
            ControlFlow::Continue(())
        })?;
        Ok((records, report))
    }
}

/// Where a record is in its log. Later records have greater positions; the numbers mean nothing else, and
/// after [`Logs::replace`] all are new.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
pub struct LogPosition(pub u64);

impl LogPosition {
    /// Before the first record.
    pub const START: LogPosition = LogPosition(0);
}

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What was met while reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadReport {
    /// After the last good record: where to read on from.
    pub end: LogPosition,
    /// What could not be read, in order.
    pub damaged: Vec<Damage>,
}

/// A stretch of a log that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Where it starts.
    pub at: LogPosition,
    /// How long it is.
    pub bytes: u64,
    /// What is wrong, as half a sentence.
    pub reason: String,
}

/// Checks the name of a log.
pub(crate) fn check_log_name(name: &str) -> LogResult<()> {
    let good_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    // `.log` and `.tmp` are for the files that logs are kept in.
    let good_part = |part: &str| {
        let free = !part.starts_with('.') && !part.ends_with(".log") && !part.ends_with(".tmp");
        !part.is_empty() && free && part.chars().all(good_char)
    };
    if name.len() <= 200 && name.split('/').all(good_part) {
        Ok(())
    } else {
        Err(StoreError::LogName { name: name.to_owned() })
    }
}

/// Checks the sizes of records.
pub(crate) fn check_records(log: &str, records: &[&[u8]]) -> LogResult<()> {
    match records.iter().map(|record| record.len()).find(|&size| size > MAX_RECORD) {
        Some(size) => Err(StoreError::TooLarge { log: log.to_owned(), size: size as u64 }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
