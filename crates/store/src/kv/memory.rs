//! Records in memory: for tests, for a browser that keeps nothing, and for a second window on the same store.

use std::{collections::BTreeMap, sync::Arc};

use parking_lot::Mutex;

use super::{Batch, Kv, KvResult, Record, check_namespace};

type Namespaces = BTreeMap<String, BTreeMap<Vec<u8>, Vec<u8>>>;

/// Records that end with the process. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryKv {
    namespaces: Arc<Mutex<Namespaces>>,
}

impl MemoryKv {
    /// No records.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Kv for MemoryKv {
    fn get(&self, namespace: &str, key: &[u8]) -> KvResult<Option<Vec<u8>>> {
        check_namespace(namespace)?;
        Ok(self.namespaces.lock().get(namespace).and_then(|records| records.get(key)).cloned())
    }

    fn scan(&self, namespace: &str, prefix: &[u8]) -> KvResult<Vec<Record>> {
        check_namespace(namespace)?;
        let namespaces = self.namespaces.lock();
        let Some(records) = namespaces.get(namespace) else { return Ok(Vec::new()) };
        Ok(records
            .range(prefix.to_vec()..)
            .take_while(|(key, _)| key.starts_with(prefix))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect())
    }

    fn namespaces(&self) -> KvResult<Vec<String>> {
        Ok(self.namespaces.lock().keys().cloned().collect())
    }

    fn apply(&self, batch: Batch) -> KvResult<()> {
        for change in &batch.changes {
            check_namespace(&change.namespace)?;
        }
        let mut namespaces = self.namespaces.lock();
        for change in batch.changes {
            match change.value {
                Some(value) => {
                    namespaces.entry(change.namespace).or_default().insert(change.key, value);
                }
                None => {
                    if let Some(records) = namespaces.get_mut(&change.namespace) {
                        records.remove(&change.key);
                    }
                }
            }
        }
        Ok(())
    }

    fn flush(&self) -> KvResult<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
