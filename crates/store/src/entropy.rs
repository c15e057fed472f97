//! Randomness as something that is handed in: from the system for real, from a seed in tests.
//! Not a random number generator for games and samples.

use std::fmt;

use parking_lot::Mutex;

/// The system gave no random bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system gives no random numbers: {reason}")]
pub struct EntropyError {
    /// What the system said.
    pub reason: String,
}

/// Where keys, nonces and ids get what nobody can guess.
pub trait Entropy: Send + Sync {
    /// Fills all of `bytes`.
    ///
    /// # Errors
    /// When there is no source; `bytes` must not be used then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError>;
}

/// The operating system's source, in a browser `crypto.getRandomValues`.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(bytes).map_err(|error| EntropyError { reason: error.to_string() })
    }
}

/// The same bytes for the same seed: for tests only, for whoever knows the seed knows the keys.
pub struct SeededEntropy {
    reader: Mutex<blake3::OutputReader>,
}

impl SeededEntropy {
    /// A source for `seed`.
    pub fn new(seed: u64) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&seed.to_le_bytes());
        Self { reader: Mutex::new(hasher.finalize_xof()) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyError> {
        self.reader.lock().fill(bytes);
        Ok(())
    }
}

impl fmt::Debug for SeededEntropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SeededEntropy")
    }
}

#[cfg(test)]
mod tests;
