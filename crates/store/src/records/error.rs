//! Why records could not be read or written as what they are.

use super::{RecordId, Schema};
use crate::{entropy::EntropyError, kv::StoreError};

/// A result about typed records.
pub type RecordResult<T> = Result<T, RecordError>;

/// Why a typed record could not be read or written.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// Written by a newer version of the program. It is left as it is.
    #[error("the {kind} {id} was written by a newer version (schema {found}, this one knows {known})")]
    Newer {
        /// What it is.
        kind: &'static str,
        /// Which.
        id: RecordId,
        /// Its schema.
        found: Schema,
        /// The newest that is known.
        known: Schema,
    },
    /// It is there, but cannot be read. It is left as it is.
    #[error("the {kind} {id} cannot be read: {reason}")]
    Damaged {
        /// What it is.
        kind: &'static str,
        /// Which.
        id: RecordId,
        /// What is wrong with it.
        reason: String,
    },
    /// A value that the record cannot have.
    #[error("the {kind} cannot be kept: {field} {reason}")]
    Invalid {
        /// What it is.
        kind: &'static str,
        /// Which of its fields.
        field: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Another record has what only one can have.
    #[error("another {kind} has the same {index} ({by})")]
    Taken {
        /// What it is.
        kind: &'static str,
        /// What can be there only once.
        index: &'static str,
        /// Which has it.
        by: RecordId,
    },
    /// No randomness, so no ids.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The store below.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RecordError {
    /// What the user can do about it, as a sentence.
    pub fn help(&self) -> &'static str {
        match self {
            RecordError::Newer { .. } => "Update the program; the record is left as it is.",
            RecordError::Damaged { .. } => {
                "It is left as it is. Restore the store from a backup, or delete it."
            }
            RecordError::Invalid { .. } => "Change that value and try again.",
            RecordError::Taken { .. } => "Choose another one, or change the other record first.",
            RecordError::Entropy(_) => "Nothing was changed. Check the system, and try again.",
            RecordError::Store(error) => error.help(),
        }
    }
}

/// A value that a record cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// The field.
    pub field: &'static str,
    /// What is wrong with it, after its name: `is empty`.
    pub reason: String,
}

impl Invalid {
    /// That `field` is not what it should be.
    pub fn new(field: &'static str, reason: impl Into<String>) -> Self {
        Self { field, reason: reason.into() }
    }
}
