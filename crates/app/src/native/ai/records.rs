//! Conversations on disk: a store a project below the state folder, one for what belongs to no project.

use std::path::Path;
use std::sync::Arc;

use justbuilt_base::Clock;
use justbuilt_store::records::Records;
use justbuilt_store::{Entropy, MemoryKv, SledKv, StoreError};
use justbuilt_timeline::history::project_key;
use justbuilt_workspace::ai::{RecordSource, RecordsFault};

/// The folder of the stores, in the state folder.
const FOLDER: &str = "conversations";
/// What belongs to no project.
const NO_PROJECT: &str = "no-project";

/// Stores on disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct DiskRecords;

impl RecordSource for DiskRecords {
    fn open(
        &self,
        state: Option<&Path>,
        root: Option<&Path>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Records, RecordsFault> {
        let Some(state) = state else {
            return Ok(Records::new(Arc::new(MemoryKv::new()), clock, entropy));
        };
        // A folder has one store, by whatever name it is opened.
        let key =
            root.map(|root| project_key(&std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned())));
        let folder = state.join(FOLDER).join(key.as_deref().unwrap_or(NO_PROJECT));
        let store = SledKv::open_or_set_aside(&folder).map_err(|error| RecordsFault {
            in_use: matches!(error, StoreError::InUse { .. }),
            message: match &error {
                StoreError::InUse { .. } => {
                    "another window keeps the conversations of this project".to_owned()
                }
                error => error.to_string(),
            },
            help: match &error {
                StoreError::InUse { .. } => {
                    "Close that window to keep them from here; until then they last as long as this one."
                        .to_owned()
                }
                error => error.help().to_owned(),
            },
        })?;
        if let Err(error) = store.maintain(clock.now()) {
            log::warn!("the store of conversations could not be looked after: {error}");
        }
        Ok(Records::new(Arc::new(store), clock, entropy))
    }
}
