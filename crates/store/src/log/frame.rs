//! The frame around each record of a log: the length as a varint, one check byte for it, the record, and a
//! CRC-32 of all that. Both checks also cover where the frame is, so that a log inside a record, or a stretch of
//! zeros, never passes for records. 6 to 8 bytes a record up to 2 MiB, 9 for longer ones.

use super::MAX_RECORD;

/// The longest head: the varint and its check byte.
pub const MAX_HEAD: usize = 5;
const SUM: usize = 4;

/// Appends the frame of `record` that starts at `position`. Records are at most [`MAX_RECORD`] long.
pub fn encode(position: u64, record: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let mut rest = record.len();
    while rest >= 0x80 {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
    let sum = head_sum(position, out.get(start..).unwrap_or_default());
    out.push(sum.to_le_bytes()[0]);
    out.extend(record);
    out.extend(record_sum(sum, record).to_le_bytes());
}

/// Bytes of the frame of a record that is `record` bytes long.
pub fn frame_len(record: usize) -> usize {
    let mut head = 2;
    let mut rest = record >> 7;
    while rest > 0 {
        head += 1;
        rest >>= 7;
    }
    head + record + SUM
}

/// What the bytes at a position turn out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// A frame whose record starts after `head` bytes and is `record` bytes long; `sum` is for [`is_whole`].
    Frame { head: usize, record: usize, sum: u32 },
    /// Too few bytes to say.
    Short,
    /// Not a frame.
    Bad,
}

impl Head {
    /// Bytes of the whole frame.
    pub fn frame_len(self) -> Option<usize> {
        match self {
            Head::Frame { head, record, .. } => Some(head + record + SUM),
            Head::Short | Head::Bad => None,
        }
    }
}

/// Reads the head of the frame that starts at `position`, where `bytes` start too.
pub fn head(position: u64, bytes: &[u8]) -> Head {
    let mut record = 0_usize;
    for (index, &byte) in bytes.iter().take(MAX_HEAD - 1).enumerate() {
        record |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 != 0 {
            continue;
        }
        // A last byte of zero is a longer way to say the same: nobody writes it.
        if (byte == 0 && index > 0) || record > MAX_RECORD {
            return Head::Bad;
        }
        let Some((varint, &[check, ..])) = bytes.split_at_checked(index + 1) else { return Head::Short };
        let sum = head_sum(position, varint);
        return if sum.to_le_bytes()[0] == check {
            Head::Frame { head: index + 2, record, sum }
        } else {
            Head::Bad
        };
    }
    if bytes.len() < MAX_HEAD - 1 { Head::Short } else { Head::Bad }
}

/// Whether `frame` is whole, when its head said `head`, `record` and `sum`. The record, if it is.
pub fn is_whole(frame: &[u8], head: usize, record: usize, sum: u32) -> Option<&[u8]> {
    let content = frame.get(head..head + record)?;
    let found = frame.get(head + record..head + record + SUM)?;
    (record_sum(sum, content).to_le_bytes() == found).then_some(content)
}

fn head_sum(position: u64, varint: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(b"JB");
    hasher.update(&position.to_le_bytes());
    hasher.update(varint);
    hasher.finalize()
}

fn record_sum(head: u32, record: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new_with_initial(head);
    hasher.update(record);
    hasher.finalize()
}

#[cfg(test)]
mod tests;
