//! Where the key that opens the vault is kept by the system. Behind a trait; `native::keychain` has the real one,
//! here is one in memory for tests.

use std::{collections::BTreeMap, sync::Arc};

use parking_lot::Mutex;

use super::secret::Secret;

/// Why a keychain did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeychainError {
    /// There is none, or it does not answer.
    #[error("there is no keychain: {reason}")]
    Missing {
        /// What the system said.
        reason: String,
    },
    /// It is locked, or the user said no.
    #[error("the keychain did not let us in: {reason}")]
    Refused {
        /// What the system said.
        reason: String,
    },
    /// Anything else.
    #[error("the keychain failed: {reason}")]
    Failed {
        /// What the system said.
        reason: String,
    },
}

impl KeychainError {
    /// What the user can do about it, as a sentence.
    pub fn help(&self) -> &'static str {
        match self {
            KeychainError::Missing { .. } => {
                "Start the system's keychain (on Linux a Secret Service such as GNOME Keyring, KWallet or KeePassXC), or use a passphrase."
            }
            KeychainError::Refused { .. } => "Unlock the keychain and allow access, then try again.",
            KeychainError::Failed { .. } => "Try again; if it goes on, use a passphrase.",
        }
    }
}

/// A place of the system for small secrets. Every call may wait for the user, who may be asked to unlock it: never
/// on the UI thread.
pub trait Keychain: Send + Sync {
    /// What people call it.
    fn title(&self) -> String;

    /// The secret of `account`, if there is one.
    ///
    /// # Errors
    /// See [`KeychainError`], here and below.
    fn get(&self, account: &str) -> Result<Option<Secret>, KeychainError>;

    /// Sets the secret of `account`.
    fn set(&self, account: &str, secret: &Secret) -> Result<(), KeychainError>;

    /// Deletes it; that there is none is fine.
    fn delete(&self, account: &str) -> Result<(), KeychainError>;
}

/// A keychain that ends with the process: for tests. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct MemoryKeychain {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    secrets: BTreeMap<String, Secret>,
    fault: Option<KeychainError>,
}

impl MemoryKeychain {
    /// Nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Every call fails with `fault` from now on, until it is `None`.
    pub fn set_fault(&self, fault: Option<KeychainError>) {
        self.state.lock().fault = fault;
    }

    /// The accounts that have a secret, in order.
    pub fn accounts(&self) -> Vec<String> {
        self.state.lock().secrets.keys().cloned().collect()
    }

    fn working<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, KeychainError> {
        let mut state = self.state.lock();
        match &state.fault {
            Some(fault) => Err(fault.clone()),
            None => Ok(work(&mut state)),
        }
    }
}

impl Keychain for MemoryKeychain {
    fn title(&self) -> String {
        "memory".to_owned()
    }

    fn get(&self, account: &str) -> Result<Option<Secret>, KeychainError> {
        self.working(|state| state.secrets.get(account).map(Secret::duplicate))
    }

    fn set(&self, account: &str, secret: &Secret) -> Result<(), KeychainError> {
        self.working(|state| state.secrets.insert(account.to_owned(), secret.duplicate())).map(drop)
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        self.working(|state| state.secrets.remove(account)).map(drop)
    }
}
