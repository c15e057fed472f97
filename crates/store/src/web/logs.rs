//! Logs, written behind.

use super::{
    database::{Change, Row, Table},
    writer::Writer,
};
use crate::log::{LogPosition, LogResult, Logs, ReadReport, Visitor, memory::MemoryLogs};

/// Logs in memory and in the database. The key there: the name, a zero, the position (8 bytes, big endian).
pub(super) struct WebLogs {
    memory: MemoryLogs,
    writer: Writer,
}

impl WebLogs {
    pub(super) fn new(memory: MemoryLogs, writer: Writer) -> Self {
        Self { memory, writer }
    }

    fn delete(log: &str) -> Change {
        Change::DeleteRange(Table::Logs, [log.as_bytes(), &[0]].concat(), [log.as_bytes(), &[1]].concat())
    }

    fn puts<'a>(
        log: &'a str,
        positions: &'a [LogPosition],
        records: impl Iterator<Item = Vec<u8>> + 'a,
    ) -> impl Iterator<Item = Change> + 'a {
        positions.iter().zip(records).map(move |(at, record)| {
            let key = [log.as_bytes(), &[0], &at.0.to_be_bytes()].concat();
            Change::Put(Table::Logs, key, record)
        })
    }
}

/// Puts the rows of the table into `memory`.
pub(super) fn load(memory: &MemoryLogs, rows: Vec<Row>) {
    for (key, record) in rows {
        let Some((name, at)) = key.split_last_chunk::<8>() else { continue };
        let Some(name) = name.strip_suffix(&[0]).and_then(|name| std::str::from_utf8(name).ok()) else {
            continue;
        };
        memory.restore(name, LogPosition(u64::from_be_bytes(*at)), &record);
    }
}

impl Logs for WebLogs {
    fn append(&self, log: &str, records: &[&[u8]]) -> LogResult<Vec<LogPosition>> {
        let positions = self.memory.append(log, records)?;
        self.writer.push(Self::puts(log, &positions, records.iter().map(|record| record.to_vec())));
        Ok(positions)
    }

    fn sync(&self, log: &str) -> LogResult<()> {
        self.memory.sync(log)?;
        self.writer.check()
    }

    fn read(&self, log: &str, from: LogPosition, visit: Visitor<'_>) -> LogResult<ReadReport> {
        self.memory.read(log, from, visit)
    }

    fn read_at(&self, log: &str, at: LogPosition) -> LogResult<Vec<u8>> {
        self.memory.read_at(log, at)
    }

    fn replace(&self, log: &str, records: &mut dyn Iterator<Item = Vec<u8>>) -> LogResult<Vec<LogPosition>> {
        let mut kept = Vec::new();
        let mut noted = records.inspect(|record| kept.push(record.clone()));
        let positions = self.memory.replace(log, &mut noted)?;
        let puts = Self::puts(log, &positions, kept.into_iter());
        self.writer.push(std::iter::once(Self::delete(log)).chain(puts));
        Ok(positions)
    }

    fn remove(&self, log: &str) -> LogResult<()> {
        self.memory.remove(log)?;
        self.writer.push([Self::delete(log)]);
        Ok(())
    }

    fn size(&self, log: &str) -> LogResult<u64> {
        self.memory.size(log)
    }

    fn names(&self, prefix: &str) -> LogResult<Vec<String>> {
        self.memory.names(prefix)
    }
}
