//! Why the vault did not do what it was asked, and what can be done about it.

use super::{keychain::KeychainError, name::NameError};
use crate::{entropy::EntropyError, kv::StoreError};

/// A result of the vault.
pub type VaultResult<T> = Result<T, VaultError>;

/// Why a vault could not be read or written. Never has a secret in it.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VaultError {
    /// Nothing was made yet.
    #[error("there is no vault yet")]
    NotThere,
    /// One is there already.
    #[error("there is a vault already")]
    Exists,
    /// The keys are not in memory.
    #[error("the vault is locked")]
    Locked,
    /// The passphrase does not open it.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// A passphrase too short to be one.
    #[error("the passphrase has {found} characters; at least {least} are needed")]
    ShortPassphrase {
        /// Characters it has.
        found: usize,
        /// Characters it needs.
        least: usize,
    },
    /// It is opened by the other means.
    #[error("the vault is opened by {is}")]
    OtherProtection {
        /// What opens it: `the keychain` or `a passphrase`.
        is: &'static str,
    },
    /// The keychain cannot be used.
    #[error(transparent)]
    Keychain(#[from] KeychainError),
    /// The keychain is there, but does not have the key of this vault.
    #[error("the keychain has no key for this vault (account {account})")]
    KeyGone {
        /// The name under which the key was kept.
        account: String,
    },
    /// The key in the keychain is another one.
    #[error("the key in the keychain (account {account}) does not open this vault")]
    WrongKey {
        /// The name under which the key is kept.
        account: String,
    },
    /// Bytes of it are not those that were written.
    #[error("{what} is damaged: {reason}")]
    Damaged {
        /// `the header of the vault`, `the list of the vault`, `the secret 'name'`, `the export`.
        what: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Something genuine, but from an earlier time or from elsewhere, was put in the place of what was written.
    #[error("{what} was replaced: {reason}")]
    Replaced {
        /// As for [`VaultError::Damaged`].
        what: String,
        /// How that shows.
        reason: &'static str,
    },
    /// Written by a newer version of the program.
    #[error("{what} was written by a newer version (format {found}, this one knows {known})")]
    Newer {
        /// As for [`VaultError::Damaged`].
        what: &'static str,
        /// Its version.
        found: u8,
        /// The newest that is known.
        known: u8,
    },
    /// The cost of the passphrase's key is not within what is safe to work with.
    #[error(
        "{what} asks for a key derivation that is not accepted ({memory} KiB, {passes} passes, {lanes} lanes)"
    )]
    Cost {
        /// As for [`VaultError::Damaged`].
        what: &'static str,
        /// Memory in KiB.
        memory: u32,
        /// Passes over it.
        passes: u32,
        /// Lanes.
        lanes: u32,
    },
    /// Another owner of the vault has changed its keys; this one is locked now.
    #[error("the keys of the vault were changed elsewhere; it is locked now")]
    Changed,
    /// Not a name for a secret.
    #[error(transparent)]
    Name(#[from] NameError),
    /// Too large for a secret.
    #[error("the secret has {bytes} bytes; the vault keeps up to {limit}")]
    TooLarge {
        /// Its bytes.
        bytes: usize,
        /// The most that are kept.
        limit: usize,
    },
    /// No randomness, so no keys.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The store below it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl VaultError {
    /// What the user can do about it, as a sentence.
    pub fn help(&self) -> &'static str {
        match self {
            VaultError::NotThere => "It is made when the first secret is set.",
            VaultError::Exists => "Use it, or erase it first; erasing cannot be undone.",
            VaultError::Locked | VaultError::Changed => "Unlock it.",
            VaultError::WrongPassphrase => {
                "Try again; mind Caps Lock and the keyboard's language. Without the passphrase the secrets cannot be read."
            }
            VaultError::ShortPassphrase { .. } => "Take some words that do not usually go together.",
            VaultError::OtherProtection { .. } => "Unlock it that way; you can change it afterwards.",
            VaultError::Keychain(error) => error.help(),
            VaultError::KeyGone { .. } | VaultError::WrongKey { .. } => {
                "Log in as the user who made the vault, or restore that keychain. If it is gone for good, erase the vault and import an export of it."
            }
            VaultError::Damaged { .. } => {
                "Nothing was changed. Restore the store from a backup, or delete the damaged secret and set it again."
            }
            VaultError::Replaced { .. } => {
                "Nothing was changed. Somebody, or a partial restore, has mixed two states of the vault: restore the whole store from one backup, and renew the secrets if you did not do that."
            }
            VaultError::Newer { .. } => "Update the program; this version would damage it.",
            VaultError::Cost { .. } => {
                "It was not made by this program, or was changed. Restore it from a backup."
            }
            VaultError::Name(_) => "Choose another name.",
            VaultError::TooLarge { .. } => "Keep large secrets in an encrypted file, and its key here.",
            VaultError::Entropy(_) => "Nothing was changed. Check the system, and try again.",
            VaultError::Store(error) => error.help(),
        }
    }
}
