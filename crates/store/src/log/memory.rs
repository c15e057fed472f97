//! Logs in memory: for tests, for a browser that keeps nothing, and for a second window on the same project.

use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc};

use parking_lot::Mutex;

use super::{
    LogPosition, LogResult, Logs, ReadReport, Visitor, check_log_name, check_records, frame::frame_len,
};
use crate::kv::StoreError;

/// Logs that end with the process. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryLogs {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    logs: BTreeMap<String, Log>,
    fault: Option<StoreError>,
}

#[derive(Debug, Default)]
struct Log {
    records: BTreeMap<u64, Arc<[u8]>>,
    /// As if the records were in frames on a disk.
    end: u64,
}

impl Log {
    fn push(&mut self, record: &[u8]) -> LogPosition {
        let at = self.end;
        self.records.insert(at, record.into());
        self.end += frame_len(record.len()) as u64;
        LogPosition(at)
    }
}

impl MemoryLogs {
    /// No logs.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on everything that would write fails with `fault`; `None` ends that. For tests.
    pub fn inject(&self, fault: Option<StoreError>) {
        self.state.lock().fault = fault;
    }

    fn writing<T>(&self, log: &str, write: impl FnOnce(&mut State) -> T) -> LogResult<T> {
        check_log_name(log)?;
        let mut state = self.state.lock();
        match &state.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(write(&mut state)),
        }
    }
}

impl Logs for MemoryLogs {
    fn append(&self, log: &str, records: &[&[u8]]) -> LogResult<Vec<LogPosition>> {
        check_records(log, records)?;
        self.writing(log, |state| {
            if records.is_empty() {
                return Vec::new();
            }
            let log = state.logs.entry(log.to_owned()).or_default();
            records.iter().map(|record| log.push(record)).collect()
        })
    }

    fn sync(&self, log: &str) -> LogResult<()> {
        self.writing(log, |_| ())
    }

    fn read(&self, log: &str, from: LogPosition, visit: Visitor<'_>) -> LogResult<ReadReport> {
        check_log_name(log)?;
        // Taken first, so that the visitor may use the logs.
        let (records, mut end) = match self.state.lock().logs.get(log) {
            Some(log) => {
                let records = log.records.range(from.0..).map(|(&at, record)| (at, Arc::clone(record)));
                (records.collect::<Vec<_>>(), log.end)
            }
            None => (Vec::new(), from.0),
        };
        for (at, record) in records {
            if visit(LogPosition(at), &record) == ControlFlow::Break(()) {
                end = at + frame_len(record.len()) as u64;
                break;
            }
        }
        Ok(ReadReport { end: LogPosition(end), damaged: Vec::new() })
    }

    fn read_at(&self, log: &str, at: LogPosition) -> LogResult<Vec<u8>> {
        check_log_name(log)?;
        let state = self.state.lock();
        let record = state.logs.get(log).and_then(|log| log.records.get(&at.0));
        record
            .map(|record| record.to_vec())
            .ok_or_else(|| StoreError::NoRecord { log: log.to_owned(), at: at.0 })
    }

    fn replace(&self, log: &str, records: &mut dyn Iterator<Item = Vec<u8>>) -> LogResult<Vec<LogPosition>> {
        let mut new = Log::default();
        let mut positions = Vec::new();
        for record in records {
            check_records(log, &[&record])?;
            positions.push(new.push(&record));
        }
        self.writing(log, |state| {
            state.logs.insert(log.to_owned(), new);
            positions
        })
    }

    fn remove(&self, log: &str) -> LogResult<()> {
        self.writing(log, |state| drop(state.logs.remove(log)))
    }

    fn size(&self, log: &str) -> LogResult<u64> {
        check_log_name(log)?;
        Ok(self.state.lock().logs.get(log).map_or(0, |log| log.end))
    }

    fn names(&self, prefix: &str) -> LogResult<Vec<String>> {
        let state = self.state.lock();
        let from = state.logs.range(prefix.to_owned()..).map(|(name, _)| name);
        Ok(from.take_while(|name| name.starts_with(prefix)).cloned().collect())
    }
}

#[cfg(test)]
mod tests;
