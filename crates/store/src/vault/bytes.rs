//! Reading and writing the vault's records: numbers little endian, lengths before what they measure.

use zeroize::Zeroizing;

/// Takes values off the front of some bytes. `None` from anything means that they end too early.
#[derive(Debug)]
pub(super) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    /// Text after its length in two bytes.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = u16::from_le_bytes(self.array()?);
        std::str::from_utf8(self.take(length.into())?).ok()
    }

    /// Bytes after their length in four.
    pub(super) fn long(&mut self) -> Option<&'a [u8]> {
        let length = self.u32()?;
        self.take(usize::try_from(length).ok()?)
    }
}

/// Puts values one after the other into memory that is overwritten when dropped. It never grows by itself, which
/// would leave copies behind: its room is asked for first.
pub(super) struct Writer(Zeroizing<Vec<u8>>);

impl Writer {
    /// Room for `bytes`.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self(Zeroizing::new(Vec::with_capacity(bytes)))
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> &mut Self {
        if self.0.capacity() - self.0.len() < bytes.len() {
            let room = (self.0.len() + bytes.len()).saturating_mul(2);
            let mut larger = Zeroizing::new(Vec::with_capacity(room));
            larger.extend_from_slice(&self.0);
            self.0 = larger;
        }
        self.0.extend_from_slice(bytes);
        self
    }

    pub(super) fn u32(&mut self, number: u32) -> &mut Self {
        self.put(&number.to_le_bytes())
    }

    pub(super) fn u64(&mut self, number: u64) -> &mut Self {
        self.put(&number.to_le_bytes())
    }

    pub(super) fn i64(&mut self, number: i64) -> &mut Self {
        self.put(&number.to_le_bytes())
    }

    /// Text of up to 65,535 bytes; of longer text, nothing.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let (length, text) = match u16::try_from(text.len()) {
            Ok(length) => (length, text),
            Err(_) => (0, ""),
        };
        self.put(&length.to_le_bytes()).put(text.as_bytes())
    }

    /// Up to 4 GiB; of more, nothing.
    pub(super) fn long(&mut self, bytes: &[u8]) -> &mut Self {
        let (length, bytes) = match u32::try_from(bytes.len()) {
            Ok(length) => (length, bytes),
            Err(_) => (0, &[][..]),
        };
        self.put(&length.to_le_bytes()).put(bytes)
    }

    /// Zeros up to the next multiple of `block`, so that the length says less about the content.
    pub(super) fn pad(&mut self, block: usize) -> &mut Self {
        while !self.0.len().is_multiple_of(block) {
            self.put(&[0]);
        }
        self
    }

    /// What was put so far.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn finish(self) -> Zeroizing<Vec<u8>> {
        self.0
    }
}
