//! The frame around each value in the database: what it is, which schema wrote it, and a checksum that also
//! covers where it belongs. 12 bytes, little endian: magic `JB`, version, codec, schema (4), CRC-32 (4).

use crate::hash::ContentHash;

/// The largest payload kept in the database itself; sled leaks room with larger ones.
pub(super) const MAX_INLINE: usize = 64 * 1024;

const MAGIC: [u8; 2] = *b"JB";
const VERSION: u8 = 1;
const HEADER: usize = 12;

/// What a frame holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Payload {
    /// The value.
    Inline(Vec<u8>),
    /// The hash and the size of a value in a file of its own.
    File(ContentHash, u64),
}

/// Why a frame cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum FrameError {
    #[error("it is too short")]
    Short,
    #[error("it has no magic bytes")]
    Magic,
    #[error("it has an unknown version or codec")]
    Unknown,
    #[error("its checksum is wrong")]
    Checksum,
}

/// The bytes to keep under (`namespace`, `key`).
pub(super) fn encode(namespace: &str, key: &[u8], schema: u32, payload: &Payload) -> Vec<u8> {
    let (codec, content) = match payload {
        Payload::Inline(value) => (0, value.clone()),
        Payload::File(hash, size) => (1, [hash.0.as_slice(), &size.to_le_bytes()].concat()),
    };
    let mut frame = Vec::with_capacity(HEADER + content.len());
    frame.extend(MAGIC);
    frame.extend([VERSION, codec]);
    frame.extend(schema.to_le_bytes());
    let sum = checksum(namespace, key, &frame, &content);
    frame.extend(sum.to_le_bytes());
    frame.extend(content);
    frame
}

/// The schema and the payload of a frame found under (`namespace`, `key`).
pub(super) fn decode(namespace: &str, key: &[u8], frame: &[u8]) -> Result<(u32, Payload), FrameError> {
    let (head, content) = frame.split_at_checked(HEADER).ok_or(FrameError::Short)?;
    let (start, sum) = head.split_at(HEADER - 4);
    let [m0, m1, version, codec, s0, s1, s2, s3] = *start else { return Err(FrameError::Short) };
    if [m0, m1] != MAGIC {
        return Err(FrameError::Magic);
    }
    if sum != checksum(namespace, key, start, content).to_le_bytes() {
        return Err(FrameError::Checksum);
    }
    let payload = match (version, codec) {
        (VERSION, 0) => Payload::Inline(content.to_vec()),
        (VERSION, 1) => {
            let (hash, rest) = content.split_first_chunk::<32>().ok_or(FrameError::Short)?;
            let size = <[u8; 8]>::try_from(rest).map_err(|_| FrameError::Short)?;
            Payload::File(ContentHash(*hash), u64::from_le_bytes(size))
        }
        _ => return Err(FrameError::Unknown),
    };
    Ok((u32::from_le_bytes([s0, s1, s2, s3]), payload))
}

fn checksum(namespace: &str, key: &[u8], start: &[u8], content: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&(namespace.len() as u64).to_le_bytes());
    hasher.update(namespace.as_bytes());
    hasher.update(&(key.len() as u64).to_le_bytes());
    hasher.update(key);
    hasher.update(start);
    hasher.update(content);
    hasher.finalize()
}

#[cfg(test)]
mod tests;
