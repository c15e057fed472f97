//! Bytes that nobody should see: not printed, not serialised, overwritten when dropped.

use std::{
    fmt,
    io::{self, Read},
};

use zeroize::{Zeroize, Zeroizing};

/// A password, a token, a key. It has no `Serialize`, and shows as `[secret]`.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// A secret of these bytes; the vector becomes the secret, nothing is copied.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads all of `reader` without leaving copies behind.
    ///
    /// # Errors
    /// Those of the reader, and [`io::ErrorKind::FileTooLarge`] above `limit` bytes.
    pub fn read_from(reader: &mut dyn Read, limit: usize) -> io::Result<Self> {
        let mut bytes = Zeroizing::new(vec![0_u8; 4096.min(limit.saturating_add(1))]);
        let mut filled = 0;
        loop {
            if filled == bytes.len() {
                if filled > limit {
                    return Err(io::ErrorKind::FileTooLarge.into());
                }
                // A vector that grows by itself would leave its old bytes in memory.
                let mut larger = Zeroizing::new(vec![0_u8; (filled * 2).min(limit.saturating_add(1))]);
                for (to, from) in larger.iter_mut().zip(bytes.iter()) {
                    *to = *from;
                }
                bytes = larger;
            }
            match reader.read(bytes.get_mut(filled..).unwrap_or_default()) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if filled > limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        bytes.truncate(filled);
        Ok(Self(bytes))
    }

    /// The bytes. Do not keep copies of them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text, if they are UTF-8.
    pub fn expose_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes one line ending off the end, as `echo secret |` adds one.
    pub fn without_line_ending(mut self) -> Self {
        for ending in [b'\n', b'\r'] {
            if self.0.last() == Some(&ending) {
                self.0.pop();
            }
        }
        self
    }

    /// Its bytes up to the first line ending.
    pub fn first_line(mut self) -> Self {
        if let Some(end) = self.0.iter().position(|&byte| byte == b'\n') {
            self.0.truncate(end + 1);
        }
        self.without_line_ending()
    }

    /// A second secret of the same bytes.
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text.as_bytes().to_vec())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

/// Takes the same time whatever the bytes are.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let differences = self.0.iter().zip(other.0.iter()).fold(0, |sum, (a, b)| sum | (a ^ b));
        self.0.len() == other.0.len() && differences == 0
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// A key of the vault. Boxed, so that moving it leaves no copy on the stack.
pub(super) struct Key(Box<[u8; 32]>);

impl Key {
    /// A key of zeros, to be filled.
    pub(super) fn empty() -> Self {
        Self(Box::new([0; 32]))
    }

    /// The key in `bytes`, if they are as many as a key has.
    pub(super) fn from_slice(bytes: &[u8]) -> Option<Self> {
        let mut key = Self::empty();
        if bytes.len() != key.0.len() {
            return None;
        }
        key.0.copy_from_slice(bytes);
        Some(key)
    }

    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }

    pub(super) fn duplicate(&self) -> Self {
        let mut key = Self::empty();
        key.0.copy_from_slice(self.0.as_slice());
        key
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}
