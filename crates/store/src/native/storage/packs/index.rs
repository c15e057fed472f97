//! The index file of a pack, so that opening need not read the pack: `JBINDEX1`, the length of the pack that it
//! covers (8 bytes, little endian), for each content hash (32), position (8) and size (8), and the BLAKE3 hash of
//! all that. It only saves time: a damaged one is made again.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::super::to_io;
use crate::{fs::Fs, hash::ContentHash, native::disk::DiskFs};

const MAGIC: &[u8; 8] = b"JBINDEX1";
const ENTRY: usize = 48;

/// What an index file says.
pub(super) struct Index {
    /// Bytes of the pack that it covers.
    pub covered: u64,
    pub entries: Vec<Indexed>,
}

/// Where content is in the pack, and how long it is.
pub(super) struct Indexed {
    pub hash: ContentHash,
    pub at: u64,
    pub size: u64,
}

/// The index file of the pack at `pack`.
pub(super) fn path(pack: &Path) -> PathBuf {
    pack.with_extension("idx")
}

/// The index, if it is there and whole.
pub(super) fn read(path: &Path) -> Option<Index> {
    let bytes = fs::read(path).ok()?;
    let (content, hash) = bytes.split_last_chunk::<32>()?;
    if ContentHash::of(content) != ContentHash(*hash) {
        log::warn!("the index {} is damaged and will be made again", path.display());
        return None;
    }
    let (covered, entries) = content.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
    let (entries, []) = entries.as_chunks::<ENTRY>() else { return None };
    let entries = entries.iter().filter_map(|entry| {
        let (hash, rest) = entry.split_first_chunk::<32>()?;
        let (at, size) = rest.split_first_chunk::<8>()?;
        let size = u64::from_le_bytes(*size.first_chunk::<8>()?);
        Some(Indexed { hash: ContentHash(*hash), at: u64::from_le_bytes(*at), size })
    });
    Some(Index { covered: u64::from_le_bytes(*covered), entries: entries.collect() })
}

/// Writes the index of the first `covered` bytes of a pack, in one step.
pub(super) fn write(path: &Path, covered: u64, entries: &[Indexed]) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(16 + entries.len() * ENTRY + 32);
    bytes.extend(MAGIC);
    bytes.extend(covered.to_le_bytes());
    for Indexed { hash, at, size } in entries {
        bytes.extend(hash.0);
        bytes.extend(at.to_le_bytes());
        bytes.extend(size.to_le_bytes());
    }
    let hash = ContentHash::of(&bytes);
    bytes.extend(hash.0);
    DiskFs::new().write(path, &bytes).map(drop).map_err(to_io)
}
