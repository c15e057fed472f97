//! Part of a list: how many, from where, in which direction.

use super::{Record, RecordError};

/// Where a list goes on. Only good for the same question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub(super) Vec<u8>);

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The most records to give.
    pub limit: usize,
    /// Where the last part ended; `None` begins.
    pub after: Option<Cursor>,
    /// From the end: for a list in order of time, the newest first.
    pub backwards: bool,
}

impl Page {
    /// The first so many.
    pub fn first(limit: usize) -> Self {
        Self { limit, after: None, backwards: false }
    }

    /// The last so many, the last one first.
    pub fn last(limit: usize) -> Self {
        Self { limit, after: None, backwards: true }
    }

    /// All.
    pub fn all() -> Self {
        Self::first(usize::MAX)
    }

    /// The same, from where `cursor` says.
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
    }

    /// The keys of this page, of `keys` in their order; and whether more follow.
    pub(super) fn take(&self, mut keys: Vec<Vec<u8>>) -> (Vec<Vec<u8>>, bool) {
        if self.backwards {
            keys.reverse();
        }
        if let Some(Cursor(after)) = &self.after {
            keys.retain(|key| if self.backwards { key < after } else { key > after });
        }
        let more = keys.len() > self.limit;
        keys.truncate(self.limit);
        (keys, more)
    }
}

/// Part of a list.
#[derive(Clone, Debug)]
pub struct Listing<T> {
    /// The records that can be read.
    pub records: Vec<Record<T>>,
    /// Why others cannot; they are left as they are.
    pub problems: Vec<RecordError>,
    /// Where it goes on; `None` at the end.
    pub next: Option<Cursor>,
}
