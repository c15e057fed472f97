//! What opens the vault: making it, unlocking it, new keys, another protection, and what is left when its list is
//! lost. New keys always come with everything encrypted anew, in one step: either all is old or all is new.

use justbuilt_base::Timestamp;

use super::{
    HEADER, LIST, NAMESPACE, Open, SECRET, Shared, Vault,
    error::{VaultError, VaultResult},
    header::{FoundHeader, Header, Opener},
    keychain::{Keychain, KeychainError},
    list::{Entry, List, Slot},
    put,
    seal::{self, Cost, SALT},
    secret::{Key, Secret},
};
use crate::{hash::ContentHash, kv::Batch};

/// Characters a passphrase needs (NIST SP 800-63B).
pub const MIN_PASSPHRASE: usize = 8;

/// What is to open a vault, or opens it.
#[derive(Clone, Copy, Debug)]
pub enum Opening<'a> {
    /// A key that the system's keychain keeps.
    Keychain,
    /// A passphrase; its bytes as they are typed.
    Passphrase(&'a Secret),
}

/// What [`Vault::repair`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepairReport {
    /// Names of the secrets that are in the list now.
    pub kept: Vec<String>,
    /// Records that could not be opened. They are deleted only by the next rotation.
    pub unreadable: usize,
}

/// A secret on its way to new keys.
pub(super) struct Moved {
    pub name: String,
    pub secret: Secret,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl Vault {
    /// Makes a vault with nothing in it, unlocked.
    ///
    /// # Errors
    /// [`VaultError::Exists`]; [`VaultError::Keychain`] when there is none; [`VaultError::ShortPassphrase`].
    pub fn create(&self, opening: Opening<'_>) -> VaultResult<()> {
        let shared = &*self.shared;
        let mut guard = shared.open.lock();
        if shared.header()?.is_some() {
            return Err(VaultError::Exists);
        }
        let mut id = [0; 16];
        shared.platform.entropy.fill(&mut id)?;
        let (opener, wrapping) = shared.new_opener(opening, &id, 1)?;
        let header = Header { id, generation: 1, sequence: 1, created: shared.platform.clock.now(), opener };
        shared.write(&mut guard, header, wrapping, &[], 1)
    }

    /// Takes the keys into memory.
    ///
    /// # Errors
    /// [`VaultError::NotThere`], [`VaultError::OtherProtection`], [`VaultError::WrongPassphrase`], those of the
    /// keychain; [`VaultError::Damaged`] and [`VaultError::Replaced`] when header and list are not those that were
    /// written together. It stays as it was then.
    pub fn unlock(&self, opening: Opening<'_>) -> VaultResult<()> {
        let shared = &*self.shared;
        let mut guard = shared.open.lock();
        let mut open = shared.open_header(opening)?;
        open.sequence = shared.found_list(&open)?.sequence;
        *guard = Some(open);
        Ok(())
    }

    /// New keys, everything encrypted anew. With a keychain its key is new too; a passphrase stays.
    ///
    /// # Errors
    /// As for [`Vault::get`] of each secret, for with a damaged one nothing is changed; those of the keychain and the
    /// store.
    pub fn rotate(&self) -> VaultResult<()> {
        self.shared.rewrite(None)
    }

    /// Another protection, or another passphrase; with new keys too, so that a copy of the old store and its old
    /// passphrase open nothing that is written from now on.
    ///
    /// # Errors
    /// As for [`Vault::rotate`], and [`VaultError::ShortPassphrase`].
    pub fn protect(&self, opening: Opening<'_>) -> VaultResult<()> {
        self.shared.rewrite(Some(opening))
    }

    /// Changes the passphrase, if `old` is the present one.
    ///
    /// # Errors
    /// As for [`Vault::unlock`] and [`Vault::protect`].
    pub fn change_passphrase(&self, old: &Secret, new: &Secret) -> VaultResult<()> {
        check_passphrase(new)?;
        self.unlock(Opening::Passphrase(old))?;
        self.protect(Opening::Passphrase(new))
    }

    /// Makes the list anew from the records of the secrets, for when it is lost or damaged, and unlocks. That
    /// secrets are missing, or are older ones, cannot be told any more.
    ///
    /// # Errors
    /// As for [`Vault::unlock`], but for the list.
    pub fn repair(&self, opening: Opening<'_>) -> VaultResult<RepairReport> {
        let shared = &*self.shared;
        let mut guard = shared.open.lock();
        let mut open = shared.open_header(opening)?;
        let now = shared.platform.clock.now();
        let mut report = RepairReport::default();
        let known = shared.found_list(&open).ok();
        let mut list =
            List { sequence: now.0.unsigned_abs(), header: open.hash, entries: Default::default() };
        list.sequence = list.sequence.max(known.as_ref().map_or(0, |known| known.sequence)).saturating_add(1);
        for (key, bytes) in shared.kv.scan(NAMESPACE, SECRET)? {
            let slot = key.strip_prefix(SECRET).and_then(|slot| Slot::try_from(slot).ok());
            let sealer = shared.sealer(&open);
            let name = slot.and_then(|slot| {
                let name = sealer.open_name(&slot, &bytes).ok()?;
                sealer.open_secret(&slot, &name, &bytes).ok().map(|_| (slot, name))
            });
            let Some((slot, name)) = name else {
                report.unreadable += 1;
                continue;
            };
            let times = known.as_ref().and_then(|known| known.entries.get(&name));
            let (created, updated) = times.map_or((now, now), |entry| (entry.created, entry.updated));
            list.entries.insert(name, Entry { slot, hash: ContentHash::of(&bytes), created, updated });
        }
        report.kept = list.entries.keys().cloned().collect();
        shared.kv.set(NAMESPACE, LIST, &shared.sealer(&open).seal_list(&list)?)?;
        shared.kv.flush()?;
        open.sequence = list.sequence;
        *guard = Some(open);
        Ok(report)
    }

    /// Deletes the vault with all that is in it, also one that nobody can open. Cannot be undone.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub fn erase(&self) -> VaultResult<()> {
        let shared = &*self.shared;
        let mut guard = shared.open.lock();
        let header = shared.header().ok().flatten();
        let mut batch = Batch::new();
        for (key, _) in shared.kv.scan(NAMESPACE, b"")? {
            batch.delete(NAMESPACE, key);
        }
        shared.kv.apply(batch)?;
        guard.take();
        shared.kv.flush()?;
        if let Some(FoundHeader { header: Header { opener, .. }, .. }) = header {
            shared.forget(&opener);
        }
        Ok(())
    }
}

impl Shared {
    /// Opens the header. The list is not looked at: `sequence` is 0.
    fn open_header(&self, opening: Opening<'_>) -> VaultResult<Open> {
        let found = self.header()?.ok_or(VaultError::NotThere)?;
        let is = found.header.opener.title();
        let (wrapping, wrong) = match (&found.header.opener, opening) {
            (Opener::Keychain { account }, Opening::Keychain) => {
                let gone = || VaultError::KeyGone { account: account.clone() };
                let secret = self.keychain()?.get(account)?.ok_or_else(gone)?;
                let wrong = VaultError::WrongKey { account: account.clone() };
                (Key::from_slice(secret.expose()).ok_or_else(|| wrong.clone())?, wrong)
            }
            (Opener::Passphrase { cost, salt }, Opening::Passphrase(passphrase)) => {
                let key = cost.derive(passphrase, salt, "the header of the vault")?;
                (key, VaultError::WrongPassphrase)
            }
            _ => return Err(VaultError::OtherProtection { is }),
        };
        let data = found.unwrap(&wrapping).ok_or(wrong)?;
        Ok(Open { header: found.header, hash: found.hash, wrapping, data, sequence: 0 })
    }

    fn keychain(&self) -> Result<&dyn Keychain, KeychainError> {
        let missing = || KeychainError::Missing { reason: "this system has none".into() };
        self.platform.keychain.as_deref().ok_or_else(missing)
    }

    /// A new wrapping key. One for the keychain is in it on return, under an account of its own.
    fn new_opener(&self, opening: Opening<'_>, id: &[u8; 16], sequence: u64) -> VaultResult<(Opener, Key)> {
        match opening {
            Opening::Keychain => {
                let hex = id.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
                let account = format!("{hex}-{sequence}");
                let key = seal::new_key(&*self.platform.entropy)?;
                self.keychain()?.set(&account, &Secret::new(key.bytes().to_vec()))?;
                Ok((Opener::Keychain { account }, key))
            }
            Opening::Passphrase(passphrase) => {
                check_passphrase(passphrase)?;
                let mut salt = [0; SALT];
                self.platform.entropy.fill(&mut salt)?;
                let cost = Cost::default();
                let key = cost.derive(passphrase, &salt, "the new header")?;
                Ok((Opener::Passphrase { cost, salt }, key))
            }
        }
    }

    fn rewrite(&self, opening: Option<Opening<'_>>) -> VaultResult<()> {
        let mut guard = self.open.lock();
        let open = guard.as_ref().ok_or(VaultError::Locked)?;
        let list = match self.list(open) {
            Ok(list) => list,
            Err(error) => {
                if matches!(error, VaultError::Changed) {
                    guard.take();
                }
                return Err(error);
            }
        };
        let sealer = self.sealer(open);
        let mut moved = Vec::with_capacity(list.entries.len());
        for (name, entry) in &list.entries {
            let secret = self.secret(&sealer, name, entry)?;
            moved.push(Moved { name: name.clone(), secret, created: entry.created, updated: entry.updated });
        }
        let before = open.header.opener.clone();
        let sequence = open.header.sequence.saturating_add(1);
        let (opener, wrapping) = match (opening, &before) {
            (None, Opener::Passphrase { .. }) => (before.clone(), open.wrapping.duplicate()),
            (None, Opener::Keychain { .. }) => {
                self.new_opener(Opening::Keychain, &open.header.id, sequence)?
            }
            (Some(opening), _) => self.new_opener(opening, &open.header.id, sequence)?,
        };
        let generation = open.header.generation.saturating_add(1);
        let header = Header { generation, sequence, opener: opener.clone(), ..open.header.clone() };
        let list_sequence = list.sequence.saturating_add(1);
        self.write(&mut guard, header, wrapping, &moved, list_sequence)?;
        // Only now that the new header is on the disk for sure.
        if before != opener {
            self.forget(&before);
        }
        Ok(())
    }

    /// Writes header, list and secrets with a new data key, in the place of all there was, and has it open.
    fn write(
        &self,
        guard: &mut Option<Open>,
        header: Header,
        wrapping: Key,
        secrets: &[Moved],
        list_sequence: u64,
    ) -> VaultResult<()> {
        let entropy = &*self.platform.entropy;
        let data = seal::new_key(entropy)?;
        let bytes = header.encode(&wrapping, &data, entropy)?;
        let hash = ContentHash::of(&bytes);
        let open = Open { header, hash, wrapping, data, sequence: list_sequence };
        let mut list = List { sequence: list_sequence, header: hash, entries: Default::default() };
        let mut batch = Batch::new();
        for (key, _) in self.kv.scan(NAMESPACE, b"")? {
            batch.delete(NAMESPACE, key);
        }
        let sealer = self.sealer(&open);
        for Moved { name, secret, created, updated } in secrets {
            put(&sealer, &mut list, &mut batch, (name, secret), (*created, *updated))?;
        }
        batch.set(NAMESPACE, LIST, sealer.seal_list(&list)?);
        batch.set(NAMESPACE, HEADER, bytes);
        if let Err(error) = self.kv.apply(batch) {
            // It may be there all the same: then its key in the keychain must stay.
            let found = self.header().ok().flatten().map(|found| found.hash);
            if found == guard.as_ref().map(|open| open.hash) {
                self.forget(&open.header.opener);
            }
            return Err(error.into());
        }
        *guard = Some(open);
        self.kv.flush()?;
        Ok(())
    }

    /// Deletes a key that opens nothing any more.
    fn forget(&self, opener: &Opener) {
        let Opener::Keychain { account } = opener else { return };
        let forgotten = self.keychain().and_then(|keychain| keychain.delete(account));
        if let Err(error) = forgotten {
            log::warn!("an old key stays in the keychain (account {account}): {error}");
        }
    }
}

pub(super) fn check_passphrase(passphrase: &Secret) -> VaultResult<()> {
    let found = match passphrase.expose_str() {
        Some(text) => text.chars().count(),
        None => passphrase.len(),
    };
    if found < MIN_PASSPHRASE {
        return Err(VaultError::ShortPassphrase { found, least: MIN_PASSPHRASE });
    }
    Ok(())
}
