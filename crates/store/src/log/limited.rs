//! Logs on a disk with little room: what a full disk looks like to who records, for tests of that. Not a backend.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{LogPosition, LogResult, Logs, ReadReport, Visitor};
use crate::StoreError;

/// How many writes still work. Clones are the same number.
#[derive(Clone, Debug)]
pub struct Room(Arc<AtomicUsize>);

impl Default for Room {
    /// Without an end.
    fn default() -> Self {
        Self(Arc::new(AtomicUsize::new(usize::MAX)))
    }
}

impl Room {
    /// From now on so many writes work, and none after them.
    pub fn set(&self, writes: usize) {
        self.0.store(writes, Ordering::SeqCst);
    }

    /// From now on all writes work.
    pub fn free(&self) {
        self.set(usize::MAX);
    }

    fn take(&self) -> LogResult<()> {
        let took = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |room| match room {
            usize::MAX => Some(room),
            room => room.checked_sub(1),
        });
        took.map(|_| ()).map_err(|_| StoreError::Full { path: "disk".into() })
    }
}

/// Logs that can be read always, and written as long as there is [`Room`].
pub struct LimitedLogs {
    logs: Arc<dyn Logs>,
    room: Room,
}

impl LimitedLogs {
    /// Those of `logs`.
    pub fn new(logs: Arc<dyn Logs>, room: Room) -> Self {
        Self { logs, room }
    }
}

impl Logs for LimitedLogs {
    fn append(&self, log: &str, records: &[&[u8]]) -> LogResult<Vec<LogPosition>> {
        self.room.take()?;
        self.logs.append(log, records)
    }

    fn sync(&self, log: &str) -> LogResult<()> {
        self.room.take()?;
        self.logs.sync(log)
    }

    fn read(&self, log: &str, from: LogPosition, visit: Visitor<'_>) -> LogResult<ReadReport> {
        self.logs.read(log, from, visit)
    }

    fn read_at(&self, log: &str, at: LogPosition) -> LogResult<Vec<u8>> {
        self.logs.read_at(log, at)
    }

    fn replace(&self, log: &str, records: &mut dyn Iterator<Item = Vec<u8>>) -> LogResult<Vec<LogPosition>> {
        self.room.take()?;
        self.logs.replace(log, records)
    }

    fn remove(&self, log: &str) -> LogResult<()> {
        self.logs.remove(log)
    }

    fn size(&self, log: &str) -> LogResult<u64> {
        self.logs.size(log)
    }

    fn names(&self, prefix: &str) -> LogResult<Vec<String>> {
        self.logs.names(prefix)
    }
}
