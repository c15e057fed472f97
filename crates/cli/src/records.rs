//! The editor's own store, as headless commands open it; and errors with what to do about them.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use justbuilt_app::native::folders::Folders;
use justbuilt_base::{Clock as _, SystemClock};
use justbuilt_store::{Kv, MemoryKv, SledKv, StoreError};

/// Where the state of the editor is.
#[derive(clap::Args, Clone, Debug)]
pub struct HomeArgs {
    /// Where settings and state are kept (default: the system's folders).
    #[arg(long, value_name = "DIR", env = "JUSTBUILT_HOME")]
    home: Option<PathBuf>,
}

impl HomeArgs {
    /// The folders of settings and of state.
    pub fn folders(&self) -> anyhow::Result<Folders> {
        match &self.home {
            Some(home) => Ok(Folders::under(&std::path::absolute(home).context("the home folder")?)),
            None => Folders::of_system().ok_or_else(|| {
                anyhow!("the system does not say where your home folder is\nGive one by --home.")
            }),
        }
    }
}

/// Whether a command needs a store where there is none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only looks: no store is an empty one, and none is made.
    Look,
    /// It writes.
    Write,
}

/// The store of the editor's records. It is this process's alone until it is dropped.
pub fn open(home: &HomeArgs, access: Access) -> anyhow::Result<Arc<dyn Kv>> {
    let folder = home.folders()?.state.join("store");
    if access == Access::Look && !folder.exists() {
        return Ok(Arc::new(MemoryKv::new()));
    }
    match SledKv::open(&folder) {
        Ok(store) => {
            // A day's export before the first change of the day. That it fails must not keep anyone from their values.
            if access == Access::Write
                && let Err(error) = store.maintain(SystemClock::default().now())
            {
                log::warn!("the store could not be looked after: {error}");
            }
            Ok(Arc::new(store))
        }
        Err(error @ StoreError::InUse { .. }) => {
            Err(explained(error, "Close that window, or wait for that command to end, and try again."))
        }
        Err(error) => {
            let help = error.help();
            Err(explained(error, help))
        }
    }
}

/// An error with a sentence about what to do, on a line of its own.
pub fn explained(error: impl std::fmt::Display, help: &str) -> anyhow::Error {
    anyhow!("{error}\n{help}")
}
