//! What one project needs to remember its history: logs and content, together. On disk in `native::storage`.

use std::{fmt, sync::Arc};

use crate::{
    blobs::{Blobs, memory::MemoryBlobs},
    log::{Logs, memory::MemoryLogs},
};

/// The logs and the content of one project. Cheap to clone; the clones are the same storage, and it is given
/// free when the last of them goes.
#[derive(Clone)]
pub struct Storage {
    /// What happened.
    pub logs: Arc<dyn Logs>,
    /// What was in the files.
    pub blobs: Arc<dyn Blobs>,
}

impl Storage {
    /// One that ends with the process.
    pub fn memory() -> Self {
        Self { logs: Arc::new(MemoryLogs::new()), blobs: Arc::new(MemoryBlobs::new()) }
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").finish_non_exhaustive()
    }
}
