//! The system's keychain: Secret Service on Linux and BSD (over zbus, with its cryptography in Rust), the login
//! keychain on a Mac, Credential Manager on Windows. Connected at each call, so that one that was started or unlocked
//! in the meantime is found.

use std::sync::Arc;

use keyring_core::{Entry, Error, api::CredentialStore};

use crate::vault::{
    Secret,
    keychain::{Keychain, KeychainError},
};

/// Keeps secrets as the user who runs the program, under one service name.
#[derive(Clone, Debug)]
pub struct SystemKeychain {
    service: String,
}

impl SystemKeychain {
    /// A keychain whose items are listed under `service`. Nothing is asked of the system yet.
    pub fn new(service: &str) -> Self {
        Self { service: service.to_owned() }
    }

    /// Whether there is one that answers. May wait for the system, but asks the user nothing.
    ///
    /// # Errors
    /// [`KeychainError::Missing`] with what the system said.
    pub fn probe(&self) -> Result<(), KeychainError> {
        connect().map(drop)
    }

    fn entry(&self, account: &str) -> Result<Entry, KeychainError> {
        connect()?.build(&self.service, account, None).map_err(failed)
    }
}

impl Keychain for SystemKeychain {
    fn title(&self) -> String {
        let title = if cfg!(target_os = "macos") {
            "the login keychain"
        } else if cfg!(windows) {
            "Windows Credential Manager"
        } else {
            "the Secret Service"
        };
        title.to_owned()
    }

    fn get(&self, account: &str) -> Result<Option<Secret>, KeychainError> {
        match self.entry(account)?.get_secret() {
            Ok(bytes) => Ok(Some(Secret::new(bytes))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(failed(error)),
        }
    }

    fn set(&self, account: &str, secret: &Secret) -> Result<(), KeychainError> {
        self.entry(account)?.set_secret(secret.expose()).map_err(failed)
    }

    fn delete(&self, account: &str) -> Result<(), KeychainError> {
        match self.entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(failed(error)),
        }
    }
}

fn connect() -> Result<Arc<CredentialStore>, KeychainError> {
    #[cfg(target_os = "macos")]
    let store = apple_native_keyring_store::keychain::Store::new();
    #[cfg(windows)]
    let store = windows_native_keyring_store::Store::new();
    #[cfg(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))))]
    let store = zbus_secret_service_keyring_store::Store::new();
    #[cfg(any(target_os = "ios", target_os = "android"))]
    let store: Result<Arc<CredentialStore>, Error> = Err(Error::NoDefaultStore);
    match store {
        Ok(store) => Ok(store),
        Err(error) => Err(KeychainError::Missing { reason: error.to_string() }),
    }
}

/// Some errors carry the secret's bytes; only their words are kept.
fn failed(error: Error) -> KeychainError {
    let reason = error.to_string();
    match error {
        Error::NoStorageAccess(_) => KeychainError::Refused { reason },
        Error::NoDefaultStore => KeychainError::Missing { reason },
        _ => KeychainError::Failed { reason },
    }
}
