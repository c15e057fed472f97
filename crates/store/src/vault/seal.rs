//! The two primitives: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) and Argon2id (RFC 9106). What is sealed
//! with them, and with which associated data, is in the modules beside.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::{
    KeyInit, Tag, XChaCha20Poly1305, XNonce,
    aead::{AeadInOut, inout::InOutBuf},
};
use zeroize::{Zeroize, Zeroizing};

use super::{
    bytes::{Reader, Writer},
    error::{VaultError, VaultResult},
    secret::{Key, Secret},
};
use crate::entropy::{Entropy, EntropyError};

/// Bytes of a nonce; random ones of this size do not repeat.
pub(super) const NONCE: usize = 24;
/// Bytes that sealing adds to the nonce and the content.
pub(super) const TAG: usize = 16;
/// Bytes of a salt.
pub(super) const SALT: usize = 16;

/// Nonce, ciphertext and tag of `plain` under `key`, bound to `context`.
pub(super) fn seal(key: &Key, context: &[u8], plain: &[u8], entropy: &dyn Entropy) -> VaultResult<Vec<u8>> {
    let mut nonce = [0; NONCE];
    entropy.fill(&mut nonce)?;
    let mut sealed = Vec::with_capacity(NONCE + plain.len() + TAG);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let content = sealed.get_mut(NONCE..).unwrap_or_default();
    let tag = XChaCha20Poly1305::new(key.bytes().into())
        .encrypt_inout_detached(&XNonce::from(nonce), context, InOutBuf::from(content))
        // Only for content of more than 256 GiB.
        .map_err(|_| VaultError::TooLarge { bytes: plain.len(), limit: u32::MAX as usize })?;
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// What was sealed, if it was under this key with this context and not a bit of it has changed.
pub(super) fn open(key: &Key, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut reader = Reader(sealed);
    let nonce: [u8; NONCE] = reader.array()?;
    let (content, tag) = reader.0.split_last_chunk::<TAG>()?;
    let mut plain = Zeroizing::new(content.to_vec());
    XChaCha20Poly1305::new(key.bytes().into())
        .decrypt_inout_detached(
            &XNonce::from(nonce),
            context,
            InOutBuf::from(plain.as_mut_slice()),
            &Tag::from(*tag),
        )
        .ok()?;
    Some(plain)
}

/// A new key.
pub(super) fn new_key(entropy: &dyn Entropy) -> Result<Key, EntropyError> {
    let mut key = Key::empty();
    entropy.fill(key.bytes_mut())?;
    Ok(key)
}

/// What it costs to try a passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Cost {
    /// 64 MiB, three passes, one lane: above the least that OWASP's Password Storage Cheat Sheet asks for
    /// (46 MiB and one pass, or 19 MiB and two), about a tenth of a second on a desktop.
    fn default() -> Self {
        Self { memory: 64 * 1024, passes: 3, lanes: 1 }
    }
}

impl Cost {
    /// Whether it is at least what OWASP asks for, and not so much that opening would take the machine down.
    pub(super) fn is_acceptable(self) -> bool {
        let least = match self.passes {
            0 => return false,
            1 => 47_104,
            2 => 19_456,
            3 => 12_288,
            4 => 9_216,
            _ => 7_168,
        };
        (least..=1024 * 1024).contains(&self.memory) && self.passes <= 64 && (1..=16).contains(&self.lanes)
    }

    /// The key that `passphrase` and `salt` make. `what` names in errors what it is for.
    pub(super) fn derive(
        self,
        passphrase: &Secret,
        salt: &[u8; SALT],
        what: &'static str,
    ) -> VaultResult<Key> {
        let Cost { memory, passes, lanes } = self;
        let refused = || VaultError::Cost { what, memory, passes, lanes };
        if !self.is_acceptable() {
            return Err(refused());
        }
        let mut key = Key::empty();
        let params = Params::new(memory, passes, lanes, Some(key.bytes().len())).map_err(|_| refused())?;
        let mut blocks = vec![Block::new(); params.block_count()];
        let derived = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(passphrase.expose(), salt, key.bytes_mut(), &mut blocks);
        blocks.zeroize();
        derived.map_err(|_| refused())?;
        Ok(key)
    }

    pub(super) fn write(self, to: &mut Writer) {
        to.u32(self.memory).u32(self.passes).u32(self.lanes);
    }

    pub(super) fn read(from: &mut Reader<'_>) -> Option<Self> {
        Some(Self { memory: from.u32()?, passes: from.u32()?, lanes: from.u32()? })
    }
}

#[cfg(test)]
mod tests;
