//! Records, written behind.

use super::{
    database::{Change, Row, Table},
    writer::Writer,
};
use crate::kv::{Batch, Kv, KvResult, Record, memory::MemoryKv};

/// Records in memory and in the database. The key there: the namespace, a zero, the key.
pub(super) struct WebKv {
    memory: MemoryKv,
    writer: Writer,
}

impl WebKv {
    pub(super) fn new(memory: MemoryKv, writer: Writer) -> Self {
        Self { memory, writer }
    }
}

/// Puts the rows of the table into `memory`.
pub(super) fn load(memory: &MemoryKv, rows: Vec<Row>) -> KvResult<()> {
    let mut batch = Batch::new();
    for (key, value) in rows {
        let mut parts = key.splitn(2, |&byte| byte == 0);
        let namespace = parts.next().and_then(|name| std::str::from_utf8(name).ok());
        if let (Some(namespace), Some(key)) = (namespace, parts.next()) {
            batch.set(namespace, key, value);
        }
    }
    memory.apply(batch)
}

impl Kv for WebKv {
    fn get(&self, namespace: &str, key: &[u8]) -> KvResult<Option<Vec<u8>>> {
        self.memory.get(namespace, key)
    }

    fn scan(&self, namespace: &str, prefix: &[u8]) -> KvResult<Vec<Record>> {
        self.memory.scan(namespace, prefix)
    }

    fn namespaces(&self) -> KvResult<Vec<String>> {
        self.memory.namespaces()
    }

    fn apply(&self, batch: Batch) -> KvResult<()> {
        self.memory.apply(batch.clone())?;
        self.writer.push(batch.changes.into_iter().map(|change| {
            let key = [change.namespace.as_bytes(), &[0], &change.key].concat();
            match change.value {
                Some(value) => Change::Put(Table::Records, key, value),
                None => Change::Delete(Table::Records, key),
            }
        }));
        Ok(())
    }

    fn flush(&self) -> KvResult<()> {
        self.writer.check()
    }
}
