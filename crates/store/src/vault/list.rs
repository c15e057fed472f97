//! The list: the names of the secrets and, for each, in which record it is and what that record's bytes hash to. It
//! is sealed, so that names are secret too, and it is what makes an old secret, or one under another's name, show.
//!
//! Bytes: magic `JBVL`, version (1), generation (4), then sealed: sequence (8), hash of the header (32), count (4),
//! for each its name, slot (16), hash (32), created (8), updated (8); zeros to a multiple of 256.
//!
//! The record of a secret: magic `JBVE`, version (1), generation (4), then sealed its name, after its length (4), and
//! sealed its length (4) and its bytes; both with zeros to a multiple of 64. The slot is bound to both, the name to
//! the second. A name is in its record too, so that the list can be made anew when it is lost.

use std::collections::BTreeMap;

use justbuilt_base::Timestamp;

use super::{
    bytes::{Reader, Writer},
    error::{VaultError, VaultResult},
    header::VaultId,
    seal,
    secret::{Key, Secret},
};
use crate::{entropy::Entropy, hash::ContentHash};

pub(super) const VERSION: u8 = 1;
const MAGIC: &[u8; 4] = b"JBVL";
const ENTRY_MAGIC: &[u8; 4] = b"JBVE";
const WHAT: &str = "the list of the vault";
const FIXED: usize = 16 + 32 + 8 + 8;
/// The length of a secret tells no more than the multiple of this.
const BLOCK: usize = 64;

/// What names the record of a secret; random, so that it tells nothing.
pub(super) type Slot = [u8; 16];

/// What is known of a secret without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub slot: Slot,
    /// Of the bytes of its record.
    pub hash: ContentHash,
    pub created: Timestamp,
    pub updated: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct List {
    /// One more with each list that was written.
    pub sequence: u64,
    /// Of the header it belongs to.
    pub header: ContentHash,
    pub entries: BTreeMap<String, Entry>,
}

/// What seals and opens the records of one generation.
pub(super) struct Sealer<'a> {
    pub id: VaultId,
    pub generation: u32,
    pub key: &'a Key,
    pub entropy: &'a dyn Entropy,
}

impl Sealer<'_> {
    pub(super) fn seal_list(&self, list: &List) -> VaultResult<Vec<u8>> {
        let names: usize = list.entries.keys().map(|name| name.len() + 2).sum();
        let mut out = Writer::with_room(44 + names + list.entries.len() * FIXED + 256);
        let count = u32::try_from(list.entries.len()).unwrap_or(u32::MAX);
        out.u64(list.sequence).put(&list.header.0).u32(count);
        for (name, entry) in &list.entries {
            out.text(name).put(&entry.slot).put(&entry.hash.0);
            out.i64(entry.created.0).i64(entry.updated.0);
        }
        let prefix = self.prefix(MAGIC);
        let sealed = self.seal(&prefix, &[], out.pad(256).bytes())?;
        Ok([prefix, sealed].concat())
    }

    pub(super) fn open_list(&self, bytes: &[u8]) -> VaultResult<List> {
        let damaged = |reason| VaultError::Damaged { what: WHAT.into(), reason };
        let reader = self.unframe(MAGIC, bytes, WHAT)?;
        let plain = seal::open(self.key, &self.context(&self.prefix(MAGIC), &[]), reader.0)
            .ok_or_else(|| damaged("it is not what was written there"))?;
        read_list(&mut Reader(&plain)).ok_or_else(|| damaged("its fields cannot be read"))
    }

    /// The record for a secret.
    pub(super) fn seal_secret(&self, slot: &Slot, name: &str, secret: &Secret) -> VaultResult<Vec<u8>> {
        let prefix = self.prefix(ENTRY_MAGIC);
        let mut out = Writer::with_room(2 + name.len() + BLOCK);
        out.text(name).pad(BLOCK);
        let sealed_name = self.seal(&prefix, &name_context(slot), out.bytes())?;
        let mut out = Writer::with_room(4 + secret.len() + BLOCK);
        out.long(secret.expose()).pad(BLOCK);
        let sealed = self.seal(&prefix, &secret_context(slot, name), out.bytes())?;
        let length = u32::try_from(sealed_name.len()).unwrap_or(u32::MAX).to_le_bytes();
        Ok([prefix.as_slice(), &length, &sealed_name, &sealed].concat())
    }

    /// The secret in a record that should be that of `name`.
    pub(super) fn open_secret(&self, slot: &Slot, name: &str, bytes: &[u8]) -> VaultResult<Secret> {
        let what = format!("the secret '{name}'");
        let damaged = |reason| VaultError::Damaged { what: what.clone(), reason };
        let mut reader = self.unframe(ENTRY_MAGIC, bytes, &what)?;
        let (Some(_), sealed) = (reader.long(), reader.0) else { return Err(damaged("it is too short")) };
        let context = self.context(&self.prefix(ENTRY_MAGIC), &secret_context(slot, name));
        let plain = seal::open(self.key, &context, sealed)
            .ok_or_else(|| damaged("it is not what was written under that name"))?;
        let secret = Reader(&plain).long().ok_or_else(|| damaged("its length is wrong"))?;
        Ok(Secret::new(secret.to_vec()))
    }

    /// The name in a record, for when the list is lost.
    pub(super) fn open_name(&self, slot: &Slot, bytes: &[u8]) -> VaultResult<String> {
        let what = "a secret";
        let damaged = |reason| VaultError::Damaged { what: what.into(), reason };
        let mut reader = self.unframe(ENTRY_MAGIC, bytes, what)?;
        let sealed = reader.long().ok_or_else(|| damaged("it is too short"))?;
        let context = self.context(&self.prefix(ENTRY_MAGIC), &name_context(slot));
        let plain =
            seal::open(self.key, &context, sealed).ok_or_else(|| damaged("its name is unreadable"))?;
        Ok(Reader(&plain).text().ok_or_else(|| damaged("its name is unreadable"))?.to_owned())
    }

    fn seal(&self, prefix: &[u8], more: &[u8], plain: &[u8]) -> VaultResult<Vec<u8>> {
        seal::seal(self.key, &self.context(prefix, more), plain, self.entropy)
    }

    /// Checks what is before the sealed part, and goes there.
    fn unframe<'b>(&self, magic: &[u8; 4], bytes: &'b [u8], what: &str) -> VaultResult<Reader<'b>> {
        let damaged = |reason| VaultError::Damaged { what: what.to_owned(), reason };
        let mut reader = Reader(bytes);
        if reader.array::<4>().as_ref() != Some(magic) {
            return Err(damaged("it does not begin as one"));
        }
        match reader.u8() {
            Some(VERSION) => {}
            Some(found) if found > VERSION => {
                return Err(VaultError::Newer { what: "a record of the vault", found, known: VERSION });
            }
            _ => return Err(damaged("its version is unknown")),
        }
        let generation = reader.u32().ok_or_else(|| damaged("it is too short"))?;
        if generation != self.generation {
            let reason = "it belongs to other keys than the header";
            return Err(VaultError::Replaced { what: what.to_owned(), reason });
        }
        Ok(reader)
    }

    fn prefix(&self, magic: &[u8; 4]) -> Vec<u8> {
        let mut prefix = magic.to_vec();
        prefix.push(VERSION);
        prefix.extend_from_slice(&self.generation.to_le_bytes());
        prefix
    }

    fn context(&self, prefix: &[u8], more: &[u8]) -> Vec<u8> {
        [prefix, self.id.as_slice(), more].concat()
    }
}

fn name_context(slot: &Slot) -> Vec<u8> {
    [slot.as_slice(), &[1]].concat()
}

/// The slot has a fixed length, so that slot and name cannot run into each other.
fn secret_context(slot: &Slot, name: &str) -> Vec<u8> {
    [slot.as_slice(), &[2], name.as_bytes()].concat()
}

fn read_list(reader: &mut Reader<'_>) -> Option<List> {
    let sequence = reader.u64()?;
    let header = ContentHash(reader.array()?);
    let count = reader.u32()?;
    let mut entries = BTreeMap::new();
    for _ in 0..count {
        let name = reader.text()?.to_owned();
        let slot = reader.array()?;
        let hash = ContentHash(reader.array()?);
        let (created, updated) = (Timestamp(reader.i64()?), Timestamp(reader.i64()?));
        entries.insert(name, Entry { slot, hash, created, updated });
    }
    (reader.0.len() < 256 && reader.0.iter().all(|&byte| byte == 0)).then_some(List {
        sequence,
        header,
        entries,
    })
}

#[cfg(test)]
mod tests;
