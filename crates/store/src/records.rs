//! What the product keeps, typed: profiles, projects, settings, sessions, personas, prompts, conversations, the
//! knowledge graph, sketches, the timeline's branches and nodes. Each record has an id, a schema version, and the
//! times it was made and changed. Not for texts of files (those are blobs) and not for secrets (those are in the
//! vault).
//!
//! Records of a newer minor version are read, and what is unknown of them is kept when they are written. Those of a
//! newer major version are refused and left as they are; older ones are migrated when they are read, and written in
//! the new form when they are next changed, or all at once by [`Repository::migrate`].

use std::{fmt, sync::Arc};

use justbuilt_base::Clock;
use parking_lot::Mutex;

use crate::{entropy::Entropy, kv::Kv};

mod error;
mod group;
mod id;
mod index;
mod page;
mod record;
mod remainder;
mod repository;
pub mod types;
mod word;

pub use error::{Invalid, RecordError, RecordResult};
pub use group::Owned;
pub use id::{ParseIdError, RecordId, RecordIds};
pub use index::{Index, IndexKey};
pub use page::{Cursor, Listing, Page};
pub use record::{Migration, Record, RecordType, Schema};
pub use repository::{Migrated, Repository};

use group::Group;

/// The typed records of one store. Clones share a lock, so that an index is never behind its records: make one for
/// each store.
#[derive(Clone)]
pub struct Records {
    kv: Arc<dyn Kv>,
    clock: Arc<dyn Clock>,
    ids: RecordIds,
    writing: Arc<Mutex<()>>,
}

impl Records {
    /// The records in `kv`. The clock gives the times and, with `entropy`, the ids.
    pub fn new(kv: Arc<dyn Kv>, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let ids = RecordIds::new(Arc::clone(&clock), entropy);
        Self { kv, clock, ids, writing: Arc::default() }
    }

    /// The records of one type. Makes its indexes anew when they are not those of this version, so: may wait for the
    /// disk.
    ///
    /// # Errors
    /// Those of the store.
    pub fn of<T: RecordType>(&self) -> RecordResult<Repository<T>> {
        let group = Group::new::<T>(Arc::clone(&self.kv));
        Repository::open(group, Arc::clone(&self.clock), self.ids.clone(), Arc::clone(&self.writing))
    }

    /// Where ids come from, for records that name each other before they are written.
    pub fn ids(&self) -> &RecordIds {
        &self.ids
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Records")
    }
}

#[cfg(test)]
mod tests;
