//! Keys in the vault of the editor's store. The store is open only while something is done, so that other windows and the
//! command line can have it in between; while one of them has it, this one waits a moment and then says so.

use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use justbuilt_base::{Clock as _, SystemClock};
use justbuilt_store::vault::{OpenedBy, Opening};
use justbuilt_store::{
    Keychain, Secret, SledKv, StoreError, SystemEntropy, Vault, VaultError, VaultPlatform,
};
use justbuilt_workspace::ai::{KeyFault, KeyStore};
use parking_lot::Mutex;

/// How long somebody else's turn is waited for, and how often it is looked at.
const WAIT: Duration = Duration::from_millis(50);
const TURNS: usize = 20;

/// Keys in the vault.
pub struct VaultKeys {
    folder: PathBuf,
    keychain: Arc<dyn Keychain>,
    /// What opens the vault where that is no keychain, as the user said it.
    passphrase: Mutex<Option<Secret>>,
    /// One at a time: threads of this process would find the store in use, too.
    turn: Mutex<()>,
}

impl VaultKeys {
    /// The vault in the store in `folder`, opened by `keychain` where it is.
    pub fn new(folder: PathBuf, keychain: Arc<dyn Keychain>) -> Self {
        Self { folder, keychain, passphrase: Mutex::default(), turn: Mutex::default() }
    }

    /// The vault, and whether it is there yet.
    fn vault(&self) -> Result<Vault, KeyFault> {
        let mut turns = 0;
        let store = loop {
            match SledKv::open(&self.folder) {
                Err(StoreError::InUse { .. }) if turns < TURNS => {
                    turns += 1;
                    thread::sleep(WAIT);
                }
                opened => break opened,
            }
        };
        let store = store.map_err(|error| match error {
            StoreError::InUse { .. } => KeyFault {
                message: "the vault is in use by another window or command".to_owned(),
                help: "Wait for it to end, and try again.".to_owned(),
                locked: false,
            },
            error => KeyFault { message: error.to_string(), help: error.help().to_owned(), locked: false },
        })?;
        let platform = VaultPlatform {
            keychain: Some(Arc::clone(&self.keychain)),
            entropy: Arc::new(SystemEntropy),
            clock: Arc::new(SystemClock::new()),
        };
        // A day's export before the first change of the day. That it fails must not keep anyone from their keys.
        if let Err(error) = store.maintain(SystemClock::new().now()) {
            log::warn!("the store could not be looked after: {error}");
        }
        Ok(Vault::new(Arc::new(store), platform))
    }

    /// Opens the vault and looks into it; `None` where there is none.
    fn look<T>(&self, work: impl FnOnce(&Vault) -> Result<T, VaultError>) -> Result<Option<T>, KeyFault> {
        let _turn = self.turn.lock();
        // A look makes no store.
        if !self.folder.exists() {
            return Ok(None);
        }
        let vault = self.vault()?;
        if vault.status().map_err(said)?.is_none() {
            return Ok(None);
        }
        self.open(&vault)?;
        work(&vault).map(Some).map_err(said)
    }

    fn open(&self, vault: &Vault) -> Result<(), KeyFault> {
        let Some(status) = vault.status().map_err(said)? else { return Err(said(VaultError::NotThere)) };
        match status.opened_by {
            OpenedBy::Keychain { .. } => vault.unlock(Opening::Keychain).map_err(said),
            OpenedBy::Passphrase { .. } => match &*self.passphrase.lock() {
                Some(passphrase) => vault.unlock(Opening::Passphrase(passphrase)).map_err(said),
                None => Err(KeyFault {
                    message: "the vault is locked by a passphrase".to_owned(),
                    help: "Give the passphrase once; it is kept in memory until the editor ends.".to_owned(),
                    locked: true,
                }),
            },
        }
    }

    fn make(&self, vault: &Vault) -> Result<(), KeyFault> {
        if let Some(passphrase) = &*self.passphrase.lock() {
            return vault.create(Opening::Passphrase(passphrase)).map_err(said);
        }
        vault.create(Opening::Keychain).map_err(|error| match error {
            VaultError::Keychain(error) => KeyFault {
                message: format!("keys need a passphrase here: {error}"),
                help: "Choose one; the vault is made with it, and it cannot be recovered.".to_owned(),
                locked: true,
            },
            error => said(error),
        })
    }
}

impl KeyStore for VaultKeys {
    fn get(&self, name: &str) -> Result<Option<String>, KeyFault> {
        Ok(self.get_all(&[name])?.pop().flatten())
    }

    fn get_all(&self, names: &[&str]) -> Result<Vec<Option<String>>, KeyFault> {
        let found = self.look(|vault| {
            let text = |secret: Secret| secret.expose_str().map(str::to_owned);
            names.iter().map(|name| Ok(vault.get(name)?.and_then(text))).collect()
        })?;
        Ok(found.unwrap_or_else(|| vec![None; names.len()]))
    }

    fn set(&self, name: &str, key: &str) -> Result<(), KeyFault> {
        let _turn = self.turn.lock();
        let vault = self.vault()?;
        match vault.status().map_err(said)? {
            Some(_) => self.open(&vault)?,
            None => self.make(&vault)?,
        }
        vault.set(name, &Secret::from(key)).map_err(said)
    }

    fn delete(&self, name: &str) -> Result<(), KeyFault> {
        self.look(|vault| vault.delete(name)).map(drop)
    }

    fn unlock(&self, passphrase: &str) -> Result<(), KeyFault> {
        let _turn = self.turn.lock();
        let passphrase = Secret::from(passphrase);
        let vault = self.vault()?;
        match vault.status().map_err(said)? {
            Some(_) => vault.unlock(Opening::Passphrase(&passphrase)).map_err(said)?,
            None => vault.create(Opening::Passphrase(&passphrase)).map_err(said)?,
        }
        *self.passphrase.lock() = Some(passphrase);
        Ok(())
    }
}

impl std::fmt::Debug for VaultKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VaultKeys").field("folder", &self.folder).finish_non_exhaustive()
    }
}

fn said(error: VaultError) -> KeyFault {
    let locked = matches!(
        error,
        VaultError::Locked | VaultError::WrongPassphrase | VaultError::ShortPassphrase { .. }
    );
    KeyFault { message: error.to_string(), help: error.help().to_owned(), locked }
}
