//! Bytes, made smaller. What is written says itself how it is to be read: a byte for the codec comes first, so
//! natively written blocks (zstd, in C) are read in a browser and the other way round (deflate, in Rust).
//!
//! Format: the codec (0 as it is, 1 zstd, 2 deflate), for 1 and 2 the length of the content as a varint (LEB128),
//! then the data.

use std::io::{self, Read};

#[cfg(not(target_arch = "wasm32"))]
use native::{grow_zstd, shrink};
#[cfg(target_arch = "wasm32")]
use web::{grow_zstd, shrink};

#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(any(test, target_arch = "wasm32"))]
mod web;

const PLAIN: u8 = 0;
const ZSTD: u8 = 1;
const DEFLATE: u8 = 2;

/// How much time to spend on making it small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// For content that is waited for: some 300 MB a second.
    Fast,
    /// For what is written once and kept for years: some MB a second.
    Best,
}

/// Why bytes could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The first byte is none of the known ones.
    #[error("it has an unknown codec")]
    Unknown,
    /// It is not what was written.
    #[error("it cannot be unpacked: {0}")]
    Damaged(String),
    /// The content would be longer than the caller wants.
    #[error("it says to be {0} bytes long, which is too much")]
    TooLong(u64),
}

/// `content` with its codec in front; never longer than the content and one byte.
pub fn pack(content: &[u8], effort: Effort) -> Vec<u8> {
    if let Some((codec, data)) = shrink(content, effort) {
        let mut packed = Vec::with_capacity(data.len() + 6);
        packed.push(codec);
        put_length(content.len() as u64, &mut packed);
        packed.extend(data);
        if packed.len() <= content.len() {
            return packed;
        }
    }
    let mut packed = Vec::with_capacity(content.len() + 1);
    packed.push(PLAIN);
    packed.extend(content);
    packed
}

/// The length of the content that `packed` says it holds.
pub fn unpacked_len(packed: &[u8]) -> Option<u64> {
    match packed.split_first()? {
        (&PLAIN, data) => Some(data.len() as u64),
        (_, rest) => take_length(rest).map(|(length, _)| length),
    }
}

/// The content of what [`pack`] gave, if it is not longer than `limit` bytes.
///
/// # Errors
/// When it is, or when `packed` is not whole. Not every damage is found: keep a checksum too.
pub fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, CodecError> {
    let Some((&codec, rest)) = packed.split_first() else {
        return Err(CodecError::Damaged("it is empty".into()));
    };
    if codec == PLAIN {
        return if rest.len() <= limit {
            Ok(rest.to_vec())
        } else {
            Err(CodecError::TooLong(rest.len() as u64))
        };
    }
    let Some((length, data)) = take_length(rest) else {
        return Err(CodecError::Damaged("its length is missing".into()));
    };
    let length = match usize::try_from(length) {
        Ok(fits) if fits <= limit => fits,
        _ => return Err(CodecError::TooLong(length)),
    };
    let content = match codec {
        ZSTD => grow_zstd(data, length),
        DEFLATE => read_exactly(flate2::read::DeflateDecoder::new(data), length),
        _ => return Err(CodecError::Unknown),
    };
    match content {
        Ok(content) if content.len() == length => Ok(content),
        Ok(content) => Err(CodecError::Damaged(format!("{} of {length} bytes came out", content.len()))),
        Err(error) => Err(CodecError::Damaged(error.to_string())),
    }
}

/// At most `length` bytes and one more, which says that there are too many.
fn read_exactly(reader: impl Read, length: usize) -> io::Result<Vec<u8>> {
    // A damaged length must not take memory that the data cannot fill.
    let mut content = Vec::with_capacity(length.min(1 << 20));
    reader.take(length as u64 + 1).read_to_end(&mut content)?;
    Ok(content)
}

fn put_length(mut length: u64, out: &mut Vec<u8>) {
    while length >= 0x80 {
        out.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
}

fn take_length(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut length = 0;
    for (index, &byte) in bytes.iter().take(9).enumerate() {
        length |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((length, bytes.get(index + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests;
