//! What the AI's part needs from outside: the network, waiting, the environment, where keys are, where conversations are
//! kept. Memory versions for tests and for a browser without storage.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use justbuilt_base::http::{Http, HttpError, HttpRequest, HttpResponse};
use justbuilt_base::{Clock, Timer};
use justbuilt_store::records::Records;
use justbuilt_store::{Entropy, MemoryKv, SystemEntropy};
use parking_lot::Mutex;

use super::ledger::{MemoryLog, UsageLog};

/// A variable of the environment.
pub type Environment = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The outside world of the AI's part.
#[derive(Clone)]
pub struct AiOutside {
    /// The network.
    pub http: Arc<dyn Http>,
    /// Waiting.
    pub timer: Arc<dyn Timer>,
    /// The environment, where keys may be.
    pub environment: Environment,
    /// Where keys are kept.
    pub keys: Arc<dyn KeyStore>,
    /// Where conversations are kept.
    pub records: Arc<dyn RecordSource>,
    /// Where the log of what was spent is kept.
    pub usage: Arc<dyn UsageLog>,
    /// Random numbers, for ids and for waits.
    pub entropy: Arc<dyn Entropy>,
    /// Minutes that the clock on the wall is ahead of UTC at a time: a budget's day is the user's.
    pub offset: fn(justbuilt_base::Timestamp) -> i32,
    /// Whether requests come from a page in a browser: some providers ask to be told.
    pub browser: bool,
}

impl AiOutside {
    /// Nobody can be reached, and nothing is kept beyond the process: for tests, and where there is no network.
    pub fn offline() -> Self {
        Self {
            http: Arc::new(NoHttp),
            timer: Arc::new(Never),
            environment: Arc::new(|_| None),
            keys: Arc::new(MemoryKeys::default()),
            records: Arc::new(MemoryRecords::default()),
            usage: Arc::new(MemoryLog::default()),
            entropy: Arc::new(SystemEntropy),
            offset: |_| 0,
            browser: false,
        }
    }
}

/// Waits for ever: for what ends by itself.
struct Never;

impl Timer for Never {
    fn sleep(&self, _by: std::time::Duration) -> BoxFuture<'static, ()> {
        futures::future::pending().boxed()
    }
}

/// Why a key could not be read or kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct KeyFault {
    /// What happened.
    pub message: String,
    /// What to do.
    pub help: String,
    /// A passphrase opens it: [`KeyStore::unlock`].
    pub locked: bool,
}

/// Where keys are kept. All of it may wait for the disk or the system's keychain: call it in the background. A key is
/// never written to a log.
pub trait KeyStore: Send + Sync {
    /// A key by its name.
    ///
    /// # Errors
    /// [`KeyFault`], here and below.
    fn get(&self, name: &str) -> Result<Option<String>, KeyFault>;

    /// Several keys at once, in the order of their names: what has to be opened is opened once.
    fn get_all(&self, names: &[&str]) -> Result<Vec<Option<String>>, KeyFault> {
        names.iter().map(|name| self.get(name)).collect()
    }

    /// Keeps a key.
    fn set(&self, name: &str, key: &str) -> Result<(), KeyFault>;

    /// Forgets a key.
    fn delete(&self, name: &str) -> Result<(), KeyFault>;

    /// Opens it with a passphrase, or begins it with one.
    fn unlock(&self, passphrase: &str) -> Result<(), KeyFault>;
}

/// Keys in memory.
#[derive(Debug, Default)]
pub struct MemoryKeys(Mutex<BTreeMap<String, String>>);

impl KeyStore for MemoryKeys {
    fn get(&self, name: &str) -> Result<Option<String>, KeyFault> {
        Ok(self.0.lock().get(name).cloned())
    }

    fn set(&self, name: &str, key: &str) -> Result<(), KeyFault> {
        self.0.lock().insert(name.to_owned(), key.to_owned());
        Ok(())
    }

    fn delete(&self, name: &str) -> Result<(), KeyFault> {
        self.0.lock().remove(name);
        Ok(())
    }

    fn unlock(&self, _passphrase: &str) -> Result<(), KeyFault> {
        Ok(())
    }
}

/// Why the records could not be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RecordsFault {
    /// What happened.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Another window has them.
    pub in_use: bool,
}

/// Where a project's conversations are kept.
pub trait RecordSource: Send + Sync {
    /// Opens the records of the project in `root`, or those that belong to none. They are this window's until they are
    /// dropped. Waits for the disk.
    ///
    /// # Errors
    /// [`RecordsFault`].
    fn open(
        &self,
        state: Option<&Path>,
        root: Option<&Path>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Records, RecordsFault>;
}

/// Records in memory, one store a project, as long as the value lives.
#[derive(Default)]
pub struct MemoryRecords(Mutex<BTreeMap<Option<std::path::PathBuf>, Arc<MemoryKv>>>);

impl RecordSource for MemoryRecords {
    fn open(
        &self,
        _state: Option<&Path>,
        root: Option<&Path>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Records, RecordsFault> {
        let mut stores = self.0.lock();
        let kv = stores.entry(root.map(Path::to_owned)).or_insert_with(|| Arc::new(MemoryKv::new()));
        Ok(Records::new(Arc::clone(kv) as _, clock, entropy))
    }
}

/// No network.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHttp;

impl Http for NoHttp {
    fn send(&self, _request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse, HttpError>> {
        futures::future::ready(Err(HttpError::Unreachable("there is no network here".to_owned()))).boxed()
    }
}
