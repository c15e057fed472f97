//! The vault: secrets such as API keys, encrypted before they reach the store. Not a password manager for people,
//! and no protection against whoever can read the memory of this process or the keychain of its user.
//!
//! Each secret is sealed with XChaCha20-Poly1305 under a random data key, with a nonce of its own and its name as
//! associated data. The data key is wrapped by a key that the system's keychain keeps, or by one that Argon2id makes
//! from a passphrase. What is in the store is ciphertext only, names too; so exports and backups of the store are.
//! A whole store put back from a backup opens as it was then; a mixture of two states does not.
//!
//! Every function may wait for the disk, and those that open the vault for the keychain's user, or a tenth of a
//! second for a passphrase: never on the UI thread.

use std::{fmt, sync::Arc};

use justbuilt_base::{Clock, Timestamp};
use parking_lot::Mutex;

use crate::{
    entropy::Entropy,
    hash::ContentHash,
    kv::{Batch, Kv},
};
use header::{FoundHeader, Header, Opener};
use keychain::Keychain;
use list::{Entry, List, Sealer, Slot};
use name::check_name;
use secret::Key;

mod bytes;
mod error;
mod export;
mod header;
pub mod keychain;
mod list;
mod name;
mod protect;
mod seal;
mod secret;

pub use error::{VaultError, VaultResult};
pub use export::{ImportMode, ImportReport};
pub use keychain::{KeychainError, MemoryKeychain};
pub use name::{MAX_NAME, NameError};
pub use protect::{MIN_PASSPHRASE, Opening, RepairReport};
pub use seal::Cost;
pub use secret::Secret;

/// Bytes a secret may have. Small enough to stay in the database, where replacing it leaves no file behind.
pub const MAX_SECRET: usize = 48 * 1024;

/// The namespace in the store.
pub const NAMESPACE: &str = "vault";
const HEADER: &[u8] = b"header";
const LIST: &[u8] = b"list";
const SECRET: &[u8] = b"secret/";

/// What a vault gets from outside.
#[derive(Clone)]
pub struct VaultPlatform {
    /// The system's keychain; `None` where there is none, as in a browser.
    pub keychain: Option<Arc<dyn Keychain>>,
    /// For keys and nonces.
    pub entropy: Arc<dyn Entropy>,
    /// For the times in the list.
    pub clock: Arc<dyn Clock>,
}

/// The vault of a store. Clones share it, and its lock. One for each store: two that are made on their own notice
/// each other's changes of keys, but may lose a secret that both set at once.
#[derive(Clone)]
pub struct Vault {
    shared: Arc<Shared>,
}

struct Shared {
    kv: Arc<dyn Kv>,
    platform: VaultPlatform,
    open: Mutex<Option<Open>>,
}

/// The keys while it is unlocked; overwritten when dropped.
struct Open {
    header: Header,
    hash: ContentHash,
    wrapping: Key,
    data: Key,
    /// Of the last list seen; an older one is not taken any more.
    sequence: u64,
}

/// A secret, but for its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretInfo {
    /// Its name.
    pub name: String,
    /// When it was first set.
    pub created: Timestamp,
    /// When it was last set.
    pub updated: Timestamp,
}

/// What can be told without a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultStatus {
    /// What opens it.
    pub opened_by: OpenedBy,
    /// Whether the keys are in memory.
    pub unlocked: bool,
    /// Secrets in it.
    pub secrets: usize,
    /// How many data keys it has had.
    pub generation: u32,
    /// When it was made.
    pub created: Timestamp,
}

/// What opens a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenedBy {
    /// A key that the system keeps under this account.
    Keychain {
        /// Its name there.
        account: String,
    },
    /// A passphrase.
    Passphrase {
        /// What it costs to try one.
        cost: Cost,
    },
}

impl Vault {
    /// The vault in `kv`, locked; whether there is one shows in [`Vault::status`].
    pub fn new(kv: Arc<dyn Kv>, platform: VaultPlatform) -> Self {
        Self { shared: Arc::new(Shared { kv, platform, open: Mutex::new(None) }) }
    }

    /// What can be told without a key; `None` when there is no vault.
    ///
    /// # Errors
    /// When the store cannot be read, or the header is damaged or of a newer version.
    pub fn status(&self) -> VaultResult<Option<VaultStatus>> {
        let unlocked = self.shared.open.lock().is_some();
        let Some(found) = self.shared.header()? else { return Ok(None) };
        let Header { generation, created, opener, .. } = found.header;
        let opened_by = match opener {
            Opener::Keychain { account } => OpenedBy::Keychain { account },
            Opener::Passphrase { cost, .. } => OpenedBy::Passphrase { cost },
        };
        let secrets = self.shared.kv.scan(NAMESPACE, SECRET)?.len();
        Ok(Some(VaultStatus { opened_by, unlocked, secrets, generation, created }))
    }

    /// Forgets the keys; their memory is overwritten.
    pub fn lock(&self) {
        self.shared.open.lock().take();
    }

    /// Whether the keys are in memory.
    pub fn is_unlocked(&self) -> bool {
        self.shared.open.lock().is_some()
    }

    /// Sets a secret; on return it is on the disk.
    ///
    /// # Errors
    /// [`VaultError::Name`], [`VaultError::TooLarge`]; [`VaultError::Locked`] and what reading the list can give,
    /// here and below.
    pub fn set(&self, name: &str, secret: &Secret) -> VaultResult<()> {
        check_name(name)?;
        if secret.len() > MAX_SECRET {
            return Err(VaultError::TooLarge { bytes: secret.len(), limit: MAX_SECRET });
        }
        let now = self.shared.platform.clock.now();
        self.shared.change(|sealer, list, batch| {
            put(sealer, list, batch, (name, secret), (now, now))?;
            Ok(true)
        })?;
        Ok(())
    }

    /// The secret, if there is one.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] and [`VaultError::Replaced`] when its bytes are not those last set.
    pub fn get(&self, name: &str) -> VaultResult<Option<Secret>> {
        self.shared.look(|sealer, list| match list.entries.get(name) {
            Some(entry) => self.shared.secret(sealer, name, entry).map(Some),
            None => Ok(None),
        })
    }

    /// Deletes a secret, also a damaged one. `false` when there is none.
    ///
    /// # Errors
    /// Those of [`Vault::names`], and when the store cannot be written.
    pub fn delete(&self, name: &str) -> VaultResult<bool> {
        self.shared.change(|_, list, batch| {
            let entry = list.entries.remove(name);
            if let Some(entry) = &entry {
                batch.delete(NAMESPACE, secret_key(&entry.slot));
            }
            Ok(entry.is_some())
        })
    }

    /// The secrets, by name.
    ///
    /// # Errors
    /// [`VaultError::Locked`]; [`VaultError::Changed`] when the keys are new; [`VaultError::Damaged`] and
    /// [`VaultError::Replaced`] when the list is not the one last written.
    pub fn names(&self) -> VaultResult<Vec<SecretInfo>> {
        self.shared.look(|_, list| {
            let info = |(name, entry): (&String, &Entry)| SecretInfo {
                name: name.clone(),
                created: entry.created,
                updated: entry.updated,
            };
            Ok(list.entries.iter().map(info).collect())
        })
    }

    /// Opens every secret and tells what is wrong.
    ///
    /// # Errors
    /// Those of [`Vault::names`].
    pub fn check(&self) -> VaultResult<Vec<VaultError>> {
        self.shared.look(|sealer, list| {
            let entries = list.entries.iter();
            Ok(entries.filter_map(|(name, entry)| self.shared.secret(sealer, name, entry).err()).collect())
        })
    }
}

impl Shared {
    /// The header, or `None` when there is no vault.
    fn header(&self) -> VaultResult<Option<FoundHeader>> {
        match self.kv.get(NAMESPACE, HEADER)? {
            Some(bytes) => FoundHeader::decode(&bytes).map(Some),
            None if self.kv.scan(NAMESPACE, b"")?.is_empty() => Ok(None),
            None => Err(VaultError::Damaged {
                what: "the header of the vault".into(),
                reason: "it is missing, though there are records",
            }),
        }
    }

    /// The list, if header and list are those last written.
    fn list(&self, open: &Open) -> VaultResult<List> {
        let found = self.header()?.ok_or(VaultError::NotThere)?;
        if found.hash != open.hash {
            return Err(if found.header.sequence > open.header.sequence {
                VaultError::Changed
            } else {
                old("the header of the vault", "it is older than the one last written")
            });
        }
        let list = self.found_list(open)?;
        if list.sequence < open.sequence {
            return Err(old("the list of the vault", "it is older than the one last written"));
        }
        Ok(list)
    }

    fn found_list(&self, open: &Open) -> VaultResult<List> {
        let bytes = self.kv.get(NAMESPACE, LIST)?.ok_or_else(|| VaultError::Damaged {
            what: "the list of the vault".into(),
            reason: "it is missing",
        })?;
        let list = self.sealer(open).open_list(&bytes)?;
        if list.header != open.hash {
            return Err(old("the header of the vault", "the list was written with another one"));
        }
        Ok(list)
    }

    fn sealer<'a>(&'a self, open: &'a Open) -> Sealer<'a> {
        Sealer {
            id: open.header.id,
            generation: open.header.generation,
            key: &open.data,
            entropy: &*self.platform.entropy,
        }
    }

    /// The secret of an entry of the list.
    fn secret(&self, sealer: &Sealer<'_>, name: &str, entry: &Entry) -> VaultResult<Secret> {
        let what = || format!("the secret '{name}'");
        let bytes = self
            .kv
            .get(NAMESPACE, &secret_key(&entry.slot))?
            .ok_or_else(|| VaultError::Damaged { what: what(), reason: "its record is missing" })?;
        let secret = sealer.open_secret(&entry.slot, name, &bytes)?;
        // It opens, so it was written by us; but is it what was written last?
        if ContentHash::of(&bytes) != entry.hash {
            return Err(old(&what(), "it is not the one last set"));
        }
        Ok(secret)
    }

    fn look<T>(&self, look: impl FnOnce(&Sealer<'_>, &List) -> VaultResult<T>) -> VaultResult<T> {
        let mut guard = self.open.lock();
        let open = guard.as_mut().ok_or(VaultError::Locked)?;
        match self.list(open) {
            Ok(list) => {
                open.sequence = list.sequence;
                look(&self.sealer(open), &list)
            }
            Err(error) => {
                if matches!(error, VaultError::Changed) {
                    guard.take();
                }
                Err(error)
            }
        }
    }

    /// Changes the list and records in one step. `change` says whether there is anything to write.
    fn change(
        &self,
        change: impl FnOnce(&Sealer<'_>, &mut List, &mut Batch) -> VaultResult<bool>,
    ) -> VaultResult<bool> {
        let mut guard = self.open.lock();
        let open = guard.as_mut().ok_or(VaultError::Locked)?;
        let mut list = match self.list(open) {
            Ok(list) => list,
            Err(error) => {
                if matches!(error, VaultError::Changed) {
                    guard.take();
                }
                return Err(error);
            }
        };
        let mut batch = Batch::new();
        if !change(&self.sealer(open), &mut list, &mut batch)? {
            return Ok(false);
        }
        list.sequence = list.sequence.saturating_add(1);
        batch.set(NAMESPACE, LIST, self.sealer(open).seal_list(&list)?);
        self.kv.apply(batch)?;
        open.sequence = list.sequence;
        self.kv.flush()?;
        Ok(true)
    }
}

/// Adds a secret to `list` and its record to `batch`; `times` are used where the list knows none.
fn put(
    sealer: &Sealer<'_>,
    list: &mut List,
    batch: &mut Batch,
    (name, secret): (&str, &Secret),
    (created, updated): (Timestamp, Timestamp),
) -> VaultResult<()> {
    let known = list.entries.get(name);
    let slot = match known {
        Some(entry) => entry.slot,
        None => {
            let mut slot = Slot::default();
            sealer.entropy.fill(&mut slot)?;
            slot
        }
    };
    let created = known.map_or(created, |entry| entry.created);
    let bytes = sealer.seal_secret(&slot, name, secret)?;
    let entry = Entry { slot, hash: ContentHash::of(&bytes), created, updated };
    batch.set(NAMESPACE, secret_key(&slot), bytes);
    list.entries.insert(name.to_owned(), entry);
    Ok(())
}

fn secret_key(slot: &Slot) -> Vec<u8> {
    [SECRET, slot.as_slice()].concat()
}

fn old(what: &str, reason: &'static str) -> VaultError {
    VaultError::Replaced { what: what.to_owned(), reason }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Vault").field("unlocked", &self.is_unlocked()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
