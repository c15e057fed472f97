//! The chunks of a PNG file: texts read out of it and put into it, the picture itself untouched.
//!
//! The format: <https://www.w3.org/TR/png-3/>.
//!
//! Not here: pixels.

use flate2::read::{ZlibDecoder, ZlibEncoder};
use std::io::Read;

/// What every PNG file begins with.
pub const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Largest text that is unpacked, bytes: what claims more is a bomb.
pub const MAX_UNPACKED: usize = 128 << 20;

/// A chunk of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// Four letters, as `IHDR`.
    pub kind: [u8; 4],
    /// What is in it.
    pub data: &'a [u8],
    /// Its checksum is right.
    pub sound: bool,
}

/// The chunks of a file, up to the first that is cut short; `false` when there was one, or no `IEND`.
#[must_use]
pub fn chunks(bytes: &[u8]) -> (Vec<Chunk<'_>>, bool) {
    let mut found = Vec::new();
    let Some(mut rest) = bytes.strip_prefix(SIGNATURE) else { return (found, false) };
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some((kind, after)) = after.split_first_chunk::<4>() else { return (found, false) };
        // A declared length is only ever compared with what is there.
        let Some((data, after)) = after.split_at_checked(length) else { return (found, false) };
        let Some((sum, after)) = after.split_first_chunk::<4>() else { return (found, false) };
        found.push(Chunk { kind: *kind, data, sound: checksum(kind, data) == u32::from_be_bytes(*sum) });
        if kind == b"IEND" {
            return (found, true);
        }
        rest = after;
    }
    (found, false)
}

fn checksum(kind: &[u8; 4], data: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(kind);
    hasher.update(data);
    hasher.finalize()
}

/// The bytes of the first text with this keyword: of a `tEXt`, an unpacked `zTXt`, or an `iTXt` chunk.
#[must_use]
pub fn text(bytes: &[u8], keyword: &str) -> Option<Vec<u8>> {
    let (chunks, _) = chunks(bytes);
    chunks.iter().find_map(|chunk| {
        let rest = chunk.data.strip_prefix(keyword.as_bytes())?.strip_prefix(b"\0")?;
        match &chunk.kind {
            b"tEXt" => Some(rest.to_vec()),
            b"zTXt" => inflate(rest.strip_prefix(b"\0")?, MAX_UNPACKED).ok(),
            b"iTXt" => {
                let (packed, rest) = rest.split_first()?;
                let mut parts = rest.get(1..)?.splitn(3, |byte| *byte == 0);
                let text = parts.nth(2)?;
                if *packed == 0 { Some(text.to_vec()) } else { inflate(text, MAX_UNPACKED).ok() }
            }
            _ => None,
        }
    })
}

/// The file with a `tEXt` chunk of this keyword before its end, in the place of those that had it; `None` when it is
/// no PNG. `data` is Latin-1, without a zero byte.
#[must_use]
pub fn with_text(bytes: &[u8], keyword: &str, data: &[u8]) -> Option<Vec<u8>> {
    let (chunks, _) = chunks(bytes);
    chunks.first().filter(|chunk| &chunk.kind == b"IHDR")?;
    let mut out = Vec::with_capacity(bytes.len() + data.len() + 64);
    out.extend_from_slice(SIGNATURE);
    let mut put = |kind: &[u8; 4], parts: &[&[u8]]| {
        let data = parts.concat();
        let length = u32::try_from(data.len()).ok()?;
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(kind);
        out.extend_from_slice(&data);
        out.extend_from_slice(&checksum(kind, &data).to_be_bytes());
        Some(())
    };
    for chunk in &chunks {
        let named = chunk.data.strip_prefix(keyword.as_bytes()).is_some_and(|rest| rest.starts_with(b"\0"));
        if &chunk.kind != b"IEND" && !(named && matches!(&chunk.kind, b"tEXt" | b"zTXt" | b"iTXt")) {
            put(&chunk.kind, &[chunk.data])?;
        }
    }
    put(b"tEXt", &[keyword.as_bytes(), b"\0", data])?;
    put(b"IEND", &[])?;
    Some(out)
}

/// Unpacks zlib data (RFC 1950), at most `limit` bytes of it.
///
/// # Errors
/// When it is broken, cut short, or larger than the limit.
pub fn inflate(data: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let mut out = Vec::new();
    let ends = limit.saturating_add(1) as u64;
    ZlibDecoder::new(data).take(ends).read_to_end(&mut out).map_err(|error| error.to_string())?;
    if out.len() > limit {
        return Err(format!("it is larger than {limit} bytes"));
    }
    Ok(out)
}

/// Packs data as zlib does.
#[must_use]
pub fn deflate(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // Reading from memory into memory has no way to fail.
    let _ = ZlibEncoder::new(data, flate2::Compression::default()).read_to_end(&mut out);
    out
}

#[cfg(test)]
mod tests;
