//! How a store is: for the health view and for `justbuilt store`. Data only; the stores fill it in.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use justbuilt_base::Timestamp;
use serde::Serialize;

use crate::blobs::BlobStats;

/// What is known of a store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Its folder.
    pub path: PathBuf,
    /// What kind of store it is.
    pub kind: Kind,
    /// The version of what is kept there.
    pub schema: u32,
    /// Records of each namespace, or of each log.
    pub records: BTreeMap<String, u64>,
    /// Bytes of the logs, of a project's storage.
    pub logs: u64,
    /// Content, of a project's storage.
    pub blobs: BlobStats,
    /// Bytes on the disk, exports and lost-and-found too.
    pub bytes: u64,
    /// When the records were last exported.
    pub last_export: Option<Timestamp>,
    /// What was damaged and is kept.
    pub lost_and_found: LostAndFound,
    /// What is wrong; empty when all is well.
    pub problems: Vec<Problem>,
}

/// The kinds of stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The editor's own records.
    Records,
    /// The storage of one project: logs and content.
    Project,
}

/// Something wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// What is wrong, as a sentence without its full stop.
    pub what: String,
    /// What the user can do, as sentences.
    pub help: String,
}

impl Problem {
    /// A problem.
    pub fn new(what: String, help: impl Into<String>) -> Self {
        Self { what, help: help.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.what, self.help)
    }
}

/// What lies in a lost-and-found folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LostAndFound {
    /// The folder.
    pub path: PathBuf,
    /// Names in it, in order.
    pub entries: Vec<String>,
    /// Their bytes.
    pub bytes: u64,
}

impl LostAndFound {
    /// The problem it is that there is something.
    pub fn problem(&self) -> Option<Problem> {
        let what = match self.entries.len() {
            0 => return None,
            1 => "1 damaged thing is".to_owned(),
            many => format!("{many} damaged things are"),
        };
        Some(Problem::new(
            format!("{what} kept in {}", self.path.display()),
            "Everything else goes on. Restore a backup if something is missed; delete the folder if nothing is.",
        ))
    }
}
