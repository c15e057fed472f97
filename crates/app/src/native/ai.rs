//! What asking models needs of this machine: the network with the system's proxies, the environment, the vault for keys,
//! and stores on disk for conversations and for what was spent. What is done with them is the workspace's.

mod keys;
mod records;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use justbuilt_base::native::http::{NativeHttp, Proxy};
use justbuilt_base::{NativeSpawner, NativeTimer};
use justbuilt_store::{SystemEntropy, SystemKeychain};
use justbuilt_workspace::ai::ledger::native::FileLog;
use justbuilt_workspace::ai::{AiOutside, KeyStore, MemoryKeys, MemoryRecords, RecordSource};

pub use keys::VaultKeys;
pub use records::DiskRecords;

/// The name under which the system's keychain lists the vault's key.
pub const SERVICE: &str = "Just Built";

/// The outside world of the AI's part; without a state folder nothing is remembered.
///
/// # Errors
/// When the system gives no threads to wait on.
pub fn outside(spawner: &NativeSpawner, state: Option<&Path>) -> anyhow::Result<AiOutside> {
    let handle = spawner.handle().context("starting the network")?;
    let (keys, records): (Arc<dyn KeyStore>, Arc<dyn RecordSource>) = match state {
        Some(state) => {
            let keychain = Arc::new(SystemKeychain::new(SERVICE));
            (Arc::new(VaultKeys::new(state.join("store"), keychain)), Arc::new(DiskRecords))
        }
        None => (Arc::new(MemoryKeys::default()), Arc::new(MemoryRecords::default())),
    };
    Ok(AiOutside {
        http: Arc::new(NativeHttp::new(handle.clone(), Proxy::System).context("starting the network")?),
        timer: Arc::new(NativeTimer::new(handle)),
        environment: Arc::new(|name| std::env::var(name).ok()),
        keys,
        records,
        usage: Arc::new(FileLog::default()),
        entropy: Arc::new(SystemEntropy),
        // Minutes; the system's zone is told in seconds.
        offset: |time| super::time::offset(time) / 60,
        browser: false,
    })
}

#[cfg(test)]
mod tests;
