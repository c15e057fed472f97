//! The vault as one encrypted file, opened by a passphrase of its own: to carry it to another machine, or to keep it
//! where no keychain is. The only way secrets leave the store.
//!
//! Bytes: a line `justbuilt-vault-export 1`, cost (12) and salt (16) of the passphrase's key, then sealed, bound to
//! all before it: count (4), for each its name, its times (8, 8), its bytes after their length (4), zeros to a
//! multiple of 1024; then the BLAKE3 hash (32) of all before it, which tells damage from a wrong passphrase.

use justbuilt_base::Timestamp;

use super::{
    MAX_SECRET, Vault,
    bytes::{Reader, Writer},
    error::{VaultError, VaultResult},
    name::check_name,
    protect::{Moved, check_passphrase},
    put,
    seal::{self, Cost, SALT},
    secret::Secret,
};
use crate::hash::ContentHash;

const FIRST_LINE: &[u8] = b"justbuilt-vault-export ";
const VERSION: &[u8] = b"1\n";
const WHAT: &str = "the export";

/// What happens to secrets that the vault has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// They stay.
    Keep,
    /// Those of the export take their place.
    Replace,
}

/// What an import did, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// New ones.
    pub added: Vec<String>,
    /// Ones whose bytes are those of the export now.
    pub replaced: Vec<String>,
    /// Ones that were there and stayed.
    pub kept: Vec<String>,
}

impl Vault {
    /// All secrets, encrypted with `passphrase`.
    ///
    /// # Errors
    /// [`VaultError::ShortPassphrase`], and those of [`Vault::get`] for each secret.
    pub fn export(&self, passphrase: &Secret) -> VaultResult<Vec<u8>> {
        check_passphrase(passphrase)?;
        let shared = &*self.shared;
        let secrets = shared.look(|sealer, list| {
            let entries = list.entries.iter();
            let secrets = entries.map(|(name, entry)| {
                let secret = shared.secret(sealer, name, entry)?;
                Ok(Moved { name: name.clone(), secret, created: entry.created, updated: entry.updated })
            });
            secrets.collect::<VaultResult<Vec<_>>>()
        })?;
        let mut salt = [0; SALT];
        shared.platform.entropy.fill(&mut salt)?;
        let cost = Cost::default();
        let key = cost.derive(passphrase, &salt, WHAT)?;
        let mut head = Writer::with_room(64);
        head.put(FIRST_LINE).put(VERSION);
        cost.write(&mut head);
        head.put(&salt);
        let plain = encode(&secrets);
        let sealed = seal::seal(&key, head.bytes(), plain.bytes(), &*shared.platform.entropy)?;
        let mut bytes = [head.bytes(), &sealed].concat();
        let hash = ContentHash::of(&bytes);
        bytes.extend_from_slice(&hash.0);
        Ok(bytes)
    }

    /// Sets the secrets of an export, all in one step.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`], [`VaultError::Damaged`] and [`VaultError::Newer`] about the export; then
    /// nothing is set. Those of [`Vault::set`].
    pub fn import(&self, export: &[u8], passphrase: &Secret, mode: ImportMode) -> VaultResult<ImportReport> {
        if !self.is_unlocked() {
            return Err(VaultError::Locked);
        }
        let secrets = open(export, passphrase)?;
        let mut report = ImportReport::default();
        self.shared.change(|sealer, list, batch| {
            for Moved { name, secret, created, updated } in &secrets {
                match (list.entries.contains_key(name), mode) {
                    (true, ImportMode::Keep) => {
                        report.kept.push(name.clone());
                        continue;
                    }
                    (true, ImportMode::Replace) => report.replaced.push(name.clone()),
                    (false, _) => report.added.push(name.clone()),
                }
                put(sealer, list, batch, (name, secret), (*created, *updated))?;
            }
            Ok(!batch.is_empty())
        })?;
        Ok(report)
    }
}

fn encode(secrets: &[Moved]) -> Writer {
    let room: usize = secrets.iter().map(|moved| 22 + moved.name.len() + moved.secret.len()).sum();
    let mut out = Writer::with_room(4 + room + 1024);
    out.u32(u32::try_from(secrets.len()).unwrap_or(u32::MAX));
    for Moved { name, secret, created, updated } in secrets {
        out.text(name).i64(created.0).i64(updated.0).long(secret.expose());
    }
    out.pad(1024);
    out
}

fn open(export: &[u8], passphrase: &Secret) -> VaultResult<Vec<Moved>> {
    let damaged = |reason| VaultError::Damaged { what: WHAT.into(), reason };
    let no_export = || damaged("it is not an export of a vault");
    let rest = export.strip_prefix(FIRST_LINE).ok_or_else(no_export)?;
    let Some(rest) = rest.strip_prefix(VERSION) else {
        let digits = rest.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let found = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
        return Err(match found {
            Some(found) if found > 1 => VaultError::Newer { what: WHAT, found, known: 1 },
            _ => no_export(),
        });
    };
    let (content, hash) = export.split_last_chunk::<32>().ok_or_else(no_export)?;
    if ContentHash::of(content) != ContentHash(*hash) {
        return Err(damaged("its checksum is wrong; it may be cut short"));
    }
    let mut reader = Reader(rest);
    let (cost, salt) = Cost::read(&mut reader).zip(reader.array::<SALT>()).ok_or_else(no_export)?;
    let sealed = reader.0.len().checked_sub(32).and_then(|length| reader.0.get(..length));
    let sealed = sealed.ok_or_else(no_export)?;
    let context = content.get(..content.len().saturating_sub(sealed.len())).unwrap_or_default();
    let key = cost.derive(passphrase, &salt, WHAT)?;
    let plain = seal::open(&key, context, sealed).ok_or(VaultError::WrongPassphrase)?;
    let secrets = decode(&mut Reader(&plain)).ok_or_else(|| damaged("its fields cannot be read"))?;
    for Moved { name, secret, .. } in &secrets {
        check_name(name)?;
        if secret.len() > MAX_SECRET {
            return Err(VaultError::TooLarge { bytes: secret.len(), limit: MAX_SECRET });
        }
    }
    Ok(secrets)
}

fn decode(reader: &mut Reader<'_>) -> Option<Vec<Moved>> {
    let count = reader.u32()?;
    let mut secrets = Vec::new();
    for _ in 0..count {
        let name = reader.text()?.to_owned();
        let (created, updated) = (Timestamp(reader.i64()?), Timestamp(reader.i64()?));
        let secret = Secret::new(reader.long()?.to_vec());
        secrets.push(Moved { name, secret, created, updated });
    }
    Some(secrets)
}
