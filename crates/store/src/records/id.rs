//! Ids of records: UUID version 7 (RFC 9562), so that their order is the order in which they were made.

use std::{fmt, str::FromStr, sync::Arc};

use justbuilt_base::Clock;
use parking_lot::Mutex;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::entropy::{Entropy, EntropyError};

/// Names a record among all records of all stores. Written as `01890a5d-ac96-774b-bcce-b302099a8057`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub [u8; 16]);

/// Not the text of an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is not the id of a record")]
pub struct ParseIdError {
    text: String,
}

impl RecordId {
    /// The id in some bytes, if they are 16.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for RecordId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let error = || ParseIdError { text: text.chars().take(60).collect() };
        let hyphens = text.char_indices().filter(|(_, c)| *c == '-').map(|(at, _)| at);
        if text.len() != 36 || !hyphens.eq([8, 13, 18, 23]) {
            return Err(error());
        }
        let mut digits = text.bytes().filter(|byte| *byte != b'-').map(|byte| (byte as char).to_digit(16));
        let mut id = [0; 16];
        for byte in &mut id {
            let (high, low) = digits.next().flatten().zip(digits.next().flatten()).ok_or_else(error)?;
            *byte = u8::try_from(high * 16 + low).map_err(|_| error())?;
        }
        Ok(Self(id))
    }
}

impl Serialize for RecordId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Makes ids, each greater than the one before, also when the clock stands or goes back. Clones share that.
#[derive(Clone)]
pub struct RecordIds {
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    last: Arc<Mutex<Last>>,
}

/// The last id that was made: its milliseconds and its 74 random bits.
#[derive(Clone, Copy, Default)]
struct Last {
    milliseconds: u64,
    random: u128,
}

const RANDOM_BITS: u32 = 74;
const LATEST: u64 = (1 << 48) - 1;

impl RecordIds {
    /// Ids with the time of `clock`.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { clock, entropy, last: Arc::default() }
    }

    /// The next id.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn next(&self) -> Result<RecordId, EntropyError> {
        let mut bytes = [0; 16];
        self.entropy.fill(&mut bytes)?;
        let fresh = u128::from_le_bytes(bytes);
        let now = u64::try_from(self.clock.now().0).unwrap_or(0).min(LATEST);
        let mut last = self.last.lock();
        if now > last.milliseconds {
            // One bit is left free, so that there is room to count up.
            *last = Last { milliseconds: now, random: fresh >> (128 - RANDOM_BITS + 1) };
        } else {
            // RFC 9562, 6.2, method 2: on by a random step.
            let random = last.random + 1 + (fresh & 0xffff_ffff);
            *last = if random >> RANDOM_BITS == 0 {
                Last { random, ..*last }
            } else {
                Last { milliseconds: last.milliseconds.saturating_add(1).min(LATEST), random: random >> 2 }
            };
        }
        Ok(layout(*last))
    }
}

fn layout(Last { milliseconds, random }: Last) -> RecordId {
    let high = (random >> 62) & 0xfff;
    let low = random & ((1 << 62) - 1);
    let bits = (u128::from(milliseconds) << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | low;
    RecordId(bits.to_be_bytes())
}

impl fmt::Debug for RecordIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecordIds")
    }
}

#[cfg(test)]
mod tests;
