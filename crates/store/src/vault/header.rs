//! The header: which vault it is, what opens it, and the data key, wrapped. The only part that can be read
//! without a key.
//!
//! Bytes: magic `JBVH`, version (1), id (16), generation (4), sequence (8), created (8), then what opens it: 1 and
//! the account in the keychain, or 2, the cost (12) and the salt (16) of the passphrase's key; then the sealed data
//! key (24 + 32 + 16), bound to all before it; then the BLAKE3 hash (32) of all before it, which tells damage from
//! a wrong passphrase.

use justbuilt_base::Timestamp;

use super::{
    bytes::{Reader, Writer},
    error::{VaultError, VaultResult},
    seal::{self, Cost, NONCE, SALT, TAG},
    secret::Key,
};
use crate::{entropy::Entropy, hash::ContentHash};

pub(super) const VERSION: u8 = 1;
const MAGIC: &[u8; 4] = b"JBVH";
const WHAT: &str = "the header of the vault";
const WRAPPED: usize = NONCE + 32 + TAG;

/// What names a vault among all vaults.
pub(super) type VaultId = [u8; 16];

/// What opens a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opener {
    Keychain { account: String },
    Passphrase { cost: Cost, salt: [u8; SALT] },
}

impl Opener {
    pub(super) fn title(&self) -> &'static str {
        match self {
            Opener::Keychain { .. } => "the keychain",
            Opener::Passphrase { .. } => "a passphrase",
        }
    }
}

/// The header, but for the data key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub id: VaultId,
    /// Of the data key; each rotation has its own.
    pub generation: u32,
    /// One more with each header that was written.
    pub sequence: u64,
    pub created: Timestamp,
    pub opener: Opener,
}

/// A header as it was found.
#[derive(Clone, Debug)]
pub(super) struct FoundHeader {
    pub header: Header,
    /// Of all its bytes.
    pub hash: ContentHash,
    context: Vec<u8>,
    wrapped: Vec<u8>,
}

impl Header {
    /// The bytes to keep, with `data` wrapped by `wrapping`.
    pub(super) fn encode(&self, wrapping: &Key, data: &Key, entropy: &dyn Entropy) -> VaultResult<Vec<u8>> {
        let mut bytes = self.context();
        let sealed = seal::seal(wrapping, &bytes, data.bytes(), entropy)?;
        bytes.extend_from_slice(&sealed);
        let hash = ContentHash::of(&bytes);
        bytes.extend_from_slice(&hash.0);
        Ok(bytes)
    }

    fn context(&self) -> Vec<u8> {
        let mut out = Writer::with_room(256);
        out.put(MAGIC).put(&[VERSION]).put(&self.id);
        out.u32(self.generation).u64(self.sequence).i64(self.created.0);
        match &self.opener {
            Opener::Keychain { account } => {
                out.put(&[1]).text(account);
            }
            Opener::Passphrase { cost, salt } => {
                out.put(&[2]);
                cost.write(&mut out);
                out.put(salt);
            }
        }
        out.finish().to_vec()
    }
}

impl FoundHeader {
    pub(super) fn decode(bytes: &[u8]) -> VaultResult<Self> {
        let damaged = |reason| VaultError::Damaged { what: WHAT.into(), reason };
        let (content, hash) = bytes.split_last_chunk::<32>().ok_or_else(|| damaged("it is too short"))?;
        let mut reader = Reader(content);
        if reader.array::<4>().as_ref() != Some(MAGIC) {
            return Err(damaged("it does not begin as one"));
        }
        if ContentHash::of(content) != ContentHash(*hash) {
            return Err(damaged("its checksum is wrong"));
        }
        match reader.u8() {
            Some(VERSION) => {}
            Some(found) if found > VERSION => {
                return Err(VaultError::Newer { what: WHAT, found, known: VERSION });
            }
            _ => return Err(damaged("its version is unknown")),
        }
        let header = read_fields(&mut reader).ok_or_else(|| damaged("its fields cannot be read"))?;
        if reader.0.len() != WRAPPED {
            return Err(damaged("its key has a wrong length"));
        }
        let context = content.get(..content.len() - WRAPPED).unwrap_or_default().to_vec();
        Ok(Self { header, hash: ContentHash::of(bytes), context, wrapped: reader.0.to_vec() })
    }

    /// The data key, if `wrapping` is what it was wrapped with.
    pub(super) fn unwrap(&self, wrapping: &Key) -> Option<Key> {
        let plain = seal::open(wrapping, &self.context, &self.wrapped)?;
        Key::from_slice(&plain)
    }
}

fn read_fields(reader: &mut Reader<'_>) -> Option<Header> {
    let id = reader.array()?;
    let generation = reader.u32()?;
    let sequence = reader.u64()?;
    let created = Timestamp(reader.i64()?);
    let opener = match reader.u8()? {
        1 => Opener::Keychain { account: reader.text()?.to_owned() },
        2 => Opener::Passphrase { cost: Cost::read(reader)?, salt: reader.array()? },
        _ => return None,
    };
    Some(Header { id, generation, sequence, created, opener })
}

#[cfg(test)]
mod tests;
